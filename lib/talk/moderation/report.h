/* Comments that members report, and the moderators' queue of them. */
#ifndef LOREHALL_TALK_MODERATION_REPORT_H
#define LOREHALL_TALK_MODERATION_REPORT_H

#include <stdbool.h>

#include "auth/audit.h"
#include "store/store.h"
#include "talk/comment.h"

#define REPORT_TRUSTED 3                    /* the least weight of a report that folds */
#define CLAIM_TIME (30 * 60 * CLOCK_SECOND) /* how long a claim holds */

/* What a comment is reported for, and its name in the rows. */
#define REPORT_REASONS(REASON)                                                                     \
    REASON(SPAM, "spam")                                                                           \
    REASON(ABUSE, "abuse")                                                                         \
    REASON(OFF_TOPIC, "off-topic")                                                                 \
    REASON(SPOILER, "spoiler")                                                                     \
    REASON(OTHER, "other")

#define REPORT_REASON(NAME, TEXT) REPORT_##NAME,
enum report_reason { REPORT_REASONS(REPORT_REASON) REPORT_REASON_COUNT };
#undef REPORT_REASON

enum report_result {
    REPORT_DONE,
    REPORT_FAILED,  /* the database; logged */
    REPORT_AGAIN,   /* the account reported it before */
    REPORT_CLAIMED, /* another moderator has it, or it is not open any more */
    REPORT_NONE,    /* there is none of the account's, or moderators have decided on it */
};

struct report {
    uint64_t comment_id;
    uint64_t account_id;
    uint64_t site_id; /* where it was reported */
    enum report_reason reason;
    const char *note; /* NULL: none */
    unsigned weight;  /* by the reporter's trust */
};

/* A comment that a filter tells of. */
struct report_told {
    uint64_t comment_id;
    uint64_t site_id;
    uint64_t filter_id;
    const char *found;
};

/* An open case. */
struct report_case {
    uint64_t comment_id;
    uint64_t state; /* the comment's */
    const char *html;
    uint64_t author_id;
    const char *author;
    const char *title; /* of its thread */
    uint64_t weight;
    uint64_t reports;
    int64_t opened;
    uint64_t claimed_id; /* by whom, while that holds; 0: by nobody */
    const char *claimed;
    const char *reasons; /* names, with commas between */
    const char *notes;   /* NULL: none */
    const char *filter;  /* what the filter is for that told of it; NULL: none did */
    const char *found;   /* and what it found; "": it gave up */
};

/* Which open cases are wanted. */
enum report_order { REPORTS_WEIGHTIEST, REPORTS_OLDEST, REPORTS_NEWEST };
enum report_kind { REPORTS_ANY, REPORTS_BY_MEMBERS, REPORTS_BY_FILTERS };
enum report_claims { CLAIMS_ANY, CLAIMS_FREE, CLAIMS_OWN, CLAIMS_OTHERS };
struct report_query {
    enum report_order order; /* of those that weigh the same the oldest comes first */
    enum report_kind kind;
    enum report_claims claim;
    uint64_t moderator_id; /* whose claims are one's own */
    const char *reason;    /* that somebody reported it for; "": any */
    uint64_t board_id;     /* 0: wherever */
    uint64_t after;        /* the comment of the case before; 0: from the beginning */
    unsigned limit;
};

extern const struct statement_set report_statements;

/* The name of a reason. */
const char *report_reason_name(enum report_reason reason);

/* The reason of a name; REPORT_REASON_COUNT: there is none. */
enum report_reason report_reason_named(const char *name);

/* Adds a report of COMMENT, as comment_find gives it, and with it weight to its case. Those of trusted members fold the comment once they weigh
 * what the case's site asks for (struct site, fold_weight): its journal's row is one of an edit, so that pages, lists
 * and feeds follow. */
enum report_result report_add(const struct store *store, const struct actor *actor,
                              const struct comment *comment, const struct report *report);

/* Takes the account's report of a comment back while its case is open: what it weighed is gone, and a case without
 * another is. */
enum report_result report_withdraw(const struct store *store, const struct actor *actor,
                                   const struct comment *comment);

/* Opens the case of a comment that a filter tells of, or adds to it. 0 or -1. */
int report_tell(const struct store *store, const struct report_told *told);

/* Whether the account reported the comment. 1, 0 or -1. */
int report_has(const struct store *store, uint64_t comment_id, uint64_t account_id);

/* The open cases that QUERY wants of what PLACE's site shows, wherever it was reported, but for those on boards that
 * its reader does not see. NULL on failure. */
struct report_case *report_queue(const struct subject_place *place,
                                 const struct report_query *query, size_t *count);

/* Whether a comment that PLACE shows to its reader has a case, open or decided. 1, 0 or -1. */
int report_find(const struct subject_place *place, uint64_t comment_id);

/* Takes the open case of a comment, which the caller has found, for ACCOUNT; a claim of one's own begins
 * anew. Of two who claim at once one gets REPORT_CLAIMED. */
enum report_result report_claim(const struct store *store, uint64_t comment_id,
                                uint64_t account_id);

/* How many cases the queue of PLACE's site has, REPORTS_COUNTED_MAX at most. 0 or -1. */
#define REPORTS_COUNTED_MAX 1000
int report_count(const struct subject_place *place, uint64_t *count);

/* Within an act's transaction, behind the two below: folds and unfolds the comments that it is about as their cases are
 * now. Gives their ids, *COUNT of them; NULL on failure. */
const uint64_t *report_refold(const struct store *store, uint64_t act_id, size_t *count);

/* Within an act's transaction: closes the open cases of the comments that it is about, those that it
 * shows as kept. 0 or -1. */
int report_close(const struct store *store, uint64_t act_id, uint64_t account_id);

/* Within the transaction of an act that undoes another: opens the cases of its comments again that the
 * other closed, and says whether there are any. 0 or -1. */
int report_reopen(const struct store *store, uint64_t act_id, uint64_t undone_id, bool *reopened);

#endif
