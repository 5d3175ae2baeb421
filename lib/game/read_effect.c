/* A game's file: how much a choice is. */
#include <string.h>

#include "base/text/text.h"
#include "game/internal.h"

/* ---- of enumerations: "NUMBER = HOW | level", "NUMBER = HOW | tick" ---- */

static const char *const hows[] = {"signed",       "plain", "percent", "over-hundred",
                                   "milliseconds", "none",  NULL};

/* What stands before the bar in TEXT, or all of it; *BEHIND is what stands after it, or NULL. */
static const char *before_bar(struct arena *arena, const char *text, const char **behind)
{
    const char *bar = strchr(text, '|');

    *behind = bar != NULL ? text_normal(arena, bar + 1) : NULL;
    return text_normal(arena, arena_copy(arena, text, strcspn(text, "|")));
}

static void read_amount(struct game_file *file, const struct declaration *line,
                        struct amount *amount)
{
    const char *behind, *how = before_bar(file->arena, line->value, &behind);
    size_t i = 0;

    while (hows[i] != NULL && strcmp(hows[i], how) != 0)
        i++;
    amount->how = hows[i] != NULL ? (enum amount_how)i : AMOUNT_NAMED;
    if (hows[i] == NULL)
        amount->values = game_enumeration(file->game, how);
    if (hows[i] == NULL && amount->values == NULL)
        fault_at(&file->faults, line->line, "Amounts: there is no enumeration %s", how);
    amount->level = behind != NULL && strcmp(behind, "level") == 0;
    amount->tick = behind != NULL && strcmp(behind, "tick") == 0;
    if (behind != NULL && !amount->level && !amount->tick)
        fault_at(&file->faults, line->line, "Amounts: only level or tick may stand behind the bar");
}

void game_read_amounts(struct game_file *file, const struct declaration *block,
                       struct enumeration *values)
{
    const struct declaration *lines = declaration_find(block, "Amounts");
    struct amount *amounts =
        arena_alloc(file->arena, (declaration_count(lines) + 1) * sizeof *amounts);

    values->amounts = amounts;
    if (lines != NULL && lines->value != NULL)
        fault_at(&file->faults, lines->line, "Amounts must be a block");
    for (const struct declaration *d = lines != NULL ? lines->inner : NULL; d != NULL;
         d = d->next) {
        struct amount *amount = &amounts[values->amount_count];

        if (!text_i64(d->name, INT32_MIN, INT32_MAX, &amount->number) ||
            choice_by_number(values, amount->number) == NULL)
            fault_at(&file->faults, d->line, "Amounts: %s has no value %s", values->name, d->name);
        else if (d->value == NULL)
            fault_at(&file->faults, d->line, "%s needs a value", d->name);
        else {
            read_amount(file, d, amount);
            values->amount_count++;
        }
    }
}

/* ---- of fields: "Amount = VALUE, MAX, GROWTH, OTHER …", "Lasts = OTHER" ---- */

/* These fields are told together with the effect that they belong to, and therefore not once more
 * by themselves (`subsumed`). */
static void read_amount_fields(struct game_file *file, const struct declaration *line,
                               struct field *choice, struct field *fields, size_t count)
{
    size_t place = 0;

    if (choice->type != FIELD_CHOICE)
        fault_at(&file->faults, line->line, "only a choice has an Amount");
    for (const char *at = line->value; at != NULL && *at != '\0'; place++) {
        size_t length = strcspn(at, ",");
        const char *name = text_normal(file->arena, arena_copy(file->arena, at, length));
        struct field *field = game_field(fields, count, name);

        if (field == NULL || field->type != FIELD_INTEGER) {
            fault_at(&file->faults, line->line, "Amount: there is no integer field %s", name);
        } else {
            field->subsumed = true;
            if (place < AMOUNT_FIELDS)
                choice->amount[place] = field;
        }
        at += length;
        at += *at == ',';
    }
}

static void read_lasts(struct game_file *file, const struct declaration *line, struct field *choice,
                       struct field *fields, size_t count)
{
    if (line == NULL)
        return;
    choice->lasts = line->value != NULL ? game_field(fields, count, line->value) : NULL;
    if (choice->lasts == NULL || choice->amount[0] == NULL)
        fault_at(&file->faults, line->line, "Lasts names a field, for a choice that has an Amount");
}

void game_read_amount_fields(struct game_file *file, const struct declaration *block,
                             struct field *fields, size_t count)
{
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        const struct declaration *line = declaration_find(d, "Amount");
        struct field *choice = game_field(fields, count, d->name);

        if (line != NULL && choice != NULL)
            read_amount_fields(file, line, choice, fields, count);
        if (choice != NULL)
            read_lasts(file, declaration_find(d, "Lasts"), choice, fields, count);
    }
}
