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

static struct expression *parse_conditional(struct parser *parser);

/* Remembers what is wrong, the first time. Always NULL. */
static struct expression *parse_fault(struct parser *parser, const char *what)
{
    if (parser->fault == NULL)
        parser->fault = arena_format(parser->arena, "%s at \"%.20s\"", what,
                                     *parser->at != '\0' ? parser->at : "the end");
    return NULL;
}

/* Bounded, so that neither compiling nor running recurses deeper. */
static struct expression *make_node(struct parser *parser, enum operation operation)
{
    struct expression *expression;

    if (++parser->parts > EXPRESSION_PARTS_MAX)
        return parse_fault(parser, "the expression is too long");
    expression = arena_alloc(parser->arena, sizeof *expression);
    expression->operation = operation;
    return expression;
}

/* Adds a part, whose missing columns are missing in the whole. */
static void add_operand(struct expression *whole, const struct expression *part)
{
    whole->parts[whole->count++] = part;
    if (whole->missing == NULL)
        whole->missing = part->missing;
}

static void skip_to_token(struct parser *parser)
{
    while (*parser->at == ' ' || *parser->at == '\t')
        parser->at++;
}

/* Takes SIGN, if it comes. */
static bool accept_sign(struct parser *parser, const char *sign)
{
    size_t length = strlen(sign);

    skip_to_token(parser);
    if (strncmp(parser->at, sign, length) != 0)
        return false;
    parser->at += length;
    return true;
}

static struct expression *constant_node(struct parser *parser, struct expression_value value)
{
    struct expression *expression = make_node(parser, OPERATION_CONSTANT);

    if (expression != NULL)
        expression->constant = value;
    return expression;
}

static struct expression *parse_text_constant(struct parser *parser)
{
    char quote = *parser->at++;
    const char *end = strchr(parser->at, quote);
    const char *text;

    if (end == NULL)
        return parse_fault(parser, "a quote is not closed");
    text = arena_copy(parser->arena, parser->at, (size_t)(end - parser->at));
    parser->at = end + 1;
    return constant_node(parser, expression_of_text(text));
}

static struct expression *parse_number_constant(struct parser *parser)
{
    size_t length = strspn(parser->at, "0123456789.");
    const char *text = arena_copy(parser->arena, parser->at, length);
    struct expression_value number;

    if (!expression_parse_number(text, &number))
        return parse_fault(parser, "this is no number");
    parser->at += length;
    return constant_node(parser, number);
}

static char *parse_identifier(struct parser *parser)
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
        return parse_fault(parser,
                           arena_format(parser->arena, "there is no function %.40s()", name));
    call = make_node(parser, OPERATION_CALL);
    if (call == NULL || accept_sign(parser, ")"))
        return parse_fault(parser, "arguments are missing");
    call->function = function;
    do {
        argument = parse_conditional(parser);
        if (argument == NULL)
            return NULL;
        if (call->count == ARGUMENTS_MAX || call->count == function->max)
            return parse_fault(parser,
                               arena_format(parser->arena, "%s() has too many arguments", name));
        add_operand(call, argument);
    } while (accept_sign(parser, ","));
    if (!accept_sign(parser, ")"))
        return parse_fault(parser, "a bracket is not closed");
    if (call->count < function->min)
        return parse_fault(parser, arena_format(parser->arena, "%s() has too few arguments", name));
    return call;
}

/* A column that is not there is no fault of the mapping: it is noted, and whoever compiles
 * decides what follows. */
static struct expression *parse_name(struct parser *parser)
{
    const char *table = NULL, *column = parse_identifier(parser);
    struct expression *expression;

    if (*parser->at == '(') {
        parser->at++;
        return parse_call(parser, column);
    }
    if (*parser->at == '.') {
        parser->at++;
        table = column;
        column = parse_identifier(parser);
        if (*column == '\0')
            return parse_fault(parser, "a column's name is missing");
    }
    if (table == NULL && strcmp(column, "null") == 0)
        return constant_node(parser, (struct expression_value){0});
    expression = make_node(parser, OPERATION_COLUMN);
    if (expression != NULL &&
        !parser->names->find(parser->names->context, table, column, &expression->slot))
        expression->missing = table != NULL ? arena_format(parser->arena, "%s.%s", table, column)
                                            : column;
    return expression;
}

static struct expression *parse_parentheses(struct parser *parser)
{
    struct expression *expression;

    parser->at++;
    expression = parse_conditional(parser);
    if (expression != NULL && !accept_sign(parser, ")"))
        return parse_fault(parser, "a bracket is not closed");
    return expression;
}

/* Depth is counted where the parser calls itself: a line of ten thousand signs or brackets must
 * end in a message and not on the stack's end. */
static struct expression *parse_unary(struct parser *parser)
{
    enum operation operation = OPERATION_CONSTANT;
    struct expression *expression, *part;

    skip_to_token(parser);
    if (*parser->at == '(')
        return parse_parentheses(parser);
    if (*parser->at == '"' || *parser->at == '\'')
        return parse_text_constant(parser);
    if (isdigit((unsigned char)*parser->at) || *parser->at == '.')
        return parse_number_constant(parser);
    if (isalpha((unsigned char)*parser->at) || *parser->at == '_')
        return parse_name(parser);
    if (*parser->at == '!' || *parser->at == '-')
        operation = *parser->at++ == '!' ? OPERATION_NOT : OPERATION_MINUS;
    else
        return parse_fault(parser, "a value is missing");
    expression = make_node(parser, operation);
    if (expression == NULL)
        return NULL;
    if (++parser->deep > EXPRESSION_DEEP_MAX)
        return parse_fault(parser, "the expression is too deep");
    part = parse_unary(parser);
    parser->deep--;
    if (part == NULL)
        return NULL;
    add_operand(expression, part);
    return expression;
}

/* Takes an operator of LEVEL, if one comes. */
static const struct operator_sign *parse_operator(struct parser *parser, size_t level)
{
    skip_to_token(parser);
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
static struct expression *parse_binary(struct parser *parser, size_t level)
{
    struct expression *left, *right, *both;
    const struct operator_sign *sign;

    if (level == LEVELS)
        return parse_unary(parser);
    left = parse_binary(parser, level + 1);
    while (left != NULL && (sign = parse_operator(parser, level)) != NULL) {
        both = make_node(parser, sign->operation);
        right = both != NULL ? parse_binary(parser, level + 1) : NULL;
        if (right == NULL)
            return NULL;
        add_operand(both, left);
        add_operand(both, right);
        left = both;
    }
    return left;
}

/* What stands behind a condition and "?". */
static struct expression *parse_conditional_branches(struct parser *parser,
                                                     struct expression *condition)
{
    struct expression *choice = make_node(parser, OPERATION_CHOOSE), *yes, *no;

    yes = choice != NULL ? parse_conditional(parser) : NULL;
    if (yes == NULL)
        return NULL;
    if (!accept_sign(parser, ":"))
        return parse_fault(parser, "\":\" is missing");
    no = parse_conditional(parser);
    if (no == NULL)
        return NULL;
    add_operand(choice, condition);
    add_operand(choice, yes);
    add_operand(choice, no);
    return choice;
}

/* `a ?: b` is decided here, once for the source, by whether a's columns are there; `a ? b : c`
 * for each row. */
static struct expression *parse_conditional(struct parser *parser)
{
    struct expression *first, *other;

    if (++parser->deep > EXPRESSION_DEEP_MAX)
        return parse_fault(parser, "the expression is too deep");
    first = parse_binary(parser, 0);
    if (first != NULL && accept_sign(parser, "?:")) {
        other = parse_conditional(parser);
        if (other == NULL)
            return NULL;
        if (first->missing != NULL && other->missing == NULL)
            first = other;
    } else if (first != NULL && accept_sign(parser, "?")) {
        first = parse_conditional_branches(parser, first);
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
    struct expression *expression = parse_conditional(&parser);

    *fault = *missing = NULL;
    skip_to_token(&parser);
    if (expression != NULL && *parser.at != '\0')
        expression = parse_fault(&parser, "something is left over");
    *fault = parser.fault;
    if (expression == NULL)
        return NULL;
    *missing = expression->missing;
    return expression->missing == NULL ? expression : NULL;
}
