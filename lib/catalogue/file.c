/* A catalogue's file: who makes it, how it comes into its place, how it is mapped. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/file/file.h"
#include "base/log.h"
#include "catalogue/internal.h"

#define PATH_SIZE 4096
#define LOCK_PATIENCE (30 * CLOCK_SECOND) /* longer than the largest game takes */

static bool snapshot_file_path(const char *directory, const struct game *game, const char *suffix,
                               char path[PATH_SIZE])
{
    int length = snprintf(path, PATH_SIZE, "%s/%s.%s", directory, game->name, suffix);

    return length > 0 && length < PATH_SIZE;
}

/* The lock is a file of its own, which is never replaced; on the catalogue itself each rename
 * would leave those who wait on a file that nobody sees any more. It is the descriptor's (flock):
 * the kernel takes it back from a process that is killed. */
static int open_lock(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);

    /* Who may not write here still waits for who does. */
    return fd >= 0 ? fd : open(path, O_RDONLY | O_CLOEXEC);
}

int catalogue_lock(const char *directory, const struct game *game)
{
    int64_t end = clock_ticks() + LOCK_PATIENCE;
    char path[PATH_SIZE];
    int fd;

    if (directory == NULL || !snapshot_file_path(directory, game, "lock", path))
        return -1;
    if (mkdir(directory, 0750) != 0 && errno != EEXIST)
        return -1;
    fd = open_lock(path);
    while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK || clock_ticks() > end) {
            log_warning("catalogue of %s: somebody has been making it for long", game->name);
            close(fd);
            return -1;
        }
        usleep(20000);
    }
    return fd;
}

static int write_whole(int fd, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);

        if (written < 0 && errno != EINTR)
            return -1;
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
    return fsync(fd);
}

/* Makes the renaming itself last. */
static void sync_directory(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    if (fsync(fd) != 0)
        log_warning("catalogue: %s: %s", directory, strerror(errno));
    close(fd);
}

/* Opens what is to be written over, where it is one of ours: others may have put something of
 * theirs into the directory. -1 with errno, said in the log unless it is not there. */
static int open_ours(const char *path, int flags)
{
    int fd = open(path, flags | O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0640);

    if (fd < 0) {
        if (errno != ENOENT)
            log_warning("catalogue: %s: %s", path, strerror(errno));
        return -1;
    }
    if (file_replaceable(fd, SNAPSHOT_MAGIC, sizeof SNAPSHOT_MAGIC))
        return fd;
    log_warning("catalogue: %s: this is no catalogue of ours, and not written over: remove it",
                path);
    close(fd);
    errno = EEXIST;
    return -1;
}

/* Never written in place: who has the old file mapped keeps its pages as they were until they let
 * go of it, where a file that is cut under a mapping ends a process by SIGBUS. fsync comes before
 * the rename, or a crash could leave the name on an empty file. What a crash leaves beside it
 * nobody reads, and the next who makes the file, under the same lock, cuts it and writes it anew. */
int catalogue_publish(const char *directory, const struct game *game, const void *bytes,
                      size_t length)
{
    char beside[PATH_SIZE], path[PATH_SIZE];
    int fd, result;

    if (!snapshot_file_path(directory, game, "new", beside) ||
        !snapshot_file_path(directory, game, "catalogue", path))
        return -1;
    fd = open_ours(path, 0);
    if (fd < 0 && errno != ENOENT)
        return -1;
    if (fd >= 0)
        close(fd);
    fd = open_ours(beside, O_CREAT);
    if (fd < 0)
        return -1;
    result = ftruncate(fd, 0) == 0 ? write_whole(fd, bytes, length) : -1;
    if (result != 0)
        log_error("catalogue: %s: %s", beside, strerror(errno));
    close(fd);
    fault_point("catalogue-written");
    if (result == 0 && rename(beside, path) != 0) {
        log_error("catalogue: %s: %s", path, strerror(errno));
        result = -1;
    }
    if (result != 0)
        unlink(beside);
    else
        sync_directory(directory);
    return result;
}

/* MAP_SHARED and read-only: all workers share the pages, of which the kernel keeps what is used.
 * The game's number is compared too: a game that was deleted and made anew has the same name and
 * other entries. */
static struct snapshot *map_snapshot(int fd, const struct stat *info, const struct game *game,
                                     uint64_t number)
{
    size_t length = (size_t)info->st_size;
    struct snapshot *snapshot;
    void *bytes;

    if (info->st_size <= (off_t)sizeof(struct snapshot_header) || !S_ISREG(info->st_mode))
        return NULL;
    bytes = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED)
        return NULL;
    snapshot = snapshot_open(bytes, length, true, game);
    if (snapshot == NULL) {
        munmap(bytes, length);
        return NULL;
    }
    if (snapshot->header->origin.game != number) {
        snapshot_close(snapshot);
        return NULL;
    }
    return snapshot;
}

static struct file_identity identity_of(const struct stat *info)
{
    return (struct file_identity){.device = info->st_dev,
                                  .inode = info->st_ino,
                                  .modified = info->st_mtim.tv_sec * CLOCK_SECOND +
                                              info->st_mtim.tv_nsec / 1000};
}

/* An inode's number is used again once its file is gone, hence the time beside it. */
bool catalogue_same_file(const struct file_identity *a, const struct file_identity *b)
{
    return a->device == b->device && a->inode == b->inode && a->modified == b->modified;
}

struct file_identity catalogue_file(const char *directory, const struct game *game)
{
    char path[PATH_SIZE];
    struct stat info;

    if (!snapshot_file_path(directory, game, "catalogue", path) || stat(path, &info) != 0)
        return (struct file_identity){0};
    return identity_of(&info);
}

/* The identity is noted even of a file that is no good, so that it is not checked anew by every
 * request until another one is there. */
struct snapshot *catalogue_map(const char *directory, const struct game *game, uint64_t number,
                               struct file_identity *identity)
{
    struct file_identity seen;
    struct snapshot *snapshot = NULL;
    char path[PATH_SIZE];
    struct stat info;
    int fd;

    if (directory == NULL || !snapshot_file_path(directory, game, "catalogue", path))
        return NULL;
    fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &info) == 0) {
        seen = identity_of(&info);
        if (!catalogue_same_file(&seen, identity)) {
            snapshot = map_snapshot(fd, &info, game, number);
            *identity = seen;
        }
    }
    close(fd);
    return snapshot;
}
