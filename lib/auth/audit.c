/* The trail is a chain of keyed digests, made here and not by the server, which must not know the
 * key. So two that append at once take turns: the row of audit_head is locked from the append to
 * the end of the transaction, which is why an append comes last in it (behind the act's own rows
 * and its journal entry), and why whoever dies in between leaves neither act nor record.
 *
 * Trees and signatures by turns (RFC 6962) would let others verify without the key; here it is the
 * operator who does, and has it. */
#include "auth/audit.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"

#define BATCH 500 /* records that are read at once */

/* Characters that a record keeps of a text. */
#define NAME_LENGTH 99 /* an ellipsis is one more */
#define SUBJECT_LENGTH 199
#define REASON_LENGTH 999
#define STATE_LENGTH 4000 /* of before and after */

ROW(head, id(id), bytes(hash));
STATEMENT(HEAD_READ, PARAMETERS(), ROW_OF(head), "SELECT id, hash FROM audit_head");
STATEMENT(HEAD_LOCK, PARAMETERS(), ROW_OF(head), "SELECT id, hash FROM audit_head FOR UPDATE");
STATEMENT(AUDIT_END, PARAMETERS(), COLUMNS(id(id)), "SELECT MAX(id) FROM audit");
STATEMENT(HEAD_SET, PARAMETERS(id(id), bytes(hash)), COLUMNS(),
          "UPDATE audit_head SET id = ?, hash = ?");
STATEMENT(AUDIT_INSERT,
          PARAMETERS(id(id), instant(created), text(act), id(account), text(name), id(about),
                     id(site), text(subject), text(address), text(request), text(before),
                     text(after), text(reason), bytes(hash)),
          COLUMNS(),
          "INSERT INTO audit (id, created, act, account_id, name, about_id, site_id, subject,"
          " address, request, before_act, after_act, reason, hash)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
#define RECORD_SQL                                                                                 \
    "SELECT id, created, act, account_id, name, about_id, site_id, subject, address, request,"     \
    " before_act, after_act, reason"
ROW(record, id(id), instant(created), text(act), id(account_id), text(name), id(about_id),
    id(site_id), text(subject), text(address), text(request), text(before), text(after),
    text(reason));
STATEMENT(AUDIT_AFTER, PARAMETERS(id(after), id(last), number(limit)),
          COLUMNS(row(record, record), bytes(hash)),
          RECORD_SQL ", hash FROM audit WHERE id > ? AND id <= ? ORDER BY id LIMIT ?");
/* Records are numbered in the order of their times, so a span of time is one of numbers: the index of
 * times gives its first, and those of accounts and acts do the rest. */
STATEMENT(AUDIT_FROM, PARAMETERS(instant(from)), COLUMNS(id(id)),
          "SELECT id FROM audit WHERE created >= ? ORDER BY created, id LIMIT 1");
STATEMENT(AUDIT_COUNT, PARAMETERS(text(act), id(from), id(site), again(site), number(limit)),
          COLUMNS(number(count)),
          "SELECT COUNT(*) FROM (SELECT 1 FROM audit WHERE act = ? AND id >= ?"
          " AND (? = 0 OR site_id = ?) LIMIT ?) a");
#define LISTED_SQL RECORD_SQL ", (SELECT a.name FROM account a WHERE a.id = about_id) FROM audit"
#define WANTED_SQL                                                                                   \
    " (? IS NULL OR act = CONVERT(? USING ascii)) AND (? = 0 OR site_id = ?) AND id >= ? AND id < ?" \
    " ORDER BY id "
ROW(listed, row(record, record), text(about));
SIGNATURE(audit_of_all,
          PARAMETERS(text(act), again(act), id(site), again(site), id(from), id(below),
                     number(limit)),
          ROW_OF(listed));
#define OF_ALL_SQL(ORDER) LISTED_SQL " WHERE" WANTED_SQL ORDER " LIMIT ?"
STATEMENT_OF(audit_of_all, AUDIT_NEWEST, OF_ALL_SQL("DESC"));
STATEMENT_OF(audit_of_all, AUDIT_OLDEST, OF_ALL_SQL("ASC"));
/* By whom and on whom are two indexes: each gives its first, of which the first are taken. */
SIGNATURE(audit_of_account,
          PARAMETERS(id(account), text(act), again(act), id(site), again(site), id(from), id(below),
                     number(limit), again(account), again(account), again(act), again(act),
                     again(site), again(site), again(from), again(below), again(limit),
                     again(limit)),
          ROW_OF(listed));
#define OF_ACCOUNT_SQL(ORDER)                                                                      \
    "(" LISTED_SQL " WHERE account_id = ? AND" WANTED_SQL ORDER " LIMIT ?) UNION ALL (" LISTED_SQL \
    " WHERE about_id = ? AND account_id <> ? AND" WANTED_SQL ORDER " LIMIT ?) ORDER BY id " ORDER  \
    " LIMIT ?"
STATEMENT_OF(audit_of_account, ACCOUNT_NEWEST, OF_ACCOUNT_SQL("DESC"));
STATEMENT_OF(audit_of_account, ACCOUNT_OLDEST, OF_ACCOUNT_SQL("ASC"));
STATEMENT_SET(audit_statements, &HEAD_READ, &HEAD_LOCK, &AUDIT_END, &HEAD_SET, &AUDIT_INSERT,
              &AUDIT_AFTER, &AUDIT_FROM, &AUDIT_COUNT, &AUDIT_NEWEST, &AUDIT_OLDEST,
              &ACCOUNT_NEWEST, &ACCOUNT_OLDEST);

#define AUDIT_ACT(NAME, TEXT, WORDS) [AUDIT_##NAME] = {(TEXT), (WORDS)},
static const struct {
    const char *name;
    const char *words;
} acts[] = {AUDIT_ACTS(AUDIT_ACT)};
#undef AUDIT_ACT

const char *audit_act_name(enum audit_act act)
{
    return acts[act].name;
}

bool audit_act_find(const char *name, enum audit_act *act)
{
    for (size_t i = 0; i < AUDIT_ACT_COUNT; i++)
        if (strcmp(acts[i].name, name) == 0) {
            *act = (enum audit_act)i;
            return true;
        }
    return false;
}

const char *audit_act_words(const char *name)
{
    enum audit_act act;

    return audit_act_find(name, &act) ? _(acts[act].words) : name;
}

/* A text with its length before it, so that no two records come to the same bytes; none is told
 * from an empty one. */
static void append_text(struct buffer *message, const char *text)
{
    if (text == NULL)
        buffer_text(message, "-");
    else
        buffer_format(message, "%zu:%s", strlen(text), text);
}

/* The digest of a record that stands behind the one with the digest BEFORE. */
static void record_hash(struct arena *arena, const struct secret *secret,
                        const struct record_row *record, const unsigned char *before,
                        unsigned char *hash)
{
    static const char purpose[] = "audit";
    struct buffer message = buffer_open(arena, 512);

    buffer_put(&message, purpose, sizeof purpose);
    buffer_put(&message, before, DIGEST_BYTES);
    buffer_format(&message, "%" PRIu64 " %" PRId64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " ",
                  record->id, record->created, record->account_id, record->about_id,
                  record->site_id);
    append_text(&message, record->act);
    append_text(&message, record->name);
    append_text(&message, record->subject);
    append_text(&message, record->address);
    append_text(&message, record->request);
    append_text(&message, record->before);
    append_text(&message, record->after);
    append_text(&message, record->reason);
    crypto_generichash(hash, DIGEST_BYTES, (const unsigned char *)message.data, message.length,
                       secret->key, SECRET_BYTES);
}

struct actor actor_as(const struct actor *actor, uint64_t account_id, const char *name)
{
    struct actor other = *actor;

    other.account_id = account_id;
    other.session_id = 0;
    other.name = name;
    return other;
}

/* A text as the record keeps it. */
static const char *kept_text(struct arena *arena, const char *text, size_t length)
{
    return text != NULL ? text_cut(arena, text_showable(arena, text, strlen(text)), length) : NULL;
}

static const char *text_or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static struct record_row record_to_append(struct arena *arena, const struct actor *actor,
                                          const struct audit_entry *entry)
{
    return (struct record_row){
        .created = clock_now(),
        .act = acts[entry->act].name,
        .account_id = actor->account_id,
        .name = text_or_empty(kept_text(arena, actor->name, NAME_LENGTH)),
        .about_id = entry->about_id,
        .site_id = actor->site_id,
        .subject = text_or_empty(kept_text(arena, entry->subject, SUBJECT_LENGTH)),
        .address = text_or_empty(actor->address),
        .request = text_or_empty(actor->request),
        .before = kept_text(arena, entry->before, STATE_LENGTH),
        .after = kept_text(arena, entry->after, STATE_LENGTH),
        .reason = kept_text(arena, entry->reason, REASON_LENGTH),
    };
}

int audit_append(struct database *database, struct arena *arena, const struct actor *actor,
                 const struct audit_entry *entry)
{
    struct record_row record = record_to_append(arena, actor, entry);
    const struct head_row *head = database_row(database, arena, &HEAD_LOCK);
    unsigned char hash[DIGEST_BYTES];

    if (head == NULL || head->hash.length != DIGEST_BYTES)
        return -1;
    record.id = head->id + 1;
    record_hash(arena, actor->secret, &record, head->hash.data, hash);
    if (database_run(database, &AUDIT_INSERT, record.id, record.created, record.act,
                     record.account_id, record.name, record.about_id, record.site_id,
                     record.subject, record.address, record.request, record.before, record.after,
                     record.reason, bytes_of(hash, sizeof hash)) != 0)
        return -1;
    return database_run(database, &HEAD_SET, record.id, bytes_of(hash, sizeof hash));
}

int audit_commit(struct database *database, struct arena *arena, const struct actor *actor,
                 const struct audit_entry *entry)
{
    if (audit_append(database, arena, actor, entry) == 0)
        return database_commit(database);
    database_rollback(database);
    return -1;
}

int audit_write(struct database *database, struct arena *arena, const struct actor *actor,
                const struct audit_entry *entry)
{
    if (database_begin(database) != 0)
        return -1;
    return audit_commit(database, arena, actor, entry);
}

static struct audit_record kept_record(const struct record_row *row)
{
    return (struct audit_record){
        .id = row->id,
        .created = row->created,
        .act = row->act,
        .account_id = row->account_id,
        .name = row->name,
        .about_id = row->about_id,
        .site_id = row->site_id,
        .subject = row->subject,
        .address = row->address,
        .request = row->request,
        .before = row->before,
        .after = row->after,
        .reason = row->reason,
    };
}

/* The number of the first record not before an instant, or one above all. 0 or -1. */
static int first_from(struct database *database, struct arena *arena, int64_t from, uint64_t *id)
{
    struct AUDIT_FROM_rows *rows = database_query(database, arena, &AUDIT_FROM, from);
    const struct AUDIT_FROM_row *row = rows_next(rows);

    *id = row != NULL ? row->id : INT64_MAX;
    return rows != NULL ? 0 : -1;
}

int audit_count(struct database *database, struct arena *arena, const struct audit_query *query,
                uint64_t *count)
{
    const struct AUDIT_COUNT_row *row;
    uint64_t first;

    if (first_from(database, arena, query->from, &first) != 0)
        return -1;
    row = database_row(database, arena, &AUDIT_COUNT, query->act, first, query->site_id,
                       (uint64_t)AUDIT_COUNTED_MAX);
    *count = row != NULL ? row->count : 0;
    return row != NULL ? 0 : -1;
}

struct audit_record *audit_list(struct database *database, struct arena *arena,
                                const struct audit_query *query, size_t *count)
{
    uint64_t from = 0, below = INT64_MAX;
    struct listed_rows *rows;
    const struct listed_row *row;
    struct audit_record *records;

    *count = 0;
    if ((query->from != 0 && first_from(database, arena, query->from, &from) != 0) ||
        (query->until != 0 && first_from(database, arena, query->until, &below) != 0))
        return NULL;
    if (query->oldest && query->after >= from)
        from = query->after + 1;
    else if (query->after != 0 && query->after < below)
        below = query->after;
    rows = query->account_id != 0
               ? database_query(database, arena, query->oldest ? &ACCOUNT_OLDEST : &ACCOUNT_NEWEST,
                                query->account_id, query->act, query->site_id, from, below,
                                query->limit)
               : database_query(database, arena, query->oldest ? &AUDIT_OLDEST : &AUDIT_NEWEST,
                                query->act, query->site_id, from, below, query->limit);
    if (rows == NULL)
        return NULL;
    records = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *records);
    while ((row = rows_next(rows)) != NULL) {
        records[*count] = kept_record(&row->record);
        records[(*count)++].about = row->about;
    }
    return records;
}

/* How far a verification has come. */
struct verifier {
    const struct audit_check *check;
    struct arena *arena;
    struct audit_link last; /* the record that was read last */
    bool follows;           /* its digest is known: the next one can be held against it */
};

static void report(const struct verifier *verifier, enum audit_fault fault, uint64_t from,
                   uint64_t to)
{
    verifier->check->report(verifier->check->context, fault, from, to);
}

/* The digest that a record has is what the next is held against, whether it is right or not: so
 * each fault is told of once, where it is. Behind a gap nothing is known of the first. */
static void verify_record(struct verifier *verifier, const struct AUDIT_AFTER_row *row)
{
    const struct audit_link *seen = verifier->check->seen;
    unsigned char hash[DIGEST_BYTES];

    if (row->record.id != verifier->last.id + 1) {
        report(verifier, AUDIT_MISSING, verifier->last.id + 1, row->record.id - 1);
        verifier->follows = false;
    }
    record_hash(verifier->arena, verifier->check->secret, &row->record, verifier->last.hash, hash);
    verifier->last.id = row->record.id;
    if (row->hash.length != DIGEST_BYTES ||
        (verifier->follows && sodium_memcmp(hash, row->hash.data, DIGEST_BYTES) != 0))
        report(verifier, AUDIT_ALTERED, row->record.id, row->record.id);
    verifier->follows = row->hash.length == DIGEST_BYTES;
    if (verifier->follows)
        memcpy(verifier->last.hash, row->hash.data, DIGEST_BYTES);
    if (seen != NULL && seen->id == row->record.id &&
        memcmp(seen->hash, verifier->last.hash, DIGEST_BYTES) != 0)
        report(verifier, AUDIT_REPLACED, seen->id, seen->id);
}

/* Reads up to the record END. 0 or -1. */
static int verify_records(struct database *database, struct verifier *verifier, uint64_t end)
{
    for (;;) {
        struct AUDIT_AFTER_rows *rows =
            database_query(database, verifier->arena, &AUDIT_AFTER, verifier->last.id, end, BATCH);
        const struct AUDIT_AFTER_row *row;

        if (rows == NULL)
            return -1;
        if (rows_count(rows) == 0)
            return 0;
        while ((row = rows_next(rows)) != NULL)
            verify_record(verifier, row);
        arena_reset(verifier->arena);
    }
}

/* Looks for records behind the head: the end is read before it, as others append meanwhile. 0 or
 * -1. */
static int verify_end(struct database *database, const struct verifier *verifier)
{
    const struct AUDIT_END_row *end = database_row(database, verifier->arena, &AUDIT_END);
    const struct head_row *head = database_row(database, verifier->arena, &HEAD_READ);

    if (end == NULL || head == NULL)
        return -1;
    if (end->id > head->id)
        report(verifier, AUDIT_INSERTED, head->id + 1, end->id);
    return 0;
}

int audit_verify(struct database *database, const struct audit_check *check,
                 struct audit_link *head)
{
    struct verifier verifier = {.check = check, .arena = arena_open(65536), .follows = true};
    const struct head_row *row = database_row(database, verifier.arena, &HEAD_READ);
    int result = -1;

    if (row != NULL && row->hash.length == DIGEST_BYTES) {
        *head = (struct audit_link){.id = row->id};
        memcpy(head->hash, row->hash.data, DIGEST_BYTES);
        result = verify_records(database, &verifier, head->id);
    }
    if (result == 0) {
        if (verifier.last.id < head->id)
            report(&verifier, AUDIT_MISSING, verifier.last.id + 1, head->id);
        else if (memcmp(verifier.last.hash, head->hash, DIGEST_BYTES) != 0)
            report(&verifier, AUDIT_ALTERED, head->id, head->id);
        if (check->seen != NULL && check->seen->id > head->id)
            report(&verifier, AUDIT_REPLACED, head->id + 1, check->seen->id);
        result = verify_end(database, &verifier);
    }
    arena_close(verifier.arena);
    return result;
}
