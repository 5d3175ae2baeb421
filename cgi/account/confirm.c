/* A session that lies open somewhere must not be enough for what cannot be taken back: routes that
 * say so ask for the password, and the second factor of who has one, when it was given more than ten minutes ago. Who comes from a page is
 * led back to it; a form that was refused is carried along in hidden fields and offered again, so
 * that nothing that was typed is lost, and nothing is done that nobody has just asked for. */
#include "confirm.h"

#include <string.h>

#include "auth/credentials/password.h"
#include "auth/session.h"
#include "auth/throttle.h"
#include "base/language.h"
#include "passkey.h"
#include "provider.h"
#include "second_factor.h"
#include "web/form/form.h"
#include "web/form/proof.h"
#include "web/response.h"
#include "web/view.h"

#define ATTEMPTS_PASSWORD_MAX 10
#define AGAIN "again."

static const char *const confirm_view = "account/confirm.cs";

/* Wrong ones are counted by account, as whoever tries them has a session of it. */
enum http_status own_password(struct request *r, const char *field, struct account *account)
{
    struct database *database = r->worker->database;
    const struct actor actor = request_actor(r);
    const char *password = form_password(r, field, ACCOUNT_PASSWORD_BYTES);
    const struct throttle_key counted =
        throttle_key(r->arena, "password",
                     arena_format(r->arena, "%llu", (unsigned long long)r->session->account_id),
                     NULL);
    int wait = throttle_wait(database, r->arena, &counted, ATTEMPTS_PASSWORD_MAX);

    if (wait < 0 || account_by_name(database, r->arena, r->session->name, account) <= 0)
        return HTTP_UNAVAILABLE;
    if (account->password == NULL) { /* who has none has shown by other means that it is them */
        if (form_ok(r) && !session_is_fresh(r->session, clock_now()))
            form_error(r, field,
                       _("Your account has no password. Please confirm that it is you first."));
        return HTTP_OK;
    }
    if (wait > 0) {
        form_error(r, field, _("Too many tries. Please wait a quarter of an hour."));
        return HTTP_TOO_MANY;
    }
    if (!form_ok(r) || account_password_right(r->worker->shared, account, password))
        return HTTP_OK;
    if (throttle_fail(database, &counted) != 0 ||
        audit_write(database, r->arena, &actor,
                    &(struct audit_entry){.act = AUDIT_PASSWORD_FAILED, .about_id = account->id}) !=
            0)
        return HTTP_UNAVAILABLE;
    form_error(r, field, _("This is not your password."));
    return HTTP_OK;
}

enum http_status own_factor(struct request *r, const char *field)
{
    const struct actor actor = request_actor(r);

    return form_ok(r) && r->session->factor_since != 0 ? second_factor(r, field, &actor) : HTTP_OK;
}

enum http_status own_proof(struct request *r, const char *field, const char *code,
                           struct account *account)
{
    enum http_status status = own_password(r, field, account);

    return status == HTTP_OK ? own_factor(r, code) : status;
}

/* The fields of the form that is carried along, by their own names; their texts stay where they
 * are. */
static struct parameters *carried_form(struct request *r)
{
    struct parameters *form = arena_alloc(r->arena, sizeof *form);

    for (size_t i = 0; i < r->form.count; i++) {
        const struct parameter *p = &r->form.list[i];

        if (strncmp(p->name, AGAIN, strlen(AGAIN)) != 0)
            continue;
        form->list[form->count] = *p;
        form->list[form->count++].name = p->name + strlen(AGAIN);
    }
    return form;
}

static int set_confirmation(struct request *r)
{
    view_set(r->view, "Form.next", return_path(r, "next"));
    if (form_has(r, "again"))
        view_again(r, return_path(r, "again"), carried_form(r));
    return set_proof(r);
}

enum http_status confirm_form(struct request *r)
{
    if (set_confirmation(r) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Confirm.message",
             r->session->factor_since != 0
                 ? _("Please give your password and second factor once more before you do this.")
                 : _("Please give your password once more before you do this."));
    return page(r, HTTP_OK, confirm_view);
}

/* Who has no password logs in once more, by a provider; the second factor is asked for before. */
static enum http_status confirm_by_provider(struct request *r)
{
    const char *name = form_line(r, "provider", 1, PROVIDER_NAME_MAX);
    struct account account;
    enum http_status status;

    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0)
        return HTTP_UNAVAILABLE;
    if (account.password != NULL)
        return HTTP_UNPROCESSABLE;
    status = own_factor(r, "code");
    if (status != HTTP_OK && status != HTTP_TOO_MANY)
        return status;
    if (form_ok(r))
        return provider_begin(r, name, PROVIDER_CONFIRM, return_path(r, "next"));
    return set_confirmation(r) == 0
               ? page_refused(r, status == HTTP_OK ? HTTP_UNPROCESSABLE : status, confirm_view)
               : HTTP_UNAVAILABLE;
}

/* What a password, and the second factor, have confirmed. */
enum http_status confirm_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct account account;
    const struct parameter *password = parameters_find(&r->form, "password");
    bool alone = passkey_sent(r) && (password == NULL || password->length == 0);
    enum http_status status;

    if (form_has(r, "provider"))
        return confirm_by_provider(r);
    status = alone ? passkey_alone(r, &actor) : own_proof(r, "password", "code", &account);
    /* That somebody has shown it lately is no reason to count that anew. */
    if (status == HTTP_OK && form_ok(r) && !alone && account.password == NULL)
        form_error(r, "password",
                   _("Your account has no password. Please confirm that it is you first."));
    if (status != HTTP_OK && status != HTTP_TOO_MANY)
        return status;
    if (set_confirmation(r) != 0)
        return HTTP_UNAVAILABLE;
    if (!form_ok(r))
        return page_refused(r, status == HTTP_OK ? HTTP_UNPROCESSABLE : status, confirm_view);
    if (session_authenticated(&store, &actor, r->session) != 0)
        return HTTP_UNAVAILABLE;
    if (!form_has(r, "again"))
        return redirect(r, HTTP_SEE_OTHER, "%s", return_path(r, "next"));
    view_set(r->view, "Confirm.done", "1");
    view_set(r->view, "Confirm.message",
             _("Confirmed. What you sent before has not been done yet."));
    return page(r, HTTP_OK, confirm_view);
}
