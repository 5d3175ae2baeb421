/* What all pages of the administration have around them, and what their handlers share. */
#ifndef LOREHALL_ADMIN_FRAME_H
#define LOREHALL_ADMIN_FRAME_H

#include "auth/role_edit.h"
#include "web/request.h"

/* Answers with a view within the administration's navigation. */
enum http_status frame_page(struct request *r, enum http_status status, const char *view);

/* The same with the form's errors, as they were noted. */
enum http_status frame_again(struct request *r, enum http_status status, const char *view);

/* Whether the caller may do this on all sites. Accounts, sessions and roles belong to all of
 * them. */
bool may_everywhere(const struct request *r, enum permission permission);

/* Whether the caller may do this all over a site, wherever they ask; 0: on all of them. */
bool may_on_site(const struct request *r, enum permission permission, uint64_t site_id);

/* The site that the caller is held to, as far as this permission goes: 0: none. */
uint64_t only_site(const struct request *r, enum permission permission);

/* The status to answer with of a change of roles. */
enum http_status role_result_status(enum role_result result);

/* Where an account is looked at; NULL where there is none. */
const char *account_path(struct arena *arena, uint64_t account_id);

#endif
