/* The beastiary's front page. */
#ifndef LOREHALL_BEASTIARY_FRONT_H
#define LOREHALL_BEASTIARY_FRONT_H

#include "web/request.h"

/* GET /beastiary/: the search, the kinds of entries, what changed and what is talked about. */
enum http_status beastiary_front_page(struct request *r);

#endif
