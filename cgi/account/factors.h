/* One's own second factors. */
#ifndef LOREHALL_ACCOUNT_FACTORS_H
#define LOREHALL_ACCOUNT_FACTORS_H

#include "web/request.h"

struct recovery_codes;

/* Answers when a factor was added: with recovery codes, or, where there were some already, with the page of
 * factors. What was opened without one ends. */
enum http_status factor_added(struct request *r, const struct recovery_codes *codes);

/* Sets what is said of taking one away. */
void removal_set(struct request *r);

/* GET /account/factors: what there is. */
enum http_status factors_page(struct request *r);

/* GET and POST /account/factors/app: a fresh key with its picture; key and code add it. */
enum http_status app_form(struct request *r);
enum http_status app_post(struct request *r);

/* GET and POST /account/factors/app/remove: password and code take it away. */
enum http_status app_remove_form(struct request *r);
enum http_status app_remove_post(struct request *r);

/* POST /account/factors/recovery: new recovery codes, shown this once. */
enum http_status recovery_post(struct request *r);

#endif
