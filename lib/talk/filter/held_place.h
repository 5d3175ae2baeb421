/* Where a held post h belongs now, for every statement that asks: moderators may have moved, merged or split threads
 * since it was written. Its thread t is the one that its own comment c is in, where it was published before; else
 * that of the comment p, which it answers or changes; else the one that it was written in. A new thread that was
 * not published has none, but its board.
 *
 * Which thread a post was written in (h.thread_id) says nothing of who may see or decide it. */
#ifndef LOREHALL_TALK_FILTER_HELD_PLACE_H
#define LOREHALL_TALK_FILTER_HELD_PLACE_H

#include "store/statement.h"

#define HELD_PLACE_JOINS_SQL                                                                       \
    " LEFT JOIN comment p ON p.id = IF(h.kind = 2, h.comment_id, h.parent_id)"                     \
    " LEFT JOIN comment c ON c.id = h.id"                                                          \
    " LEFT JOIN thread t ON t.id = COALESCE(c.thread_id, p.thread_id, h.thread_id)"

/* Whether its board is one that a reader does not see: one parameter (reader_hidden). */
#define HELD_HIDDEN_SQL "FIND_IN_SET(COALESCE(t.board_id, h.board_id, 0), ?) > 0"

/* The columns of held_place. */
#define HELD_PLACE_SQL                                                                             \
    "COALESCE(t.site_id, IF(t.id IS NULL, h.site_id, NULL)), t.game_id,"                           \
    " COALESCE(t.board_id, h.board_id), t.id, t.subject, COALESCE(t.title, h.title), t.locked,"    \
    " t.hidden, p.id, p.state, p.level, p.edited"
ROW(held_place, id(site_id), id(game_id), id(board_id), id(thread_id), text(subject), text(title),
    flag(locked), integer(hidden), id(parent_id), number(parent_state), number(parent_level),
    instant(parent_edited));

#endif
