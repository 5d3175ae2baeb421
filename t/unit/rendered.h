/* What the tests of comments' markup share: bodies and the HTML that they become, which must be clean. */
#ifndef LOREHALL_T_UNIT_RENDERED_H
#define LOREHALL_T_UNIT_RENDERED_H

#include "base/buffer.h"
#include "base/text/text.h"
#include "html.h"
#include "talk/markup.h"
#include "unit.h"

/* Who knows the names in double brackets; NULL: nobody. */
static bool (*rendered_find)(void *context, const char *name, struct markup_target *target);

/* The HTML of a body. */
static inline const char *html_of(const char *body)
{
    struct markup_links links = {.find = rendered_find};
    const char *html = markup_html(arena, body, rendered_find != NULL ? &links : NULL), *at = html;
    const char *fault = html_fault(html, &at);

    if (fault != NULL)
        fail_msg("%s: %.60s\nof %.200s", fault, at, body);
    if (text_check(html, strlen(html), true) != TEXT_VALID)
        fail_msg("text that cannot be shown, of %.200s", body);
    return html;
}

static inline void renders_as(const char *body, const char *html)
{
    const char *made = html_of(body);

    if (strcmp(made, html) != 0)
        fail_msg("%s\nbecomes %s\nand not %s", body, made, html);
}

static inline char *repeated_text(const char *text, size_t times)
{
    struct buffer buffer = buffer_open(arena, strlen(text) * times);

    while (times-- > 0)
        buffer_text(&buffer, text);
    return buffer.data;
}

#endif
