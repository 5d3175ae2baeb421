/* Giving one's password once more: before dangerous acts, and to change it. */
#ifndef LOREHALL_ACCOUNT_CONFIRM_H
#define LOREHALL_ACCOUNT_CONFIRM_H

#include "auth/account.h"
#include "web/request.h"

/* GET and POST /account/confirm: password, code or passkey, or a passkey alone, or (of who has no password)
 * provider, or `mail` to be sent a code and then mail_code; next; or `again`, the path of a form that was
 * refused for want of it, with that form's fields as `again.NAME`. */
enum http_status confirm_form(struct request *r);
enum http_status confirm_post(struct request *r);

/* The path of the page that leads on to NEXT. */
const char *confirm_path(struct request *r, const char *next);

/* Reads the caller's account, and whether FIELD holds its password (of an account that has none: whether
 * its owner has lately shown that it is them): where it does not, that is noted
 * as the form's error, and where that has been tried too often. HTTP_OK, also with errors noted;
 * else the status to answer with, HTTP_TOO_MANY with its error noted. */
enum http_status own_password(struct request *r, const char *field, struct account *account);

/* The same of the second factor of who has one, in FIELD: where nothing else is wrong, so that no code
 * is lost by a wrong password. */
enum http_status own_factor(struct request *r, const char *field);

/* Both, with the second factor in CODE. */
enum http_status own_proof(struct request *r, const char *field, const char *code,
                           struct account *account);

#endif
