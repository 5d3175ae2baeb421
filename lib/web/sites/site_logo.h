/* The picture that stands for a site's name at the head of its pages. */
#ifndef LOREHALL_WEB_SITES_SITE_LOGO_H
#define LOREHALL_WEB_SITES_SITE_LOGO_H

#include "store/store.h"
#include "web/picture/picture.h"
#include "web/request.h"
#include "web/site.h"

/* As it is kept, in pixels; pages show it at half of that, which is sharp on any screen. */
#define LOGO_WIDTH_MAX 320
#define LOGO_HEIGHT_MAX 64
#define LOGO_NAME_SIZE 41

/* How it is shown. */
struct logo {
    const char *path; /* of the picture: what is there never changes */
    unsigned width, height;
};

extern const struct statement_set site_logo_statements;

/* What a logo of this name is shown as; PATH NULL: the name is none, or "". */
struct logo site_logo(struct arena *arena, const char *name);

/* Has every page show the site's. */
void site_logo_set(struct request *r);

/* Keeps a picture for a site, and gives the NAME that its settings have it by. 0 or -1. */
int site_logo_put(const struct store *store, uint64_t site_id, const struct picture *picture,
                  char name[static LOGO_NAME_SIZE]);

/* The picture of a site that has this name. 1, 0 none, or -1 on failure. */
int site_logo_find(const struct store *store, uint64_t site_id, const char *name,
                   struct bytes *picture);

#endif
