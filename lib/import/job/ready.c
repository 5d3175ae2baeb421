/* What a form names is looked up in the directory, never opened by what was sent: it must be one that
 * is listed. Links would lead out of it, and so would those in a folder. */
#include "import/job/ready.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "import/job/job.h"

#define FOLDER_FILES_MAX 10000 /* that a folder may have */

/* Whether NAME can be the name of one: of one part, plain, not hidden. */
static bool ready_name_valid(const char *name)
{
    size_t length = strlen(name);

    return length > 0 && length <= JOB_FILE_MAX && *name != '.' && strchr(name, '/') == NULL &&
           text_check(name, length, false) == TEXT_VALID;
}

static int64_t modified_of(const struct stat *info)
{
    return info->st_mtim.tv_sec * CLOCK_SECOND + info->st_mtim.tv_nsec / 1000;
}

/* Adds up what lies in a folder, one level deep: more no import reads. Whether it is all plain files and
 * folders: whoever packed it may have put links to others' files among them. */
static bool measure_folder(int directory, struct ready_file *file)
{
    int descriptor = openat(directory, file->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = descriptor >= 0 ? fdopendir(descriptor) : NULL;
    struct dirent *entry;
    struct stat info;
    bool plain = folder != NULL;

    for (int i = 0; plain && (entry = readdir(folder)) != NULL; i++) {
        plain = i < FOLDER_FILES_MAX &&
                fstatat(descriptor, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
                (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode));
        if (!plain || !S_ISREG(info.st_mode))
            continue;
        file->size += (uint64_t)info.st_size;
        if (modified_of(&info) > file->modified)
            file->modified = modified_of(&info);
    }
    if (folder != NULL)
        closedir(folder);
    else if (descriptor >= 0)
        close(descriptor);
    return plain;
}

/* Whether NAME in the open DIRECTORY is one. */
static bool read_ready(struct arena *arena, int directory, const char *name,
                       struct ready_file *file)
{
    struct stat info;

    if (!ready_name_valid(name) || fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
        (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)))
        return false;
    *file = (struct ready_file){.name = arena_string(arena, name),
                                .folder = S_ISDIR(info.st_mode),
                                .modified = modified_of(&info)};
    if (file->folder)
        return measure_folder(directory, file);
    file->size = (uint64_t)info.st_size;
    return true;
}

static int compare_ready(const void *left, const void *right)
{
    return strcmp(((const struct ready_file *)left)->name,
                  ((const struct ready_file *)right)->name);
}

struct ready_file *ready_files(struct arena *arena, const char *directory, size_t *count)
{
    DIR *folder = directory != NULL ? opendir(directory) : NULL;
    struct ready_file *files;
    struct dirent *entry;

    *count = 0;
    if (folder == NULL)
        return NULL;
    files = arena_alloc(arena, READY_FILES_MAX * sizeof *files);
    while (*count < READY_FILES_MAX && (entry = readdir(folder)) != NULL)
        if (read_ready(arena, dirfd(folder), entry->d_name, &files[*count]))
            (*count)++;
    closedir(folder);
    qsort(files, *count, sizeof *files, compare_ready);
    return files;
}

bool ready_file_find(struct arena *arena, const char *directory, const char *name,
                     struct ready_file *file)
{
    int descriptor = directory != NULL ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool found = descriptor >= 0 && read_ready(arena, descriptor, name, file);

    if (descriptor >= 0)
        close(descriptor);
    return found;
}

bool ready_file_ends(const struct ready_file *file, const char *ending)
{
    size_t length = strlen(file->name), behind = strlen(ending);

    return !file->folder && length > behind && strcmp(file->name + length - behind, ending) == 0;
}
