/* Relations and places are put in place: those of new entries as they are, others by difference. */
#include "import/staging/internal.h"
#include "lore/revision.h"

/* Both ends of what was laid down; an end that vanished is none. */
#define ENDS                                                                                       \
    " STRAIGHT_JOIN entry f ON f.game_id = ? AND f.kind = ? AND f.external_id = l.from_external"   \
    " AND f.state = 0 STRAIGHT_JOIN entry t ON t.game_id = f.game_id AND t.kind = ?"               \
    " AND t.external_id = l.to_external AND t.state = 0"
#define THERE                                                                                      \
    " r ON r.from_id = f.id AND r.relation = l.relation AND r.to_id = t.id AND r.nth = l.nth"

/* What the source has of it that was refused. */
#define REFUSED(PART, KIND, FROM, TO)                                                              \
    " LEFT JOIN laid_refused x ON x.import_id = ? AND x.part = " PART " AND x.kind = " KIND        \
    " AND x.from_external = " FROM " AND x.to_external = " TO

ROW(counted, number(number));
SHAPE(relations_first,
      PARAMETERS(id(game), text(from), text(to), id(import), text(relation), id(last)), COLUMNS());
STATEMENT_OF(relations_first, RELATIONS_FIRST,
             "INSERT INTO relation (relation, from_id, to_id, nth, hash, record, sorting)"
             " SELECT l.relation, f.id, t.id, l.nth, l.hash, l.record, l.sorting"
             " FROM laid_relation l" ENDS " WHERE l.import_id = ? AND l.relation = ? AND f.id > ?");
/* The same where nothing has ever vanished: keys alone tell, which takes half the time. */
STATEMENT_OF(
    relations_first, RELATIONS_FIRST_KEYS,
    "INSERT INTO relation (relation, from_id, to_id, nth, hash, record, sorting)"
    " SELECT l.relation, f.id, t.id, l.nth, l.hash, l.record, l.sorting FROM laid_relation l"
    " STRAIGHT_JOIN entry f ON f.game_id = ? AND f.kind = ?"
    " AND f.external_id = l.from_external"
    " STRAIGHT_JOIN entry t ON t.game_id = f.game_id AND t.kind = ?"
    " AND t.external_id = l.to_external"
    " WHERE l.import_id = ? AND l.relation = ? AND f.id > ?");
STATEMENT(ENTRIES_GONE, PARAMETERS(id(game)), ROW_OF(counted),
          "SELECT COUNT(*) FROM (SELECT 1 FROM entry WHERE game_id = ? AND state = 1 LIMIT 1) x");
STATEMENT(RELATIONS_MATCHED,
          PARAMETERS(id(game), text(from), text(to), id(import), text(relation), id(last)),
          ROW_OF(counted),
          "SELECT COUNT(*) FROM laid_relation l" ENDS
          " WHERE l.import_id = ? AND l.relation = ? AND f.id <= ?");
STATEMENT(CHANGES_IN,
          PARAMETERS(id(game), text(from), text(to), id(import), text(relation), id(last)),
          COLUMNS(),
          "INSERT INTO laid_change (import_id, from_id, relation, to_id, nth, what, hash, sorting,"
          " record) SELECT l.import_id, f.id, l.relation, t.id, l.nth, r.from_id IS NOT NULL,"
          " l.hash, l.sorting, l.record FROM laid_relation l" ENDS " LEFT JOIN relation" THERE
          " WHERE l.import_id = ? AND l.relation = ? AND f.id <= ?"
          " AND (r.from_id IS NULL OR r.hash IS NULL OR r.hash <> l.hash)");
/* What leads from or to something that vanished stays with it; what people here related, too. */
STATEMENT(
    CHANGES_OUT,
    PARAMETERS(id(import), again(import), again(import), text(relation), id(game), text(kind)),
    COLUMNS(),
    "INSERT INTO laid_change (import_id, from_id, relation, to_id, nth, what, hash, sorting,"
    " record) SELECT ?, r.from_id, r.relation, r.to_id, r.nth, 2, NULL, r.sorting, ''"
    " FROM entry f STRAIGHT_JOIN relation r ON r.from_id = f.id"
    " STRAIGHT_JOIN entry t ON t.id = r.to_id LEFT JOIN laid_relation l ON l.import_id = ?"
    " AND l.relation = r.relation AND l.from_external = f.external_id"
    " AND l.to_external = t.external_id AND l.nth = r.nth" REFUSED(
        "r.relation", "''", "f.external_id",
        "t.external_id") " WHERE r.relation = ? AND f.game_id = ? AND f.kind = ? AND f.state = 0 AND t.state = 0"
                         " AND r.hash IS NOT NULL AND l.import_id IS NULL AND x.import_id IS NULL");
STATEMENT(TOUCH_RELATED, PARAMETERS(number(touch), id(import)), COLUMNS(),
          "INSERT IGNORE INTO laid_touch (import_id, entry_id, kind)"
          " SELECT DISTINCT import_id, from_id, ? FROM laid_change WHERE import_id = ?");
STATEMENT(CHANGES_COUNT, PARAMETERS(id(import), text(relation)),
          COLUMNS(number(added), number(changed), number(vanished)),
          "SELECT COALESCE(SUM(what = 0), 0), COALESCE(SUM(what = 1), 0),"
          " COALESCE(SUM(what = 2), 0) FROM laid_change WHERE import_id = ? AND relation = ?");

#define CHANGED                                                                                    \
    " JOIN relation r ON r.from_id = c.from_id AND r.relation = c.relation"                        \
    " AND r.to_id = c.to_id AND r.nth = c.nth"
/* Of a field that the source does not tell, relations that are there keep what they have. */
#define LENT "JSON_COMPACT(JSON_SET(c.record, ?, JSON_EXTRACT(r.record, ?)))"
STATEMENT(CHANGES_LEND,
          PARAMETERS(text(path), again(path), id(import), text(relation), again(path), again(path),
                     again(path)),
          COLUMNS(),
          "UPDATE laid_change c" CHANGED " SET c.record = " LENT " WHERE c.import_id = ?"
          " AND c.relation = ? AND c.what = 1 AND JSON_CONTAINS_PATH(r.record, 'one', ?)"
          " AND CHAR_LENGTH(" LENT ") <= 2000");
STATEMENT(CHANGES_LEND_SORTING, PARAMETERS(id(import), text(relation)), COLUMNS(),
          "UPDATE laid_change c" CHANGED " SET c.sorting = r.sorting WHERE c.import_id = ?"
          " AND c.relation = ? AND c.what = 1");
/* What comes to the same is no change. */
STATEMENT(CHANGES_NONE, PARAMETERS(id(import), text(relation)), COLUMNS(),
          "DELETE c FROM laid_change c" CHANGED " WHERE c.import_id = ? AND c.relation = ?"
          " AND c.what = 1 AND c.sorting = r.sorting AND JSON_EQUALS(c.record, r.record)");
/* What is done with the changes that were found. */
SHAPE(step, PARAMETERS(id(import)), COLUMNS());
STATEMENT_OF(step, RELATIONS_GO,
             "DELETE r FROM laid_change c" CHANGED " WHERE c.import_id = ? AND c.what = 2");
STATEMENT_OF(step, RELATIONS_CHANGE,
             "UPDATE laid_change c" CHANGED " SET r.hash = c.hash, r.record = c.record,"
             " r.sorting = c.sorting WHERE c.import_id = ? AND c.what = 1");
STATEMENT_OF(step, RELATIONS_COME,
             "INSERT INTO relation (relation, from_id, to_id, nth, hash, record, sorting)"
             " SELECT relation, from_id, to_id, nth, hash, record, sorting FROM laid_change"
             " WHERE import_id = ? AND what = 0");

STATEMENT(PLACES_COME, PARAMETERS(id(game), text(map_kind), id(import)), COLUMNS(),
          "INSERT INTO place (map_id, entry_id, x, y, z, grouping, chance, respawn, variance, hash)"
          " SELECT m.id, e.id, l.x, l.y, l.z, l.grouping, l.chance, l.respawn, l.variance, l.hash"
          " FROM laid_place l STRAIGHT_JOIN entry m ON m.game_id = ? AND m.kind = ?"
          " AND m.external_id = l.map_external AND m.state = 0"
          " STRAIGHT_JOIN entry e ON e.game_id = m.game_id AND e.kind = l.kind"
          " AND e.external_id = l.external_id AND e.state = 0"
          " LEFT JOIN place p ON p.map_id = m.id AND p.hash = l.hash"
          " WHERE l.import_id = ? AND p.id IS NULL");
/* The same where there were none and nothing has vanished. */
STATEMENT(PLACES_FIRST, PARAMETERS(id(game), text(map_kind), id(import)), COLUMNS(),
          "INSERT INTO place (map_id, entry_id, x, y, z, grouping, chance, respawn, variance, hash)"
          " SELECT m.id, e.id, l.x, l.y, l.z, l.grouping, l.chance, l.respawn, l.variance, l.hash"
          " FROM laid_place l STRAIGHT_JOIN entry m ON m.game_id = ? AND m.kind = ?"
          " AND m.external_id = l.map_external STRAIGHT_JOIN entry e ON e.game_id = m.game_id"
          " AND e.kind = l.kind AND e.external_id = l.external_id WHERE l.import_id = ?");
STATEMENT(PLACES_MATCHED, PARAMETERS(id(game), text(map_kind), id(import)), ROW_OF(counted),
          "SELECT COUNT(*) FROM laid_place l STRAIGHT_JOIN entry m ON m.game_id = ? AND m.kind = ?"
          " AND m.external_id = l.map_external AND m.state = 0"
          " STRAIGHT_JOIN entry e ON e.game_id = m.game_id AND e.kind = l.kind"
          " AND e.external_id = l.external_id AND e.state = 0 WHERE l.import_id = ?");
STATEMENT(PLACES_GO, PARAMETERS(id(import), again(import), id(game), text(kinds)), COLUMNS(),
          "DELETE p FROM entry m STRAIGHT_JOIN place p ON p.map_id = m.id"
          " STRAIGHT_JOIN entry e ON e.id = p.entry_id"
          " LEFT JOIN laid_place l ON l.import_id = ?"
          " AND l.map_external = m.external_id AND l.hash = p.hash" REFUSED(
              "'" INGEST_PLACES "'", "e.kind", "m.external_id",
              "e.external_id") " WHERE m.game_id = ? AND m.state = 0 AND e.state = 0"
                               " AND l.import_id IS NULL AND x.import_id IS NULL"
                               " AND FIND_IN_SET(e.kind, ?) > 0");
STATEMENT_SET(ingest_relation_statements, &RELATIONS_FIRST, &RELATIONS_FIRST_KEYS, &ENTRIES_GONE,
              &RELATIONS_MATCHED, &CHANGES_IN, &CHANGES_OUT, &TOUCH_RELATED, &CHANGES_COUNT,
              &CHANGES_LEND, &CHANGES_LEND_SORTING, &CHANGES_NONE, &RELATIONS_GO, &RELATIONS_CHANGE,
              &RELATIONS_COME, &PLACES_COME, &PLACES_FIRST, &PLACES_MATCHED, &PLACES_GO);

/* What a query counted. 0 or -1. */
static int number_of(const struct counted_row *row, uint64_t *number)
{
    if (row == NULL)
        return -1;
    *number = row->number;
    return 0;
}

/* Finds what differs of the relations of entries from before. */
static int compare_old(struct ingest *ingest, const struct relation *relation, uint64_t *matched)
{
    struct database *database = ingest->database;
    const char *from = relation->from->name, *to = relation->to->name;

    if (number_of(database_row(database, ingest->arena, &RELATIONS_MATCHED, ingest->game_number,
                               from, to, ingest->import_id, relation->name, ingest->last_id),
                  matched) != 0)
        return -1;
    if (database_run(database, &CHANGES_IN, ingest->game_number, from, to, ingest->import_id,
                     relation->name, ingest->last_id) != 0)
        return -1;
    if (ingest->unreadable > 0)
        return 0;
    return database_run(database, &CHANGES_OUT, ingest->import_id, relation->name,
                        ingest->game_number, from);
}

/* Has what changes of the relation keep the fields that the source does not tell. 0 or -1. */
static int lend_untold(struct ingest *ingest, const struct relation *relation)
{
    const bool *untold = ingest_untold_relation(ingest, relation)->fields;
    struct database *database = ingest->database;
    bool any = false;

    for (size_t i = 0; i < relation->field_count; i++) {
        const char *path = arena_format(ingest->arena, "$.%s", relation->fields[i].name);

        if (!untold[i])
            continue;
        any = true;
        if (database_run(database, &CHANGES_LEND, path, ingest->import_id, relation->name) != 0 ||
            (relation->sort == &relation->fields[i] &&
             database_run(database, &CHANGES_LEND_SORTING, ingest->import_id, relation->name) != 0))
            return -1;
    }
    return any ? database_run(database, &CHANGES_NONE, ingest->import_id, relation->name) : 0;
}

/* Puts the relation's rows of new entries in place, and finds what differs of the others. */
static int compare_relation(struct ingest *ingest, const struct relation *relation)
{
    struct database *database = ingest->database;
    struct part *part = &ingest->kind_relations[relation->index];
    struct ingest_counts *counts = &part->counts;
    const struct relations_first_statement *first = ingest->gone ? &RELATIONS_FIRST
                                                                 : &RELATIONS_FIRST_KEYS;
    uint64_t matched = 0, dangling;
    bool old = ingest->kinds[relation->from->index].old;

    if (database_run(database, first, ingest->game_number, relation->from->name, relation->to->name,
                     ingest->import_id, relation->name, ingest->last_id) != 0)
        return -1;
    counts->added = part->first = database_changed(database);
    if (old && (compare_old(ingest, relation, &matched) != 0 || lend_untold(ingest, relation) != 0))
        return -1;
    dangling = counts->read - counts->rejected - counts->added - matched;
    counts->rejected += dangling;
    counts->unchanged = matched;
    return ingest_tell_relations(ingest, relation, dangling);
}

static int count_changes(struct ingest *ingest, const struct relation *relation)
{
    struct ingest_counts *counts = &ingest->kind_relations[relation->index].counts;
    const struct CHANGES_COUNT_row *row = database_row(ingest->database, ingest->arena,
                                                       &CHANGES_COUNT, ingest->import_id,
                                                       relation->name);

    if (row == NULL)
        return -1;
    counts->added += row->added;
    counts->changed = row->changed;
    counts->vanished = row->vanished;
    counts->unchanged -= row->added + row->changed;
    return 0;
}

int ingest_relations_compare(struct ingest *ingest)
{
    const struct game *game = ingest->game;
    uint64_t gone;

    if (number_of(database_row(ingest->database, ingest->arena, &ENTRIES_GONE, ingest->game_number),
                  &gone) != 0)
        return -1;
    ingest->gone = gone > 0;
    for (size_t i = 0; i < game->relation_count; i++) {
        if (!ingest_takes(ingest, &ingest->kind_relations[i]))
            continue;
        arena_reset(ingest->arena);
        if (compare_relation(ingest, &game->relations[i]) != 0 ||
            count_changes(ingest, &game->relations[i]) != 0)
            return -1;
    }
    return database_run(ingest->database, &TOUCH_RELATED, REVISION_CHANGED, ingest->import_id);
}

int ingest_relations_place(struct ingest *ingest)
{
    static const struct step_statement *const steps[] = {&RELATIONS_GO, &RELATIONS_CHANGE,
                                                         &RELATIONS_COME};

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (database_run(ingest->database, steps[i], ingest->import_id) != 0)
            return -1;
    return 0;
}

const struct kind *ingest_map_kind(const struct game *game)
{
    for (size_t i = 0; i < game->kind_count; i++)
        if (game->kinds[i].map)
            return &game->kinds[i];
    return NULL;
}

const char *ingest_placed_kinds(struct ingest *ingest)
{
    const struct game *game = ingest->game;
    const char *names = "";

    for (size_t i = 0; i < game->kind_count; i++)
        if (ingest->placed_kinds == NULL || ingest->placed_kinds[i])
            names = arena_format(ingest->arena, "%s%s%s", names, *names != '\0' ? "," : "",
                                 game->kinds[i].name);
    return names;
}

/* Puts places where there were none before. */
static int places_first(struct ingest *ingest, const struct kind *kind)
{
    struct ingest_counts *counts = &ingest->place_part.counts;
    uint64_t dangling;

    if (database_run(ingest->database, &PLACES_FIRST, ingest->game_number, kind->name,
                     ingest->import_id) != 0)
        return -1;
    counts->added = database_changed(ingest->database);
    dangling = counts->read - counts->rejected - counts->added;
    counts->rejected += dangling;
    return ingest_tell_places(ingest, kind, dangling);
}

/* Puts what is not there yet, takes away what is no longer there. */
static int places_by_difference(struct ingest *ingest, const struct kind *kind)
{
    struct database *database = ingest->database;
    struct ingest_counts *counts = &ingest->place_part.counts;
    uint64_t matched, dangling;

    if (number_of(database_row(database, ingest->arena, &PLACES_MATCHED, ingest->game_number,
                               kind->name, ingest->import_id),
                  &matched) != 0)
        return -1;
    if (database_run(database, &PLACES_COME, ingest->game_number, kind->name, ingest->import_id) !=
        0)
        return -1;
    counts->added = database_changed(database);
    dangling = counts->read - counts->rejected - matched;
    counts->rejected += dangling;
    counts->unchanged = matched - counts->added;
    if (ingest->unreadable == 0) {
        if (database_run(database, &PLACES_GO, ingest->import_id, ingest->game_number,
                         ingest_placed_kinds(ingest)) != 0)
            return -1;
        counts->vanished = database_changed(database);
    }
    return ingest_tell_places(ingest, kind, dangling);
}

int ingest_places_place(struct ingest *ingest)
{
    const struct kind *kind = ingest_map_kind(ingest->game);

    if (kind == NULL || !ingest_takes(ingest, &ingest->place_part))
        return 0;
    arena_reset(ingest->arena);
    return !ingest->kinds[kind->index].old && !ingest->gone ? places_first(ingest, kind)
                                                            : places_by_difference(ingest, kind);
}
