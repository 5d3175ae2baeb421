#include "talk/moderation/thread/thread_state.h"

#include "talk/thread.h"

ROW(thread_state, id(id), id(site_id), id(game_id), id(board_id), text(board_name),
    text(board_title), text(subject), text(title), text(path), id(author_id), instant(created),
    instant(activity), number(comments), flag(hidden), flag(locked), flag(pinned),
    instant(announced), number(slow), number(version), id(opening_id), id(last_comment_id),
    id(merged_id), id(split_id), id(lock_id), id(notice_id));
#define STATE_SQL                                                                                  \
    "SELECT t.id, t.site_id, t.game_id, t.board_id, b.name, b.title, t.subject, t.title, t.path,"  \
    " t.author_id, t.created, t.activity, t.comments, t.hidden, t.locked, t.pinned, t.announced,"  \
    " t.slow, t.version, t.opening_id, t.last_comment_id, t.merged_id, t.split_id, t.lock_id,"     \
    " t.notice_id FROM thread t LEFT JOIN board b ON b.id = t.board_id"
STATEMENT(STATE_SEEN, PARAMETERS(id(thread), id(site), id(game)), ROW_OF(thread_state),
          STATE_SQL " WHERE t.id = ? AND " THREAD_SEEN_SQL);
STATEMENT(STATE_HELD, PARAMETERS(id(thread)), ROW_OF(thread_state), STATE_SQL " WHERE t.id = ?");
STATEMENT(THREAD_HOLD, PARAMETERS(id(thread)), COLUMNS(id(id)),
          "SELECT id FROM thread WHERE id = ? FOR UPDATE");
STATEMENT(THREAD_AUTHORS, PARAMETERS(id(thread)), COLUMNS(number(count)),
          "SELECT COUNT(DISTINCT author_id) FROM comment WHERE thread_id = ? AND state = 0");
STATEMENT_SET(thread_state_statements, &STATE_SEEN, &STATE_HELD, &THREAD_HOLD, &THREAD_AUTHORS);

static int thread_of_state(struct arena *arena, struct thread_state_rows *rows,
                           struct moderated_thread *thread)
{
    const struct thread_state_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *thread = (struct moderated_thread){
        .id = row->id,
        .space = {row->site_id, row->game_id},
        .board_id = row->board_id,
        .board_name = row->board_name,
        .board_title = row->board_title,
        .subject = row->subject,
        .title = row->title,
        .path = thread_where(arena, row->id, row->title, row->path),
        .author_id = row->author_id,
        .created = row->created,
        .activity = row->activity,
        .comments = row->comments,
        .hidden = row->hidden,
        .locked = row->locked,
        .pinned = row->pinned,
        .announced = row->announced,
        .slow = row->slow,
        .version = row->version,
        .opening_id = row->opening_id,
        .last_comment_id = row->last_comment_id,
        .merged_id = row->merged_id,
        .split_id = row->split_id,
        .lock_id = row->lock_id,
        .notice_id = row->notice_id,
    };
    return 1;
}

int moderated_thread_find(const struct subject_place *place, uint64_t id,
                          struct moderated_thread *thread)
{
    const struct THREAD_AUTHORS_row *authors;
    int found = thread_of_state(place->arena,
                                database_query(place->database, place->arena, &STATE_SEEN, id,
                                               place->site_id, place->game_id),
                                thread);

    if (found <= 0)
        return found;
    if (!reader_sees(&place->reader, thread->board_id))
        return 0;
    authors = database_row(place->database, place->arena, &THREAD_AUTHORS, id);
    if (authors == NULL)
        return -1;
    thread->authors = authors->count;
    return 1;
}

int moderated_thread_hold(const struct store *store, uint64_t id, struct moderated_thread *thread)
{
    if (database_query(store->database, store->arena, &THREAD_HOLD, id) == NULL)
        return -1;
    return thread_of_state(store->arena,
                           database_query(store->database, store->arena, &STATE_HELD, id), thread);
}
