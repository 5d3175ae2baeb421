/* What a text says however it is written: for words and patterns that are looked for in it.
 *
 * Compatibility forms (Unicode NFKC), case, accents, what cannot be seen and letters of other scripts that
 * look like ours (Unicode TR 39) make no difference, nor digits and signs that are written for letters. */
#ifndef LOREHALL_TALK_FILTER_NORMAL_TEXT_H
#define LOREHALL_TALK_FILTER_NORMAL_TEXT_H

#include <stddef.h>

#include "base/arena.h"

struct normal_form {
    const char *text;
    size_t length;
};

/* Ways to read a text as words: letters and digits alone, with one space between words and at both
 * ends. Of NORMAL_SPELLED only whoever asks for it makes use: letters in a row that stand alone
 * are a word there. */
enum normal_reading {
    NORMAL_WORDS,   /* what is no letter parts words */
    NORMAL_JOINED,  /* only white space does; signs that are written for letters are these */
    NORMAL_CAPITAL, /* the same, with 1 and a capital I among small letters as l */
    NORMAL_SPELLED,
    NORMAL_READINGS,
};

struct normal_text {
    struct normal_form plain; /* NFKC in lower case, without what cannot be seen */
    struct normal_form seen;  /* the same without marks, and with what letters look like */
    struct normal_form readings[NORMAL_READINGS];
};

/* Reads LENGTH bytes of UTF-8; what is not is left out. */
struct normal_text normal_text_of(struct arena *arena, const char *text, size_t length);

/* A word or several as they stand in NORMAL_WORDS, with a space at both ends; "" where TEXT has
 * neither letters nor digits. */
struct normal_form normal_words(struct arena *arena, const char *text, size_t length);

#endif
