/* The moderators' queue: what members report, the weightiest first. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "talk/comment.h"
#include "talk/markup.h"
#include "talk/moderation/moderating.h"
#include "talk/moderation/report.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define EXCERPT 300 /* characters */

static void set_case_reasons(struct request *r, struct view_node *node, const char *reasons)
{
    while (*reasons != '\0') {
        size_t length = strcspn(reasons, ",");

        node_set(node_item(node, "reasons"), "name", arena_copy(r->arena, reasons, length));
        reasons += length + (reasons[length] == ',');
    }
}

static void set_case(struct request *r, const struct report_case *reported)
{
    struct view_node *node = view_item(r->view, "Cases");

    node_set_number(node, "id", (int64_t)reported->comment_id);
    node_set(node, "author", reported->author);
    if (request_may(r, PERMISSION_ACCOUNT_SEE))
        node_set(node, "account", account_path(r->arena, reported->author_id));
    node_set(node, "title", reported->title);
    node_set(node, "text", text_cut(r->arena, markup_plain(r->arena, reported->html), EXCERPT));
    if (reported->state == COMMENT_HIDDEN)
        node_set(node, "hidden", "1");
    node_set_number(node, "weight", (int64_t)reported->weight);
    node_set_number(node, "reports", (int64_t)reported->reports);
    node_set(node, "opened", clock_rfc3339(r->arena, reported->opened));
    node_set(node, "notes", reported->notes);
    node_set(node, "filter", reported->filter);
    node_set(node, "found", reported->found);
    if (reported->claimed_id == request_account(r))
        node_set(node, "mine", "1");
    else if (reported->claimed_id != 0)
        node_set(node, "claimed", reported->claimed);
    set_case_reasons(r, node, reported->reasons != NULL ? reported->reasons : "");
}

static const struct list_column columns[] = {
    {"opened", N_("Reported"), "newest"}, {"author", N_("Author"), NULL},
    {"thread", N_("Thread"), NULL},       {"text", N_("Text"), NULL},
    {"weight", N_("Weight"), "weight"},   {"reports", N_("Reports"), NULL},
    {"reasons", N_("Reasons"), NULL},     {"notes", N_("Notes"), NULL},
    {"filter", N_("Word filter"), NULL},  {"found", N_("Found"), NULL},
    {"claimed", N_("Claimed by"), NULL},
};

static void add_case(struct admin_list *list, const struct report_case *reported)
{
    list_row(list, reported->comment_id);
    list_time(list, reported->opened);
    list_text(list, reported->author);
    list_text(list, reported->title);
    list_text(list, text_cut(list->arena, markup_plain(list->arena, reported->html), EXCERPT));
    list_number(list, reported->weight);
    list_number(list, reported->reports);
    list_text(list, reported->reasons);
    list_text(list, reported->notes);
    list_text(list, reported->filter);
    list_text(list, reported->found);
    list_text(list, reported->claimed);
}

/* The page shows more of a case than its row in the file: what is done about it. */
static int fetch_cases(struct admin_list *list, unsigned limit)
{
    static const enum report_order orders[] = {REPORTS_WEIGHTIEST, REPORTS_OLDEST, REPORTS_NEWEST};
    struct subject_place place = subject_place(list->r);
    struct report_query query = *(const struct report_query *)list->context;
    const struct report_case *cases;
    size_t count;

    place.arena = list->arena;
    query.order = orders[list->sort];
    query.after = list->after;
    query.limit = limit;
    cases = report_queue(&place, &query, &count);
    for (size_t i = 0; cases != NULL && i < count; i++) {
        add_case(list, &cases[i]);
        if (!list->csv && i < LIST_PAGE)
            set_case(list->r, &cases[i]);
    }
    return cases != NULL ? 0 : -1;
}

/* What a case may be asked for by. 0 or -1. */
static int choose_cases(struct admin_list *list, struct report_query *query)
{
    static const struct list_choice kinds[] = {
        [REPORTS_ANY] = {"", N_("Any")},
        [REPORTS_BY_MEMBERS] = {"members", N_("by members")},
        [REPORTS_BY_FILTERS] = {"filters", N_("by word filters")},
        {NULL, NULL},
    };
    static const struct list_choice claims[] = {
        [CLAIMS_ANY] = {"", N_("Any")},
        [CLAIMS_FREE] = {"free", N_("nobody")},
        [CLAIMS_OWN] = {"mine", N_("you")},
        [CLAIMS_OTHERS] = {"others", N_("somebody else")},
        {NULL, NULL},
    };
    static const struct list_choice reasons[REPORT_REASON_COUNT + 2] = {
        {"", N_("Any")},
        [REPORT_SPAM + 1] = {"spam", N_("Spam")},
        [REPORT_ABUSE + 1] = {"abuse", N_("Insults or threats")},
        [REPORT_OFF_TOPIC + 1] = {"off-topic", N_("Off topic")},
        [REPORT_SPOILER + 1] = {"spoiler", N_("Spoils the game")},
        [REPORT_OTHER + 1] = {"other", N_("Something else")},
    };

    query->reason = reasons[list_choose(list, "reason", _("Reason"), reasons)].name;
    query->kind = (enum report_kind)list_choose(list, "kind", _("Reported"), kinds);
    query->claim = (enum report_claims)list_choose(list, "claimed", _("Claimed by"), claims);
    query->moderator_id = request_account(list->r);
    return list_board(list, "board", &query->board_id);
}

enum http_status queue_page(struct request *r)
{
    static const char *const sorts[] = {"weight", "oldest", "newest", NULL};
    uint64_t kept = (uint64_t)query_int(r, "kept", 0, INT64_MAX, 0);
    struct report_query query = {.reason = ""};
    struct admin_list list = {
        .r = r,
        .path = "/admin/queue",
        .view = "admin/queue.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = sorts,
        .fetch = fetch_cases,
        .context = &query,
    };

    list_read(&list);
    list.descending = list.sort == 0;
    if (choose_cases(&list, &query) != 0)
        return HTTP_UNAVAILABLE;
    if (!list.csv && held_set(r) != 0)
        return HTTP_UNAVAILABLE;
    if (kept != 0)
        view_set_number(r->view, "Kept", (int64_t)kept);
    if (request_may(r, PERMISSION_COMMENT_REMOVE))
        view_set(r->view, "May.remove", "1");
    if (request_may(r, PERMISSION_ACCOUNT_BAN))
        view_set(r->view, "May.ban", "1");
    return list_answer(&list);
}

static enum http_status refuse_decided(struct request *r)
{
    return refuse(r, HTTP_CONFLICT, "conflict",
                  _("Another moderator has this report, or has decided on it. Nothing was"
                    " changed."));
}

/* Whether the case of the path is one that the caller may see. HTTP_OK, or what is answered. */
static enum http_status find_case(struct request *r)
{
    const struct subject_place place = subject_place(r);
    int found = report_find(&place, path_id(r, "id"));

    return found > 0 ? HTTP_OK : found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}

enum http_status claim_post(struct request *r)
{
    const struct store store = request_store(r);
    enum http_status status = find_case(r);

    if (status != HTTP_OK)
        return status;
    switch (report_claim(&store, path_id(r, "id"), request_account(r))) {
    case REPORT_DONE: return redirect(r, HTTP_SEE_OTHER, "/admin/queue");
    case REPORT_CLAIMED: return refuse_decided(r);
    default: return HTTP_UNAVAILABLE;
    }
}

enum http_status keep_post(struct request *r)
{
    const struct subject_place place = subject_place(r);
    const struct moderator moderator = moderator_of(r, "");
    const uint64_t comment_id = path_id(r, "id");
    enum http_status status = find_case(r);
    struct act_made made;
    enum act_result result;

    if (status != HTTP_OK)
        return status;
    result = comments_moderate(&place, &moderator, ACT_KEEP,
                               &(struct act_choice){.ids = &comment_id, .count = 1}, &made);
    if (result == ACT_NOTHING)
        return refuse_decided(r);
    return result == ACT_DONE ? redirect(r, HTTP_SEE_OTHER, "/admin/queue?kept=%" PRIu64, made.id)
                              : moderating_refuse(r, moderating_outcome_of(result));
}
