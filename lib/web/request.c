#include "web/request.h"

#include <fcgiapp.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "web/site.h"

const char *request_variable(const struct request *r, const char *name)
{
    const FCGX_Request *fcgi = r->fcgi;
    const char *value = fcgi != NULL ? FCGX_GetParam(name, fcgi->envp) : NULL;

    return value != NULL ? value : "";
}

struct store request_store(const struct request *r)
{
    return (struct store){.database = r->worker->database,
                          .shared = r->worker->shared,
                          .cache = r->worker->cache,
                          .arena = r->arena};
}

struct actor request_actor(const struct request *r)
{
    return (struct actor){
        .secret = &r->worker->secret,
        .account_id = request_account(r),
        .session_id = r->session != NULL ? r->session->id : 0,
        .name = r->session != NULL ? r->session->name : "",
        .site_id = r->site != NULL ? r->site->id : 0,
        .address = r->address,
        .request = r->id,
    };
}

uint64_t request_account(const struct request *r)
{
    return r->session != NULL ? r->session->account_id : 0;
}

bool request_is_own(const struct request *r)
{
    const char *sent = request_variable(r, "HTTP_ORIGIN"), *port = strrchr(r->origin, ':');
    size_t length = port != NULL && port[1] != '/' ? (size_t)(port - r->origin) : strlen(r->origin);

    if (strncasecmp(sent, r->origin, length) != 0)
        return false;
    return strcasecmp(sent + length + (sent[length] == '.'), r->origin + length) == 0;
}

bool request_may(const struct request *r, enum permission permission)
{
    return permission_held(r->permissions, permission);
}

permission_set request_scopes(const struct request *r)
{
    return r->session != NULL ? r->session->scopes : PERMISSIONS_ALL;
}

static const struct grants *caller_grants(const struct request *r)
{
    return r->session != NULL ? &r->session->grants : NULL;
}

bool request_may_board(const struct request *r, enum permission permission, uint64_t board_id)
{
    if (board_id == 0)
        return request_may(r, permission);
    return permission_held(request_scopes(r) &
                               permissions_at(r->worker->roles, caller_grants(r),
                                              (struct role_scope){r->site->id, board_id},
                                              clock_now()) &
                               ~r->denied,
                           permission);
}

bool request_lacks_factor(const struct request *r, enum permission permission)
{
    return r->session != NULL && r->site != NULL &&
           factor_withholds(r->worker->roles, &r->session->grants,
                            (struct role_scope){r->site->id, 0}, permission, clock_now());
}

struct reader request_reader(const struct request *r)
{
    return (struct reader){.roles = r->worker->roles, .grants = caller_grants(r)};
}

permission_set request_permissions_somewhere(const struct request *r)
{
    const struct grants *grants = caller_grants(r);

    return grants == NULL
               ? r->permissions
               : request_scopes(r) & ~r->denied &
                     permissions_somewhere(r->worker->roles, grants, r->site->id, clock_now());
}

/* The stamp is taken here, before its caller reads: what changes between the two makes the page
 * stale as it is kept. Taken afterwards, it would stand for a state that was not read. A page that
 * shows more than there is room for is not kept; it would miss a change. */
void request_depends(struct request *r, const char *format, ...)
{
    va_list arguments;
    const char *keys[2] = {NULL, NULL};

    va_start(arguments, format);
    keys[0] = arena_vformat(r->arena, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < r->dependency_count; i++)
        if (strcmp(r->dependencies[i], keys[0]) == 0)
            return;
    if (r->dependency_count == DEPENDENCIES_MAX) {
        r->cacheable = false;
        return;
    }
    r->dependencies[r->dependency_count++] = keys[0];
    r->stamp += generation_stamp(r->worker->shared, keys);
}
