/* Pausing one's account, and coming back. */
#ifndef LOREHALL_ACCOUNT_PAUSE_H
#define LOREHALL_ACCOUNT_PAUSE_H

#include "auth/account.h"
#include "auth/pause.h"
#include "web/request.h"

/* POST /account/pause: ends all of one's sessions and tokens, and lets the account wait. */
enum http_status pause_post(struct request *r);

/* Answers whoever asked to leave by what came of it: without a session any more, at the login, which tells
 * what was SAID ("paused", "deleted"). */
enum http_status answer_leave(struct request *r, enum pause_result result, const char *said);

/* Asks whoever has shown PROOF for a paused account whether they are back. */
enum http_status ask_to_resume(struct request *r, const struct account *account,
                               const struct login_proof *proof);

/* POST /account/resume: resume (as ask_to_resume gave it out), keep, next. Logs in. */
enum http_status resume_post(struct request *r);

#endif
