#include "web/edition.h"

#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/language.h"
#include "base/text.h"

/* What is not there counts by its name alone. */
static uint64_t edition_of_file(const char *path, const struct stat *info)
{
    char line[PATH_MAX + 80];

    snprintf(line, sizeof line, "%s %" PRIdMAX " %" PRIdMAX ".%09ld", path, (intmax_t)info->st_size,
             (intmax_t)info->st_mtim.tv_sec, info->st_mtim.tv_nsec);
    return text_hash(line, 0);
}

/* A directory is the sum of what is in it, in whatever order that is told. */
static uint64_t edition_of_path(const char *path)
{
    struct stat info = {0};
    const struct dirent *entry;
    uint64_t sum;
    DIR *directory;

    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode))
        return edition_of_file(path, &info);
    directory = opendir(path);
    if (directory == NULL)
        return edition_of_file(path, &info);
    sum = text_hash(path, 0);
    while ((entry = readdir(directory)) != NULL) {
        char below[PATH_MAX];

        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(below, sizeof below, "%s/%s", path, entry->d_name) < (int)sizeof below)
            sum += edition_of_path(below);
    }
    closedir(directory);
    return sum;
}

uint64_t edition_of(const struct configuration *configuration)
{
    uint64_t sum = edition_of_path("/proc/self/exe") + edition_of_path(configuration->views) +
                   edition_of_path(configuration->static_manifest);

    for (size_t i = 0; language_codes[i] != NULL; i++) {
        char path[PATH_MAX];

        snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/lorehall.mo", configuration->messages,
                 language_codes[i]);
        sum += edition_of_path(path);
    }
    return sum;
}
