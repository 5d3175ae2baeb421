#include "names.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "scan.h"

enum {
    LETTERS = 38, /* blank, a to z, 0 to 9, any other */
    TRIGRAMS = LETTERS * LETTERS * LETTERS,
    TEXT_MOST = 64,   /* characters that are looked at */
    CANDIDATES = 128, /* that are looked at closely */
};

struct names {
    size_t count;
    char *folded; /* all, each with a NUL */
    uint32_t *at; /* where each begins in it */
    uint32_t *order;
    uint32_t *starts; /* of each trigram's list; the next one's is its end */
    uint32_t *lists;
    uint8_t *hits;  /* by name, during a search; all 0 between */
    uint64_t *near; /* a bit a name, during a search: it has enough hits to be looked at */
    size_t blocks;  /* of CATALOGUE_BLOCK names; both of the above are that long */
};

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static const char *text_of(const struct names *names, uint32_t number)
{
    return names->folded + names->at[number];
}

/* ---- text ---- */

/* Lower case; what is no letter or digit parts words, but an apostrophe vanishes. The bytes beyond
 * ASCII stay. OUT has room for LENGTH + 1. */
static size_t fold(const char *text, size_t length, char *out)
{
    size_t end = 0;

    for (size_t i = 0; i < length && text[i] != '\0'; i++) {
        unsigned char c = (unsigned char)text[i];

        if (isalnum(c) || c >= 128)
            out[end++] = (char)tolower(c);
        else if (c != '\'' && c != '`' && end > 0 && out[end - 1] != ' ')
            out[end++] = ' ';
    }
    if (end > 0 && out[end - 1] == ' ')
        end--;
    out[end] = '\0';
    return end;
}

static unsigned letter(char c)
{
    if (c == ' ')
        return 0;
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a') + 1;
    return c >= '0' && c <= '9' ? (unsigned)(c - '0') + 27 : 37;
}

/* The trigrams of a folded text, each once, ascending. OPEN: its last word may go on. */
static size_t trigrams_of(const char *text, bool open, uint32_t list[3 * TEXT_MOST])
{
    size_t count = 0, kept = 0;
    unsigned a = 0, b = 0;

    for (size_t i = 0; i <= TEXT_MOST; i++) {
        bool ends = text[i] == '\0' || text[i] == ' ' || i == TEXT_MOST;
        unsigned c = ends ? 0 : letter(text[i]);

        if (!ends || (b != 0 && !(open && text[i] == '\0'))) {
            list[count++] = (a * LETTERS + b) * LETTERS + c;
            a = b;
            b = c;
        }
        if (ends)
            a = b = 0;
        if (text[i] == '\0' || i == TEXT_MOST)
            break;
    }
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && list[j - 1] > list[j]; j--) {
            uint32_t other = list[j];

            list[j] = list[j - 1];
            list[j - 1] = other;
        }
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || list[kept - 1] != list[i])
            list[kept++] = list[i];
    return kept;
}

/* ---- making ---- */

static int compare_names(const void *a, const void *b, void *names)
{
    return strcmp(text_of(names, *(const uint32_t *)a), text_of(names, *(const uint32_t *)b));
}

static void fold_all(struct names *names, const char *const *originals)
{
    size_t size = 0, end = 0;

    for (size_t i = 0; i < names->count; i++)
        size += strlen(originals[i]) + 1;
    names->folded = must(malloc(size + 1));
    for (size_t i = 0; i < names->count; i++) {
        names->at[i] = (uint32_t)end;
        end += fold(originals[i], strlen(originals[i]), names->folded + end) + 1;
    }
}

/* Counts each trigram's names, then deals the names out: two passes, no list ever grows. */
static void make_lists(struct names *names)
{
    uint32_t *fill = must(calloc(TRIGRAMS + 1, sizeof *fill));
    uint32_t list[3 * TEXT_MOST];

    for (size_t i = 0; i < names->count; i++)
        for (size_t t = trigrams_of(text_of(names, (uint32_t)i), false, list); t > 0; t--)
            names->starts[list[t - 1] + 1]++;
    for (size_t t = 0; t < TRIGRAMS; t++)
        names->starts[t + 1] += names->starts[t];
    memcpy(fill, names->starts, TRIGRAMS * sizeof *fill);
    names->lists = must(malloc((names->starts[TRIGRAMS] + 1) * sizeof *names->lists));
    for (size_t i = 0; i < names->count; i++)
        for (size_t t = trigrams_of(text_of(names, (uint32_t)i), false, list); t > 0; t--)
            names->lists[fill[list[t - 1]]++] = (uint32_t)i;
    free(fill);
}

struct names *names_open(const char *const *originals, size_t count)
{
    struct names *names = must(calloc(1, sizeof *names));

    names->count = count;
    names->at = must(calloc(count, sizeof *names->at));
    names->order = must(calloc(count, sizeof *names->order));
    names->starts = must(calloc(TRIGRAMS + 1, sizeof *names->starts));
    names->blocks = (count + CATALOGUE_BLOCK - 1) / CATALOGUE_BLOCK;
    names->hits = must(calloc(names->blocks, CATALOGUE_BLOCK));
    names->near = must(calloc(names->blocks, CATALOGUE_BLOCK / 8));
    fold_all(names, originals);
    for (size_t i = 0; i < count; i++)
        names->order[i] = (uint32_t)i;
    qsort_r(names->order, count, sizeof *names->order, compare_names, names);
    make_lists(names);
    return names;
}

void names_close(struct names *names)
{
    if (names == NULL)
        return;
    free(names->folded);
    free(names->at);
    free(names->order);
    free(names->starts);
    free(names->lists);
    free(names->hits);
    free(names->near);
    free(names);
}

size_t names_list_bytes(const struct names *names)
{
    return names->starts[TRIGRAMS] * sizeof *names->lists;
}

size_t names_delta_bytes(const struct names *names)
{
    size_t bytes = 0;

    for (size_t t = 0; t < TRIGRAMS; t++)
        for (uint32_t i = names->starts[t]; i < names->starts[t + 1]; i++) {
            uint32_t step = names->lists[i] - (i > names->starts[t] ? names->lists[i - 1] : 0);

            bytes += step < 1 << 7 ? 1 : step < 1 << 14 ? 2 : step < 1 << 21 ? 3 : 4;
        }
    return bytes;
}

/* ---- finding ---- */

/* The first place in the order whose name is not before TEXT. */
static size_t lower_bound(const struct names *names, const char *text)
{
    size_t low = 0, high = names->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(text_of(names, names->order[middle]), text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t find_beginnings(const struct names *names, const char *text, size_t length,
                              uint32_t found[NAMES_MOST])
{
    size_t count = 0;

    for (size_t i = lower_bound(names, text); i < names->count && count < NAMES_MOST; i++) {
        if (strncmp(text_of(names, names->order[i]), text, length) != 0)
            break;
        found[count++] = names->order[i];
    }
    return count;
}

struct candidate {
    uint32_t number;
    int score; /* the higher, the better */
};

/* Letters to change, to add, to leave out or to swap until A is B (optimal string alignment), where
 * what B has beyond is free: A may be a beginning. At most TEXT_MOST characters of both. */
static int distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int rows[3][TEXT_MOST + 1], best;
    int *two_up = rows[0], *up = rows[1], *row = rows[2], *spare;

    for (size_t j = 0; j <= b_length; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= a_length; i++) {
        spare = two_up;
        two_up = up;
        up = row;
        row = spare;
        row[0] = (int)i;
        for (size_t j = 1; j <= b_length; j++) {
            int least = up[j - 1] + (a[i - 1] != b[j - 1]);

            least = up[j] + 1 < least ? up[j] + 1 : least;
            least = row[j - 1] + 1 < least ? row[j - 1] + 1 : least;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                two_up[j - 2] + 1 < least)
                least = two_up[j - 2] + 1;
            row[j] = least;
        }
    }
    best = row[0];
    for (size_t j = 1; j <= b_length; j++)
        best = row[j] < best ? row[j] : best;
    return best;
}

static size_t word_length(const char *word)
{
    return strcspn(word, " ");
}

/* How far TEXT's words are from a name's: for each of them the nearest word, added up. */
static int words_distance(const char *text, const char *name)
{
    int sum = 0;

    for (const char *word = text; *word != '\0'; word += strspn(word, " ")) {
        size_t length = word_length(word);
        int nearest = (int)length;

        for (const char *other = name; *other != '\0'; other += strspn(other, " ")) {
            size_t other_length = word_length(other);
            int far =
                distance(word, length, other, other_length < TEXT_MOST ? other_length : TEXT_MOST);

            nearest = far < nearest ? far : nearest;
            other += other_length;
        }
        sum += nearest;
        word += length;
    }
    return sum;
}

/* Adds up, by name, how many of the trigrams it has. */
static void count_hits(struct names *names, const uint32_t *list, size_t count)
{
    for (size_t t = 0; t < count; t++)
        for (uint32_t i = names->starts[list[t]]; i < names->starts[list[t] + 1]; i++)
            names->hits[names->lists[i]]++;
}

/* Marks the names with LEAST hits or more. */
static void mark_near(struct names *names, unsigned least)
{
    const struct column hits = {.values = names->hits, .width = 1};

    for (size_t block = 0; block < names->blocks; block++)
        scan_range(&hits, block, least, UINT8_MAX, names->near + block * CATALOGUE_WORDS);
}

/* The least number of hits that no more than CANDIDATES of the marked names reach. */
static unsigned threshold(const struct names *names, unsigned least)
{
    uint32_t by_hits[UINT8_MAX + 1] = {0};
    unsigned hits = UINT8_MAX;
    size_t sum = 0;

    for (size_t w = 0; w < names->blocks * CATALOGUE_WORDS; w++)
        for (uint64_t bits = names->near[w]; bits != 0; bits &= bits - 1)
            by_hits[names->hits[w * 64 + (size_t)__builtin_ctzll(bits)]]++;
    for (; hits >= least; hits--) {
        if (sum > 0 && sum + by_hits[hits] > CANDIDATES)
            return hits + 1;
        sum += by_hits[hits];
    }
    return least;
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *first = a, *second = b;

    if (first->score != second->score)
        return first->score < second->score ? 1 : -1;
    return first->number < second->number ? -1 : first->number > second->number;
}

/* The marked names with LEAST hits or more, each with how near it really is, the nearest first. */
static size_t gather(const struct names *names, const char *text, unsigned least,
                     struct candidate list[CANDIDATES])
{
    size_t count = 0;

    for (size_t w = 0; w < names->blocks * CATALOGUE_WORDS; w++)
        for (uint64_t bits = names->near[w]; bits != 0 && count < CANDIDATES; bits &= bits - 1) {
            uint32_t number = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(bits);
            const char *name = text_of(names, number);

            if (names->hits[number] < least)
                continue;
            list[count].number = number;
            list[count++].score = -100 * words_distance(text, name) - (int)strlen(name);
        }
    qsort(list, count, sizeof *list, compare_candidates);
    return count;
}

static bool has(const uint32_t *found, size_t count, uint32_t number)
{
    while (count > 0)
        if (found[--count] == number)
            return true;
    return false;
}

size_t names_suggest(struct names *names, const char *text, uint32_t found[NAMES_MOST])
{
    char folded[TEXT_MOST + 1];
    size_t length = fold(text, TEXT_MOST, folded), count, trigrams, candidates;
    struct candidate list[CANDIDATES];
    uint32_t wanted[3 * TEXT_MOST];
    unsigned least;

    if (length == 0)
        return 0;
    count = find_beginnings(names, folded, length, found);
    if (count == NAMES_MOST || length < 3)
        return count;
    trigrams = trigrams_of(folded, true, wanted);
    count_hits(names, wanted, trigrams);
    least = (unsigned)(trigrams + 2) / 3;
    mark_near(names, least);
    candidates = gather(names, folded, threshold(names, least), list);
    memset(names->hits, 0, names->count);
    for (size_t i = 0; i < candidates && count < NAMES_MOST; i++)
        if (!has(found, count, list[i].number))
            found[count++] = list[i].number;
    return count;
}
