/* Making and changing filters of words and patterns. Each change is a version that stays, so that it can be
 * brought back. */
#ifndef LOREHALL_TALK_FILTER_WORD_FILTER_EDIT_H
#define LOREHALL_TALK_FILTER_WORD_FILTER_EDIT_H

#include "auth/audit.h"
#include "store/store.h"
#include "talk/filter/word_filter.h"

enum filter_result {
    FILTER_DONE,
    FILTER_FAILED,   /* the database; logged */
    FILTER_MISSING,  /* there is none of this id */
    FILTER_CHANGED,  /* it is no longer the version that was read */
    FILTER_TOO_MANY, /* there are WORD_FILTERS_MAX already */
};

extern const struct statement_set word_filter_edit_statements;

/* A filter, also one that was deleted. 1, 0 there is none, or -1. */
int word_filter_find(struct database *database, struct arena *arena, uint64_t id,
                     struct word_filter *filter);

/* Which filters are wanted. */
struct filter_query {
    uint64_t site_id;         /* of this site and of all; 0: all */
    enum filter_state states; /* FILTER_STATES: in any state */
    bool gone;                /* those that were deleted */
    bool oldest;              /* first */
    uint64_t after;           /* behind which one */
    unsigned limit;
};

/* NULL on failure. */
struct word_filter *word_filter_list(struct database *database, struct arena *arena,
                                     const struct filter_query *query, size_t *count);

/* Makes FILTER and sets its id, or changes the one of its id, which must still be of its version. */
enum filter_result word_filter_make(const struct store *store, const struct actor *actor,
                                    struct word_filter *filter);
enum filter_result word_filter_change(const struct store *store, const struct actor *actor,
                                      const struct word_filter *filter);

/* A version of a filter: who made it, and when. */
struct filter_version {
    struct word_filter filter;
    const char *by;
    int64_t created;
};

/* The last versions, the last first; at most FILTER_VERSIONS_SHOWN. NULL on failure. */
#define FILTER_VERSIONS_SHOWN 20
struct filter_version *word_filter_versions(struct database *database, struct arena *arena,
                                            uint64_t id, size_t *count);

#endif
