#include "base/backoff.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define PAUSE_UNCOUNTED CLOCK_SECOND
#define DOUBLED_EVERY 8
#define STARTS_MAX 1000000

/* Where the file says nothing that could be a count, none are known. */
static int64_t count_in(int fd)
{
    char text[16] = "";
    ssize_t length = pread(fd, text, sizeof text - 1, 0);
    long count = length > 0 ? strtol(text, NULL, 10) : 0;

    return count < 0 ? 0 : count < STARTS_MAX ? count : STARTS_MAX;
}

int64_t backoff_begin(const char *record)
{
    int fd = open(record, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0640), saved;
    int64_t starts = -1;
    char text[16];

    if (fd < 0)
        return -1;
    if (flock(fd, LOCK_EX) == 0) {
        starts = count_in(fd) + 1;
        snprintf(text, sizeof text, "%-8" PRId64 "\n", starts);
        if (pwrite(fd, text, strlen(text), 0) != (ssize_t)strlen(text))
            starts = -1;
    }
    saved = errno;
    close(fd);
    errno = saved;
    return starts;
}

int64_t backoff_starts(const char *record)
{
    int fd = open(record, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int64_t starts;

    if (fd < 0)
        return 0;
    starts = count_in(fd);
    close(fd);
    return starts;
}

int64_t backoff_pause(int64_t starts)
{
    int64_t pause = BACKOFF_PAUSE_FIRST;

    if (starts < 0)
        return PAUSE_UNCOUNTED;
    if (starts <= BACKOFF_TOLERATED)
        return 0;
    for (int64_t i = BACKOFF_TOLERATED + DOUBLED_EVERY; i < starts && pause < BACKOFF_PAUSE_MAX;
         i += DOUBLED_EVERY)
        pause *= 2;
    return pause < BACKOFF_PAUSE_MAX ? pause : BACKOFF_PAUSE_MAX;
}

void backoff_settled(void)
{
    const char *record = getenv(BACKOFF_VARIABLE);

    if (record != NULL)
        unlink(record);
}

int64_t backoff_starts_beside(const char *name)
{
    const char *record = getenv(BACKOFF_VARIABLE);
    const char *slash = record != NULL ? strrchr(record, '/') : NULL;
    char path[PATH_MAX];

    if (slash == NULL || snprintf(path, sizeof path, "%.*s/%s.starts", (int)(slash - record),
                                  record, name) >= (int)sizeof path)
        return 0;
    return backoff_starts(path);
}
