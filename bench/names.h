/* Names found while somebody types: by their beginning, by words or their beginnings, misspelt.
 *
 * Names are folded (lower case, one blank between words). `order` has them sorted, for beginnings.
 * For the rest there are trigrams: each word counts as if two blanks stood before it and one behind
 * it, and each three characters in a row have a list of the names that hold them (uint32_t,
 * ascending). A name that shares most of a text's trigrams is near to it, whatever is wrong.
 */
#ifndef LOREHALL_BENCH_NAMES_H
#define LOREHALL_BENCH_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct names;

enum { NAMES_MOST = 10 };

/* An index over COUNT names, which are copied. */
struct names *names_open(const char *const *names, size_t count);
void names_close(struct names *names);

/* Up to NAMES_MOST names for what was typed so far, the best first, as numbers of names. Those that
 * begin so come first, then those that have all the words, then the nearest. Returns how many. */
size_t names_suggest(struct names *names, const char *text, uint32_t found[NAMES_MOST]);

/* Bytes of the trigrams' lists, and what they would be as differences of variable length. */
size_t names_list_bytes(const struct names *names);
size_t names_delta_bytes(const struct names *names);

#endif
