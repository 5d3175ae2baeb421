/* What an API token is for: scopes, each a set of permissions. A token may only what one of its scopes
 * holds and its account holds, too; each can read. What concerns the account itself (its password, its sessions, its
 * tokens) is in none. */
#ifndef LOREHALL_AUTH_TOKEN_TOKEN_SCOPE_H
#define LOREHALL_AUTH_TOKEN_TOKEN_SCOPE_H

#include "auth/permission.h"
#include "base/arena.h"

/* A name is stored and typed, and so never given another meaning; what people read as its name, and
 * the sentence that explains it. */
#define TOKEN_SCOPES(X)                                                                            \
    X(READ, "read", N_("Read"), N_("Read what you may read."))                                     \
    X(POST, "post", N_("Post"), N_("Write, rate and report comments, and start threads."))         \
    X(EDIT, "edit", N_("Edit"), N_("Change and review entries of the database."))                  \
    X(MODERATE, "moderate", N_("Moderate"), N_("Do what moderators do."))                          \
    X(EXPORT, "export", N_("Export"), N_("Run exports."))                                          \
    X(ADMINISTER, "administer", N_("Administer"), N_("Everything else that you may."))

#define TOKEN_SCOPE_OF_LIST(NAME, TEXT, TITLE, SENTENCE) TOKEN_SCOPE_##NAME,
enum token_scope { TOKEN_SCOPES(TOKEN_SCOPE_OF_LIST) TOKEN_SCOPE_COUNT };
#undef TOKEN_SCOPE_OF_LIST

/* A set of scopes, one bit each. */
typedef unsigned token_scope_set;

#define TOKEN_SCOPE_BIT(SCOPE) (1u << (SCOPE))
#define TOKEN_SCOPES_ALL (TOKEN_SCOPE_BIT(TOKEN_SCOPE_COUNT) - 1)

/* Its name: "read", "post", … */
const char *token_scope_name(enum token_scope scope);

/* The same for whoever reads pages, in their language. */
const char *token_scope_title(enum token_scope scope);
const char *token_scope_sentence(enum token_scope scope);

/* The permissions that it holds. */
permission_set token_scope_permissions(enum token_scope scope);

/* What a token of these scopes can be used for. */
permission_set token_scopes_permissions(token_scope_set scopes);

/* Adds the scope of a name to a set; false where there is none of this name. */
bool token_scope_add(token_scope_set *scopes, const char *name);

/* The names of a set with spaces between, as they are stored. */
const char *token_scopes_text(struct arena *arena, token_scope_set scopes);

/* Their titles with commas between, for whoever reads pages. */
const char *token_scopes_titles(struct arena *arena, token_scope_set scopes);

/* What token_scopes_text wrote. A name that this version does not know stands for nothing. */
token_scope_set token_scopes_read(const char *text);

#endif
