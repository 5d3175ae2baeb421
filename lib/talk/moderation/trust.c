/* The count is taken, and not lowered by what was removed: it ends where somebody is no newcomer any
 * more, and one comment of a thousand must not make them one again. */
#include "talk/moderation/trust.h"

#include <stdlib.h>

/* No installation asks a newcomer for more (Limits.Newcomer.Posts). */
STATEMENT(TRUST_RECOUNT, PARAMETERS(id(author), again(author)), COLUMNS(),
          "UPDATE account SET posts = (SELECT COUNT(*) FROM (SELECT 1 FROM comment"
          " WHERE author_id = ? AND state = 0 LIMIT 1000) c) WHERE id = ? AND source_id = 0");
STATEMENT_SET(trust_statements, &TRUST_RECOUNT);

static int compare_author_ids(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

int trust_recount(struct removal *removal)
{
    const struct store *store = removal->moderator->store;
    uint64_t *authors = arena_alloc(store->arena, (removal->count + 1) * sizeof *authors);
    uint64_t last = 0;

    for (size_t i = 0; i < removal->count; i++)
        authors[i] = removal->changes[i].author_id;
    /* In the order of their ids, as all who lock several accounts do. */
    qsort(authors, removal->count, sizeof *authors, compare_author_ids);
    removal->authors = authors;
    removal->author_count = 0;
    for (size_t i = 0; i < removal->count; i++) {
        uint64_t author = authors[i];

        if (author == last)
            continue;
        last = author;
        if (database_run(store->database, &TRUST_RECOUNT, author) != 0)
            return -1;
        if (database_changed(store->database) > 0)
            authors[removal->author_count++] = author;
    }
    return 0;
}
