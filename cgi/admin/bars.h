/* Charts of the administration, drawn here as SVG: a bar for each of some values in their order,
 * with all of it as a table behind them for whoever cannot see it, or wants the numbers. */
#ifndef LOREHALL_ADMIN_BARS_H
#define LOREHALL_ADMIN_BARS_H

#include "web/request.h"

#define BARS_WIDTH 600
#define BARS_HEIGHT 120

struct bar {
    const char *label;
    uint64_t value;
};

struct bars {
    const char *name;    /* of its own on the page, as parts of ids */
    const char *title;   /* what it shows, translated, as all texts here */
    const char *summary; /* in a sentence what there is to see */
    const char *labels;  /* what the bars are of, and what they count: heads of the table */
    const char *values;
    const struct bar *bars;
    size_t count;
};

/* Adds a chart to the view's list Charts, which `call:chart` of views/admin/frame.cs draws. */
void bars_draw(struct request *r, const struct bars *bars);

/* A number as the reader's language writes it. */
char *number_words(struct arena *arena, uint64_t number);

/* Microseconds as milliseconds, "1.234", likewise. */
char *milliseconds_words(struct arena *arena, uint64_t microseconds);

#endif
