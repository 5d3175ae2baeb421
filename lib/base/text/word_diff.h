/* What changed between two texts, by words. */
#ifndef LOREHALL_BASE_TEXT_DIFFERENCE_H
#define LOREHALL_BASE_TEXT_DIFFERENCE_H

#include <stddef.h>

#include "base/arena.h"

enum text_change { TEXT_KEPT, TEXT_REMOVED, TEXT_ADDED };

struct text_run {
    enum text_change change;
    const char *text; /* words, each with the blanks behind it */
};

/* The runs of words that lead from BEFORE to AFTER, *COUNT of them: those kept and added are
 * AFTER, those kept and removed are BEFORE. As few words as possible change; where far too many
 * differ to find out, all between the first and the last of them do. */
struct text_run *text_difference(struct arena *arena, const char *before, const char *after,
                                 size_t *count);

#endif
