/* Banning: an account, with what it has to lose; a network or a mail domain, with whom that would
 * touch, before anything is done. */
#include <inttypes.h>
#include <string.h>

#include "auth/account.h"
#include "auth/role_edit.h"
#include "auth/role_explain.h"
#include "auth/session.h"
#include "bans.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "scope.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define DAYS_MAX 3650
#define DAYS_AS_NOW (-1) /* the end that a suspension has */

static void set_length(struct request *r, int64_t days, const char *title, bool chosen)
{
    struct view_node *node = view_item(r->view, "Lengths");

    node_set_number(node, "days", days);
    node_set(node, "title", title);
    if (chosen)
        node_set(node, "chosen", "1");
}

/* How long a ban may last, the usual length marked. */
static void set_lengths(struct request *r, int64_t chosen)
{
    static const unsigned lengths[] = {1, 3, 7, 14, 30, 90, 365, 0};

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        set_length(r, lengths[i],
                   lengths[i] == 0
                       ? _("for ever")
                       : arena_format(r->arena, language_plural("%u day", "%u days", lengths[i]),
                                      lengths[i]),
                   lengths[i] == chosen);
}

/* Here, and everywhere where the caller may ban there. */
static void set_places(struct request *r, enum permission permission, uint64_t chosen)
{
    struct view_node *node = view_item(r->view, "Places");

    node_set_number(node, "value", (int64_t)r->site->id);
    node_set(node, "title", r->site->title);
    if (!may_everywhere(r, permission))
        return;
    node = view_item(r->view, "Places");
    node_set_number(node, "value", 0);
    node_set(node, "title", _("everywhere"));
    if (chosen == 0)
        node_set(node, "chosen", "1");
}

/* Whether it may be banned there: on this site or everywhere. */
static bool may_ban_in(struct request *r, enum permission permission, uint64_t site_id)
{
    if (site_id == 0 ? may_everywhere(r, permission) : site_id == r->site->id)
        return true;
    form_error(r, "where", _("You cannot ban there."));
    return false;
}

static int64_t end_of(int64_t days)
{
    return days > 0 ? clock_now() + days * 86400 * CLOCK_SECOND : 0;
}

/* ---- an account ---- */

/* The suspensions that an account has now, where the form can suspend it. */
struct suspensions {
    const struct role_reason *here, *everywhere; /* NULL: none */
};

static void set_suspension(struct request *r, const struct role_reason *reason)
{
    const struct grant *grant = &reason->grant;
    struct view_node *node = view_item(r->view, "Present");

    node_set(node, "where", scope_title(r, grant->scope));
    node_set(node, "reason", reason->reason);
    node_set(node, "by", reason->granted_by);
    node_set(node, "created", clock_rfc3339(r->arena, grant->granted));
    if (grant->until != 0)
        node_set(node, "until", clock_rfc3339(r->arena, grant->until));
}

/* Reads them, and shows all that there are. 0 or -1. */
static int read_suspensions(struct request *r, uint64_t account_id, struct suspensions *present)
{
    size_t count;
    const struct role_reason *grants =
        role_grants(r->worker->roles, r->worker->database, r->arena, account_id, &count);
    uint64_t others = 0;

    *present = (struct suspensions){NULL, NULL};
    for (size_t i = 0; grants != NULL && i < count; i++) {
        const struct role_scope scope = grants[i].grant.scope;

        if (strcmp(grants[i].role->name, ROLE_SUSPENDED) != 0) {
            others++;
            continue;
        }
        if (grants[i].effect == ROLE_OVER)
            continue;
        set_suspension(r, &grants[i]);
        if (scope.board_id == 0 && scope.site_id == 0)
            present->everywhere = &grants[i];
        else if (scope.board_id == 0 && scope.site_id == r->site->id)
            present->here = &grants[i];
    }
    view_set_number(r->view, "Account.roles", (int64_t)others);
    return grants != NULL ? 0 : -1;
}

static int64_t when_granted(const struct role_reason *suspension)
{
    return suspension != NULL ? suspension->grant.granted : 0;
}

/* What is seen of them, for the form that may change them. */
static void set_seen(struct request *r, const struct suspensions *present)
{
    view_set(r->view, "Form.seen", arena_format(r->arena, "%" PRId64, when_granted(present->here)));
    view_set(r->view, "Form.seen_all",
             arena_format(r->arena, "%" PRId64, when_granted(present->everywhere)));
}

/* The end that one has already is offered, and kept where nothing else is chosen. */
static void set_end_as_now(struct request *r, const struct role_reason *suspension, bool chosen)
{
    const char *until;

    if (suspension == NULL || suspension->grant.until == 0)
        return;
    until = clock_rfc3339(r->arena, suspension->grant.until);
    view_set(r->view, "Form.as_now", arena_format(r->arena, "%" PRId64, suspension->grant.until));
    set_length(r, DAYS_AS_NOW,
               arena_format(r->arena, _("as now, until %.10s %.5s UTC"), until, until + 11),
               chosen);
}

/* The form, with what was chosen. FILL: with what holds there already. */
static enum http_status set_account_ban(struct request *r, const struct account_line *account,
                                        uint64_t site_id, int64_t days, bool fill)
{
    const struct store store = request_store(r);
    const struct session_rules rules = session_rules_of(r->worker->configuration, r->worker->roles);
    const struct role_reason *suspension;
    struct suspensions present;
    size_t sessions;

    if (session_list(&store, &rules, account->id, false, &sessions) == NULL ||
        read_suspensions(r, account->id, &present) != 0)
        return HTTP_UNAVAILABLE;
    suspension = site_id == 0 ? present.everywhere : present.here;
    if (fill && suspension != NULL) {
        days = suspension->grant.until != 0 ? DAYS_AS_NOW : 0;
        view_set(r->view, "Form.reason", suspension->reason);
    }
    set_seen(r, &present);
    view_set(r->view, "Account.name", account->name);
    view_set_number(r->view, "Account.id", (int64_t)account->id);
    view_set(r->view, "Account.created", clock_rfc3339(r->arena, account->created));
    view_set_number(r->view, "Account.sessions", (int64_t)sessions);
    view_set(r->view, "Form.next", return_path(r, "next"));
    set_end_as_now(r, suspension, days == DAYS_AS_NOW);
    set_lengths(r, days);
    set_places(r, PERMISSION_ACCOUNT_BAN, site_id);
    return HTTP_OK;
}

static enum http_status find_banned(struct request *r, struct account_line *account)
{
    int found = account_by_id(r->worker->database, r->arena, path_id(r, "id"), account);

    return found > 0 ? HTTP_OK : found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}

enum http_status account_ban_form(struct request *r)
{
    struct account_line account;
    enum http_status status = find_banned(r, &account);

    if (status == HTTP_OK)
        status = set_account_ban(r, &account, r->site->id, 7, true);
    return status == HTTP_OK ? frame_page(r, HTTP_OK, "admin/ban_account.cs") : status;
}

/* Where it goes on: back to where it was decided, or to the account. */
static enum http_status after_ban(struct request *r, uint64_t account_id)
{
    const char *next = return_path(r, "next");

    return strcmp(next, "/") != 0
               ? redirect(r, HTTP_SEE_OTHER, "%s", next)
               : redirect(r, HTTP_SEE_OTHER, "/admin/accounts/%" PRIu64 "?done=banned", account_id);
}

/* When the suspension there was given that the form was filled with; 0: there was none. */
static int64_t read_seen(struct request *r, uint64_t site_id)
{
    const char *field = site_id == 0 ? "seen_all" : "seen";

    return form_has(r, field) ? form_int(r, field, 0, INT64_MAX) : 0;
}

/* The end that is asked for: so many days from now, or the one that was seen. */
static int64_t read_ban_end(struct request *r, int64_t days)
{
    return days == DAYS_AS_NOW ? form_int(r, "as_now", 1, INT64_MAX) : end_of(days);
}

enum http_status account_ban_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct role *role = role_named(r->worker->roles, ROLE_SUSPENDED);
    struct account_line account;
    struct role_grant grant;
    enum http_status status = find_banned(r, &account);
    enum role_result result;
    int64_t days;

    if (status != HTTP_OK)
        return status;
    days = form_int(r, "days", DAYS_AS_NOW, DAYS_MAX);
    grant = (struct role_grant){.account_id = account.id,
                                .role_id = role != NULL ? role->id : 0,
                                .scope = {(uint64_t)form_int(r, "where", 0, INT32_MAX), 0},
                                .until = read_ban_end(r, days),
                                .reason = form_line(r, "reason", 1, BAN_REASON_MAX),
                                .compare = true};
    grant.seen = read_seen(r, grant.scope.site_id);
    if (form_ok(r) && may_ban_in(r, PERMISSION_ACCOUNT_BAN, grant.scope.site_id)) {
        result = role_grant(&(struct role_actor){.store = &store, .who = &actor}, &grant);
        if (result == ROLE_DONE)
            return after_ban(r, account.id);
        if (result == ROLE_FAILED)
            return HTTP_UNAVAILABLE;
        form_error(r, "where", role_result_message(result));
        status = role_result_status(result);
    }
    if (set_account_ban(r, &account, grant.scope.site_id, days, false) != HTTP_OK)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    return frame_again(r, status == HTTP_OK ? HTTP_UNPROCESSABLE : status, "admin/ban_account.cs");
}

/* ---- a network or a mail domain ---- */

static const char *const kinds[] = {"network", "domain", NULL};

/* What is asked about, as the query or the form has it. */
struct ban_question {
    struct ban ban;
    const char *typed;
};

/* Whom it would touch. 0 or -1. */
static int set_ban_reach(struct request *r, const struct ban *ban)
{
    struct network network;
    struct ban_reach reach;
    uint64_t accounts;

    if (ban->kind == BAN_DOMAIN) {
        if (ban_reach_of_domain(r->worker->database, r->arena, ban->target, &accounts) != 0)
            return -1;
        view_set_number(r->view, "Reach.addresses", (int64_t)accounts);
        return 0;
    }
    if (!network_parse(ban->target, &network))
        return 0;
    if (ban_reach(r->worker->database, r->arena, &network, &reach) != 0)
        return -1;
    view_set_number(r->view, "Reach.sessions", (int64_t)reach.sessions);
    view_set_number(r->view, "Reach.accounts", (int64_t)reach.accounts);
    view_set_number(r->view, "Reach.registered", (int64_t)reach.registered);
    return 0;
}

static void set_ban_question(struct request *r, const struct ban_question *question, int64_t days)
{
    static const char *const levels[] = {"", "register", "write", "read"};

    view_set(r->view, "Form.target", question->typed);
    view_set(r->view, "Form.kind", question->ban.kind == BAN_DOMAIN ? "domain" : "network");
    view_set(r->view, "Form.level", levels[question->ban.level]);
    set_lengths(r, days);
    set_places(r, PERMISSION_BAN_EDIT, question->ban.site_id);
}

/* Holds the target against what can be banned; an error is noted otherwise. */
static void read_ban_target(struct request *r, struct ban_question *question)
{
    enum ban_result result = ban_target(r->arena, question->ban.kind, question->typed, r->address,
                                        &question->ban.target);

    if (result != BAN_DONE)
        form_error(r, "target", ban_result_message(result));
}

enum http_status ban_form(struct request *r)
{
    struct ban_question question = {.ban = {.kind = query_choice(r, "kind", kinds) == 1
                                                        ? BAN_DOMAIN
                                                        : BAN_NETWORK,
                                            .level = BAN_WRITE,
                                            .site_id = r->site->id},
                                    .typed = query_line(r, "target", BAN_DOMAIN_MAX)};

    if (question.typed != NULL && *question.typed != '\0') {
        read_ban_target(r, &question);
        if (form_ok(r)) {
            view_set(r->view, "Ban.target", question.ban.target);
            if (set_ban_reach(r, &question.ban) != 0)
                return HTTP_UNAVAILABLE;
        }
    }
    set_ban_question(r, &question, 30);
    return form_ok(r) ? frame_page(r, HTTP_OK, "admin/ban_new.cs")
                      : frame_again(r, HTTP_UNPROCESSABLE, "admin/ban_new.cs");
}

static enum ban_level level_named(const char *name)
{
    return strcmp(name, "read") == 0       ? BAN_READ
           : strcmp(name, "register") == 0 ? BAN_REGISTER
                                           : BAN_WRITE;
}

static enum http_status show_ban_again(struct request *r, enum http_status status,
                                       const struct ban_question *question, int64_t days)
{
    if (question->ban.target != NULL) {
        view_set(r->view, "Ban.target", question->ban.target);
        if (set_ban_reach(r, &question->ban) != 0)
            return HTTP_UNAVAILABLE;
    }
    set_ban_question(r, question, days);
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    return frame_again(r, status, "admin/ban_new.cs");
}

enum http_status ban_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct ban_question question = {.typed = form_line(r, "target", 1, BAN_DOMAIN_MAX)};
    int64_t days = form_int(r, "days", 0, DAYS_MAX);
    enum ban_result result;
    uint64_t id;

    question.ban = (struct ban){.kind = strcmp(form_line(r, "kind", 1, 10), "domain") == 0
                                            ? BAN_DOMAIN
                                            : BAN_NETWORK,
                                .level = level_named(form_line(r, "level", 0, 10)),
                                .site_id = (uint64_t)form_int(r, "where", 0, INT32_MAX),
                                .reason = form_line(r, "reason", 1, BAN_REASON_MAX),
                                .until = end_of(days)};
    if (question.ban.kind == BAN_DOMAIN)
        question.ban.level = BAN_REGISTER;
    if (*question.typed != '\0')
        read_ban_target(r, &question);
    may_ban_in(r, PERMISSION_BAN_EDIT, question.ban.site_id);
    if (!form_ok(r))
        return show_ban_again(r, HTTP_UNPROCESSABLE, &question, days);
    result = ban_make(&store, &actor, &question.ban, &id);
    if (result == BAN_DONE)
        return redirect(r, HTTP_SEE_OTHER, "/admin/bans/%" PRIu64 "?done=made", id);
    if (result == BAN_FAILED)
        return HTTP_UNAVAILABLE;
    if (result == BAN_EXISTS)
        view_set(r->view, "Ban.existing", ban_path(r->arena, id));
    form_error(r, "target", ban_result_message(result));
    return show_ban_again(r, ban_result_status(result), &question, days);
}
