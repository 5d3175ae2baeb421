/* Comments are written here: replies, new threads, edits, votes.
 *
 * A post is one round trip (TRANSACTION): as single statements it was ten, with the thread's and
 * the board's rows locked all the while. Measured with 4 clients, a post's processor time fell
 * from 1,964 µs to 1,572 in all processes together (bench/README.md, "post"). In it the order of
 * locks is the same for everybody, the thread before the board's tally, and the tally last: all
 * posts of a board wait for that row.
 *
 * Idempotency: a form's key is kept as a hash with its comment, unique for its author. Sent
 * twice, the second finds a duplicate and is answered with what the first made. */
#include "talk/comment.h"

#include <inttypes.h>
#include <string.h>

#include "auth/secret.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text/text.h"
#include "talk/markup.h"
#include "talk/mention.h"
#include "talk/thread.h"

#define TRIES 3 /* of a transaction that loses a deadlock */
#define ONCE_BYTES ((size_t)16)

STATEMENT(
    COMMENT_BY_ID, PARAMETERS(id(comment), id(site), id(game)),
    COLUMNS(row(comment, comment), text(subject), id(site_id), id(game_id), id(board_id)),
    "SELECT " COMMENT_COLUMNS_SQL("c.body") ", t.subject, t.site_id, t.game_id, t.board_id"
                                            " FROM comment c JOIN thread t ON t.id = c.thread_id"
                                            " JOIN account a ON a.id = c.author_id WHERE c.id = ?"
                                            " AND " THREAD_SEEN_SQL);
/* Where a reply belongs: its thread, and the comment that it answers where that is one of the
 * thread's and shown. What opened a discussion that goes on may be removed. */
#define AIM_SQL                                                                                            \
    "SELECT t.id, t.board_id, t.opening_id, t.subject, p.id, p.branch_id, p.top_comment_id, p.root_id,"    \
    " p.level, t.site_id, t.game_id FROM thread t LEFT JOIN comment p ON p.id = COALESCE(?, t.opening_id)" \
    " AND p.thread_id = t.id AND (p.state = 0 OR (p.level = 0 AND t.hidden = 0))"
ROW(aim, id(thread_id), id(board_id), id(opening_id), text(subject), id(parent_id),
    id(parent_branch_id), id(parent_top_comment_id), id(parent_root_id), number(parent_level),
    id(site_id), id(game_id));
STATEMENT(AIM_BY_ID, PARAMETERS(id_or_null(parent), id(thread), id(site)), ROW_OF(aim),
          AIM_SQL " WHERE t.id = ? AND t.site_id = ? AND t.subject IS NULL");
STATEMENT(AIM_BY_SUBJECT,
          PARAMETERS(id_or_null(parent), id_or_null(site), id_or_null(game), text(subject)),
          ROW_OF(aim), AIM_SQL " WHERE " THREAD_OF_SUBJECT_SQL);
STATEMENT(SUBJECT_THREAD,
          PARAMETERS(id_or_null(site), id_or_null(game), text(subject), text(title), text(path),
                     instant(created), again(created)),
          COLUMNS(),
          "INSERT INTO thread (site_id, game_id, subject, title, path, created, activity)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)"
          " ON DUPLICATE KEY UPDATE title = VALUES(title), path = VALUES(path)");
/* Whether the same was sent: of a comment from before that was kept, its text tells, where it can
 * be seen. */
STATEMENT(COMMENT_ONCE,
          PARAMETERS(bytes(sent), text(body), id(site), id(game), id(author), bytes(once)),
          COLUMNS(id(id), id(thread_id), flag(same)),
          "SELECT c.id, c.thread_id, COALESCE(c.sent_hash = ?, BINARY c.body = BINARY ?"
          " AND " THREAD_SEEN_SQL ") FROM comment c JOIN thread t ON t.id = c.thread_id"
          " WHERE c.author_id = ? AND c.once_hash = ?");
/* The author's last in a thread, and the one before. */
STATEMENT(COMMENT_LAST, PARAMETERS(id(author), id(thread)),
          COLUMNS(id(id), text(once), flag(edited)),
          "SELECT id, LOWER(HEX(once_hash)), edited IS NOT NULL FROM comment FORCE INDEX (author)"
          " WHERE author_id = ? AND thread_id = ? ORDER BY id DESC LIMIT 2");
/* Only the version that was read; every edit makes another. */
STATEMENT(COMMENT_EDIT,
          PARAMETERS(text(body), text(html), instant_or_null(edited), id(comment),
                     instant_or_null(before)),
          COLUMNS(),
          "UPDATE comment SET body = ?, html = ?, edited = ? WHERE id = ? AND edited <=> ?");
/* One round trip each, so that what others wait for is locked only as long as the server works at
 * it: the thread first, the board's tally last. The row is answered before the tally is locked. Of
 * two comments on their way at once, the one made later is the last, whichever comes first. */
#define COMMENT_SQL                                                                                \
    "INSERT INTO comment (id, thread_id, parent_id, branch_id, top_comment_id, root_id, level,"    \
    " author_id, created, body, html, once_hash, sent_hash) VALUES "
/* What mention_rows gives of the subjects that the comment names; NULL: none. */
#define LINKS_SQL                                                                                                          \
    " SET links = ?; IF links IS NOT NULL THEN INSERT IGNORE INTO comment_link"                                            \
    " (comment_id, subject) SELECT made, j.subject" MENTIONED_SQL(                                                         \
        "links") ";"                                                                                                       \
                 " INSERT INTO journal (created, kind, subject) SELECT UTC_TIMESTAMP(6), 'link', j.subject" MENTIONED_SQL( \
                     "links") "; END IF;"
#define TALLY_SQL                                                                                  \
    "UPDATE board_tally SET comments = comments + 1,"                                              \
    " last_comment_id = GREATEST(COALESCE(last_comment_id, 0), made)"
/* What they made. */
ROW(posted, id(comment_id), id(journal_id));
TRANSACTION(REPLY_ADD,
            PARAMETERS(instant(created), again(created), id(thread), again(thread),
                       id_or_null(parent), id(branch), id_or_null(top_comment), id_or_null(root),
                       number(level), id(author), again(created), text(body), text(html),
                       bytes(once), bytes(sent), text(links), again(created), id(site), id(board),
                       again(thread), again(author), text(subject), id(game), again(board)),
            COLUMNS(row(posted, posted)),
            "DECLARE made BIGINT UNSIGNED; DECLARE links TEXT;"
            " START TRANSACTION;"
            " SET made = NEXTVAL(comment_number);"
            " UPDATE thread SET comments = comments + 1,"
            " hidden = IF(board_id IS NULL, 0, hidden),"
            " last_comment_id = IF(? >= activity, made, last_comment_id),"
            " activity = GREATEST(activity, ?) WHERE id = ?; " COMMENT_SQL
            "(made, ?, ?, ?, COALESCE(?, made), COALESCE(?, made), ?, ?, ?, ?, ?, ?, ?);" LINKS_SQL
            " " JOURNAL_INSERT_SQL "(?, 'comment', ?, ?, ?, made, ?, ?, ?);"
            " SELECT made, LAST_INSERT_ID();"
            " " TALLY_SQL " WHERE board_id = ?;"
            " COMMIT;");
TRANSACTION(THREAD_ADD,
            PARAMETERS(id(site), id(board), text(title), id(author), instant(created),
                       again(created), again(author), again(created), text(body), text(html),
                       bytes(once), bytes(sent), text(links), again(created), again(site),
                       again(board), again(author), again(board)),
            COLUMNS(row(posted, posted), id(thread_id)),
            "DECLARE made, opened BIGINT UNSIGNED; DECLARE links TEXT;"
            " START TRANSACTION;"
            " SET made = NEXTVAL(comment_number);"
            " INSERT INTO thread (site_id, board_id, title, author_id, created, activity, comments,"
            " opening_id, last_comment_id) VALUES (?, ?, ?, ?, ?, ?, 1, made, made);"
            " SET opened = LAST_INSERT_ID(); " COMMENT_SQL
            "(made, opened, NULL, 0, made, made, 0, ?, ?, ?, ?, ?, ?);" LINKS_SQL
            " " JOURNAL_INSERT_SQL "(?, 'comment', ?, ?, opened, made, ?, NULL, 0);"
            " SELECT made, LAST_INSERT_ID(), opened;"
            " " TALLY_SQL ", threads = threads + 1 WHERE board_id = ?;"
            " COMMIT;");
STATEMENT(SCORE_LOCK, PARAMETERS(id(comment)), COLUMNS(integer(score)),
          "SELECT score FROM comment WHERE id = ? FOR UPDATE");
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
STATEMENT_SET(comment_statements, &COMMENT_BY_ID, &AIM_BY_ID, &AIM_BY_SUBJECT, &SUBJECT_THREAD,
              &COMMENT_ONCE, &COMMENT_LAST, &COMMENT_EDIT, &REPLY_ADD, &THREAD_ADD, &SCORE_LOCK,
              &SCORE_ADD, &RATING_OWN, &RATING_SET, &RATING_DROP);

struct comment comment_of_row(const struct comment_row *row)
{
    return (struct comment){
        .id = row->id,
        .thread_id = row->thread_id,
        .parent_id = row->parent_id,
        .branch_id = row->branch_id,
        .top_comment_id = row->top_comment_id,
        .root_id = row->root_id,
        .level = row->level,
        .author_id = row->author_id,
        .author = row->author,
        .created = row->created,
        .edited = row->edited,
        .score = row->score,
        .state = row->state,
        .html = row->html,
        .body = row->body,
    };
}

int comment_find(const struct subject_place *place, uint64_t id, struct comment *comment)
{
    struct COMMENT_BY_ID_rows *rows = database_query(place->database, place->arena, &COMMENT_BY_ID,
                                                     id, place->site_id, place->game_id);
    const struct COMMENT_BY_ID_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL || !reader_sees(&place->reader, row->board_id))
        return 0;
    *comment = comment_of_row(&row->comment);
    comment->subject = row->subject;
    comment->space = (struct subject_space){row->site_id, row->game_id};
    comment->board_id = row->board_id;
    return subject_text_there(place, comment->subject);
}

void comment_place(struct comment *comment, const struct comment *parent, bool is_opening)
{
    comment->level = is_opening ? 0 : parent != NULL ? parent->level + 1 : 1;
    comment->parent_id = parent != NULL ? parent->id : 0;
    /* The first level below an opening comment, and each BRANCH_LEVELS-th after it, begins
     * branches. */
    if (comment->level == 0 || (comment->level - 1) % BRANCH_LEVELS == 0) {
        comment->branch_id = comment->parent_id;
        comment->top_comment_id = 0;
    } else {
        comment->branch_id = parent->branch_id;
        comment->top_comment_id = parent->top_comment_id;
    }
    comment->root_id = comment->level <= 1 || parent == NULL ? 0 : parent->root_id;
}

/* A draft's key, and what was sent with it, as they are stored. */
struct once {
    unsigned char *key;  /* NULL: it has none */
    unsigned char *sent; /* NULL: nothing is compared */
    unsigned char bytes[2][DIGEST_BYTES];
};

static void digest_keys(const struct comment_draft *draft, struct once *once)
{
    *once = (struct once){.key = NULL};
    if (draft->once == NULL)
        return;
    once->key = once->bytes[0];
    digest(draft->once, once->key);
    if (draft->sent == NULL)
        return;
    once->sent = once->bytes[1];
    digest(draft->sent, once->sent);
}

/* The comment that was made with the same key before. */
static enum comment_result find_again(const struct subject_place *place,
                                      const struct comment_draft *draft, const struct once *once,
                                      struct comment_made *made)
{
    struct COMMENT_ONCE_rows *rows =
        database_query(place->database, place->arena, &COMMENT_ONCE,
                       bytes_of(once->sent, ONCE_BYTES), draft->body, place->site_id,
                       place->game_id, draft->author_id, bytes_of(once->key, ONCE_BYTES));
    const struct COMMENT_ONCE_row *row;

    if (rows == NULL)
        return COMMENT_FAILED;
    row = rows_next(rows);
    if (row == NULL)
        return COMMENT_NO_THREAD;
    *made = (struct comment_made){.id = row->id, .thread_id = row->thread_id, .again = true};
    return once->sent != NULL && !row->same ? COMMENT_KEY_USED : COMMENT_DONE;
}

enum comment_result comment_made_before(const struct subject_place *place,
                                        const struct comment_draft *draft,
                                        struct comment_made *made)
{
    struct once once;

    digest_keys(draft, &once);
    return find_again(place, draft, &once, made);
}

/* The key for the same form after the comment ID. */
static void next_once(struct arena *arena, const struct comment_draft *draft, uint64_t id,
                      unsigned char once[DIGEST_BYTES])
{
    digest(arena_format(arena, "%s|after %" PRIu64, draft->once, id), once);
}

/* Whether the author wrote something else in the discussion since MADE, or made something else of
 * it, so that the same words are meant once more; ONCE is then the key for that. If those were
 * sent already, MADE is what they made. */
static bool posted_since(struct database *database, struct arena *arena,
                         const struct comment_draft *draft, unsigned char once[DIGEST_BYTES],
                         struct comment_made *made)
{
    struct COMMENT_LAST_rows *rows =
        database_query(database, arena, &COMMENT_LAST, draft->author_id, made->thread_id);
    const struct COMMENT_LAST_row *row;
    const char *key;
    uint64_t last;
    bool edited;

    row = rows_next(rows);
    if (row == NULL)
        return false;
    last = row->id;
    key = row->once;
    edited = row->edited;
    if (last == made->id && !edited)
        return false;
    row = edited ? NULL : rows_next(rows);
    if (row != NULL) {
        next_once(arena, draft, row->id, once);
        if (key != NULL && strcmp(key, text_hex(arena, once, ONCE_BYTES)) == 0) {
            made->id = last;
            return false;
        }
    }
    next_once(arena, draft, last, once);
    return true;
}

/* Finds where a reply belongs: fills in the comment's place and the entry. */
static enum comment_result aim(const struct subject_place *place, const struct comment_draft *draft,
                               struct comment *comment, struct journal_entry *entry)
{
    const struct subject *subject = draft->subject;
    const struct subject_space space = subject_space(place, subject);
    struct aim_rows *rows = subject_is_thread(place, subject)
                                ? database_query(place->database, place->arena, &AIM_BY_ID,
                                                 draft->parent_id, subject->id, space.site_id)
                                : database_query(place->database, place->arena, &AIM_BY_SUBJECT,
                                                 draft->parent_id, space.site_id, space.game_id,
                                                 subject_text(place->arena, subject));
    const struct aim_row *row;
    struct comment parent;

    if (rows == NULL)
        return COMMENT_FAILED;
    row = rows_next(rows);
    if (row == NULL || !reader_sees(&place->reader, row->board_id))
        return COMMENT_NO_THREAD;
    if (draft->may != NULL && !draft->may(draft->context, row->board_id))
        return COMMENT_NOT_HERE;
    parent = (struct comment){
        .id = row->parent_id,
        .branch_id = row->parent_branch_id,
        .top_comment_id = row->parent_top_comment_id,
        .root_id = row->parent_root_id,
        .level = row->parent_level,
    };
    if (parent.id == 0 && (draft->parent_id != 0 || row->opening_id != 0))
        return COMMENT_NO_PARENT;
    comment_place(comment, parent.id != 0 ? &parent : NULL, false);
    entry->thread_id = row->thread_id;
    entry->board_id = row->board_id;
    entry->subject = row->subject;
    entry->site_id = row->site_id;
    entry->game_id = row->game_id;
    return COMMENT_DONE;
}

/* The same for a page's subject that may have no thread yet: makes it, unless its key is
 * another's. Two that write the first comment below a page at once both insert the thread; ON
 * DUPLICATE KEY has the second find it. */
static enum comment_result aim_at_page(const struct subject_place *place,
                                       const struct comment_draft *draft, const struct once *once,
                                       struct comment *comment, struct journal_entry *entry)
{
    struct comment_made made;
    enum comment_result result = aim(place, draft, comment, entry);
    const struct subject_space space = subject_space(place, draft->subject);

    if (result != COMMENT_NO_THREAD || draft->title == NULL || draft->parent_id != 0 ||
        (space.site_id == 0 && space.game_id == 0))
        return result;
    if (once->sent != NULL && find_again(place, draft, once, &made) == COMMENT_KEY_USED)
        return COMMENT_KEY_USED;
    if (database_run(place->database, &SUBJECT_THREAD, space.site_id, space.game_id,
                     subject_text(place->arena, draft->subject), draft->title, draft->path,
                     comment->created) != 0)
        return COMMENT_FAILED;
    return aim(place, draft, comment, entry);
}

/* A comment on its way into the database. */
struct addition {
    const struct subject_place *place;
    const struct comment_draft *draft;
    struct once once;
    struct journal_entry entry;
};

/* What a transaction made; NULL as POSTED: what became of it, COMMENT_FAILED where it should be
 * tried again. */
static enum comment_result finish_addition(const struct store *store, struct addition *addition,
                                           const struct posted_row *posted,
                                           struct comment_made *made)
{
    struct journal_entry *entry = &addition->entry;

    if (posted == NULL)
        return database_failure(store->database) == DATABASE_DUPLICATE && addition->once.key != NULL
                   ? find_again(addition->place, addition->draft, &addition->once, made)
                   : COMMENT_FAILED;
    entry->comment_id = made->id = posted->comment_id;
    entry->id = made->journal = posted->journal_id;
    made->thread_id = entry->thread_id;
    journal_tell(store->shared, entry, 1);
    mention_bump(store->shared, addition->draft->links);
    return COMMENT_DONE;
}

/* Whether a transaction lost against another one that was in its way. */
static bool lost(const struct database *database, enum comment_result result)
{
    return result == COMMENT_FAILED && database_failure(database) == DATABASE_CONFLICT;
}

enum comment_result comment_add(const struct subject_place *place, struct shared *shared,
                                const struct comment_draft *draft, struct comment_made *made)
{
    const struct store store = {.database = place->database,
                                .shared = shared,
                                .arena = place->arena};
    struct addition addition = {
        .place = place,
        .draft = draft,
        .entry = {.kind = JOURNAL_COMMENT, .account_id = draft->author_id},
    };
    const struct once *once = &addition.once;
    const struct journal_entry *entry = &addition.entry;
    struct comment comment = {.created = draft->created != 0 ? draft->created : clock_now()};
    const char *html = markup_html(store.arena, draft->body, draft->links);
    const char *links = mention_rows(store.arena, draft->links);
    enum comment_result result;
    bool more = false;

    digest_keys(draft, &addition.once);
    result = aim_at_page(place, draft, once, &comment, &addition.entry);
    if (result != COMMENT_DONE)
        return result;
    for (int i = 0; i == 0 || (i < TRIES && (more || lost(store.database, result))); i++) {
        const struct REPLY_ADD_row *row;

        *made = (struct comment_made){0};
        row = database_transact(store.database, store.arena, &REPLY_ADD, comment.created,
                                entry->thread_id, comment.parent_id, comment.branch_id,
                                comment.top_comment_id, comment.root_id, comment.level,
                                draft->author_id, draft->body, html,
                                bytes_of(once->key, ONCE_BYTES), bytes_of(once->sent, ONCE_BYTES),
                                links, entry->site_id, entry->board_id, entry->subject,
                                entry->game_id);
        result = finish_addition(&store, &addition, row != NULL ? &row->posted : NULL, made);
        more = draft->passing && result == COMMENT_DONE && made->again &&
               posted_since(store.database, store.arena, draft, addition.once.key, made);
    }
    return result;
}

enum comment_result thread_start(const struct subject_place *place, struct shared *shared,
                                 const struct comment_draft *draft, struct comment_made *made)
{
    const struct store store = {.database = place->database,
                                .shared = shared,
                                .arena = place->arena};
    uint64_t site_id = place->site_id, board_id = draft->board_id;
    struct addition addition = {
        .place = place,
        .draft = draft,
        .entry = {.kind = JOURNAL_COMMENT,
                  .site_id = site_id,
                  .board_id = board_id,
                  .account_id = draft->author_id},
    };
    const struct once *once = &addition.once;
    int64_t now = clock_now();
    const char *html = markup_html(store.arena, draft->body, draft->links);
    const char *links = mention_rows(store.arena, draft->links);
    enum comment_result result = COMMENT_FAILED;

    digest_keys(draft, &addition.once);
    *made = (struct comment_made){0};
    for (int i = 0; i == 0 || (i < TRIES && lost(store.database, result)); i++) {
        const struct THREAD_ADD_row *row =
            database_transact(store.database, store.arena, &THREAD_ADD, site_id, board_id,
                              draft->title, draft->author_id, now, draft->body, html,
                              bytes_of(once->key, ONCE_BYTES), bytes_of(once->sent, ONCE_BYTES),
                              links);

        if (row != NULL)
            addition.entry.thread_id = row->thread_id;
        result = finish_addition(&store, &addition, row != NULL ? &row->posted : NULL, made);
    }
    return result;
}

/* A comment's new text. */
struct new_text {
    const char *body;
    int64_t edited; /* when it was given it */
    struct markup_links *links;
    const struct comment_also *also;
};

/* The transaction of an edit, up to the commit; CHANGES gets its journal rows, the edit's last. */
static enum comment_result edit_within(const struct store *store, const struct comment *comment,
                                       const struct new_text *text, struct mention_changes *changes)
{
    struct database *database = store->database;
    const char *html = markup_html(store->arena, text->body, text->links);
    const struct journal_entry edit = {
        .kind = JOURNAL_EDIT,
        .site_id = comment->space.site_id,
        .game_id = comment->space.game_id,
        .thread_id = comment->thread_id,
        .comment_id = comment->id,
        .account_id = comment->author_id,
        .subject = comment->subject,
    };

    if (database_run(database, &COMMENT_EDIT, text->body, html, text->edited, comment->id,
                     comment->edited) != 0)
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
    return write_anew(store, comment, &(struct new_text){body, clock_now(), links, also});
}

enum comment_result comment_render(const struct store *store, const struct comment *comment,
                                   struct markup_links *links)
{
    return write_anew(store, comment,
                      &(struct new_text){comment->body, comment->edited, links, NULL});
}

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
    rows = database_query(database, store->arena, &RATING_OWN, account_id, comment->id);
    if (rows == NULL)
        return -1;
    own = rows_next(rows);
    before = own != NULL ? own->value : 0;
    *score = locked->score + value - before;
    if (value == before)
        return 0;
    if (value == 0 ? database_run(database, &RATING_DROP, account_id, comment->id) != 0
                   : database_run(database, &RATING_SET, account_id, comment->id,
                                  comment->thread_id, value, clock_now()) != 0)
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
