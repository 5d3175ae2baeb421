/* Files that somebody names to be written, such as reports and exports. */
#ifndef LOREHALL_BASE_OUTPUT_H
#define LOREHALL_BASE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"

/* Opens PATH for writing, from its beginning, and makes it where it is new. Whoever runs us may be
 * root and PATH in a directory that all write in: no link of another user is followed, symbolic or
 * hard, so that nobody else chooses what is overwritten; one's own and the system's (/dev/stdout)
 * are. NULL with *WHY: it cannot be had. */
FILE *output_open(const char *path, const char **why);

/* A file that is to be there whole or not at all. */
struct output {
    FILE *stream;
    const char *target;
    char *beside;  /* NULL: it is written directly */
    bool nameless; /* it has not got that name yet */
};

/* The same for what takes PATH's place when it is whole (output_end): until then what was there
 * stands, also when we are killed or there is no room. It is written to a new file beside it, which
 * has no name and thus ends with us, and is called .lorehall.* for the moment in which it takes its
 * place (all the time where the file system has no such files). Written directly is what can have no other in its place: what is no plain file or
 * is open already (/dev/stdout), has a second name, or is in a directory where we may make none. 0
 * or -1 with *WHY. */
int output_begin(struct output *output, struct arena *arena, const char *path, const char **why);

/* Closes it, and has it take its place where it is WHOLE; else it is gone. 0, or -1 when that
 * cannot be done. */
int output_end(struct output *output, bool whole);

#endif
