/* What somebody wrote, also what was held for review, rated and reported, all of it in pieces: for the file that its owner takes along. */
#ifndef LOREHALL_TALK_OWN_OWN_DATA_H
#define LOREHALL_TALK_OWN_OWN_DATA_H

#include "base/json_writer.h"
#include "store/database.h"

enum own_data { OWN_COMMENTS, OWN_HELD, OWN_RATINGS, OWN_REPORTS, OWN_DATA_KINDS };

/* Whose, what, and where it goes on: behind the last that was written. */
struct own_list {
    uint64_t account_id;
    enum own_data kind;
    const char *hidden; /* the boards that they may not read (reader_hidden) */
    uint64_t thread_id, comment_id;
};

extern const struct statement_set own_data_statements;

/* What a list is called in the file. */
const char *own_data_name(enum own_data kind);

/* Writes the next ones of LIST, at most 200, on ARENA, and moves it behind them. How many, or -1. */
int own_data_write(struct database *database, struct arena *arena, struct own_list *list,
                   struct json_writer *json);

#endif
