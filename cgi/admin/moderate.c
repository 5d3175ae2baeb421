/* Several comments at once: those that were ticked in a list, or the last ones of an account. What it
 * would touch is said first; a number that is another by the time it is confirmed is shown anew. */
#include <inttypes.h>
#include <string.h>

#include "auth/account.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "talk/moderation/moderating.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

static const struct {
    const char *name;
    enum act_kind kind;
} asked_acts[] = {{"remove", ACT_REMOVE},
                  {"hide", ACT_HIDE},
                  {"restore", ACT_RESTORE},
                  {"keep", ACT_KEEP}};

#define ACTS_ASKED (sizeof asked_acts / sizeof asked_acts[0])

/* What the form asks for. */
struct bulk_choice {
    size_t act; /* of asked_acts */
    struct act_choice choice;
    struct account_line account; /* id 0: ids were ticked */
    const char *reason;
    struct act_reach reach;
};

/* An instant as it is typed, UTC: a day, or a day and a time. */
static int64_t read_since(struct request *r)
{
    const char *text = form_has(r, "since") ? form_line(r, "since", 0, 30) : "";
    int64_t instant;
    bool zoned;

    if (*text == '\0')
        return 0;
    if (strlen(text) == 10)
        text = arena_format(r->arena, "%sT00:00:00Z", text);
    if (clock_parse_any(text, &instant, &zoned))
        return instant;
    form_error(r, "since",
               _("Write a day, or a day and a time (UTC): 2026-01-31 or 2026-01-31 18:30."));
    return 0;
}

static size_t read_act(struct request *r)
{
    const char *name = form_line(r, "act", 1, 10);

    for (size_t i = 0; i < ACTS_ASKED; i++)
        if (strcmp(asked_acts[i].name, name) == 0)
            return i;
    form_error(r, "act", _("This is none of the choices."));
    return 0;
}

/* Reads what is chosen. HTTP_OK, or what is answered; errors are noted. */
static enum http_status read_bulk(struct request *r, struct bulk_choice *bulk)
{
    uint64_t account_id = form_id(r, "account");
    size_t count;
    const uint64_t *ids = form_ids(r, "id", &count);
    bool whole = form_has(r, "last") && *form_raw(r, "last") != '\0';
    int found;

    *bulk = (struct bulk_choice){.act = read_act(r)};
    bulk->reason = form_has(r, "reason") ? form_line(r, "reason", 0, REASON_MAX) : "";
    if (account_id == 0) {
        bulk->choice = (struct act_choice){.ids = ids, .count = count};
        if (count == 0 && form_ok(r))
            form_error(r, "id", _("Tick the comments that are meant."));
        return HTTP_OK;
    }
    bulk->choice = (struct act_choice){
        .author_id = account_id,
        .last = whole ? (unsigned)form_int(r, "last", 1, ACT_COMMENTS_MAX) : 0,
        .since = read_since(r),
        .votes = asked_acts[bulk->act].kind == ACT_REMOVE && form_has(r, "votes"),
    };
    found = account_by_id(r->worker->database, r->arena, account_id, &bulk->account);
    return found > 0 ? HTTP_OK : found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}

/* The numbers that the reader saw: they decide on these and no others. */
static const char *seen_of(struct request *r, const struct act_reach *reach)
{
    return arena_format(r->arena, "%" PRIu64 ".%" PRIu64 ".%" PRIu64, reach->comments,
                        reach->threads, reach->votes);
}

static void add_field(struct request *r, const char *name, const char *value)
{
    struct view_node *node = view_item(r->view, "Choice");

    node_set(node, "name", name);
    node_set(node, "value", value);
}

/* The choice once more, for the form that confirms it. */
static void set_bulk(struct request *r, const struct bulk_choice *bulk)
{
    const struct act_choice *choice = &bulk->choice;

    for (size_t i = 0; choice->ids != NULL && i < choice->count; i++)
        add_field(r, "id", arena_format(r->arena, "%" PRIu64, choice->ids[i]));
    if (choice->author_id == 0)
        return;
    add_field(r, "account", arena_format(r->arena, "%" PRIu64, choice->author_id));
    if (choice->last != 0)
        add_field(r, "last", arena_format(r->arena, "%u", choice->last));
    if (choice->since != 0)
        add_field(r, "since", clock_rfc3339(r->arena, choice->since));
    if (choice->votes)
        add_field(r, "votes", "1");
}

static void set_reach(struct request *r, const struct bulk_choice *bulk)
{
    const struct act_reach *reach = &bulk->reach;

    view_set(r->view, "Reach", "1");
    view_set_number(r->view, "Reach.comments", (int64_t)reach->comments);
    if (reach->threads > 0)
        view_set_number(r->view, "Reach.threads", (int64_t)reach->threads);
    if (reach->openings > 0)
        view_set_number(r->view, "Reach.openings", (int64_t)reach->openings);
    if (reach->several)
        view_set(r->view, "Reach.several", "1");
    if (bulk->account.id != 0)
        view_set(r->view, "Reach.author", bulk->account.name);
    if (bulk->choice.votes) {
        view_set(r->view, "Reach.asked_votes", "1");
        view_set_number(r->view, "Reach.votes", (int64_t)reach->votes);
    }
    view_set(r->view, "Form.seen", seen_of(r, reach));
}

/* Shows what it would touch, or what is wrong. */
static enum http_status show_bulk(struct request *r, enum http_status status,
                                  const struct bulk_choice *bulk, bool reached)
{
    r->nothing_done = true;
    view_set(r->view, "Form.act", asked_acts[bulk->act].name);
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    if (bulk->account.id != 0)
        view_set(r->view, "Back", account_path(r->arena, bulk->account.id));
    if (reached) {
        set_bulk(r, bulk);
        set_reach(r, bulk);
    }
    return status == HTTP_OK ? frame_page(r, status, "admin/moderate.cs")
                             : frame_again(r, status, "admin/moderate.cs");
}

static enum http_status do_bulk(struct request *r, struct bulk_choice *bulk)
{
    const struct subject_place place = subject_place(r);
    const struct moderator moderator = moderator_of(r, bulk->reason);
    struct act_made made;
    enum act_result result =
        comments_moderate(&place, &moderator, asked_acts[bulk->act].kind, &bulk->choice, &made);

    if (result != ACT_DONE)
        return moderating_refuse(r, moderating_outcome_of(result));
    return asked_acts[bulk->act].kind == ACT_KEEP
               ? redirect(r, HTTP_SEE_OTHER, "/admin/queue?kept=%" PRIu64, made.id)
               : redirect(r, HTTP_SEE_OTHER, "/admin/acts/%" PRIu64 "?done=1", made.id);
}

static enum act_result look(struct request *r, struct bulk_choice *bulk)
{
    const struct subject_place place = subject_place(r);
    const struct moderator moderator = moderator_of(r, "");

    return comments_reach(&place, &moderator, asked_acts[bulk->act].kind, &bulk->choice,
                          &bulk->reach);
}

/* HTTP_OK where what it touches now is what the form says; errors are noted otherwise. */
static enum http_status check_bulk(struct request *r, const struct bulk_choice *bulk)
{
    enum act_kind kind = asked_acts[bulk->act].kind;

    if (strcmp(form_line(r, "seen", 1, 70), seen_of(r, &bulk->reach)) != 0) {
        form_error(r, "id",
                   _("What this touches has changed since you looked. The numbers below are"
                     " those of now; nothing was changed."));
        return HTTP_CONFLICT;
    }
    if ((kind == ACT_REMOVE || kind == ACT_HIDE) && *bulk->reason == '\0')
        form_error(r, "reason", _("Say why: whoever wrote it reads this."));
    return form_ok(r) ? HTTP_OK : HTTP_UNPROCESSABLE;
}

enum http_status moderate_post(struct request *r)
{
    struct bulk_choice bulk;
    enum http_status status = read_bulk(r, &bulk);
    enum act_result result;

    if (status != HTTP_OK)
        return status;
    if (!form_ok(r))
        return show_bulk(r, HTTP_UNPROCESSABLE, &bulk, false);
    result = look(r, &bulk);
    if (result != ACT_DONE)
        return moderating_refuse(r, moderating_outcome_of(result));
    if (!form_has(r, "seen"))
        return show_bulk(r, HTTP_OK, &bulk, true);
    status = check_bulk(r, &bulk);
    if (status != HTTP_OK)
        return show_bulk(r, status, &bulk, true);
    return do_bulk(r, &bulk);
}
