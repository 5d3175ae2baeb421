/* One line of a file of discussions (its format is in import_threads.h). */
#ifndef LOREHALL_TALK_IMPORT_LINE_H
#define LOREHALL_TALK_IMPORT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "talk/import/member.h"

#define IMPORT_LINE_MAX ((size_t)1 << 20) /* bytes, without the newline */
#define IMPORT_HASH_BYTES 16

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
    unsigned notes;                        /* 1 << enum import_note */
    bool orphaned;                         /* it does not say whether it has a parent */
    bool stand_in;                         /* made by import_line_stand_in */
    unsigned char hash[IMPORT_HASH_BYTES]; /* of author, created, title and body */
};

/* Takes a line apart and holds it to everything that can be said of one line alone. NULL: it is
 * fine. Else what is wrong with it, in words; that may hold parts of the line as they were. */
const char *import_line_parse(struct arena *arena, const char *text, size_t length,
                              struct import_line *line);

/* Makes a post that stands in for an opening post that import_line_parse refused, so that its
 * thread can be kept: with its ids, whatever else of it is right, and a text that says that it is
 * missing. AUTHOR is the name for one that is not right. Its time is 0 where that was wrong.
 * False: the line is none, or does not tell its id and thread. */
bool import_line_stand_in(struct arena *arena, const char *text, size_t length, const char *author,
                          struct import_line *line);

/* Whether the line is a JSON object, but one that has no member of a post's. */
bool import_line_foreign(const char *text, size_t length);

#endif
