/* The way of a login by a provider: a form of ours, the provider's pages, back here with a code, a page
 * that waits until lorehall-providerd knows who it is, and then what a right password leads to.
 *
 * The browser is sent away by a page and not by a redirect: forms of ours lead nowhere else (the content
 * policy's form-action, which holds for redirects too), and that is to stay so. */
#include "provider.h"

#include <string.h>

#include "auth/pause.h"
#include "auth/session.h"
#include "base/language.h"
#include "base/log.h"
#include "confirm.h"
#include "email.h"
#include "login.h"
#include "login_factor.h"
#include "pause.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/form/proof.h"
#include "web/response.h"
#include "web/view.h"

static const char *const provider_view = "account/provider.cs";
static const char *const register_view = "account/provider_register.cs";

/* ---- there ---- */

/* Nothing came of it; the cookie goes. BACK is where one begins again. */
static enum http_status give_up_to(struct request *r, enum http_status status, const char *message,
                                   const char *back)
{
    r->cacheable = false;
    provider_cookie_set(r, NULL);
    view_set(r->view, "Provider.failed", message);
    view_set(r->view, "Provider.back", back);
    return page(r, status, provider_view);
}

static enum http_status give_up(struct request *r, enum http_status status, const char *message)
{
    return give_up_to(r, status, message,
                      r->session != NULL ? "/account/identities" : "/account/login");
}

static const char *words_away(struct request *r, const struct provider_settings *settings)
{
    return arena_format(r->arena, _("%s cannot be reached at the moment. Please try again later."),
                        settings->label);
}

enum http_status provider_begin(struct request *r, const char *name, enum provider_purpose purpose,
                                const char *next)
{
    const struct provider_settings *settings = provider_named(r->worker->configuration, name);
    struct provider_login login = {.purpose = purpose,
                                   .account_id = request_account(r),
                                   .kept = form_has(r, "keep"),
                                   .next = next};
    struct provider provider;
    int found = settings != NULL ? provider_find(r->worker->database, r->arena, settings, &provider)
                                 : 0;

    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (settings == NULL)
        return HTTP_NOT_FOUND;
    if (found == 0)
        return give_up(r, HTTP_UNAVAILABLE, words_away(r, settings));
    login.callback =
        arena_format(r->arena, "%s/account/provider/%s/callback", r->origin, settings->name);
    if (provider_login_begin(r->worker->database, &r->worker->secret, r->arena, &provider,
                             &login) != 0)
        return HTTP_UNAVAILABLE;
    provider_cookie_set(r, login.token);
    response_header(r, "Refresh", arena_format(r->arena, "0; url=%s", login.address));
    view_set(r->view, "Provider.address", login.address);
    view_set(r->view, "Provider.label", settings->label);
    return page(r, HTTP_OK, provider_view);
}

enum http_status provider_post(struct request *r)
{
    const char *name = form_line(r, "provider", 1, PROVIDER_NAME_MAX);

    return form_ok(r) ? provider_begin(r, name, PROVIDER_LOG_IN, return_path(r, "next"))
                      : HTTP_UNPROCESSABLE;
}

/* ---- and back ---- */

/* The login that this browser has begun. HTTP_OK, or what is answered. */
static enum http_status own_login(struct request *r, struct provider_login *login)
{
    int found = provider_login_find(r->worker->database, r->arena, provider_cookie(r), login);

    r->cacheable = false;
    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0 || provider_named(r->worker->configuration, login->provider) == NULL)
        return give_up(r, HTTP_BAD_REQUEST,
                       _("This login was not begun in this browser, or it took more than ten "
                         "minutes. Please begin again."));
    return HTTP_OK;
}

/* The provider's answer; "" where it does not have the parameter. */
static const char *answer_of(struct request *r, const char *name)
{
    const struct parameter *p = parameters_find(&r->query, name);

    return p != NULL && p->length <= PROVIDER_CODE_MAX && strlen(p->value) == p->length ? p->value
                                                                                        : "";
}

/* Whether the answer is by who was asked (RFC 9207), so that no provider can have another's code
 * brought to it. */
static bool answered_by(struct request *r, const struct provider *provider)
{
    const char *issuer = answer_of(r, "iss");

    return *issuer == '\0' ? !provider->names_issuer
                           : strcmp(issuer, provider->settings->issuer) == 0;
}

static enum http_status refuse_answer(struct request *r, const struct provider_login *login,
                                      const char *message)
{
    return provider_login_end(r->worker->database, login->token) >= 0
               ? give_up(r, HTTP_BAD_REQUEST, message)
               : HTTP_UNAVAILABLE;
}

static const char *words_refused(void)
{
    return _("The answer of that site cannot be trusted, or came twice. Please begin again.");
}

/* As many of this network as may be are on their way: the browser comes back with its code in a moment. */
static enum http_status wait_in_line(struct request *r)
{
    response_header(r, "Retry-After", "2");
    response_header(r, "Refresh", "2");
    view_set(r->view, "Provider.line", "1");
    return page(r, HTTP_TOO_MANY, provider_view);
}

enum http_status provider_callback(struct request *r)
{
    const struct store store = request_store(r);
    struct provider_login login;
    struct provider provider;
    const char *code = answer_of(r, "code");
    const struct throttle_key network =
        throttle_key(r->arena, "provider", NULL, throttle_network(r->arena, r->address));
    enum http_status status = own_login(r, &login);
    int found;

    if (status != HTTP_OK)
        return status;
    found = provider_find(store.database, r->arena,
                          provider_named(r->worker->configuration, login.provider), &provider);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    /* Another's answer, or one to another login, leaves this one as it is. */
    if (found == 0 || strcmp(path_text(r, "provider"), login.provider) != 0 ||
        !provider_state_right(&r->worker->secret, r->arena, login.token, answer_of(r, "state")))
        return give_up(r, HTTP_BAD_REQUEST, words_refused());
    if (!answered_by(r, &provider)) {
        log_warning("provider %s: an answer names another issuer, or none", login.provider);
        return refuse_answer(r, &login, words_refused());
    }
    if (*code != '\0' && !provider_code_valid(code))
        return refuse_answer(r, &login, words_refused());
    if (*code == '\0')
        return refuse_answer(r, &login,
                             strcmp(answer_of(r, "error"), "access_denied") == 0
                                 ? _("You have not allowed it there. Nothing was changed here.")
                                 : words_refused());
    found = provider_login_waiting(store.database, r->arena, &network);
    if (found >= PROVIDER_WAITING_MAX)
        return wait_in_line(r);
    if (found >= 0)
        found = provider_login_ask(&store, &r->worker->secret, login.token, code, &network);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0)
        return refuse_answer(r, &login, words_refused());
    return redirect(r, HTTP_SEE_OTHER, "/account/provider/wait%s", login.kept ? "?keep=1" : "");
}

/* ---- who it is ---- */

static struct login_identity shown_identity(struct request *r, const struct provider_login *login)
{
    const struct provider_settings *settings =
        provider_named(r->worker->configuration, login->provider);

    return (struct login_identity){.issuer = settings->issuer,
                                   .subject = login->subject,
                                   .label = login->label != NULL ? login->label : ""};
}

/* Uses the login up, for good: of two requests at once one goes on. HTTP_OK, or what is answered. */
static enum http_status use_login(struct request *r, const struct provider_login *login)
{
    int ended = provider_login_end(r->worker->database, login->token);

    if (ended <= 0)
        return ended < 0 ? HTTP_UNAVAILABLE : give_up(r, HTTP_BAD_REQUEST, words_refused());
    provider_cookie_set(r, NULL);
    return HTTP_OK;
}

/* As behind a right password: what the account asks for besides is asked for here, too. The session is as fresh
 * as the login there, which a provider may answer for without asking anybody. */
static enum http_status let_in(struct request *r, const struct provider_login *login,
                               const struct login_identity *identity, const struct account *account)
{
    const struct store store = request_store(r);
    const struct actor nobody = request_actor(r),
                       actor = actor_as(&nobody, account->id, account->name);
    const struct login_proof proof = proof_of(account, false, login->authenticated);
    enum http_status status = use_login(r, login);

    if (status != HTTP_OK)
        return status;
    if (identity_used(&store, &actor, identity) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Form.next", login->next);
    if (login->kept)
        view_set(r->view, "Form.keep", "1");
    if (account->paused)
        return ask_to_resume(r, account, &proof);
    return account->factor_since != 0 ? login_factor_ask(r, &proof, login->next)
                                      : welcome(r, account, &proof, login->next);
}

static enum http_status finish_provider_login(struct request *r, const struct provider_login *login)
{
    const struct login_identity identity = shown_identity(r, login);
    struct account account;
    int found;

    if (!request_may(r, PERMISSION_SESSION_OPEN)) /* another tab was quicker; or nobody may here */
        return r->session != NULL ? redirect(r, HTTP_SEE_OTHER, "%s", login->next) : HTTP_FORBIDDEN;
    found = identity_find(r->worker->database, r->arena, &identity, &account);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    return found > 0 ? let_in(r, login, &identity, &account)
                     : redirect(r, HTTP_SEE_OTHER, "/account/provider/register%s",
                                login->kept ? "?keep=1" : "");
}

/* Whether it was begun by who is logged in here now. */
static bool is_own_login(const struct request *r, const struct provider_login *login)
{
    return r->session != NULL && r->session->account_id == login->account_id;
}

static enum http_status finish_link(struct request *r, const struct provider_login *login)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct login_identity identity = shown_identity(r, login);
    struct account account;
    enum http_status status = is_own_login(r, login)
                                  ? use_login(r, login)
                                  : give_up(r, HTTP_BAD_REQUEST, words_refused());

    if (status != HTTP_OK || !is_own_login(r, login))
        return status;
    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0)
        return HTTP_UNAVAILABLE;
    switch (identity_add(&store, &actor, &identity, notice_mail(r, "identity_added", &account))) {
    case IDENTITY_DONE: return redirect(r, HTTP_SEE_OTHER, "/account/identities?done=added");
    case IDENTITY_TAKEN:
        return give_up(r, HTTP_CONFLICT,
                       _("This login is linked to an account already, to yours or another."));
    case IDENTITY_FULL:
        return give_up(r, HTTP_CONFLICT, _("Your account has as many linked logins as it may."));
    case IDENTITY_GONE:
    case IDENTITY_LAST:
    case IDENTITY_FAILED: break;
    }
    return HTTP_UNAVAILABLE;
}

/* It counts as the password when it is of this very account. */
static enum http_status finish_confirmation(struct request *r, const struct provider_login *login)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct login_identity identity = shown_identity(r, login);
    struct account account;
    enum http_status status = is_own_login(r, login)
                                  ? use_login(r, login)
                                  : give_up(r, HTTP_BAD_REQUEST, words_refused());
    int found;

    if (status != HTTP_OK || !is_own_login(r, login))
        return status;
    found = identity_find(r->worker->database, r->arena, &identity, &account);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0 || account.id != actor.account_id)
        return give_up(r, HTTP_CONFLICT, _("This login is not linked to your account."));
    if (identity_used(&store, &actor, &identity) != 0 ||
        session_authenticated(&store, &actor, r->session, login->authenticated) != 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "%s", login->next);
}

static enum http_status finish_purpose(struct request *r, const struct provider_login *login)
{
    switch (login->purpose) {
    case PROVIDER_LOG_IN: return finish_provider_login(r, login);
    case PROVIDER_LINK: return finish_link(r, login);
    case PROVIDER_CONFIRM: return finish_confirmation(r, login);
    }
    return HTTP_ERROR;
}

/* What lorehall-providerd said, or that it says nothing. */
static enum http_status tell_failure(struct request *r, const struct provider_login *login)
{
    const struct provider_settings *settings =
        provider_named(r->worker->configuration, login->provider);
    const char *fault = login->fault != NULL ? login->fault : "away";
    enum http_status status = use_login(r, login);

    if (status != HTTP_OK)
        return status;
    if (strcmp(fault, "stale") == 0)
        return give_up_to(r, HTTP_BAD_REQUEST,
                          arena_format(r->arena,
                                       _("%s does not say that you have just logged in there, so "
                                         "that it confirms nothing. Please confirm in another "
                                         "way."),
                                       settings->label),
                          confirm_path(r, login->next));
    return strcmp(fault, "refused") == 0 ? give_up(r, HTTP_BAD_REQUEST, words_refused())
                                         : give_up(r, HTTP_UNAVAILABLE, words_away(r, settings));
}

enum http_status provider_wait(struct request *r)
{
    struct provider_login login;
    enum http_status status = own_login(r, &login);

    if (status != HTTP_OK)
        return status;
    if (login.state == PROVIDER_KNOWN)
        return finish_purpose(r, &login);
    if (login.state == PROVIDER_FAILED ||
        clock_now() - login.asked > PROVIDER_ANSWER_SECONDS * CLOCK_SECOND)
        return tell_failure(r, &login);
    response_header(r, "Refresh", "1");
    view_set(r->view, "Provider.waiting", "1");
    view_set(r->view, "Provider.label",
             provider_named(r->worker->configuration, login.provider)->label);
    return page(r, HTTP_OK, provider_view);
}

/* ---- an account for it ---- */

/* Finds the login that is to get an account. HTTP_OK, or what is answered. */
static enum http_status registering(struct request *r, struct provider_login *login)
{
    enum http_status status = own_login(r, login);

    if (status != HTTP_OK)
        return status;
    if (login->state != PROVIDER_KNOWN || login->purpose != PROVIDER_LOG_IN)
        return give_up(r, HTTP_BAD_REQUEST, words_refused());
    view_set(r->view, "Provider.label",
             provider_named(r->worker->configuration, login->provider)->label);
    view_set(r->view, "Provider.who", login->label);
    view_set(r->view, "Form.next", login->next);
    set_registration(r);
    return HTTP_OK;
}

enum http_status provider_register_form(struct request *r)
{
    struct provider_login login;
    struct entrance entrance;
    enum http_status status = registering(r, &login);

    if (status != HTTP_OK)
        return status;
    if (entrance_read(r, &entrance) != 0)
        return HTTP_UNAVAILABLE;
    if (login.label != NULL && account_name_valid(login.label))
        view_set(r->view, "Form.name", login.label);
    if (login.email != NULL && mail_address_valid(login.email))
        view_set(r->view, "Form.email", login.email);
    if (keep_wanted(r))
        view_set(r->view, "Form.keep", "1");
    return page(r, HTTP_OK, register_view);
}

/* The address that the provider told is asked for like any other: a link is sent to it. */
enum http_status provider_register_post(struct request *r)
{
    struct provider_login login;
    struct entrance entrance;
    struct login_identity identity;
    struct account account;
    struct login_proof proof;
    const char *name, *email;
    enum http_status status = registering(r, &login);
    uint64_t id;

    if (status == HTTP_OK)
        status = registration_begin(r, register_view, &entrance, &name);
    if (status != HTTP_OK)
        return status;
    email = new_email(r, "email");
    if (!form_ok(r))
        return page_again(r, register_view);
    identity = shown_identity(r, &login);
    status = registration_finish(r, register_view,
                                 &(struct account_wanted){.name = name,
                                                          .invitation_id = entrance.invitation_id,
                                                          .rules = entrance.rules,
                                                          .identity = &identity},
                                 &id);
    if (status == HTTP_OK)
        status = use_login(r, &login);
    if (status != HTTP_OK)
        return status;
    account = (struct account){.id = id, .name = name};
    /* Nobody else has anything to do with an account that this browser has just made. */
    proof = proof_of(&account, false, clock_now());
    if (*email != '\0' && ask_to_verify(r, &account, email) != 0)
        return HTTP_UNAVAILABLE;
    return welcome(r, &account, &proof, login.next);
}
