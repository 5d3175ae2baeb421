/* Batches of staged rows on their way to the database: a full one is written by a thread while the
 * next one is gathered.
 *
 * A batch is one statement over one JSON text (JSON_TABLE), so that its rows cost one round trip
 * and the statement is prepared like any other; long texts stand beside the JSON, where they would
 * be quoted and parsed for nothing. The thread is there since the server's part of an import takes
 * two to three times the processor time of ours (bench/README.md, "import"): reading goes on while
 * it works.
 *
 * A statement is whole or not at all, but a part has many: what an import that died has staged of
 * a part counts for nothing until the part is noted (part.c). */
#include "import/staging/internal.h"

#include <stdlib.h>

#define BATCH_ROWS 2000
#define BATCH_BYTES ((size_t)1024 * 1024)

/* Columns of JSON_TABLE: a name and the place in the row. */
#define NUMBER(NAME, AT) ", " NAME " BIGINT PATH '$[" AT "]'"
#define EXTERNAL(NAME, AT)                                                                         \
    ", " NAME " VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$[" AT "]'"
#define TEXT(NAME, AT) ", " NAME " VARCHAR(200) CHARACTER SET utf8mb4 PATH '$[" AT "]'"
#define PLAIN(NAME, AT) ", " NAME " VARCHAR(32) CHARACTER SET ascii PATH '$[" AT "]'"
#define ROWS(COLUMNS) " FROM JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY" COLUMNS ")) j"
#define PILED_RECORD PILED("j.start", "j.length")

#define ENTRY_ROWS                                                                                 \
    ROWS(PLAIN("kind", "0") EXTERNAL("external_id", "1") TEXT("name", "2") NUMBER("hidden", "3")   \
             NUMBER("state", "4") PLAIN("hash", "5") NUMBER("start", "6") NUMBER("length", "7"))
STATEMENT(
    STAGE_ENTRIES, PARAMETERS(id(import), bytes(pile), text(rows)), COLUMNS(),
    "INSERT INTO staged_entry (import_id, kind, external_id, name, hidden, state, hash, record)"
    " SELECT ?, j.kind, j.external_id, j.name, j.hidden, j.state, UNHEX(j.hash),"
    " " PILED_RECORD ENTRY_ROWS
    /* What could not be taken at first gives way to what can. */
    " ON DUPLICATE KEY UPDATE name = IF(staged_entry.state = 2, VALUES(name), staged_entry.name),"
    " hidden = IF(staged_entry.state = 2, VALUES(hidden), staged_entry.hidden),"
    " hash = IF(staged_entry.state = 2, VALUES(hash), staged_entry.hash),"
    " record = IF(staged_entry.state = 2, VALUES(record), staged_entry.record),"
    " state = IF(staged_entry.state = 2, VALUES(state), staged_entry.state)");

#define RELATION_ROWS                                                                              \
    ROWS(PLAIN("relation", "0") EXTERNAL("from_external", "1") EXTERNAL("to_external", "2")        \
             NUMBER("nth", "3") PLAIN("hash", "4") NUMBER("sorting", "5") NUMBER("start", "6")     \
                 NUMBER("length", "7") NUMBER("source_row", "8"))
STATEMENT(STAGE_RELATIONS, PARAMETERS(id(import), bytes(pile), text(rows)), COLUMNS(),
          "INSERT INTO staged_relation (import_id, relation, from_external, to_external, nth,"
          " hash, sorting, record, source_row) SELECT ?, j.relation, j.from_external,"
          " j.to_external, j.nth, UNHEX(j.hash), j.sorting, " PILED_RECORD
          ", j.source_row" RELATION_ROWS);

#define PLACE_ROWS                                                                                 \
    ROWS(EXTERNAL("map_external", "0") PLAIN("kind", "1") EXTERNAL("external_id", "2")             \
             NUMBER("x", "3") NUMBER("y", "4") NUMBER("z", "5") PLAIN("grouping", "6")             \
                 NUMBER("chance", "7") NUMBER("respawn", "8") NUMBER("variance", "9")              \
                     PLAIN("hash", "10") NUMBER("source_row", "11"))
STATEMENT(STAGE_PLACES, PARAMETERS(id(import), text(rows)), COLUMNS(),
          "INSERT INTO staged_place (import_id, map_external, kind, external_id, x, y, z,"
          " grouping, chance, respawn, variance, hash, source_row) SELECT ?, j.map_external,"
          " j.kind, j.external_id, j.x / 1000, j.y / 1000, j.z / 1000, j.grouping,"
          " j.chance / 1000, j.respawn, j.variance, UNHEX(j.hash), j.source_row" PLACE_ROWS);

#define REFUSED_ROWS                                                                               \
    ROWS(PLAIN("part", "0") PLAIN("kind", "1") EXTERNAL("from_external", "2")                      \
             EXTERNAL("to_external", "3"))
STATEMENT(STAGE_REFUSED, PARAMETERS(id(import), text(rows)), COLUMNS(),
          "INSERT IGNORE INTO staged_refusal (import_id, part, kind, from_external, to_external)"
          " SELECT ?, j.part, j.kind, j.from_external, j.to_external" REFUSED_ROWS);
STATEMENT_SET(staging_statements, &STAGE_ENTRIES, &STAGE_RELATIONS, &STAGE_PLACES, &STAGE_REFUSED);

/* A batch is up to 2,000 rows in one statement. It takes its memory along when it is written, and
 * the one that came back from the last writing is filled next: two areas a sort of rows, whatever
 * an import has. */
static void batch_begin(struct batch *batch, batch_writer write)
{
    batch->write = write;
    if (batch->arena == NULL)
        batch->arena = arena_open(2 * BATCH_BYTES);
    arena_reset(batch->arena);
    batch->rows = bulk_open(batch->arena, BATCH_BYTES / 2);
    batch->pile = buffer_open(batch->arena, BATCH_BYTES / 2);
}

static bool batch_full(const struct batch *batch)
{
    return batch->rows.rows >= BATCH_ROWS ||
           bulk_length(&batch->rows) + batch->pile.length >= BATCH_BYTES;
}

/* The long texts that stand beside a batch's rows. */
static struct bytes pile_of(const struct writing *job)
{
    return bytes_of(job->batch.pile.length > 0 ? job->batch.pile.data : "", job->batch.pile.length);
}

static int write_entry_batch(struct writing *job, const char *rows)
{
    return database_run(job->database, &STAGE_ENTRIES, job->import_id, pile_of(job), rows);
}

static int write_relation_batch(struct writing *job, const char *rows)
{
    return database_run(job->database, &STAGE_RELATIONS, job->import_id, pile_of(job), rows);
}

static int write_place_batch(struct writing *job, const char *rows)
{
    return database_run(job->database, &STAGE_PLACES, job->import_id, rows);
}

static int write_refusal_batch(struct writing *job, const char *rows)
{
    return database_run(job->database, &STAGE_REFUSED, job->import_id, rows);
}

static void *write_batch(void *context)
{
    struct writing *writing = context;

    writing->result = writing->batch.write(writing, bulk_end(&writing->batch.rows));
    return NULL;
}

int staging_wait(struct staging *staging)
{
    struct writing *writing = &staging->writing;

    if (writing->running && pthread_join(writing->thread, NULL) != 0)
        abort();
    writing->running = false;
    return writing->result;
}

/* Has a batch written, once the one before is; the database and who reads the source work side by
 * side. What goes wrong is told by the next call. */
static int flush_batch(struct staging *staging, struct batch *batch)
{
    struct writing *writing = &staging->writing;
    struct batch spare;

    if (batch->rows.rows == 0)
        return 0;
    if (staging_wait(staging) != 0)
        return -1;
    spare = writing->batch;
    *writing = (struct writing){.database = staging->context.database,
                                .import_id = staging->import_id,
                                .batch = *batch};
    *batch = spare;
    batch_begin(batch, writing->batch.write);
    writing->running = pthread_create(&writing->thread, NULL, write_batch, writing) == 0;
    if (!writing->running)
        write_batch(writing);
    return 0;
}

int staging_batch_grown(struct staging *staging, struct batch *batch)
{
    return batch_full(batch) ? flush_batch(staging, batch) : 0;
}

void staging_batches(struct staging *staging)
{
    batch_begin(&staging->entries, write_entry_batch);
    batch_begin(&staging->relations, write_relation_batch);
    batch_begin(&staging->places, write_place_batch);
    batch_begin(&staging->refused, write_refusal_batch);
}

void staging_batches_close(struct staging *staging)
{
    arena_close(staging->entries.arena);
    arena_close(staging->relations.arena);
    arena_close(staging->places.arena);
    arena_close(staging->refused.arena);
    arena_close(staging->writing.batch.arena);
}

int staging_flush(struct staging *staging)
{
    if (flush_batch(staging, &staging->entries) != 0 ||
        flush_batch(staging, &staging->relations) != 0 ||
        flush_batch(staging, &staging->places) != 0 || flush_batch(staging, &staging->refused) != 0)
        return -1;
    return staging_wait(staging);
}
