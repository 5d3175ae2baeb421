/* A warning of the moderators, which its account reads before anything else. */
#ifndef LOREHALL_ACCOUNT_WARNING_H
#define LOREHALL_ACCOUNT_WARNING_H

#include "web/request.h"

/* GET /account/warning: next; POST /account/warning: id, next: it was read. */
enum http_status warning_form(struct request *r);
enum http_status warning_post(struct request *r);

#endif
