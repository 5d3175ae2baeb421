/* Confirming that it is oneself by a code that is sent by mail: for accounts without a password, of whose
 * provider nobody can tell whether it asks for a login. */
#ifndef LOREHALL_ACCOUNT_CONFIRM_MAIL_H
#define LOREHALL_ACCOUNT_CONFIRM_MAIL_H

#include "auth/account.h"
#include "auth/link.h"
#include "web/request.h"

/* Sends a code that is good once, in the caller's session, for ten minutes, to the address of ACCOUNT, which
 * is the caller's. HTTP_OK, with an error noted where none can be sent; else the status to answer with. */
enum http_status confirm_mail_send(struct request *r, const struct account *account);

/* Reads FIELD: LINK gets what it is good for, where it is a code of this session; else that is noted as the
 * form's error. HTTP_OK; else the status to answer with, HTTP_TOO_MANY with its error noted. */
enum http_status confirm_mail_code(struct request *r, const char *field, struct account_link *link);

#endif
