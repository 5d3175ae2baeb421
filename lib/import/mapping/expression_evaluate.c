/* Running expressions. Whole numbers stay whole numbers of 64 bits as long as they fit, as masks
 * and ids are some; otherwise it counts in doubles. What cannot be calculated (a division by 0, a
 * text that is no number) is NULL, as in SQL: a row of a source is never a reason to end an
 * import. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text/text.h"
#include "import/mapping/internal.h"

#define BLANKS " \t\r\n"
#define WHOLE_LIMIT 9223372036854775808.0 /* 2^63 */
#define WHOLE_DIGITS 40                   /* and blanks; longer ones are no whole number of ours */

struct expression_value expression_of_whole(int64_t whole)
{
    return (struct expression_value){.type = EXPRESSION_WHOLE, .whole = whole};
}

struct expression_value expression_of_number(double number)
{
    if (number >= -WHOLE_LIMIT && number < WHOLE_LIMIT && number == floor(number))
        return expression_of_whole((int64_t)number);
    return (struct expression_value){.type = EXPRESSION_NUMBER, .number = number};
}

struct expression_value expression_of_text(const char *text)
{
    return (struct expression_value){.type = text != NULL ? EXPRESSION_TEXT : EXPRESSION_NULL,
                                     .text = text};
}

/* A whole number with white space around it. */
static bool parse_padded(const char *text, int64_t *whole)
{
    size_t length = strlen(text);
    char digits[WHOLE_DIGITS];

    while (length > 0 && strchr(BLANKS, text[length - 1]) != NULL)
        length--;
    if (length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    digits[length] = '\0';
    return text_i64(digits, INT64_MIN, INT64_MAX, whole);
}

bool expression_parse_number(const char *text, struct expression_value *number)
{
    const char *begin = text + strspn(text, BLANKS);
    double value;
    int64_t whole;
    char *end;

    if (text_i64(text, INT64_MIN, INT64_MAX, &whole) || parse_padded(begin, &whole)) {
        *number = expression_of_whole(whole);
        return true;
    }
    /* Not what else strtod() takes: hexadecimal, "inf", "nan". */
    if (*begin == '\0' || strspn(begin, "+-.0123456789eE" BLANKS) != strlen(begin))
        return false;
    value = strtod(begin, &end);
    if (end == begin || end[strspn(end, BLANKS)] != '\0' || !isfinite(value))
        return false;
    *number = expression_of_number(value);
    if (number->type == EXPRESSION_NUMBER)
        number->text = text;
    return true;
}

/* A number as the source's style has it, and nothing else but white space. */
static bool parse_styled(const char *text, struct number_style style,
                         struct expression_value *number)
{
    const char *begin = text + strspn(text, BLANKS);
    char plain[NUMBER_CAPACITY];
    bool one_group;
    size_t length = number_parse(begin, style, plain, &one_group);

    if (length == 0 || begin[length + strspn(begin + length, BLANKS)] != '\0' ||
        !expression_parse_number(plain, number))
        return false;
    number->text = NULL; /* it lies in PLAIN */
    return true;
}

bool expression_numeric(struct expression_value value, struct expression_value *number)
{
    if (value.type == EXPRESSION_TEXT && value.style != NULL)
        return parse_styled(value.text, *value.style, number);
    if (value.type == EXPRESSION_TEXT)
        return expression_parse_number(value.text, number);
    *number = value;
    return value.type != EXPRESSION_NULL;
}

/* A numeric value as a double. */
static double as_double(struct expression_value value)
{
    return value.type == EXPRESSION_WHOLE ? (double)value.whole : value.number;
}

bool expression_number(struct expression_value value, double *number)
{
    struct expression_value numeric;

    if (!expression_numeric(value, &numeric))
        return false;
    *number = as_double(numeric);
    return true;
}

bool expression_true(struct expression_value value)
{
    if (value.type == EXPRESSION_TEXT)
        return value.text[0] != '\0' && strcmp(value.text, "0") != 0;
    return value.type == EXPRESSION_WHOLE ? value.whole != 0 : value.type == EXPRESSION_NUMBER;
}

const char *expression_text(struct expression_value value, struct arena *arena)
{
    switch (value.type) {
    case EXPRESSION_WHOLE: return arena_format(arena, "%" PRId64, value.whole);
    case EXPRESSION_NUMBER: return arena_format(arena, "%.10g", value.number);
    case EXPRESSION_TEXT: return value.text;
    default: return NULL;
    }
}

int64_t expression_bits(struct expression_value value)
{
    struct expression_value number;
    uint64_t bits;

    if (!expression_numeric(value, &number))
        return 0;
    if (number.type == EXPRESSION_WHOLE)
        return number.whole;
    if (number.text != NULL && text_u64(number.text, &bits))
        return (int64_t)bits;
    return fabs(number.number) < WHOLE_LIMIT ? (int64_t)number.number : 0;
}

/* Of two numeric values. What is not whole has digits that a double holds, or is beyond all whole
 * ones: so a double tells them apart. */
static int compare_numeric(struct expression_value a, struct expression_value b)
{
    if (a.type == EXPRESSION_WHOLE && b.type == EXPRESSION_WHOLE)
        return (a.whole > b.whole) - (a.whole < b.whole);
    return (as_double(a) > as_double(b)) - (as_double(a) < as_double(b));
}

/* In comparisons NULL is the empty value of the other side's type: conditions of mappings then
 * need no third answer. */
static struct expression_value without_null(struct expression_value value,
                                            struct expression_value other)
{
    if (value.type != EXPRESSION_NULL)
        return value;
    return other.type == EXPRESSION_TEXT ? expression_of_text("") : expression_of_whole(0);
}

int expression_compare(struct expression_value a, struct expression_value b)
{
    struct expression_value x, y;
    char text[64];
    int order;

    a = without_null(a, b);
    b = without_null(b, a);
    if (a.type == EXPRESSION_TEXT && b.type == EXPRESSION_TEXT)
        return strcasecmp(a.text, b.text);
    if (expression_numeric(a, &x) && expression_numeric(b, &y))
        return compare_numeric(x, y);
    /* A number and a text that is none. */
    x = a.type == EXPRESSION_TEXT ? b : a;
    if (x.type == EXPRESSION_WHOLE)
        snprintf(text, sizeof text, "%" PRId64, x.whole);
    else
        snprintf(text, sizeof text, "%.10g", x.number);
    // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): what is no number here is a text
    order = strcasecmp(text, a.type == EXPRESSION_TEXT ? a.text : b.text);
    return a.type == EXPRESSION_TEXT ? -order : order;
}

static struct expression_value number_or_null(double number)
{
    return isfinite(number) ? expression_of_number(number) : (struct expression_value){0};
}

/* Exactly, where all of it are whole numbers of 64 bits. */
static bool calculate_whole(enum operation operation, int64_t x, int64_t y, int64_t *result)
{
    switch (operation) {
    case OPERATION_ADD: return !__builtin_add_overflow(x, y, result);
    case OPERATION_SUBTRACT: return !__builtin_sub_overflow(x, y, result);
    case OPERATION_MULTIPLY: return !__builtin_mul_overflow(x, y, result);
    default: break;
    }
    if (operation == OPERATION_DIVIDE && y == -1) /* the least has no quotient */
        return !__builtin_sub_overflow(0, x, result);
    if (y == 0 || y == -1)
        return false;
    *result = operation == OPERATION_DIVIDE ? x / y : x % y;
    return operation != OPERATION_DIVIDE || x % y == 0;
}

/* Exactly in whole numbers first; what overflows, or has no whole quotient, is done again in
 * doubles. */
static struct expression_value calculate(enum operation operation, struct expression_value a,
                                         struct expression_value b)
{
    const struct expression_value none = {0};
    int64_t whole;
    double x, y;

    if (!expression_numeric(a, &a) || !expression_numeric(b, &b))
        return none;
    if (a.type == EXPRESSION_WHOLE && b.type == EXPRESSION_WHOLE &&
        calculate_whole(operation, a.whole, b.whole, &whole))
        return expression_of_whole(whole);
    x = as_double(a);
    y = as_double(b);
    switch (operation) {
    case OPERATION_ADD: return number_or_null(x + y);
    case OPERATION_SUBTRACT: return number_or_null(x - y);
    case OPERATION_MULTIPLY: return number_or_null(x * y);
    case OPERATION_DIVIDE: return y != 0 ? number_or_null(x / y) : none;
    default: return y != 0 ? number_or_null(fmod(x, y)) : none;
    }
}

/* Bits of whole numbers; where some would be lost it is NULL. */
static struct expression_value calculate_bits(enum operation operation, struct expression_value a,
                                              struct expression_value b)
{
    int64_t x = expression_bits(a), y = expression_bits(b);

    if (a.type == EXPRESSION_NULL || b.type == EXPRESSION_NULL)
        return (struct expression_value){0};
    if (operation == OPERATION_BIT_AND)
        return expression_of_whole(x & y);
    if (operation == OPERATION_BIT_OR)
        return expression_of_whole(x | y);
    if (y < 0 || y > 63 || x < 0)
        return (struct expression_value){0};
    if (operation == OPERATION_SHIFT_RIGHT)
        return expression_of_whole(x >> y);
    if ((uint64_t)x << y >> y != (uint64_t)x)
        return (struct expression_value){0};
    return expression_of_whole((int64_t)((uint64_t)x << y));
}

static bool comparison_holds(enum operation operation, int order)
{
    switch (operation) {
    case OPERATION_EQUAL: return order == 0;
    case OPERATION_UNEQUAL: return order != 0;
    case OPERATION_BELOW: return order < 0;
    case OPERATION_BELOW_OR_EQUAL: return order <= 0;
    case OPERATION_ABOVE: return order > 0;
    default: return order >= 0;
    }
}

/* NOLINTBEGIN(misc-no-recursion): no deeper than it was compiled, EXPRESSION_DEEP_MAX */

static struct expression_value evaluate_call(const struct expression *expression,
                                             const struct expression_row *row)
{
    struct expression_value arguments[ARGUMENTS_MAX];

    for (size_t i = 0; i < expression->count; i++)
        arguments[i] = expression_run(expression->parts[i], row);
    return expression->function->call(row, arguments, expression->count);
}

/* Operations on two values. */
static struct expression_value evaluate_binary(const struct expression *expression,
                                               const struct expression_row *row)
{
    const enum operation operation = expression->operation;
    struct expression_value a = expression_run(expression->parts[0], row), b;

    if (operation == OPERATION_OR && expression_true(a))
        return expression_of_whole(1);
    if (operation == OPERATION_AND && !expression_true(a))
        return expression_of_whole(0);
    b = expression_run(expression->parts[1], row);
    if (operation == OPERATION_OR || operation == OPERATION_AND)
        return expression_of_whole(expression_true(b));
    if (operation <= OPERATION_ABOVE_OR_EQUAL)
        return expression_of_whole(comparison_holds(operation, expression_compare(a, b)));
    if (operation <= OPERATION_SHIFT_RIGHT)
        return calculate_bits(operation, a, b);
    return calculate(operation, a, b);
}

struct expression_value expression_run(const struct expression *expression,
                                       const struct expression_row *row)
{
    const struct expression *const *parts = expression->parts;
    struct expression_value value;

    switch (expression->operation) {
    case OPERATION_CONSTANT: return expression->constant;
    case OPERATION_COLUMN: return row->read(row->context, expression->slot);
    case OPERATION_CALL: return evaluate_call(expression, row);
    case OPERATION_CHOOSE:
        value = expression_run(parts[0], row);
        return expression_run(parts[expression_true(value) ? 1 : 2], row);
    case OPERATION_NOT: return expression_of_whole(!expression_true(expression_run(parts[0], row)));
    case OPERATION_MINUS:
        return calculate(OPERATION_SUBTRACT, expression_of_whole(0), expression_run(parts[0], row));
    default: return evaluate_binary(expression, row);
    }
}

/* NOLINTEND(misc-no-recursion) */
