/* What people type for a range of numbers: "50-60", "up to 6 min 40 s", "1.234". As pages print
 * values, so they may be typed, in the page's language; as addresses have them, in one form for
 * all.
 *
 * Which of the two readings is tried first depends on who wrote it. "1.234" is a decimal to a
 * program and thousands to a German form; where a form's could be either, people are asked and
 * not guessed at. */
#include "game/range.h"

#include <string.h>

#include "base/language.h"
#include "base/number.h"
#include "base/text/text.h"
#include "game/value.h"

#define TYPED_SHOWN_MAX 40 /* characters of what is wrong */

/* ---- as addresses have them ---- */

/* Where the hyphen between two numbers is: behind a digit. NULL: there is none. */
static const char *hyphen_within(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (*c == '-' && c > text && c[-1] >= '0' && c[-1] <= '9')
            return c;
    return NULL;
}

/* A plain number; of a field of whole ones no part of one, which would be rounded. */
static bool number_in(const struct field *field, const char *text, int64_t *number)
{
    const char *point = field->type == FIELD_INTEGER ? strchr(text, '.') : NULL;
    struct value value;

    if (point != NULL && point[1 + strspn(point + 1, "0")] != '\0')
        return false;
    if (!value_number(field, text, &value))
        return false;
    *number = value.number;
    return true;
}

/* A hyphen behind a digit parts two numbers; one at the beginning is "up to": in addresses "-60"
 * is never minus sixty. */
static bool read_plain(const struct field *field, struct arena *arena, const char *text,
                       int64_t *low, int64_t *high)
{
    const char *hyphen = hyphen_within(text);
    const char *from = text, *to = text;

    *low = INT64_MIN;
    *high = INT64_MAX;
    if (hyphen != NULL) {
        from = arena_copy(arena, text, (size_t)(hyphen - text));
        to = hyphen + 1;
    } else if (*text == '-') {
        from = "";
        to = text + 1;
    }
    return (*from == '\0' || number_in(field, from, low)) &&
           (*to == '\0' || number_in(field, to, high)) && (*from != '\0' || *to != '\0');
}

/* ---- as pages print them ---- */

/* What was typed, on its way. */
struct typed {
    const struct field *field;
    const char *at;
    struct number_style style;
    bool strict;    /* what could be read in two ways is none */
    bool ambiguous; /* it could */
};

static bool parse_typed_text(struct typed *t, const char *text)
{
    size_t length = strlen(text);

    if (length == 0 || strncmp(t->at, text, length) != 0)
        return false;
    t->at += length;
    return true;
}

static void skip_spaces(struct typed *t)
{
    static const char *const spaces[] = {" ", "\t", "\u00a0", "\u2009", "\u202f"};

    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++)
        while (parse_typed_text(t, spaces[i]))
            i = 0;
}

/* Takes TEXT behind spaces, as a whole word. */
static bool parse_typed_word(struct typed *t, const char *text)
{
    const char *before = t->at;

    skip_spaces(t);
    if (parse_typed_text(t, text)) {
        char letters[TEXT_FOLDED];

        text_fold(t->at, strlen(t->at), letters);
        if (*letters == '\0' || (*letters >= '0' && *letters <= '9'))
            return true;
    }
    t->at = before;
    return false;
}

/* A dash of any width but the minus sign. */
static bool parse_dash(struct typed *t)
{
    return parse_typed_text(t, "-") || parse_typed_text(t, "\u2013") ||
           parse_typed_text(t, "\u2014") || parse_typed_text(t, "\u2010") ||
           parse_typed_text(t, "\u2011") || parse_typed_text(t, "\u2012");
}

/* Takes a number as the field keeps it, TIMES times. */
static bool parse_typed_number(struct typed *t, int64_t times, int64_t *number)
{
    char plain[NUMBER_CAPACITY];
    bool one_group = false;
    size_t length = number_parse(t->at, t->style, plain, &one_group);

    if (length == 0 || !number_in(t->field, plain, number))
        return false;
    /* "1.234" is a decimal in addresses and thousands in some languages. */
    if (one_group && t->style.group == '.' && t->field->type == FIELD_DECIMAL && t->strict)
        t->ambiguous = true;
    t->at += length;
    return !__builtin_mul_overflow(*number, times, number);
}

/* The worth of the unit that comes; 0: none does. */
static int64_t parse_unit(struct typed *t)
{
    static const struct choice times[] = {
        {.number = 86400, .label = N_("d")},
        {.number = 3600, .label = N_("h")},
        {.number = 60, .label = N_("min")},
        {.number = 1, .label = N_("s")},
    };
    bool seconds = t->field->shown == SHOWN_SECONDS, coins = t->field->shown == SHOWN_COINS;
    const struct choice *units = seconds ? times : t->field->coins;
    size_t count = seconds ? 4 : coins ? t->field->coin_count : 0;

    for (size_t i = 0; i < count; i++)
        if (parse_typed_word(t, units[i].label) ||
            parse_typed_word(t, language_text(units[i].label)))
            return units[i].number;
    return 0;
}

/* Takes "6 min 40 s", "2pp 5gp": numbers, each with a unit. A number alone is of the smallest. */
static bool parse_parts(struct typed *t, int64_t *number)
{
    int64_t part, unit, sign = 1;
    const char *before;

    if (!parse_typed_number(t, 1, number))
        return false;
    unit = parse_unit(t);
    if (unit == 0)
        return true;
    if (*number < 0)
        sign = -1;
    if (__builtin_mul_overflow(*number, unit, number))
        return false;
    for (;;) {
        before = t->at;
        skip_spaces(t);
        if (*t->at < '0' || *t->at > '9' || !parse_typed_number(t, 1, &part) ||
            (unit = parse_unit(t)) == 0) {
            t->at = before;
            return true;
        }
        if (__builtin_mul_overflow(part, unit * sign, &part) ||
            __builtin_add_overflow(*number, part, number))
            return false;
    }
}

/* Takes a number with what stands behind it. */
static bool parse_amount(struct typed *t, int64_t *number)
{
    const struct field *field = t->field;

    skip_spaces(t);
    if (!parse_parts(t, number))
        return false;
    if (field->shown == SHOWN_PERCENT)
        parse_typed_word(t, "%");
    if (field->unit != NULL && !parse_typed_word(t, field->unit))
        parse_typed_word(t, game_text(field->unit));
    return true;
}

static bool at_end(struct typed *t)
{
    skip_spaces(t);
    return *t->at == '\0';
}

/* Takes what stands before the first "%s" of PATTERN, or (NTH 1) between it and the second. */
static bool parse_part_of(struct typed *t, struct arena *arena, const char *pattern, size_t nth)
{
    const char *begin = pattern, *end = strstr(pattern, "%s");

    if (nth == 1 && end != NULL) {
        begin = end + 2;
        end = strstr(begin, "%s");
    }
    return end != NULL &&
           parse_typed_word(t, text_normal(arena, arena_copy(arena, begin, (size_t)(end - begin))));
}

/* Takes "-60" or "up to 60". */
static bool parse_upper(struct typed *t, struct arena *arena, int64_t *high)
{
    return (parse_part_of(t, arena, _("up to %s"), 0) || parse_dash(t)) && parse_amount(t, high) &&
           at_end(t);
}

/* Takes "50", "50-", "50-60", "from 50". */
static bool parse_lower(struct typed *t, struct arena *arena, int64_t *low, int64_t *high)
{
    if (parse_part_of(t, arena, _("from %s"), 0))
        return parse_amount(t, low) && at_end(t);
    if (!parse_amount(t, low))
        return false;
    if (at_end(t)) {
        *high = *low;
        return true;
    }
    if (parse_dash(t)) {
        if (at_end(t))
            return true;
    } else if (!parse_part_of(t, arena, _("%s to %s"), 1)) {
        return false;
    }
    return parse_amount(t, high) && at_end(t);
}

static bool read_printed(struct typed *t, struct arena *arena, const char *text, int64_t *low,
                         int64_t *high)
{
    bool below = *text == '-'; /* "-60" is up to 60, "-10-5" from -10 on */

    *low = INT64_MIN;
    *high = INT64_MAX;
    t->at = text;
    if (parse_lower(t, arena, low, high) && !(below && *low == *high))
        return true;
    *low = INT64_MIN;
    *high = INT64_MAX;
    t->at = text;
    t->ambiguous = false;
    return parse_upper(t, arena, high);
}

/* ---- both ---- */

static const char *not_a_range(struct arena *arena, const char *text)
{
    return arena_format(
        arena, _("“%s” is not a number or a range of numbers: write 50, 50-60, 50- or -60."),
        text_isolated(arena, text_cut(arena, text, TYPED_SHOWN_MAX)));
}

/* Reads TEXT in the order that its writer is likely to have meant it. */
static bool read_typed_range(struct typed *typed, struct arena *arena, const char *text,
                             enum range_writer writer, struct number_range *range)
{
    const struct field *field = typed->field;
    int64_t *low = &range->low, *high = &range->high;

    switch (writer) {
    case RANGE_PROGRAM: return read_plain(field, arena, text, low, high);
    case RANGE_ADDRESS:
        return read_plain(field, arena, text, low, high) ||
               read_printed(typed, arena, text, low, high);
    case RANGE_FORM: break;
    }
    if (read_printed(typed, arena, text, low, high))
        return true;
    typed->ambiguous = false;
    return read_plain(field, arena, text, low, high);
}

const char *range_read(const struct field *field, struct arena *arena, const char *text,
                       enum range_writer writer, struct number_range *range)
{
    struct typed typed = {.field = field,
                          .style = number_style_here(),
                          .strict = writer == RANGE_FORM};

    if (!read_typed_range(&typed, arena, text, writer, range))
        return not_a_range(arena, text);
    if (typed.ambiguous)
        return arena_format(arena,
                            _("“%s” could be thousands or decimals: write thousands without a sign"
                              " between them, decimals behind “%c”."),
                            text_isolated(arena, text_cut(arena, text, TYPED_SHOWN_MAX)),
                            typed.style.point);
    if (range->low > range->high)
        return arena_format(arena, _("“%s” ends before it begins; did you mean %s?"),
                            text_isolated(arena, text_cut(arena, text, TYPED_SHOWN_MAX)),
                            range_text(arena, field, range->high, range->low));
    return NULL;
}

static const char *range_number_text(struct arena *arena, const struct field *field, int64_t number)
{
    return value_plain(field, arena, &(struct value){.set = true, .number = number});
}

const char *range_text(struct arena *arena, const struct field *field, int64_t low, int64_t high)
{
    const char *from = range_number_text(arena, field, low),
               *to = range_number_text(arena, field, high);

    if (low == high && low >= 0)
        return from;
    /* What the largest number ends has an end, or it would say nothing. */
    if (low == INT64_MIN && high == INT64_MAX)
        return arena_format(arena, "-%s", to);
    return arena_format(arena, "%s-%s", low == INT64_MIN ? "" : from, high == INT64_MAX ? "" : to);
}

const char *range_typed(struct arena *arena, const char *text)
{
    char *copy = arena_string(arena, text);
    char point = number_style_here().point;

    for (char *c = copy; *c != '\0'; c++)
        if (*c == '.')
            *c = point;
    return copy;
}
