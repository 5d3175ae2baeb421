/* Entries and their relations, for pages. A page with 500 relations is one query for the entry
 * and one for all relations of both directions, which finds for each where its list ends and
 * counts the rest by keys alone. */
#include "lore/entry.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/text/text.h"
#include "game/value.h"

#define NAMED_MAX 20

STATEMENT(ENTRY_BY_ID, PARAMETERS(id(entry), id(game)), ROW_OF(entry),
          "SELECT " ENTRY_ROW_SQL " FROM entry e WHERE e.id = ? AND e.game_id = ?"
          " AND e.withheld = 0");
STATEMENT(ENTRY_BY_EXTERNAL, PARAMETERS(id(game), text(kind), text(external_id)), ROW_OF(entry),
          "SELECT " ENTRY_ROW_SQL " FROM entry e"
          " WHERE e.game_id = ? AND e.kind = ? AND e.external_id = ? AND e.withheld = 0");
/* For who writes what is of it: hidden or not. */
STATEMENT(ENTRY_OF_EXTERNAL, PARAMETERS(id(game), text(kind), text(external_id)), ROW_OF(entry),
          "SELECT " ENTRY_ROW_SQL " FROM entry e"
          " WHERE e.game_id = ? AND e.kind = ? AND e.external_id = ?");
STATEMENT(ENTRY_BY_EXTERNAL_SHOWN,
          PARAMETERS(id(game), text(kind), text(external_id), again(external_id)), ROW_OF(entry),
          "SELECT " ENTRY_ROW_SQL " FROM entry e WHERE e.game_id = ? AND e.kind = ?"
          " AND e.external_id IN (?, LOWER(?)) AND e.state = 0 AND e.hidden = 0 AND e.withheld = 0"
          " ORDER BY e.id LIMIT 2");
STATEMENT(
    ENTRY_BY_NAME, PARAMETERS(id(game), text(name), text(kind), number(limit)), ROW_OF(entry),
    "SELECT " ENTRY_ROW_SQL " FROM entry e WHERE e.game_id = ? AND e.name = ?"
    " AND e.kind = COALESCE(?, e.kind) AND e.withheld = 0 ORDER BY e.state, e.hidden, e.id LIMIT ?");

/* Each direction: the relations with their totals and the last one that is within the limit (by
 * sorting, then by the other's id), then what stands up to that one. Only keys are read of the
 * rest. */
#define OTHER_COLUMNS " e.id, e.external_id, e.name, e.state, e.hidden, r.record"
STATEMENT(ENTRY_RELATED,
          PARAMETERS(number(edge), again(edge), id(entry), again(edge), again(edge), again(entry)),
          COLUMNS(text(relation), flag(reverse), number(total), integer(sorting), id(id),
                  text(external_id), text(name), number(state), flag(hidden), sized_text(record)),
          "SELECT g.relation, 0, g.total, r.sorting," OTHER_COLUMNS
          " FROM (SELECT o.from_id, o.relation, COUNT(*) - COUNT(w.entry_id) AS total,"
          " (SELECT s.sorting FROM relation s WHERE s.from_id = o.from_id"
          " AND s.relation = o.relation ORDER BY s.sorting, s.to_id LIMIT 1 OFFSET ?)"
          " AS edge,"
          " (SELECT s.to_id FROM relation s WHERE s.from_id = o.from_id"
          " AND s.relation = o.relation ORDER BY s.sorting, s.to_id LIMIT 1 OFFSET ?)"
          " AS edge_id FROM relation o LEFT JOIN entry_withheld w ON w.entry_id = o.to_id"
          " WHERE o.from_id = ? GROUP BY o.from_id, o.relation) g"
          " STRAIGHT_JOIN relation r ON r.from_id = g.from_id AND r.relation = g.relation"
          " AND (g.edge IS NULL OR r.sorting < g.edge"
          " OR (r.sorting = g.edge AND r.to_id <= g.edge_id))"
          " STRAIGHT_JOIN entry e ON e.id = r.to_id AND e.withheld = 0"
          " UNION ALL "
          "SELECT g.relation, 1, g.total, r.sorting," OTHER_COLUMNS
          " FROM (SELECT o.to_id, o.relation, COUNT(*) - COUNT(w.entry_id) AS total,"
          " (SELECT s.sorting FROM relation s WHERE s.to_id = o.to_id"
          " AND s.relation = o.relation ORDER BY s.sorting, s.from_id LIMIT 1 OFFSET ?)"
          " AS edge,"
          " (SELECT s.from_id FROM relation s WHERE s.to_id = o.to_id"
          " AND s.relation = o.relation ORDER BY s.sorting, s.from_id LIMIT 1 OFFSET ?)"
          " AS edge_id FROM relation o LEFT JOIN entry_withheld w ON w.entry_id = o.from_id"
          " WHERE o.to_id = ? GROUP BY o.to_id, o.relation) g"
          " STRAIGHT_JOIN relation r ON r.to_id = g.to_id AND r.relation = g.relation"
          " AND (g.edge IS NULL OR r.sorting < g.edge"
          " OR (r.sorting = g.edge AND r.from_id <= g.edge_id))"
          " STRAIGHT_JOIN entry e ON e.id = r.from_id AND e.withheld = 0");
STATEMENT_SET(entry_statements, &ENTRY_BY_ID, &ENTRY_BY_EXTERNAL, &ENTRY_OF_EXTERNAL,
              &ENTRY_BY_EXTERNAL_SHOWN, &ENTRY_BY_NAME, &ENTRY_RELATED);

/* The first of the rows. 1, 0, -1. */
static int read_first_entry(struct arena *arena, const struct game *game, struct entry_rows *rows,
                            struct entry *entry)
{
    const struct entry_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    return row != NULL && entry_of_row(arena, game, row, entry) ? 1 : 0;
}

int entry_find(const struct game_context *context, uint64_t id, struct entry *entry)
{
    return read_first_entry(context->arena, context->game,
                            database_query(context->database, context->arena, &ENTRY_BY_ID, id,
                                           context->number),
                            entry);
}

/* The database compares without the blanks at the end. */
static int only_exact(int found, const struct entry *entry, const char *external_id)
{
    return found > 0 && strcmp(entry->external_id, external_id) != 0 ? 0 : found;
}

int entry_by_external(const struct game_context *context, const struct kind *kind,
                      const char *external_id, struct entry *entry)
{
    int found =
        read_first_entry(context->arena, context->game,
                         database_query(context->database, context->arena, &ENTRY_BY_EXTERNAL,
                                        context->number, kind->name, external_id),
                         entry);

    return only_exact(found, entry, external_id);
}

int entry_of_external(const struct game_context *context, const struct kind *kind,
                      const char *external_id, struct entry *entry)
{
    int found =
        read_first_entry(context->arena, context->game,
                         database_query(context->database, context->arena, &ENTRY_OF_EXTERNAL,
                                        context->number, kind->name, external_id),
                         entry);

    return only_exact(found, entry, external_id);
}

struct entry *entry_by_external_shown(const struct game_context *context, const char *external_id,
                                      size_t *count)
{
    struct entry *entries =
        arena_alloc(context->arena, (2 * context->game->kind_count + 1) * sizeof *entries);

    *count = 0;
    for (size_t i = 0; i < context->game->kind_count; i++) {
        struct entry_rows *rows = database_query(context->database, context->arena,
                                                 &ENTRY_BY_EXTERNAL_SHOWN, context->number,
                                                 context->game->kinds[i].name, external_id);
        const struct entry_row *row;

        if (rows == NULL)
            return NULL;
        while ((row = rows_next(rows)) != NULL)
            *count += entry_of_row(context->arena, context->game, row, &entries[*count]);
    }
    return entries;
}

struct entry *entry_by_name(const struct game_context *context, const struct kind *kind,
                            const char *name, size_t *count)
{
    struct entry_rows *rows = database_query(context->database, context->arena, &ENTRY_BY_NAME,
                                             context->number, name,
                                             kind != NULL ? kind->name : NULL, NAMED_MAX);
    const struct entry_row *row;
    struct entry *entries;

    *count = 0;
    if (rows == NULL)
        return NULL;
    entries = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *entries);
    while ((row = rows_next(rows)) != NULL)
        *count += entry_of_row(context->arena, context->game, row, &entries[*count]);
    return entries;
}

static bool alike_there(const struct entry *a, const struct entry *b)
{
    return a->state == b->state && a->hidden == b->hidden;
}

const struct entry *entry_meant(const struct entry *entries, size_t count, bool *several)
{
    const struct entry *best = count > 0 ? entries : NULL;

    *several = false;
    for (size_t i = 1; i < count; i++)
        if (alike_there(&entries[i], best) && entries[i].kind->weight > best->kind->weight)
            best = &entries[i];
    for (size_t i = 0; i < count; i++)
        *several |= &entries[i] != best && entries[i].kind == best->kind &&
                    alike_there(&entries[i], best);
    return best;
}

/* ---- relations ---- */

/* One that was found, and what puts it in its place. */
struct ordered_relation {
    struct related related;
    int64_t sorting;
    size_t group; /* of its relation and direction: index in the totals */
};

/* A row as one end; false where the game no longer has its relation. */
static bool read_ordered_relation(struct arena *arena, const struct game *game,
                                  const struct ENTRY_RELATED_row *row,
                                  struct ordered_relation *ordered)
{
    const struct relation *relation = game_relation(game, row->relation);

    if (relation == NULL)
        return false;
    ordered->sorting = row->sorting;
    ordered->related = (struct related){
        .relation = relation,
        .reverse = row->reverse,
        .id = row->id,
        .external_id = row->external_id,
        .name = row->name,
        .state = (enum entry_state)row->state,
        .hidden = row->hidden,
        .values = arena_alloc(arena, (relation->field_count + 1) * sizeof(struct value)),
    };
    ordered->group = 2 * relation->index + ordered->related.reverse;
    record_parse(relation->fields, relation->field_count, arena, row->record,
                 ordered->related.values);
    return true;
}

static int compare_ordered_relations(const void *left, const void *right)
{
    const struct ordered_relation *a = left, *b = right;
    int names;

    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->sorting != b->sorting)
        return a->sorting < b->sorting ? -1 : 1;
    names = strcasecmp(a->related.name, b->related.name);
    if (names != 0)
        return names;
    return (a->related.id > b->related.id) - (a->related.id < b->related.id);
}

int entry_related(const struct game_context *context, const struct entry *entry, unsigned limit,
                  struct related_list *related)
{
    uint64_t edge = limit > 0 ? limit - 1 : 0, *taken;
    struct ENTRY_RELATED_rows *rows =
        database_query(context->database, context->arena, &ENTRY_RELATED, edge, entry->id);
    const struct ENTRY_RELATED_row *row;
    struct ordered_relation *ordered;
    size_t found = 0;

    related->count = 0;
    related->totals = arena_alloc(context->arena, (2 * context->game->relation_count + 1) *
                                                      sizeof *related->totals);
    taken = arena_alloc(context->arena, (2 * context->game->relation_count + 1) * sizeof *taken);
    if (rows == NULL)
        return -1;
    ordered = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *ordered);
    related->list = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *related->list);
    while ((row = rows_next(rows)) != NULL) {
        if (!read_ordered_relation(context->arena, context->game, row, &ordered[found]))
            continue;
        related->totals[ordered[found].group] = row->total;
        found++;
    }
    qsort(ordered, found, sizeof *ordered, compare_ordered_relations);
    /* What relates the same two more than once may reach beyond the limit. */
    for (size_t i = 0; i < found; i++)
        if (taken[ordered[i].group]++ < limit)
            related->list[related->count++] = ordered[i].related;
    return 0;
}

char *entry_path(struct arena *arena, const struct kind *kind, uint64_t id, const char *name)
{
    return arena_format(arena, "/beastiary/%s/%" PRIu64 "/%s", kind->name, id,
                        text_slug(arena, name));
}
