/* Pairs that wait to be combined, and the ids of entries.
 *
 * One monster drops one item over several loot tables: several results, but one relation, whose
 * fields are combined as the mapping says (a chance by "either", a number by "sum"). Results of
 * one row of the start are combined and emitted before the next; only where a mapping says
 * `Gather` do they wait for all rows, as only then are they kept all at once. A bag is emptied by
 * keeping its memory: it happens for every row.
 *
 * Ids are kept as 64-bit hashes, some 16 to 32 bytes an entry: of a million, odds that two are
 * taken for one are 1 to thirty million, and what would come of it is a relation that dangles
 * unnoticed or an entry that counts as doubled. */
#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/text/text.h"
#include "import/mapping/internal.h"

/* ---- ids ---- */

static bool id_set_put(struct id_set *ids, uint64_t hash)
{
    size_t at;

    assert(ids->capacity > 0);
    at = hash % ids->capacity;
    for (; ids->slots[at] != 0; at = (at + 1) % ids->capacity)
        if (ids->slots[at] == hash)
            return false;
    ids->slots[at] = hash;
    ids->count++;
    return true;
}

/* Never 0, which is an empty slot. */
static uint64_t id_hash(const char *text)
{
    uint64_t hash = text_hash(text, 0);

    return hash != 0 ? hash : 1;
}

bool id_set_add(struct id_set *ids, const char *text)
{
    if (ids->count * 2 >= ids->capacity) {
        struct id_set more = {.capacity = ids->capacity * 2 + 1021};

        more.slots = memory_checked(calloc(more.capacity, sizeof *more.slots));
        for (size_t i = 0; i < ids->capacity; i++)
            if (ids->slots[i] != 0)
                id_set_put(&more, ids->slots[i]);
        free(ids->slots);
        *ids = more;
    }
    return id_set_put(ids, id_hash(text));
}

bool id_set_has(const struct id_set *ids, const char *text)
{
    uint64_t hash = id_hash(text);

    if (ids->capacity == 0)
        return false;
    for (size_t at = hash % ids->capacity; ids->slots[at] != 0; at = (at + 1) % ids->capacity)
        if (ids->slots[at] == hash)
            return true;
    return false;
}

void id_set_free(struct id_set *ids)
{
    free(ids->slots);
    *ids = (struct id_set){0};
}

/* ---- pairs ---- */

void bag_clear(struct bag *bag)
{
    bag->count = 0;
    if (bag->slot_count > 0)
        memset(bag->slots, 0, bag->slot_count * sizeof *bag->slots);
    if (bag->arena != NULL)
        arena_reset(bag->arena);
}

void bag_free(struct bag *bag)
{
    free(bag->pairs);
    free(bag->slots);
    arena_close(bag->arena);
    *bag = (struct bag){0};
}

size_t bag_memory(const struct bag *bag)
{
    return bag->capacity * sizeof *bag->pairs + bag->slot_count * sizeof *bag->slots +
           (bag->arena != NULL ? arena_used(bag->arena) : 0);
}

/* Where the pair is, or would be. */
static size_t pair_slot(const struct bag *bag, uint64_t hash, const char *from, const char *to)
{
    size_t at = hash % bag->slot_count;

    for (; bag->slots[at] != 0; at = (at + 1) % bag->slot_count) {
        const struct pair *pair = &bag->pairs[bag->slots[at] - 1];

        if (pair->hash == hash && strcmp(pair->from, from) == 0 && strcmp(pair->to, to) == 0)
            break;
    }
    return at;
}

/* Pairs are found again by number, which stays: the array moves, the numbers in the slots do not
 * change. */
static void grow_bag(struct bag *bag)
{
    bag->capacity = bag->capacity * 2 + 64;
    bag->pairs = memory_checked(realloc(bag->pairs, bag->capacity * sizeof *bag->pairs));
    free(bag->slots);
    bag->slot_count = bag->capacity * 2;
    bag->slots = memory_checked(calloc(bag->slot_count, sizeof *bag->slots));
    for (size_t i = 0; i < bag->count; i++) {
        size_t at = bag->pairs[i].hash % bag->slot_count;

        while (bag->slots[at] != 0)
            at = (at + 1) % bag->slot_count;
        bag->slots[at] = (uint32_t)i + 1;
    }
}

/* 1 - (1 - p)(1 - q), of percentages in units of 1/SCALE; what is no percentage stays as it is.
 * It is the chance that at least one of two independent tries succeeds, which is what two loot
 * tables of one monster are. */
static int64_t either(int64_t p, int64_t q, double scale)
{
    double whole = 100 * scale;
    double both = whole * (1 - (1 - (double)p / whole) * (1 - (double)q / whole));

    return both >= 0 && both <= whole ? (int64_t)(both + 0.5) : p;
}

/* As much as there is room for. */
static int64_t add_field_numbers(int64_t a, int64_t b)
{
    int64_t both;

    if (__builtin_add_overflow(a, b, &both))
        return a < 0 ? INT64_MIN : INT64_MAX;
    return both;
}

static double scale_of(const struct field *field)
{
    double scale = 1;

    for (unsigned i = 0; field->type == FIELD_DECIMAL && i < field->decimals; i++)
        scale *= 10;
    return scale;
}

/* A value that is not there is no zero: it leaves the other one as it is, whatever way they are
 * combined. */
static void combine_values(const struct field *field, enum mapping_combine how, struct value *to,
                           const struct value *more)
{
    if (!more->set)
        return;
    if (!to->set) {
        *to = *more;
        return;
    }
    switch (how) {
    case COMBINE_FIRST: break;
    case COMBINE_EITHER: to->number = either(to->number, more->number, scale_of(field)); break;
    case COMBINE_SUM: to->number = add_field_numbers(to->number, more->number); break;
    case COMBINE_MIN: to->number = more->number < to->number ? more->number : to->number; break;
    case COMBINE_MAX: to->number = more->number > to->number ? more->number : to->number; break;
    case COMBINE_BITS: to->number |= more->number; break;
    }
}

static void copy_values(struct bag *bag, const struct mapping_part *part, struct pair *pair,
                        const struct value *values)
{
    pair->values = arena_alloc(bag->arena, (part->field_count + 1) * sizeof *pair->values);
    for (size_t i = 0; i < part->field_count; i++) {
        pair->values[i] = values[i];
        pair->values[i].text = arena_string(bag->arena, values[i].text);
    }
}

/* Values are copied to the bag's arena: a pair outlives the row that it came of. */
bool bag_put(struct bag *bag, const struct mapping_part *part, const struct pair *given, bool merge)
{
    const struct value *values = given->values;
    uint64_t hash = text_hash(given->to, text_hash(given->from, 0));
    struct pair *pair;
    size_t at;

    if (bag->arena == NULL)
        bag->arena = arena_open(65536);
    if (bag->count == bag->capacity)
        grow_bag(bag);
    at = pair_slot(bag, hash, given->from, given->to);
    if (bag->slots[at] != 0 && merge) {
        pair = &bag->pairs[bag->slots[at] - 1];
        for (size_t i = 0; i < part->field_count; i++) {
            struct value more = values[i];

            more.text = arena_string(bag->arena, more.text);
            combine_values(&part->fields[i], part->combine[i], &pair->values[i], &more);
        }
        return false;
    }
    while (bag->slots[at] != 0)
        at = (at + 1) % bag->slot_count;
    pair = &bag->pairs[bag->count++];
    *pair = (struct pair){.from = arena_string(bag->arena, given->from),
                          .to = arena_string(bag->arena, given->to),
                          .origin = given->origin,
                          .hash = hash};
    copy_values(bag, part, pair, values);
    bag->slots[at] = (uint32_t)bag->count;
    return true;
}
