/* Where roles hold: everywhere, on a site, on a board of it; as forms choose it and as it is told. */
#ifndef LOREHALL_ADMIN_SCOPE_H
#define LOREHALL_ADMIN_SCOPE_H

#include "auth/role.h"
#include "web/request.h"

/* Offers all places in the view as Places, the chosen one marked. 0, or -1 on failure. */
int scopes_set(struct request *r, struct role_scope chosen);

/* What a scope is called, in the reader's language. */
const char *scope_title(struct request *r, struct role_scope scope);

/* A scope as a form has it: "0", "3", "3.17". */
const char *scope_text(struct arena *arena, struct role_scope scope);

/* Reads one; false where TEXT is none. */
bool scope_read(const char *text, struct role_scope *scope);

#endif
