/* The latest talk is the same for all readers of a site's pages, so that it is rendered once and
 * kept under the generation of the game's talk, which every comment moves. It
 * holds only what everybody may read: nothing of a reader's rights is in its key. */
#include "talk/recent.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "talk/markup.h"
#include "web/cache/fragment.h"
#include "web/site.h"
#include "web/view.h"

#define EXCERPT 120 /* characters */
#define LATEST 5

STATEMENT(TALK_RECENT, PARAMETERS(id(game), number(limit)), ROW_OF(talk_line),
          TALK_LINE_SQL " FROM (SELECT * FROM thread WHERE game_id = ? AND hidden = 0"
                        " ORDER BY activity DESC, id DESC LIMIT ?) t" TALK_LAST_SQL);
STATEMENT(TALK_RECENT_KIND, PARAMETERS(id(game), text(kind), number(limit)), ROW_OF(talk_line),
          TALK_LINE_SQL
          " FROM (SELECT * FROM thread WHERE game_id = ? AND hidden = 0"
          " AND subject_kind = ? ORDER BY activity DESC, id DESC LIMIT ?) t" TALK_LAST_SQL);
STATEMENT_SET(recent_statements, &TALK_RECENT, &TALK_RECENT_KIND);

/* NULL: it is folded. */
static const char *excerpt_of(struct arena *arena, const char *html)
{
    return html != NULL ? text_cut(arena, markup_plain(arena, html), EXCERPT)
                        : _(COMMENT_FOLDED_TEXT);
}

struct talk_line *talk_lines(const struct subject_place *place, struct talk_line_rows *rows,
                             size_t *count)
{
    struct arena *arena = place->arena;
    const struct talk_line_row *row;
    struct talk_line *lines;

    *count = 0;
    if (rows == NULL)
        return NULL;
    lines = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *lines);
    while ((row = rows_next(rows)) != NULL) {
        if (!subject_is_public(place->subjects, row->subject))
            continue;
        lines[(*count)++] = (struct talk_line){
            .subject = row->subject,
            .title = subject_title(place->subjects, row->subject, row->title),
            .path = thread_where(arena, row->thread_id, row->title, row->path),
            .comments = row->comments,
            .last_id = row->last_id,
            .author = row->author,
            .created = row->created,
            .excerpt = excerpt_of(arena, row->html),
        };
    }
    return lines;
}

struct talk_line *talk_recent(const struct subject_place *place, const char *kind, unsigned limit,
                              size_t *count)
{
    struct database *database = place->database;

    return talk_lines(place,
                      kind != NULL ? database_query(database, place->arena, &TALK_RECENT_KIND,
                                                    place->game_id, kind, limit)
                                   : database_query(database, place->arena, &TALK_RECENT,
                                                    place->game_id, limit),
                      count);
}

struct talk_line talk_line_of(const struct subject_place *place, const struct thread *thread,
                              const struct comment *comment)
{
    return (struct talk_line){
        .subject = thread->subject,
        .title = subject_title(place->subjects, thread->subject, thread->title),
        .path = thread->path,
        .comments = thread->comments,
        .last_id = comment->id,
        .author = comment->author,
        .created = comment->created,
        .excerpt = excerpt_of(place->arena, comment->folded ? NULL : comment->html),
    };
}

void talk_set(struct request *r, struct view_data *data, const struct talk_line *lines,
              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(data, "Talk");

        node_set(node, "title", lines[i].title);
        node_set(node, "note", subject_note(r, lines[i].subject));
        node_set(node, "path", lines[i].path);
        node_set_number(node, "comments", (int64_t)lines[i].comments);
        node_set_number(node, "last_id", (int64_t)lines[i].last_id);
        node_set(node, "author", lines[i].author);
        node_set(node, "created", clock_rfc3339(r->arena, lines[i].created));
        node_set(node, "excerpt", lines[i].excerpt);
    }
}

int talk_block_of(struct request *r, const char *key,
                  struct talk_line *(*read)(struct request *r, const void *context, size_t *count),
                  const void *context)
{
    char *talk_key = arena_format(r->arena, "talk:%" PRIu64, r->site->game_id);
    struct fragment fragment = {.title = "", .path = ""};
    struct talk_line *lines;
    struct view_data *data;
    struct piece *piece;
    uint64_t stamp;
    size_t count;

    if (r->site->forum_off)
        return 0;
    request_depends(r, "%s", talk_key);
    stamp = generation_stamp(r->worker->shared, (const char *const[]){talk_key, "names", NULL}) +
            subject_notes_stamp(r);
    if (!fragment_find(r, key, stamp, &fragment)) {
        lines = read(r, context, &count);
        if (lines == NULL)
            return -1;
        data = view_data_open();
        talk_set(r, data, lines, count);
        piece = view_fragment(r->worker->views, data, r->arena, "talk/latest.cs");
        view_data_close(data);
        if (piece == NULL)
            return -1;
        fragment.html = *piece;
        fragment_keep(r, key, stamp, &fragment);
    }
    view_piece(r, "Talk.block_html", &fragment.html);
    return 0;
}

static struct talk_line *read_recent_of_kind(struct request *r, const void *context, size_t *count)
{
    const struct subject_place place = subject_place(r);

    return talk_recent(&place, context, LATEST, count);
}

int talk_block(struct request *r, const char *kind)
{
    return talk_block_of(r, arena_format(r->arena, "latest|%" PRIu64 "|%s", r->site->game_id, kind),
                         read_recent_of_kind, kind);
}
