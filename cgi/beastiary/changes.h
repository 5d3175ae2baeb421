/* Revisions and differences in readable words, set for views. */
#ifndef LOREHALL_BEASTIARY_CHANGES_H
#define LOREHALL_BEASTIARY_CHANGES_H

#include "lore/revision.h"
#include "web/view.h"

struct differences {
    const struct difference *list;
    size_t count;
};

/* Sets NODE's changes, one for each difference: label, from and to as players read them, relation.
 * At most MAX; NODE's more tells how many are left out. */
void changes_set(struct arena *arena, struct view_node *node, const struct kind *kind,
                 const struct differences *differences, size_t max);

/* Sets what a revision was: number, what (a sentence), when, who, import, why, and its changes. */
void revision_set(struct arena *arena, struct view_node *node, const struct game *game,
                  const struct revision *revision, size_t max);

#endif
