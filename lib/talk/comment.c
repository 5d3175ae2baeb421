#include "talk/comment.h"

#include <string.h>

#include "auth/secret.h"
#include "base/clock.h"
#include "base/log.h"
#include "talk/markup.h"

#define TRIES 3 /* of a transaction that loses a deadlock */
#define ONCE_BYTES ((size_t)16)

STATEMENT(
    COMMENT_BY_ID, "uu", "uuuuuuuusttiusss",
    "SELECT c.id, c.thread_id, c.parent_id, c.room_id, c.segment_id, c.root_id, c.level,"
    " c.author_id, a.name, c.created, c.edited, c.score, c.state, c.body, c.html,"
    " t.subject FROM comment c JOIN thread t ON t.id = c.thread_id JOIN account a ON a.id = c.author_id"
    " WHERE c.id = ? AND t.site_id = ?");
STATEMENT(COMMENT_PLACE, "u", "uuuuuuu",
          "SELECT id, thread_id, room_id, segment_id, root_id, level, state FROM comment"
          " WHERE id = ?");
STATEMENT(COMMENT_ONCE, "ub", "uu",
          "SELECT id, thread_id FROM comment WHERE author_id = ? AND once_hash = ?");
STATEMENT(COMMENT_INSERT, "uUuuuuutssb", "",
          "INSERT INTO comment (thread_id, parent_id, room_id, segment_id, root_id, level,"
          " author_id, created, body, html, once_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(COMMENT_OWN_SEGMENT, "u", "",
          "UPDATE comment SET segment_id = id, root_id = IF(root_id = 0, id, root_id)"
          " WHERE id = ?");
STATEMENT(COMMENT_EDIT, "sstu", "",
          "UPDATE comment SET body = ?, html = ?, edited = ? WHERE id = ?");
STATEMENT(
    THREAD_LOCK, "uu", "uuus",
    "SELECT id, board_id, opening_id, subject FROM thread WHERE id = ? AND site_id = ? FOR UPDATE");
STATEMENT(THREAD_COUNT, "tuu", "",
          "UPDATE thread SET comments = comments + 1, activity = ?, last_comment_id = ?"
          " WHERE id = ?");
STATEMENT(THREAD_INSERT, "uusutt", "",
          "INSERT INTO thread (site_id, board_id, title, author_id, created, activity, comments)"
          " VALUES (?, ?, ?, ?, ?, ?, 1)");
STATEMENT(THREAD_OPENED, "uuu", "",
          "UPDATE thread SET opening_id = ?, last_comment_id = ? WHERE id = ?");
/* A new or newly active thread makes InnoDB look whether its board is there, which holds a shared lock
 * on the board; whoever then wants to count there waits for all that hold one. So the board is
 * locked for writing first. */
STATEMENT(BOARD_LOCK, "u", "u", "SELECT id FROM board WHERE id = ? FOR UPDATE");
STATEMENT(BOARD_COUNT, "uuu", "",
          "UPDATE board SET threads = threads + ?, comments = comments + 1, last_comment_id = ?"
          " WHERE id = ?");
STATEMENT(SCORE_LOCK, "u", "i", "SELECT score FROM comment WHERE id = ? FOR UPDATE");
STATEMENT(SCORE_ADD, "iu", "", "UPDATE comment SET score = score + ? WHERE id = ?");
STATEMENT(RATING_OWN, "uu", "i",
          "SELECT value FROM rating WHERE account_id = ? AND comment_id = ?");
STATEMENT(RATING_SET, "uuuit", "",
          "INSERT INTO rating (account_id, comment_id, thread_id, value, created)"
          " VALUES (?, ?, ?, ?, ?)"
          " ON DUPLICATE KEY UPDATE value = VALUES(value), created = VALUES(created)");
STATEMENT(RATING_DROP, "uu", "", "DELETE FROM rating WHERE account_id = ? AND comment_id = ?");
STATEMENT_SET(comment_statements, &COMMENT_BY_ID, &COMMENT_PLACE, &COMMENT_ONCE, &COMMENT_INSERT,
              &COMMENT_OWN_SEGMENT, &COMMENT_EDIT, &THREAD_LOCK, &THREAD_COUNT, &THREAD_INSERT,
              &THREAD_OPENED, &BOARD_LOCK, &BOARD_COUNT, &SCORE_LOCK, &SCORE_ADD, &RATING_OWN,
              &RATING_SET, &RATING_DROP);

int comment_find(struct database *database, struct arena *arena, uint64_t site_id, uint64_t id,
                 struct comment *comment)
{
    struct rows *rows = database_query(database, arena, &COMMENT_BY_ID, id, site_id);

    if (rows == NULL)
        return -1;
    if (!rows_next(rows))
        return 0;
    *comment = (struct comment){
        .id = rows_u64(rows, 0),
        .thread_id = rows_u64(rows, 1),
        .parent_id = rows_u64(rows, 2),
        .room_id = rows_u64(rows, 3),
        .segment_id = rows_u64(rows, 4),
        .root_id = rows_u64(rows, 5),
        .level = rows_u64(rows, 6),
        .author_id = rows_u64(rows, 7),
        .author = rows_text(rows, 8),
        .created = rows_instant(rows, 9),
        .edited = rows_instant(rows, 10),
        .score = rows_i64(rows, 11),
        .state = rows_u64(rows, 12),
        .body = rows_text(rows, 13),
        .html = rows_text(rows, 14),
        .subject = rows_text(rows, 15),
    };
    return 1;
}

void comment_place(struct comment *comment, const struct comment *parent, bool is_opening)
{
    comment->level = is_opening ? 0 : parent != NULL ? parent->level + 1 : 1;
    comment->parent_id = parent != NULL ? parent->id : 0;
    /* The first level below an opening comment, and each ROOM_LEVELS-th after it, begins rooms. */
    if (comment->level == 0 || (comment->level - 1) % ROOM_LEVELS == 0) {
        comment->room_id = comment->parent_id;
        comment->segment_id = 0;
    } else {
        comment->room_id = parent->room_id;
        comment->segment_id = parent->segment_id;
    }
    comment->root_id = comment->level <= 1 || parent == NULL ? 0 : parent->root_id;
}

/* Reads the parent's place. 1 found in this thread, 0 not, -1 on failure. */
static int place_of(struct database *database, struct arena *arena, uint64_t id, uint64_t thread_id,
                    struct comment *parent)
{
    struct rows *rows = database_query(database, arena, &COMMENT_PLACE, id);

    if (rows == NULL)
        return -1;
    if (!rows_next(rows) || rows_u64(rows, 1) != thread_id || rows_u64(rows, 6) != COMMENT_SHOWN)
        return 0;
    *parent = (struct comment){
        .id = rows_u64(rows, 0),
        .thread_id = thread_id,
        .room_id = rows_u64(rows, 2),
        .segment_id = rows_u64(rows, 3),
        .root_id = rows_u64(rows, 4),
        .level = rows_u64(rows, 5),
    };
    return 1;
}

/* Inserts the row at its place and sets comment->id. */
static int insert(struct database *database, struct arena *arena, struct comment *comment,
                  const struct comment_draft *draft)
{
    unsigned char once[DIGEST_BYTES];

    if (draft->once != NULL)
        digest(draft->once, once);
    comment->html = markup_html(arena, draft->body, NULL);
    if (database_run(database, &COMMENT_INSERT, comment->thread_id, comment->parent_id,
                     comment->room_id, comment->segment_id, comment->root_id, comment->level,
                     draft->author_id, comment->created, draft->body, comment->html,
                     draft->once != NULL ? once : NULL, ONCE_BYTES) != 0)
        return -1;
    comment->id = database_made_id(database);
    if (comment->segment_id != 0)
        return 0;
    return database_run(database, &COMMENT_OWN_SEGMENT, comment->id);
}

/* The comment that was made with the same key before. */
static enum comment_result find_again(struct database *database, struct arena *arena,
                                      const struct comment_draft *draft, struct comment_made *made)
{
    unsigned char once[DIGEST_BYTES];
    struct rows *rows;

    digest(draft->once, once);
    rows = database_query(database, arena, &COMMENT_ONCE, draft->author_id, once, ONCE_BYTES);
    if (rows == NULL || !rows_next(rows))
        return COMMENT_FAILED;
    made->id = rows_u64(rows, 0);
    made->thread_id = rows_u64(rows, 1);
    made->again = true;
    return COMMENT_DONE;
}

/* The transaction's body for a reply; the caller rolls back unless it is COMMENT_DONE. */
static enum comment_result add_within(struct database *database, struct arena *arena,
                                      uint64_t site_id, const struct comment_draft *draft,
                                      struct journal_entry *entry)
{
    struct rows *rows = database_query(database, arena, &THREAD_LOCK, draft->thread_id, site_id);
    struct comment comment = {.thread_id = draft->thread_id, .created = clock_now()}, parent;
    uint64_t parent_id;
    int found = 0;

    if (rows == NULL)
        return COMMENT_FAILED;
    if (!rows_next(rows))
        return COMMENT_NO_THREAD;
    parent_id = draft->parent_id != 0 ? draft->parent_id : rows_u64(rows, 2);
    if (parent_id != 0) {
        found = place_of(database, arena, parent_id, draft->thread_id, &parent);
        if (found <= 0)
            return found == 0 ? COMMENT_NO_PARENT : COMMENT_FAILED;
    }
    comment_place(&comment, found > 0 ? &parent : NULL, false);
    *entry = (struct journal_entry){
        .kind = JOURNAL_COMMENT,
        .site_id = site_id,
        .board_id = rows_u64(rows, 1),
        .thread_id = draft->thread_id,
        .subject = rows_text(rows, 3),
        .account_id = draft->author_id,
    };
    if (insert(database, arena, &comment, draft) != 0)
        return COMMENT_FAILED;
    /* The board before the thread: see BOARD_LOCK. */
    if (entry->board_id != 0 &&
        database_run(database, &BOARD_COUNT, UINT64_C(0), comment.id, entry->board_id) != 0)
        return COMMENT_FAILED;
    if (database_run(database, &THREAD_COUNT, comment.created, comment.id, comment.thread_id) != 0)
        return COMMENT_FAILED;
    entry->comment_id = comment.id;
    return journal_append(database, entry) == 0 ? COMMENT_DONE : COMMENT_FAILED;
}

/* The same for a new thread. */
static enum comment_result start_within(struct database *database, struct arena *arena,
                                        uint64_t site_id, uint64_t board_id, const char *title,
                                        const struct comment_draft *draft,
                                        struct journal_entry *entry)
{
    struct comment comment = {.created = clock_now()};

    if (database_query(database, arena, &BOARD_LOCK, board_id) == NULL ||
        database_run(database, &THREAD_INSERT, site_id, board_id, title, draft->author_id,
                     comment.created, comment.created) != 0)
        return COMMENT_FAILED;
    comment.thread_id = database_made_id(database);
    comment_place(&comment, NULL, true);
    *entry = (struct journal_entry){
        .kind = JOURNAL_COMMENT,
        .site_id = site_id,
        .board_id = board_id,
        .thread_id = comment.thread_id,
        .account_id = draft->author_id,
    };
    if (insert(database, arena, &comment, draft) != 0 ||
        database_run(database, &THREAD_OPENED, comment.id, comment.id, comment.thread_id) != 0 ||
        database_run(database, &BOARD_COUNT, UINT64_C(1), comment.id, board_id) != 0)
        return COMMENT_FAILED;
    entry->comment_id = comment.id;
    return journal_append(database, entry) == 0 ? COMMENT_DONE : COMMENT_FAILED;
}

/* Runs either of them until it is not in the way of another transaction. TITLE NULL: a reply. */
static enum comment_result write_comment(struct database *database, struct shared *shared,
                                         struct arena *arena, uint64_t site_id, uint64_t board_id,
                                         const char *title, const struct comment_draft *draft,
                                         struct comment_made *made)
{
    struct journal_entry entry = {0};
    enum comment_result result = COMMENT_FAILED;

    *made = (struct comment_made){0};
    for (int i = 0; i < TRIES; i++) {
        if (database_begin(database) != 0)
            return COMMENT_FAILED;
        result = title != NULL
                     ? start_within(database, arena, site_id, board_id, title, draft, &entry)
                     : add_within(database, arena, site_id, draft, &entry);
        if (result == COMMENT_DONE) {
            if (journal_commit(database, shared, &entry, 1) != 0)
                return COMMENT_FAILED;
            made->id = entry.comment_id;
            made->thread_id = entry.thread_id;
            made->journal = entry.id;
            return COMMENT_DONE;
        }
        database_rollback(database);
        if (result != COMMENT_FAILED)
            return result;
        if (database_failure(database) == DATABASE_DUPLICATE && draft->once != NULL)
            return find_again(database, arena, draft, made);
        if (database_failure(database) != DATABASE_CONFLICT)
            return COMMENT_FAILED;
    }
    return result;
}

enum comment_result comment_add(struct database *database, struct shared *shared,
                                struct arena *arena, uint64_t site_id,
                                const struct comment_draft *draft, struct comment_made *made)
{
    return write_comment(database, shared, arena, site_id, 0, NULL, draft, made);
}

enum comment_result thread_start(struct database *database, struct shared *shared,
                                 struct arena *arena, uint64_t site_id, uint64_t board_id,
                                 const char *title, const struct comment_draft *draft,
                                 struct comment_made *made)
{
    return write_comment(database, shared, arena, site_id, board_id, title, draft, made);
}

int comment_edit(struct database *database, struct shared *shared, struct arena *arena,
                 uint64_t site_id, const struct comment *comment, const char *body,
                 uint64_t *journal)
{
    struct journal_entry entry = {
        .kind = JOURNAL_EDIT,
        .site_id = site_id,
        .thread_id = comment->thread_id,
        .comment_id = comment->id,
        .account_id = comment->author_id,
        .subject = comment->subject,
    };

    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &COMMENT_EDIT, body, markup_html(arena, body, NULL), clock_now(),
                     comment->id) != 0 ||
        journal_append(database, &entry) != 0) {
        database_rollback(database);
        return -1;
    }
    if (journal != NULL)
        *journal = entry.id;
    return journal_commit(database, shared, &entry, 1);
}

/* The rating's transaction, up to the commit. */
static int rate_within(struct database *database, struct arena *arena,
                       const struct comment *comment, uint64_t account_id, int value,
                       int64_t *score, struct journal_entry *entry)
{
    struct rows *locked = database_query(database, arena, &SCORE_LOCK, comment->id);
    struct rows *own;
    int64_t before;

    if (locked == NULL || !rows_next(locked))
        return -1;
    own = database_query(database, arena, &RATING_OWN, account_id, comment->id);
    if (own == NULL)
        return -1;
    before = rows_next(own) ? rows_i64(own, 0) : 0;
    *score = rows_i64(locked, 0) + value - before;
    if (value == before)
        return 0;
    if (value == 0 ? database_run(database, &RATING_DROP, account_id, comment->id) != 0
                   : database_run(database, &RATING_SET, account_id, comment->id,
                                  comment->thread_id, (int64_t)value, clock_now()) != 0)
        return -1;
    if (database_run(database, &SCORE_ADD, value - before, comment->id) != 0)
        return -1;
    return journal_append(database, entry);
}

enum comment_result rating_put(struct database *database, struct shared *shared,
                               struct arena *arena, uint64_t site_id, const struct comment *comment,
                               uint64_t account_id, int value, int64_t *score)
{
    struct journal_entry entry = {
        .kind = JOURNAL_RATING,
        .site_id = site_id,
        .thread_id = comment->thread_id,
        .comment_id = comment->id,
        .account_id = account_id,
        .subject = comment->subject,
    };

    if (comment->author_id == account_id)
        return COMMENT_NOT_ALLOWED;
    for (int i = 0; i < TRIES; i++) {
        if (database_begin(database) != 0)
            return COMMENT_FAILED;
        if (rate_within(database, arena, comment, account_id, value, score, &entry) == 0)
            return journal_commit(database, shared, &entry, entry.id != 0) == 0 ? COMMENT_DONE
                                                                                : COMMENT_FAILED;
        database_rollback(database);
        if (database_failure(database) != DATABASE_CONFLICT)
            return COMMENT_FAILED;
    }
    return COMMENT_FAILED;
}
