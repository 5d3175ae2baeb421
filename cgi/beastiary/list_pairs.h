/* The columns of a relation in a list that it is asked for. */
#ifndef LOREHALL_BEASTIARY_LIST_PAIRS_H
#define LOREHALL_BEASTIARY_LIST_PAIRS_H

#include "lore/list_query.h"
#include "web/request.h"
#include "web/view.h"

struct list_pairs {
    const struct relation *relation; /* NULL: there are none */
    struct list_query_pair *list;
    size_t count;
};

/* Reads how the entries of a page are related to the one that is asked for, where that is one: one
 * query. False on failure. */
bool list_pairs_read(struct request *r, const struct list_query *list_query,
                     const struct catalogue_page *found, struct list_pairs *pairs);

/* Adds their heads to the list's Columns; those in which no row has anything are left out. */
void list_pairs_head(struct request *r, const struct list_pairs *pairs);

/* Adds the cells of an entry's ROW. */
void list_pairs_cells(struct request *r, struct view_node *row, const struct list_pairs *pairs,
                      uint64_t id);

#endif
