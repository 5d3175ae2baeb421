/* For targets that go all the way to what a reader gets: a request to answer, with the views that there
 * are, and a look at the answer. */
#ifndef LOREHALL_T_FUZZ_PAGE_H
#define LOREHALL_T_FUZZ_PAGE_H

#include "fuzz.h"
#include "web/request.h"
#include "web/view.h"

/* The views, read once. */
struct views *page_views(void);

/* A member's request for TARGET on a site, with an empty view; a guest's without NAME. Its view is closed
 * by page_close. */
struct request *page_open(struct arena *arena, const char *target, const char *name);
void page_close(struct request *r);

/* Ends the run unless the answer is whole and of its type: text; HTML that is well-formed, of nothing but
 * what views are made of, with addresses that may be followed; XML or JSON. Returns it. */
const char *check_page(struct request *r);

/* The same of a part of a page, in HTML. */
void check_html(const char *html);

/* Ends the run unless two pages are made of the same: of tags with attributes of the same names, but for
 * what somebody wrote in Markdown. What was typed must make no other difference. */
void must_be_alike(struct arena *arena, const char *one, const char *other);

#endif
