#include "auth/provider/provider_login.h"

#include <sodium.h>
#include <string.h>

#include "base/buffer.h"

#define LIFETIME (PROVIDER_LOGIN_SECONDS * CLOCK_SECOND)
#define PROVIDER_OLD (7 * 86400 * CLOCK_SECOND) /* nobody has asked it since */

STATEMENT(PROVIDER_FIND, PARAMETERS(text(name), text(issuer), instant(after)),
          COLUMNS(text(endpoint), flag(names_issuer)),
          "SELECT endpoint, names_issuer FROM provider WHERE name = ? AND issuer = ?"
          " AND fetched > ?");
STATEMENT(PROVIDER_KEEP,
          PARAMETERS(text(name), text(issuer), text(endpoint), number(names_issuer),
                     instant(fetched)),
          COLUMNS(),
          "REPLACE INTO provider (name, issuer, endpoint, names_issuer, fetched)"
          " VALUES (?, ?, ?, ?, ?)");
STATEMENT(PROVIDER_LOGIN_SWEEP, PARAMETERS(instant(before)), COLUMNS(),
          "DELETE FROM provider_login WHERE created < ? ORDER BY created LIMIT 100");
STATEMENT(PROVIDER_LOGIN_INSERT,
          PARAMETERS(bytes(hash), text(provider), number(purpose), id_or_null(account),
                     instant(created), number(kept), text(next), text(callback), bytes(proof)),
          COLUMNS(),
          "INSERT INTO provider_login (token_hash, provider, purpose, account_id, created, kept,"
          " next, callback, proof) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(
    PROVIDER_LOGIN_BY_HASH, PARAMETERS(bytes(hash), instant(after)),
    COLUMNS(text(provider), number(purpose), number(state), id(account_id), instant(created),
            instant(asked), flag(kept), text(next), text(callback), text(subject), text(label),
            text(email), instant(authenticated), text(fault)),
    "SELECT provider, purpose, state, account_id, created, asked, kept, next, callback,"
    " subject, label, email, authenticated, fault FROM provider_login WHERE token_hash = ? AND created > ?");
STATEMENT(PROVIDER_LOGIN_ASK,
          PARAMETERS(bytes(code), instant(now), bytes(network), bytes(hash), instant(after)),
          COLUMNS(),
          "UPDATE provider_login SET state = 1, code = ?, asked = ?, network = ?"
          " WHERE token_hash = ? AND state = 0 AND created > ?");
STATEMENT(PROVIDER_LOGIN_END, PARAMETERS(bytes(hash)), COLUMNS(),
          "DELETE FROM provider_login WHERE token_hash = ?");
/* How many of a network wait, each of which may be slow on purpose. */
STATEMENT(
    PROVIDER_LOGIN_WAITING, PARAMETERS(instant(after), bytes(network)), COLUMNS(number(count)),
    "SELECT COUNT(*) FROM provider_login WHERE state IN (1, 2) AND asked > ? AND network = ?");
/* What others have locked is theirs. What was asked long ago nobody waits for. */
STATEMENT(ASKED_DUE, PARAMETERS(instant(after), text(busy)),
          COLUMNS(bytes(id), text(provider), number(purpose), instant(created), text(callback),
                  bytes(proof), bytes(code), bytes(network)),
          "SELECT token_hash, provider, purpose, created, callback, proof, code, network"
          " FROM provider_login WHERE state = 1 AND asked > ?"
          " AND FIND_IN_SET(provider, CONVERT(? USING ascii)) = 0 ORDER BY asked LIMIT 1"
          " FOR UPDATE SKIP LOCKED");
STATEMENT(ASKED_TAKE, PARAMETERS(bytes(id)), COLUMNS(),
          "UPDATE provider_login SET state = 2, code = NULL WHERE token_hash = ?");
STATEMENT(ASKED_KNOWN,
          PARAMETERS(text(subject), text(label), text(email), instant_or_null(authenticated),
                     bytes(id)),
          COLUMNS(),
          "UPDATE provider_login SET state = 3, subject = ?, label = ?, email = ?,"
          " authenticated = ?"
          " WHERE token_hash = ? AND state = 2");
STATEMENT(ASKED_FAILED, PARAMETERS(text(fault), bytes(id)), COLUMNS(),
          "UPDATE provider_login SET state = 4, fault = ? WHERE token_hash = ? AND state = 2");
STATEMENT_SET(provider_login_statements, &PROVIDER_FIND, &PROVIDER_LOGIN_SWEEP,
              &PROVIDER_LOGIN_INSERT, &PROVIDER_LOGIN_BY_HASH, &PROVIDER_LOGIN_ASK,
              &PROVIDER_LOGIN_WAITING, &PROVIDER_LOGIN_END);
STATEMENT_SET(asked_login_statements, &PROVIDER_KEEP, &ASKED_DUE, &ASKED_TAKE, &ASKED_KNOWN,
              &ASKED_FAILED);

static const char *const asked_keys[] = {"provider.asked", NULL};

const struct provider_settings *provider_named(const struct configuration *configuration,
                                               const char *name)
{
    for (size_t i = 0; i < configuration->provider_count; i++)
        if (strcmp(configuration->providers[i].name, name) == 0)
            return &configuration->providers[i];
    return NULL;
}

const struct provider_settings *provider_of_issuer(const struct configuration *configuration,
                                                   const char *issuer)
{
    for (size_t i = 0; i < configuration->provider_count; i++)
        if (strcmp(configuration->providers[i].issuer, issuer) == 0)
            return &configuration->providers[i];
    return NULL;
}

int provider_find(struct database *database, struct arena *arena,
                  const struct provider_settings *settings, struct provider *provider)
{
    struct PROVIDER_FIND_rows *rows = database_query(database, arena, &PROVIDER_FIND,
                                                     settings->name, settings->issuer,
                                                     clock_now() - PROVIDER_OLD);
    const struct PROVIDER_FIND_row *row = rows_next(rows);

    if (rows == NULL)
        return -1;
    if (row == NULL)
        return 0;
    *provider = (struct provider){settings, row->endpoint, row->names_issuer};
    return 1;
}

int provider_keep(struct database *database, const struct provider *provider)
{
    return database_run(database, &PROVIDER_KEEP, provider->settings->name,
                        provider->settings->issuer, provider->endpoint, provider->names_issuer,
                        clock_now());
}

/* ---- what the browser takes there ---- */

static char *sent_state(const struct secret *secret, struct arena *arena, const char *token)
{
    return secret_sign(secret, arena, "provider.state", token);
}

bool provider_state_right(const struct secret *secret, struct arena *arena, const char *token,
                          const char *state)
{
    return secret_equal(sent_state(secret, arena, token), state);
}

/* RFC 7636, S256. */
static char *challenge_of(struct arena *arena, const char *verifier)
{
    unsigned char hash[DIGEST_BYTES];
    char *challenge = arena_alloc(arena, 64);

    digest(verifier, hash);
    return sodium_bin2base64(challenge, 64, hash, sizeof hash,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void put_query(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, "%c%s=", strchr(out->data, '?') != NULL ? '&' : '?', name);
    buffer_url(out, value);
}

/* What only this login knows. */
struct login_challenge {
    const char *nonce, *verifier;
};

static const char *address_of(const struct secret *secret, struct arena *arena,
                              const struct provider *provider, const struct provider_login *login,
                              const struct login_challenge *challenge)
{
    struct buffer out = buffer_open(arena, 1024);

    buffer_text(&out, provider->endpoint);
    put_query(&out, "response_type", "code");
    put_query(&out, "client_id", provider->settings->client);
    put_query(&out, "redirect_uri", login->callback);
    put_query(&out, "scope", provider->settings->scopes);
    put_query(&out, "state", sent_state(secret, arena, login->token));
    put_query(&out, "nonce", challenge->nonce);
    put_query(&out, "code_challenge", challenge_of(arena, challenge->verifier));
    put_query(&out, "code_challenge_method", "S256");
    if (login->purpose == PROVIDER_CONFIRM) {
        put_query(&out, "prompt", "login");
        put_query(&out, "max_age", "0");
    }
    return out.data;
}

int provider_login_begin(struct database *database, const struct secret *secret,
                         struct arena *arena, const struct provider *provider,
                         struct provider_login *login)
{
    const struct login_challenge challenge = {token_make(arena),
                                              arena_format(arena, "%s%s", token_make(arena),
                                                           token_make(arena))};
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now();

    login->token = token_make(arena);
    digest(login->token, hash);
    login->address = address_of(secret, arena, provider, login, &challenge);
    return database_run(database, &PROVIDER_LOGIN_SWEEP, now - 2 * LIFETIME) == 0
               ? database_run(database, &PROVIDER_LOGIN_INSERT, bytes_of(hash, sizeof hash),
                              provider->settings->name, login->purpose, login->account_id, now,
                              login->kept, login->next, login->callback,
                              secret_seal(secret, arena, "provider.proof",
                                          arena_format(arena, "%s %s", challenge.nonce,
                                                       challenge.verifier)))
               : -1;
}

int provider_login_find(struct database *database, struct arena *arena, const char *token,
                        struct provider_login *login)
{
    unsigned char hash[DIGEST_BYTES];
    struct PROVIDER_LOGIN_BY_HASH_rows *rows;
    const struct PROVIDER_LOGIN_BY_HASH_row *row;

    if (token == NULL || !token_shaped(token))
        return 0;
    digest(token, hash);
    rows = database_query(database, arena, &PROVIDER_LOGIN_BY_HASH, bytes_of(hash, sizeof hash),
                          clock_now() - LIFETIME);
    row = rows_next(rows);
    if (row == NULL)
        return rows == NULL ? -1 : 0;
    *login = (struct provider_login){
        .token = token,
        .provider = row->provider,
        .purpose = (enum provider_purpose)row->purpose,
        .state = (enum provider_state)row->state,
        .account_id = row->account_id,
        .created = row->created,
        .asked = row->asked,
        .kept = row->kept,
        .next = row->next,
        .callback = row->callback,
        .subject = row->subject,
        .label = row->label,
        .email = row->email,
        .authenticated = row->authenticated,
        .fault = row->fault,
    };
    return 1;
}

/* Whether a statement that was run changed one: 1, 0 or -1. */
static int changed_login(struct database *database, int result)
{
    if (result != 0)
        return -1;
    return database_changed(database) > 0 ? 1 : 0;
}

int provider_login_ask(const struct store *store, const struct secret *secret, const char *token,
                       const char *code, const struct throttle_key *network)
{
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now();
    int asked;

    digest(token, hash);
    asked = changed_login(store->database,
                          database_run(store->database, &PROVIDER_LOGIN_ASK,
                                       secret_seal(secret, store->arena, "provider.code", code),
                                       now, bytes_of(network->hash, sizeof network->hash),
                                       bytes_of(hash, sizeof hash), now - LIFETIME));
    if (asked > 0)
        generation_bump(store->shared, asked_keys[0]);
    return asked;
}

int provider_login_waiting(struct database *database, struct arena *arena,
                           const struct throttle_key *network)
{
    const struct PROVIDER_LOGIN_WAITING_row *row =
        database_row(database, arena, &PROVIDER_LOGIN_WAITING,
                     clock_now() - PROVIDER_ANSWER_SECONDS * CLOCK_SECOND,
                     bytes_of(network->hash, sizeof network->hash));

    return row != NULL ? (int)row->count : -1;
}

/* A code is printable ASCII (VSCHAR, RFC 6749 A.11). */
bool provider_code_valid(const char *code)
{
    size_t length = strlen(code);

    for (const char *c = code; *c != '\0'; c++)
        if (*c < ' ' || *c > '~')
            return false;
    return length > 0 && length <= PROVIDER_CODE_MAX;
}

int provider_login_end(struct database *database, const char *token)
{
    unsigned char hash[DIGEST_BYTES];

    digest(token, hash);
    return changed_login(database,
                         database_run(database, &PROVIDER_LOGIN_END, bytes_of(hash, sizeof hash)));
}

/* ---- lorehall-providerd's side ---- */

uint64_t asked_logins_stamp(const struct shared *shared)
{
    return generation_stamp(shared, asked_keys);
}

static void unseal(const struct secret *secret, struct arena *arena,
                   const struct ASKED_DUE_row *row, struct asked_login *login)
{
    const char *proof = secret_unseal(secret, arena, "provider.proof", row->proof);
    const char *blank = proof != NULL ? strchr(proof, ' ') : NULL;

    if (blank == NULL)
        return;
    login->nonce = arena_copy(arena, proof, (size_t)(blank - proof));
    login->verifier = blank + 1;
    login->code = secret_unseal(secret, arena, "provider.code", row->code);
}

/* 1 taken, 0 there is none, -1 on failure; within the open transaction. */
static int take_within(struct database *database, const struct secret *secret, struct arena *arena,
                       const char *busy, struct asked_login *login)
{
    struct ASKED_DUE_rows *rows =
        database_query(database, arena, &ASKED_DUE,
                       clock_now() - PROVIDER_ANSWER_SECONDS * CLOCK_SECOND, busy);
    const struct ASKED_DUE_row *row = rows_next(rows);

    if (row == NULL)
        return rows == NULL ? -1 : 0;
    *login = (struct asked_login){.id = row->id,
                                  .provider = row->provider,
                                  .purpose = (enum provider_purpose)row->purpose,
                                  .created = row->created,
                                  .callback = row->callback,
                                  .network = row->network};
    unseal(secret, arena, row, login);
    return database_run(database, &ASKED_TAKE, row->id) == 0 ? 1 : -1;
}

int asked_login_take(struct database *database, const struct secret *secret, struct arena *arena,
                     const char *busy, struct asked_login *login)
{
    int taken;

    if (database_begin(database) != 0)
        return -1;
    taken = take_within(database, secret, arena, busy, login);
    if (taken <= 0) {
        database_rollback(database);
        return taken;
    }
    return database_commit(database) == 0 ? 1 : -1;
}

int asked_login_known(struct database *database, const struct asked_login *login,
                      const struct id_claims *claims)
{
    return database_run(database, &ASKED_KNOWN, claims->subject, claims->label, claims->email,
                        claims->authenticated * CLOCK_SECOND, login->id);
}

int asked_login_failed(struct database *database, const struct asked_login *login,
                       const char *fault)
{
    return database_run(database, &ASKED_FAILED, fault, login->id);
}
