/* Importing discussions that were written elsewhere, from JSON lines.
 *
 * A line is an object: "id", "parent" (null on the post that opens a thread), "thread", "author",
 * "created" (RFC 3339, or as clock_parse_any reads it), "body" (Markdown or plain, may be empty),
 * "score" (a whole number), and on opening posts "title" and, where it is known, "board". Ids are
 * texts of the source's own. Other members are ignored. Parents may stand behind their children,
 * and threads may be mixed.
 *
 * What other forums leave out, or write as another type, is made up for, and noted (enum
 * import_note). A line cannot be without an id, a thread, a time and a body, if only null. An
 * opening post that cannot be taken is rejected, but leaves one that stands in for it, so that its
 * thread is not lost; the right line later takes its place.
 *
 * Source and id together name a comment for good: the same line again changes nothing, a line that
 * differs from when it was last imported changes the comment. An import works in transactions of
 * some hundred rows; whatever ends it, running it again does the rest. Its memory does not depend
 * on the size of the file, but on that of the largest thread whose times contradict its tree.
 */
#ifndef LOREHALL_TALK_IMPORT_IMPORT_THREADS_H
#define LOREHALL_TALK_IMPORT_IMPORT_THREADS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "store/database.h"
#include "store/shared.h"

#define IMPORT_SOURCE_MAX 64 /* characters */

/* Of lines. Each line read is one of the other four. */
struct import_counts {
    uint64_t read;
    uint64_t added;
    uint64_t changed;
    uint64_t unchanged;
    uint64_t rejected;
};

enum import_phase {
    IMPORT_READING, /* bytes of the file; their total is not known here: 0 */
    IMPORT_WRITING, /* lines that were read and not rejected at once */
};

/* What was made up for in a line that was taken. */
enum import_note {
    IMPORT_NOTE_ZONE,   /* its time names no zone: UTC */
    IMPORT_NOTE_AUTHOR, /* it names no author */
    IMPORT_NOTE_PARENT, /* it does not say whether it has a parent */
    IMPORT_NOTE_TITLE,  /* an opening post without a title */
    IMPORT_NOTE_CUT,    /* its title was too long */
    IMPORT_NOTE_LONG,   /* its author's name or its text was */
    IMPORT_NOTE_BODY,   /* its text is null */
    IMPORT_NOTE_NUMBER, /* a text in it is a number, or has white space around it */
    IMPORT_NOTE_SCORE,  /* its score is no whole number, or there is none */
    IMPORT_NOTES,       /* how many there are */
};

struct import_options {
    const char *source; /* up to IMPORT_SOURCE_MAX characters */
    uint64_t site_id;
    const char *board; /* of threads that name none; NULL: the site's first */
    const char
        *boards; /* names with commas between them: the others are as if they were not; NULL: all */
    bool local_authors; /* authors are accounts of this installation, else of the source */
    bool trial;         /* lines are judged and counted, and no comment is written */
    void *context;      /* of the two calls below; either may be NULL */
    void (*progress)(void *context, enum import_phase phase, uint64_t done, uint64_t total);
    /* A line that was left out. REASON is one line of text, gone after the call. Not in the
     * order of the lines: what is wrong with a line alone is found first. */
    void (*rejected)(void *context, uint64_t line, const char *reason);
    /* A line that was taken in spite of something, once for each NOTE; may be NULL. */
    void (*noted)(void *context, uint64_t line, enum import_note note);
    /* The stream holds no discussions; FAULT says what it seems to be. May be NULL. */
    void (*mistaken)(void *context, const char *fault);
};

/* What was made up for, and how, to follow "line 7: ". */
const char *import_note_text(enum import_note note);

/* What an import uses; give all to database_open. */
extern const struct statement_set import_statements;
extern const struct statement_set import_opening_statements;
extern const struct statement_set import_order_statements;
extern const struct statement_set import_batch_statements;
extern const struct statement_set import_author_statements;
extern const struct statement_set import_write_statements;

#define IMPORT_THREADS_STATEMENTS                                                                  \
    &import_statements, &import_opening_statements, &import_order_statements,                      \
        &import_batch_statements, &import_author_statements, &import_write_statements

/* The number of the source called NAME; makes it where it is new. 0 or -1. */
int import_source(struct database *database, const char *name, uint64_t *id);

/* The account that what NAME wrote belongs to, made where there is none: one of the source, which
 * nobody can log in to, or with SOURCE_ID 0 one of this installation. 0 or -1. */
int import_author(struct database *database, struct arena *arena, uint64_t source_id,
                  const char *name, uint64_t *id);

/* The same where none is made: *ID is 0 then. */
int import_author_known(struct database *database, struct arena *arena, uint64_t source_id,
                        const char *name, uint64_t *id);

/* Imports all of STREAM. 0, or -1 on failure (logged): what was written until then stays, whole; or
 * when it holds no discussions, which is found out before anything is written. COUNTS is right only
 * after 0. */
int import_threads(struct database *database, struct shared *shared, FILE *stream,
                   const struct import_options *options, struct import_counts *counts);

#endif
