/* Between the password and the second factor nobody is logged in: the browser has a token of its own
 * for that (auth/factor/pending_login.h), which is good for nothing else. */
#include "login_factor.h"

#include <string.h>

#include "auth/account.h"
#include "auth/factor/pending_login.h"
#include "base/language.h"
#include "login.h"
#include "second_factor.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/form/proof.h"
#include "web/response.h"
#include "web/view.h"

static const char *const factor_view = "account/login_factor.cs";

enum http_status login_factor_ask(struct request *r, const struct login_proof *proof,
                                  const char *next)
{
    const char *token = pending_login_open(r->worker->database, r->arena, proof);
    struct buffer path = buffer_open(r->arena, 128);

    if (token == NULL)
        return HTTP_UNAVAILABLE;
    login_cookie_set(r, token);
    buffer_text(&path, "/account/login/factor?next=");
    buffer_url(&path, next);
    return redirect(r, HTTP_SEE_OTHER, "%s%s", path.data, keep_wanted(r) ? "&keep=1" : "");
}

static void set_factor_form(struct request *r, const struct pending_login *pending)
{
    view_set(r->view, "Form.next", return_path(r, "next"));
    view_set(r->view, "Form.name", pending->name);
    if (keep_wanted(r))
        view_set(r->view, "Form.keep", "1");
}

/* What was begun is over, or never was: the password is asked for again. */
static enum http_status begin_login_again(struct request *r)
{
    login_cookie_set(r, NULL);
    form_error(
        r, "password",
        _("Please log in again. The second factor is waited for only a few minutes and tries."));
    set_providers(r);
    view_set(r->view, "Form.next", return_path(r, "next"));
    return page_again(r, "account/login.cs");
}

enum http_status login_factor_form(struct request *r)
{
    struct pending_login pending;
    int found = pending_login_find(r->worker->database, r->arena, login_cookie(r), &pending);
    struct buffer next = buffer_open(r->arena, 128);

    if (found < 0)
        return HTTP_UNAVAILABLE;
    r->cacheable = false;
    if (found == 0) {
        buffer_url(&next, return_path(r, "next"));
        return redirect(r, HTTP_SEE_OTHER, "/account/login?next=%s", next.data);
    }
    set_factor_form(r, &pending);
    return page(r, HTTP_OK, factor_view);
}

/* Of two right answers at once only one opens a session. */
static enum http_status finish_login(struct request *r, const struct pending_login *pending)
{
    struct database *database = r->worker->database;
    const struct login_proof proof = {pending->account_id, pending->credentials_version, true,
                                      pending->shown};
    struct account account;
    int ended = pending_login_end(database, login_cookie(r));

    if (ended > 0)
        ended = account_by_name(database, r->arena, pending->name, &account);
    if (ended <= 0)
        return ended < 0 ? HTTP_UNAVAILABLE : begin_login_again(r);
    login_cookie_set(r, NULL);
    return welcome(r, &account, &proof, return_path(r, "next"));
}

enum http_status login_factor_post(struct request *r)
{
    struct database *database = r->worker->database;
    const struct actor nobody = request_actor(r);
    const char *name = form_name(r, "name", 0, 64);
    struct pending_login pending;
    struct actor actor;
    enum http_status status;
    int found = pending_login_find(database, r->arena, login_cookie(r), &pending);

    /* The name is that of the page: another tab may have begun a login to another account since. */
    if (found > 0 && *name != '\0' && strcmp(name, pending.name) != 0)
        found = 0;
    if (found > 0)
        found = pending_login_try(database, login_cookie(r));
    if (found <= 0)
        return found < 0 ? HTTP_UNAVAILABLE : begin_login_again(r);
    set_factor_form(r, &pending);
    actor = actor_as(&nobody, pending.account_id, pending.name);
    status = second_factor(r, "code", &actor);
    if (status != HTTP_OK && status != HTTP_TOO_MANY)
        return status;
    if (!form_ok(r))
        return page_refused(r, status == HTTP_OK ? HTTP_UNPROCESSABLE : status, factor_view);
    return finish_login(r, &pending);
}
