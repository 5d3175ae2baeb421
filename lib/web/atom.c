#include "web/atom.h"

#include "web/cache/compress.h"
#include "web/response.h"
#include "web/view.h"

void atom_offer(struct request *r, const char *title, const char *path)
{
    struct view_node *node = view_item(r->view, "Feeds");

    node_set(node, "title", title);
    node_set(node, "path", path);
}

enum http_status atom_answer(struct request *r, const char *view, const char *next)
{
    const char *target = r->kept_as != NULL ? r->kept_as : r->target;
    enum http_status status;

    view_set(r->view, "Feed.self", arena_format(r->arena, "%s%s", r->origin, target));
    /* The year only says since when the domain is meant as it is now (RFC 4151, 2.1). */
    view_set(r->view, "Feed.tag",
             arena_format(r->arena, "tag:%s,2026:", r->worker->configuration->domain));
    if (next != NULL)
        view_set(r->view, "Feed.next", arena_format(r->arena, "%s%s", r->origin, next));
    status = page(r, HTTP_OK, view);
    if (status != HTTP_OK)
        return status;
    r->response.type = "application/atom+xml; charset=utf-8";
    r->response.pieces[0] = pieces_join(r->arena, r->response.pieces, r->response.piece_count);
    r->response.piece_count = 1;
    if (response_matches(r, r->response.pieces[0].bytes)) {
        r->response.piece_count = 0;
        return HTTP_NOT_MODIFIED;
    }
    return HTTP_OK;
}
