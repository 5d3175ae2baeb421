/* The queue of claims of imported authors: accepting one is a merge. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "merge.h"
#include "pages.h"
#include "talk/merge/claim.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

static const char *const claim_view = "admin/claim.cs";

static const struct list_column columns[] = {
    {"account", N_("Who"), NULL},   {"made", N_("When"), "newest"}, {"author", N_("Author"), NULL},
    {"source", N_("Source"), NULL}, {"state", N_("State"), NULL},   {"by", N_("By"), NULL},
    {"answer", N_("Answer"), NULL},
};

static const char *claim_state_words(enum claim_state state)
{
    switch (state) {
    case CLAIM_OPEN: return _("waits");
    case CLAIM_ACCEPTED: return _("accepted");
    case CLAIM_DECLINED: return _("declined");
    case CLAIM_WITHDRAWN: break;
    }
    return _("taken back");
}

static int fetch_claims(struct admin_list *list, unsigned limit)
{
    struct claim_query query = *(const struct claim_query *)list->context;
    const struct claim *claims;
    size_t count;

    query.newest = !list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    claims = claim_list(list->r->worker->database, list->arena, &query, &count);
    for (size_t i = 0; claims != NULL && i < count; i++) {
        list_row(list, claims[i].id);
        list_link(list, claims[i].account,
                  arena_format(list->arena, "/admin/claims/%" PRIu64, claims[i].id));
        list_time(list, claims[i].created);
        list_text(list, claims[i].author);
        list_text(list, claims[i].source);
        list_text(list, claim_state_words(claims[i].state));
        list_text(list, claims[i].decided_by);
        list_text(list, claims[i].answer);
    }
    return claims != NULL ? 0 : -1;
}

enum http_status author_claims_page(struct request *r)
{
    static const char *const sorts[] = {"oldest", "newest", NULL};
    static const struct list_choice states[] = {{"", N_("waits")},
                                                {"all", N_("all, also decided ones")},
                                                {NULL, NULL}};
    struct claim_query query = {.account_id = 0};
    struct admin_list list = {
        .r = r,
        .path = "/admin/claims",
        .view = "admin/claims.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = sorts,
        .fetch = fetch_claims,
        .context = &query,
    };

    list_read(&list);
    query.open = list_choose(&list, "state", _("State"), states) == 0;
    return list_answer(&list);
}

/* The claim of the path, with what accepting it would touch. HTTP_OK, or what is answered. */
static enum http_status show_claim(struct request *r, struct claim *claim)
{
    int found = claim_by_id(r->worker->database, r->arena, path_id(r, "id"), claim);

    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    view_set_number(r->view, "Claim.id", (int64_t)claim->id);
    view_set(r->view, "Claim.account", claim->account);
    view_set(r->view, "Claim.path", account_path(r->arena, claim->account_id));
    view_set(r->view, "Claim.author", claim->author);
    view_set(r->view, "Claim.source", claim->source);
    view_set(r->view, "Claim.created", clock_rfc3339(r->arena, claim->created));
    view_set(r->view, "Claim.proof", claim->proof);
    view_set(r->view, "Claim.link", claim->link);
    view_set(r->view, "Claim.state", claim_state_words(claim->state));
    view_set(r->view, "Claim.by", claim->decided_by);
    view_set(r->view, "Claim.answer", claim->answer);
    if (claim->decided != 0)
        view_set(r->view, "Claim.decided", clock_rfc3339(r->arena, claim->decided));
    if (claim->state != CLAIM_OPEN)
        return HTTP_OK;
    if (may_everywhere(r, PERMISSION_ACCOUNT_MERGE))
        view_set(r->view, "May.decide", "1");
    return merge_reach_set(r, claim->author_id, claim->account_id) == 0 ? HTTP_OK
                                                                        : HTTP_UNAVAILABLE;
}

enum http_status author_claim_page(struct request *r)
{
    struct claim claim;
    enum http_status status = show_claim(r, &claim);

    return status == HTTP_OK ? frame_page(r, HTTP_OK, claim_view) : status;
}

/* HTTP_OK; HTTP_CONFLICT with its error noted; or what is answered. */
static enum http_status decide_claim(struct request *r, const struct claim *claim, bool accept,
                                     const struct claim_answer *answer)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    enum merge_result merged = MERGE_CHANGED;

    if (claim->state == CLAIM_OPEN && accept) {
        merged = claim_accept(&store, r->worker->roles, &actor, claim, answer);
    } else if (claim->state == CLAIM_OPEN) {
        enum claim_result declined = claim_decline(&store, &actor, claim->id, answer->text);

        merged = declined == CLAIM_DONE     ? MERGE_DONE
                 : declined == CLAIM_FAILED ? MERGE_FAILED
                                            : MERGE_CHANGED;
    }
    if (merged == MERGE_FAILED)
        return HTTP_UNAVAILABLE;
    if (merged == MERGE_DONE)
        return HTTP_OK;
    form_error(r, "answer", merge_result_words(merged));
    return HTTP_CONFLICT;
}

enum http_status author_claim_post(struct request *r)
{
    const struct claim_answer answer = {form_line(r, "answer", 1, CLAIM_ANSWER_MAX - 40),
                                        form_line(r, "seen", 0, 120)};
    bool accept = strcmp(form_line(r, "act", 0, 10), "accept") == 0;
    struct claim claim;
    enum http_status status;

    if (!may_everywhere(r, PERMISSION_ACCOUNT_MERGE))
        return HTTP_FORBIDDEN;
    status = show_claim(r, &claim);
    if (status != HTTP_OK)
        return status;
    status = form_ok(r) ? decide_claim(r, &claim, accept, &answer) : HTTP_UNPROCESSABLE;
    if (status == HTTP_OK)
        return redirect(r, HTTP_SEE_OTHER, "/admin/claims?done=1");
    if (form_ok(r))
        return status;
    view_set(r->view, "Form.answer", form_raw(r, "answer"));
    return frame_again(r, status, claim_view);
}
