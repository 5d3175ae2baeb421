#include "talk/filter/held.h"

#include "base/clock.h"
#include "talk/filter/held_place.h"

#define TRIES 3 /* of a transaction that loses a deadlock */
#define HELD_SQL                                                                                   \
    "SELECT h.id, h.kind, h.state, h.site_id, h.comment_id, h.version, h.author_id, a.name,"       \
    " h.created, h.title, h.body, h.filter_id, f.note, h.found, h.act_id, m.reason,"               \
    " " HELD_HIDDEN_SQL ", " HELD_PLACE_SQL " FROM held_post h" HELD_PLACE_JOINS_SQL               \
    " JOIN account a ON a.id = h.author_id JOIN word_filter f ON f.id = h.filter_id"               \
    " LEFT JOIN moderation_act m ON m.id = h.act_id"
ROW(held, id(id), number(kind), number(state), id(site_id), id(comment_id), instant(version),
    id(author_id), text(author), instant(created), text(title), text(body), id(filter_id),
    text(note), text(found), id(act_id), text(reason), flag(hidden), row(held_place, place));
STATEMENT(HELD_NUMBER, PARAMETERS(), COLUMNS(id(id)), "SELECT NEXTVAL(comment_number)");
STATEMENT(HELD_WAITING_OF, PARAMETERS(id(author), number(limit)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM (SELECT 1 FROM held_post WHERE author_id = ? AND state = 0 LIMIT ?"
          " FOR UPDATE) h");
STATEMENT(HELD_ONCE, PARAMETERS(bytes(sent), id(author), bytes(once)),
          COLUMNS(id(id), number(state), flag(same)),
          "SELECT id, state, ? <=> sent_hash FROM held_post WHERE author_id = ? AND once_hash = ?");
STATEMENT(HELD_INSERT,
          PARAMETERS(id(id), number(kind), id(site), id_or_null(board), id_or_null(thread),
                     id_or_null(parent), id_or_null(comment), instant_or_null(version), id(author),
                     instant(created), text(title), text(body), bytes(once), bytes(sent),
                     id(filter), text(found)),
          COLUMNS(),
          "INSERT INTO held_post (id, kind, site_id, board_id, thread_id, parent_id, comment_id,"
          " version, author_id, created, title, body, once_hash, sent_hash, filter_id, found)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
/* Of two texts of one comment that wait only the last is meant. */
STATEMENT(HELD_REPLACE, PARAMETERS(id(author), id(comment), id(post)), COLUMNS(),
          "UPDATE held_post SET state = 3 WHERE author_id = ? AND comment_id = ? AND id <> ?"
          " AND kind = 2 AND state = 0");
STATEMENT(HELD_FIND, PARAMETERS(text(hidden), id(post), id(site)), ROW_OF(held),
          HELD_SQL " WHERE h.id = ? AND h.site_id = ?");
SIGNATURE(held_waiting,
          PARAMETERS(text(hidden), id(site), id(filter), again(filter), id(author), again(author),
                     number(any), number(kind), STATEMENT_PAGE),
          ROW_OF(held));
STATEMENTS_BY_KEY(held_waiting, HELD_QUEUE,
                  HELD_SQL " WHERE h.site_id = ? AND h.state = 0 AND (? = 0 OR h.filter_id = ?)"
                           " AND (? = 0 OR h.author_id = ?) AND (? = 1 OR h.kind = ?)",
                  "h.id");
STATEMENT(HELD_OWN, PARAMETERS(text(hidden), id(site), id(author), instant(since), number(limit)),
          ROW_OF(held),
          HELD_SQL " WHERE h.site_id = ? AND h.author_id = ?"
                   " AND h.state IN (0, 2) AND (h.state = 0 OR h.created >= ?)"
                   " ORDER BY h.id DESC LIMIT ?");
STATEMENT(HELD_COUNT, PARAMETERS(id(site), text(hidden), number(limit)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM (SELECT 1 FROM held_post h" HELD_PLACE_JOINS_SQL
          " WHERE h.site_id = ? AND h.state = 0 AND NOT " HELD_HIDDEN_SQL " LIMIT ?) o");
STATEMENT(HELD_WITHDRAW, PARAMETERS(id(post), id(author)), COLUMNS(),
          "UPDATE held_post SET state = 3 WHERE id = ? AND author_id = ? AND state = 0");
STATEMENT_SET(held_statements, &HELD_NUMBER, &HELD_WAITING_OF, &HELD_ONCE, &HELD_INSERT,
              &HELD_REPLACE, &HELD_FIND, &HELD_QUEUE_NEWEST, &HELD_QUEUE_OLDEST, &HELD_OWN,
              &HELD_COUNT, &HELD_WITHDRAW);

/* ---- adding ---- */

/* What its author's pages show of it has changed. */
static struct journal_entry own_entry(uint64_t author_id)
{
    return (struct journal_entry){.kind = JOURNAL_HELD, .account_id = author_id};
}

/* COMMENT_NO_THREAD: nothing was sent with the key before. */
static enum comment_result find_once(const struct store *store, struct held_post *post,
                                     struct bytes once, struct bytes sent)
{
    struct HELD_ONCE_rows *rows;
    const struct HELD_ONCE_row *row;

    if (once.data == NULL)
        return COMMENT_NO_THREAD;
    rows = database_query(store->database, store->arena, &HELD_ONCE, sent, post->author_id, once);
    if (rows == NULL)
        return COMMENT_FAILED;
    row = rows_next(rows);
    if (row == NULL)
        return COMMENT_NO_THREAD;
    post->id = row->id;
    post->state = (enum held_state)row->state;
    return row->same ? COMMENT_DONE : COMMENT_KEY_USED;
}

/* The rows that wait are locked while they are counted, so that not two are the last that may. */
static enum comment_result add_within(const struct store *store, struct held_post *post,
                                      struct bytes once, struct bytes sent,
                                      struct journal_entry *entry)
{
    struct database *database = store->database;
    const struct HELD_WAITING_OF_row *waiting =
        database_row(database, store->arena, &HELD_WAITING_OF, post->author_id, (uint64_t)HELD_MAX);
    const struct HELD_NUMBER_row *number;

    if (waiting == NULL)
        return COMMENT_FAILED;
    if (waiting->count >= HELD_MAX)
        return COMMENT_HELD_MANY;
    number = database_row(database, store->arena, &HELD_NUMBER);
    if (number == NULL)
        return COMMENT_FAILED;
    post->id = number->id;
    if (database_run(database, &HELD_INSERT, post->id, post->kind, post->site_id,
                     post->kind == HELD_THREAD ? post->board_id : 0, post->thread_id,
                     post->parent_id, post->comment_id, post->version, post->author_id,
                     post->created, post->title, post->body, once, sent, post->filter_id,
                     post->found) != 0)
        return COMMENT_FAILED;
    if (post->kind == HELD_EDIT &&
        database_run(database, &HELD_REPLACE, post->author_id, post->comment_id, post->id) != 0)
        return COMMENT_FAILED;
    return journal_append(database, entry) == 0 ? COMMENT_DONE : COMMENT_FAILED;
}

/* Two that add at once lock each other out; one of them tries again. */
enum comment_result held_add(const struct store *store, struct held_post *post, struct bytes once,
                             struct bytes sent)
{
    struct journal_entry entry = own_entry(post->author_id);
    enum comment_result result = find_once(store, post, once, sent);
    enum database_failure failure = DATABASE_CONFLICT;

    if (result != COMMENT_NO_THREAD)
        return result;
    for (int i = 0; i < TRIES && failure == DATABASE_CONFLICT; i++) {
        if (database_begin(store->database) != 0)
            return COMMENT_FAILED;
        result = add_within(store, post, once, sent, &entry);
        if (result == COMMENT_DONE)
            return journal_commit(store->database, store->shared, &entry, 1) == 0 ? COMMENT_DONE
                                                                                  : COMMENT_FAILED;
        failure = result == COMMENT_FAILED ? database_failure(store->database) : DATABASE_OK;
        database_rollback(store->database);
    }
    return failure == DATABASE_DUPLICATE ? find_once(store, post, once, sent) : result;
}

/* ---- reading ---- */

/* SEEN: the caller may read what it belongs to. */
static struct held_post held_of(const struct held_row *row, bool seen)
{
    const struct held_place_row *place = &row->place;

    return (struct held_post){
        .id = row->id,
        .kind = (enum held_kind)row->kind,
        .state = (enum held_state)row->state,
        .site_id = row->site_id,
        .board_id = seen ? place->board_id : 0,
        .thread_id = seen ? place->thread_id : 0,
        .parent_id = seen ? place->parent_id : 0,
        .comment_id = seen ? row->comment_id : 0,
        .version = row->version,
        .author_id = row->author_id,
        .author = row->author,
        .created = row->created,
        .title = seen ? place->title : row->title,
        .body = row->body,
        .filter_id = row->filter_id,
        .note = row->note,
        .found = row->found,
        .act_id = row->act_id,
        .reason = row->reason,
        .place = place,
    };
}

/* Whether the caller may read what it belongs to. */
static bool sees(struct request *r, const struct held_row *row)
{
    return !row->hidden &&
           subject_text_may(r, row->place.subject, row->place.board_id, SUBJECT_READ);
}

int held_find(struct request *r, uint64_t id, uint64_t own_id, struct held_post *post)
{
    const struct subject_place place = subject_place(r);
    struct held_rows *rows = database_query(place.database, place.arena, &HELD_FIND,
                                            reader_hidden(&place.reader, place.arena), id,
                                            place.site_id);
    const struct held_row *row;
    bool seen;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    seen = sees(r, row);
    *post = held_of(row, seen);
    return seen || (own_id != 0 && row->author_id == own_id);
}

struct held_post *held_queue(struct request *r, struct arena *arena, struct held_query *query,
                             size_t *count)
{
    struct subject_place place = subject_place(r);
    struct held_rows *rows = database_query(place.database, arena,
                                            query->oldest ? &HELD_QUEUE_OLDEST : &HELD_QUEUE_NEWEST,
                                            reader_hidden(&place.reader, arena), place.site_id,
                                            query->filter_id, query->author_id,
                                            query->kind == HELD_KINDS, (uint64_t)query->kind,
                                            query->after, query->limit);
    const struct held_row *row;
    struct held_post *posts;

    *count = 0;
    query->after = 0;
    if (rows == NULL)
        return NULL;
    posts = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *posts);
    while ((row = rows_next(rows)) != NULL) {
        if (sees(r, row))
            posts[(*count)++] = held_of(row, true);
        query->after = rows_count(rows) == query->limit ? row->id : 0;
    }
    return posts;
}

struct held_post *held_own(struct request *r, int64_t since, size_t *count)
{
    const struct subject_place place = subject_place(r);
    struct held_rows *rows = database_query(place.database, place.arena, &HELD_OWN,
                                            reader_hidden(&place.reader, place.arena),
                                            place.site_id, request_account(r), since,
                                            (uint64_t)HELD_SHOWN);
    const struct held_row *row;
    struct held_post *posts;

    *count = 0;
    if (rows == NULL)
        return NULL;
    posts = arena_alloc(place.arena, (rows_count(rows) + 1) * sizeof *posts);
    while ((row = rows_next(rows)) != NULL)
        posts[(*count)++] = held_of(row, sees(r, row));
    return posts;
}

int held_count(const struct subject_place *place, uint64_t *count)
{
    const struct HELD_COUNT_row *row =
        database_row(place->database, place->arena, &HELD_COUNT, place->site_id,
                     reader_hidden(&place->reader, place->arena), (uint64_t)HELD_COUNTED_MAX);

    if (row == NULL)
        return -1;
    *count = row->count;
    return 0;
}

/* ---- changing ---- */

static int taken_back(const struct store *store, int result)
{
    database_rollback(store->database);
    return result;
}

/* Commits a change of a post of AUTHOR_ID. 1 or -1. */
static int commit_change(const struct store *store, uint64_t author_id)
{
    struct journal_entry entry = own_entry(author_id);

    if (journal_append(store->database, &entry) != 0)
        return taken_back(store, -1);
    return journal_commit(store->database, store->shared, &entry, 1) == 0 ? 1 : -1;
}

int held_withdraw(const struct store *store, uint64_t id, uint64_t author_id)
{
    if (database_begin(store->database) != 0)
        return -1;
    if (database_run(store->database, &HELD_WITHDRAW, id, author_id) != 0)
        return taken_back(store, -1);
    if (database_changed(store->database) == 0)
        return taken_back(store, 0);
    return commit_change(store, author_id);
}
