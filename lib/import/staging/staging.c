/* From rows as they are handed in to the staged tables: each is checked, hashed, gathered into a
 * batch, and a full batch is written by a thread while the next one is gathered.
 *
 * A batch is one statement over one JSON text (JSON_TABLE), so that its rows cost one round trip
 * and the statement is prepared like any other, with three or fewer parameters; long texts stand
 * beside the JSON, as they would be quoted and parsed there for nothing. The thread is there since
 * the server's part of an import takes two to three times the processor time of ours
 * (bench/README.md, "import"): reading goes on while it works.
 *
 * A statement is whole or not at all, but a part has many: what an import that died has staged of
 * a part counts for nothing until the part is noted (part.c). */
#include "import/staging/staging.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "game/value.h"
#include "import/staging/internal.h"

#define BATCH_ROWS 2000
#define BATCH_BYTES ((size_t)1024 * 1024)
#define EXTERNAL_MAX 64 /* characters */
#define NAME_CHARACTERS_MAX 200
#define RECORD_MAX ((size_t)1024 * 1024) /* bytes of an entry's */
#define RELATION_RECORD_MAX 2000         /* characters of a relation's */
#define REPEATS_MAX 1000                 /* of one relation between the same two */
#define GROUP_MAX 32
#define FAR_MAX 1e9 /* of coordinates */

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

/* ---- batches ---- */

/* A batch is up to 2,000 rows in one statement. It takes its memory along when it is written, and
 * the one that came back from the last writing is filled next: two areas a sort of rows, whatever
 * an import has. */
static void batch_begin(struct batch *batch)
{
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

    writing->result = writing->write(writing, bulk_end(&writing->batch.rows));
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
static int flush_batch(struct staging *staging, struct batch *batch, batch_writer write)
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
                                .write = write,
                                .batch = *batch};
    *batch = spare;
    batch_begin(batch);
    writing->running = pthread_create(&writing->thread, NULL, write_batch, writing) == 0;
    if (!writing->running)
        write_batch(writing);
    return 0;
}

void staging_batches(struct staging *staging)
{
    batch_begin(&staging->entries);
    batch_begin(&staging->relations);
    batch_begin(&staging->places);
    batch_begin(&staging->refused);
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
    if (flush_batch(staging, &staging->entries, write_entry_batch) != 0 ||
        flush_batch(staging, &staging->relations, write_relation_batch) != 0 ||
        flush_batch(staging, &staging->places, write_place_batch) != 0 ||
        flush_batch(staging, &staging->refused, write_refusal_batch) != 0)
        return -1;
    return staging_wait(staging);
}

/* ---- hashes ---- */

static void hash_add(crypto_generichash_state *state, const char *text)
{
    crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

/* With its NUL each, so that no two lists of texts run together to the same bytes. */
static void hash_texts(unsigned char hash[STAGING_KEY], const char *const *texts, size_t count)
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, STAGING_KEY);
    for (size_t i = 0; i < count; i++)
        hash_add(&state, texts[i]);
    crypto_generichash_final(&state, hash, STAGING_KEY);
}

static void bulk_hash(struct bulk *bulk, const unsigned char hash[STAGING_KEY])
{
    char hex[2 * STAGING_KEY + 1];

    sodium_bin2hex(hex, sizeof hex, hash, STAGING_KEY);
    bulk_text(bulk, hex);
}

/* ---- staging ---- */

/* Whether TEXT is a line of 1 to MAX characters. */
static bool line_valid(const char *text, size_t max)
{
    return text != NULL && *text != '\0' && text_check(text, strlen(text), false) == TEXT_VALID &&
           text_characters(text) <= max;
}

/* The database takes ids that differ by spaces at their end for the same. */
static bool id_valid(const char *text)
{
    return line_valid(text, EXTERNAL_MAX) && *text != ' ' && text[strlen(text) - 1] != ' ';
}

int staging_entry_fault(const char *external_id, const char *name, const char *record)
{
    if (!id_valid(external_id))
        return STAGING_BAD_ID;
    if (!line_valid(name, NAME_CHARACTERS_MAX))
        return STAGING_BAD_NAME;
    return strlen(record) > RECORD_MAX || !text_utf8(record, strlen(record)) ? STAGING_BAD_RECORD
                                                                             : 0;
}

int staging_relation_fault(const char *from_external, const char *to_external, const char *record)
{
    if (!id_valid(from_external) || !id_valid(to_external))
        return STAGING_BAD_ID;
    return !text_utf8(record, strlen(record)) || text_characters(record) > RELATION_RECORD_MAX
               ? STAGING_BAD_RECORD
               : 0;
}

/* Counts a row of PART that is staged or, with RESULT above 0, refused. */
static int counted(struct staging_part *part, int result)
{
    if (result < 0 || part->found)
        return result;
    part->begun = true;
    part->counts.read++;
    part->counts.rejected += result > 0;
    return result;
}

/* The same of what is refused for what is said of it: what is here of it stays. */
static int counted_refused(struct staging_part *part, int why)
{
    part->refused += !part->found;
    return counted(part, why);
}

/* Whether what is taken of PART is written. */
static bool is_part_written(const struct staging *staging, const struct staging_part *part)
{
    return staging->dry == NULL && !part->found;
}

/* Whether what these say was there before; notes it. */
static bool is_doubled(struct staging *staging, const char *const *texts, size_t count)
{
    unsigned char key[STAGING_KEY];

    hash_texts(key, texts, count);
    return !key_set_add(staging->seen, key);
}

/* The hash is of what people read (name, hidden, record) and not of how the source had it, so
 * that a mapping that came to read better makes a change, and a source in another order none. */
static int stage_entry(struct staging *staging, const struct source_entry *entry, unsigned state,
                       const char *record)
{
    struct bulk *rows = &staging->entries.rows;
    unsigned char hash[STAGING_KEY];

    if (!is_part_written(staging, &staging->kinds[entry->kind->index]))
        return 0;
    bulk_row(rows);
    bulk_text(rows, entry->kind->name);
    bulk_text(rows, entry->external_id);
    bulk_text(rows, entry->name);
    bulk_number(rows, entry->hidden);
    bulk_number(rows, state);
    hash_texts(hash, (const char *const[]){entry->name, entry->hidden ? "1" : "0", record}, 3);
    bulk_hash(rows, hash);
    bulk_piece(rows, &staging->entries.pile, record);
    return batch_full(&staging->entries)
               ? flush_batch(staging, &staging->entries, write_entry_batch)
               : 0;
}

/* Notes what the source has of PART, be it right or not: what is here of it has not vanished. */
static int stage_refused(struct staging *staging, const struct staging_part *part,
                         const struct refused_ends *ends)
{
    struct bulk *rows = &staging->refused.rows;

    if (!is_part_written(staging, part) || !id_valid(ends->from_external) ||
        !id_valid(ends->to_external))
        return 0;
    bulk_row(rows);
    bulk_text(rows, ends->name);
    bulk_text(rows, ends->kind);
    bulk_text(rows, ends->from_external);
    bulk_text(rows, ends->to_external);
    return batch_full(&staging->refused)
               ? flush_batch(staging, &staging->refused, write_refusal_batch)
               : 0;
}

/* The same of each sort, with why. */
static int refuse_entry(struct staging *staging, const struct kind *kind, const char *external_id,
                        int why)
{
    if (id_valid(external_id) &&
        (stage_entry(staging,
                     &(struct source_entry){.kind = kind, .external_id = external_id, .name = ""},
                     ENTRY_REFUSED, "") != 0 ||
         (staging->dry != NULL && dry_run_refused(staging, kind, external_id) != 0)))
        return -1;
    return counted_refused(&staging->kinds[kind->index], why);
}

static int refuse_relation(struct staging *staging, const struct relation *relation,
                           const char *from_external, const char *to_external, int why)
{
    struct staging_part *part = &staging->kind_relations[relation->index];

    if (stage_refused(staging, part,
                      &(struct refused_ends){relation->name, "", from_external, to_external}) != 0)
        return -1;
    return counted_refused(part, why);
}

static int refuse_place(struct staging *staging, const char *map_external, const struct kind *kind,
                        const char *external_id, int why)
{
    struct staging_part *part = &staging->place_part;

    if (stage_refused(staging, part,
                      &(struct refused_ends){STAGING_PLACES, kind->name, map_external,
                                             external_id}) != 0)
        return -1;
    return counted_refused(part, why);
}

int staging_refused_entry(struct staging *staging, const struct kind *kind, const char *external_id)
{
    return refuse_entry(staging, kind, external_id, STAGING_BAD_RECORD);
}

int staging_refused_relation(struct staging *staging, const struct relation *relation,
                             const char *from_external, const char *to_external)
{
    return refuse_relation(staging, relation, from_external, to_external, STAGING_BAD_RECORD);
}

int staging_refused_place(struct staging *staging, const char *map_external,
                          const struct kind *kind, const char *external_id)
{
    return refuse_place(staging, map_external, kind, external_id, STAGING_BAD_PLACE);
}

/* A refused entry is noted under its id, if that can be told: what is here of it must not vanish
 * because its source's row is wrong. */
static int stage_or_refuse_entry(struct staging *staging, const struct source_entry *entry,
                                 enum entry_state state)
{
    const struct kind *kind = entry->kind;
    const char *external_id = entry->external_id;
    struct staging_part *part = &staging->kinds[kind->index];
    const char *record;
    int fault;

    arena_reset(staging->scratch);
    record = record_text(kind->fields, kind->field_count, staging->scratch, entry->values);
    fault = staging_entry_fault(external_id, entry->name, record);
    if (fault == STAGING_BAD_ID)
        return counted(part, fault);
    if (fault != 0)
        return refuse_entry(staging, kind, external_id, fault);
    if (is_doubled(staging, (const char *const[]){kind->name, external_id}, 2))
        return counted(part, STAGING_DOUBLED);
    return counted(part, stage_entry(staging, entry, state, record));
}

int staging_entry(struct staging *staging, const struct source_entry *entry)
{
    return stage_or_refuse_entry(staging, entry, ENTRY_CURRENT);
}

int staging_vanished(struct staging *staging, const struct source_entry *entry)
{
    return stage_or_refuse_entry(staging, entry, ENTRY_VANISHED);
}

static int stage_relation(struct staging *staging, const struct relation_row *row,
                          const char *record)
{
    struct bulk *rows = &staging->relations.rows;
    char digits[24];
    unsigned char hash[STAGING_KEY];

    if (!is_part_written(staging, &staging->kind_relations[row->relation->index]))
        return 0;
    bulk_row(rows);
    bulk_text(rows, row->relation->name);
    bulk_text(rows, row->from_external);
    bulk_text(rows, row->to_external);
    bulk_number(rows, row->nth);
    snprintf(digits, sizeof digits, "%lld", (long long)row->sorting);
    hash_texts(hash, (const char *const[]){digits, record}, 2);
    bulk_hash(rows, hash);
    bulk_number(rows, row->sorting);
    bulk_piece(rows, &staging->relations.pile, record);
    bulk_number(rows, (int64_t)staging->row);
    return batch_full(&staging->relations)
               ? flush_batch(staging, &staging->relations, write_relation_batch)
               : 0;
}

/* What tells a relation apart from others of the same two: it follows from the record, so that it
 * is the same in whatever order they come, and the next import recognises each. Where two records
 * begin at the same number the next free one is taken. -1 where there are too many. */
static int nth_of(struct staging *staging, const struct relation *relation, const char *from,
                  const char *to, const char *record)
{
    const char *texts[] = {relation->name, from, to, record};
    unsigned char key[STAGING_KEY];
    uint16_t nth;
    char digits[8];

    hash_texts(key, texts, 4);
    memcpy(&nth, key, sizeof nth);
    texts[3] = digits;
    for (unsigned tries = 0; tries < REPEATS_MAX; tries++) {
        snprintf(digits, sizeof digits, "%u", ++nth);
        if (!is_doubled(staging, texts, 4))
            return nth;
    }
    return -1;
}

int staging_relation(struct staging *staging, const struct relation *relation,
                     const char *from_external, const char *to_external, const struct value *values)
{
    struct staging_part *part = &staging->kind_relations[relation->index];
    const char *const pair[] = {relation->name, from_external, to_external};
    const char *record;
    int fault, nth = 0;

    arena_reset(staging->scratch);
    record = record_text(relation->fields, relation->field_count, staging->scratch, values);
    fault = staging_relation_fault(from_external, to_external, record);
    if (fault == STAGING_BAD_ID)
        return counted(part, fault);
    if (fault != 0)
        return refuse_relation(staging, relation, from_external, to_external, fault);
    if (!relation->repeats && is_doubled(staging, pair, 3))
        return counted(part, STAGING_DOUBLED);
    if (relation->repeats)
        nth = nth_of(staging, relation, from_external, to_external, record);
    if (nth < 0)
        return refuse_relation(staging, relation, from_external, to_external, STAGING_TOO_MANY);
    if (staging->dry != NULL)
        dry_run_add_ends(staging, part, relation->name,
                         (struct dry_run_end){relation->from, from_external},
                         (struct dry_run_end){relation->to, to_external});
    return counted(part, stage_relation(staging,
                                        &(struct relation_row){relation, from_external, to_external,
                                                               (unsigned)nth,
                                                               relation_sorting(relation, values)},
                                        record));
}

/* What is no number is far. */
int staging_place_fault(const struct staging_place *place)
{
    if (!id_valid(place->map_external) || !id_valid(place->external))
        return STAGING_BAD_ID;
    return fabs(place->x) <= FAR_MAX && fabs(place->y) <= FAR_MAX && fabs(place->z) <= FAR_MAX &&
                   place->chance >= 0 && place->chance <= FAR_MAX &&
                   strlen(place->group) <= GROUP_MAX
               ? 0
               : STAGING_BAD_PLACE;
}

static int64_t rounded(double number)
{
    return (int64_t)(number < 0 ? number - 0.5 : number + 0.5);
}

/* As whole thousandths of what will be kept, which is a float: so that what an export says comes
 * to the same place, and its hash to the same hash. */
static int64_t rounded_thousandths(double number)
{
    return rounded((double)(float)((double)rounded(number * 1000) / 1000) * 1000);
}

/* The JSON of what a place is, is also what its hash is made of. */
static void place_row(struct bulk *rows, const struct staging_place *place)
{
    bulk_text(rows, place->map_external);
    bulk_text(rows, place->kind->name);
    bulk_text(rows, place->external);
    bulk_number(rows, rounded_thousandths(place->x));
    bulk_number(rows, rounded_thousandths(place->y));
    bulk_number(rows, rounded_thousandths(place->z));
    bulk_text(rows, place->group);
    bulk_number(rows, rounded_thousandths(place->chance));
    bulk_number(rows, place->respawn);
    bulk_number(rows, place->variance);
}

static void place_hash(struct staging *staging, const struct staging_place *place,
                       unsigned char hash[STAGING_KEY])
{
    struct bulk alone = bulk_open(staging->scratch, 256);
    size_t start;

    bulk_row(&alone);
    start = bulk_length(&alone);
    place_row(&alone, place);
    hash_texts(hash, (const char *const[]){json_written(&alone.json) + start}, 1);
}

int staging_place(struct staging *staging, const struct staging_place *place)
{
    struct staging_part *part = &staging->place_part;
    struct bulk *rows = &staging->places.rows;
    unsigned char hash[STAGING_KEY];
    int fault = staging_place_fault(place);

    if (fault == STAGING_BAD_ID)
        return counted(part, fault);
    if (fault != 0)
        return refuse_place(staging, place->map_external, place->kind, place->external, fault);
    arena_reset(staging->scratch);
    place_hash(staging, place, hash);
    if (!key_set_add(staging->seen, hash))
        return counted(part, STAGING_DOUBLED);
    if (staging->dry != NULL)
        dry_run_add_ends(staging, part, STAGING_PLACES,
                         (struct dry_run_end){staging_map_kind(staging->context.game),
                                              place->map_external},
                         (struct dry_run_end){place->kind, place->external});
    if (!is_part_written(staging, part))
        return counted(part, 0);
    bulk_row(rows);
    place_row(rows, place);
    bulk_hash(rows, hash);
    bulk_number(rows, (int64_t)staging->row);
    return counted(part, batch_full(&staging->places)
                             ? flush_batch(staging, &staging->places, write_place_batch)
                             : 0);
}

/* ---- telling ---- */

const char *staging_refusal(int result)
{
    switch (result) {
    case STAGING_DOUBLED: return "the same is there already";
    case STAGING_BAD_ID: return "its id is missing, longer than 64 characters or no plain text";
    case STAGING_BAD_NAME:
        return "its name is missing, longer than 200 characters or no line of text";
    case STAGING_BAD_RECORD: return "it holds more than there is room for, or no text";
    case STAGING_BAD_PLACE: return "a number of it is missing, or too large";
    case STAGING_TOO_MANY: return "there are more than 1000 of the same two";
    default: return "";
    }
}

void staging_at(struct staging *staging, uint64_t row)
{
    staging->row = row;
}

void staging_unreadable(struct staging *staging)
{
    staging->unreadable++;
}
