/* The best of the names that fit what was typed, in order. Inline: a search asks for each name.
 *
 * suggest.c has three sources, the cheapest first, each asked only where what came before it
 * cannot fill the list: names that begin with it (a range of the sorted names), names that hold
 * its words (trigrams), and misspelt ones. All rank in this one order; what a name could be at
 * best is known from columns (length, weight, kind), and the name itself is read only if that
 * would be good enough.
 *
 * From three letters on, kinds are mixed: each may have its first two among the rest, so that a
 * hundred items called "Orc …" do not hide the zone. */
#ifndef LOREHALL_CATALOGUE_MATCH_H
#define LOREHALL_CATALOGUE_MATCH_H

#include "catalogue/internal.h"

/* A name that fits. */
struct fit {
    unsigned rank;
    int faults; /* of RANK_NEAR */
    unsigned weight;
    uint32_t length;
    uint64_t name; /* its place among all names */
    const struct kind *kind;
    int snapshot;
    uint32_t row;     /* of the snapshot */
    bool alone;       /* it stands for no others of its name */
    const char *text; /* the folded name; NULL: it was not needed yet */
};

/* The best so far, in order. */
struct fits {
    struct fit *list;
    size_t count, limit;
};

/* Below, above or 0. */
static inline int fits_compare(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* The very name before what has the words, whatever its kind; that before all else. */
static inline unsigned fit_class(const struct fit *fit)
{
    return fit->rank > RANK_SAME && fit->rank < RANK_HOLDS ? RANK_BEGINS : fit->rank;
}

/* Whether A comes before B. */
static inline bool fit_better(const struct fit *a, const struct fit *b)
{
    int order = fits_compare(fit_class(a), fit_class(b));

    if (order == 0)
        order = (int)a->kind->internal - (int)b->kind->internal;
    if (order == 0)
        order = fits_compare(a->rank, b->rank);
    if (order == 0)
        order = a->faults - b->faults;
    /* Of equal guesses the place is meant: names of what is there are made of its name. */
    if (order == 0 && a->rank == RANK_NEAR)
        order = (int)b->kind->map - (int)a->kind->map;
    if (order == 0)
        order = fits_compare(b->weight, a->weight);
    if (order == 0)
        order = fits_compare(a->length, b->length);
    return (order != 0 ? order : fits_compare(a->name, b->name)) < 0;
}

/* Room for the best LIMIT, on ARENA. */
static inline struct fits fits_of(struct arena *arena, size_t limit)
{
    return (struct fits){.list = arena_alloc(arena, (limit + 1) * sizeof(struct fit)),
                         .limit = limit};
}

/* Whether FIT would be among the best. */
static inline bool fits_would_keep(const struct fits *fits, const struct fit *fit)
{
    return fits->count < fits->limit ||
           (fits->count > 0 && fit_better(fit, &fits->list[fits->count - 1]));
}

/* Whether both are the same entry. */
static inline bool fit_same(const struct fit *a, const struct fit *b)
{
    return a->snapshot == b->snapshot && a->row == b->row;
}

/* Whether this very entry is among the best. */
static inline bool fits_hold(const struct fits *fits, const struct fit *fit)
{
    for (size_t i = 0; i < fits->count; i++)
        if (fit_same(&fits->list[i], fit))
            return true;
    return false;
}

/* Puts a fit in its place, and the last away where there are too many. */
static inline void fits_put(struct fits *fits, const struct fit *fit)
{
    size_t at = fits->count;

    if (!fits_would_keep(fits, fit))
        return;
    if (at < fits->limit)
        fits->count++;
    else
        at--;
    for (; at > 0 && fit_better(fit, &fits->list[at - 1]); at--)
        fits->list[at] = fits->list[at - 1];
    fits->list[at] = *fit;
}

#endif
