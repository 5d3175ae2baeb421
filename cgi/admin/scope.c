#include "scope.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "talk/thread.h"
#include "web/site.h"
#include "web/view.h"

static void add_place(struct request *r, struct role_scope scope, const char *title,
                      struct role_scope chosen)
{
    struct view_node *node = view_item(r->view, "Places");

    node_set(node, "value", scope_text(r->arena, scope));
    node_set(node, "title", title);
    if (scope.site_id == chosen.site_id && scope.board_id == chosen.board_id)
        node_set(node, "chosen", "1");
}

static const char *board_title(struct request *r, const char *site, const char *board)
{
    return arena_format(r->arena, "%s: %s", site, board);
}

int scopes_set(struct request *r, struct role_scope chosen)
{
    const struct site *site;
    struct subject_place there = subject_place(r);

    add_place(r, (struct role_scope){0, 0}, _("everywhere"), chosen);
    for (size_t i = 0; (site = site_at(r->worker->sites, i)) != NULL; i++) {
        size_t count;
        const struct board *boards;

        there.site_id = site->id;
        boards = board_list(&there, &count);
        if (boards == NULL)
            return -1;
        add_place(r, (struct role_scope){site->id, 0}, site->title, chosen);
        for (size_t b = 0; b < count; b++)
            add_place(r, (struct role_scope){site->id, boards[b].id},
                      board_title(r, site->title, boards[b].title), chosen);
    }
    return 0;
}

const char *scope_title(struct request *r, struct role_scope scope)
{
    struct subject_place there = subject_place(r);
    const struct site *site = NULL;
    const struct board *boards;
    size_t count;

    if (scope.site_id == 0)
        return _("everywhere");
    for (size_t i = 0; (site = site_at(r->worker->sites, i)) != NULL; i++)
        if (site->id == scope.site_id)
            break;
    if (site == NULL)
        return _("on a site that is gone");
    if (scope.board_id == 0)
        return site->title;
    there.site_id = site->id;
    boards = board_list(&there, &count);
    for (size_t i = 0; boards != NULL && i < count; i++)
        if (boards[i].id == scope.board_id)
            return board_title(r, site->title, boards[i].title);
    return board_title(r, site->title, _("a board that is gone or not for you"));
}

const char *scope_text(struct arena *arena, struct role_scope scope)
{
    return scope.board_id == 0
               ? arena_format(arena, "%" PRIu64, scope.site_id)
               : arena_format(arena, "%" PRIu64 ".%" PRIu64, scope.site_id, scope.board_id);
}

bool scope_read(const char *text, struct role_scope *scope)
{
    size_t site = strspn(text, "0123456789");
    const char *board = text[site] == '.' ? text + site + 1 : "0";
    size_t length = strspn(board, "0123456789");

    *scope = (struct role_scope){strtoull(text, NULL, 10), strtoull(board, NULL, 10)};
    return site > 0 && site < 10 && (text[site] == '\0' || text[site] == '.') && length > 0 &&
           length < 10 && board[length] == '\0' && (scope->site_id != 0 || scope->board_id == 0);
}
