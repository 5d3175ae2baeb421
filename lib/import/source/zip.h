/* Where in a zip the one file lies that is a source. */
#ifndef LOREHALL_IMPORT_SOURCE_ZIP_H
#define LOREHALL_IMPORT_SOURCE_ZIP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

struct zip_member {
    const char *name; /* without its folders */
    uint64_t begin;   /* where its bytes begin */
    uint64_t packed;  /* how many they are; UINT64_MAX: they tell themselves */
    uint32_t check;   /* its CRC-32 */
    bool deflated;    /* else they lie as they are */
    bool cut;         /* the zip has no list of its files: this is the first of them */
};

/* Finds it in FILE, called NAME in messages. False, with *ERROR on ARENA: it holds none or several,
 * or is no zip that can be read. */
bool zip_find(struct arena *arena, FILE *file, const char *name, struct zip_member *member,
              const char **error);

#endif
