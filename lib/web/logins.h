/* How pages show by what an account is used: its sessions and its API tokens. Its owner sees them, and
 * the administration. */
#ifndef LOREHALL_WEB_LOGINS_H
#define LOREHALL_WEB_LOGINS_H

#include "web/request.h"

/* Sets Sessions of an account, which administers or does not. 0 or -1. */
int set_sessions(struct request *r, uint64_t account_id, bool administers);

/* Sets Tokens of an account. 0 or -1. */
int set_api_tokens(struct request *r, uint64_t account_id);

#endif
