/* One's own bans, and appeals against them. */
#ifndef LOREHALL_ACCOUNT_BANS_H
#define LOREHALL_ACCOUNT_BANS_H

#include "web/request.h"

/* GET /account/bans: what, why, until when, and what became of an appeal. */
enum http_status own_bans_page(struct request *r);

/* POST /account/bans/ID: body; once for each ban. */
enum http_status own_appeal_post(struct request *r);

#endif
