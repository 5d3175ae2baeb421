/* What pages tell of merges of accounts. */
#ifndef LOREHALL_ADMIN_MERGE_H
#define LOREHALL_ADMIN_MERGE_H

#include "talk/merge/merge.h"
#include "web/request.h"

/* What is said of a merge that was not done, in the reader's language. */
const char *merge_result_words(enum merge_result result);

/* Sets Reach: what of one account would become another's. 0 or -1. */
int merge_reach_set(struct request *r, uint64_t from_id, uint64_t into_id);

#endif
