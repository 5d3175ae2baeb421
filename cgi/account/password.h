/* New passwords, and those that would not do as one any more. */
#ifndef LOREHALL_ACCOUNT_PASSWORD_H
#define LOREHALL_ACCOUNT_PASSWORD_H

#include "auth/credentials/password.h"
#include "web/request.h"

/* What is wrong with PASSWORD as a new one of the account of this NAME and EMAIL (NULL: none). */
enum password_fault password_fault_of(struct request *r, const char *password, const char *name,
                                      const char *email);

/* Reads `password` and `repeat` for a new password of the account; "" with errors noted. */
const char *new_password(struct request *r, const char *name, const char *email);

#endif
