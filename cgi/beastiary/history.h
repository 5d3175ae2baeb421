/* The history of an entry. */
#ifndef LOREHALL_BEASTIARY_HISTORY_H
#define LOREHALL_BEASTIARY_HISTORY_H

#include "web/request.h"

/* GET /beastiary/KIND/ID/SLUG/history: its revisions, newest first, from below `before`; with
 * `from` and `to`, what differs between those two. */
enum http_status history_page(struct request *r);

/* POST the same, number, why: takes the entry back to how it was at that revision. */
enum http_status history_revert(struct request *r);

/* GET /beastiary/KIND/ID/SLUG/history/N: the entry as it was. */
enum http_status revision_page(struct request *r);

#endif
