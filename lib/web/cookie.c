#include "web/cookie.h"

#include "web/response.h"

static const char *cookie_name(const struct request *r)
{
    return r->worker->configuration->secure ? "__Host-lorehall" : "lorehall";
}

const char *session_cookie(const struct request *r)
{
    return cookie_find(r->arena, request_variable(r, "HTTP_COOKIE"), cookie_name(r));
}

void session_cookie_set(struct request *r, const char *token)
{
    long long age = token != NULL ? (long long)(SESSION_ABSOLUTE / CLOCK_SECOND) : 0;

    response_header(r, "Set-Cookie",
                    arena_format(r->arena, "%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                                 cookie_name(r), token != NULL ? token : "", age,
                                 r->worker->configuration->secure ? "; Secure" : ""));
}
