#include "talk/filter/word_filter_edit.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "store/journal.h"

#define FILTER_COLUMNS_SQL(OF)                                                                     \
    OF "site_id, " OF "kind, " OF "state, " OF "spelled, " OF "everyone, " OF "gone, " OF          \
       "note, " OF "text, " OF "version"
ROW(filtered, id(id), id(site_id), number(kind), number(state), flag(spelled), flag(everyone),
    flag(gone), text(note), text(text), number(version));
STATEMENT(FILTER_FIND, PARAMETERS(id(filter)), ROW_OF(filtered),
          "SELECT id, " FILTER_COLUMNS_SQL("") " FROM word_filter WHERE id = ?");
SIGNATURE(filters,
          PARAMETERS(number(gone), id(site), again(site), number(state), number(states),
                     again(state), STATEMENT_PAGE),
          ROW_OF(filtered));
STATEMENTS_BY_KEY(filters, FILTERS,
                  "SELECT id, " FILTER_COLUMNS_SQL(
                      "") " FROM word_filter WHERE gone = ?"
                          " AND (? = 0 OR site_id IN (0, ?)) AND (? = ? OR state = ?)",
                  "id");
STATEMENT(FILTER_COUNT, PARAMETERS(number(limit)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM (SELECT 1 FROM word_filter WHERE gone = 0 LIMIT ? FOR UPDATE) f");
STATEMENT(FILTER_INSERT,
          PARAMETERS(id(site), number(kind), number(state), number(spelled), number(everyone),
                     number(gone), text(note), text(text)),
          COLUMNS(),
          "INSERT INTO word_filter (site_id, kind, state, spelled, everyone, gone, note, text)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(FILTER_UPDATE,
          PARAMETERS(id(site), number(kind), number(state), number(spelled), number(everyone),
                     number(gone), text(note), text(text), id(filter), number(version)),
          COLUMNS(),
          "UPDATE word_filter SET site_id = ?, kind = ?, state = ?, spelled = ?, everyone = ?,"
          " gone = ?, note = ?, text = ?, version = version + 1 WHERE id = ? AND version = ?");
STATEMENT(
    FILTER_VERSION_ADD, PARAMETERS(id(account), instant(created), id(filter)), COLUMNS(),
    "INSERT INTO word_filter_version (filter_id, account_id, created, " FILTER_COLUMNS_SQL(
        "") ") SELECT f.id, ?, ?, " FILTER_COLUMNS_SQL("f.") " FROM word_filter f WHERE f.id = ?");
STATEMENT(FILTER_VERSIONS, PARAMETERS(id(filter), number(limit)),
          COLUMNS(row(filtered, filter), text(by), instant(created)),
          "SELECT v.filter_id, " FILTER_COLUMNS_SQL(
              "v.") ", a.name, v.created"
                    " FROM word_filter_version v JOIN account a ON a.id = v.account_id"
                    " WHERE v.filter_id = ? ORDER BY v.version DESC LIMIT ?");
STATEMENT_SET(word_filter_edit_statements, &FILTER_FIND, &FILTERS_NEWEST, &FILTERS_OLDEST,
              &FILTER_COUNT, &FILTER_INSERT, &FILTER_UPDATE, &FILTER_VERSION_ADD, &FILTER_VERSIONS);

static struct word_filter filter_of(const struct filtered_row *row)
{
    return (struct word_filter){
        .id = row->id,
        .site_id = row->site_id,
        .kind = (enum pattern_kind)row->kind,
        .state = (enum filter_state)row->state,
        .spelled = row->spelled,
        .everyone = row->everyone,
        .gone = row->gone,
        .note = row->note,
        .text = row->text,
        .version = row->version,
    };
}

int word_filter_find(struct database *database, struct arena *arena, uint64_t id,
                     struct word_filter *filter)
{
    struct filtered_rows *rows = database_query(database, arena, &FILTER_FIND, id);
    const struct filtered_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *filter = filter_of(row);
    return 1;
}

struct word_filter *word_filter_list(struct database *database, struct arena *arena,
                                     const struct filter_query *query, size_t *count)
{
    struct filtered_rows *rows =
        database_query(database, arena, query->oldest ? &FILTERS_OLDEST : &FILTERS_NEWEST,
                       query->gone, query->site_id, query->states, (uint64_t)FILTER_STATES,
                       query->after, query->limit);
    const struct filtered_row *row;
    struct word_filter *filters;

    *count = 0;
    if (rows == NULL)
        return NULL;
    filters = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *filters);
    while ((row = rows_next(rows)) != NULL)
        filters[(*count)++] = filter_of(row);
    return filters;
}

/* What the audit is told of a filter. */
static const char *told(struct arena *arena, const struct word_filter *filter)
{
    return arena_format(arena, "%s, %s%s%s: %s",
                        filter->gone ? "deleted" : filter_state_names[filter->state],
                        filter->kind == PATTERN_WORDS ? "words" : "pattern",
                        filter->spelled ? ", spelled" : "", filter->everyone ? ", everyone" : "",
                        text_line(arena, filter->text));
}

/* The version, the audit, and the journal's row, and all is committed. */
static enum filter_result finish_filter_change(const struct store *store, const struct actor *actor,
                                               enum audit_act act, const struct word_filter *before,
                                               const struct word_filter *after)
{
    struct database *database = store->database;
    struct journal_entry entry = {.kind = JOURNAL_FILTERS, .account_id = actor->account_id};

    if (database_run(database, &FILTER_VERSION_ADD, actor->account_id, clock_now(), after->id) !=
            0 ||
        journal_append(database, &entry) != 0 ||
        audit_append(database, store->arena, actor,
                     &(struct audit_entry){
                         .act = act,
                         .subject = arena_format(store->arena, "filter:%" PRIu64, after->id),
                         .before = before != NULL ? told(store->arena, before) : NULL,
                         .after = told(store->arena, after),
                     }) != 0) {
        database_rollback(database);
        return FILTER_FAILED;
    }
    return journal_commit(database, store->shared, &entry, 1) == 0 ? FILTER_DONE : FILTER_FAILED;
}

static enum filter_result change_refused(const struct store *store, enum filter_result result)
{
    database_rollback(store->database);
    return result;
}

enum filter_result word_filter_make(const struct store *store, const struct actor *actor,
                                    struct word_filter *filter)
{
    struct database *database = store->database;
    const struct FILTER_COUNT_row *row;

    if (database_begin(database) != 0)
        return FILTER_FAILED;
    row = database_row(database, store->arena, &FILTER_COUNT, (uint64_t)WORD_FILTERS_MAX);
    if (row == NULL)
        return change_refused(store, FILTER_FAILED);
    if (row->count >= WORD_FILTERS_MAX)
        return change_refused(store, FILTER_TOO_MANY);
    if (database_run(database, &FILTER_INSERT, filter->site_id, filter->kind, filter->state,
                     filter->spelled, filter->everyone, filter->gone, filter->note,
                     filter->text) != 0)
        return change_refused(store, FILTER_FAILED);
    filter->id = database_made_id(database);
    return finish_filter_change(store, actor, AUDIT_FILTER_MAKE, NULL, filter);
}

enum filter_result word_filter_change(const struct store *store, const struct actor *actor,
                                      const struct word_filter *filter)
{
    struct database *database = store->database;
    struct word_filter before;
    int found = word_filter_find(database, store->arena, filter->id, &before);

    if (found <= 0)
        return found == 0 ? FILTER_MISSING : FILTER_FAILED;
    if (database_begin(database) != 0)
        return FILTER_FAILED;
    if (database_run(database, &FILTER_UPDATE, filter->site_id, filter->kind, filter->state,
                     filter->spelled, filter->everyone, filter->gone, filter->note, filter->text,
                     filter->id, filter->version) != 0)
        return change_refused(store, FILTER_FAILED);
    if (database_changed(database) == 0)
        return change_refused(store, FILTER_CHANGED);
    return finish_filter_change(store, actor,
                                filter->gone && !before.gone ? AUDIT_FILTER_DELETE
                                                             : AUDIT_FILTER_CHANGE,
                                &before, filter);
}

struct filter_version *word_filter_versions(struct database *database, struct arena *arena,
                                            uint64_t id, size_t *count)
{
    struct FILTER_VERSIONS_rows *rows =
        database_query(database, arena, &FILTER_VERSIONS, id, (uint64_t)FILTER_VERSIONS_SHOWN);
    const struct FILTER_VERSIONS_row *row;
    struct filter_version *versions;

    *count = 0;
    if (rows == NULL)
        return NULL;
    versions = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *versions);
    while ((row = rows_next(rows)) != NULL)
        versions[(*count)++] =
            (struct filter_version){filter_of(&row->filter), row->by, row->created};
    return versions;
}
