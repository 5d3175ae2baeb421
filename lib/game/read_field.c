/* A game's file: keys, enumerations and fields. Whoever writes such a file gets all faults at
 * once, each with its line, so that reading goes on behind a wrong one with a value that harms
 * nothing; the game is refused at the end if there was any.
 *
 * Keys that are not known are faults: a misspelled one would otherwise be a setting that does
 * nothing. */
#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text/text.h"
#include "game/internal.h"

#define ENUMERATIONS_MAX 64
#define CHOICES_MAX 1000
#define COINS_MAX 8
#define LABEL_MAX 80
#define FIELD_NAME_MAX 32

static const struct game_key field_keys[] = {
    {"Type", true, false},      {"Label", true, false},     {"Brief", false, false},
    {"Unit", false, false},     {"Group", false, false},    {"Shown", false, false},
    {"Decimals", false, false}, {"Values", false, false},   {"Better", false, false},
    {"Zero", false, false},     {"Amount", false, false},   {"Lasts", false, false},
    {"High", false, false},     {"HighOpen", false, false}, {"By", false, false},
    {"Each", false, true},      {NULL, false, false},
};
static const char *const type_words[] = {"integer", "decimal", "flag", "choice",
                                         "mask",    "text",    NULL};
static const char *const shown_words[] = {"plain",   "signed", "coins", "seconds",
                                          "percent", "never",  NULL};
static const char *const better_words[] = {"neither", "more", "less", NULL};

/* ---- keys ---- */

static const struct game_key *key_named(const struct game_key *keys, const char *name)
{
    while (keys->name != NULL && strcmp(keys->name, name) != 0)
        keys++;
    return keys->name != NULL ? keys : NULL;
}

void game_keys(struct game_file *file, const struct declaration *block, const struct game_key *keys)
{
    for (const struct declaration *d = block->inner; d != NULL; d = d->next) {
        const struct game_key *key = key_named(keys, d->name);

        if (key == NULL)
            fault_at(&file->faults, d->line, "%s is no key that may stand here", d->name);
        else if (key->block != (d->value == NULL))
            fault_at(&file->faults, d->line, key->block ? "%s must be a block" : "%s needs a value",
                     d->name);
    }
    for (; keys->name != NULL; keys++)
        if (keys->required && declaration_find(block, keys->name) == NULL)
            fault_at(&file->faults, block->line, "%s%s%s is missing", block->name,
                     *block->name != '\0' ? ": " : "", keys->name);
}

const char *game_value(const struct declaration *block, const char *key)
{
    const struct declaration *line = declaration_find(block, key);

    return line != NULL ? line->value : NULL;
}

/* Whether TEXT is a label; what is wrong is noted. */
static bool label_valid(struct game_file *file, unsigned line, const char *key, const char *text)
{
    if (text_blank(text))
        fault_at(&file->faults, line, "%s needs a value", key);
    else if (text_characters(text) > LABEL_MAX)
        fault_at(&file->faults, line, "%s is longer than %d characters", key, LABEL_MAX);
    else
        return true;
    return false;
}

const char *game_label(struct game_file *file, const struct declaration *block, const char *key,
                       const char *otherwise)
{
    const struct declaration *line = declaration_find(block, key);

    if (line == NULL || line->value == NULL || !label_valid(file, line->line, key, line->value))
        return otherwise;
    return line->value;
}

int64_t game_count(struct game_file *file, const struct declaration *block, const char *key,
                   struct number_range range, int64_t otherwise)
{
    const struct declaration *line = declaration_find(block, key);
    int64_t number = otherwise;

    if (line != NULL && line->value != NULL &&
        !text_i64(line->value, range.low, range.high, &number))
        fault_at(&file->faults, line->line,
                 "%s must be a whole number from %" PRId64 " to %" PRId64 ", not %s", key,
                 range.low, range.high, line->value);
    return number;
}

bool game_switch(struct game_file *file, const struct declaration *block, const char *key)
{
    return game_count(file, block, key, (struct number_range){0, 1}, 0) == 1;
}

size_t game_word(struct game_file *file, const struct declaration *block, const char *key,
                 const char *const *words)
{
    const struct declaration *line = declaration_find(block, key);
    struct buffer text;

    if (line == NULL || line->value == NULL)
        return 0;
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], line->value) == 0)
            return i;
    text = buffer_open(file->arena, 64);
    for (size_t i = 0; words[i] != NULL; i++)
        buffer_format(&text, "%s%s", i == 0 ? "" : words[i + 1] != NULL ? ", " : " or ", words[i]);
    fault_at(&file->faults, line->line, "%s must be %s, not %s", key, text.data, line->value);
    return 0;
}

bool game_name(struct game_file *file, unsigned line, const char *name, size_t max)
{
    size_t length = strlen(name);

    if (length <= max && *name >= 'a' && *name <= 'z' &&
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == length)
        return true;
    fault_at(&file->faults, line,
             "%s is no name: a lower-case letter, then those, digits and _, at most %zu", name,
             max);
    return false;
}

/* ---- enumerations ---- */

/* The part of TEXT up to the next bar, without white space; *TEXT goes on behind it, or is NULL. */
static const char *next_part(struct game_file *file, const char **text)
{
    const char *part = *text, *bar = strchr(part, '|');

    *text = bar != NULL ? bar + 1 : NULL;
    return text_normal(file->arena,
                       bar != NULL ? arena_copy(file->arena, part, (size_t)(bar - part)) : part);
}

/* Reads "LABEL | BRIEF | NAME", of which the last two may be left out. */
static bool read_choice(struct game_file *file, const struct declaration *line,
                        struct choice *choice)
{
    const char *rest = line->value;

    if (rest == NULL) {
        fault_at(&file->faults, line->line, "%s needs a value", line->name);
        return false;
    }
    choice->label = next_part(file, &rest);
    choice->brief = rest != NULL ? next_part(file, &rest) : "";
    choice->name = text_slug(file->arena, rest != NULL ? next_part(file, &rest) : choice->label);
    if (!label_valid(file, line->line, line->name, choice->label))
        return false;
    if (text_blank(choice->brief))
        choice->brief = choice->label;
    if (rest != NULL)
        fault_at(&file->faults, line->line, "%s has more than a label, a brief one and a name",
                 line->name);
    else if (strcmp(choice->name, "-") == 0)
        fault_at(&file->faults, line->line, "%s needs a name: LABEL | BRIEF | NAME", line->name);
    return true;
}

/* Notes it when a choice's number or name is taken by one before it. */
static void check_choice(struct game_file *file, const struct enumeration *values,
                         const struct declaration *line, const struct choice *choice)
{
    if (choice_by_number(values, choice->number) != NULL)
        fault_at(&file->faults, line->line, "%s: the number %" PRId64 " is there already",
                 values->name, choice->number);
    if (strcmp(choice->name, "-") != 0 && choice_by_name(values, choice->name) != NULL)
        fault_at(&file->faults, line->line, "%s: the name %s is there already", values->name,
                 choice->name);
}

/* What stands in an enumeration and is no value. */
static bool is_enumeration_key(const char *name)
{
    return strcmp(name, "Open") == 0 || strcmp(name, "Names") == 0 || strcmp(name, "Icons") == 0 ||
           strcmp(name, "Amounts") == 0;
}

/* The symbols of values: "NUMBER = SYMBOL". */
static void read_icons(struct game_file *file, const struct declaration *block,
                       struct choice *choices, size_t count)
{
    const struct declaration *icons = declaration_find(block, "Icons");

    if (icons != NULL && icons->value != NULL)
        fault_at(&file->faults, icons->line, "Icons must be a block");
    for (const struct declaration *d = icons != NULL ? icons->inner : NULL; d != NULL;
         d = d->next) {
        int64_t number;
        size_t i = 0;

        if (!text_i64(d->name, INT32_MIN, INT32_MAX, &number))
            i = count;
        while (i < count && choices[i].number != number)
            i++;
        if (i == count)
            fault_at(&file->faults, d->line, "Icons: %s has no value %s", block->name, d->name);
        else if (d->value == NULL || strcmp(text_slug(file->arena, d->value), d->value) != 0)
            fault_at(&file->faults, d->line,
                     "Icons: a symbol's name is lower-case letters, digits"
                     " and hyphens");
        else
            choices[i].icon = d->value;
    }
}

static void read_enumeration(struct game_file *file, const struct declaration *block,
                             struct enumeration *values)
{
    struct choice *choices =
        arena_alloc(file->arena, (declaration_count(block) + 1) * sizeof *choices);
    bool names;

    values->name = block->name;
    values->choices = choices;
    values->open = game_switch(file, block, "Open");
    names = game_switch(file, block, "Names");
    for (const struct declaration *d = block->inner; d != NULL; d = d->next) {
        struct choice choice = {.is_name = names};

        if (is_enumeration_key(d->name))
            continue;
        if (!text_i64(d->name, INT32_MIN, INT32_MAX, &choice.number))
            fault_at(&file->faults, d->line, "%s: %s is no number", values->name, d->name);
        else if (values->count == CHOICES_MAX)
            fault_at(&file->faults, d->line, "%s has more than %d values", values->name,
                     CHOICES_MAX);
        else if (read_choice(file, d, &choice)) {
            check_choice(file, values, d, &choice);
            choices[values->count++] = choice;
        }
    }
    if (values->count == 0)
        fault_at(&file->faults, block->line, "%s has no values", values->name);
    read_icons(file, block, choices, values->count);
}

void game_read_enumerations(struct game_file *file, const struct declaration *block)
{
    struct enumeration *list =
        arena_alloc(file->arena, (declaration_count(block) + 1) * sizeof *list);
    size_t count = 0;

    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        if (!game_name(file, d->line, d->name, FIELD_NAME_MAX))
            continue;
        if (d->value != NULL)
            fault_at(&file->faults, d->line, "%s must be a block", d->name);
        else if (count == ENUMERATIONS_MAX)
            fault_at(&file->faults, d->line, "there are more than %d enumerations",
                     ENUMERATIONS_MAX);
        else
            read_enumeration(file, d, &list[count++]);
    }
    file->game->enumerations = list;
    file->game->enumeration_count = count;
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL; d = d->next)
        for (size_t i = 0; i < count; i++)
            if (list[i].name == d->name)
                game_read_amounts(file, d, &list[i]);
}

void game_read_coins(struct game_file *file, const struct declaration *block)
{
    struct choice *coins = arena_alloc(file->arena, COINS_MAX * sizeof *coins);
    size_t count = 0;

    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        struct choice coin = {.name = d->name, .label = d->name, .brief = d->name};

        if (count == COINS_MAX)
            fault_at(&file->faults, d->line, "there are more than %d coins", COINS_MAX);
        else if (d->value == NULL || !text_i64(d->value, 1, INT32_MAX, &coin.number))
            fault_at(&file->faults, d->line, "%s needs its worth, a whole number", d->name);
        else if (count > 0 && coin.number >= coins[count - 1].number)
            fault_at(&file->faults, d->line, "%s: the coin of most worth comes first", d->name);
        else
            coins[count++] = coin;
    }
    if (count > 0 && coins[count - 1].number != 1)
        fault_at(&file->faults, block->line, "the last coin must be worth 1");
    file->game->coins = coins;
    file->game->coin_count = count;
}

/* ---- fields ---- */

const struct enumeration *game_enumeration(const struct game *game, const char *name)
{
    for (size_t i = 0; i < game->enumeration_count; i++)
        if (strcmp(game->enumerations[i].name, name) == 0)
            return &game->enumerations[i];
    return NULL;
}

/* A mask's choices are bits. */
static void check_bits(struct game_file *file, const struct declaration *line,
                       const struct enumeration *values)
{
    for (size_t i = 0; i < values->count; i++)
        if (values->choices[i].number < 0 || values->choices[i].number > 63)
            fault_at(&file->faults, line->line, "%s: %" PRId64 " (%s) is no bit from 0 to 63",
                     values->name, values->choices[i].number, values->choices[i].label);
}

/* The enumeration of choices and masks. */
static void read_field_enumeration(struct game_file *file, const struct declaration *block,
                                   struct field *field)
{
    const struct declaration *line = declaration_find(block, "Values");
    bool wanted = field->type == FIELD_CHOICE || field->type == FIELD_MASK;

    if (line == NULL || line->value == NULL) {
        if (wanted)
            fault_at(&file->faults, block->line, "%s: Values is missing", field->name);
        return;
    }
    if (!wanted) {
        fault_at(&file->faults, line->line, "only a choice or a mask has Values");
        return;
    }
    field->values = game_enumeration(file->game, line->value);
    if (field->values == NULL)
        fault_at(&file->faults, line->line, "there is no enumeration %s", line->value);
    else if (field->type == FIELD_MASK)
        check_bits(file, line, field->values);
    else if (choice_by_number(field->values, 0) != NULL)
        field->zero = true;
}

/* What goes with some types only. */
static void check_type(struct game_file *file, const struct declaration *block,
                       const struct field *field)
{
    bool number = field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL;
    const struct declaration *shown = declaration_find(block, "Shown");
    const struct declaration *decimals = declaration_find(block, "Decimals");

    if (shown != NULL && !number && field->shown != SHOWN_PLAIN && field->shown != SHOWN_NEVER)
        fault_at(&file->faults, shown->line, "only a number can be shown as %s", shown->value);
    if (shown != NULL && field->shown == SHOWN_COINS && field->type != FIELD_INTEGER)
        fault_at(&file->faults, shown->line, "coins are whole numbers");
    if (shown != NULL && field->shown == SHOWN_COINS && file->game->coin_count == 0)
        fault_at(&file->faults, shown->line, "this game has no Coins");
    if (decimals != NULL && field->type != FIELD_DECIMAL)
        fault_at(&file->faults, decimals->line, "only a decimal has Decimals");
}

static void read_field_block(struct game_file *file, const struct declaration *block,
                             struct field *field)
{
    static const int better[] = {0, 1, -1};

    game_keys(file, block, field_keys);
    field->name = block->name;
    field->type = (enum field_type)game_word(file, block, "Type", type_words);
    field->label = game_label(file, block, "Label", block->name);
    field->brief = game_label(file, block, "Brief", field->label);
    field->unit = game_label(file, block, "Unit", NULL);
    field->group = game_label(file, block, "Group", NULL);
    field->shown = (enum field_shown)game_word(file, block, "Shown", shown_words);
    field->decimals = (unsigned)game_count(file, block, "Decimals",
                                           (struct number_range){1, DECIMALS_MAX},
                                           field->type == FIELD_DECIMAL ? 1 : 0);
    field->better = better[game_word(file, block, "Better", better_words)];
    field->zero = game_switch(file, block, "Zero");
    field->coins = file->game->coins;
    field->coin_count = file->game->coin_count;
    read_field_enumeration(file, block, field);
    check_type(file, block, field);
}

/* What is wrong with LOW and HIGH as the ends of an interval; NULL: nothing. */
static const char *interval_fault(const struct field *low, const struct field *high)
{
    if (low->type != FIELD_INTEGER && low->type != FIELD_DECIMAL)
        return "High: only a number begins an interval";
    if (high->type != low->type || high->decimals != low->decimals)
        return "High: both ends of an interval are numbers of the same type";
    if (high == low || high->high != NULL || high->low != NULL || low->low != NULL)
        return "High: a field is an end of one interval only";
    return NULL;
}

/* Intervals: "High = FIELD", the field that ends what this one begins. */
static void read_interval(struct game_file *file, const struct declaration *block,
                          struct field *fields, size_t count, struct field *low)
{
    const struct declaration *line = declaration_find(block, "High");
    const struct declaration *open = declaration_find(block, "HighOpen");
    struct field *high = NULL;
    const char *fault;

    if (line == NULL || line->value == NULL) {
        if (open != NULL)
            fault_at(&file->faults, open->line, "HighOpen: %s has no High", low->name);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, line->value) == 0)
            high = &fields[i];
    if (high == NULL) {
        fault_at(&file->faults, line->line, "High: there is no field %s", line->value);
        return;
    }
    fault = interval_fault(low, high);
    if (fault != NULL) {
        fault_at(&file->faults, line->line, "%s", fault);
        return;
    }
    low->high = high;
    low->high_open = game_switch(file, block, "HighOpen");
    high->low = low;
    high->subsumed = true;
}

struct field *game_field(struct field *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

const struct field *game_read_fields(struct game_file *file, const struct declaration *block,
                                     size_t max, size_t *count)
{
    struct field *fields =
        arena_alloc(file->arena, (declaration_count(block) + 1) * sizeof *fields);

    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        if (!game_name(file, d->line, d->name, FIELD_NAME_MAX))
            continue;
        if (d->value != NULL) {
            fault_at(&file->faults, d->line, "%s must be a block", d->name);
        } else if (*count == max) {
            fault_at(&file->faults, d->line, "there are more than %zu fields", max);
            break;
        } else {
            fields[*count].index = *count;
            read_field_block(file, d, &fields[(*count)++]);
        }
    }
    game_read_amount_fields(file, block, fields, *count);
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL; d = d->next)
        for (size_t i = 0; d->value == NULL && i < *count; i++)
            if (fields[i].name == d->name)
                read_interval(file, d, fields, *count, &fields[i]);
    game_read_by(file, block, fields, *count);
    return fields;
}

const struct field *game_read_sort(struct game_file *file, const struct declaration *block,
                                   const char *key, struct field_scope scope, bool *down)
{
    const struct declaration *line = declaration_find(block, key);
    const char *name = line != NULL && line->value != NULL ? line->value : "name";

    *down = *name == '-';
    name += *down;
    if (strcmp(name, "name") == 0)
        return NULL;
    for (size_t i = 0; i < scope.count; i++)
        if (strcmp(scope.fields[i].name, name) == 0)
            return &scope.fields[i];
    fault_at(&file->faults, line->line, "%s: there is no field %s", key, name);
    return NULL;
}
