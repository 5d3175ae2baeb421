/* The small language in which a mapping says how a source's columns become fields:
 *
 *     hp            npc_types.hp           "text"  'text'  12  0.5
 *     + - * / %     & | << >>              == != < <= > >=   && || !
 *     a ? b : c     a ?: b                 name(arguments)   ( )
 *
 * `a ?: b` is the first of the two whose columns are there: it is decided once, when the
 * expression is compiled, and so a mapping fits sources of several times. & and | bind closer than
 * comparisons. Names are found whatever their case. The word null is NULL. NULL in arithmetic
 * gives NULL; in comparisons and conditions it is 0 or "". Text that is a number may stand for it;
 * texts are compared whatever their case. Division by 0 gives NULL. Whole numbers of 64 bits stay
 * exact; what leaves them, and what has decimals, is a double. Bits are those of whole numbers:
 * bit 63 is the sign.
 *
 *     min(a, …) max(a, …) abs(a) floor(a) round(a) number(t)
 *     lower(t) trim(t) replace(t, from, to) join(t, …)
 *     part(t, separator, n)          the nth piece of a text, from 1
 *     contains(t, s) starts(t, s)
 *     listed(t, separator, x)        whether x is a piece of t
 *     among(t, separator, "set")     whether a piece of t belongs to a set of the mapping
 *     label("enumeration", n)        what the game calls that value
 *     given(x)                       whether x is there: not NULL and not empty, nor the words NULL
 *                                    and \N, which some exports write
 *     bit(n)                         1 << n, 0 where n is not 0 to 63
 *     bits(t, outer, inner)          "1,1^5,0^8,1,30" by "^" and ",": bits 1 and 8; a piece whose
 *                                    second part is 0 counts as not there
 *     letters(t, alphabet)           the bit of each letter's position in the alphabet
 *     power(a, b) log(a) exp(a)      NULL where that is no number
 *     known("kind", id)              whether the game has that entry, as far as the source tells
 *     unmarked(t)                    t without marks of steps: "[1,Go][2,3,Ask]" is two lines
 */
#ifndef LOREHALL_IMPORT_MAPPING_EXPRESSION_H
#define LOREHALL_IMPORT_MAPPING_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/number.h"

enum expression_type { EXPRESSION_NULL, EXPRESSION_NUMBER, EXPRESSION_TEXT, EXPRESSION_WHOLE };

struct expression_value {
    enum expression_type type;
    double number;                    /* of numbers that are not whole, or beyond 64 bits */
    const char *text;                 /* of texts; of a number its digits in the source, or NULL */
    int64_t whole;                    /* of whole numbers */
    const struct number_style *style; /* of texts: how numbers are written in them; NULL: plainly */
};

struct expression;

/* How names become columns when an expression is compiled. */
struct expression_names {
    /* The number under which READ will be asked for a column; TABLE is NULL for a bare name. False
     * when there is none. */
    bool (*find)(void *context, const char *table, const char *column, size_t *slot);
    void *context;
};

/* Where a row's values come from when it runs. */
struct expression_row {
    struct expression_value (*read)(void *context, size_t slot);
    /* Whether a set of the mapping has ITEM; NULL where there are no sets. */
    bool (*has)(void *context, const char *set, const char *item);
    /* The label of an enumeration's value, NULL where it has none; NULL where there are no
     * labels. */
    const char *(*label)(void *context, const char *enumeration, int64_t number);
    /* Whether there is an entry of KIND with the id ITEM; NULL where that is not known. */
    bool (*known)(void *context, const char *kind, const char *item);
    void *context;
    struct arena *arena; /* for the texts that it makes */
};

/* Compiles TEXT onto ARENA. NULL with *FAULT, what is wrong with it; or with *MISSING, the first
 * column that is not there and that nothing stands in for. */
const struct expression *expression_compile(struct arena *arena, const char *text,
                                            const struct expression_names *names,
                                            const char **fault, const char **missing);

/* Its value for a row. */
struct expression_value expression_run(const struct expression *expression,
                                       const struct expression_row *row);

/* Whether the value counts as true: a number other than 0, a text other than "" and "0". */
bool expression_true(struct expression_value value);

/* The value as a number, as near as a double is; false when it is NULL or a text that is none. */
bool expression_number(struct expression_value value, double *number);

/* The value as EXPRESSION_WHOLE or EXPRESSION_NUMBER; false when it is NULL or a text that is
 * none. */
bool expression_numeric(struct expression_value value, struct expression_value *number);

/* The value as text, whole numbers without a point; NULL for NULL. On ARENA where it is made. */
const char *expression_text(struct expression_value value, struct arena *arena);

/* The piece of a list that begins at *AT, up to SEPARATOR, trimmed, on ARENA; steps *AT behind it,
 * to NULL after the last. An empty separator gives all of the text. */
const char *expression_piece(struct arena *arena, const char **at, const char *separator);

/* All of TEXT (but white space around it) as a number, which keeps TEXT where it is not whole. */
bool expression_parse_number(const char *text, struct expression_value *number);

/* Numbers and a text as values; the text is not copied, NULL gives NULL. */
struct expression_value expression_of_whole(int64_t whole);
struct expression_value expression_of_number(double number);
struct expression_value expression_of_text(const char *text);

#endif
