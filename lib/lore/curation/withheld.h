/* Entries that editors have hidden: nobody finds them by any page, list, search, map, relation or address, nor
 * what is talked about below them, until somebody shows them again. (What a source calls a helper, entry.hidden,
 * is another matter.) */
#ifndef LOREHALL_LORE_CURATION_WITHHELD_H
#define LOREHALL_LORE_CURATION_WITHHELD_H

#include "auth/audit.h"
#include "catalogue/game_context.h"
#include "store/store.h"

#define WITHHELD_REASON_MAX 500 /* characters */

/* An entry as editors see it, hidden or not. */
struct curated_entry {
    uint64_t id;
    const char *kind;
    const char *external_id;
    const char *name;
    bool vanished;
    uint64_t relations, places, comments; /* that are hidden with it */
    int64_t since; /* when it was hidden; 0: it is not, and what follows is NULL or 0 */
    uint64_t account_id;
    const char *by;
    const char *reason;
};

/* Which are wanted, those first that were hidden last. What is NULL or 0 does not matter. */
struct withheld_query {
    const char *kind;
    const char *name; /* how it begins */
    bool oldest;      /* first */
    int64_t after;    /* when the one before was hidden; 0: from the beginning */
    unsigned limit;
};

enum withhold_result {
    WITHHOLD_DONE,
    WITHHOLD_FAILED,
    WITHHOLD_MISSING, /* the game has no such entry */
    WITHHOLD_ALREADY, /* somebody else was quicker */
};

extern const struct statement_set withheld_statements;

/* An entry of the game by its id. 1, 0, -1. */
int curated_find(const struct game_context *context, uint64_t id, struct curated_entry *entry);

/* How many entries of a kind there are, with hidden ones. */
struct kind_count {
    const char *kind;
    uint64_t entries, withheld;
};

/* Of all kinds that have any. NULL on failure. */
struct kind_count *curated_counts(const struct game_context *context, size_t *count);

/* The hidden ones, without what is hidden with them; *COUNT tells how many. NULL on failure. */
struct curated_entry *withheld_list(const struct game_context *context,
                                    const struct withheld_query *query, size_t *count);

/* Hides an entry, or shows it again. Recorded, and known everywhere at the next request. */
enum withhold_result entry_withhold(const struct store *store, const struct game_context *context,
                                    const struct actor *who, uint64_t id, const char *reason);
enum withhold_result entry_release(const struct store *store, const struct game_context *context,
                                   const struct actor *who, uint64_t id, const char *reason);

#endif
