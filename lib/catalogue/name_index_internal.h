/* What the parts of the index of names share. Only names*.c includes this. */
#ifndef LOREHALL_CATALOGUE_NAME_INDEX_INTERNAL_H
#define LOREHALL_CATALOGUE_NAME_INDEX_INTERNAL_H

#include "catalogue/name_index.h"

/* The words of a text, each with a NUL behind it. */
struct words {
    char text[NAME_TYPED_MOST + 1];
    const char *list[NAME_TYPED_MOST / 2 + 1];
    size_t lengths[NAME_TYPED_MOST / 2 + 1];
    size_t count;
};

/* Splits the first NAME_TYPED_MOST bytes of TEXT. */
void names_split(const char *text, struct words *words);

/* The trigrams of a folded text's first MOST bytes as they come, some perhaps more than once: at most
 * 2 * MOST + 2. OPEN: its last word may go on. */
size_t names_trigrams(const char *text, size_t most, bool open, uint32_t *list);

/* Room for a bit a row, all 0. */
uint64_t *names_bits(const struct names *names, struct arena *arena);

#endif
