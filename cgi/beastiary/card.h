/* Cards: what a tooltip shows of an entry, here and on other people's pages. */
#ifndef LOREHALL_BEASTIARY_CARD_H
#define LOREHALL_BEASTIARY_CARD_H

#include "web/request.h"

/* GET /beastiary/card/KIND/ID: the card of the entry with this id, or with "ext:N" of that whose
 * source calls it N; as HTML, or with format=json as JSON. Any page may read it. */
enum http_status card_by_id(struct request *r);

/* GET /beastiary/card?name=…&kind=…: the same by name; without a kind that of the weightiest. */
enum http_status card_by_name(struct request *r);

#endif
