/* Rendered fragments and pages in the host's shared memory.
 *
 * A cache is only an optimisation: an entry may vanish at any time, and a store may be refused.
 * Entries are kept in rings, written over oldest first. A process that dies in the middle of a
 * store loses that ring's entries, nothing else.
 */
#ifndef LOREHALL_STORE_CACHE_H
#define LOREHALL_STORE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "store/shared.h"

struct cache;

/* The cache in SHARED, set up where nobody has done so. NULL where it is switched off; every
 * function below takes NULL for a cache that never holds anything. */
struct cache *cache_open(struct shared *shared);

/* Frees the handle; the entries stay. */
void cache_close(struct cache *cache);

/* Copies the entry of KEY with just this STAMP to ARENA; NULL when there is none. */
const void *cache_get(struct cache *cache, struct arena *arena, const char *key, uint64_t stamp,
                      size_t *length);

/* Keeps VALUE under KEY until something overwrites them. An entry larger than an eighth of
 * a ring is not kept.
 *
 * What the bytes were made of was read after SINCE (clock_ticks). Two that make an entry at once
 * may read before and after a write whose generation has not moved yet, and nobody can tell who of
 * them was first: when another was kept with this stamp after SINCE that differs, neither is, so
 * that nobody is shown anything older than what they have seen. CACHE_KNOWN says that the bytes
 * are those to keep, whatever is there. */
#define CACHE_KNOWN INT64_MAX
void cache_put(struct cache *cache, const char *key, uint64_t stamp, int64_t since,
               struct bytes value);

/* Forgets everything. */
void cache_wipe(struct cache *cache);

#endif
