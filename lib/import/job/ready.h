/* Files that an operator has put ready to be imported. */
#ifndef LOREHALL_IMPORT_JOB_READY_H
#define LOREHALL_IMPORT_JOB_READY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define READY_FILES_MAX 500

struct ready_file {
    const char *name;
    bool folder;
    uint64_t size;    /* of a folder, of what lies in it */
    int64_t modified; /* the same: the latest */
};

/* Those in DIRECTORY, by name, on the arena; links and hidden ones are none. *COUNT tells how many. NULL
 * where it cannot be read. */
struct ready_file *ready_files(struct arena *arena, const char *directory, size_t *count);

/* The one with this name. */
bool ready_file_find(struct arena *arena, const char *directory, const char *name,
                     struct ready_file *file);

/* Whether its name ends so: ".hdf". */
bool ready_file_ends(const struct ready_file *file, const char *ending);

#endif
