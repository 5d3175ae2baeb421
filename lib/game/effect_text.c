#include "game/effect_text.h"

#include <inttypes.h>

#include "base/language.h"
#include "game/value.h"

static const struct field signed_number = {.type = FIELD_INTEGER,
                                           .shown = SHOWN_SIGNED,
                                           .zero = true};
static const struct field plain_number = {.type = FIELD_INTEGER, .zero = true};
static const struct field percents = {.type = FIELD_INTEGER,
                                      .shown = SHOWN_SIGNED,
                                      .unit = "%",
                                      .zero = true};
static const struct field seconds = {.type = FIELD_DECIMAL,
                                     .decimals = 3,
                                     .shown = SHOWN_SECONDS,
                                     .zero = true};

static const struct amount *amount_of(const struct enumeration *values, int64_t number)
{
    static const struct amount otherwise = {.how = AMOUNT_SIGNED};

    for (size_t i = 0; i < values->amount_count; i++)
        if (values->amounts[i].number == number)
            return &values->amounts[i];
    return &otherwise;
}

/* What the field at PLACE of an Amount holds; 0 when there is none. */
static int64_t part(const struct field *field, size_t place, const struct value *values)
{
    const struct field *part = field->amount[place];

    return part != NULL && values[part->index].set ? values[part->index].number : 0;
}

/* One of an enumeration; a negative number is the one that is excepted. */
static const char *choice_label(struct arena *arena, const struct enumeration *values,
                                int64_t number)
{
    const struct choice *choice = choice_by_number(values, number);

    if (choice == NULL && number < 0) {
        uint64_t size = 0 - (uint64_t)number;

        if (size <= INT64_MAX)
            choice = choice_by_number(values, (int64_t)size);
        return arena_format(arena, _("not %s"),
                            choice != NULL ? choice_text(choice, false)
                                           : arena_format(arena, "%" PRIu64, size));
    }
    return choice != NULL ? choice_text(choice, false) : arena_format(arena, "%" PRId64, number);
}

static const char *effect_number_shown(struct arena *arena, const struct amount *amount,
                                       int64_t number)
{
    struct value value = {.set = true, .number = number};

    switch (amount->how) {
    case AMOUNT_PLAIN: return value_shown(&plain_number, arena, &value);
    case AMOUNT_PERCENT: return value_shown(&percents, arena, &value);
    case AMOUNT_OVER_HUNDRED:
        if (__builtin_sub_overflow(number, 100, &value.number))
            value.number = INT64_MIN;
        return value_shown(&percents, arena, &value);
    case AMOUNT_MILLISECONDS: return value_shown(&seconds, arena, &value);
    case AMOUNT_NAMED: return choice_label(arena, amount->values, number);
    case AMOUNT_NONE: return "";
    case AMOUNT_SIGNED: break;
    }
    return value_shown(&signed_number, arena, &value);
}

/* A number without its sign, as near as there is one. */
static int64_t magnitude(int64_t number)
{
    return number >= 0 ? number : number == INT64_MIN ? INT64_MAX : -number;
}

/* The figures: one, or from one to the other where it may be more; a source counts the most without
 * its sign. */
static const char *effect_numbers(struct arena *arena, const struct amount *amount, int64_t value,
                                  int64_t max, bool grows)
{
    const char *one = effect_number_shown(arena, amount, value);
    const char *much;
    bool ranged = amount->how != AMOUNT_NAMED && amount->how != AMOUNT_NONE && !amount->level;

    if (ranged && magnitude(max) > magnitude(value))
        return arena_format(arena, _("%s to %s"), one,
                            effect_number_shown(arena, amount, value < 0 ? -magnitude(max) : max));
    if (ranged && grows && max == 0)
        return arena_format(arena, _("%s, by level"), one);
    if (!amount->level || max <= 0)
        return one;
    much = value_shown(&plain_number, arena, &(struct value){.set = true, .number = max});
    return *one != '\0' ? arena_format(arena, _("%s, up to level %s"), one, much)
                        : arena_format(arena, _("up to level %s"), much);
}

/* Whether figures say anything: of a choice that is told by its name alone, or where all are 0,
 * they do not; but 0 of an enumeration is one of its values. */
static bool says_nothing(const struct amount *amount, int64_t value, int64_t max)
{
    if (amount->how == AMOUNT_NAMED)
        return choice_by_number(amount->values, value) == NULL && value == 0;
    return value == 0 && max == 0;
}

const char *effect_text(const struct field *field, struct arena *arena, const struct value *values)
{
    const struct value *choice = &values[field->index];
    const char *label = values_shown(field, arena, values), *much;
    const struct amount *amount;
    int64_t value, max;

    if (field->amount[0] == NULL || !value_present(field, choice))
        return label;
    amount = amount_of(field->values, choice->number);
    value = part(field, 0, values);
    max = part(field, 1, values);
    if (says_nothing(amount, value, max))
        return label;
    much = effect_numbers(arena, amount, value, max, part(field, 2, values) != 0);
    if (amount->tick && field->lasts != NULL && values[field->lasts->index].set &&
        values[field->lasts->index].number != 0)
        much = arena_format(arena, _("%s a tick"), much);
    return *much != '\0' ? arena_format(arena, "%s %s", label, much) : label;
}
