/* What comments name is kept in rows of its own (comment_link), and each change of these has a row
 * of the journal for every subject that was named or is now: the subject's page lists who names
 * it, and is kept under the subject's own generation. What was named before and still is, has two
 * rows: a generation that grows twice costs less than comparing the lists. */
#include "talk/mention.h"

#include <string.h>

#include "store/bulk.h"

STATEMENT(MENTION_OF, PARAMETERS(id(comment)), COLUMNS(text(subject)),
          "SELECT subject FROM comment_link WHERE comment_id = ? LIMIT 40");
STATEMENT(MENTION_DROP, PARAMETERS(id(comment)), COLUMNS(),
          "DELETE FROM comment_link WHERE comment_id = ?");
STATEMENT(
    MENTION_ADD, PARAMETERS(id(comment), text(subjects)), COLUMNS(),
    "INSERT IGNORE INTO comment_link (comment_id, subject) SELECT ?, j.subject" MENTIONED_SQL("?"));
STATEMENT(
    MENTION_FIND,
    PARAMETERS(id_or_null(subject_site), id_or_null(subject_game), text(subject), again(subject),
               id(site), id(game), number(limit)),
    COLUMNS(row(thread, thread), flag(naming)),
    THREAD_COLUMNS_SQL
    ", f.naming FROM (SELECT t.id thread_id, t.opening_id comment_id, 0 naming FROM thread t"
    " WHERE " THREAD_OF_SUBJECT_SQL " UNION ALL"
    " (SELECT t.id, c.id, 1 FROM comment_link l JOIN comment c ON c.id = l.comment_id"
    " JOIN thread t ON t.id = c.thread_id WHERE l.subject = ? AND c.state = 0"
    " AND " THREAD_SEEN_SQL
    " ORDER BY l.comment_id DESC LIMIT ?)) f JOIN thread t ON t.id = f.thread_id" THREAD_JOINS_SQL(
        "f.comment_id") " ORDER BY f.naming, f.comment_id DESC");
STATEMENT_SET(mention_statements, &MENTION_OF, &MENTION_DROP, &MENTION_ADD, &MENTION_FIND);

const char *mention_rows(struct arena *arena, const struct markup_links *links)
{
    struct bulk rows;

    if (links == NULL || links->count == 0)
        return NULL;
    rows = bulk_open(arena, 32 * links->count);
    for (size_t i = 0; i < links->count; i++) {
        bulk_row(&rows);
        bulk_text(&rows, links->subjects[i]);
    }
    return bulk_end(&rows);
}

void mention_bump(struct shared *shared, const struct markup_links *links)
{
    for (size_t i = 0; shared != NULL && links != NULL && i < links->count; i++)
        generation_bump(shared, links->subjects[i]);
}

static int append_link(struct database *database, struct mention_changes *changes,
                       const char *subject)
{
    struct journal_entry *row = &changes->rows[changes->count++];

    *row = (struct journal_entry){.kind = JOURNAL_LINK, .subject = subject};
    return journal_append(database, row);
}

int mention_change(struct database *database, struct arena *arena, uint64_t comment_id,
                   const struct markup_links *links, struct mention_changes *changes)
{
    struct MENTION_OF_rows *before = database_query(database, arena, &MENTION_OF, comment_id);
    const struct MENTION_OF_row *row;
    const char *rows = mention_rows(arena, links);

    changes->count = 0;
    if (before == NULL)
        return -1;
    while ((row = rows_next(before)) != NULL)
        if (append_link(database, changes, row->subject) != 0)
            return -1;
    if (changes->count > 0 && database_run(database, &MENTION_DROP, comment_id) != 0)
        return -1;
    for (size_t i = 0; rows != NULL && i < links->count; i++)
        if (append_link(database, changes, links->subjects[i]) != 0)
            return -1;
    return rows == NULL ? 0 : database_run(database, &MENTION_ADD, comment_id, rows);
}

int mention_find(const struct subject_place *place, const struct subject *subject,
                 struct thread *thread, struct comment *opening, struct mention_lines *lines)
{
    const char *text = subject_text(place->arena, subject);
    const struct subject_space space = subject_space(place, subject);
    const struct subject_place all = subject_place_of_all(place);
    struct MENTION_FIND_rows *rows = database_query(place->database, place->arena, &MENTION_FIND,
                                                    space.site_id, space.game_id, text,
                                                    place->site_id, place->game_id, MENTIONS_SHOWN);
    const struct MENTION_FIND_row *row;
    struct thread where;
    struct comment comment;
    int found = 0;

    lines->count = 0;
    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        thread_of_row(place->arena, &row->thread, &where, &comment);
        if (!row->naming) {
            *thread = where;
            *opening = comment;
            found = 1;
        } else if (lines->count < MENTIONS_SHOWN &&
                   subject_is_public(place->subjects, where.subject) &&
                   reader_sees(&all.reader, where.board_id)) {
            lines->of[lines->count++] = talk_line_of(place, &where, &comment);
        }
    }
    return found;
}
