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

/* Whether NAME in the open DIRECTORY, which is called PLACE, is one. */
static bool read_ready(struct arena *arena, int directory, const char *place, const char *name,
                       struct ready_file *file)
{
    struct stat info;

    if (!ready_name_valid(name) || fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
        (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)))
        return false;
    *file = (struct ready_file){.name = arena_string(arena, name),
                                .folder = S_ISDIR(info.st_mode),
                                .modified = modified_of(&info)};
    if (file->folder && !measure_folder(directory, file))
        return false;
    if (!file->folder)
        file->size = (uint64_t)info.st_size;
    file->name = arena_format(arena, "%s/%s", place, name);
    return true;
}

static int compare_ready(const void *left, const void *right)
{
    return strcmp(((const struct ready_file *)left)->name,
                  ((const struct ready_file *)right)->name);
}

static int open_directory(const struct ready_place *place)
{
    return place->directory != NULL ? open(place->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                                    : -1;
}

static int open_folder_of(int directory, const char *name)
{
    return openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Adds those of a site, or of all. */
static void add_ready(struct arena *arena, int directory, const char *place,
                      struct ready_file *files, size_t *count)
{
    int descriptor = open_folder_of(directory, place);
    DIR *folder = descriptor >= 0 ? fdopendir(descriptor) : NULL;
    struct dirent *entry;

    while (folder != NULL && *count < READY_FILES_MAX && (entry = readdir(folder)) != NULL)
        if (read_ready(arena, descriptor, place, entry->d_name, &files[*count]))
            (*count)++;
    if (folder != NULL)
        closedir(folder);
    else if (descriptor >= 0)
        close(descriptor);
}

struct ready_file *ready_files(struct arena *arena, const struct ready_place *place, size_t *count)
{
    int directory = open_directory(place);
    struct ready_file *files;

    *count = 0;
    if (directory < 0)
        return NULL;
    files = arena_alloc(arena, READY_FILES_MAX * sizeof *files);
    add_ready(arena, directory, place->site, files, count);
    if (place->everywhere)
        add_ready(arena, directory, READY_ALL, files, count);
    close(directory);
    qsort(files, *count, sizeof *files, compare_ready);
    return files;
}

bool ready_file_find(struct arena *arena, const struct ready_place *place, const char *name,
                     struct ready_file *file)
{
    const char *slash = strchr(name, '/');
    const char *folder = slash != NULL ? arena_copy(arena, name, (size_t)(slash - name)) : "";
    bool theirs = strcmp(folder, place->site) == 0 ||
                  (place->everywhere && strcmp(folder, READY_ALL) == 0);
    int directory = theirs ? open_directory(place) : -1;
    int descriptor = directory >= 0 ? open_folder_of(directory, folder) : -1;
    bool found = slash != NULL && descriptor >= 0 &&
                 read_ready(arena, descriptor, folder, slash + 1, file);

    if (descriptor >= 0)
        close(descriptor);
    if (directory >= 0)
        close(directory);
    return found;
}

size_t ready_stray(const char *directory, bool (*is_place)(const void *context, const char *name),
                   const void *context)
{
    DIR *folder = directory != NULL ? opendir(directory) : NULL;
    struct dirent *entry;
    size_t count = 0;

    while (folder != NULL && count < READY_FILES_MAX && (entry = readdir(folder)) != NULL)
        count += *entry->d_name != '.' && strcmp(entry->d_name, READY_ALL) != 0 &&
                 !is_place(context, entry->d_name);
    if (folder != NULL)
        closedir(folder);
    return count;
}

bool ready_file_ends(const struct ready_file *file, const char *ending)
{
    size_t length = strlen(file->name), behind = strlen(ending);

    return !file->folder && length > behind && strcmp(file->name + length - behind, ending) == 0;
}
