/* Posts that a filter holds: a section of the moderation queue, and one to read. They are published as they were
 * written, or not: nobody puts words into somebody else's mouth. What is to be changed then is changed as any comment
 * is, which is told (talk/moderation/correction.h). */
#include "talk/filter/held.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "talk/filter/held_act.h"
#include "talk/filter/word_filter_edit.h"
#include "talk/markup.h"
#include "talk/moderation/moderating.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define EXCERPT 300      /* characters */
#define HELD_IN_QUEUE 20 /* the others stand in the list */

static const char *const kinds[] = {
    [HELD_REPLY] = "reply", [HELD_THREAD] = "thread", [HELD_EDIT] = "edit"};

/* What is the same in the queue and on the post's own page. */
static void set_held(struct request *r, struct view_node *node, const struct held_post *post)
{
    node_set_number(node, "id", (int64_t)post->id);
    node_set(node, "kind", kinds[post->kind]);
    node_set(node, "author", post->author);
    if (request_may(r, PERMISSION_ACCOUNT_SEE))
        node_set(node, "account", account_path(r->arena, post->author_id));
    node_set(node, "title", post->title);
    node_set(node, "created", clock_rfc3339(r->arena, post->created));
    node_set(node, "note", post->note);
    node_set(node, "found", post->found);
    if (request_may(r, PERMISSION_FILTER_EDIT))
        node_set(node, "filter",
                 arena_format(r->arena, "/admin/filters/%" PRIu64, post->filter_id));
}

static char *held_excerpt(struct arena *arena, const struct held_post *post)
{
    return text_cut(arena, markup_plain(arena, markup_html(arena, post->body, NULL)), EXCERPT);
}

/* What was just decided, and how many of it wait still. */
static void set_decided(struct request *r)
{
    uint64_t decided = (uint64_t)query_int(r, "decided", 0, INT64_MAX, 0);

    if (decided == 0)
        return;
    view_set_number(r->view, "Queue.decided", (int64_t)decided);
    view_set_number(r->view, "Queue.left", query_int(r, "left", 0, HELD_DECIDED_MAX, 0));
}

int held_set(struct request *r)
{
    struct held_query query = {.kind = HELD_KINDS, .oldest = true, .limit = HELD_IN_QUEUE};
    size_t count;
    struct held_post *posts = held_queue(r, r->arena, &query, &count);

    if (posts == NULL)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(r->view, "Held");

        set_held(r, node, &posts[i]);
        node_set(node, "text", held_excerpt(r->arena, &posts[i]));
    }
    if (query.after != 0)
        view_set(r->view, "Queue.more_held", "1");
    set_decided(r);
    return 0;
}

/* ---- the list ---- */

static const struct list_column columns[] = {
    {"written", N_("Written"), "newest"}, {"kind", N_("Kind"), NULL},
    {"author", N_("Author"), NULL},       {"thread", N_("Thread"), NULL},
    {"text", N_("Text"), NULL},           {"filter", N_("Word filter"), NULL},
    {"found", N_("Found"), NULL},
};

static const struct list_choice kind_choices[] = {
    {"", N_("Any")},
    [HELD_REPLY + 1] = {"reply", N_("Reply")},
    [HELD_THREAD + 1] = {"thread", N_("New thread")},
    [HELD_EDIT + 1] = {"edit", N_("Change of a comment")},
    {NULL, NULL},
};

static void add_held(struct admin_list *list, const struct held_post *post)
{
    struct arena *arena = list->arena;

    list_row(list, post->id);
    list_time(list, post->created);
    list_text(list, _(kind_choices[post->kind + 1].title));
    list_link(list, post->author,
              request_may(list->r, PERMISSION_ACCOUNT_SEE) ? account_path(arena, post->author_id)
                                                           : NULL);
    list_link(list, post->title, arena_format(arena, "/admin/held/%" PRIu64, post->id));
    list_text(list, held_excerpt(arena, post));
    list_link(list, post->note,
              request_may(list->r, PERMISSION_FILTER_EDIT)
                  ? arena_format(arena, "/admin/filters/%" PRIu64, post->filter_id)
                  : NULL);
    list_text(list, *post->found != '\0' ? post->found : _("it took too long to tell"));
}

/* Some of what waits belongs to what the caller may not read: a page is filled from behind it. */
static int fetch_held(struct admin_list *list, unsigned limit)
{
    struct held_query query = *(const struct held_query *)list->context;

    query.oldest = list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    do {
        size_t count;
        const struct held_post *posts = held_queue(list->r, list->arena, &query, &count);

        if (posts == NULL)
            return -1;
        for (size_t i = 0; i < count && list->row_count < limit; i++)
            add_held(list, &posts[i]);
    } while (query.after != 0 && list->row_count < limit);
    return 0;
}

/* The filters that there are, whether they are on or not: what they held waits still. 0 or -1. */
static int choose_filter(struct admin_list *list, uint64_t *filter_id)
{
    struct request *r = list->r;
    size_t count, chosen;
    const struct word_filter *filters =
        word_filter_list(r->worker->database, r->arena,
                         &(struct filter_query){.site_id = r->site->id,
                                                .states = FILTER_STATES,
                                                .limit = WORD_FILTERS_MAX},
                         &count);
    struct list_choice *choices;

    if (filters == NULL)
        return -1;
    choices = arena_alloc(r->arena, (count + 2) * sizeof *choices);
    choices[0] = (struct list_choice){"", _("Any")};
    for (size_t i = 0; i < count; i++)
        choices[i + 1] = (struct list_choice){arena_format(r->arena, "%" PRIu64, filters[i].id),
                                              filters[i].note};
    choices[count + 1] = (struct list_choice){NULL, NULL};
    chosen = list_choose_named(list, "filter", _("Word filter"), choices);
    *filter_id = chosen > 0 ? filters[chosen - 1].id : 0;
    return 0;
}

enum http_status held_list_page(struct request *r)
{
    static const char *const sorts[] = {"oldest", "newest", NULL};
    struct held_query query = {.kind = HELD_KINDS};
    struct admin_list list = {
        .r = r,
        .path = "/admin/held",
        .view = "admin/held_list.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = sorts,
        .fetch = fetch_held,
        .context = &query,
    };
    size_t kind;

    list_read(&list);
    if (choose_filter(&list, &query.filter_id) != 0)
        return HTTP_UNAVAILABLE;
    kind = list_choose(&list, "kind", _("Kind"), kind_choices);
    if (kind > 0)
        query.kind = (enum held_kind)(kind - 1);
    query.author_id = list_account(&list, "author", _("Author"));
    if (request_may(r, PERMISSION_COMMENT_REMOVE))
        view_set(r->view, "May.remove", "1");
    return list_answer(&list);
}

/* ---- one ---- */

enum http_status held_page(struct request *r)
{
    struct subject_place place = subject_place(r);
    struct markup_links links;
    struct view_node *node;
    struct held_post post;
    int found = held_find(r, path_id(r, "id"), 0, &post);

    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    node = view_item(r->view, "Held");
    subject_links(&links, &place);
    set_held(r, node, &post);
    node_set(node, "body_html", markup_html(r->arena, post.body, &links));
    if (post.thread_id != 0)
        node_set_number(node, "thread", (int64_t)post.thread_id);
    if (post.comment_id != 0)
        node_set_number(node, "comment", (int64_t)post.comment_id);
    if (post.act_id != 0)
        node_set_number(node, "act", (int64_t)post.act_id);
    if (post.state == HELD_WAITING) {
        node_set(node, "waits", "1");
        node_set(node, "bar", held_bar_message(held_barred(r, &post)));
    }
    if (request_may(r, PERMISSION_COMMENT_REMOVE))
        view_set(r->view, "May.decide", "1");
    return frame_page(r, HTTP_OK, "admin/held.cs");
}

/* ---- deciding ---- */

/* None was decided: why, of the first. */
static enum http_status refuse_decision(struct request *r, enum act_result result,
                                        const struct held_decided *decided)
{
    const char *why = result == ACT_BEYOND ? held_bar_message(decided->bar) : NULL;

    return why != NULL ? refuse(r, HTTP_CONFLICT, "conflict", why)
                       : moderating_refuse(r, moderating_outcome_of(result));
}

/* The posts that were ticked, or those that wait longest where none was. 0 or -1. */
static int set_chosen(struct request *r, const struct held_decision *decision)
{
    if (decision->count == 0)
        return held_set(r);
    for (size_t i = 0; i < decision->count; i++) {
        struct held_post post;
        int found = held_find(r, decision->ids[i], 0, &post);
        struct view_node *node;

        if (found < 0)
            return -1;
        if (found == 0 || post.state != HELD_WAITING)
            continue;
        node = view_item(r->view, "Held");
        set_held(r, node, &post);
        node_set(node, "text", held_excerpt(r->arena, &post));
        node_set(node, "chosen", "1");
    }
    return 0;
}

/* What was wrong with a decision, above what it was about and what was typed. */
static enum http_status decide_again(struct request *r, const struct held_decision *decision)
{
    if (set_chosen(r, decision) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Form.reason", decision->reason);
    return frame_again(r, HTTP_UNPROCESSABLE, "admin/held_again.cs");
}

enum http_status held_decide_post(struct request *r)
{
    const char *act = form_line(r, "act", 1, 10);
    bool releases = strcmp(act, "release") == 0;
    struct held_decision decision = {.kind = releases ? ACT_RELEASE : ACT_REFUSE};
    struct held_decided decided;
    enum act_result result;

    if (form_ok(r) && !releases && strcmp(act, "refuse") != 0)
        form_error(r, "act", _("This is none of the choices."));
    decision.reason = form_has(r, "reason") ? form_line(r, "reason", 0, REASON_MAX) : "";
    decision.ids = form_ids(r, "id", &decision.count);
    if (form_ok(r) && decision.count == 0)
        form_error(r, "id", _("Tick the posts that are meant."));
    if (form_ok(r) && !releases && *decision.reason == '\0')
        form_error(r, "reason", _("Say why: whoever wrote it reads this."));
    if (!form_ok(r))
        return decide_again(r, &decision);
    result = held_decide(r, &decision, &decided);
    if (result != ACT_DONE)
        return refuse_decision(r, result, &decided);
    return redirect(r, HTTP_SEE_OTHER, "/admin/queue?decided=%" PRIu64 "&left=%zu", decided.made.id,
                    decided.left);
}
