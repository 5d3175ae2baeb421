/* Draws a map: strokes of few pens, labels that keep clear of each other, and places as dots. It
 * ends up as SVG paths in the page, without a script.
 *
 * Places that lie nearer than a dot is wide are one dot with several members: a zone has
 * thousands of spawn points, of which hundreds would lie on each other. By the cells of a grid,
 * which takes one sort; the nearest neighbours of each would be prettier by a pixel and
 * quadratic. */
#include "lore/chart.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

#define MARGIN 0.03f      /* of the larger side */
#define CELLS 220         /* dots along the larger side; nearer ones are one */
#define FINE_BELOW 700    /* units; smaller maps are drawn to a tenth of one */
#define LETTERS 62        /* labels' letters along the width */
#define LETTER_WIDE 0.56f /* a letter's width by its height, about */

STATEMENT(CHART_MARKED, PARAMETERS(id(map), text(kind), text(path)), COLUMNS(id(id)),
          "SELECT e.id FROM (SELECT DISTINCT entry_id FROM place WHERE map_id = ?) p"
          " JOIN entry e ON e.id = p.entry_id AND e.withheld = 0"
          " WHERE e.kind = ? AND JSON_VALUE(e.record, ?) = '1' ORDER BY e.id");
STATEMENT_SET(chart_statements, &CHART_MARKED);

const char *const pen_names[PEN_COUNT] = {"wall", "water", "growth", "way", "fire"};

static int compare_entry_ids(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;

    return one < other ? -1 : one > other;
}

uint64_t *chart_marked(const struct game_context *context, uint64_t map_id, size_t *count)
{
    uint64_t *ids = arena_alloc(context->arena, sizeof *ids);

    *count = 0;
    for (size_t i = 0; i < context->game->kind_count; i++) {
        const struct field *mark = context->game->kinds[i].mark;
        struct CHART_MARKED_rows *rows;
        const struct CHART_MARKED_row *row;
        uint64_t *more;

        if (mark == NULL)
            continue;
        rows = database_query(context->database, context->arena, &CHART_MARKED, map_id,
                              context->game->kinds[i].name,
                              arena_format(context->arena, "$.%s", mark->name));
        if (rows == NULL)
            return NULL;
        more = arena_alloc(context->arena, (*count + rows_count(rows) + 1) * sizeof *more);
        memcpy(more, ids, *count * sizeof *ids);
        for (ids = more; (row = rows_next(rows)) != NULL; ++*count)
            ids[*count] = row->id;
    }
    qsort(ids, *count, sizeof *ids, compare_entry_ids);
    return ids;
}

/* ---- what is being drawn ---- */

/* A place where it is on the picture. */
struct pin {
    float x, y;
    int column, row; /* of the cell that makes neighbours one dot */
    const struct place *place;
    bool marked;
};

struct drawing {
    struct arena *arena;
    struct chart *chart;
    struct pin *pins;
    size_t pin_count;
};

static void stretch_bounds(struct chart *chart, float x, float y)
{
    float right = fmaxf(chart->left + chart->width, x);
    float bottom = fmaxf(chart->top + chart->height, y);

    chart->left = fminf(chart->left, x);
    chart->top = fminf(chart->top, y);
    chart->width = right - chart->left;
    chart->height = bottom - chart->top;
}

/* Fits the picture around everything on it. */
static void set_frame(struct drawing *drawing, const struct map *map)
{
    struct chart *chart = drawing->chart;
    float margin;

    if (map->line_count > 0)
        *chart = (struct chart){.left = map->lines[0].x1, .top = map->lines[0].y1};
    else if (drawing->pin_count > 0)
        *chart = (struct chart){.left = drawing->pins[0].x, .top = drawing->pins[0].y};
    else
        return;
    for (size_t i = 0; i < map->line_count; i++) {
        stretch_bounds(chart, map->lines[i].x1, map->lines[i].y1);
        stretch_bounds(chart, map->lines[i].x2, map->lines[i].y2);
    }
    for (size_t i = 0; i < drawing->pin_count; i++)
        stretch_bounds(chart, drawing->pins[i].x, drawing->pins[i].y);
    margin = fmaxf(fmaxf(chart->width, chart->height) * MARGIN, 10);
    chart->left -= margin;
    chart->top -= margin;
    chart->width += 2 * margin;
    chart->height += 2 * margin;
}

/* ---- strokes ---- */

/* Maps come with any of the 16 million colours, which no dark page could show: each becomes the
 * pen of its hue, and the style sheet knows the pens. */
static enum chart_pen pen_of(unsigned colour)
{
    int red = (int)(colour >> 16 & 255), green = (int)(colour >> 8 & 255);
    int blue = (int)(colour & 255);

    if (blue > red + 24 && blue > green + 12)
        return PEN_WATER;
    if (green > red + 20 && green > blue + 20)
        return PEN_GROWTH;
    if (red > green + 70 && red > blue + 70)
        return PEN_FIRE;
    if (red > blue + 45 && green > blue + 20)
        return PEN_WAY;
    return PEN_WALL;
}

/* Lines that go on where the last one ended are one path: maps are drawn by hand, stroke by
 * stroke and by short steps. Units are rounded to what a pixel can show. */
static void put_strokes(struct drawing *drawing, const struct map *map, enum chart_pen pen)
{
    struct buffer path = buffer_open(drawing->arena, 256);
    float x = NAN, y = NAN;
    int decimals = fmaxf(drawing->chart->width, drawing->chart->height) < FINE_BELOW;

    for (size_t i = 0; i < map->line_count; i++) {
        const struct map_line *line = &map->lines[i];

        if (pen_of(line->colour) != pen)
            continue;
        if (line->x1 != x || line->y1 != y)
            buffer_format(&path, "M%.*f %.*f", decimals, (double)line->x1, decimals,
                          (double)line->y1);
        buffer_format(&path, "L%.*f %.*f", decimals, (double)line->x2, decimals, (double)line->y2);
        x = line->x2;
        y = line->y2;
    }
    drawing->chart->paths[pen] = path.data;
}

/* ---- labels ---- */

enum label_anchor chart_anchor(const struct chart *chart, const struct map_label *label)
{
    float far = (label->x - chart->left) / chart->width;

    return far < 0.15f ? LABEL_START : far > 0.85f ? LABEL_END : LABEL_MIDDLE;
}

/* Where a label of that width begins. */
static float label_left(const struct chart *chart, const struct map_label *label, float wide)
{
    switch (chart_anchor(chart, label)) {
    case LABEL_START: return label->x;
    case LABEL_MIDDLE: return label->x - wide / 2;
    case LABEL_END: break;
    }
    return label->x - wide;
}

static bool labels_cover(const struct chart *chart, const struct map_label *a,
                         const struct map_label *b, float letter)
{
    float a_wide = letter * LETTER_WIDE * (float)strlen(a->text);
    float b_wide = letter * LETTER_WIDE * (float)strlen(b->text);
    float a_left = label_left(chart, a, a_wide), b_left = label_left(chart, b, b_wide);

    return fabsf(a->y - b->y) < letter * 1.1f && a_left < b_left + b_wide &&
           b_left < a_left + a_wide;
}

/* Puts those first that keep clear of one another, in the order of the file, so that a small
 * picture shows these only. Each is held against those that were kept: quadratic, but of a few
 * hundred. */
static void put_labels(struct drawing *drawing, const struct map *map)
{
    struct chart *chart = drawing->chart;
    float letter = chart->width / LETTERS;
    size_t later = 0;
    struct map_label *rest = arena_alloc(drawing->arena, (map->label_count + 1) * sizeof *rest);

    chart->labels = arena_alloc(drawing->arena, (map->label_count + 1) * sizeof *chart->labels);
    for (size_t i = 0; i < map->label_count; i++) {
        size_t other = 0;

        while (other < chart->label_clear &&
               !labels_cover(chart, &map->labels[i], &chart->labels[other], letter))
            other++;
        if (other == chart->label_clear)
            chart->labels[chart->label_clear++] = map->labels[i];
        else
            rest[later++] = map->labels[i];
    }
    memcpy(chart->labels + chart->label_clear, rest, later * sizeof *rest);
    chart->label_count = map->label_count;
}

/* ---- dots ---- */

static int compare_pins(const void *a, const void *b)
{
    const struct pin *one = a, *other = b;

    if (one->row != other->row)
        return one->row < other->row ? -1 : 1;
    if (one->column != other->column)
        return one->column < other->column ? -1 : 1;
    if (one->place->entry_id != other->place->entry_id)
        return one->place->entry_id < other->place->entry_id ? -1 : 1;
    return (one->place->chance < other->place->chance) -
           (one->place->chance > other->place->chance);
}

static int compare_members(const void *a, const void *b)
{
    const struct chart_member *one = a, *other = b;

    if (one->place->chance != other->place->chance)
        return one->place->chance > other->place->chance ? -1 : 1;
    return strcmp(one->place->name, other->place->name);
}

/* Makes a dot of COUNT pins of one cell. */
static void put_dot(struct drawing *drawing, const struct pin *pins, size_t count)
{
    struct chart *chart = drawing->chart;
    struct chart_dot *dot = &chart->dots[chart->dot_count++];

    *dot = (struct chart_dot){
        .members = arena_alloc(drawing->arena, count * sizeof *dot->members),
    };
    for (size_t i = 0; i < count; i++) {
        dot->x += pins[i].x / (float)count;
        dot->y += pins[i].y / (float)count;
        dot->marked |= pins[i].marked;
        if (i == 0 || pins[i].place->entry_id != pins[i - 1].place->entry_id)
            dot->members[dot->member_count++] =
                (struct chart_member){pins[i].place, pins[i].marked};
    }
    qsort(dot->members, dot->member_count, sizeof *dot->members, compare_members);
}

/* Sorted by cell, then entry, then chance, so that a cell's pins follow each other and each
 * entry's likeliest place comes first. */
static void put_dots(struct drawing *drawing)
{
    struct chart *chart = drawing->chart;
    struct pin *pins = drawing->pins;
    float cell = fmaxf(chart->width, chart->height) / CELLS;

    for (size_t i = 0; i < drawing->pin_count; i++) {
        pins[i].column = (int)((pins[i].x - chart->left) / cell);
        pins[i].row = (int)((pins[i].y - chart->top) / cell);
    }
    qsort(pins, drawing->pin_count, sizeof *pins, compare_pins);
    chart->dots = arena_alloc(drawing->arena, (drawing->pin_count + 1) * sizeof *chart->dots);
    for (size_t i = 0, length; i < drawing->pin_count; i += length) {
        length = 1;
        while (i + length < drawing->pin_count && pins[i + length].row == pins[i].row &&
               pins[i + length].column == pins[i].column)
            length++;
        put_dot(drawing, &pins[i], length);
    }
}

/* ---- who is there ---- */

static int compare_pins_by_name(const void *a, const void *b)
{
    const struct pin *one = a, *other = b;
    int order = strcmp(one->place->name, other->place->name);

    if (order != 0 || one->place->entry_id == other->place->entry_id)
        return order;
    return one->place->entry_id < other->place->entry_id ? -1 : 1;
}

static void list_pinned_entries(struct drawing *drawing)
{
    struct chart *chart = drawing->chart;
    struct pin *pins = drawing->pins;

    qsort(pins, drawing->pin_count, sizeof *pins, compare_pins_by_name);
    chart->entries = arena_alloc(drawing->arena, (drawing->pin_count + 1) * sizeof *chart->entries);
    for (size_t i = 0; i < drawing->pin_count; i++) {
        if (i == 0 || pins[i].place->entry_id != pins[i - 1].place->entry_id)
            chart->entries[chart->entry_count++] =
                (struct chart_entry){.place = pins[i].place, .marked = pins[i].marked};
        chart->entries[chart->entry_count - 1].spots++;
    }
}

struct chart *chart_draw(struct arena *arena, const struct chart_source *source)
{
    const struct place *places = source->places;
    size_t count = source->place_count;
    struct drawing drawing = {
        .arena = arena,
        .chart = arena_alloc(arena, sizeof *drawing.chart),
        .pins = arena_alloc(arena, (count + 1) * sizeof *drawing.pins),
        .pin_count = count,
    };
    float sign = source->inverted ? -1 : 1;

    for (size_t i = 0; i < count; i++)
        drawing.pins[i] = (struct pin){
            .x = sign * places[i].x,
            .y = sign * places[i].y,
            .place = &places[i],
            .marked = source->marked_count > 0 &&
                      bsearch(&places[i].entry_id, source->marked, source->marked_count,
                              sizeof *source->marked, compare_entry_ids) != NULL,
        };
    *drawing.chart = (struct chart){0};
    set_frame(&drawing, source->map);
    for (enum chart_pen pen = 0; pen < PEN_COUNT; pen++)
        put_strokes(&drawing, source->map, pen);
    put_labels(&drawing, source->map);
    put_dots(&drawing);
    list_pinned_entries(&drawing);
    return drawing.chart;
}
