/* One line of a file of discussions (its format is in import.h). */
#ifndef LOREHALL_TALK_IMPORT_LINE_H
#define LOREHALL_TALK_IMPORT_LINE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

#define IMPORT_LINE_MOST ((size_t)1 << 20) /* bytes, without the newline */
#define IMPORT_ID_MOST 64                  /* characters, also of authors */
#define IMPORT_HASH_BYTES 16
#define IMPORT_SCORE_MOST 1000000000

struct import_line {
    const char *id;
    const char *parent; /* NULL: it opens its thread */
    const char *thread;
    const char *author;
    int64_t created;
    int64_t score;
    const char *title; /* NULL unless it opens its thread */
    const char *board; /* NULL: it does not say */
    const char *body;
    unsigned char hash[IMPORT_HASH_BYTES]; /* of author, created, title and body */
};

enum import_reading {
    IMPORT_READ,
    IMPORT_TOO_LONG, /* longer than IMPORT_LINE_MOST: passed over */
    IMPORT_END,
    IMPORT_UNREADABLE, /* errno tells */
};

/* Reads the next line into BUFFER, which has room for IMPORT_LINE_MOST bytes. *LENGTH gets its
 * bytes, all of them also where they were too many, without the newline. */
enum import_reading import_line_read(FILE *stream, char *buffer, size_t *length);

/* Takes a line apart and holds it to everything that can be said of one line alone. NULL: it is
 * fine. Else what is wrong with it, in words; that may hold parts of the line as they were. */
const char *import_line_parse(struct arena *arena, const char *text, size_t length,
                              struct import_line *line);

#endif
