/* One file, mapped by all processes of a host: a header of counters, and behind it the cache.
 *
 * Processes start and end independently of each other (pools, the follower, commands), and any may
 * be killed. Therefore there is no process that owns the memory, no pointer in it and but two
 * kinds of lock: those of the cache's rings, which are robust, and those on bytes of a file beside
 * it, which the kernel takes back. All else is a single atomic word, that is right whoever died
 * before or after setting it.
 *
 * A file in the run directory and not shm_open or SysV memory: who may open it is a matter of its
 * directory, and it can be looked at and removed with the usual tools. */
#include "store/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file/file.h"
#include "base/log.h"
#include "base/text/text.h"

#define MAGIC UINT64_C(0x4c6f726568616c6c) /* "Lorehall" */
#define LAYOUT 10                          /* of the header, and of the cache (cache.c) */
#define GENERATIONS 65536                  /* a power of two */

/* Who waits for processes of another layout gives up after this, and is started again
 * (base/backoff.h). */
#define LAYOUT_PATIENCE (2 * CLOCK_SECOND)
#define SILENCE CLOCK_SECOND /* between two tries of a database that does not answer */

/* What the file is, and by whom it can be used. */
struct identity {
    uint64_t magic;
    uint32_t version;
    uint32_t counters;
    uint64_t cache_size;
};

/* The file's beginning. It is made under a lock and never changes its size after that. */
struct header {
    struct identity identity;
    _Atomic uint32_t wakeup; /* a futex; counts how often the follower was woken */
    _Atomic uint64_t epoch;  /* is in every stamp: one more makes everything stale */
    _Atomic uint64_t mark;   /* every row of the journal up to it is dealt with on this host */
    _Atomic int64_t
        heartbeat;           /* clock_ticks() of the last heartbeat; one clock for the whole host */
    _Atomic int64_t silence; /* when to try a silent database again; 0: it answers */
    _Atomic uint32_t health_flags; /* a bit each */
    struct pools pools;
    _Atomic uint64_t counter[COUNTERS];
    _Atomic uint64_t written[COUNTERS]; /* how much of each is in the history */
    _Atomic uint64_t gauge[GAUGES];
    _Atomic uint64_t generation[GENERATIONS]; /* by hash of a key; they only grow */
    struct buckets buckets;
    struct refusals refusals;
    struct metrics metrics;
};

/* FILE.lock has some bytes to lock. Opening is for one process at a time; and as long as a process
 * has FILE open, it holds the second byte together with all that have. Locks end with their
 * process, whatever it died of: so who finds that nobody holds the second one knows that whatever
 * FILE says is left over, perhaps from before the machine started, and makes it anew. As long as
 * anybody holds it, FILE is what they all share and stays. From LOCK_LONG on, a byte for each long
 * answer. */
enum lock_byte { LOCK_OPENING, LOCK_OPEN, LOCK_LONG };

struct shared {
    struct header *header;
    size_t size;
    int lock;        /* FILE.lock, locked for as long as FILE is open */
    int long_answer; /* the byte of FILE.lock that is held for one; 0: none */
};

static size_t header_size(void)
{
    const size_t page = 4096;

    return (sizeof(struct header) + page - 1) / page * page;
}

/* Sets a lock on one byte of FILE.lock that belongs to the descriptor, not to the process: with
 * the classic locks, closing any other descriptor of the file would drop it, and a process could
 * not hold it against itself (a test that opens the file twice). */
static int set_lock(int lock, int byte, short type, bool wait)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};

    return fcntl(lock, wait ? F_OFD_SETLKW : F_OFD_SETLK, &range);
}

/* Opens what only we may have made, following no link: PATH's directory may be one that others
 * write in, and what they put there must not be mapped, nor what it leads to be written. -1 with
 * errno; EPERM where it is another's. Root, who speaks for every user, takes anybody's. */
static int open_own(const char *path, int flags)
{
    int fd = open(path, flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    struct stat info;

    if (fd < 0)
        return -1;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_nlink == 1 &&
        (info.st_uid == geteuid() || geteuid() == 0) && (info.st_mode & 0002) == 0)
        return fd;
    close(fd);
    errno = EPERM;
    return -1;
}

/* The size of FILE as its header gives it; 0 when it is none of ours. */
static size_t shared_file_size(int fd)
{
    struct identity head;
    struct stat info;

    if (fstat(fd, &info) != 0 || pread(fd, &head, sizeof head, 0) != (ssize_t)sizeof head ||
        head.magic != MAGIC || head.version != LAYOUT || head.counters != COUNTERS ||
        (size_t)info.st_size != header_size() + head.cache_size)
        return 0;
    return (size_t)info.st_size;
}

/* Whether FILE is a file of somebody else's, which ours must not take the place of: whatever has
 * bytes in it and does not begin as ours do. */
static bool is_foreign(int fd)
{
    const uint64_t magic = MAGIC;

    return !file_replaceable(fd, &magic, sizeof magic);
}

/* Removes what an earlier one left, and nobody has open. A link goes, not what it leads to. 0, or -1
 * with errno; EEXIST where it is none of ours. */
static int remove_left_over(const char *file)
{
    int fd = open_own(file, 0);
    bool foreign = fd >= 0 && is_foreign(fd);

    if (fd >= 0)
        close(fd);
    else if (errno != ELOOP)
        return errno == ENOENT ? 0 : -1;
    if (!foreign)
        return unlink(file);
    errno = EEXIST;
    return -1;
}

/* Makes the file anew, with all zero behind its identity; what is there, and nobody has open, gives
 * its memory first. The identity goes in before all else, so that what a process leaves that is
 * killed here is known as ours. */
static int make_shared_file(const char *file, uint64_t cache_size)
{
    const struct identity head = {.magic = MAGIC,
                                  .version = LAYOUT,
                                  .counters = COUNTERS,
                                  .cache_size = cache_size};
    int fd, saved;

    if (remove_left_over(file) != 0)
        return -1;
    fd = open_own(file, O_CREAT | O_EXCL);
    if (fd < 0)
        return -1;
    /* Memory that is not there must be refused now, not by SIGBUS in the middle of a request. */
    if (pwrite(fd, &head, sizeof head, 0) == (ssize_t)sizeof head &&
        (errno = posix_fallocate(fd, 0, (off_t)(header_size() + cache_size))) == 0)
        return fd;
    saved = errno;
    close(fd);
    unlink(file);
    errno = saved;
    return -1;
}

static struct shared *map_shared_memory(int fd, size_t size, int lock)
{
    struct shared *shared;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    if (memory == MAP_FAILED)
        return NULL;
    shared = calloc(1, sizeof *shared);
    if (shared == NULL)
        abort();
    shared->header = memory;
    shared->size = size;
    shared->lock = lock;
    return shared;
}

/* What the processes that have FILE open share. NULL with errno EBUSY when it is no longer there or
 * of another layout. */
static struct shared *join(const char *file, int lock)
{
    int fd = open_own(file, 0), saved;
    struct shared *shared = NULL;
    size_t size = fd >= 0 ? shared_file_size(fd) : 0;

    if (size > 0)
        shared = map_shared_memory(fd, size, lock);
    else if (fd >= 0 || errno == ENOENT)
        errno = EBUSY;
    saved = errno;
    if (fd >= 0)
        close(fd);
    errno = saved;
    return shared;
}

static struct shared *make_and_map(const char *file, uint64_t cache_size, int lock)
{
    struct shared *shared;
    int fd = make_shared_file(file, cache_size), saved;

    if (fd < 0)
        return NULL;
    shared = map_shared_memory(fd, header_size() + cache_size, lock);
    saved = errno;
    close(fd);
    errno = saved;
    return shared;
}

/* One try, with the lock on opening. CACHE_SIZE NULL: only what others have open. */
static struct shared *try_open(const char *file, const uint64_t *cache_size, int lock)
{
    bool alone = set_lock(lock, LOCK_OPEN, F_WRLCK, false) == 0;
    struct shared *shared = NULL;

    if (!alone && errno != EAGAIN && errno != EACCES)
        return NULL;
    if (!alone)
        shared = join(file, lock);
    else if (cache_size != NULL)
        shared = make_and_map(file, *cache_size, lock);
    else
        errno = ENOENT;
    /* From alone to together, or from nothing: nobody else is at it, so it is had at once. */
    if (shared != NULL && set_lock(lock, LOCK_OPEN, F_RDLCK, false) != 0)
        abort();
    return shared;
}

/* The lock ends on every way out but success: with the descriptor. NULL with errno. */
static struct shared *open_locked(const char *file, const uint64_t *cache_size)
{
    char path[512];
    struct shared *shared;
    int lock, saved;

    if (snprintf(path, sizeof path, "%s.lock", file) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    lock = open_own(path, cache_size != NULL ? O_CREAT : 0);
    if (lock < 0)
        return NULL;
    if (set_lock(lock, LOCK_OPENING, F_WRLCK, true) == 0) {
        shared = try_open(file, cache_size, lock);
        if (shared != NULL) {
            set_lock(lock, LOCK_OPENING, F_UNLCK, false);
            return shared;
        }
    }
    saved = errno;
    close(lock);
    errno = saved;
    return NULL;
}

int shared_refusal(const char *file)
{
    char path[512];
    int fd = -1, refusal = 0;

    for (int i = 0; i < 2 && refusal == 0; i++) {
        if (snprintf(path, sizeof path, "%s%s", file, i == 0 ? "" : ".lock") >= (int)sizeof path)
            return ENAMETOOLONG;
        fd = open_own(path, 0);
        refusal = fd < 0 && errno != ENOENT ? errno : 0;
        if (i == 0 && fd >= 0 && is_foreign(fd))
            refusal = EEXIST;
        if (fd >= 0)
            close(fd);
    }
    return refusal;
}

/* Why FILE cannot be had: with what makes it so, where errno says too little. */
static void log_refusal(const char *file)
{
    if (errno == EPERM || errno == ELOOP || errno == EACCES)
        log_error(
            "shared memory %s: it or its .lock is a link, no plain file, another user's or "
            "open to everybody's writing; nothing but this user's own file is used: remove it, "
            "or let Shared.File be in a directory that only this user writes in",
            file);
    else if (errno == EEXIST)
        log_error("shared memory %s: this is a file of somebody's and no shared memory; it is not "
                  "written over: let Shared.File name another",
                  file);
    else
        log_error("shared memory %s: %s", file, strerror(errno));
}

struct shared *shared_open(const char *file, unsigned cache_megabytes)
{
    const uint64_t cache_size = (uint64_t)cache_megabytes << 20;
    const struct timespec pause = {0, 50000000};
    int64_t start = clock_ticks();
    struct shared *shared;

    while ((shared = open_locked(file, &cache_size)) == NULL && errno == EBUSY &&
           clock_ticks() - start < LAYOUT_PATIENCE)
        nanosleep(&pause, NULL);
    if (shared == NULL && errno == EBUSY)
        log_error("shared memory %s: processes of another version are running, or it was removed "
                  "under them; stop all of them at once",
                  file);
    else if (shared == NULL)
        log_refusal(file);
    else if (shared->header->identity.cache_size != cache_size)
        log_warning("shared memory %s: running processes have %" PRIu64
                    " MB of cache; %u take effect when all were stopped at once",
                    file, shared->header->identity.cache_size >> 20, cache_megabytes);
    return shared;
}

struct shared *shared_join(const char *file)
{
    struct shared *shared = open_locked(file, NULL);

    if (shared == NULL && errno == EBUSY)
        log_error("shared memory %s: processes of another version are running", file);
    else if (shared == NULL && errno != ENOENT)
        log_refusal(file);
    return shared;
}

void shared_close(struct shared *shared)
{
    if (shared == NULL)
        return;
    munmap(shared->header, shared->size);
    close(shared->lock);
    free(shared);
}

/* Keys share counters: a table of names in shared memory would need locks and an end to its
 * growth. With 65,536 counters and the few thousand keys that are hot at a time a collision is
 * rare, and what comes of it is a page built once too often, never a stale one. */
static size_t generation_of(const char *key)
{
    uint64_t hash = text_hash(key, 0);

    return (size_t)(hash ^ hash >> 32) & (GENERATIONS - 1);
}

/* Sequentially consistent, as the reading of a stamp is: whoever has been answered after a bump,
 * by whatever process, reads a stamp that has it. */
void generation_bump(struct shared *shared, const char *key)
{
    atomic_fetch_add(&shared->header->generation[generation_of(key)], 1);
}

void generation_bump_all(struct shared *shared)
{
    atomic_fetch_add(&shared->header->epoch, 1);
}

/* A sum is enough: each part only grows, so that two equal sums of the same keys are of the same
 * parts. Never 0, which callers use for "no stamp". */
uint64_t generation_stamp(const struct shared *shared, const char *const *keys)
{
    uint64_t stamp = atomic_load(&shared->header->epoch) + 1;

    for (; *keys != NULL; keys++)
        stamp += atomic_load(&shared->header->generation[generation_of(*keys)]);
    return stamp;
}

/* A futex in the shared word, as eventfd and pipes would have to be handed from process to
 * process, and a socket would need its path, its rights and somebody who empties it. */
static long futex(_Atomic uint32_t *word, int operation, uint32_t value,
                  const struct timespec *timeout)
{
    return syscall(SYS_futex, word, operation, value, timeout, NULL, 0);
}

/* The follower remembers the word before it looks into the journal. If it has moved since,
 * FUTEX_WAIT returns at once: so a row that is committed between its look and its wait wakes it. */
void wakeup_send(struct shared *shared)
{
    atomic_fetch_add(&shared->header->wakeup, 1);
    futex(&shared->header->wakeup, FUTEX_WAKE, INT32_MAX, NULL);
}

uint32_t wakeup_seen(const struct shared *shared)
{
    return atomic_load(&shared->header->wakeup);
}

void wakeup_wait(struct shared *shared, uint32_t seen, int milliseconds)
{
    struct timespec timeout = {milliseconds / 1000, milliseconds % 1000 * 1000000L};

    futex(&shared->header->wakeup, FUTEX_WAIT, seen, &timeout);
}

/* The mark goes first: who finds the heartbeat young finds a mark that is at least as young. */
void heartbeat_set(struct shared *shared, uint64_t mark)
{
    atomic_store(&shared->header->mark, mark);
    atomic_store(&shared->header->heartbeat, clock_ticks());
}

uint64_t heartbeat_mark(const struct shared *shared)
{
    return atomic_load(&shared->header->mark);
}

int64_t heartbeat_age(const struct shared *shared)
{
    int64_t heartbeat = atomic_load(&shared->header->heartbeat);

    return heartbeat == 0 ? INT64_MAX : clock_ticks() - heartbeat;
}

void health_flag_set(struct shared *shared, enum health_flag flag, bool there)
{
    if (there)
        atomic_fetch_or(&shared->header->health_flags, UINT32_C(1) << flag);
    else
        atomic_fetch_and(&shared->header->health_flags, ~(UINT32_C(1) << flag));
}

bool health_flag_is_set(const struct shared *shared, enum health_flag flag)
{
    return atomic_load(&shared->header->health_flags) >> flag & 1;
}

void database_silence_set(struct shared *shared, bool silent)
{
    if (silent)
        atomic_store(&shared->header->silence, clock_ticks() + SILENCE);
    else if (atomic_load_explicit(&shared->header->silence, memory_order_relaxed) != 0)
        atomic_store(&shared->header->silence, 0);
}

/* One compare-and-exchange a second wins and lets its caller try; the others fail without
 * waiting. Otherwise each worker would find out by itself, all of them at once for as long as
 * their patience lasts, and nothing would be left to answer what needs no database. */
bool database_silence(struct shared *shared)
{
    int64_t now, until = atomic_load_explicit(&shared->header->silence, memory_order_relaxed);

    if (until == 0)
        return false;
    now = clock_ticks();
    return now < until ||
           !atomic_compare_exchange_strong(&shared->header->silence, &until, now + SILENCE);
}

/* Locks on bytes and not a counter in the header: a worker that is killed in the midst of an
 * export would never count itself down. */
bool long_answer_begin(struct shared *shared)
{
    for (int byte = LOCK_LONG; byte < LOCK_LONG + LONG_ANSWERS_MAX; byte++) {
        if (set_lock(shared->lock, byte, F_WRLCK, false) != 0)
            continue;
        shared->long_answer = byte;
        return true;
    }
    return false;
}

void long_answer_end(struct shared *shared)
{
    set_lock(shared->lock, shared->long_answer, F_UNLCK, false);
    shared->long_answer = 0;
}

struct pools *shared_pools(struct shared *shared)
{
    return &shared->header->pools;
}

struct buckets *shared_buckets(struct shared *shared)
{
    return &shared->header->buckets;
}

struct refusals *shared_refusals(struct shared *shared)
{
    return &shared->header->refusals;
}

uint64_t counter_unwritten(const struct shared *shared, enum counter counter)
{
    uint64_t written = atomic_load(&shared->header->written[counter]);
    uint64_t counted = counter_read(shared, counter);

    return counted > written ? counted - written : 0;
}

void counter_written(struct shared *shared, enum counter counter, uint64_t amount)
{
    atomic_fetch_add(&shared->header->written[counter], amount);
}

void gauge_set(struct shared *shared, enum gauge gauge, uint64_t value)
{
    atomic_store_explicit(&shared->header->gauge[gauge], value, memory_order_relaxed);
}

uint64_t gauge_read(const struct shared *shared, enum gauge gauge)
{
    return atomic_load_explicit(&shared->header->gauge[gauge], memory_order_relaxed);
}

struct metrics *shared_metrics(const struct shared *shared)
{
    return &shared->header->metrics;
}

void counter_add(struct shared *shared, enum counter counter, uint64_t amount)
{
    atomic_fetch_add_explicit(&shared->header->counter[counter], amount, memory_order_relaxed);
}

uint64_t counter_read(const struct shared *shared, enum counter counter)
{
    return atomic_load_explicit(&shared->header->counter[counter], memory_order_relaxed);
}

void *shared_cache(struct shared *shared, size_t *size)
{
    *size = shared->header->identity.cache_size;
    return (char *)shared->header + header_size();
}
