/* One's own API tokens. */
#ifndef LOREHALL_ACCOUNT_TOKENS_H
#define LOREHALL_ACCOUNT_TOKENS_H

#include "web/request.h"

/* GET /account/tokens: what there is, and the form for another. */
enum http_status tokens_page(struct request *r);

/* POST /account/tokens: name, days (1 to 365), a field scope.NAME for each scope. Answers with the token,
 * which is shown this once. */
enum http_status tokens_post(struct request *r);

/* POST /account/tokens/end: id. */
enum http_status tokens_end(struct request *r);

#endif
