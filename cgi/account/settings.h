/* One's own settings and sessions. */
#ifndef LOREHALL_ACCOUNT_SETTINGS_H
#define LOREHALL_ACCOUNT_SETTINGS_H

#include "web/request.h"

/* GET /account/: leads to the settings. */
enum http_status account_front(struct request *r);

/* GET and POST /account/settings: action=password (current, password, repeat), action=email (see
 * email.h) or action=language
 * (language). */
enum http_status settings_form(struct request *r);
enum http_status settings_post(struct request *r);

/* GET and POST /account/sessions: where one is logged in; id=N ends one, all=1 all others. */
enum http_status sessions_page(struct request *r);
enum http_status sessions_post(struct request *r);

#endif
