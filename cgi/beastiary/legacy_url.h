/* Old links (lore/legacy_url.h): nobody who follows one comes to a dead end. */
#ifndef LOREHALL_BEASTIARY_OLD_H
#define LOREHALL_BEASTIARY_OLD_H

#include "web/request.h"

/* GET / with a query, and paths that pages of other programs had: leads to the entry or comment
 * that was meant (301); where it is not known, to the search with its name or number (302). */
enum http_status legacy_url(struct request *r);

#endif
