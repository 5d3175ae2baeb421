/* Logging in by an account elsewhere (OpenID Connect; auth/provider/provider_login.h). */
#ifndef LOREHALL_ACCOUNT_PROVIDER_H
#define LOREHALL_ACCOUNT_PROVIDER_H

#include "auth/provider/identity.h"
#include "auth/provider/provider_login.h"
#include "web/request.h"

/* Sends the browser to PROVIDER (a name), which the answer does, to come back to NEXT. */
enum http_status provider_begin(struct request *r, const char *name, enum provider_purpose purpose,
                                const char *next);

/* POST /account/provider: provider, next, keep. */
enum http_status provider_post(struct request *r);

/* GET /account/provider/:provider/callback: what a provider sends the browser back with. */
enum http_status provider_callback(struct request *r);

/* GET /account/provider/wait: until the provider has told who it is; then it is done. */
enum http_status provider_wait(struct request *r);

/* GET and POST /account/provider/register: name, email, invitation, answer, keep: an account for an
 * identity that has none. */
enum http_status provider_register_form(struct request *r);
enum http_status provider_register_post(struct request *r);

#endif
