/* The map of a zone: who stands where. */
#ifndef LOREHALL_BEASTIARY_MAP_H
#define LOREHALL_BEASTIARY_MAP_H

#include "link.h"
#include "lore/chart.h"
#include "web/request.h"

/* GET /beastiary/KIND/ID/SLUG/map: the map, who is on it, and what is said about it. `show` (an
 * entry's id) and `q` (part of a name) make some stand out. */
enum http_status map_page(struct request *r);

/* GET /beastiary/KIND/ID/SLUG/map.svg: the same as a small picture of its own. */
enum http_status map_picture(struct request *r);

/* What shall stand out, where the page is, and what is told beside names. */
struct map_options {
    const char *path;
    uint64_t show;             /* an entry; 0: none */
    const char *name;          /* part of names; NULL: none */
    const struct entry *entry; /* whose map it is */
    struct linker linker;
};

/* The part of the page that CHART is drawn on, in HTML, of the entry of OPTIONS, whose path it sets.
 * NULL on failure. */
struct piece *map_body(struct request *r, const struct game *game, const struct chart *chart,
                       struct map_options *options);

/* Answers with the picture alone. */
enum http_status map_answer(struct request *r, const struct game *game, const struct entry *entry,
                            const struct chart *chart);

#endif
