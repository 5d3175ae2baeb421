/* What one is called. */
#ifndef LOREHALL_ACCOUNT_NAME_H
#define LOREHALL_ACCOUNT_NAME_H

#include "web/request.h"

/* GET and POST /account/name: name; was, as the form showed it. */
enum http_status name_form(struct request *r);
enum http_status name_post(struct request *r);

#endif
