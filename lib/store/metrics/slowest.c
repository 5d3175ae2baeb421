/* A place is written under a word that is odd meanwhile and another one afterwards, so that readers
 * know a copy that was written over as they made it. A writer never waits: where another is at the
 * place, its request is not kept. One that died there has held it for long, and is followed by the
 * next. */
#include "store/metrics/slowest.h"

#include <stdlib.h>
#include <string.h>

#define WRITTEN_FOR CLOCK_SECOND        /* longer than any copy takes */
#define SETTLED_FOR (60 * CLOCK_SECOND) /* how long the floor is believed */

static uint64_t took_lately(const struct slow_place *place, int64_t now)
{
    uint64_t state = atomic_load_explicit(&place->state, memory_order_relaxed);

    if (state == 0 || now - (int64_t)(state >> 1) > SLOWEST_KEPT)
        return 0;
    return atomic_load_explicit(&place->took, memory_order_relaxed);
}

/* Places grow old, by which the floor falls: it is found out anew now and then. */
static void settle(struct slowest *slowest, int64_t now)
{
    uint64_t floor = UINT64_MAX;

    for (size_t i = 0; i < SLOWEST_MAX; i++) {
        uint64_t took = took_lately(&slowest->place[i], now);

        floor = took < floor ? took : floor;
    }
    atomic_store_explicit(&slowest->floor, floor > SLOWEST_FROM ? floor : SLOWEST_FROM,
                          memory_order_relaxed);
    atomic_store_explicit(&slowest->settled, now, memory_order_relaxed);
}

bool slowest_concerns(struct slowest *slowest, uint64_t microseconds, int64_t now)
{
    int64_t settled = atomic_load_explicit(&slowest->settled, memory_order_relaxed);

    if (settled == 0 || now - settled > SETTLED_FOR)
        settle(slowest, now);
    return microseconds > atomic_load_explicit(&slowest->floor, memory_order_relaxed);
}

/* The place to write over: the fastest of the route where that has its share, else of all. NULL
 * where that is slower than the request. */
static struct slow_place *place_for(struct slowest *slowest, const struct slow_request *request,
                                    int64_t now)
{
    struct slow_place *own = NULL, *any = &slowest->place[0], *chosen;
    size_t share = 0;

    for (size_t i = 0; i < SLOWEST_MAX; i++) {
        struct slow_place *place = &slowest->place[i];
        uint64_t took = took_lately(place, now);

        if (took < took_lately(any, now))
            any = place;
        if (took == 0 ||
            atomic_load_explicit(&place->route, memory_order_relaxed) != request->route)
            continue;
        share++;
        if (own == NULL || took < took_lately(own, now))
            own = place;
    }
    chosen = share >= SLOWEST_OF_A_ROUTE ? own : any;
    return took_lately(chosen, now) < request->microseconds ? chosen : NULL;
}

bool slowest_keep(struct slowest *slowest, const struct slow_request *request, int64_t now)
{
    struct slow_place *place = place_for(slowest, request, now);
    uint64_t state, writing = (uint64_t)now << 1 | 1;

    if (place == NULL)
        return false;
    state = atomic_load(&place->state);
    if ((state & 1) != 0 && now - (int64_t)(state >> 1) < WRITTEN_FOR)
        return false;
    if (state == writing || !atomic_compare_exchange_strong(&place->state, &state, writing))
        return false;
    atomic_store_explicit(&place->took, request->microseconds, memory_order_relaxed);
    atomic_store_explicit(&place->route, request->route, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    memcpy(&place->request, request, sizeof *request);
    atomic_compare_exchange_strong(&place->state, &writing, (uint64_t)now << 1);
    settle(slowest, now);
    return true;
}

static int slower_first(const void *a, const void *b)
{
    uint64_t left = ((const struct slow_request *)a)->microseconds;
    uint64_t right = ((const struct slow_request *)b)->microseconds;

    return left < right ? 1 : left > right ? -1 : 0;
}

/* What is of another process's memory is not believed: texts end, counts fit. */
static void mend(struct slow_request *request)
{
    request->id[sizeof request->id - 1] = '\0';
    request->numbers[sizeof request->numbers - 1] = '\0';
    if (request->run_count > SLOWEST_RUNS_MAX)
        request->run_count = SLOWEST_RUNS_MAX;
}

size_t slowest_read(const struct slowest *slowest, struct slow_request list[SLOWEST_MAX],
                    int64_t now)
{
    size_t count = 0;

    for (size_t i = 0; i < SLOWEST_MAX; i++) {
        const struct slow_place *place = &slowest->place[i];
        uint64_t state = atomic_load(&place->state);

        if ((state & 1) != 0 || took_lately(place, now) == 0)
            continue;
        memcpy(&list[count], &place->request, sizeof list[count]);
        atomic_thread_fence(memory_order_acquire);
        if (atomic_load(&place->state) == state)
            mend(&list[count++]);
    }
    qsort(list, count, sizeof list[0], slower_first);
    return count;
}
