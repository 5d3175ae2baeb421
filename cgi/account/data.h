/* All of one's own data. */
#ifndef LOREHALL_ACCOUNT_DATA_H
#define LOREHALL_ACCOUNT_DATA_H

#include "web/request.h"

/* GET /account/data.json: the account with its address, roles, sessions and API tokens, all that it
 * wrote, rated and reported, and what is recorded of it. */
enum http_status own_data_file(struct request *r);

#endif
