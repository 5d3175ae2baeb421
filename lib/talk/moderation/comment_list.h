/* Comments of a site for its moderators, in whatever state they are. */
#ifndef LOREHALL_TALK_MODERATION_COMMENT_LIST_H
#define LOREHALL_TALK_MODERATION_COMMENT_LIST_H

#include "talk/subject.h"

#define COMMENTS_LOOKED_AT 20000 /* of all sites, where no author is asked for */

struct comment_query {
    uint64_t author_id; /* 0: anybody */
    uint64_t board_id;  /* 0: wherever */
    const char *text;   /* that they hold, whatever its case; "": any */
    bool oldest;        /* first */
    uint64_t after;     /* behind which one; 0: from the beginning */
    unsigned limit;
};

struct comment_line {
    uint64_t id;
    uint64_t author_id;
    const char *author;
    const char *title; /* of its thread */
    int64_t created;
    uint64_t state;
    const char *html;
};

extern const struct statement_set comment_list_statements;

/* NULL on failure. */
struct comment_line *comment_list(const struct subject_place *place,
                                  const struct comment_query *query, size_t *count);

#endif
