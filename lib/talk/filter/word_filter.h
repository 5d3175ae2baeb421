/* The filters of words and patterns, and what they say of what somebody posts. */
#ifndef LOREHALL_TALK_FILTER_WORD_FILTER_H
#define LOREHALL_TALK_FILTER_WORD_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "store/database.h"
#include "store/shared.h"
#include "talk/filter/pattern.h"

#define WORD_FILTERS_MAX 200     /* of all sites together */
#define WORD_FILTER_NOTE_MAX 200 /* characters */

/* What becomes of a post that one finds something in; as the rows have it. */
enum filter_state {
    FILTER_OFF,
    FILTER_TELL, /* it is published, and a case of the moderators' queue */
    FILTER_HOLD, /* it waits until a moderator publishes it */
    FILTER_STATES,
};

/* Their names, in that order. */
extern const char *const filter_state_names[];

struct word_filter {
    uint64_t id;
    uint64_t site_id; /* 0: all sites */
    enum pattern_kind kind;
    enum filter_state state;
    bool spelled;  /* letters that stand alone are a word */
    bool everyone; /* also what trusted members write */
    bool gone;     /* it was deleted */
    const char *note;
    const char *text;
    uint64_t version;
};

/* What was found. */
struct word_hit {
    enum filter_state state; /* FILTER_OFF: nothing */
    uint64_t filter_id;
    const char *found; /* "": to look on would have taken too long */
};

/* Those that are switched on, as each worker keeps them: to ask them costs no query. */
struct word_filters;

extern const struct statement_set word_filter_statements;

/* None; read at the first refresh. */
struct word_filters *word_filters_open(void);

/* Frees them. NULL is allowed. */
void word_filters_close(struct word_filters *filters);

/* Reads them where they have changed since they were last read. 0, or -1 on failure. */
int word_filters_refresh(struct word_filters *filters, struct database *database,
                         struct shared *shared);

/* Adds one; false where it does not compile. For what has no database to read them of. */
bool word_filters_add(struct word_filters *filters, const struct word_filter *filter);

/* How many there are. */
size_t word_filters_count(const struct word_filters *filters);

/* What somebody posts, and where. */
struct word_question {
    uint64_t site_id;
    bool trusted;
    const char *texts[3]; /* NULL: none */
};

/* The strictest of what the site's filters find. One that gives up holds what it was asked about:
 * else one could write what it is slow with. */
struct word_hit word_filters_ask(const struct word_filters *filters, struct arena *arena,
                                 const struct word_question *question);

#endif
