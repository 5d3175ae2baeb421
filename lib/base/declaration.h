/* Files that an operator hands over: games, mappings, sites, the configuration. They are in
 * ClearSilver's HDF, of which they use blocks, "NAME {" to "}", and lines, "NAME = VALUE"; "#"
 * begins a line of comment. Unlike the library's own reader this one knows each name's line,
 * follows no name to another and no block without end, and reads other files only where that is
 * asked for. Whoever reads such a file can say where it is wrong.
 */
#ifndef LOREHALL_BASE_DECLARATION_H
#define LOREHALL_BASE_DECLARATION_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"

#define DECLARATION_DEPTH_MAX 16 /* blocks, one within the other, the root's among them */

/* One name of the file, with its value or with what stands in its block. */
struct declaration {
    const char *name;
    const char *value; /* NULL: a block */
    const char *file;  /* where it stands: the one that is read, or one that it includes */
    unsigned line;
    unsigned depth;                   /* of blocks around it; the root has 0 */
    struct declaration *inner, *last; /* the first in the block, and its last */
    struct declaration *next;         /* in the same block */
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

/* The same of the line on which a name stands. */
void fault_of(struct faults *faults, const struct declaration *declaration, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints all that was noted, by line, as "FILE:LINE: what"; tells how much it was. */
size_t faults_print(const struct faults *faults, FILE *out);

/* Reads FAULTS->file, in which no name stands twice in a block; the root, a block without a name,
 * lives on FAULTS->arena. What is wrong is noted and left out. NULL when the file cannot be read
 * at all, which is noted too. */
struct declaration *declaration_read(struct faults *faults);

/* The same of a file of settings: "A.B = C" is B in the block A, a block may be opened again, what
 * has a value may be a block too, and of the values of one name the last counts. With INCLUDES a
 * line #include "FILE" stands for FILE's lines; a path that does not begin with / leads on from
 * the folder of the file that it stands in. */
struct declaration *declaration_read_settings(struct faults *faults, bool includes);

/* What has NAME in a block; NULL when nothing has. */
const struct declaration *declaration_find(const struct declaration *block, const char *name);

/* How many names stand in a block; of NULL none. */
size_t declaration_count(const struct declaration *block);

#endif
