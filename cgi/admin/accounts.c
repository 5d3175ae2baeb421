/* Accounts: found by what is known of somebody, and one with its roles, sessions and history. */
#include <inttypes.h>
#include <stdlib.h>

#include "auth/account.h"
#include "auth/account_admin/account_search.h"
#include "auth/ban/warning.h"
#include "auth/credentials/rename.h"
#include "auth/deletion/deletion.h"
#include "auth/registration/invitation.h"
#include "auth/role_explain.h"
#include "auth/token/api_token.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "scope.h"
#include "talk/moderation/act.h"
#include "web/form/form.h"
#include "web/logins.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define HISTORY_SHOWN 30
#define SEARCHED_MAX 254 /* an e-mail address */

/* ---- all of them ---- */

static const struct list_column columns[] = {
    {"name", N_("Name"), "name"},
    {"registered", N_("Registered"), "newest"},
    {"state", N_("State"), NULL},
};

static int fetch_accounts(struct admin_list *list, unsigned limit)
{
    const struct account_search search = {.text = list->context,
                                          .newest = list->sort == 1,
                                          .after = list->after,
                                          .limit = limit};
    size_t count;
    const struct account_line *accounts =
        account_search(list->r->worker->database, list->arena, &search, &count);

    for (size_t i = 0; accounts != NULL && i < count; i++) {
        list_row(list, accounts[i].id);
        list_link(list, accounts[i].name, account_path(list->arena, accounts[i].id));
        list_time(list, accounts[i].created);
        list_text(list, accounts[i].closed   ? _("closed")
                        : accounts[i].paused ? _("paused")
                                             : _("open"));
    }
    return accounts != NULL ? 0 : -1;
}

/* Whether the caller may search by what TEXT is: addresses are for who may see them, which is of all
 * sites. */
static bool may_search(struct request *r, const char *text)
{
    static const enum permission needed[] = {
        [ACCOUNT_KEY_NAME] = PERMISSION_NONE,
        [ACCOUNT_KEY_ID] = PERMISSION_NONE,
        [ACCOUNT_KEY_EMAIL] = PERMISSION_ACCOUNT_EDIT,
        [ACCOUNT_KEY_NETWORK] = PERMISSION_AUDIT_SEE,
    };
    enum account_key key = account_key_of(text);

    if (needed[key] == PERMISSION_NONE || may_everywhere(r, needed[key]))
        return true;
    form_error(r, "q",
               key == ACCOUNT_KEY_EMAIL ? _("You may not search by e-mail addresses.")
                                        : _("You may not search by network addresses."));
    return false;
}

enum http_status accounts_page(struct request *r)
{
    static const char *const sorts[] = {"name", "newest", NULL};
    const char *typed = query_line(r, "q", SEARCHED_MAX);
    struct admin_list list = {
        .r = r,
        .path = "/admin/accounts",
        .view = "admin/accounts.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = sorts,
        .fetch = fetch_accounts,
        .context = typed != NULL ? typed : "",
    };

    list_read(&list);
    list_filter(&list, "q", typed);
    view_set(r->view, "Form.q", typed);
    if (typed != NULL && !may_search(r, typed))
        return frame_again(r, HTTP_UNPROCESSABLE, list.view);
    return list_answer(&list);
}

/* ---- one of them ---- */

/* THEIRS gets what was granted to them. */
static int set_roles(struct request *r, uint64_t account_id, struct grants *theirs)
{
    size_t count;
    const struct role_reason *grants =
        role_grants(r->worker->roles, r->worker->database, r->arena, account_id, &count);

    for (size_t i = 0; grants != NULL && i < count; i++) {
        const struct grant *grant = &grants[i].grant;
        struct view_node *node = view_item(r->view, "Grants");

        if (theirs->count < GRANTS_MAX)
            theirs->list[theirs->count++] = *grant;
        node_set(node, "title", role_title(grants[i].role));
        node_set(node, "where", scope_title(r, grant->scope));
        node_set(node, "granted", clock_rfc3339(r->arena, grant->granted));
        node_set(node, "by", grants[i].granted_by);
        node_set(node, "reason", grants[i].reason);
        if (grant->until != 0)
            node_set(node, "until", clock_rfc3339(r->arena, grant->until));
        if (grants[i].effect == ROLE_OVER)
            node_set(node, "over", "1");
        node_set(node, "path",
                 arena_format(r->arena,
                              "/admin/accounts/%" PRIu64 "/role?role=%" PRIu64 "&where=%s",
                              account_id, grant->role_id, scope_text(r->arena, grant->scope)));
    }
    return grants != NULL ? 0 : -1;
}

/* What a new role could be, and where. */
static int set_choices(struct request *r)
{
    const struct role *role;

    for (size_t i = 0; (role = role_at(r->worker->roles, i)) != NULL; i++) {
        struct view_node *node = view_item(r->view, "Roles");

        node_set_number(node, "id", (int64_t)role->id);
        node_set(node, "title", role_title(role));
    }
    return scopes_set(r, (struct role_scope){r->site->id, 0});
}

/* The act of moderation that a record tells of; 0: none. */
static uint64_t act_of_record(const struct audit_record *record)
{
    static const char prefix[] = "moderation:";

    return record->subject != NULL && text_starts(record->subject, prefix)
               ? strtoull(record->subject + sizeof prefix - 1, NULL, 10)
               : 0;
}

/* Whether the reader may see all of a record: those of a site are for who sees its audit log. */
static bool may_see_whole(const struct request *r, const struct audit_record *record)
{
    return may_on_site(r, PERMISSION_AUDIT_SEE, record->site_id);
}

/* Leaves out of the records acts of moderation that are about boards which the reader does not see. 0 or
 * -1. */
static int leave_out_unseen(struct request *r, struct audit_record *records, size_t *count)
{
    const struct subject_place place = subject_place(r);
    uint64_t ids[HISTORY_SHOWN];
    size_t asked = 0, seen_count, kept = 0;
    const uint64_t *seen;

    for (size_t i = 0; i < *count; i++)
        if (act_of_record(&records[i]) != 0 && !may_see_whole(r, &records[i]))
            ids[asked++] = act_of_record(&records[i]);
    if (asked == 0)
        return 0;
    seen = acts_seen(&place, ids, asked, &seen_count);
    if (seen == NULL)
        return -1;
    for (size_t i = 0; i < *count; i++) {
        uint64_t act = act_of_record(&records[i]);
        bool found = act == 0 || may_see_whole(r, &records[i]);

        for (size_t j = 0; j < seen_count; j++)
            found = found || seen[j] == act;
        if (found)
            records[kept++] = records[i];
    }
    *count = kept;
    return 0;
}

/* What it did and what was done to it; of who looks after one site, what happened there. Where from, what
 * it became, and what is about boards that the reader does not see, is for those who may see the audit
 * log of where it happened. */
static int set_history(struct request *r, uint64_t account_id)
{
    const struct audit_query query = {.account_id = account_id,
                                      .site_id = only_site(r, PERMISSION_ACCOUNT_SEE),
                                      .limit = HISTORY_SHOWN};
    size_t count;
    struct audit_record *records = audit_list(r->worker->database, r->arena, &query, &count);

    if (records == NULL || leave_out_unseen(r, records, &count) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(r->view, "History");

        node_set(node, "time", clock_rfc3339(r->arena, records[i].created));
        node_set(node, "by", records[i].name);
        node_set(node, "act", audit_act_words(records[i].act));
        node_set(node, "about", records[i].about);
        node_set(node, "subject", records[i].subject);
        if (may_see_whole(r, &records[i]))
            node_set(node, "after", records[i].after);
        node_set(node, "reason", records[i].reason);
    }
    return 0;
}

static int set_warnings(struct request *r, uint64_t account_id)
{
    size_t count;
    const struct warning *warnings =
        warning_list(r->worker->database, r->arena, account_id, &count);

    for (size_t i = 0; warnings != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Warnings");

        node_set(node, "created", clock_rfc3339(r->arena, warnings[i].created));
        node_set(node, "by", warnings[i].by);
        node_set(node, "reason", warnings[i].reason);
        if (warnings[i].site_id == r->site->id)
            node_set(node, "path", warnings[i].path);
        if (warnings[i].acknowledged != 0)
            node_set(node, "read", clock_rfc3339(r->arena, warnings[i].acknowledged));
    }
    return warnings != NULL ? 0 : -1;
}

/* Who invited it, for those who see that. 0 or -1. */
static int set_inviter(struct request *r, uint64_t account_id)
{
    const char *name;
    uint64_t id;
    int found;

    if (!request_may(r, PERMISSION_INVITATION_EDIT))
        return 0;
    found = invited_by(r->worker->database, r->arena, account_id, &name, &id);
    if (found > 0) {
        view_set(r->view, "Inviter.name", name);
        view_set(r->view, "Inviter.path", account_path(r->arena, id));
    }
    return found < 0 ? -1 : 0;
}

/* What it was called; whoever may rename can give that back. */
static int set_former(struct request *r, uint64_t account_id)
{
    size_t count;
    const struct former_name *names =
        former_names(r->worker->database, r->arena, account_id, &count);

    for (size_t i = 0; names != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Former");

        node_set(node, "name", names[i].name);
        node_set(node, "given_up", clock_rfc3339(r->arena, names[i].given_up));
    }
    if (may_everywhere(r, PERMISSION_ACCOUNT_EDIT))
        view_set(r->view, "May.rename", "1");
    return names != NULL ? 0 : -1;
}

static enum http_status show_account(struct request *r, const struct account_line *account)
{
    struct grants theirs = {.count = 0};
    struct deletion deletion;

    view_set(r->view, "Account.name", account->name);
    view_set_number(r->view, "Account.id", (int64_t)account->id);
    view_set(r->view, "Account.created", clock_rfc3339(r->arena, account->created));
    if (account->closed)
        view_set(r->view, "Account.closed", "1");
    if (account->paused)
        view_set(r->view, "Account.paused", "1");
    if (deletion_find(r->worker->database, r->arena, account->id, &deletion) > 0)
        view_set(r->view, "Account.deleted", clock_rfc3339(r->arena, deletion.due));
    view_set(r->view, "Done", query_line(r, "done", 10));
    if (set_inviter(r, account->id) != 0)
        return HTTP_UNAVAILABLE;
    if (request_may(r, PERMISSION_ACCOUNT_WARN))
        view_set(r->view, "May.warn", "1");
    if (set_roles(r, account->id, &theirs) != 0 || set_warnings(r, account->id) != 0 ||
        set_history(r, account->id) != 0 || set_former(r, account->id) != 0 ||
        account_notes_set(r, account->id) != 0 || account_merges_set(r, account->id) != 0)
        return HTTP_UNAVAILABLE;
    if (request_may(r, PERMISSION_ROLE_GRANT)) {
        view_set(r->view, "May.grant", "1");
        if (set_choices(r) != 0)
            return HTTP_UNAVAILABLE;
    }
    if (request_may(r, PERMISSION_COMMENT_REMOVE))
        view_set(r->view, "May.remove", "1");
    if (request_may(r, PERMISSION_ACCOUNT_BAN))
        view_set(r->view, "May.ban", "1");
    if (request_may(r, PERMISSION_AUDIT_SEE))
        view_set(r->view, "May.audit", "1");
    if (may_everywhere(r, PERMISSION_SESSION_END)) {
        view_set(r->view, "May.end", "1");
        if (set_sessions(r, account->id, session_administers(r->worker->roles, &theirs)) != 0)
            return HTTP_UNAVAILABLE;
    }
    if (may_everywhere(r, PERMISSION_TOKEN_END)) {
        view_set(r->view, "May.end_tokens", "1");
        if (set_api_tokens(r, account->id) != 0)
            return HTTP_UNAVAILABLE;
    }
    if (may_everywhere(r, PERMISSION_ACCOUNT_EDIT) && account_factors_set(r, account->id) != 0)
        return HTTP_UNAVAILABLE;
    return HTTP_OK;
}

enum http_status account_again(struct request *r, const struct account_line *account,
                               enum http_status status)
{
    enum http_status shown = show_account(r, account);

    return shown == HTTP_OK ? frame_again(r, status, "admin/account.cs") : shown;
}

/* The account that the path names. HTTP_OK, or what is answered. */
static enum http_status find_account(struct request *r, struct account_line *account)
{
    int found = account_by_id(r->worker->database, r->arena, path_id(r, "id"), account);

    return found > 0 ? HTTP_OK : found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}

enum http_status account_page(struct request *r)
{
    struct account_line account;
    enum http_status status = find_account(r, &account);

    if (status == HTTP_OK)
        status = show_account(r, &account);
    return status == HTTP_OK ? frame_page(r, HTTP_OK, "admin/account.cs") : status;
}

/* A session is one of all sites, and so is who may end it. */
enum http_status account_sessions_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    bool all = form_has(r, "all");
    uint64_t id = form_id(r, "id");
    struct account_line account;
    enum http_status status;

    if (!may_everywhere(r, PERMISSION_SESSION_END))
        return HTTP_FORBIDDEN;
    status = find_account(r, &account);
    if (status != HTTP_OK)
        return status;
    if (!form_ok(r) || (!all && id == 0))
        return refuse(r, HTTP_UNPROCESSABLE, "id", _("Which session is to end is missing."));
    if (session_end(&store, &actor,
                    &(struct session_choice){.account_id = account.id, .id = all ? 0 : id}) != 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/admin/accounts/%" PRIu64 "?done=sessions", account.id);
}

/* So is a token. */
enum http_status account_tokens_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    uint64_t id = form_id(r, "id");
    struct account_line account;
    enum http_status status;

    if (!may_everywhere(r, PERMISSION_TOKEN_END))
        return HTTP_FORBIDDEN;
    status = find_account(r, &account);
    if (status != HTTP_OK)
        return status;
    if (!form_ok(r) || id == 0)
        return refuse(r, HTTP_UNPROCESSABLE, "id", _("Which API token is to end is missing."));
    if (api_token_end(&store, &actor, account.id, id) < 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/admin/accounts/%" PRIu64 "?done=sessions", account.id);
}
