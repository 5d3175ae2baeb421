/* A game's database as JSON lines, or a kind as CSV: what an import reads back without loss. All
 * of it is one state of the database: a single read-only snapshot (REPEATABLE READ), which costs
 * undo log on the server as long as it runs, but no locks.
 *
 * It is read in steps by external id, each a range of a unique key, on an arena that is emptied
 * between: memory stays the same however large the game is. The order is the source's ids and not
 * ours, so that exports of two installations can be compared line by line. */
#include "lore/export.h"

#include <string.h>

#include "base/json_writer.h"
#include "game/value.h"

#define ENTRIES_AT_ONCE 500

STATEMENT(EXPORT_LEVEL, PARAMETERS(), COLUMNS(), "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
STATEMENT(EXPORT_ENTRIES, PARAMETERS(id(game), text(kind), text(after), number(limit)),
          COLUMNS(text(external_id), text(name), flag(hidden), number(state), sized_text(record)),
          "SELECT external_id, name, hidden, state, record FROM entry WHERE game_id = ?"
          " AND kind = ? AND external_id > ? ORDER BY external_id LIMIT ?");
STATEMENT(EXPORT_TO, PARAMETERS(id(game), text(kind), text(after), number(limit)),
          COLUMNS(number(count), text(last)),
          "SELECT COUNT(*), MAX(x.external_id) FROM (SELECT external_id FROM entry"
          " WHERE game_id = ? AND kind = ? AND external_id > ? ORDER BY external_id LIMIT ?) x");
STATEMENT(EXPORT_RELATIONS,
          PARAMETERS(text(relation), id(game), text(kind), text(after), text(last)),
          COLUMNS(text(from), text(to), text(record)),
          "SELECT f.external_id, t.external_id, r.record FROM entry f"
          " STRAIGHT_JOIN relation r ON r.from_id = f.id AND r.relation = ?"
          " STRAIGHT_JOIN entry t ON t.id = r.to_id"
          " WHERE f.game_id = ? AND f.kind = ? AND f.external_id > ? AND f.external_id <= ?"
          " ORDER BY f.external_id, t.external_id, r.nth");
STATEMENT(EXPORT_MAPS, PARAMETERS(id(game), text(kind)), COLUMNS(id(id), text(external_id)),
          "SELECT id, external_id FROM entry WHERE game_id = ? AND kind = ? ORDER BY external_id");
#define THOUSANDTHS(COLUMN) "CAST(ROUND(p." COLUMN " * 1000) AS SIGNED)"
STATEMENT(
    EXPORT_PLACES, PARAMETERS(id(map)),
    COLUMNS(text(kind), text(external_id), integer(x), integer(y), integer(z), text(group),
            integer(chance), number(respawn), number(variance)),
    "SELECT e.kind, e.external_id, " THOUSANDTHS("x") ", " THOUSANDTHS("y") ", " THOUSANDTHS(
        "z") ", p.grouping, " THOUSANDTHS("chance") ", p.respawn, p.variance"
                                                    " FROM place p JOIN entry e ON e.id = p.entry_id WHERE p.map_id = ?"
                                                    " ORDER BY e.kind, e.external_id, p.hash");
STATEMENT(EXPORT_MAP, PARAMETERS(id(entry)), COLUMNS(text(text)),
          "SELECT text FROM map WHERE entry_id = ?");
STATEMENT_SET(export_statements, &EXPORT_LEVEL, &EXPORT_ENTRIES, &EXPORT_TO, &EXPORT_RELATIONS,
              &EXPORT_MAPS, &EXPORT_PLACES, &EXPORT_MAP);

struct export
{
    struct game_context context; /* its arena is of the rows at hand */
    FILE *out;
    struct buffer line;
    struct json_writer json; /* into the line */
};

/* Writes a row of KIND's entries. */
typedef int (*entry_writer)(struct export *e, const struct kind *kind,
                            const struct EXPORT_ENTRIES_row *row);

static void begin_line(struct export *e)
{
    e->line = buffer_open(e->context.arena, 1024);
}

static int end_line(struct export *e, const char *end)
{
    buffer_text(&e->line, end);
    return fwrite(e->line.data, 1, e->line.length, e->out) == e->line.length ? 0 : -1;
}

/* Begins a line that is an object of JSON. */
static struct json_writer *begin_object(struct export *e)
{
    begin_line(e);
    e->json = json_writer_on(&e->line);
    json_begin_object(&e->json);
    return &e->json;
}

static int end_object(struct export *e)
{
    json_end_object(&e->json);
    return end_line(e, "\n");
}

/* ---- entries ---- */

static const char *state_name(uint64_t state)
{
    return state == ENTRY_VANISHED ? "vanished" : "current";
}

static int write_entry_line(struct export *e, const struct kind *kind,
                            const struct EXPORT_ENTRIES_row *row)
{
    struct json_writer *json = begin_object(e);

    json_member_text(json, "kind", kind->name);
    json_member_text(json, "external_id", row->external_id);
    json_member_text(json, "name", row->name);
    json_member_flag(json, "hidden", row->hidden);
    json_member_text(json, "state", state_name(row->state));
    json_member_raw(json, "values", row->record.data);
    return end_object(e);
}

/* A cell of CSV, quoted where it has to be (RFC 4180, 2.5 to 2.7). */
static void put_export_cell(struct export *e, const char *text)
{
    if (e->line.length > 0)
        buffer_byte(&e->line, ',');
    if (text[strcspn(text, "\",\r\n")] == '\0') {
        buffer_text(&e->line, text);
        return;
    }
    buffer_byte(&e->line, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            buffer_byte(&e->line, '"');
        buffer_byte(&e->line, *text);
    }
    buffer_byte(&e->line, '"');
}

static int write_entry_row(struct export *e, const struct kind *kind,
                           const struct EXPORT_ENTRIES_row *row)
{
    struct value *values = arena_alloc(e->context.arena, (kind->field_count + 1) * sizeof *values);

    record_parse(kind->fields, kind->field_count, e->context.arena, row->record, values);
    begin_line(e);
    put_export_cell(e, row->external_id);
    put_export_cell(e, row->name);
    put_export_cell(e, row->hidden ? "1" : "0");
    put_export_cell(e, state_name(row->state));
    for (size_t i = 0; i < kind->field_count; i++)
        put_export_cell(e, value_plain(&kind->fields[i], e->context.arena, &values[i]));
    return end_line(e, "\r\n");
}

static int export_entries(struct export *e, const struct kind *kind, entry_writer write)
{
    char after[512] = "";
    size_t count;

    do {
        struct EXPORT_ENTRIES_rows *rows;
        const struct EXPORT_ENTRIES_row *row;

        arena_reset(e->context.arena);
        rows = database_query(e->context.database, e->context.arena, &EXPORT_ENTRIES,
                              e->context.number, kind->name, after, ENTRIES_AT_ONCE);
        if (rows == NULL)
            return -1;
        for (count = 0; (row = rows_next(rows)) != NULL; count++) {
            if (write(e, kind, row) != 0)
                return -1;
            snprintf(after, sizeof after, "%s", row->external_id);
        }
    } while (count == ENTRIES_AT_ONCE);
    return 0;
}

/* ---- relations, places, maps ---- */

static int write_relations_to(struct export *e, const struct relation *relation, const char *after,
                              const char *to)
{
    struct EXPORT_RELATIONS_rows *rows =
        database_query(e->context.database, e->context.arena, &EXPORT_RELATIONS, relation->name,
                       e->context.number, relation->from->name, after, to);
    const struct EXPORT_RELATIONS_row *row;

    while ((row = rows_next(rows)) != NULL) {
        struct json_writer *json = begin_object(e);

        json_member_text(json, "relation", relation->name);
        json_member_text(json, "from", row->from);
        json_member_text(json, "to", row->to);
        json_member_raw(json, "values", row->record);
        if (end_object(e) != 0)
            return -1;
    }
    return rows != NULL ? 0 : -1;
}

static int export_relations(struct export *e, const struct relation *relation)
{
    char after[512] = "";
    uint64_t count;

    do {
        const struct EXPORT_TO_row *row;

        arena_reset(e->context.arena);
        row = database_row(e->context.database, e->context.arena, &EXPORT_TO, e->context.number,
                           relation->from->name, after, ENTRIES_AT_ONCE);
        if (row == NULL)
            return -1;
        count = row->count;
        if (count == 0)
            break;
        if (write_relations_to(e, relation, after, row->last) != 0)
            return -1;
        snprintf(after, sizeof after, "%s", row->last);
    } while (count == ENTRIES_AT_ONCE);
    return 0;
}

static int export_places(struct export *e, uint64_t map_id, const char *map_external)
{
    struct EXPORT_PLACES_rows *rows =
        database_query(e->context.database, e->context.arena, &EXPORT_PLACES, map_id);
    const struct EXPORT_PLACES_row *row;

    while ((row = rows_next(rows)) != NULL) {
        struct json_writer *json = begin_object(e);

        json_member_text(json, "place", map_external);
        json_member_text(json, "kind", row->kind);
        json_member_text(json, "external_id", row->external_id);
        json_member_thousandths(json, "x", row->x);
        json_member_thousandths(json, "y", row->y);
        json_member_thousandths(json, "z", row->z);
        json_member_text(json, "group", row->group);
        json_member_thousandths(json, "chance", row->chance);
        json_member_u64(json, "respawn", row->respawn);
        json_member_u64(json, "variance", row->variance);
        if (end_object(e) != 0)
            return -1;
    }
    return rows != NULL ? 0 : -1;
}

static int write_map(struct export *e, uint64_t map_id, const char *map_external)
{
    struct EXPORT_MAP_rows *rows =
        database_query(e->context.database, e->context.arena, &EXPORT_MAP, map_id);
    const struct EXPORT_MAP_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    begin_object(e);
    json_member_text(&e->json, "map", map_external);
    json_member_text(&e->json, "text", row->text);
    return end_object(e);
}

/* What WRITE writes of each entry of the kinds that have maps. */
static int write_of_maps(struct export *e,
                         int (*write)(struct export *e, uint64_t map_id, const char *map_external))
{
    struct arena *list = arena_open(65536);
    int result = 0;

    for (size_t i = 0; i < e->context.game->kind_count && result == 0; i++) {
        struct EXPORT_MAPS_rows *rows;
        const struct EXPORT_MAPS_row *row;

        if (!e->context.game->kinds[i].map)
            continue;
        rows = database_query(e->context.database, list, &EXPORT_MAPS, e->context.number,
                              e->context.game->kinds[i].name);
        if (rows == NULL)
            result = -1;
        while (result == 0 && (row = rows_next(rows)) != NULL) {
            arena_reset(e->context.arena);
            result = write(e, row->id, row->external_id);
        }
    }
    arena_close(list);
    return result;
}

/* ---- all of it ---- */

/* What is in the file: whatever of it is not there is nowhere. Without this line an import could
 * not tell a part that is empty from one that was left out, and nothing could ever vanish. */
static int write_head(struct export *e, const struct kind *kind)
{
    const struct game *game = e->context.game;
    struct json_writer *json = begin_object(e);

    json_member_text(json, "export", "lorehall");
    json_member_text(json, "game", game->name);
    json_member_array(json, "kinds");
    for (size_t i = 0; i < game->kind_count; i++)
        if (kind == NULL || kind == &game->kinds[i])
            json_put_text(json, game->kinds[i].name);
    json_end_array(json);
    json_member_array(json, "relations");
    for (size_t i = 0; kind == NULL && i < game->relation_count; i++)
        json_put_text(json, game->relations[i].name);
    json_end_array(json);
    json_member_flag(json, "places", kind == NULL);
    return end_object(e);
}

static int write_lines(struct export *e, const struct kind *kind)
{
    if (write_head(e, kind) != 0)
        return -1;
    for (size_t i = 0; i < e->context.game->kind_count; i++)
        if ((kind == NULL || kind == &e->context.game->kinds[i]) &&
            export_entries(e, &e->context.game->kinds[i], write_entry_line) != 0)
            return -1;
    for (size_t i = 0; kind == NULL && i < e->context.game->relation_count; i++)
        if (export_relations(e, &e->context.game->relations[i]) != 0)
            return -1;
    if (kind != NULL)
        return 0;
    return write_of_maps(e, export_places) != 0 || write_of_maps(e, write_map) != 0 ? -1 : 0;
}

static int write_rows(struct export *e, const struct kind *kind)
{
    /* Without U+FEFF, spreadsheets take the file for one in the computer's old code page. */
    if (fputs("\xEF\xBB\xBF", e->out) == EOF)
        return -1;
    begin_line(e);
    put_export_cell(e, "external_id");
    put_export_cell(e, "name");
    put_export_cell(e, "hidden");
    put_export_cell(e, "state");
    for (size_t i = 0; i < kind->field_count; i++)
        put_export_cell(e, kind->fields[i].name);
    if (end_line(e, "\r\n") != 0)
        return -1;
    return export_entries(e, kind, write_entry_row);
}

/* Runs WRITE over one state of the database. */
static int export_snapshot(struct export *e, const struct kind *kind,
                           int (*write)(struct export *e, const struct kind *kind))
{
    int result = -1;

    e->context.arena = arena_open(1 << 20);
    if (database_run(e->context.database, &EXPORT_LEVEL) == 0 &&
        database_begin(e->context.database) == 0) {
        result = write(e, kind);
        database_rollback(e->context.database);
    }
    arena_close(e->context.arena);
    return result == 0 && fflush(e->out) == 0 ? 0 : -1;
}

int export_lines(const struct game_context *context, const struct kind *kind, FILE *out)
{
    struct export e = {.context = *context, .out = out};

    return export_snapshot(&e, kind, write_lines);
}

int export_csv(const struct game_context *context, const struct kind *kind, FILE *out)
{
    struct export e = {.context = *context, .out = out};

    return export_snapshot(&e, kind, write_rows);
}
