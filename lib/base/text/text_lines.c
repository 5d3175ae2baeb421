/* The buffer grows with the longest line so far, up to the bound: most files have short lines, and
 * some that are none of ours have a single one without an end. */
#include "base/text/text_lines.h"

#include <stdlib.h>

#include "base/text/text.h"

#define CAPACITY_MIN ((size_t)4096)

static void grow(struct text_lines *lines)
{
    size_t capacity = lines->capacity < CAPACITY_MIN ? CAPACITY_MIN : 2 * lines->capacity;

    lines->capacity = capacity < lines->max ? capacity : lines->max;
    lines->text = realloc(lines->text, lines->capacity);
    if (lines->text == NULL)
        abort();
}

struct text_lines text_lines_open(FILE *stream, size_t max)
{
    struct text_lines lines = {.stream = stream, .max = max};

    grow(&lines);
    return lines;
}

void text_lines_close(struct text_lines *lines)
{
    free(lines->text);
    lines->text = NULL;
}

enum text_line text_lines_next(struct text_lines *lines)
{
    size_t read = 0; /* bytes, a mark among them */
    int c;

    lines->length = 0;
    while ((c = getc_unlocked(lines->stream)) != EOF && c != '\n') {
        read++;
        if (lines->length == lines->capacity && lines->capacity < lines->max)
            grow(lines);
        if (lines->length < lines->max)
            lines->text[lines->length] = (char)c;
        lines->length++;
        if (read == TEXT_MARK_BYTES && text_marked(lines->text, read))
            lines->length = 0;
    }
    if (c == EOF && ferror(lines->stream) != 0)
        return TEXT_LINE_UNREADABLE;
    if (c == EOF && read == 0)
        return TEXT_LINE_END;
    lines->number++;
    return lines->length > lines->max ? TEXT_LINE_TOO_LONG : TEXT_LINE_READ;
}
