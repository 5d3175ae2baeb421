/* Tokens that show that a form came from our own page. A session's token is a keyed digest of what
 * stands for it; a guest's (login, registration) is signed and good for two hours, as is that of a form
 * that was refused. Who may change state is also held to requests whose Origin, where the browser
 * sends one, is our own. */
#ifndef LOREHALL_AUTH_CSRF_H
#define LOREHALL_AUTH_CSRF_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/secret.h"

/* The token for forms of a session by its key (session_key); NULL for a guest. */
char *csrf_token(const struct secret *secret, struct arena *arena, const char *session);

/* Whether TOKEN (may be NULL) is good for that session, or guest. */
bool csrf_right(const struct secret *secret, struct arena *arena, const char *session,
                const char *token);

/* The token for a form that was refused and may be sent again to PATH within two hours, by the
 * browser that has the cookie NONCE, whoever is logged in there by then. */
char *csrf_again(const struct secret *secret, struct arena *arena, const char *nonce,
                 const char *path);

/* Whether TOKEN is one that csrf_again gave; NONCE and TOKEN may be NULL, for no. */
bool csrf_again_right(const struct secret *secret, struct arena *arena, const char *nonce,
                      const char *path, const char *token);

/* When a form was begun, for it to carry: whoever sends it did not take less time than has passed
 * since. */
char *form_begun(const struct secret *secret, struct arena *arena);

/* Microseconds since form_begun made TOKEN (may be NULL); -1: it is none of ours. */
int64_t form_begun_ago(const struct secret *secret, struct arena *arena, const char *token);

#endif
