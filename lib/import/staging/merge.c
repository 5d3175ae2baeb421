/* Entries that were there before are changed, a revision each: what the source changed replaces
 * what is there; what only people here changed stays.
 *
 * That is a merge of three states a field: what is here now, what the source says now, and what
 * it said the last time. The third is kept (entry_source) only for entries that differ from their
 * source, which are those that somebody edited; for all others it is what is here. A field that
 * differs between the last time and now was changed by the source and wins; one that does not
 * keeps what is here.
 *
 * It is done in C and by the hundred, as records are JSON whose fields only the game's
 * declaration knows. Rows are read by two statements a batch and written by two: entries and
 * their relations' differences come in one order, and are matched as they come. */
#include <string.h>

#include "base/text/text.h"
#include "game/value.h"
#include "import/staging/internal.h"
#include "lore/difference.h"

#define MERGED_AT_ONCE 200
#define LINES_MAX 200 /* differences of relations in one revision */

#define STATE(OF) OF ".name, " OF ".hidden, " OF ".record"
STATEMENT(TOUCHED_TO, PARAMETERS(id(import), id(after), number(limit)),
          COLUMNS(number(count), id(last)),
          "SELECT COUNT(*), COALESCE(MAX(x.entry_id), 0) FROM (SELECT entry_id FROM staged_touch"
          " WHERE import_id = ? AND entry_id > ? ORDER BY entry_id LIMIT ?) x");
ROW(state, text(name), flag(hidden), sized_text(record));
STATEMENT(TOUCHED, PARAMETERS(id(import), id(after), id(last)),
          COLUMNS(id(id), number(touch), text(kind), number(revision), flag(imported),
                  row(state, now), row(state, base), row(state, staged), text(hash)),
          "SELECT t.entry_id, t.kind, e.kind, e.revision, e.imported_hash IS NOT NULL,"
          " " STATE("e") ", " STATE(
              "s") ", l.name, l.hidden, l.record, HEX(l.hash)"
                   " FROM staged_touch t STRAIGHT_JOIN entry e ON e.id = t.entry_id"
                   " LEFT JOIN entry_source s ON s.entry_id = e.id"
                   " LEFT JOIN staged_entry l ON l.import_id = t.import_id AND l.kind = e.kind"
                   " AND l.external_id = e.external_id AND l.state < 2"
                   " WHERE t.import_id = ? AND t.entry_id > ? AND t.entry_id <= ?"
                   " ORDER BY t.entry_id FOR UPDATE");
STATEMENT(TOUCHED_LINES, PARAMETERS(id(import), id(first), id(last), number(limit)),
          COLUMNS(id(from_id), text(relation), number(what), text(other), sized_text(before),
                  sized_text(after), number(total)),
          "SELECT x.from_id, x.relation, c.what, o.name, r.record, c.record, x.total FROM"
          " (SELECT import_id, from_id, relation, to_id, nth, ROW_NUMBER() OVER"
          " (PARTITION BY from_id ORDER BY relation, to_id, nth) AS seat,"
          " COUNT(*) OVER (PARTITION BY from_id) AS total FROM staged_change"
          " WHERE import_id = ? AND from_id >= ? AND from_id <= ?) x"
          " STRAIGHT_JOIN staged_change c ON c.import_id = x.import_id AND c.from_id = x.from_id"
          " AND c.relation = x.relation AND c.to_id = x.to_id AND c.nth = x.nth"
          " STRAIGHT_JOIN entry o ON o.id = x.to_id"
          " LEFT JOIN relation r ON r.from_id = x.from_id AND r.relation = x.relation"
          " AND r.to_id = x.to_id AND r.nth = x.nth"
          " WHERE x.seat <= ? ORDER BY x.from_id, x.relation, o.name, x.to_id, x.nth");
/* What came to the same as before is only remembered as imported. */
STATEMENT(ENTRIES_MERGE, PARAMETERS(text(entries), id(journal), instant(updated), bytes(pile)),
          COLUMNS(),
          "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]',"
          " name VARCHAR(200) CHARACTER SET utf8mb4 PATH '$[1]', hidden INT PATH '$[2]',"
          " differs INT PATH '$[3]', hash CHAR(32) CHARACTER SET ascii PATH '$[4]',"
          " start INT UNSIGNED PATH '$[5]', length INT UNSIGNED PATH '$[6]')) j"
          " STRAIGHT_JOIN entry e ON e.id = j.id SET e.name = j.name, e.hidden = j.hidden,"
          " e.changed = IF(j.differs, ?, e.changed), e.updated = IF(j.differs, ?, e.updated),"
          " e.revision = e.revision + j.differs,"
          " e.imported_hash = COALESCE(UNHEX(j.hash), e.imported_hash), e.record = " PILED(
              "j.start", "j.length"));
STATEMENT(REVISIONS_CHANGED, PARAMETERS(instant(created), id(import), bytes(pile), text(revisions)),
          COLUMNS(),
          "INSERT INTO revision (entry_id, number, kind, created, import_id, diff)"
          " SELECT j.id, j.number, j.kind, ?, ?, " PILED(
              "j.start",
              "j.length") " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]',"
                          " number BIGINT PATH '$[1]', kind INT PATH '$[2]',"
                          " start INT UNSIGNED PATH '$[3]', length INT UNSIGNED PATH '$[4]')) j");
STATEMENT(SOURCE_KEEP, PARAMETERS(id(entry), text(name), number(hidden), text(record)), COLUMNS(),
          "REPLACE INTO entry_source (entry_id, name, hidden, record) VALUES (?, ?, ?, ?)");
STATEMENT(SOURCE_DROP, PARAMETERS(id(entry)), COLUMNS(),
          "DELETE FROM entry_source WHERE entry_id = ?");
STATEMENT_SET(staging_merge_statements, &TOUCHED_TO, &TOUCHED, &TOUCHED_LINES, &ENTRIES_MERGE,
              &REVISIONS_CHANGED, &SOURCE_KEEP, &SOURCE_DROP);

/* What is written of some hundred entries at once. LINES are read along with the entries, in the
 * same order: `line` is the next one that belongs to this entry or a later one. */
struct merge {
    struct staging *staging;
    struct arena *arena;
    struct bulk entries, revisions;
    struct buffer records, diffs;
    struct TOUCHED_LINES_rows *lines;     /* differences of relations */
    const struct TOUCHED_LINES_row *line; /* the next to be taken; NULL: there is none */
    uint64_t after;                       /* the last entry of those that were dealt with */
    uint64_t written;                     /* revisions */
};

/* A row as a state of an entry; false where it is NULL. */
static bool state_of(struct arena *arena, const struct kind *kind, const struct state_row *row,
                     struct entry *state)
{
    *state = (struct entry){.kind = kind, .name = row->name};
    state->values = arena_alloc(arena, (kind->field_count + 1) * sizeof *state->values);
    if (state->name == NULL)
        return false;
    state->hidden = row->hidden;
    record_parse(kind->fields, kind->field_count, arena, row->record, state->values);
    return true;
}

/* ---- differences of relations ---- */

static const char *line_text(struct merge *merge, const struct relation *relation,
                             struct bytes record)
{
    struct value *values = arena_alloc(merge->arena, (relation->field_count + 1) * sizeof *values);

    record_parse(relation->fields, relation->field_count, merge->arena, record, values);
    return relation_line(merge->arena, relation, merge->line->other, values);
}

/* The current line as a difference: what comes has no old state, what goes no new one. */
static struct difference line_difference(struct merge *merge, const struct relation *relation)
{
    const struct TOUCHED_LINES_row *line = merge->line;

    return (struct difference){
        .field = relation->name,
        .relation = relation,
        .from = line->what == 0 ? "" : line_text(merge, relation, line->before),
        .to = line->what == 2 ? "" : line_text(merge, relation, line->after),
    };
}

/* Appends the lines of an entry to LIST, which has room for LINES_MAX + 1 of them. */
static void add_line_differences(struct merge *merge, uint64_t id, struct difference *list,
                                 size_t *count)
{
    uint64_t total = 0, taken = 0;

    for (; merge->line != NULL && merge->line->from_id == id;
         merge->line = rows_next(merge->lines)) {
        const struct relation *relation =
            game_relation(merge->staging->context.game, merge->line->relation);

        total = merge->line->total;
        taken++;
        if (relation != NULL)
            list[(*count)++] = line_difference(merge, relation);
    }
    if (total > taken)
        list[(*count)++] = (struct difference){
            .field = "more",
            .from = "",
            .to = arena_format(merge->arena, "%llu", (unsigned long long)(total - taken)),
        };
}

/* ---- one entry ---- */

/* Lends STAGED, of the source, what the source cannot tell, as it was BEFORE. */
static void lend_unknown_fields(struct merge *merge, const struct entry *before,
                                struct entry *staged)
{
    const struct unknown_fields *unknown = staging_unknown(merge->staging, staged->kind);

    if (unknown->name)
        staged->name = before->name;
    if (unknown->hidden)
        staged->hidden = before->hidden;
    for (size_t i = 0; i < staged->kind->field_count; i++)
        if (unknown->fields[i])
            staged->values[i] = before->values[i];
}

/* Keeps what the source had where it is not what is here now. */
static int keep_source(struct merge *merge, const struct TOUCHED_row *row,
                       const struct entry *merged, const struct entry *staged)
{
    struct database *database = merge->staging->context.database;
    const struct kind *kind = staged->kind;
    uint64_t id = row->id;
    size_t count;

    entry_differences(merge->arena, merged, staged, &count);
    if (count > 0)
        return database_run(database, &SOURCE_KEEP, id, staged->name, staged->hidden,
                            record_text(kind->fields, kind->field_count, merge->arena,
                                        staged->values));
    return row->base.name == NULL ? 0 : database_run(database, &SOURCE_DROP, id);
}

/* What the entry comes to: the source's state, or where people here have edited it a merge. Sets
 * *MERGED; where the source tells nothing of it, to what it is. */
static int merge_states(struct merge *merge, const struct TOUCHED_row *row, const struct kind *kind,
                        const struct entry *now, struct entry *merged)
{
    struct entry base, staged;
    bool edited = state_of(merge->arena, kind, &row->base, &base);

    *merged = *now;
    if (!state_of(merge->arena, kind, &row->staged, &staged))
        return 0;
    /* From the base where there is one: what the source does not tell must not differ from what it
     * told the last time, or the merge would take it for the source's change. */
    lend_unknown_fields(merge, edited ? &base : now, &staged);
    if (!edited && row->imported) {
        *merged = staged;
        return 0;
    }
    /* Made here and never imported: against an empty base the source changed all that it tells,
     * and what it does not tell stays. */
    if (!edited)
        base.name = "";
    *merged = entry_merge(merge->arena, now, &base, &staged);
    return keep_source(merge, row, merged, &staged);
}

static void put_merged_entry(struct merge *merge, const struct TOUCHED_row *row,
                             const struct entry *merged, bool differs)
{
    struct bulk *bulk = &merge->entries;
    const struct kind *kind = merged->kind;

    bulk_row(bulk);
    bulk_id(bulk, row->id);
    bulk_text(bulk, merged->name);
    bulk_number(bulk, merged->hidden);
    bulk_number(bulk, differs);
    bulk_text(bulk, row->hash);
    bulk_piece(bulk, &merge->records,
               record_text(kind->fields, kind->field_count, merge->arena, merged->values));
}

static void put_revision(struct merge *merge, const struct TOUCHED_row *row,
                         const struct difference *list, size_t count)
{
    bulk_row(&merge->revisions);
    bulk_id(&merge->revisions, row->id);
    bulk_number(&merge->revisions, (int64_t)row->revision + 1);
    bulk_number(&merge->revisions, (int64_t)row->touch);
    bulk_piece(&merge->revisions, &merge->diffs, differences_text(merge->arena, list, count));
    merge->written++;
}

static void count_entry(struct merge *merge, const struct kind *kind, const struct TOUCHED_row *row,
                        bool differs)
{
    struct staging_counts *counts = &merge->staging->kinds[kind->index].counts;
    uint64_t touch = row->touch;

    if (!differs)
        return;
    counts->returned += touch == REVISION_RETURNED;
    counts->vanished += touch == REVISION_VANISHED;
    counts->changed += touch == REVISION_CHANGED;
    counts->unchanged -= row->staged.name != NULL;
}

/* A touched entry need not differ: its hash is another, but what the source changed may have been
 * changed here to the same. Then only the hash is remembered. */
static int merge_entry(struct merge *merge, const struct TOUCHED_row *row)
{
    const struct kind *kind = game_kind(merge->staging->context.game, row->kind);
    struct difference *fields, *list;
    struct entry now, merged;
    size_t count;
    bool differs;

    if (kind == NULL)
        return 0;
    state_of(merge->arena, kind, &row->now, &now);
    if (merge_states(merge, row, kind, &now, &merged) != 0)
        return -1;
    fields = entry_differences(merge->arena, &now, &merged, &count);
    list = arena_alloc(merge->arena, (count + LINES_MAX + 1) * sizeof *list);
    memcpy(list, fields, count * sizeof *list);
    add_line_differences(merge, row->id, list, &count);
    differs = count > 0 || row->touch != REVISION_CHANGED;
    put_merged_entry(merge, row, &merged, differs);
    if (differs)
        put_revision(merge, row, list, count);
    count_entry(merge, kind, row, differs);
    return 0;
}

/* ---- all of them ---- */

static int write_merged(struct merge *merge)
{
    struct staging *staging = merge->staging;

    if (merge->entries.rows > 0 &&
        database_run(staging->context.database, &ENTRIES_MERGE, bulk_end(&merge->entries),
                     staging->journal_id, staging->now,
                     bytes_of(merge->records.data, merge->records.length)) != 0)
        return -1;
    if (merge->revisions.rows == 0)
        return 0;
    return database_run(staging->context.database, &REVISIONS_CHANGED, staging->now,
                        staging->import_id, bytes_of(merge->diffs.data, merge->diffs.length),
                        bulk_end(&merge->revisions));
}

/* Which entries are next: how many, and the last of them. 0 or -1. */
static int find_next(struct merge *merge, uint64_t *count, uint64_t *last)
{
    const struct TOUCHED_TO_row *row = database_row(merge->staging->context.database, merge->arena,
                                                    &TOUCHED_TO, merge->staging->import_id,
                                                    merge->after, MERGED_AT_ONCE);

    if (row == NULL)
        return -1;
    *count = row->count;
    *last = row->last;
    return 0;
}

static void begin_some(struct merge *merge)
{
    arena_reset(merge->arena);
    merge->entries = bulk_open(merge->arena, 65536);
    merge->revisions = bulk_open(merge->arena, 65536);
    merge->records = buffer_open(merge->arena, 65536);
    merge->diffs = buffer_open(merge->arena, 65536);
}

/* Deals with those behind AFTER up to LAST. 0 or -1. The entries are locked as they are read: a
 * page that is edited meanwhile waits, and then meets a revision that it did not expect. */
static int merge_some(struct merge *merge, uint64_t last)
{
    const struct staging *staging = merge->staging;
    struct TOUCHED_rows *rows = database_query(staging->context.database, merge->arena, &TOUCHED,
                                               staging->import_id, merge->after, last);
    const struct TOUCHED_row *row;

    merge->lines = database_query(staging->context.database, merge->arena, &TOUCHED_LINES,
                                  staging->import_id, merge->after + 1, last, LINES_MAX);
    if (rows == NULL || merge->lines == NULL)
        return -1;
    merge->line = rows_next(merge->lines);
    while ((row = rows_next(rows)) != NULL)
        if (merge_entry(merge, row) != 0)
            return -1;
    merge->after = last;
    return write_merged(merge);
}

int staging_merge(struct staging *staging, uint64_t *revisions)
{
    struct merge merge = {.staging = staging, .arena = arena_open(1 << 20)};
    uint64_t count = 0, last;
    int result;

    do {
        begin_some(&merge);
        result = find_next(&merge, &count, &last);
        if (result == 0 && count > 0)
            result = merge_some(&merge, last);
    } while (result == 0 && count == MERGED_AT_ONCE);
    arena_close(merge.arena);
    *revisions = merge.written;
    return result;
}
