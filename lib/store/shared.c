#include "store/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#define MAGIC UINT64_C(0x4c6f726568616c6c) /* "Lorehall" */
#define LAYOUT 1                           /* of this file; another one is made anew */
#define GENERATIONS 65536                  /* a power of two */

/* The file's beginning. It is made under a lock and never changes its size after that. */
struct header {
    uint64_t magic;
    uint32_t version;
    uint32_t counters;
    uint64_t cache_size;
    _Atomic uint32_t doorbell;
    _Atomic uint64_t epoch;
    _Atomic uint64_t mark;
    _Atomic int64_t pulse; /* clock_ticks() of the last pulse; one clock for the whole host */
    _Atomic uint64_t counter[COUNTERS];
    _Atomic uint64_t generation[GENERATIONS];
};

struct shared {
    struct header *header;
    size_t size;
};

static size_t header_size(void)
{
    const size_t page = 4096;

    return (sizeof(struct header) + page - 1) / page * page;
}

static bool usable(int fd, size_t size, uint64_t cache_size)
{
    struct header head;
    struct stat info;

    return fstat(fd, &info) == 0 && (size_t)info.st_size == size &&
           pread(fd, &head, offsetof(struct header, doorbell), 0) ==
               (ssize_t)offsetof(struct header, doorbell) &&
           head.magic == MAGIC && head.version == LAYOUT && head.counters == COUNTERS &&
           head.cache_size == cache_size;
}

/* Makes the file anew beside FILE and renames it into place: processes that have the old one
 * mapped keep a whole one. Called under the lock. */
static int make(const char *file, size_t size, uint64_t cache_size)
{
    struct header head = {.magic = MAGIC,
                          .version = LAYOUT,
                          .counters = COUNTERS,
                          .cache_size = cache_size};
    char path[512];
    int fd;

    if (snprintf(path, sizeof path, "%s.new", file) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);
    if (fd < 0)
        return -1;
    /* Memory that is not there must be refused now, not by SIGBUS in the middle of a request. */
    errno = posix_fallocate(fd, 0, (off_t)size);
    if (errno != 0 || pwrite(fd, &head, sizeof head, 0) != (ssize_t)sizeof head ||
        rename(path, file) != 0) {
        int saved = errno;

        close(fd);
        unlink(path);
        errno = saved;
        return -1;
    }
    return fd;
}

static int open_or_make(const char *file, size_t size, uint64_t cache_size)
{
    char path[512];
    int lock, fd;

    if (snprintf(path, sizeof path, "%s.lock", file) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (lock < 0 || flock(lock, LOCK_EX) != 0) {
        if (lock >= 0)
            close(lock);
        return -1;
    }
    fd = open(file, O_RDWR | O_CLOEXEC);
    if (fd >= 0 && !usable(fd, size, cache_size)) {
        close(fd);
        fd = -1;
    }
    if (fd < 0)
        fd = make(file, size, cache_size);
    close(lock);
    return fd;
}

struct shared *shared_open(const char *file, unsigned cache_megabytes)
{
    uint64_t cache_size = (uint64_t)cache_megabytes << 20;
    size_t size = header_size() + cache_size;
    struct shared *shared;
    int fd = open_or_make(file, size, cache_size);
    void *memory;

    if (fd < 0) {
        log_error("shared memory %s: %s", file, strerror(errno));
        return NULL;
    }
    memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (memory == MAP_FAILED) {
        log_error("shared memory %s: %s", file, strerror(errno));
        return NULL;
    }
    shared = calloc(1, sizeof *shared);
    if (shared == NULL)
        abort();
    shared->header = memory;
    shared->size = size;
    return shared;
}

void shared_close(struct shared *shared)
{
    if (shared == NULL)
        return;
    munmap(shared->header, shared->size);
    free(shared);
}

static size_t generation_of(const char *key)
{
    uint64_t hash = text_hash(key, 0);

    return (size_t)(hash ^ hash >> 32) & (GENERATIONS - 1);
}

void generation_bump(struct shared *shared, const char *key)
{
    atomic_fetch_add(&shared->header->generation[generation_of(key)], 1);
}

void generation_bump_all(struct shared *shared)
{
    atomic_fetch_add(&shared->header->epoch, 1);
}

uint64_t generation_stamp(const struct shared *shared, const char *const *keys)
{
    uint64_t stamp = atomic_load(&shared->header->epoch) + 1;

    for (; *keys != NULL; keys++)
        stamp += atomic_load(&shared->header->generation[generation_of(*keys)]);
    return stamp;
}

static long futex(_Atomic uint32_t *word, int operation, uint32_t value,
                  const struct timespec *timeout)
{
    return syscall(SYS_futex, word, operation, value, timeout, NULL, 0);
}

void doorbell_ring(struct shared *shared)
{
    atomic_fetch_add(&shared->header->doorbell, 1);
    futex(&shared->header->doorbell, FUTEX_WAKE, INT32_MAX, NULL);
}

uint32_t doorbell_seen(const struct shared *shared)
{
    return atomic_load(&shared->header->doorbell);
}

void doorbell_wait(struct shared *shared, uint32_t seen, int milliseconds)
{
    struct timespec timeout = {milliseconds / 1000, milliseconds % 1000 * 1000000L};

    futex(&shared->header->doorbell, FUTEX_WAIT, seen, &timeout);
}

void pulse_set(struct shared *shared, uint64_t mark)
{
    atomic_store(&shared->header->mark, mark);
    atomic_store(&shared->header->pulse, clock_ticks());
}

uint64_t pulse_mark(const struct shared *shared)
{
    return atomic_load(&shared->header->mark);
}

int64_t pulse_age(const struct shared *shared)
{
    int64_t pulse = atomic_load(&shared->header->pulse);

    return pulse == 0 ? INT64_MAX : clock_ticks() - pulse;
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
    *size = shared->header->cache_size;
    return (char *)shared->header + header_size();
}
