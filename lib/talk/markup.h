/* What players write: CommonMark (md4c) without raw HTML, links marked as not ours. */
#ifndef LOREHALL_TALK_MARKUP_H
#define LOREHALL_TALK_MARKUP_H

#include <stdbool.h>

#include "base/arena.h"

#define COMMENT_MOST 20000 /* characters */
#define TITLE_MOST 300     /* characters */

/* BODY, valid UTF-8, as HTML that is safe to show: the only tags are those that the renderer
 * itself writes, and links lead to http, https or mailto only. */
char *markup_html(struct arena *arena, const char *body);

/* Whether a link may be shown as one. */
bool markup_link_fine(const char *url, size_t length);

#endif
