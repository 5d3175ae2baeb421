/* A site's settings as administrators read them. */
#ifndef LOREHALL_ADMIN_SITE_SETTING_H
#define LOREHALL_ADMIN_SITE_SETTING_H

#include "talk/subject.h"
#include "web/request.h"

/* What the setting of this name (web/sites/site_history.h) is called. */
const char *setting_title(struct request *r, const char *name);

/* What a value of it says: the name of a color, a board's title, a day; "none" for nothing. */
const char *setting_words(struct request *r, const char *name, const char *value);

/* The site's boards as everybody sees them, also while they are switched off. */
struct subject_place setting_boards(struct request *r);

/* Whether the site can open on this: its boards, its database, or one of the boards that everybody reads. */
bool front_valid(struct request *r, const struct site *site, const char *front);

#endif
