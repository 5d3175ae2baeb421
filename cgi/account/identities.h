/* One's linked logins by other sites. */
#ifndef LOREHALL_ACCOUNT_IDENTITIES_H
#define LOREHALL_ACCOUNT_IDENTITIES_H

#include "web/request.h"

/* GET /account/identities: what is linked, and what can be. */
enum http_status identities_page(struct request *r);

/* POST /account/identities: provider. Leads there, and links it on the way back. */
enum http_status identities_post(struct request *r);

/* POST /account/identities/end: id. */
enum http_status identities_end(struct request *r);

/* Who an issuer is: as the configuration calls it, or its address where that names it no more. */
const char *issuer_title(const struct request *r, const char *issuer);

#endif
