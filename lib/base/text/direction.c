/* Text that runs from right to left, and the controls that tell how text runs (Unicode Annex 9).
 * A name in Hebrew between two numbers of ours reorders the numbers; so whatever is put beside
 * other text is isolated, and controls in it are closed where it ends. */
#include <string.h>

#include "base/buffer.h"
#include "base/text/text.h"

#define DIRECTIONS_MAX 32 /* open within a line; more are left out */

/* Embeddings and isolates that are open, by what ends them. */
struct directions {
    uint32_t ends[DIRECTIONS_MAX];
    size_t count;
};

/* Ends all that is open down to the first COUNT. */
static void end_directions(struct buffer *out, struct directions *open, size_t count)
{
    while (open->count > count)
        text_put_point(out, open->ends[--open->count]);
}

/* Keeps a control of direction where it begins something that will be ended, or ends what began. */
static void keep_direction(struct buffer *out, struct directions *open, uint32_t c)
{
    bool isolate = c >= 0x2066 && c <= 0x2068;

    if (c == 0x202C || c == 0x2069) {
        for (size_t i = open->count; i-- > 0;) {
            if (open->ends[i] == c) {
                end_directions(out, open, i);
                return;
            }
        }
    } else if (open->count < DIRECTIONS_MAX) {
        open->ends[open->count++] = isolate ? 0x2069 : 0x202C;
        text_put_point(out, c);
    }
}

char *text_closed(struct arena *arena, const char *text)
{
    struct buffer out = buffer_open(arena, strlen(text) + 1);
    struct directions open = {.count = 0};
    size_t left = strlen(text);

    while (left > 0) {
        uint32_t point = 0;
        size_t step = text_point(text, left, &point);
        size_t taken = step > 0 ? step : 1;

        if (*text == '\n')
            end_directions(&out, &open, 0);
        if ((point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069))
            keep_direction(&out, &open, point);
        else
            buffer_put(&out, text, taken);
        text += taken;
        left -= taken;
    }
    end_directions(&out, &open, 0);
    buffer_put(&out, "", 0);
    return out.data != NULL ? out.data : arena_string(arena, "");
}

/* ---- text within other text ---- */

#define ISOLATE "\xE2\x81\xA8"     /* U+2068, the direction being that of the first letter */
#define ISOLATE_END "\xE2\x81\xA9" /* U+2069 */

/* The blocks of scripts that run from right to left, with their digits and unassigned places
 * (Unicode's DerivedBidiClass), and the controls that have text run so. */
static bool runs_left(uint32_t c)
{
    return (c >= 0x0590 && c <= 0x08FF) || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || (c >= 0xFB1D && c <= 0xFDFF) ||
           (c >= 0xFE70 && c <= 0xFEFE) || (c >= 0x10800 && c <= 0x10FFF) ||
           (c >= 0x1E800 && c <= 0x1EFFF);
}

bool text_runs_left(const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        uint32_t point = 0;
        size_t step = (unsigned char)*text < 0x80 ? 1 : text_point(text, left, &point);
        size_t taken = step > 0 ? step : 1;

        if (step > 1 && runs_left(point))
            return true;
        text += taken;
        left -= taken;
    }
    return false;
}

const char *text_isolated(struct arena *arena, const char *text)
{
    return text_runs_left(text)
               ? arena_format(arena, ISOLATE "%s" ISOLATE_END, text_closed(arena, text))
               : text;
}
