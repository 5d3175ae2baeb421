/* A map's text: is read, or the number of a line is told. */
#include "lore/place.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "fuzz.h"

const char fuzz_name[] = "map";
const char *const fuzz_words[] = {"L ",  "P ",     ", ",    "\n",   "\r\n",
                                  "0, ", "-1.5, ", "255, ", "256,", "1e9",
                                  "...", "_",      "\t",    "\xC3", "99999999999999999999",
                                  NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    const char *text = arena_copy(arena, data, size);
    size_t lines = 1, wrong_line = 0;
    struct map map;

    for (const char *c = text; *c != '\0'; c++)
        lines += *c == '\n';
    if (map_parse(arena, text, &map, &wrong_line)) {
        MUST(map.line_count + map.label_count <= lines);
        for (size_t i = 0; i < map.line_count; i++)
            MUST(isfinite(map.lines[i].x1) && isfinite(map.lines[i].y2) &&
                 map.lines[i].colour <= 0xFFFFFF);
        for (size_t i = 0; i < map.label_count; i++)
            MUST(text_check(map.labels[i].text, strlen(map.labels[i].text), true) == TEXT_FINE);
    } else {
        MUST(wrong_line >= 1 && wrong_line <= lines);
    }
    arena_close(arena);
    return 0;
}
