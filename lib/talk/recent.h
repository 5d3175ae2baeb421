/* Recent talk below the pages of a game's database. */
#ifndef LOREHALL_TALK_RECENT_H
#define LOREHALL_TALK_RECENT_H

#include "store/database.h"
#include "talk/thread.h"
#include "web/request.h"

/* The last word in one thread. */
struct talk_line {
    const char *subject;
    const char *title;
    const char *path;
    uint64_t comments;
    uint64_t last_id; /* the comment */
    const char *author;
    int64_t created;
    const char *excerpt; /* plain text */
};

/* For statements elsewhere that end in such lines: what they select of a thread t, its last
 * comment c and its author a, and the row of that; how t's last comment is joined; and the lines
 * of the rows that everybody may read, NULL when ROWS is. */
#define TALK_LINE_SQL                                                                               \
    "SELECT t.subject, t.title, t.path, t.comments, c.id, a.name, c.created, " COMMENT_EXCERPT_SQL( \
        "c") ", t.id"
ROW(talk_line, text(subject), text(title), text(path), number(comments), id(last_id), text(author),
    instant(created), text(html), id(thread_id));
#define TALK_LAST_SQL                                                                              \
    " JOIN comment c ON c.id = t.last_comment_id JOIN account a ON a.id = c.author_id"             \
    " WHERE c.state = 0 ORDER BY t.activity DESC, t.id DESC"
struct talk_line *talk_lines(const struct subject_place *place, struct talk_line_rows *rows,
                             size_t *count);

extern const struct statement_set recent_statements;

/* The threads that all sites of PLACE's game share in which something was written last, of one
 * KIND of subject or (NULL) of all; newest first. NULL on failure. */
struct talk_line *talk_recent(const struct subject_place *place, const char *kind, unsigned limit,
                              size_t *count);

/* The line of a comment in a thread. */
struct talk_line talk_line_of(const struct subject_place *place, const struct thread *thread,
                              const struct comment *comment);

/* Sets the view's list Talk (title, note, path, comments, last_id, author, created, excerpt) for
 * the macro of views/talk/recent.cs. */
void talk_set(struct request *r, struct view_data *data, const struct talk_line *lines,
              size_t count);

/* Sets the view's Talk.block_html to the latest talk below the pages of one KIND; made anew when
 * something was said on the site, else no query. 0 or -1. */
int talk_block(struct request *r, const char *kind);

/* The same of lines that READ fetches, kept under KEY. */
int talk_block_of(struct request *r, const char *key,
                  struct talk_line *(*read)(struct request *r, const void *context, size_t *count),
                  const void *context);

#endif
