/* The end of an import: all of it is put in place in one transaction, by statements over whole
 * tables.
 *
 * Readers go on with the old state until the commit; then one row of the journal (JOURNAL_LORE)
 * makes every page of the game stale at once. Its id is every changed entry's `changed`, which is
 * how catalogues find what to lay over.
 *
 * What the comparison notes (staged_touch, staged_change) is written in the same transaction: with
 * a rollback it is gone, and the next try compares anew. */
#include "base/clock.h"
#include "base/fault.h"
#include "base/json_writer.h"
#include "base/log.h"
#include "import/staging/internal.h"
#include "store/journal.h"

STATEMENT(FOREIGN_KEYS, PARAMETERS(number(checked)), COLUMNS(),
          "SET SESSION foreign_key_checks = ?");
STATEMENT(IMPORT_FINISHED, PARAMETERS(instant(finished), text(counts), id(import)), COLUMNS(),
          "UPDATE lore_import SET finished = ?, counts = ? WHERE id = ?");
STATEMENT_SET(staging_finish_statements, &FOREIGN_KEYS, &IMPORT_FINISHED);

static void add_counts(struct staging_counts *sum, const struct staging_counts *one)
{
    sum->read += one->read;
    sum->added += one->added;
    sum->changed += one->changed;
    sum->unchanged += one->unchanged;
    sum->vanished += one->vanished;
    sum->returned += one->returned;
    sum->rejected += one->rejected;
}

/* Added and vanished entries have their revisions from single statements; the merger counted the
 * rest. */
static void fill_result(struct staging *staging, uint64_t merged, struct staging_result *result)
{
    const struct game *game = staging->context.game;

    result->import_id = staging->import_id;
    for (size_t i = 0; i < game->kind_count; i++) {
        result->kinds[i] = staging->kinds[i].counts;
        add_counts(&result->entries, &staging->kinds[i].counts);
    }
    for (size_t i = 0; i < game->relation_count; i++) {
        result->kind_relations[i] = staging->kind_relations[i].counts;
        add_counts(&result->relations, &staging->kind_relations[i].counts);
    }
    result->entries.read += staging->unreadable;
    result->entries.rejected += staging->unreadable;
    result->places = staging->place_part.counts;
    result->revisions = result->entries.added + result->entries.vanished + merged;
}

static void put_member_counts(struct json_writer *json, const char *name,
                              const struct staging_counts *counts)
{
    json_member_object(json, name);
    json_member_u64(json, "read", counts->read);
    json_member_u64(json, "added", counts->added);
    json_member_u64(json, "changed", counts->changed);
    json_member_u64(json, "unchanged", counts->unchanged);
    json_member_u64(json, "vanished", counts->vanished);
    json_member_u64(json, "returned", counts->returned);
    json_member_u64(json, "rejected", counts->rejected);
    json_end_object(json);
}

/* All counts as they are kept with the import. */
static const char *counts_text(struct staging *staging, const struct staging_result *result)
{
    const struct game *game = staging->context.game;
    struct json_writer json = json_writer_open(staging->keep, 4096);

    json_begin_object(&json);
    put_member_counts(&json, "entries", &result->entries);
    put_member_counts(&json, "places", &result->places);
    json_member_object(&json, "kinds");
    for (size_t i = 0; i < game->kind_count; i++)
        put_member_counts(&json, game->kinds[i].name, &result->kinds[i]);
    json_end_object(&json);
    json_member_object(&json, "relations");
    for (size_t i = 0; i < game->relation_count; i++)
        put_member_counts(&json, game->relations[i].name, &result->kind_relations[i]);
    json_end_object(&json);
    json_end_object(&json);
    return json_written(&json);
}

/* The order matters: what relates is judged when it is known which entries there are; what would
 * shrink, before thousands of revisions are written; a revision, while the old relations still
 * stand. */
static int put_in_place(struct staging *staging, struct staging_result *result)
{
    uint64_t merged;
    int done = staging_shrinks_begin(staging);

    if (done == 0)
        done = staging_entries_apply(staging);
    if (done != 0)
        return done;
    if (staging_relations_compare(staging) != 0 || staging_places_apply(staging) != 0)
        return -1;
    done = staging_shrinks_judge(staging);
    if (done != 0)
        return done;
    if (staging_merge(staging, &merged) != 0)
        return -1;
    fault_point("import-halfway");
    if (staging_relations_apply(staging) != 0 || staging_entries_end(staging) != 0)
        return -1;
    fill_result(staging, merged, result);
    return database_run(staging->context.database, &IMPORT_FINISHED, clock_now(),
                        counts_text(staging, result), staging->import_id);
}

/* The journal's row comes first, as its id is written into every entry. It becomes visible with
 * them. */
static int put_in_transaction(struct staging *staging, struct shared *shared,
                              struct staging_result *result)
{
    struct journal_entry entry = {.kind = JOURNAL_LORE, .game_id = staging->context.number};
    int done;

    if (database_begin(staging->context.database) != 0)
        return -1;
    if (journal_append(staging->context.database, &entry) != 0)
        return -1;
    staging->journal_id = entry.id;
    staging->now = clock_now();
    done = put_in_place(staging, result);
    if (done != 0 || staging->trial)
        return done;
    fault_point("import-before-commit");
    return journal_commit(staging->context.database, shared, &entry, 1);
}

/* A result with room for all parts. */
static void begin_result(struct staging *staging, struct staging_result *result)
{
    const struct game *game = staging->context.game;

    *result = (struct staging_result){
        .kinds = arena_alloc(staging->keep, (game->kind_count + 1) * sizeof *result->kinds),
        .kind_relations =
            arena_alloc(staging->keep, (game->relation_count + 1) * sizeof *result->kind_relations),
    };
}

int staging_judged(struct staging *staging, struct staging_result *result)
{
    dry_run_judge(staging);
    begin_result(staging, result);
    fill_result(staging, 0, result);
    if (staging_shrinks_dry(staging) != 0)
        return -1;
    result->shrinks = staging->shrinks;
    result->shrink_count = staging->shrink_count;
    return 0;
}

/* Nothing is dropped before the commit was answered: if this ends anywhere before, the next
 * import with the same fingerprint finds all parts whole and only puts them in place. If it ends
 * behind the commit, the import is finished, which the transaction noted as well, and the next one
 * sweeps what it staged. */
int staging_finish(struct staging *staging, struct shared *shared, struct staging_result *result)
{
    int done;

    begin_result(staging, result);
    if (staging_flush(staging) != 0)
        return -1;
    fault_point("import-staged");
    /* Every end is joined with the entry that it names, and entries are never deleted. */
    if (database_run(staging->context.database, &FOREIGN_KEYS, 0) != 0)
        return -1;
    done = put_in_transaction(staging, shared, result);
    if (done != 0 || staging->trial)
        database_rollback(staging->context.database);
    if (database_run(staging->context.database, &FOREIGN_KEYS, 1) != 0)
        return -1;
    result->shrinks = staging->shrinks;
    result->shrink_count = staging->shrink_count;
    if (staging->trial)
        result->import_id = 0;
    if (done != 0 || staging->trial)
        return done;
    if (staging_sweep(staging) != 0)
        log_warning("what an import staged is left for the next one to sweep");
    return 0;
}
