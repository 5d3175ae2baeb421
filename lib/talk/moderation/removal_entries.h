/* The rows of the journal that tell what an act on comments changed: within removal.c's act. */
#ifndef LOREHALL_TALK_MODERATION_REMOVAL_ENTRIES_H
#define LOREHALL_TALK_MODERATION_REMOVAL_ENTRIES_H

#include "talk/moderation/selection.h"

extern const struct statement_set removal_entries_statements;

/* Appends a row for each subject that the comments name, for each thread whose lists change, for each vote
 * and for each account whose trust changes; then one for each comment, which is its author's: their own
 * marks follow. What comes back is as good as edited. Sets the entries of REMOVAL. 0 or -1. */
int removal_append_entries(struct removal *removal);

#endif
