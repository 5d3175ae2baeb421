/* The inside of expressions, for expression*.c alone. */
#ifndef LOREHALL_IMPORT_MAPPING_EXPRESSION_INTERNAL_H
#define LOREHALL_IMPORT_MAPPING_EXPRESSION_INTERNAL_H

#include <stdint.h>

#include "import/mapping/expression.h"

#define EXPRESSION_PARTS_MAX 500 /* of one expression, which bounds recursion too */
#define EXPRESSION_DEEP_MAX 50   /* brackets within brackets */
#define ARGUMENTS_MAX 16

enum operation {
    OPERATION_CONSTANT,
    OPERATION_COLUMN,
    OPERATION_CALL,
    OPERATION_CHOOSE, /* a ? b : c */
    OPERATION_NOT,
    OPERATION_MINUS,
    OPERATION_OR,
    OPERATION_AND,
    OPERATION_EQUAL,
    OPERATION_UNEQUAL,
    OPERATION_BELOW,
    OPERATION_BELOW_OR_EQUAL,
    OPERATION_ABOVE,
    OPERATION_ABOVE_OR_EQUAL,
    OPERATION_BIT_OR,
    OPERATION_BIT_AND,
    OPERATION_SHIFT_LEFT,
    OPERATION_SHIFT_RIGHT,
    OPERATION_ADD,
    OPERATION_SUBTRACT,
    OPERATION_MULTIPLY,
    OPERATION_DIVIDE,
    OPERATION_REMAINDER,
};

struct expression_function {
    const char *name;
    size_t min, max; /* arguments */
    struct expression_value (*call)(const struct expression_row *row,
                                    const struct expression_value *arguments, size_t count);
};

struct expression {
    enum operation operation;
    struct expression_value constant;
    size_t slot;
    const struct expression_function *function;
    const struct expression *parts[ARGUMENTS_MAX]; /* only as many as it has are there */
    size_t count;
    const char *missing; /* a column that is not there; NULL: all are */
};

/* The function with this name; NULL. */
const struct expression_function *expression_function_named(const char *name);

/* -1, 0 or 1 as A is below, the same as or above B. */
int expression_compare(struct expression_value a, struct expression_value b);

/* A whole number's bits; 0 for what is none. */
int64_t expression_bits(struct expression_value value);

#endif
