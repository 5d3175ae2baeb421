/* Digits of ASCII, whatever the locale: <ctype.h> goes by it, and wants no negative char. */
#ifndef LOREHALL_BASE_DIGIT_H
#define LOREHALL_BASE_DIGIT_H

#include <stdbool.h>

/* Whether C is one of 0 to 9. */
static inline bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* What a hexadecimal digit of either case counts; -1 where C is none. */
static inline int hex_digit(int c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

#endif
