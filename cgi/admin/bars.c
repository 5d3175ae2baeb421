/* A bar's width and height are whole numbers of the drawing's own units, so that no locale's comma
 * comes into the SVG. */
#include "bars.h"

#include <inttypes.h>

#include "base/number.h"
#include "web/view.h"

char *number_words(struct arena *arena, uint64_t number)
{
    char grouped[NUMBER_CAPACITY];

    number_grouped(arena_format(arena, "%" PRIu64, number), number_style_here(), grouped);
    return arena_format(arena, "%s", grouped);
}

char *milliseconds_words(struct arena *arena, uint64_t microseconds)
{
    return arena_format(arena, "%s%c%03u", number_words(arena, microseconds / 1000),
                        number_style_here().point, (unsigned)(microseconds % 1000));
}

static uint64_t highest(const struct bars *bars)
{
    uint64_t max = 0;

    for (size_t i = 0; i < bars->count; i++)
        max = bars->bars[i].value > max ? bars->bars[i].value : max;
    return max;
}

/* What is not nothing can be seen: one unit at least. */
static int64_t height_of(uint64_t value, uint64_t max)
{
    int64_t height = (int64_t)((double)value / (double)max * BARS_HEIGHT);

    return height > 0 ? height : 1;
}

static void draw_bar(struct request *r, struct view_node *chart, const struct bars *bars, size_t i,
                     uint64_t max)
{
    const struct bar *bar = &bars->bars[i];
    int64_t left = (int64_t)(i * BARS_WIDTH / bars->count);
    int64_t right = (int64_t)((i + 1) * BARS_WIDTH / bars->count);
    struct view_node *node = node_item(chart, "bars");

    node_set(node, "label", bar->label);
    node_set(node, "value", number_words(r->arena, bar->value));
    if (bar->value == 0)
        return;
    node_set_number(node, "x", left);
    node_set_number(node, "width", right - left > 2 ? right - left - 1 : right - left);
    node_set_number(node, "height", height_of(bar->value, max));
    node_set_number(node, "y", BARS_HEIGHT - height_of(bar->value, max));
    node_set(node, "drawn", "1");
}

void bars_draw(struct request *r, const struct bars *bars)
{
    struct view_node *chart = view_item(r->view, "Charts");
    uint64_t max = highest(bars);

    node_set(chart, "name", bars->name);
    node_set(chart, "title", bars->title);
    node_set(chart, "summary", bars->summary);
    node_set(chart, "labels", bars->labels);
    node_set(chart, "values", bars->values);
    node_set(chart, "max", number_words(r->arena, max));
    if (bars->count == 0)
        return;
    node_set(chart, "first", bars->bars[0].label);
    node_set(chart, "last", bars->bars[bars->count - 1].label);
    for (size_t i = 0; i < bars->count; i++)
        draw_bar(r, chart, bars, i, max);
}
