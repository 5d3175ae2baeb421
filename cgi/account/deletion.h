/* Deleting one's account. */
#ifndef LOREHALL_ACCOUNT_DELETION_H
#define LOREHALL_ACCOUNT_DELETION_H

#include "web/request.h"

/* GET and POST /account/delete: comments ("stay" or "go"), sure. Ends all of one's sessions and tokens, and
 * has the account deleted in a week. */
enum http_status deletion_form(struct request *r);
enum http_status deletion_post(struct request *r);

#endif
