/* Marks that stand on, in or below letters: accents, the vowel points of Hebrew and Arabic,
 * nuktas, viramas. Who looks for a word may leave them away. */
#ifndef LOREHALL_BASE_TEXT_MARK_H
#define LOREHALL_BASE_TEXT_MARK_H

#include <stdbool.h>
#include <stdint.h>

/* Whether a character is such a mark, behind its letter: of Unicode's nonspacing ones those with a
 * combining class, but for the vowels below of Thai and Lao; enclosing marks, selectors of
 * variants, the kashida. */
bool text_is_mark(uint32_t point);

/* The small letter without marks that a letter is with them, for other scripts than Latin (by
 * Unicode's canonical decompositions, with alef wasla as alef and the final sigma as sigma);
 * itself when it is none. */
uint32_t text_unmarked(uint32_t point);

#endif
