/* Which comments name what: the subjects in double brackets, kept beside each comment, so that the
 * page of an entry lists the comments that lead to it. */
#ifndef LOREHALL_TALK_MENTION_H
#define LOREHALL_TALK_MENTION_H

#include "store/journal.h"
#include "talk/markup.h"
#include "talk/recent.h"
#include "talk/thread.h"

#define MENTIONS_SHOWN 10

/* Takes rows of subjects (mention_rows) apart, as j.subject. */
#define MENTIONED_SQL(ROWS)                                                                        \
    " FROM JSON_TABLE(" ROWS ", '$[*]' COLUMNS (subject VARCHAR(64) PATH '$[0]')) j"

extern const struct statement_set mention_statements;

/* The subjects that a text named as rows for a statement (store/bulk.h); NULL when there are
 * none. */
const char *mention_rows(struct arena *arena, const struct markup_links *links);

/* Tells this host that comments that name LINKS were committed. LINKS may be NULL. */
void mention_bump(struct shared *shared, const struct markup_links *links);

/* The journal's rows of one edit: of what it names now or did before, and one more for the
 * caller. */
struct mention_changes {
    struct journal_entry rows[2 * LINKS_MAX + 1];
    size_t count;
};

/* Within the open transaction: makes LINKS what a comment names, with journal rows for what it
 * names now and for what it did before. 0 or -1. */
int mention_change(struct database *database, struct arena *arena, uint64_t comment_id,
                   const struct markup_links *links, struct mention_changes *changes);

/* The latest comments that name a subject, newest first. */
struct mention_lines {
    struct talk_line of[MENTIONS_SHOWN];
    size_t count;
};

/* As thread_find, for a subject that has a page: with the comments anywhere on the site that name
 * it and that all may read, in one query. LINES are read whether or not there is a thread. */
int mention_find(const struct subject_place *place, const struct subject *subject,
                 struct thread *thread, struct comment *opening, struct mention_lines *lines);

#endif
