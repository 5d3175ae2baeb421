/* The queue of appeals: accepting one lifts the ban, declining one says why. */
#include <inttypes.h>
#include <string.h>

#include "bans.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

static const struct list_column columns[] = {
    {"account", N_("Who"), NULL}, {"made", N_("When"), "newest"}, {"ban", N_("Which ban"), NULL},
    {"kind", N_("Kind"), NULL},   {"text", N_("Text"), NULL},     {"state", N_("State"), NULL},
    {"by", N_("By"), NULL},       {"answer", N_("Answer"), NULL},
};

static const char *state_words(const struct appeal *appeal)
{
    switch (appeal->state) {
    case APPEAL_OPEN: return _("waits");
    case APPEAL_ACCEPTED: return _("accepted");
    case APPEAL_DECLINED: break;
    }
    return _("declined");
}

static const char *appeal_path(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "/admin/appeals/%" PRIu64, id);
}

static int fetch_appeals(struct admin_list *list, unsigned limit)
{
    struct appeal_query query = *(const struct appeal_query *)list->context;
    const struct appeal *appeals;
    size_t count;

    query.oldest = list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    appeals = appeal_list(list->r->worker->database, list->arena, &query, &count);
    for (size_t i = 0; appeals != NULL && i < count; i++) {
        const struct appeal *appeal = &appeals[i];

        list_row(list, appeal->id);
        list_link(list, appeal->account, appeal_path(list->arena, appeal->id));
        list_time(list, appeal->created);
        list_text(list, appeal->ban.target);
        list_text(list, ban_kind_words(appeal->ban.kind));
        list_text(list, appeal->body);
        list_text(list, state_words(appeal));
        list_text(list, appeal->decided_by);
        list_text(list, appeal->answer);
    }
    return appeals != NULL ? 0 : -1;
}

enum http_status appeals_page(struct request *r)
{
    static const char *const sorts[] = {"oldest", "newest", NULL};
    static const struct list_choice states[] = {{"", N_("waits")},
                                                {"all", N_("all, also decided ones")},
                                                {NULL, NULL}};
    struct appeal_query query = appeals_seen(r);
    struct admin_list list = {
        .r = r,
        .path = "/admin/appeals",
        .view = "admin/appeals.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = sorts,
        .fetch = fetch_appeals,
        .context = &query,
    };

    list_read(&list);
    query.open = list_choose(&list, "state", _("State"), states) == 0;
    return list_answer(&list);
}

/* The appeal of the path. HTTP_OK, or what is answered. */
static enum http_status find_appeal(struct request *r, struct appeal *appeal)
{
    int found = appeal_by_id(r->worker->database, r->arena, path_id(r, "id"), appeal);

    if (found < 0)
        return HTTP_UNAVAILABLE;
    return found > 0 && may_see_ban(r, &appeal->ban) ? HTTP_OK : HTTP_NOT_FOUND;
}

static void set_appeal(struct request *r, const struct appeal *appeal)
{
    set_ban(r, &appeal->ban);
    view_set_number(r->view, "Appeal.id", (int64_t)appeal->id);
    view_set(r->view, "Appeal.account", appeal->account);
    view_set(r->view, "Appeal.path", account_path(r->arena, appeal->account_id));
    view_set(r->view, "Appeal.created", clock_rfc3339(r->arena, appeal->created));
    view_set(r->view, "Appeal.body", appeal->body);
    view_set(r->view, "Appeal.state", state_words(appeal));
    view_set(r->view, "Appeal.by", appeal->decided_by);
    view_set(r->view, "Appeal.answer", appeal->answer);
    if (appeal->decided != 0)
        view_set(r->view, "Appeal.decided", clock_rfc3339(r->arena, appeal->decided));
    if (appeal->state == APPEAL_OPEN && may_lift_ban(r, &appeal->ban))
        view_set(r->view, "May.decide", "1");
}

enum http_status appeal_page(struct request *r)
{
    struct appeal appeal;
    enum http_status status = find_appeal(r, &appeal);

    if (status != HTTP_OK)
        return status;
    set_appeal(r, &appeal);
    return frame_page(r, HTTP_OK, "admin/appeal.cs");
}

/* Who decides on an appeal is who may lift the ban. */
static enum http_status decide(struct request *r, const struct appeal *appeal, bool accept,
                               const char *answer)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    enum ban_result result;

    if (!may_lift_ban(r, &appeal->ban))
        return HTTP_FORBIDDEN;
    if (accept && appeal->state == APPEAL_OPEN)
        return lift_ban(r, &appeal->ban, "answer", answer);
    result = appeal_decline(&store, &actor, appeal, answer);
    if (result == BAN_IS_LIFTED)
        form_error(r, "answer", _("Somebody else has decided this appeal."));
    return ban_result_status(result);
}

enum http_status appeal_post(struct request *r)
{
    const char *answer = form_line(r, "answer", 1, BAN_REASON_MAX);
    bool accept = strcmp(form_line(r, "act", 0, 10), "accept") == 0;
    struct appeal appeal;
    enum http_status status = find_appeal(r, &appeal);

    if (status != HTTP_OK)
        return status;
    status = form_ok(r) ? decide(r, &appeal, accept, answer) : HTTP_UNPROCESSABLE;
    if (status == HTTP_OK)
        return redirect(r, HTTP_SEE_OTHER, "/admin/appeals?done=1");
    if (form_ok(r))
        return status;
    if (status == HTTP_CONFLICT && find_appeal(r, &appeal) != HTTP_OK)
        return HTTP_UNAVAILABLE;
    set_appeal(r, &appeal);
    view_set(r->view, "Form.answer", form_raw(r, "answer"));
    return frame_again(r, status, "admin/appeal.cs");
}
