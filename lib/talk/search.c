/* A search whose cost has a bound that nobody who types can move.
 *
 * A full-text index is quick for rare words and reads most of itself for common ones: three
 * phrases of two common words took 2.7 s at the median. So only the rarest tokens are looked up,
 * and only while few enough texts have them (READ_MAX); everything else that was asked for is then
 * looked for as strings (LOCATE) in the words of those texts. Where every word is common, the
 * newest NEWEST_MAX texts are read that way, the newest first: with common words a page is full
 * soon, and where it is not, the answer says that there may be more. The same phrases take 23 ms
 * so (bench/README.md, "words").
 *
 * The statement has places for twelve needles, unused ones are empty and found in everything: one
 * prepared statement instead of twelve. */
#include "talk/search.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/log.h"
#include "base/text/text.h"
#include "talk/frequency.h"
#include "talk/markup.h"
#include "talk/thread.h"
#include "talk/words.h"

#define EXCERPT 180     /* characters */
#define READ_MAX 5000   /* texts that may have a word that is looked up, of several twice as many */
#define LOOKED_UP_MAX 3 /* tokens */
#define NEWEST_MAX 10000    /* texts of a site looked at where all words are common */
#define FOLLOWED_AT_ONCE 32 /* comments */

/* All needles in the stored words; "" is in all. */
#define HELD " AND LOCATE(CONVERT(? USING ascii), words) > 0"
#define HOLD_SQL HELD HELD HELD HELD HELD HELD HELD HELD HELD HELD HELD HELD
#define HOLD                                                                                       \
    text(needle1), text(needle2), text(needle3), text(needle4), text(needle5), text(needle6),      \
        text(needle7), text(needle8), text(needle9), text(needle10), text(needle11),               \
        text(needle12)
#define NEEDLES(Q)                                                                                 \
    (Q)->needles[0], (Q)->needles[1], (Q)->needles[2], (Q)->needles[3], (Q)->needles[4],           \
        (Q)->needles[5], (Q)->needles[6], (Q)->needles[7], (Q)->needles[8], (Q)->needles[9],       \
        (Q)->needles[10], (Q)->needles[11]

/* No text of a board that the reader may not read, which is told by its thread. */
#define SEEN_SQL(ID, THREAD)                                                                       \
    " AND (? = '' OR NOT EXISTS (SELECT 1 FROM " THREAD " = " ID                                   \
    " AND FIND_IN_SET(h.board_id, ?) > 0))"
#define SEEN text(hidden), again(hidden)
#define OF_COMMENT "comment g JOIN thread h ON h.id = g.thread_id WHERE g.id"
#define OF_TITLE "thread h WHERE h.id"
/* What can be found, the newest first: by words that few texts have, or from a text on. */
#define MATCHING_SQL(ID, TABLE, THREAD)                                                            \
    "(SELECT " ID " FROM " TABLE " WHERE MATCH (words) AGAINST (? IN BOOLEAN MODE)"                \
    " AND (site_id = ? OR game_id = ?)" HOLD_SQL                                                   \
    SEEN_SQL(TABLE "." ID, THREAD) " ORDER BY " ID " DESC LIMIT ?) x"
/* Of a site's own all, read by one index, or of what is its game's, by another. */
#define OWN " FORCE INDEX (site) WHERE site_id = ?"
#define SHARED " FORCE INDEX (game) WHERE game_id = ?"
#define NEWEST_SQL(ID, TABLE, WHOSE, THREAD)                                                       \
    "(SELECT " ID " FROM " TABLE WHOSE " AND " ID " >= ?" HOLD_SQL SEEN_SQL(                       \
        TABLE "." ID, THREAD) " ORDER BY " ID " DESC LIMIT ?) x"
#define FLOOR_SQL(ID, TABLE, WHOSE)                                                                \
    "SELECT COALESCE(MIN(" ID "), 0), COUNT(*) FROM (SELECT " ID " FROM " TABLE WHOSE              \
    " ORDER BY " ID " DESC LIMIT ?) x"

#define THREADS_SQL                                                                                \
    "SELECT t.id, t.title, t.subject, t.activity, t.path, t.comments, NULL, NULL FROM "
#define THREADS_MORE_SQL                                                                           \
    " JOIN thread t ON t.id = x.thread_id WHERE t.hidden = 0 ORDER BY t.activity DESC, t.id DESC"
#define COMMENTS_SQL                                                                               \
    "SELECT c.id, t.title, t.subject, c.created, NULL, 0, a.name, " COMMENT_EXCERPT_SQL(           \
        "c") " FROM "
#define COMMENTS_MORE_SQL                                                                          \
    " JOIN comment c ON c.id = x.comment_id JOIN thread t ON t.id = c.thread_id"                   \
    " JOIN account a ON a.id = c.author_id WHERE c.state = 0 ORDER BY c.id DESC"
/* A thread, which has a path and comments, or a comment, which has an author and HTML. */
ROW(found, id(id), text(title), text(subject), instant(instant), text(path), number(comments),
    text(author), text(html));
SIGNATURE(matching, PARAMETERS(text(match), id(site), id(game), HOLD, SEEN, number(limit)),
          ROW_OF(found));
STATEMENT_OF(matching, THREADS_MATCHING,
             THREADS_SQL MATCHING_SQL("thread_id", "thread_words", OF_TITLE) THREADS_MORE_SQL);
STATEMENT_OF(matching, COMMENTS_MATCHING,
             COMMENTS_SQL MATCHING_SQL("comment_id", "comment_words", OF_COMMENT)
                 COMMENTS_MORE_SQL);
SIGNATURE(newest, PARAMETERS(id(owner), id(lowest), HOLD, SEEN, number(limit)), ROW_OF(found));
STATEMENT_OF(newest, THREADS_NEWEST_OWN,
             THREADS_SQL NEWEST_SQL("thread_id", "thread_words", OWN, OF_TITLE) THREADS_MORE_SQL);
STATEMENT_OF(newest, THREADS_NEWEST_SHARED,
             THREADS_SQL NEWEST_SQL("thread_id", "thread_words", SHARED, OF_TITLE)
                 THREADS_MORE_SQL);
STATEMENT_OF(newest, COMMENTS_NEWEST_OWN,
             COMMENTS_SQL NEWEST_SQL("comment_id", "comment_words", OWN, OF_COMMENT)
                 COMMENTS_MORE_SQL);
STATEMENT_OF(newest, COMMENTS_NEWEST_SHARED,
             COMMENTS_SQL NEWEST_SQL("comment_id", "comment_words", SHARED, OF_COMMENT)
                 COMMENTS_MORE_SQL);
SIGNATURE(floor, PARAMETERS(id(owner), number(limit)), COLUMNS(id(lowest), number(count)));
STATEMENT_OF(floor, THREADS_FLOOR_OWN, FLOOR_SQL("thread_id", "thread_words", OWN));
STATEMENT_OF(floor, THREADS_FLOOR_SHARED, FLOOR_SQL("thread_id", "thread_words", SHARED));
STATEMENT_OF(floor, COMMENTS_FLOOR_OWN, FLOOR_SQL("comment_id", "comment_words", OWN));
STATEMENT_OF(floor, COMMENTS_FLOOR_SHARED, FLOOR_SQL("comment_id", "comment_words", SHARED));
STATEMENT(
    SEARCH_PEOPLE, PARAMETERS(id(site), id(game), text(hidden), bytes(prefix), number(limit)),
    COLUMNS(text(name), number(comments), instant(created)),
    "SELECT a.name, (SELECT COUNT(*) FROM comment c JOIN thread t ON t.id = c.thread_id"
    " WHERE c.author_id = a.id AND c.state = 0 AND " THREAD_SEEN_SQL " AND " THREAD_NOT_HIDDEN_SQL
    "), a.created FROM account a"
    " WHERE a.source_id = 0 AND a.state = 0 AND a.handle LIKE CONCAT(LOWER(CONVERT(? USING utf8mb4)), '%')"
    " ORDER BY a.handle LIMIT ?");
STATEMENT(SEARCH_PUT, PARAMETERS(id(comment), id_or_null(site), id_or_null(game), text(words)),
          COLUMNS(),
          "INSERT INTO comment_words (comment_id, site_id, game_id, words) VALUES (?, ?, ?, ?)"
          " ON DUPLICATE KEY UPDATE site_id = VALUES(site_id), game_id = VALUES(game_id),"
          " words = VALUES(words)");
STATEMENT(SEARCH_PUT_TITLE, PARAMETERS(id(thread), id_or_null(site), id_or_null(game), text(words)),
          COLUMNS(),
          "INSERT INTO thread_words (thread_id, site_id, game_id, words) VALUES (?, ?, ?, ?)"
          " ON DUPLICATE KEY UPDATE site_id = VALUES(site_id), game_id = VALUES(game_id),"
          " words = VALUES(words)");
STATEMENT(SEARCH_DROP, PARAMETERS(id(comment)), COLUMNS(),
          "DELETE FROM comment_words WHERE comment_id = ?");
STATEMENT(SEARCH_SKIP, PARAMETERS(id(comment)), COLUMNS(),
          "INSERT IGNORE INTO comment_skipped (comment_id, since) VALUES (?, UTC_TIMESTAMP(6))");
STATEMENT(SEARCH_UNSKIP, PARAMETERS(id(comment)), COLUMNS(),
          "DELETE FROM comment_skipped WHERE comment_id = ?");
STATEMENT(
    SEARCH_SKIPPED, PARAMETERS(id(after), number(limit)), COLUMNS(id(comment_id)),
    "SELECT comment_id FROM comment_skipped WHERE comment_id > ? ORDER BY comment_id LIMIT ?");
#define SEARCHED_SQL                                                                               \
    "SELECT c.id, c.thread_id, t.site_id, t.game_id, c.state, c.body, t.title, c.root_id"          \
    " FROM comment c JOIN thread t ON t.id = c.thread_id WHERE "
ROW(searched, id(comment_id), id(thread_id), id(site_id), id(game_id), number(state), text(body),
    text(title), id(root_id));
STATEMENT(SEARCHED_COMMENT, PARAMETERS(id(comment)), ROW_OF(searched), SEARCHED_SQL "c.id = ?");
/* In the order of an index, from behind a comment. */
STATEMENT(SEARCHED_OF_THREAD,
          PARAMETERS(id(thread), id(root), again(root), id(after), number(limit)), ROW_OF(searched),
          SEARCHED_SQL "c.thread_id = ? AND (c.root_id > ? OR (c.root_id = ? AND c.id > ?))"
                       " ORDER BY c.root_id, c.id LIMIT ?");
STATEMENT(SEARCHED_TITLE, PARAMETERS(id(thread)), COLUMNS(id(site_id), id(game_id), text(title)),
          "SELECT site_id, game_id, title FROM thread WHERE id = ?");
/* Whether more of a thread came in at once later. */
STATEMENT(SEARCH_LATER, PARAMETERS(id(thread), id(after)), COLUMNS(id(id)),
          "SELECT id FROM journal WHERE thread_id = ? AND id > ? AND kind = 'import' LIMIT 1");
STATEMENT_SET(search_statements, &THREADS_MATCHING, &THREADS_NEWEST_OWN, &THREADS_NEWEST_SHARED,
              &THREADS_FLOOR_OWN, &THREADS_FLOOR_SHARED, &COMMENTS_MATCHING, &COMMENTS_NEWEST_OWN,
              &COMMENTS_NEWEST_SHARED, &COMMENTS_FLOOR_OWN, &COMMENTS_FLOOR_SHARED, &SEARCH_PEOPLE,
              &SEARCH_PUT, &SEARCH_PUT_TITLE, &SEARCH_DROP, &SEARCH_SKIP, &SEARCH_UNSKIP,
              &SEARCH_SKIPPED, &SEARCHED_COMMENT, &SEARCHED_OF_THREAD, &SEARCHED_TITLE,
              &SEARCH_LATER);

/* A search that is going on. */
struct search {
    struct database *database;
    struct arena *arena;
    const struct words_query *query;
    uint64_t documents[FREQUENCY_KINDS][WORDS_TOKENS_MAX];
    const struct subject_place *place;
    const char *hidden; /* boards (reader_hidden) */
    uint64_t limit;
    struct talk_found *found;
};

/* How texts of one kind are found. */
struct search_kind {
    enum frequency_kind kind;
    const struct matching_statement *matching;
    const struct newest_statement *newest[2]; /* of a site's own, of its game's */
    const struct floor_statement *floor[2];
    void (*take)(struct search *search, struct found_rows *rows);
};

/* Whether token A narrows down more than B, of which DOCUMENTS texts have each. */
static bool is_rarer(const struct words_query *query, const uint64_t *documents, size_t a, size_t b)
{
    if (documents[a] != documents[b])
        return documents[a] < documents[b];
    return strlen(query->tokens[a].text) > strlen(query->tokens[b].text);
}

/* What is to be looked up of a query's tokens: the rarest, as long as few enough texts have them.
 * NULL: all are common. Frequencies may be missing or old; then a word counts as rare, and the
 * server reads more than was meant, never something wrong. */
static const char *match_of(const struct search *search, enum frequency_kind kind)
{
    const struct words_query *query = search->query;
    const uint64_t *documents = search->documents[kind];
    struct buffer match = buffer_open(search->arena, 64);
    bool taken[WORDS_TOKENS_MAX] = {false};
    uint64_t read = 0;

    for (size_t count = 0; count < LOOKED_UP_MAX && count < query->token_count; count++) {
        size_t best = query->token_count;

        for (size_t i = 0; i < query->token_count; i++)
            if (!taken[i] && (best == query->token_count || is_rarer(query, documents, i, best)))
                best = i;
        read += documents[best];
        if (documents[best] > READ_MAX || read > 2 * (uint64_t)READ_MAX)
            break;
        taken[best] = true;
        buffer_format(&match, "%s+%s", count > 0 ? " " : "", query->tokens[best].text);
    }
    return match.length > 0 ? match.data : NULL;
}

/* Takes what is found among the newest texts of the site, or (SHARED) of its game. 0 or -1. */
static int look_at_newest(struct search *search, const struct search_kind *kind, bool shared)
{
    uint64_t owner = shared ? search->place->game_id : search->place->site_id;
    const struct floor_row *floor =
        database_row(search->database, search->arena, kind->floor[shared], owner, NEWEST_MAX);
    struct found_rows *rows;

    if (floor == NULL)
        return -1;
    rows = database_query(search->database, search->arena, kind->newest[shared], owner,
                          floor->lowest, NEEDLES(search->query), search->hidden, search->limit);
    if (rows == NULL)
        return -1;
    if (floor->count == NEWEST_MAX && rows_count(rows) < search->limit)
        search->found->newest_only = NEWEST_MAX;
    kind->take(search, rows);
    return 0;
}

/* Two statements a kind: by the index's rarest words, or the newest by a site's index. Which one
 * follows from the frequencies alone, never from how it went. */
static int search_in_kind(struct search *search, const struct search_kind *kind)
{
    const char *match = match_of(search, kind->kind);
    struct found_rows *rows;

    if (match == NULL)
        return look_at_newest(search, kind, false) != 0 ||
                       (search->place->game_id != 0 && look_at_newest(search, kind, true) != 0)
                   ? -1
                   : 0;
    rows = database_query(search->database, search->arena, kind->matching, match,
                          search->place->site_id, search->place->game_id, NEEDLES(search->query),
                          search->hidden, search->limit);
    if (rows == NULL)
        return -1;
    kind->take(search, rows);
    return 0;
}

/* Adds threads, those with the latest comments first. */
static void collect_threads(struct search *search, struct found_rows *rows)
{
    struct talk_found *found = search->found;
    const struct found_row *row;

    while ((row = rows_next(rows)) != NULL) {
        struct found_thread thread = {
            .id = row->id,
            .title = row->title,
            .path = thread_where(search->arena, row->id, row->title, row->path),
            .comments = row->comments,
            .subject = row->subject,
            .activity = row->instant,
        };
        size_t at = found->thread_count;

        if (!subject_is_public(search->place->subjects, thread.subject))
            continue;
        found->thread_count++;
        for (; at > 0 && found->threads[at - 1].activity < thread.activity; at--)
            found->threads[at] = found->threads[at - 1];
        found->threads[at] = thread;
    }
    if (found->thread_count > search->limit)
        found->thread_count = search->limit;
}

/* Adds comments, the newest first. */
static void collect_comments(struct search *search, struct found_rows *rows)
{
    struct talk_found *found = search->found;
    const struct found_row *row;

    while ((row = rows_next(rows)) != NULL) {
        struct found_comment comment = {
            .id = row->id,
            .author = row->author,
            .subject = row->subject,
            .title = row->title,
            .created = row->instant,
            .excerpt = row->html != NULL
                           ? words_excerpt(search->arena, markup_plain(search->arena, row->html),
                                           search->query, EXCERPT)
                           : _(COMMENT_FOLDED_TEXT),
        };
        size_t at = found->comment_count;

        if (!subject_is_public(search->place->subjects, comment.subject))
            continue;
        found->comment_count++;
        for (; at > 0 && found->comments[at - 1].id < comment.id; at--)
            found->comments[at] = found->comments[at - 1];
        found->comments[at] = comment;
    }
    if (found->comment_count > search->limit)
        found->comment_count = search->limit;
}

static const struct search_kind searches[] = {
    {FREQUENCY_TITLES,
     &THREADS_MATCHING,
     {&THREADS_NEWEST_OWN, &THREADS_NEWEST_SHARED},
     {&THREADS_FLOOR_OWN, &THREADS_FLOOR_SHARED},
     collect_threads},
    {FREQUENCY_COMMENTS,
     &COMMENTS_MATCHING,
     {&COMMENTS_NEWEST_OWN, &COMMENTS_NEWEST_SHARED},
     {&COMMENTS_FLOOR_OWN, &COMMENTS_FLOOR_SHARED},
     collect_comments},
};

static int find_talk(struct search *search)
{
    if (frequency_read(search->database, search->arena, search->query, search->documents) != 0)
        return -1;
    for (size_t i = 0; i < sizeof searches / sizeof searches[0]; i++)
        if (search_in_kind(search, &searches[i]) != 0)
            return -1;
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

static int find_people(const struct subject_place *place, const char *text, unsigned limit,
                       struct talk_found *found)
{
    struct arena *arena = place->arena;
    const char *prefix = like_prefix(arena, text_normal(arena, text));
    struct SEARCH_PEOPLE_rows *rows;
    const struct SEARCH_PEOPLE_row *row;

    if (*prefix == '\0')
        return 0;
    rows = database_query(place->database, arena, &SEARCH_PEOPLE, place->site_id, place->game_id,
                          reader_hidden(&place->reader, arena), bytes_of(prefix, strlen(prefix)),
                          limit);
    if (rows == NULL)
        return -1;
    found->people = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *found->people);
    while ((row = rows_next(rows)) != NULL)
        found->people[found->people_count++] = (struct found_person){
            .name = row->name,
            .comments = row->comments,
            .created = row->created,
        };
    return 0;
}

int talk_search(const struct subject_place *place, const char *text, unsigned limit,
                struct talk_found *found)
{
    struct arena *arena = place->arena;
    struct words_query query = words_query(arena, text);
    struct search search = {.database = place->database,
                            .arena = arena,
                            .query = &query,
                            .place = place,
                            .hidden = reader_hidden(&place->reader, arena),
                            .limit = limit,
                            .found = found};

    /* Of the site and its game there may be twice as many, before the newest are taken. */
    *found = (struct talk_found){
        .threads = arena_alloc(arena, (2 * (size_t)limit + 1) * sizeof *found->threads),
        .comments = arena_alloc(arena, (2 * (size_t)limit + 1) * sizeof *found->comments),
        .left_out = query.left_out,
        .left_out_count = query.left_out_count};
    if (place->site_id == 0)
        return 0;
    if (query.term_count > 0 && find_talk(&search) != 0)
        return -1;
    return find_people(place, text, limit, found);
}

/* ---- what is stored ---- */

static int put_one(struct database *database, struct arena *arena, const struct searched *searched,
                   bool title)
{
    const struct subject_space *space = &searched->space;
    int result = searched->body == NULL
                     ? database_run(database, &SEARCH_DROP, searched->comment_id)
                     : database_run(database, &SEARCH_PUT, searched->comment_id, space->site_id,
                                    space->game_id, words_of(arena, searched->body));

    return result == 0 && title
               ? database_run(database, &SEARCH_PUT_TITLE, searched->thread_id, space->site_id,
                              space->game_id, words_of(arena, searched->title))
               : result;
}

/* In one transaction; a thread's title once. */
static int put_all(struct database *database, struct arena *arena, const struct searched *searched,
                   size_t count)
{
    int result = database_begin(database);

    for (size_t i = 0; result == 0 && i < count; i++)
        result = put_one(database, arena, &searched[i],
                         i == 0 || searched[i].thread_id != searched[i - 1].thread_id);
    if (result == 0)
        return database_commit(database);
    return -1;
}

bool search_refused(const struct database *database)
{
    return database_failure(database) == DATABASE_BROKEN;
}

int search_skip(struct database *database, uint64_t comment_id)
{
    if (database_run(database, &SEARCH_SKIP, comment_id) != 0)
        return -1;
    log_warning("comment %" PRIu64 " cannot be written for the search, tried %d times:"
                " left out until the follower's next start",
                comment_id, SEARCH_TRIES);
    return 0;
}

int search_unskip(struct database *database, uint64_t comment_id)
{
    return database_run(database, &SEARCH_UNSKIP, comment_id);
}

uint64_t *search_skipped(struct database *database, struct arena *arena, uint64_t after, size_t max,
                         size_t *count)
{
    struct SEARCH_SKIPPED_rows *rows = database_query(database, arena, &SEARCH_SKIPPED, after, max);
    const struct SEARCH_SKIPPED_row *row;
    uint64_t *ids;

    if (rows == NULL)
        return NULL;
    ids = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *ids);
    for (*count = 0; (row = rows_next(rows)) != NULL; ++*count)
        ids[*count] = row->comment_id;
    return ids;
}

/* Tries to write COUNT comments in one transaction, several times where it is refused. 0; 1: it is
 * refused for good; -1: for now. */
static int try_all(struct database *database, struct arena *arena, const struct searched *searched,
                   size_t count, unsigned tries)
{
    for (unsigned i = 0; i < tries; i++) {
        bool refused;

        if (put_all(database, arena, searched, count) == 0)
            return 0;
        refused = search_refused(database);
        database_rollback(database);
        if (!refused)
            return -1;
    }
    return 1;
}

/* All of them in one transaction, as one is a flush each; where the database refuses, one by one,
 * so that a comment that cannot be written holds up no other. */
int search_put(struct database *database, struct arena *arena, const struct searched *searched,
               size_t count)
{
    int result = try_all(database, arena, searched, count, 1);

    if (result <= 0)
        return result;
    for (size_t i = 0; i < count; i++) {
        result = try_all(database, arena, &searched[i], 1, SEARCH_TRIES);
        if (result < 0 || (result > 0 && search_skip(database, searched[i].comment_id) != 0))
            return -1;
    }
    return 0;
}

/* A removed comment is written without words, which deletes its row: a row of the journal says
 * only that something happened. */
static int put_rows(struct database *database, struct arena *arena, struct searched_rows *rows,
                    struct search_cursor *after)
{
    const struct searched_row *row;
    struct searched *searched = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *searched);
    size_t count = 0;

    while ((row = rows_next(rows)) != NULL) {
        searched[count++] = (struct searched){.comment_id = row->comment_id,
                                              .thread_id = row->thread_id,
                                              .space = {row->site_id, row->game_id},
                                              .body = row->state == 0 ? row->body : NULL,
                                              .title = row->title};
        *after = (struct search_cursor){row->root_id, row->comment_id};
    }
    return search_put(database, arena, searched, count);
}

/* Whether a later row of the journal is about all that this one is: an import tells of a large
 * thread many times. 1, 0 or -1. */
static int covered_by_later_row(struct database *database, struct arena *arena,
                                const struct journal_entry *entry)
{
    struct SEARCH_LATER_rows *rows =
        database_query(database, arena, &SEARCH_LATER, entry->thread_id, entry->id);

    return rows == NULL ? -1 : rows_count(rows) > 0;
}

/* Writes the words of a thread's title. 0 or -1. */
static int follow_title(struct database *database, struct arena *arena, uint64_t thread_id)
{
    struct SEARCHED_TITLE_rows *rows = database_query(database, arena, &SEARCHED_TITLE, thread_id);
    const struct SEARCHED_TITLE_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL || database_run(database, &SEARCH_PUT_TITLE, thread_id, row->site_id,
                                    row->game_id, words_of(arena, row->title)) == 0)
        return 0;
    if (!search_refused(database))
        return -1;
    log_warning("the title of thread %" PRIu64 " cannot be written for the search", thread_id);
    return 0;
}

int search_follow(struct database *database, struct arena *arena, const struct journal_entry *entry,
                  struct search_cursor *after)
{
    bool many = entry->kind == JOURNAL_IMPORT;
    int later = many ? covered_by_later_row(database, arena, entry) : 0;
    struct searched_rows *rows;

    if (later != 0)
        return later < 0 ? -1 : 0;
    if (entry->kind == JOURNAL_TITLE || entry->kind == JOURNAL_THREAD)
        return follow_title(database, arena, entry->thread_id);
    if (!many && entry->kind != JOURNAL_COMMENT && entry->kind != JOURNAL_EDIT &&
        entry->kind != JOURNAL_REMOVE)
        return 0;
    rows = many ? database_query(database, arena, &SEARCHED_OF_THREAD, entry->thread_id,
                                 after->root_id, after->comment_id, FOLLOWED_AT_ONCE)
                : database_query(database, arena, &SEARCHED_COMMENT, entry->comment_id);
    if (rows == NULL)
        return -1;
    if (rows_count(rows) > 0 && put_rows(database, arena, rows, after) != 0)
        return -1;
    return many && rows_count(rows) == FOLLOWED_AT_ONCE;
}
