/* Sessions, found by a hash of what the browser sends (auth/token/credential.h); whoever reads the table has
 * no token.
 *
 * A token has the roles that its account had when it was issued. With the first request after
 * another was granted it is renewed: the session goes on, nobody has to log in again in the midst
 * of their work, and whatever was made of the token before (a copy in a log, one put there by
 * somebody else) does not gain by it. */
#include "auth/session.h"

#include "auth/factor/pending_login.h"
#include "auth/secret.h"
#include "auth/token/credential.h"
#include "base/text/text.h"

#define TOUCH_EVERY (300 * CLOCK_SECOND) /* how exact "last used" is */

#define RENEWED_FOR (30 * CLOCK_SECOND) /* how long the token before the last still counts */

STATEMENT(SESSION_INSERT,
          PARAMETERS(bytes(hash), id(account), instant(created), instant(seen), text(address),
                     text(agent), number(kept), instant_or_null(authenticated)),
          COLUMNS(),
          "INSERT INTO session (token_hash, account_id, created, seen, address, agent, kept,"
          " authenticated) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(SESSION_TOUCH, PARAMETERS(instant(seen), id(session)), COLUMNS(),
          "UPDATE session SET seen = ? WHERE id = ?");
/* Of several requests that come with the token before, one renews it. The columns are set in their
 * order: what is kept of the former token is read before it is replaced. */
STATEMENT(SESSION_RENEW, PARAMETERS(bytes(hash), instant(issued), id(session), bytes(previous)),
          COLUMNS(),
          "UPDATE session SET previous_hash = token_hash,"
          " previous_issued = COALESCE(issued, created), token_hash = ?, issued = ?"
          " WHERE id = ? AND token_hash = ?");
STATEMENT(SESSION_AUTHENTICATED, PARAMETERS(instant(shown), id(account), id(session)), COLUMNS(),
          "UPDATE session SET authenticated = ? WHERE account_id = ? AND id = ?");
STATEMENT(SESSION_END, PARAMETERS(id(account), id(session)), COLUMNS(),
          "DELETE FROM session WHERE account_id = ? AND id = ?");
STATEMENT(SESSION_END_OTHERS, PARAMETERS(id(account), id(kept)), COLUMNS(),
          "DELETE FROM session WHERE account_id = ? AND id <> ?");
STATEMENT(SESSION_SWEEP, PARAMETERS(id(account), instant(created), instant(seen)), COLUMNS(),
          "DELETE FROM session WHERE account_id = ? AND (created < ? OR (NOT kept AND seen < ?))");
STATEMENT(SESSION_LIST,
          PARAMETERS(id(account), instant(kept_seen), instant(seen), instant(created)),
          COLUMNS(id(id), instant(created), instant(seen), text(address), text(agent), flag(kept)),
          "SELECT id, created, seen, address, agent, kept FROM session"
          " WHERE account_id = ? AND seen >= IF(kept, ?, ?) AND created >= ?"
          " ORDER BY seen DESC LIMIT 100");
STATEMENT(TOKEN_END_ALL, PARAMETERS(id(account)), COLUMNS(),
          "DELETE FROM api_token WHERE account_id = ?");
STATEMENT_SET(session_statements, &SESSION_INSERT, &SESSION_TOUCH, &SESSION_RENEW,
              &SESSION_AUTHENTICATED, &SESSION_END, &SESSION_END_OTHERS, &SESSION_SWEEP,
              &SESSION_LIST, &TOKEN_END_ALL);

/* A session as records name it. */
static const char *session_subject(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "session:%llu", (unsigned long long)id);
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
        return credential_load(store, CREDENTIAL_SESSION, hash, session);
    *renewed = token;
    return credential_find(store, CREDENTIAL_SESSION, fresh, session);
}

struct session_rules session_rules_of(const struct configuration *configuration,
                                      const struct roles *roles)
{
    return (struct session_rules){
        .kept = (int64_t)configuration->session.kept_days * 86400 * CLOCK_SECOND,
        .idle = (int64_t)configuration->session.idle_hours * 3600 * CLOCK_SECOND,
        .administering = (int64_t)configuration->session.administering_hours * 3600 * CLOCK_SECOND,
        .roles = roles,
    };
}

bool session_administers(const struct roles *roles, const struct grants *grants)
{
    return (permissions_given(roles, grants, (struct role_scope){0, 0}, clock_now()) &
            PERMISSIONS_ADMINISTERING) != 0;
}

/* How long a session that is kept or not may go unused. */
static int64_t idle_of(const struct session_rules *rules, bool kept, bool administers)
{
    int64_t idle = kept ? rules->kept : rules->idle;

    return administers && rules->administering < idle ? rules->administering : idle;
}

/* Who administers is asked only where it matters: of what has gone unused for as long. */
static bool is_idle(const struct session_rules *rules, const struct session *session,
                    int64_t unused)
{
    return unused > idle_of(rules, session->kept, false) ||
           (unused > rules->administering && session_administers(rules->roles, &session->grants));
}

static bool is_over(const struct session_rules *rules, const struct session *session, int64_t now)
{
    return now - session->created > SESSION_ABSOLUTE ||
           (session->replaced != 0 && now - session->replaced > RENEWED_FOR) ||
           is_idle(rules, session, now - session->seen);
}

/* "Last used" is written every five minutes only: exactly, it would make a write of each
 * request. */
static void touch_session(const struct store *store, const char *token, struct session *session,
                          int64_t now)
{
    unsigned char hash[DIGEST_BYTES];

    if (now - session->seen <= TOUCH_EVERY)
        return;
    session->seen = now;
    digest(token, hash);
    if (database_run(store->database, &SESSION_TOUCH, now, session->id) == 0)
        credential_keep(store, CREDENTIAL_SESSION, hash, session);
}

int session_find(const struct store *store, const struct session_rules *rules, const char *token,
                 struct session *session, const char **renewed)
{
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now();
    int found;

    *renewed = NULL;
    if (!token_shaped(token))
        return 0;
    digest(token, hash);
    found = credential_find(store, CREDENTIAL_SESSION, hash, session);
    if (found <= 0 || is_over(rules, session, now))
        return found < 0 ? -1 : 0;
    if (session->gained != 0 && session->replaced == 0) {
        found = renew_token(store, hash, session, renewed);
        /* What it has gained may be what lets it live for less. */
        if (found <= 0 || is_idle(rules, session, now - session->seen)) {
            *renewed = NULL;
            return found < 0 ? -1 : 0;
        }
    }
    touch_session(store, *renewed != NULL ? *renewed : token, session, now);
    return 1;
}

const char *session_renew(const struct store *store, const char *token)
{
    const char *fresh = token_make(store->arena);
    unsigned char hash[DIGEST_BYTES], fresh_hash[DIGEST_BYTES];
    struct session session;
    int64_t now = clock_now();

    digest(token, hash);
    digest(fresh, fresh_hash);
    if (credential_load(store, CREDENTIAL_SESSION, hash, &session) <= 0 ||
        database_run(store->database, &SESSION_RENEW, bytes_of(fresh_hash, DIGEST_BYTES), now,
                     session.id, bytes_of(hash, DIGEST_BYTES)) != 0 ||
        database_changed(store->database) == 0)
        return NULL;
    return fresh;
}

const char *session_key(struct arena *arena, const struct session *session)
{
    return arena_format(arena, "%llu %lld", (unsigned long long)session->id,
                        (long long)session->created);
}

int session_open_within(const struct store *store, const struct actor *actor,
                        const struct login *login, const char **token, uint64_t *id)
{
    struct database *database = store->database;
    uint64_t account_id = login->proof.account_id;
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now(), shown = login->proof.shown;

    *token = token_make(store->arena);
    digest(*token, hash);
    /* What has expired goes when its owner comes back. */
    if (database_run(database, &SESSION_SWEEP, account_id, now - SESSION_ABSOLUTE,
                     now - SESSION_IDLE_MAX) != 0 ||
        database_run(database, &SESSION_INSERT, bytes_of(hash, sizeof hash), account_id, now, now,
                     actor->address, text_cut(store->arena, login->agent, 200), login->kept,
                     shown < now ? shown : now) != 0)
        return -1;
    *id = database_made_id(database);
    return login->notice != NULL ? mail_queue(database, login->notice) : 0;
}

struct audit_entry login_record(struct arena *arena, const struct login *login, uint64_t id)
{
    return (struct audit_entry){.act = AUDIT_LOGIN,
                                .about_id = login->proof.account_id,
                                .subject = session_subject(arena, id),
                                .after = login->agent};
}

int session_open(const struct store *store, const struct actor *actor, const struct login *login,
                 const char **token)
{
    struct database *database = store->database;
    struct audit_entry record;
    uint64_t id;
    int result;

    if (database_begin(database) != 0)
        return -1;
    result = login_proof_holds(database, store->arena, &login->proof);
    if (result > 0 && session_open_within(store, actor, login, token, &id) != 0)
        result = -1;
    if (result <= 0) {
        database_rollback(database);
        return result;
    }
    record = login_record(store->arena, login, id);
    return audit_commit(database, store->arena, actor, &record) == 0 ? 1 : -1;
}

int session_end_within(struct database *database, uint64_t account_id, uint64_t keep)
{
    return credentials_change(database, account_id) == 0 &&
                   database_run(database, &SESSION_END_OTHERS, account_id, keep) == 0 &&
                   database_run(database, &TOKEN_END_ALL, account_id) == 0
               ? pending_logins_end(database, account_id)
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
                             : session_end_within(database, choice->account_id, choice->keep);
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
                          const struct session *session, int64_t shown)
{
    struct database *database = store->database;
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = session->account_id};
    const struct audit_entry record = {.act = AUDIT_PASSWORD_CONFIRMED,
                                       .about_id = session->account_id,
                                       .subject = session_subject(store->arena, session->id)};

    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &SESSION_AUTHENTICATED, shown, session->account_id, session->id) !=
            0 ||
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
           now - session->authenticated < SESSION_FRESH &&
           session->authenticated >= session->factor_since;
}

struct session_line *session_list(const struct store *store, const struct session_rules *rules,
                                  uint64_t account_id, bool administers, size_t *count)
{
    int64_t now = clock_now();
    struct SESSION_LIST_rows *rows =
        database_query(store->database, store->arena, &SESSION_LIST, account_id,
                       now - idle_of(rules, true, administers),
                       now - idle_of(rules, false, administers), now - SESSION_ABSOLUTE);
    const struct SESSION_LIST_row *row;
    struct session_line *lines;

    *count = 0;
    if (rows == NULL)
        return NULL;
    lines = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *lines);
    while ((row = rows_next(rows)) != NULL)
        lines[(*count)++] = (struct session_line){
            .id = row->id,
            .created = row->created,
            .seen = row->seen,
            .address = row->address,
            .agent = row->agent,
            .kept = row->kept,
        };
    return lines;
}
