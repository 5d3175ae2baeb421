#include "talk/comment.h"

#include "../unit.h"

#define LEVELS 35

/* A chain of comments as the database makes it: ids that only the row gives are filled in after. */
static struct comment chain[LEVELS];

/* Places a chain in which each replies to the one before, from a thread's opening comment (id 100)
 * or, where there is none, from the first level (id 101). The index is the level. */
static void place_chain(bool opening)
{
    memset(chain, 0, sizeof chain);
    for (size_t level = opening ? 0 : 1; level < LEVELS; level++) {
        struct comment *c = &chain[level];
        bool first = level == (opening ? 0 : 1);

        comment_place(c, first ? NULL : &chain[level - 1], opening && first);
        c->id = 100 + level;
        if (c->top_comment_id == 0)
            c->top_comment_id = c->id;
        if (c->root_id == 0)
            c->root_id = c->id;
    }
}

static void a_chain_has_a_level_each(void **state)
{
    (void)state;
    place_chain(true);
    for (size_t level = 0; level < LEVELS; level++) {
        assert_int_equal(chain[level].level, level);
        assert_int_equal(chain[level].parent_id, level > 0 ? 99 + level : 0);
    }
}

static void a_branch_is_ten_levels_below_one_comment(void **state)
{
    static const uint64_t branches[LEVELS] = {0,   100, 100, 100, 100, 100, 100, 100, 100,
                                              100, 100, 110, 110, 110, 110, 110, 110, 110,
                                              110, 110, 110, 120, 120, 120, 120, 120, 120,
                                              120, 120, 120, 120, 130, 130, 130, 130};

    (void)state;
    place_chain(true);
    for (size_t level = 0; level < LEVELS; level++)
        assert_int_equal(chain[level].branch_id, branches[level]);
}

static void a_top_comment_is_each_comment_on_a_branchs_first_level(void **state)
{
    static const uint64_t top_comments[LEVELS] = {100, 101, 101, 101, 101, 101, 101, 101, 101,
                                                  101, 101, 111, 111, 111, 111, 111, 111, 111,
                                                  111, 111, 111, 121, 121, 121, 121, 121, 121,
                                                  121, 121, 121, 121, 131, 131, 131, 131};

    (void)state;
    place_chain(true);
    for (size_t level = 0; level < LEVELS; level++)
        assert_int_equal(chain[level].top_comment_id, top_comments[level]);
}

static void all_below_a_first_level_comment_have_it_as_root(void **state)
{
    (void)state;
    place_chain(true);
    assert_int_equal(chain[0].root_id, 100);
    for (size_t level = 1; level < LEVELS; level++)
        assert_int_equal(chain[level].root_id, 101);
}

static void a_thread_without_an_opening_comment_differs_in_its_first_branch_only(void **state)
{
    struct comment with[LEVELS];

    (void)state;
    place_chain(true);
    memcpy(with, chain, sizeof with);
    place_chain(false);
    assert_int_equal(chain[1].parent_id, 0);
    for (size_t level = 1; level < LEVELS; level++) {
        assert_int_equal(chain[level].level, with[level].level);
        assert_int_equal(chain[level].branch_id, level <= 10 ? 0 : with[level].branch_id);
        assert_int_equal(chain[level].top_comment_id, with[level].top_comment_id);
        assert_int_equal(chain[level].root_id, with[level].root_id);
    }
}

static void siblings_stand_in_one_branch(void **state)
{
    (void)state;
    place_chain(true);
    for (size_t level = 0; level + 1 < LEVELS; level++) {
        struct comment sibling = {0};

        comment_place(&sibling, &chain[level], false);
        assert_int_equal(sibling.level, level + 1);
        assert_int_equal(sibling.parent_id, chain[level].id);
        assert_int_equal(sibling.branch_id, chain[level + 1].branch_id);
        /* One that begins a top comment gets its own id there, once it has one. */
        if (level % 10 == 0)
            assert_int_equal(sibling.top_comment_id, 0);
        else
            assert_int_equal(sibling.top_comment_id, chain[level + 1].top_comment_id);
    }
}

static void what_a_comment_held_before_does_not_matter(void **state)
{
    (void)state;
    place_chain(true);
    for (size_t level = 0; level < LEVELS; level++) {
        struct comment dirty = {
            .parent_id = 7, .branch_id = 7, .top_comment_id = 7, .root_id = 7, .level = 7};
        struct comment clean = {0};
        const struct comment *parent = level > 0 ? &chain[level - 1] : NULL;

        comment_place(&dirty, parent, level == 0);
        comment_place(&clean, parent, level == 0);
        assert_memory_equal(&dirty, &clean, sizeof clean);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_chain_has_a_level_each),
        UNIT(a_branch_is_ten_levels_below_one_comment),
        UNIT(a_top_comment_is_each_comment_on_a_branchs_first_level),
        UNIT(all_below_a_first_level_comment_have_it_as_root),
        UNIT(a_thread_without_an_opening_comment_differs_in_its_first_branch_only),
        UNIT(siblings_stand_in_one_branch),
        UNIT(what_a_comment_held_before_does_not_matter),
    };

    return UNIT_RUN(tests);
}
