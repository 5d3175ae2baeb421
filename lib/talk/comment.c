/* Comments are written here: replies and new threads; comment_change.c has edits and votes.
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
#include "talk/filter/held.h"
#include "talk/markup.h"
#include "talk/mention.h"
#include "talk/thread.h"

#define TRIES 3     /* of a transaction that loses a deadlock */
#define PLACINGS 10 /* of a reply to what is moderated meanwhile */
#define ONCE_BYTES ((size_t)16)

STATEMENT(COMMENT_BY_ID, PARAMETERS(id(comment), id(site), id(game)),
          COLUMNS(row(comment, comment), text(subject), id(site_id), id(game_id), id(board_id),
                  flag(locked)),
          "SELECT " COMMENT_COLUMNS_SQL(
              "c.body") ", t.subject, t.site_id, t.game_id, t.board_id, t.locked"
                        " FROM comment c JOIN thread t ON t.id = c.thread_id"
                        " JOIN account a ON a.id = c.author_id WHERE c.id = ?"
                        " AND " THREAD_SEEN_SQL);
/* Where a reply belongs: its thread, and the comment that it answers where that is one of the
 * thread's and shown. What opened a discussion that goes on may be removed. Where the thread was
 * merged into another, or the comment is in one that was split off, it belongs there: whoever
 * writes it has the page of before. */
#define AIM_SQL                                                                                    \
    "SELECT t.id, t.board_id, t.opening_id, t.subject, IF(p.thread_id = t.id"                      \
    " AND (p.state = 0 OR (p.level = 0 AND t.hidden = 0)), p.id, NULL), p.branch_id,"              \
    " p.top_comment_id, p.root_id, p.level, t.site_id, t.game_id, t.locked, t.slow, t.version"
ROW(aim, id(thread_id), id(board_id), id(opening_id), text(subject), id(parent_id),
    id(parent_branch_id), id(parent_top_comment_id), id(parent_root_id), number(parent_level),
    id(site_id), id(game_id), flag(locked), number(slow), number(version));
STATEMENT(AIM_BY_ID, PARAMETERS(id_or_null(parent), id(thread), id(site)), ROW_OF(aim),
          AIM_SQL " FROM thread s LEFT JOIN comment p ON p.id = COALESCE(?, s.opening_id)"
                  " LEFT JOIN thread m ON m.id = p.thread_id"
                  " AND m.site_id = s.site_id AND m.subject IS NULL"
                  " AND (s.merged_id IS NOT NULL OR m.split_id = s.id)"
                  " JOIN thread t ON t.id = COALESCE(m.id, s.id)"
                  " WHERE s.id = ? AND s.site_id = ? AND s.subject IS NULL");
STATEMENT(AIM_BY_SUBJECT,
          PARAMETERS(id_or_null(parent), id_or_null(site), id_or_null(game), text(subject)),
          ROW_OF(aim),
          AIM_SQL " FROM thread t LEFT JOIN comment p ON p.id = COALESCE(?, t.opening_id)"
                  " WHERE " THREAD_OF_SUBJECT_SQL);
/* When the author wrote last in a thread that is slow, shown or not. */
STATEMENT(SLOW_LAST, PARAMETERS(id(author), id(thread)), COLUMNS(instant(created)),
          "SELECT MAX(created) FROM comment FORCE INDEX (author)"
          " WHERE author_id = ? AND thread_id = ?");
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
/* Nothing is written where the thread is not as it was when the reply was placed, or its author
 * has written since where they have to wait: the row says 0 then, and the reply is placed anew. The
 * last comment is looked for behind the thread's lock, so that of two at once one waits. */
TRANSACTION(REPLY_ADD,
            PARAMETERS(instant_or_null(since), instant(created), again(created), id(thread),
                       number(version), id(author), again(thread), again(thread),
                       id_or_null(parent), id(branch), id_or_null(top_comment), id_or_null(root),
                       number(level), again(author), again(created), text(body), text(html),
                       bytes(once), bytes(sent), text(links), again(created), id(site), id(board),
                       again(thread), again(author), text(subject), id(game), again(board)),
            COLUMNS(row(posted, posted)),
            "DECLARE made BIGINT UNSIGNED; DECLARE links TEXT; DECLARE since DATETIME(6);"
            " SET since = ?;"
            " START TRANSACTION;"
            " SET made = NEXTVAL(comment_number);"
            " UPDATE thread SET comments = comments + 1,"
            " hidden = IF(board_id IS NULL, 0, hidden),"
            " last_comment_id = IF(? >= activity, made, last_comment_id),"
            " activity = GREATEST(activity, ?) WHERE id = ? AND version = ?;"
            " IF ROW_COUNT() = 0 OR (since IS NOT NULL AND EXISTS (SELECT 1 FROM comment"
            " FORCE INDEX (author) WHERE author_id = ? AND thread_id = ? AND created > since))"
            " THEN ROLLBACK; SELECT 0, 0; ELSE " COMMENT_SQL
            "(made, ?, ?, ?, COALESCE(?, made), COALESCE(?, made), ?, ?, ?, ?, ?, ?, ?);" LINKS_SQL
            " " JOURNAL_INSERT_SQL "(?, 'comment', ?, ?, ?, made, ?, ?, ?);"
            " SELECT made, LAST_INSERT_ID();"
            " " TALLY_SQL " WHERE board_id = ?;"
            " COMMIT; END IF;");
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
STATEMENT_SET(comment_statements, &COMMENT_BY_ID, &AIM_BY_ID, &AIM_BY_SUBJECT, &SUBJECT_THREAD,
              &COMMENT_ONCE, &COMMENT_LAST, &REPLY_ADD, &THREAD_ADD, &SLOW_LAST);

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
        .imported = row->imported,
        .created = row->created,
        .edited = row->edited,
        .score = row->score,
        .state = row->state,
        .folded = row->folded,
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
    comment->locked = row->locked;
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

/* A comment on its way into the database. */
struct addition {
    const struct subject_place *place;
    const struct comment_draft *draft;
    struct once once;
    struct journal_entry entry;
    int64_t created;
    uint64_t version; /* of the thread */
    int64_t since;    /* when the author must not have written there; 0: it does not matter */
    unsigned wait;    /* seconds until they may write there again */
};

static bool passes(const struct comment_draft *draft, enum permission permission, uint64_t board_id)
{
    return draft->passes == NULL || draft->passes(draft->context, permission, board_id);
}

/* Where the thread is slow: since when the author must not have written there; and how many
 * seconds there are still to wait. */
static enum comment_result check_pace(const struct subject_place *place, const struct aim_row *row,
                                      struct addition *addition)
{
    const int64_t slow = (int64_t)row->slow * CLOCK_SECOND;
    const struct SLOW_LAST_row *last;

    if (slow == 0 || passes(addition->draft, PERMISSION_THREAD_SLOW, row->board_id))
        return COMMENT_DONE;
    addition->since = addition->created - slow;
    last = database_row(place->database, place->arena, &SLOW_LAST, addition->draft->author_id,
                        row->thread_id);
    if (last == NULL)
        return COMMENT_FAILED;
    if (last->created <= addition->since)
        return COMMENT_DONE;
    addition->wait = (unsigned)((last->created - addition->since) / CLOCK_SECOND + 1);
    return COMMENT_SLOW;
}

/* Finds where a reply belongs: fills in the comment's place and the entry. */
static enum comment_result aim(const struct subject_place *place, struct addition *addition,
                               struct comment *comment)
{
    const struct comment_draft *draft = addition->draft;
    struct journal_entry *entry = &addition->entry;
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
    if (row->locked && !passes(draft, PERMISSION_THREAD_LOCK, row->board_id))
        return COMMENT_LOCKED;
    if (parent.id == 0 && (draft->parent_id != 0 || row->opening_id != 0))
        return COMMENT_NO_PARENT;
    comment_place(comment, parent.id != 0 ? &parent : NULL, false);
    entry->thread_id = row->thread_id;
    entry->board_id = row->board_id;
    entry->subject = row->subject;
    entry->site_id = row->site_id;
    entry->game_id = row->game_id;
    addition->version = row->version;
    return check_pace(place, row, addition);
}

/* The same for a page's subject that may have no thread yet: makes it, unless its key is
 * another's. Two that write the first comment below a page at once both insert the thread; ON
 * DUPLICATE KEY has the second find it. */
static enum comment_result aim_at_page(const struct subject_place *place, struct addition *addition,
                                       struct comment *comment)
{
    const struct comment_draft *draft = addition->draft;
    const struct once *once = &addition->once;
    struct comment_made made;
    enum comment_result result = aim(place, addition, comment);
    const struct subject_space space = subject_space(place, draft->subject);

    if (result != COMMENT_NO_THREAD || draft->title == NULL || draft->parent_id != 0 ||
        (space.site_id == 0 && space.game_id == 0))
        return result;
    if (once->sent != NULL && find_again(place, draft, once, &made) == COMMENT_KEY_USED)
        return COMMENT_KEY_USED;
    if (database_run(place->database, &SUBJECT_THREAD, space.site_id, space.game_id,
                     subject_text(place->arena, draft->subject), draft->title, draft->path,
                     addition->created) != 0)
        return COMMENT_FAILED;
    return aim(place, addition, comment);
}

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

/* Writes the reply where it was placed. COMMENT_MOVED: that is not its place any more. */
static enum comment_result add_placed(const struct store *store, struct addition *addition,
                                      const struct comment *comment, const char *html,
                                      struct comment_made *made)
{
    const struct comment_draft *draft = addition->draft;
    const struct journal_entry *entry = &addition->entry;
    const struct once *once = &addition->once;
    const struct REPLY_ADD_row *row =
        database_transact(store->database, store->arena, &REPLY_ADD, addition->since,
                          addition->created, entry->thread_id, addition->version, draft->author_id,
                          comment->parent_id, comment->branch_id, comment->top_comment_id,
                          comment->root_id, comment->level, draft->body, html,
                          bytes_of(once->key, ONCE_BYTES), bytes_of(once->sent, ONCE_BYTES),
                          mention_rows(store->arena, draft->links), entry->site_id, entry->board_id,
                          entry->subject, entry->game_id);

    if (row != NULL && row->posted.comment_id == 0)
        return COMMENT_MOVED;
    return finish_addition(store, addition, row != NULL ? &row->posted : NULL, made);
}

/* What is refused now may have been written before: the same sent once more is told what that
 * made. */
static enum comment_result refused(const struct subject_place *place, struct addition *addition,
                                   enum comment_result result, struct comment_made *made)
{
    bool late = result == COMMENT_LOCKED || result == COMMENT_SLOW;

    if (late && addition->once.key != NULL &&
        find_again(place, addition->draft, &addition->once, made) == COMMENT_DONE)
        return COMMENT_DONE;
    made->wait = addition->wait;
    return result;
}

/* Keeps what is held for review where it would have been written. What was published before with the same
 * key is. */
static enum comment_result hold(const struct store *store, const struct addition *addition,
                                const struct comment *comment, struct comment_made *made)
{
    const struct comment_draft *draft = addition->draft;
    const struct once *once = &addition->once;
    struct held_post post = {.kind = comment != NULL ? HELD_REPLY : HELD_THREAD,
                             .site_id = addition->place->site_id,
                             .board_id = draft->board_id,
                             .thread_id = addition->entry.thread_id,
                             .parent_id = comment != NULL ? comment->parent_id : 0,
                             .author_id = draft->author_id,
                             .created = addition->created,
                             .title = comment != NULL ? NULL : draft->title,
                             .body = draft->body,
                             .filter_id = draft->hold->filter_id,
                             .found = draft->hold->found};
    enum comment_result result = COMMENT_NO_THREAD;

    if (once->key != NULL)
        result = find_again(addition->place, draft, once, made);
    if (result != COMMENT_NO_THREAD)
        return result;
    result =
        held_add(store, &post, bytes_of(once->key, ONCE_BYTES), bytes_of(once->sent, ONCE_BYTES));
    *made = (struct comment_made){.id = post.id,
                                  .thread_id = post.thread_id,
                                  .again = post.state == HELD_PUBLISHED,
                                  .held = post.state != HELD_PUBLISHED};
    return result;
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
        .created = draft->created != 0 ? draft->created : clock_now(),
    };
    const char *html = markup_html(store.arena, draft->body, draft->links);
    enum comment_result result = COMMENT_MOVED;
    int lost_tries = 0;
    bool more = false;

    digest_keys(draft, &addition.once);
    for (int i = 0; i < PLACINGS && result == COMMENT_MOVED; i++) {
        struct comment comment = {.id = 0};

        *made = (struct comment_made){0};
        result = aim_at_page(place, &addition, &comment);
        if (result != COMMENT_DONE)
            return refused(place, &addition, result, made);
        if (draft->hold != NULL)
            return hold(&store, &addition, &comment, made);
        do {
            *made = (struct comment_made){0};
            result = add_placed(&store, &addition, &comment, html, made);
            more = draft->passing && result == COMMENT_DONE && made->again &&
                   posted_since(store.database, store.arena, draft, addition.once.key, made);
        } while ((more || lost(store.database, result)) && ++lost_tries < TRIES);
    }
    return result == COMMENT_MOVED ? COMMENT_FAILED : result;
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
        .created = clock_now(),
        .entry = {.kind = JOURNAL_COMMENT,
                  .site_id = site_id,
                  .board_id = board_id,
                  .account_id = draft->author_id},
    };
    const struct once *once = &addition.once;
    const int64_t now = addition.created;
    const char *html = markup_html(store.arena, draft->body, draft->links);
    const char *links = mention_rows(store.arena, draft->links);
    enum comment_result result = COMMENT_FAILED;

    digest_keys(draft, &addition.once);
    *made = (struct comment_made){0};
    if (draft->hold != NULL)
        return hold(&store, &addition, NULL, made);
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
