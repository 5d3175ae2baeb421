/* Who a token stands for costs no query as long as the cache has it. Its entry carries the generation
 * of its account instead of a stamp of the cache: an end of a session, another role or password bump
 * that, and the next request on every host reads the row again. That is what lets roles lie in the
 * session without ever being old. */
#include "auth/token/credential.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "auth/factor/demand.h"
#include "auth/token/token_scope.h"
#include "base/log.h"
#include "base/text/text.h"

#define WARNED_SQL                                                                                 \
    "EXISTS (SELECT 1 FROM account_warning w WHERE w.account_id = a.id AND w.acknowledged IS NULL)"
/* Behind a session's or token's own columns: whose it is, and a row for each role that they have
 * (with id 0 where they have none), what denies first. */
#define WHO                                                                                        \
    "a.id, a.created, a.posts, " WARNED_SQL ", a.factor_since, " FACTOR_DEMANDED_SQL ","           \
    " a.name, a.language, m.role_id, m.site_id, m.board_id, m.granted, m.until, r.denies"
#define WHO_JOINS                                                                                  \
    " LEFT JOIN membership m ON m.account_id = a.id LEFT JOIN role r ON r.id = m.role_id"
#define WHO_ORDER " ORDER BY r.denies DESC, m.role_id, m.site_id, m.board_id"

/* Who a token stands for, a browser's or a program's. */
SIGNATURE(token, PARAMETERS(bytes(hash), again(hash)),
          COLUMNS(id(id), instant(created), instant(seen), instant(authenticated), instant(issued),
                  instant(previous_issued), bytes(hash), text(scopes), instant(expires), flag(kept),
                  id(account_id), instant(account_created), number(account_posts), flag(warned),
                  instant(factor_since), instant(factor_demanded), text(name), text(language),
                  id(role_id), id(site_id), id(board_id), instant(granted), instant(until),
                  flag(denies)));
STATEMENT_OF(token, SESSION_BY_HASH,
             "SELECT s.id, s.created, s.seen, s.authenticated, COALESCE(s.issued, s.created),"
             " s.previous_issued, s.token_hash, NULL, NULL, s.kept, " WHO " FROM session s"
             " JOIN account a ON a.id = s.account_id" WHO_JOINS
             " WHERE (s.token_hash = ? OR s.previous_hash = ?) AND a.state = 0" WHO_ORDER);
/* Tokens of programs are not renewed: they have what their account has, within their scopes. */
STATEMENT_OF(token, TOKEN_BY_HASH,
             "SELECT t.id, t.created, t.used, NULL, t.created, NULL, t.token_hash, t.scopes,"
             " t.expires, 0, " WHO
             " FROM api_token t JOIN account a ON a.id = t.account_id" WHO_JOINS
             " WHERE t.token_hash IN (?, ?) AND a.state = 0" WHO_ORDER);
STATEMENT_SET(credential_statements, &SESSION_BY_HASH, &TOKEN_BY_HASH);

static const struct token_statement *const by_hash[] = {
    [CREDENTIAL_SESSION] = &SESSION_BY_HASH,
    [CREDENTIAL_API_TOKEN] = &TOKEN_BY_HASH,
};

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

static bool of_program(const struct token_statement *statement)
{
    return statement == &TOKEN_BY_HASH;
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
    session->warned = row->warned;
    session->authenticated = row->authenticated;
    session->factor_since = row->factor_since;
    session->grants.factor_demanded = row->factor_demanded;
    session->kept = row->kept;
    session->expires = row->expires;
    session->scopes = of_program(statement)
                          ? token_scopes_permissions(token_scopes_read(row->scopes))
                          : PERMISSIONS_ALL;
    session->replaced = replaced ? row->issued : 0;
    copy_text(session->name, sizeof session->name, row->name);
    copy_text(session->language, sizeof session->language, row->language);
    for (; row != NULL; row = rows_next(rows))
        add_grant(session, row, of_program(statement) ? 0 : issued);
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

static const char *cache_key(const struct store *store, const struct token_statement *statement,
                             const unsigned char *hash)
{
    return arena_format(store->arena, "%s:%s", statement->statement.name,
                        text_hex(store->arena, hash, DIGEST_BYTES));
}

/* Only what there is is kept: a new session is known at once, without a generation to bump, and
 * made-up tokens push nothing out. */
int credential_find(const struct store *store, enum credential kind, const unsigned char *hash,
                    struct session *session)
{
    const struct token_statement *statement = by_hash[kind];
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

int credential_load(const struct store *store, enum credential kind, const unsigned char *hash,
                    struct session *session)
{
    return load_session(store, by_hash[kind], hash, session);
}

void credential_keep(const struct store *store, enum credential kind, const unsigned char *hash,
                     const struct session *session)
{
    keep_session(store, cache_key(store, by_hash[kind], hash), session);
}
