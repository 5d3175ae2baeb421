#include "base/file/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define MARK_MAX 16

/* Whether it is a pipe that has no name: what a shell gives us has its other end open already. */
static bool is_unnamed_pipe(int fd, const struct stat *info)
{
    struct statfs system;

    return S_ISFIFO(info->st_mode) && fstatfs(fd, &system) == 0 && system.f_type == PIPEFS_MAGIC &&
           fcntl(fd, F_SETFL, 0) == 0;
}

/* NULL: it can be read. */
static const char *refusal_of(int fd)
{
    struct stat info;

    if (fstat(fd, &info) != 0)
        return strerror(errno);
    if (S_ISDIR(info.st_mode))
        return strerror(EISDIR);
    return S_ISREG(info.st_mode) || is_unnamed_pipe(fd, &info) ? NULL : "it is no plain file";
}

FILE *file_open(const char *path, const char **why)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    FILE *file = NULL;

    /* A socket cannot be opened at all, and says so in words that nobody understands. */
    if (fd < 0) {
        *why = errno == ENXIO ? "it is no plain file" : strerror(errno);
        return NULL;
    }
    *why = refusal_of(fd);
    if (*why == NULL && (file = fdopen(fd, "r")) == NULL)
        *why = strerror(errno);
    if (file == NULL)
        close(fd);
    return file;
}

bool file_replaceable(int fd, const void *mark, size_t length)
{
    char begin[MARK_MAX];
    struct stat info;

    assert(length <= sizeof begin);
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    return info.st_size == 0 ||
           (pread(fd, begin, length, 0) == (ssize_t)length && memcmp(begin, mark, length) == 0);
}
