#include "game/value_by_mask.h"

#include "base/language.h"

#define BREAKDOWN_MAX 2 /* values that are told one by one where room is short: a line of a list */

static int64_t by_value_number(const struct by_value *value, const struct value *values)
{
    return values[value->field->index].number;
}

/* Takes VALUE in, behind those with numbers as small. */
static void insert_by_number(struct breakdown *all, const struct by_value *value,
                             const struct value *values)
{
    size_t at = all->count++;

    for (; at > 0 && by_value_number(all->list[at - 1], values) > by_value_number(value, values);
         at--)
        all->list[at] = all->list[at - 1];
    all->list[at] = value;
}

struct breakdown values_breakdown(const struct field *field, const struct value *values,
                                  uint64_t asked)
{
    struct breakdown all = {.count = 0};

    for (size_t i = 0; i < field->each_count; i++) {
        const struct by_value *value = &field->each[i];

        if ((asked >> value->choice->number & 1) != 0 &&
            value_kept(value->field, &values[value->field->index]))
            insert_by_number(&all, value, values);
    }
    all.set = all.count > 0;
    if (all.set) {
        all.low = by_value_number(all.list[0], values);
        all.high = by_value_number(all.list[all.count - 1], values);
    } else if (asked == UINT64_MAX && value_kept(field, &values[field->index])) {
        all.set = true;
        all.low = all.high = values[field->index].number;
    }
    return all;
}

static const char *by_value_shown(const struct field *field, struct arena *arena, int64_t number)
{
    return value_shown(field, arena, &(struct value){.set = true, .number = number});
}

/* Each value with its number. */
static const char *format_breakdown(const struct breakdown *all, struct arena *arena,
                                    const struct value *values, bool brief)
{
    struct buffer text = buffer_open(arena, 64);

    for (size_t i = 0; i < all->count; i++) {
        const struct by_value *value = all->list[i];

        buffer_format(&text, "%s%s%s%s",
                      i == 0  ? ""
                      : brief ? " "
                              : ", ",
                      choice_text(value->choice, brief), brief ? "\u00A0" : " ",
                      value_shown(value->field, arena, &values[value->field->index]));
    }
    return text.data;
}

/* The least alone; whether it is that of all is said. */
static const char *shown_min(const struct field *field, struct arena *arena,
                             const struct breakdown *all)
{
    const char *low = by_value_shown(field, arena, all->low);

    return all->low == all->high ? low : arena_format(arena, _("from %s"), low);
}

const char *values_asked(const struct field *field, struct arena *arena, const struct value *values,
                         uint64_t asked)
{
    struct breakdown all = values_breakdown(field, values, asked);

    if (!all.set || field->shown == SHOWN_NEVER)
        return "";
    return all.low != all.high && all.count <= BREAKDOWN_MAX
               ? format_breakdown(&all, arena, values, true)
               : shown_min(field, arena, &all);
}

const char *by_brief(const struct field *field, struct arena *arena, const struct value *values)
{
    struct breakdown all = values_breakdown(field, values, UINT64_MAX);

    return values_present(field, values) ? shown_min(field, arena, &all) : "";
}

const char *by_shown(const struct field *field, struct arena *arena, const struct value *values)
{
    struct breakdown all = values_breakdown(field, values, UINT64_MAX);

    if (!values_present(field, values))
        return "";
    /* All of them alike, or none that is known. */
    if (all.low == all.high &&
        (all.count == 0 || (all.count > 1 && all.count == field->each_count)))
        return by_value_shown(field, arena, all.low);
    return format_breakdown(&all, arena, values, false);
}
