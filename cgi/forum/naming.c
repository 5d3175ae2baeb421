#include "naming.h"

#include <string.h>

#include "web/site.h"

struct markup_links *naming_links(struct request *r, struct naming *naming)
{
    /* A comment is not refused because the names in it cannot be looked up now. */
    if (lore_place(r, &naming->place) <= 0)
        return NULL;
    lore_links(&naming->links, &naming->place);
    return &naming->links;
}

int naming_page(struct request *r, const struct subject *subject, struct subject_page *page)
{
    struct lore_place place;
    int found;

    *page = (struct subject_page){.title = NULL};
    if (strcmp(subject->kind, "thread") == 0)
        return 1;
    found = lore_place(r, &place);
    return found > 0 ? subject_page(&place, subject, page) : found;
}

int naming_discussion(struct request *r, const struct subject *subject, struct thread *thread,
                      struct comment *opening)
{
    struct subject_page page;
    int found = thread_find(r->worker->database, r->arena, r->site->id, subject, thread, opening);

    if (found != 0)
        return found;
    found = naming_page(r, subject, &page);
    if (page.title == NULL)
        return found < 0 ? -1 : 0;
    *opening = (struct comment){.id = 0};
    *thread = (struct thread){.subject = subject_text(r->arena, subject),
                              .title = page.title,
                              .path = page.path};
    return found;
}
