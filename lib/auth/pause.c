/* Paused or not is the account's state, which whatever finds accounts and sessions looks at; so nothing
 * else has to know. That somebody who gave the password may resume it is signed and not stored: they are
 * nobody yet who could have a session. */
#include "auth/pause.h"

#include <inttypes.h>
#include <string.h>

#include "auth/role_edit.h"
#include "auth/session.h"
#include "base/text/text.h"

#define RESUME_SECONDS 600

STATEMENT(ACCOUNT_STATE, PARAMETERS(number(state), id(account), number(before)), COLUMNS(),
          "UPDATE account SET state = ? WHERE id = ? AND source_id = 0 AND state = ?");
STATEMENT_SET(pause_statements, &ACCOUNT_STATE);

/* Within the open transaction, which role changes wait for: nobody takes the last administrator away,
 * also where two pause at once. */
static enum pause_result pause_within(const struct store *store, uint64_t account_id)
{
    struct database *database = store->database;
    uint64_t before, after;

    if (roles_lock(database, store->arena) != 0 ||
        administrators_count(database, store->arena, &before) != 0 ||
        database_run(database, &ACCOUNT_STATE, ACCOUNT_PAUSED, account_id, ACCOUNT_OPEN) != 0)
        return PAUSE_FAILED;
    if (database_changed(database) == 0)
        return PAUSE_STALE;
    if (administrators_count(database, store->arena, &after) != 0)
        return PAUSE_FAILED;
    if (before > 0 && after == 0)
        return PAUSE_LAST;
    return session_end_within(database, account_id, 0) == 0 ? PAUSE_DONE : PAUSE_FAILED;
}

/* Ends the transaction with its record and a journal row about the account, or takes it back. */
static enum pause_result finish_pause(const struct store *store, const struct actor *actor,
                                      const struct audit_entry *record, enum pause_result result)
{
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = record->about_id};

    if (result == PAUSE_DONE && (journal_append(store->database, &entry) != 0 ||
                                 audit_append(store->database, store->arena, actor, record) != 0))
        result = PAUSE_FAILED;
    if (result != PAUSE_DONE) {
        database_rollback(store->database);
        return result;
    }
    return journal_commit(store->database, store->shared, &entry, 1) == 0 ? PAUSE_DONE
                                                                          : PAUSE_FAILED;
}

enum pause_result account_pause(const struct store *store, const struct actor *actor,
                                uint64_t account_id)
{
    if (database_begin(store->database) != 0)
        return PAUSE_FAILED;
    return finish_pause(store, actor,
                        &(struct audit_entry){.act = AUDIT_ACCOUNT_PAUSE, .about_id = account_id},
                        pause_within(store, account_id));
}

enum pause_result account_resume(const struct store *store, const struct actor *actor,
                                 uint64_t account_id)
{
    struct database *database = store->database;
    enum pause_result result = PAUSE_DONE;

    if (database_begin(database) != 0)
        return PAUSE_FAILED;
    if (database_run(database, &ACCOUNT_STATE, ACCOUNT_OPEN, account_id, ACCOUNT_PAUSED) != 0)
        result = PAUSE_FAILED;
    else if (database_changed(database) == 0)
        result = PAUSE_STALE;
    return finish_pause(store, actor,
                        &(struct audit_entry){.act = AUDIT_ACCOUNT_RESUME, .about_id = account_id},
                        result);
}

static char *resume_text(const struct secret *secret, struct arena *arena, uint64_t account_id,
                         int64_t seconds)
{
    const char *text = arena_format(arena, "%" PRIu64 ".%" PRId64, account_id, seconds);

    return arena_format(arena, "%s.%s", text, secret_sign(secret, arena, "resume", text));
}

char *resume_make(const struct secret *secret, struct arena *arena, const struct account *account)
{
    return resume_text(secret, arena, account->id, clock_now() / CLOCK_SECOND);
}

uint64_t resume_account(const struct secret *secret, struct arena *arena, const char *text)
{
    size_t length = strcspn(text, ".");
    const char *rest = text + length + (text[length] == '.');
    int64_t now = clock_now() / CLOCK_SECOND, seconds;
    uint64_t account_id;

    return text_u64(arena_copy(arena, text, length), &account_id) &&
                   text_i64(arena_copy(arena, rest, strcspn(rest, ".")), 0, now, &seconds) &&
                   now - seconds < RESUME_SECONDS &&
                   secret_equal(resume_text(secret, arena, account_id, seconds), text)
               ? account_id
               : 0;
}
