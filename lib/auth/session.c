/* Sessions and API tokens, found by a hash of what the browser or program sends; whoever reads the
 * table has no token.
 *
 * One costs no query as long as the cache has it. Its entry carries the generation of its account
 * instead of a stamp of the cache: an end of a session, another role or password bump that, and
 * the next request on every host reads the row again. That is what lets roles lie in the session
 * without ever being old. */
#include "auth/session.h"

#include <stdio.h>
#include <string.h>

#include "auth/secret.h"
#include "base/text/text.h"

#define TOKEN_LENGTH 32
#define TOUCH_EVERY (300 * CLOCK_SECOND) /* how exact "last used" is */

#define WHO                                                                                              \
    "a.id, a.created, a.posts, a.name, a.language, (SELECT GROUP_CONCAT(CONCAT(m.site_id, ':', m.role))" \
    " FROM membership m WHERE m.account_id = a.id)"

/* Who a token stands for, a browser's or a program's. */
SIGNATURE(token, PARAMETERS(bytes(hash)),
          COLUMNS(id(id), instant(created), instant(seen), id(account_id), instant(account_created),
                  number(account_posts), text(name), text(language), text(roles)));
STATEMENT_OF(token, SESSION_BY_HASH,
             "SELECT s.id, s.created, s.seen, " WHO " FROM session s"
             " JOIN account a ON a.id = s.account_id WHERE s.token_hash = ? AND a.state = 0");
STATEMENT(SESSION_INSERT,
          PARAMETERS(bytes(hash), id(account), instant(created), instant(seen), text(address),
                     text(agent)),
          COLUMNS(),
          "INSERT INTO session (token_hash, account_id, created, seen, address, agent)"
          " VALUES (?, ?, ?, ?, ?, ?)");
STATEMENT(SESSION_TOUCH, PARAMETERS(instant(seen), id(session)), COLUMNS(),
          "UPDATE session SET seen = ? WHERE id = ?");
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
STATEMENT_OF(token, TOKEN_BY_HASH,
             "SELECT t.id, t.created, t.created, " WHO " FROM api_token t"
             " JOIN account a ON a.id = t.account_id WHERE t.token_hash = ? AND a.state = 0");
STATEMENT(TOKEN_INSERT, PARAMETERS(bytes(hash), id(account), instant(created)), COLUMNS(),
          "INSERT INTO api_token (token_hash, account_id, created) VALUES (?, ?, ?)");
STATEMENT(TOKEN_END_ALL, PARAMETERS(id(account)), COLUMNS(),
          "DELETE FROM api_token WHERE account_id = ?");
STATEMENT_SET(session_statements, &SESSION_BY_HASH, &SESSION_INSERT, &SESSION_TOUCH, &SESSION_END,
              &SESSION_END_OTHERS, &SESSION_SWEEP, &SESSION_LIST, &TOKEN_BY_HASH, &TOKEN_INSERT,
              &TOKEN_END_ALL);

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

static void copy_session_row(struct session *session, const struct token_row *row)
{
    session->id = row->id;
    session->created = row->created;
    session->seen = row->seen;
    session->account_created = row->account_created;
    session->account_posts = row->account_posts;
    copy_text(session->name, sizeof session->name, row->name);
    copy_text(session->language, sizeof session->language, row->language);
    copy_text(session->roles, sizeof session->roles, row->roles);
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
            copy_session_row(session, row);
            return 1;
        }
        session->account_id = row->account_id;
        session->account_generation = account_stamp(store->shared, session->account_id);
    }
}

/* Finds by a hash, in the cache first. KEY gets the cache's key. Only what there is is kept: a new
 * session is known at once, without a generation to bump, and made-up tokens push nothing out. */
static int find_by_token(const struct store *store, const struct token_statement *statement,
                         const char *token, struct session *session, const char **key)
{
    unsigned char hash[DIGEST_BYTES];
    const void *kept;
    size_t length;
    int found;

    if (strlen(token) != TOKEN_LENGTH || strspn(token, "0123456789abcdef") != TOKEN_LENGTH)
        return 0;
    digest(token, hash);
    *key = arena_format(store->arena, "%s:%s", statement->statement.name,
                        text_hex(store->arena, hash, sizeof hash));
    kept = cache_get(store->cache, store->arena, *key, 0, &length);
    if (kept != NULL && length == sizeof *session) {
        memcpy(session, kept, sizeof *session);
        if (session->account_generation == account_stamp(store->shared, session->account_id))
            return 1;
    }
    found = load_session(store, statement, hash, session);
    if (found > 0)
        cache_put(store->cache, *key, 0, CACHE_KNOWN, bytes_of(session, sizeof *session));
    return found;
}

/* "Last used" is written every five minutes only: exactly, it would make a write of each
 * request. */
int session_find(const struct store *store, const char *token, struct session *session)
{
    int64_t now = clock_now();
    const char *key;
    int found = find_by_token(store, &SESSION_BY_HASH, token, session, &key);

    if (found <= 0)
        return found;
    if (now - session->seen > SESSION_IDLE || now - session->created > SESSION_ABSOLUTE)
        return 0;
    if (now - session->seen > TOUCH_EVERY) {
        session->seen = now;
        if (database_run(store->database, &SESSION_TOUCH, now, session->id) == 0)
            cache_put(store->cache, key, 0, CACHE_KNOWN, bytes_of(session, sizeof *session));
    }
    return 1;
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
                     now, actor->address, text_cut(store->arena, agent, 200)) != 0) {
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
    const char *key;
    int found = find_by_token(store, &TOKEN_BY_HASH, token, session, &key);

    session->id = 0;
    return found;
}
