/* A mail is taken by a short transaction of its own, which marks it as being sent and when it may be
 * taken again, and not by a lock that is held while a server is talked to: that may take minutes,
 * and a process that dies would have it sent twice at once by others.
 *
 * Whoever dies between the server's answer and the mark leaves a mail of which nobody knows whether
 * it went out. It is sent once more, under the same Message-ID, and if that ends the same way it has
 * failed: nobody gets a mail more than twice. */
#include "store/mail_spool.h"

#include <string.h>

#include "base/buffer.h"

#define LEASE (600 * CLOCK_SECOND) /* longer than any server may take for one mail */
#define PAUSE_FIRST (60 * CLOCK_SECOND)
#define PAUSE_MAX (4 * 3600 * CLOCK_SECOND)
#define RETRIED_FOR (86400 * CLOCK_SECOND)
#define KEPT_SENT (7 * 86400 * CLOCK_SECOND)
#define KEPT_ALL (30 * 86400 * CLOCK_SECOND)

#define MAIL_SQL                                                                                   \
    "SELECT id, created, expires, kind, sender, recipient, language, subject, state, next_try,"    \
    " tries, interrupted, answer"
ROW(mail, id(id), instant(created), instant(expires), text(kind), text(sender), text(recipient),
    text(language), text(subject), text(state), instant(next_try), number(tries),
    number(interrupted), text(answer));
STATEMENT(MAIL_INSERT,
          PARAMETERS(instant(created), text(kind), text(sender), text(recipient), text(language),
                     text(subject), bytes(body), instant(expires), text(state),
                     instant_or_null(next_try)),
          COLUMNS(),
          "INSERT INTO mail (created, kind, sender, recipient, language, subject, body, expires,"
          " state, next_try) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
/* What others have locked is theirs. */
STATEMENT(MAIL_DUE, PARAMETERS(instant(now)), COLUMNS(row(mail, mail), bytes(body)),
          MAIL_SQL ", body FROM mail WHERE next_try <= ? ORDER BY next_try LIMIT 1"
                   " FOR UPDATE SKIP LOCKED");
STATEMENT(MAIL_TAKE, PARAMETERS(number(interrupted), instant(until), id(mail)), COLUMNS(),
          "UPDATE mail SET state = 'sending', tries = tries + 1, interrupted = ?, next_try = ?"
          " WHERE id = ?");
/* Whoever was so slow that another has taken it since tells nothing more of it. */
#define TAKEN " WHERE id = ? AND tries = ? AND state = 'sending'"
STATEMENT(MAIL_SENT, PARAMETERS(text(answer), id(mail), number(tries)), COLUMNS(),
          "UPDATE mail SET state = 'sent', next_try = NULL, body = NULL, answer = ?" TAKEN);
STATEMENT(MAIL_WAIT, PARAMETERS(instant(next_try), text(answer), id(mail), number(tries)),
          COLUMNS(),
          "UPDATE mail SET state = 'waiting', interrupted = 0, next_try = ?, answer = ?" TAKEN);
STATEMENT(MAIL_FAILED, PARAMETERS(text(answer), id(mail), number(tries)), COLUMNS(),
          "UPDATE mail SET state = 'failed', next_try = NULL, answer = ?" TAKEN);
STATEMENT(
    MAIL_SWEEP, PARAMETERS(instant(done), instant(any)), COLUMNS(),
    "DELETE FROM mail WHERE created < ? AND (state IN ('sent', 'void', 'dropped') OR created < ?)"
    " ORDER BY created LIMIT 1000");
/* By the index of states alone, whose order within one is that of their making, and up to a bound:
 * /health and the dashboard ask for it. */
#define FIRST_SQL(STATE) "(SELECT created FROM mail WHERE state = '" STATE "' ORDER BY id LIMIT 1)"
STATEMENT(
    MAIL_STATE, PARAMETERS(number(limit), again(limit)),
    COLUMNS(number(waiting), number(failed), instant(oldest)),
    "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM mail WHERE state IN ('waiting', 'sending')"
    " LIMIT ?) w), (SELECT COUNT(*) FROM (SELECT 1 FROM mail WHERE state = 'failed' LIMIT ?) f),"
    " COALESCE(LEAST(" FIRST_SQL("waiting") ", " FIRST_SQL("sending") "), " FIRST_SQL(
        "waiting") ", " FIRST_SQL("sending") ")");
SIGNATURE(mails, PARAMETERS(text(state), again(state), STATEMENT_PAGE), ROW_OF(mail));
STATEMENTS_BY_KEY(mails, MAILS,
                  MAIL_SQL " FROM mail WHERE state <> 'void' AND (? IS NULL OR state = ?)", "id");
STATEMENT(MAIL_RETRY, PARAMETERS(instant(now), instant(expires), id(mail), again(mail)), COLUMNS(),
          "UPDATE mail SET state = 'waiting', next_try = ?, expires = GREATEST(expires, ?),"
          " interrupted = 0 WHERE state IN ('waiting', 'failed') AND (? = 0 OR id = ?)");
STATEMENT(MAIL_DROP, PARAMETERS(id(mail)), COLUMNS(),
          "UPDATE mail SET state = 'dropped', next_try = NULL, body = NULL"
          " WHERE id = ? AND state IN ('waiting', 'failed')");
STATEMENT(MAIL_FORGET, PARAMETERS(text(recipient)), COLUMNS(),
          "DELETE FROM mail WHERE recipient = CONVERT(? USING ascii)");
STATEMENT_SET(mail_statements, &MAIL_FORGET, &MAIL_DROP, &MAIL_INSERT, &MAIL_DUE, &MAIL_TAKE,
              &MAIL_SENT, &MAIL_WAIT, &MAIL_FAILED, &MAIL_SWEEP, &MAIL_STATE, &MAILS_NEWEST,
              &MAILS_OLDEST, &MAIL_RETRY);

bool mail_address_valid(const char *text)
{
    static const char local[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "!#$%&'*+-/=?^_`{|}~.";
    static const char domain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    size_t before = strspn(text, local), behind;
    const char *host = text + before + 1;

    if (before == 0 || before > 64 || text[before] != '@' || strlen(text) > MAIL_ADDRESS_MAX)
        return false;
    behind = strspn(host, domain);
    return behind > 0 && host[behind] == '\0' && strchr(host, '.') != NULL && text[0] != '.' &&
           host[0] != '.' && host[0] != '-' && host[behind - 1] != '.' && text[before - 1] != '.' &&
           strstr(text, "..") == NULL;
}

int mail_queue(struct database *database, const struct mail *mail)
{
    int64_t now = clock_now(), lifetime = mail->lifetime != 0 ? mail->lifetime : MAIL_PATIENCE;
    bool nobody = mail->recipient == NULL;

    return database_run(database, &MAIL_INSERT, now, mail->kind, mail->sender,
                        nobody ? "" : mail->recipient, mail->language, mail->subject, mail->body,
                        now + lifetime, nobody ? "void" : "waiting", nobody ? 0 : now);
}

static struct queued_mail queued_mail_of(const struct mail_row *row)
{
    return (struct queued_mail){
        .id = row->id,
        .created = row->created,
        .expires = row->expires,
        .kind = row->kind,
        .sender = row->sender,
        .recipient = row->recipient,
        .language = row->language,
        .subject = row->subject,
        .state = row->state,
        .next_try = row->next_try,
        .tries = row->tries,
        .answer = row->answer,
    };
}

/* Marks what is due as taken, or as failed where it may not go out again. 1: it is taken, 0: there
 * is nothing to send of it; -1 on failure. */
static int take_row(struct database *database, const struct MAIL_DUE_row *row, int64_t now)
{
    uint64_t interrupted = row->mail.interrupted + (strcmp(row->mail.state, "sending") == 0);
    const char *fault = interrupted > 1           ? "interrupted twice while it was sent"
                        : row->mail.expires < now ? "too late to be worth sending"
                                                  : NULL;

    if (database_run(database, &MAIL_TAKE, interrupted, now + LEASE, row->mail.id) != 0)
        return -1;
    if (fault == NULL)
        return 1;
    return database_run(database, &MAIL_FAILED, row->mail.answer != NULL ? row->mail.answer : fault,
                        row->mail.id, row->mail.tries + 1);
}

int mail_take(struct database *database, struct arena *arena, struct queued_mail *mail)
{
    for (;;) {
        int64_t now = clock_now();
        const struct MAIL_DUE_row *row;
        int taken;

        if (database_begin(database) != 0)
            return -1;
        row = database_row(database, arena, &MAIL_DUE, now);
        if (row == NULL) {
            int result = database_failure(database) == DATABASE_OK ? 0 : -1;

            database_rollback(database);
            return result;
        }
        taken = take_row(database, row, now);
        if (taken < 0) {
            database_rollback(database);
            return -1;
        }
        if (database_commit(database) != 0)
            return -1;
        if (taken > 0) {
            *mail = queued_mail_of(&row->mail);
            mail->body = row->body;
            mail->tries++;
            return 1;
        }
    }
}

int mail_sent(struct database *database, const struct queued_mail *mail, const char *answer)
{
    return database_run(database, &MAIL_SENT, answer, mail->id, mail->tries);
}

int64_t mail_pause(uint64_t tries)
{
    int64_t pause = PAUSE_FIRST;

    for (uint64_t i = 1; i < tries && pause < PAUSE_MAX; i++)
        pause *= 3;
    return pause < PAUSE_MAX ? pause : PAUSE_MAX;
}

int mail_put_off(struct database *database, const struct queued_mail *mail, const char *answer)
{
    int64_t next = clock_now() + mail_pause(mail->tries);

    if (next > mail->expires)
        return mail_fail(database, mail, answer);
    return database_run(database, &MAIL_WAIT, next, answer, mail->id, mail->tries);
}

int mail_fail(struct database *database, const struct queued_mail *mail, const char *answer)
{
    return database_run(database, &MAIL_FAILED, answer, mail->id, mail->tries);
}

int mail_sweep(struct database *database)
{
    int64_t now = clock_now();

    return database_run(database, &MAIL_SWEEP, now - KEPT_SENT, now - KEPT_ALL);
}

int mail_queue_read(struct database *database, struct arena *arena, struct mail_queue_state *state)
{
    const struct MAIL_STATE_row *row =
        database_row(database, arena, &MAIL_STATE, (uint64_t)MAILS_COUNTED_MAX);

    if (row == NULL)
        return -1;
    *state = (struct mail_queue_state){
        .waiting = row->waiting,
        .failed = row->failed,
        .oldest = row->oldest != 0 ? clock_now() - row->oldest : 0,
    };
    return 0;
}

struct queued_mail *mail_list(struct database *database, struct arena *arena,
                              const struct mail_query *query, size_t *count)
{
    struct mail_rows *rows = database_query(database, arena,
                                            query->oldest ? &MAILS_OLDEST : &MAILS_NEWEST,
                                            query->state, query->after, query->limit);
    const struct mail_row *row;
    struct queued_mail *mails;

    *count = 0;
    if (rows == NULL)
        return NULL;
    mails = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *mails);
    while ((row = rows_next(rows)) != NULL)
        mails[(*count)++] = queued_mail_of(row);
    return mails;
}

int mail_retry(struct database *database, uint64_t id, uint64_t *count)
{
    int64_t now = clock_now();

    if (database_run(database, &MAIL_RETRY, now, now + RETRIED_FOR, id) != 0)
        return -1;
    *count = database_changed(database);
    return 0;
}

int mail_drop(struct database *database, uint64_t id)
{
    if (database_run(database, &MAIL_DROP, id) != 0)
        return -1;
    return database_changed(database) > 0;
}

char *mail_address_masked(struct arena *arena, const char *address)
{
    const char *at = strrchr(address, '@');

    return at == NULL || at == address ? arena_format(arena, "…")
                                       : arena_format(arena, "%c…%s", address[0], at);
}

const char *mail_text_masked(struct arena *arena, const char *text, const char *address)
{
    struct buffer out = buffer_open(arena, 256);
    const char *masked = mail_address_masked(arena, address), *found;

    if (text == NULL || *address == '\0')
        return text;
    for (; (found = strcasestr(text, address)) != NULL; text = found + strlen(address)) {
        buffer_put(&out, text, (size_t)(found - text));
        buffer_text(&out, masked);
    }
    buffer_text(&out, text);
    return out.data;
}

int mail_forget(struct database *database, const char *recipient)
{
    return database_run(database, &MAIL_FORGET, recipient);
}
