/* Words that differ between two texts, by the longest common subsequence. What both begin and end
 * with is cut off first, which leaves little of most edits; where even that is too much
 * (CELLS_MAX), all of the middle counts as changed: a bound on memory and time matters more than
 * the best difference of two books. */
#include "base/text/word_diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"

#define CELLS_MAX ((size_t)1 << 20) /* pairs of words that are compared */

struct text_word {
    const char *text;
    size_t length;
};

struct text_words {
    struct text_word *list;
    size_t count;
};

struct runs {
    struct arena *arena;
    struct diff_run *list;
    size_t count;
    struct buffer text; /* of the last */
};

static bool is_word_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Splits TEXT behind each run of blanks. */
static struct text_words split_words(struct arena *arena, const char *text)
{
    struct text_words words = {
        .list = arena_alloc(arena, (strlen(text) + 1) * sizeof(struct text_word))};

    while (*text != '\0') {
        const char *end = text;

        while (*end != '\0' && !is_word_blank(*end))
            end++;
        while (is_word_blank(*end))
            end++;
        words.list[words.count++] = (struct text_word){text, (size_t)(end - text)};
        text = end;
    }
    return words;
}

static bool same_text_word(const struct text_word *a, const struct text_word *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static void append_run(struct runs *runs, enum diff_change change, const struct text_word *words,
                       size_t count)
{
    if (count == 0)
        return;
    if (runs->count == 0 || runs->list[runs->count - 1].change != change) {
        runs->text = buffer_open(runs->arena, 64);
        runs->list[runs->count++].change = change;
    }
    for (size_t i = 0; i < count; i++)
        buffer_put(&runs->text, words[i].text, words[i].length);
    runs->list[runs->count - 1].text = runs->text.data;
}

/* LENGTHS[i * (m + 1) + j]: of the longest common subsequence of what is behind i and j. */
static uint16_t *common_lengths(struct arena *arena, const struct text_word *a, size_t n,
                                const struct text_word *b, size_t m)
{
    size_t wide = m + 1;
    uint16_t *lengths = arena_alloc(arena, (n + 1) * wide * sizeof *lengths);

    memset(lengths, 0, (n + 1) * wide * sizeof *lengths);
    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            uint16_t down = lengths[(i + 1) * wide + j], right = lengths[i * wide + j + 1];

            lengths[i * wide + j] = same_text_word(&a[i], &b[j])
                                        ? (uint16_t)(lengths[(i + 1) * wide + j + 1] + 1)
                                        : (down > right ? down : right);
        }
    return lengths;
}

/* Where both removing and adding lead to a difference of the same length, what is removed comes
 * first, as people read "old, new". */
static void diff_words(struct runs *runs, const struct text_word *a, size_t n,
                       const struct text_word *b, size_t m)
{
    size_t i = 0, j = 0;

    if (n > 0 && m > 0 && n <= CELLS_MAX / m) {
        const uint16_t *lengths = common_lengths(runs->arena, a, n, b, m);

        while (i < n && j < m) {
            if (same_text_word(&a[i], &b[j])) {
                append_run(runs, DIFF_KEPT, &b[j], 1);
                i++;
                j++;
            } else if (lengths[(i + 1) * (m + 1) + j] >= lengths[i * (m + 1) + j + 1]) {
                append_run(runs, DIFF_REMOVED, &a[i++], 1);
            } else {
                append_run(runs, DIFF_ADDED, &b[j++], 1);
            }
        }
    }
    append_run(runs, DIFF_REMOVED, a + i, n - i);
    append_run(runs, DIFF_ADDED, b + j, m - j);
}

struct diff_run *word_diff(struct arena *arena, const char *before, const char *after,
                           size_t *count)
{
    struct text_words a = split_words(arena, before), b = split_words(arena, after);
    struct runs runs = {.arena = arena};
    size_t head = 0, tail = 0;

    runs.list = arena_alloc(arena, (a.count + b.count + 1) * sizeof *runs.list);
    while (head < a.count && head < b.count && same_text_word(&a.list[head], &b.list[head]))
        head++;
    while (tail < a.count - head && tail < b.count - head &&
           same_text_word(&a.list[a.count - tail - 1], &b.list[b.count - tail - 1]))
        tail++;
    append_run(&runs, DIFF_KEPT, b.list, head);
    diff_words(&runs, a.list + head, a.count - head - tail, b.list + head, b.count - head - tail);
    append_run(&runs, DIFF_KEPT, b.list + b.count - tail, tail);
    *count = runs.count;
    return runs.list;
}
