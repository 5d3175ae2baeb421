/* The pages that a site's administrators write (web/sites/site_page.h). */
#ifndef LOREHALL_FORUM_SITE_PAGES_H
#define LOREHALL_FORUM_SITE_PAGES_H

#include "web/request.h"

/* GET /rules, /privacy, /about; GET /page/SLUG: any other. */
enum http_status rules_page(struct request *r);
enum http_status privacy_page(struct request *r);
enum http_status about_page(struct request *r);
enum http_status other_page(struct request *r);

/* GET /accent/VERSION-RRGGBB.css: the style sheet of a site's own colour. */
enum http_status accent_sheet(struct request *r);

/* GET /logo/:name. A site's logo, which never changes under its name. */
enum http_status logo_picture(struct request *r);

#endif
