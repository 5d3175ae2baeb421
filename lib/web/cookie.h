/* The session cookie. Behind TLS it carries the __Host- prefix and Secure (RFC 6265bis). */
#ifndef LOREHALL_WEB_COOKIE_H
#define LOREHALL_WEB_COOKIE_H

#include "web/request.h"

/* The session token that the browser sent; NULL when none. */
const char *session_cookie(const struct request *r);

/* Hands out a session token; NULL takes it back. */
void session_cookie_set(struct request *r, const char *token);

#endif
