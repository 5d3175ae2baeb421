/* What moderators did on the site, and how it is undone. */
#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "talk/markup.h"
#include "talk/moderation/act_shown.h"
#include "talk/moderation/moderating.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define COMMENTS_SHOWN 50 /* of an act */
#define EXCERPT 160       /* characters */

/* ---- all of them ---- */

/* Of the file; the page tells them in sentences. */
static const struct list_column columns[] = {
    {"time", N_("When"), "newest"}, {"account", N_("Who"), NULL},
    {"act", N_("What"), NULL},      {"about", N_("Whom"), NULL},
    {"thread", N_("Thread"), NULL}, {"comments", N_("Comments"), NULL},
    {"votes", N_("Votes"), NULL},   {"reason", N_("Reason"), NULL},
    {"undone", N_("undone"), NULL},
};

static void put_act(struct admin_list *list, const struct act *act)
{
    list_row(list, act->id);
    list_time(list, act->created);
    list_text(list, act->name);
    list_text(list, act_kind_name(act->kind));
    list_text(list, act->about);
    list_text(list,
              act->thread_id != 0 ? arena_format(list->arena, "%" PRIu64, act->thread_id) : "");
    list_number(list, act->comments);
    list_number(list, act->votes);
    list_text(list, act->reason);
    list_text(list, act->undone_id != 0 ? _("yes") : _("no"));
}

static int fetch_acts(struct admin_list *list, unsigned limit)
{
    struct subject_place place = subject_place(list->r);
    struct act_query query = *(const struct act_query *)list->context;
    const struct act *acts;
    size_t count;

    place.arena = list->arena;
    query.oldest = list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    acts = act_list_site(&place, &query, &count);
    for (size_t i = 0; acts != NULL && i < count; i++) {
        put_act(list, &acts[i]);
        if (!list->csv && i < LIST_PAGE)
            act_show(list->r, &acts[i], 0);
    }
    return acts != NULL ? 0 : -1;
}

enum http_status acts_page(struct request *r)
{
    static const struct list_choice matters[] = {{"", N_("Anything")},
                                                 {"comments", N_("Comments")},
                                                 {"threads", N_("Threads")},
                                                 {NULL, NULL}};
    struct act_query query = {.oldest = false};
    struct admin_list list = {
        .r = r,
        .path = "/admin/acts",
        .view = "admin/acts.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_acts,
        .context = &query,
    };

    list_read(&list);
    query.account_id = list_account(&list, "account", _("By or about"));
    query.matter = (enum act_matter)list_choose(&list, "matter", _("Done to"), matters);
    return list_answer(&list);
}

/* ---- one of them ---- */

static int set_comments(struct request *r, const struct act *act)
{
    const struct subject_place place = subject_place(r);
    size_t count;
    const struct act_comment *comments = act_comments(&place, act->id, COMMENTS_SHOWN, &count);

    for (size_t i = 0; comments != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Comments");

        node_set_number(node, "id", (int64_t)comments[i].id);
        node_set(node, "author", comments[i].author);
        node_set(node, "title", comments[i].title);
        node_set(node, "text",
                 text_cut(r->arena, markup_plain(r->arena, comments[i].html), EXCERPT));
    }
    if (act->comments > count)
        view_set_number(r->view, "More", (int64_t)count);
    return comments != NULL ? 0 : -1;
}

enum http_status act_page(struct request *r)
{
    const struct subject_place place = subject_place(r);
    struct act act;
    int found = act_find(&place, path_id(r, "id"), &act);

    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    act_show(r, &act, 0);
    if (set_comments(r, &act) != 0)
        return HTTP_UNAVAILABLE;
    if (act.about_id != 0 && request_may(r, PERMISSION_ACCOUNT_SEE)) {
        view_set(r->view, "About.name", act.about);
        view_set(r->view, "About.path", account_path(r->arena, act.about_id));
        if (request_may(r, PERMISSION_ACCOUNT_BAN) && act.about_id != request_account(r))
            view_set(r->view, "About.ban",
                     arena_format(r->arena, "/admin/accounts/%" PRIu64 "/ban", act.about_id));
    }
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, "admin/act.cs");
}

enum http_status undo_post(struct request *r)
{
    struct moderating moderating;
    enum moderating_outcome outcome = moderating_undo(r, &moderating);
    const char *next = return_path(r, "next");

    if (outcome == MODERATING_DONE && strcmp(next, "/") != 0)
        return redirect(r, HTTP_SEE_OTHER, "%s", next);
    if (outcome == MODERATING_DONE && moderating.thread_id != 0)
        return redirect(r, HTTP_SEE_OTHER, "/forum/thread/%" PRIu64 "/moderate/acts",
                        moderating.thread_id);
    return outcome == MODERATING_DONE
               ? redirect(r, HTTP_SEE_OTHER, "/admin/acts/%" PRIu64 "?done=1", moderating.made.id)
               : moderating_refuse(r, outcome);
}
