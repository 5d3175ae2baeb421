/* What a catalogue reads of the database: all of a game's entries for a snapshot, or what changed
 * since.
 *
 * No transaction is held over the reading of all entries, which may take seconds: it would hold
 * back the purge of old rows. It is not needed either, see pack_all. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "catalogue/internal.h"
#include "catalogue/snapshot_writer.h"
#include "game/value.h"

#define ENTRY_ROWS_AT_ONCE 500

STATEMENT(CATALOGUE_SPAN, PARAMETERS(id(game)), COLUMNS(id(first), id(last)),
          "SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), 0) FROM entry WHERE game_id = ?");
/* By the primary key: a game's entries mostly lie together, and a sort of them all would not. */
STATEMENT(CATALOGUE_ENTRIES, PARAMETERS(id(game), id(after), id(last), number(limit)),
          ROW_OF(entry),
          "SELECT " ENTRY_ROW_SQL " FROM entry e FORCE INDEX (PRIMARY)"
          " WHERE e.game_id = ? AND e.id > ? AND e.id <= ? ORDER BY e.id LIMIT ?");
/* With where its note leads: by the first of the notes' relations, to what vanished last. */
STATEMENT(CATALOGUE_CHANGES, PARAMETERS(text(note_relations), id(game), id(known), number(limit)),
          COLUMNS(row(entry, entry), id(noted)),
          "SELECT " ENTRY_ROW_SQL ", COALESCE((SELECT r.to_id FROM relation r"
          " JOIN entry t ON t.id = r.to_id WHERE r.from_id = e.id AND FIND_IN_SET(r.relation, ?)"
          " AND t.withheld = 0 ORDER BY t.state, r.sorting, r.to_id LIMIT 1), 0) FROM entry e"
          " WHERE e.game_id = ? AND e.changed > ? ORDER BY e.changed LIMIT ?");
/* Where notes' relations lead: an entry's come one after the other, the first of them first, and
 * what vanished last. */
STATEMENT(
    CATALOGUE_NOTED, PARAMETERS(id(after), id(last), text(relations)), COLUMNS(id(from), id(to)),
    "SELECT r.from_id, r.to_id FROM relation r JOIN entry t ON t.id = r.to_id"
    " WHERE r.from_id > ? AND r.from_id <= ? AND FIND_IN_SET(r.relation, ?) AND t.withheld = 0"
    " ORDER BY r.from_id, t.state, r.sorting, r.to_id");
STATEMENT(CATALOGUE_ORIGIN, PARAMETERS(id(mark)), COLUMNS(id(id), instant(created)),
          "SELECT id, created FROM journal WHERE id <= ? ORDER BY id DESC LIMIT 1");
STATEMENT(CATALOGUE_CHANGED, PARAMETERS(id(game), id(known), number(limit)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM (SELECT 1 FROM entry WHERE game_id = ? AND changed > ? LIMIT ?) c");
STATEMENT(CATALOGUE_GAME, PARAMETERS(text(name)), COLUMNS(id(id)),
          "SELECT id FROM game WHERE name = ?");
STATEMENT_SET(catalogue_statements, &CATALOGUE_SPAN, &CATALOGUE_ENTRIES, &CATALOGUE_CHANGES,
              &CATALOGUE_NOTED, &CATALOGUE_ORIGIN, &CATALOGUE_CHANGED, &CATALOGUE_GAME);

int catalogue_game_number(struct database *database, struct arena *arena, const struct game *game,
                          uint64_t *number)
{
    struct CATALOGUE_GAME_rows *rows = database_query(database, arena, &CATALOGUE_GAME, game->name);
    const struct CATALOGUE_GAME_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    *number = row != NULL ? row->id : 0;
    return 0;
}

int catalogue_count_changes(const struct game_context *context, uint64_t known, size_t max,
                            size_t *count)
{
    const struct CATALOGUE_CHANGED_row *row = database_row(context->database, context->arena,
                                                           &CATALOGUE_CHANGED, context->number,
                                                           known, max);

    if (row == NULL)
        return -1;
    *count = (size_t)row->count;
    return 0;
}

/* The last journal row at or below the mark, not the mark's own: an id that was rolled back has
 * none. */
static int read_origin(struct database *database, struct arena *arena, uint64_t mark,
                       struct snapshot_origin *origin)
{
    struct CATALOGUE_ORIGIN_rows *rows = database_query(database, arena, &CATALOGUE_ORIGIN, mark);
    const struct CATALOGUE_ORIGIN_row *row;

    if (rows == NULL)
        return -1;
    origin->mark = mark;
    origin->row = 0;
    origin->instant = 0;
    row = rows_next(rows);
    if (row != NULL) {
        origin->row = row->id;
        origin->instant = row->created;
    }
    return 0;
}

/* ---- notes ---- */

struct noted {
    uint64_t from, to;
};

static int compare_noted(const void *key, const void *element)
{
    uint64_t id = *(const uint64_t *)key, other = ((const struct noted *)element)->from;

    return id < other ? -1 : id > other;
}

/* The first of each entry's, by entry. */
static struct noted *noted_of(struct arena *arena, struct CATALOGUE_NOTED_rows *rows, size_t *count)
{
    const struct CATALOGUE_NOTED_row *row;
    struct noted *list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);

    *count = 0;
    while ((row = rows_next(rows)) != NULL)
        if (*count == 0 || list[*count - 1].from != row->from)
            list[(*count)++] = (struct noted){row->from, row->to};
    return list;
}

static uint64_t noted_find(const struct noted *list, size_t count, uint64_t id)
{
    const struct noted *found = count > 0 ? bsearch(&id, list, count, sizeof *list, compare_noted)
                                          : NULL;

    return found != NULL ? found->to : 0;
}

/* Sets where the notes of entries with ids above AFTER, up to LAST, lead. 0 or -1. One query a
 * chunk, whose rows are matched in memory; a subquery in the entries' own would be one look-up
 * for each. */
static int note_entries(const struct game_context *context, uint64_t after, uint64_t last,
                        struct entry *entries, size_t count)
{
    const char *relations = game_note_relations(context->arena, context->game);
    struct CATALOGUE_NOTED_rows *rows;
    const struct noted *list;
    size_t listed;

    if (*relations == '\0')
        return 0;
    rows =
        database_query(context->database, context->arena, &CATALOGUE_NOTED, after, last, relations);
    if (rows == NULL)
        return -1;
    list = noted_of(context->arena, rows, &listed);
    for (size_t i = 0; i < count; i++)
        entries[i].noted = noted_find(list, listed, entries[i].id);
    return 0;
}

/* Packs the entries of one chunk. How many there were, or -1. */
static int pack_chunk(const struct game_context *context, uint64_t *after, uint64_t last,
                      struct snapshot_writer *writer)
{
    struct entry_rows *rows = database_query(context->database, context->arena, &CATALOGUE_ENTRIES,
                                             context->number, *after, last, ENTRY_ROWS_AT_ONCE);
    const struct entry_row *row;
    uint64_t before = *after;
    struct entry *entries;
    size_t count = 0;

    if (rows == NULL)
        return -1;
    entries = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *entries);
    while ((row = rows_next(rows)) != NULL) {
        *after = row->id;
        count += entry_of_row(context->arena, context->game, row, &entries[count]);
    }
    if (note_entries(context, before, *after, entries, count) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (!entries[i].withheld)
            snapshot_writer_add(writer, &entries[i]);
    return (int)rows_count(rows);
}

/* Packs all entries. The chunks need not be of one moment: whatever changes after the mark, before
 * its chunk is read or behind it, is read again as a change. So no transaction stays open for
 * it. */
static int pack_all(const struct game_context *context, struct snapshot_writer *writer)
{
    const struct CATALOGUE_SPAN_row *row =
        database_row(context->database, context->arena, &CATALOGUE_SPAN, context->number);
    uint64_t after, last;
    int count = ENTRY_ROWS_AT_ONCE;

    if (row == NULL)
        return -1;
    after = row->first;
    last = row->last;
    after -= after > 0;
    while (count == ENTRY_ROWS_AT_ONCE) {
        arena_reset(context->arena);
        count = pack_chunk(context, &after, last, writer);
    }
    return count < 0 ? -1 : 0;
}

uint8_t *catalogue_read(struct database *database, struct shared *shared, const struct game *game,
                        uint64_t number, size_t *length)
{
    struct snapshot_origin origin = {.declaration = snapshot_declaration(game), .game = number};
    uint64_t mark = shared != NULL ? heartbeat_mark(shared) : 0;
    const struct game_context context = {database, arena_open(65536), game, number};
    struct snapshot_writer *writer = snapshot_writer_open(game);
    uint8_t *snapshot = NULL;

    if (read_origin(database, context.arena, mark, &origin) != 0 ||
        pack_all(&context, writer) != 0) {
        log_error("catalogue of %s: the entries cannot be read", game->name);
        snapshot_writer_close(writer);
    } else {
        snapshot = snapshot_writer_finish(writer, &origin, length);
    }
    arena_close(context.arena);
    return snapshot;
}

/* One row by primary key tells whether the database is the one that the file was made of. */
int catalogue_same_origin(struct database *database, struct arena *arena,
                          const struct snapshot *snapshot)
{
    const struct snapshot_origin *origin = &snapshot->header->origin;
    struct snapshot_origin here;

    if (read_origin(database, arena, origin->mark, &here) != 0)
        return -1;
    return here.row == origin->row && here.instant == origin->instant;
}

/* The values of an entry that are set. */
static void keep_values(struct arena *arena, struct kept *kept)
{
    const struct value *values = kept->entry->values;
    size_t fields = kept->entry->kind->field_count;

    for (size_t f = 0; f < fields; f++)
        kept->count += values[f].set;
    kept->values = arena_alloc(arena, (kept->count + 1) * sizeof *kept->values);
    kept->count = 0;
    for (size_t f = 0; f < fields; f++)
        if (values[f].set)
            kept->values[kept->count++] = (struct kept_value){(uint32_t)f, values[f]};
}

struct kept *catalogue_read_changes(const struct game_context *context, uint64_t known, size_t max,
                                    size_t *count)
{
    struct arena *arena = context->arena;
    struct CATALOGUE_CHANGES_rows *rows =
        database_query(context->database, arena, &CATALOGUE_CHANGES,
                       game_note_relations(arena, context->game), context->number, known, max);
    const struct CATALOGUE_CHANGES_row *row;
    struct kept *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL) {
        struct kept *kept = &list[*count];

        kept->entry = arena_alloc(arena, sizeof *kept->entry);
        if (!entry_of_row(arena, context->game, &row->entry, kept->entry))
            continue;
        kept->id = kept->entry->id;
        kept->entry->noted = row->noted;
        kept->changed = row->entry.journal;
        keep_values(arena, kept);
        (*count)++;
    }
    return list;
}
