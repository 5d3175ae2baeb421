/* Counted whenever somebody asks: no page shows these figures, and numbers that are kept up to date
 * would cost each write. */
#include "talk/overview.h"

STATEMENT(OVERVIEW_COUNT, PARAMETERS(),
          COLUMNS(number(sites), number(boards), number(accounts), number(imported_accounts),
                  number(threads), number(comments), number(ratings), number(journal)),
          "SELECT (SELECT COUNT(*) FROM site), (SELECT COUNT(*) FROM board),"
          " (SELECT COUNT(*) FROM account WHERE source_id = 0),"
          " (SELECT COUNT(*) FROM account WHERE source_id > 0), (SELECT COUNT(*) FROM thread),"
          " (SELECT COUNT(*) FROM comment), (SELECT COUNT(*) FROM rating),"
          " (SELECT COUNT(*) FROM journal)");
STATEMENT(OVERVIEW_SITES, PARAMETERS(), COLUMNS(id(id), text(name), text(game), id(game_id)),
          "SELECT id, name, game,"
          " (SELECT g.id FROM game g WHERE g.name = s.game)"
          " FROM site s ORDER BY position, id");
STATEMENT_SET(overview_statements, &OVERVIEW_COUNT, &OVERVIEW_SITES);

int overview_count(struct database *database, struct arena *arena, struct overview *overview)
{
    const struct OVERVIEW_COUNT_row *row = database_row(database, arena, &OVERVIEW_COUNT);

    if (row == NULL)
        return -1;
    *overview = (struct overview){
        .sites = row->sites,
        .boards = row->boards,
        .accounts = row->accounts,
        .authors = row->imported_accounts,
        .threads = row->threads,
        .comments = row->comments,
        .ratings = row->ratings,
        .journal = row->journal,
    };
    return 0;
}

struct overview_site *overview_sites(struct database *database, struct arena *arena, size_t *count)
{
    struct OVERVIEW_SITES_rows *rows = database_query(database, arena, &OVERVIEW_SITES);
    const struct OVERVIEW_SITES_row *row;
    struct overview_site *sites;

    *count = 0;
    if (rows == NULL)
        return NULL;
    sites = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *sites);
    while ((row = rows_next(rows)) != NULL)
        sites[(*count)++] = (struct overview_site){row->id, row->name, row->game, row->game_id};
    return sites;
}
