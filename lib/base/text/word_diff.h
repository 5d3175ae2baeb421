/* What changed between two texts, by words. */
#ifndef LOREHALL_BASE_TEXT_WORD_DIFF_H
#define LOREHALL_BASE_TEXT_WORD_DIFF_H

#include <stddef.h>

#include "base/arena.h"

enum diff_change { DIFF_KEPT, DIFF_REMOVED, DIFF_ADDED };

struct diff_run {
    enum diff_change change;
    const char *text; /* words, each with the blanks behind it */
};

/* The runs of words that lead from BEFORE to AFTER, *COUNT of them: those kept and added are
 * AFTER, those kept and removed are BEFORE. As few words as possible change; where far too many
 * differ to find out, all between the first and the last of them do. */
struct diff_run *word_diff(struct arena *arena, const char *before, const char *after,
                           size_t *count);

#endif
