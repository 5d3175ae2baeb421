/* How often a key was seen: keys are hashes, so that a million of them take little room. */
#ifndef LOREHALL_LORE_INGEST_SEEN_H
#define LOREHALL_LORE_INGEST_SEEN_H

#include <stddef.h>
#include <stdint.h>

struct seen;

/* Nothing was seen yet. */
struct seen *seen_open(void);

/* Frees it. NULL is allowed. */
void seen_close(struct seen *seen);

/* How often KEY, 16 bytes that are as good as random, was given before. */
unsigned seen_before(struct seen *seen, const unsigned char *key);

#endif
