/* Entries are put in place: new ones, and which of the old ones are touched (staged_touch), to be
 * merged later.
 *
 * Statements run in the order in which each needs what came before: what differs and what
 * vanished is found before new entries go in, which would look unchanged; states are set before
 * relations are judged, as an end that vanished is none. */
#include "base/clock.h"
#include "import/staging/internal.h"
#include "lore/revision.h"

STATEMENT(ENTRIES_NEW,
          PARAMETERS(instant(created), again(created), id(journal), id(game), id(import),
                     text(kind)),
          COLUMNS(),
          "INSERT INTO entry (game_id, kind, external_id, name, state, hidden, revision, created,"
          " updated, changed, imported_hash, record) SELECT g.id, l.kind, l.external_id, l.name, 0,"
          " l.hidden, 1, ?, ?, ?, l.hash, l.record FROM game g JOIN staged_entry l"
          " LEFT JOIN entry e ON e.game_id = g.id AND e.kind = l.kind"
          " AND e.external_id = l.external_id"
          " WHERE g.id = ? AND l.import_id = ? AND l.kind = ? AND l.state < 2 AND e.id IS NULL");
STATEMENT(ENTRIES_OLD, PARAMETERS(id(game), text(kind)), COLUMNS(flag(any)),
          "SELECT COUNT(*) FROM (SELECT 1 FROM entry WHERE game_id = ? AND kind = ? LIMIT 1) x");
STATEMENT(ENTRIES_LAST, PARAMETERS(), COLUMNS(id(last)), "SELECT COALESCE(MAX(id), 0) FROM entry");
/* Those that go in, and those that are there in the source. */
STATEMENT(ENTRIES_STAGED, PARAMETERS(id(import), text(kind)),
          COLUMNS(number(going_in), number(in_source)),
          "SELECT COALESCE(SUM(state < 2), 0), COALESCE(SUM(state <> 1), 0) FROM staged_entry"
          " WHERE import_id = ? AND kind = ?");
STATEMENT(TOUCH_CHANGED,
          PARAMETERS(number(returned), number(changed), id(game), id(import), text(kind)),
          COLUMNS(),
          "INSERT INTO staged_touch (import_id, entry_id, kind)"
          " SELECT l.import_id, e.id, IF(e.state > l.state, ?, ?) FROM staged_entry l"
          " JOIN entry e ON e.game_id = ? AND e.kind = l.kind AND e.external_id = l.external_id"
          " WHERE l.import_id = ? AND l.kind = ? AND l.state < 2"
          " AND (e.imported_hash IS NULL OR e.imported_hash <> l.hash OR e.state > l.state)");
/* What its source says is gone stands as long as it is related to others; then it goes. */
STATEMENT(TOUCH_LATE, PARAMETERS(number(touch), id(game), id(import), id(journal)), COLUMNS(),
          "INSERT INTO staged_touch (import_id, entry_id, kind) SELECT l.import_id, e.id, ?"
          " FROM staged_entry l JOIN entry e ON e.game_id = ? AND e.kind = l.kind"
          " AND e.external_id = l.external_id WHERE l.import_id = ? AND l.state = 1"
          " AND e.state = 0 AND e.changed <> ? ON DUPLICATE KEY UPDATE kind = VALUES(kind)");
STATEMENT(LATE_STATE, PARAMETERS(id(game), number(state), id(import)), COLUMNS(),
          "UPDATE staged_entry l JOIN entry e ON e.game_id = ? AND e.kind = l.kind"
          " AND e.external_id = l.external_id SET e.state = ?"
          " WHERE l.import_id = ? AND l.state = 1");
/* What nobody imported, somebody here has made: it does not vanish. */
STATEMENT(TOUCH_VANISHED,
          PARAMETERS(id(import), number(touch), again(import), id(game), text(kind)), COLUMNS(),
          "INSERT INTO staged_touch (import_id, entry_id, kind) SELECT ?, e.id, ? FROM entry e"
          " LEFT JOIN staged_entry l ON l.import_id = ? AND l.kind = e.kind"
          " AND l.external_id = e.external_id WHERE e.game_id = ? AND e.kind = ?"
          " AND e.state = 0 AND e.imported_hash IS NOT NULL AND l.import_id IS NULL");
STATEMENT(ENTRIES_STATE,
          PARAMETERS(number(state), instant(updated), id(journal), id(import), number(touch)),
          COLUMNS(),
          "UPDATE staged_touch t JOIN entry e ON e.id = t.entry_id SET e.state = ?,"
          " e.revision = e.revision + 1, e.updated = ?, e.changed = ?"
          " WHERE t.import_id = ? AND t.kind = ?");
STATEMENT(ENTRIES_RETURN, PARAMETERS(id(import), number(touch)), COLUMNS(),
          "UPDATE staged_touch t JOIN entry e ON e.id = t.entry_id SET e.state = 0"
          " WHERE t.import_id = ? AND t.kind = ?");
STATEMENT(REVISIONS_MADE,
          PARAMETERS(number(kind), instant(created), id(import), id(game), id(journal)), COLUMNS(),
          "INSERT INTO revision (entry_id, number, kind, created, import_id, diff)"
          " SELECT e.id, 1, ?, ?, ?, '{}' FROM entry e WHERE e.game_id = ? AND e.changed = ?");
STATEMENT(REVISIONS_VANISHED, PARAMETERS(instant(created), id(import), number(touch)), COLUMNS(),
          "INSERT INTO revision (entry_id, number, kind, created, import_id, diff)"
          " SELECT e.id, e.revision, t.kind, ?, t.import_id, '{}' FROM staged_touch t"
          " JOIN entry e ON e.id = t.entry_id WHERE t.import_id = ? AND t.kind = ?");
/* What leads to something that vanished or is back may be called by another now. It is no
 * revision. */
STATEMENT(NOTES_MOVE,
          PARAMETERS(text(relations), id(journal), id(import), number(vanished), number(returned)),
          COLUMNS(),
          "UPDATE revision v JOIN relation r ON r.to_id = v.entry_id AND FIND_IN_SET(r.relation, ?)"
          " JOIN entry e ON e.id = r.from_id SET e.changed = ?"
          " WHERE v.import_id = ? AND v.kind IN (?, ?) AND EXISTS (SELECT 1 FROM relation other"
          " WHERE other.from_id = r.from_id AND other.relation = r.relation"
          " AND other.to_id <> r.to_id)");
STATEMENT(TOUCH_DROP, PARAMETERS(id(import), number(touch)), COLUMNS(),
          "DELETE FROM staged_touch WHERE import_id = ? AND kind = ?");
STATEMENT_SET(staging_entry_statements, &ENTRIES_NEW, &ENTRIES_OLD, &ENTRIES_LAST, &ENTRIES_STAGED,
              &TOUCH_CHANGED, &TOUCH_VANISHED, &ENTRIES_STATE, &ENTRIES_RETURN, &REVISIONS_MADE,
              &REVISIONS_VANISHED, &NOTES_MOVE, &TOUCH_DROP, &TOUCH_LATE, &LATE_STATE);

/* Notes which kinds have entries, before there are new ones. 0 or -1. */
static int find_old(struct staging *staging)
{
    const struct game *game = staging->context.game;

    for (size_t i = 0; i < game->kind_count; i++) {
        const struct ENTRIES_OLD_row *row =
            database_row(staging->context.database, staging->context.arena, &ENTRIES_OLD,
                         staging->context.number, game->kinds[i].name);

        if (row == NULL)
            return -1;
        staging->kinds[i].old = row->any;
    }
    return 0;
}

/* Notes a kind of which less than half would be left. 0 or -1. */
static int judge_shrinking(struct staging *staging, const struct kind *kind, uint64_t after)
{
    uint64_t before;

    if (staging_current(staging->context.database, staging->context.arena, staging->context.number,
                        kind, &before) != 0)
        return -1;
    staging_note_shrink(staging, kind->name, before, after);
    return 0;
}

/* One kind: what is new, what differs, what is no longer there. A kind at a time, so that each is
 * counted. Where the source has something that nobody could read, nothing is taken for vanished. */
static int apply_kind(struct staging *staging, const struct kind *kind)
{
    struct database *database = staging->context.database;
    struct staging_counts *counts = &staging->kinds[kind->index].counts;
    const struct ENTRIES_STAGED_row *staged;

    arena_reset(staging->context.arena);
    staged = database_row(database, staging->context.arena, &ENTRIES_STAGED, staging->import_id,
                          kind->name);
    if (staged == NULL)
        return -1;
    if (database_run(database, &TOUCH_CHANGED, REVISION_RETURNED, REVISION_CHANGED,
                     staging->context.number, staging->import_id, kind->name) != 0)
        return -1;
    if (staging->unreadable == 0) {
        if (database_run(database, &TOUCH_VANISHED, staging->import_id, REVISION_VANISHED,
                         staging->context.number, kind->name) != 0)
            return -1;
        counts->vanished = database_changed(database);
    }
    if (counts->vanished > 0 && !staging->allow_shrink &&
        judge_shrinking(staging, kind, staged->in_source) != 0)
        return -1;
    if (database_run(database, &ENTRIES_NEW, staging->now, staging->journal_id,
                     staging->context.number, staging->import_id, kind->name) != 0)
        return -1;
    counts->added = database_changed(database);
    /* Those that differ are taken off this when they are merged. */
    counts->unchanged = staged->going_in - counts->added;
    return 0;
}

/* Marks what vanished, unmarks what is back: relations are judged by it. */
static int apply_states(struct staging *staging)
{
    struct database *database = staging->context.database;

    if (database_run(database, &ENTRIES_STATE, ENTRY_VANISHED, staging->now, staging->journal_id,
                     staging->import_id, REVISION_VANISHED) != 0)
        return -1;
    if (database_run(database, &REVISIONS_VANISHED, staging->now, staging->import_id,
                     REVISION_VANISHED) != 0)
        return -1;
    if (database_run(database, &TOUCH_DROP, staging->import_id, REVISION_VANISHED) != 0)
        return -1;
    return database_run(database, &ENTRIES_RETURN, staging->import_id, REVISION_RETURNED);
}

int staging_entries_apply(struct staging *staging)
{
    const struct game *game = staging->context.game;
    const struct ENTRIES_LAST_row *last =
        database_row(staging->context.database, staging->context.arena, &ENTRIES_LAST);

    if (last == NULL || find_old(staging) != 0)
        return -1;
    staging->last_id = last->last;
    for (size_t i = 0; i < game->kind_count; i++)
        if (staging_takes(staging, &staging->kinds[i]) && apply_kind(staging, &game->kinds[i]) != 0)
            return -1;
    if (staging->shrink_count > 0) {
        staging_shrinks_guess(staging);
        return STAGING_SHRINKS;
    }
    if (database_run(staging->context.database, &REVISIONS_MADE, REVISION_MADE, staging->now,
                     staging->import_id, staging->context.number, staging->journal_id) != 0)
        return -1;
    if (apply_states(staging) != 0)
        return -1;
    if (database_run(staging->context.database, &TOUCH_LATE, REVISION_VANISHED,
                     staging->context.number, staging->import_id, staging->journal_id) != 0)
        return -1;
    return database_run(staging->context.database, &LATE_STATE, staging->context.number,
                        ENTRY_CURRENT, staging->import_id);
}

int staging_entries_end(struct staging *staging)
{
    const char *relations = game_note_relations(staging->context.arena, staging->context.game);

    if (*relations != '\0' &&
        database_run(staging->context.database, &NOTES_MOVE, relations, staging->journal_id,
                     staging->import_id, REVISION_VANISHED, REVISION_RETURNED) != 0)
        return -1;
    return database_run(staging->context.database, &LATE_STATE, staging->context.number,
                        ENTRY_VANISHED, staging->import_id);
}
