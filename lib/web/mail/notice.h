/* Mails to an account's owner of what was done to it by themselves or by others. */
#ifndef LOREHALL_WEB_MAIL_NOTICE_H
#define LOREHALL_WEB_MAIL_NOTICE_H

#include "auth/account.h"
#include "web/request.h"

/* That the account is called NAME from now on: by an administrator for REASON, or by its owner (NULL).
 * NULL where nobody can be told, or no mails are sent here. */
const struct mail *notice_renamed(struct request *r, const struct account *account,
                                  const char *name, const char *reason);

#endif
