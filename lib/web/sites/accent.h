/* A site's accent: one of those that the style sheet has, or a colour of its own. What is drawn in it must be
 * legible in both themes, so of a colour there is a shade for each: the colour itself where it has the contrast
 * that text needs (WCAG 2.2, 1.4.3: 4.5 to 1) with all that it stands on, else the nearest one lighter or darker
 * that has. */
#ifndef LOREHALL_WEB_SITES_ACCENT_H
#define LOREHALL_WEB_SITES_ACCENT_H

#include <stdbool.h>

#include "base/arena.h"

#define ACCENT_COLOR_SIZE 8 /* "#rrggbb" */

/* The names of the accents that the style sheet has, ended by NULL. */
extern const char *const site_accents[];

/* A colour as one theme shows it. */
struct accent_shade {
    char color[ACCENT_COLOR_SIZE];
    double contrast; /* the least, with what it stands on */
    bool adjusted;   /* it is not the colour itself */
};

struct accent_shades {
    struct accent_shade dark, light;
};

/* Whether this is a site's accent: a name, or a colour as "#rrggbb" in small letters. */
bool accent_valid(const char *accent);

/* Whether it is a colour. */
bool accent_is_color(const char *accent);

/* The shades of a colour, for which accent_is_color. */
struct accent_shades accent_shades(const char *color);

/* Where the style sheet of a colour is, which never changes; NULL: ACCENT is no colour and needs none. */
const char *accent_path(struct arena *arena, const char *accent);

/* The style sheet that the last part of such a path names; NULL: none. */
const char *accent_style(struct arena *arena, const char *name);

#endif
