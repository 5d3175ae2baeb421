/* The feeds of boards and discussions, and what search engines are told: robots.txt and
 * sitemaps. */
#ifndef LOREHALL_FORUM_FEEDS_H
#define LOREHALL_FORUM_FEEDS_H

#include "web/request.h"

/* GET /forum/BOARD/threads.atom: the threads in which something was written last; `after` as the
 * board's own. */
enum http_status board_feed(struct request *r);

/* GET /forum/thread/ID/comments.atom: the newest comments; `before` a comment's id. */
enum http_status thread_feed(struct request *r);

/* GET /robots.txt */
enum http_status robots(struct request *r);

/* GET /sitemap.xml: the index; GET /sitemap/pages, /sitemap/threads/N, /sitemap/entries/N: its
 * parts. */
enum http_status sitemap_index(struct request *r);
enum http_status sitemap_pages(struct request *r);
enum http_status sitemap_threads(struct request *r);
enum http_status sitemap_entries(struct request *r);

#endif
