/* Numbers as people write them: thousands apart, decimals behind a point or a comma. */
#ifndef LOREHALL_BASE_NUMBER_H
#define LOREHALL_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBER_CAPACITY 64 /* bytes of a plain number and its NUL; longer ones are none */

/* From LOW to HIGH, both included. */
struct number_range {
    int64_t low, high;
};

/* How a language, or a file, writes numbers. */
struct number_style {
    char group; /* between thousands; 0: only what stands between them everywhere */
    char point; /* before decimals */
};

/* That of the current language. */
struct number_style number_style_here(void);

/* Takes the number that TEXT begins with: a sign (+, - or U+2212), digits, decimals. Digits may
 * stand apart by threes: by the style's sign, by a space of any width (U+0020, U+00A0, U+2009,
 * U+202F) or by an apostrophe. Writes it plainly ("-1234.5") to OUT. Returns its bytes; 0: there
 * is none. *ONE_GROUP tells whether one sign of the style, and no point, parted it: in another
 * style that would be the point ("1.234"). */
size_t number_parse(const char *text, struct number_style style, char out[NUMBER_CAPACITY],
                    bool *one_group);

/* Writes a plain number with STYLE's sign between its thousands, from five digits on, and its
 * point as it stands; what is too long to be one is cut. Returns its bytes. */
size_t number_grouped(const char *plain, struct number_style style, char out[NUMBER_CAPACITY]);

#endif
