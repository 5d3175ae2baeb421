/* What becomes of a comment that was written: its text, its votes. A score is the sum of its
 * comment's votes and kept with the comment, whose row is locked while one of them changes. */
#include "base/clock.h"
#include "talk/comment.h"
#include "talk/markup.h"
#include "talk/mention.h"

#define TRIES 3 /* of a transaction that loses a deadlock */

/* Nobody locks or moves the thread until the edit is done. */
STATEMENT(COMMENT_HOLD, PARAMETERS(id(thread)), COLUMNS(flag(locked)),
          "SELECT locked FROM thread WHERE id = ? LOCK IN SHARE MODE");
/* Only the version that was read; every edit makes another. */
STATEMENT(COMMENT_EDIT,
          PARAMETERS(text(body), text(html), instant_or_null(edited), id(comment), id(thread),
                     instant_or_null(before)),
          COLUMNS(),
          "UPDATE comment SET body = ?, html = ?, edited = ?"
          " WHERE id = ? AND thread_id = ? AND edited <=> ?");
STATEMENT(SCORE_LOCK, PARAMETERS(id(comment)), COLUMNS(integer(score), id(thread_id)),
          "SELECT score, thread_id FROM comment WHERE id = ? FOR UPDATE");
STATEMENT(SCORE_ADD, PARAMETERS(integer(change), id(comment)), COLUMNS(),
          "UPDATE comment SET score = score + ? WHERE id = ?");
STATEMENT(RATING_OWN, PARAMETERS(id(account), id(comment)), COLUMNS(integer(value)),
          "SELECT value FROM rating WHERE account_id = ? AND comment_id = ?");
STATEMENT(RATING_SET,
          PARAMETERS(id(account), id(comment), id(thread), integer(value), instant(created)),
          COLUMNS(),
          "INSERT INTO rating (account_id, comment_id, thread_id, value, created)"
          " VALUES (?, ?, ?, ?, ?)"
          " ON DUPLICATE KEY UPDATE value = VALUES(value), created = VALUES(created)");
STATEMENT(RATING_DROP, PARAMETERS(id(account), id(comment)), COLUMNS(),
          "DELETE FROM rating WHERE account_id = ? AND comment_id = ?");
STATEMENT_SET(comment_change_statements, &COMMENT_HOLD, &COMMENT_EDIT, &SCORE_LOCK, &SCORE_ADD,
              &RATING_OWN, &RATING_SET, &RATING_DROP);

/* ---- edits ---- */

/* A comment's new text. */
struct new_text {
    const char *body;
    int64_t edited; /* when it was given it */
    struct markup_links *links;
    const struct comment_also *also;
    bool authored; /* by somebody, and not by another version of the renderer */
};

/* The transaction of an edit, up to the commit; CHANGES gets its journal rows, the edit's last. */
static enum comment_result edit_within(const struct store *store, const struct comment *comment,
                                       const struct new_text *text, struct mention_changes *changes)
{
    struct database *database = store->database;
    const char *html = markup_html(store->arena, text->body, text->links);
    const struct COMMENT_HOLD_row *thread;
    const struct journal_entry edit = {
        .kind = JOURNAL_EDIT,
        .site_id = comment->space.site_id,
        .game_id = comment->space.game_id,
        .thread_id = comment->thread_id,
        .comment_id = comment->id,
        .account_id = comment->author_id,
        .subject = comment->subject,
    };

    thread = database_row(database, store->arena, &COMMENT_HOLD, comment->thread_id);
    if (thread == NULL)
        return COMMENT_FAILED;
    if (thread->locked && !comment->locked && text->authored)
        return COMMENT_LOCKED;
    if (database_run(database, &COMMENT_EDIT, text->body, html, text->edited, comment->id,
                     comment->thread_id, comment->edited) != 0)
        return COMMENT_FAILED;
    if (database_changed(database) == 0)
        return COMMENT_CHANGED;
    if (mention_change(database, store->arena, comment->id, text->links, changes) != 0)
        return COMMENT_FAILED;
    changes->rows[changes->count] = edit;
    return journal_append(database, &changes->rows[changes->count++]) == 0 ? COMMENT_DONE
                                                                           : COMMENT_FAILED;
}

/* The HTML is made before the first statement: the row is locked no longer than its statements
 * take. */
static enum comment_result write_anew(const struct store *store, const struct comment *comment,
                                      const struct new_text *text)
{
    struct mention_changes changes = {.count = 0};
    enum comment_result result;

    if (database_begin(store->database) != 0)
        return COMMENT_FAILED;
    result = edit_within(store, comment, text, &changes);
    if (result == COMMENT_DONE && text->also != NULL && text->also->write(text->also->context) != 0)
        result = COMMENT_FAILED;
    if (result != COMMENT_DONE) {
        database_rollback(store->database);
        return result;
    }
    return journal_commit(store->database, store->shared, changes.rows, changes.count) == 0
               ? COMMENT_DONE
               : COMMENT_FAILED;
}

enum comment_result comment_edit(const struct store *store, const struct comment *comment,
                                 const char *body, struct markup_links *links,
                                 const struct comment_also *also)
{
    return write_anew(store, comment,
                      &(struct new_text){body, clock_now(), links, also, also == NULL});
}

enum comment_result comment_render(const struct store *store, const struct comment *comment,
                                   struct markup_links *links)
{
    return write_anew(store, comment,
                      &(struct new_text){comment->body, comment->edited, links, NULL, false});
}

/* ---- ratings ---- */

/* The transaction of the rating that ENTRY tells of, up to the commit. The comment's row is locked
 * before the vote is read: the score is the sum of votes only if changes of one comment come one
 * after the other. */
static int rate_within(const struct store *store, const struct comment *comment, int value,
                       int64_t *score, struct journal_entry *entry)
{
    struct database *database = store->database;
    uint64_t account_id = entry->account_id;
    const struct SCORE_LOCK_row *locked =
        database_row(database, store->arena, &SCORE_LOCK, comment->id);
    struct RATING_OWN_rows *rows;
    const struct RATING_OWN_row *own;
    int64_t before;

    if (locked == NULL)
        return -1;
    entry->thread_id = locked->thread_id; /* it may have been moved */
    rows = database_query(database, store->arena, &RATING_OWN, account_id, comment->id);
    if (rows == NULL)
        return -1;
    own = rows_next(rows);
    before = own != NULL ? own->value : 0;
    *score = locked->score + value - before;
    if (value == before)
        return 0;
    if (value == 0 ? database_run(database, &RATING_DROP, account_id, comment->id) != 0
                   : database_run(database, &RATING_SET, account_id, comment->id, entry->thread_id,
                                  value, clock_now()) != 0)
        return -1;
    if (database_run(database, &SCORE_ADD, value - before, comment->id) != 0)
        return -1;
    return journal_append(database, entry);
}

enum comment_result rating_put(const struct store *store, const struct comment *comment,
                               uint64_t account_id, int value, int64_t *score)
{
    struct journal_entry entry = {
        .kind = JOURNAL_RATING,
        .site_id = comment->space.site_id,
        .game_id = comment->space.game_id,
        .thread_id = comment->thread_id,
        .comment_id = comment->id,
        .account_id = account_id,
        .subject = comment->subject,
    };

    if (comment->author_id == account_id)
        return COMMENT_NOT_ALLOWED;
    for (int i = 0; i < TRIES; i++) {
        if (database_begin(store->database) != 0)
            return COMMENT_FAILED;
        if (rate_within(store, comment, value, score, &entry) == 0)
            return journal_commit(store->database, store->shared, &entry, entry.id != 0) == 0
                       ? COMMENT_DONE
                       : COMMENT_FAILED;
        database_rollback(store->database);
        if (database_failure(store->database) != DATABASE_CONFLICT)
            return COMMENT_FAILED;
    }
    return COMMENT_FAILED;
}
