#include "web/sites/freeze.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "store/journal.h"

STATEMENT(FREEZE_ADD, PARAMETERS(id(site), instant(since), id_or_null(account), text(reason)),
          COLUMNS(),
          "INSERT INTO site_freeze (site_id, since, account_id, reason) VALUES (?, ?, ?, ?)");
STATEMENT(FREEZE_DROP, PARAMETERS(id(site)), COLUMNS(),
          "DELETE FROM site_freeze WHERE site_id = ?");
STATEMENT_SET(freeze_statements, &FREEZE_ADD, &FREEZE_DROP);

/* Commits what RESULT says was done, recorded and told; or rolls back. */
static enum freeze_result end(const struct store *store, const struct actor *who, uint64_t site_id,
                              enum freeze_result result, const struct audit_entry *record)
{
    struct journal_entry entry = {.kind = JOURNAL_SITE, .site_id = site_id};

    if (result == FREEZE_DONE && (audit_append(store->database, store->arena, who, record) != 0 ||
                                  journal_append(store->database, &entry) != 0))
        result = FREEZE_FAILED;
    if (result == FREEZE_DONE)
        return journal_commit(store->database, store->shared, &entry, 1) == 0 ? FREEZE_DONE
                                                                              : FREEZE_FAILED;
    database_rollback(store->database);
    return result;
}

static const char *subject_of_freeze(struct arena *arena, uint64_t site_id)
{
    return site_id != 0 ? arena_format(arena, "site:%" PRIu64, site_id) : "all sites";
}

enum freeze_result freeze_set(const struct store *store, const struct actor *who, uint64_t site_id,
                              const char *reason)
{
    enum freeze_result result = FREEZE_DONE;

    if (text_check(reason, strlen(reason), false) != TEXT_VALID || text_blank(reason) ||
        text_characters(reason) > FREEZE_REASON_MAX)
        return FREEZE_REASON_INVALID;
    if (database_begin(store->database) != 0)
        return FREEZE_FAILED;
    if (database_run(store->database, &FREEZE_ADD, site_id, clock_now(), who->account_id, reason) !=
        0)
        result = database_failure(store->database) == DATABASE_DUPLICATE ? FREEZE_ALREADY
                                                                         : FREEZE_FAILED;
    return end(store, who, site_id, result,
               &(struct audit_entry){.act = AUDIT_SITE_FREEZE,
                                     .subject = subject_of_freeze(store->arena, site_id),
                                     .reason = reason});
}

enum freeze_result freeze_lift(const struct store *store, const struct actor *who, uint64_t site_id)
{
    enum freeze_result result = FREEZE_DONE;

    if (database_begin(store->database) != 0)
        return FREEZE_FAILED;
    if (database_run(store->database, &FREEZE_DROP, site_id) != 0)
        result = FREEZE_FAILED;
    else if (database_changed(store->database) == 0)
        result = FREEZE_ALREADY;
    return end(store, who, site_id, result,
               &(struct audit_entry){.act = AUDIT_SITE_UNFREEZE,
                                     .subject = subject_of_freeze(store->arena, site_id)});
}
