#include "talk/recent.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text.h"
#include "talk/markup.h"
#include "web/fragment.h"
#include "web/site.h"
#include "web/view.h"

#define EXCERPT 120 /* characters */
#define LATEST 5

STATEMENT(TALK_RECENT, "uu", TALK_LINE_TYPES,
          TALK_LINE_SQL " FROM (SELECT * FROM thread WHERE subject_kind IS NOT NULL"
                        " AND site_id = " TALK_SITE_SQL
                        " ORDER BY activity DESC, id DESC LIMIT ?) t" TALK_LAST_SQL);
STATEMENT(TALK_RECENT_KIND, "usu", TALK_LINE_TYPES,
          TALK_LINE_SQL
          " FROM (SELECT * FROM thread WHERE site_id = " TALK_SITE_SQL
          " AND subject_kind = ? ORDER BY activity DESC, id DESC LIMIT ?) t" TALK_LAST_SQL);
STATEMENT_SET(recent_statements, &TALK_RECENT, &TALK_RECENT_KIND);

/* What a discussion is called: an entry's name, but the word for a list or the search. */
static const char *title_of(const char *subject, const char *title)
{
    bool word = subject != NULL &&
                (text_starts(subject, "list:") || text_starts(subject, "search:"));

    return word ? language_text(title) : title;
}

struct talk_line *talk_lines(struct arena *arena, struct rows *rows, size_t *count)
{
    struct talk_line *lines;

    *count = 0;
    if (rows == NULL)
        return NULL;
    lines = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *lines);
    while (rows_next(rows))
        lines[(*count)++] = (struct talk_line){
            .subject = rows_text(rows, 0),
            .title = title_of(rows_text(rows, 0), rows_text(rows, 1)),
            .path = thread_where(arena, rows_u64(rows, 8), rows_text(rows, 1), rows_text(rows, 2)),
            .comments = rows_u64(rows, 3),
            .last_id = rows_u64(rows, 4),
            .author = rows_text(rows, 5),
            .created = rows_instant(rows, 6),
            .excerpt = text_cut(arena, markup_plain(arena, rows_text(rows, 7)), EXCERPT),
        };
    return lines;
}

struct talk_line *talk_recent(struct database *database, struct arena *arena, uint64_t site_id,
                              const char *kind, unsigned limit, size_t *count)
{
    return talk_lines(arena,
                      kind != NULL
                          ? database_query(database, arena, &TALK_RECENT_KIND, site_id, kind,
                                           (uint64_t)limit)
                          : database_query(database, arena, &TALK_RECENT, site_id, (uint64_t)limit),
                      count);
}

struct talk_line talk_line_of(struct arena *arena, const struct thread *thread,
                              const struct comment *comment)
{
    return (struct talk_line){
        .subject = thread->subject,
        .title = title_of(thread->subject, thread->title),
        .path = thread->path,
        .comments = thread->comments,
        .last_id = comment->id,
        .author = comment->author,
        .created = comment->created,
        .excerpt = text_cut(arena, markup_plain(arena, comment->html), EXCERPT),
    };
}

/* The generations that notes depend on; an end where there are none. */
static const char *const *note_keys(struct request *r)
{
    static const char *const none[] = {NULL};

    return r->worker->subject_notes != NULL ? r->worker->subject_notes->keys(r) : none;
}

uint64_t subject_notes_stamp(struct request *r)
{
    return generation_stamp(r->worker->shared, note_keys(r));
}

const char *subject_note(struct request *r, const char *subject)
{
    return r->worker->subject_notes != NULL && subject != NULL
               ? r->worker->subject_notes->note(r, subject)
               : "";
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
    char *said = arena_format(r->arena, "site:%" PRIu64, r->site->talk_id);
    struct fragment fragment = {.title = "", .path = ""};
    struct talk_line *lines;
    struct view_data *data;
    struct piece *piece;
    uint64_t stamp;
    size_t count;

    request_depends(r, "%s", said);
    stamp = generation_stamp(r->worker->shared, (const char *const[]){said, NULL}) +
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

static struct talk_line *read_kind(struct request *r, const void *context, size_t *count)
{
    return talk_recent(r->worker->database, r->arena, r->site->id, context, LATEST, count);
}

int talk_block(struct request *r, const char *kind)
{
    return talk_block_of(r, arena_format(r->arena, "latest|%" PRIu64 "|%s", r->site->talk_id, kind),
                         read_kind, kind);
}
