#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLAGS (O_WRONLY | O_CREAT | O_CLOEXEC)

static bool trusted(const struct stat *info)
{
    return info->st_uid == geteuid() || info->st_uid == 0;
}

/* A file of somebody else that has a second name, which may be the one that was given. */
static bool planted(const struct stat *info)
{
    return S_ISREG(info->st_mode) && info->st_nlink > 1 && info->st_uid != geteuid();
}

/* -1 with *WHY. In a directory that is not another user's, a link that is trusted is not exchanged by
 * anybody else between the look and the opening. */
static int open_unlinked(const char *path, const char **why)
{
    int fd = open(path, FLAGS | O_NOFOLLOW, 0666);
    struct stat info;

    if (fd < 0 && errno == ELOOP) {
        if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode) && !trusted(&info)) {
            *why = "is a link of another user; it is not followed";
            return -1;
        }
        fd = open(path, FLAGS, 0666);
    }
    if (fd < 0)
        *why = strerror(errno);
    return fd;
}

FILE *output_open(const char *path, const char **why)
{
    int fd = open_unlinked(path, why);
    struct stat info = {0};
    FILE *file = NULL;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &info) == 0 && planted(&info))
        *why = "is another user's file under a second name; it is not written over";
    else if ((S_ISREG(info.st_mode) && ftruncate(fd, 0) != 0) || (file = fdopen(fd, "w")) == NULL)
        *why = strerror(errno);
    if (file == NULL)
        close(fd);
    return file;
}
