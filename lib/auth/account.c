/* Accounts: names and passwords. Three forms of a name are kept: as its owner writes it,
 * the handle (lower case) by which it is found, and the skeleton, in which what looks alike is the
 * same (auth/credentials/name.h): it keeps others from registering a name that readers would take for this
 * one.
 *
 * What a session shows of an account is kept by workers, so that a change of language has its
 * journal row in the same transaction. */
#include "auth/account.h"

#include <ctype.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "auth/credentials/name.h"
#include "auth/provider/identity.h"
#include "auth/registration/invitation.h"
#include "auth/session.h"
#include "base/clock.h"
#include "base/fault.h"

#define ACCOUNT_SQL                                                                                \
    "SELECT id, name, password, language, email, state = 2, factor_since, credentials_version"     \
    " FROM account WHERE source_id = 0"
SIGNATURE(account, PARAMETERS(text(key)),
          COLUMNS(id(id), text(name), text(password), text(language), text(email), flag(paused),
                  instant(factor_since), number(credentials_version)));
STATEMENT_OF(account, ACCOUNT_BY_HANDLE, ACCOUNT_SQL " AND handle = ? AND state = 0");
/* Who has paused an account can log in and resume it, also by a new password. */
STATEMENT_OF(account, ACCOUNT_TO_LOG_IN, ACCOUNT_SQL " AND handle = ? AND state IN (0, 2)");
STATEMENT_OF(account, ACCOUNT_BY_EMAIL, ACCOUNT_SQL " AND email = ? AND state IN (0, 2)");
STATEMENT(NAME_KEPT, PARAMETERS(text(handle), id(account)), COLUMNS(id(account)),
          "SELECT account_id FROM former_name WHERE handle = ? AND account_id <> ?");
STATEMENT(ACCOUNT_INSERT,
          PARAMETERS(text(handle), text(skeleton), text(name), text(password), instant(created)),
          COLUMNS(),
          "INSERT INTO account (handle, skeleton, name, password, created) VALUES (?, ?, ?, ?, ?)");
/* Only what was read: of two changes at once the second finds another password. */
STATEMENT(ACCOUNT_PASSWORD, PARAMETERS(text(password), id(account), text(previous)), COLUMNS(),
          "UPDATE account SET password = ? WHERE id = ? AND password <=> ?");
STATEMENT(ACCOUNT_PASSWORD_RESET, PARAMETERS(text(password), id(account)), COLUMNS(),
          "UPDATE account SET password = ? WHERE id = ?");
STATEMENT(ACCOUNT_EMAIL, PARAMETERS(text(email), id(account)), COLUMNS(),
          "UPDATE account SET email = ? WHERE id = ?");
STATEMENT(ACCOUNT_LANGUAGE, PARAMETERS(text(language), id(account)), COLUMNS(),
          "UPDATE account SET language = ? WHERE id = ?");
STATEMENT(ACCOUNT_POSTED, PARAMETERS(id(account), number(max)), COLUMNS(),
          "UPDATE account SET posts = posts + 1 WHERE id = ? AND posts < ?");
#define LINE_SQL                                                                                   \
    "SELECT id, name, created, posts, state = 1, state = 2 FROM account WHERE source_id = 0"
ROW(line, id(id), text(name), instant(created), number(posts), flag(closed), flag(paused));
STATEMENT(ACCOUNT_BY_ID, PARAMETERS(id(account)), ROW_OF(line), LINE_SQL " AND id = ?");
STATEMENT_SET(account_statements, &ACCOUNT_BY_ID, &ACCOUNT_BY_HANDLE, &ACCOUNT_TO_LOG_IN,
              &ACCOUNT_BY_EMAIL, &ACCOUNT_PASSWORD_RESET, &ACCOUNT_EMAIL, &NAME_KEPT,
              &ACCOUNT_INSERT, &ACCOUNT_PASSWORD, &ACCOUNT_LANGUAGE, &ACCOUNT_POSTED);

/* A password hash that no password has, for who does not exist. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/* 1 found, 0 not, -1 on failure. */
static int find_account_by(struct database *database, struct arena *arena,
                           const struct account_statement *statement, const char *key,
                           struct account *account)
{
    struct account_rows *rows = database_query(database, arena, statement, key);
    const struct account_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *account = (struct account){
        .id = row->id,
        .name = row->name,
        .password = row->password,
        .language = row->language,
        .email = row->email,
        .paused = row->paused,
        .factor_since = row->factor_since,
        .credentials_version = row->credentials_version,
    };
    return 1;
}

/* Names that no account can have are not asked for. */
int account_by_name(struct database *database, struct arena *arena, const char *name,
                    struct account *account)
{
    char handle[ACCOUNT_NAME_MAX + 1];

    if (!account_name_valid(name))
        return 0;
    name_handle(name, handle);
    return find_account_by(database, arena, &ACCOUNT_BY_HANDLE, handle, account);
}

int account_to_log_in(struct database *database, struct arena *arena, const char *name,
                      struct account *account)
{
    char handle[ACCOUNT_NAME_MAX + 1];

    if (!account_name_valid(name))
        return 0;
    name_handle(name, handle);
    return find_account_by(database, arena, &ACCOUNT_TO_LOG_IN, handle, account);
}

int account_by_email(struct database *database, struct arena *arena, const char *email,
                     struct account *account)
{
    return mail_address_valid(email)
               ? find_account_by(database, arena, &ACCOUNT_BY_EMAIL, email, account)
               : 0;
}

static struct account_line line_of(const struct line_row *row)
{
    return (struct account_line){.id = row->id,
                                 .name = row->name,
                                 .created = row->created,
                                 .posts = row->posts,
                                 .closed = row->closed,
                                 .paused = row->paused};
}

int account_by_id(struct database *database, struct arena *arena, uint64_t id,
                  struct account_line *account)
{
    struct line_rows *rows = database_query(database, arena, &ACCOUNT_BY_ID, id);
    const struct line_row *row = rows_next(rows);

    if (row != NULL)
        *account = line_of(row);
    return rows == NULL ? -1 : row != NULL;
}

int name_kept(struct database *database, struct arena *arena, const char *name, uint64_t account_id)
{
    char handle[ACCOUNT_NAME_MAX + 1];
    struct NAME_KEPT_rows *rows;

    name_handle(name, handle);
    rows = database_query(database, arena, &NAME_KEPT, handle, account_id);
    return rows == NULL ? -1 : rows_count(rows) > 0;
}

/* What passwords cost, for operators; and for the tests, that it is the same for nobody. */
static void count_hash(struct shared *shared)
{
    if (shared != NULL)
        counter_add(shared, COUNTER_PASSWORD_HASHES, 1);
}

/* argon2id with libsodium's interactive limits: 64 MiB, two passes; in tests, which make hundreds of
 * accounts, next to nothing. */
static void hash_password(struct shared *shared, char out[crypto_pwhash_STRBYTES],
                          const char *password)
{
    const bool cheap = fault_cheap_passwords();

    count_hash(shared);
    if (crypto_pwhash_str_alg(out, password, strlen(password),
                              cheap ? crypto_pwhash_OPSLIMIT_MIN
                                    : crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              cheap ? crypto_pwhash_MEMLIMIT_MIN
                                    : crypto_pwhash_MEMLIMIT_INTERACTIVE,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        abort();
}

/* HASHED NULL: nobody can log in. */
static int insert_account(struct database *database, const char *name, const char *hashed,
                          uint64_t *id)
{
    char handle[ACCOUNT_NAME_MAX + 1], skeleton[ACCOUNT_NAME_MAX + 1];

    name_handle(name, handle);
    name_skeleton(name, skeleton);
    if (database_run(database, &ACCOUNT_INSERT, handle, skeleton, name, hashed, clock_now()) != 0)
        return -1;
    *id = database_made_id(database);
    return 0;
}

int account_create(struct database *database, const char *name, uint64_t *id)
{
    return insert_account(database, name, NULL, id);
}

/* What registering does within the open transaction. Whether the name was another's is asked once this
 * account has it: from then on nobody else can give it up. */
static enum account_made make_within(const struct store *store, const struct account_wanted *wanted,
                                     const char *hashed, uint64_t *id)
{
    struct database *database = store->database;
    int result;

    if (insert_account(database, wanted->name, hashed, id) != 0)
        return database_failure(database) == DATABASE_DUPLICATE ? ACCOUNT_TAKEN : ACCOUNT_FAILED;
    result = name_kept(database, store->arena, wanted->name, *id);
    if (result != 0)
        return result > 0 ? ACCOUNT_TAKEN : ACCOUNT_FAILED;
    if (wanted->identity != NULL) {
        enum identity_result added = identity_add_within(database, *id, wanted->identity);

        if (added != IDENTITY_DONE)
            return added == IDENTITY_TAKEN ? ACCOUNT_KNOWN : ACCOUNT_FAILED;
    }
    if (wanted->invitation_id == 0)
        return ACCOUNT_MADE;
    result = invitation_spend(database, wanted->invitation_id, *id);
    return result > 0 ? ACCOUNT_MADE : result == 0 ? ACCOUNT_UNINVITED : ACCOUNT_FAILED;
}

/* What the record says of the rules, which is the proof that they were accepted. */
static const char *accepted_rules(struct arena *arena, const struct account_wanted *wanted)
{
    return wanted->rules != 0
               ? arena_format(arena, "accepted the rules, revision %" PRIu64, wanted->rules)
               : NULL;
}

enum account_made account_register_invited(const struct store *store, const struct actor *actor,
                                           const struct account_wanted *wanted, uint64_t *id)
{
    struct database *database = store->database;
    const char *password = wanted->password;
    char hashed[crypto_pwhash_STRBYTES];
    enum account_made made;

    if (password != NULL)
        hash_password(store->shared, hashed, password);
    if (database_begin(database) != 0)
        return ACCOUNT_FAILED;
    made = make_within(store, wanted, password != NULL ? hashed : NULL, id);
    if (made != ACCOUNT_MADE) {
        database_rollback(database);
        return made;
    }
    return audit_commit(database, store->arena, actor,
                        &(struct audit_entry){.act = AUDIT_ACCOUNT_MAKE,
                                              .about_id = *id,
                                              .subject = wanted->name,
                                              .after = accepted_rules(store->arena, wanted)}) == 0
               ? ACCOUNT_MADE
               : ACCOUNT_FAILED;
}

enum account_made account_register(const struct store *store, const struct actor *actor,
                                   const char *name, const char *password, uint64_t *id)
{
    const struct account_wanted wanted = {.name = name, .password = password};

    return account_register_invited(store, actor, &wanted, id);
}

/* The rest of the open transaction: NOTICE (NULL: none) and the record. RESULT is what there was
 * before: -1 failed, 0 came too late. The same. */
static int finish_record(const struct store *store, const struct actor *actor,
                         const struct audit_entry *entry, const struct mail *notice, int result)
{
    struct database *database = store->database;

    if (result > 0 && notice != NULL && mail_queue(database, notice) != 0)
        result = -1;
    if (result <= 0) {
        database_rollback(database);
        return result;
    }
    return audit_commit(database, store->arena, actor, entry) == 0 ? 1 : -1;
}

/* What a password that is set ends and begins within the open transaction: 1; 0 when it comes too
 * late; -1 on failure. */
static int set_within(const struct store *store, const struct actor *actor,
                      const struct account *account, const char *hashed)
{
    struct database *database = store->database;
    int result = actor_holds(database, store->arena, actor);

    if (result <= 0)
        return result;
    if (database_run(database, &ACCOUNT_PASSWORD, hashed, account->id, account->password) != 0)
        return -1;
    if (database_changed(database) == 0)
        return 0;
    return link_end_all(database, account->id) == 0 &&
                   session_end_within(database, account->id, 0) == 0
               ? 1
               : -1;
}

/* What is recorded of a change, its first act first. */
struct records {
    struct audit_entry *list;
    size_t count;
};

/* Ends the open transaction by a journal row about the account, and the records; RESULT is what there
 * was before: -1 failed, 0 came too late. The same. */
static int finish_credentials(const struct store *store, const struct actor *actor,
                              const struct records *records, int result)
{
    struct database *database = store->database;
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = records->list[0].about_id};

    if (result > 0 && journal_append(database, &entry) != 0)
        result = -1;
    for (size_t i = 0; result > 0 && i < records->count; i++)
        if (audit_append(database, store->arena, actor, &records->list[i]) != 0)
            result = -1;
    if (result <= 0) {
        database_rollback(database);
        return result;
    }
    return journal_commit(database, store->shared, &entry, 1) == 0 ? 1 : -1;
}

/* Ends what is to end with the old password, within the open transaction; RESULT is what there was before.
 * The same. */
static int end_ways_in(const struct store *store, uint64_t account_id,
                       const struct new_password *password, struct records *records, int result)
{
    if (result <= 0)
        return result;
    return ways_in_end(store, account_id, &password->ended, records->list, &records->count) == 0
               ? result
               : -1;
}

/* With place for the act itself, what ends by it, and a login. */
static struct records records_for(struct arena *arena, const struct new_password *password,
                                  const struct audit_entry *act)
{
    struct records records = {arena_alloc(arena,
                                          (password->ended.count + 2) * sizeof *records.list),
                              1};

    records.list[0] = *act;
    return records;
}

int account_set_password(const struct store *store, const struct actor *actor,
                         const struct account *account, const struct new_password *password,
                         const char **token)
{
    struct database *database = store->database;
    struct records records =
        records_for(store->arena, password,
                    &(struct audit_entry){.act = AUDIT_PASSWORD, .about_id = account->id});
    char hashed[crypto_pwhash_STRBYTES];
    uint64_t session_id;
    int result;

    hash_password(store->shared, hashed, password->text);
    if (database_begin(database) != 0)
        return -1;
    result = end_ways_in(store, account->id, password, &records,
                         set_within(store, actor, account, hashed));
    if (result > 0 && password->notice != NULL && mail_queue(database, password->notice) != 0)
        result = -1;
    if (result > 0 && password->login != NULL) {
        if (session_open_within(store, actor, password->login, token, &session_id) != 0)
            result = -1;
        else
            records.list[records.count++] = login_record(store->arena, password->login, session_id);
    }
    return finish_credentials(store, actor, &records, result);
}

/* What a new password by LINK does within the open transaction. 1; 0: the link is good no more; -1 on
 * failure. */
static int reset_within(const struct store *store, const struct account_link *link,
                        const char *hashed, const struct mail *notice)
{
    struct database *database = store->database;
    int used;

    if (account_hold(database, store->arena, link->account_id) != 0)
        return -1;
    used = link_use(database, link);
    if (used <= 0)
        return used;
    return database_run(database, &ACCOUNT_PASSWORD_RESET, hashed, link->account_id) == 0 &&
                   session_end_within(database, link->account_id, 0) == 0 &&
                   (notice == NULL || mail_queue(database, notice) == 0)
               ? 1
               : -1;
}

int account_reset_password(const struct store *store, const struct actor *actor,
                           const struct account_link *link, const struct new_password *password)
{
    struct database *database = store->database;
    struct records records =
        records_for(store->arena, password,
                    &(struct audit_entry){.act = AUDIT_RESET, .about_id = link->account_id});
    char hashed[crypto_pwhash_STRBYTES];
    int result;

    hash_password(store->shared, hashed, password->text);
    if (database_begin(database) != 0)
        return -1;
    result = reset_within(store, link, hashed, password->notice);
    result = end_ways_in(store, link->account_id, password, &records, result);
    return finish_credentials(store, actor, &records, result);
}

/* An address as records have it: its owner knows it by that, and nobody can write to it. */
static const char *masked(struct arena *arena, const char *email)
{
    return email != NULL ? mail_address_masked(arena, email) : NULL;
}

int account_verify_email(const struct store *store, const struct actor *actor,
                         const struct account_link *link, const struct mail *notice)
{
    int result;

    if (database_begin(store->database) != 0)
        return -1;
    result = account_hold(store->database, store->arena, link->account_id);
    if (result == 0)
        result = link_use(store->database, link);
    if (result > 0 &&
        database_run(store->database, &ACCOUNT_EMAIL, link->email, link->account_id) != 0)
        result = -1;
    return finish_record(store, actor,
                         &(struct audit_entry){.act = AUDIT_EMAIL,
                                               .about_id = link->account_id,
                                               .before = masked(store->arena, link->was),
                                               .after = masked(store->arena, link->email)},
                         notice, result);
}

int account_remove_email(const struct store *store, const struct actor *actor,
                         const struct account *account, const struct mail *notice)
{
    struct database *database = store->database;
    int result;

    if (database_begin(database) != 0)
        return -1;
    result = actor_holds(database, store->arena, actor) > 0 &&
                     database_run(database, &ACCOUNT_EMAIL, NULL, account->id) == 0 &&
                     link_end_all(database, account->id) == 0
                 ? 1
                 : -1;
    result = finish_record(store, actor,
                           &(struct audit_entry){.act = AUDIT_EMAIL,
                                                 .about_id = account->id,
                                                 .before = masked(store->arena, account->email)},
                           notice, result);
    return result > 0 ? 0 : -1;
}

/* Takes as long for nobody as for somebody: an answer's time must not tell which names there
 * are. */
bool account_password_right(struct shared *shared, const struct account *account,
                            const char *password)
{
    const char *hashed = account != NULL && account->password != NULL ? account->password : nobody;

    count_hash(shared);
    return crypto_pwhash_str_verify(hashed, password, strlen(password)) == 0 && hashed != nobody;
}

/* Runs CHANGE's statements in a transaction that ends with a journal row about the account. */
static int finish_change(struct database *database, struct shared *shared, uint64_t id, int result)
{
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = id};

    if (result != 0 || journal_append(database, &entry) != 0) {
        database_rollback(database);
        return -1;
    }
    return journal_commit(database, shared, &entry, 1);
}

int account_set_language(struct database *database, struct shared *shared, uint64_t id,
                         const char *language)
{
    if (database_begin(database) != 0)
        return -1;
    return finish_change(database, shared, id,
                         database_run(database, &ACCOUNT_LANGUAGE, language, id));
}

int account_posted(struct database *database, struct shared *shared, uint64_t id, unsigned max)
{
    if (database_begin(database) != 0)
        return -1;
    return finish_change(database, shared, id, database_run(database, &ACCOUNT_POSTED, id, max));
}
