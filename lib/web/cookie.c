#include "web/cookie.h"

#include "auth/device.h"
#include "auth/factor/pending_login.h"
#include "auth/provider/provider_login.h"
#include "auth/secret.h"
#include "web/response.h"

#define FORM_AGE 600   /* seconds */
#define AGAIN_AGE 7200 /* as long as what is bound to it (csrf_again) */

/* Finds the cookie that is called NAME here. */
static const char *find_own_cookie(const struct request *r, const char *name)
{
    if (r->worker->configuration->secure)
        name = arena_format(r->arena, "__Host-%s", name);
    return cookie_find(r->arena, request_variable(r, "HTTP_COOKIE"), name);
}

#define AGE_BROWSER (-1) /* it goes when the browser ends */

static void set_own_cookie(struct request *r, const char *name, const char *value, long long age)
{
    bool secure = r->worker->configuration->secure;
    const char *lifetime = age == AGE_BROWSER ? "" : arena_format(r->arena, " Max-Age=%lld;", age);

    response_header(r, "Set-Cookie",
                    arena_format(r->arena, "%s%s=%s; Path=/;%s HttpOnly; SameSite=Lax%s",
                                 secure ? "__Host-" : "", name, value, lifetime,
                                 secure ? "; Secure" : ""));
}

const char *session_cookie(const struct request *r)
{
    return find_own_cookie(r, "lorehall");
}

void session_cookie_set(struct request *r, const char *token, bool kept)
{
    set_own_cookie(r, "lorehall", token,
                   kept ? (long long)(SESSION_ABSOLUTE / CLOCK_SECOND) : AGE_BROWSER);
}

void session_cookie_end(struct request *r)
{
    set_own_cookie(r, "lorehall", "", 0);
}

/* The key of the form that this browser sent last, for some minutes after; NULL when none. A form
 * that is fetched anew meanwhile carries it too, so that going back to it and sending the same text
 * again is known as the same. */
static const char *form_cookie(const struct request *r)
{
    const char *key = find_own_cookie(r, "lorehall-form");

    return key != NULL && token_shaped(key) ? key : NULL;
}

void form_cookie_set(struct request *r, const char *key)
{
    if (token_shaped(key))
        set_own_cookie(r, "lorehall-form", key, FORM_AGE);
}

const char *form_key(struct request *r)
{
    const char *last = form_cookie(r);

    return last != NULL ? last : token_make(r->arena);
}

const char *again_cookie(const struct request *r)
{
    const char *nonce = find_own_cookie(r, "lorehall-again");

    return nonce != NULL && token_shaped(nonce) ? nonce : NULL;
}

const char *again_cookie_set(struct request *r)
{
    const char *nonce = again_cookie(r);

    if (nonce == NULL)
        nonce = token_make(r->arena);
    set_own_cookie(r, "lorehall-again", nonce, AGAIN_AGE);
    return nonce;
}

const char *login_cookie(const struct request *r)
{
    return find_own_cookie(r, "lorehall-login");
}

void login_cookie_set(struct request *r, const char *token)
{
    set_own_cookie(r, "lorehall-login", token != NULL ? token : "",
                   token != NULL ? PENDING_LOGIN_SECONDS : 0);
}

const char *provider_cookie(const struct request *r)
{
    return find_own_cookie(r, "lorehall-provider");
}

void provider_cookie_set(struct request *r, const char *token)
{
    set_own_cookie(r, "lorehall-provider", token != NULL ? token : "",
                   token != NULL ? PROVIDER_LOGIN_SECONDS : 0);
}

const char *device_cookie(const struct request *r)
{
    return find_own_cookie(r, "lorehall-device");
}

void device_cookie_set(struct request *r, const char *device)
{
    set_own_cookie(r, "lorehall-device", device, DEVICE_SECONDS);
}
