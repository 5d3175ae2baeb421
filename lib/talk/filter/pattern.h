/* Words and patterns, looked for in what somebody writes. */
#ifndef LOREHALL_TALK_FILTER_PATTERN_H
#define LOREHALL_TALK_FILTER_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "talk/filter/normal_text.h"

#define PATTERN_MAX 4000      /* characters of a filter's words, or its pattern */
#define PATTERN_WORDS_MAX 500 /* lines of words */
#define PATTERN_FOUND_MAX 100 /* characters that are told of what was found */

/* How a filter says what it looks for; as the rows have it. */
enum pattern_kind {
    PATTERN_WORDS, /* a word or several in each line, "*" at an end for more letters there */
    PATTERN_PERL,  /* one pattern of PCRE2 */
};

struct text_pattern;

/* What is wrong with one that does not compile. */
struct pattern_fault {
    size_t line;         /* of words; 0: a pattern's */
    size_t place;        /* the character of the pattern, from 1 on; 0: of no place */
    const char *message; /* PCRE2's; NULL: it is found in everything, or says nothing */
};

/* Compiles TEXT. NULL: FAULT tells why. Of what it gives pattern_close frees what is not on ARENA. */
struct text_pattern *pattern_open(struct arena *arena, enum pattern_kind kind, bool spelled,
                                  const char *text, struct pattern_fault *fault);

/* Frees it. NULL is allowed. */
void pattern_close(struct text_pattern *pattern);

enum pattern_result {
    PATTERN_ABSENT,
    PATTERN_FOUND,
    PATTERN_GAVE_UP, /* to look on would have taken too long */
};

/* How long patterns may look in one text, all of them together: microseconds. */
#define PATTERN_TIME 100000

/* Looks for it. *LEFT is what is left of PATTERN_TIME, from which what it took is taken. FOUND, on ARENA, gets
 * what it found: the line of words, or the text that the pattern fits. */
enum pattern_result pattern_find(const struct text_pattern *pattern, struct arena *arena,
                                 const struct normal_text *text, long *left, const char **found);

#endif
