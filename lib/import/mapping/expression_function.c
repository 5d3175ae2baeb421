/* The functions of expressions: what databases of game servers do with their columns that
 * arithmetic does not reach, such as lists within a text ("1|5|9"), bits, or numbers in a text.
 * None fails on a value that it cannot take: of a million rows one is wrong somewhere, and that
 * must not end an import.
 *
 * What a function makes lives on the row's arena, and is bounded: a mapping cannot make a text
 * that grows with each call. */
#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/text/text.h"
#include "import/mapping/internal.h"

#define TEXT_MAX ((size_t)1 << 20) /* bytes that a function makes */

typedef struct expression_value value;

static const value none;

/* Text of an argument, "" for NULL. */
static const char *argument_text(const struct expression_row *row, value argument)
{
    const char *text = expression_text(argument, row->arena);

    return text != NULL ? text : "";
}

static value least_or_most(const value *arguments, size_t count, int sign)
{
    value best = none, number;

    for (size_t i = 0; i < count; i++)
        if (expression_numeric(arguments[i], &number) &&
            (best.type == EXPRESSION_NULL || expression_compare(number, best) * sign > 0))
            best = number;
    return best;
}

static value call_min(const struct expression_row *row, const value *arguments, size_t count)
{
    (void)row;
    return least_or_most(arguments, count, -1);
}

static value call_max(const struct expression_row *row, const value *arguments, size_t count)
{
    (void)row;
    return least_or_most(arguments, count, 1);
}

/* A whole number stays as it is. */
static value of_number(const value *arguments, double (*what)(double))
{
    value number;

    if (!expression_numeric(arguments[0], &number))
        return none;
    return number.type == EXPRESSION_WHOLE ? number : expression_of_number(what(number.number));
}

static value call_abs(const struct expression_row *row, const value *arguments, size_t count)
{
    value number;

    (void)row, (void)count;
    if (!expression_numeric(arguments[0], &number) || number.type != EXPRESSION_WHOLE)
        return of_number(arguments, fabs);
    if (number.whole == INT64_MIN)
        return expression_of_number(fabs((double)number.whole));
    return expression_of_whole(number.whole < 0 ? -number.whole : number.whole);
}

static value call_floor(const struct expression_row *row, const value *arguments, size_t count)
{
    (void)row, (void)count;
    return of_number(arguments, floor);
}

static value call_round(const struct expression_row *row, const value *arguments, size_t count)
{
    (void)row, (void)count;
    return of_number(arguments, round);
}

static value call_number(const struct expression_row *row, const value *arguments, size_t count)
{
    value number;

    (void)row, (void)count;
    return expression_numeric(arguments[0], &number) ? number : none;
}

static value call_lower(const struct expression_row *row, const value *arguments, size_t count)
{
    char *copy = arena_string(row->arena, expression_text(arguments[0], row->arena));

    (void)count;
    for (char *at = copy; at != NULL && *at != '\0'; at++)
        *at = (char)((unsigned char)*at < 0x80 ? tolower((unsigned char)*at) : *at);
    return expression_of_text(copy);
}

static value call_trim(const struct expression_row *row, const value *arguments, size_t count)
{
    const char *text = expression_text(arguments[0], row->arena);

    (void)count;
    return expression_of_text(text != NULL ? text_normal(row->arena, text) : NULL);
}

static value call_replace(const struct expression_row *row, const value *arguments, size_t count)
{
    const char *text = expression_text(arguments[0], row->arena), *found;
    const char *from = argument_text(row, arguments[1]), *to = argument_text(row, arguments[2]);
    struct buffer made;

    (void)count;
    if (text == NULL || *from == '\0' || strstr(text, from) == NULL)
        return expression_of_text(text);
    made = buffer_open(row->arena, strlen(text));
    while ((found = strstr(text, from)) != NULL && made.length < TEXT_MAX) {
        buffer_put(&made, text, (size_t)(found - text));
        buffer_text(&made, to);
        text = found + strlen(from);
    }
    buffer_text(&made, text);
    return expression_of_text(made.data);
}

static value call_join(const struct expression_row *row, const value *arguments, size_t count)
{
    struct buffer made = buffer_open(row->arena, 100);

    for (size_t i = 0; i < count && made.length < TEXT_MAX; i++)
        buffer_text(&made, argument_text(row, arguments[i]));
    return expression_of_text(made.data);
}

const char *expression_piece(struct arena *arena, const char **at, const char *separator)
{
    const char *begin = *at;
    const char *end = *separator != '\0' ? strstr(begin, separator) : NULL;

    *at = end != NULL ? end + strlen(separator) : NULL;
    return text_normal(arena,
                       end != NULL ? arena_copy(arena, begin, (size_t)(end - begin)) : begin);
}

static value call_part(const struct expression_row *row, const value *arguments, size_t count)
{
    const char *at = argument_text(row, arguments[0]),
               *separator = argument_text(row, arguments[1]), *piece;
    int64_t wanted = expression_bits(arguments[2]);

    (void)count;
    for (int64_t n = 1; at != NULL; n++) {
        piece = expression_piece(row->arena, &at, separator);
        if (n == wanted)
            return expression_of_text(piece);
    }
    return none;
}

static value call_contains(const struct expression_row *row, const value *arguments, size_t count)
{
    (void)count;
    return expression_of_number(
        strcasestr(argument_text(row, arguments[0]), argument_text(row, arguments[1])) != NULL);
}

static value call_starts(const struct expression_row *row, const value *arguments, size_t count)
{
    const char *begin = argument_text(row, arguments[1]);

    (void)count;
    return expression_of_number(
        strncasecmp(argument_text(row, arguments[0]), begin, strlen(begin)) == 0);
}

static value call_listed(const struct expression_row *row, const value *arguments, size_t count)
{
    const char *at = argument_text(row, arguments[0]),
               *separator = argument_text(row, arguments[1]), *piece;

    (void)count;
    while (at != NULL) {
        piece = expression_piece(row->arena, &at, separator);
        if (*piece != '\0' && expression_compare(expression_of_text(piece), arguments[2]) == 0)
            return expression_of_number(1);
    }
    return expression_of_number(0);
}

static value call_among(const struct expression_row *row, const value *arguments, size_t count)
{
    const char *at = argument_text(row, arguments[0]),
               *separator = argument_text(row, arguments[1]);
    const char *set = argument_text(row, arguments[2]), *piece;

    (void)count;
    while (at != NULL && row->has != NULL) {
        piece = expression_piece(row->arena, &at, separator);
        if (*piece != '\0' && row->has(row->context, set, piece))
            return expression_of_number(1);
    }
    return expression_of_number(0);
}

static value call_given(const struct expression_row *row, const value *arguments, size_t count)
{
    const char *text = argument_text(row, arguments[0]);

    (void)count;
    return expression_of_number(*text != '\0' && strcmp(text, "NULL") != 0 &&
                                strcmp(text, "\\N") != 0);
}

static value call_label(const struct expression_row *row, const value *arguments, size_t count)
{
    value number;

    (void)count;
    if (row->label == NULL || !expression_numeric(arguments[1], &number) ||
        number.type != EXPRESSION_WHOLE)
        return none;
    return expression_of_text(
        row->label(row->context, argument_text(row, arguments[0]), number.whole));
}

static uint64_t bit_at(int64_t place)
{
    return place >= 0 && place < 64 ? UINT64_C(1) << place : 0;
}

/* The bit that a numeric value names. */
static uint64_t bit_of_value(value place)
{
    if (place.type == EXPRESSION_WHOLE)
        return bit_at(place.whole);
    return place.number >= 0 && place.number < 64 ? bit_at((int64_t)place.number) : 0;
}

static value call_bit(const struct expression_row *row, const value *arguments, size_t count)
{
    value number;

    (void)row, (void)count;
    if (!expression_numeric(arguments[0], &number))
        return none;
    return expression_of_whole((int64_t)bit_of_value(number));
}

static value call_bits(const struct expression_row *row, const value *arguments, size_t count)
{
    const char *at = argument_text(row, arguments[0]), *outer = argument_text(row, arguments[1]);
    const char *inner = argument_text(row, arguments[2]), *piece, *number;
    uint64_t bits = 0;
    value place, on;

    (void)count;
    while (at != NULL) {
        piece = expression_piece(row->arena, &at, outer);
        number = expression_piece(row->arena, &piece, inner);
        if (!expression_parse_number(number, &place))
            continue;
        if (piece != NULL &&
            expression_parse_number(expression_piece(row->arena, &piece, inner), &on) &&
            !expression_true(on))
            continue;
        bits |= bit_of_value(place);
    }
    return expression_of_whole((int64_t)bits);
}

static value call_letters(const struct expression_row *row, const value *arguments, size_t count)
{
    const char *text = argument_text(row, arguments[0]),
               *alphabet = argument_text(row, arguments[1]), *found;
    uint64_t bits = 0;

    (void)count;
    for (; *text != '\0'; text++) {
        found = strchr(alphabet, *text);
        if (found != NULL)
            bits |= bit_at(found - alphabet);
    }
    return expression_of_whole((int64_t)bits);
}

/* A number, where it is one. */
static value finite_number(double number)
{
    return isfinite(number) ? expression_of_number(number) : none;
}

static value call_power(const struct expression_row *row, const value *arguments, size_t count)
{
    double base, exponent;

    (void)row, (void)count;
    if (!expression_number(arguments[0], &base) || !expression_number(arguments[1], &exponent))
        return none;
    return finite_number(pow(base, exponent));
}

static value call_log(const struct expression_row *row, const value *arguments, size_t count)
{
    double number;

    (void)row, (void)count;
    return expression_number(arguments[0], &number) ? finite_number(log(number)) : none;
}

static value call_exp(const struct expression_row *row, const value *arguments, size_t count)
{
    double number;

    (void)row, (void)count;
    return expression_number(arguments[0], &number) ? finite_number(exp(number)) : none;
}

static value call_known(const struct expression_row *row, const value *arguments, size_t count)
{
    (void)count;
    return expression_of_number(row->known == NULL ||
                                row->known(row->context, argument_text(row, arguments[0]),
                                           argument_text(row, arguments[1])));
}

/* The end of a mark that begins at TEXT, "[1,2, " or "[1,2]": the numbers that a comma or the
 * bracket follows, and the blanks behind them; TEXT where there is none. */
static const char *mark_end(const char *text)
{
    const char *end = text, *at = text + 1;

    while (*text == '[' && *at >= '0' && *at <= '9') {
        at += strspn(at, "0123456789");
        at += strspn(at, " ");
        if (*at == ']')
            return at;
        if (*at++ != ',')
            break;
        at += strspn(at, " ");
        end = at;
    }
    return end;
}

static value call_unmarked(const struct expression_row *row, const value *arguments, size_t count)
{
    const char *text = argument_text(row, arguments[0]), *end;
    struct buffer made = buffer_open(row->arena, strlen(text) + 1);
    size_t open = 0; /* brackets: the mark's, and those of its text */

    (void)count;
    buffer_text(&made, "");
    while (*text != '\0') {
        end = mark_end(text);
        if (end != text) {
            open = *end != ']';
            text = open > 0 ? end : end + 1;
        } else if (open == 1 && *text == ']') {
            open = 0;
            buffer_text(&made, *++text != '\0' ? "\n" : "");
        } else {
            open += open > 0 && *text == '[';
            open -= open > 1 && *text == ']';
            buffer_put(&made, text++, 1);
        }
    }
    return expression_of_text(made.data);
}

static const struct expression_function functions[] = {
    {"min", 1, ARGUMENTS_MAX, call_min},
    {"max", 1, ARGUMENTS_MAX, call_max},
    {"abs", 1, 1, call_abs},
    {"floor", 1, 1, call_floor},
    {"round", 1, 1, call_round},
    {"number", 1, 1, call_number},
    {"lower", 1, 1, call_lower},
    {"trim", 1, 1, call_trim},
    {"replace", 3, 3, call_replace},
    {"join", 1, ARGUMENTS_MAX, call_join},
    {"part", 3, 3, call_part},
    {"contains", 2, 2, call_contains},
    {"starts", 2, 2, call_starts},
    {"listed", 3, 3, call_listed},
    {"among", 3, 3, call_among},
    {"label", 2, 2, call_label},
    {"given", 1, 1, call_given},
    {"bit", 1, 1, call_bit},
    {"bits", 3, 3, call_bits},
    {"letters", 2, 2, call_letters},
    {"power", 2, 2, call_power},
    {"log", 1, 1, call_log},
    {"exp", 1, 1, call_exp},
    {"known", 2, 2, call_known},
    {"unmarked", 1, 1, call_unmarked},
};

const struct expression_function *expression_function_named(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}
