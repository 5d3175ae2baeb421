/* An entry's page. */
#ifndef LOREHALL_BEASTIARY_ENTRY_H
#define LOREHALL_BEASTIARY_ENTRY_H

#include "web/request.h"

/* GET /beastiary/KIND/ID/SLUG: what is known of an entry, and what is said about it. */
enum http_status entry_page(struct request *r);

#endif
