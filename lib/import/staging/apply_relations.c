/* Relations and places are put in place: those of new entries as they are, others by difference.
 *
 * Most relations of a first import start from entries that did not exist a moment ago. Nothing of
 * them can be there already, so that they go in by one INSERT … SELECT without looking (`last_id`
 * tells new entries by their id alone). Of entries from before, the differences are first written
 * to staged_change, as the revisions need them while the old rows still stand, and are carried out
 * afterwards.
 *
 * STRAIGHT_JOIN everywhere: the optimizer knows nothing of tables that were filled a second ago,
 * and may begin with the wrong one. */
#include "game/value.h"
#include "import/staging/internal.h"
#include "lore/revision.h"

/* Both ends of what was staged; an end that vanished is none. */
#define ENDS                                                                                       \
    " STRAIGHT_JOIN entry f ON f.game_id = ? AND f.kind = ? AND f.external_id = l.from_external"   \
    " AND f.state = 0 STRAIGHT_JOIN entry t ON t.game_id = f.game_id AND t.kind = ?"               \
    " AND t.external_id = l.to_external AND t.state = 0"
#define THERE                                                                                      \
    " r ON r.from_id = f.id AND r.relation = l.relation AND r.to_id = t.id AND r.nth = l.nth"

/* What the source has of it that was refused. */
#define REFUSED(PART, KIND, FROM, TO)                                                              \
    " LEFT JOIN staged_refusal x ON x.import_id = ? AND x.part = " PART " AND x.kind = " KIND      \
    " AND x.from_external = " FROM " AND x.to_external = " TO

ROW(counted, number(number));
SIGNATURE(relations_first,
          PARAMETERS(id(game), text(from), text(to), id(import), text(relation), id(last)),
          COLUMNS());
STATEMENT_OF(relations_first, RELATIONS_FIRST,
             "INSERT INTO relation (relation, from_id, to_id, nth, hash, record, sorting)"
             " SELECT l.relation, f.id, t.id, l.nth, l.hash, l.record, l.sorting"
             " FROM staged_relation l" ENDS
             " WHERE l.import_id = ? AND l.relation = ? AND f.id > ?");
/* The same where nothing has ever vanished: keys alone tell, which takes half the time. */
STATEMENT_OF(
    relations_first, RELATIONS_FIRST_KEYS,
    "INSERT INTO relation (relation, from_id, to_id, nth, hash, record, sorting)"
    " SELECT l.relation, f.id, t.id, l.nth, l.hash, l.record, l.sorting FROM staged_relation l"
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
          "SELECT COUNT(*) FROM staged_relation l" ENDS
          " WHERE l.import_id = ? AND l.relation = ? AND f.id <= ?");
STATEMENT(
    CHANGES_IN, PARAMETERS(id(game), text(from), text(to), id(import), text(relation), id(last)),
    COLUMNS(),
    "INSERT INTO staged_change (import_id, from_id, relation, to_id, nth, what, hash, sorting,"
    " record) SELECT l.import_id, f.id, l.relation, t.id, l.nth, r.from_id IS NOT NULL,"
    " l.hash, l.sorting, l.record FROM staged_relation l" ENDS " LEFT JOIN relation" THERE
    " WHERE l.import_id = ? AND l.relation = ? AND f.id <= ?"
    " AND (r.from_id IS NULL OR r.hash IS NULL OR r.hash <> l.hash)");
/* What leads from or to something that vanished stays with it; what people here related, too. */
STATEMENT(
    CHANGES_OUT,
    PARAMETERS(id(import), again(import), again(import), text(relation), id(game), text(kind)),
    COLUMNS(),
    "INSERT INTO staged_change (import_id, from_id, relation, to_id, nth, what, hash, sorting,"
    " record) SELECT ?, r.from_id, r.relation, r.to_id, r.nth, 2, NULL, r.sorting, ''"
    " FROM entry f STRAIGHT_JOIN relation r ON r.from_id = f.id"
    " STRAIGHT_JOIN entry t ON t.id = r.to_id LEFT JOIN staged_relation l ON l.import_id = ?"
    " AND l.relation = r.relation AND l.from_external = f.external_id"
    " AND l.to_external = t.external_id AND l.nth = r.nth" REFUSED(
        "r.relation", "''", "f.external_id",
        "t.external_id") " WHERE r.relation = ? AND f.game_id = ? AND f.kind = ? AND f.state = 0 AND t.state = 0"
                         " AND r.hash IS NOT NULL AND l.import_id IS NULL AND x.import_id IS NULL");
STATEMENT(TOUCH_RELATED, PARAMETERS(number(touch), id(import)), COLUMNS(),
          "INSERT IGNORE INTO staged_touch (import_id, entry_id, kind)"
          " SELECT DISTINCT import_id, from_id, ? FROM staged_change WHERE import_id = ?");
STATEMENT(CHANGES_COUNT, PARAMETERS(id(import), text(relation)),
          COLUMNS(number(added), number(changed), number(vanished)),
          "SELECT COALESCE(SUM(what = 0), 0), COALESCE(SUM(what = 1), 0),"
          " COALESCE(SUM(what = 2), 0) FROM staged_change WHERE import_id = ? AND relation = ?");

#define CHANGED                                                                                    \
    " JOIN relation r ON r.from_id = c.from_id AND r.relation = c.relation"                        \
    " AND r.to_id = c.to_id AND r.nth = c.nth"
/* Of a field that the source does not tell, relations that are there keep what they have. */
#define LENT "JSON_COMPACT(JSON_SET(c.record, ?, JSON_EXTRACT(r.record, ?)))"
STATEMENT(CHANGES_LEND,
          PARAMETERS(text(path), again(path), id(import), text(relation), again(path), again(path),
                     again(path)),
          COLUMNS(),
          "UPDATE staged_change c" CHANGED " SET c.record = " LENT " WHERE c.import_id = ?"
          " AND c.relation = ? AND c.what = 1 AND JSON_CONTAINS_PATH(r.record, 'one', ?)"
          " AND CHAR_LENGTH(" LENT ") <= 2000");
STATEMENT(CHANGES_LEND_SORTING, PARAMETERS(id(import), text(relation)), COLUMNS(),
          "UPDATE staged_change c" CHANGED " SET c.sorting = r.sorting WHERE c.import_id = ?"
          " AND c.relation = ? AND c.what = 1");
/* What comes to the same is no change. */
STATEMENT(CHANGES_NONE, PARAMETERS(id(import), text(relation)), COLUMNS(),
          "DELETE c FROM staged_change c" CHANGED " WHERE c.import_id = ? AND c.relation = ?"
          " AND c.what = 1 AND c.sorting = r.sorting AND JSON_EQUALS(c.record, r.record)");
/* What is done with the changes that were found. */
SIGNATURE(step, PARAMETERS(id(import)), COLUMNS());
STATEMENT_OF(step, RELATIONS_GO,
             "DELETE r FROM staged_change c" CHANGED " WHERE c.import_id = ? AND c.what = 2");
STATEMENT_OF(step, RELATIONS_CHANGE,
             "UPDATE staged_change c" CHANGED " SET r.hash = c.hash, r.record = c.record,"
             " r.sorting = c.sorting WHERE c.import_id = ? AND c.what = 1");
STATEMENT_OF(step, RELATIONS_COME,
             "INSERT INTO relation (relation, from_id, to_id, nth, hash, record, sorting)"
             " SELECT relation, from_id, to_id, nth, hash, record, sorting FROM staged_change"
             " WHERE import_id = ? AND what = 0");

STATEMENT(PLACES_COME, PARAMETERS(id(game), text(map_kind), id(import)), COLUMNS(),
          "INSERT INTO place (map_id, entry_id, x, y, z, grouping, chance, respawn, variance, hash)"
          " SELECT m.id, e.id, l.x, l.y, l.z, l.grouping, l.chance, l.respawn, l.variance, l.hash"
          " FROM staged_place l STRAIGHT_JOIN entry m ON m.game_id = ? AND m.kind = ?"
          " AND m.external_id = l.map_external AND m.state = 0"
          " STRAIGHT_JOIN entry e ON e.game_id = m.game_id AND e.kind = l.kind"
          " AND e.external_id = l.external_id AND e.state = 0"
          " LEFT JOIN place p ON p.map_id = m.id AND p.hash = l.hash"
          " WHERE l.import_id = ? AND p.id IS NULL");
/* The same where there were none and nothing has vanished. */
STATEMENT(PLACES_FIRST, PARAMETERS(id(game), text(map_kind), id(import)), COLUMNS(),
          "INSERT INTO place (map_id, entry_id, x, y, z, grouping, chance, respawn, variance, hash)"
          " SELECT m.id, e.id, l.x, l.y, l.z, l.grouping, l.chance, l.respawn, l.variance, l.hash"
          " FROM staged_place l STRAIGHT_JOIN entry m ON m.game_id = ? AND m.kind = ?"
          " AND m.external_id = l.map_external STRAIGHT_JOIN entry e ON e.game_id = m.game_id"
          " AND e.kind = l.kind AND e.external_id = l.external_id WHERE l.import_id = ?");
STATEMENT(
    PLACES_MATCHED, PARAMETERS(id(game), text(map_kind), id(import)), ROW_OF(counted),
    "SELECT COUNT(*) FROM staged_place l STRAIGHT_JOIN entry m ON m.game_id = ? AND m.kind = ?"
    " AND m.external_id = l.map_external AND m.state = 0"
    " STRAIGHT_JOIN entry e ON e.game_id = m.game_id AND e.kind = l.kind"
    " AND e.external_id = l.external_id AND e.state = 0 WHERE l.import_id = ?");
STATEMENT(PLACES_GO, PARAMETERS(id(import), again(import), id(game), text(kinds)), COLUMNS(),
          "DELETE p FROM entry m STRAIGHT_JOIN place p ON p.map_id = m.id"
          " STRAIGHT_JOIN entry e ON e.id = p.entry_id"
          " LEFT JOIN staged_place l ON l.import_id = ?"
          " AND l.map_external = m.external_id AND l.hash = p.hash" REFUSED(
              "'" STAGING_PLACES "'", "e.kind", "m.external_id",
              "e.external_id") " WHERE m.game_id = ? AND m.state = 0 AND e.state = 0"
                               " AND l.import_id IS NULL AND x.import_id IS NULL"
                               " AND FIND_IN_SET(e.kind, ?) > 0");
STATEMENT_SET(staging_relation_statements, &RELATIONS_FIRST, &RELATIONS_FIRST_KEYS, &ENTRIES_GONE,
              &RELATIONS_MATCHED, &CHANGES_IN, &CHANGES_OUT, &TOUCH_RELATED, &CHANGES_COUNT,
              &CHANGES_LEND, &CHANGES_LEND_SORTING, &CHANGES_NONE, &RELATIONS_GO, &RELATIONS_CHANGE,
              &RELATIONS_COME, &PLACES_COME, &PLACES_FIRST, &PLACES_MATCHED, &PLACES_GO);

/* What a query counted. 0 or -1. */
static int counted_number(const struct counted_row *row, uint64_t *number)
{
    if (row == NULL)
        return -1;
    *number = row->number;
    return 0;
}

/* Finds what differs of the relations of entries from before. */
static int compare_old(struct staging *staging, const struct relation *relation, uint64_t *matched)
{
    struct database *database = staging->context.database;
    const char *from = relation->from->name, *to = relation->to->name;

    if (counted_number(database_row(database, staging->context.arena, &RELATIONS_MATCHED,
                                    staging->context.number, from, to, staging->import_id,
                                    relation->name, staging->last_id),
                       matched) != 0)
        return -1;
    if (database_run(database, &CHANGES_IN, staging->context.number, from, to, staging->import_id,
                     relation->name, staging->last_id) != 0)
        return -1;
    if (staging->unreadable > 0)
        return 0;
    return database_run(database, &CHANGES_OUT, staging->import_id, relation->name,
                        staging->context.number, from);
}

/* Has what changes of the relation keep the fields that the source does not tell. 0 or -1. */
static int lend_unknown_to_changes(struct staging *staging, const struct relation *relation)
{
    const bool *unknown = staging_unknown_relation(staging, relation)->fields;
    struct database *database = staging->context.database;
    bool any = false;

    for (size_t i = 0; i < relation->field_count; i++) {
        const char *path = arena_format(staging->context.arena, "$.%s", relation->fields[i].name);

        if (!unknown[i])
            continue;
        any = true;
        if (database_run(database, &CHANGES_LEND, path, staging->import_id, relation->name) != 0 ||
            (relation->sort == &relation->fields[i] &&
             database_run(database, &CHANGES_LEND_SORTING, staging->import_id, relation->name) !=
                 0))
            return -1;
    }
    return any ? database_run(database, &CHANGES_NONE, staging->import_id, relation->name) : 0;
}

/* Puts the relation's rows of new entries in place, and finds what differs of the others. What
 * neither went in nor was matched had an end that is not there: it is counted by subtraction, and
 * looked for only where somebody wants to be told each. */
static int compare_relation(struct staging *staging, const struct relation *relation)
{
    struct database *database = staging->context.database;
    struct staging_part *part = &staging->kind_relations[relation->index];
    struct staging_counts *counts = &part->counts;
    const struct relations_first_statement *first = staging->gone ? &RELATIONS_FIRST
                                                                  : &RELATIONS_FIRST_KEYS;
    uint64_t matched = 0, dangling;
    bool old = staging->kinds[relation->from->index].old;

    if (database_run(database, first, staging->context.number, relation->from->name,
                     relation->to->name, staging->import_id, relation->name, staging->last_id) != 0)
        return -1;
    counts->added = part->first = database_changed(database);
    if (old && (compare_old(staging, relation, &matched) != 0 ||
                lend_unknown_to_changes(staging, relation) != 0))
        return -1;
    dangling = counts->read - counts->rejected - counts->added - matched;
    counts->rejected += dangling;
    counts->unchanged = matched;
    return staging_report_relations(staging, relation, dangling);
}

static int count_changes(struct staging *staging, const struct relation *relation)
{
    struct staging_counts *counts = &staging->kind_relations[relation->index].counts;
    const struct CHANGES_COUNT_row *row = database_row(staging->context.database,
                                                       staging->context.arena, &CHANGES_COUNT,
                                                       staging->import_id, relation->name);

    if (row == NULL)
        return -1;
    counts->added += row->added;
    counts->changed = row->changed;
    counts->vanished = row->vanished;
    counts->unchanged -= row->added + row->changed;
    return 0;
}

int staging_relations_compare(struct staging *staging)
{
    const struct game *game = staging->context.game;
    uint64_t gone;

    if (counted_number(database_row(staging->context.database, staging->context.arena,
                                    &ENTRIES_GONE, staging->context.number),
                       &gone) != 0)
        return -1;
    staging->gone = gone > 0;
    for (size_t i = 0; i < game->relation_count; i++) {
        if (!staging_takes(staging, &staging->kind_relations[i]))
            continue;
        arena_reset(staging->context.arena);
        if (compare_relation(staging, &game->relations[i]) != 0 ||
            count_changes(staging, &game->relations[i]) != 0)
            return -1;
    }
    return database_run(staging->context.database, &TOUCH_RELATED, REVISION_CHANGED,
                        staging->import_id);
}

int staging_relations_apply(struct staging *staging)
{
    static const struct step_statement *const steps[] = {&RELATIONS_GO, &RELATIONS_CHANGE,
                                                         &RELATIONS_COME};

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (database_run(staging->context.database, steps[i], staging->import_id) != 0)
            return -1;
    return 0;
}

const struct kind *staging_map_kind(const struct game *game)
{
    for (size_t i = 0; i < game->kind_count; i++)
        if (game->kinds[i].map)
            return &game->kinds[i];
    return NULL;
}

const char *staging_placed_kinds(struct staging *staging)
{
    const struct game *game = staging->context.game;
    const char *names = "";

    for (size_t i = 0; i < game->kind_count; i++)
        if (staging->placed_kinds == NULL || staging->placed_kinds[i])
            names = arena_format(staging->context.arena, "%s%s%s", names, *names != '\0' ? "," : "",
                                 game->kinds[i].name);
    return names;
}

/* Puts places where there were none before. */
static int places_first(struct staging *staging, const struct kind *kind)
{
    struct staging_counts *counts = &staging->place_part.counts;
    uint64_t dangling;

    if (database_run(staging->context.database, &PLACES_FIRST, staging->context.number, kind->name,
                     staging->import_id) != 0)
        return -1;
    counts->added = database_changed(staging->context.database);
    dangling = counts->read - counts->rejected - counts->added;
    counts->rejected += dangling;
    return staging_report_places(staging, kind, dangling);
}

/* Puts what is not there yet, takes away what is no longer there. */
static int places_by_difference(struct staging *staging, const struct kind *kind)
{
    struct database *database = staging->context.database;
    struct staging_counts *counts = &staging->place_part.counts;
    uint64_t matched, dangling;

    if (counted_number(database_row(database, staging->context.arena, &PLACES_MATCHED,
                                    staging->context.number, kind->name, staging->import_id),
                       &matched) != 0)
        return -1;
    if (database_run(database, &PLACES_COME, staging->context.number, kind->name,
                     staging->import_id) != 0)
        return -1;
    counts->added = database_changed(database);
    dangling = counts->read - counts->rejected - matched;
    counts->rejected += dangling;
    counts->unchanged = matched - counts->added;
    if (staging->unreadable == 0) {
        if (database_run(database, &PLACES_GO, staging->import_id, staging->context.number,
                         staging_placed_kinds(staging)) != 0)
            return -1;
        counts->vanished = database_changed(database);
    }
    return staging_report_places(staging, kind, dangling);
}

int staging_places_apply(struct staging *staging)
{
    const struct kind *kind = staging_map_kind(staging->context.game);

    if (kind == NULL || !staging_takes(staging, &staging->place_part))
        return 0;
    arena_reset(staging->context.arena);
    return !staging->kinds[kind->index].old && !staging->gone ? places_first(staging, kind)
                                                              : places_by_difference(staging, kind);
}

/* A text's first bytes as a number that is in the order of such texts: relation.sorting is a
 * number, so that one index serves every relation. 63 bits, as the column is signed. */
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
