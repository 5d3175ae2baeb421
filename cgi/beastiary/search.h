/* The search: over a game's entries, the site's talk and its people. */
#ifndef LOREHALL_BEASTIARY_SEARCH_H
#define LOREHALL_BEASTIARY_SEARCH_H

#include "web/request.h"

/* GET /search?q=: what fits, by kind. A single entry of just that name is gone to at once, unless
 * list=1 asks for the page. */
enum http_status search_page(struct request *r);

/* GET /beastiary/suggest?q=: names while they are typed, as JSON. */
enum http_status search_suggest(struct request *r);

/* GET /api/v1/search?q=&kind=&limit=: what was found by kind, threads and comments behind
 * entries. */
enum http_status search_api(struct request *r);

#endif
