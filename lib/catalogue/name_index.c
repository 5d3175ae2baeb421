/* Trigrams: for each three letters the rows of the names that have them.
 *
 * Sorted names alone find beginnings. For words inside names and for misspelt ones, MariaDB's
 * full-text index takes 1.5 ms and finds few of the misspelt (22 % against 99), and a LIKE reads
 * all names, 500 ms. The lists here are plain numbers, 12.7 MB for 150,000 names; as differences
 * they would be 3.6, but each list would have to be decoded from its beginning, and they are read
 * once for each key that somebody presses.
 *
 * The alphabet is small (38) on purpose: folding leaves letters, digits and blanks of most names,
 * everything else is one letter, so that all 54,872 lists have a fixed place and need no
 * directory. */
#include "catalogue/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text/text.h"

static unsigned letter(char c)
{
    if (c == ' ')
        return 0;
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a') + 1;
    return c >= '0' && c <= '9' ? (unsigned)(c - '0') + 27 : NAME_LETTERS - 1;
}

/* Two blanks before a word make its first letters trigrams of their own (" a", " ab"), by which a
 * word of one or two letters is found; the one behind it tells a whole word from a beginning. */
size_t name_index_trigrams(const char *text, size_t max, bool open, uint32_t *list)
{
    size_t count = 0;
    unsigned a = 0, b = 0;

    for (size_t i = 0; i <= max; i++) {
        bool last = text[i] == '\0' || i == max, ends = last || text[i] == ' ';
        unsigned c = ends ? 0 : letter(text[i]);

        if (!ends || (b != 0 && !(open && last))) {
            list[count++] = (a * NAME_LETTERS + b) * NAME_LETTERS + c;
            a = b;
            b = c;
        }
        if (ends)
            a = b = 0;
        if (last)
            break;
    }
    return count;
}

/* ---- making ---- */

static int compare_folded_names(const void *a, const void *b)
{
    const struct name *first = a, *second = b;
    int order = name_compare_texts(first->folded, first->name, second->folded, second->name);

    if (order == 0)
        order = first->id < second->id ? -1 : first->id > second->id;
    return order;
}

/* Ranks are given in the order of names and then wanted in the order of rows. */
static int compare_name_rows(const void *a, const void *b)
{
    const struct name *first = a, *second = b;

    return first->row < second->row ? -1 : first->row > second->row;
}

void name_rank(struct name *names, size_t count)
{
    if (count == 0)
        return;
    qsort(names, count, sizeof *names, compare_folded_names);
    for (size_t i = 0; i < count; i++)
        names[i].rank = (uint32_t)i;
    qsort(names, count, sizeof *names, compare_name_rows);
}

/* Adds to COUNTS, by trigram, the names that have it; with ROWS their rows go where COUNTS says.
 * `seen` remembers of each trigram the last name that had it, so that a name is listed once
 * without sorting its trigrams. It is called twice: to count, then to fill, so that all lists are
 * one array without gaps. */
static void collect_trigrams(const struct name *names, size_t count, uint32_t *counts,
                             uint32_t *rows)
{
    uint32_t *seen = memory_checked(calloc(NAME_TRIGRAMS, sizeof *seen));
    uint32_t list[2 * NAME_CAPACITY + 2];

    for (size_t i = 0; i < count; i++)
        for (size_t t = name_index_trigrams(names[i].folded, NAME_CAPACITY, false, list); t > 0;
             t--) {
            uint32_t trigram = list[t - 1];

            if (seen[trigram] == i + 1)
                continue;
            seen[trigram] = (uint32_t)i + 1;
            if (rows != NULL)
                rows[counts[trigram]] = names[i].row;
            counts[trigram]++;
        }
    free(seen);
}

void name_lists_make(const struct name *names, size_t count, struct name_lists *lists)
{
    uint32_t *fill = memory_checked(calloc(NAME_TRIGRAMS + 1, sizeof *fill));

    lists->starts = memory_checked(calloc(NAME_TRIGRAMS + 1, sizeof *lists->starts));
    collect_trigrams(names, count, lists->starts + 1, NULL);
    for (size_t t = 0; t < NAME_TRIGRAMS; t++)
        lists->starts[t + 1] += lists->starts[t];
    memcpy(fill, lists->starts, NAME_TRIGRAMS * sizeof *fill);
    lists->count = lists->starts[NAME_TRIGRAMS];
    lists->rows = memory_checked(malloc((lists->count + 1) * sizeof *lists->rows));
    collect_trigrams(names, count, fill, lists->rows);
    free(fill);
}

void name_lists_free(struct name_lists *lists)
{
    free(lists->starts);
    free(lists->rows);
    *lists = (struct name_lists){0};
}

/* ---- finding ---- */

bool name_index_valid(const struct name_index *index, size_t count)
{
    if (index->starts[0] != 0 || index->starts[NAME_TRIGRAMS] != count)
        return false;
    for (size_t t = 0; t < NAME_TRIGRAMS; t++)
        if (index->starts[t] > index->starts[t + 1])
            return false;
    return true;
}

uint64_t *name_index_bits(const struct name_index *index, struct arena *arena)
{
    return arena_alloc(arena, (index->rows / 64 + 1) * sizeof(uint64_t));
}

/* Whether a folded name holds the word: at the beginning of one of its own, if it is a short
 * one. */
static bool holds_word(const char *name, const char *word, size_t length)
{
    for (const char *at = name; (at = strstr(at, word)) != NULL; at++)
        if (length > 2 || at == name || at[-1] == ' ')
            return true;
    return false;
}

void name_index_split(const char *text, struct typed_words *words)
{
    char *rest = NULL;
    size_t length = strlen(text);

    words->count = 0;
    if (length > NAME_TYPED_MAX)
        length = NAME_TYPED_MAX;
    memcpy(words->text, text, length);
    words->text[length] = '\0';
    for (char *word = strtok_r(words->text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        words->list[words->count] = word;
        words->lengths[words->count++] = strlen(word);
    }
}

/* A trigram that names must have, and how many do. */
struct wanted_trigram {
    uint32_t trigram, size;
};

static int compare_wanted(const void *a, const void *b)
{
    const struct wanted_trigram *first = a, *second = b;

    return first->size < second->size ? -1 : first->size > second->size;
}

/* Whether every name with a word's last trigram holds the word, which is none longer than that. */
static bool is_trigram(const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (letter(word[i]) == NAME_LETTERS - 1)
            return false;
    return length <= 3;
}

/* The trigrams of all words, those that the fewest names have first. *EXACT: who has them all holds
 * all words. */
static size_t trigrams_wanted(const struct name_index *index, const struct typed_words *words,
                              struct wanted_trigram *wanted, bool *exact)
{
    uint32_t list[2 * NAME_TYPED_MAX + 2];
    size_t kept = 0;

    *exact = true;
    for (size_t w = 0; w < words->count; w++) {
        size_t count = name_index_trigrams(words->list[w], NAME_TYPED_MAX, true, list);

        *exact = *exact && is_trigram(words->list[w], words->lengths[w]);
        /* The first two begin a word, which a long one need not do. */
        for (size_t t = words->lengths[w] > 2 ? 2 : count - 1; t < count; t++)
            wanted[kept++] = (struct wanted_trigram){list[t], index->starts[list[t] + 1] -
                                                                  index->starts[list[t]]};
    }
    qsort(wanted, kept, sizeof *wanted, compare_wanted);
    return kept;
}

/* Marks the names that have a trigram. */
static void mark_trigram(const struct name_index *index, uint32_t trigram, uint64_t *bits)
{
    for (uint32_t i = index->starts[trigram]; i < index->starts[trigram + 1]; i++) {
        uint32_t row = index->lists[i];

        if (row < index->rows)
            bits[row / 64] |= (uint64_t)1 << row % 64;
    }
}

/* Takes away the names that do not have a trigram; how many are left. SCRATCH: bits of the same
 * number, for the work. */
static size_t unmark_others(const struct name_index *index, uint32_t trigram, uint64_t *bits,
                            uint64_t *scratch)
{
    size_t count = 0;

    memset(scratch, 0, index->rows / 64 * sizeof *scratch);
    mark_trigram(index, trigram, scratch);
    for (size_t w = 0; w < index->rows / 64; w++) {
        bits[w] &= scratch[w];
        if (bits[w] != 0)
            count += (size_t)__builtin_popcountll(bits[w]);
    }
    return count;
}

static bool holds_words(const char *name, const struct typed_words *words)
{
    for (size_t w = 0; w < words->count; w++)
        if (!holds_word(name, words->list[w], words->lengths[w]))
            return false;
    return true;
}

/* Looks at the names themselves. */
static void unmark_without(const struct name_index *index, const struct typed_words *words,
                           uint64_t *marked)
{
    for (size_t w = 0; w < index->rows / 64; w++)
        for (uint64_t bits = marked[w]; bits != 0; bits &= bits - 1) {
            uint32_t row = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(bits);

            if (!holds_words(name_index_text(index, row), words))
                marked[w] &= ~(bits & -bits);
        }
}

/* A name is so many times dearer to look at than a row of a list. */
#define NAME_COSTS 16

/* The rarest trigram first: it leaves few names, and lists that are much longer than what is left
 * are not gone through at all; the names themselves are looked at instead. */
uint64_t *name_index_holding(const struct name_index *index, struct arena *arena, const char *text)
{
    uint64_t *bits = name_index_bits(index, arena), *scratch = name_index_bits(index, arena);
    struct wanted_trigram wanted[2 * NAME_TYPED_MAX + 2];
    struct typed_words words;
    size_t count, left, t = 1;
    bool exact;

    name_index_split(text, &words);
    if (words.count == 0)
        return bits;
    count = trigrams_wanted(index, &words, wanted, &exact);
    left = wanted[0].size;
    mark_trigram(index, wanted[0].trigram, bits);
    for (; t < count && wanted[t].size / NAME_COSTS <= left; t++)
        left = unmark_others(index, wanted[t].trigram, bits, scratch);
    if (t < count || !exact)
        unmark_without(index, &words, bits);
    return bits;
}

uint64_t *name_index_word_like(const struct name_index *index, struct arena *arena,
                               const char *text)
{
    uint64_t *bits = name_index_bits(index, arena);
    unsigned first = letter(text[0]);

    if (text[0] == '\0')
        return bits;
    if (text[1] == '\0' || text[1] == ' ')
        mark_trigram(index, first, bits);
    else
        mark_trigram(index, first * NAME_LETTERS + letter(text[1]), bits);
    return bits;
}

uint64_t *name_index_word_ends(const struct name_index *index, struct arena *arena,
                               const char *text)
{
    uint64_t *bits = name_index_bits(index, arena);
    size_t length = strlen(text);
    unsigned last = length > 0 ? letter(text[length - 1]) : 0;
    unsigned before = length > 1 ? letter(text[length - 2]) : 0;

    if (length > 0)
        mark_trigram(index, (before * NAME_LETTERS + last) * NAME_LETTERS, bits);
    return bits;
}

/* How many names of ORDER come before those that begin with TEXT, or (BEHIND) end with them.
 * Names are sorted by their folded form, so that those with a common beginning stand together. */
static size_t prefix_bound(const struct name_index *index, struct name_order order,
                           const char *text, bool behind)
{
    size_t low = 0, high = order.count, length = strlen(text);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t row = order.rows[middle];
        int side = row < index->rows ? strncmp(name_index_text(index, row), text, length) : 1;

        if (side < 0 || (side == 0 && behind))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool name_index_beginning(const struct name_index *index, struct name_order order, const char *text,
                          size_t *first, size_t *end)
{
    *first = *end = 0;
    /* Names with numbers are in the order of these, not of their digits. */
    if (strpbrk(text, "0123456789") != NULL)
        return false;
    *first = prefix_bound(index, order, text, false);
    *end = prefix_bound(index, order, text, true);
    return true;
}

size_t name_index_first(const struct name_index *index, struct name_order order, const char *text)
{
    size_t low = 0, high = order.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t row = order.rows[middle];

        if (row < index->rows && name_compare_texts(name_index_text(index, row), "", text, "") < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
