/* A new password for who forgot theirs. */
#ifndef LOREHALL_ACCOUNT_RESET_H
#define LOREHALL_ACCOUNT_RESET_H

#include "web/request.h"

/* GET and POST /account/forgot: who (a name or an address). */
enum http_status forgot_form(struct request *r);
enum http_status forgot_post(struct request *r);

/* GET and POST /account/reset: token (from the mail), password, repeat. */
enum http_status reset_form(struct request *r);
enum http_status reset_post(struct request *r);

#endif
