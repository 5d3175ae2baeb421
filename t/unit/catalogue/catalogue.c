/* The catalogue against a plain loop over all entries: the same page, total and facets. */
#include "../trial.h"
#include "game/value.h"

#define QUERIES 2400

/* ---- the plain way ---- */

static bool chosen(const struct filter *filter, int64_t number)
{
    const struct enumeration *values = filter->field->values;

    for (size_t i = 0; i < values->count; i++)
        if (filter->any[i / 64] >> i % 64 & 1 && values->choices[i].number == number)
            return true;
    return false;
}

static struct breakdown breakdown_of(const struct catalogue_query *query, const struct field *field,
                                     const struct entry *entry)
{
    return values_breakdown(field, entry->values, catalogue_asked(query, field->by));
}

/* One of the numbers that differ, or the least of all where no others are known. */
static bool passes_by(const struct filter *filter, const struct breakdown *all,
                      const struct entry *entry)
{
    for (size_t i = 0; i < all->count; i++) {
        int64_t number = entry->values[all->list[i]->field->index].number;

        if (number >= filter->low && number <= filter->high)
            return true;
    }
    return all->count == 0 && all->set && all->low >= filter->low && all->low <= filter->high;
}

static bool passes(const struct catalogue_query *query, const struct filter *filter,
                   const struct entry *entry)
{
    const struct value *value = &entry->values[filter->field->index];

    if (filter->field->by != NULL) {
        struct breakdown all = breakdown_of(query, filter->field, entry);

        return passes_by(filter, &all, entry);
    }
    if (filter->field->high != NULL) {
        struct interval interval = values_interval(filter->field, entry->values);

        return (interval.set || !filter->field->zero) && interval.low <= filter->high &&
               interval.high >= filter->low;
    }
    if (filter->field->type == FIELD_TEXT)
        return value->set && strstr(folded_of(value->text), folded_of(filter->text)) != NULL;
    if (filter->field->zero && !value->set)
        return false;
    switch (filter->field->type) {
    case FIELD_MASK: return ((uint64_t)value->number & filter->any[0]) != 0;
    case FIELD_CHOICE: return chosen(filter, value->number);
    default: return value->number >= filter->low && value->number <= filter->high;
    }
}

/* Whether a query finds an entry, its filters on EXCEPT and on what differs by it left out. */
static bool finds(const struct catalogue_query *query, const struct entry *entry,
                  const struct field *except)
{
    bool among = query->among == NULL;

    if (entry->kind != query->kind ||
        (!query->all && (entry->hidden || entry->state != ENTRY_CURRENT)))
        return false;
    if (query->words != NULL && !name_holds(entry->name, query->words))
        return false;
    for (size_t i = 0; i < query->among_count; i++)
        among |= query->among[i] == entry->id;
    for (size_t i = 0; i < query->filter_count; i++)
        if ((except == NULL ||
             (query->filters[i].field != except && query->filters[i].field->by != except)) &&
            !passes(query, &query->filters[i], entry))
            return false;
    return among;
}

static const struct catalogue_query *sorted_by;

/* By where they begin, then by where they end. */
static int compare_intervals(const struct field *field, const struct value *a,
                             const struct value *b)
{
    struct interval first = values_interval(field, a), second = values_interval(field, b);
    int order;

    if (field->zero && (!first.set || !second.set))
        return first.set ? -1 : second.set ? 1 : 0;
    order = first.low != second.low     ? (first.low < second.low ? -1 : 1)
            : first.high != second.high ? (first.high < second.high ? -1 : 1)
                                        : 0;
    return sorted_by->down ? -order : order;
}

/* What is not set is last, whichever way. */
static int compare_values(const struct entry *a, const struct entry *b)
{
    const struct field *field = sorted_by->field;
    struct value first = a->values[field->index], second = b->values[field->index];
    int order;

    if (field->high != NULL)
        return compare_intervals(field, a->values, b->values);
    if (field->by != NULL) {
        struct breakdown left = breakdown_of(sorted_by, field, a);
        struct breakdown right = breakdown_of(sorted_by, field, b);

        if (!left.set || !right.set)
            return left.set ? -1 : right.set ? 1 : 0;
        order = left.low < right.low ? -1 : left.low > right.low;
        return sorted_by->down ? -order : order;
    }
    if ((field->zero || field->type == FIELD_TEXT) && (!first.set || !second.set))
        return first.set ? -1 : second.set ? 1 : 0;
    if (field->type == FIELD_TEXT)
        order = name_compare_texts(folded_of(first.text), first.text, folded_of(second.text),
                                   second.text);
    else if (field->type == FIELD_MASK)
        order = (uint64_t)first.number < (uint64_t)second.number
                    ? -1
                    : (uint64_t)first.number > (uint64_t)second.number;
    else
        order = first.number < second.number ? -1 : first.number > second.number;
    return sorted_by->down ? -order : order;
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *first = *(const struct entry *const *)a;
    const struct entry *second = *(const struct entry *const *)b;
    int order = 0;

    if (sorted_by->sort == CATALOGUE_BY_FIELD)
        order = compare_values(first, second);
    if (sorted_by->sort == CATALOGUE_BY_ID)
        order = first->id < second->id ? -1 : 1;
    if (sorted_by->sort == CATALOGUE_BY_NAME)
        order = compare_entry_names(first, second);
    if (sorted_by->sort != CATALOGUE_BY_FIELD)
        return sorted_by->down ? -order : order;
    return order != 0 ? order : compare_entry_names(first, second);
}

static void check_entry(const struct entry *ours, const struct entry *theirs)
{
    assert_true(ours->id == theirs->id);
    assert_ptr_equal(ours->kind, theirs->kind);
    assert_string_equal(ours->name, theirs->name);
    assert_string_equal(ours->external_id, theirs->external_id);
    assert_true(ours->hidden == theirs->hidden && ours->state == theirs->state);
    assert_true(ours->revision == theirs->revision && ours->created == theirs->created &&
                ours->changed == theirs->changed);
    for (size_t f = 0; f < ours->kind->field_count; f++) {
        const struct value *a = &ours->values[f], *b = &theirs->values[f];

        assert_true(a->set == b->set && a->number == b->number);
        if (b->set && ours->kind->fields[f].type == FIELD_TEXT)
            assert_string_equal(a->text, b->text);
    }
}

/* Whether an entry has such numbers for one value of a mask as filters on what differs by it ask for. */
static bool passes_for(const struct catalogue_query *query, const struct field *mask, int64_t bit,
                       const struct entry *entry)
{
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct filter *filter = &query->filters[i];
        struct breakdown all;

        if (filter->field->by != mask)
            continue;
        all = values_breakdown(filter->field, entry->values, UINT64_C(1) << bit);
        if (!passes_by(filter, &all, entry))
            return false;
    }
    return true;
}

/* How many entries the plain loop finds with this value; of numbers it widens the range. */
static void check_facet(const struct catalogue_query *query, const struct facet *facet,
                        size_t count)
{
    size_t index = facet->field->index, known = 0;
    bool any = false,
         number = facet->field->type == FIELD_INTEGER || facet->field->type == FIELD_DECIMAL;
    int64_t low = 0, high = 0;

    for (size_t c = 0; c < facet->count; c++) {
        uint64_t found = 0;

        for (size_t i = 0; i < count; i++) {
            const struct value *value = &model[i].values[index];

            if (model[i].kind != query->kind || !finds(query, &model[i], facet->field) ||
                (facet->field->zero && !value->set))
                continue;
            if (facet->field->type == FIELD_MASK)
                found += ((uint64_t)value->number >> facet->counts[c].number & 1) != 0 &&
                         passes_for(query, facet->field, facet->counts[c].number, &model[i]);
            else
                found += value->number == facet->counts[c].number;
        }
        assert_true(found == facet->counts[c].count && found > 0);
        known += found;
    }
    for (size_t i = 0; i < count; i++) {
        const struct value *value = &model[i].values[index];

        if (!finds(query, &model[i], facet->field) ||
            (facet->field->zero && !values_interval(facet->field, model[i].values).set))
            continue;
        if (facet->field->high != NULL) {
            struct interval interval = values_interval(facet->field, model[i].values);

            low = !any || interval.low < low ? interval.low : low;
            if (interval.open)
                interval.high = interval.low;
            high = !any || interval.high > high ? interval.high : high;
            any = true;
            continue;
        }
        if (facet->field->by != NULL) {
            struct breakdown all = breakdown_of(query, facet->field, &model[i]);

            if (!all.set)
                continue;
            low = !any || all.low < low ? all.low : low;
            high = !any || all.high > high ? all.high : high;
            any = true;
            continue;
        }
        if (facet->field->type == FIELD_FLAG || facet->field->type == FIELD_CHOICE)
            known -= facet->field->values == NULL ||
                     choice_by_number(facet->field->values, value->number) != NULL;
        low = !any || value->number < low ? value->number : low;
        high = !any || value->number > high ? value->number : high;
        any = true;
    }
    if (number)
        assert_true(facet->low == low && facet->high == high);
    else if (facet->field->type != FIELD_MASK)
        assert_int_equal(known, 0); /* each entry was counted by one of its values */
}

static void check_page(const struct catalogue_query *query, const struct catalogue_page *page,
                       size_t count)
{
    const struct entry **found = arena_alloc(scratch, (count + 1) * sizeof *found);
    size_t total = 0, from = 0;

    for (size_t i = 0; i < count; i++)
        if (finds(query, &model[i], NULL) || model[i].id == query->after)
            found[total++] = &model[i];
    sorted_by = query;
    qsort(found, total, sizeof(*found), compare_entries);
    while (query->after != 0 && found[from++]->id != query->after)
        ;
    if (query->after != 0 && !finds(query, found[from - 1], NULL))
        assert_int_equal(page->total, total - 1);
    else
        assert_int_equal(page->total, total);
    assert_int_equal(page->count, total - from < query->limit ? total - from : query->limit);
    assert_int_equal(page->more, total - from > page->count);
    for (size_t i = 0; i < page->count; i++)
        check_entry(&page->entries[i], found[from + i]);
    for (size_t f = 0; f < page->facet_count; f++)
        check_facet(query, &page->facets[f], count);
}

/* ---- random queries ---- */

static void random_filter(const struct kind *kind, struct filter *filter)
{
    const struct field *field = &kind->fields[unit_below(&seed, kind->field_count)];
    static const char *const texts[] = {"sword", "ORC", "é", "strass", "zzz", "a", "9", "竜"};
    struct value a = random_value(field), b = random_value(field);

    *filter = (struct filter){.field = field};
    switch (field->type) {
    case FIELD_TEXT: filter->text = twofold(any_of(texts, COUNT(texts))); break;
    case FIELD_CHOICE: filter->any[0] = 1 + unit_below(&seed, 31); break;
    case FIELD_MASK: filter->any[0] = unit_random(&seed) & unit_random(&seed); break;
    default:
        filter->low = unit_below(&seed, 4) == 0 ? INT64_MIN : a.number;
        filter->high = unit_below(&seed, 4) == 0 ? INT64_MAX : b.number;
    }
}

static struct catalogue_query random_query(size_t count)
{
    static const char *const words[] = {"sword", "a", "or", "éclair long",
                                        "ou zz", "!", "9",  "竜 orc"};
    struct catalogue_query query = {
        .kind = &game->kinds[unit_below(&seed, 8) == 0],
        .filter_count = unit_below(&seed, 4),
        .all = unit_below(&seed, 3) == 0,
        .sort = (enum catalogue_sort)unit_below(&seed, 3),
        .down = unit_below(&seed, 2) == 0,
        .limit = (unsigned)unit_below(&seed, 60),
        .facets = unit_below(&seed, 8) == 0,
    };

    for (size_t i = 0; i < query.filter_count; i++)
        random_filter(query.kind, &query.filters[i]);
    query.field = &query.kind->fields[unit_below(&seed, query.kind->field_count)];
    if (unit_below(&seed, 4) == 0)
        query.words = twofold(any_of(words, COUNT(words)));
    if (unit_below(&seed, 6) == 0) {
        uint64_t *ids = arena_alloc(arena, 400 * sizeof *ids), id = 0;

        while (query.among_count < 400)
            ids[query.among_count++] = id += 1 + unit_below(&seed, 9);
        query.among = ids;
    }
    if (unit_below(&seed, 3) == 0)
        query.after = 1 + unit_below(&seed, count);
    return query;
}

static void ask(struct catalogue *catalogue, size_t count, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        struct catalogue_query query = random_query(count);
        struct catalogue_page page;
        int result = catalogue_list(catalogue, scratch, &query, &page);

        if (query.after != 0 && model[query.after - 1].kind != query.kind) {
            assert_int_equal(result, -1);
            continue;
        }
        assert_int_equal(result, 0);
        check_page(&query, &page, count);
        arena_reset(scratch);
    }
}

/* ---- tests ---- */

static void lists_are_what_a_plain_loop_finds(void **state)
{
    struct catalogue *catalogue;

    (void)state;
    trial_fill(ENTRIES);
    catalogue = trial_catalogue(ENTRIES);
    ask(catalogue, ENTRIES, QUERIES / 2);
    catalogue_close(catalogue);
}

static void changes_take_part_in_everything(void **state)
{
    struct catalogue *catalogue;
    size_t count = ENTRIES;

    (void)state;
    trial_fill(ENTRIES);
    catalogue = trial_catalogue(ENTRIES);
    for (size_t i = 0; i < CHANGES; i++) {
        size_t at = unit_below(&seed, 3) == 0 ? count++ : unit_below(&seed, count);
        const struct kind *kind = model[at].kind;

        do
            model[at] = random_entry(at + 1);
        while (model[at].kind != kind);
        trial_change(catalogue, at, i + 1);
        ask(catalogue, count, QUERIES / 2 / CHANGES + 1);
    }
    assert_true(catalogue_overlay(catalogue) > CHANGES / 2);
    catalogue_close(catalogue);
}

static void an_empty_game_has_empty_lists(void **state)
{
    struct catalogue *catalogue;

    (void)state;
    trial_fill(1);
    catalogue = trial_catalogue(0);
    ask(catalogue, 0, 0);
    for (size_t k = 0; k < game->kind_count; k++) {
        struct catalogue_query query = {.kind = &game->kinds[k], .limit = 10, .facets = true};
        struct catalogue_page page;

        assert_int_equal(catalogue_list(catalogue, arena, &query, &page), 0);
        assert_int_equal(page.count + page.total + page.more, 0);
        assert_int_equal(catalogue_total(catalogue, &game->kinds[k]), 0);
    }
    catalogue_close(catalogue);
}

static void one_entry_is_found_by_its_id(void **state)
{
    struct catalogue *catalogue;
    struct entry entry;
    uint64_t totals[2] = {0};

    (void)state;
    trial_fill(ENTRIES);
    catalogue = trial_catalogue(ENTRIES);
    model[7] = random_entry(8);
    trial_change(catalogue, 7, 1);
    for (size_t i = 0; i < ENTRIES; i++) {
        assert_true(catalogue_entry(catalogue, arena, i + 1, &entry));
        check_entry(&entry, &model[i]);
        totals[model[i].kind->index] += !model[i].hidden && model[i].state == ENTRY_CURRENT;
    }
    assert_false(catalogue_entry(catalogue, arena, ENTRIES + 1, &entry));
    assert_false(catalogue_entry(catalogue, arena, 0, &entry));
    assert_true(catalogue_total(catalogue, &game->kinds[0]) == totals[0]);
    assert_true(catalogue_total(catalogue, &game->kinds[1]) == totals[1]);
    catalogue_close(catalogue);
}

static void another_declaration_makes_another_snapshot(void **state)
{
    const char *other = game_text_of_test;
    const struct game *first;
    uint64_t hash;

    (void)state;
    trial_read_game();
    first = game;
    hash = snapshot_declaration(game);
    trial_read_game();
    assert_true(snapshot_declaration(game) == hash);
    other = strstr(game_text_of_test, "Type = flag");
    game = game_read(arena,
                     unit_file("trial.hdf",
                               arena_format(arena, "%.*sType = integer%s",
                                            (int)(other - game_text_of_test), game_text_of_test,
                                            other + strlen("Type = flag"))),
                     NULL, stderr);
    assert_non_null(game);
    assert_true(snapshot_declaration(game) != snapshot_declaration(first));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(lists_are_what_a_plain_loop_finds),
        UNIT(changes_take_part_in_everything),
        UNIT(an_empty_game_has_empty_lists),
        UNIT(one_entry_is_found_by_its_id),
        UNIT(another_declaration_makes_another_snapshot),
    };

    return TRIAL_RUN(tests);
}
