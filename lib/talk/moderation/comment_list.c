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
SIGNATURE(lines,
          PARAMETERS(id(after), again(after), number(looked_at), LINES_PARAMETERS, number(limit)),
          ROW_OF(comment_line));
#define LINES_OF_ALL_SQL(BEHIND, ORDER)                                                            \
    LINES_SQL "(SELECT id FROM comment WHERE (? = 0 OR id " BEHIND " ?) ORDER BY id " ORDER        \
              " LIMIT ?) x JOIN comment c ON c.id = x.id" LINES_MORE_SQL " ORDER BY c.id " ORDER   \
              " LIMIT ?"
STATEMENT_OF(lines, LINES_NEWEST, LINES_OF_ALL_SQL("<", "DESC"));
STATEMENT_OF(lines, LINES_OLDEST, LINES_OF_ALL_SQL(">", "ASC"));
SIGNATURE(lines_author, PARAMETERS(LINES_PARAMETERS, id(author), STATEMENT_PAGE),
          ROW_OF(comment_line));
STATEMENTS_BY_KEY(lines_author, AUTHOR, LINES_SQL "comment c" LINES_MORE_SQL " AND c.author_id = ?",
                  "c.id");
STATEMENT_SET(comment_list_statements, &LINES_NEWEST, &LINES_OLDEST, &AUTHOR_NEWEST,
              &AUTHOR_OLDEST);

struct comment_line *comment_list(const struct subject_place *place,
                                  const struct comment_query *query, size_t *count)
{
    const char *hidden = reader_hidden(&place->reader, place->arena);
    struct comment_line_rows *rows =
        query->author_id != 0
            ? database_query(place->database, place->arena,
                             query->oldest ? &AUTHOR_OLDEST : &AUTHOR_NEWEST, place->site_id,
                             place->game_id, hidden, query->board_id, query->text, query->author_id,
                             query->after, query->limit)
            : database_query(place->database, place->arena,
                             query->oldest ? &LINES_OLDEST : &LINES_NEWEST, query->after,
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
