/* All comments of the site, by author, board and words: what is ticked is moderated at once. */
#include <inttypes.h>
#include <string.h>

#include "auth/account.h"
#include "base/language.h"
#include "base/text/text.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "talk/comment.h"
#include "talk/markup.h"
#include "talk/moderation/comment_list.h"
#include "talk/thread.h"
#include "web/form/form.h"
#include "web/site.h"
#include "web/view.h"

#define EXCERPT 160   /* characters */
#define WORDS_MAX 100 /* characters */

static const struct list_column columns[] = {
    {"written", N_("Written"), "newest"}, {"author", N_("Author"), NULL},
    {"thread", N_("Thread"), NULL},       {"text", N_("Text"), NULL},
    {"state", N_("State"), NULL},
};

static const char *const states[] = {
    [COMMENT_SHOWN] = N_("shown"),
    [COMMENT_REMOVED] = N_("removed"),
    [COMMENT_WITHDRAWN] = N_("removed by its author"),
    [COMMENT_HIDDEN] = N_("hidden"),
};

static int fetch_comments(struct admin_list *list, unsigned limit)
{
    struct subject_place place = subject_place(list->r);
    struct comment_query query = *(const struct comment_query *)list->context;
    const struct comment_line *lines;
    size_t count;

    place.arena = list->arena;
    query.oldest = list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    lines = comment_list(&place, &query, &count);
    for (size_t i = 0; lines != NULL && i < count; i++) {
        const struct comment_line *line = &lines[i];

        list_row(list, line->id);
        list_time(list, line->created);
        list_link(list, line->author,
                  request_may(list->r, PERMISSION_ACCOUNT_SEE)
                      ? account_path(list->arena, line->author_id)
                      : NULL);
        list_link(list, line->title,
                  arena_format(list->arena, "/forum/comment/%" PRIu64 "/moderate", line->id));
        list_text(list, text_cut(list->arena, markup_plain(list->arena, line->html), EXCERPT));
        list_text(list,
                  line->state < sizeof states / sizeof states[0] ? _(states[line->state]) : "");
    }
    return lines != NULL ? 0 : -1;
}

/* The account and the board that are asked for by name. Errors are noted. */
static int find_filters(struct request *r, const char *author, const char *name,
                        struct comment_query *query)
{
    const struct subject_place place = subject_place(r);
    struct account account;
    struct board board;
    int found = 1;

    if (author != NULL && *author != '\0') {
        found = account_by_name(r->worker->database, r->arena, author, &account);
        if (found > 0)
            query->author_id = account.id;
        else if (found == 0)
            form_error(r, "author", _("There is no such account."));
    }
    if (found >= 0 && name != NULL && *name != '\0') {
        found = board_find(&place, name, &board);
        if (found > 0)
            query->board_id = board.id;
        else if (found == 0)
            form_error(r, "board", _("There is no such board."));
    }
    return found < 0 ? -1 : 0;
}

/* The boards, for the filter. */
static int set_boards(struct request *r, const char *chosen)
{
    const struct subject_place place = subject_place(r);
    size_t count;
    const struct board *boards = board_list(&place, &count);

    for (size_t i = 0; boards != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Boards");

        node_set(node, "name", boards[i].name);
        node_set(node, "title", boards[i].title);
        if (chosen != NULL && strcmp(chosen, boards[i].name) == 0)
            node_set(node, "chosen", "1");
    }
    return boards != NULL ? 0 : -1;
}

enum http_status comments_page(struct request *r)
{
    const char *author = query_line(r, "author", ACCOUNT_NAME_MAX);
    const char *board = query_line(r, "board", 40);
    const char *text = query_line(r, "text", WORDS_MAX);
    struct comment_query query = {.text = text != NULL ? text : ""};
    struct admin_list list = {
        .r = r,
        .path = "/admin/comments",
        .view = "admin/comments.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_comments,
        .context = &query,
    };

    list_read(&list);
    if (find_filters(r, author, board, &query) != 0 || set_boards(r, board) != 0)
        return HTTP_UNAVAILABLE;
    list_filter(&list, "author", author);
    list_filter(&list, "board", board);
    list_filter(&list, "text", text);
    view_set(r->view, "Form.author", author);
    view_set(r->view, "Form.text", text);
    return list_answer(&list);
}
