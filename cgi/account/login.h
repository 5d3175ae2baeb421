/* Registering, logging in and out. */
#ifndef LOREHALL_ACCOUNT_LOGIN_H
#define LOREHALL_ACCOUNT_LOGIN_H

#include "auth/account.h"
#include "entrance.h"
#include "web/request.h"

/* GET and POST /account/login: name, password, next. */
enum http_status login_form(struct request *r);
enum http_status login_post(struct request *r);

/* What somebody has shown, at SHOWN, for an account that was read before they did. */
struct login_proof proof_of(const struct account *account, bool factor, int64_t shown);

/* Whether the session is to outlive the browser, as `keep` says in the form or the query. */
bool keep_wanted(const struct request *r);

/* Lets somebody in who has shown all that is asked for, and leads them to NEXT; back to the beginning
 * where it is good no more. */
enum http_status welcome(struct request *r, const struct account *account,
                         const struct login_proof *proof, const char *next);

/* Makes this browser one that the account was used on. 0 or -1. */
int remember_device(struct request *r, uint64_t account_id);

/* Shows the form again, with what was wrong. */
enum http_status login_again(struct request *r);

/* POST /account/logout: ends the session that asks. */
enum http_status logout_post(struct request *r);

/* GET and POST /account/register: name, password, repeat, email (may be empty), next. */
enum http_status register_form(struct request *r);
enum http_status register_post(struct request *r);

/* What a form for an account has whoever registers by whatever: when it was given out, and what was typed. */
void set_registration(struct request *r);

/* Reads such a form (a person's, the site's rules, NAME). HTTP_OK, with errors noted; else the answer. */
enum http_status registration_begin(struct request *r, const char *view, struct entrance *entrance,
                                    const char **name);

/* Makes the account. HTTP_OK, or the answer. */
enum http_status registration_finish(struct request *r, const char *view,
                                     const struct account_wanted *wanted, uint64_t *id);

/* Shows the form again, for when the SECONDS are over. FIELD is where it is said. */
enum http_status refuse_throttled(struct request *r, int seconds, const char *field,
                                  const char *view);

#endif
