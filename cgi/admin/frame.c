#include "frame.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

/* The pages that are lead to, each for whoever may see it. */
static const struct {
    enum permission permission;
    const char *path;
    const char *title;
} sections[] = {
    {PERMISSION_DASHBOARD_SEE, "/admin/", N_("Dashboard")},
    {PERMISSION_QUEUE_WORK, "/admin/queue", N_("Moderation queue")},
    {PERMISSION_COMMENT_REMOVE, "/admin/comments", N_("Comments")},
    {PERMISSION_FILTER_EDIT, "/admin/filters", N_("Word filters")},
    {PERMISSION_COMMENT_REMOVE, "/admin/acts", N_("What moderators did")},
    {PERMISSION_ACCOUNT_SEE, "/admin/accounts", N_("Accounts")},
    {PERMISSION_ACCOUNT_BAN, "/admin/bans", N_("Bans")},
    {PERMISSION_ACCOUNT_BAN, "/admin/appeals", N_("Appeals")},
    {PERMISSION_ACCOUNT_MERGE, "/admin/claims", N_("Claims")},
    {PERMISSION_THROTTLE_EDIT, "/admin/throttles", N_("Limits")},
    {PERMISSION_SITE_EDIT, "/admin/registration", N_("Registration")},
    {PERMISSION_INVITATION_EDIT, "/admin/invitations", N_("Invitations")},
    {PERMISSION_ROLE_EDIT, "/admin/roles", N_("Roles")},
    {PERMISSION_BOARD_EDIT, "/admin/boards", N_("Boards")},
    {PERMISSION_SITE_EDIT, "/admin/site", N_("Site")},
    {PERMISSION_SITE_EDIT, "/admin/pages", N_("Pages")},
    {PERMISSION_SITE_FREEZE, "/admin/freeze", N_("Read-only")},
    {PERMISSION_ACCOUNT_SEE, "/admin/why", N_("Why may I?")},
    {PERMISSION_AUDIT_SEE, "/admin/audit", N_("Audit log")},
    {PERMISSION_ENTRY_HIDE, "/admin/game", N_("Game")},
    {PERMISSION_IMPORT_RUN, "/admin/imports", N_("Imports")},
    {PERMISSION_JOB_SEE, "/admin/jobs", N_("Jobs")},
    {PERMISSION_MAIL_SEE, "/admin/mails", N_("Mails")},
    {PERMISSION_PERFORMANCE_SEE, "/admin/performance", N_("Performance")},
};

static bool section_is_here(const char *section, const char *path)
{
    size_t length = strlen(section);

    return strcmp(section, "/admin/") == 0 ? strcmp(path, section) == 0
                                           : strncmp(path, section, length) == 0 &&
                                                 (path[length] == '\0' || path[length] == '/');
}

static void set_sections(struct request *r)
{
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        struct view_node *node;

        if (!request_may(r, sections[i].permission))
            continue;
        node = view_item(r->view, "Sections");
        node_set(node, "path", sections[i].path);
        node_set(node, "title", _(sections[i].title));
        if (section_is_here(sections[i].path, r->path))
            node_set(node, "here", "1");
    }
}

enum http_status frame_page(struct request *r, enum http_status status, const char *view)
{
    set_sections(r);
    return page(r, status, view);
}

enum http_status frame_again(struct request *r, enum http_status status, const char *view)
{
    set_sections(r);
    return page_refused(r, status, view);
}

bool may_on_site(const struct request *r, enum permission permission, uint64_t site_id)
{
    const struct role_scope site = {site_id, 0};

    return permission_held(request_scopes(r) & permissions_throughout(r->worker->roles,
                                                                      &r->session->grants, site,
                                                                      clock_now()),
                           permission);
}

bool may_everywhere(const struct request *r, enum permission permission)
{
    return may_on_site(r, permission, 0);
}

uint64_t only_site(const struct request *r, enum permission permission)
{
    return may_everywhere(r, permission) ? 0 : r->site->id;
}

enum http_status role_result_status(enum role_result result)
{
    switch (result) {
    case ROLE_DONE: return HTTP_OK;
    case ROLE_FAILED: return HTTP_UNAVAILABLE;
    case ROLE_IS_CHANGED:
    case ROLE_GRANT_CHANGED: return HTTP_CONFLICT;
    case ROLE_NOT_ALLOWED:
    case ROLE_NOT_HELD: return HTTP_FORBIDDEN;
    default: return HTTP_UNPROCESSABLE;
    }
}

const char *account_path(struct arena *arena, uint64_t account_id)
{
    return account_id != 0 ? arena_format(arena, "/admin/accounts/%" PRIu64, account_id) : NULL;
}
