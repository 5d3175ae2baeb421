/* An act about whole threads on its way: one transaction with its row, its rows of the journal and
 * its record of the audit. What is done to a thread by itself (thread_act.c) and to two of them
 * (thread_merge.c) is done within it. */
#ifndef LOREHALL_TALK_MODERATION_THREAD_ACTING_H
#define LOREHALL_TALK_MODERATION_THREAD_ACTING_H

#include "talk/moderation/act.h"
#include "talk/moderation/thread/thread_state.h"

struct thread_acting {
    const struct moderator *moderator;
    struct act act;           /* kind, site and threads are set before */
    const struct act *undone; /* NULL: none */
    const void *context;      /* what it is about: its own */
    struct journal_entry *entries;
    size_t entry_count, entry_capacity;
};

extern const struct statement_set thread_acting_statements;

/* Does WITHIN in a transaction and commits it, again where it loses against another one, each time
 * with ACTING as it came. An act that is undone must not have been, and is marked. */
enum act_result thread_acting_run(const struct thread_acting *acting,
                                  enum act_result (*within)(struct thread_acting *),
                                  struct act_made *made);

/* Appends a row of the journal, of which this host is told behind the commit. 0 or -1. */
int thread_acting_tell(struct thread_acting *acting, const struct journal_entry *entry);

/* Rows for all subjects that the comments of a thread name: their pages say in which thread, and
 * only where everybody may read that. Before any other row. 0 or -1. */
int thread_acting_tell_named(struct thread_acting *acting, uint64_t thread_id);

/* Writes the act's row; marks the one that it undoes, and what that one undid as being in force
 * again. What act_append says, or ACT_FAILED. */
enum act_result thread_acting_write(struct thread_acting *acting);

/* The last act in force that a thread's page is to tell of; *ID 0: none. 0 or -1. */
int thread_acting_notice(const struct store *store, uint64_t thread_id, uint64_t *id);

/* Rows for the threads whose pages name this one: what was split off from it, or it from. 0 or -1. */
int thread_acting_tell_beside(struct thread_acting *acting, uint64_t thread_id);

/* Which acts about a thread: of these kinds ("lock,unlock"), with ids between two others'. */
struct act_range {
    const char *kinds;
    uint64_t above, below;
};

/* The last of them that is in force; *ID 0: none. 0 or -1. */
int thread_acting_last(const struct store *store, uint64_t thread_id, const struct act_range *range,
                       uint64_t *id);

/* The record of the audit for what became of THREAD. 0 or -1. */
int thread_acting_audit(const struct thread_acting *acting, enum audit_act act,
                        const struct moderated_thread *thread);

#endif
