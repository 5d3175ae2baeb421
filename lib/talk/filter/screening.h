/* What is asked of the filters where somebody posts. */
#ifndef LOREHALL_TALK_FILTER_SCREENING_H
#define LOREHALL_TALK_FILTER_SCREENING_H

#include "talk/filter/word_filter.h"
#include "web/request.h"

/* Asks the filters of R's site about what its caller posts on a board (0: of none): a title (NULL: none)
 * and a text (NULL: none), which is looked at as it was typed and as it is shown. 0, or -1 on failure. */
int screening_ask(struct request *r, uint64_t board_id, const char *title, const char *body,
                  struct word_hit *hit);

#endif
