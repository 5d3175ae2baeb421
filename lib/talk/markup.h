/* What players write: CommonMark (md4c) without raw HTML, links marked as not ours. */
#ifndef LOREHALL_TALK_MARKUP_H
#define LOREHALL_TALK_MARKUP_H

#include <stdbool.h>

#include "base/arena.h"

#define MARKUP_VERSION 2  /* raise it whenever markup_html makes anything else of a text */
#define COMMENT_MAX 20000 /* characters */
#define TITLE_MAX 300     /* characters */
#define LINKS_MAX 40      /* names in "[[…]]" that are looked up in one comment */

/* What a name in "[[…]]" leads to. */
struct markup_target {
    const char *subject; /* "item:123"; NULL: it could be several, and the path leads to them all */
    const char *path;    /* its page */
    const char *name;    /* shown where the writer gave no text of their own */
};

/* Who knows the names, and which were found: the floors above give it. */
struct markup_links {
    /* Looks up NAME ("item:123" or a name); false when there is no such thing. */
    bool (*find)(void *context, const char *name, struct markup_target *target);
    void *context;
    unsigned asked;
    const char *subjects[LINKS_MAX]; /* found, each once */
    size_t count;
};

/* BODY, valid UTF-8, as HTML that is safe to show: the only tags are those that the renderer
 * itself writes, and links lead to http, https, mailto or this site only; any other stays as
 * typed. "[[name]]" and "[[name|text]]" lead to what LINKS finds (NULL: nothing); what is not
 * found stays as it was typed. */
char *markup_html(struct arena *arena, const char *body, struct markup_links *links);

/* What stands in HTML that markup_html made, as plain text in one line: for excerpts. */
char *markup_plain(struct arena *arena, const char *html);

/* How many links in HTML that markup_html made lead elsewhere than to pages of ORIGIN. */
size_t markup_links_elsewhere(const char *html, const char *origin);

/* Whether an address may be a link's: of http, https or mailto, or without a scheme. */
bool markup_link_valid(const char *url);

#endif
