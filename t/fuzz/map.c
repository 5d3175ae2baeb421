/* A map's text: is read and drawn, as a page and as a picture, or the number of a line is told. */
#include <math.h>
#include <string.h>

#include "../../cgi/beastiary/map.h"
#include "../unit/probe.h"
#include "base/text/text.h"
#include "page.h"

const char fuzz_name[] = "map";
const char *const fuzz_words[] = {"L ",  "P ",     ", ",    "\n",   "\r\n",
                                  "0, ", "-1.5, ", "255, ", "256,", "1e9",
                                  "...", "_",      "\t",    "\xC3", "99999999999999999999",
                                  NULL};

/* Draws it with some who stand there, near and far. */
static void check_drawn(struct arena *arena, const struct map *map, bool inverted)
{
    static const struct place places[] = {
        {.entry_id = 1,
         .kind_name = "npc",
         .name = "0",
         .x = 1,
         .y = -2,
         .group = "",
         .chance = 100},
        {.entry_id = 2,
         .kind_name = "npc",
         .name = "a <gnoll> & \"more\"",
         .x = 1,
         .y = -2,
         .group = "a",
         .chance = 12.5f,
         .respawn = 400,
         .variance = 30},
        {.entry_id = 3,
         .kind_name = "npc",
         .name = "far",
         .x = -99999,
         .y = 99999,
         .group = "a",
         .chance = 0},
    };
    static const uint64_t marked[] = {3};
    const struct entry zone = {.id = 9,
                               .kind = &probe_kinds[1],
                               .external_id = "z",
                               .name = "The <Hills>"};
    const struct chart_source source = {map, places, 3, inverted, marked, 1};
    const struct chart *chart = chart_draw(arena, &source);
    struct map_options options = {.name = "gnoll",
                                  .entry = &zone,
                                  .linker = {.arena = arena, .game = &probe_game}};
    struct request *r = page_open(arena, "/beastiary/zone/9/x/map.svg", NULL);
    const char *picture;
    const struct piece *body = map_body(r, &probe_game, chart, &options);

    MUST(body != NULL);
    check_html(body->bytes);
    MUST(map_answer(r, &probe_game, &zone, chart) == HTTP_OK);
    picture = check_page(r);
    MUST(strstr(picture, "nan") == NULL && strstr(picture, "inf") == NULL);
    page_close(r);
}

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
            MUST(text_check(map.labels[i].text, strlen(map.labels[i].text), true) == TEXT_VALID);
        check_drawn(arena, &map, size % 2 == 0);
    } else {
        MUST(wrong_line >= 1 && wrong_line <= lines);
    }
    arena_close(arena);
    return 0;
}
