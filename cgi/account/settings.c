/* What people change of their own account. It asks for the old password where a new one is set:
 * an open session alone must not be enough to lock its owner out. Wrong ones are counted by
 * account, as whoever tries them has a session of it. */
#include "settings.h"

#include <string.h>

#include "auth/account.h"
#include "base/language.h"
#include "confirm.h"
#include "email.h"
#include "login.h"
#include "password.h"
#include "ways_in.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/form/proof.h"
#include "web/logins.h"
#include "web/response.h"
#include "web/view.h"

static const char *const settings_view = "account/settings.cs";

enum http_status account_front(struct request *r)
{
    return redirect(r, HTTP_FOUND, "/account/settings");
}

static int set_own_settings(struct request *r, struct ways_in_form *ways)
{
    view_set(r->view, "Form.language", r->session->language);
    return set_proof(r) == 0 ? ways_in_read(r, r->session->account_id, false, ways) : -1;
}

enum http_status settings_form(struct request *r)
{
    const char *saved = query_line(r, "saved", 10), *weak = query_line(r, "weak", 1);
    struct ways_in_form ways;

    if (weak != NULL) {
        view_set(r->view, "Weak", "1");
        view_set(r->view, "Form.next", return_path(r, "next"));
    }
    if (saved != NULL)
        view_set(r->view, "Saved", saved);
    if (set_own_settings(r, &ways) != 0 || set_email(r) != 0)
        return HTTP_UNAVAILABLE;
    return page(r, HTTP_OK, settings_view);
}

/* A new password ends all sessions and API tokens, and gives the browser another session. The row
 * is changed only while it still has the old password's hash: of two that are sent at once one is
 * told. */
static enum http_status change_password(struct request *r, const struct ways_in_form *ways)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct login login = {.proof = {.account_id = actor.account_id},
                          .agent = r->agent,
                          .kept = r->session->kept};
    const char *password, *token;
    struct new_password wanted;
    struct account account;
    int changed;
    enum http_status status = own_password(r, "current", &account);

    if (status == HTTP_TOO_MANY)
        return page_refused(r, status, settings_view);
    if (status != HTTP_OK)
        return status;
    password = new_password(r, account.name, account.email);
    if (form_ok(r) && strcmp(form_raw(r, "current"), password) == 0)
        form_error(r, "password", _("This is the password that you have."));
    /* Last, so that no code is lost by what else is wrong. */
    status = own_factor(r, "code");
    if (status != HTTP_OK && status != HTTP_TOO_MANY)
        return status;
    if (!form_ok(r))
        return page_refused(r, status == HTTP_OK ? HTTP_UNPROCESSABLE : status, settings_view);
    /* Who has none has shown something else, when this session did. */
    login.proof.shown = account.password != NULL ? clock_now() : r->session->authenticated;
    wanted = (struct new_password){.text = password,
                                   .notice = password_mail(r, &account, ways),
                                   .ended = ways_in_chosen(r, ways),
                                   .login = &login};
    changed = account_set_password(&store, &actor, &account, &wanted, &token);
    if (changed == 0) {
        form_error(r, "current", _("Your password has just been changed elsewhere."));
        return page_again(r, settings_view);
    }
    if (changed < 0)
        return HTTP_UNAVAILABLE;
    session_cookie_set(r, token, r->session->kept);
    remember_device(r, account.id);
    return redirect(r, HTTP_SEE_OTHER, "/account/settings?saved=1");
}

static enum http_status change_language(struct request *r)
{
    const char *code = form_line(r, "language", 0, 2);

    if (form_ok(r) && *code != '\0' && language_known(code) == NULL)
        form_error(r, "language", _("This is none of the choices."));
    if (!form_ok(r))
        return page_again(r, settings_view);
    if (account_set_language(r->worker->database, r->worker->shared, r->session->account_id,
                             *code != '\0' ? code : NULL) != 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/account/settings?saved=1");
}

enum http_status settings_post(struct request *r)
{
    const char *action = form_line(r, "action", 1, 16);
    struct ways_in_form ways;

    if (set_own_settings(r, &ways) != 0 || set_email(r) != 0)
        return HTTP_UNAVAILABLE;
    if (strcmp(action, "email") == 0)
        return change_email(r);
    if (strcmp(action, "password") == 0)
        return change_password(r, &ways);
    if (strcmp(action, "language") == 0)
        return change_language(r);
    return refuse(r, HTTP_UNPROCESSABLE, "action", _("What is to be changed is missing."));
}

enum http_status sessions_page(struct request *r)
{
    return set_sessions(r, r->session->account_id,
                        session_administers(r->worker->roles, &r->session->grants)) == 0
               ? page(r, HTTP_OK, "account/sessions.cs")
               : HTTP_UNAVAILABLE;
}

enum http_status sessions_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    bool all = form_has(r, "all");
    uint64_t id = form_id(r, "id");

    if (!form_ok(r) || (!all && id == 0))
        return refuse(r, HTTP_UNPROCESSABLE, "id", _("Which session is to end is missing."));
    if (session_end(&store, &actor,
                    &(struct session_choice){.account_id = r->session->account_id,
                                             .id = all ? 0 : id,
                                             .keep = all ? r->session->id : 0}) != 0)
        return HTTP_UNAVAILABLE;
    if (all)
        remember_device(r, r->session->account_id);
    if (!all && id == r->session->id) {
        session_cookie_end(r);
        return redirect(r, HTTP_SEE_OTHER, "/");
    }
    return redirect(r, HTTP_SEE_OTHER, "/account/sessions");
}
