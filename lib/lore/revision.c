#include "lore/revision.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "game/value.h"
#include "lore/difference.h"

#define COLUMNS                                                                                    \
    "r.id, r.entry_id, e.kind, e.name, r.number, r.kind, r.created, r.account_id, a.name,"         \
    " r.import_id, r.why, r.diff"
#define TYPES "uussuutususs"

STATEMENT(REVISION_LIST, "uuu", TYPES,
          "SELECT " COLUMNS " FROM revision r JOIN entry e ON e.id = r.entry_id"
          " LEFT JOIN account a ON a.id = r.account_id"
          " WHERE r.entry_id = ? AND r.number < ? ORDER BY r.number DESC LIMIT ?");
STATEMENT(REVISION_DIFFS, "uuu", "s",
          "SELECT diff FROM revision WHERE entry_id = ? AND number > ? AND number <= ?"
          " ORDER BY number DESC");
STATEMENT(IMPORT_CHANGES, "uuu", TYPES,
          "SELECT " COLUMNS " FROM revision r JOIN entry e ON e.id = r.entry_id"
          " LEFT JOIN account a ON a.id = r.account_id"
          " WHERE r.import_id = ? AND r.id > ? ORDER BY r.id LIMIT ?");
#define RUN_COLUMNS "id, source, started, finished, counts"
STATEMENT(IMPORT_RUNS, "uuu", "ustts",
          "SELECT " RUN_COLUMNS " FROM lore_import"
          " WHERE game_id = ? AND finished IS NOT NULL AND id < ? ORDER BY id DESC LIMIT ?");
STATEMENT(IMPORT_RUN, "uu", "ustts",
          "SELECT " RUN_COLUMNS " FROM lore_import"
          " WHERE game_id = ? AND finished IS NOT NULL AND id = ?");

STATEMENT(EDIT_LOCK, "uu", "ususus",
          "SELECT e.revision, e.record, e.imported_hash IS NOT NULL, s.name, s.hidden, s.record"
          " FROM entry e LEFT JOIN entry_source s ON s.entry_id = e.id"
          " WHERE e.id = ? AND e.game_id = ? FOR UPDATE");
STATEMENT(EDIT_SOURCE, "usus", "",
          "INSERT INTO entry_source (entry_id, name, hidden, record) VALUES (?, ?, ?, ?)");
STATEMENT(EDIT_SOURCE_SAME, "u", "", "DELETE FROM entry_source WHERE entry_id = ?");
STATEMENT(EDIT_ENTRY, "sutusu", "",
          "UPDATE entry SET name = ?, hidden = ?, revision = revision + 1, updated = ?,"
          " changed = ?, record = ? WHERE id = ?");
STATEMENT(EDIT_REVISION, "uuutUss", "",
          "INSERT INTO revision (entry_id, number, kind, created, account_id, why, diff)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)");
STATEMENT_SET(revision_statements, &REVISION_LIST, &REVISION_DIFFS, &IMPORT_CHANGES, &IMPORT_RUNS,
              &IMPORT_RUN, &EDIT_LOCK, &EDIT_SOURCE, &EDIT_SOURCE_SAME, &EDIT_ENTRY,
              &EDIT_REVISION);

/* ---- reading ---- */

/* The current row; false where the game no longer has its entry's kind. */
static bool revision_of(struct arena *arena, const struct game *game, const struct rows *rows,
                        struct revision *revision)
{
    const struct kind *kind = game_kind(game, rows_text(rows, 2));

    if (kind == NULL)
        return false;
    *revision = (struct revision){
        .entry_id = rows_u64(rows, 1),
        .kind_name = kind->name,
        .entry_name = rows_text(rows, 3),
        .number = rows_u64(rows, 4),
        .kind = (enum revision_kind)rows_u64(rows, 5),
        .created = rows_instant(rows, 6),
        .account_id = rows_u64(rows, 7),
        .account_name = rows_text(rows, 8),
        .import_id = rows_u64(rows, 9),
        .why = rows_text(rows, 10),
    };
    revision->differences =
        differences_parse(arena, game, kind, rows_text(rows, 11), &revision->count);
    return true;
}

struct revision *revision_list(struct database *database, struct arena *arena,
                               const struct game *game, const struct entry *entry, uint64_t before,
                               unsigned limit, size_t *count)
{
    struct rows *rows = database_query(database, arena, &REVISION_LIST, entry->id,
                                       before > 0 ? before : UINT64_MAX, (uint64_t)limit);
    struct revision *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    while (rows_next(rows))
        *count += revision_of(arena, game, rows, &list[*count]);
    return list;
}

int revision_at(struct database *database, struct arena *arena, const struct game *game,
                const struct entry *now, uint64_t number, struct entry *then)
{
    size_t fields = now->kind->field_count, count;
    struct rows *rows;

    if (number == 0 || number > now->revision)
        return 0;
    rows = database_query(database, arena, &REVISION_DIFFS, now->id, number, now->revision);
    if (rows == NULL)
        return -1;
    *then = *now;
    then->revision = number;
    then->values = arena_alloc(arena, (fields + 1) * sizeof *then->values);
    memcpy(then->values, now->values, fields * sizeof *then->values);
    while (rows_next(rows)) {
        const struct difference *differences =
            differences_parse(arena, game, now->kind, rows_text(rows, 0), &count);

        differences_take_back(arena, then, differences, count);
    }
    return 1;
}

/* ---- imports ---- */

static uint64_t count_named(json_t *counts, const char *name)
{
    json_int_t number = json_integer_value(json_object_get(counts, name));

    return number > 0 ? (uint64_t)number : 0;
}

/* What was rejected of all: the entries, the places, each relation. */
static uint64_t count_rejected(json_t *all)
{
    uint64_t rejected = count_named(json_object_get(all, "entries"), "rejected") +
                        count_named(json_object_get(all, "places"), "rejected");
    const char *name;
    json_t *counts;

    json_object_foreach(json_object_get(all, "relations"), name, counts)
    {
        (void)name;
        rejected += count_named(counts, "rejected");
    }
    return rejected;
}

static struct import_run run_of(const struct rows *rows)
{
    json_t *all = json_loads(rows_text(rows, 4), 0, NULL);
    json_t *entries = json_object_get(all, "entries");
    struct import_run run = {
        .id = rows_u64(rows, 0),
        .source = rows_text(rows, 1),
        .started = rows_instant(rows, 2),
        .finished = rows_instant(rows, 3),
        .added = count_named(entries, "added"),
        .changed = count_named(entries, "changed") + count_named(entries, "returned"),
        .vanished = count_named(entries, "vanished"),
        .unchanged = count_named(entries, "unchanged"),
        .rejected = count_rejected(all),
    };

    json_decref(all);
    return run;
}

int import_find(struct database *database, struct arena *arena, uint64_t game_number, uint64_t id,
                struct import_run *run)
{
    struct rows *rows = database_query(database, arena, &IMPORT_RUN, game_number, id);

    if (rows == NULL)
        return -1;
    if (!rows_next(rows))
        return 0;
    *run = run_of(rows);
    return 1;
}

struct import_run *import_runs(struct database *database, struct arena *arena, uint64_t game_number,
                               uint64_t before, unsigned limit, size_t *count)
{
    struct rows *rows = database_query(database, arena, &IMPORT_RUNS, game_number,
                                       before > 0 ? before : UINT64_MAX, (uint64_t)limit);
    struct import_run *runs;

    *count = 0;
    if (rows == NULL)
        return NULL;
    runs = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *runs);
    while (rows_next(rows))
        runs[(*count)++] = run_of(rows);
    return runs;
}

struct revision *import_changes(struct database *database, struct arena *arena,
                                const struct game *game, uint64_t import_id, uint64_t after,
                                unsigned limit, size_t *count, uint64_t *next)
{
    struct rows *rows =
        database_query(database, arena, &IMPORT_CHANGES, import_id, after, (uint64_t)limit + 1);
    struct revision *list;
    uint64_t last = 0;

    *count = 0;
    *next = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    for (size_t i = 0; i < limit && rows_next(rows); i++) {
        last = rows_u64(rows, 0);
        *count += revision_of(arena, game, rows, &list[*count]);
    }
    if (rows_count(rows) > limit)
        *next = last;
    return list;
}

/* ---- writing ---- */

/* A change of one entry on its way into the database. */
struct edit {
    struct database *database;
    struct arena *arena;
    const struct entry *now, *then;
    struct rows *locked; /* the entry's row, and what its source had where that is not the same */
    struct journal_entry journal;
    struct journal_entry others; /* of the pages that show its name; no game: none */
    int64_t instant;
};

/* Locks the entry. 0; 2 when it is no longer what NOW is; -1. */
static int edit_lock(struct edit *edit)
{
    edit->locked = database_query(edit->database, edit->arena, &EDIT_LOCK, edit->now->id,
                                  edit->journal.game_id);
    if (edit->locked == NULL)
        return -1;
    return rows_next(edit->locked) && rows_u64(edit->locked, 0) == edit->now->revision ? 0 : 2;
}

/* Whether the new state is what the source had last. */
static bool edit_returns(const struct edit *edit)
{
    const struct kind *kind = edit->now->kind;
    struct entry source = {
        .kind = kind,
        .name = rows_text(edit->locked, 3),
        .hidden = rows_u64(edit->locked, 4) != 0,
        .values = arena_alloc(edit->arena, (kind->field_count + 1) * sizeof(struct value)),
    };
    size_t count;

    record_parse(kind->fields, kind->field_count, edit->arena, rows_text(edit->locked, 5),
                 rows_length(edit->locked, 5), source.values);
    entry_differences(edit->arena, edit->then, &source, &count);
    return count == 0;
}

/* Keeps what the source had as long as that is not what is here: the next import goes by it. */
static int edit_source(struct edit *edit)
{
    const struct entry *now = edit->now;

    if (rows_u64(edit->locked, 2) == 0)
        return 0;
    if (rows_null(edit->locked, 3))
        return database_run(edit->database, &EDIT_SOURCE, now->id, now->name, (uint64_t)now->hidden,
                            rows_text(edit->locked, 1));
    return edit_returns(edit) ? database_run(edit->database, &EDIT_SOURCE_SAME, now->id) : 0;
}

static int edit_entry(struct edit *edit)
{
    const struct entry *then = edit->then;
    const struct kind *kind = edit->now->kind;

    return database_run(edit->database, &EDIT_ENTRY, then->name, (uint64_t)then->hidden,
                        edit->instant, edit->journal.id,
                        record_text(kind->fields, kind->field_count, edit->arena, then->values),
                        edit->now->id);
}

/* All of it, within the transaction. 0, 2 or -1. */
static int edit_write(struct edit *edit, enum revision_kind kind, const char *why,
                      const char *differences)
{
    int locked = edit_lock(edit);

    if (locked != 0)
        return locked;
    if (journal_append(edit->database, &edit->journal) != 0 || edit_source(edit) != 0 ||
        edit_entry(edit) != 0)
        return -1;
    if (edit->others.game_id != 0 && journal_append(edit->database, &edit->others) != 0)
        return -1;
    return database_run(edit->database, &EDIT_REVISION, edit->now->id, edit->now->revision + 1,
                        (uint64_t)kind, edit->instant, edit->journal.account_id, why, differences);
}

static bool any_differs(const struct field **fields, size_t count, const struct entry *now,
                        const struct entry *then)
{
    for (size_t i = 0; i < count; i++)
        if (!value_same(fields[i], &now->values[fields[i]->index], &then->values[fields[i]->index]))
            return true;
    return false;
}

/* Whether what differs is shown on the pages of others: the name, and what stands beside it. */
static bool shown_elsewhere(const struct game *game, const struct entry *now,
                            const struct entry *then)
{
    if (strcmp(now->name, then->name) != 0 || now->hidden != then->hidden)
        return true;
    for (size_t i = 0; i < game->relation_count; i++) {
        const struct relation *relation = &game->relations[i];

        if ((relation->from == now->kind &&
             any_differs(relation->from_fields, relation->from_field_count, now, then)) ||
            (relation->to == now->kind &&
             any_differs(relation->to_fields, relation->to_field_count, now, then)))
            return true;
    }
    return false;
}

int revision_write(struct database *database, struct shared *shared, struct arena *arena,
                   const struct game *game, uint64_t game_number, const struct entry *now,
                   const struct entry *then, enum revision_kind kind, uint64_t account_id,
                   const char *why)
{
    size_t count;
    const struct difference *differences = entry_differences(arena, now, then, &count);
    struct edit edit = {
        .database = database,
        .arena = arena,
        .now = now,
        .then = then,
        .instant = clock_now(),
        .journal = {.kind = JOURNAL_ENTRY,
                    .game_id = game_number,
                    .entry_id = now->id,
                    .account_id = account_id,
                    .subject = arena_format(arena, "%s:%" PRIu64, now->kind->name, now->id)},
    };
    struct journal_entry told[2];
    int result;

    /* Any page of the game may show it, as after an import. */
    if (shown_elsewhere(game, now, then))
        edit.others = (struct journal_entry){.kind = JOURNAL_LORE, .game_id = game_number};
    if (count == 0)
        return 1;
    if (database_begin(database) != 0)
        return -1;
    result = edit_write(&edit, kind, why, differences_text(arena, differences, count));
    told[0] = edit.journal;
    told[1] = edit.others;
    if (result == 0)
        return journal_commit(database, shared, told, edit.others.game_id != 0 ? 2 : 1);
    database_rollback(database);
    return result;
}
