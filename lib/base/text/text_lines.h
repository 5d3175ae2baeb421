/* The lines of a file that came from elsewhere: one reader for whatever is read a line at a time. */
#ifndef LOREHALL_BASE_TEXT_TEXT_LINES_H
#define LOREHALL_BASE_TEXT_TEXT_LINES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct text_lines {
    FILE *stream;
    size_t max;      /* bytes of a line, without its end */
    char *text;      /* the line at hand, no string: at most MAX bytes of it */
    size_t length;   /* all of its bytes, also where they were too many */
    uint64_t number; /* the first is 1 */
    size_t capacity;
};

enum text_line {
    TEXT_LINE_READ,
    TEXT_LINE_TOO_LONG, /* passed over */
    TEXT_LINE_END,
    TEXT_LINE_UNREADABLE, /* errno tells */
};

/* Begins where STREAM stands, which stays the caller's. */
struct text_lines text_lines_open(FILE *stream, size_t max);

/* Frees what the line at hand lies in. */
void text_lines_close(struct text_lines *lines);

/* Reads the next line, without its newline and without a byte order mark that it begins with: of
 * the file, or of another that was put behind it. */
enum text_line text_lines_next(struct text_lines *lines);

#endif
