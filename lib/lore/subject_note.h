/* What tells the pages of entries from others of their name, for the lists of talk below them. */
#ifndef LOREHALL_LORE_SUBJECT_NOTE_H
#define LOREHALL_LORE_SUBJECT_NOTE_H

#include "talk/recent.h"

/* An area's `open`: games_open, and notes of entries where talk below their pages is listed. It needs
 * the statements of the catalogue. */
int lore_open(struct worker *worker, struct arena *permanent);

#endif
