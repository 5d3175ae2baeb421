/* The map of a zone: who stands where. */
#ifndef LOREHALL_BEASTIARY_MAP_H
#define LOREHALL_BEASTIARY_MAP_H

#include "web/request.h"

/* GET /beastiary/KIND/ID/SLUG/map: the map, who is on it, and what is said about it. `show` (an
 * entry's id) and `q` (part of a name) make some stand out. */
enum http_status map_page(struct request *r);

/* GET /beastiary/KIND/ID/SLUG/map.svg: the same as a small picture of its own. */
enum http_status map_picture(struct request *r);

#endif
