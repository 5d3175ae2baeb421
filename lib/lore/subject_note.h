/* What tells the pages of entries from others of their name, for the lists of talk below them. */
#ifndef LOREHALL_LORE_SUBJECT_NOTE_H
#define LOREHALL_LORE_SUBJECT_NOTE_H

#include "talk/subject.h"

/* As the table of subjects has them (talk/subject.h). */
const char *entry_note(struct request *r, const struct subject *subject);
const char *const *entry_note_keys(struct request *r);

#endif
