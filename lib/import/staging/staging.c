/* From rows as they are handed in to rows of batches: each is checked and hashed, and counted
 * whether it is staged or refused. */
#include "import/staging/staging.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#include "base/text/text.h"
#include "game/value.h"
#include "import/staging/internal.h"

#define EXTERNAL_MAX 64 /* characters */
#define NAME_CHARACTERS_MAX 200
#define RECORD_MAX ((size_t)1024 * 1024) /* bytes of an entry's */
#define RELATION_RECORD_MAX 2000         /* characters of a relation's */
#define REPEATS_MAX 1000                 /* of one relation between the same two */
#define GROUP_MAX 32
#define FAR_MAX 1e9 /* of coordinates */

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
    return staging_batch_grown(staging, &staging->entries);
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
    return staging_batch_grown(staging, &staging->refused);
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
    return staging_batch_grown(staging, &staging->relations);
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
    return counted(part, staging_batch_grown(staging, &staging->places));
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
