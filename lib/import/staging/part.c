/* Which parts are whole, how an interrupted import is taken up, and what is swept away.
 *
 * An import goes on only with a source of the same fingerprint, whose rows are thus the same and
 * in the same order; its parts that were whole are read again only to be judged, not written
 * (`found`). What was staged of a part that was not whole is dropped: which of its rows are there
 * is not known, and staging it anew is quicker than finding out.
 *
 * A lock of the server, held by the connection, keeps a second import out, also one of another
 * game: the tables that staged rows wait in are all games', and are emptied as a whole (TRUNCATE)
 * whenever nobody's wait there, which two that begin and end as they like could not agree on. If the connection is
 * lost, so is the lock; the handle is held (database_hold), so that nothing goes on over a new
 * connection without it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/text/text.h"
#include "import/staging/internal.h"

#define SOURCE_MAX 200
#define LOCK_PATIENCE 5 /* seconds for which a lock is waited for */
#define SWEPT_AT_ONCE 20000
#define PATIENCE 7200 /* seconds that a statement may take */

STATEMENT(STAGING_LOCK, PARAMETERS(number(seconds)), COLUMNS(flag(locked)),
          "SELECT COALESCE(GET_LOCK('lorehall.lore.import', ?), 0)");
STATEMENT(STAGING_UNLOCK, PARAMETERS(), COLUMNS(flag(unlocked)),
          "SELECT COALESCE(RELEASE_LOCK('lorehall.lore.import'), 0)");
STATEMENT(IMPORT_WAITING, PARAMETERS(id(game), text(fingerprint)), COLUMNS(id(id), text(parts)),
          "SELECT id, parts FROM lore_import WHERE game_id = ? AND fingerprint = ?"
          " AND finished IS NULL ORDER BY id DESC LIMIT 1");
STATEMENT(IMPORT_ADD,
          PARAMETERS(id(game), text(source), text(fingerprint), number(sample), instant(started)),
          COLUMNS(),
          "INSERT INTO lore_import (game_id, source, fingerprint, sample, started, parts, counts)"
          " VALUES (?, ?, ?, ?, ?, '', '')");
STATEMENT(IMPORTED_BEFORE, PARAMETERS(id(game)), COLUMNS(flag(any)),
          "SELECT EXISTS (SELECT 1 FROM lore_import WHERE game_id = ? AND NOT sample"
          " AND finished IS NOT NULL)");
/* Of one game's imports one goes on at most. */
STATEMENT(IMPORTS_GIVE_UP, PARAMETERS(id(game), id(kept)), COLUMNS(),
          "DELETE FROM lore_import WHERE game_id = ? AND finished IS NULL AND id <> ?");
STATEMENT(IMPORT_FORGET, PARAMETERS(id(import)), COLUMNS(), "DELETE FROM lore_import WHERE id = ?");
STATEMENT(IMPORT_PARTS, PARAMETERS(text(parts), id(import)), COLUMNS(),
          "UPDATE lore_import SET parts = ? WHERE id = ?");

STATEMENT(IMPORTS_WAITING, PARAMETERS(), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM lore_import WHERE finished IS NULL");
SIGNATURE(empty, PARAMETERS(), COLUMNS());
STATEMENT_OF(empty, EMPTY_ENTRIES, "TRUNCATE TABLE staged_entry");
STATEMENT_OF(empty, EMPTY_RELATIONS, "TRUNCATE TABLE staged_relation");
STATEMENT_OF(empty, EMPTY_PLACES, "TRUNCATE TABLE staged_place");
STATEMENT_OF(empty, EMPTY_REFUSED, "TRUNCATE TABLE staged_refusal");
STATEMENT_OF(empty, EMPTY_TOUCH, "TRUNCATE TABLE staged_touch");
STATEMENT_OF(empty, EMPTY_CHANGE, "TRUNCATE TABLE staged_change");
SIGNATURE(sweep, PARAMETERS(number(limit)), COLUMNS());
STATEMENT_OF(sweep, SWEEP_ENTRIES,
             "DELETE FROM staged_entry WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");
STATEMENT_OF(sweep, SWEEP_RELATIONS,
             "DELETE FROM staged_relation WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");
STATEMENT_OF(sweep, SWEEP_PLACES,
             "DELETE FROM staged_place WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");
STATEMENT_OF(sweep, SWEEP_REFUSED,
             "DELETE FROM staged_refusal WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");
STATEMENT_OF(sweep, SWEEP_TOUCH,
             "DELETE FROM staged_touch WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");
STATEMENT_OF(sweep, SWEEP_CHANGE,
             "DELETE FROM staged_change WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");

SIGNATURE(half, PARAMETERS(id(import), text(part), number(limit)), COLUMNS());
STATEMENT_OF(half, HALF_ENTRIES,
             "DELETE FROM staged_entry WHERE import_id = ? AND kind = ? LIMIT ?");
STATEMENT_OF(half, HALF_RELATIONS,
             "DELETE FROM staged_relation WHERE import_id = ? AND relation = ? LIMIT ?");
STATEMENT(HALF_PLACES, PARAMETERS(id(import), number(limit)), COLUMNS(),
          "DELETE FROM staged_place WHERE import_id = ? LIMIT ?");
STATEMENT_SET(staging_part_statements, &STAGING_LOCK, &STAGING_UNLOCK, &IMPORT_WAITING, &IMPORT_ADD,
              &IMPORTED_BEFORE, &IMPORTS_GIVE_UP, &IMPORT_FORGET, &IMPORT_PARTS, &IMPORTS_WAITING,
              &EMPTY_ENTRIES, &EMPTY_RELATIONS, &EMPTY_PLACES, &EMPTY_REFUSED, &EMPTY_TOUCH,
              &EMPTY_CHANGE, &SWEEP_ENTRIES, &SWEEP_RELATIONS, &SWEEP_PLACES, &SWEEP_REFUSED,
              &SWEEP_TOUCH, &SWEEP_CHANGE, &HALF_ENTRIES, &HALF_RELATIONS, &HALF_PLACES);

/* ---- parts ---- */

/* The part with this name; NULL when the game has none. */
static struct staging_part *staging_part_named(struct staging *staging, const char *name)
{
    const struct kind *kind = game_kind(staging->context.game, name);
    const struct relation *relation = game_relation(staging->context.game, name);

    if (kind != NULL)
        return &staging->kinds[kind->index];
    if (relation != NULL)
        return &staging->kind_relations[relation->index];
    return text_starts(name, STAGING_PLACES) ? &staging->place_part : NULL;
}

struct unknown_fields *staging_unknown(struct staging *staging, const struct kind *kind)
{
    struct unknown_fields *unknown = &staging->kinds[kind->index].unknown;

    if (unknown->fields == NULL)
        unknown->fields = arena_alloc(staging->keep, (kind->field_count + 1) * sizeof(bool));
    return unknown;
}

struct unknown_fields *staging_unknown_relation(struct staging *staging,
                                                const struct relation *relation)
{
    struct unknown_fields *unknown = &staging->kind_relations[relation->index].unknown;

    if (unknown->fields == NULL)
        unknown->fields = arena_alloc(staging->keep, (relation->field_count + 1) * sizeof(bool));
    return unknown;
}

void staging_places_of(struct staging *staging, const struct kind *kind)
{
    if (staging->placed_kinds == NULL)
        staging->placed_kinds =
            arena_alloc(staging->keep, (staging->context.game->kind_count + 1) * sizeof(bool));
    staging->placed_kinds[kind->index] = true;
}

bool staging_takes(const struct staging *staging, const struct staging_part *part)
{
    return !staging->partial || part->begun;
}

bool staging_has(const struct staging *staging, const char *part)
{
    /* What it gives is only read. */
    const struct staging_part *known =
        staging_part_named((struct staging *)(uintptr_t)staging, part);

    return known != NULL && known->found;
}

static void put_whole_part(struct buffer *text, const char *name, const struct staging_part *part)
{
    if (part->whole)
        buffer_format(text, "%s%s=%" PRIu64 "/%" PRIu64, text->length > 0 ? "," : "", name,
                      part->counts.read, part->counts.rejected);
}

/* What is whole, with its counts: "npc=1200/3,drops=40000/0". */
static const char *parts_text(struct staging *staging)
{
    struct buffer text = buffer_open(staging->context.arena, 256);

    buffer_text(&text, "");
    for (size_t i = 0; i < staging->context.game->kind_count; i++)
        put_whole_part(&text, staging->context.game->kinds[i].name, &staging->kinds[i]);
    for (size_t i = 0; i < staging->context.game->relation_count; i++)
        put_whole_part(&text, staging->context.game->relations[i].name,
                       &staging->kind_relations[i]);
    return text.data;
}

static void load_part(struct staging *staging, char *text)
{
    char *counts = strchr(text, '='), *rejected = strchr(text, '/');
    struct staging_part *part;

    if (counts == NULL || rejected == NULL)
        return;
    *counts++ = *rejected++ = '\0';
    part = staging_part_named(staging, text);
    if (part == NULL || !text_u64(counts, &part->counts.read) ||
        !text_u64(rejected, &part->counts.rejected))
        return;
    part->begun = part->whole = part->found = true;
}

static void load_parts(struct staging *staging, const char *text)
{
    char *rest = arena_string(staging->context.arena, text), *one;

    while ((one = strsep(&rest, ",")) != NULL)
        load_part(staging, one);
}

/* All batches first, then the note: whoever resumes an import that died in between finds rows of a
 * part that is not whole, and drops them. Places, which several parts of a mapping may make, are
 * never noted and always staged anew. */
int staging_part(struct staging *staging, const char *name)
{
    struct staging_part *part = staging_part_named(staging, name);

    if (part == NULL)
        return -1;
    part->begun = true;
    if (staging->dry != NULL)
        return 0;
    if (staging_flush(staging) != 0)
        return -1;
    arena_reset(staging->context.arena);
    part->whole = part != &staging->place_part;
    if (database_run(staging->context.database, &IMPORT_PARTS, parts_text(staging),
                     staging->import_id) != 0)
        return -1;
    fault_point("import-part");
    return 0;
}

void staging_left_out(struct staging *staging, const char *name, uint64_t count)
{
    struct staging_part *part = staging_part_named(staging, name);

    if (part == NULL)
        return;
    part->counts.read += count;
    part->counts.rejected += count;
}

/* ---- dropping ---- */

/* What was staged, and how it is dropped. */
static const struct {
    const struct empty_statement *empty;
    const struct sweep_statement *sweep;
} staged[] = {
    {&EMPTY_ENTRIES, &SWEEP_ENTRIES}, {&EMPTY_RELATIONS, &SWEEP_RELATIONS},
    {&EMPTY_PLACES, &SWEEP_PLACES},   {&EMPTY_REFUSED, &SWEEP_REFUSED},
    {&EMPTY_TOUCH, &SWEEP_TOUCH},     {&EMPTY_CHANGE, &SWEEP_CHANGE},
};
#define STAGED_TABLES (sizeof staged / sizeof staged[0])

/* Where no import waits to go on, nothing of what was staged is needed. TRUNCATE takes no time
 * whatever lies there, where deleting row by row writes each into the log; but it needs DROP on
 * these tables, which an account may lack. Others that stage something wait for the lock. 0,
 * above 0 when this account may not, or -1. */
static int empty_all(struct staging *staging)
{
    for (size_t i = 0; i < STAGED_TABLES; i++)
        if (database_run(staging->context.database, staged[i].empty) != 0)
            return database_failure(staging->context.database) == DATABASE_REFUSED ? 1 : -1;
    return 0;
}

/* Drops row by row what belongs to no import that waits. 0 or -1. Some thousand at a time: one
 * transaction over millions of rows would hold its locks and its undo for minutes. */
static int sweep_all(struct staging *staging)
{
    for (size_t i = 0; i < STAGED_TABLES; i++)
        do
            if (database_run(staging->context.database, staged[i].sweep, SWEPT_AT_ONCE) != 0)
                return -1;
        while (database_changed(staging->context.database) == SWEPT_AT_ONCE);
    return 0;
}

int staging_sweep(struct staging *staging)
{
    const struct IMPORTS_WAITING_row *waiting =
        database_row(staging->context.database, staging->context.arena, &IMPORTS_WAITING);
    int left = 1;

    if (waiting == NULL)
        return -1;
    if (waiting->count == 0)
        left = empty_all(staging);
    return left > 0 ? sweep_all(staging) : left;
}

/* Forgets this import, which nobody goes on with, and drops what it staged. 0 or -1. */
static int staging_forget(struct staging *staging)
{
    return database_run(staging->context.database, &IMPORT_FORGET, staging->import_id) == 0
               ? staging_sweep(staging)
               : -1;
}

/* Drops what was staged of a part that is not whole. */
static int drop_half(struct staging *staging, const struct half_statement *statement,
                     const struct staging_part *part, const char *name)
{
    if (part->whole)
        return 0;
    do
        if (database_run(staging->context.database, statement, staging->import_id, name,
                         SWEPT_AT_ONCE) != 0)
            return -1;
    while (database_changed(staging->context.database) == SWEPT_AT_ONCE);
    return 0;
}

/* Places may come in several parts, so they are all staged anew. */
static int drop_half_places(struct staging *staging)
{
    do
        if (database_run(staging->context.database, &HALF_PLACES, staging->import_id,
                         SWEPT_AT_ONCE) != 0)
            return -1;
    while (database_changed(staging->context.database) == SWEPT_AT_ONCE);
    return 0;
}

static int drop_halves(struct staging *staging)
{
    for (size_t i = 0; i < staging->context.game->kind_count; i++)
        if (drop_half(staging, &HALF_ENTRIES, &staging->kinds[i],
                      staging->context.game->kinds[i].name) != 0)
            return -1;
    for (size_t i = 0; i < staging->context.game->relation_count; i++)
        if (drop_half(staging, &HALF_RELATIONS, &staging->kind_relations[i],
                      staging->context.game->relations[i].name) != 0)
            return -1;
    return drop_half_places(staging);
}

/* ---- opening and closing ---- */

/* One whose command was killed holds the lock until the server has ended its last statement and
 * taken that back. */
static int lock_imports(struct staging *staging)
{
    const struct STAGING_LOCK_row *row = database_row(staging->context.database,
                                                      staging->context.arena, &STAGING_LOCK,
                                                      LOCK_PATIENCE);

    if (row == NULL)
        return -1;
    if (row->locked) {
        /* Who has lost the connection has lost the lock. */
        database_hold(staging->context.database, true);
        return 0;
    }
    log_error("another import is running, of this game or another (one goes on at a time), also "
              "after %d seconds of waiting; or it was killed and is still ending, which takes as "
              "long as the database needs to take back its last statement, mostly seconds, minutes "
              "for millions of rows: try again then",
              LOCK_PATIENCE);
    return -1;
}

/* Finds the interrupted import that goes on. 0, also where there is none, or -1. */
static int find_waiting(struct staging *staging, const struct staging_options *options)
{
    struct IMPORT_WAITING_rows *rows;
    const struct IMPORT_WAITING_row *row;

    if (options->fingerprint == NULL)
        return 0;
    rows = database_query(staging->context.database, staging->context.arena, &IMPORT_WAITING,
                          staging->context.number, options->fingerprint);
    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row != NULL) {
        staging->import_id = row->id;
        load_parts(staging, row->parts);
    }
    return 0;
}

static int begin_import(struct staging *staging, const struct staging_options *options)
{
    const char *fingerprint = options->fingerprint != NULL ? options->fingerprint : "";

    if (database_run(staging->context.database, &IMPORT_ADD, staging->context.number,
                     text_cut(staging->context.arena, options->source, SOURCE_MAX - 1), fingerprint,
                     options->sample, clock_now()) != 0)
        return -1;
    staging->import_id = database_made_id(staging->context.database);
    return 0;
}

static int begin_staging(struct staging *staging, const struct staging_options *options)
{
    if (lock_imports(staging) != 0 || find_waiting(staging, options) != 0)
        return -1;
    if (database_run(staging->context.database, &IMPORTS_GIVE_UP, staging->context.number,
                     staging->import_id) != 0)
        return -1;
    if (staging_sweep(staging) != 0)
        return -1;
    if ((staging->import_id != 0 ? drop_halves(staging) : begin_import(staging, options)) != 0)
        return -1;
    staging_batches(staging);
    return 0;
}

/* Samples are there to be replaced: nothing that could be missed is lost with them. 0 or -1. */
static int find_allowed(struct staging *staging, const struct staging_options *options)
{
    const struct IMPORTED_BEFORE_row *row = database_row(staging->context.database,
                                                         staging->context.arena, &IMPORTED_BEFORE,
                                                         staging->context.number);

    if (row == NULL)
        return -1;
    staging->allow_shrink = options->allow_shrink || !row->any;
    return 0;
}

struct staging *staging_open(const struct game_context *context,
                             const struct staging_options *options)
{
    const struct game *game = context->game;
    struct arena *keep = arena_open(65536);
    struct staging *staging = arena_alloc(keep, sizeof *staging);

    *staging = (struct staging){
        .context = {context->database, arena_open(65536), game, context->number},
        .partial = options->partial,
        .trial = options->trial,
        .dry = options->dry ? dry_run_open() : NULL,
        .rejected = options->rejected,
        .rejected_context = options->context,
        .scratch = arena_open(65536),
        .keep = keep,
        .seen = key_set_open(),
        .kinds = arena_alloc(keep, (game->kind_count + 1) * sizeof(struct staging_part)),
        .kind_relations =
            arena_alloc(keep, (game->relation_count + 1) * sizeof(struct staging_part)),
    };
    if (find_allowed(staging, options) == 0) {
        if (staging->dry != NULL)
            return staging;
        /* Millions of rows are put in place by one statement. */
        database_patience(context->database, PATIENCE);
        if (begin_staging(staging, options) == 0)
            return staging;
    }
    staging_close(staging);
    return NULL;
}

void staging_close(struct staging *staging)
{
    if (staging == NULL)
        return;
    if (staging->dry == NULL) {
        staging_wait(staging);
        if (staging->trial && staging->import_id != 0 && staging_forget(staging) != 0)
            log_warning("what a trial staged is left for the next import to sweep");
        database_query(staging->context.database, staging->context.arena, &STAGING_UNLOCK);
        database_hold(staging->context.database, false);
    }
    staging_batches_close(staging);
    arena_close(staging->context.arena);
    arena_close(staging->scratch);
    key_set_close(staging->seen);
    dry_run_close(staging->dry);
    arena_close(staging->keep);
}
