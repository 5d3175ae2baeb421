#include "talk/moderation/comment_list.h"

#include "talk/thread.h"

#define LINES_SQL "SELECT c.id, c.author_id, a.name, t.title, c.created, c.state, c.html FROM "
#define LINES_MORE_SQL                                                                                 \
    " JOIN thread t ON t.id = c.thread_id JOIN account a ON a.id = c.author_id WHERE " THREAD_SEEN_SQL \
    " AND " THREAD_NOT_HIDDEN_SQL                                                                      \
    " AND (? = 0 OR t.board_id = ?) AND (? = '' OR LOCATE(?, c.body) > 0)"
#define LINES_PARAMETERS                                                                           \
    id(site), id(game), text(hidden), id(board), again(board), text(text), again(text)
ROW(comment_line, id(id), id(author_id), text(author), text(title), instant(created), number(state),
    text(html));
STATEMENT(LINES_NEWEST, PARAMETERS(id(below), number(looked_at), LINES_PARAMETERS, number(limit)),
          ROW_OF(comment_line),
          LINES_SQL "(SELECT id FROM comment WHERE id < ? ORDER BY id DESC LIMIT ?) x"
                    " JOIN comment c ON c.id = x.id" LINES_MORE_SQL " ORDER BY c.id DESC LIMIT ?");
STATEMENT(LINES_AUTHOR, PARAMETERS(LINES_PARAMETERS, id(author), id(below), number(limit)),
          ROW_OF(comment_line),
          LINES_SQL "comment c" LINES_MORE_SQL
                    " AND c.author_id = ? AND c.id < ? ORDER BY c.id DESC LIMIT ?");
STATEMENT_SET(comment_list_statements, &LINES_NEWEST, &LINES_AUTHOR);

struct comment_line *comment_list(const struct subject_place *place,
                                  const struct comment_query *query, size_t *count)
{
    uint64_t below = query->below != 0 ? query->below : (uint64_t)INT64_MAX;
    const char *hidden = reader_hidden(&place->reader, place->arena);
    struct comment_line_rows *rows =
        query->author_id != 0
            ? database_query(place->database, place->arena, &LINES_AUTHOR, place->site_id,
                             place->game_id, hidden, query->board_id, query->text, query->author_id,
                             below, query->limit)
            : database_query(place->database, place->arena, &LINES_NEWEST, below,
                             COMMENTS_LOOKED_AT, place->site_id, place->game_id, hidden,
                             query->board_id, query->text, query->limit);
    const struct comment_line_row *row;
    struct comment_line *lines;

    *count = 0;
    if (rows == NULL)
        return NULL;
    lines = arena_alloc(place->arena, (rows_count(rows) + 1) * sizeof *lines);
    while ((row = rows_next(rows)) != NULL)
        lines[(*count)++] = (struct comment_line){
            .id = row->id,
            .author_id = row->author_id,
            .author = row->author,
            .title = row->title,
            .created = row->created,
            .state = row->state,
            .html = row->html,
        };
    return lines;
}
