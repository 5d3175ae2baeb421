/* What moderators did on the site, and how it is undone. */
#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "frame.h"
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

enum http_status acts_page(struct request *r)
{
    const struct subject_place place = subject_place(r);
    uint64_t below = (uint64_t)query_int(r, "below", 0, INT64_MAX, 0);
    size_t count;
    struct act *acts;

    if (!form_ok(r))
        return HTTP_BAD_REQUEST;
    acts = act_list_site(&place, below, &count);
    if (acts == NULL)
        return HTTP_UNAVAILABLE;
    for (size_t i = 0; i < count && i < ACTS_A_PAGE; i++)
        act_show(r, &acts[i], 0);
    if (count > ACTS_A_PAGE)
        view_set(r->view, "Next",
                 arena_format(r->arena, "/admin/acts?below=%" PRIu64, acts[ACTS_A_PAGE - 1].id));
    if (below != 0)
        view_set(r->view, "First", "/admin/acts");
    return frame_page(r, HTTP_OK, "admin/acts.cs");
}

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
