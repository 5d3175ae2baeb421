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
#include "confirm_mail.h"
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
    return page(r, HTTP_OK, confirm_view);
}

const char *confirm_path(struct request *r, const char *next)
{
    struct buffer path = buffer_open(r->arena, 128);

    buffer_text(&path, "/account/confirm?next=");
    buffer_url(&path, next);
    return path.data;
}

/* The account, where it has no password. HTTP_OK, or what is answered. */
static enum http_status passwordless(struct request *r, struct account *account)
{
    if (account_by_name(r->worker->database, r->arena, r->session->name, account) <= 0)
        return HTTP_UNAVAILABLE;
    return account->password == NULL ? HTTP_OK : HTTP_UNPROCESSABLE;
}

/* The page once more, with what is wrong. */
static enum http_status refuse_confirmation(struct request *r, enum http_status status)
{
    return set_confirmation(r) == 0
               ? page_refused(r, status == HTTP_OK ? HTTP_UNPROCESSABLE : status, confirm_view)
               : HTTP_UNAVAILABLE;
}

/* Who has no password logs in once more, by a provider; the second factor is asked for before. */
static enum http_status confirm_by_provider(struct request *r)
{
    const char *name = form_line(r, "provider", 1, PROVIDER_NAME_MAX);
    struct account account;
    enum http_status status = passwordless(r, &account);

    if (status != HTTP_OK)
        return status;
    status = own_factor(r, "code");
    if (status != HTTP_OK && status != HTTP_TOO_MANY)
        return status;
    if (form_ok(r))
        return provider_begin(r, name, PROVIDER_CONFIRM, return_path(r, "next"));
    return refuse_confirmation(r, status);
}

/* Sends a code to who has no password. */
static enum http_status send_code(struct request *r)
{
    struct account account;
    enum http_status status = passwordless(r, &account);

    if (status == HTTP_OK)
        status = confirm_mail_send(r, &account);
    if (status != HTTP_OK && status != HTTP_TOO_MANY)
        return status;
    if (!form_ok(r))
        return refuse_confirmation(r, status);
    view_set(r->view, "Confirm.mailed", "1");
    return set_confirmation(r) == 0 ? page(r, HTTP_OK, confirm_view) : HTTP_UNAVAILABLE;
}

/* The code from the mail, and the second factor. */
static enum http_status code_proof(struct request *r)
{
    struct account account;
    struct account_link link;
    enum http_status status = passwordless(r, &account);

    view_set(r->view, "Confirm.mailed", "1");
    if (status == HTTP_OK)
        status = confirm_mail_code(r, "mail_code", &link);
    if (status == HTTP_OK)
        status = own_factor(r, "code");
    if (status != HTTP_OK || !form_ok(r))
        return status;
    switch (link_use(r->worker->database, &link)) {
    case 1: return HTTP_OK;
    case 0: return HTTP_CONFLICT; /* another request has just used it */
    default: return HTTP_UNAVAILABLE;
    }
}

static bool is_empty(const struct request *r, const char *name)
{
    const struct parameter *p = parameters_find(&r->form, name);

    return p == NULL || p->length == 0;
}

/* The password, or what stands for it, and the second factor. */
static enum http_status whole_proof(struct request *r, const struct actor *actor)
{
    struct account account;
    enum http_status status;

    if (passkey_sent(r) && is_empty(r, "password") && is_empty(r, "mail_code"))
        return passkey_alone(r, actor);
    if (form_has(r, "mail_code"))
        return code_proof(r);
    status = own_proof(r, "password", "code", &account);
    /* That somebody has shown it lately is no reason to count that anew. */
    if (status == HTTP_OK && form_ok(r) && account.password == NULL)
        form_error(r, "password",
                   _("Your account has no password. Please confirm that it is you first."));
    return status;
}

/* What a password, and the second factor, have confirmed. */
enum http_status confirm_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    enum http_status status;

    if (form_has(r, "provider"))
        return confirm_by_provider(r);
    if (form_has(r, "mail"))
        return send_code(r);
    status = whole_proof(r, &actor);
    if (status != HTTP_OK && status != HTTP_TOO_MANY)
        return status;
    if (!form_ok(r))
        return refuse_confirmation(r, status);
    if (set_confirmation(r) != 0 ||
        session_authenticated(&store, &actor, r->session, clock_now()) != 0)
        return HTTP_UNAVAILABLE;
    if (!form_has(r, "again"))
        return redirect(r, HTTP_SEE_OTHER, "%s", return_path(r, "next"));
    view_set(r->view, "Confirm.done", "1");
    view_set(r->view, "Confirm.message",
             _("Confirmed. What you sent before has not been done yet."));
    return page(r, HTTP_OK, confirm_view);
}
