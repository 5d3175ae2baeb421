/* What a filter would have caught, before it is switched on. */
#ifndef LOREHALL_TALK_FILTER_PREVIEW_H
#define LOREHALL_TALK_FILTER_PREVIEW_H

#include "store/store.h"
#include "talk/filter/word_filter.h"
#include "talk/subject.h"

#define PREVIEW_DAYS 30
#define PREVIEW_SAMPLES 10
#define PREVIEW_TIME 1500000 /* microseconds of one look */
#define PREVIEW_COMMENTS 20000

/* A comment that it would have caught. */
struct preview_sample {
    uint64_t comment_id;
    const char *author;
    const char *title;
    const char *html;
    const char *found;
    int64_t created;
};

struct preview {
    uint64_t before; /* look at comments with lower ids; 0: from the last one. Where to go on */
    uint64_t looked, caught, gave_up;
    bool ended;      /* all of the last days was looked at */
    int64_t reached; /* when the last one that was looked at was written */
    struct preview_sample samples[PREVIEW_SAMPLES]; /* of this look */
    size_t sample_count;
};

extern const struct statement_set preview_statements;

/* Looks at the comments of the last PREVIEW_DAYS that PLACE's reader sees, of its site, or with ALL_SITES of all (whose
 * are told by numbers alone where PLACE does not show them), the last first, as long as PREVIEW_TIME and
 * PREVIEW_COMMENTS let it, and adds to what PREVIEW counts. What is removed counts, too. 0 or -1. */
int preview_look(const struct subject_place *place, const struct text_pattern *pattern,
                 bool all_sites, struct preview *preview);

#endif
