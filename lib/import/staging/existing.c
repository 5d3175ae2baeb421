/* What an import finds here: how many entries, which of them, and what of the source has no end
 * here. Whatever may be long is read in pieces or has a limit, beyond which only the number is
 * told. */
#include <inttypes.h>

#include "import/staging/internal.h"

#define SOME 5000          /* entries that are asked for at once */
#define REPORTED_MAX 50000 /* rows of one relation that are told one by one */

STATEMENT(ENTRIES_CURRENT, PARAMETERS(id(game), text(kind)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM entry WHERE game_id = ? AND kind = ? AND state = 0"
          " AND imported_hash IS NOT NULL");
STATEMENT(ENTRIES_HERE, PARAMETERS(id(game), text(kind), text(after), number(limit)),
          COLUMNS(text(external_id)),
          "SELECT external_id FROM entry WHERE game_id = ? AND kind = ? AND external_id > ?"
          " AND state = 0 ORDER BY external_id LIMIT ?");
STATEMENT(RELATIONS_DANGLING,
          PARAMETERS(id(game), text(from), again(game), text(to), id(import), text(relation),
                     number(limit)),
          COLUMNS(text(from), text(to), flag(no_from), number(source_row)),
          "SELECT l.from_external, l.to_external, f.id IS NULL, l.source_row FROM staged_relation l"
          " LEFT JOIN entry f ON f.game_id = ? AND f.kind = ? AND f.external_id = l.from_external"
          " AND f.state = 0 LEFT JOIN entry t ON t.game_id = ? AND t.kind = ?"
          " AND t.external_id = l.to_external AND t.state = 0"
          " WHERE l.import_id = ? AND l.relation = ? AND (f.id IS NULL OR t.id IS NULL)"
          " LIMIT ?");
STATEMENT(
    PLACES_DANGLING, PARAMETERS(id(game), text(map_kind), again(game), id(import), number(limit)),
    COLUMNS(text(map), text(kind), text(external_id), flag(no_map), number(source_row)),
    "SELECT l.map_external, l.kind, l.external_id, m.id IS NULL, l.source_row FROM staged_place l"
    " LEFT JOIN entry m ON m.game_id = ? AND m.kind = ? AND m.external_id = l.map_external"
    " AND m.state = 0 LEFT JOIN entry e ON e.game_id = ? AND e.kind = l.kind"
    " AND e.external_id = l.external_id AND e.state = 0"
    " WHERE l.import_id = ? AND (m.id IS NULL OR e.id IS NULL) LIMIT ?");
STATEMENT_SET(staging_here_statements, &ENTRIES_CURRENT, &ENTRIES_HERE, &RELATIONS_DANGLING,
              &PLACES_DANGLING);

int staging_current(struct database *database, struct arena *arena, uint64_t game_number,
                    const struct kind *kind, uint64_t *count)
{
    const struct ENTRIES_CURRENT_row *row =
        database_row(database, arena, &ENTRIES_CURRENT, game_number, kind->name);

    if (row == NULL)
        return -1;
    *count = row->count;
    return 0;
}

int staging_each_here(struct database *database, uint64_t game_number, const struct kind *kind,
                      void (*each)(void *context, const struct kind *kind, const char *external_id),
                      void *context)
{
    struct arena *arenas[] = {arena_open(65536), arena_open(65536)};
    const char *last = "";
    size_t count, turn = 0;

    /* The last id stays on the arena of the turn before. */
    do {
        struct ENTRIES_HERE_rows *rows = database_query(database, arenas[turn], &ENTRIES_HERE,
                                                        game_number, kind->name, last, SOME);
        const struct ENTRIES_HERE_row *row;

        count = rows != NULL ? rows_count(rows) : 0;
        while ((row = rows_next(rows)) != NULL)
            each(context, kind, last = row->external_id);
        if (rows == NULL)
            last = NULL;
        turn = !turn;
        arena_reset(arenas[turn]);
    } while (count == SOME);
    arena_close(arenas[0]);
    arena_close(arenas[1]);
    return last != NULL ? 0 : -1;
}

/* ---- what does not go in ---- */

/* What does not go in of PART beyond those that were REPORTED. */
static void report_rest(struct staging *staging, const char *part, uint64_t reported,
                        uint64_t dangling)
{
    if (reported < dangling)
        staging->rejected(staging->rejected_context, 0,
                          arena_format(staging->context.arena, "%s: %" PRIu64 " more", part,
                                       dangling - reported));
}

int staging_report_relations(struct staging *staging, const struct relation *relation,
                             uint64_t dangling)
{
    const char *from = relation->from->name, *to = relation->to->name;
    struct RELATIONS_DANGLING_rows *rows;
    const struct RELATIONS_DANGLING_row *row;
    uint64_t reported = 0;

    if (staging->rejected == NULL || dangling == 0)
        return 0;
    rows = database_query(staging->context.database, staging->context.arena, &RELATIONS_DANGLING,
                          staging->context.number, from, to, staging->import_id, relation->name,
                          REPORTED_MAX);
    if (rows == NULL)
        return -1;
    for (; (row = rows_next(rows)) != NULL; reported++)
        staging->rejected(staging->rejected_context, row->source_row,
                          arena_format(staging->context.arena,
                                       "%s: %s %s of %s %s: there is no such %s", relation->name,
                                       to, row->to, from, row->from, row->no_from ? from : to));
    report_rest(staging, relation->name, reported, dangling);
    return 0;
}

int staging_report_places(struct staging *staging, const struct kind *map, uint64_t dangling)
{
    struct PLACES_DANGLING_rows *rows;
    const struct PLACES_DANGLING_row *row;
    uint64_t reported = 0;

    if (staging->rejected == NULL || dangling == 0)
        return 0;
    rows = database_query(staging->context.database, staging->context.arena, &PLACES_DANGLING,
                          staging->context.number, map->name, staging->import_id, REPORTED_MAX);
    if (rows == NULL)
        return -1;
    for (; (row = rows_next(rows)) != NULL; reported++)
        staging->rejected(staging->rejected_context, row->source_row,
                          arena_format(staging->context.arena,
                                       "places: %s %s in %s %s: there is no such %s", row->kind,
                                       row->external_id, map->name, row->map,
                                       row->no_map ? map->name : row->kind));
    report_rest(staging, STAGING_PLACES, reported, dangling);
    return 0;
}
