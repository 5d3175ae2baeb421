/* Whoever asks for a new password gets the same answer in the same time, whether anybody bears the
 * name or has the address: all is done for nobody that is done for somebody, down to a link that is
 * nobody's and a mail that goes to nobody. */
#include "reset.h"

#include <string.h>

#include "auth/account.h"
#include "auth/throttle.h"
#include "base/language.h"
#include "email.h"
#include "login.h"
#include "password.h"
#include "ways_in.h"
#include "web/form/form.h"
#include "web/mail/letter.h"
#include "web/response.h"
#include "web/view.h"

#define ASKED_WHO_MAX 2 /* within a quarter of an hour, for one name or address */
#define ASKED_NETWORK_MAX 20

static const char *const forgot_view = "account/forgot.cs";
static const char *const reset_view = "account/reset.cs";

static void set_forgot(struct request *r)
{
    r->cacheable = false;
    view_set(r->view, "Form.who", form_raw(r, "who"));
    if (letters_sent(r))
        view_set(r->view, "Mail.sent", "1");
}

enum http_status forgot_form(struct request *r)
{
    const char *sent = query_line(r, "sent", 10);

    set_forgot(r);
    if (sent != NULL)
        view_set(r->view, "Sent", "1");
    return page(r, HTTP_OK, forgot_view);
}

/* Seconds to wait before this may be asked again; 0: now, which counts; -1 on failure. */
static int count_asking(struct request *r, const char *who)
{
    char *folded = arena_string(r->arena, who);
    int wait, other;

    for (char *c = folded; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');

    struct database *database = r->worker->database;
    const struct throttle_key by_who = throttle_key(r->arena, "reset", folded, NULL);
    const struct throttle_key by_network =
        throttle_key(r->arena, "reset", NULL, throttle_network(r->arena, r->address));

    wait = throttle_wait(database, r->arena, &by_who, ASKED_WHO_MAX);
    other = throttle_wait(database, r->arena, &by_network, ASKED_NETWORK_MAX);
    if (wait < 0 || other < 0)
        return -1;
    if (wait > 0 || other > 0)
        return wait > other ? wait : other;
    return throttle_fail(database, &by_who) == 0 ? throttle_fail(database, &by_network) : -1;
}

/* Sends the link; ACCOUNT is all zero where there is none, or none with an address. 0 or -1. */
static int send_reset(struct request *r, const struct account *account, const char *who)
{
    const struct store store = request_store(r);
    const struct actor nobody = request_actor(r), actor = actor_as(&nobody, 0, who);
    const struct account_link link = {.purpose = LINK_RESET,
                                      .token = token_make(r->arena),
                                      .account_id = account->email != NULL ? account->id : 0,
                                      .email = account->email != NULL ? account->email : "nobody"};
    struct letter *letter = letter_open(r, "reset");
    const struct mail *mail;

    letter_set(letter, "Mail.name", account->email != NULL ? account->name : who);
    letter_set(letter, "Mail.link",
               arena_format(r->arena, "%s/account/reset?token=%s", letter_origin(r), link.token));
    mail = letter_mail(letter, account->email, LINK_RESET_LIFETIME);
    return mail != NULL ? link_open(&store, &actor, &link, mail, NULL) : -1;
}

enum http_status forgot_post(struct request *r)
{
    const char *who = form_name(r, "who", 1, MAIL_ADDRESS_MAX);
    struct account account = {0};
    int wait, found;

    set_forgot(r);
    if (form_ok(r) && !letters_sent(r))
        form_error(r, "who", _("This site sends no mails."));
    if (!form_ok(r))
        return page_again(r, forgot_view);
    wait = count_asking(r, who);
    if (wait != 0)
        return wait < 0 ? HTTP_UNAVAILABLE : refuse_throttled(r, wait, "who", forgot_view);
    found = strchr(who, '@') != NULL
                ? account_by_email(r->worker->database, r->arena, who, &account)
                : account_to_log_in(r->worker->database, r->arena, who, &account);
    if (found < 0 || send_reset(r, &account, who) != 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/account/forgot?sent=1");
}

/* Finds the link to set a password, and what else lets somebody in to its account. HTTP_OK, or what is to be answered. */
static enum http_status reset_link(struct request *r, struct account_link *link,
                                   struct ways_in_form *ways)
{
    int found = link_find(r->worker->database, r->arena, LINK_RESET, link_token(r), link);

    if (found <= 0)
        return found < 0 ? HTTP_UNAVAILABLE : link_gone(r);
    view_set(r->view, "Link.token", link->token);
    view_set(r->view, "Link.name", link->name);
    return ways_in_read(r, link->account_id, true, ways) == 0 ? HTTP_OK : HTTP_UNAVAILABLE;
}

enum http_status reset_form(struct request *r)
{
    struct account_link link;
    struct ways_in_form ways;
    enum http_status status = reset_link(r, &link, &ways);

    return status == HTTP_OK ? page(r, HTTP_OK, reset_view) : status;
}

enum http_status reset_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor nobody = request_actor(r);
    struct account_link link;
    struct account account;
    struct actor actor;
    struct new_password wanted;
    struct ways_in_form ways;
    int reset;
    enum http_status status = reset_link(r, &link, &ways);

    if (status != HTTP_OK)
        return status;
    wanted.text = new_password(r, link.name, link.email);
    if (!form_ok(r))
        return page_again(r, reset_view);
    account = (struct account){.id = link.account_id, .name = link.name, .email = link.email};
    actor = actor_as(&nobody, link.account_id, link.name);
    wanted = (struct new_password){.text = wanted.text,
                                   .notice = password_mail(r, &account, &ways),
                                   .ended = ways_in_chosen(r, &ways)};
    reset = account_reset_password(&store, &actor, &link, &wanted);
    if (reset <= 0)
        return reset < 0 ? HTTP_UNAVAILABLE : link_gone(r);
    return redirect(r, HTTP_SEE_OTHER, "/account/login?reset=1");
}
