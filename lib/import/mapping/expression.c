/* Compiling expressions: a recursive descent over a dozen operators into a tree, which is then run
 * for each row of a source, millions of times. Names are looked up here, once: a column becomes a
 * slot.
 *
 * A language of our own and not SQL or Lua: it can only read a row and its settings, has no loops,
 * and a bound on its size; so a mapping from anybody does no harm and ends.
 *
 * A column that is not there makes all of an expression missing, but for `a ?: b`, which then is
 * b: mappings name what newer schemas have and fall back on what older ones do. */
#include "import/mapping/expression.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "import/mapping/internal.h"

struct parser {
    struct arena *arena;
    const char *text, *at;
    const struct expression_names *names;
    const char *fault;
    size_t parts, deep;
};

/* The signs of operators that bind alike, loosest first; longer signs before their beginnings. */
struct operator_sign {
    const char *sign;
    enum operation operation;
};

static const struct operator_sign levels[][5] = {
    {{"||", OPERATION_OR}},
    {{"&&", OPERATION_AND}},
    {{"==", OPERATION_EQUAL}, {"!=", OPERATION_UNEQUAL}},
    {{"<=", OPERATION_BELOW_OR_EQUAL},
     {">=", OPERATION_ABOVE_OR_EQUAL},
     {"<", OPERATION_BELOW},
     {">", OPERATION_ABOVE}},
    {{"|", OPERATION_BIT_OR}},
    {{"&", OPERATION_BIT_AND}},
    {{"<<", OPERATION_SHIFT_LEFT}, {">>", OPERATION_SHIFT_RIGHT}},
    {{"+", OPERATION_ADD}, {"-", OPERATION_SUBTRACT}},
    {{"*", OPERATION_MULTIPLY}, {"/", OPERATION_DIVIDE}, {"%", OPERATION_REMAINDER}},
};

#define LEVELS (sizeof levels / sizeof levels[0])

static struct expression *parse_choice(struct parser *parser);

/* Remembers what is wrong, the first time. Always NULL. */
static struct expression *wrong(struct parser *parser, const char *what)
{
    if (parser->fault == NULL)
        parser->fault = arena_format(parser->arena, "%s at \"%.20s\"", what,
                                     *parser->at != '\0' ? parser->at : "the end");
    return NULL;
}

/* Bounded, so that neither compiling nor running recurses deeper. */
static struct expression *make(struct parser *parser, enum operation operation)
{
    struct expression *expression;

    if (++parser->parts > EXPRESSION_PARTS_MAX)
        return wrong(parser, "the expression is too long");
    expression = arena_alloc(parser->arena, sizeof *expression);
    expression->operation = operation;
    return expression;
}

/* Adds a part, whose missing columns are missing in the whole. */
static void add(struct expression *whole, const struct expression *part)
{
    whole->parts[whole->count++] = part;
    if (whole->missing == NULL)
        whole->missing = part->missing;
}

static void blanks(struct parser *parser)
{
    while (*parser->at == ' ' || *parser->at == '\t')
        parser->at++;
}

/* Takes SIGN, if it comes. */
static bool parse_next(struct parser *parser, const char *sign)
{
    size_t length = strlen(sign);

    blanks(parser);
    if (strncmp(parser->at, sign, length) != 0)
        return false;
    parser->at += length;
    return true;
}

static struct expression *constant(struct parser *parser, struct expression_value value)
{
    struct expression *expression = make(parser, OPERATION_CONSTANT);

    if (expression != NULL)
        expression->constant = value;
    return expression;
}

static struct expression *parse_text(struct parser *parser)
{
    char quote = *parser->at++;
    const char *end = strchr(parser->at, quote);
    const char *text;

    if (end == NULL)
        return wrong(parser, "a quote is not closed");
    text = arena_copy(parser->arena, parser->at, (size_t)(end - parser->at));
    parser->at = end + 1;
    return constant(parser, expression_of_text(text));
}

static struct expression *parse_number(struct parser *parser)
{
    size_t length = strspn(parser->at, "0123456789.");
    const char *text = arena_copy(parser->arena, parser->at, length);
    struct expression_value number;

    if (!expression_parse_number(text, &number))
        return wrong(parser, "this is no number");
    parser->at += length;
    return constant(parser, number);
}

static char *parse_word(struct parser *parser)
{
    const char *begin = parser->at;

    while (isalnum((unsigned char)*parser->at) || *parser->at == '_' || *parser->at == '$')
        parser->at++;
    return arena_copy(parser->arena, begin, (size_t)(parser->at - begin));
}

/* NOLINTBEGIN(misc-no-recursion): never deeper than EXPRESSION_DEEP_MAX */

static struct expression *parse_call(struct parser *parser, const char *name)
{
    const struct expression_function *function = expression_function_named(name);
    struct expression *call, *argument;

    if (function == NULL)
        return wrong(parser, arena_format(parser->arena, "there is no function %.40s()", name));
    call = make(parser, OPERATION_CALL);
    if (call == NULL || parse_next(parser, ")"))
        return wrong(parser, "arguments are missing");
    call->function = function;
    do {
        argument = parse_choice(parser);
        if (argument == NULL)
            return NULL;
        if (call->count == ARGUMENTS_MAX || call->count == function->max)
            return wrong(parser, arena_format(parser->arena, "%s() has too many arguments", name));
        add(call, argument);
    } while (parse_next(parser, ","));
    if (!parse_next(parser, ")"))
        return wrong(parser, "a bracket is not closed");
    if (call->count < function->min)
        return wrong(parser, arena_format(parser->arena, "%s() has too few arguments", name));
    return call;
}

/* A column that is not there is no fault of the mapping: it is noted, and whoever compiles
 * decides what follows. */
static struct expression *parse_name(struct parser *parser)
{
    const char *table = NULL, *column = parse_word(parser);
    struct expression *expression;

    if (*parser->at == '(') {
        parser->at++;
        return parse_call(parser, column);
    }
    if (*parser->at == '.') {
        parser->at++;
        table = column;
        column = parse_word(parser);
        if (*column == '\0')
            return wrong(parser, "a column's name is missing");
    }
    if (table == NULL && strcmp(column, "null") == 0)
        return constant(parser, (struct expression_value){0});
    expression = make(parser, OPERATION_COLUMN);
    if (expression != NULL &&
        !parser->names->find(parser->names->context, table, column, &expression->slot))
        expression->missing = table != NULL ? arena_format(parser->arena, "%s.%s", table, column)
                                            : column;
    return expression;
}

static struct expression *parse_bracket(struct parser *parser)
{
    struct expression *expression;

    parser->at++;
    expression = parse_choice(parser);
    if (expression != NULL && !parse_next(parser, ")"))
        return wrong(parser, "a bracket is not closed");
    return expression;
}

/* Depth is counted where the parser calls itself: a line of ten thousand signs or brackets must
 * end in a message and not on the stack's end. */
static struct expression *parse_single(struct parser *parser)
{
    enum operation operation = OPERATION_CONSTANT;
    struct expression *expression, *part;

    blanks(parser);
    if (*parser->at == '(')
        return parse_bracket(parser);
    if (*parser->at == '"' || *parser->at == '\'')
        return parse_text(parser);
    if (isdigit((unsigned char)*parser->at) || *parser->at == '.')
        return parse_number(parser);
    if (isalpha((unsigned char)*parser->at) || *parser->at == '_')
        return parse_name(parser);
    if (*parser->at == '!' || *parser->at == '-')
        operation = *parser->at++ == '!' ? OPERATION_NOT : OPERATION_MINUS;
    else
        return wrong(parser, "a value is missing");
    expression = make(parser, operation);
    if (expression == NULL)
        return NULL;
    if (++parser->deep > EXPRESSION_DEEP_MAX)
        return wrong(parser, "the expression is too deep");
    part = parse_single(parser);
    parser->deep--;
    if (part == NULL)
        return NULL;
    add(expression, part);
    return expression;
}

/* Takes an operator of LEVEL, if one comes. */
static const struct operator_sign *parse_operator(struct parser *parser, size_t level)
{
    blanks(parser);
    for (size_t i = 0; i < sizeof levels[0] / sizeof levels[0][0]; i++) {
        const char *sign = levels[level][i].sign;

        if (sign == NULL || strncmp(parser->at, sign, strlen(sign)) != 0)
            continue;
        /* | and & are not the beginnings of || and &&, nor < of <<. */
        if (strlen(sign) == 1 && strchr("|&<>", *sign) != NULL && parser->at[1] == *sign)
            continue;
        parser->at += strlen(sign);
        return &levels[level][i];
    }
    return NULL;
}

/* One function for all levels of binding: the table says which operators each has. To the left,
 * as all of them are. */
static struct expression *parse_level(struct parser *parser, size_t level)
{
    struct expression *left, *right, *both;
    const struct operator_sign *sign;

    if (level == LEVELS)
        return parse_single(parser);
    left = parse_level(parser, level + 1);
    while (left != NULL && (sign = parse_operator(parser, level)) != NULL) {
        both = make(parser, sign->operation);
        right = both != NULL ? parse_level(parser, level + 1) : NULL;
        if (right == NULL)
            return NULL;
        add(both, left);
        add(both, right);
        left = both;
    }
    return left;
}

/* What stands behind a condition and "?". */
static struct expression *parse_branches(struct parser *parser, struct expression *condition)
{
    struct expression *choice = make(parser, OPERATION_CHOOSE), *yes, *no;

    yes = choice != NULL ? parse_choice(parser) : NULL;
    if (yes == NULL)
        return NULL;
    if (!parse_next(parser, ":"))
        return wrong(parser, "\":\" is missing");
    no = parse_choice(parser);
    if (no == NULL)
        return NULL;
    add(choice, condition);
    add(choice, yes);
    add(choice, no);
    return choice;
}

/* `a ?: b` is decided here, once for the source, by whether a's columns are there; `a ? b : c`
 * for each row. */
static struct expression *parse_choice(struct parser *parser)
{
    struct expression *first, *other;

    if (++parser->deep > EXPRESSION_DEEP_MAX)
        return wrong(parser, "the expression is too deep");
    first = parse_level(parser, 0);
    if (first != NULL && parse_next(parser, "?:")) {
        other = parse_choice(parser);
        if (other == NULL)
            return NULL;
        if (first->missing != NULL && other->missing == NULL)
            first = other;
    } else if (first != NULL && parse_next(parser, "?")) {
        first = parse_branches(parser, first);
    }
    parser->deep--;
    return first;
}

/* NOLINTEND(misc-no-recursion) */

const struct expression *expression_compile(struct arena *arena, const char *text,
                                            const struct expression_names *names,
                                            const char **fault, const char **missing)
{
    struct parser parser = {.arena = arena, .text = text, .at = text, .names = names};
    struct expression *expression = parse_choice(&parser);

    *fault = *missing = NULL;
    blanks(&parser);
    if (expression != NULL && *parser.at != '\0')
        expression = wrong(&parser, "something is left over");
    *fault = parser.fault;
    if (expression == NULL)
        return NULL;
    *missing = expression->missing;
    return expression->missing == NULL ? expression : NULL;
}
