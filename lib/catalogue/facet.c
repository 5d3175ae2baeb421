/* Counts of a field's values, gathered while rows go by, per snapshot: stored numbers differ
 * between two snapshots, as their bases do. They become the choices' totals when a snapshot is
 * left. */
#include <string.h>

#include "catalogue/pass.h"

/* Choices farther from each other than this are counted one by one. */
#define COUNTS_MAX ((size_t)1 << 18)

struct facet_state *facets_begin(struct arena *arena, const struct kind *kind, size_t *count)
{
    struct facet_state *facets = arena_alloc(arena, (kind->filter_count + 1) * sizeof *facets);

    *count = 0;
    for (size_t i = 0; i < kind->filter_count; i++) {
        struct facet_state *facet = &facets[*count];

        if (kind->filters[i]->type == FIELD_TEXT)
            continue;
        facet->field = kind->filters[i];
        switch (facet->field->type) {
        case FIELD_FLAG: facet->size = 2; break;
        case FIELD_CHOICE: facet->size = facet->field->values->count; break;
        case FIELD_MASK: facet->size = 64; break;
        default: break;
        }
        facet->totals = arena_alloc(arena, (facet->size + 1) * sizeof *facet->totals);
        (*count)++;
    }
    return facets;
}

static int64_t facet_number_at(const struct facet_state *facet, size_t index)
{
    return facet->field->type == FIELD_CHOICE ? facet->field->values->choices[index].number
                                              : (int64_t)index;
}

void facet_enter(struct facet_state *facet, struct arena *arena, const struct snapshot *snapshot,
                 const struct catalogue_query *query)
{
    const struct kind *kind = query->kind;
    uint64_t max = 0, base;

    facet->column = &snapshot->kinds[kind->index].fields[facet->field->index];
    facet->upper = facet->field->high != NULL
                       ? &snapshot->kinds[kind->index].fields[facet->field->high->index]
                       : NULL;
    facet->by =
        by_columns(arena, snapshot, kind, facet->field, catalogue_asked(query, facet->field->by));
    facet->counts = NULL;
    if (facet->field->type == FIELD_MASK)
        facet->tally = arena_alloc(arena, sizeof(uint32_t[8][256]));
    if (facet->size == 0 || facet->field->type == FIELD_MASK)
        return;
    base = (uint64_t)facet->column->column.base;
    for (size_t i = 0; i < facet->size; i++) {
        uint64_t stored = (uint64_t)facet_number_at(facet, i) - base;

        /* What is below the base does not occur. */
        if (facet_number_at(facet, i) >= facet->column->column.base && stored > max)
            max = stored;
    }
    if (max >= COUNTS_MAX)
        return;
    facet->count_size = max + 1;
    facet->counts = arena_alloc(arena, facet->count_size * sizeof *facet->counts);
}

/* Choices whose numbers lie far apart would need a table of that size; a range scan a choice is
 * slower and bounded. */
static void count_one_by_one(struct facet_state *facet, size_t block, const uint64_t *words)
{
    uint64_t same[BLOCK_WORDS];

    for (size_t i = 0; i < facet->size; i++) {
        int64_t number = facet_number_at(facet, i);

        scan_range(&facet->column->column, block, number, number, same);
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            facet->totals[i] += (uint64_t)__builtin_popcountll(same[w] & words[w]);
    }
}

void facet_widen(struct facet_state *facet, const struct snapshot_field *field, size_t block,
                 const uint64_t *words)
{
    int64_t low, high;

    if (!scan_extremes(&field->column, block, words, &low, &high))
        return;
    facet->low = !facet->any || low < facet->low ? low : facet->low;
    facet->high = !facet->any || high > facet->high ? high : facet->high;
    facet->any = true;
}

/* From the least beginning to the largest end; where an end is not there, the beginning is. */
static void widen_interval(struct facet_state *facet, size_t block, const uint64_t *words)
{
    uint64_t some[BLOCK_WORDS];
    int64_t low;

    filter_interval_present(facet->column, facet->upper, block, some);
    for (size_t w = 0; w < BLOCK_WORDS; w++)
        some[w] &= words[w];
    facet_widen(facet, facet->column, block, some);
    low = facet->low;
    filter_present(facet->upper, block, some);
    for (size_t w = 0; w < BLOCK_WORDS; w++)
        some[w] &= words[w];
    facet_widen(facet, facet->upper, block, some);
    facet->low = low;
}

void facet_count(struct facet_state *facet, size_t block, const uint64_t *words)
{
    const uint64_t *present = facet->column->present;
    uint64_t set[BLOCK_WORDS];

    if (facet->upper != NULL) {
        widen_interval(facet, block, words);
        return;
    }
    if (facet->by != NULL) {
        by_widen(facet, block, words);
        return;
    }
    if (present != NULL) {
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            set[w] = words[w] & present[block * BLOCK_WORDS + w];
        words = set;
    }
    if (facet->size == 0)
        facet_widen(facet, facet->column, block, words);
    else if (facet->field->type == FIELD_MASK)
        scan_tally(&facet->column->column, block, words, facet->column->column.width, facet->tally);
    else if (facet->counts != NULL)
        scan_count(&facet->column->column, block, words, facet->counts, facet->count_size);
    else
        count_one_by_one(facet, block, words);
}

/* Masks were tallied a byte at a time, 256 counters for each byte of the column: one increment a
 * row instead of one a bit. Here each byte's counts go to the bits that are set in it. */
void facet_leave(struct facet_state *facet)
{
    size_t bits = facet->field->type == FIELD_MASK ? 8 * (size_t)facet->column->column.width : 0;

    for (size_t i = 0; i < bits; i++)
        for (size_t value = 0; value < 256; value++)
            if (value >> i % 8 & 1)
                facet->totals[i] += facet->tally[i / 8][value];
    for (size_t i = 0; facet->counts != NULL && i < facet->size; i++) {
        uint64_t stored = (uint64_t)facet_number_at(facet, i) -
                          (uint64_t)facet->column->column.base;

        if (stored < facet->count_size)
            facet->totals[i] += facet->counts[stored];
    }
}

void facet_end(const struct facet_state *state, struct arena *arena, struct facet *facet)
{
    const struct enumeration *values = state->field->values;
    bool mask = state->field->type == FIELD_MASK;
    size_t size = mask ? values->count : state->size;

    *facet = (struct facet){.field = state->field, .low = state->low, .high = state->high};
    facet->counts = arena_alloc(arena, (size + 1) * sizeof *facet->counts);
    for (size_t i = 0; i < size; i++) {
        int64_t number = mask ? values->choices[i].number : facet_number_at(state, i);
        uint64_t count = !mask                   ? state->totals[i]
                         : (uint64_t)number < 64 ? state->totals[number]
                                                 : 0;

        if (count > 0)
            facet->counts[facet->count++] = (struct facet_count){number, count};
    }
}
