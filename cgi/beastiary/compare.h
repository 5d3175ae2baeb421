/* Entries side by side. */
#ifndef LOREHALL_BEASTIARY_COMPARE_H
#define LOREHALL_BEASTIARY_COMPARE_H

#include "web/request.h"

/* GET /beastiary/compare?ids=1,2,3,4: up to four entries of one kind beside each other, what is
 * best in each row marked, differences told from the first. `add` names one more to take in. */
enum http_status compare_page(struct request *r);

#endif
