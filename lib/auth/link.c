#include "auth/link.h"

#include <string.h>

#include "auth/credentials/proof.h"
#include "auth/secret.h"

STATEMENT(LINK_INSERT,
          PARAMETERS(bytes(hash), text(purpose), id(account), text(email), instant(created),
                     instant(expires), number(any), again(account), again(email)),
          COLUMNS(),
          "INSERT INTO account_link (token_hash, purpose, account_id, email, created, expires)"
          " SELECT ?, ?, ?, ?, ?, ? FROM DUAL"
          " WHERE ? OR EXISTS (SELECT 1 FROM account WHERE id = ? AND email = ?)");
STATEMENT(LINK_FIND, PARAMETERS(bytes(hash), text(purpose), instant(now)),
          COLUMNS(id(account_id), text(email), text(name), text(was)),
          "SELECT l.account_id, l.email, a.name, a.email FROM account_link l"
          " JOIN account a ON a.id = l.account_id AND a.state IN (0, 2)"
          " WHERE l.token_hash = ? AND l.purpose = ? AND l.expires > ?");
STATEMENT(LINK_USE, PARAMETERS(bytes(hash), text(purpose), instant(now)), COLUMNS(),
          "DELETE FROM account_link WHERE token_hash = ? AND purpose = ? AND expires > ?");
STATEMENT(LINK_END_ALL, PARAMETERS(id(account)), COLUMNS(),
          "DELETE FROM account_link WHERE account_id = ?");
STATEMENT(LINK_PENDING, PARAMETERS(id(account), instant(now)), COLUMNS(text(email)),
          "SELECT email FROM account_link WHERE account_id = ? AND purpose = 'verify'"
          " AND expires > ? ORDER BY created DESC LIMIT 1");
STATEMENT(LINK_SWEEP, PARAMETERS(instant(now)), COLUMNS(),
          "DELETE FROM account_link WHERE expires < ? ORDER BY expires LIMIT 100");
STATEMENT_SET(link_statements, &LINK_INSERT, &LINK_FIND, &LINK_USE, &LINK_END_ALL, &LINK_PENDING,
              &LINK_SWEEP);

static const struct {
    const char *name;
    int64_t lifetime;
    enum audit_act asked;
} purposes[] = {
    [LINK_VERIFY] = {"verify", LINK_VERIFY_LIFETIME, AUDIT_EMAIL_ASKED},
    [LINK_RESET] = {"reset", LINK_RESET_LIFETIME, AUDIT_RESET_ASKED},
    [LINK_CONFIRM] = {"confirm", LINK_CONFIRM_LIFETIME, AUDIT_CONFIRM_ASKED},
};

static int insert_link(struct database *database, const struct account_link *link)
{
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now();

    digest(link->token, hash);
    return database_run(database, &LINK_SWEEP, now) == 0
               ? database_run(database, &LINK_INSERT, bytes_of(hash, sizeof hash),
                              purposes[link->purpose].name, link->account_id, link->email, now,
                              now + purposes[link->purpose].lifetime,
                              link->purpose == LINK_VERIFY || link->account_id == 0)
               : -1;
}

int link_open(const struct store *store, const struct actor *actor, const struct account_link *link,
              const struct mail *mail, const struct mail *notice)
{
    struct database *database = store->database;

    if (database_begin(database) != 0)
        return -1;
    if (actor_holds(database, store->arena, actor) <= 0 || insert_link(database, link) != 0 ||
        mail_queue(database, mail) != 0 || (notice != NULL && mail_queue(database, notice) != 0)) {
        database_rollback(database);
        return -1;
    }
    return audit_commit(database, store->arena, actor,
                        &(struct audit_entry){.act = purposes[link->purpose].asked,
                                              .about_id = link->account_id,
                                              .after = link->purpose == LINK_VERIFY
                                                           ? mail_address_masked(store->arena,
                                                                                 link->email)
                                                           : NULL});
}

int link_find(struct database *database, struct arena *arena, enum link_purpose purpose,
              const char *token, struct account_link *link)
{
    unsigned char hash[DIGEST_BYTES];
    const struct LINK_FIND_row *row;

    if (!token_shaped(token))
        return 0;
    digest(token, hash);
    row = database_row(database, arena, &LINK_FIND, bytes_of(hash, sizeof hash),
                       purposes[purpose].name, clock_now());
    if (row == NULL)
        return database_failure(database) == DATABASE_OK ? 0 : -1;
    *link = (struct account_link){
        .purpose = purpose,
        .token = arena_string(arena, token),
        .account_id = row->account_id,
        .email = row->email,
        .name = row->name,
        .was = row->was,
    };
    return 1;
}

int link_end_all(struct database *database, uint64_t account_id)
{
    return database_run(database, &LINK_END_ALL, account_id);
}

int link_use(struct database *database, const struct account_link *link)
{
    unsigned char hash[DIGEST_BYTES];

    digest(link->token, hash);
    if (database_run(database, &LINK_USE, bytes_of(hash, sizeof hash), purposes[link->purpose].name,
                     clock_now()) != 0)
        return -1;
    if (database_changed(database) == 0)
        return 0;
    if (link->purpose == LINK_CONFIRM)
        return 1;
    return link_end_all(database, link->account_id) == 0 ? 1 : -1;
}

const char *link_pending_email(struct database *database, struct arena *arena, uint64_t account_id)
{
    const struct LINK_PENDING_row *row =
        database_row(database, arena, &LINK_PENDING, account_id, clock_now());

    return row != NULL ? row->email : NULL;
}
