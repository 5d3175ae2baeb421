/* The beastiary area: a game's entries, their lists, their history, and the search. */
#include "api.h"
#include "auth/account.h"
#include "card.h"
#include "catalogue/catalogue.h"
#include "catalogue/game_number.h"
#include "compare.h"
#include "entry.h"
#include "front.h"
#include "game/game.h"
#include "history.h"
#include "imports.h"
#include "legacy_url.h"
#include "list.h"
#include "lore/chart.h"
#include "lore/curation/withheld.h"
#include "lore/list_query.h"
#include "lore/lore.h"
#include "lore/nearby_talk.h"
#include "lore/place.h"
#include "lore/recent_changes.h"
#include "lore/recipe_tree.h"
#include "lore/revision.h"
#include "map.h"
#include "search.h"
#include "store/journal.h"
#include "store/mail_spool.h"
#include "talk/block.h"
#include "talk/frequency.h"
#include "talk/import/imported.h"
#include "talk/mention.h"
#include "talk/recent.h"
#include "talk/search.h"
#include "web/health.h"
#include "web/site.h"
#include "web/worker.h"

static const struct route routes[] = {
    ROUTE_KEPT("/beastiary/", SITE_READ, PAGE, "", beastiary_front_page),
    ROUTE(GET, "/beastiary/compare", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, compare_page),
    ROUTE(GET, "/beastiary/imports.atom", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, imports_feed),
    ROUTE_KEPT("/beastiary/imports/", SITE_READ, PAGE, "after", imports_page),
    ROUTE_KEPT("/beastiary/imports/:id", SITE_READ, PAGE, "after", import_page),
    ROUTE(GET, "/beastiary/imports/:id/changes.atom", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE,
          import_feed),
    ROUTE(GET, "/search", SITE_READ, SEARCH, ROUTE_PLAIN, BODY_NONE, search_page),
    ROUTE(GET, "/beastiary/suggest", SITE_READ, SEARCH, ROUTE_PLAIN, BODY_NONE, search_suggest),
    ROUTE(GET, "/beastiary/card", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, card_by_name),
    ROUTE(GET, "/beastiary/card/:kind/:id", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, card_by_id),
    ROUTE_KEPT("/beastiary/:kind/", SITE_READ, PAGE, "*", list_page),
    ROUTE(GET, "/api/v1/search", SITE_READ, SEARCH, ROUTE_API, BODY_NONE, search_api),
    ROUTE(GET, "/api/v1/entries", SITE_READ, PAGE, ROUTE_API, BODY_NONE, api_entries),
    ROUTE(GET, "/api/v1/entries/:kind/:id", SITE_READ, PAGE, ROUTE_API, BODY_NONE, api_entry),
    ROUTE(GET, "/beastiary/:kind/:id", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, entry_page),
    ROUTE_KEPT("/beastiary/:kind/:id/:slug", SITE_READ, PAGE, "q " THREAD_READS, entry_page),
    ROUTE_KEPT("/beastiary/:kind/:id/:slug/map", SITE_READ, PAGE, "show q " THREAD_READS, map_page),
    ROUTE_KEPT("/beastiary/:kind/:id/:slug/map.svg", SITE_READ, PAGE, "", map_picture),
    ROUTE_KEPT("/beastiary/:kind/:id/:slug/history", SITE_READ, PAGE, "before from to",
               history_page),
    ROUTE(POST, "/beastiary/:kind/:id/:slug/history", ENTRY_EDIT, WRITE, ROUTE_PLAIN, BODY_SMALL,
          history_revert),
    ROUTE_KEPT("/beastiary/:kind/:id/:slug/history/:number", SITE_READ, PAGE, "", revision_page),
    ROUTE(GET, "/", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, legacy_url),
    ROUTE(GET, "/db/*", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, legacy_url),
    ROUTE(GET, "/cbsig/*", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, legacy_url),
    ROUTE(GET, "/:page", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, legacy_url),
    {.pattern = NULL},
};

static const struct statement_set *const statements[] = {
    WORKER_STATEMENTS,          BLOCK_STATEMENTS,
    &health_statements,         &mail_statements,
    &nearby_talk_statements,    &game_statements,
    &entry_statements,          &withheld_statements,
    &recent_changes_statements, &place_statements,
    &revision_statements,       &recipe_tree_statements,
    &recent_statements,         &catalogue_statements,
    &chart_statements,          &list_query_statements,
    &search_statements,         &frequency_statements,
    &imported_statements,       NULL,
};

static const struct area beastiary = {.name = "beastiary",
                                      .routes = routes,
                                      .statements = statements,
                                      .open = lore_open};

int main(int argc, char **argv)
{
    return worker_main(argc, argv, &beastiary);
}
