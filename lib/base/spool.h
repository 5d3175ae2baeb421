/* Bytes that may outgrow memory: up to SPOOL_MEMORY_MAX they are kept on an arena, and once there
 * are more, in a file without a name, which is gone with the process, whatever ends that. */
#ifndef LOREHALL_BASE_SPOOL_H
#define LOREHALL_BASE_SPOOL_H

#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"

#define SPOOL_MEMORY_MAX 65536

struct spool;

/* An empty one on ARENA, whose file, if it comes to that, is in DIRECTORY. */
struct spool *spool_open(struct arena *arena, const char *directory);

/* Gives the file back. NULL is allowed. */
void spool_close(struct spool *spool);

/* Appends LENGTH bytes. 0, or -1 with a line in the log when there is no room for them. */
int spool_put(struct spool *spool, const void *bytes, size_t length);

/* Ends the writing: only then may it be read. 0 or -1, as spool_put. */
int spool_finish(struct spool *spool);

/* How many bytes were put. */
size_t spool_length(const struct spool *spool);

/* Reads at most CAPACITY bytes from OFFSET on. How many there were, 0 at the end; -1 with a line
 * in the log. */
ssize_t spool_read(const struct spool *spool, size_t offset, void *bytes, size_t capacity);

/* All bytes in one piece until it is closed; those of a file are mapped, so that they need no
 * memory of their own. NULL with a line in the log when that fails. */
const char *spool_bytes(struct spool *spool);

/* Opens a new file without a name in DIRECTORY. Its descriptor, or -1 with errno. */
int spool_file(const char *directory);

#endif
