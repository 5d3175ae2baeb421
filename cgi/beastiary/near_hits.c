#include "near_hits.h"

static bool hit_nearer(const struct suggestion *a, const struct suggestion *b)
{
    if (a->kind->internal != b->kind->internal)
        return b->kind->internal;
    if (a->faults != b->faults)
        return a->faults < b->faults;
    if (a->kind->map != b->kind->map)
        return a->kind->map;
    return a->kind->weight > b->kind->weight;
}

void near_hits_add(struct near_hits *hits, const struct suggestion *hit)
{
    size_t at = hits->count;

    if (at == NEAR_HITS_MAX && !hit_nearer(hit, hits->list[at - 1]))
        return;
    at -= at == NEAR_HITS_MAX;
    hits->count = at + 1;
    for (; at > 0 && hit_nearer(hit, hits->list[at - 1]); at--)
        hits->list[at] = hits->list[at - 1];
    hits->list[at] = hit;
}
