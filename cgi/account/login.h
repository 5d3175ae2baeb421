/* Registering, logging in and out. */
#ifndef LOREHALL_ACCOUNT_LOGIN_H
#define LOREHALL_ACCOUNT_LOGIN_H

#include "auth/account.h"
#include "web/request.h"

/* GET and POST /account/login: name, password, next. */
enum http_status login_form(struct request *r);
enum http_status login_post(struct request *r);

/* Opens a session for the account, kept as the field `keep` says. 0 or -1. */
int log_in(struct request *r, uint64_t account_id, const char *name);

/* Lets somebody in who has shown all that is asked for, and leads them to NEXT. */
enum http_status welcome(struct request *r, const struct account *account, const char *next);

/* POST /account/logout: ends the session that asks. */
enum http_status logout_post(struct request *r);

/* GET and POST /account/register: name, password, repeat, email (may be empty), next. */
enum http_status register_form(struct request *r);
enum http_status register_post(struct request *r);

/* Shows the form again, for when the SECONDS are over. FIELD is where it is said. */
enum http_status refuse_throttled(struct request *r, int seconds, const char *field,
                                  const char *view);

#endif
