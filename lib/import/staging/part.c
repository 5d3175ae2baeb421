#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/text.h"
#include "import/staging/internal.h"

#define SOURCE_MOST 200
#define SWEPT_AT_ONCE 20000
#define PATIENCE 7200 /* seconds that a statement may take */

STATEMENT(INGEST_LOCK, PARAMETERS(), COLUMNS(flag(locked)),
          "SELECT COALESCE(GET_LOCK('lorehall.lore.import', 0), 0)");
STATEMENT(INGEST_UNLOCK, PARAMETERS(), COLUMNS(flag(unlocked)),
          "SELECT COALESCE(RELEASE_LOCK('lorehall.lore.import'), 0)");
STATEMENT(IMPORT_WAITING, PARAMETERS(id(game), text(fingerprint)), COLUMNS(id(id), text(parts)),
          "SELECT id, parts FROM lore_import WHERE game_id = ? AND fingerprint = ?"
          " AND finished IS NULL ORDER BY id DESC LIMIT 1");
STATEMENT(IMPORT_ADD, PARAMETERS(id(game), text(source), text(fingerprint), instant(started)),
          COLUMNS(),
          "INSERT INTO lore_import (game_id, source, fingerprint, started, parts, counts)"
          " VALUES (?, ?, ?, ?, '', '')");
/* Of one game's imports one goes on at most. */
STATEMENT(IMPORTS_GIVE_UP, PARAMETERS(id(game), id(kept)), COLUMNS(),
          "DELETE FROM lore_import WHERE game_id = ? AND finished IS NULL AND id <> ?");
STATEMENT(IMPORT_PARTS, PARAMETERS(text(parts), id(import)), COLUMNS(),
          "UPDATE lore_import SET parts = ? WHERE id = ?");

STATEMENT(IMPORTS_WAITING, PARAMETERS(), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM lore_import WHERE finished IS NULL");
SHAPE(empty, PARAMETERS(), COLUMNS());
STATEMENT_OF(empty, EMPTY_ENTRIES, "TRUNCATE TABLE laid_entry");
STATEMENT_OF(empty, EMPTY_RELATIONS, "TRUNCATE TABLE laid_relation");
STATEMENT_OF(empty, EMPTY_PLACES, "TRUNCATE TABLE laid_place");
STATEMENT_OF(empty, EMPTY_REFUSED, "TRUNCATE TABLE laid_refused");
STATEMENT_OF(empty, EMPTY_TOUCH, "TRUNCATE TABLE laid_touch");
STATEMENT_OF(empty, EMPTY_CHANGE, "TRUNCATE TABLE laid_change");
SHAPE(sweep, PARAMETERS(number(limit)), COLUMNS());
STATEMENT_OF(sweep, SWEEP_ENTRIES,
             "DELETE FROM laid_entry WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");
STATEMENT_OF(sweep, SWEEP_RELATIONS,
             "DELETE FROM laid_relation WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");
STATEMENT_OF(sweep, SWEEP_PLACES,
             "DELETE FROM laid_place WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");
STATEMENT_OF(sweep, SWEEP_REFUSED,
             "DELETE FROM laid_refused WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");
STATEMENT_OF(sweep, SWEEP_TOUCH,
             "DELETE FROM laid_touch WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");
STATEMENT_OF(sweep, SWEEP_CHANGE,
             "DELETE FROM laid_change WHERE import_id NOT IN"
             " (SELECT id FROM lore_import WHERE finished IS NULL) LIMIT ?");

SHAPE(half, PARAMETERS(id(import), text(part), number(limit)), COLUMNS());
STATEMENT_OF(half, HALF_ENTRIES, "DELETE FROM laid_entry WHERE import_id = ? AND kind = ? LIMIT ?");
STATEMENT_OF(half, HALF_RELATIONS,
             "DELETE FROM laid_relation WHERE import_id = ? AND relation = ? LIMIT ?");
STATEMENT(HALF_PLACES, PARAMETERS(id(import), number(limit)), COLUMNS(),
          "DELETE FROM laid_place WHERE import_id = ? LIMIT ?");
STATEMENT_SET(ingest_part_statements, &INGEST_LOCK, &INGEST_UNLOCK, &IMPORT_WAITING, &IMPORT_ADD,
              &IMPORTS_GIVE_UP, &IMPORT_PARTS, &IMPORTS_WAITING, &EMPTY_ENTRIES, &EMPTY_RELATIONS,
              &EMPTY_PLACES, &EMPTY_REFUSED, &EMPTY_TOUCH, &EMPTY_CHANGE, &SWEEP_ENTRIES,
              &SWEEP_RELATIONS, &SWEEP_PLACES, &SWEEP_REFUSED, &SWEEP_TOUCH, &SWEEP_CHANGE,
              &HALF_ENTRIES, &HALF_RELATIONS, &HALF_PLACES);

/* ---- parts ---- */

struct part *ingest_part_named(struct ingest *ingest, const char *name)
{
    const struct kind *kind = game_kind(ingest->game, name);
    const struct relation *relation = game_relation(ingest->game, name);

    if (kind != NULL)
        return &ingest->kinds[kind->index];
    if (relation != NULL)
        return &ingest->kind_relations[relation->index];
    return text_starts(name, INGEST_PLACES) ? &ingest->place_part : NULL;
}

struct untold *ingest_untold(struct ingest *ingest, const struct kind *kind)
{
    struct untold *untold = &ingest->kinds[kind->index].untold;

    if (untold->fields == NULL)
        untold->fields = arena_alloc(ingest->keep, (kind->field_count + 1) * sizeof(bool));
    return untold;
}

struct untold *ingest_untold_relation(struct ingest *ingest, const struct relation *relation)
{
    struct untold *untold = &ingest->kind_relations[relation->index].untold;

    if (untold->fields == NULL)
        untold->fields = arena_alloc(ingest->keep, (relation->field_count + 1) * sizeof(bool));
    return untold;
}

void ingest_places_of(struct ingest *ingest, const struct kind *kind)
{
    if (ingest->placed_kinds == NULL)
        ingest->placed_kinds =
            arena_alloc(ingest->keep, (ingest->game->kind_count + 1) * sizeof(bool));
    ingest->placed_kinds[kind->index] = true;
}

bool ingest_takes(const struct ingest *ingest, const struct part *part)
{
    return !ingest->partial || part->begun;
}

bool ingest_has(const struct ingest *ingest, const char *part)
{
    /* What it gives is only read. */
    const struct part *known = ingest_part_named((struct ingest *)(uintptr_t)ingest, part);

    return known != NULL && known->found;
}

static void add_part(struct buffer *text, const char *name, const struct part *part)
{
    if (part->whole)
        buffer_format(text, "%s%s=%" PRIu64 "/%" PRIu64, text->length > 0 ? "," : "", name,
                      part->counts.read, part->counts.rejected);
}

/* What is whole, with its counts: "npc=1200/3,drops=40000/0". */
static const char *parts_text(struct ingest *ingest)
{
    struct buffer text = buffer_open(ingest->arena, 256);

    buffer_text(&text, "");
    for (size_t i = 0; i < ingest->game->kind_count; i++)
        add_part(&text, ingest->game->kinds[i].name, &ingest->kinds[i]);
    for (size_t i = 0; i < ingest->game->relation_count; i++)
        add_part(&text, ingest->game->relations[i].name, &ingest->kind_relations[i]);
    return text.data;
}

static void take_part(struct ingest *ingest, char *text)
{
    char *counts = strchr(text, '='), *rejected = strchr(text, '/');
    struct part *part;

    if (counts == NULL || rejected == NULL)
        return;
    *counts++ = *rejected++ = '\0';
    part = ingest_part_named(ingest, text);
    if (part == NULL || !text_u64(counts, &part->counts.read) ||
        !text_u64(rejected, &part->counts.rejected))
        return;
    part->begun = part->whole = part->found = true;
}

static void take_parts(struct ingest *ingest, const char *text)
{
    char *rest = arena_string(ingest->arena, text), *one;

    while ((one = strsep(&rest, ",")) != NULL)
        take_part(ingest, one);
}

int ingest_part(struct ingest *ingest, const char *name)
{
    struct part *part = ingest_part_named(ingest, name);

    if (part == NULL)
        return -1;
    part->begun = true;
    if (ingest->dry != NULL)
        return 0;
    if (ingest_flush(ingest) != 0)
        return -1;
    arena_reset(ingest->arena);
    part->whole = part != &ingest->place_part;
    if (database_run(ingest->database, &IMPORT_PARTS, parts_text(ingest), ingest->import_id) != 0)
        return -1;
    fault_point("import-part");
    return 0;
}

void ingest_left_out(struct ingest *ingest, const char *name, uint64_t count)
{
    struct part *part = ingest_part_named(ingest, name);

    if (part == NULL)
        return;
    part->counts.read += count;
    part->counts.rejected += count;
}

/* ---- dropping ---- */

/* What was laid down, and how it is dropped. */
static const struct {
    const struct empty_statement *empty;
    const struct sweep_statement *sweep;
} laid[] = {
    {&EMPTY_ENTRIES, &SWEEP_ENTRIES}, {&EMPTY_RELATIONS, &SWEEP_RELATIONS},
    {&EMPTY_PLACES, &SWEEP_PLACES},   {&EMPTY_REFUSED, &SWEEP_REFUSED},
    {&EMPTY_TOUCH, &SWEEP_TOUCH},     {&EMPTY_CHANGE, &SWEEP_CHANGE},
};
#define LAID (sizeof laid / sizeof laid[0])

/* Where no import waits to go on, nothing of what was laid down is needed. Others that lay something
 * down wait for the lock. 0, above 0 when this account may not (it lacks DROP), or -1. */
static int empty_all(struct ingest *ingest)
{
    for (size_t i = 0; i < LAID; i++)
        if (database_run(ingest->database, laid[i].empty) != 0)
            return database_failure(ingest->database) == DATABASE_REFUSED ? 1 : -1;
    return 0;
}

/* Drops row by row what belongs to no import that waits. 0 or -1. */
static int sweep_all(struct ingest *ingest)
{
    for (size_t i = 0; i < LAID; i++)
        do
            if (database_run(ingest->database, laid[i].sweep, SWEPT_AT_ONCE) != 0)
                return -1;
        while (database_changed(ingest->database) == SWEPT_AT_ONCE);
    return 0;
}

int ingest_sweep(struct ingest *ingest)
{
    const struct IMPORTS_WAITING_row *waiting =
        database_row(ingest->database, ingest->arena, &IMPORTS_WAITING);
    int left = 1;

    if (waiting == NULL)
        return -1;
    if (waiting->count == 0)
        left = empty_all(ingest);
    return left > 0 ? sweep_all(ingest) : left;
}

/* Drops what was laid down of a part that is not whole. */
static int drop_half(struct ingest *ingest, const struct half_statement *statement,
                     const struct part *part, const char *name)
{
    if (part->whole)
        return 0;
    do
        if (database_run(ingest->database, statement, ingest->import_id, name, SWEPT_AT_ONCE) != 0)
            return -1;
    while (database_changed(ingest->database) == SWEPT_AT_ONCE);
    return 0;
}

/* Places may come in several parts, so they are all laid down anew. */
static int drop_half_places(struct ingest *ingest)
{
    do
        if (database_run(ingest->database, &HALF_PLACES, ingest->import_id, SWEPT_AT_ONCE) != 0)
            return -1;
    while (database_changed(ingest->database) == SWEPT_AT_ONCE);
    return 0;
}

static int drop_halves(struct ingest *ingest)
{
    for (size_t i = 0; i < ingest->game->kind_count; i++)
        if (drop_half(ingest, &HALF_ENTRIES, &ingest->kinds[i], ingest->game->kinds[i].name) != 0)
            return -1;
    for (size_t i = 0; i < ingest->game->relation_count; i++)
        if (drop_half(ingest, &HALF_RELATIONS, &ingest->kind_relations[i],
                      ingest->game->relations[i].name) != 0)
            return -1;
    return drop_half_places(ingest);
}

/* ---- opening and closing ---- */

static int lock(struct ingest *ingest)
{
    const struct INGEST_LOCK_row *row = database_row(ingest->database, ingest->arena, &INGEST_LOCK);

    if (row == NULL)
        return -1;
    if (row->locked) {
        /* Who has lost the connection has lost the lock. */
        database_hold(ingest->database, true);
        return 0;
    }
    log_error("another import is running; try again when it has ended");
    return -1;
}

/* Finds the interrupted import that goes on. 0, also where there is none, or -1. */
static int find_waiting(struct ingest *ingest, const struct ingest_options *options)
{
    struct IMPORT_WAITING_rows *rows;
    const struct IMPORT_WAITING_row *row;

    if (options->fingerprint == NULL)
        return 0;
    rows = database_query(ingest->database, ingest->arena, &IMPORT_WAITING, ingest->game_number,
                          options->fingerprint);
    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row != NULL) {
        ingest->import_id = row->id;
        take_parts(ingest, row->parts);
    }
    return 0;
}

static int begin_import(struct ingest *ingest, const struct ingest_options *options)
{
    const char *fingerprint = options->fingerprint != NULL ? options->fingerprint : "";

    if (database_run(ingest->database, &IMPORT_ADD, ingest->game_number,
                     text_cut(ingest->arena, options->source, SOURCE_MOST - 1), fingerprint,
                     clock_now()) != 0)
        return -1;
    ingest->import_id = database_made_id(ingest->database);
    return 0;
}

static int begin(struct ingest *ingest, const struct ingest_options *options)
{
    if (lock(ingest) != 0 || find_waiting(ingest, options) != 0)
        return -1;
    if (database_run(ingest->database, &IMPORTS_GIVE_UP, ingest->game_number, ingest->import_id) !=
        0)
        return -1;
    if (ingest_sweep(ingest) != 0)
        return -1;
    if ((ingest->import_id != 0 ? drop_halves(ingest) : begin_import(ingest, options)) != 0)
        return -1;
    ingest_batches(ingest);
    return 0;
}

struct ingest *ingest_open(struct database *database, const struct game *game, uint64_t game_number,
                           const struct ingest_options *options)
{
    struct arena *keep = arena_open(65536);
    struct ingest *ingest = arena_alloc(keep, sizeof *ingest);

    *ingest = (struct ingest){
        .database = database,
        .game = game,
        .game_number = game_number,
        .partial = options->partial,
        .allow_shrink = options->allow_shrink,
        .dry = options->dry ? dry_open() : NULL,
        .rejected = options->rejected,
        .context = options->context,
        .arena = arena_open(65536),
        .scratch = arena_open(65536),
        .keep = keep,
        .seen = seen_open(),
        .kinds = arena_alloc(keep, (game->kind_count + 1) * sizeof(struct part)),
        .kind_relations = arena_alloc(keep, (game->relation_count + 1) * sizeof(struct part)),
    };
    if (ingest->dry != NULL)
        return ingest;
    /* Millions of rows are put in place by one statement. */
    database_patience(database, PATIENCE);
    if (begin(ingest, options) == 0)
        return ingest;
    ingest_close(ingest);
    return NULL;
}

void ingest_close(struct ingest *ingest)
{
    if (ingest == NULL)
        return;
    if (ingest->dry == NULL) {
        ingest_wait(ingest);
        database_query(ingest->database, ingest->arena, &INGEST_UNLOCK);
        database_hold(ingest->database, false);
    }
    ingest_batches_close(ingest);
    arena_close(ingest->arena);
    arena_close(ingest->scratch);
    seen_close(ingest->seen);
    dry_close(ingest->dry);
    arena_close(ingest->keep);
}
