/* Bans: all of them, and one that can be lifted. Networks and mail domains are for whoever may ban
 * those; an address is nothing that every moderator has to see. */
#include "bans.h"

#include <inttypes.h>

#include "auth/role_edit.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "scope.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

const char *ban_kind_words(enum ban_kind kind)
{
    switch (kind) {
    case BAN_ACCOUNT: return _("Account");
    case BAN_NETWORK: return _("Network");
    case BAN_DOMAIN: break;
    }
    return _("Mail domain");
}

static const char *ban_level_words(const struct ban *ban)
{
    switch (ban->level) {
    case BAN_REGISTER: return _("registering");
    case BAN_WRITE: return ban->kind == BAN_NETWORK ? _("registering and writing") : _("writing");
    case BAN_READ: break;
    }
    return _("everything, also reading");
}

static const char *ban_state_words(const struct ban *ban)
{
    switch (ban_state(ban, clock_now())) {
    case BAN_IN_FORCE: return _("in force");
    case BAN_OVER: return _("has ended");
    case BAN_LIFTED: break;
    }
    return _("lifted");
}

const char *ban_path(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "/admin/bans/%" PRIu64, id);
}

enum http_status ban_result_status(enum ban_result result)
{
    switch (result) {
    case BAN_DONE: return HTTP_OK;
    case BAN_FAILED: return HTTP_UNAVAILABLE;
    case BAN_NOT_FOUND: return HTTP_NOT_FOUND;
    case BAN_EXISTS:
    case BAN_IS_LIFTED: return HTTP_CONFLICT;
    default: return HTTP_UNPROCESSABLE;
    }
}

/* ---- all of them ---- */

static const struct list_column columns[] = {
    {"target", N_("Who or what"), NULL},
    {"kind", N_("Kind"), NULL},
    {"from", N_("Kept from"), NULL},
    {"where", N_("Where"), NULL},
    {"reason", N_("Reason"), NULL},
    {"made", N_("Banned"), "newest"},
    {"by", N_("By"), NULL},
    {"until", N_("Until"), NULL},
    {"state", N_("State"), NULL},
};

static int fetch_bans(struct admin_list *list, unsigned limit)
{
    struct ban_query query = *(const struct ban_query *)list->context;
    const struct ban *bans;
    size_t count;

    query.oldest = list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    bans = ban_list(list->r->worker->database, list->arena, &query, &count);
    for (size_t i = 0; bans != NULL && i < count; i++) {
        const struct ban *ban = &bans[i];

        list_row(list, ban->id);
        list_link(list, ban->target, ban_path(list->arena, ban->id));
        list_text(list, ban_kind_words(ban->kind));
        list_text(list, ban_level_words(ban));
        list_text(list, scope_title(list->r, (struct role_scope){ban->site_id, 0}));
        list_text(list, ban->reason);
        list_time(list, ban->created);
        list_text(list, ban->created_by != NULL ? ban->created_by : _("the operator"));
        list_time(list, ban->until);
        list_text(list, ban->lifted_by != NULL ? arena_format(list->arena, "%s (%s)",
                                                              ban_state_words(ban), ban->lifted_by)
                                               : ban_state_words(ban));
    }
    return bans != NULL ? 0 : -1;
}

enum http_status bans_page(struct request *r)
{
    static const char *const kinds[] = {"", "account", "network", "domain", NULL};
    static const char *const states[] = {"", "all", NULL};
    const char *prefix = query_line(r, "q", BAN_DOMAIN_MAX);
    size_t kind = query_choice(r, "kind", kinds), state = query_choice(r, "state", states);
    struct ban_query query = {.kind = (enum ban_kind)kind,
                              .site_id = only_site(r, PERMISSION_ACCOUNT_BAN),
                              .prefix = prefix,
                              .in_force = state == 0};
    struct admin_list list = {
        .r = r,
        .path = "/admin/bans",
        .view = "admin/bans.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_bans,
        .context = &query,
    };

    if (request_may(r, PERMISSION_BAN_EDIT))
        view_set(r->view, "May.edit", "1");
    else
        query.kind = BAN_ACCOUNT;
    list_read(&list);
    list_filter(&list, "q", prefix);
    list_filter(&list, "kind", kinds[kind]);
    list_filter(&list, "state", states[state]);
    view_set(r->view, "Form.q", prefix);
    view_set(r->view, "Form.kind", kinds[kind]);
    view_set(r->view, "Form.state", states[state]);
    return list_answer(&list);
}

/* ---- one of them ---- */

bool may_see_ban(const struct request *r, const struct ban *ban)
{
    uint64_t site_id = only_site(r, PERMISSION_ACCOUNT_BAN);

    return (ban->kind == BAN_ACCOUNT || request_may(r, PERMISSION_BAN_EDIT)) &&
           (site_id == 0 || ban->site_id == 0 || ban->site_id == site_id);
}

struct appeal_query appeals_seen(const struct request *r)
{
    return (struct appeal_query){.site_id = only_site(r, PERMISSION_ACCOUNT_BAN),
                                 .accounts_only = !request_may(r, PERMISSION_BAN_EDIT)};
}

bool may_lift_ban(const struct request *r, const struct ban *ban)
{
    enum permission needed = ban->kind == BAN_ACCOUNT ? PERMISSION_ACCOUNT_BAN
                                                      : PERMISSION_BAN_EDIT;

    return may_everywhere(r, needed) || (ban->site_id == r->site->id && request_may(r, needed));
}

void set_ban(struct request *r, const struct ban *ban)
{
    view_set_number(r->view, "Ban.id", (int64_t)ban->id);
    view_set(r->view, "Ban.address", ban_path(r->arena, ban->id));
    view_set(r->view, "Ban.target", ban->target);
    view_set(r->view, "Ban.account", account_path(r->arena, ban->account_id));
    view_set(r->view, "Ban.kind", ban_kind_words(ban->kind));
    view_set(r->view, "Ban.from", ban_level_words(ban));
    view_set(r->view, "Ban.where", scope_title(r, (struct role_scope){ban->site_id, 0}));
    view_set(r->view, "Ban.reason", ban->reason);
    view_set(r->view, "Ban.created", clock_rfc3339(r->arena, ban->created));
    view_set(r->view, "Ban.by", ban->created_by);
    view_set(r->view, "Ban.state", ban_state_words(ban));
    view_set(r->view, "Ban.lifted_by", ban->lifted_by);
    view_set(r->view, "Ban.lift_reason", ban->lift_reason);
    if (ban->until != 0)
        view_set(r->view, "Ban.until", clock_rfc3339(r->arena, ban->until));
    if (ban->lifted != 0)
        view_set(r->view, "Ban.lifted", clock_rfc3339(r->arena, ban->lifted));
    if (ban_state(ban, clock_now()) == BAN_IN_FORCE && may_lift_ban(r, ban))
        view_set(r->view, "May.lift", "1");
}

/* The ban of the path. HTTP_OK, or what is answered. */
static enum http_status find_ban(struct request *r, struct ban *ban)
{
    int found = ban_by_id(r->worker->database, r->arena, path_id(r, "id"), ban);

    if (found < 0)
        return HTTP_UNAVAILABLE;
    return found > 0 && may_see_ban(r, ban) ? HTTP_OK : HTTP_NOT_FOUND;
}

enum http_status ban_page(struct request *r)
{
    struct ban ban;
    enum http_status status = find_ban(r, &ban);

    if (status != HTTP_OK)
        return status;
    set_ban(r, &ban);
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, "admin/ban.cs");
}

/* Taking the role is what lifts the ban of an account. */
static enum http_status lift_account(struct request *r, const struct ban *ban, const char *field,
                                     const char *reason)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct role *role = role_named(r->worker->roles, ROLE_SUSPENDED);
    const struct role_grant grant = {.account_id = ban->account_id,
                                     .role_id = role != NULL ? role->id : 0,
                                     .scope = {ban->site_id, 0},
                                     .reason = reason};
    enum role_result result =
        role_revoke(&(struct role_actor){.store = &store, .who = &actor}, &grant);

    if (result == ROLE_NO_GRANT) {
        form_error(r, field, ban_result_message(BAN_IS_LIFTED));
        return HTTP_CONFLICT;
    }
    if (result != ROLE_DONE && result != ROLE_FAILED)
        form_error(r, field, role_result_message(result));
    return role_result_status(result);
}

enum http_status lift_ban(struct request *r, const struct ban *ban, const char *field,
                          const char *reason)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    enum ban_result result;

    if (!may_lift_ban(r, ban))
        return HTTP_FORBIDDEN;
    if (ban_state(ban, clock_now()) != BAN_IN_FORCE) {
        form_error(r, field, ban_result_message(BAN_IS_LIFTED));
        return HTTP_CONFLICT;
    }
    if (ban->kind == BAN_ACCOUNT)
        return lift_account(r, ban, field, reason);
    result = ban_lift(&store, &actor, ban->id, reason);
    if (result != BAN_DONE && result != BAN_FAILED)
        form_error(r, field, ban_result_message(result));
    return ban_result_status(result);
}

enum http_status ban_lift_post(struct request *r)
{
    const char *reason = form_line(r, "reason", 1, BAN_REASON_MAX);
    struct ban ban;
    enum http_status status = find_ban(r, &ban);

    if (status != HTTP_OK)
        return status;
    status = form_ok(r) ? lift_ban(r, &ban, "reason", reason) : HTTP_UNPROCESSABLE;
    if (status == HTTP_OK)
        return redirect(r, HTTP_SEE_OTHER, "/admin/bans/%" PRIu64 "?done=lifted", ban.id);
    if (form_ok(r))
        return status;
    if (status == HTTP_CONFLICT && find_ban(r, &ban) != HTTP_OK)
        return HTTP_UNAVAILABLE;
    set_ban(r, &ban);
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    return frame_again(r, status, "admin/ban.cs");
}
