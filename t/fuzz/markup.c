/* Markup: whatever is written, only the renderer's own tags come out, balanced and bounded. */
#include "talk/markup.h"

#include <stdio.h>
#include <string.h>

#include "../unit/html.h"
#include "base/text/text.h"
#include "fuzz.h"

const char fuzz_name[] = "markup";
const char *const fuzz_words[] = {"[x](",     "](",          "[x]: ",    "![",
                                  "http://a", "javascript:", "&colon;",  "&#x202E;",
                                  "&#",       "&lrm;",       "<a href=", "<script>",
                                  "-->",      "<!--",        "> ",       "- ",
                                  "1. ",      "```\n",       "`",        "**",
                                  "_",        "~~",          "~",        "|a|b|\n|---|:-:|\n",
                                  "|",        "# ",          "\n\n",     "    ",
                                  "\\",       "<http://a>",  "<a@b.c>",  "---\n",
                                  "www.",     "\xC3\xA4",    "\t",       "$",
                                  "[[",       "mailto:",     "]]",       "[[ab]]",
                                  "[[ab|",    "item:1",      NULL};

/* Every other name is known; of those every other is what several are called. */
static bool find_thing(void *context, const char *name, struct markup_target *target)
{
    (void)context;
    *target = (struct markup_target){"item:1", "/beastiary/item/1/thing", "A <thing> & more"};
    if (strlen(name) % 4 == 0)
        *target = (struct markup_target){.path = "/search?list=1&q=a", .name = target->name};
    return strlen(name) % 2 == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    char *body = text_showable(arena, (const char *)data, size);
    struct markup_links links = {.find = find_thing};
    const char *html = markup_html(arena, body, size % 3 != 0 ? &links : NULL), *at = html;
    const char *fault = html_fault(html, &at);

    if (fault != NULL)
        fprintf(stderr, "%s: %.60s\n", fault, at);
    MUST(fault == NULL);
    MUST(text_check(html, strlen(html), true) == TEXT_VALID);
    MUST(strlen(html) <= 16 * strlen(body) + 4096);
    arena_close(arena);
    return 0;
}
