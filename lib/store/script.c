/* Splits migrations into statements. The server could take a script whole (multi statements), but
 * would not say which statement failed, and nothing could be noted in between. */
#include "store/script.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Behind the comment that starts at TEXT; TEXT where there is none. */
static const char *skip_comment(const char *text)
{
    const char *end;

    if (*text == '#' ||
        (strncmp(text, "--", 2) == 0 && (isspace((unsigned char)text[2]) || !text[2])))
        return text + strcspn(text, "\n");
    if (strncmp(text, "/*", 2) != 0)
        return text;
    end = strstr(text + 2, "*/");
    return end != NULL ? end + 2 : text + strlen(text);
}

/* Behind what TEXT, a quote, begins. A doubled quote is the end of one and the start of the
 * next. */
static const char *skip_quoted(const char *text)
{
    char quote = *text++;

    while (*text != '\0' && *text != quote)
        text += *text == '\\' && quote != '`' && text[1] != '\0' ? 2 : 1;
    return *text != '\0' ? text + 1 : text;
}

static const char *skip_between(const char *text)
{
    for (;;) {
        const char *behind = skip_comment(text + strspn(text, " \t\r\n;"));

        if (behind == text)
            return text;
        text = behind;
    }
}

const char *script_next(struct arena *arena, const char **position)
{
    const char *start = skip_between(*position), *end = start;

    while (*end != '\0' && *end != ';') {
        const char *behind = skip_comment(end);

        if (behind != end)
            end = behind;
        else
            end = strchr("'\"`", *end) != NULL ? skip_quoted(end) : end + 1;
    }
    *position = end;
    return end > start ? arena_copy(arena, start, (size_t)(end - start)) : NULL;
}
