/* The pages that a site's administrators write: what their form and their history share. */
#ifndef LOREHALL_ADMIN_SITE_PAGES_H
#define LOREHALL_ADMIN_SITE_PAGES_H

#include "web/sites/site_page.h"

/* The page that the path's `id` names: HTTP_OK, or what is answered. */
enum http_status find_site_page(struct request *r, struct site_page *page);

/* Sets Page.slug and where it is. */
void set_written_page(struct request *r, const struct site_page *page);

#endif
