#include "talk/overview.h"

STATEMENT(OVERVIEW_COUNT, "", "uuuuuuuu",
          "SELECT (SELECT COUNT(*) FROM site), (SELECT COUNT(*) FROM board),"
          " (SELECT COUNT(*) FROM account WHERE source_id = 0),"
          " (SELECT COUNT(*) FROM account WHERE source_id > 0), (SELECT COUNT(*) FROM thread),"
          " (SELECT COUNT(*) FROM comment), (SELECT COUNT(*) FROM rating),"
          " (SELECT COUNT(*) FROM journal)");
STATEMENT(OVERVIEW_SITES, "", "uss", "SELECT id, name, game FROM site ORDER BY position, id");
STATEMENT_SET(overview_statements, &OVERVIEW_COUNT, &OVERVIEW_SITES);

int overview_count(struct database *database, struct arena *arena, struct overview *overview)
{
    struct rows *rows = database_query(database, arena, &OVERVIEW_COUNT);

    if (rows == NULL || !rows_next(rows))
        return -1;
    *overview = (struct overview){
        .sites = rows_u64(rows, 0),
        .boards = rows_u64(rows, 1),
        .accounts = rows_u64(rows, 2),
        .authors = rows_u64(rows, 3),
        .threads = rows_u64(rows, 4),
        .comments = rows_u64(rows, 5),
        .ratings = rows_u64(rows, 6),
        .journal = rows_u64(rows, 7),
    };
    return 0;
}

struct overview_site *overview_sites(struct database *database, struct arena *arena, size_t *count)
{
    struct rows *rows = database_query(database, arena, &OVERVIEW_SITES);
    struct overview_site *sites;

    *count = 0;
    if (rows == NULL)
        return NULL;
    sites = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *sites);
    while (rows_next(rows))
        sites[(*count)++] = (struct overview_site){.id = rows_u64(rows, 0),
                                                   .name = rows_text(rows, 1),
                                                   .game = rows_text(rows, 2)};
    return sites;
}
