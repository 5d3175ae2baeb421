/* The beastiary area: a game's entries, their lists, their history, and the search. */
#include "auth/account.h"
#include "front.h"
#include "lore/game.h"
#include "store/journal.h"
#include "talk/block.h"
#include "web/health.h"
#include "web/site.h"
#include "web/worker.h"

static const struct route routes[] = {
    ROUTE(GET, "/beastiary/", READ, ROUTE_KEEP, BODY_NONE, front_page),
    {.pattern = NULL},
};

static const struct statement_set *const statements[] = {
    &account_statements,
    &session_statements,
    &journal_statements,
    &site_statements,
    &health_statements,
    &comment_statements,
    &thread_statements,
    &window_statements,
    &block_statements,
    NULL,
};

static const struct area beastiary = {.name = "beastiary",
                                      .routes = routes,
                                      .statements = statements,
                                      .open = games_open};

int main(int argc, char **argv)
{
    return worker_main(argc, argv, &beastiary);
}
