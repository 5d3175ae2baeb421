/* Paused or not is the account's state, which whatever finds accounts and sessions looks at; so nothing
 * else has to know. That somebody who gave the password may resume it is signed and not stored: they are
 * nobody yet who could have a session. */
#include "auth/pause.h"

#include <inttypes.h>
#include <string.h>

#include "auth/deletion/deletion.h"
#include "auth/role_edit.h"
#include "auth/session.h"
#include "base/text/text.h"

#define RESUME_SECONDS 600
#define PARTS 4 /* of what is signed */

STATEMENT(ACCOUNT_STATE, PARAMETERS(number(state), id(account), number(before)), COLUMNS(),
          "UPDATE account SET state = ? WHERE id = ? AND source_id = 0 AND state = ?");
STATEMENT_SET(pause_statements, &ACCOUNT_STATE);

/* Role changes wait for it: nobody takes the last administrator away, also where two pause at once. */
enum pause_result pause_within(const struct store *store, const struct actor *actor,
                               uint64_t account_id)
{
    struct database *database = store->database;
    uint64_t before, after;

    if (roles_lock(database, store->arena) != 0 ||
        actor_holds(database, store->arena, actor) <= 0 ||
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

enum pause_result pause_finish(const struct store *store, const struct actor *actor,
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
    return pause_finish(store, actor,
                        &(struct audit_entry){.act = AUDIT_ACCOUNT_PAUSE, .about_id = account_id},
                        pause_within(store, actor, account_id));
}

/* Within the open transaction: the state first, as the proof is good for an open account. A deletion that
 * it waited for is taken back: *KEPT. */
static enum pause_result resume_within(struct database *database, struct arena *arena,
                                       const struct login_proof *proof, bool *kept)
{
    const struct login_proof shown = {proof->account_id, proof->version, true, proof->shown};
    int holds, dropped;

    if (database_run(database, &ACCOUNT_STATE, ACCOUNT_OPEN, proof->account_id, ACCOUNT_PAUSED) !=
        0)
        return PAUSE_FAILED;
    if (database_changed(database) == 0)
        return PAUSE_STALE;
    dropped = deletion_drop(database, proof->account_id);
    if (dropped < 0)
        return PAUSE_FAILED;
    *kept = dropped > 0;
    holds = login_proof_holds(database, arena, &shown);
    return holds > 0 ? PAUSE_DONE : holds == 0 ? PAUSE_STALE : PAUSE_FAILED;
}

enum pause_result account_resume(const struct store *store, const struct actor *actor,
                                 const struct login_proof *proof)
{
    struct audit_entry record = {.act = AUDIT_ACCOUNT_RESUME, .about_id = proof->account_id};
    enum pause_result result;
    bool kept = false;

    if (database_begin(store->database) != 0)
        return PAUSE_FAILED;
    result = resume_within(store->database, store->arena, proof, &kept);
    if (kept)
        record.act = AUDIT_ACCOUNT_STAY;
    return pause_finish(store, actor, &record, result);
}

static char *resume_text(const struct secret *secret, struct arena *arena,
                         const struct login_proof *proof, int64_t seconds)
{
    const char *text = arena_format(arena, "%" PRIu64 ".%" PRIu64 ".%" PRId64 ".%" PRId64,
                                    proof->account_id, proof->version, seconds, proof->shown);

    return arena_format(arena, "%s.%s", text, secret_sign(secret, arena, "resume", text));
}

char *resume_make(const struct secret *secret, struct arena *arena, const struct login_proof *proof)
{
    return resume_text(secret, arena, proof, clock_now() / CLOCK_SECOND);
}

struct login_proof resume_proof(const struct secret *secret, struct arena *arena, const char *text)
{
    const char *part[PARTS], *rest = text;
    int64_t now = clock_now() / CLOCK_SECOND, seconds;
    struct login_proof proof = {0};

    for (size_t i = 0; i < PARTS; i++) {
        size_t length = strcspn(rest, ".");

        part[i] = arena_copy(arena, rest, length);
        rest += length + (rest[length] == '.');
    }
    return text_u64(part[0], &proof.account_id) && text_u64(part[1], &proof.version) &&
                   text_i64(part[2], 0, now, &seconds) && now - seconds < RESUME_SECONDS &&
                   text_i64(part[3], 0, INT64_MAX, &proof.shown) &&
                   secret_equal(resume_text(secret, arena, &proof, seconds), text)
               ? proof
               : (struct login_proof){0};
}
