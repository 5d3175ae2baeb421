/* An area for the tests alone: the pages of kinds.c's kinds, each with its discussion below. */
#include "catalogue/catalogue.h"
#include "catalogue/game_number.h"
#include "lore/entry.h"
#include "lore/lore.h"
#include "lore/subject.h"
#include "talk/block.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/worker.h"

static enum http_status den_page(struct request *r)
{
    const struct subject_place place = subject_place(r);
    struct thread_request wanted = {.path = r->path};
    struct subject_page found;
    struct fragment fragment;
    enum http_status status;

    if (!subject_parse(arena_format(r->arena, "%s:%s", path_text(r, "kind"), path_text(r, "id")),
                       &wanted.subject) ||
        subject_page(&place, &wanted.subject, &found) <= 0)
        return HTTP_NOT_FOUND;
    wanted.title = found.title;
    status = thread_answer(r, &wanted, &fragment);
    if (status != HTTP_OK)
        return status;
    view_set(r->view, "Page.title", found.title);
    return page(r, HTTP_OK, "forum/thread.cs");
}

static const struct route routes[] = {
    ROUTE_KEPT("/den/:kind/:id", SITE_READ, PAGE, THREAD_READS, den_page),
    {.pattern = NULL},
};

static const struct statement_set *const statements[] = {
    WORKER_STATEMENTS,
    BLOCK_STATEMENTS,
    &subject_statements,
    &game_statements,
    &entry_statements,
    &catalogue_statements,
    NULL,
};

static const struct area den = {.name = "den",
                                .routes = routes,
                                .statements = statements,
                                .open = lore_open};

int main(int argc, char **argv)
{
    return worker_main(argc, argv, &den);
}
