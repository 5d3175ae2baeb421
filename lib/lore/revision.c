/* The history of entries: a revision is what changed, not a copy of the state. An import touches
 * thousands of entries, in each a field or two; the state at a revision is the present one with
 * the later differences taken back.
 *
 * An edit names the revision that it was made of and locks the entry: what was changed meanwhile,
 * also by an import, is told and not overwritten. An entry that came from a source keeps what
 * that had last (entry_source) from its first edit here on, which is what the next import merges
 * by. */
#include "lore/revision.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "game/value.h"
#include "lore/difference.h"

#define REVISION_SQL                                                                               \
    "r.id, r.entry_id, e.kind, e.name, r.number, r.kind, r.created, r.account_id, a.name,"         \
    " r.import_id, r.why, r.diff"
ROW(revision, id(id), id(entry_id), text(entry_kind), text(entry_name), number(number),
    number(kind), instant(created), id(account_id), text(account_name), id(import_id), text(why),
    text(diff));

STATEMENT(REVISION_LIST, PARAMETERS(id(entry), number(before), number(limit)), ROW_OF(revision),
          "SELECT " REVISION_SQL " FROM revision r JOIN entry e ON e.id = r.entry_id"
          " LEFT JOIN account a ON a.id = r.account_id"
          " WHERE r.entry_id = ? AND r.number < ? ORDER BY r.number DESC LIMIT ?");
STATEMENT(REVISION_DIFFS, PARAMETERS(id(entry), number(after), number(last)), COLUMNS(text(diff)),
          "SELECT diff FROM revision WHERE entry_id = ? AND number > ? AND number <= ?"
          " ORDER BY number DESC");
STATEMENT(IMPORT_CHANGES, PARAMETERS(id(import), id(after), number(limit)), ROW_OF(revision),
          "SELECT " REVISION_SQL " FROM revision r JOIN entry e ON e.id = r.entry_id"
          " LEFT JOIN account a ON a.id = r.account_id"
          " WHERE r.import_id = ? AND r.id > ? AND e.withheld = 0 ORDER BY r.id LIMIT ?");
#define RUN_SQL "id, source, started, finished, counts"
ROW(import_run, id(id), text(source), instant(started), instant(finished), text(counts));
STATEMENT(IMPORT_RUNS, PARAMETERS(id(game), id(before), number(limit)), ROW_OF(import_run),
          "SELECT " RUN_SQL " FROM lore_import"
          " WHERE game_id = ? AND finished IS NOT NULL AND id < ? ORDER BY id DESC LIMIT ?");
STATEMENT(IMPORT_RUN, PARAMETERS(id(game), id(import)), ROW_OF(import_run),
          "SELECT " RUN_SQL " FROM lore_import"
          " WHERE game_id = ? AND finished IS NOT NULL AND id = ?");

/* One import runs at a time, under a lock (import/staging): it is the last that is not finished. */
#define IMPORT_STATE_SQL                                                                           \
    "CASE WHEN i.finished IS NOT NULL THEN 3"                                                      \
    " WHEN IS_USED_LOCK('lorehall.lore.import') IS NOT NULL"                                       \
    " AND i.id = (SELECT MAX(u.id) FROM lore_import u WHERE u.finished IS NULL) THEN 1 ELSE 2 END"
SIGNATURE(game_imports, PARAMETERS(number(state), again(state), STATEMENT_PAGE),
          COLUMNS(row(import_run, run), id(game_id), text(game), text(parts), number(state)));
STATEMENTS_BY_KEY(game_imports, IMPORTS,
                  "SELECT i.id, i.source, i.started, i.finished, i.counts, i.game_id, g.name,"
                  " i.parts, " IMPORT_STATE_SQL
                  " FROM lore_import i JOIN game g ON g.id = i.game_id"
                  " WHERE (? = 0 OR " IMPORT_STATE_SQL " = ?)",
                  "i.id");

STATEMENT(EDIT_LOCK, PARAMETERS(id(entry), id(game)),
          COLUMNS(number(revision), text(record), flag(imported), text(source_name),
                  flag(source_hidden), sized_text(source_record)),
          "SELECT e.revision, e.record, e.imported_hash IS NOT NULL, s.name, s.hidden, s.record"
          " FROM entry e LEFT JOIN entry_source s ON s.entry_id = e.id"
          " WHERE e.id = ? AND e.game_id = ? FOR UPDATE");
STATEMENT(EDIT_SOURCE, PARAMETERS(id(entry), text(name), number(hidden), text(record)), COLUMNS(),
          "INSERT INTO entry_source (entry_id, name, hidden, record) VALUES (?, ?, ?, ?)");
STATEMENT(EDIT_SOURCE_SAME, PARAMETERS(id(entry)), COLUMNS(),
          "DELETE FROM entry_source WHERE entry_id = ?");
STATEMENT(EDIT_ENTRY,
          PARAMETERS(text(name), number(hidden), instant(updated), id(journal), text(record),
                     id(entry)),
          COLUMNS(),
          "UPDATE entry SET name = ?, hidden = ?, revision = revision + 1, updated = ?,"
          " changed = ?, record = ? WHERE id = ?");
STATEMENT(EDIT_REVISION,
          PARAMETERS(id(entry), number(number), number(kind), instant(created), id_or_null(account),
                     text(why), text(diff)),
          COLUMNS(),
          "INSERT INTO revision (entry_id, number, kind, created, account_id, why, diff)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)");
STATEMENT_SET(revision_statements, &IMPORTS_NEWEST, &IMPORTS_OLDEST, &REVISION_LIST,
              &REVISION_DIFFS, &IMPORT_CHANGES, &IMPORT_RUNS, &IMPORT_RUN, &EDIT_LOCK, &EDIT_SOURCE,
              &EDIT_SOURCE_SAME, &EDIT_ENTRY, &EDIT_REVISION);

/* ---- reading ---- */

/* The current row; false where the game no longer has its entry's kind. What is read stays as it
 * was written, since a declaration that was taken back brings the kind back. */
static bool revision_of(struct arena *arena, const struct game *game,
                        const struct revision_row *row, struct revision *revision)
{
    const struct kind *kind = game_kind(game, row->entry_kind);

    if (kind == NULL)
        return false;
    *revision = (struct revision){
        .entry_id = row->entry_id,
        .kind_name = kind->name,
        .entry_name = row->entry_name,
        .number = row->number,
        .kind = (enum revision_kind)row->kind,
        .created = row->created,
        .account_id = row->account_id,
        .account_name = row->account_name,
        .import_id = row->import_id,
        .why = row->why,
    };
    revision->differences = differences_parse(arena, game, kind, row->diff, &revision->count);
    return true;
}

struct revision *revision_list(const struct game_context *context, const struct entry *entry,
                               uint64_t before, unsigned limit, size_t *count)
{
    struct revision_rows *rows = database_query(context->database, context->arena, &REVISION_LIST,
                                                entry->id, before > 0 ? before : UINT64_MAX, limit);
    const struct revision_row *row;
    struct revision *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL)
        *count += revision_of(context->arena, context->game, row, &list[*count]);
    return list;
}

int revision_at(const struct game_context *context, const struct entry *now, uint64_t number,
                struct entry *then)
{
    size_t fields = now->kind->field_count, count;
    struct REVISION_DIFFS_rows *rows;
    const struct REVISION_DIFFS_row *row;

    if (number == 0 || number > now->revision)
        return 0;
    rows = database_query(context->database, context->arena, &REVISION_DIFFS, now->id, number,
                          now->revision);
    if (rows == NULL)
        return -1;
    *then = *now;
    then->revision = number;
    then->values = arena_alloc(context->arena, (fields + 1) * sizeof *then->values);
    memcpy(then->values, now->values, fields * sizeof *then->values);
    while ((row = rows_next(rows)) != NULL) {
        const struct difference *differences =
            differences_parse(context->arena, context->game, now->kind, row->diff, &count);

        differences_take_back(context->arena, then, differences, count);
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

/* Counts are kept as JSON: they are read with the one import that is shown, and grow a member
 * without a migration. */
static struct import_run run_of(const struct import_run_row *row)
{
    json_t *all = json_loads(row->counts, 0, NULL);
    json_t *entries = json_object_get(all, "entries");
    struct import_run run = {
        .id = row->id,
        .source = row->source,
        .started = row->started,
        .finished = row->finished,
        .added = count_named(entries, "added"),
        .changed = count_named(entries, "changed") + count_named(entries, "returned"),
        .vanished = count_named(entries, "vanished"),
        .unchanged = count_named(entries, "unchanged"),
        .rejected = count_rejected(all),
    };

    json_decref(all);
    return run;
}

int import_find(const struct game_context *context, uint64_t id, struct import_run *run)
{
    struct import_run_rows *rows =
        database_query(context->database, context->arena, &IMPORT_RUN, context->number, id);
    const struct import_run_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *run = run_of(row);
    return 1;
}

struct import_run *import_runs(const struct game_context *context, uint64_t before, unsigned limit,
                               size_t *count)
{
    struct import_run_rows *rows = database_query(context->database, context->arena, &IMPORT_RUNS,
                                                  context->number, before > 0 ? before : UINT64_MAX,
                                                  limit);
    const struct import_run_row *row;
    struct import_run *runs;

    *count = 0;
    if (rows == NULL)
        return NULL;
    runs = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *runs);
    while ((row = rows_next(rows)) != NULL)
        runs[(*count)++] = run_of(row);
    return runs;
}

struct game_import *game_imports(struct database *database, struct arena *arena,
                                 const struct game_import_query *query, size_t *count)
{
    struct game_imports_rows *rows =
        database_query(database, arena, query->oldest ? &IMPORTS_OLDEST : &IMPORTS_NEWEST,
                       query->state, query->after, query->limit);
    const struct game_imports_row *row;
    struct game_import *jobs;

    *count = 0;
    if (rows == NULL)
        return NULL;
    jobs = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *jobs);
    while ((row = rows_next(rows)) != NULL)
        jobs[(*count)++] = (struct game_import){.run = run_of(&row->run),
                                                .game_id = row->game_id,
                                                .game = row->game,
                                                .parts = row->parts,
                                                .state = (enum game_import_state)row->state};
    return jobs;
}

int import_changes(const struct game_context *context, uint64_t import_id, uint64_t after,
                   unsigned limit, struct revision_page *page)
{
    struct revision_rows *rows = database_query(context->database, context->arena, &IMPORT_CHANGES,
                                                import_id, after, (uint64_t)limit + 1);
    const struct revision_row *row;
    uint64_t last = 0;

    *page = (struct revision_page){.count = 0};
    if (rows == NULL)
        return -1;
    page->list = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *page->list);
    for (size_t i = 0; i < limit && (row = rows_next(rows)) != NULL; i++) {
        last = row->id;
        page->count += revision_of(context->arena, context->game, row, &page->list[page->count]);
    }
    if (rows_count(rows) > limit)
        page->next = last;
    return 0;
}

/* ---- writing ---- */

/* A change of one entry on its way into the database. */
struct edit {
    struct database *database;
    struct arena *arena;
    const struct entry *now, *then;
    const struct EDIT_LOCK_row *locked; /* with what its source had where that is not the same */
    struct journal_entry journal;
    struct journal_entry others; /* of the pages that show its name; no game: none */
    int64_t instant;
};

/* Locks the entry. 0; 2 when it is no longer what NOW is; -1. The lock is the row's, which an
 * import's merge takes too: of both, one waits and then sees the other's revision. */
static int edit_lock(struct edit *edit)
{
    struct EDIT_LOCK_rows *rows = database_query(edit->database, edit->arena, &EDIT_LOCK,
                                                 edit->now->id, edit->journal.game_id);

    if (rows == NULL)
        return -1;
    edit->locked = rows_next(rows);
    return edit->locked != NULL && edit->locked->revision == edit->now->revision ? 0 : 2;
}

/* Whether the new state is what the source had last. */
static bool edit_returns(const struct edit *edit)
{
    const struct kind *kind = edit->now->kind;
    struct entry source = {
        .kind = kind,
        .name = edit->locked->source_name,
        .hidden = edit->locked->source_hidden,
        .values = arena_alloc(edit->arena, (kind->field_count + 1) * sizeof(struct value)),
    };
    size_t count;

    record_parse(kind->fields, kind->field_count, edit->arena, edit->locked->source_record,
                 source.values);
    entry_differences(edit->arena, edit->then, &source, &count);
    return count == 0;
}

/* Keeps what the source had as long as that is not what is here: the next import goes by it. */
static int edit_source(struct edit *edit)
{
    const struct entry *now = edit->now;

    if (!edit->locked->imported)
        return 0;
    if (edit->locked->source_name == NULL)
        return database_run(edit->database, &EDIT_SOURCE, now->id, now->name, now->hidden,
                            edit->locked->record);
    return edit_returns(edit) ? database_run(edit->database, &EDIT_SOURCE_SAME, now->id) : 0;
}

static int edit_entry(struct edit *edit)
{
    const struct entry *then = edit->then;
    const struct kind *kind = edit->now->kind;

    return database_run(edit->database, &EDIT_ENTRY, then->name, then->hidden, edit->instant,
                        edit->journal.id,
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
                        kind, edit->instant, edit->journal.account_id, why, differences);
}

static bool any_differs(const struct field **fields, size_t count, const struct entry *now,
                        const struct entry *then)
{
    for (size_t i = 0; i < count; i++)
        if (!value_same(fields[i], &now->values[fields[i]->index], &then->values[fields[i]->index]))
            return true;
    return false;
}

/* Whether what differs is shown on the pages of others: the name, and what stands beside it. Then
 * the game's generation is bumped, and every kept page of it is made anew: to find the few that
 * name this entry would take longer than making them when they are asked for. */
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

int revision_write(const struct game_context *context, struct shared *shared,
                   const struct revision_draft *draft)
{
    const struct entry *now = draft->now, *then = draft->then;
    struct arena *arena = context->arena;
    size_t count;
    const struct difference *differences = entry_differences(arena, now, then, &count);
    struct edit edit = {
        .database = context->database,
        .arena = arena,
        .now = now,
        .then = then,
        .instant = clock_now(),
        .journal = {.kind = JOURNAL_ENTRY,
                    .game_id = context->number,
                    .entry_id = now->id,
                    .account_id = draft->account_id,
                    .subject = arena_format(arena, "%s:%" PRIu64, now->kind->name, now->id)},
    };
    struct journal_entry rows[2];
    int result;

    /* Any page of the game may show it, as after an import. */
    if (shown_elsewhere(context->game, now, then))
        edit.others = (struct journal_entry){.kind = JOURNAL_LORE, .game_id = context->number};
    if (count == 0)
        return 1;
    if (database_begin(context->database) != 0)
        return -1;
    result =
        edit_write(&edit, draft->kind, draft->why, differences_text(arena, differences, count));
    rows[0] = edit.journal;
    rows[1] = edit.others;
    if (result == 0)
        return journal_commit(context->database, shared, rows, edit.others.game_id != 0 ? 2 : 1);
    database_rollback(context->database);
    return result;
}
