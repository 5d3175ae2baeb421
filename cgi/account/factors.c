/* Second factors, added and removed by their owner. The key of an app lies in the page's form until a
 * code has proved that the app has it: nothing is stored of what was begun, and of two pages each has
 * a key of its own, of which the first that is proved is taken.
 *
 * What is added first ends all other sessions and the API tokens, as a new password does: they were
 * opened without it. */
#include "factors.h"

#include <string.h>

#include "auth/factor/factor.h"
#include "auth/factor/totp.h"
#include "base/language.h"
#include "confirm.h"
#include "email.h"
#include "login.h"
#include "passkeys.h"
#include "qr.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define KEY_GROUP 4

static const char *const app_view = "account/app.cs";
static const char *const remove_view = "account/app_remove.cs";

/* Where somebody came from who was led here for want of a factor. */
static void set_next(struct request *r)
{
    const char *next = return_path(r, "next");

    if (strcmp(next, "/") != 0)
        view_set(r->view, "Form.next", next);
}

enum http_status factors_page(struct request *r)
{
    struct factors factors;

    if (factors_read(r->worker->database, r->arena, r->session->account_id, &factors) != 0)
        return HTTP_UNAVAILABLE;
    if (factors.totp != 0)
        view_set(r->view, "Factors.app", clock_rfc3339(r->arena, factors.totp));
    if (factors.since != 0) {
        view_set(r->view, "Factors.any", "1");
        view_set_number(r->view, "Factors.codes", (int64_t)factors.recovery_codes);
    }
    view_set(r->view, "Done", query_line(r, "done", 10));
    set_next(r);
    if (factors.passkeys > 0 && passkeys_set(r) != 0)
        return HTTP_UNAVAILABLE;
    return page(r, HTTP_OK, "account/factors.cs");
}

/* ---- an app ---- */

/* The key as people type it. */
static const char *in_groups(struct arena *arena, const char *key)
{
    struct buffer text = buffer_open(arena, 64);

    for (size_t i = 0; key[i] != '\0'; i++) {
        if (i > 0 && i % KEY_GROUP == 0)
            buffer_byte(&text, ' ');
        buffer_byte(&text, key[i]);
    }
    return text.data;
}

static void set_app(struct request *r, const char *key)
{
    const char *uri = totp_uri(r->arena, r->site->title, r->session->name, key);
    unsigned size;

    set_next(r);
    view_set(r->view, "App.key", key);
    view_set(r->view, "App.shown", in_groups(r->arena, key));
    view_set(r->view, "App.uri", uri);
    view_set(r->view, "App.picture", qr_path(r->arena, uri, &size));
    view_set_number(r->view, "App.size", size);
}

enum http_status app_form(struct request *r)
{
    struct factors factors;

    if (factors_read(r->worker->database, r->arena, r->session->account_id, &factors) != 0)
        return HTTP_UNAVAILABLE;
    if (factors.totp != 0)
        return redirect(r, HTTP_SEE_OTHER, "/account/factors");
    set_app(r, totp_key_make(r->arena));
    return page(r, HTTP_OK, app_view);
}

static void set_codes(struct request *r, const struct recovery_codes *codes)
{
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        node_set(view_item(r->view, "Codes"), "code", codes->code[i]);
}

/* Gives this session, the only one that is left, a token that nobody has seen. */
static void renew_session(struct request *r)
{
    const struct store store = request_store(r);
    const char *token = session_renew(&store, session_cookie(r));

    if (token != NULL)
        session_cookie_set(r, token, r->session->kept);
}

enum http_status factor_added(struct request *r, const struct recovery_codes *codes)
{
    remember_device(r, r->session->account_id);
    if (codes->code[0] == NULL)
        return redirect(r, HTTP_SEE_OTHER, "/account/factors?done=added");
    set_next(r);
    renew_session(r);
    set_codes(r, codes);
    view_set(r->view, "Codes.first", "1");
    return page(r, HTTP_OK, "account/recovery.cs");
}

enum http_status app_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *key = form_line(r, "key", TOTP_KEY_CHARACTERS, TOTP_KEY_CHARACTERS);
    const char *code = form_line(r, "code", 1, 20);
    struct totp_proof proof = {.key = key};
    struct recovery_codes codes;
    struct account account;
    int added;

    if (!totp_key_valid(key))
        return HTTP_UNPROCESSABLE;
    set_app(r, key);
    if (form_ok(r) && !totp_right(key, code, clock_now() / CLOCK_SECOND, &proof.step))
        form_error(
            r, "code",
            _("This is not the app's code for this key. Is the clock of your device right?"));
    if (!form_ok(r))
        return page_again(r, app_view);
    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0)
        return HTTP_UNAVAILABLE;
    added =
        factor_add_totp(&store, &actor, &proof, &codes, notice_mail(r, "factor_added", &account));
    if (added < 0)
        return HTTP_UNAVAILABLE;
    if (added == 0)
        return refuse(r, HTTP_CONFLICT, "conflict",
                      _("An app was added just now, in another window. This one was not."));
    return factor_added(r, &codes);
}

void removal_set(struct request *r)
{
    if (r->worker->configuration->factor_grace_days != FACTOR_NEVER &&
        session_administers(r->worker->roles, &r->session->grants))
        view_set(r->view, "Remove.demanded", "1");
}

enum http_status app_remove_form(struct request *r)
{
    removal_set(r);
    return page(r, HTTP_OK, remove_view);
}

enum http_status app_remove_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct account account;
    int removed;
    enum http_status status = own_proof(r, "password", "code", &account);

    if (status != HTTP_OK && status != HTTP_TOO_MANY)
        return status;
    removal_set(r);
    if (!form_ok(r))
        return page_refused(r, status == HTTP_OK ? HTTP_UNPROCESSABLE : status, remove_view);
    removed = factor_remove_totp(&store, &actor, notice_mail(r, "factor_removed", &account));
    if (removed < 0)
        return HTTP_UNAVAILABLE;
    remember_device(r, r->session->account_id);
    return redirect(r, HTTP_SEE_OTHER, "/account/factors?done=removed");
}

/* ---- recovery codes ---- */

enum http_status recovery_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct recovery_codes codes;
    struct account account;
    int made;

    if (account_by_name(store.database, r->arena, r->session->name, &account) <= 0)
        return HTTP_UNAVAILABLE;
    made = recovery_renew(&store, &actor, &codes, notice_mail(r, "recovery_renewed", &account));
    if (made < 0)
        return HTTP_UNAVAILABLE;
    if (made == 0)
        return refuse(r, HTTP_CONFLICT, "conflict", _("There is no second factor any more."));
    remember_device(r, r->session->account_id);
    set_codes(r, &codes);
    return page(r, HTTP_OK, "account/recovery.cs");
}
