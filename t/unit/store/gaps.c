#include "store/gaps.h"

#include "../unit.h"

static struct gaps gaps;

static void ids_in_order_leave_no_gap(void **state)
{
    (void)state;
    gaps_open(&gaps, 0);
    for (uint64_t id = 1; id <= 100; id++) {
        assert_true(gaps_see(&gaps, id, 1));
        assert_int_equal(gaps_mark(&gaps), id);
        assert_int_equal(gaps.count, 0);
    }
    gaps_close(&gaps);
}

static void what_lies_at_or_below_the_first_mark_was_dealt_with(void **state)
{
    (void)state;
    gaps_open(&gaps, 50);
    assert_int_equal(gaps_mark(&gaps), 50);
    assert_false(gaps_see(&gaps, 50, 1));
    assert_false(gaps_see(&gaps, 1, 1));
    assert_false(gaps_see(&gaps, 0, 1));
    assert_true(gaps_see(&gaps, 51, 1));
    gaps_close(&gaps);
}

static void the_same_id_is_dealt_with_once(void **state)
{
    (void)state;
    gaps_open(&gaps, 0);
    assert_true(gaps_see(&gaps, 3, 1));
    assert_false(gaps_see(&gaps, 3, 1));
    assert_true(gaps_see(&gaps, 1, 1));
    assert_false(gaps_see(&gaps, 1, 1));
    gaps_close(&gaps);
}

static void the_mark_waits_for_what_is_missing(void **state)
{
    (void)state;
    gaps_open(&gaps, 0);
    gaps_see(&gaps, 1, 1);
    gaps_see(&gaps, 5, 1);
    assert_int_equal(gaps_mark(&gaps), 1);
    gaps_see(&gaps, 3, 1);
    assert_int_equal(gaps_mark(&gaps), 1);
    gaps_see(&gaps, 2, 1);
    assert_int_equal(gaps_mark(&gaps), 3);
    gaps_see(&gaps, 4, 1);
    assert_int_equal(gaps_mark(&gaps), 5);
    gaps_close(&gaps);
}

static void an_id_in_the_midst_of_a_gap_splits_it(void **state)
{
    (void)state;
    gaps_open(&gaps, 0);
    gaps_see(&gaps, 11, 7);
    assert_true(gaps_see(&gaps, 5, 9));
    assert_int_equal(gaps.count, 2);
    assert_int_equal(gaps.list[0].first, 1);
    assert_int_equal(gaps.list[0].last, 4);
    assert_int_equal(gaps.list[1].first, 6);
    assert_int_equal(gaps.list[1].last, 10);
    /* Both halves have been missing since the whole was. */
    assert_int_equal(gaps.list[0].noticed, 7);
    assert_int_equal(gaps.list[1].noticed, 7);
    gaps_close(&gaps);
}

static void an_id_at_the_edge_of_a_gap_narrows_it(void **state)
{
    (void)state;
    gaps_open(&gaps, 0);
    gaps_see(&gaps, 6, 1);
    gaps_see(&gaps, 1, 1);
    gaps_see(&gaps, 5, 1);
    assert_int_equal(gaps.count, 1);
    assert_int_equal(gaps.list[0].first, 2);
    assert_int_equal(gaps.list[0].last, 4);
    gaps_close(&gaps);
}

static void only_what_is_missing_for_long_is_given_up(void **state)
{
    (void)state;
    gaps_open(&gaps, 0);
    gaps_see(&gaps, 3, 10);
    gaps_see(&gaps, 6, 20);
    gaps_forget(&gaps, 10);
    assert_int_equal(gaps_mark(&gaps), 0);
    gaps_forget(&gaps, 11);
    assert_int_equal(gaps_mark(&gaps), 3);
    gaps_forget(&gaps, 21);
    assert_int_equal(gaps_mark(&gaps), 6);
    assert_int_equal(gaps.count, 0);
    gaps_close(&gaps);
}

static void what_was_given_up_is_not_dealt_with_later(void **state)
{
    (void)state;
    gaps_open(&gaps, 0);
    gaps_see(&gaps, 3, 10);
    gaps_forget(&gaps, 11);
    assert_false(gaps_see(&gaps, 2, 12));
    gaps_close(&gaps);
}

static void the_highest_id_there_is_can_be_seen(void **state)
{
    (void)state;
    gaps_open(&gaps, UINT64_MAX - 2);
    assert_true(gaps_see(&gaps, UINT64_MAX, 1));
    assert_int_equal(gaps_mark(&gaps), UINT64_MAX - 2);
    assert_true(gaps_see(&gaps, UINT64_MAX - 1, 1));
    assert_true(gaps_mark(&gaps) == UINT64_MAX);
    assert_false(gaps_see(&gaps, UINT64_MAX, 1));
    gaps_close(&gaps);
}

/* A naive model: for each id since when it is missing, or DEALT. */
#define IDS 400
#define DEALT INT64_MAX

struct model {
    int64_t missing[IDS + 1];
    uint64_t highest;
};

static bool model_see(struct model *model, uint64_t id, int64_t now)
{
    bool fresh = id > model->highest || model->missing[id] != DEALT;

    for (; model->highest < id; model->highest++)
        model->missing[model->highest + 1] = now;
    model->missing[id] = DEALT;
    return fresh;
}

static uint64_t model_mark(const struct model *model)
{
    uint64_t mark = 0;

    while (mark < model->highest && model->missing[mark + 1] == DEALT)
        mark++;
    return mark;
}

/* The list must say just what the model does, in order and in as few gaps as there are. */
static void compare(const struct model *model)
{
    uint64_t id = 1;

    assert_int_equal(gaps.highest, model->highest);
    assert_int_equal(gaps_mark(&gaps), model_mark(model));
    for (size_t i = 0; i < gaps.count; i++) {
        const struct gap *gap = &gaps.list[i];

        assert_true(gap->first <= gap->last && gap->first >= id && (i == 0 || gap->first > id));
        for (; id < gap->first; id++)
            assert_true(model->missing[id] == DEALT);
        for (; id <= gap->last; id++)
            assert_int_equal(model->missing[id], gap->noticed);
    }
    for (; id <= model->highest; id++)
        assert_true(model->missing[id] == DEALT);
}

static void random_histories_agree_with_a_naive_model(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (int history = 0; history < 200; history++) {
        struct model model = {.highest = 0};
        size_t reach = 1 + unit_below(&seed, 60);

        model.missing[0] = DEALT;
        gaps_open(&gaps, 0);
        for (int64_t now = 1; now < 300; now++) {
            uint64_t low = model.highest > 30 ? model.highest - 30 : 1;
            uint64_t id = low + unit_below(&seed, 30 + reach);

            if (unit_below(&seed, 12) == 0) {
                int64_t instant = now - (int64_t)unit_below(&seed, 40);

                gaps_forget(&gaps, instant);
                for (uint64_t i = 1; i <= model.highest; i++)
                    if (model.missing[i] < instant)
                        model.missing[i] = DEALT;
            } else if (id <= IDS) {
                assert_int_equal(gaps_see(&gaps, id, now), model_see(&model, id, now));
            }
            compare(&model);
        }
        gaps_close(&gaps);
    }
}

static void closing_frees_all_and_leaves_it_empty(void **state)
{
    (void)state;
    gaps_open(&gaps, 0);
    for (uint64_t id = 2; id < 2000; id += 2)
        gaps_see(&gaps, id, 1);
    assert_int_equal(gaps.count, 999);
    gaps_close(&gaps);
    assert_null(gaps.list);
    gaps_close(&gaps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(ids_in_order_leave_no_gap),
        UNIT(what_lies_at_or_below_the_first_mark_was_dealt_with),
        UNIT(the_same_id_is_dealt_with_once),
        UNIT(the_mark_waits_for_what_is_missing),
        UNIT(an_id_in_the_midst_of_a_gap_splits_it),
        UNIT(an_id_at_the_edge_of_a_gap_narrows_it),
        UNIT(only_what_is_missing_for_long_is_given_up),
        UNIT(what_was_given_up_is_not_dealt_with_later),
        UNIT(the_highest_id_there_is_can_be_seen),
        UNIT(random_histories_agree_with_a_naive_model),
        UNIT(closing_frees_all_and_leaves_it_empty),
    };

    return UNIT_RUN(tests);
}
