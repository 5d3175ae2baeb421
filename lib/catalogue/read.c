/* What a catalogue reads of the database. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "catalogue/internal.h"
#include "catalogue/snapshot_writer.h"
#include "game/value.h"

#define ROWS_AT_ONCE 500

STATEMENT(CATALOGUE_SPAN, "u", "uu",
          "SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), 0) FROM entry WHERE game_id = ?");
/* By the primary key: a game's entries mostly lie together, and a sort of them all would not. */
STATEMENT(CATALOGUE_ENTRIES, "uuuu", ENTRY_ROW_TYPES,
          "SELECT " ENTRY_ROW_SQL " FROM entry e FORCE INDEX (PRIMARY)"
          " WHERE e.game_id = ? AND e.id > ? AND e.id <= ? ORDER BY e.id LIMIT ?");
/* With where its note leads: by the first of the notes' relations, to what vanished last. */
STATEMENT(CATALOGUE_CHANGES, "suuu", ENTRY_ROW_TYPES "u",
          "SELECT " ENTRY_ROW_SQL ", COALESCE((SELECT r.to_id FROM relation r"
          " JOIN entry t ON t.id = r.to_id WHERE r.from_id = e.id AND FIND_IN_SET(r.relation, ?)"
          " ORDER BY t.state, r.sorting, r.to_id LIMIT 1), 0) FROM entry e"
          " WHERE e.game_id = ? AND e.changed > ? ORDER BY e.changed LIMIT ?");
/* Where notes' relations lead: an entry's come one after the other, the first of them first, and what
 * vanished last. */
STATEMENT(CATALOGUE_NOTED, "uus", "uu",
          "SELECT r.from_id, r.to_id FROM relation r JOIN entry t ON t.id = r.to_id"
          " WHERE r.from_id > ? AND r.from_id <= ? AND FIND_IN_SET(r.relation, ?)"
          " ORDER BY r.from_id, t.state, r.sorting, r.to_id");
STATEMENT(CATALOGUE_ORIGIN, "u", "ut",
          "SELECT id, created FROM journal WHERE id <= ? ORDER BY id DESC LIMIT 1");
STATEMENT(CATALOGUE_CHANGED, "uuu", "u",
          "SELECT COUNT(*) FROM (SELECT 1 FROM entry WHERE game_id = ? AND changed > ? LIMIT ?) c");
STATEMENT(CATALOGUE_GAME, "s", "u", "SELECT id FROM game WHERE name = ?");
STATEMENT_SET(catalogue_statements, &CATALOGUE_SPAN, &CATALOGUE_ENTRIES, &CATALOGUE_CHANGES,
              &CATALOGUE_NOTED, &CATALOGUE_ORIGIN, &CATALOGUE_CHANGED, &CATALOGUE_GAME);

int catalogue_game_number(struct database *database, struct arena *arena, const struct game *game,
                          uint64_t *number)
{
    struct rows *rows = database_query(database, arena, &CATALOGUE_GAME, game->name);

    if (rows == NULL)
        return -1;
    *number = rows_next(rows) ? rows_u64(rows, 0) : 0;
    return 0;
}

int catalogue_count_changes(struct database *database, struct arena *arena, uint64_t number,
                            uint64_t known, size_t most, size_t *count)
{
    struct rows *rows =
        database_query(database, arena, &CATALOGUE_CHANGED, number, known, (uint64_t)most);

    if (rows == NULL || !rows_next(rows))
        return -1;
    *count = (size_t)rows_u64(rows, 0);
    return 0;
}

static int origin_of(struct database *database, struct arena *arena, uint64_t mark,
                     struct image_origin *origin)
{
    struct rows *rows = database_query(database, arena, &CATALOGUE_ORIGIN, mark);

    if (rows == NULL)
        return -1;
    origin->mark = mark;
    origin->row = 0;
    origin->instant = 0;
    if (rows_next(rows)) {
        origin->row = rows_u64(rows, 0);
        origin->instant = rows_instant(rows, 1);
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
static struct noted *noted_of(struct arena *arena, struct rows *rows, size_t *count)
{
    struct noted *list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);

    *count = 0;
    while (rows_next(rows))
        if (*count == 0 || list[*count - 1].from != rows_u64(rows, 0))
            list[(*count)++] = (struct noted){rows_u64(rows, 0), rows_u64(rows, 1)};
    return list;
}

static uint64_t noted_find(const struct noted *list, size_t count, uint64_t id)
{
    const struct noted *found = count > 0 ? bsearch(&id, list, count, sizeof *list, compare_noted)
                                          : NULL;

    return found != NULL ? found->to : 0;
}

/* Sets where the notes of entries with ids above AFTER, up to LAST, lead. 0 or -1. */
static int note_entries(struct database *database, struct arena *arena, const struct game *game,
                        uint64_t after, uint64_t last, struct entry *entries, size_t count)
{
    const char *relations = game_note_relations(arena, game);
    struct rows *rows;
    const struct noted *list;
    size_t listed;

    if (*relations == '\0')
        return 0;
    rows = database_query(database, arena, &CATALOGUE_NOTED, after, last, relations);
    if (rows == NULL)
        return -1;
    list = noted_of(arena, rows, &listed);
    for (size_t i = 0; i < count; i++)
        entries[i].noted = noted_find(list, listed, entries[i].id);
    return 0;
}

/* Packs the entries of one chunk. How many there were, or -1. */
static int pack_chunk(struct database *database, struct arena *arena, const struct game *game,
                      uint64_t number, uint64_t *after, uint64_t last, struct packing *packing)
{
    struct rows *rows = database_query(database, arena, &CATALOGUE_ENTRIES, number, *after, last,
                                       (uint64_t)ROWS_AT_ONCE);
    uint64_t before = *after;
    struct entry *entries;
    size_t count = 0;

    if (rows == NULL)
        return -1;
    entries = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *entries);
    while (rows_next(rows)) {
        *after = rows_u64(rows, 0);
        count += entry_of_row(arena, game, rows, &entries[count]);
    }
    if (note_entries(database, arena, game, before, *after, entries, count) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        packing_add(packing, &entries[i]);
    return (int)rows_count(rows);
}

/* Packs all entries. The chunks need not be of one moment: whatever changes after the mark, before
 * its chunk is read or behind it, is read again as a change. So no transaction stays open for it. */
static int pack_all(struct database *database, struct arena *arena, const struct game *game,
                    uint64_t number, struct packing *packing)
{
    struct rows *rows = database_query(database, arena, &CATALOGUE_SPAN, number);
    uint64_t after, last;
    int count = ROWS_AT_ONCE;

    if (rows == NULL || !rows_next(rows))
        return -1;
    after = rows_u64(rows, 0);
    last = rows_u64(rows, 1);
    after -= after > 0;
    while (count == ROWS_AT_ONCE) {
        arena_reset(arena);
        count = pack_chunk(database, arena, game, number, &after, last, packing);
    }
    return count < 0 ? -1 : 0;
}

uint8_t *catalogue_read(struct database *database, struct shared *shared, const struct game *game,
                        uint64_t number, size_t *length)
{
    struct image_origin origin = {.declaration = image_declaration(game), .game = number};
    uint64_t mark = shared != NULL ? pulse_mark(shared) : 0;
    struct arena *arena = arena_open(65536);
    struct packing *packing = packing_open(game);
    uint8_t *image = NULL;

    if (origin_of(database, arena, mark, &origin) != 0 ||
        pack_all(database, arena, game, number, packing) != 0) {
        log_error("catalogue of %s: the entries cannot be read", game->name);
        packing_close(packing);
    } else {
        image = packing_finish(packing, &origin, length);
    }
    arena_close(arena);
    return image;
}

int catalogue_same_origin(struct database *database, struct arena *arena, const struct image *image)
{
    const struct image_origin *origin = &image->header->origin;
    struct image_origin here;

    if (origin_of(database, arena, origin->mark, &here) != 0)
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

struct kept *catalogue_read_changes(struct database *database, struct arena *arena,
                                    const struct game *game, uint64_t number, uint64_t known,
                                    size_t most, size_t *count)
{
    struct rows *rows = database_query(database, arena, &CATALOGUE_CHANGES,
                                       game_note_relations(arena, game), number, known,
                                       (uint64_t)most);
    struct kept *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    while (rows_next(rows)) {
        struct kept *kept = &list[*count];

        kept->entry = arena_alloc(arena, sizeof *kept->entry);
        if (!entry_of_row(arena, game, rows, kept->entry))
            continue;
        kept->id = kept->entry->id;
        kept->entry->noted = rows_u64(rows, 11);
        kept->changed = rows_u64(rows, 10);
        keep_values(arena, kept);
        (*count)++;
    }
    return list;
}
