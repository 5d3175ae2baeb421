/* What the parts of the index of names share. Only names*.c includes this. */
#ifndef LOREHALL_CATALOGUE_NAME_INDEX_INTERNAL_H
#define LOREHALL_CATALOGUE_NAME_INDEX_INTERNAL_H

#include "catalogue/name_index.h"

/* The words of a text, each with a NUL behind it. */
struct words {
    char text[NAME_TYPED_MAX + 1];
    const char *list[NAME_TYPED_MAX / 2 + 1];
    size_t lengths[NAME_TYPED_MAX / 2 + 1];
    size_t count;
};

/* Splits the first NAME_TYPED_MAX bytes of TEXT. */
void name_index_split(const char *text, struct words *words);

/* The trigrams of a folded text's first MAX bytes as they come, some perhaps more than once: at most
 * 2 * MAX + 2. OPEN: its last word may go on. */
size_t name_index_trigrams(const char *text, size_t max, bool open, uint32_t *list);

/* Room for a bit a row, all 0. */
uint64_t *name_index_bits(const struct name_index *index, struct arena *arena);

#endif
