#include "lore/reindex.h"

#include <string.h>

#include "base/log.h"
#include "lore/subject.h"
#include "talk/comment.h"
#include "talk/markup.h"
#include "talk/search.h"
#include "talk/words.h"

#define AT_ONCE 16 /* comments */
#define ALL INT64_MAX

STATEMENT(REINDEX_BEGIN, "uuuuuu", "",
          "UPDATE talk_reindex SET markup = ?, words = ?, below = ?"
          " WHERE markup < ? OR words < ? OR ? = 1");
/* Another host's follower may have a newer program, which then does it. */
STATEMENT(REINDEX_AT, "uu", "u", "SELECT below FROM talk_reindex WHERE markup = ? AND words = ?");
STATEMENT(REINDEX_DONE, "uuuu", "",
          "UPDATE talk_reindex SET below = ? WHERE markup = ? AND words = ? AND below = ?");
STATEMENT(REINDEX_COMMENTS, "uu", "uuusTussssu",
          "SELECT c.id, c.thread_id, t.site_id, t.subject, c.edited, c.state, c.body, c.html,"
          " t.title, s.game, c.author_id"
          " FROM (SELECT id FROM comment WHERE id < ? ORDER BY id DESC LIMIT ?) n"
          " JOIN comment c ON c.id = n.id JOIN thread t ON t.id = c.thread_id"
          " JOIN site s ON s.id = t.site_id ORDER BY c.id DESC");
STATEMENT_SET(reindex_statements, &REINDEX_BEGIN, &REINDEX_AT, &REINDEX_DONE, &REINDEX_COMMENTS);

/* A comment whose HTML and words may be an older version's. */
struct stale {
    struct comment comment;
    const char *title; /* of its thread */
    const char *game;  /* of its site */
};

struct reindex {
    struct database *database;
    struct shared *shared;
    struct arena *arena;
    struct games *games;
};

/* 1, 0 when all is done or a newer program's, -1. */
static int read_below(struct database *database, struct arena *arena, uint64_t *below)
{
    struct rows *rows = database_query(database, arena, &REINDEX_AT, (uint64_t)MARKUP_VERSION,
                                       (uint64_t)WORDS_VERSION);

    if (rows == NULL)
        return -1;
    *below = rows_next(rows) ? rows_u64(rows, 0) : 0;
    return *below > 0;
}

int reindex_open(struct database *database, struct arena *arena, bool anew)
{
    uint64_t below;

    if (database_run(database, &REINDEX_BEGIN, (uint64_t)MARKUP_VERSION, (uint64_t)WORDS_VERSION,
                     (uint64_t)ALL, (uint64_t)MARKUP_VERSION, (uint64_t)WORDS_VERSION,
                     (uint64_t)anew) != 0)
        return -1;
    return read_below(database, arena, &below);
}

/* What finds the names that comments of GAME's sites name; NULL where nothing does. */
static struct markup_links *links_of(struct reindex *job, const char *game,
                                     struct lore_place *place, struct markup_links *links)
{
    *place = (struct lore_place){.database = job->database,
                                 .arena = job->arena,
                                 .game = games_find(job->games, game)};
    if (place->game == NULL ||
        games_number(job->games, job->database, job->arena, place->game, &place->game_number) != 0)
        return NULL;
    lore_links(links, place);
    return links;
}

/* Makes a comment's HTML anew where it differs. */
static int render(struct reindex *job, const struct stale *stale)
{
    const struct comment *comment = &stale->comment;
    struct lore_place place;
    struct markup_links found;
    struct markup_links *links = links_of(job, stale->game, &place, &found);
    const char *html = markup_html(job->arena, comment->body, links);

    if (comment->state != 0 || strcmp(html, comment->html) == 0)
        return 0;
    links = links_of(job, stale->game, &place, &found);
    return comment_render(job->database, job->shared, job->arena, comment, links) == COMMENT_FAILED
               ? -1
               : 0;
}

/* Writes the words of COUNT comments and of their threads' titles, in one transaction. */
static int put_words(struct reindex *job, const struct stale *stale, size_t count)
{
    int result = database_begin(job->database);

    for (size_t i = 0; result == 0 && i < count; i++) {
        const struct comment *comment = &stale[i].comment;

        result = search_put(job->database, job->arena, comment->id, comment->site_id,
                            comment->state == 0 ? comment->body : NULL);
        if (result == 0 && (i == 0 || comment->thread_id != stale[i - 1].comment.thread_id))
            result =
                search_put_title(job->database, job->arena, comment->thread_id, stale[i].title);
    }
    if (result == 0)
        return database_commit(job->database);
    database_rollback(job->database);
    return -1;
}

static struct stale *read_stale(struct reindex *job, uint64_t below, size_t *count)
{
    struct rows *rows =
        database_query(job->database, job->arena, &REINDEX_COMMENTS, below, (uint64_t)AT_ONCE);
    struct stale *stale;

    if (rows == NULL)
        return NULL;
    stale = arena_alloc(job->arena, AT_ONCE * sizeof *stale);
    *count = 0;
    while (rows_next(rows))
        stale[(*count)++] = (struct stale){
            .comment = {.id = rows_u64(rows, 0),
                        .thread_id = rows_u64(rows, 1),
                        .site_id = rows_u64(rows, 2),
                        .subject = rows_text(rows, 3),
                        .edited = rows_instant(rows, 4),
                        .state = rows_u64(rows, 5),
                        .body = rows_text(rows, 6),
                        .html = rows_text(rows, 7),
                        .author_id = rows_u64(rows, 10)},
            .title = rows_text(rows, 8),
            .game = rows_text(rows, 9),
        };
    return stale;
}

int reindex_step(struct database *database, struct shared *shared, struct arena *arena,
                 struct games *games)
{
    struct reindex job = {database, shared, arena, games};
    uint64_t below;
    int more = read_below(database, arena, &below);
    struct stale *stale;
    size_t count;

    if (more <= 0)
        return more;
    stale = read_stale(&job, below, &count);
    if (stale == NULL || put_words(&job, stale, count) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (render(&job, &stale[i]) != 0)
            return -1;
    more = count == AT_ONCE;
    if (database_run(database, &REINDEX_DONE, more ? stale[count - 1].comment.id : 0,
                     (uint64_t)MARKUP_VERSION, (uint64_t)WORDS_VERSION, below) != 0)
        return -1;
    if (!more)
        log_info("comments: HTML of version %d, words of version %d", MARKUP_VERSION,
                 WORDS_VERSION);
    return more;
}
