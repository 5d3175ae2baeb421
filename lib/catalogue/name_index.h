/* Names found while somebody types: by their beginning, by their words, misspelt.
 *
 * Names are folded: small letters without accents, one blank between words. Each word counts as if
 * two blanks stood before it and one behind it, and each three characters in a row (a trigram)
 * have a list of the names that hold them. A name that shares most of a text's trigrams is near to
 * it, whatever is wrong.
 */
#ifndef LOREHALL_CATALOGUE_NAME_INDEX_H
#define LOREHALL_CATALOGUE_NAME_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "catalogue/scan.h"
#include "game/folded_name.h"

enum {
    NAME_LETTERS = 38, /* blank, a to z, 0 to 9, any other byte */
    NAME_TRIGRAMS = NAME_LETTERS * NAME_LETTERS * NAME_LETTERS,
    NAME_TYPED_MAX = 64,    /* bytes of what was typed that are looked at */
    NAME_NEAR_MAX = 128,    /* misspelt names that are found */
    NAME_LOOKED_MAX = 4096, /* and looked at for it, where nothing sets them apart */
};

/* ---- making ---- */

/* One of the names that an index is made of. */
struct name {
    const char *name, *folded;
    uint64_t id;
    uint32_t row;  /* its number in the index */
    uint32_t rank; /* among all of them, by name, then by id; name_rank sets it */
};

/* Sets the ranks. */
void name_rank(struct name *names, size_t count);

/* The lists of names (rows, ascending) that have each trigram. */
struct name_lists {
    /* NAME_TRIGRAMS + 1: where each list begins; the next one's start is its end. */
    uint32_t *starts;
    uint32_t *rows;
    size_t count;
};

/* Makes them of COUNT names in the order of their rows. */
void name_lists_make(const struct name *names, size_t count, struct name_lists *lists);
void name_lists_free(struct name_lists *lists);

/* ---- finding ---- */

/* An index as a catalogue has it. What a list or an offset names beyond its end is passed over. */
struct name_index {
    const char *heap; /* ends with a NUL */
    size_t heap_size;
    struct column folded; /* by row: where in the heap */
    size_t rows;          /* whole blocks */
    const uint32_t *starts;
    const uint32_t *lists;
};

/* Whether the index's lists lie one after the other within COUNT. */
bool name_index_valid(const struct name_index *index, size_t count);

/* A row's folded name. */
static inline const char *name_index_text(const struct name_index *index, size_t row)
{
    uint64_t at = column_stored(&index->folded, row);

    return at < index->heap_size ? index->heap + at : "";
}

/* The rows whose names hold all words of WORDS, which is folded, as bits on ARENA: a word of up to
 * two letters begins one of the name's, a longer one is anywhere in it. */
uint64_t *name_index_holding(const struct name_index *index, struct arena *arena,
                             const char *words);

/* The rows whose names have a word that may begin with TEXT, which is folded: no others do, and of
 * its letters only the first two are looked at. */
uint64_t *name_index_word_like(const struct name_index *index, struct arena *arena,
                               const char *text);

/* The rows whose names have a word that may end as TEXT, which is folded, does: no others do, and
 * of its letters only the last two are looked at. */
uint64_t *name_index_word_ends(const struct name_index *index, struct arena *arena,
                               const char *text);

/* Rows by the rank of their names. */
struct name_order {
    const uint32_t *rows;
    size_t count;
};

/* The names that begin with TEXT, which is folded, stand one after the other in ORDER: sets from
 * where up to where. False with a digit in TEXT: then they do not. */
bool name_index_beginning(const struct name_index *index, struct name_order order, const char *text,
                          size_t *first, size_t *end);

/* Where in ORDER names begin that are TEXT, which is folded, or come behind it. */
size_t name_index_first(const struct name_index *index, struct name_order order, const char *text);

/* A name that is nearly what was typed. */
struct near_name {
    uint32_t row;
    int faults; /* letters to change until its words begin with those that were typed */
};

/* The rows whose names are nearly TYPED, which is folded: *COUNT of them, at most NAME_NEAR_MAX. */
struct near_name *name_index_near(const struct name_index *index, struct arena *arena,
                                  const char *typed, size_t *count);

#endif
