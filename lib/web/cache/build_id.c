/* By size and time of each file and not by its content: it is taken at each start of a worker,
 * and an installation that changes a file without changing either does not happen. */
#include "web/cache/build_id.h"

#include <fts.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/language.h"
#include "base/text/text.h"

/* What is not there counts by its name alone. */
static uint64_t build_id_of_file(const char *path, const struct stat *info)
{
    char line[PATH_MAX + 80];

    snprintf(line, sizeof line, "%s %" PRIdMAX " %" PRIdMAX ".%09ld", path, (intmax_t)info->st_size,
             (intmax_t)info->st_mtim.tv_sec, info->st_mtim.tv_nsec);
    return text_hash(line, 0);
}

/* A directory is the sum of what is below it, in whatever order that is told. */
static uint64_t build_id_of_path(const char *path)
{
    char top[PATH_MAX];
    char *const tops[] = {top, NULL};
    const struct stat nothing = {0};
    uint64_t sum = 0;
    FTS *tree;

    snprintf(top, sizeof top, "%s", path);
    tree = fts_open(tops, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    if (tree == NULL)
        return build_id_of_file(path, &nothing);
    for (const FTSENT *at = fts_read(tree); at != NULL; at = fts_read(tree)) {
        if (at->fts_info == FTS_F)
            sum += build_id_of_file(at->fts_path, at->fts_statp);
        else if (at->fts_info != FTS_D && at->fts_info != FTS_DP)
            sum += build_id_of_file(at->fts_path, &nothing);
    }
    fts_close(tree);
    return sum;
}

uint64_t build_id(const struct configuration *configuration)
{
    uint64_t sum = build_id_of_path("/proc/self/exe") + build_id_of_path(configuration->views) +
                   build_id_of_path(configuration->static_manifest);

    for (size_t i = 0; language_codes[i] != NULL; i++) {
        char path[PATH_MAX];

        snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/lorehall.mo", configuration->messages,
                 language_codes[i]);
        sum += build_id_of_path(path);
    }
    return sum;
}
