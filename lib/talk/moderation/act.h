/* Acts of moderation as they are kept: who did what, on what, why, and what it was before. */
#ifndef LOREHALL_TALK_MODERATION_ACT_H
#define LOREHALL_TALK_MODERATION_ACT_H

#include <stdbool.h>

#include "auth/audit.h"
#include "store/journal.h"
#include "store/store.h"
#include "talk/subject.h"

#define REASON_MAX 400 /* characters */
#define ACTS_A_PAGE 50

/* What is done to whole threads. UNMERGE and UNSPLIT undo. */
#define THREAD_ACTS(ACT)                                                                           \
    ACT(LOCK, "lock")                                                                              \
    ACT(UNLOCK, "unlock")                                                                          \
    ACT(PIN, "pin")                                                                                \
    ACT(UNPIN, "unpin")                                                                            \
    ACT(ANNOUNCE, "announce")                                                                      \
    ACT(UNANNOUNCE, "unannounce")                                                                  \
    ACT(SLOW, "slow")                                                                              \
    ACT(RENAME, "rename")                                                                          \
    ACT(RENAME_OWN, "rename-own")                                                                  \
    ACT(MOVE, "move")                                                                              \
    ACT(MERGE, "merge")                                                                            \
    ACT(UNMERGE, "unmerge")                                                                        \
    ACT(SPLIT, "split")                                                                            \
    ACT(UNSPLIT, "unsplit")

/* What may be done, and its name in the rows, which is never given another meaning. */
#define ACTS(ACT)                                                                                  \
    ACT(REMOVE, "remove")                                                                          \
    ACT(RESTORE, "restore")                                                                        \
    ACT(REMOVE_OWN, "remove-own") /* by its author */                                              \
    ACT(RESTORE_OWN, "restore-own")                                                                \
    ACT(HIDE, "hide")                                                                              \
    ACT(KEEP, "keep")       /* what was reported, or held back */                                  \
    ACT(REOPEN, "reopen")   /* what was kept */                                                    \
    ACT(EDIT, "edit")       /* what a comment says */                                              \
    ACT(RELEASE, "release") /* what a filter held: it is published */                              \
    ACT(REFUSE, "refuse")                                                                          \
    ACT(REVIEW, "review") /* the two undone */                                                     \
    THREAD_ACTS(ACT)

#define ACT_KIND(NAME, TEXT) ACT_##NAME,
enum act_kind { ACTS(ACT_KIND) ACT_KINDS };
#undef ACT_KIND

/* Who acts, with what and why. */
struct moderator {
    const struct store *store;
    const struct actor *actor;
    const char *reason;           /* "": none */
    struct subject_ruling shared; /* on what the sites of the game share */
};

/* Whoever sends the request R, on its arena. */
struct moderator moderator_of(struct request *r, const char *reason);

enum act_result {
    ACT_DONE,
    ACT_FAILED,    /* the database; logged */
    ACT_NOTHING,   /* it is so already */
    ACT_TOO_MANY,  /* more comments or votes than one act changes */
    ACT_MISSING,   /* there is no such act on this site */
    ACT_UNDONE,    /* it was undone before */
    ACT_LASTING,   /* it is not undone by its row */
    ACT_CHANGED,   /* the thread is not as it was seen, or what the act left */
    ACT_FULL,      /* the board has as many pinned threads as it may */
    ACT_ANSWERED,  /* somebody else has written in the thread */
    ACT_AUTHORS,   /* its author did it, and nobody else takes it back */
    ACT_BEYOND,    /* part of it is where the moderator may not read */
    ACT_ANNOUNCED, /* the site has as many announcements as it may */
    ACT_DENIED,    /* the moderator is suspended where what sites share is ruled */
    ACT_FROZEN,    /* what sites share can only be read */
};

/* What an act made. */
struct act_made {
    uint64_t id;
    uint64_t journal; /* the last of its rows; 0: no page changed */
    uint64_t comments;
    uint64_t votes;
    uint64_t thread_id; /* of an act about whole threads */
    uint64_t state;     /* that the first of the comments has now */
};

/* A new act, or one that is kept. What does not apply is 0 or NULL. */
struct act {
    uint64_t id;
    enum act_kind kind;
    int64_t created;
    uint64_t account_id; /* who did it */
    const char *name;
    uint64_t site_id;  /* where it was done */
    uint64_t about_id; /* whose it was */
    const char *about;
    uint64_t thread_id;
    uint64_t other_id; /* the other thread of two */
    uint64_t comment_id;
    uint64_t comments; /* how many it changed */
    uint64_t votes;    /* how many it took away, or gave back */
    const char *before;
    const char *after;
    bool unpinned; /* it took the thread's pin away, too */
    const char *reason;
    uint64_t undoes_id;
    uint64_t undone_id;
    bool shared; /* of a new one: it changes what the sites of a game share */
};

extern const struct statement_set act_statements;

/* The name of a kind as the row holds it. */
const char *act_kind_name(enum act_kind kind);

/* The kind of this name; ACT_KINDS: this program knows none. */
enum act_kind act_kind_named(const char *name);

/* Whether an act is about a whole thread. */
bool act_is_of_thread(enum act_kind kind);

/* What a kept value names, a board or thread: "12 General" by its id, and as it was called then. NULL
 * as VALUE: 0 and NULL. */
uint64_t act_value_id(const char *value);
const char *act_value_name(const char *value);

/* Appends an act of MODERATOR within the open transaction and sets its id. Refuses one about what sites
 * share where the site that speaks for these does (talk/subject.h); but a moderator may remove and hide
 * on each site what is seen there. ACT_DONE, ACT_DENIED, ACT_FROZEN or ACT_FAILED. */
enum act_result act_append(const struct moderator *moderator, struct act *act);

/* Whether an act, or the one that it undoes, changed something that PLACE's reader does not see. 1, 0 or
 * -1. */
int act_is_beyond(const struct subject_place *place, const struct act *act);

/* Reads an act of a site within the open transaction, and locks it. 1, 0 there is none, or -1. */
int act_lock(const struct store *store, uint64_t site_id, uint64_t id, struct act *act);

/* Says within the open transaction that the act ID was undone by BY; 0: it is in force again. 0 or
 * -1. */
int act_set_undone(const struct store *store, uint64_t id, uint64_t by);

/* An act of PLACE's site, of which its reader sees something: not one that is of boards alone which they
 * do not see. 1, 0 there is none, or -1. */
int act_find(const struct subject_place *place, uint64_t id, struct act *act);

/* A comment that an act changed. */
struct act_comment {
    uint64_t id;
    const char *author;
    const char *title; /* of its thread */
    const char *html;
};

/* The first comments of an act that PLACE's reader sees, at most LIMIT. NULL on failure. */
struct act_comment *act_comments(const struct subject_place *place, uint64_t act_id, unsigned limit,
                                 size_t *count);

/* The last acts about a comment, or its thread; *COUNT tells how many. NULL on failure. */
struct act *act_list(const struct store *store, uint64_t comment_id, uint64_t thread_id,
                     size_t *count);

/* The last acts about a thread; WHOLE: as a whole, and not about comments in it. NULL on failure. */
struct act *act_list_thread(const struct store *store, uint64_t thread_id, bool whole,
                            size_t *count);

/* The acts of these that PLACE's reader sees something of, whatever site they are of, in the order of their
 * ids. NULL on failure. */
const uint64_t *acts_seen(const struct subject_place *place, const uint64_t *ids, size_t count,
                          size_t *seen);

/* What acts are done to. */
enum act_matter { ACT_OF_ANYTHING, ACT_OF_COMMENTS, ACT_OF_THREADS };

/* Which of a site's acts are wanted. What is 0 does not matter. */
struct act_query {
    enum act_matter matter;
    uint64_t account_id; /* who did it, or whose it was */
    bool oldest;         /* first */
    uint64_t after;      /* behind which one */
    unsigned limit;
};

/* Acts of PLACE's site of which its reader sees something; *COUNT tells how many. NULL on failure. */
struct act *act_list_site(const struct subject_place *place, const struct act_query *query,
                          size_t *count);

#endif
