/* The sites, few and read with every request, are kept in the process and read again when their
 * generation has moved. The old list is freed only after the new one is there: when the database
 * is away, pages of the old one are shown. */
#include "web/site.h"

#include <stdlib.h>
#include <string.h>

STATEMENT(SITE_LIST, PARAMETERS(),
          COLUMNS(id(id), text(name), text(title), text(tagline), text(accent), text(game),
                  text(front), id(game_id)),
          "SELECT id, name, title, tagline, accent, game, front,"
          " (SELECT g.id FROM game g WHERE g.name = s.game)"
          " FROM site s ORDER BY position, id");
STATEMENT(SITE_PUT,
          PARAMETERS(text(name), text(title), text(tagline), text(accent), text(game), text(front),
                     number(position)),
          COLUMNS(),
          "INSERT INTO site (name, title, tagline, accent, game, front, position)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)"
          " ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), title = VALUES(title),"
          " tagline = VALUES(tagline), accent = VALUES(accent), game = VALUES(game),"
          " front = VALUES(front), position = VALUES(position)");
STATEMENT(FREEZE_LIST, PARAMETERS(), COLUMNS(id(site_id), instant(since), text(reason), text(name)),
          "SELECT f.site_id, f.since, f.reason, a.name FROM site_freeze f"
          " LEFT JOIN account a ON a.id = f.account_id ORDER BY f.site_id");
STATEMENT_SET(site_statements, &SITE_LIST, &SITE_PUT, &FREEZE_LIST);

struct sites {
    struct arena *arena;
    struct site *list;
    size_t count;
    struct freeze *freezes;
    size_t freeze_count;
    uint64_t stamp; /* 0: never read */
};

struct sites *sites_open(void)
{
    struct sites *sites = calloc(1, sizeof *sites);

    if (sites == NULL)
        abort();
    sites->arena = arena_open(4096);
    return sites;
}

void sites_close(struct sites *sites)
{
    if (sites == NULL)
        return;
    arena_close(sites->arena);
    free(sites);
}

struct freeze *freeze_list(struct database *database, struct arena *arena, size_t *count)
{
    struct FREEZE_LIST_rows *rows = database_query(database, arena, &FREEZE_LIST);
    const struct FREEZE_LIST_row *row;
    struct freeze *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL)
        list[(*count)++] = (struct freeze){row->site_id, row->since, row->reason, row->name};
    return list;
}

int sites_refresh(struct sites *sites, struct database *database, struct shared *shared)
{
    uint64_t stamp = generation_stamp(shared, (const char *const[]){"sites", NULL});
    struct arena *arena;
    struct SITE_LIST_rows *rows;
    const struct SITE_LIST_row *row;
    struct freeze *freezes;
    size_t freeze_count;

    if (stamp == sites->stamp)
        return 0;
    arena = arena_open(4096);
    rows = database_query(database, arena, &SITE_LIST);
    freezes = rows != NULL ? freeze_list(database, arena, &freeze_count) : NULL;
    if (freezes == NULL) {
        arena_close(arena);
        return -1;
    }
    arena_close(sites->arena);
    sites->arena = arena;
    sites->stamp = stamp;
    sites->count = 0;
    sites->freezes = freezes;
    sites->freeze_count = freeze_count;
    sites->list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *sites->list);
    while ((row = rows_next(rows)) != NULL)
        sites->list[sites->count++] = (struct site){
            .id = row->id,
            .name = row->name,
            .title = row->title,
            .tagline = row->tagline,
            .accent = row->accent,
            .game = row->game,
            .front = row->front,
            .game_id = row->game_id,
        };
    return 0;
}

const struct site *site_by_host(const struct sites *sites, const char *host, const char *domain)
{
    for (size_t i = 0; i < sites->count; i++) {
        size_t length = strlen(sites->list[i].name);

        if (strncmp(host, sites->list[i].name, length) == 0 && host[length] == '.' &&
            strcmp(host + length + 1, domain) == 0)
            return &sites->list[i];
    }
    return NULL;
}

const struct site *site_at(const struct sites *sites, size_t index)
{
    return index < sites->count ? &sites->list[index] : NULL;
}

const struct freeze *site_frozen(const struct sites *sites, const struct site *site)
{
    for (size_t i = 0; i < sites->freeze_count; i++)
        if (sites->freezes[i].site_id == 0 || sites->freezes[i].site_id == site->id)
            return &sites->freezes[i];
    return NULL;
}

int site_put(struct database *database, const struct site *site, uint64_t position, uint64_t *id)
{
    if (database_run(database, &SITE_PUT, site->name, site->title, site->tagline, site->accent,
                     site->game, site->front, position) != 0)
        return -1;
    *id = database_made_id(database);
    return 0;
}
