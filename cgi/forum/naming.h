/* What the forum knows of the game's database: the pages that discussions stand below, and what names
 * in double brackets lead to. */
#ifndef LOREHALL_FORUM_NAMING_H
#define LOREHALL_FORUM_NAMING_H

#include "lore/subject.h"

/* Who knows the names of one request; both must outlive the rendering. */
struct naming {
    struct lore_place place;
    struct markup_links links;
};

/* The links that a comment of this request may make; NULL where the site has no game. */
struct markup_links *naming_links(struct request *r, struct naming *naming);

/* The page that SUBJECT's discussion stands below, in PAGE; that of a thread is its own, and PAGE is
 * left empty. 1 found, 0 no such thing, -1 on failure. */
int naming_page(struct request *r, const struct subject *subject, struct subject_page *page);

/* As thread_find; a page's discussion in which nothing was said yet is found too, with id 0. */
int naming_discussion(struct request *r, const struct subject *subject, struct thread *thread,
                      struct comment *opening);

#endif
