/* Ranges of a number field: as addresses have them, and as players type them. */
#ifndef LOREHALL_GAME_RANGE_H
#define LOREHALL_GAME_RANGE_H

#include "base/number.h"
#include "game/game.h"

/* Who wrote what is read. */
enum range_writer {
    RANGE_PROGRAM, /* "50", "50-60", "50-", "-60", decimals behind a point: nothing else */
    RANGE_ADDRESS, /* that; or what a page prints in the current language, where it is not that */
    RANGE_FORM,    /* what a page prints; or that. What could be either is refused */
};

/* Reads TEXT as values of FIELD, an integer or a decimal; an open end is INT64_MIN or INT64_MAX.
 * What a page prints is numbers of the language ("1.234,5", "1 234"), with their unit, percent,
 * coins and times ("6 min 40 s"), and ranges with dashes or in words. NULL, or what is wrong. */
const char *range_read(const struct field *field, struct arena *arena, const char *text,
                       enum range_writer writer, struct number_range *range);

/* The range as addresses have it. */
const char *range_text(struct arena *arena, const struct field *field, int64_t low, int64_t high);

/* The same as it stands in an input, to be typed further. */
const char *range_typed(struct arena *arena, const char *text);

#endif
