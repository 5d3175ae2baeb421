/* Running expressions. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lore/expression_part.h"

#define WHOLE_MOST 9007199254740992.0 /* 2^53 */

struct expression_value expression_of_number(double number)
{
    return (struct expression_value){.type = EXPRESSION_NUMBER, .number = number};
}

struct expression_value expression_of_text(const char *text)
{
    return (struct expression_value){.type = text != NULL ? EXPRESSION_TEXT : EXPRESSION_NULL,
                                     .text = text};
}

/* A whole number of at most 15 digits, by far the most there is. */
static bool parse_whole(const char *text, double *number)
{
    bool minus = *text == '-';
    int64_t whole = 0;
    size_t digits = 0;

    for (text += minus; *text >= '0' && *text <= '9' && digits < 16; text++, digits++)
        whole = whole * 10 + (*text - '0');
    *number = (double)(minus ? -whole : whole);
    return *text == '\0' && digits > 0 && digits < 16;
}

bool expression_parse_number(const char *text, double *number)
{
    char *end;

    if (parse_whole(text, number))
        return true;
    text += strspn(text, " \t\r\n");
    /* Not what else strtod() takes: hexadecimal, "inf", "nan". */
    if (*text == '\0' || strspn(text, "+-.0123456789eE \t\r\n") != strlen(text))
        return false;
    *number = strtod(text, &end);
    return end != text && end[strspn(end, " \t\r\n")] == '\0' && isfinite(*number);
}

bool expression_number(struct expression_value value, double *number)
{
    *number = value.number;
    if (value.type == EXPRESSION_TEXT)
        return expression_parse_number(value.text, number);
    return value.type == EXPRESSION_NUMBER;
}

bool expression_true(struct expression_value value)
{
    if (value.type == EXPRESSION_TEXT)
        return value.text[0] != '\0' && strcmp(value.text, "0") != 0;
    return value.type == EXPRESSION_NUMBER && value.number != 0;
}

const char *expression_text(struct expression_value value, struct arena *arena)
{
    if (value.type != EXPRESSION_NUMBER)
        return value.type == EXPRESSION_TEXT ? value.text : NULL;
    if (value.number == floor(value.number) && fabs(value.number) <= WHOLE_MOST)
        return arena_format(arena, "%lld", (long long)value.number);
    return arena_format(arena, "%.10g", value.number);
}

int64_t expression_bits(struct expression_value value)
{
    double number;

    if (!expression_number(value, &number) || !(fabs(number) <= WHOLE_MOST))
        return 0;
    return (int64_t)number;
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

int expression_compare(struct expression_value a, struct expression_value b)
{
    double x, y;
    char room[64];

    if (a.type == EXPRESSION_NULL)
        a = b.type == EXPRESSION_TEXT ? expression_of_text("") : expression_of_number(0);
    if (b.type == EXPRESSION_NULL)
        b = a.type == EXPRESSION_TEXT ? expression_of_text("") : expression_of_number(0);
    if (a.type == EXPRESSION_TEXT && b.type == EXPRESSION_TEXT)
        return strcasecmp(a.text, b.text);
    if (expression_number(a, &x) && expression_number(b, &y))
        return compare_numbers(x, y);
    /* A number and a text that is none. */
    snprintf(room, sizeof room, "%.10g", a.type == EXPRESSION_NUMBER ? a.number : b.number);
    // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): what is no number here is a text
    return a.type == EXPRESSION_NUMBER ? strcasecmp(room, b.text) : strcasecmp(a.text, room);
}

static struct expression_value number_or_null(double number)
{
    return isfinite(number) ? expression_of_number(number) : (struct expression_value){0};
}

static struct expression_value calculate(enum operation operation, struct expression_value a,
                                         struct expression_value b)
{
    const struct expression_value none = {0};
    double x, y;

    if (!expression_number(a, &x) || !expression_number(b, &y))
        return none;
    switch (operation) {
    case OPERATION_ADD: return number_or_null(x + y);
    case OPERATION_SUBTRACT: return number_or_null(x - y);
    case OPERATION_MULTIPLY: return number_or_null(x * y);
    case OPERATION_DIVIDE: return y != 0 ? number_or_null(x / y) : none;
    default: return y != 0 ? number_or_null(fmod(x, y)) : none;
    }
}

/* Bits of whole numbers; what would leave 2^53 is NULL. */
static struct expression_value calculate_bits(enum operation operation, struct expression_value a,
                                              struct expression_value b)
{
    int64_t x = expression_bits(a), y = expression_bits(b);

    if (a.type == EXPRESSION_NULL || b.type == EXPRESSION_NULL)
        return (struct expression_value){0};
    if (operation == OPERATION_BIT_AND)
        return expression_of_number((double)(x & y));
    if (operation == OPERATION_BIT_OR)
        return expression_of_number((double)(x | y));
    if (y < 0 || y > 53 || x < 0)
        return (struct expression_value){0};
    if (operation == OPERATION_SHIFT_RIGHT)
        return expression_of_number((double)(x >> y));
    return number_or_null(ldexp((double)x, (int)y) <= WHOLE_MOST ? ldexp((double)x, (int)y)
                                                                 : HUGE_VAL);
}

static bool holds(enum operation operation, int order)
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

/* NOLINTBEGIN(misc-no-recursion): no deeper than it was compiled, EXPRESSION_DEEP_MOST */

static struct expression_value call(const struct expression *expression,
                                    const struct expression_row *row)
{
    struct expression_value arguments[ARGUMENTS_MOST];

    for (size_t i = 0; i < expression->count; i++)
        arguments[i] = expression_run(expression->parts[i], row);
    return expression->function->call(row, arguments, expression->count);
}

/* Operations on two values. */
static struct expression_value combine(const struct expression *expression,
                                       const struct expression_row *row)
{
    const enum operation operation = expression->operation;
    struct expression_value a = expression_run(expression->parts[0], row), b;

    if (operation == OPERATION_OR && expression_true(a))
        return expression_of_number(1);
    if (operation == OPERATION_AND && !expression_true(a))
        return expression_of_number(0);
    b = expression_run(expression->parts[1], row);
    if (operation == OPERATION_OR || operation == OPERATION_AND)
        return expression_of_number(expression_true(b));
    if (operation <= OPERATION_ABOVE_OR_EQUAL)
        return expression_of_number(holds(operation, expression_compare(a, b)));
    if (operation <= OPERATION_SHIFT_RIGHT)
        return calculate_bits(operation, a, b);
    return calculate(operation, a, b);
}

struct expression_value expression_run(const struct expression *expression,
                                       const struct expression_row *row)
{
    const struct expression *const *parts = expression->parts;
    struct expression_value value;
    double number;

    switch (expression->operation) {
    case OPERATION_CONSTANT: return expression->constant;
    case OPERATION_COLUMN: return row->read(row->context, expression->slot);
    case OPERATION_CALL: return call(expression, row);
    case OPERATION_CHOOSE:
        value = expression_run(parts[0], row);
        return expression_run(parts[expression_true(value) ? 1 : 2], row);
    case OPERATION_NOT:
        return expression_of_number(!expression_true(expression_run(parts[0], row)));
    case OPERATION_MINUS:
        value = expression_run(parts[0], row);
        return expression_number(value, &number) ? expression_of_number(-number)
                                                 : (struct expression_value){0};
    default: return combine(expression, row);
    }
}

/* NOLINTEND(misc-no-recursion) */
