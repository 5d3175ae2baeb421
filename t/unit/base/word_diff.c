#include "base/text/word_diff.h"

#include <string.h>

#include "../unit.h"
#include "base/buffer.h"

/* The difference as one text: [-removed-]{+added+}. */
static const char *told(const char *before, const char *after)
{
    struct buffer text = buffer_open(arena, 64);
    size_t count;
    struct diff_run *runs = word_diff(arena, before, after, &count);

    for (size_t i = 0; i < count; i++)
        buffer_format(&text,
                      runs[i].change == DIFF_KEPT      ? "%s"
                      : runs[i].change == DIFF_REMOVED ? "[-%s-]"
                                                       : "{+%s+}",
                      runs[i].text);
    return text.length > 0 ? text.data : "";
}

static void what_changed_is_told_by_words(void **state)
{
    (void)state;
    assert_string_equal(told("", ""), "");
    assert_string_equal(told("as it was", "as it was"), "as it was");
    assert_string_equal(told("", "all new"), "{+all new+}");
    assert_string_equal(told("all gone", ""), "[-all gone-]");
    assert_string_equal(told("He drops a rusty dagger there.", "He drops a fine dagger there."),
                        "He drops a [-rusty -]{+fine +}dagger there.");
    assert_string_equal(told("one two three four", "zero one three four five"),
                        "{+zero +}one [-two -]three [-four-]{+four five+}");
    assert_string_equal(told("a\n\nb", "a\n\nc\n\nb"), "a\n\n{+c\n\n+}b");
}

static void the_runs_of_random_texts_are_both_of_them(void **state)
{
    static const char *const vocabulary[] = {"ä ", "b ", "c\n", "d\t", "e"};
    unsigned seed = 7;

    (void)state;
    for (int i = 0; i < 300; i++) {
        struct buffer text[2] = {buffer_open(arena, 64), buffer_open(arena, 64)};
        struct buffer told_of[2] = {buffer_open(arena, 64), buffer_open(arena, 64)};
        struct diff_run *runs;
        size_t count;

        for (int j = 0; j < 40; j++) {
            seed = seed * 1103515245u + 12345u;
            buffer_text(&text[seed >> 30 & 1], vocabulary[(seed >> 16) % 5]);
        }
        buffer_text(&text[0], ".");
        buffer_text(&text[1], ".");
        runs = word_diff(arena, text[0].data, text[1].data, &count);
        buffer_text(&told_of[0], "");
        buffer_text(&told_of[1], "");
        for (size_t j = 0; j < count; j++) {
            if (runs[j].change != DIFF_ADDED)
                buffer_text(&told_of[0], runs[j].text);
            if (runs[j].change != DIFF_REMOVED)
                buffer_text(&told_of[1], runs[j].text);
        }
        assert_string_equal(told_of[0].data, text[0].data);
        assert_string_equal(told_of[1].data, text[1].data);
    }
}

static void too_many_words_to_compare_are_all_changed(void **state)
{
    struct buffer a = buffer_open(arena, 64), b = buffer_open(arena, 64);
    struct diff_run *runs;
    size_t count;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        buffer_format(&a, "a%d same ", i);
        buffer_format(&b, "b%d same ", i);
    }
    runs = word_diff(arena, a.data, b.data, &count);
    assert_int_equal(count, 3);
    assert_int_equal(runs[0].change, DIFF_REMOVED);
    assert_int_equal(runs[1].change, DIFF_ADDED);
    assert_string_equal(runs[2].text, "same ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_changed_is_told_by_words),
        UNIT(the_runs_of_random_texts_are_both_of_them),
        UNIT(too_many_words_to_compare_are_all_changed),
    };

    return UNIT_RUN(tests);
}
