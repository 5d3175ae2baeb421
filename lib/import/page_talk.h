/* Talk below the pages of a game's database that was written elsewhere, from JSON lines:
 *
 *     {"subject":{"kind":"npc","external_id":"12"},"id":"a2","parent":"a1","author":"Ysolde",
 *      "created":"2001-04-06T18:20:00Z","score":3,"body":"Bring a [[Cloth Cap]]."}
 *
 * A subject is an entry by the id of its source; the list of a kind ({"kind":"list","external_id":
 * "npc"}), the map of an entry ({"kind":"map",…}) or the search ({"kind":"search"}). "parent"
 * (null or absent where a comment answers nobody) is the id of an earlier line of the same
 * subject. What other programs write as another type is taken, and noted, as of threads
 * (talk/import/import_threads.h). Source, id and author name a comment for good: the same line
 * again changes nothing, and one that says something else changes the comment, which stays where
 * it is: for another page, parent or site the line is rejected.
 */
#ifndef LOREHALL_IMPORT_PAGE_TALK_H
#define LOREHALL_IMPORT_PAGE_TALK_H

#include <stdio.h>

#include "store/shared.h"
#include "talk/import/import_threads.h"
#include "talk/subject.h"

struct page_talk_options {
    struct subject_place place; /* its site, and an arena that is reset for each line */
    struct shared *shared;
    const char *source;
    bool local_authors; /* authors are accounts of this installation, else of the source */
    bool trial;         /* lines are judged and counted, and nothing is written */
    void *context;
    void (*rejected)(void *context, uint64_t line, const char *reason);
    /* A line that was taken in spite of something, once for each NOTE; may be NULL. */
    void (*noted)(void *context, uint64_t line, enum import_note note);
};

/* What it uses, beside the statements of talk/import/import_threads.h. */
extern const struct statement_set page_talk_statements;

/* Writes the comments of all of STREAM's lines, each in a transaction of its own. 0, or -1 on
 * failure (logged): what was written until then stays, and the same file again does the rest. */
int page_talk_import(const struct page_talk_options *options, FILE *stream,
                     struct import_counts *counts);

#endif
