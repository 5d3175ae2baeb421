/* The cache of rendered fragments: rings of bytes in shared memory, written over oldest first.
 *
 * A ring and not an LRU over an allocator, because any process may be killed at any instruction. A
 * ring has no free list and no links that a half-done store could leave broken: all that has to be
 * right is a counter and a slot, and both are set in an order that leaves nothing wrong to be
 * read. What it gives up, keeping what is asked for often, is small: a page that is asked for
 * again is made again in a few milliseconds and stands at the ring's end.
 *
 * Nothing is ever taken out when something changes. A key is asked for together with the stamp of
 * all that the page shows (store/shared.h); an entry of an old stamp is just not found, and gives
 * way in its turn. So who changes something need not know which pages show it.
 *
 * Sixteen rings, so that workers seldom wait for each other's lock, which is held for the search
 * in the index and for a store but never while a reader copies: of what a hit costs most is that
 * copy, of a page some 100 KB. Nobody ever holds two of them, nor waits for anything else while
 * holding one: so there is no order of locks to keep. */
#include "store/cache.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text/text.h"

/* The region is a head and RINGS rings. A ring is a lock, an index and a byte ring in which
 * records follow each other; `written` counts all bytes ever written, so that a record at position
 * P is still whole while written - P <= size. A store counts its bytes before it writes them: so a
 * reader finds a record under the lock, copies it without, and knows by `written` whether it got
 * all of it before something else was stored there. The index is set-associative: a key may stand
 * in any of the WAYS slots of its set, and the oldest of them gives way. */
#define RINGS 16
#define WAYS 4
#define RINGS_READY 2

struct cache_slot {
    uint64_t hash;
    uint64_t position; /* of its record, plus one; 0 is empty */
};

struct record {
    uint64_t stamp;
    int64_t kept;  /* when, by clock_ticks */
    bool doubtful; /* no entry: of several made at once it is not known which is the newest */
    uint32_t key_length;
    uint32_t length;
    /* the key without its NUL, then the bytes */
};

/* A ring of one process is a ring of all: it is only ever reached through offsets, as each
 * process maps the file at an address of its own. */
struct ring {
    pthread_mutex_t lock;     /* shared and robust: its owner may be killed */
    _Atomic uint64_t written; /* only grows */
};

/* The state is set by compare-and-exchange, the locks by whoever won. Whoever finds 1 does not
 * wait: it would wait for ever, had the winner been killed there. */
struct head {
    _Atomic uint32_t state; /* 0 raw, 1 being set up, RINGS_READY */
};

struct cache {
    struct head *head;
    struct ring *rings;
    struct cache_slot *slots; /* RINGS × slot_count */
    unsigned char *data;
    size_t sets; /* of WAYS slots, a ring */
    size_t size; /* of one ring's data */
};

/* One slot for each 4 KiB of data, as a page's fragments are seldom smaller. */
static void divide(struct cache *cache, unsigned char *region, size_t size)
{
    size_t fixed = 4096 + RINGS * sizeof(struct ring);
    size_t share = (size - fixed) / RINGS;

    cache->sets = share / (4096 + sizeof(struct cache_slot)) / WAYS;
    if (cache->sets == 0)
        cache->sets = 1;
    cache->size = (share - cache->sets * WAYS * sizeof(struct cache_slot)) / 64 * 64;
    cache->head = (struct head *)region;
    cache->rings = (struct ring *)(region + 64);
    cache->slots =
        (struct cache_slot *)(region + 4096 + (RINGS * sizeof(struct ring) + 63) / 64 * 64);
    cache->data = (unsigned char *)(cache->slots + RINGS * cache->sets * WAYS);
}

static void set_up_locks(struct cache *cache)
{
    pthread_mutexattr_t attributes;

    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    for (size_t i = 0; i < RINGS; i++)
        pthread_mutex_init(&cache->rings[i].lock, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

struct cache *cache_open(struct shared *shared)
{
    struct cache *cache;
    uint32_t raw = 0;
    size_t size;
    void *region = shared_cache(shared, &size);

    if (size < 1 << 20)
        return NULL;
    cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        abort();
    divide(cache, region, size);
    if (atomic_compare_exchange_strong(&cache->head->state, &raw, 1)) {
        set_up_locks(cache);
        atomic_store(&cache->head->state, RINGS_READY);
    } else if (atomic_load(&cache->head->state) != RINGS_READY) {
        /* Somebody is at it, or died at it; do without this time. */
        log_warning("cache: not set up yet, working without");
        free(cache);
        return NULL;
    }
    return cache;
}

void cache_close(struct cache *cache)
{
    free(cache);
}

static struct cache_slot *ring_slots(struct cache *cache, size_t ring)
{
    return cache->slots + ring * cache->sets * WAYS;
}

/* Forgets the index only. The bytes stay, so that a reader who is copying still gets what they
 * had found. */
static void wipe_ring(struct cache *cache, size_t ring)
{
    memset(ring_slots(cache, ring), 0, cache->sets * WAYS * sizeof(struct cache_slot));
}

/* A robust mutex tells that its owner died. Which slot it was at nobody knows, and half a slot
 * may lead to another key's record: an empty index is right in any case. */
static bool lock_ring(struct cache *cache, size_t ring)
{
    int result = pthread_mutex_lock(&cache->rings[ring].lock);

    if (result == EOWNERDEAD) {
        log_warning("cache: ring %zu was left in the middle of a write; it is emptied", ring);
        wipe_ring(cache, ring);
        pthread_mutex_consistent(&cache->rings[ring].lock);
        result = 0;
    }
    return result == 0;
}

static void unlock(struct cache *cache, size_t ring)
{
    pthread_mutex_unlock(&cache->rings[ring].lock);
}

/* How much of LENGTH bytes from POSITION on lies before the end of the ring, which wraps. */
static size_t unwrapped(const struct cache *cache, uint64_t position, size_t length)
{
    size_t left = cache->size - (size_t)(position % cache->size);

    return length < left ? length : left;
}

static void ring_read(const struct cache *cache, size_t ring, uint64_t position, void *out,
                      size_t length)
{
    const unsigned char *data = cache->data + ring * cache->size;
    size_t first = unwrapped(cache, position, length);

    memcpy(out, data + position % cache->size, first);
    memcpy((char *)out + first, data, length - first);
}

static void ring_write(struct cache *cache, size_t ring, uint64_t position, const void *bytes,
                       size_t length)
{
    unsigned char *data = cache->data + ring * cache->size;
    size_t first = unwrapped(cache, position, length);

    memcpy(data + position % cache->size, bytes, first);
    memcpy(data, (const char *)bytes + first, length - first);
}

/* Whether nothing was stored over what begins at POSITION. */
static bool whole(const struct cache *cache, size_t ring, uint64_t position)
{
    return atomic_load_explicit(&cache->rings[ring].written, memory_order_relaxed) - position <=
           cache->size;
}

/* Positions only grow, also over the end of the ring, so that whether a record was overwritten is
 * one subtraction, and the oldest slot of a set is the one with the lowest position. */
static bool alive(const struct cache *cache, size_t ring, const struct cache_slot *slot)
{
    return slot->position != 0 && whole(cache, ring, slot->position - 1);
}

/* Whether the ring has just these bytes at POSITION. */
static bool ring_has(const struct cache *cache, size_t ring, uint64_t position, const void *plain,
                     size_t length)
{
    const unsigned char *data = cache->data + ring * cache->size;
    size_t start = (size_t)(position % cache->size);
    size_t first = length < cache->size - start ? length : cache->size - start;

    return memcmp(data + start, plain, first) == 0 &&
           memcmp(data, (const char *)plain + first, length - first) == 0;
}

/* The slot that holds KEY, or NULL. RECORD is filled in. */
static struct cache_slot *find_slot(struct cache *cache, size_t ring, uint64_t hash,
                                    const char *key, struct record *record)
{
    struct cache_slot *set = ring_slots(cache, ring) + hash / RINGS % cache->sets * WAYS;
    size_t key_length = strlen(key);

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].hash != hash || !alive(cache, ring, &set[i]))
            continue;
        ring_read(cache, ring, set[i].position - 1, record, sizeof *record);
        if (record->key_length == key_length &&
            ring_has(cache, ring, set[i].position - 1 + sizeof *record, key, key_length))
            return &set[i];
    }
    return NULL;
}

const void *cache_get(struct cache *cache, struct arena *arena, const char *key, uint64_t stamp,
                      size_t *length)
{
    uint64_t hash = text_hash(key, 0);
    size_t ring = hash % RINGS;
    uint64_t position = 0;
    struct record record;
    struct cache_slot *slot;
    char *bytes;

    if (cache == NULL || !lock_ring(cache, ring))
        return NULL;
    slot = find_slot(cache, ring, hash, key, &record);
    if (slot != NULL && record.stamp == stamp && !record.doubtful)
        position = slot->position;
    unlock(cache, ring);
    if (position == 0)
        return NULL;
    position--;
    bytes = arena_alloc_uninitialized(arena, (size_t)record.length + 1);
    ring_read(cache, ring, position + sizeof record + record.key_length, bytes, record.length);
    bytes[record.length] = '\0';
    /* The copy comes before the look at what was stored meanwhile. */
    atomic_thread_fence(memory_order_acquire);
    if (!whole(cache, ring, position))
        return NULL;
    *length = record.length;
    return bytes;
}

/* The slot to write a key's position to: its own, an empty or dead one, or the oldest of its
 * set. */
static struct cache_slot *slot_for(struct cache *cache, size_t ring, uint64_t hash)
{
    struct cache_slot *set = ring_slots(cache, ring) + hash / RINGS % cache->sets * WAYS;
    struct cache_slot *oldest = set;

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].hash == hash)
            return &set[i];
        /* What is empty or dead is older than anything alive. */
        if (set[i].position < oldest->position)
            oldest = &set[i];
    }
    return oldest;
}

/* Writes a record and puts it into its slot. The ring is locked. The order matters: the slot is
 * emptied first, so that a process that is killed here leaves no slot to half a record; `written`
 * grows before the first byte is overwritten, so that a reader who copies what lies there sees by
 * it that it is torn. */
static void write_record(struct cache *cache, uint64_t hash, const char *key,
                         const struct record *record, const void *bytes)
{
    size_t ring = hash % RINGS;
    uint64_t position;
    struct cache_slot *slot = slot_for(cache, ring, hash);
    size_t needed = sizeof *record + record->key_length + record->length;

    *slot = (struct cache_slot){0};
    position = atomic_fetch_add(&cache->rings[ring].written, needed);
    atomic_thread_fence(memory_order_release);
    ring_write(cache, ring, position, record, sizeof *record);
    ring_write(cache, ring, position + sizeof *record, key, record->key_length);
    ring_write(cache, ring, position + sizeof *record + record->key_length, bytes, record->length);
    *slot = (struct cache_slot){hash, position + 1};
}

/* What is stored twice with one stamp must be the same bytes, or nobody can tell which of them is
 * the newer: both were read under one generation, but perhaps one before and one after a write
 * that was committed and had not bumped it yet. Such an entry becomes a doubtful one, which is
 * found by no reader, until the stamp moves on: see cache.h. */
void cache_put(struct cache *cache, const char *key, uint64_t stamp, int64_t since,
               struct bytes value)
{
    uint64_t hash = text_hash(key, 0);
    size_t ring = hash % RINGS, key_length = strlen(key);
    struct record old,
        record = {stamp, clock_ticks(), false, (uint32_t)key_length, (uint32_t)value.length};
    struct cache_slot *slot;

    if (cache == NULL || value.length > cache->size / 8 ||
        sizeof record + key_length + value.length > cache->size / 8 || !lock_ring(cache, ring))
        return;
    slot = find_slot(cache, ring, hash, key, &old);
    /* What was kept before this one's reading began is of the same state or an older one. */
    if (slot == NULL || old.stamp != stamp || old.kept < since)
        write_record(cache, hash, key, &record, value.data);
    else if (old.doubtful || old.length != value.length ||
             !ring_has(cache, ring, slot->position - 1 + sizeof old + key_length, value.data,
                       value.length)) {
        record.doubtful = true;
        record.length = 0;
        write_record(cache, hash, key, &record, value.data);
    }
    unlock(cache, ring);
}

void cache_wipe(struct cache *cache)
{
    for (size_t i = 0; cache != NULL && i < RINGS; i++) {
        if (!lock_ring(cache, i))
            continue;
        wipe_ring(cache, i);
        unlock(cache, i);
    }
}
