/* Which keys were seen: they are hashes, of which eight bytes tell a million apart in little
 * room. */
#ifndef LOREHALL_IMPORT_STAGING_KEY_SET_H
#define LOREHALL_IMPORT_STAGING_KEY_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen;

/* Nothing was seen yet. */
struct seen *seen_open(void);

/* Frees it. NULL is allowed. */
void seen_close(struct seen *seen);

/* Whether KEY, at least 8 bytes that are as good as random, was given before. */
bool seen_before(struct seen *seen, const unsigned char *key);

#endif
