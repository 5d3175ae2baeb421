#include "talk/tree.h"

#include <pthread.h>

#include "../unit.h"

/* This program and tree.c are compiled with -fsanitize-coverage=trace-pc: the compiler calls this
 * at every basic block, which counts what is done without a clock. */
void __sanitizer_cov_trace_pc(void);

static size_t steps;

#ifdef __clang__
__attribute__((no_sanitize("coverage")))
#else
__attribute__((no_sanitize_coverage))
#endif
void __sanitizer_cov_trace_pc(void)
{
    steps++;
}

#define MOST 20000

static struct comment comments[MOST];
static struct tree_node nodes[MOST];

/* COUNT comments with ids 1 to COUNT, of which PARENTS gives the parents. */
static void make(size_t count, const uint64_t *parents)
{
    for (size_t i = 0; i < count; i++)
        comments[i] =
            (struct comment){.id = i + 1, .parent_id = parents[i], .top_comment_id = i + 1};
}

static void flatten(size_t count, enum thread_sort sort)
{
    memset(nodes, 0, count * sizeof *nodes);
    tree_flatten(arena, comments, count, sort, nodes);
}

/* The ids in order, each with its depth and closes: "1:0+0 2:1+2 …". */
static void reads_in_order(size_t count, enum thread_sort sort, const char *expected)
{
    char text[1000] = "";

    flatten(count, sort);
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%llu:%zu+%zu",
                 i > 0 ? " " : "", (unsigned long long)nodes[i].comment->id, nodes[i].depth,
                 nodes[i].closes);
    assert_string_equal(text, expected);
}

static bool known_before(const struct comment *comment)
{
    for (const struct comment *c = comments; c < comment; c++)
        if (c->id == comment->parent_id)
            return true;
    return false;
}

static bool in_order(const struct comment *a, const struct comment *b, enum thread_sort sort)
{
    if (sort == SORT_BEST && a->score != b->score)
        return a->score > b->score;
    return sort == SORT_BEST ? a->id <= b->id : a < b;
}

/* Asserts all that a flattened list promises, whatever the comments are. */
static void is_a_reading_order(size_t count, enum thread_sort sort)
{
    static const struct comment *open[MOST], *last[MOST + 1];
    static bool seen[MOST];
    size_t depth = 0;

    memset(seen, 0, count * sizeof *seen);
    last[0] = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct comment *c = nodes[i].comment;
        bool root = depth == 0;

        assert_in_range(c - comments, 0, count - 1);
        assert_false(seen[c - comments]);
        seen[c - comments] = true;
        assert_int_equal(nodes[i].depth, depth);
        if (root)
            assert_true(c->parent_id == 0 || !known_before(c));
        else
            assert_int_equal(open[depth - 1]->id, c->parent_id);
        /* A child stands behind its parent in what was given: no cycle can be. */
        assert_true(root || open[depth - 1] < c);
        assert_true(last[depth] == NULL ||
                    in_order(last[depth], c, root ? SORT_CONVERSATION : sort));
        assert_int_equal(nodes[i].orphaned, root && c->top_comment_id != c->id);
        last[depth] = open[depth] = c;
        last[depth + 1] = NULL;
        depth++;
        assert_in_range(nodes[i].closes, 0, depth);
        depth -= nodes[i].closes;
    }
    assert_int_equal(depth, 0);
}

static const uint64_t family[] = {0, 1, 1, 2, 0, 3, 5, 2};

static void a_conversation_reads_from_parent_to_child(void **state)
{
    (void)state;
    make(COUNT(family), family);
    reads_in_order(COUNT(family), SORT_CONVERSATION,
                   "1:0+0 2:1+0 4:2+1 8:2+2 3:1+0 6:2+3 5:0+0 7:1+2");
}

static void best_puts_the_highest_score_first_and_the_older_of_equals(void **state)
{
    (void)state;
    make(6, (uint64_t[]){0, 1, 1, 1, 1, 0});
    comments[2].score = 5;
    comments[3].score = -1;
    comments[4].score = 5;
    comments[5].score = 99;
    reads_in_order(6, SORT_BEST, "1:0+0 3:1+1 5:1+1 2:1+1 4:1+2 6:0+1");
    comments[3].score = INT64_MIN;
    comments[4].score = INT64_MAX;
    reads_in_order(6, SORT_BEST, "1:0+0 5:1+1 3:1+1 2:1+1 4:1+2 6:0+1");
}

static void no_comments_make_no_nodes(void **state)
{
    (void)state;
    for (int sort = SORT_CONVERSATION; sort <= SORT_BEST; sort++)
        tree_flatten(arena, NULL, 0, sort, NULL);
}

static void a_reply_to_what_is_on_an_earlier_page_is_orphaned(void **state)
{
    (void)state;
    make(4, (uint64_t[]){77, 1, 0, 3});
    comments[0].top_comment_id = 70;
    comments[1].top_comment_id = 70;
    comments[3].top_comment_id = 3;
    flatten(4, SORT_CONVERSATION);
    assert_true(nodes[0].orphaned);
    assert_false(nodes[1].orphaned);
    assert_false(nodes[2].orphaned);
    assert_false(nodes[3].orphaned);
    is_a_reading_order(4, SORT_CONVERSATION);
}

static void every_tree_of_five_is_in_reading_order(void **state)
{
    (void)state;
    for (int shape = 0; shape < 6 * 6 * 6 * 6 * 6; shape++) {
        uint64_t parents[5];

        for (int i = 0, rest = shape; i < 5; i++, rest /= 6)
            parents[i] = (uint64_t)(rest % 6);
        make(5, parents);
        for (int sort = SORT_CONVERSATION; sort <= SORT_BEST; sort++) {
            flatten(5, sort);
            is_a_reading_order(5, sort);
        }
        arena_reset(arena);
    }
}

static void cycles_and_foreign_parents_never_loop(void **state)
{
    uint64_t seed = 17;

    (void)state;
    for (int round = 0; round < 1500; round++) {
        size_t count = 1 + unit_below(&seed, 60), names = 1 + unit_below(&seed, 70);

        /* Parents that come later, that are the comment itself, that are nobody; ids twice. */
        for (size_t i = 0; i < count; i++)
            comments[i] =
                (struct comment){.id = unit_below(&seed, 4) == 0 ? unit_below(&seed, names) : i + 1,
                                 .parent_id = unit_below(&seed, names),
                                 .top_comment_id = unit_below(&seed, names),
                                 .score = (int64_t)unit_below(&seed, 5) - 2};
        for (int sort = SORT_CONVERSATION; sort <= SORT_BEST; sort++) {
            flatten(count, sort);
            is_a_reading_order(count, sort);
        }
        arena_reset(arena);
    }
}

static void *flatten_chain(void *count)
{
    for (int sort = SORT_CONVERSATION; sort <= SORT_BEST; sort++)
        tree_flatten(arena, comments, *(size_t *)count, sort, nodes);
    return NULL;
}

static void ten_thousand_levels_need_no_stack(void **state)
{
    size_t count = 10000;
    pthread_attr_t attributes;
    pthread_t thread;

    (void)state;
    for (size_t i = 0; i < count; i++)
        comments[i] = (struct comment){.id = i + 1, .parent_id = i, .top_comment_id = i + 1};
    /* 128 KiB would hold a dozen bytes a level. */
    pthread_attr_init(&attributes);
    assert_int_equal(pthread_attr_setstacksize(&attributes, 128 * 1024), 0);
    assert_int_equal(pthread_create(&thread, &attributes, flatten_chain, &count), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(nodes[i].depth, i);
    assert_int_equal(nodes[count - 1].closes, count);
    is_a_reading_order(count, SORT_BEST);
}

enum shape { CHAIN, STAR, COMB, RANDOM, FOREIGN, BACKWARD, SHAPES };

static uint64_t parent_in(enum shape shape, size_t i, size_t count, uint64_t *seed)
{
    switch (shape) {
    case CHAIN: return i;
    case STAR: return i > 0;
    case COMB: return i % 2 == 0 ? i : i / 2;
    case RANDOM: return unit_below(seed, i + 1);
    case FOREIGN: return count + 5 + i;
    default: return i + 2;
    }
}

/* The steps that a list of COUNT comments of a shape takes, with ids STRIDE apart. */
static size_t cost(enum shape shape, size_t count, uint64_t stride, enum thread_sort sort)
{
    uint64_t seed = 18;

    for (size_t i = 0; i < count; i++)
        comments[i] = (struct comment){
            .id = (i + 1) * stride,
            .parent_id = parent_in(shape, i, count, &seed) * stride,
            .score = (int64_t)unit_below(&seed, 100),
        };
    steps = 0;
    tree_flatten(arena, comments, count, sort, nodes);
    arena_reset(arena);
    return steps;
}

static void the_work_grows_with_the_number_of_comments_only(void **state)
{
    static const uint64_t strides[] = {1, 7, 1000, 65535};

    (void)state;
    assert_true(cost(CHAIN, 100, 1, SORT_CONVERSATION) > 100);
    for (int shape = 0; shape < SHAPES; shape++)
        for (size_t i = 0; i < COUNT(strides); i++)
            for (int sort = SORT_CONVERSATION; sort <= SORT_BEST; sort++) {
                double few = (double)cost(shape, 2000, strides[i], sort);
                double many = (double)cost(shape, MOST, strides[i], sort);

                /* Ten times the comments: ten times the steps; sorted, 13 times. */
                if (many > few * (sort == SORT_BEST ? 15 : 12))
                    fail_msg("shape %d, ids %d apart, sort %d: %.0f steps, then %.0f", shape,
                             (int)strides[i], sort, few, many);
            }
}

static void a_sort_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(thread_sort_names[SORT_CONVERSATION], "conversation");
    assert_string_equal(thread_sort_names[SORT_NEWEST], "newest");
    assert_string_equal(thread_sort_names[SORT_BEST], "best");
    assert_null(thread_sort_names[SORT_BEST + 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_conversation_reads_from_parent_to_child),
        UNIT(best_puts_the_highest_score_first_and_the_older_of_equals),
        UNIT(no_comments_make_no_nodes),
        UNIT(a_reply_to_what_is_on_an_earlier_page_is_orphaned),
        UNIT(every_tree_of_five_is_in_reading_order),
        UNIT(cycles_and_foreign_parents_never_loop),
        UNIT(ten_thousand_levels_need_no_stack),
        UNIT(the_work_grows_with_the_number_of_comments_only),
        UNIT(a_sort_has_a_name),
    };

    return UNIT_RUN(tests);
}
