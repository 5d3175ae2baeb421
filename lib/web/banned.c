#include "web/banned.h"

#include <string.h>

#include "base/language.h"
#include "web/limits.h"
#include "web/response.h"
#include "web/route.h"
#include "web/site.h"

#define MAY_BAN (PERMISSION_BIT(PERMISSION_ACCOUNT_BAN) | PERMISSION_BIT(PERMISSION_BAN_EDIT))

void banned_find(struct request *r)
{
    r->ban = ban_of_address(r->worker->bans, r->address, r->site->id, clock_now());
    r->denied = r->ban != NULL ? ban_denies(r->worker->roles, r->ban->level) : 0;
    r->permissions &= ~r->denied;
}

void banned_caller(struct request *r)
{
    if ((r->permissions & MAY_BAN) != 0) {
        r->ban = NULL;
        r->denied = 0;
    }
    r->permissions &= ~r->denied;
}

permission_set banned_on(const struct request *r, const struct site *site)
{
    const struct grants *grants = r->session != NULL ? &r->session->grants : NULL;
    const struct role_scope scope = {site->id, 0};
    int64_t now = clock_now();
    const struct ban_rule *ban = ban_of_address(r->worker->bans, r->address, site->id, now);
    permission_set denied = 0;

    if (grants != NULL)
        denied = permissions_denied(r->worker->roles, grants, scope, now);
    if (ban != NULL && (permissions_at(r->worker->roles, grants, scope, now) & MAY_BAN) == 0)
        denied |= ban_denies(r->worker->roles, ban->level);
    return denied;
}

/* "2026-12-31 18:00 UTC". */
static const char *moment_text(struct arena *arena, int64_t instant)
{
    const char *text = clock_rfc3339(arena, instant);

    return arena_format(arena, "%.10s %.5s UTC", text, text + 11);
}

static const char *what_is_banned(const struct request *r)
{
    switch (r->ban->level) {
    case BAN_REGISTER:
        return arena_format(r->arena, _("No accounts can be registered from your network (%s)."),
                            r->ban->target);
    case BAN_WRITE:
        return arena_format(r->arena, _("Nothing can be written from your network (%s)."),
                            r->ban->target);
    case BAN_READ: break;
    }
    return arena_format(r->arena, _("This site cannot be used from your network (%s)."),
                        r->ban->target);
}

bool banned_route(struct request *r)
{
    const char *until;

    if (r->ban == NULL || !permission_held(r->denied, r->route->permission))
        return true;
    /* A form is counted here, as a refusal of it is not to be had without end either. */
    if (r->method != METHOD_GET && r->route->files_max == 0 && !limits_request(r))
        return false;
    until = r->ban->until != 0
                ? arena_format(r->arena, _("It ends on %s."), moment_text(r->arena, r->ban->until))
                : _("It has no end.");
    return refused(r, HTTP_FORBIDDEN, "banned",
                   arena_format(r->arena, _("%s Reason: %s %s"), what_is_banned(r),
                                *r->ban->reason != '\0' ? r->ban->reason : "–", until));
}

bool banned_account(const struct request *r)
{
    const struct grants *grants = r->session != NULL ? &r->session->grants : NULL;
    const struct role_scope here = {r->site->id, 0};

    for (size_t i = 0; grants != NULL && i < grants->count; i++) {
        const struct role *role = role_by_id(r->worker->roles, grants->list[i].role_id);

        if (role != NULL && strcmp(role->name, ROLE_SUSPENDED) == 0 &&
            !grant_is_over(&grants->list[i], clock_now()) &&
            scope_contains(grants->list[i].scope, here))
            return true;
    }
    return false;
}

bool banned_by_role(const struct request *r)
{
    return r->route != NULL && r->site != NULL && banned_account(r) &&
           permission_held(permissions_given(r->worker->roles, &r->session->grants,
                                             (struct role_scope){r->site->id, 0}, clock_now()),
                           r->route->permission);
}

const char *banned_page(const struct request *r)
{
    if (r->ban == NULL && !banned_account(r))
        return NULL;
    if (r->session == NULL)
        return request_may(r, PERMISSION_SESSION_OPEN) ? "/account/login?next=/account/bans" : NULL;
    return request_may(r, PERMISSION_BAN_APPEAL) ? "/account/bans" : NULL;
}
