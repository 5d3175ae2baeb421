/* Values of fields: read from what a source, a person or a record wrote, compared, and told.
 * Decimals are whole numbers with a fixed point (1.5 with two decimals is 150): they are equal
 * when they look equal, columns hold them like any number, and what a source has beyond the
 * field's decimals is rounded once, when it is read.
 *
 * Two forms of a value go out: plain, as records, files and histories have it, in no language;
 * shown, as the reader's language writes it. Only the first is ever read again. */
#include "game/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/number.h"
#include "base/text/text.h"
#include "game/value_by_mask.h"

/* ---- from text ---- */

static int64_t power_of_ten(unsigned exponent)
{
    int64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* Appends a decimal digit to *SIZE; false when it would be too large. */
static bool add_digit(uint64_t *size, unsigned digit)
{
    return !__builtin_mul_overflow(*size, 10, size) && !__builtin_add_overflow(*size, digit, size);
}

/* A size with its sign; false when there is no such number. */
static bool apply_sign(bool negative, uint64_t size, int64_t *number)
{
    if (size > (uint64_t)INT64_MAX + negative)
        return false;
    *number = (int64_t)(negative ? 0 - size : size);
    return true;
}

/* Parses "[+-]DIGITS[.DIGITS]" as a whole number times 10^DECIMALS; further digits are rounded,
 * half away from zero. Returns what follows, or NULL. */
static const char *parse_decimal(const char *text, unsigned decimals, int64_t *number)
{
    bool negative = *text == '-', digits = false;
    unsigned place = 0, rest = 0;
    uint64_t size = 0;

    text += *text == '-' || *text == '+';
    for (; *text >= '0' && *text <= '9'; text++, digits = true)
        if (!add_digit(&size, (unsigned)(*text - '0')))
            return NULL;
    if (*text == '.' && digits)
        for (text++; *text >= '0' && *text <= '9'; text++, place++) {
            if (place < decimals && !add_digit(&size, (unsigned)(*text - '0')))
                return NULL;
            if (place == decimals)
                rest = (unsigned)(*text - '0');
        }
    for (unsigned i = place; i < decimals; i++)
        if (!add_digit(&size, 0))
            return NULL;
    if (rest >= 5 && __builtin_add_overflow(size, 1, &size))
        return NULL;
    return digits && apply_sign(negative, size, number) ? text : NULL;
}

/* A whole number, also written "50.0", as sources with other types have it. */
static bool parse_integer(const char *text, int64_t *number)
{
    const char *end;

    if (text_i64(text, INT64_MIN, INT64_MAX, number))
        return true;
    end = parse_decimal(text, 0, number);
    return end != NULL && *end == '\0';
}

/* A choice by its number, name, label or brief label. */
static const struct choice *choice_named(const struct enumeration *values, const char *text)
{
    const struct choice *choice = choice_by_name(values, text);

    for (size_t i = 0; choice == NULL && i < values->count; i++)
        if (strcmp(values->choices[i].label, text) == 0 ||
            strcmp(values->choices[i].brief, text) == 0)
            choice = &values->choices[i];
    return choice;
}

static bool parse_choice_value(const struct field *field, const char *text, int64_t *number)
{
    const struct choice *choice;

    if (parse_integer(text, number))
        return field->values->open || choice_by_number(field->values, *number) != NULL;
    choice = choice_named(field->values, text);
    if (choice != NULL)
        *number = choice->number;
    return choice != NULL;
}

static bool parse_mask_value(const char *text, int64_t *number)
{
    uint64_t bits;

    if (!text_u64(text, &bits))
        return false;
    *number = (int64_t)bits;
    return true;
}

/* A mask's number, or names joined by commas. */
static bool parse_mask(const struct field *field, struct arena *arena, const char *text,
                       int64_t *number)
{
    if (parse_mask_value(text, number) || parse_integer(text, number))
        return true;
    *number = 0;
    for (const char *at = text; at != NULL;) {
        size_t length = strcspn(at, ",");
        const struct choice *choice =
            choice_named(field->values, text_normal(arena, arena_copy(arena, at, length)));

        if (choice == NULL)
            return false;
        *number |= (int64_t)(UINT64_C(1) << choice->number);
        at = at[length] != '\0' ? at + length + 1 : NULL;
    }
    return true;
}

static bool parse_flag(const char *text, int64_t *number)
{
    bool yes = strcmp(text, "true") == 0 || strcmp(text, "yes") == 0;

    *number = yes;
    return yes || strcmp(text, "false") == 0 || strcmp(text, "no") == 0 ||
           (parse_integer(text, number) && (*number == 0 || *number == 1));
}

/* LENGTH bytes of text as it is kept: UTF-8 in Unix lines. */
static bool parse_text_value(struct arena *arena, const char *text, struct value *value)
{
    if (text_check(text, strlen(text), true) != TEXT_VALID)
        return false;
    value->text = text_normal(arena, text);
    value->set = *value->text != '\0';
    return true;
}

bool value_number(const struct field *field, const char *text, struct value *value)
{
    value->set = true;
    if (field->type == FIELD_DECIMAL) {
        const char *end = parse_decimal(text, field->decimals, &value->number);
        return end != NULL && *end == '\0';
    }
    return (field->type == FIELD_MASK && parse_mask_value(text, &value->number)) ||
           parse_integer(text, &value->number);
}

static bool parse_set(const struct field *field, struct arena *arena, const char *text,
                      struct value *value)
{
    value->set = true;
    switch (field->type) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL: return value_number(field, text, value);
    case FIELD_FLAG: return parse_flag(text, &value->number);
    case FIELD_CHOICE: return parse_choice_value(field, text, &value->number);
    case FIELD_MASK: return parse_mask(field, arena, text, &value->number);
    case FIELD_TEXT: break;
    }
    return false;
}

/* "" is a value that is not set, and right for every type: false is only what the field cannot
 * hold. */
bool value_parse(const struct field *field, struct arena *arena, const char *text,
                 struct value *value)
{
    *value = (struct value){0};
    if (field->type == FIELD_TEXT)
        return parse_text_value(arena, text, value);
    text = text_normal(arena, text);
    if (*text == '\0' || parse_set(field, arena, text, value))
        return true;
    *value = (struct value){0};
    return false;
}

/* ---- judging ---- */

bool value_kept(const struct field *field, const struct value *value)
{
    if (!value->set)
        return false;
    if (field->type == FIELD_TEXT)
        return value->text != NULL && *value->text != '\0';
    return value->number != 0 || field->zero;
}

bool value_present(const struct field *field, const struct value *value)
{
    return field->shown != SHOWN_NEVER && value_kept(field, value);
}

/* By what is kept, not by what is set: sources that say 0 and sources that say nothing are of one
 * opinion. */
bool value_same(const struct field *field, const struct value *a, const struct value *b)
{
    bool there = value_kept(field, a);

    if (there != value_kept(field, b))
        return false;
    if (!there)
        return true;
    return field->type == FIELD_TEXT ? strcmp(a->text, b->text) == 0 : a->number == b->number;
}

/* ---- to text ---- */

/* Appends NUMBER divided by 10^DECIMALS, without zeros at the end. */
static void put_decimal(struct buffer *to, int64_t number, unsigned decimals, char point)
{
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    uint64_t power = (uint64_t)power_of_ten(decimals), rest = size % power;

    buffer_format(to, "%s%" PRIu64, number < 0 ? "-" : "", size / power);
    if (rest == 0)
        return;
    while (rest % 10 == 0) {
        rest /= 10;
        decimals--;
    }
    buffer_format(to, "%c%0*" PRIu64, point, (int)decimals, rest);
}

static void put_plain(struct buffer *to, const struct field *field, const struct value *value)
{
    switch (field->type) {
    case FIELD_TEXT: buffer_text(to, value->text); break;
    case FIELD_DECIMAL: put_decimal(to, value->number, field->decimals, '.'); break;
    case FIELD_MASK: buffer_format(to, "%" PRIu64, (uint64_t)value->number); break;
    case FIELD_INTEGER:
    case FIELD_FLAG:
    case FIELD_CHOICE: buffer_format(to, "%" PRId64, value->number); break;
    }
}

const char *value_plain(const struct field *field, struct arena *arena, const struct value *value)
{
    struct buffer text = buffer_open(arena, 24);

    if (!value->set || (field->type == FIELD_TEXT && value->text == NULL))
        return "";
    put_plain(&text, field, value);
    return text.length > 0 ? text.data : "";
}

/* Appends a number as the current language writes it: thousands apart from five digits on. */
static void put_grouped_number(struct buffer *to, int64_t number, unsigned decimals)
{
    struct number_style style = number_style_here();
    struct buffer digits = buffer_open(to->arena, 24);
    char grouped[NUMBER_CAPACITY];

    put_decimal(&digits, number, decimals, style.point);
    number_grouped(digits.data, style, grouped);
    buffer_text(to, grouped);
}

/* Appends an amount of copper as coins, or what the game has for them. */
static void put_coins(struct buffer *to, const struct field *field, int64_t number)
{
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    bool first = true;

    if (number < 0)
        buffer_byte(to, '-');
    for (size_t i = 0; i < field->coin_count; i++) {
        uint64_t worth = (uint64_t)field->coins[i].number, count = rest / worth;

        rest %= worth;
        if (count == 0 && !(first && i + 1 == field->coin_count))
            continue;
        if (!first)
            buffer_byte(to, ' ');
        put_grouped_number(to, count > INT64_MAX ? INT64_MAX : (int64_t)count, 0);
        buffer_text(to, field->coins[i].label);
        first = false;
    }
}

/* Appends a time: at most two units, the smaller left out where it is 0. */
static void put_seconds(struct buffer *to, int64_t number, unsigned decimals)
{
    static const struct {
        int64_t seconds;
        const char *unit;
    } units[] = {
        {86400, N_("d")},
        {3600, N_("h")},
        {60, N_("min")},
        {1, N_("s")},
    };
    int64_t power = power_of_ten(decimals);
    size_t i = 0;

    while (i < 3 && number / power < units[i].seconds)
        i++;
    if (number < 0 || i == 3) {
        put_grouped_number(to, number, decimals);
        buffer_format(to, " %s", _("s"));
        return;
    }
    number /= power;
    buffer_format(to, "%" PRId64 " %s", number / units[i].seconds, language_text(units[i].unit));
    number = number % units[i].seconds / units[i + 1].seconds;
    if (number > 0)
        buffer_format(to, " %" PRId64 " %s", number, language_text(units[i + 1].unit));
}

static void put_shown_number(struct buffer *to, const struct field *field, int64_t number)
{
    switch (field->shown) {
    case SHOWN_COINS: put_coins(to, field, number); break;
    case SHOWN_SECONDS: put_seconds(to, number, field->decimals); break;
    case SHOWN_SIGNED:
        if (number > 0)
            buffer_byte(to, '+');
        put_grouped_number(to, number, field->decimals);
        break;
    case SHOWN_PERCENT:
        put_grouped_number(to, number, field->decimals);
        buffer_text(to, " %");
        break;
    case SHOWN_PLAIN:
    case SHOWN_NEVER: put_grouped_number(to, number, field->decimals);
    }
    if (field->unit != NULL)
        buffer_format(to, " %s", game_text(field->unit));
}

/* Whether one before CHOICE that BITS holds has the same brief label, as both ears have: a list
 * of places on the body says "Ear" once. */
static bool is_repeated(const struct enumeration *values, uint64_t bits,
                        const struct choice *choice)
{
    for (const struct choice *other = values->choices; other < choice; other++)
        if ((bits >> other->number & 1) != 0 && strcmp(other->brief, choice->brief) == 0)
            return true;
    return false;
}

/* Appends a mask's names: all of them is "All". */
static void put_mask(struct buffer *to, const struct enumeration *values, uint64_t bits, bool brief)
{
    uint64_t all = 0;
    size_t put = 0;

    for (size_t i = 0; i < values->count; i++)
        all |= UINT64_C(1) << values->choices[i].number;
    if ((bits & all) == all && values->count > 1) {
        buffer_text(to, _("All"));
        return;
    }
    for (size_t i = 0; i < values->count; i++) {
        const struct choice *choice = &values->choices[i];

        if ((bits >> choice->number & 1) == 0 || is_repeated(values, bits, choice))
            continue;
        if (put++ > 0)
            buffer_text(to, brief ? " " : ", ");
        buffer_text(to, choice_text(choice, brief));
    }
}

static const char *format_value(const struct field *field, struct arena *arena,
                                const struct value *value, bool brief)
{
    struct buffer text = buffer_open(arena, 32);
    const struct choice *choice;

    if (!value_present(field, value))
        return "";
    switch (field->type) {
    case FIELD_TEXT: return value->text;
    case FIELD_FLAG: return value->number != 0 ? _("Yes") : _("No");
    case FIELD_MASK: put_mask(&text, field->values, (uint64_t)value->number, brief); break;
    case FIELD_CHOICE:
        choice = choice_by_number(field->values, value->number);
        if (choice != NULL)
            return choice_text(choice, brief);
        buffer_format(&text, "%" PRId64, value->number);
        break;
    case FIELD_INTEGER:
    case FIELD_DECIMAL: put_shown_number(&text, field, value->number);
    }
    return text.length > 0 ? text.data : "";
}

const char *value_shown(const struct field *field, struct arena *arena, const struct value *value)
{
    return format_value(field, arena, value, false);
}

const char *value_brief(const struct field *field, struct arena *arena, const struct value *value)
{
    return format_value(field, arena, value, true);
}

/* ---- intervals ---- */

struct interval values_interval(const struct field *field, const struct value *values)
{
    const struct value *from = &values[field->index];
    const struct value *to = field->high != NULL ? &values[field->high->index] : from;
    struct interval interval = {.below = value_kept(field, from)};
    bool above = field->high != NULL && value_kept(field->high, to);

    interval.low = interval.below ? from->number : 0;
    interval.high = above && to->number > interval.low ? to->number : interval.low;
    interval.set = interval.below || above;
    interval.open = field->high_open && !above;
    if (interval.open)
        interval.high = INT64_MAX;
    return interval;
}

bool values_present(const struct field *field, const struct value *values)
{
    if (field->by != NULL)
        return field->shown != SHOWN_NEVER && values_breakdown(field, values, UINT64_MAX).set;
    return field->high == NULL ? value_present(field, &values[field->index])
                               : field->shown != SHOWN_NEVER && values_interval(field, values).set;
}

bool values_same(const struct field *field, const struct value *a, const struct value *b)
{
    for (size_t i = 0; i < field->each_count; i++) {
        const struct field *part = field->each[i].field;

        if (!value_same(part, &a[part->index], &b[part->index]))
            return false;
    }
    return value_same(field, &a[field->index], &b[field->index]) &&
           (field->high == NULL ||
            value_same(field->high, &a[field->high->index], &b[field->high->index]));
}

/* One end, with what stands behind numbers. */
static const char *interval_end_shown(const struct field *field, struct arena *arena,
                                      int64_t number)
{
    struct buffer text = buffer_open(arena, 32);

    put_shown_number(&text, field, number);
    return text.data;
}

static const char *interval_shown(const struct field *field, struct arena *arena,
                                  const struct interval *interval)
{
    struct field bare = *field;
    const char *high = interval_end_shown(field, arena, interval->high);

    if (interval->open)
        return arena_format(arena, _("from %s"), interval_end_shown(field, arena, interval->low));
    if (interval->low == interval->high)
        return high;
    if (!interval->below)
        return arena_format(arena, _("up to %s"), high);
    /* A unit stands once. */
    bare.unit = NULL;
    if (bare.shown == SHOWN_PERCENT)
        bare.shown = SHOWN_PLAIN;
    return arena_format(arena, "%s\u2013%s", interval_end_shown(&bare, arena, interval->low), high);
}

const char *values_shown(const struct field *field, struct arena *arena, const struct value *values)
{
    struct interval interval;

    if (field->by != NULL)
        return by_shown(field, arena, values);
    if (field->high == NULL)
        return value_shown(field, arena, &values[field->index]);
    interval = values_interval(field, values);
    return values_present(field, values) ? interval_shown(field, arena, &interval) : "";
}

const char *values_brief(const struct field *field, struct arena *arena, const struct value *values)
{
    if (field->by != NULL)
        return by_brief(field, arena, values);
    return field->high != NULL ? values_shown(field, arena, values)
                               : value_brief(field, arena, &values[field->index]);
}
