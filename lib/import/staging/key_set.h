/* A set of keys that are hashes, of which eight bytes tell a million apart in little memory. */
#ifndef LOREHALL_IMPORT_STAGING_KEY_SET_H
#define LOREHALL_IMPORT_STAGING_KEY_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct key_set;

/* An empty set. */
struct key_set *key_set_open(void);

/* Frees it. NULL is allowed. */
void key_set_close(struct key_set *set);

/* Adds KEY, at least 8 bytes that are as good as random; false when it is in already. */
bool key_set_add(struct key_set *set, const unsigned char *key);

#endif
