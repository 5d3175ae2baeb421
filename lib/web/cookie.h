/* The cookies: of the session, of a login that was begun, of the form that was sent last, of forms
 * that were refused, and of the device. Behind TLS they carry the __Host- prefix and Secure (RFC 6265bis). */
#ifndef LOREHALL_WEB_COOKIE_H
#define LOREHALL_WEB_COOKIE_H

#include "web/request.h"

/* The session token that the browser sent; NULL when none. */
const char *session_cookie(const struct request *r);

/* Hands out a session token, which the browser keeps when it ends or not. */
void session_cookie_set(struct request *r, const char *token, bool kept);

/* Takes it back. */
void session_cookie_end(struct request *r);

/* Hands out such a key; one that is no token of ours is not handed out. */
void form_cookie_set(struct request *r, const char *key);

/* The key for a form to carry: a fresh one, or that of the form sent a moment ago. */
const char *form_key(struct request *r);

/* What binds refused forms to this browser, so that they may be sent again (csrf_again); NULL when
 * none was. */
const char *again_cookie(const struct request *r);

/* Hands out one, or the same again. */
const char *again_cookie_set(struct request *r);

/* The token of a login whose second factor is still to come (auth/factor/pending_login.h); NULL when none. */
const char *login_cookie(const struct request *r);

/* Hands out one; NULL takes it back. */
void login_cookie_set(struct request *r, const char *token);

/* The token of a login by a provider (auth/provider/provider_login.h); NULL when none. */
const char *provider_cookie(const struct request *r);

/* Hands out one; NULL takes it back. */
void provider_cookie_set(struct request *r, const char *token);

/* What makes this browser known to an account (auth/device.h); NULL when none. */
const char *device_cookie(const struct request *r);

/* Hands out one. */
void device_cookie_set(struct request *r, const char *device);

#endif
