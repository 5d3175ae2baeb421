/* One's own invitations. */
#ifndef LOREHALL_ACCOUNT_INVITATIONS_H
#define LOREHALL_ACCOUNT_INVITATIONS_H

#include "web/request.h"

/* GET /account/invitations: those that one made. POST: makes one: days, uses. */
enum http_status invitations_page(struct request *r);
enum http_status invitations_post(struct request *r);

/* POST /account/invitations/ID: withdraws one. */
enum http_status invitation_withdraw_post(struct request *r);

#endif
