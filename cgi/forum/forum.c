/* The forum area: boards, threads, comments, ratings, and their API. */
#include "api.h"
#include "auth/account.h"
#include "catalogue/catalogue.h"
#include "catalogue/game_number.h"
#include "feeds.h"
#include "held.h"
#include "live.h"
#include "lore/entry.h"
#include "lore/lore.h"
#include "lore/sitemap.h"
#include "lore/subject.h"
#include "moderation.h"
#include "pages.h"
#include "posting.h"
#include "reports.h"
#include "site_pages.h"
#include "store/journal.h"
#include "store/mail_spool.h"
#include "talk/block.h"
#include "talk/feed.h"
#include "talk/filter/held.h"
#include "talk/filter/held_act.h"
#include "talk/filter/word_filter.h"
#include "talk/mention.h"
#include "talk/moderation/correction.h"
#include "talk/moderation/removal_entries.h"
#include "talk/moderation/report.h"
#include "talk/moderation/selection.h"
#include "talk/moderation/tally.h"
#include "talk/moderation/thread/thread_act.h"
#include "talk/moderation/trust.h"
#include "talk/moderation/votes.h"
#include "thread_acts.h"
#include "thread_merges.h"
#include "web/health.h"
#include "web/site.h"
#include "web/sites/site_logo.h"
#include "web/sites/site_page.h"
#include "web/worker.h"

static const struct route routes[] = {
    ROUTE_KEPT("/", SITE_READ, PAGE, "", site_front_page),
    ROUTE_KEPT("/rules", SITE_READ, PAGE, "", rules_page),
    ROUTE_KEPT("/privacy", SITE_READ, PAGE, "", privacy_page),
    ROUTE_KEPT("/about", SITE_READ, PAGE, "", about_page),
    ROUTE(GET, "/accent/:name", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, accent_sheet),
    ROUTE(GET, "/logo/:name", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, logo_picture),
    ROUTE_KEPT("/page/:slug", SITE_READ, PAGE, "", other_page),
    ROUTE(GET, "/health", HOST_PROBE, FREE, ROUTE_BARE, BODY_NONE, health),
    ROUTE(GET, "/metrics", HOST_PROBE, FREE, ROUTE_BARE, BODY_NONE, metrics),
    ROUTE(GET, "/live", SITE_READ, LIVE, ROUTE_PLAIN, BODY_NONE, live_stream),
    ROUTE(GET, "/live/missed", SITE_READ, LIVE, ROUTE_PLAIN, BODY_NONE, live_missed),
    ROUTE_KEPT("/forum/", SITE_READ, PAGE, "", home_page),
    ROUTE(GET, "/forum/reply", COMMENT_WRITE, PAGE, ROUTE_BOARD, BODY_NONE, reply_form),
    ROUTE(POST, "/forum/reply", COMMENT_WRITE, WRITE, ROUTE_BOARD, BODY_COMMENT, reply_post),
    ROUTE_KEPT("/robots.txt", SITE_READ, PAGE, "", robots),
    ROUTE(GET, "/sitemap.xml", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, sitemap_index),
    ROUTE(GET, "/sitemap/pages", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, sitemap_pages),
    ROUTE(GET, "/sitemap/threads/:part", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, sitemap_threads),
    ROUTE(GET, "/sitemap/entries/:part", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, sitemap_entries),
    ROUTE(GET, "/forum/thread/:id", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, thread_page),
    ROUTE_KEPT("/forum/thread/:id/comments.atom", SITE_READ, PAGE, "before", thread_feed),
    ROUTE(GET, "/forum/thread/:id/moderate/:act", COMMENT_EDIT_OWN, PAGE, ROUTE_BOARD, BODY_NONE,
          thread_act_form),
    ROUTE(POST, "/forum/thread/:id/lock", THREAD_LOCK, WRITE, ROUTE_BOARD, BODY_SMALL,
          thread_act_post),
    ROUTE(POST, "/forum/thread/:id/unlock", THREAD_LOCK, WRITE, ROUTE_BOARD, BODY_SMALL,
          thread_act_post),
    ROUTE(POST, "/forum/thread/:id/pin", THREAD_PIN, WRITE, ROUTE_BOARD, BODY_SMALL,
          thread_act_post),
    ROUTE(POST, "/forum/thread/:id/unpin", THREAD_PIN, WRITE, ROUTE_BOARD, BODY_SMALL,
          thread_act_post),
    ROUTE(POST, "/forum/thread/:id/announce", THREAD_ANNOUNCE, WRITE, ROUTE_PLAIN, BODY_SMALL,
          thread_act_post),
    ROUTE(POST, "/forum/thread/:id/unannounce", THREAD_ANNOUNCE, WRITE, ROUTE_PLAIN, BODY_SMALL,
          thread_act_post),
    ROUTE(POST, "/forum/thread/:id/slow", THREAD_SLOW, WRITE, ROUTE_BOARD, BODY_SMALL,
          thread_act_post),
    ROUTE(POST, "/forum/thread/:id/rename", COMMENT_EDIT_OWN, WRITE, ROUTE_BOARD, BODY_SMALL,
          thread_act_post),
    ROUTE(POST, "/forum/thread/:id/move", THREAD_MOVE, WRITE, ROUTE_BOARD, BODY_SMALL,
          thread_act_post),
    ROUTE(POST, "/forum/thread/:id/merge", THREAD_MERGE, WRITE, ROUTE_BOARD, BODY_SMALL,
          thread_merge_post),
    ROUTE(POST, "/forum/thread/:id/split", THREAD_MERGE, WRITE, ROUTE_BOARD, BODY_SMALL,
          thread_merge_post),
    ROUTE_KEPT("/forum/thread/:id/*", SITE_READ, PAGE, "sort after under", thread_page),
    ROUTE(GET, "/forum/comment/:id", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, comment_page),
    ROUTE(GET, "/forum/comment/:id/edit", COMMENT_EDIT_OWN, PAGE, ROUTE_BOARD, BODY_NONE,
          edit_form),
    ROUTE(POST, "/forum/comment/:id/edit", COMMENT_EDIT_OWN, WRITE, ROUTE_BOARD, BODY_COMMENT,
          edit_post),
    ROUTE(GET, "/forum/comment/:id/rating", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, rating_get),
    ROUTE(POST, "/forum/comment/:id/rating", COMMENT_RATE, VOTE, ROUTE_BOARD, BODY_SMALL,
          rating_post),
    ROUTE(GET, "/forum/comment/:id/moderate", COMMENT_REPORT, PAGE, ROUTE_BOARD, BODY_NONE,
          moderate_form),
    ROUTE(POST, "/forum/comment/:id/remove", COMMENT_REMOVE_OWN, WRITE, ROUTE_BOARD, BODY_SMALL,
          remove_post),
    ROUTE(POST, "/forum/comment/:id/hide", COMMENT_REMOVE, WRITE, ROUTE_BOARD, BODY_SMALL,
          hide_post),
    ROUTE(POST, "/forum/comment/:id/restore", COMMENT_REMOVE_OWN, WRITE, ROUTE_BOARD, BODY_SMALL,
          restore_post),
    ROUTE(POST, "/forum/comment/:id/report", COMMENT_REPORT, WRITE, ROUTE_BOARD, BODY_SMALL,
          report_post),
    ROUTE(GET, "/forum/held", COMMENT_EDIT_OWN, PAGE, ROUTE_BOARD, BODY_NONE, held_list_page),
    ROUTE(GET, "/forum/held/:id", COMMENT_EDIT_OWN, PAGE, ROUTE_BOARD, BODY_NONE, held_page),
    ROUTE(POST, "/forum/held/:id", COMMENT_EDIT_OWN, WRITE, ROUTE_BOARD, BODY_SMALL, held_post),
    ROUTE(POST, "/forum/comment/:id/report/withdraw", COMMENT_REPORT, WRITE, ROUTE_BOARD,
          BODY_SMALL, report_withdraw_post),
    ROUTE(GET, "/forum/report", COMMENT_REPORT, PAGE, ROUTE_BOARD, BODY_NONE, report_press_form),
    ROUTE(POST, "/forum/report", COMMENT_REPORT, WRITE, ROUTE_BOARD, BODY_SMALL, report_press),
    ROUTE_KEPT("/forum/:board/", SITE_READ, PAGE, "after", board_page),
    ROUTE_KEPT("/forum/:board/threads.atom", SITE_READ, PAGE, "after", board_feed),
    ROUTE(GET, "/forum/:board/new", THREAD_START, PAGE, ROUTE_BOARD, BODY_NONE, thread_form),
    ROUTE(POST, "/forum/:board/new", THREAD_START, THREAD, ROUTE_BOARD, BODY_COMMENT, thread_post),
    ROUTE(GET, "/api/v1/openapi.json", SITE_READ, PAGE, ROUTE_API, BODY_NONE, api_description),
    ROUTE(GET, "/api/v1/session", SITE_READ, PAGE, ROUTE_API, BODY_NONE, api_session),
    ROUTE(GET, "/api/v1/boards", SITE_READ, PAGE, ROUTE_API, BODY_NONE, api_boards),
    ROUTE(GET, "/api/v1/boards/:board/threads", SITE_READ, PAGE, ROUTE_API, BODY_NONE, api_threads),
    ROUTE(GET, "/api/v1/threads/:subject", SITE_READ, PAGE, ROUTE_API, BODY_NONE, api_thread),
    ROUTE(POST, "/api/v1/threads/:id/lock", THREAD_LOCK, WRITE, ROUTE_API | ROUTE_BOARD, BODY_SMALL,
          api_thread_act_post),
    ROUTE(POST, "/api/v1/threads/:id/unlock", THREAD_LOCK, WRITE, ROUTE_API | ROUTE_BOARD,
          BODY_SMALL, api_thread_act_post),
    ROUTE(POST, "/api/v1/threads/:id/pin", THREAD_PIN, WRITE, ROUTE_API | ROUTE_BOARD, BODY_SMALL,
          api_thread_act_post),
    ROUTE(POST, "/api/v1/threads/:id/unpin", THREAD_PIN, WRITE, ROUTE_API | ROUTE_BOARD, BODY_SMALL,
          api_thread_act_post),
    ROUTE(POST, "/api/v1/threads/:id/announce", THREAD_ANNOUNCE, WRITE, ROUTE_API, BODY_SMALL,
          api_thread_act_post),
    ROUTE(POST, "/api/v1/threads/:id/unannounce", THREAD_ANNOUNCE, WRITE, ROUTE_API, BODY_SMALL,
          api_thread_act_post),
    ROUTE(POST, "/api/v1/threads/:id/slow", THREAD_SLOW, WRITE, ROUTE_API | ROUTE_BOARD, BODY_SMALL,
          api_thread_act_post),
    ROUTE(POST, "/api/v1/threads/:id/rename", COMMENT_EDIT_OWN, WRITE, ROUTE_API | ROUTE_BOARD,
          BODY_SMALL, api_thread_act_post),
    ROUTE(POST, "/api/v1/threads/:id/move", THREAD_MOVE, WRITE, ROUTE_API | ROUTE_BOARD, BODY_SMALL,
          api_thread_act_post),
    ROUTE(POST, "/api/v1/threads/:id/merge", THREAD_MERGE, WRITE, ROUTE_API | ROUTE_BOARD,
          BODY_SMALL, api_thread_merge_post),
    ROUTE(POST, "/api/v1/threads/:id/split", THREAD_MERGE, WRITE, ROUTE_API | ROUTE_BOARD,
          BODY_SMALL, api_thread_merge_post),
    ROUTE(POST, "/api/v1/comments", COMMENT_WRITE, WRITE, ROUTE_API | ROUTE_BOARD, BODY_COMMENT,
          api_comment_post),
    ROUTE(POST, "/api/v1/comments/:id/rating", COMMENT_RATE, VOTE, ROUTE_API | ROUTE_BOARD,
          BODY_SMALL, api_rating_post),
    ROUTE(POST, "/api/v1/comments/:id/report", COMMENT_REPORT, WRITE, ROUTE_API | ROUTE_BOARD,
          BODY_SMALL, api_report_post),
    ROUTE(POST, "/api/v1/comments/:id/report/withdraw", COMMENT_REPORT, WRITE,
          ROUTE_API | ROUTE_BOARD, BODY_SMALL, api_report_withdraw_post),
    ROUTE(POST, "/api/v1/comments/:id/remove", COMMENT_REMOVE_OWN, WRITE, ROUTE_API | ROUTE_BOARD,
          BODY_SMALL, api_remove_post),
    ROUTE(POST, "/api/v1/comments/:id/hide", COMMENT_REMOVE, WRITE, ROUTE_API | ROUTE_BOARD,
          BODY_SMALL, api_hide_post),
    ROUTE(POST, "/api/v1/comments/:id/restore", COMMENT_REMOVE_OWN, WRITE, ROUTE_API | ROUTE_BOARD,
          BODY_SMALL, api_restore_post),
    ROUTE(POST, "/api/v1/acts/:id/undo", COMMENT_REMOVE, WRITE, ROUTE_API | ROUTE_BOARD, BODY_SMALL,
          api_undo_post),
    ROUTE(POST, "/api/v1/preview", COMMENT_WRITE, PAGE, ROUTE_API | ROUTE_BOARD, BODY_COMMENT,
          api_preview),
    {.pattern = NULL},
};

static const struct statement_set *const statements[] = {
    WORKER_STATEMENTS,
    BLOCK_STATEMENTS,
    &health_statements,
    &mail_statements,
    &subject_statements,
    &feed_statements,
    &part_statements,
    &game_statements,
    &entry_statements,
    &catalogue_statements,
    &act_statements,
    &removal_statements,
    &removal_entries_statements,
    &report_statements,
    &selection_statements,
    &votes_statements,
    &correction_statements,
    &trust_statements,
    &tally_statements,
    THREAD_ACT_STATEMENTS,
    &site_page_statements,
    &site_logo_statements,
    &word_filter_statements,
    &held_statements,
    &held_act_statements,
    NULL,
};

static const struct area forum = {.name = "forum",
                                  .routes = routes,
                                  .statements = statements,
                                  .open = lore_open,
                                  .close = worker_filters_close};

int main(int argc, char **argv)
{
    return worker_main(argc, argv, &forum);
}
