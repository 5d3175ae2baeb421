/* The end of an import: all of it is put in place in one transaction. */
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
STATEMENT_SET(ingest_finish_statements, &FOREIGN_KEYS, &IMPORT_FINISHED);

static void add_counts(struct ingest_counts *sum, const struct ingest_counts *one)
{
    sum->read += one->read;
    sum->added += one->added;
    sum->changed += one->changed;
    sum->unchanged += one->unchanged;
    sum->vanished += one->vanished;
    sum->returned += one->returned;
    sum->rejected += one->rejected;
}

static void fill_result(struct ingest *ingest, uint64_t merged, struct ingest_result *result)
{
    const struct game *game = ingest->game;

    result->import_id = ingest->import_id;
    for (size_t i = 0; i < game->kind_count; i++) {
        result->kinds[i] = ingest->kinds[i].counts;
        add_counts(&result->entries, &ingest->kinds[i].counts);
    }
    for (size_t i = 0; i < game->relation_count; i++) {
        result->kind_relations[i] = ingest->kind_relations[i].counts;
        add_counts(&result->relations, &ingest->kind_relations[i].counts);
    }
    result->entries.read += ingest->unreadable;
    result->entries.rejected += ingest->unreadable;
    result->places = ingest->place_part.counts;
    result->revisions = result->entries.added + result->entries.vanished + merged;
}

static void put_counts(struct json_writer *json, const char *name,
                       const struct ingest_counts *counts)
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
static const char *counts_text(struct ingest *ingest, const struct ingest_result *result)
{
    const struct game *game = ingest->game;
    struct json_writer json = json_writer_open(ingest->keep, 4096);

    json_begin_object(&json);
    put_counts(&json, "entries", &result->entries);
    put_counts(&json, "places", &result->places);
    json_member_object(&json, "kinds");
    for (size_t i = 0; i < game->kind_count; i++)
        put_counts(&json, game->kinds[i].name, &result->kinds[i]);
    json_end_object(&json);
    json_member_object(&json, "relations");
    for (size_t i = 0; i < game->relation_count; i++)
        put_counts(&json, game->relations[i].name, &result->kind_relations[i]);
    json_end_object(&json);
    json_end_object(&json);
    return json_written(&json);
}

/* The order matters: what relates is judged when it is known which entries there are; what would shrink,
 * before thousands of revisions are written; a revision, while the old relations still stand. */
static int put_in_place(struct ingest *ingest, struct ingest_result *result)
{
    uint64_t merged;
    int done = ingest_shrinks_begin(ingest);

    if (done == 0)
        done = ingest_entries_place(ingest);
    if (done != 0)
        return done;
    if (ingest_relations_compare(ingest) != 0 || ingest_places_place(ingest) != 0)
        return -1;
    done = ingest_shrinks_judge(ingest);
    if (done != 0)
        return done;
    if (ingest_merge(ingest, &merged) != 0)
        return -1;
    fault_point("import-halfway");
    if (ingest_relations_place(ingest) != 0 || ingest_entries_end(ingest) != 0)
        return -1;
    fill_result(ingest, merged, result);
    return database_run(ingest->database, &IMPORT_FINISHED, clock_now(),
                        counts_text(ingest, result), ingest->import_id);
}

static int put_in_transaction(struct ingest *ingest, struct shared *shared,
                              struct ingest_result *result)
{
    struct journal_entry entry = {.kind = JOURNAL_LORE, .game_id = ingest->game_number};
    int done;

    if (database_begin(ingest->database) != 0)
        return -1;
    if (journal_append(ingest->database, &entry) != 0)
        return -1;
    ingest->journal_id = entry.id;
    ingest->now = clock_now();
    done = put_in_place(ingest, result);
    if (done != 0)
        return done;
    fault_point("import-before-commit");
    return journal_commit(ingest->database, shared, &entry, 1);
}

/* A result with room for all parts. */
static void begin_result(struct ingest *ingest, struct ingest_result *result)
{
    const struct game *game = ingest->game;

    *result = (struct ingest_result){
        .kinds = arena_alloc(ingest->keep, (game->kind_count + 1) * sizeof *result->kinds),
        .kind_relations =
            arena_alloc(ingest->keep, (game->relation_count + 1) * sizeof *result->kind_relations),
    };
}

int ingest_judged(struct ingest *ingest, struct ingest_result *result)
{
    dry_judge(ingest);
    begin_result(ingest, result);
    fill_result(ingest, 0, result);
    if (ingest_shrinks_dry(ingest) != 0)
        return -1;
    result->shrinks = ingest->shrinks;
    result->shrink_count = ingest->shrink_count;
    return 0;
}

int ingest_finish(struct ingest *ingest, struct shared *shared, struct ingest_result *result)
{
    int done;

    begin_result(ingest, result);
    if (ingest_flush(ingest) != 0)
        return -1;
    fault_point("import-laid");
    /* Every end is joined with the entry that it names, and entries are never deleted. */
    if (database_run(ingest->database, &FOREIGN_KEYS, 0) != 0)
        return -1;
    done = put_in_transaction(ingest, shared, result);
    if (done != 0)
        database_rollback(ingest->database);
    if (database_run(ingest->database, &FOREIGN_KEYS, 1) != 0)
        return -1;
    result->shrinks = ingest->shrinks;
    result->shrink_count = ingest->shrink_count;
    if (done != 0)
        return done;
    if (ingest_sweep(ingest) != 0)
        log_warning("what an import laid down is left for the next one to sweep");
    return 0;
}
