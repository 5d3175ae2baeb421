/* Files that are read or replaced because a setting, an option or a folder names them. */
#ifndef LOREHALL_BASE_FILE_H
#define LOREHALL_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Opens PATH for reading where it is a plain file, or a pipe without a name, as a shell gives for
 * <(…). All else is refused without waiting: who opens a named pipe waits for its writer, and reads
 * of a device what never ends. NULL with *WHY. */
FILE *file_open(const char *path, const char **why);

/* Whether FD is a file that may be written over as one of ours: it is plain, and is empty or begins
 * with MARK, of LENGTH bytes (at most 16). */
bool file_replaceable(int fd, const void *mark, size_t length);

#endif
