/* Renders bodies, each ended by NUL, from stdin to stdout in the same form: for t/browser/commonmark.mjs. */
#include <stdio.h>
#include <stdlib.h>

#include "talk/markup.h"

int main(void)
{
    char *body = NULL;
    size_t capacity = 0;

    while (getdelim(&body, &capacity, '\0', stdin) > 0) {
        struct arena *arena = arena_open(1);

        fputs(markup_html(arena, body, NULL), stdout);
        fputc('\0', stdout);
        arena_close(arena);
    }
    free(body);
    return 0;
}
