#include "import/staging/staging.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "game/value.h"
#include "import/staging/internal.h"

#define BATCH_ROWS 2000
#define BATCH_BYTES ((size_t)1024 * 1024)
#define EXTERNAL_MOST 64 /* characters */
#define NAME_MOST 200
#define RECORD_MOST ((size_t)1024 * 1024) /* bytes of an entry's */
#define RELATION_RECORD_MOST 2000         /* characters of a relation's */
#define REPEATS_MOST 1000                 /* of one relation between the same two */
#define GROUP_MOST 32
#define FAR_MOST 1e9 /* of coordinates */

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
STATEMENT(LAY_ENTRIES, PARAMETERS(id(import), bytes(pile), text(rows)), COLUMNS(),
          "INSERT INTO laid_entry (import_id, kind, external_id, name, hidden, state, hash, record)"
          " SELECT ?, j.kind, j.external_id, j.name, j.hidden, j.state, UNHEX(j.hash),"
          " " PILED_RECORD ENTRY_ROWS
          /* What could not be taken at first gives way to what can. */
          " ON DUPLICATE KEY UPDATE name = IF(laid_entry.state = 2, VALUES(name), laid_entry.name),"
          " hidden = IF(laid_entry.state = 2, VALUES(hidden), laid_entry.hidden),"
          " hash = IF(laid_entry.state = 2, VALUES(hash), laid_entry.hash),"
          " record = IF(laid_entry.state = 2, VALUES(record), laid_entry.record),"
          " state = IF(laid_entry.state = 2, VALUES(state), laid_entry.state)");

#define RELATION_ROWS                                                                              \
    ROWS(PLAIN("relation", "0") EXTERNAL("from_external", "1") EXTERNAL("to_external", "2")        \
             NUMBER("nth", "3") PLAIN("hash", "4") NUMBER("sorting", "5") NUMBER("start", "6")     \
                 NUMBER("length", "7") NUMBER("source_row", "8"))
STATEMENT(LAY_RELATIONS, PARAMETERS(id(import), bytes(pile), text(rows)), COLUMNS(),
          "INSERT INTO laid_relation (import_id, relation, from_external, to_external, nth,"
          " hash, sorting, record, source_row) SELECT ?, j.relation, j.from_external,"
          " j.to_external, j.nth, UNHEX(j.hash), j.sorting, " PILED_RECORD
          ", j.source_row" RELATION_ROWS);

#define PLACE_ROWS                                                                                 \
    ROWS(EXTERNAL("map_external", "0") PLAIN("kind", "1") EXTERNAL("external_id", "2")             \
             NUMBER("x", "3") NUMBER("y", "4") NUMBER("z", "5") PLAIN("grouping", "6")             \
                 NUMBER("chance", "7") NUMBER("respawn", "8") NUMBER("variance", "9")              \
                     PLAIN("hash", "10") NUMBER("source_row", "11"))
STATEMENT(LAY_PLACES, PARAMETERS(id(import), text(rows)), COLUMNS(),
          "INSERT INTO laid_place (import_id, map_external, kind, external_id, x, y, z,"
          " grouping, chance, respawn, variance, hash, source_row) SELECT ?, j.map_external,"
          " j.kind, j.external_id, j.x / 1000, j.y / 1000, j.z / 1000, j.grouping,"
          " j.chance / 1000, j.respawn, j.variance, UNHEX(j.hash), j.source_row" PLACE_ROWS);

#define REFUSED_ROWS                                                                               \
    ROWS(PLAIN("part", "0") PLAIN("kind", "1") EXTERNAL("from_external", "2")                      \
             EXTERNAL("to_external", "3"))
STATEMENT(LAY_REFUSED, PARAMETERS(id(import), text(rows)), COLUMNS(),
          "INSERT IGNORE INTO laid_refused (import_id, part, kind, from_external, to_external)"
          " SELECT ?, j.part, j.kind, j.from_external, j.to_external" REFUSED_ROWS);
STATEMENT_SET(ingest_statements, &LAY_ENTRIES, &LAY_RELATIONS, &LAY_PLACES, &LAY_REFUSED);

/* ---- batches ---- */

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

static int write_entries(struct writing *job, const char *rows)
{
    return database_run(job->database, &LAY_ENTRIES, job->import_id, pile_of(job), rows);
}

static int write_relations(struct writing *job, const char *rows)
{
    return database_run(job->database, &LAY_RELATIONS, job->import_id, pile_of(job), rows);
}

static int write_places(struct writing *job, const char *rows)
{
    return database_run(job->database, &LAY_PLACES, job->import_id, rows);
}

static int write_refused(struct writing *job, const char *rows)
{
    return database_run(job->database, &LAY_REFUSED, job->import_id, rows);
}

static void *write_batch(void *context)
{
    struct writing *writing = context;

    writing->result = writing->write(writing, bulk_end(&writing->batch.rows));
    return NULL;
}

int ingest_wait(struct ingest *ingest)
{
    struct writing *writing = &ingest->writing;

    if (writing->running && pthread_join(writing->thread, NULL) != 0)
        abort();
    writing->running = false;
    return writing->result;
}

/* Has a batch written, once the one before is; the database and who reads the source work side by
 * side. What goes wrong is told by the next call. */
static int flush(struct ingest *ingest, struct batch *batch, batch_writer write)
{
    struct writing *writing = &ingest->writing;
    struct batch room;

    if (batch->rows.rows == 0)
        return 0;
    if (ingest_wait(ingest) != 0)
        return -1;
    room = writing->batch;
    *writing = (struct writing){.database = ingest->database,
                                .import_id = ingest->import_id,
                                .write = write,
                                .batch = *batch};
    *batch = room;
    batch_begin(batch);
    writing->running = pthread_create(&writing->thread, NULL, write_batch, writing) == 0;
    if (!writing->running)
        write_batch(writing);
    return 0;
}

void ingest_batches(struct ingest *ingest)
{
    batch_begin(&ingest->entries);
    batch_begin(&ingest->relations);
    batch_begin(&ingest->places);
    batch_begin(&ingest->refused);
}

void ingest_batches_close(struct ingest *ingest)
{
    arena_close(ingest->entries.arena);
    arena_close(ingest->relations.arena);
    arena_close(ingest->places.arena);
    arena_close(ingest->refused.arena);
    arena_close(ingest->writing.batch.arena);
}

int ingest_flush(struct ingest *ingest)
{
    if (flush(ingest, &ingest->entries, write_entries) != 0 ||
        flush(ingest, &ingest->relations, write_relations) != 0 ||
        flush(ingest, &ingest->places, write_places) != 0 ||
        flush(ingest, &ingest->refused, write_refused) != 0)
        return -1;
    return ingest_wait(ingest);
}

/* ---- hashes ---- */

static void hash_add(crypto_generichash_state *state, const char *text)
{
    crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

static void hash_texts(unsigned char hash[INGEST_KEY], const char *const *texts, size_t count)
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, INGEST_KEY);
    for (size_t i = 0; i < count; i++)
        hash_add(&state, texts[i]);
    crypto_generichash_final(&state, hash, INGEST_KEY);
}

static void bulk_hash(struct bulk *bulk, const unsigned char hash[INGEST_KEY])
{
    char hex[2 * INGEST_KEY + 1];

    sodium_bin2hex(hex, sizeof hex, hash, INGEST_KEY);
    bulk_text(bulk, hex);
}

/* ---- laying down ---- */

/* Whether TEXT is a line of 1 to MOST characters. */
static bool line_fine(const char *text, size_t most)
{
    return text != NULL && *text != '\0' && text_check(text, strlen(text), false) == TEXT_FINE &&
           text_characters(text) <= most;
}

/* The database takes ids that differ by spaces at their end for the same. */
static bool id_fine(const char *text)
{
    return line_fine(text, EXTERNAL_MOST) && *text != ' ' && text[strlen(text) - 1] != ' ';
}

int ingest_entry_fault(const char *external_id, const char *name, const char *record)
{
    if (!id_fine(external_id))
        return INGEST_BAD_ID;
    if (!line_fine(name, NAME_MOST))
        return INGEST_BAD_NAME;
    return strlen(record) > RECORD_MOST || !text_utf8(record, strlen(record)) ? INGEST_BAD_RECORD
                                                                              : 0;
}

int ingest_relation_fault(const char *from_external, const char *to_external, const char *record)
{
    if (!id_fine(from_external) || !id_fine(to_external))
        return INGEST_BAD_ID;
    return !text_utf8(record, strlen(record)) || text_characters(record) > RELATION_RECORD_MOST
               ? INGEST_BAD_RECORD
               : 0;
}

/* Counts a row of PART that is laid down or, with RESULT above 0, refused. */
static int counted(struct part *part, int result)
{
    if (result < 0 || part->found)
        return result;
    part->begun = true;
    part->counts.read++;
    part->counts.rejected += result > 0;
    return result;
}

/* The same of what is refused for what is said of it: what is here of it stays. */
static int counted_refused(struct part *part, int why)
{
    part->refused += !part->found;
    return counted(part, why);
}

/* Whether what is taken of PART is written. */
static bool is_written(const struct ingest *ingest, const struct part *part)
{
    return ingest->dry == NULL && !part->found;
}

/* Whether what these say was there before; notes it. */
static bool is_doubled(struct ingest *ingest, const char *const *texts, size_t count)
{
    unsigned char key[INGEST_KEY];

    hash_texts(key, texts, count);
    return seen_before(ingest->seen, key);
}

static int lay_entry(struct ingest *ingest, const struct kind *kind, const char *external_id,
                     const char *name, bool hidden, unsigned state, const char *record)
{
    struct bulk *rows = &ingest->entries.rows;
    unsigned char hash[INGEST_KEY];

    if (!is_written(ingest, &ingest->kinds[kind->index]))
        return 0;
    bulk_row(rows);
    bulk_text(rows, kind->name);
    bulk_text(rows, external_id);
    bulk_text(rows, name);
    bulk_number(rows, hidden);
    bulk_number(rows, state);
    hash_texts(hash, (const char *const[]){name, hidden ? "1" : "0", record}, 3);
    bulk_hash(rows, hash);
    bulk_piece(rows, &ingest->entries.pile, record);
    return batch_full(&ingest->entries) ? flush(ingest, &ingest->entries, write_entries) : 0;
}

/* Notes what the source has of PART, be it right or not: what is here of it has not vanished. */
static int lay_refused(struct ingest *ingest, const struct part *part, const char *name,
                       const char *kind, const char *from_external, const char *to_external)
{
    struct bulk *rows = &ingest->refused.rows;

    if (!is_written(ingest, part) || !id_fine(from_external) || !id_fine(to_external))
        return 0;
    bulk_row(rows);
    bulk_text(rows, name);
    bulk_text(rows, kind);
    bulk_text(rows, from_external);
    bulk_text(rows, to_external);
    return batch_full(&ingest->refused) ? flush(ingest, &ingest->refused, write_refused) : 0;
}

/* The same of each sort, with why. */
static int refuse_entry(struct ingest *ingest, const struct kind *kind, const char *external_id,
                        int why)
{
    if (id_fine(external_id) &&
        (lay_entry(ingest, kind, external_id, "", false, ENTRY_REFUSED, "") != 0 ||
         (ingest->dry != NULL && dry_refused(ingest, kind, external_id) != 0)))
        return -1;
    return counted_refused(&ingest->kinds[kind->index], why);
}

static int refuse_relation(struct ingest *ingest, const struct relation *relation,
                           const char *from_external, const char *to_external, int why)
{
    struct part *part = &ingest->kind_relations[relation->index];

    if (lay_refused(ingest, part, relation->name, "", from_external, to_external) != 0)
        return -1;
    return counted_refused(part, why);
}

static int refuse_place(struct ingest *ingest, const char *map_external, const struct kind *kind,
                        const char *external_id, int why)
{
    struct part *part = &ingest->place_part;

    if (lay_refused(ingest, part, INGEST_PLACES, kind->name, map_external, external_id) != 0)
        return -1;
    return counted_refused(part, why);
}

int ingest_refused_entry(struct ingest *ingest, const struct kind *kind, const char *external_id)
{
    return refuse_entry(ingest, kind, external_id, INGEST_BAD_RECORD);
}

int ingest_refused_relation(struct ingest *ingest, const struct relation *relation,
                            const char *from_external, const char *to_external)
{
    return refuse_relation(ingest, relation, from_external, to_external, INGEST_BAD_RECORD);
}

int ingest_refused_place(struct ingest *ingest, const char *map_external, const struct kind *kind,
                         const char *external_id)
{
    return refuse_place(ingest, map_external, kind, external_id, INGEST_BAD_PLACE);
}

static int take_entry(struct ingest *ingest, const struct kind *kind, const char *external_id,
                      const char *name, bool hidden, enum entry_state state,
                      const struct value *values)
{
    struct part *part = &ingest->kinds[kind->index];
    const char *record;
    int fault;

    arena_reset(ingest->scratch);
    record = record_text(kind->fields, kind->field_count, ingest->scratch, values);
    fault = ingest_entry_fault(external_id, name, record);
    if (fault == INGEST_BAD_ID)
        return counted(part, fault);
    if (fault != 0)
        return refuse_entry(ingest, kind, external_id, fault);
    if (is_doubled(ingest, (const char *const[]){kind->name, external_id}, 2))
        return counted(part, INGEST_DOUBLED);
    return counted(part, lay_entry(ingest, kind, external_id, name, hidden, state, record));
}

int ingest_entry(struct ingest *ingest, const struct kind *kind, const char *external_id,
                 const char *name, bool hidden, const struct value *values)
{
    return take_entry(ingest, kind, external_id, name, hidden, ENTRY_CURRENT, values);
}

int ingest_vanished(struct ingest *ingest, const struct kind *kind, const char *external_id,
                    const char *name, bool hidden, const struct value *values)
{
    return take_entry(ingest, kind, external_id, name, hidden, ENTRY_VANISHED, values);
}

/* A text's first bytes as a number that is in the order of such texts. */
static int64_t text_sorting(const char *text)
{
    uint64_t number = 0;

    for (size_t i = 0; i < 8; i++) {
        number = number << 8 | (unsigned char)*text;
        text += *text != '\0';
    }
    return (int64_t)(number >> 1);
}

int64_t relation_sorting(const struct relation *relation, const struct value *values)
{
    const struct value *value;
    int64_t number;

    if (relation->sort == NULL)
        return 0;
    value = &values[relation->sort->index];
    /* By what the record keeps, so that a relation that is read back stands where it stood. */
    if (!value_kept(relation->sort, value))
        return INT64_MAX;
    number = relation->sort->type == FIELD_TEXT ? text_sorting(value->text) : value->number;
    if (!relation->sort_down)
        return number;
    return number == INT64_MIN ? INT64_MAX : -number;
}

static int lay_relation(struct ingest *ingest, const struct relation *relation,
                        const char *from_external, const char *to_external, unsigned nth,
                        int64_t sorting, const char *record)
{
    struct bulk *rows = &ingest->relations.rows;
    char digits[24];
    unsigned char hash[INGEST_KEY];

    if (!is_written(ingest, &ingest->kind_relations[relation->index]))
        return 0;
    bulk_row(rows);
    bulk_text(rows, relation->name);
    bulk_text(rows, from_external);
    bulk_text(rows, to_external);
    bulk_number(rows, nth);
    snprintf(digits, sizeof digits, "%lld", (long long)sorting);
    hash_texts(hash, (const char *const[]){digits, record}, 2);
    bulk_hash(rows, hash);
    bulk_number(rows, sorting);
    bulk_piece(rows, &ingest->relations.pile, record);
    bulk_number(rows, (int64_t)ingest->row);
    return batch_full(&ingest->relations) ? flush(ingest, &ingest->relations, write_relations) : 0;
}

/* What tells a relation apart from others of the same two: it follows from the record, so that it is
 * the same in whatever order they come. -1 where there are too many. */
static int nth_of(struct ingest *ingest, const struct relation *relation, const char *from,
                  const char *to, const char *record)
{
    const char *texts[] = {relation->name, from, to, record};
    unsigned char key[INGEST_KEY];
    uint16_t nth;
    char digits[8];

    hash_texts(key, texts, 4);
    memcpy(&nth, key, sizeof nth);
    texts[3] = digits;
    for (unsigned tries = 0; tries < REPEATS_MOST; tries++) {
        snprintf(digits, sizeof digits, "%u", ++nth);
        if (!is_doubled(ingest, texts, 4))
            return nth;
    }
    return -1;
}

int ingest_relation(struct ingest *ingest, const struct relation *relation,
                    const char *from_external, const char *to_external, const struct value *values)
{
    struct part *part = &ingest->kind_relations[relation->index];
    const char *const pair[] = {relation->name, from_external, to_external};
    const char *record;
    int fault, nth = 0;

    arena_reset(ingest->scratch);
    record = record_text(relation->fields, relation->field_count, ingest->scratch, values);
    fault = ingest_relation_fault(from_external, to_external, record);
    if (fault == INGEST_BAD_ID)
        return counted(part, fault);
    if (fault != 0)
        return refuse_relation(ingest, relation, from_external, to_external, fault);
    if (!relation->repeats && is_doubled(ingest, pair, 3))
        return counted(part, INGEST_DOUBLED);
    if (relation->repeats)
        nth = nth_of(ingest, relation, from_external, to_external, record);
    if (nth < 0)
        return refuse_relation(ingest, relation, from_external, to_external, INGEST_TOO_MANY);
    if (ingest->dry != NULL)
        dry_taken(ingest, part, relation->name, relation->from, from_external, relation->to,
                  to_external);
    return counted(part, lay_relation(ingest, relation, from_external, to_external, (unsigned)nth,
                                      relation_sorting(relation, values), record));
}

/* What is no number is far. */
int ingest_place_fault(const struct ingest_place *place)
{
    if (!id_fine(place->map_external) || !id_fine(place->external))
        return INGEST_BAD_ID;
    return fabs(place->x) <= FAR_MOST && fabs(place->y) <= FAR_MOST && fabs(place->z) <= FAR_MOST &&
                   place->chance >= 0 && place->chance <= FAR_MOST &&
                   strlen(place->group) <= GROUP_MOST
               ? 0
               : INGEST_BAD_PLACE;
}

static int64_t rounded(double number)
{
    return (int64_t)(number < 0 ? number - 0.5 : number + 0.5);
}

/* As whole thousandths of what will be kept, which is a float: so that what an export says comes to
 * the same place. */
static int64_t thousandths(double number)
{
    return rounded((double)(float)((double)rounded(number * 1000) / 1000) * 1000);
}

/* The JSON of what a place is, is also what its hash is made of. */
static void place_row(struct bulk *rows, const struct ingest_place *place)
{
    bulk_text(rows, place->map_external);
    bulk_text(rows, place->kind->name);
    bulk_text(rows, place->external);
    bulk_number(rows, thousandths(place->x));
    bulk_number(rows, thousandths(place->y));
    bulk_number(rows, thousandths(place->z));
    bulk_text(rows, place->group);
    bulk_number(rows, thousandths(place->chance));
    bulk_number(rows, place->respawn);
    bulk_number(rows, place->variance);
}

static void place_hash(struct ingest *ingest, const struct ingest_place *place,
                       unsigned char hash[INGEST_KEY])
{
    struct bulk alone = bulk_open(ingest->scratch, 256);
    size_t start;

    bulk_row(&alone);
    start = bulk_length(&alone);
    place_row(&alone, place);
    hash_texts(hash, (const char *const[]){json_written(&alone.json) + start}, 1);
}

int ingest_place(struct ingest *ingest, const struct ingest_place *place)
{
    struct part *part = &ingest->place_part;
    struct bulk *rows = &ingest->places.rows;
    unsigned char hash[INGEST_KEY];
    int fault = ingest_place_fault(place);

    if (fault == INGEST_BAD_ID)
        return counted(part, fault);
    if (fault != 0)
        return refuse_place(ingest, place->map_external, place->kind, place->external, fault);
    arena_reset(ingest->scratch);
    place_hash(ingest, place, hash);
    if (seen_before(ingest->seen, hash))
        return counted(part, INGEST_DOUBLED);
    if (ingest->dry != NULL)
        dry_taken(ingest, part, INGEST_PLACES, ingest_map_kind(ingest->game), place->map_external,
                  place->kind, place->external);
    if (!is_written(ingest, part))
        return counted(part, 0);
    bulk_row(rows);
    place_row(rows, place);
    bulk_hash(rows, hash);
    bulk_number(rows, (int64_t)ingest->row);
    return counted(part,
                   batch_full(&ingest->places) ? flush(ingest, &ingest->places, write_places) : 0);
}

/* ---- telling ---- */

const char *ingest_refusal(int result)
{
    switch (result) {
    case INGEST_DOUBLED: return "the same is there already";
    case INGEST_BAD_ID: return "its id is missing, longer than 64 characters or no plain text";
    case INGEST_BAD_NAME:
        return "its name is missing, longer than 200 characters or no line of text";
    case INGEST_BAD_RECORD: return "it holds more than there is room for, or no text";
    case INGEST_BAD_PLACE: return "a number of it is missing, or too large";
    case INGEST_TOO_MANY: return "there are more than 1000 of the same two";
    default: return "";
    }
}

void ingest_at(struct ingest *ingest, uint64_t row)
{
    ingest->row = row;
}

void ingest_unreadable(struct ingest *ingest)
{
    ingest->unreadable++;
}
