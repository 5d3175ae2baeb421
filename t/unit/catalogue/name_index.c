#include "catalogue/name_index.h"

#include "../unit.h"

/* ---- text ---- */

static const char *folded(const char *text)
{
    static char out[NAME_CAPACITY];
    size_t length = name_fold(text, out, sizeof out);

    assert_int_equal(length, strlen(out));
    return out;
}

static void names_are_folded_to_small_letters_and_single_blanks(void **state)
{
    (void)state;
    assert_string_equal(folded("Rusty Long Sword +1"), "rusty long sword 1");
    assert_string_equal(folded("  a -- B!! "), "a b");
    assert_string_equal(folded("Mayong's `Guard`"), "mayongs guard");
    assert_string_equal(folded("Éclair Übel Straße Łódź"), "eclair ubel strasse lodz");
    assert_string_equal(folded("e\xCC\x81"
                               "clair"),
                        "eclair");
    assert_string_equal(folded("ДРАКОН 竜"), "дракон 竜");
    assert_string_equal(folded("\xFF\xC3"), "");
    assert_string_equal(folded(""), "");
    assert_string_equal(folded("#_~"), "");
}

static void what_does_not_fit_is_left_out_whole(void **state)
{
    char out[6];

    (void)state;
    assert_int_equal(name_fold("abcdefgh", out, sizeof out), 5);
    assert_string_equal(out, "abcde");
    assert_int_equal(name_fold("abcdд", out, sizeof out), 4);
    assert_string_equal(out, "abcd");
    assert_int_equal(name_fold("abcd efg", out, sizeof out), 4);
    assert_int_equal(name_fold("abc", out, 1), 0);
}

static void numbers_in_names_sort_by_their_worth(void **state)
{
    static const char *const sorted[] = {"",         "10 rats", "a",         "a b",     "ab",
                                         "rank",     "rank 9",  "rank 09 b", "rank 10", "rank 10 b",
                                         "rank 100", "rank b",  "ranks"};

    (void)state;
    for (size_t i = 0; i < COUNT(sorted); i++)
        for (size_t j = 0; j < COUNT(sorted); j++) {
            int order = name_compare(sorted[i], sorted[j]);

            if ((i < j && order >= 0) || (i > j && order <= 0) || (i == j && order != 0))
                fail_msg("\"%s\" and \"%s\"", sorted[i], sorted[j]);
        }
    assert_int_equal(name_compare("a 007", "a 7"), 0);
    assert_true(name_compare_texts("a 007", "A 007", "a 7", "A 7") < 0);
    assert_true(name_compare_texts("a", "A", "a", "a") < 0);
}

/* ---- an index ---- */

static const char *const list[] = {
    "a fire beetle", "a giant fire beetle",  "Emperor Crush",  "Crushbone Belt", "Long Sword",
    "Longsword",     "Sword of Truth",       "Lord Nagafen",   "Lady Vox",       "Nagafen's Hoard",
    "Rusty Axe",     "Axe of the Iron Back", "Éclair au Café", "竜の剣",         "竜の盾",
};

/* Rows begin at 100, so that an index is not taken for a row. */
#define FIRST 100

static struct name names[COUNT(list)];
static struct name_lists lists;

static void make_index(struct name_index *index)
{
    char heap[4096] = "";
    size_t end = 1;
    uint32_t *offsets = arena_alloc(arena, BLOCK_ROWS * sizeof *offsets);

    for (size_t i = 0; i < COUNT(list); i++) {
        offsets[FIRST + i] = (uint32_t)end;
        end += name_fold(list[i], heap + end, sizeof heap - end) + 1;
    }
    *index = (struct name_index){.heap = arena_copy(arena, heap, end),
                                 .heap_size = end,
                                 .folded = {offsets, 4, 0},
                                 .rows = BLOCK_ROWS};
    for (size_t i = 0; i < COUNT(list); i++)
        names[i] = (struct name){.name = list[i],
                                 .folded = index->heap + offsets[FIRST + i],
                                 .id = i,
                                 .row = (uint32_t)(FIRST + i)};
    name_rank(names, COUNT(list));
    name_lists_make(names, COUNT(list), &lists);
    index->starts = lists.starts;
    index->lists = lists.rows;
}

static void every_name_has_its_place_in_the_order(void **state)
{
    struct name_index index;

    (void)state;
    make_index(&index);
    for (size_t i = 0; i < COUNT(list); i++)
        for (size_t j = 0; j < COUNT(list); j++)
            assert_int_equal(names[i].rank < names[j].rank,
                             name_compare(names[i].folded, names[j].folded) < 0);
    name_lists_free(&lists);
}

/* The names that hold WORDS, by their numbers. */
static const char *holding(const struct name_index *index, const char *words)
{
    char *text = arena_string(arena, "");
    const uint64_t *bits = name_index_holding(index, arena, folded(words));

    for (size_t i = 0; i < COUNT(list); i++)
        if (bits[(FIRST + i) / 64] >> (FIRST + i) % 64 & 1)
            text = arena_format(arena, "%s%s%zu", text, *text != '\0' ? " " : "", i);
    return text;
}

static void words_are_found_anywhere_in_names_and_short_ones_at_the_beginning_of_words(void **state)
{
    struct name_index index;

    (void)state;
    make_index(&index);
    assert_string_equal(holding(&index, "fire"), "0 1");
    assert_string_equal(holding(&index, "beetle giant"), "1");
    assert_string_equal(holding(&index, "sword"), "4 5 6");
    assert_string_equal(holding(&index, "SWO"), "4 5 6");
    assert_string_equal(holding(&index, "long sword"), "4 5");
    assert_string_equal(holding(&index, "a"), "0 1 10 11 12");
    assert_string_equal(holding(&index, "ax"), "10 11");
    assert_string_equal(holding(&index, "nagafens"), "9");
    assert_string_equal(holding(&index, "nagafen"), "7 9");
    assert_string_equal(holding(&index, "éCLAIR café"), "12");
    assert_string_equal(holding(&index, "竜"), "13 14");
    assert_string_equal(holding(&index, "の盾"), "14");
    assert_string_equal(holding(&index, "xyzzy"), "");
    assert_string_equal(holding(&index, "sword xyzzy"), "");
    assert_string_equal(holding(&index, ""), "");
    name_lists_free(&lists);
}

static bool is_near(const struct name_index *index, const char *typed, size_t number)
{
    size_t count;
    const struct near_name *near = name_index_near(index, arena, folded(typed), &count);

    assert_true(count <= NAME_NEAR_MAX);
    for (size_t i = 0; i < count; i++)
        if (near[i].row == FIRST + number)
            return true;
    return false;
}

static void what_is_misspelt_is_near_and_what_is_something_else_is_not(void **state)
{
    struct name_index index;

    (void)state;
    make_index(&index);
    assert_true(is_near(&index, "nagefen", 7));
    assert_true(is_near(&index, "lord nagafne", 7));
    assert_true(is_near(&index, "crshbone", 3));
    assert_true(is_near(&index, "emperer crush", 2));
    assert_true(is_near(&index, "beatle", 0));
    assert_true(is_near(&index, "ecliar", 12));
    assert_false(is_near(&index, "zebra", 7));
    assert_false(is_near(&index, "lord", 6));
    assert_false(is_near(&index, "ab", 10));
    assert_false(is_near(&index, "", 0));
    name_lists_free(&lists);
}

/* The table of distances, row by row: how far A is from a beginning of B. */
static int plain_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int rows[40][40], best = (int)a_length;

    for (size_t i = 0; i <= a_length; i++)
        for (size_t j = 0; j <= b_length; j++) {
            int *here = &rows[i][j];

            *here = i == 0 ? (int)j : j == 0 ? (int)i : rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (i > 0 && rows[i - 1][j] + 1 < *here)
                *here = rows[i - 1][j] + 1;
            if (j > 0 && rows[i][j - 1] + 1 < *here)
                *here = rows[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                rows[i - 2][j - 2] + 1 < *here)
                *here = rows[i - 2][j - 2] + 1;
        }
    for (size_t j = 0; j <= b_length; j++)
        best = rows[a_length][j] < best ? rows[a_length][j] : best;
    return best;
}

/* One word against each of a name's. */
static int plain_faults(const char *typed, const char *name)
{
    int nearest = (int)strlen(typed);

    for (; *name != '\0'; name += strspn(name, " ")) {
        size_t length = strcspn(name, " ");
        int far = plain_distance(typed, strlen(typed), name, length);

        nearest = far < nearest ? far : nearest;
        name += length;
    }
    return nearest;
}

static void faults_are_counted_as_in_a_table(void **state)
{
    uint64_t seed = 7;
    size_t seen[4] = {0};
    struct name_index index;

    (void)state;
    make_index(&index);
    for (size_t round = 0; round < 4000; round++) {
        size_t number = unit_below(&seed, COUNT(list)), count;
        char *typed = arena_string(arena, folded(list[number]));
        const struct near_name *near;

        typed[strcspn(typed, " ")] = '\0';
        for (size_t times = unit_below(&seed, 4); times > 0 && *typed != '\0'; times--)
            typed[unit_below(&seed, strlen(typed))] = (char)('a' + unit_below(&seed, 26));
        near = name_index_near(&index, arena, typed, &count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(near[i].faults,
                             plain_faults(typed, folded(list[near[i].row - FIRST])));
            seen[near[i].faults]++;
        }
    }
    assert_true(seen[0] > 100 && seen[1] > 100 && seen[2] > 100);
    name_lists_free(&lists);
}

static void a_text_of_any_length_is_looked_for(void **state)
{
    struct name_index index;
    char text[NAME_CAPACITY];
    uint64_t seed = 5;

    (void)state;
    make_index(&index);
    for (size_t round = 0; round < 300; round++) {
        size_t length = unit_below(&seed, sizeof text - 1), count;

        for (size_t i = 0; i < length; i++)
            text[i] = "ab crush \xC3\xA9"[unit_below(&seed, 11)];
        text[length] = '\0';
        name_index_holding(&index, arena, text);
        name_index_near(&index, arena, text, &count);
    }
    name_lists_free(&lists);
}

static void lists_that_overlap_or_end_elsewhere_are_no_index(void **state)
{
    struct name_index index;

    (void)state;
    make_index(&index);
    assert_true(name_index_valid(&index, lists.count));
    assert_false(name_index_valid(&index, lists.count + 1));
    lists.starts[1000] = (uint32_t)lists.count + 9;
    assert_false(name_index_valid(&index, lists.count));
    name_lists_free(&lists);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(names_are_folded_to_small_letters_and_single_blanks),
        UNIT(what_does_not_fit_is_left_out_whole),
        UNIT(numbers_in_names_sort_by_their_worth),
        UNIT(every_name_has_its_place_in_the_order),
        UNIT(words_are_found_anywhere_in_names_and_short_ones_at_the_beginning_of_words),
        UNIT(what_is_misspelt_is_near_and_what_is_something_else_is_not),
        UNIT(faults_are_counted_as_in_a_table),
        UNIT(a_text_of_any_length_is_looked_for),
        UNIT(lists_that_overlap_or_end_elsewhere_are_no_index),
    };

    return UNIT_RUN(tests);
}
