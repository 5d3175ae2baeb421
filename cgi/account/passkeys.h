/* One's own passkeys: added, renamed and taken away. */
#ifndef LOREHALL_ACCOUNT_PASSKEYS_H
#define LOREHALL_ACCOUNT_PASSKEYS_H

#include "web/request.h"

/* Sets the list of them for the page of factors. 0 or -1. */
int passkeys_set(struct request *r);

/* GET and POST /account/factors/passkey: name, passkey, next. */
enum http_status passkey_add_form(struct request *r);
enum http_status passkey_add_post(struct request *r);

/* GET and POST /account/factors/passkeys/:id: action ("rename", "remove"), name. */
enum http_status passkey_form(struct request *r);
enum http_status passkey_post(struct request *r);

#endif
