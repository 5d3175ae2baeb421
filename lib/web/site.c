/* The sites, few and read with every request, are kept in the process and read again when their
 * generation has moved. The old list is freed only after the new one is there: when the database
 * is away, pages of the old one are shown. */
#include "web/site.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"

STATEMENT(SITE_LIST, PARAMETERS(),
          COLUMNS(id(id), text(name), text(title), text(tagline), text(accent), text(logo),
                  text(game), text(front), id(game_id), flag(database_off), flag(forum_off),
                  text(banner), text(banner_level), instant(banner_until), number(version),
                  number(setup), number(fold_weight)),
          "SELECT id, name, title, tagline, accent, logo, game, front,"
          " (SELECT g.id FROM game g WHERE g.name = s.game), database_off, forum_off, banner,"
          " banner_level, banner_until, version, setup, fold_weight"
          " FROM site s ORDER BY position, id");
STATEMENT(SITE_PUT,
          PARAMETERS(text(name), text(title), text(tagline), text(accent), text(game), text(front),
                     number(position)),
          COLUMNS(),
          "INSERT INTO site (name, title, tagline, accent, game, front, position)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)"
          " ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), version = version"
          " + IF(title <> VALUES(title) OR tagline <> VALUES(tagline) OR accent <> VALUES(accent)"
          " OR front <> VALUES(front), 1, 0), title = VALUES(title),"
          " tagline = VALUES(tagline), accent = VALUES(accent), game = VALUES(game),"
          " front = VALUES(front), position = VALUES(position)");
STATEMENT(FREEZE_LIST, PARAMETERS(), COLUMNS(id(site_id), instant(since), text(reason), text(name)),
          "SELECT f.site_id, f.since, f.reason, a.name FROM site_freeze f"
          " LEFT JOIN account a ON a.id = f.account_id ORDER BY f.site_id");
STATEMENT(SITE_TEXTS, PARAMETERS(),
          COLUMNS(id(site_id), text(language), text(title), text(tagline)),
          "SELECT site_id, language, title, tagline FROM site_text ORDER BY site_id, language");
STATEMENT(SITE_PAGES, PARAMETERS(),
          COLUMNS(id(site_id), text(slug), text(language), text(title), number(place), id(version)),
          "SELECT p.site_id, p.slug, t.language, t.title, r.place, r.id FROM site_page p"
          " JOIN site_page_revision r ON r.id = p.revision_id AND r.removed = 0"
          " JOIN site_page_text t ON t.revision_id = r.id"
          " ORDER BY p.site_id, r.place, p.slug, t.language");
STATEMENT_SET(site_statements, &SITE_LIST, &SITE_TEXTS, &SITE_PAGES, &SITE_PUT, &FREEZE_LIST);

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

/* Gives each site its texts, which all come in one list. */
static int read_site_texts(struct site *list, size_t count, struct database *database,
                           struct arena *arena)
{
    struct SITE_TEXTS_rows *rows = database_query(database, arena, &SITE_TEXTS);
    const struct SITE_TEXTS_row *row;
    struct site_text *all;
    size_t read = 0;

    if (rows == NULL)
        return -1;
    all = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *all);
    while ((row = rows_next(rows)) != NULL) {
        all[read] = (struct site_text){row->language, row->title, row->tagline};
        for (size_t i = 0; i < count; i++) {
            if (list[i].id != row->site_id)
                continue;
            if (list[i].text_count++ == 0)
                list[i].texts = &all[read];
        }
        read++;
    }
    return 0;
}

/* Gives each site the titles of its pages, likewise. */
static int read_site_pages(struct site *list, size_t count, struct database *database,
                           struct arena *arena)
{
    struct SITE_PAGES_rows *rows = database_query(database, arena, &SITE_PAGES);
    const struct SITE_PAGES_row *row;
    struct page_title *all;
    size_t read = 0;

    if (rows == NULL)
        return -1;
    all = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *all);
    while ((row = rows_next(rows)) != NULL) {
        all[read] =
            (struct page_title){row->slug, row->language, row->title, row->place, row->version};
        for (size_t i = 0; i < count; i++) {
            if (list[i].id != row->site_id)
                continue;
            if (list[i].page_count++ == 0)
                list[i].pages = &all[read];
        }
        read++;
    }
    return 0;
}

/* A site that has nothing else to show, as a command took its game, shows its boards. */
static struct site site_of(const struct SITE_LIST_row *row)
{
    bool has_database = *row->game != '\0' && !row->database_off;

    return (struct site){
        .id = row->id,
        .name = row->name,
        .title = row->title,
        .tagline = row->tagline,
        .accent = row->accent,
        .logo = row->logo,
        .game = has_database ? row->game : "",
        .front = row->front,
        .game_id = has_database ? row->game_id : 0,
        .database_off = row->database_off,
        .forum_off = row->forum_off && has_database,
        .own_game = row->game,
        .banner = row->banner,
        .banner_level = row->banner_level,
        .banner_until = row->banner_until,
        .fold_weight = row->fold_weight,
        .version = row->version,
        .setup = (unsigned)row->setup,
    };
}

static int read_sites(struct sites *fresh, struct database *database)
{
    struct arena *arena = fresh->arena;
    struct SITE_LIST_rows *rows = database_query(database, arena, &SITE_LIST);
    const struct SITE_LIST_row *row;

    if (rows == NULL)
        return -1;
    fresh->list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *fresh->list);
    while ((row = rows_next(rows)) != NULL)
        fresh->list[fresh->count++] = site_of(row);
    fresh->freezes = freeze_list(database, arena, &fresh->freeze_count);
    return fresh->freezes != NULL &&
                   read_site_texts(fresh->list, fresh->count, database, arena) == 0 &&
                   read_site_pages(fresh->list, fresh->count, database, arena) == 0
               ? 0
               : -1;
}

int sites_read(struct sites *sites, struct database *database)
{
    struct sites fresh = {.arena = arena_open(4096), .stamp = sites->stamp};

    if (read_sites(&fresh, database) != 0) {
        arena_close(fresh.arena);
        return -1;
    }
    arena_close(sites->arena);
    *sites = fresh;
    return 0;
}

int sites_refresh(struct sites *sites, struct database *database, struct shared *shared)
{
    uint64_t stamp = generation_stamp(shared, (const char *const[]){"sites", NULL});

    if (stamp == sites->stamp)
        return 0;
    if (sites_read(sites, database) != 0)
        return -1;
    sites->stamp = stamp;
    return 0;
}

const struct site *site_by_id(const struct sites *sites, uint64_t id)
{
    for (size_t i = 0; i < sites->count; i++)
        if (sites->list[i].id == id)
            return &sites->list[i];
    return NULL;
}

bool site_banner_shown(const struct site *site, int64_t now)
{
    return *site->banner != '\0' && (site->banner_until == 0 || site->banner_until > now);
}

struct site_text site_text_in(const struct site *site, const char *language)
{
    for (size_t i = 0; i < site->text_count; i++)
        if (strcmp(site->texts[i].language, language) == 0)
            return site->texts[i];
    return (struct site_text){language, "", ""};
}

const char *site_name_in(const struct site *site, const char *language)
{
    const struct site_text text = site_text_in(site, language);

    return *text.title != '\0' ? text.title : site->title;
}

const char *site_tagline_in(const struct site *site, const char *language)
{
    const struct site_text text = site_text_in(site, language);

    return *text.tagline != '\0' ? text.tagline : site->tagline;
}

const struct page_title *site_page_title(const struct site *site, const char *slug,
                                         const char *language)
{
    const struct page_title *found = NULL;

    for (size_t i = 0; i < site->page_count; i++) {
        const struct page_title *page = &site->pages[i];

        if (strcmp(page->slug, slug) != 0)
            continue;
        if (strcmp(page->language, language) == 0)
            return page;
        if (found == NULL || strcmp(page->language, language_codes[0]) == 0)
            found = page;
    }
    return found;
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
