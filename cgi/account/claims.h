/* Saying that an imported author is oneself. */
#ifndef LOREHALL_ACCOUNT_CLAIMS_H
#define LOREHALL_ACCOUNT_CLAIMS_H

#include "web/request.h"

/* GET /account/claims: name looks an imported author up. POST: author (an id), name, proof, link. */
enum http_status own_claims_page(struct request *r);
enum http_status own_claims_post(struct request *r);

/* POST /account/claims/ID: takes it back. */
enum http_status own_claim_withdraw(struct request *r);

#endif
