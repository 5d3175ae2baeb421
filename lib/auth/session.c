/* Sessions and API tokens, found by a hash of what the browser or program sends; whoever reads the
 * table has no token.
 *
 * One costs no query as long as the cache has it. Its entry carries the generation of its account
 * instead of a stamp of the cache: an end of a session, another role or password bump that, and
 * the next request on every host reads the row again. That is what lets roles lie in the session
 * without ever being old.
 *
 * A token has the roles that its account had when it was issued. With the first request after
 * another was granted it is renewed: the session goes on, nobody has to log in again in the midst
 * of their work, and whatever was made of the token before (a copy in a log, one put there by
 * somebody else) does not gain by it. */
#include "auth/session.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "auth/secret.h"
#include "base/log.h"
#include "base/text/text.h"

#define TOKEN_LENGTH 32
#define TOUCH_EVERY (300 * CLOCK_SECOND) /* how exact "last used" is */

#define RENEWED_FOR (30 * CLOCK_SECOND) /* how long the token before the last still counts */

/* Behind a session's or token's own columns: whose it is, and a row for each role that they have
 * (with id 0 where they have none), what denies first. */
#define WHO                                                                                        \
    "a.id, a.created, a.posts, a.name, a.language, m.role_id, m.site_id, m.board_id, m.granted, m.until, r.denies"
#define WHO_JOINS                                                                                  \
    " LEFT JOIN membership m ON m.account_id = a.id LEFT JOIN role r ON r.id = m.role_id"
#define WHO_ORDER " ORDER BY r.denies DESC, m.role_id, m.site_id, m.board_id"

/* Who a token stands for, a browser's or a program's. */
SIGNATURE(token, PARAMETERS(bytes(hash), again(hash)),
          COLUMNS(id(id), instant(created), instant(seen), instant(authenticated), instant(issued),
                  instant(previous_issued), bytes(hash), id(account_id), instant(account_created),
                  number(account_posts), text(name), text(language), id(role_id), id(site_id),
                  id(board_id), instant(granted), instant(until), flag(denies)));
STATEMENT_OF(token, SESSION_BY_HASH,
             "SELECT s.id, s.created, s.seen, s.authenticated, COALESCE(s.issued, s.created),"
             " s.previous_issued, s.token_hash, " WHO " FROM session s"
             " JOIN account a ON a.id = s.account_id" WHO_JOINS
             " WHERE (s.token_hash = ? OR s.previous_hash = ?) AND a.state = 0" WHO_ORDER);
STATEMENT(SESSION_INSERT,
          PARAMETERS(bytes(hash), id(account), instant(created), instant(seen), text(address),
                     text(agent), instant(authenticated)),
          COLUMNS(),
          "INSERT INTO session (token_hash, account_id, created, seen, address, agent,"
          " authenticated) VALUES (?, ?, ?, ?, ?, ?, ?)");
STATEMENT(SESSION_TOUCH, PARAMETERS(instant(seen), id(session)), COLUMNS(),
          "UPDATE session SET seen = ? WHERE id = ?");
/* Of several requests that come with the token before, one renews it. The columns are set in their
 * order: what is kept of the former token is read before it is replaced. */
STATEMENT(SESSION_RENEW, PARAMETERS(bytes(hash), instant(issued), id(session), bytes(previous)),
          COLUMNS(),
          "UPDATE session SET previous_hash = token_hash,"
          " previous_issued = COALESCE(issued, created), token_hash = ?, issued = ?"
          " WHERE id = ? AND token_hash = ?");
STATEMENT(SESSION_AUTHENTICATED, PARAMETERS(instant(now), id(account), id(session)), COLUMNS(),
          "UPDATE session SET authenticated = ? WHERE account_id = ? AND id = ?");
STATEMENT(SESSION_END, PARAMETERS(id(account), id(session)), COLUMNS(),
          "DELETE FROM session WHERE account_id = ? AND id = ?");
STATEMENT(SESSION_END_OTHERS, PARAMETERS(id(account), id(kept)), COLUMNS(),
          "DELETE FROM session WHERE account_id = ? AND id <> ?");
STATEMENT(SESSION_SWEEP, PARAMETERS(id(account), instant(seen), instant(created)), COLUMNS(),
          "DELETE FROM session WHERE account_id = ? AND (seen < ? OR created < ?)");
STATEMENT(SESSION_LIST, PARAMETERS(id(account), instant(seen), instant(created)),
          COLUMNS(id(id), instant(created), instant(seen), text(address), text(agent)),
          "SELECT id, created, seen, address, agent FROM session"
          " WHERE account_id = ? AND seen >= ? AND created >= ? ORDER BY seen DESC LIMIT 100");
/* Tokens of programs are not renewed: they have what their account has. */
STATEMENT_OF(token, TOKEN_BY_HASH,
             "SELECT t.id, t.created, t.created, NULL, t.created, NULL, t.token_hash, " WHO
             " FROM api_token t JOIN account a ON a.id = t.account_id" WHO_JOINS
             " WHERE t.token_hash IN (?, ?) AND a.state = 0" WHO_ORDER);
STATEMENT(TOKEN_INSERT, PARAMETERS(bytes(hash), id(account), instant(created)), COLUMNS(),
          "INSERT INTO api_token (token_hash, account_id, created) VALUES (?, ?, ?)");
STATEMENT(TOKEN_END_ALL, PARAMETERS(id(account)), COLUMNS(),
          "DELETE FROM api_token WHERE account_id = ?");
STATEMENT_SET(session_statements, &SESSION_BY_HASH, &SESSION_INSERT, &SESSION_TOUCH, &SESSION_RENEW,
              &SESSION_AUTHENTICATED, &SESSION_END, &SESSION_END_OTHERS, &SESSION_SWEEP,
              &SESSION_LIST, &TOKEN_BY_HASH, &TOKEN_INSERT, &TOKEN_END_ALL);

/* A session as records name it. */
static const char *session_subject(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "session:%llu", (unsigned long long)id);
}

static uint64_t account_stamp(struct shared *shared, uint64_t account_id)
{
    char key[40];

    snprintf(key, sizeof key, "account:%llu", (unsigned long long)account_id);
    return generation_stamp(shared, (const char *const[]){key, NULL});
}

static void copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text != NULL ? text : "");
}

/* Takes over a role. One that was given after the token was issued is not this token's: whoever had
 * it may be somebody else than who is to have the role. */
static void add_grant(struct session *session, const struct token_row *row, int64_t issued)
{
    struct grants *grants = &session->grants;

    if (row->role_id == 0)
        return;
    if (!row->denies && issued != 0 && row->granted > issued) {
        if (row->granted > session->gained)
            session->gained = row->granted;
        return;
    }
    if (grants->count == GRANTS_MAX) {
        log_error("account %llu has more than %d roles: some are left out",
                  (unsigned long long)session->account_id, GRANTS_MAX);
        return;
    }
    grants->list[grants->count++] = (struct grant){.scope = {row->site_id, row->board_id},
                                                   .role_id = row->role_id,
                                                   .granted = row->granted,
                                                   .until = row->until};
}

/* Copies what the rows say, of which ROW is the first, but for whose it is. */
static void copy_session_rows(struct session *session, const struct token_statement *statement,
                              const struct token_row *row, struct token_rows *rows,
                              const unsigned char *hash)
{
    bool replaced = memcmp(row->hash.data, hash, DIGEST_BYTES) != 0;
    int64_t issued = replaced ? row->previous_issued : row->issued;

    session->id = row->id;
    session->created = row->created;
    session->seen = row->seen;
    session->account_created = row->account_created;
    session->account_posts = row->account_posts;
    session->authenticated = row->authenticated;
    session->replaced = replaced ? row->issued : 0;
    copy_text(session->name, sizeof session->name, row->name);
    copy_text(session->language, sizeof session->language, row->language);
    for (; row != NULL; row = rows_next(rows))
        add_grant(session, row, statement == &TOKEN_BY_HASH ? 0 : issued);
}

/* Reads who a token's hash stands for. What is cached must have been read after its generation,
 * and whose generation that is only the row tells: so the row is read twice, once to learn the
 * account. This happens once for a session until its account changes. */
static int load_session(const struct store *store, const struct token_statement *statement,
                        const unsigned char *hash, struct session *session)
{
    *session = (struct session){0};
    for (;;) {
        struct token_rows *rows =
            database_query(store->database, store->arena, statement, bytes_of(hash, DIGEST_BYTES));
        const struct token_row *row;

        if (rows == NULL)
            return -1;
        row = rows_next(rows);
        if (row == NULL)
            return 0;
        if (session->account_id == row->account_id) {
            copy_session_rows(session, statement, row, rows, hash);
            return 1;
        }
        session->account_id = row->account_id;
        session->account_generation = account_stamp(store->shared, session->account_id);
    }
}

/* How much of a session is kept in the cache: as many grants as there are. */
static size_t kept_bytes(size_t grants)
{
    return offsetof(struct session, grants.list) + grants * sizeof(struct grant);
}

static void keep_session(const struct store *store, const char *key, const struct session *session)
{
    cache_put(store->cache, key, 0, CACHE_KNOWN,
              bytes_of(session, kept_bytes(session->grants.count)));
}

/* Whether what was kept is a session, whose account has not changed since. */
static bool copy_kept_session(const struct store *store, const void *kept, size_t length,
                              struct session *session)
{
    if (kept == NULL || length < kept_bytes(0) || length > sizeof *session)
        return false;
    memcpy(session, kept, length);
    return session->grants.count <= GRANTS_MAX && length == kept_bytes(session->grants.count) &&
           session->account_generation == account_stamp(store->shared, session->account_id);
}

static bool has_token_form(const char *token)
{
    return strlen(token) == TOKEN_LENGTH && strspn(token, "0123456789abcdef") == TOKEN_LENGTH;
}

static const char *cache_key(const struct store *store, const struct token_statement *statement,
                             const unsigned char *hash)
{
    return arena_format(store->arena, "%s:%s", statement->statement.name,
                        text_hex(store->arena, hash, DIGEST_BYTES));
}

/* Finds by a hash, in the cache first. Only what there is is kept: a new session is known at once,
 * without a generation to bump, and made-up tokens push nothing out. */
static int find_by_hash(const struct store *store, const struct token_statement *statement,
                        const unsigned char *hash, struct session *session)
{
    const char *key = cache_key(store, statement, hash);
    size_t length;
    const void *kept = cache_get(store->cache, store->arena, key, 0, &length);
    int found;

    if (copy_kept_session(store, kept, length, session))
        return 1;
    found = load_session(store, statement, hash, session);
    if (found > 0)
        keep_session(store, key, session);
    return found;
}

/* Gives the session another token, with which its account's new roles come. Where another request
 * has just done that, or nothing can be written now, it stays as it was found. 1, 0 it is gone, or
 * -1. */
static int renew_token(const struct store *store, const unsigned char *hash,
                       struct session *session, const char **renewed)
{
    const char *token = token_make(store->arena);
    int64_t now = clock_now();
    /* The clock of who granted it may be before ours. */
    int64_t issued = now > session->gained ? now : session->gained;
    unsigned char fresh[DIGEST_BYTES];

    digest(token, fresh);
    if (database_run(store->database, &SESSION_RENEW, bytes_of(fresh, sizeof fresh), issued,
                     session->id, bytes_of(hash, DIGEST_BYTES)) != 0)
        return database_failure(store->database) == DATABASE_READ_ONLY ? 1 : -1;
    if (database_changed(store->database) == 0)
        return load_session(store, &SESSION_BY_HASH, hash, session);
    *renewed = token;
    return find_by_hash(store, &SESSION_BY_HASH, fresh, session);
}

static bool is_over(const struct session *session, int64_t now)
{
    return now - session->seen > SESSION_IDLE || now - session->created > SESSION_ABSOLUTE ||
           (session->replaced != 0 && now - session->replaced > RENEWED_FOR);
}

/* "Last used" is written every five minutes only: exactly, it would make a write of each
 * request. */
int session_find(const struct store *store, const char *token, struct session *session,
                 const char **renewed)
{
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now();
    int found;

    *renewed = NULL;
    if (!has_token_form(token))
        return 0;
    digest(token, hash);
    found = find_by_hash(store, &SESSION_BY_HASH, hash, session);
    if (found <= 0 || is_over(session, now))
        return found < 0 ? -1 : 0;
    if (now - session->seen > TOUCH_EVERY) {
        session->seen = now;
        if (database_run(store->database, &SESSION_TOUCH, now, session->id) == 0)
            keep_session(store, cache_key(store, &SESSION_BY_HASH, hash), session);
    }
    return session->gained != 0 && session->replaced == 0
               ? renew_token(store, hash, session, renewed)
               : 1;
}

const char *session_key(struct arena *arena, const struct session *session)
{
    return arena_format(arena, "%llu %lld", (unsigned long long)session->id,
                        (long long)session->created);
}

const char *session_open(const struct store *store, const struct actor *actor, const char *agent)
{
    struct database *database = store->database;
    const char *token = token_make(store->arena);
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now();

    digest(token, hash);
    if (database_begin(database) != 0)
        return NULL;
    /* What has expired goes when its owner comes back. */
    if (database_run(database, &SESSION_SWEEP, actor->account_id, now - SESSION_IDLE,
                     now - SESSION_ABSOLUTE) != 0 ||
        database_run(database, &SESSION_INSERT, bytes_of(hash, sizeof hash), actor->account_id, now,
                     now, actor->address, text_cut(store->arena, agent, 200), now) != 0) {
        database_rollback(database);
        return NULL;
    }
    return audit_commit(database, store->arena, actor,
                        &(struct audit_entry){
                            .act = AUDIT_LOGIN,
                            .about_id = actor->account_id,
                            .subject = session_subject(store->arena, database_made_id(database)),
                            .after = agent}) == 0
               ? token
               : NULL;
}

static int end_all_sessions(struct database *database, uint64_t account_id, uint64_t keep)
{
    return database_run(database, &SESSION_END_OTHERS, account_id, keep) == 0
               ? database_run(database, &TOKEN_END_ALL, account_id)
               : -1;
}

/* What is recorded of an end of sessions. */
static struct audit_entry end_entry(struct arena *arena, const struct session_choice *choice)
{
    return (struct audit_entry){
        .act = choice->id == 0  ? AUDIT_SESSION_END_ALL
               : choice->logout ? AUDIT_LOGOUT
                                : AUDIT_SESSION_END,
        .about_id = choice->account_id,
        .subject = choice->id != 0 ? session_subject(arena, choice->id) : NULL,
    };
}

/* What ends a session on every host is the journal's row, from which the account's generation
 * moves; hence one transaction. A worker that is killed behind the commit has its host's follower
 * do that. */
int session_end(const struct store *store, const struct actor *actor,
                const struct session_choice *choice)
{
    struct database *database = store->database;
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = choice->account_id};
    const struct audit_entry record = end_entry(store->arena, choice);
    int result;

    if (database_begin(database) != 0)
        return -1;
    result = choice->id != 0 ? database_run(database, &SESSION_END, choice->account_id, choice->id)
                             : end_all_sessions(database, choice->account_id, choice->keep);
    /* One that had ended already, or is another's, is no act. */
    if (result == 0 && choice->id != 0 && database_changed(database) == 0) {
        database_rollback(database);
        return 0;
    }
    if (result != 0 || journal_append(database, &entry) != 0 ||
        audit_append(database, store->arena, actor, &record) != 0) {
        database_rollback(database);
        return -1;
    }
    return journal_commit(database, store->shared, &entry, 1);
}

int session_authenticated(const struct store *store, const struct actor *actor,
                          const struct session *session)
{
    struct database *database = store->database;
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = session->account_id};
    const struct audit_entry record = {.act = AUDIT_PASSWORD_CONFIRMED,
                                       .about_id = session->account_id,
                                       .subject = session_subject(store->arena, session->id)};

    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &SESSION_AUTHENTICATED, clock_now(), session->account_id,
                     session->id) != 0 ||
        journal_append(database, &entry) != 0 ||
        audit_append(database, store->arena, actor, &record) != 0) {
        database_rollback(database);
        return -1;
    }
    return journal_commit(database, store->shared, &entry, 1);
}

bool session_is_fresh(const struct session *session, int64_t now)
{
    return session->id != 0 && session->authenticated != 0 &&
           now - session->authenticated < SESSION_FRESH;
}

struct session_line *session_list(struct database *database, struct arena *arena,
                                  uint64_t account_id, size_t *count)
{
    int64_t now = clock_now();
    struct SESSION_LIST_rows *rows = database_query(database, arena, &SESSION_LIST, account_id,
                                                    now - SESSION_IDLE, now - SESSION_ABSOLUTE);
    const struct SESSION_LIST_row *row;
    struct session_line *lines;

    *count = 0;
    if (rows == NULL)
        return NULL;
    lines = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *lines);
    while ((row = rows_next(rows)) != NULL)
        lines[(*count)++] = (struct session_line){
            .id = row->id,
            .created = row->created,
            .seen = row->seen,
            .address = row->address,
            .agent = row->agent,
        };
    return lines;
}

const char *api_token_open(const struct store *store, const struct actor *actor,
                           uint64_t account_id)
{
    struct database *database = store->database;
    const char *token = token_make(store->arena);
    unsigned char hash[DIGEST_BYTES];

    digest(token, hash);
    if (database_begin(database) != 0)
        return NULL;
    if (database_run(database, &TOKEN_INSERT, bytes_of(hash, sizeof hash), account_id,
                     clock_now()) != 0) {
        database_rollback(database);
        return NULL;
    }
    return audit_commit(database, store->arena, actor,
                        &(struct audit_entry){.act = AUDIT_TOKEN_MAKE,
                                              .about_id = account_id,
                                              .subject =
                                                  arena_format(store->arena, "token:%llu",
                                                               (unsigned long long)database_made_id(
                                                                   database))}) == 0
               ? token
               : NULL;
}

int api_token_find(const struct store *store, const char *token, struct session *session)
{
    unsigned char hash[DIGEST_BYTES];
    int found;

    if (!has_token_form(token))
        return 0;
    digest(token, hash);
    found = find_by_hash(store, &TOKEN_BY_HASH, hash, session);
    session->id = 0;
    return found;
}
