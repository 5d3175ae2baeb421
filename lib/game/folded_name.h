/* Names folded for being found and sorted: small letters without accents, one blank between
 * words. */
#ifndef LOREHALL_GAME_FOLDED_NAME_H
#define LOREHALL_GAME_FOLDED_NAME_H

#include <stddef.h>

#define NAME_CAPACITY 1024 /* bytes of a folded name of 200 characters */

/* Folds TEXT into OUT, which has room for SIZE bytes; what does not fit is left out. Returns its
 * length. */
size_t name_fold(const char *text, char *out, size_t size);

/* Compares folded names as people sort them: "rank 9" before "rank 10". Below, above or 0. */
int name_compare(const char *a, const char *b);

/* The same where folded texts that are alike are told apart by the texts themselves. */
int name_compare_texts(const char *a_folded, const char *a, const char *b_folded, const char *b);

#endif
