/* Files that declare something (a game, a mapping): ClearSilver's HDF, of which they use blocks,
 * "NAME {" to "}", and lines, "NAME = VALUE"; "#" begins a line of comment. Unlike the library's own
 * reader this one knows each name's line and takes no name twice, so whoever reads such a file can
 * say where it is wrong.
 */
#ifndef LOREHALL_BASE_DECLARATION_H
#define LOREHALL_BASE_DECLARATION_H

#include <stdio.h>

#include "base/arena.h"

/* One name of the file, with its value or with what stands in its block. */
struct declaration {
    const char *name;
    const char *value; /* NULL: a block */
    unsigned line;
    struct declaration *inner; /* the first in the block */
    struct declaration *next;  /* in the same block */
};

/* What is wrong with a file, gathered. */
struct faults {
    struct arena *arena;
    const char *file;
    struct fault *first;
    size_t count;
};

/* Notes that something is wrong on LINE (0: with the whole file). */
void fault_at(struct faults *faults, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints all that was noted, by line, as "FILE:LINE: what"; tells how much it was. */
size_t faults_print(const struct faults *faults, FILE *out);

/* Reads FAULTS->file; the root, a block without a name, lives on FAULTS->arena. What is wrong is
 * noted and left out. NULL when the file cannot be read at all, which is noted too. */
struct declaration *declaration_read(struct faults *faults);

/* What has NAME in a block; NULL when nothing has. */
const struct declaration *declaration_find(const struct declaration *block, const char *name);

/* How many names stand in a block; of NULL none. */
size_t declaration_count(const struct declaration *block);

#endif
