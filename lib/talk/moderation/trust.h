/* What the authors of moderated comments are trusted with: within removal.c's act. */
#ifndef LOREHALL_TALK_MODERATION_TRUST_H
#define LOREHALL_TALK_MODERATION_TRUST_H

#include "talk/moderation/selection.h"

/* Counts anew what the authors of REMOVAL's comments have written that others can read (account.posts),
 * once the states are written: what is removed earns nobody trust, and what is restored does again. Sets
 * REMOVAL's authors to those for whom it changed. 0 or -1. */
int trust_recount(struct removal *removal);

extern const struct statement_set trust_statements;

#endif
