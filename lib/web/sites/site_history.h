/* What was changed of a site's settings, by whom, and what they were before: each change is kept, value by
 * value, so that it can be undone by itself. */
#ifndef LOREHALL_WEB_SITES_SITE_HISTORY_H
#define LOREHALL_WEB_SITES_SITE_HISTORY_H

#include "store/store.h"
#include "web/site.h"

#define SITE_VALUE_MAX 400 /* characters */

/* A setting that has another value than it had. */
struct site_difference {
    const char *name; /* as the form's field: "title", "tagline.de", "banner_until" */
    const char *before;
    const char *after;
};

/* One change. */
struct site_revision {
    uint64_t id;
    int64_t made;
    const char *by;  /* the account's name; NULL: it is gone */
    uint64_t undoes; /* the revision that it takes back; 0: none */
    uint64_t undone; /* the last that takes this one back; 0: none */
    const struct site_difference *differences;
    size_t count;
};

extern const struct statement_set site_history_statements;

/* What differs between two states of a site's settings. Texts are the sites' own. */
const struct site_difference *site_differences(struct arena *arena, const struct site *before,
                                               const struct site *after, size_t *count);

/* Gives one of a site's settings a value, as site_differences tells it; texts that come in are kept on the
 * arena. False: there is no such setting. */
bool site_value_set(struct arena *arena, struct site *site, const char *name, const char *value);

/* Keeps a revision, within the caller's transaction. 0 or -1. */
int site_revision_add(const struct store *store, uint64_t site_id, uint64_t account_id,
                      const struct site_revision *revision);

/* Which revisions are wanted. What is 0 does not matter. */
struct revision_query {
    uint64_t account_id; /* by whom */
    bool oldest;         /* first */
    uint64_t after;      /* behind which one */
    unsigned limit;
};

/* Revisions of a site; *COUNT tells how many. NULL on failure. */
struct site_revision *site_revisions(const struct store *store, uint64_t site_id,
                                     const struct revision_query *query, size_t *count);

/* One of them. 1, 0 where the site has none of this id, or -1 on failure. */
int site_revision_find(const struct store *store, uint64_t site_id, uint64_t id,
                       struct site_revision *revision);

#endif
