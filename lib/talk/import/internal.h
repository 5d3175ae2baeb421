/* What the parts of an import share. Not for others: they need import_threads.h only. */
#ifndef LOREHALL_TALK_IMPORT_INTERNAL_H
#define LOREHALL_TALK_IMPORT_INTERNAL_H

#include "base/text/text_map.h"
#include "talk/import/import_threads.h"
#include "talk/import/line.h"
#include "talk/thread.h"

/* Parts of statements that take rows apart with JSON_TABLE, as j: how texts are compared and kept,
 * how an instant (clock.h) and a long text (bulk_piece) become what the database has. */
#define IMPORT_ID "VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH "
#define IMPORT_TITLE "VARCHAR(300) CHARACTER SET utf8mb4 PATH "
#define IMPORT_HASH "CHAR(32) CHARACTER SET ascii PATH "
#define IMPORT_EPOCH "TIMESTAMP'1970-01-01 00:00:00'"
#define IMPORT_CREATED IMPORT_EPOCH " + INTERVAL j.created MICROSECOND"
#define IMPORT_BODY "CONVERT(SUBSTRING(?, j.body_at, j.body_length) USING utf8mb4)"

struct import_job {
    struct database *database;
    struct shared *shared;
    const struct import_options *options;
    struct import_counts *counts;
    struct arena *kept;  /* as long as the import */
    struct arena *arena; /* as long as a batch */
    uint64_t source_id;
    struct board *boards; /* that may be written */
    size_t board_count;
    uint64_t board_id;    /* of threads that name none */
    uint64_t orphaned;    /* lines that do not say whether they have a parent */
    uint64_t stand_ins;   /* posts that stand in for refused ones */
    uint64_t waiting;     /* lines in import_line that nothing was decided about yet */
    uint64_t decided;     /* lines that were in it and are done with */
    struct text_map lost; /* of a trial: ids of lines of earlier batches that were rejected */
};

/* Counts a line as rejected and tells of it. */
void import_reject(struct import_job *job, uint64_t line, const char *reason);

/* Tells how far the import is. */
void import_progress(struct import_job *job, enum import_phase phase, uint64_t done,
                     uint64_t total);

#endif
