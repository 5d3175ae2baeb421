/* A game's file: numbers that differ by the values of a mask. */
#include <assert.h>
#include <string.h>

#include "base/text/text.h"
#include "game/internal.h"

/* What is wrong with PART as what WHOLE is for one value; NULL: nothing. */
static const char *part_fault(const struct field *whole, const struct field *part)
{
    if (part->type != whole->type || part->decimals != whole->decimals)
        return "Each: the fields of the values are numbers of the same type";
    if (part == whole || part->by != NULL || part->whole != NULL)
        return "Each: a field belongs to one value only";
    if (part->high != NULL || part->low != NULL)
        return "Each: no interval differs by values";
    return NULL;
}

/* One line of Each: "NUMBER = FIELD"; PART is the field, NULL when there is none of that name. */
static void read_each(struct game_file *file, const struct declaration *line, struct field *part,
                      struct field *whole, struct by_value *values)
{
    const struct choice *choice = NULL;
    const char *fault;
    int64_t number;

    if (line->value == NULL) {
        fault_at(&file->faults, line->line, "%s needs a value", line->name);
        return;
    }
    if (text_i64(line->name, 0, 63, &number))
        choice = choice_by_number(whole->by->values, number);
    if (choice == NULL) {
        fault_at(&file->faults, line->line, "Each: %s has no value %s", whole->by->name,
                 line->name);
        return;
    }
    if (part == NULL) {
        fault_at(&file->faults, line->line, "Each: there is no field %s", line->value);
        return;
    }
    fault = part_fault(whole, part);
    if (fault != NULL) {
        fault_at(&file->faults, line->line, "%s", fault);
        return;
    }
    values[choice - whole->by->values->choices] = (struct by_value){choice, part};
    part->whole = whole;
    part->subsumed = true;
}

/* Whether WHOLE can differ by values as BLOCK says; what is wrong is noted. */
static bool by_valid(struct game_file *file, const struct declaration *by,
                     const struct declaration *each, const struct field *whole,
                     const struct field *mask)
{
    if (by == NULL || each == NULL)
        fault_at(&file->faults, (by != NULL ? by : each)->line, "%s: %s has no %s",
                 by != NULL ? "By" : "Each", whole->name, by != NULL ? "Each" : "By");
    else if (mask == NULL || mask->type != FIELD_MASK || mask->values == NULL)
        fault_at(&file->faults, by->line, "By: there is no mask %s",
                 by->value != NULL ? by->value : "of that name");
    else if ((whole->type != FIELD_INTEGER && whole->type != FIELD_DECIMAL) ||
             whole->high != NULL || whole->low != NULL || whole->whole != NULL)
        fault_at(&file->faults, by->line,
                 "By: only a number differs that is part of no interval and of no other number");
    else
        return true;
    return false;
}

static void read_by(struct game_file *file, const struct declaration *block, struct field *fields,
                    size_t count, struct field *whole)
{
    const struct declaration *by = declaration_find(block, "By");
    const struct declaration *each = declaration_find(block, "Each");
    const struct field *mask =
        by != NULL && by->value != NULL ? game_field(fields, count, by->value) : NULL;
    struct by_value *values;

    if ((by == NULL && each == NULL) || !by_valid(file, by, each, whole, mask))
        return;
    assert(mask != NULL);
    values = arena_alloc(file->arena, (mask->values->count + 1) * sizeof *values);
    whole->by = mask;
    for (const struct declaration *d = each->inner; d != NULL; d = d->next)
        read_each(file, d, d->value != NULL ? game_field(fields, count, d->value) : NULL, whole,
                  values);
    for (size_t i = 0; i < mask->values->count; i++)
        if (values[i].field != NULL)
            values[whole->each_count++] = values[i];
    whole->each = values;
}

void game_read_by(struct game_file *file, const struct declaration *block, struct field *fields,
                  size_t count)
{
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        struct field *whole = d->value == NULL ? game_field(fields, count, d->name) : NULL;

        if (whole != NULL)
            read_by(file, d, fields, count, whole);
    }
}
