/* What the Markdown parser is given of a body, and what of it is shown: what md4c 0.4.8 would take
 * for something else is sheltered from it. For the renderer alone. */
#ifndef LOREHALL_TALK_MARKUP_GIVEN_H
#define LOREHALL_TALK_MARKUP_GIVEN_H

#include <md4c.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

#define MARKUP_SHELTER 3 /* bytes that stand for one that is sheltered */

/* What the parser is given, and where in it stands what nobody typed (in ascending order). */
struct markup_given {
    const char *text;
    size_t length;
    size_t *added;
    size_t added_count;
};

/* BODY as the parser is given it. */
struct markup_given markup_prepare(struct arena *arena, const char *body);

/* What was typed where the parser was given something in its place; 0 where it was not. */
char markup_sheltered(const char *text, size_t length);

/* Puts LENGTH bytes of what the parser was given as HTML text. */
void markup_escape(struct buffer *out, const char *text, size_t length);

/* An address as plain text. *KNOWN tells whether all references in it are. */
char *markup_address(struct arena *arena, const MD_ATTRIBUTE *attribute, bool *known);

/* Puts an address that markup_link_valid allows into an attribute. */
void markup_put_address(struct buffer *out, const char *url);

#endif
