/* Files that an operator has put ready to be imported. Each belongs to a site, in the folder of the
 * site's name, or to all, in READY_ALL: for whoever may import everywhere. What lies elsewhere is nobody's. */
#ifndef LOREHALL_IMPORT_JOB_READY_H
#define LOREHALL_IMPORT_JOB_READY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define READY_FILES_MAX 500
#define READY_ALL "_all" /* no site can be called so */

/* Where somebody looks. */
struct ready_place {
    const char *directory; /* the configuration's; NULL: nothing is imported here */
    const char *site;      /* its name */
    bool everywhere;       /* they may import everywhere */
};

struct ready_file {
    const char *name; /* "everquest/dump.sql.gz" */
    bool folder;
    uint64_t size;    /* of a folder, of what lies in it */
    int64_t modified; /* the same: the latest */
};

/* What an import is of. */
struct ready_import {
    struct ready_file file;
    struct ready_file mapping; /* of no name: it has none */
};

/* Those that are theirs, by name, on the arena; links and hidden ones are none. *COUNT tells how many. NULL
 * where the directory cannot be read. */
struct ready_file *ready_files(struct arena *arena, const struct ready_place *place, size_t *count);

/* The one with this name, where it is theirs. */
bool ready_file_find(struct arena *arena, const struct ready_place *place, const char *name,
                     struct ready_file *file);

/* How many files and folders lie in the directory itself, of which IS_PLACE says of none that it is a site's:
 * they are left from when all were there. */
size_t ready_stray(const char *directory, bool (*is_place)(const void *context, const char *name),
                   const void *context);

/* Whether its name ends so: ".hdf". */
bool ready_file_ends(const struct ready_file *file, const char *ending);

#endif
