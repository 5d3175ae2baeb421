/* The forum area: boards, threads, comments, ratings, and their API. */
#include "api.h"
#include "auth/account.h"
#include "catalogue/catalogue.h"
#include "catalogue/game_number.h"
#include "feeds.h"
#include "live.h"
#include "lore/entry.h"
#include "lore/lore.h"
#include "lore/sitemap.h"
#include "lore/subject.h"
#include "pages.h"
#include "posting.h"
#include "store/journal.h"
#include "talk/block.h"
#include "talk/feed.h"
#include "talk/mention.h"
#include "web/health.h"
#include "web/site.h"
#include "web/worker.h"

static const struct route routes[] = {
    ROUTE_KEPT("/", READ, PAGE, "", site_front_page),
    ROUTE(GET, "/health", READ, FREE, ROUTE_BARE, BODY_NONE, health),
    ROUTE(GET, "/metrics", READ, FREE, ROUTE_BARE, BODY_NONE, metrics),
    ROUTE(GET, "/live", READ, LIVE, ROUTE_PLAIN, BODY_NONE, live_stream),
    ROUTE(GET, "/live/missed", READ, LIVE, ROUTE_PLAIN, BODY_NONE, live_missed),
    ROUTE_KEPT("/forum/", READ, PAGE, "", home_page),
    ROUTE(GET, "/forum/reply", COMMENT, PAGE, ROUTE_PLAIN, BODY_NONE, reply_form),
    ROUTE(POST, "/forum/reply", COMMENT, WRITE, ROUTE_PLAIN, BODY_COMMENT, reply_post),
    ROUTE_KEPT("/robots.txt", READ, PAGE, "", robots),
    ROUTE(GET, "/sitemap.xml", READ, PAGE, ROUTE_PLAIN, BODY_NONE, sitemap_index),
    ROUTE(GET, "/sitemap/pages", READ, PAGE, ROUTE_PLAIN, BODY_NONE, sitemap_pages),
    ROUTE(GET, "/sitemap/threads/:part", READ, PAGE, ROUTE_PLAIN, BODY_NONE, sitemap_threads),
    ROUTE(GET, "/sitemap/entries/:part", READ, PAGE, ROUTE_PLAIN, BODY_NONE, sitemap_entries),
    ROUTE(GET, "/forum/thread/:id", READ, PAGE, ROUTE_PLAIN, BODY_NONE, thread_page),
    ROUTE_KEPT("/forum/thread/:id/comments.atom", READ, PAGE, "before", thread_feed),
    ROUTE_KEPT("/forum/thread/:id/*", READ, PAGE, "sort after under", thread_page),
    ROUTE(GET, "/forum/comment/:id", READ, PAGE, ROUTE_PLAIN, BODY_NONE, comment_page),
    ROUTE(GET, "/forum/comment/:id/edit", EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE, edit_form),
    ROUTE(POST, "/forum/comment/:id/edit", EDIT_OWN, WRITE, ROUTE_PLAIN, BODY_COMMENT, edit_post),
    ROUTE(GET, "/forum/comment/:id/rating", READ, PAGE, ROUTE_PLAIN, BODY_NONE, rating_get),
    ROUTE(POST, "/forum/comment/:id/rating", RATE, VOTE, ROUTE_PLAIN, BODY_SMALL, rating_post),
    ROUTE_KEPT("/forum/:board/", READ, PAGE, "after", board_page),
    ROUTE_KEPT("/forum/:board/threads.atom", READ, PAGE, "after", board_feed),
    ROUTE(GET, "/forum/:board/new", START, PAGE, ROUTE_PLAIN, BODY_NONE, thread_form),
    ROUTE(POST, "/forum/:board/new", START, THREAD, ROUTE_PLAIN, BODY_COMMENT, thread_post),
    ROUTE(GET, "/api/v1/openapi.json", READ, PAGE, ROUTE_API, BODY_NONE, api_description),
    ROUTE(GET, "/api/v1/session", READ, PAGE, ROUTE_API, BODY_NONE, api_session),
    ROUTE(GET, "/api/v1/boards", READ, PAGE, ROUTE_API, BODY_NONE, api_boards),
    ROUTE(GET, "/api/v1/boards/:board/threads", READ, PAGE, ROUTE_API, BODY_NONE, api_threads),
    ROUTE(GET, "/api/v1/threads/:subject", READ, PAGE, ROUTE_API, BODY_NONE, api_thread),
    ROUTE(POST, "/api/v1/comments", COMMENT, WRITE, ROUTE_API, BODY_COMMENT, api_comment_post),
    ROUTE(POST, "/api/v1/comments/:id/rating", RATE, VOTE, ROUTE_API, BODY_SMALL, api_rating_post),
    ROUTE(POST, "/api/v1/preview", COMMENT, PAGE, ROUTE_API, BODY_COMMENT, api_preview),
    {.pattern = NULL},
};

static const struct statement_set *const statements[] = {
    WORKER_STATEMENTS,     BLOCK_STATEMENTS,
    &health_statements,    &subject_statements,
    &feed_statements,      &part_statements,
    &game_statements,      &entry_statements,
    &catalogue_statements, NULL,
};

static const struct area forum = {.name = "forum",
                                  .routes = routes,
                                  .statements = statements,
                                  .open = lore_open};

int main(int argc, char **argv)
{
    return worker_main(argc, argv, &forum);
}
