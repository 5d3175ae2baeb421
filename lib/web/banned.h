/* What bans do to a request: they take permissions from whoever sends it. Of networks each worker keeps
 * them (auth/ban/ban_set.h); that of an account is a role. */
#ifndef LOREHALL_WEB_BANNED_H
#define LOREHALL_WEB_BANNED_H

#include "web/request.h"

/* Finds the ban that the request's address falls under on its site, and takes from the guest what it
 * denies. */
void banned_find(struct request *r);

/* The same once the caller is known: whoever may ban is held back by none, so that nobody shuts
 * themselves out. */
void banned_caller(struct request *r);

/* Whether the route is left to the caller. False: the refusal, which says why and until when, is made,
 * before anything of the request was read. */
bool banned_route(struct request *r);

/* What the caller is denied on SITE, be it another than the request's: by a role or by the network. */
permission_set banned_on(const struct request *r, const struct site *site);

/* Whether the account that asks is suspended on this site. */
bool banned_account(const struct request *r);

/* Whether that is why they may not use the route. */
bool banned_by_role(const struct request *r);

/* Where the caller reads why, and appeals; NULL: nothing is to be said, or they cannot. */
const char *banned_page(const struct request *r);

#endif
