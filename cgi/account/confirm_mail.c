/* The code is kept as links are, by a hash; of the session that asked for it, so that no other has it. Whoever
 * reads the account's mails could set a password by one, too. */
#include "confirm_mail.h"

#include <inttypes.h>

#include "auth/credentials/code.h"
#include "auth/session.h"
#include "auth/throttle.h"
#include "base/language.h"
#include "web/form/form.h"
#include "web/mail/letter.h"
#include "web/response.h"

#define SENT_MAX 3 /* to an account within a quarter of an hour */
#define TRIES_MAX 10
#define CODE_MAX 40 /* characters, with blanks between */

static const char *code_token(struct request *r, const char *code)
{
    return secret_sign(&r->worker->secret, r->arena, "confirm",
                       arena_format(r->arena, "%s %s", session_key(r->arena, r->session),
                                    code_meant(r->arena, code)));
}

static struct throttle_key counted_by(struct request *r, const char *what)
{
    return throttle_key(r->arena, what, arena_format(r->arena, "%" PRIu64, r->session->account_id),
                        NULL);
}

/* Notes that somebody has to wait. */
static enum http_status refuse_tries(struct request *r, int seconds, const char *field)
{
    response_header(r, "Retry-After", arena_format(r->arena, "%d", seconds));
    form_error(r, field, _("Too many tries. Please wait a quarter of an hour."));
    return HTTP_TOO_MANY;
}

enum http_status confirm_mail_send(struct request *r, const struct account *account)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct throttle_key key = counted_by(r, "confirm.mail");
    const char *code = code_make(r->arena);
    const struct account_link link = {.purpose = LINK_CONFIRM,
                                      .token = code_token(r, code),
                                      .account_id = account->id,
                                      .email = account->email};
    struct letter *letter;
    const struct mail *mail;
    int wait;

    if (account->email == NULL || !letters_sent(r)) {
        form_error(r, "mail", _("There is no address of yours that a code can be sent to."));
        return HTTP_OK;
    }
    wait = throttle_wait(store.database, r->arena, &key, SENT_MAX);
    if (wait > 0)
        return refuse_tries(r, wait, "mail");
    letter = letter_open(r, "confirm");
    letter_set(letter, "Mail.name", account->name);
    letter_set(letter, "Mail.code", code);
    mail = letter_mail(letter, account->email, LINK_CONFIRM_LIFETIME);
    return wait == 0 && mail != NULL && throttle_fail(store.database, &key) == 0 &&
                   link_open(&store, &actor, &link, mail, NULL) == 0
               ? HTTP_OK
               : HTTP_UNAVAILABLE;
}

enum http_status confirm_mail_code(struct request *r, const char *field, struct account_link *link)
{
    struct database *database = r->worker->database;
    const struct actor actor = request_actor(r);
    const struct throttle_key key = counted_by(r, "confirm.code");
    const char *code = form_line(r, field, 1, CODE_MAX);
    int wait = throttle_wait(database, r->arena, &key, TRIES_MAX), found;

    if (wait != 0)
        return wait < 0 ? HTTP_UNAVAILABLE : refuse_tries(r, wait, field);
    if (!form_ok(r))
        return HTTP_OK;
    found = link_find(database, r->arena, LINK_CONFIRM, code_token(r, code), link);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found > 0 && link->account_id == actor.account_id)
        return HTTP_OK;
    form_error(r, field, _("This code is not right, or no more. It is in the last mail to you."));
    return throttle_fail(database, &key) == 0 &&
                   audit_write(database, r->arena, &actor,
                               &(struct audit_entry){.act = AUDIT_CONFIRM_FAILED,
                                                     .about_id = actor.account_id}) == 0
               ? HTTP_OK
               : HTTP_UNAVAILABLE;
}
