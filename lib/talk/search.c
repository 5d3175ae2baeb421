#include "talk/search.h"

#include <ctype.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "talk/thread.h"

#define WORD_LEAST 3 /* innodb_ft_min_token_size, in characters */
#define WORDS_MOST 12
#define EXCERPT 180 /* characters */

STATEMENT(SEARCH_THREADS, "suusu", "ssutu",
          "SELECT t.title, t.path, t.comments, t.activity, t.id FROM thread t"
          " WHERE MATCH (t.title) AGAINST (? IN BOOLEAN MODE)"
          " AND (t.site_id = ? OR (t.subject IS NOT NULL AND t.site_id = " TALK_SITE_SQL "))"
          " ORDER BY MATCH (t.title) AGAINST (? IN BOOLEAN MODE) DESC, t.activity DESC LIMIT ?");
STATEMENT(SEARCH_COMMENTS, "suuu", "usstts",
          "SELECT c.id, a.name, t.title, c.created, t.activity, x.body FROM"
          " (SELECT comment_id, thread_id, body FROM comment_text"
          " WHERE MATCH (body) AGAINST (? IN BOOLEAN MODE) AND (site_id = ?"
          " OR site_id = " TALK_SITE_SQL ") ORDER BY comment_id DESC LIMIT ?) x"
          " JOIN comment c ON c.id = x.comment_id JOIN thread t ON t.id = x.thread_id"
          " JOIN account a ON a.id = c.author_id WHERE c.state = 0 ORDER BY c.id DESC");
STATEMENT(
    SEARCH_PEOPLE, "uubu", "sut",
    "SELECT a.name, (SELECT COUNT(*) FROM comment c JOIN thread t ON t.id = c.thread_id"
    " WHERE c.author_id = a.id AND c.state = 0 AND (t.site_id = ?"
    " OR t.site_id = " TALK_SITE_SQL ")), a.created FROM account a"
    " WHERE a.source_id = 0 AND a.state = 0 AND a.handle LIKE CONCAT(LOWER(CONVERT(? USING utf8mb4)), '%')"
    " ORDER BY a.handle LIMIT ?");
STATEMENT(SEARCH_PUT, "u", "",
          "REPLACE INTO comment_text (comment_id, thread_id, site_id, body)"
          " SELECT c.id, c.thread_id, t.site_id, c.body FROM comment c"
          " JOIN thread t ON t.id = c.thread_id WHERE c.id = ? AND c.state = 0");
STATEMENT(SEARCH_PUT_THREAD, "u", "",
          "REPLACE INTO comment_text (comment_id, thread_id, site_id, body)"
          " SELECT c.id, c.thread_id, t.site_id, c.body FROM comment c"
          " JOIN thread t ON t.id = c.thread_id WHERE c.thread_id = ? AND c.state = 0");
STATEMENT(SEARCH_DROP, "u", "", "DELETE FROM comment_text WHERE comment_id = ?");
STATEMENT_SET(search_statements, &SEARCH_THREADS, &SEARCH_COMMENTS, &SEARCH_PEOPLE, &SEARCH_PUT,
              &SEARCH_PUT_THREAD, &SEARCH_DROP);

/* A letter or digit of a word, or a byte of a character beyond ASCII. */
static bool in_word(unsigned char c)
{
    return isalnum(c) || c >= 0x80;
}

char *search_words(struct arena *arena, const char *text)
{
    struct buffer words = buffer_open(arena, strlen(text) + 32);
    size_t count = 0;

    while (*text != '\0' && count < WORDS_MOST) {
        size_t length = 0;
        char *word;

        while (in_word((unsigned char)text[length]))
            length++;
        word = arena_copy(arena, text, length);
        text += length;
        if (length > 0 && text_characters(word) >= WORD_LEAST)
            buffer_format(&words, "%s+%s%s", count++ > 0 ? " " : "", word,
                          *text == '\0' ? "*" : "");
        while (*text != '\0' && !in_word((unsigned char)*text))
            text++;
    }
    return count > 0 ? words.data : NULL;
}

/* Where the first of WORDS stands in BODY, at a word's beginning; NULL when none does. */
static const char *first_word(struct arena *arena, const char *body, const char *words)
{
    for (const char *at = body; *at != '\0'; at++) {
        if (at > body && in_word((unsigned char)at[-1]))
            continue;
        for (const char *word = words; (word = strchr(word, '+')) != NULL; word++) {
            size_t length = strcspn(word + 1, " *");

            if (strncasecmp(at, arena_copy(arena, word + 1, length), length) == 0)
                return at;
        }
    }
    return NULL;
}

char *search_excerpt(struct arena *arena, const char *body, const char *words, size_t characters)
{
    const char *at = first_word(arena, body, words), *from = body;
    char *text;

    if (at != NULL && text_characters(body) > characters) {
        /* A third of what is shown stands before the word. */
        for (from = at; from > body && (size_t)(at - from) < characters / 3;)
            from--;
        while (from > body &&
               (in_word((unsigned char)from[-1]) || ((unsigned char)*from & 0xC0) == 0x80))
            from++;
        if (from > at)
            from = at;
    }
    text = arena_format(arena, "%s%s", from > body ? "\xE2\x80\xA6" : "", from);
    for (char *c = text; *c != '\0'; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    return text_cut(arena, text, characters);
}

static int find_threads(struct database *database, struct arena *arena, uint64_t site_id,
                        const char *words, unsigned limit, struct talk_found *found)
{
    struct rows *rows = database_query(database, arena, &SEARCH_THREADS, words, site_id, site_id,
                                       words, (uint64_t)limit);

    if (rows == NULL)
        return -1;
    found->threads = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *found->threads);
    while (rows_next(rows))
        found->threads[found->thread_count++] = (struct found_thread){
            .id = rows_u64(rows, 4),
            .title = rows_text(rows, 0),
            .path = thread_where(arena, rows_u64(rows, 4), rows_text(rows, 0), rows_text(rows, 1)),
            .comments = rows_u64(rows, 2),
            .activity = rows_instant(rows, 3),
        };
    return 0;
}

static int find_comments(struct database *database, struct arena *arena, uint64_t site_id,
                         const char *words, unsigned limit, struct talk_found *found)
{
    struct rows *rows =
        database_query(database, arena, &SEARCH_COMMENTS, words, site_id, site_id, (uint64_t)limit);

    if (rows == NULL)
        return -1;
    found->comments = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *found->comments);
    while (rows_next(rows))
        found->comments[found->comment_count++] = (struct found_comment){
            .id = rows_u64(rows, 0),
            .author = rows_text(rows, 1),
            .title = rows_text(rows, 2),
            .created = rows_instant(rows, 3),
            .excerpt = search_excerpt(arena, rows_text(rows, 5), words, EXCERPT),
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
    const char *words = search_words(arena, text);

    *found = (struct talk_found){.thread_count = 0};
    if (words != NULL && (find_threads(database, arena, site_id, words, limit, found) != 0 ||
                          find_comments(database, arena, site_id, words, limit, found) != 0))
        return -1;
    return find_people(database, arena, site_id, text, limit, found);
}

int search_follow(struct database *database, const struct journal_entry *entry)
{
    switch (entry->kind) {
    case JOURNAL_COMMENT:
    case JOURNAL_EDIT: return database_run(database, &SEARCH_PUT, entry->comment_id);
    case JOURNAL_REMOVE: return database_run(database, &SEARCH_DROP, entry->comment_id);
    case JOURNAL_IMPORT: return database_run(database, &SEARCH_PUT_THREAD, entry->thread_id);
    default: return 0;
    }
}
