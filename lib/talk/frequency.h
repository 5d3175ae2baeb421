/* How many comments and titles have a word (its document frequency): about, by a sample, and only
 * of words that are common. */
#ifndef LOREHALL_TALK_FREQUENCY_H
#define LOREHALL_TALK_FREQUENCY_H

#include "store/database.h"
#include "talk/words.h"

enum frequency_kind { FREQUENCY_COMMENTS, FREQUENCY_TITLES, FREQUENCY_KINDS };

extern const struct statement_set frequency_statements;

/* Reads in DOCUMENTS[kind][i] how many texts have QUERY's token i; 0: few. One query. 0 or -1. */
int frequency_read(struct database *database, struct arena *arena, const struct words_query *query,
                   uint64_t documents[FREQUENCY_KINDS][WORDS_TOKENS_MAX]);

/* What counts them, some texts at a time. */
struct frequency_sample;
struct frequency_sample *frequency_open(void);
void frequency_close(struct frequency_sample *sample);

/* Counts some texts more, at first and whenever there are an eighth more than the last time. 1 when
 * there are more to count, 0 when there is nothing to do now, -1 on failure. */
int frequency_step(struct frequency_sample *sample, struct database *database, struct arena *arena);

#endif
