/* Each step is a transaction, and what is done shows by itself: whoever is interrupted, or finds another
 * host at the same, goes on with what is left. */
#include "erasing.h"

#include "base/log.h"

/* All that the account left. 1; 0: it was interrupted; -1 on failure. */
static int erase_left(struct worker *w, const struct store *store, const struct actor *actor,
                      const struct deletion *deletion, const volatile sig_atomic_t *stopping)
{
    struct account_line account;
    struct actor owner;
    int left = 1;

    while (left > 0) {
        if (*stopping)
            return 0;
        arena_reset(store->arena);
        if (account_by_id(w->database, store->arena, deletion->account_id, &account) <= 0)
            return -1;
        owner = actor_as(actor, account.id, account.name);
        left = erasure_step(store, w->sites, &owner);
    }
    return left == 0 ? 1 : -1;
}

static int erase(struct worker *w, const struct store *store, const struct actor *actor,
                 const struct deletion *deletion, const volatile sig_atomic_t *stopping)
{
    int begun = deletion_begin(store, deletion), result = 1;

    if (begun <= 0)
        return begun;
    if (erasure_unpublished(store, deletion->account_id) != 0)
        return -1;
    if (deletion->comments)
        result = erase_left(w, store, actor, deletion, stopping);
    if (result <= 0)
        return result;
    result = deletion_finish(store, actor, deletion);
    if (result > 0)
        log_info("account %llu is deleted", (unsigned long long)deletion->account_id);
    return result < 0 ? -1 : 0;
}

int erase_due(struct worker *w, const struct actor *actor, const volatile sig_atomic_t *stopping)
{
    const struct store store = {.database = w->database, .shared = w->shared, .arena = w->arena};
    struct arena *arena = arena_open(4096);
    size_t count;
    const struct deletion *due = deletions_due(w->database, arena, clock_now(), &count);
    int result = due != NULL ? 0 : -1;

    if (count > 0 && sites_refresh(w->sites, w->database, w->shared) != 0)
        result = -1;
    for (size_t i = 0; result == 0 && i < count && !*stopping; i++)
        result = erase(w, &store, actor, &due[i], stopping);
    arena_reset(w->arena);
    arena_close(arena);
    return result;
}
