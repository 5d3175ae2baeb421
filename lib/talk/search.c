#include "talk/search.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "talk/thread.h"
#include "talk/words.h"

#define EXCERPT 180         /* characters */
#define FOLLOWED_AT_ONCE 32 /* comments */

STATEMENT(SEARCH_THREADS, "suusu", "ssutus",
          "SELECT t.title, t.path, t.comments, t.activity, t.id, t.subject FROM thread_words w"
          " JOIN thread t ON t.id = w.thread_id WHERE MATCH (w.words) AGAINST (? IN BOOLEAN MODE)"
          " AND (t.site_id = ? OR (t.subject IS NOT NULL AND t.site_id = " TALK_SITE_SQL "))"
          " ORDER BY MATCH (w.words) AGAINST (? IN BOOLEAN MODE) DESC, t.activity DESC LIMIT ?");
STATEMENT(SEARCH_COMMENTS, "suuu", "ussttss",
          "SELECT c.id, a.name, t.title, c.created, t.activity, c.body, t.subject FROM"
          " (SELECT comment_id FROM comment_words"
          " WHERE MATCH (words) AGAINST (? IN BOOLEAN MODE) AND (site_id = ?"
          " OR site_id = " TALK_SITE_SQL ") ORDER BY comment_id DESC LIMIT ?) x"
          " JOIN comment c ON c.id = x.comment_id JOIN thread t ON t.id = c.thread_id"
          " JOIN account a ON a.id = c.author_id WHERE c.state = 0 ORDER BY c.id DESC");
STATEMENT(
    SEARCH_PEOPLE, "uubu", "sut",
    "SELECT a.name, (SELECT COUNT(*) FROM comment c JOIN thread t ON t.id = c.thread_id"
    " WHERE c.author_id = a.id AND c.state = 0 AND (t.site_id = ?"
    " OR t.site_id = " TALK_SITE_SQL ")), a.created FROM account a"
    " WHERE a.source_id = 0 AND a.state = 0 AND a.handle LIKE CONCAT(LOWER(CONVERT(? USING utf8mb4)), '%')"
    " ORDER BY a.handle LIMIT ?");
STATEMENT(SEARCH_PUT, "uus", "",
          "INSERT INTO comment_words (comment_id, site_id, words) VALUES (?, ?, ?)"
          " ON DUPLICATE KEY UPDATE site_id = VALUES(site_id), words = VALUES(words)");
STATEMENT(SEARCH_PUT_TITLE, "us", "",
          "INSERT INTO thread_words (thread_id, words) VALUES (?, ?)"
          " ON DUPLICATE KEY UPDATE words = VALUES(words)");
STATEMENT(SEARCH_DROP, "u", "", "DELETE FROM comment_words WHERE comment_id = ?");
#define SEARCHED_SQL                                                                               \
    "SELECT c.id, c.thread_id, t.site_id, c.state, c.body, t.title, c.root_id FROM comment c"      \
    " JOIN thread t ON t.id = c.thread_id WHERE "
#define SEARCHED_TYPES "uuuussu"
STATEMENT(SEARCHED_COMMENT, "u", SEARCHED_TYPES, SEARCHED_SQL "c.id = ?");
/* In the order of an index, from behind a comment. */
STATEMENT(SEARCHED_OF_THREAD, "uuuuu", SEARCHED_TYPES,
          SEARCHED_SQL "c.thread_id = ? AND (c.root_id > ? OR (c.root_id = ? AND c.id > ?))"
                       " ORDER BY c.root_id, c.id LIMIT ?");
/* Whether more of a thread came in at once later. */
STATEMENT(SEARCH_LATER, "uu", "u",
          "SELECT id FROM journal WHERE thread_id = ? AND id > ? AND kind = 'import' LIMIT 1");
STATEMENT_SET(search_statements, &SEARCH_THREADS, &SEARCH_COMMENTS, &SEARCH_PEOPLE, &SEARCH_PUT,
              &SEARCH_PUT_TITLE, &SEARCH_DROP, &SEARCHED_COMMENT, &SEARCHED_OF_THREAD,
              &SEARCH_LATER);

static int find_threads(struct database *database, struct arena *arena, uint64_t site_id,
                        const struct words_query *query, unsigned limit, struct talk_found *found)
{
    struct rows *rows = database_query(database, arena, &SEARCH_THREADS, query->match, site_id,
                                       site_id, query->match, (uint64_t)limit);

    if (rows == NULL)
        return -1;
    found->threads = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *found->threads);
    while (rows_next(rows))
        found->threads[found->thread_count++] = (struct found_thread){
            .id = rows_u64(rows, 4),
            .subject = rows_null(rows, 5) ? NULL : rows_text(rows, 5),
            .title = rows_text(rows, 0),
            .path = thread_where(arena, rows_u64(rows, 4), rows_text(rows, 0), rows_text(rows, 1)),
            .comments = rows_u64(rows, 2),
            .activity = rows_instant(rows, 3),
        };
    return 0;
}

static int find_comments(struct database *database, struct arena *arena, uint64_t site_id,
                         const struct words_query *query, unsigned limit, struct talk_found *found)
{
    struct rows *rows = database_query(database, arena, &SEARCH_COMMENTS, query->match, site_id,
                                       site_id, (uint64_t)limit);

    if (rows == NULL)
        return -1;
    found->comments = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *found->comments);
    while (rows_next(rows))
        found->comments[found->comment_count++] = (struct found_comment){
            .id = rows_u64(rows, 0),
            .author = rows_text(rows, 1),
            .subject = rows_null(rows, 6) ? NULL : rows_text(rows, 6),
            .title = rows_text(rows, 2),
            .created = rows_instant(rows, 3),
            .excerpt = words_excerpt(arena, rows_text(rows, 5), query, EXCERPT),
        };
    return 0;
}

/* A name's beginning as LIKE takes it. */
static char *like_prefix(struct arena *arena, const char *text)
{
    struct buffer like = buffer_open(arena, strlen(text) * 2 + 1);

    for (; *text != '\0'; text++) {
        if (*text == '%' || *text == '_' || *text == '\\')
            buffer_byte(&like, '\\');
        buffer_byte(&like, *text);
    }
    return like.data;
}

static int find_people(struct database *database, struct arena *arena, uint64_t site_id,
                       const char *text, unsigned limit, struct talk_found *found)
{
    const char *prefix = like_prefix(arena, text_normal(arena, text));
    struct rows *rows;

    if (*prefix == '\0')
        return 0;
    rows = database_query(database, arena, &SEARCH_PEOPLE, site_id, site_id, prefix, strlen(prefix),
                          (uint64_t)limit);
    if (rows == NULL)
        return -1;
    found->people = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *found->people);
    while (rows_next(rows))
        found->people[found->people_count++] = (struct found_person){
            .name = rows_text(rows, 0),
            .comments = rows_u64(rows, 1),
            .created = rows_instant(rows, 2),
        };
    return 0;
}

int talk_search(struct database *database, struct arena *arena, uint64_t site_id, const char *text,
                unsigned limit, struct talk_found *found)
{
    struct words_query query = words_query(arena, text);

    *found =
        (struct talk_found){.left_out = query.left_out, .left_out_count = query.left_out_count};
    if (query.match != NULL && (find_threads(database, arena, site_id, &query, limit, found) != 0 ||
                                find_comments(database, arena, site_id, &query, limit, found) != 0))
        return -1;
    return find_people(database, arena, site_id, text, limit, found);
}

int search_put(struct database *database, struct arena *arena, uint64_t comment_id,
               uint64_t site_id, const char *body)
{
    if (body == NULL)
        return database_run(database, &SEARCH_DROP, comment_id);
    return database_run(database, &SEARCH_PUT, comment_id, site_id, words_of(arena, body));
}

int search_put_title(struct database *database, struct arena *arena, uint64_t thread_id,
                     const char *title)
{
    return database_run(database, &SEARCH_PUT_TITLE, thread_id, words_of(arena, title));
}

/* Writes what is searched of SEARCHED rows, in one transaction. */
static int put_rows(struct database *database, struct arena *arena, struct rows *rows,
                    struct search_cursor *after)
{
    uint64_t thread_id = 0;

    if (database_begin(database) != 0)
        return -1;
    while (rows_next(rows)) {
        *after = (struct search_cursor){rows_u64(rows, 6), rows_u64(rows, 0)};
        if (search_put(database, arena, after->comment_id, rows_u64(rows, 2),
                       rows_u64(rows, 3) == 0 ? rows_text(rows, 4) : NULL) != 0 ||
            (thread_id != rows_u64(rows, 1) &&
             search_put_title(database, arena, rows_u64(rows, 1), rows_text(rows, 5)) != 0)) {
            database_rollback(database);
            return -1;
        }
        thread_id = rows_u64(rows, 1);
    }
    return database_commit(database);
}

/* Whether a later row of the journal is about all that this one is: an import tells of a large thread
 * many times. 1, 0 or -1. */
static int is_told_later(struct database *database, struct arena *arena,
                         const struct journal_entry *entry)
{
    struct rows *rows = database_query(database, arena, &SEARCH_LATER, entry->thread_id, entry->id);

    return rows == NULL ? -1 : rows_next(rows);
}

int search_follow(struct database *database, struct arena *arena, const struct journal_entry *entry,
                  struct search_cursor *after)
{
    bool many = entry->kind == JOURNAL_IMPORT;
    int later = many ? is_told_later(database, arena, entry) : 0;
    struct rows *rows;

    if (later != 0)
        return later < 0 ? -1 : 0;
    if (!many && entry->kind != JOURNAL_COMMENT && entry->kind != JOURNAL_EDIT &&
        entry->kind != JOURNAL_REMOVE)
        return 0;
    rows = many ? database_query(database, arena, &SEARCHED_OF_THREAD, entry->thread_id,
                                 after->root_id, after->root_id, after->comment_id,
                                 (uint64_t)FOLLOWED_AT_ONCE)
                : database_query(database, arena, &SEARCHED_COMMENT, entry->comment_id);
    if (rows == NULL)
        return -1;
    if (rows_count(rows) > 0 && put_rows(database, arena, rows, after) != 0)
        return -1;
    return many && rows_count(rows) == FOLLOWED_AT_ONCE;
}
