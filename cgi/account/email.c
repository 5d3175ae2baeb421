/* An address counts once a mail has reached it: until then it gets the one mail with the link, and
 * that at most once in a quarter of an hour from one network, and a few times from all. Whether somebody has an address is told
 * to nobody but to who reads its mails: only the link's page says that another account has it.
 *
 * A link is opened by GET, as mail programs and scanners do, too; what it is for happens by a button
 * on its page. */
#include "email.h"

#include <string.h>

#include "auth/throttle.h"
#include "base/language.h"
#include "base/log.h"
#include "confirm.h"
#include "login.h"
#include "web/form/form.h"
#include "web/mail/letter.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define MAILS_PAIR_MAX                                                                             \
    1 /* links to one address within a quarter of an hour, asked for from one network */
#define MAILS_ADDRESS_MAX                                                                          \
    3 /* from wherever: nobody else's asking keeps its owner from getting one */
#define MAILS_ACCOUNT_MAX 3 /* asked for by one account */

static const char *const settings_view = "account/settings.cs";

int set_email(struct request *r)
{
    const char *pending, *typed = form_raw(r, "email");
    struct account account;

    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0)
        return -1;
    pending = link_pending_email(r->worker->database, r->arena, account.id);
    view_set(r->view, "Email.verified", account.email);
    view_set(r->view, "Email.pending", pending);
    view_set(r->view, "Form.email", form_has(r, "email") ? typed : account.email);
    if (letters_sent(r))
        view_set(r->view, "Mail.sent", "1");
    return 0;
}

const char *new_email(struct request *r, const char *field)
{
    size_t before = r->error_count;
    const char *email;

    if (!form_has(r, field))
        return "";
    email = form_name(r, field, 0, MAIL_ADDRESS_MAX);
    if (r->error_count == before && *email != '\0' && !mail_address_valid(email))
        form_error(r, field,
                   _("This is no address that mails can go to, such as name@example.org."));
    if (r->error_count == before && *email != '\0' && !letters_sent(r))
        form_error(r, field, _("This site sends no mails."));
    if (r->error_count == before &&
        ban_of_mail(r->worker->bans, email, r->site->id, clock_now()) != NULL)
        form_error(r, field, _("Addresses of this provider are not accepted here."));
    return r->error_count == before ? email : "";
}

const struct mail *notice_mail(struct request *r, const char *kind, const struct account *account)
{
    struct letter *letter;

    if (account->email == NULL || !letters_sent(r))
        return NULL;
    letter = letter_open(r, kind);
    letter_set(letter, "Mail.name", account->name);
    return letter_mail(letter, account->email, 0);
}

/* Tells the present address that another is to take its place. */
static const struct mail *change_notice(struct request *r, const char *kind,
                                        const struct account *account, const char *email)
{
    struct letter *letter;

    if (account->email == NULL || !letters_sent(r))
        return NULL;
    letter = letter_open(r, kind);
    letter_set(letter, "Mail.name", account->name);
    letter_set(letter, "Mail.email", email);
    return letter_mail(letter, account->email, 0);
}

/* Seconds to wait before KEY may be used again; 0: now, which counts; -1 on failure. */
static int spend(struct request *r, const struct throttle_key *key, unsigned max)
{
    int wait = throttle_wait(r->worker->database, r->arena, key, max);

    return wait != 0 ? wait : throttle_fail(r->worker->database, key);
}

static const char *folded(struct arena *arena, const char *email)
{
    char *folded = arena_string(arena, email);

    for (char *c = folded; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return folded;
}

/* Whether a link may go to an address now, which counts. 1, 0, or -1 on failure. */
static int may_send_link(struct request *r, const char *email)
{
    const char *to = folded(r->arena, email);
    const struct throttle_key pair =
        throttle_key(r->arena, "verify.to", to, throttle_network(r->arena, r->address));
    const struct throttle_key all = throttle_key(r->arena, "verify.to", to, NULL);
    int wait = throttle_wait(r->worker->database, r->arena, &all, MAILS_ADDRESS_MAX);

    if (wait == 0)
        wait = spend(r, &pair, MAILS_PAIR_MAX);
    if (wait == 0)
        return throttle_fail(r->worker->database, &all) == 0 ? 1 : -1;
    return wait > 0 ? 0 : -1;
}

/* An address that was sent a link just now gets no other, but its owner is not told that apart. */
int ask_to_verify(struct request *r, const struct account *account, const char *email)
{
    const struct store store = request_store(r);
    const struct actor caller = request_actor(r),
                       actor = caller.session_id != 0
                                   ? caller
                                   : actor_as(&caller, account->id, account->name);
    const struct account_link link = {.purpose = LINK_VERIFY,
                                      .token = token_make(r->arena),
                                      .account_id = account->id,
                                      .email = email};
    struct letter *letter = letter_open(r, "verify");
    const struct mail *mail;
    int may = may_send_link(r, email);

    letter_set(letter, "Mail.name", account->name);
    letter_set(letter, "Mail.link",
               arena_format(r->arena, "%s/account/verify?token=%s", letter_origin(r), link.token));
    mail = letter_mail(letter, may > 0 ? email : NULL, LINK_VERIFY_LIFETIME);
    if (mail == NULL || may < 0)
        return -1;
    return link_open(&store, &actor, &link, mail, change_notice(r, "email_asked", account, email));
}

static enum http_status remove_email(struct request *r, const struct account *account)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);

    if (account_remove_email(&store, &actor, account, notice_mail(r, "email_removed", account)) !=
        0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/account/settings?saved=1");
}

enum http_status change_email(struct request *r)
{
    const char *email = new_email(r, "email");
    struct account account;
    enum http_status status = own_proof(r, "email_password", "email_code", &account);
    const struct throttle_key key =
        throttle_key(r->arena, "verify.by",
                     arena_format(r->arena, "%llu", (unsigned long long)r->session->account_id),
                     NULL);
    int wait;

    if (status == HTTP_TOO_MANY)
        return page_refused(r, status, settings_view);
    if (status != HTTP_OK)
        return status;
    if (form_ok(r) && account.email != NULL && strcasecmp(account.email, email) == 0)
        form_error(r, "email", _("This is the address that you have."));
    if (!form_ok(r))
        return page_again(r, settings_view);
    if (*email == '\0')
        return remove_email(r, &account);
    wait = spend(r, &key, MAILS_ACCOUNT_MAX);
    if (wait != 0)
        return wait < 0 ? HTTP_UNAVAILABLE : refuse_throttled(r, wait, "email", settings_view);
    if (ask_to_verify(r, &account, email) != 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/account/settings?saved=mail");
}

const char *link_token(struct request *r)
{
    const char *token = form_has(r, "token") ? form_line(r, "token", 0, 64)
                                             : query_line(r, "token", 64);

    r->cacheable = false;
    return token != NULL ? token : "";
}

enum http_status link_gone(struct request *r)
{
    return page(r, HTTP_NOT_FOUND, "account/link_gone.cs");
}

/* Finds the link to verify an address. HTTP_OK, or what is to be answered. */
static enum http_status verify_link(struct request *r, struct account_link *link)
{
    int found = link_find(r->worker->database, r->arena, LINK_VERIFY, link_token(r), link);

    if (found <= 0)
        return found < 0 ? HTTP_UNAVAILABLE : link_gone(r);
    view_set(r->view, "Link.token", link->token);
    view_set(r->view, "Link.name", link->name);
    view_set(r->view, "Link.email", link->email);
    return HTTP_OK;
}

enum http_status verify_form(struct request *r)
{
    struct account_link link;
    enum http_status status = verify_link(r, &link);

    return status == HTTP_OK ? page(r, HTTP_OK, "account/verify.cs") : status;
}

enum http_status verify_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor nobody = request_actor(r);
    struct account_link link;
    struct actor actor;
    int verified;
    enum http_status status = verify_link(r, &link);

    if (status != HTTP_OK)
        return status;
    actor = actor_as(&nobody, link.account_id, link.name);
    verified = account_verify_email(&store, &actor, &link,
                                    change_notice(r, "email_changed",
                                                  &(struct account){.id = link.account_id,
                                                                    .name = link.name,
                                                                    .email = link.was},
                                                  link.email));
    if (verified < 0 && database_failure(r->worker->database) == DATABASE_DUPLICATE) {
        form_error(r, "email",
                   _("Another account of yours has this address. Remove it there first."));
        return page_again(r, "account/verify.cs");
    }
    if (verified <= 0)
        return verified < 0 ? HTTP_UNAVAILABLE : link_gone(r);
    view_set(r->view, "Done", "1");
    return page(r, HTTP_OK, "account/verify.cs");
}
