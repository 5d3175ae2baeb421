/* Brings what is stored of comments (HTML, words) to this program's versions, some at a time and
 * the newest first, as those are read most.
 *
 * What is stored is a copy of what the text means to one version of the writers. Making it at
 * each reading would cost every page; a migration would keep the service away until all are made.
 * Which version all above `below` have is one row of a table that all hosts' followers share: the
 * condition in each statement keeps an older program from undoing what a newer one does, and two
 * of the same version from both counting. */
#include "talk/reindex.h"

#include <string.h>

#include "base/log.h"
#include "talk/comment.h"
#include "talk/markup.h"
#include "talk/search.h"
#include "talk/subject.h"
#include "talk/words.h"

#define AT_ONCE 16 /* comments */
#define ALL INT64_MAX

STATEMENT(REINDEX_BEGIN,
          PARAMETERS(number(markup), number(words), id(below), again(markup), again(words),
                     number(anew)),
          COLUMNS(),
          "UPDATE talk_reindex SET markup = ?, words = ?, below = ?"
          " WHERE markup < ? OR words < ? OR ? = 1");
/* Another host's follower may have a newer program, which then does it. */
STATEMENT(REINDEX_AT, PARAMETERS(number(markup), number(words)), COLUMNS(id(below)),
          "SELECT below FROM talk_reindex WHERE markup = ? AND words = ?");
STATEMENT(REINDEX_DONE, PARAMETERS(id(below), number(markup), number(words), id(before)), COLUMNS(),
          "UPDATE talk_reindex SET below = ? WHERE markup = ? AND words = ? AND below = ?");
#define STALE_SQL                                                                                  \
    "SELECT c.id, c.thread_id, t.site_id, t.game_id, t.subject, c.edited, c.state, c.body,"        \
    " c.html, t.title, COALESCE(g.name, s.game), c.author_id FROM "
#define STALE_MORE_SQL                                                                             \
    " JOIN thread t ON t.id = c.thread_id LEFT JOIN site s ON s.id = t.site_id"                    \
    " LEFT JOIN game g ON g.id = t.game_id"
ROW(stale, id(id), id(thread_id), id(site_id), id(game_id), text(subject), instant(edited),
    number(state), text(body), text(html), text(title), text(game), id(author_id));
STATEMENT(REINDEX_COMMENTS, PARAMETERS(id(below), number(limit)), ROW_OF(stale),
          STALE_SQL "(SELECT id FROM comment WHERE id < ? ORDER BY id DESC LIMIT ?) n"
                    " JOIN comment c ON c.id = n.id" STALE_MORE_SQL " ORDER BY c.id DESC");
STATEMENT(REINDEX_COMMENT, PARAMETERS(id(comment)), ROW_OF(stale),
          STALE_SQL "comment c" STALE_MORE_SQL " WHERE c.id = ?");
STATEMENT_SET(reindex_statements, &REINDEX_BEGIN, &REINDEX_AT, &REINDEX_DONE, &REINDEX_COMMENTS,
              &REINDEX_COMMENT);

/* A comment whose HTML and words may be an older version's. */
struct stale {
    struct comment comment;
    const char *title; /* of its thread */
    const char *game;  /* of its site, or whose it is */
};

struct reindex {
    const struct store *store;
    const struct subjects *subjects;
};

/* 1, 0 when all is done or a newer program's, -1. */
static int read_below(struct database *database, struct arena *arena, uint64_t *below)
{
    struct REINDEX_AT_rows *rows =
        database_query(database, arena, &REINDEX_AT, MARKUP_VERSION, WORDS_VERSION);
    const struct REINDEX_AT_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    *below = row != NULL ? row->below : 0;
    return *below > 0;
}

int reindex_open(struct database *database, struct arena *arena, bool anew)
{
    uint64_t below;

    if (database_run(database, &REINDEX_BEGIN, MARKUP_VERSION, WORDS_VERSION, ALL, anew) != 0)
        return -1;
    return read_below(database, arena, &below);
}

/* What finds the names that a comment may name. */
static struct markup_links *links_of(struct reindex *job, const struct stale *stale,
                                     struct subject_place *place, struct markup_links *links)
{
    *place = (struct subject_place){.subjects = job->subjects,
                                    .database = job->store->database,
                                    .arena = job->store->arena,
                                    .site_id = stale->comment.space.site_id,
                                    .game_id = stale->comment.space.game_id,
                                    .game = stale->game};
    subject_links(links, place);
    return links;
}

/* Makes a comment's HTML anew where it differs. 0, 1 when the database refuses it, or -1. */
static int render_stale(struct reindex *job, const struct stale *stale)
{
    const struct comment *comment = &stale->comment;
    struct subject_place place;
    struct markup_links found;
    struct markup_links *links = links_of(job, stale, &place, &found);
    const char *html = markup_html(job->store->arena, comment->body, links);

    if (comment->state != 0 || strcmp(html, comment->html) == 0)
        return 0;
    links = links_of(job, stale, &place, &found);
    if (comment_render(job->store, comment, links) != COMMENT_FAILED)
        return 0;
    return search_refused(job->store->database) ? 1 : -1;
}

/* Makes COUNT comments' HTML anew; what is refused again and again is skipped. 0 or -1. */
static int render_all(struct reindex *job, const struct stale *stale, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int result = 1;

        for (unsigned tries = 0; result > 0 && tries < SEARCH_TRIES; tries++)
            result = render_stale(job, &stale[i]);
        if (result < 0 ||
            (result > 0 && search_skip(job->store->database, stale[i].comment.id) != 0))
            return -1;
    }
    return 0;
}

/* Writes the words of COUNT comments and of their threads' titles. */
static int put_words(struct reindex *job, const struct stale *stale, size_t count)
{
    struct searched *searched = arena_alloc(job->store->arena, (count + 1) * sizeof *searched);

    for (size_t i = 0; i < count; i++) {
        const struct comment *comment = &stale[i].comment;

        searched[i] = (struct searched){.comment_id = comment->id,
                                        .thread_id = comment->thread_id,
                                        .space = comment->space,
                                        .body = comment->state == 0 ? comment->body : NULL,
                                        .title = stale[i].title};
    }
    return search_put(job->store->database, job->store->arena, searched, count);
}

static struct stale *stale_of(struct reindex *job, struct stale_rows *rows, size_t *count)
{
    const struct stale_row *row;
    struct stale *stale;

    if (rows == NULL)
        return NULL;
    stale = arena_alloc(job->store->arena, (rows_count(rows) + 1) * sizeof *stale);
    *count = 0;
    while ((row = rows_next(rows)) != NULL)
        stale[(*count)++] = (struct stale){
            .comment = {.id = row->id,
                        .thread_id = row->thread_id,
                        .space = {row->site_id, row->game_id},
                        .subject = row->subject,
                        .edited = row->edited,
                        .state = row->state,
                        .body = row->body,
                        .html = row->html,
                        .author_id = row->author_id},
            .title = row->title,
            .game = row->game,
        };
    return stale;
}

/* Makes words and HTML of one comment anew; skipped before, it may be so again. */
static int retry(struct reindex *job, uint64_t comment_id)
{
    size_t count;
    struct stale *stale = stale_of(job,
                                   database_query(job->store->database, job->store->arena,
                                                  &REINDEX_COMMENT, comment_id),
                                   &count);

    if (stale == NULL || search_unskip(job->store->database, comment_id) != 0 ||
        put_words(job, stale, count) != 0)
        return -1;
    return render_all(job, stale, count);
}

int reindex_retry(const struct store *store, const struct subjects *subjects, uint64_t *after)
{
    struct reindex job = {store, subjects};
    size_t count;
    const uint64_t *ids = search_skipped(store->database, store->arena, *after, AT_ONCE, &count);

    if (ids == NULL)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (retry(&job, ids[i]) != 0)
            return -1;
        *after = ids[i];
    }
    return count == AT_ONCE;
}

int reindex_below(struct database *database, struct arena *arena, uint64_t *below)
{
    return read_below(database, arena, below) < 0 ? -1 : 0;
}

int reindex_step(const struct store *store, const struct subjects *subjects)
{
    struct reindex job = {store, subjects};
    uint64_t below;
    int more = read_below(store->database, store->arena, &below);
    struct stale *stale;
    size_t count;

    if (more <= 0)
        return more;
    stale =
        stale_of(&job,
                 database_query(store->database, store->arena, &REINDEX_COMMENTS, below, AT_ONCE),
                 &count);
    if (stale == NULL || put_words(&job, stale, count) != 0 || render_all(&job, stale, count) != 0)
        return -1;
    more = count == AT_ONCE;
    if (database_run(store->database, &REINDEX_DONE, more ? stale[count - 1].comment.id : 0,
                     MARKUP_VERSION, WORDS_VERSION, below) != 0)
        return -1;
    if (!more)
        log_info("comments: HTML of version %d, words of version %d", MARKUP_VERSION,
                 WORDS_VERSION);
    return more;
}
