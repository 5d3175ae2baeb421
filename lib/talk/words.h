/* Text as words that MariaDB's full-text search finds whatever the server's settings are. A word
 * is folded (text_fold) and written in ASCII behind WORD_PREFIX, so that it is longer than any
 * least size in use and no stop word; a letter beyond ASCII takes five bytes, "_" and its code
 * point. Scripts that put no spaces between words (Chinese, Japanese, Thai; Korean, whose
 * particles cling to words) are written as overlapping pairs of characters, the last one of a run
 * also alone.
 *
 * Two short words that follow each other also make one token together, behind PAIR_PREFIX at the
 * text's end: words that nearly every text has are short, and a phrase of them is found by nothing
 * else. */
#ifndef LOREHALL_TALK_WORDS_H
#define LOREHALL_TALK_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define WORDS_VERSION 2 /* raise it whenever words_of writes anything else */
#define WORD_PREFIX "word_"
#define PAIR_PREFIX "pair_"
#define WORDS_MAX 12        /* looked for at once */
#define WORDS_TOKENS_MAX 36 /* by which candidates are found */
#define BEGINNINGS_MAX 6    /* letters of a beginning that is counted */

/* A word where it stands in a text. */
struct search_word {
    const char *at;
    size_t length;
    const char *letters; /* folded and in ASCII, without the prefix */
    bool dense;          /* of a script without spaces: five letters a character */
};

/* What is looked for: words one behind the other, the last of which may go on. */
struct words_term {
    const struct search_word *words;
    size_t count;
    bool beginning;
};

/* What the full-text index has of all that holds a term. */
struct words_token {
    /* For MATCH … AGAINST (… IN BOOLEAN MODE), with "*" where it is a beginning. */
    const char *text;
    uint64_t counted; /* under what it is counted, words_counted */
};

/* A query, taken apart. `terms` is what must hold, `needles` the same as strings of stored words,
 * `tokens` what the full-text index is asked for: what it finds is a candidate, and the needles
 * decide. */
struct words_query {
    struct words_term terms[WORDS_MAX];
    /* Of each term what must stand in what words_of wrote; the rest "". */
    const char *needles[WORDS_MAX];
    size_t term_count; /* 0: there is no word */
    struct words_token tokens[WORDS_TOKENS_MAX];
    size_t token_count;
    const char **left_out; /* what was asked for and is not looked for, as it was typed */
    size_t left_out_count;
};

/* The words of TEXT, valid UTF-8, as they are stored: each between two spaces; "" where there are
 * none. */
char *words_of(struct arena *arena, const char *text);

/* Reads what somebody typed: all words must be there, those in quotation marks one behind the
 * other, and the last may be the beginning of one, where it has three letters or is not of ASCII.
 * What another word or phrase before it holds anyway is taken once. Left out are signs without a
 * letter or digit, and words beyond WORDS_MAX. */
struct words_query words_query(struct arena *arena, const char *text);

/* The number under which what begins like LENGTH bytes of a token (BEGINNING), or is them, is
 * counted. */
uint64_t words_counted(const char *token, size_t length, bool beginning);

/* How many bytes of a token are its beginning of LETTERS letters after the prefix, where that has
 * as many and is long enough to be looked for; else 0. */
size_t words_beginning(const char *token, size_t length, size_t letters);

/* At most CHARACTERS of BODY, around the first place of that of QUERY's terms which says most. */
char *words_excerpt(struct arena *arena, const char *body, const struct words_query *query,
                    size_t characters);

#endif
