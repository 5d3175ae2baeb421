/* What somebody who is banned gets to see: what is banned, why and until when; and a form, once. */
#include "bans.h"

#include <inttypes.h>

#include "auth/ban/appeal.h"
#include "base/clock.h"
#include "base/language.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define SHOWN_MAX 20

static const char *site_title(const struct request *r, uint64_t site_id)
{
    const struct site *site = NULL;

    for (size_t i = 0; site_id != 0 && (site = site_at(r->worker->sites, i)) != NULL; i++)
        if (site->id == site_id)
            return site->title;
    return _("everywhere");
}

static const char *own_ban_words(struct request *r, const struct ban *ban)
{
    if (ban_state(ban, clock_now()) != BAN_IN_FORCE)
        return _("A ban that is no more");
    if (ban->kind == BAN_ACCOUNT)
        return _("Your account is suspended: it can read, but not write.");
    if (ban->level == BAN_READ)
        return arena_format(r->arena, _("The network that you come from (%s) is shut out."),
                            ban->target);
    return arena_format(r->arena, _("Nothing can be written from your network (%s)."), ban->target);
}

/* What the account has said to the ban; NULL: nothing yet. */
static const struct appeal *appeal_of(const struct appeal *appeals, size_t count, uint64_t ban_id)
{
    for (size_t i = 0; i < count; i++)
        if (appeals[i].ban.id == ban_id)
            return &appeals[i];
    return NULL;
}

static void set_own_appeal(struct request *r, struct view_node *node, const struct appeal *appeal)
{
    node_set(node, "appealed", clock_rfc3339(r->arena, appeal->created));
    node_set(node, "body", appeal->body);
    if (appeal->state == APPEAL_OPEN)
        return;
    node_set(node, "decided", clock_rfc3339(r->arena, appeal->decided));
    node_set(node, "answer", appeal->answer);
    if (appeal->state == APPEAL_ACCEPTED)
        node_set(node, "accepted", "1");
}

static void add_ban(struct request *r, const struct ban *ban, const struct appeal *appeal)
{
    struct view_node *node = view_item(r->view, "Bans");

    node_set_number(node, "id", (int64_t)ban->id);
    node_set(node, "what", own_ban_words(r, ban));
    node_set(node, "where", site_title(r, ban->site_id));
    node_set(node, "reason", ban->reason);
    node_set(node, "created", clock_rfc3339(r->arena, ban->created));
    if (ban->until != 0)
        node_set(node, "until", clock_rfc3339(r->arena, ban->until));
    if (ban_state(ban, clock_now()) != BAN_IN_FORCE)
        node_set(node, "ended",
                 clock_rfc3339(r->arena, ban->lifted != 0 ? ban->lifted : ban->until));
    if (appeal != NULL)
        set_own_appeal(r, node, appeal);
    if (appeal == NULL && r->method == METHOD_POST && ban->id == path_id(r, "id"))
        node_set(node, "typed", form_raw(r, "body"));
    if (r->method == METHOD_POST && ban->id == path_id(r, "id"))
        node_set(node, "tried", "1");
}

/* The bans that touch the caller, on the arena: of their account, and of the network that they come
 * from. NULL on failure. */
static struct ban *bans_of_caller(struct request *r, size_t *count)
{
    const struct ban_query query = {.kind = BAN_ACCOUNT,
                                    .account_id = request_account(r),
                                    .in_force = true,
                                    .limit = SHOWN_MAX};
    const struct ban *own = ban_list(r->worker->database, r->arena, &query, count);
    struct ban *all = arena_alloc(r->arena, (SHOWN_MAX + 1) * sizeof *all);

    if (own == NULL)
        return NULL;
    for (size_t i = 0; i < *count; i++)
        all[i] = own[i];
    if (r->ban != NULL && r->ban->level > BAN_REGISTER) {
        int found = ban_by_id(r->worker->database, r->arena, r->ban->id, &all[*count]);

        if (found < 0)
            return NULL;
        *count += (size_t)found;
    }
    return all;
}

/* Of a ban that is over or lifted, what was said and answered: that is nowhere else. */
static void add_answered(struct request *r, const struct appeal *appeals, size_t appeal_count,
                         const struct ban *bans, size_t count)
{
    for (size_t i = 0; i < appeal_count; i++) {
        bool shown = appeals[i].state == APPEAL_OPEN;

        for (size_t j = 0; j < count; j++)
            shown |= bans[j].id == appeals[i].ban.id;
        if (!shown)
            add_ban(r, &appeals[i].ban, &appeals[i]);
    }
}

static enum http_status set_bans(struct request *r)
{
    const struct appeal_query query = {.account_id = request_account(r), .limit = 100};
    size_t count, appeal_count;
    const struct ban *bans = bans_of_caller(r, &count);
    const struct appeal *appeals =
        appeal_list(r->worker->database, r->arena, &query, &appeal_count);

    if (bans == NULL || appeals == NULL)
        return HTTP_UNAVAILABLE;
    for (size_t i = 0; i < count; i++)
        add_ban(r, &bans[i], appeal_of(appeals, appeal_count, bans[i].id));
    add_answered(r, appeals, appeal_count, bans, count);
    return HTTP_OK;
}

enum http_status own_bans_page(struct request *r)
{
    enum http_status status = set_bans(r);

    view_set(r->view, "Done", query_line(r, "done", 10));
    return status == HTTP_OK ? page(r, HTTP_OK, "account/bans.cs") : status;
}

/* The ban of the path, where it touches the caller. HTTP_OK, or what is answered. */
static enum http_status find_own_ban(struct request *r, struct ban *ban)
{
    size_t count;
    const struct ban *bans = bans_of_caller(r, &count);

    for (size_t i = 0; bans != NULL && i < count; i++)
        if (bans[i].id == path_id(r, "id")) {
            *ban = bans[i];
            return HTTP_OK;
        }
    return bans == NULL ? HTTP_UNAVAILABLE : HTTP_NOT_FOUND;
}

enum http_status own_appeal_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *body = form_text(r, "body", 1, APPEAL_MAX);
    struct ban ban;
    enum ban_result result = BAN_DONE;
    enum http_status status = find_own_ban(r, &ban);

    if (status != HTTP_OK)
        return status;
    if (form_ok(r)) {
        result = appeal_make(&store, &actor, &ban, body);
        if (result == BAN_DONE)
            return redirect(r, HTTP_SEE_OTHER, "/account/bans?done=1");
        if (result == BAN_FAILED)
            return HTTP_UNAVAILABLE;
        form_error(r, "body",
                   result == BAN_EXISTS ? _("You have appealed against this ban already.")
                                        : ban_result_message(result));
    }
    status = set_bans(r);
    return status == HTTP_OK
               ? page_refused(r, result == BAN_DONE ? HTTP_UNPROCESSABLE : HTTP_CONFLICT,
                              "account/bans.cs")
               : status;
}
