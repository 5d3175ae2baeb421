#include "store/metrics/metrics.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"

#define HOUR (3600 * CLOCK_SECOND)

#define ADD(WORD, AMOUNT) atomic_fetch_add_explicit(&(WORD), (AMOUNT), memory_order_relaxed)
#define READ(WORD) atomic_load_explicit(&(WORD), memory_order_relaxed)

/* ---- places ---- */

/* Looks for the place of KEY among COUNT of SIZE bytes, whose first word is the key: by open
 * addressing, so that a place once given never moves. *MADE where it was free. The last place is
 * everybody's that finds none. */
static size_t place_of(void *places, size_t size, size_t count, uint64_t key, bool *made)
{
    *made = false;
    for (size_t i = 0; i < count - 1; i++) {
        size_t place = (size_t)((key + i) % (count - 1));
        _Atomic uint64_t *word = (void *)((char *)places + place * size);
        uint64_t found = 0;

        *made = atomic_compare_exchange_strong(word, &found, key);
        if (*made || found == key)
            return place;
    }
    *made = atomic_exchange((_Atomic uint64_t *)(void *)((char *)places + (count - 1) * size), 1) ==
            0;
    return count - 1;
}

/* It is claimed by its key and named behind that: readers ask for `named`. */
size_t metrics_route(struct metrics *metrics, const char *area, const char *name)
{
    uint64_t key = text_hash(name, text_hash(area, 0)) | 1;
    bool made;
    size_t place = place_of(metrics->route, sizeof metrics->route[0], ROUTES_MAX, key, &made);
    struct metered_route *route = &metrics->route[place];

    if (!made)
        return place;
    if (place == ROUTES_MAX - 1)
        area = "", name = "(others)";
    snprintf(route->area, sizeof route->area, "%s", area);
    snprintf(route->name, sizeof route->name, "%s", name);
    atomic_store(&route->named, true);
    return place;
}

void metrics_route_publish(struct metrics *metrics, size_t place, uint64_t policy)
{
    if (place < ROUTES_MAX - 1)
        atomic_store_explicit(&metrics->route[place].policy, policy, memory_order_relaxed);
}

/* Keeps the SQL where there is still memory for it; a text is whole or it is not kept. */
static void keep_text(struct metrics *metrics, struct metered_statement *kept, const char *sql)
{
    uint32_t length = (uint32_t)strlen(sql), used = READ(metrics->texts_used);

    do {
        if (length > STATEMENT_TEXTS_MAX - used)
            return;
    } while (!atomic_compare_exchange_weak(&metrics->texts_used, &used, used + length));
    memcpy(metrics->texts + used, sql, length);
    kept->text = used;
    kept->length = length;
}

/* A statement of another version of the program that is told by another text is another one. */
size_t metrics_statement(struct metrics *metrics, const struct statement *statement)
{
    struct statement_value flat[STATEMENT_VALUES_MAX];
    uint64_t key = text_hash(statement->sql, text_hash(statement->name, 0)) | 1;
    bool made;
    size_t place =
        place_of(metrics->statement, sizeof metrics->statement[0], STATEMENTS_MAX, key, &made);
    struct metered_statement *kept = &metrics->statement[place];

    if (!made)
        return place;
    snprintf(kept->name, sizeof kept->name, "%s",
             place == STATEMENTS_MAX - 1 ? "(others)" : statement->name);
    if (place < STATEMENTS_MAX - 1) {
        size_t count = statement_flatten(statement->signature->parameters, flat);

        for (size_t i = 0; i < count; i++)
            kept->types[i] = (uint8_t)flat[i].type;
        keep_text(metrics, kept, statement->sql);
    }
    atomic_store(&kept->named, true);
    return place;
}

/* ---- counting ---- */

/* The window of NOW's hour. Who comes first in an hour takes over the window of the one before the
 * last, which *STALE says: it is to be cleared. */
static size_t window_at(_Atomic int64_t *hours, int64_t now, bool *stale)
{
    int64_t hour = now / HOUR + 1;
    size_t window = (size_t)hour % METRICS_WINDOWS;
    int64_t found = READ(hours[window]);

    *stale = found < hour && atomic_compare_exchange_strong(&hours[window], &found, hour);
    return window;
}

static void clear_route_figures(struct route_figures *figures)
{
    _Atomic uint64_t *words = &figures->requests;

    for (size_t i = 0; i < offsetof(struct route_figures, took) / sizeof *words; i++)
        atomic_store_explicit(&words[i], 0, memory_order_relaxed);
    histogram_clear(&figures->took);
}

static void add_cost(struct route_figures *figures, const struct request_cost *cost)
{
    ADD(figures->requests, 1);
    if (cost->status >= 500)
        ADD(figures->errors, 1);
    else if (cost->status >= 400)
        ADD(figures->refused, 1);
    ADD(figures->microseconds, cost->microseconds);
    if (cost->queries > 0) {
        ADD(figures->waited, cost->waited);
        ADD(figures->queries, cost->queries);
    }
    if (cost->cache_hits > 0)
        ADD(figures->cache_hits, cost->cache_hits);
    if (cost->cache_misses > 0)
        ADD(figures->cache_misses, cost->cache_misses);
    histogram_add(&figures->took, cost->microseconds);
}

void metrics_record(struct metrics *metrics, size_t place, const struct request_cost *cost,
                    int64_t now)
{
    struct metered_route *route = &metrics->route[place];
    bool stale;
    size_t window = window_at(route->hour, now, &stale);

    if (stale)
        clear_route_figures(&route->window[window]);
    add_cost(&route->total, cost);
    add_cost(&route->window[window], cost);
}

static void clear_statement_figures(struct statement_figures *figures)
{
    atomic_store_explicit(&figures->calls, 0, memory_order_relaxed);
    atomic_store_explicit(&figures->failures, 0, memory_order_relaxed);
    atomic_store_explicit(&figures->microseconds, 0, memory_order_relaxed);
    atomic_store_explicit(&figures->rows, 0, memory_order_relaxed);
    atomic_store_explicit(&figures->longest, 0, memory_order_relaxed);
}

/* Raises WORD to VALUE; whether it was lower. */
static bool raise_to(_Atomic uint64_t *word, uint64_t value)
{
    uint64_t found = atomic_load_explicit(word, memory_order_relaxed);

    while (found < value)
        if (atomic_compare_exchange_weak(word, &found, value))
            return true;
    return false;
}

static bool add_call(struct statement_figures *figures, const struct call_cost *cost)
{
    ADD(figures->calls, 1);
    ADD(figures->microseconds, cost->microseconds);
    if (cost->rows > 0)
        ADD(figures->rows, cost->rows);
    if (cost->failed)
        ADD(figures->failures, 1);
    return raise_to(&figures->longest, cost->microseconds);
}

bool metrics_record_call(struct metrics *metrics, size_t place, const struct call_cost *cost,
                         int64_t now)
{
    struct metered_statement *statement = &metrics->statement[place];
    bool stale;
    size_t window = window_at(statement->hour, now, &stale);

    if (stale)
        clear_statement_figures(&statement->window[window]);
    add_call(&statement->total, cost);
    return add_call(&statement->window[window], cost);
}

void metrics_keep_number(struct metrics *metrics, size_t place, size_t parameter, uint64_t number)
{
    atomic_store_explicit(&metrics->statement[place].numbers[parameter], number,
                          memory_order_relaxed);
}

/* ---- reading ---- */

const struct metered_route *metrics_route_at(const struct metrics *metrics, size_t place)
{
    return place < ROUTES_MAX && atomic_load(&metrics->route[place].named) ? &metrics->route[place]
                                                                           : NULL;
}

const struct metered_statement *metrics_statement_at(const struct metrics *metrics, size_t place)
{
    return place < STATEMENTS_MAX && atomic_load(&metrics->statement[place].named)
               ? &metrics->statement[place]
               : NULL;
}

/* Whether a window is of the hour of NOW or of the one before. */
static bool counts_lately(int64_t hour, int64_t now)
{
    return hour >= now / HOUR;
}

static void collect_route(struct route_sum *sum, const struct route_figures *figures)
{
    sum->requests += READ(figures->requests);
    sum->refused += READ(figures->refused);
    sum->errors += READ(figures->errors);
    sum->microseconds += READ(figures->microseconds);
    sum->waited += READ(figures->waited);
    sum->queries += READ(figures->queries);
    sum->cache_hits += READ(figures->cache_hits);
    sum->cache_misses += READ(figures->cache_misses);
    histogram_collect(&sum->took, &figures->took);
}

void metrics_route_sum(const struct metered_route *route, bool lately, int64_t now,
                       struct route_sum *sum)
{
    memset(sum, 0, sizeof *sum);
    if (!lately)
        collect_route(sum, &route->total);
    for (size_t i = 0; lately && i < METRICS_WINDOWS; i++)
        if (counts_lately(READ(route->hour[i]), now))
            collect_route(sum, &route->window[i]);
}

static void collect_statement(struct statement_sum *sum, const struct statement_figures *figures)
{
    uint64_t longest = READ(figures->longest);

    sum->calls += READ(figures->calls);
    sum->failures += READ(figures->failures);
    sum->microseconds += READ(figures->microseconds);
    sum->rows += READ(figures->rows);
    sum->longest = longest > sum->longest ? longest : sum->longest;
}

void metrics_statement_sum(const struct metered_statement *statement, bool lately, int64_t now,
                           struct statement_sum *sum)
{
    memset(sum, 0, sizeof *sum);
    if (!lately)
        collect_statement(sum, &statement->total);
    for (size_t i = 0; lately && i < METRICS_WINDOWS; i++)
        if (counts_lately(READ(statement->hour[i]), now))
            collect_statement(sum, &statement->window[i]);
}

const char *metrics_statement_text(const struct metrics *metrics,
                                   const struct metered_statement *statement, struct arena *arena)
{
    if (statement->length == 0 || statement->text > STATEMENT_TEXTS_MAX ||
        statement->length > STATEMENT_TEXTS_MAX - statement->text)
        return NULL;
    return arena_copy(arena, metrics->texts + statement->text, statement->length);
}
