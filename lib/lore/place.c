/* Where entries stand, and the maps that they stand on. A place is a row, so that a zone's whole
 * map is one range of an index; a map's drawing is one text as the game's own map files have it,
 * which is taken apart when it is shown: it changes with an import alone, and the fragment cache
 * has the result.
 *
 * The parser has no strtof(): its decimal point is the locale's, and it takes "nan" and "0x1p9"
 * for numbers. */
#include "lore/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/text.h"

/* Coordinates and chances come as whole thousandths: that is finer than what they are kept in. */
#define THOUSANDTHS(COLUMN) "CAST(ROUND(p." COLUMN " * 1000) AS SIGNED)"
#define PLACE_COLUMNS                                                                              \
    "p.entry_id, e.kind, e.name, p.map_id, m.name, " THOUSANDTHS("x") ", " THOUSANDTHS(            \
        "y") ", " THOUSANDTHS("z") ", p.grouping, " THOUSANDTHS("chance") ", p.respawn, p.variance"
#define PLACE_ENDS                                                                                 \
    " JOIN entry e ON e.id = p.entry_id AND e.withheld = 0 JOIN entry m ON m.id = p.map_id AND m.withheld = 0"

ROW(place, id(entry_id), text(kind), text(name), id(map_id), text(map_name), integer(x), integer(y),
    integer(z), text(group), integer(chance), number(respawn), number(variance));
STATEMENT(PLACES_ON, PARAMETERS(id(map)), ROW_OF(place),
          "SELECT " PLACE_COLUMNS " FROM place p" PLACE_ENDS
          " WHERE p.map_id = ? ORDER BY p.grouping, e.name, p.id");
/* A group's members by the group, single places by the entry: each is an index of its own. */
STATEMENT(PLACES_OF, PARAMETERS(id(entry), again(entry), number(limit)), ROW_OF(place),
          "SELECT " PLACE_COLUMNS " FROM (SELECT o.id FROM place o WHERE o.entry_id = ?"
          " UNION SELECT g.id FROM place o JOIN place g ON g.map_id = o.map_id"
          " AND g.grouping = o.grouping WHERE o.entry_id = ? AND o.grouping <> '') x"
          " JOIN place p ON p.id = x.id" PLACE_ENDS
          " ORDER BY m.name, p.map_id, p.grouping, p.chance DESC, p.id LIMIT ?");
STATEMENT(MAP_TEXT, PARAMETERS(id(entry)), COLUMNS(text(text)),
          "SELECT text FROM map WHERE entry_id = ?");
STATEMENT(MAP_DRAWN, PARAMETERS(id(map), again(map)), COLUMNS(integer(drawn)),
          "SELECT 1 FROM DUAL WHERE EXISTS (SELECT 1 FROM place WHERE map_id = ?)"
          " OR EXISTS (SELECT 1 FROM map WHERE entry_id = ?)");
STATEMENT(MAP_PUT, PARAMETERS(id(entry), text(text)), COLUMNS(),
          "INSERT INTO map (entry_id, text) VALUES (?, ?) ON DUPLICATE KEY UPDATE"
          " text = VALUES(text)");
STATEMENT_SET(place_statements, &PLACES_ON, &PLACES_OF, &MAP_TEXT, &MAP_DRAWN, &MAP_PUT);

static float from_thousandths(int64_t number)
{
    return (float)((double)number / 1000);
}

/* Places of kinds that the game no longer declares are left out: they have no page to lead to. */
static struct place *places_in(struct arena *arena, const struct game *game,
                               struct place_rows *rows, size_t *count)
{
    const struct place_row *row;
    struct place *places;

    *count = 0;
    if (rows == NULL)
        return NULL;
    places = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *places);
    while ((row = rows_next(rows)) != NULL) {
        if (game_kind(game, row->kind) == NULL)
            continue;
        places[(*count)++] = (struct place){
            .entry_id = row->entry_id,
            .kind_name = row->kind,
            .name = row->name,
            .map_id = row->map_id,
            .map_name = row->map_name,
            .x = from_thousandths(row->x),
            .y = from_thousandths(row->y),
            .z = from_thousandths(row->z),
            .group = row->group,
            .chance = from_thousandths(row->chance),
            .respawn = (unsigned)row->respawn,
            .variance = (unsigned)row->variance,
        };
    }
    return places;
}

struct place *places_on(const struct game_context *context, uint64_t map_id, size_t *count)
{
    return places_in(context->arena, context->game,
                     database_query(context->database, context->arena, &PLACES_ON, map_id), count);
}

struct place *places_of(const struct game_context *context, uint64_t entry_id, unsigned limit,
                        size_t *count)
{
    return places_in(context->arena, context->game,
                     database_query(context->database, context->arena, &PLACES_OF, entry_id, limit),
                     count);
}

/* ---- maps ---- */

/* A line of the text that is being taken apart. */
struct line_reader {
    const char *at, *end;
};

static void skip_blanks(struct line_reader *line)
{
    while (line->at < line->end && (*line->at == ' ' || *line->at == '\t'))
        line->at++;
}

/* Digits behind the point are read as far as a float holds them. */
static double parse_map_digits(struct line_reader *line, size_t *digits)
{
    double number = 0, part = 1;

    for (; line->at < line->end && *line->at >= '0' && *line->at <= '9'; line->at++, ++*digits)
        number = number * 10 + (*line->at - '0');
    if (line->at == line->end || *line->at != '.')
        return number;
    for (line->at++; line->at < line->end && *line->at >= '0' && *line->at <= '9'; ++*digits)
        number += (*line->at++ - '0') * (part /= 10);
    return number;
}

/* Reads a number and the comma behind it, which only the last of a line may lack. */
static bool parse_map_number(struct line_reader *line, bool last, float *number)
{
    bool minus;
    size_t digits = 0;
    double value;

    skip_blanks(line);
    minus = line->at < line->end && *line->at == '-';
    line->at += minus;
    value = parse_map_digits(line, &digits);
    if (digits == 0 || digits > 18 || value > 1e9)
        return false;
    skip_blanks(line);
    *number = (float)(minus ? -value : value);
    if (line->at < line->end && *line->at == ',') {
        line->at++;
        return true;
    }
    return last && line->at == line->end;
}

static bool parse_numbers(struct line_reader *line, bool ends, float *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!parse_map_number(line, ends && i + 1 == count, &numbers[i]))
            return false;
    return true;
}

static bool colour_of(const float parts[3], unsigned *colour)
{
    *colour = 0;
    for (size_t i = 0; i < 3; i++) {
        if (parts[i] < 0 || parts[i] > 255)
            return false;
        *colour = *colour << 8 | (unsigned)parts[i];
    }
    return true;
}

static bool parse_line(struct line_reader *line, struct map *map)
{
    struct map_line *stroke = &map->lines[map->line_count];
    float n[9];

    if (!parse_numbers(line, true, n, 9) || !colour_of(n + 6, &stroke->colour))
        return false;
    skip_blanks(line);
    stroke->x1 = n[0];
    stroke->y1 = n[1];
    stroke->x2 = n[3];
    stroke->y2 = n[4];
    map->line_count++;
    return line->at == line->end;
}

static bool parse_label(struct arena *arena, struct line_reader *line, struct map *map)
{
    struct map_label *label = &map->labels[map->label_count];
    unsigned colour;
    float n[7];
    char *text;

    if (!parse_numbers(line, false, n, 7) || !colour_of(n + 3, &colour))
        return false;
    skip_blanks(line);
    text = text_showable(arena, line->at, (size_t)(line->end - line->at));
    for (char *c = text; *c != '\0'; c++)
        if (*c == '_')
            *c = ' ';
    *label = (struct map_label){.x = n[0], .y = n[1], .text = text};
    map->label_count += !text_blank(text);
    return true;
}

/* The next line without its end and the blanks around it. False behind the last. */
static bool next_map_line(const char **text, struct line_reader *line)
{
    size_t length = strcspn(*text, "\n");

    if (**text == '\0')
        return false;
    *line = (struct line_reader){*text, *text + length};
    *text += length + ((*text)[length] == '\n');
    while (line->end > line->at && strchr(" \t\r", line->end[-1]) != NULL)
        line->end--;
    skip_blanks(line);
    return true;
}

static bool map_add_line(struct arena *arena, struct line_reader *line, struct map *map)
{
    char what;

    if (line->at == line->end)
        return true;
    what = *line->at++;
    if (line->at == line->end || (*line->at != ' ' && *line->at != '\t'))
        return false;
    if (what == 'L')
        return parse_line(line, map);
    return what == 'P' && parse_label(arena, line, map);
}

/* All lines are counted first, so that memory is taken once; a wrong line refuses the whole map,
 * as half a map looks like a whole one. */
bool map_parse(struct arena *arena, const char *text, struct map *map, size_t *wrong_line)
{
    struct line_reader line;
    size_t lines = 1, number = 0;

    for (const char *c = text; *c != '\0'; c++)
        lines += *c == '\n';
    *map = (struct map){
        .lines = arena_alloc(arena, lines * sizeof *map->lines),
        .labels = arena_alloc(arena, lines * sizeof *map->labels),
    };
    while (next_map_line(&text, &line)) {
        number++;
        if (map_add_line(arena, &line, map))
            continue;
        *wrong_line = number;
        return false;
    }
    return true;
}

int map_find(struct database *database, struct arena *arena, uint64_t map_id, struct map *map)
{
    struct MAP_TEXT_rows *rows = database_query(database, arena, &MAP_TEXT, map_id);
    const struct MAP_TEXT_row *row;
    size_t wrong_line;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    return map_parse(arena, row->text, map, &wrong_line) ? 1 : 0;
}

int map_drawn(struct database *database, struct arena *arena, uint64_t map_id)
{
    struct MAP_DRAWN_rows *rows = database_query(database, arena, &MAP_DRAWN, map_id);

    return rows == NULL ? -1 : rows_count(rows) > 0;
}

/* The same text is no change: what is shown is made anew only after a row was written (1). */
int map_put(struct database *database, struct arena *arena, uint64_t map_id, const char *text)
{
    struct MAP_TEXT_rows *rows = database_query(database, arena, &MAP_TEXT, map_id);
    const struct MAP_TEXT_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row != NULL && strcmp(row->text, text) == 0)
        return 0;
    return database_run(database, &MAP_PUT, map_id, text) == 0 ? 1 : -1;
}
