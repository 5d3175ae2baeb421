/* Reading JSON (RFC 8259) as it stands, value by value, without a tree: for what is read by the
 * thousand (records) and for numbers that a double or jansson's integers do not hold (masks of 64
 * bits, decimals). Whole documents of others (a request's body, a line of an import) are
 * jansson's.
 *
 * Nothing nests here, and nothing recurses: whoever reads says what may come next. `./dev bench
 * records` measures what this saves.
 */
#ifndef LOREHALL_BASE_JSON_READER_H
#define LOREHALL_BASE_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define JSON_NUMBER_SIZE 64 /* a number's digits, and the byte that ends them as a string */

/* What is left of a text. */
struct json_reader {
    const char *at, *end;
    struct arena *arena;
};

/* Begins to read LENGTH bytes of TEXT; what comes of it lives on the arena. False when that is not
 * UTF-8. */
bool json_reader_open(struct json_reader *json, struct arena *arena, const char *text,
                      size_t length);

/* Takes the byte (a brace, a comma), after white space, if it is next. */
bool json_accept(struct json_reader *json, char byte);

/* Whether nothing but white space is left. */
bool json_ended(struct json_reader *json);

enum json_next { JSON_NEXT_END, JSON_NEXT_TEXT, JSON_NEXT_WORD, JSON_NEXT_OTHER };

/* What begins next, behind white space. */
enum json_next json_next(struct json_reader *json);

/* Takes a member's name, which is not terminated, and the colon behind it. */
bool json_take_name(struct json_reader *json, const char **name, size_t *length);

/* Takes a string; its meaning, mended where it holds what text may not. NULL when it is none. */
const char *json_take_text(struct json_reader *json);

/* Takes a number's digits, fewer than JSON_NUMBER_SIZE: "-12", "1.50"; no exponent, no zero before
 * others. They are not terminated. */
bool json_take_number(struct json_reader *json, const char **start, size_t *length);

enum json_word { JSON_WORD_FALSE, JSON_WORD_TRUE, JSON_WORD_NULL };

/* Takes one of the three words. */
bool json_take_word(struct json_reader *json, enum json_word *word);

/* The text of the member NAME, which is quoted without escapes, of an object of valid JSON from
 * TEXT to END; NULL where it has none that is written so. */
const char *json_find_member(const char *text, const char *end, const char *name, size_t *length);

#endif
