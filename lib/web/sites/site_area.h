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

/* Whether the site has the area switched off. */
bool site_area_off(const struct site *site, enum site_area area);

/* Refuses a request for what is of an area that is switched off: 404, with a page that says so, and not 410, as
 * it may be switched on again. True where the request goes on. */
bool site_area_check(struct request *r);

/* Where the site's front page leads, of what is switched on: a path; "/": it is the boards, which stand
 * there. */
const char *site_opens_on(struct arena *arena, const struct site *site);

#endif
