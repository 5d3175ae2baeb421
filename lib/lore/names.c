#include "lore/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* ---- text ---- */

/* One character of a name, or a blank for what parts words. Returns the length of OUT from now on. */
static size_t fold_letters(const char *letters, char *out, size_t end, size_t size)
{
    size_t length = strlen(letters);

    if (length == 0) {
        if (end == 0 || out[end - 1] == ' ' || end + 1 >= size)
            return end;
        out[end++] = ' ';
        return end;
    }
    if (end + length >= size)
        return end;
    // NOLINTNEXTLINE(bugprone-not-null-terminated-result): the caller ends it
    memcpy(out + end, letters, length);
    return end + length;
}

/* The character at TEXT, which is beyond ASCII or joins words. Sets its LETTERS; false when it is to
 * be passed over. */
static bool fold_rare(const char *text, size_t left, size_t *step, char letters[TEXT_FOLDED])
{
    if (text_joins(text, left)) {
        *step = text_fold(text, left, letters);
        return false;
    }
    *step = text_fold(text, left, letters);
    if (*step == 0)
        *step = 1;
    return true;
}

size_t names_fold(const char *text, char *out, size_t size)
{
    size_t left = strlen(text), end = 0, step;

    for (; left > 0; text += step, left -= step) {
        char letters[TEXT_FOLDED] = {*text};

        step = 1;
        if (*text >= 'A' && *text <= 'Z')
            letters[0] = (char)(*text - 'A' + 'a');
        else if ((unsigned char)*text >= 0x80 || *text == '\'' || *text == '`') {
            if (!fold_rare(text, left, &step, letters))
                continue;
        } else if (!(*text >= 'a' && *text <= 'z') && !(*text >= '0' && *text <= '9'))
            letters[0] = '\0';
        end = fold_letters(letters, out, end, size);
    }
    if (end > 0 && out[end - 1] == ' ')
        end--;
    out[end] = '\0';
    return end;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Compares the numbers that *A and *B begin with and steps behind them. */
static int compare_numbers(const char **a, const char **b)
{
    size_t length, other;
    int order;

    *a += strspn(*a, "0");
    *b += strspn(*b, "0");
    length = strspn(*a, "0123456789");
    other = strspn(*b, "0123456789");
    if (length != other)
        return length < other ? -1 : 1;
    order = memcmp(*a, *b, length);
    *a += length;
    *b += length;
    return order;
}

int names_compare(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (is_digit(*a) && is_digit(*b)) {
            int order = compare_numbers(&a, &b);

            if (order != 0)
                return order;
        } else {
            if (*a != *b)
                break;
            a++;
            b++;
        }
    }
    return (unsigned char)*a - (unsigned char)*b;
}

int names_compare_texts(const char *a_folded, const char *a, const char *b_folded, const char *b)
{
    int order = names_compare(a_folded, b_folded);

    if (order == 0)
        order = strcmp(a_folded, b_folded);
    return order != 0 ? order : strcmp(a, b);
}

static unsigned letter(char c)
{
    if (c == ' ')
        return 0;
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a') + 1;
    return is_digit(c) ? (unsigned)(c - '0') + 27 : NAME_LETTERS - 1;
}

/* The trigrams of a folded text's first MOST bytes as they come, some perhaps more than once: at most
 * 2 * MOST + 2. OPEN: its last word may go on. */
static size_t trigrams_of(const char *text, size_t most, bool open, uint32_t *list)
{
    size_t count = 0;
    unsigned a = 0, b = 0;

    for (size_t i = 0; i <= most; i++) {
        bool last = text[i] == '\0' || i == most, ends = last || text[i] == ' ';
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

static int compare_names(const void *a, const void *b)
{
    const struct name *first = a, *second = b;
    int order = names_compare_texts(first->folded, first->name, second->folded, second->name);

    if (order == 0)
        order = first->id < second->id ? -1 : first->id > second->id;
    return order;
}

static int compare_rows(const void *a, const void *b)
{
    const struct name *first = a, *second = b;

    return first->row < second->row ? -1 : first->row > second->row;
}

void names_sort(struct name *names, size_t count)
{
    if (count == 0)
        return;
    qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 0; i < count; i++)
        names[i].rank = (uint32_t)i;
    qsort(names, count, sizeof *names, compare_rows);
}

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

/* Adds to COUNTS, by trigram, the names that have it; with FILL their rows go where COUNTS says. */
static void deal(const struct name *names, size_t count, uint32_t *counts, uint32_t *rows)
{
    uint32_t *seen = must(calloc(NAME_TRIGRAMS, sizeof *seen));
    uint32_t list[2 * NAME_ROOM + 2];

    for (size_t i = 0; i < count; i++)
        for (size_t t = trigrams_of(names[i].folded, NAME_ROOM, false, list); t > 0; t--) {
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

void names_index(const struct name *names, size_t count, struct name_lists *lists)
{
    uint32_t *fill = must(calloc(NAME_TRIGRAMS + 1, sizeof *fill));

    lists->starts = must(calloc(NAME_TRIGRAMS + 1, sizeof *lists->starts));
    deal(names, count, lists->starts + 1, NULL);
    for (size_t t = 0; t < NAME_TRIGRAMS; t++)
        lists->starts[t + 1] += lists->starts[t];
    memcpy(fill, lists->starts, NAME_TRIGRAMS * sizeof *fill);
    lists->count = lists->starts[NAME_TRIGRAMS];
    lists->rows = must(malloc((lists->count + 1) * sizeof *lists->rows));
    deal(names, count, fill, lists->rows);
    free(fill);
}

void names_index_free(struct name_lists *lists)
{
    free(lists->starts);
    free(lists->rows);
    *lists = (struct name_lists){0};
}

/* ---- finding ---- */

bool names_valid(const struct names *names, size_t count)
{
    if (names->starts[0] != 0 || names->starts[NAME_TRIGRAMS] != count)
        return false;
    for (size_t t = 0; t < NAME_TRIGRAMS; t++)
        if (names->starts[t] > names->starts[t + 1])
            return false;
    return true;
}

static uint64_t *rows_bits(const struct names *names, struct arena *arena)
{
    return arena_alloc(arena, (names->rows / 64 + 1) * sizeof(uint64_t));
}

/* Whether a folded name holds the word: at the beginning of one of its own, if it is a short one. */
static bool holds_word(const char *name, const char *word, size_t length)
{
    for (const char *at = name; (at = strstr(at, word)) != NULL; at++)
        if (length > 2 || at == name || at[-1] == ' ')
            return true;
    return false;
}

/* The words of a text, each with a NUL behind it. */
struct words {
    char text[NAME_TYPED_MOST + 1];
    const char *list[NAME_TYPED_MOST / 2 + 1];
    size_t lengths[NAME_TYPED_MOST / 2 + 1];
    size_t count;
};

static void split(const char *text, struct words *words)
{
    char *rest = NULL;
    size_t length = strlen(text);

    words->count = 0;
    if (length > NAME_TYPED_MOST)
        length = NAME_TYPED_MOST;
    memcpy(words->text, text, length);
    words->text[length] = '\0';
    for (char *word = strtok_r(words->text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        words->list[words->count] = word;
        words->lengths[words->count++] = strlen(word);
    }
}

/* The trigram of all words that the fewest names have: what holds the words has it. */
static uint32_t rarest(const struct names *names, const struct words *words)
{
    uint32_t list[2 * NAME_TYPED_MOST + 2], best = 0, least = UINT32_MAX;

    for (size_t w = 0; w < words->count; w++) {
        size_t count = trigrams_of(words->list[w], NAME_TYPED_MOST, true, list);

        /* The first two begin a word, which a long one need not do. */
        for (size_t t = words->lengths[w] > 2 ? 2 : count - 1; t < count; t++) {
            uint32_t size = names->starts[list[t] + 1] - names->starts[list[t]];

            if (size < least) {
                least = size;
                best = list[t];
            }
        }
    }
    return best;
}

uint64_t *names_holding(const struct names *names, struct arena *arena, const char *text)
{
    uint64_t *bits = rows_bits(names, arena);
    struct words words;
    uint32_t trigram;

    split(text, &words);
    if (words.count == 0)
        return bits;
    trigram = rarest(names, &words);
    for (uint32_t i = names->starts[trigram]; i < names->starts[trigram + 1]; i++) {
        uint32_t row = names->lists[i];
        size_t w = 0;

        if (row >= names->rows)
            continue;
        while (w < words.count &&
               holds_word(names_text(names, row), words.list[w], words.lengths[w]))
            w++;
        if (w == words.count)
            bits[row / 64] |= (uint64_t)1 << row % 64;
    }
    return bits;
}

/* ---- misspelt ---- */

/* Letters to change, to add, to leave out or to swap until A is B (optimal string alignment), where
 * what B has beyond is free: A may be a beginning. At most NAME_TYPED_MOST bytes of both. */
static int distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int rows[3][NAME_TYPED_MOST + 1], best;
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

/* How far the words are from a name's: for each of them the nearest word, added up. */
static int words_distance(const struct words *words, const char *name)
{
    int sum = 0;

    for (size_t w = 0; w < words->count; w++) {
        int nearest = (int)words->lengths[w];

        for (const char *other = name; *other != '\0'; other += strspn(other, " ")) {
            size_t length = strcspn(other, " ");
            int far = distance(words->list[w], words->lengths[w], other,
                               length < NAME_TYPED_MOST ? length : NAME_TYPED_MOST);

            nearest = far < nearest ? far : nearest;
            other += length;
        }
        sum += nearest;
    }
    return sum;
}

/* How many letters may be wrong in as many. */
static int faults_allowed(size_t length)
{
    return length < 3 ? 0 : length < 6 ? 1 : length < 10 ? 2 : 3;
}

static int compare_trigrams(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;

    return first < second ? -1 : first > second;
}

/* Each of the trigrams once. */
static size_t unique(uint32_t *list, size_t count)
{
    size_t kept = 0;

    qsort(list, count, sizeof *list, compare_trigrams);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || list[kept - 1] != list[i])
            list[kept++] = list[i];
    return kept;
}

/* How many of the trigrams each name has, by row. */
static uint8_t *count_hits(const struct names *names, struct arena *arena, const uint32_t *list,
                           size_t count)
{
    uint8_t *hits = arena_alloc(arena, names->rows + 1);

    for (size_t t = 0; t < count; t++)
        for (uint32_t i = names->starts[list[t]]; i < names->starts[list[t] + 1]; i++)
            if (names->lists[i] < names->rows)
                hits[names->lists[i]]++;
    return hits;
}

/* The names with LEAST hits or more, as bits. */
static uint64_t *mark_near(const struct names *names, struct arena *arena, const uint8_t *hits,
                           unsigned least)
{
    const struct column column = {.values = hits, .width = 1};
    uint64_t *near = rows_bits(names, arena);

    for (size_t block = 0; block < names->rows / BLOCK_ROWS; block++)
        scan_range(&column, block, least, UINT8_MAX, near + block * BLOCK_WORDS);
    return near;
}

/* The least number of hits that no more than NAME_NEAR_MOST of the marked names reach. */
static unsigned threshold(const struct names *names, const uint8_t *hits, const uint64_t *near,
                          unsigned least)
{
    uint32_t by_hits[UINT8_MAX + 1] = {0};
    unsigned reached = UINT8_MAX;
    size_t sum = 0;

    for (size_t w = 0; w < names->rows / 64; w++)
        for (uint64_t bits = near[w]; bits != 0; bits &= bits - 1)
            by_hits[hits[w * 64 + (size_t)__builtin_ctzll(bits)]]++;
    for (; reached >= least; reached--) {
        if (sum > 0 && sum + by_hits[reached] > NAME_NEAR_MOST)
            return reached + 1;
        sum += by_hits[reached];
    }
    return least;
}

struct near_name *names_near(const struct names *names, struct arena *arena, const char *typed,
                             size_t *count)
{
    struct near_name *found = arena_alloc(arena, NAME_NEAR_MOST * sizeof *found);
    uint32_t wanted[2 * NAME_TYPED_MOST + 2];
    size_t trigrams = unique(wanted, trigrams_of(typed, NAME_TYPED_MOST, true, wanted));
    unsigned least = (unsigned)(trigrams + 2) / 3;
    const uint8_t *hits = count_hits(names, arena, wanted, trigrams);
    const uint64_t *near = mark_near(names, arena, hits, least > 0 ? least : 1);
    struct words words;
    int most = faults_allowed(strlen(typed));

    *count = 0;
    split(typed, &words);
    if (words.count == 0)
        return found;
    least = threshold(names, hits, near, least);
    for (size_t w = 0; w < names->rows / 64; w++)
        for (uint64_t bits = near[w]; bits != 0 && *count < NAME_NEAR_MOST; bits &= bits - 1) {
            uint32_t row = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(bits);
            int faults;

            if (hits[row] < least)
                continue;
            faults = words_distance(&words, names_text(names, row));
            if (faults <= most)
                found[(*count)++] = (struct near_name){row, faults};
        }
    return found;
}
