/* Names that are nearly what was typed, of all kinds together. */
#ifndef LOREHALL_BEASTIARY_NEAR_HITS_H
#define LOREHALL_BEASTIARY_NEAR_HITS_H

#include "catalogue/catalogue.h"

#define NEAR_HITS_MAX 12

struct near_hits {
    size_t count;
    const struct suggestion *list[NEAR_HITS_MAX]; /* the likeliest first */
};

/* Puts HIT in its place; the last of too many falls out. The likelier guess has fewer letters to
 * change; of equals that is a place, then what weighs most. */
void near_hits_add(struct near_hits *hits, const struct suggestion *hit);

#endif
