/* Small things stay in memory and large ones become a file, without whoever fills it having to
 * know which it will be. A file without a name (O_TMPFILE) needs no cleaning up, neither by who
 * is killed nor by who starts after it. */
#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"

struct spool {
    struct arena *arena;
    const char *directory;
    char *memory;   /* NULL until something is put */
    size_t pending; /* bytes in memory: the whole, or what the file lacks */
    size_t written; /* bytes in the file */
    int file;       /* -1: none */
    void *map;      /* of the file; NULL: not mapped */
};

/* O_EXCL: it can never be given a name. */
int spool_file(const char *directory)
{
    return open(directory, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
}

struct spool *spool_open(struct arena *arena, const char *directory)
{
    struct spool *spool = arena_alloc(arena, sizeof *spool);

    spool->arena = arena;
    spool->directory = directory;
    spool->file = -1;
    return spool;
}

void spool_close(struct spool *spool)
{
    if (spool == NULL)
        return;
    if (spool->map != NULL)
        munmap(spool->map, spool->written);
    if (spool->file >= 0)
        close(spool->file);
    spool->map = NULL;
    spool->file = -1;
}

static int log_spool_error(const struct spool *spool)
{
    log_error("spool in %s: %s", spool->directory, strerror(errno));
    return -1;
}

/* The file is only made when there is something that does not fit in memory: most forms never
 * have one. */
static int write_spool_file(struct spool *spool, const char *bytes, size_t length)
{
    if (spool->file < 0)
        spool->file = spool_file(spool->directory);
    if (spool->file < 0)
        return log_spool_error(spool);
    while (length > 0) {
        ssize_t count = write(spool->file, bytes, length);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return log_spool_error(spool);
        bytes += count;
        length -= (size_t)count;
        spool->written += (size_t)count;
    }
    return 0;
}

static int flush_spool(struct spool *spool)
{
    size_t length = spool->pending;

    spool->pending = 0;
    return write_spool_file(spool, spool->memory, length);
}

int spool_put(struct spool *spool, const void *bytes, size_t length)
{
    if (length > SPOOL_MEMORY_MAX - spool->pending) {
        if (flush_spool(spool) != 0)
            return -1;
        if (length > SPOOL_MEMORY_MAX)
            return write_spool_file(spool, bytes, length);
    }
    if (length == 0)
        return 0;
    if (spool->memory == NULL)
        spool->memory = arena_alloc_uninitialized(spool->arena, SPOOL_MEMORY_MAX);
    memcpy(spool->memory + spool->pending, bytes, length);
    spool->pending += length;
    return 0;
}

int spool_finish(struct spool *spool)
{
    return spool->file >= 0 ? flush_spool(spool) : 0;
}

size_t spool_length(const struct spool *spool)
{
    return spool->written + spool->pending;
}

ssize_t spool_read(const struct spool *spool, size_t offset, void *bytes, size_t capacity)
{
    ssize_t count;

    if (spool->file < 0) {
        size_t left = offset < spool->pending ? spool->pending - offset : 0;
        size_t length = left < capacity ? left : capacity;

        if (length > 0)
            memcpy(bytes, spool->memory + offset, length);
        return (ssize_t)length;
    }
    do
        count = pread(spool->file, bytes, capacity, (off_t)offset);
    while (count < 0 && errno == EINTR);
    return count >= 0 ? count : log_spool_error(spool);
}

const char *spool_bytes(struct spool *spool)
{
    if (spool->file < 0)
        return spool->memory != NULL ? spool->memory : "";
    if (spool->map == NULL) {
        void *map = mmap(NULL, spool->written, PROT_READ, MAP_PRIVATE, spool->file, 0);

        if (map == MAP_FAILED) {
            log_spool_error(spool);
            return NULL;
        }
        spool->map = map;
    }
    return spool->map;
}
