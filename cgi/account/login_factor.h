/* The second factor at the login. */
#ifndef LOREHALL_ACCOUNT_LOGIN_FACTOR_H
#define LOREHALL_ACCOUNT_LOGIN_FACTOR_H

#include "web/request.h"

/* Asks for the account's second factor, for whose password was right: until it is given, this browser
 * has a token by which it may be given, and no session. */
enum http_status login_factor_ask(struct request *r, const struct login_proof *proof,
                                  const char *next);

/* GET and POST /account/login/factor: name, code, next, keep. */
enum http_status login_factor_form(struct request *r);
enum http_status login_factor_post(struct request *r);

#endif
