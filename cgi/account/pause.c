#include "pause.h"

#include "auth/deletion/deletion.h"
#include "base/language.h"
#include "login.h"
#include "login_factor.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

enum http_status answer_leave(struct request *r, enum pause_result result, const char *said)
{
    switch (result) {
    case PAUSE_FAILED: return HTTP_UNAVAILABLE;
    case PAUSE_LAST:
        return refuse(r, HTTP_CONFLICT, "last",
                      _("You are the last administrator. Make somebody else one first."));
    case PAUSE_STALE:
    case PAUSE_DONE: break;
    }
    session_cookie_end(r);
    return redirect(r, HTTP_SEE_OTHER, "/account/login?%s=1", said);
}

enum http_status pause_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);

    return answer_leave(r, account_pause(&store, &actor, r->session->account_id), "paused");
}

enum http_status ask_to_resume(struct request *r, const struct account *account,
                               const struct login_proof *proof)
{
    struct deletion deletion;
    int waits = deletion_find(r->worker->database, r->arena, account->id, &deletion);

    if (waits < 0)
        return HTTP_UNAVAILABLE;
    if (waits > 0)
        view_set(r->view, "Resume.due", clock_rfc3339(r->arena, deletion.due));
    view_set(r->view, "Resume.name", account->name);
    view_set(r->view, "Resume.text", resume_make(&r->worker->secret, r->arena, proof));
    return page(r, HTTP_OK, "account/resume.cs");
}

enum http_status resume_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor nobody = request_actor(r);
    struct login_proof proof = resume_proof(&r->worker->secret, r->arena, form_raw(r, "resume"));
    const uint64_t id = proof.account_id;
    struct account_line account;
    struct actor actor;
    enum pause_result result;
    struct account resumed;
    int found = id != 0 ? account_by_id(store.database, r->arena, id, &account) : 0;

    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0)
        return refuse(r, HTTP_UNPROCESSABLE, "resume",
                      _("That was long ago. Please log in again."));
    actor = actor_as(&nobody, id, account.name);
    result = account_resume(&store, &actor, &proof);
    if (result == PAUSE_FAILED)
        return HTTP_UNAVAILABLE;
    if (result != PAUSE_DONE)
        return refuse(r, HTTP_CONFLICT, "resume",
                      _("This account is not paused any more. Please log in again."));
    if (account_by_name(r->worker->database, r->arena, account.name, &resumed) <= 0)
        return HTTP_UNAVAILABLE;
    if (resumed.factor_since != 0)
        return login_factor_ask(r, &proof, return_path(r, "next"));
    return welcome(r, &resumed, &proof, return_path(r, "next"));
}
