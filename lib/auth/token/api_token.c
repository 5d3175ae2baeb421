#include "auth/token/api_token.h"

#include "auth/credentials/proof.h"
#include "auth/network.h"
#include "auth/secret.h"
#include "auth/token/credential.h"

/* How exact "last used" is: a program may ask many times a second. */
#define TOUCH_EVERY (3600 * CLOCK_SECOND)
#define DAY (86400 * CLOCK_SECOND)
#define SHOWN_AFTER (30 * DAY) /* its end, so that its owner sees why a program is refused */

/* The account's row is locked, so that two that are made at once are counted one after the other. */
STATEMENT(TOKEN_COUNT, PARAMETERS(id(account)), COLUMNS(number(count)),
          "SELECT (SELECT COUNT(*) FROM api_token t WHERE t.account_id = a.id)"
          " FROM account a WHERE a.id = ? FOR UPDATE");
STATEMENT(TOKEN_SWEEP, PARAMETERS(id(account), instant(before)), COLUMNS(),
          "DELETE FROM api_token WHERE account_id = ? AND expires < ?");
STATEMENT(TOKEN_INSERT,
          PARAMETERS(bytes(hash), id(account), text(name), text(scopes), instant(created),
                     instant(expires)),
          COLUMNS(),
          "INSERT INTO api_token (token_hash, account_id, name, scopes, created, expires)"
          " VALUES (?, ?, ?, ?, ?, ?)");
STATEMENT(TOKEN_TOUCH, PARAMETERS(instant(used), text(network), id(token)), COLUMNS(),
          "UPDATE api_token SET used = ?, network = ? WHERE id = ?");
STATEMENT(TOKEN_LIST, PARAMETERS(id(account), instant(ended)),
          COLUMNS(id(id), text(name), text(scopes), instant(created), instant(expires),
                  instant(used), text(network)),
          "SELECT id, name, scopes, created, expires, used, network FROM api_token"
          " WHERE account_id = ? AND expires > ? ORDER BY id DESC LIMIT 100");
STATEMENT(TOKEN_NAME, PARAMETERS(id(account), id(token)), COLUMNS(text(name)),
          "SELECT name FROM api_token WHERE account_id = ? AND id = ? FOR UPDATE");
STATEMENT(TOKEN_END, PARAMETERS(id(account), id(token)), COLUMNS(),
          "DELETE FROM api_token WHERE account_id = ? AND id = ?");
STATEMENT_SET(api_token_statements, &TOKEN_COUNT, &TOKEN_SWEEP, &TOKEN_INSERT, &TOKEN_TOUCH,
              &TOKEN_LIST, &TOKEN_NAME, &TOKEN_END);

/* A token as records name it. */
static const char *token_subject(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "token:%llu", (unsigned long long)id);
}

/* What it is, as records tell it. */
static const char *description(struct arena *arena, const struct api_token *token)
{
    return arena_format(arena, "%s (%s), until %s", token->name,
                        token_scopes_text(arena, token->scopes),
                        clock_rfc3339(arena, token->expires));
}

/* Within the open transaction: 1, 0 where there are too many, or -1. */
static int insert_token(const struct store *store, uint64_t account_id,
                        const struct api_token *wanted, const char *text)
{
    struct database *database = store->database;
    int64_t now = clock_now();
    const struct TOKEN_COUNT_row *row;
    unsigned char hash[DIGEST_BYTES];

    digest(text, hash);
    if (database_run(database, &TOKEN_SWEEP, account_id, now - SHOWN_AFTER) != 0)
        return -1;
    row = database_row(database, store->arena, &TOKEN_COUNT, account_id);
    if (row == NULL)
        return -1;
    if (row->count >= API_TOKENS_MAX)
        return 0;
    return database_run(database, &TOKEN_INSERT, bytes_of(hash, sizeof hash), account_id,
                        wanted->name, token_scopes_text(store->arena, wanted->scopes), now,
                        wanted->expires) == 0
               ? 1
               : -1;
}

int api_token_open(const struct store *store, const struct actor *actor, uint64_t account_id,
                   const struct api_token *wanted, const char **text)
{
    struct database *database = store->database;
    const char *token = token_make(store->arena);
    struct audit_entry record = {.act = AUDIT_TOKEN_MAKE, .about_id = account_id};
    int made;

    if (database_begin(database) != 0)
        return -1;
    made = actor_holds(database, store->arena, actor) > 0
               ? insert_token(store, account_id, wanted, token)
               : -1;
    if (made <= 0) {
        database_rollback(database);
        return made;
    }
    record.subject = token_subject(store->arena, database_made_id(database));
    record.after = description(store->arena, wanted);
    if (audit_commit(database, store->arena, actor, &record) != 0)
        return -1;
    *text = token;
    return 1;
}

/* While nothing can be written it is found all the same. */
static void touch(const struct store *store, const unsigned char *hash, const char *address,
                  struct session *session, int64_t now)
{
    session->seen = now;
    if (database_run(store->database, &TOKEN_TOUCH, now, network_of(store->arena, address),
                     session->id) == 0)
        credential_keep(store, CREDENTIAL_API_TOKEN, hash, session);
}

int api_token_find(const struct store *store, const char *text, const char *address,
                   struct session *session)
{
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now();
    int found;

    if (!token_shaped(text))
        return 0;
    digest(text, hash);
    found = credential_find(store, CREDENTIAL_API_TOKEN, hash, session);
    if (found <= 0)
        return found;
    if (session->expires <= now)
        return 0;
    if (now - session->seen > TOUCH_EVERY)
        touch(store, hash, address, session, now);
    session->id = 0;
    return 1;
}

struct api_token *api_token_list(struct database *database, struct arena *arena,
                                 uint64_t account_id, size_t *count)
{
    struct TOKEN_LIST_rows *rows =
        database_query(database, arena, &TOKEN_LIST, account_id, clock_now() - SHOWN_AFTER);
    const struct TOKEN_LIST_row *row;
    struct api_token *tokens;

    *count = 0;
    if (rows == NULL)
        return NULL;
    tokens = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *tokens);
    while ((row = rows_next(rows)) != NULL)
        tokens[(*count)++] = (struct api_token){
            .id = row->id,
            .name = row->name,
            .scopes = token_scopes_read(row->scopes),
            .created = row->created,
            .expires = row->expires,
            .used = row->used,
            .network = row->network,
        };
    return tokens;
}

/* What ends it on every host is the journal's row, as with sessions. */
int api_token_end(const struct store *store, const struct actor *actor, uint64_t account_id,
                  uint64_t id)
{
    struct database *database = store->database;
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = account_id};
    struct audit_entry record = {.act = AUDIT_TOKEN_END,
                                 .about_id = account_id,
                                 .subject = token_subject(store->arena, id)};
    const struct TOKEN_NAME_row *row;

    if (database_begin(database) != 0)
        return -1;
    row = database_row(database, store->arena, &TOKEN_NAME, account_id, id);
    if (row == NULL) {
        bool failed = database_failure(database) != DATABASE_OK;

        database_rollback(database);
        return failed ? -1 : 0;
    }
    record.before = row->name;
    if (database_run(database, &TOKEN_END, account_id, id) != 0 ||
        journal_append(database, &entry) != 0 ||
        audit_append(database, store->arena, actor, &record) != 0) {
        database_rollback(database);
        return -1;
    }
    return journal_commit(database, store->shared, &entry, 1) == 0 ? 1 : -1;
}
