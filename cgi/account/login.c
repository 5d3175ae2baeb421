/* To log in, out, and to register. Guessing passwords is made slow by counting failures and not by
 * captchas or locked accounts: whoever guesses at a name from elsewhere must not lock its owner
 * out, which is why a browser that the account was used on before is counted by itself.
 *
 * A name that nobody bears takes as long and counts the same as one with a wrong password. */
#include "login.h"

#include <string.h>

#include "auth/account.h"
#include "auth/credentials/name.h"
#include "auth/credentials/rename.h"
#include "auth/csrf.h"
#include "auth/device.h"
#include "auth/throttle.h"
#include "base/language.h"
#include "base/log.h"
#include "base/text/text.h"
#include "email.h"
#include "entrance.h"
#include "login_factor.h"
#include "password.h"
#include "pause.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/form/proof.h"
#include "web/mail/letter.h"
#include "web/response.h"
#include "web/view.h"

/* Failures within a quarter of an hour before somebody has to wait: from one network at one name,
 * at one name from anywhere (so that many addresses do not help), and from one network at any. A
 * device that the account was used on before counts only its own. */
#define ATTEMPTS_PAIR_MAX 5
#define ATTEMPTS_NAME_MAX 25 /* 100 an hour */
#define ATTEMPTS_NETWORK_MAX 30
#define ATTEMPTS_DEVICE_MAX 10
#define REGISTRATIONS_NETWORK_MAX 10

static void set_form(struct request *r)
{
    const struct parameter *name = parameters_find(&r->form, "name");

    set_providers(r);
    view_set(r->view, "Form.next", return_path(r, "next"));
    if (form_has(r, "keep"))
        view_set(r->view, "Form.keep", "1");
    if (name != NULL)
        view_set(r->view, "Form.name", text_showable(r->arena, name->value, name->length));
}

enum http_status login_form(struct request *r)
{
    const char *done = query_line(r, "reset", 10), *paused = query_line(r, "paused", 10);
    const char *deleted = query_line(r, "deleted", 10);

    r->cacheable = false;
    set_form(r);
    if (done != NULL)
        view_set(r->view, "Reset", "1");
    if (paused != NULL)
        view_set(r->view, "Paused", "1");
    if (deleted != NULL)
        view_set(r->view, "Deleted", "1");
    return page(r, HTTP_OK, "account/login.cs");
}

/* What is counted for a login; the first is forgotten when it succeeds. */
struct attempts {
    struct throttle_key key[THROTTLE_LOGIN_KEYS];
    unsigned max[THROTTLE_LOGIN_KEYS];
    size_t count;
};

/* The attempts at NAME. ACCOUNT is whom it names, NULL for nobody: those count the same, so that
 * nobody learns by waiting which names there are. */
static struct attempts attempts_at(struct request *r, const char *name,
                                   const struct account *account)
{
    const char *network = throttle_network(r->arena, r->address);
    const char *device = device_cookie(r);
    struct attempts attempts = {
        .max = {ATTEMPTS_PAIR_MAX, ATTEMPTS_NAME_MAX, ATTEMPTS_NETWORK_MAX},
        .count = THROTTLE_LOGIN_KEYS,
    };

    if (account != NULL && device_known(&r->worker->secret, r->arena, device, account->id,
                                        account->credentials_version))
        return (struct attempts){.key = {throttle_key(r->arena, "login.device", device, NULL)},
                                 .max = {ATTEMPTS_DEVICE_MAX},
                                 .count = 1};
    throttle_login(r->arena, name, network, attempts.key);
    return attempts;
}

/* Seconds to wait, 0 for none, -1 on failure. */
static int attempts_wait(struct request *r, const struct attempts *attempts)
{
    int longest = 0;

    for (size_t i = 0; i < attempts->count; i++) {
        int wait =
            throttle_wait(r->worker->database, r->arena, &attempts->key[i], attempts->max[i]);

        if (wait < 0)
            return -1;
        longest = wait > longest ? wait : longest;
    }
    return longest;
}

enum http_status refuse_throttled(struct request *r, int seconds, const char *field,
                                  const char *view)
{
    char *minutes = arena_format(r->arena,
                                 language_plural("Too many tries. Please wait %d minute.",
                                                 "Too many tries. Please wait %d minutes.",
                                                 (unsigned)(seconds + 59) / 60),
                                 (seconds + 59) / 60);

    log_warning("throttled %s from %s", r->path, r->address);
    response_header(r, "Retry-After", arena_format(r->arena, "%d", seconds));
    form_error(r, field, minutes);
    return page_refused(r, HTTP_TOO_MANY, view);
}

enum http_status login_again(struct request *r)
{
    log_info("login failed from %s", r->address);
    set_form(r);
    return page_again(r, "account/login.cs");
}

bool keep_wanted(const struct request *r)
{
    return form_has(r, "keep") || parameters_find(&r->query, "keep") != NULL;
}

/* Says no, and records what was typed as a name: the owner of an account finds in it who else
 * tried. ACCOUNT is whom it names, NULL for nobody. */
static enum http_status refuse_login(struct request *r, const struct attempts *attempts,
                                     const char *name, const struct account *account)
{
    const struct actor nobody = request_actor(r), actor = actor_as(&nobody, 0, name);
    const struct audit_entry entry = {.act = AUDIT_LOGIN_FAILED,
                                      .about_id = account != NULL ? account->id : 0};

    if (audit_write(r->worker->database, r->arena, &actor, &entry) != 0)
        return HTTP_UNAVAILABLE;
    for (size_t i = 0; i < attempts->count; i++)
        if (throttle_fail(r->worker->database, &attempts->key[i]) != 0)
            return HTTP_UNAVAILABLE;
    form_error(r, "password", _("This name and password do not go together."));
    return login_again(r);
}

/* What tells the owner of a login by a browser that the account was not used on before; NULL: nothing
 * does. */
static const struct mail *new_device_mail(struct request *r, const struct account *account)
{
    return device_known(&r->worker->secret, r->arena, device_cookie(r), account->id,
                        account->credentials_version)
               ? NULL
               : notice_mail(r, "device", account);
}

struct login_proof proof_of(const struct account *account, bool factor, int64_t shown)
{
    return (struct login_proof){account->id, account->credentials_version, factor, shown};
}

int remember_device(struct request *r, uint64_t account_id)
{
    uint64_t version;

    if (credentials_version(r->worker->database, r->arena, account_id, &version) != 0)
        return -1;
    device_cookie_set(r, device_make(&r->worker->secret, r->arena, account_id, version));
    return 0;
}

/* Opens a session for who has shown PROOF; tells the owner where the browser is a new one. Whatever
 * session it had before is not used again: the id is new, so that one that somebody else had put there is
 * worth nothing. 1; 0 where the account was changed since; -1 on failure. */
static int log_in(struct request *r, const struct account *account, const struct login_proof *proof)
{
    const struct store store = request_store(r);
    const struct actor nobody = request_actor(r),
                       actor = actor_as(&nobody, account->id, account->name);
    const struct login login = {.proof = *proof,
                                .agent = r->agent,
                                .kept = keep_wanted(r),
                                .notice = new_device_mail(r, account)};
    const char *token;
    int opened = session_open(&store, &actor, &login, &token);

    if (opened <= 0)
        return opened;
    session_cookie_set(r, token, login.kept);
    device_cookie_set(r, device_make(&r->worker->secret, r->arena, account->id, proof->version));
    return 1;
}

/* Where a password is changed, and from there on to where they wanted to go. */
static const char *better_password_path(struct request *r)
{
    struct buffer path = buffer_open(r->arena, 128);

    buffer_format(&path, "/account/settings?weak=1&next=");
    buffer_url(&path, return_path(r, "next"));
    return path.data;
}

/* What was right has just been changed: it is answered as if it had been wrong. */
static enum http_status come_too_late(struct request *r)
{
    form_error(r, "password", _("This account has just been changed. Please log in again."));
    set_form(r);
    return page_again(r, "account/login.cs");
}

enum http_status welcome(struct request *r, const struct account *account,
                         const struct login_proof *proof, const char *next)
{
    int opened = log_in(r, account, proof);

    if (opened <= 0)
        return opened < 0 ? HTTP_UNAVAILABLE : come_too_late(r);
    return redirect(r, HTTP_SEE_OTHER, "%s", next);
}

enum http_status login_post(struct request *r)
{
    const char *name = form_name(r, "name", 1, 64);
    const char *password = form_password(r, "password", ACCOUNT_PASSWORD_BYTES);
    struct account account;
    struct login_proof proof;
    struct attempts attempts;
    const char *next;
    int wait, found;

    set_form(r);
    if (!form_ok(r))
        return page_again(r, "account/login.cs");
    found = account_to_log_in(r->worker->database, r->arena, name, &account);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    attempts = attempts_at(r, name, found > 0 ? &account : NULL);
    /* Before the password is tried: a hash that is slow on purpose is not to be had for nothing. */
    wait = attempts_wait(r, &attempts);
    if (wait != 0)
        return wait < 0 ? HTTP_UNAVAILABLE
                        : refuse_throttled(r, wait, "password", "account/login.cs");
    if (!account_password_right(r->worker->shared, found > 0 ? &account : NULL, password))
        return refuse_login(r, &attempts, name, found > 0 ? &account : NULL);
    /* The others stay: whoever knows one password must not get free tries at other names by it. */
    if (throttle_clear(r->worker->database, &attempts.key[0]) != 0)
        return HTTP_UNAVAILABLE;
    proof = proof_of(&account, false, clock_now());
    if (account.paused)
        return ask_to_resume(r, &account, &proof);
    /* A password from before the rules of today opens; but now it is known, so that it can be told. */
    next = password_fault_of(r, password, account.name, account.email) != PASSWORD_FINE
               ? better_password_path(r)
               : return_path(r, "next");
    return account.factor_since != 0 ? login_factor_ask(r, &proof, next)
                                     : welcome(r, &account, &proof, next);
}

enum http_status logout_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);

    if (session_end(&store, &actor,
                    &(struct session_choice){.account_id = r->session->account_id,
                                             .id = r->session->id,
                                             .logout = true}) != 0)
        return HTTP_UNAVAILABLE;
    session_cookie_end(r);
    return redirect(r, HTTP_SEE_OTHER, "%s", return_path(r, "next"));
}

/* What only programs are caught by. The form has a field that nobody sees, and says when it was
 * given out; who fills in whatever there is, or sends it at once, is refused like anybody with an
 * error in the form, and told what it is: should a person ever be caught (by a browser without
 * styles, or a quick hand), they send it again, and the time that the form had counts on. A success
 * that is none would deceive just those. */
void set_registration(struct request *r)
{
    const struct parameter *begun = parameters_find(&r->form, "begun");
    const char *token = begun != NULL ? begun->value : NULL;

    set_form(r);
    if (form_begun_ago(&r->worker->secret, r->arena, token) < 0)
        token = form_begun(&r->worker->secret, r->arena);
    view_set(r->view, "Form.begun", token);
    view_set(r->view, "Form.email", form_raw(r, "email"));
    if (letters_sent(r))
        view_set(r->view, "Mail.sent", "1");
}

/* Whether it is a person's, as far as that can be told. */
static bool is_human(struct request *r)
{
    const int64_t least = r->worker->configuration->register_seconds * CLOCK_SECOND;
    const struct parameter *begun = parameters_find(&r->form, "begun");
    const struct parameter *trap = parameters_find(&r->form, "homepage");

    if (trap != NULL && trap->length > 0) {
        counter_add(r->worker->shared, COUNTER_REGISTERED_TRAPPED, 1);
        form_error(r, "homepage", _("This field is a trap for programs. Please leave it empty."));
    } else if (least > 0 && form_begun_ago(&r->worker->secret, r->arena,
                                           begun != NULL ? begun->value : NULL) < least) {
        counter_add(r->worker->shared, COUNTER_REGISTERED_HASTY, 1);
        form_error(r, "name",
                   _("That was quicker than people are. Please send it once more in a moment."));
    }
    return form_ok(r);
}

enum http_status register_form(struct request *r)
{
    struct entrance entrance;

    r->cacheable = false;
    set_registration(r);
    if (entrance_read(r, &entrance) != 0)
        return HTTP_UNAVAILABLE;
    return page(r, HTTP_OK, "account/register.cs");
}

/* Reads the name for a new account, with an error noted where it cannot be had. NULL on failure. */
static const char *new_name(struct request *r)
{
    const char *name = form_line(r, "name", 1, 200);
    enum name_fault fault;

    if (!form_ok(r))
        return name;
    fault = name_fault_for(r->worker->database, r->arena, name, &(struct name_seeker){0});
    if (fault == NAME_UNKNOWN)
        return NULL;
    if (fault != NAME_VALID)
        form_error(r, "name", name_fault_words(r->arena, fault));
    return name;
}

/* Reads the form as far as every way to register has it: HTTP_OK, with errors noted, or what is answered
 * with VIEW. */
enum http_status registration_begin(struct request *r, const char *view, struct entrance *entrance,
                                    const char **name)
{
    enum http_status status;

    if (entrance_read(r, entrance) != 0)
        return HTTP_UNAVAILABLE;
    if (!is_human(r))
        return page_again(r, view);
    status = entrance_check(r, entrance);
    if (status != HTTP_OK)
        return status == HTTP_UNAVAILABLE ? status : page_refused(r, status, view);
    *name = new_name(r);
    return *name != NULL ? HTTP_OK : HTTP_UNAVAILABLE;
}

/* What counts for a network are accounts made, and not tries: a name that is taken costs nobody one. */
enum http_status registration_finish(struct request *r, const char *view,
                                     const struct account_wanted *wanted, uint64_t *id)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct throttle_key counted =
        throttle_key(r->arena, "register", NULL, throttle_network(r->arena, r->address));
    int wait = throttle_wait(r->worker->database, r->arena, &counted, REGISTRATIONS_NETWORK_MAX);

    if (wait != 0)
        return wait < 0 ? HTTP_UNAVAILABLE : refuse_throttled(r, wait, "name", view);
    switch (account_register_invited(&store, &actor, wanted, id)) {
    case ACCOUNT_FAILED: return HTTP_UNAVAILABLE;
    case ACCOUNT_UNINVITED:
        form_error(r, "invitation", entrance_spent()); /* since entrance_check looked */
        return page_again(r, view);
    case ACCOUNT_TAKEN:
        form_error(r, "name", name_fault_words(r->arena, NAME_TAKEN)); /* since new_name looked */
        return page_again(r, view);
    case ACCOUNT_KNOWN:
        form_error(r, "name", _("This login is linked to an account already. Please log in."));
        return page_again(r, view);
    case ACCOUNT_MADE: break;
    }
    if (throttle_fail(r->worker->database, &counted) != 0)
        return HTTP_UNAVAILABLE;
    counter_add(r->worker->shared, COUNTER_REGISTERED, 1);
    log_info("registered account %llu from %s", (unsigned long long)*id, r->address);
    return HTTP_OK;
}

enum http_status register_post(struct request *r)
{
    static const char *const view = "account/register.cs";
    const char *name = NULL, *password, *email;
    struct entrance entrance;
    struct account account;
    struct login_proof proof;
    enum http_status status;
    uint64_t id;

    set_registration(r);
    status = registration_begin(r, view, &entrance, &name);
    if (status != HTTP_OK)
        return status;
    password = new_password(r, name, form_raw(r, "email"));
    email = new_email(r, "email");
    if (!form_ok(r))
        return page_again(r, view);
    status = registration_finish(r, view,
                                 &(struct account_wanted){.name = name,
                                                          .password = password,
                                                          .invitation_id = entrance.invitation_id,
                                                          .rules = entrance.rules},
                                 &id);
    if (status != HTTP_OK)
        return status;
    account = (struct account){.id = id, .name = name};
    proof = proof_of(&account, false, clock_now());
    if (*email != '\0' && ask_to_verify(r, &account, email) != 0)
        return HTTP_UNAVAILABLE;
    return welcome(r, &account, &proof, return_path(r, "next"));
}
