/* Files that a command was told to write, perhaps as root and in a directory that others write in,
 * too.
 *
 * A report that is cut off looks like a whole one. So it is written beside its place and renamed
 * into it, unless the place is something that no other file can take (a device, a pipe, a file
 * with a second name). */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_FILES_MAX 64 /* files that we may have been given open */
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

/* -1 with *WHY. In a directory that is not another user's, a link that is trusted is not exchanged
 * by anybody else between the look and the opening. */
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

/* ---- whole or not at all ---- */

static bool is_open(const struct stat *info)
{
    struct stat open;

    for (int fd = 0; fd < OPEN_FILES_MAX; fd++)
        if (fstat(fd, &open) == 0 && open.st_dev == info->st_dev && open.st_ino == info->st_ino)
            return true;
    return false;
}

/* What another file can take the place of when PATH is written: PATH, or what it links to, with
 * the mode and owner of what is there. NULL where there is none. */
static const char *find_target(struct arena *arena, const char *path, struct stat *info)
{
    char real[PATH_MAX];
    mode_t mask;

    if (*path == '\0' || path[strlen(path) - 1] == '/')
        return NULL;
    if (lstat(path, info) != 0) {
        if (errno != ENOENT)
            return NULL;
        umask(mask = umask(0));
        *info = (struct stat){.st_mode = 0666 & ~mask, .st_uid = geteuid(), .st_gid = getegid()};
        return path;
    }
    if (S_ISLNK(info->st_mode)) {
        if (!trusted(info) || realpath(path, real) == NULL || lstat(real, info) != 0)
            return NULL;
        path = arena_string(arena, real);
    }
    return S_ISREG(info->st_mode) && info->st_nlink == 1 && !is_open(info) &&
                   (info->st_uid == geteuid() || geteuid() == 0) && access(path, W_OK) == 0
               ? path
               : NULL;
}

/* Opens a file in DIRECTORY that has no name yet: nothing is left of it, however we end. -1 where
 * the system has none such, or no way to name it later. */
static int open_nameless(const char *directory)
{
    return access("/proc/self/fd", X_OK) == 0
               ? open(directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600)
               : -1;
}

/* A new file in TARGET's directory, as open to others as INFO says; NULL where there can be
 * none. */
static FILE *open_beside(struct output *output, struct arena *arena, const struct stat *info)
{
    const char *slash = strrchr(output->target, '/');
    int length = slash != NULL ? (int)(slash - output->target) + 1 : 0;
    char *name = arena_format(arena, "%.*s.lorehall.XXXXXX", length, output->target);
    int fd = open_nameless(length > 0 ? arena_copy(arena, output->target, (size_t)length) : ".");
    FILE *file = NULL;

    output->nameless = fd >= 0;
    if (fd < 0)
        fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (fchown(fd, info->st_uid, info->st_gid) == 0 && fchmod(fd, info->st_mode & 0777) == 0)
        file = fdopen(fd, "w");
    if (file == NULL) {
        close(fd);
        if (!output->nameless)
            unlink(name);
    }
    output->beside = name;
    return file;
}

/* Names the file for the moment that it takes to put it in its place, by a name that nobody can
 * have foreseen. 0 or -1. */
static int name_beside(char *beside, int file)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz012345";
    char *end = beside + strlen(beside) - strlen("XXXXXX");
    unsigned char random[6];
    char path[64];

    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return -1;
    for (size_t i = 0; i < sizeof random; i++)
        end[i] = digits[random[i] % (sizeof digits - 1)];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return linkat(AT_FDCWD, path, AT_FDCWD, beside, AT_SYMLINK_FOLLOW);
}

int output_begin(struct output *output, struct arena *arena, const char *path, const char **why)
{
    struct stat info = {0};

    *output = (struct output){.target = find_target(arena, path, &info)};
    if (output->target != NULL)
        output->stream = open_beside(output, arena, &info);
    if (output->stream == NULL) {
        output->beside = NULL;
        output->stream = output_open(path, why);
    }
    return output->stream != NULL ? 0 : -1;
}

int output_end(struct output *output, bool whole)
{
    int file = fileno(output->stream);
    bool written = fflush(output->stream) == 0 && ferror(output->stream) == 0;

    if (output->beside != NULL && whole && fsync(file) != 0)
        written = false;
    if (output->beside != NULL && output->nameless && written && whole) {
        written = name_beside(output->beside, file) == 0;
        output->nameless = !written;
    }
    if (fclose(output->stream) != 0)
        written = false;
    if (output->beside == NULL)
        return written ? 0 : -1;
    if (written && whole && rename(output->beside, output->target) == 0)
        return 0;
    if (!output->nameless)
        unlink(output->beside);
    return written && !whole ? 0 : -1;
}
