/* Feeds are asked for often, by programs: a page of one is a range of an index, read from its end,
 * and its size has a bound in bytes, as it holds the HTML of whole texts. The parts of a sitemap go
 * by ranges of ids and not by counting: a part stays the same, whatever threads come later. */
#include "talk/feed.h"

#include <inttypes.h>
#include <string.h>

/* Of HTML on a page of a feed, before it is escaped once more. */
#define FEED_BYTES ((size_t)256 << 10)

ROW(feed_line, id(id), text(title), text(author), instant(created), instant(updated), text(html));
STATEMENT(
    FEED_THREADS, PARAMETERS(id(board), instant(from), again(from), id(before), number(limit)),
    ROW_OF(feed_line),
    "SELECT t.id, t.title, a.name, t.created, t.activity, IF(o.state = 0 AND o.folded = 0, o.html, NULL)"
    " FROM thread t STRAIGHT_JOIN account a ON a.id = t.author_id"
    " LEFT JOIN comment o ON o.id = t.opening_id"
    " WHERE t.board_id = ? AND t.hidden = 0 AND t.activity <= ?"
    " AND (t.activity < ? OR t.id < ?)"
    " ORDER BY t.activity DESC, t.id DESC LIMIT ?");
STATEMENT(
    FEED_COMMENTS, PARAMETERS(id(thread), id(before), number(limit)), ROW_OF(feed_line),
    "SELECT c.id, '', a.name, c.created, COALESCE(c.edited, c.created), " COMMENT_EXCERPT_SQL(
        "c") " FROM comment c FORCE INDEX (newest) STRAIGHT_JOIN account a ON a.id = c.author_id"
             " WHERE c.thread_id = ? AND c.id < ? AND c.state = 0 ORDER BY c.id DESC LIMIT ?");
/* What is on boards that not everybody may read is in no sitemap, as that is the same for all. */
#define PUBLIC_BOARD_SQL(BOARD)                                                                    \
    " AND NOT EXISTS (SELECT 1 FROM board_access x WHERE x.board_id = " BOARD                      \
    " AND x.permission = 'site.read')"
/* Read from the index of a board's threads alone. */
STATEMENT(
    FEED_PARTS, PARAMETERS(number(size), id(site)), COLUMNS(number(part), instant(activity)),
    "SELECT t.id DIV ? + 1 part, MAX(t.activity) FROM board b JOIN thread t ON t.board_id = b.id"
    " WHERE b.site_id = ? AND t.hidden = 0" PUBLIC_BOARD_SQL(
        "b.id") " GROUP BY part ORDER BY part");
STATEMENT(
    FEED_PART, PARAMETERS(id(first), id(last), id(site)), ROW_OF(feed_line),
    "SELECT id, title, '', created, activity, '' FROM thread"
    " WHERE id BETWEEN ? AND ? AND site_id = ? AND board_id IS NOT NULL AND hidden = 0" PUBLIC_BOARD_SQL(
        "thread.board_id") " ORDER BY id");
STATEMENT_SET(feed_statements, &FEED_THREADS, &FEED_COMMENTS, &FEED_PARTS, &FEED_PART);

static struct feed_line *lines_of(struct arena *arena, struct feed_line_rows *rows, size_t *count)
{
    const struct feed_line_row *row;
    struct feed_line *lines;

    *count = 0;
    if (rows == NULL)
        return NULL;
    lines = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *lines);
    while ((row = rows_next(rows)) != NULL)
        lines[(*count)++] = (struct feed_line){
            .id = row->id,
            .title = row->title,
            .author = row->author,
            .created = row->created,
            .updated = row->updated,
            .html = row->html,
        };
    return lines;
}

/* The page of at most LIMIT lines that ROWS begin; one row more tells that there are more. */
static int feed_page_of_rows(struct arena *arena, struct feed_line_rows *rows, unsigned limit,
                             struct feed_page *page)
{
    size_t read, bytes = 0;

    *page = (struct feed_page){.lines = lines_of(arena, rows, &read)};
    if (page->lines == NULL)
        return -1;
    while (page->count < read && page->count < limit) {
        const char *html = page->lines[page->count].html;

        bytes += html != NULL ? strlen(html) : 0;
        if (page->count > 0 && bytes > FEED_BYTES)
            break;
        page->count++;
    }
    page->more = page->count < read;
    return 0;
}

int feed_threads(struct database *database, struct arena *arena, const struct thread_range *range,
                 struct feed_page *page)
{
    int64_t from = range->activity != 0 ? range->activity : THREAD_LATEST;

    return feed_page_of_rows(arena,
                             database_query(database, arena, &FEED_THREADS, range->board_id, from,
                                            range->id, (uint64_t)range->limit + 1),
                             range->limit, page);
}

int feed_comments(struct database *database, struct arena *arena, const struct comment_range *range,
                  struct feed_page *page)
{
    return feed_page_of_rows(arena,
                             database_query(database, arena, &FEED_COMMENTS, range->thread_id,
                                            range->before != 0 ? range->before
                                                               : (uint64_t)INT64_MAX,
                                            (uint64_t)range->limit + 1),
                             range->limit, page);
}

struct feed_part *feed_parts(struct database *database, struct arena *arena, uint64_t site_id,
                             size_t *count)
{
    struct FEED_PARTS_rows *rows = database_query(database, arena, &FEED_PARTS, PART_IDS, site_id);
    const struct FEED_PARTS_row *row;
    struct feed_part *parts;

    *count = 0;
    if (rows == NULL)
        return NULL;
    parts = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *parts);
    while ((row = rows_next(rows)) != NULL)
        parts[(*count)++] = (struct feed_part){.number = row->part, .updated = row->activity};
    return parts;
}

struct feed_line *feed_part(struct database *database, struct arena *arena, uint64_t site_id,
                            uint64_t number, size_t *count)
{
    uint64_t first = (number - 1) * PART_IDS;

    return lines_of(arena,
                    database_query(database, arena, &FEED_PART, first, first + PART_IDS - 1,
                                   site_id),
                    count);
}
