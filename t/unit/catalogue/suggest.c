/* Suggestions against a plain loop over all names. */
#include "../trial.h"

enum { KINDS = 2 }; /* of the model */

/* A folded name without the article that it begins with, where it begins with TYPED behind that only. */
static const char *bare(const char *name, const char *typed)
{
    static const char *const articles[] = {"a ", "an ", "the "};

    for (size_t i = 0; i < COUNT(articles); i++) {
        size_t length = strlen(articles[i]);

        if (strncmp(name, typed, strlen(typed)) != 0 && strncmp(name, articles[i], length) == 0 &&
            strncmp(name + length, typed, strlen(typed)) == 0)
            return name + length;
    }
    return name;
}

static unsigned rank_of(const struct entry *entry, const char *typed)
{
    const char *name = folded_of(entry->name);
    char begins[200], whole[200], padded[1200];

    if (!name_holds(entry->name, typed))
        return RANK_NEAR;
    snprintf(begins, sizeof begins, " %s", folded_of(typed));
    snprintf(whole, sizeof whole, " %s ", folded_of(typed));
    snprintf(padded, sizeof padded, " %s ", bare(name, folded_of(typed)));
    if (strcmp(padded, whole) == 0)
        return RANK_SAME;
    if (strncmp(padded, whole, strlen(whole)) == 0)
        return RANK_BEGINS;
    if (strstr(padded, whole) != NULL)
        return RANK_WORD;
    if (strncmp(padded, begins, strlen(begins)) == 0)
        return RANK_PREFIX;
    return strstr(padded, begins) != NULL ? RANK_PART : RANK_HOLDS;
}

static const char *typed_by;

static int compare_fits(const void *a, const void *b)
{
    const struct entry *first = *(const struct entry *const *)a;
    const struct entry *second = *(const struct entry *const *)b;
    int order = (int)rank_of(first, typed_by) - (int)rank_of(second, typed_by);

    if (order == 0)
        order = (int)second->kind->weight - (int)first->kind->weight;
    if (order == 0)
        order = (int)strlen(bare(folded_of(first->name), folded_of(typed_by))) -
                (int)strlen(bare(folded_of(second->name), folded_of(typed_by)));
    return order != 0 ? order : compare_entry_names(first, second);
}

static bool alike(const struct entry *a, const struct entry *b)
{
    return a->kind == b->kind && strcmp(folded_of(a->name), folded_of(b->name)) == 0;
}

/* Of FITS, all EXPECTED of them in order, the first of each name of a kind; *HOW_MANY bear each.
 * Nothing tells them apart. */
static size_t once_each(const struct entry **fits, size_t expected, const struct entry **firsts,
                        uint64_t *how_many)
{
    size_t count = 0;

    for (size_t i = 0; i < expected; i++) {
        size_t at = 0;

        while (at < count && !alike(firsts[at], fits[i]))
            at++;
        if (at == count) {
            firsts[count++] = fits[i];
            how_many[at] = 0;
        }
        how_many[at]++;
    }
    return count;
}

/* FITS, all EXPECTED of them in order: each name of a kind once, with no kind crowded out of LIMIT. */
static void check_mixed(struct catalogue *catalogue, const char *text, const struct entry **fits,
                        size_t expected, unsigned limit)
{
    const struct entry **firsts = arena_alloc(scratch, (expected + 1) * sizeof *firsts);
    uint64_t *how_many = arena_alloc(scratch, (expected + 1) * sizeof *how_many);
    size_t names = once_each(fits, expected, firsts, how_many), at = 0;
    bool there[KINDS] = {false}, due[KINDS] = {false};
    const struct suggestions mixed =
        catalogue_suggest_mixed(catalogue, scratch,
                                &(struct suggest_query){.typed = text, .limit = limit});
    const struct suggestion *list = mixed.list;
    size_t found = mixed.count;

    assert_true(found <= limit && found >= (names < limit ? names : limit));
    for (size_t i = 0; i < found && i < names; i++) {
        while (at < names && firsts[at]->id != list[i].id)
            at++;
        assert_true(at < names);
        assert_int_equal(list[i].alike, how_many[at++]);
        there[list[i].kind->index] = true;
    }
    for (size_t i = 0; i < names; i++)
        due[firsts[i]->kind->index] |= rank_of(firsts[i], text) <= RANK_PART;
    for (size_t k = 0; k < KINDS && strlen(folded_of(text)) > 2 && limit >= 4 * KINDS; k++)
        assert_true(there[k] || !due[k]);
    for (size_t i = 0; i < found; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(alike(&model[list[i].id - 1], &model[list[j].id - 1]));
    if (names > 0 && rank_of(firsts[0], text) == RANK_SAME)
        assert_true(list[0].id == firsts[0]->id);
}

static void suggest(struct catalogue *catalogue, size_t count)
{
    static const char *const typed[] = {"s",     "ru",        "sword",   "rusty sw", "long swords",
                                        "drake", "of the",    "10",      "竜",       "strasse",
                                        "!",     "emiles an", "Rusty",   "éc",       "orc scalp",
                                        "swrod", "rsuty",     "eclairs", "zzz",      "a",
                                        "orc",   "the",       "a 9",     "9 orc"};
    const char *text = twofold(any_of(typed, COUNT(typed)));
    const struct entry **fits = arena_alloc(scratch, (count + 1) * sizeof *fits);
    const struct kind *kind = unit_below(&seed, 3) == 0 ? &game->kinds[unit_below(&seed, 2)] : NULL;
    bool all = unit_below(&seed, 3) == 0;
    unsigned limit = 1 + (unsigned)unit_below(&seed, 20);
    size_t found, expected = 0;
    struct suggestions fitting;
    const struct suggestion *list;
    bool counted = unit_below(&seed, 2) == 0;

    for (size_t i = 0; i < count; i++)
        if ((kind == NULL || model[i].kind == kind) && *folded_of(text) != '\0' &&
            (all || (!model[i].hidden && model[i].state == ENTRY_CURRENT)) &&
            name_holds(model[i].name, text))
            fits[expected++] = &model[i];
    typed_by = text;
    qsort(fits, expected, sizeof(*fits), compare_fits);
    fitting = catalogue_suggest(catalogue, scratch,
                                &(struct suggest_query){kind, text, all, counted, limit});
    list = fitting.list;
    found = fitting.count;
    assert_true((!counted || fitting.total == expected) && found <= limit);
    assert_true(found >= (expected < limit ? expected : limit));
    for (size_t i = 0; i < found; i++) {
        const struct entry *entry = i < expected ? fits[i] : &model[list[i].id - 1];

        assert_true(list[i].id == entry->id && list[i].kind == entry->kind);
        assert_string_equal(list[i].name, entry->name);
        assert_string_equal(list[i].external_id, entry->external_id);
        assert_int_equal(list[i].rank, rank_of(entry, text));
        assert_true(list[i].hidden == entry->hidden && (all || !entry->hidden));
        assert_true(kind == NULL || entry->kind == kind);
    }
    if (kind == NULL && !all)
        check_mixed(catalogue, text, fits, expected, limit);
    arena_reset(scratch);
}

static void what_is_typed_finds_the_names_that_hold_it_best_first(void **state)
{
    struct catalogue *catalogue;

    (void)state;
    trial_fill(ENTRIES);
    catalogue = trial_catalogue(ENTRIES);
    for (size_t i = 0; i < CHANGES; i++) {
        size_t at = unit_below(&seed, ENTRIES);

        model[at].name = random_words(4);
        trial_change(catalogue, at, i + 1);
        for (size_t times = 0; times < 3; times++)
            suggest(catalogue, ENTRIES);
    }
    catalogue_close(catalogue);
}

static void a_misspelt_name_is_found_where_no_other_is(void **state)
{
    struct catalogue *catalogue;
    struct suggestions found;

    (void)state;
    trial_fill(ENTRIES);
    model[5].name = twofold("Lord Nagafen");
    model[5].hidden = false;
    model[5].state = ENTRY_CURRENT;
    catalogue = trial_catalogue(ENTRIES);
    found = catalogue_suggest(catalogue, arena,
                              &(struct suggest_query){.typed = "lrod nagefen",
                                                      .counted = true,
                                                      .limit = 5});
    assert_int_equal(found.count, 1);
    assert_int_equal(found.total, 0);
    assert_int_equal(found.list[0].rank, RANK_NEAR);
    assert_string_equal(found.list[0].name, "Lord Nagafen");
    catalogue_close(catalogue);
}

static void two_of_a_name_are_found_once_also_where_few_others_are_near(void **state)
{
    struct catalogue *catalogue;
    struct suggestions found;

    (void)state;
    trial_fill(ENTRIES);
    for (size_t i = 5; i < 7; i++) {
        model[i].name = twofold("Lord Nagafen");
        model[i].hidden = false;
        model[i].state = ENTRY_CURRENT;
    }
    catalogue = trial_catalogue(ENTRIES);
    found = catalogue_suggest_mixed(catalogue, arena,
                                    &(struct suggest_query){.typed = "lord nagafen", .limit = 5});
    assert_int_equal(found.count, 1);
    assert_int_equal(found.list[0].alike, 2);
    catalogue_close(catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_is_typed_finds_the_names_that_hold_it_best_first),
        UNIT(a_misspelt_name_is_found_where_no_other_is),
        UNIT(two_of_a_name_are_found_once_also_where_few_others_are_near),
    };

    return TRIAL_RUN(tests);
}
