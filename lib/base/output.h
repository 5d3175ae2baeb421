/* Files that somebody names to be written, such as reports and exports. */
#ifndef LOREHALL_BASE_OUTPUT_H
#define LOREHALL_BASE_OUTPUT_H

#include <stdio.h>

/* Opens PATH for writing, from its beginning, and makes it where it is new. Whoever runs us may be root
 * and PATH in a directory that all write in: no link of another user is followed, symbolic or hard, so
 * that nobody else chooses what is overwritten; one's own and the system's (/dev/stdout) are. NULL with
 * *WHY: it cannot be had. */
FILE *output_open(const char *path, const char **why);

#endif
