/* A list of comments as the tree that they make, flattened into reading order. */
#ifndef LOREHALL_TALK_TREE_H
#define LOREHALL_TALK_TREE_H

#include <stddef.h>

#include "talk/comment.h"

enum thread_sort { SORT_CONVERSATION, SORT_NEWEST, SORT_BEST };

/* Their names in URLs, in the enumeration's order, ended by NULL. */
extern const char *const thread_sort_names[];

struct tree_node {
    const struct comment *comment;
    size_t depth;  /* within this list */
    size_t closes; /* how many nested elements end behind it: itself and ancestors */
    bool orphaned; /* a root here that belongs below a comment which is on an earlier page */
};

/* Flattens COUNT comments into NODES (room for COUNT), parents before their children: siblings in
 * the order given, or by score (best); roots always as given. Newest first is no tree's order.
 * Takes linear time (best: n log n) and no recursion, whatever the comments say of their
 * parents. */
void tree_flatten(struct arena *arena, const struct comment *comments, size_t count,
                  enum thread_sort sort, struct tree_node *nodes);

#endif
