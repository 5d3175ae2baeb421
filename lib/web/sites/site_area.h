/* The areas of a site that its administrators can switch off, and which addresses are whose. */
#ifndef LOREHALL_WEB_SITES_SITE_AREA_H
#define LOREHALL_WEB_SITES_SITE_AREA_H

#include "web/site.h"

enum site_area {
    SITE_AREA_NONE,     /* what a site always has: its front page, accounts, administration */
    SITE_AREA_FORUM,    /* boards, and the discussions below pages */
    SITE_AREA_DATABASE, /* the game's */
    SITE_AREAS,
};

/* The area that a path belongs to, whether anything is there or not. */
enum site_area site_area_of(const char *path);

/* Whether the site has the area switched off. */
bool site_area_off(const struct site *site, enum site_area area);

/* What is said where it is, in the reader's language. */
const char *site_area_message(enum site_area area);

/* Where the site's front page leads, of what is switched on: a path; "/": it is the boards, which stand
 * there. */
const char *site_opens_on(struct arena *arena, const struct site *site);

#endif
