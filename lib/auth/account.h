/* Accounts: names and passwords. */
#ifndef LOREHALL_AUTH_ACCOUNT_H
#define LOREHALL_AUTH_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/audit.h"
#include "auth/credentials/name.h"
#include "auth/credentials/ways_in.h"
#include "auth/link.h"
#include "store/database.h"
#include "store/journal.h"
#include "store/mail_spool.h"
#include "store/shared.h"
#include "store/store.h"

struct login;

/* Whether somebody can log in to it. An imported author's is open, and has no password. */
enum account_state {
    ACCOUNT_OPEN,
    ACCOUNT_CLOSED,
    ACCOUNT_PAUSED, /* by its owner (auth/pause.h) */
};

struct account {
    uint64_t id;
    const char *name;
    const char *password;         /* argon2id, encoded; NULL where nobody can log in */
    const char *language;         /* NULL: as the browser says */
    bool paused;                  /* of account_to_log_in */
    const char *email;            /* that its owner has shown to be theirs; NULL: none */
    int64_t factor_since;         /* since when it has a second factor; 0: it has none */
    uint64_t credentials_version; /* auth/credentials/proof.h */
};

extern const struct statement_set account_statements;

/* What passwords and addresses are changed with, beside it. */
#define ACCOUNT_CHANGE_STATEMENTS &link_statements, &mail_statements, &ways_in_statements

/* One of our own accounts by its name, whatever its case. 1 found, 0 not, -1 on failure. */
int account_by_name(struct database *database, struct arena *arena, const char *name,
                    struct account *account);

/* The same with those that are paused, whose owner can come back. */
int account_to_log_in(struct database *database, struct arena *arena, const char *name,
                      struct account *account);

/* An account as those who look after it see it. */
struct account_line {
    uint64_t id;
    const char *name;
    int64_t created;
    uint64_t posts; /* as account_posted counts them */
    bool closed;
    bool paused;
};

/* One of our own accounts by its id, closed ones too. 1 found, 0 not, -1 on failure. */
int account_by_id(struct database *database, struct arena *arena, uint64_t id,
                  struct account_line *account);

/* Makes an account that nobody can log in to, without a record of it, as an import does for authors.
 * Sets *ID. 0; -1 on failure, with DATABASE_DUPLICATE when the name is taken. */
int account_create(struct database *database, const char *name, uint64_t *id);

/* Whether NAME was called another account than ACCOUNT_ID before, within a transaction that gives it to
 * that. 1, 0, or -1 on failure. */
int name_kept(struct database *database, struct arena *arena, const char *name,
              uint64_t account_id);

enum account_made {
    ACCOUNT_FAILED, /* the database */
    ACCOUNT_MADE,
    ACCOUNT_TAKEN,     /* the name is somebody's, or was another's */
    ACCOUNT_UNINVITED, /* the invitation is spent by now */
    ACCOUNT_KNOWN,     /* the identity is another account's by now */
};

/* Makes an account with its record: somebody registered, where the actor is nobody yet. PASSWORD NULL
 * makes one that nobody can log in to. Sets *ID. */
enum account_made account_register(const struct store *store, const struct actor *actor,
                                   const char *name, const char *password, uint64_t *id);

/* The same by its address. */
int account_by_email(struct database *database, struct arena *arena, const char *email,
                     struct account *account);

struct login_identity;

/* What somebody registers with. */
struct account_wanted {
    const char *name;
    const char *password;   /* NULL: they cannot log in */
    uint64_t invitation_id; /* auth/registration/invitation.h; 0: none */
    uint64_t rules;         /* the revision of the site's rules that they accept; 0: it has none */
    const struct login_identity
        *identity; /* auth/provider/identity.h: by which they log in; NULL: none */
};

/* The same by an invitation. */
enum account_made account_register_invited(const struct store *store, const struct actor *actor,
                                           const struct account_wanted *wanted, uint64_t *id);

/* A password that takes the place of another. */
struct new_password {
    const char *text;
    const struct mail *notice;  /* that tells the owner; NULL: none */
    struct ways_in_ended ended; /* with the old one */
    const struct login
        *login; /* the owner's, who goes on with a session of their own (auth/session.h);
                                  NULL: nobody does */
};

/* Sets the password of an account as it was read, and ends its links, sessions, API tokens and begun
 * logins. *TOKEN gets that of the session that is opened for who goes on; may be NULL where nobody does.
 * 1; 0 when the password was changed since, or the actor's session has ended; -1 on failure. */
int account_set_password(const struct store *store, const struct actor *actor,
                         const struct account *account, const struct new_password *password,
                         const char **token);

/* The same by a link that was sent for it, which is used up; nobody goes on. 1;
 * 0 when the link is good no more; -1 on failure. */
int account_reset_password(const struct store *store, const struct actor *actor,
                           const struct account_link *link, const struct new_password *password);

/* Makes the address that a link was sent to the account's, which uses it up. 1; 0 when it is good no
 * more; -1 on failure, with DATABASE_DUPLICATE when another account has the address. */
int account_verify_email(const struct store *store, const struct actor *actor,
                         const struct account_link *link, const struct mail *notice);

/* Takes the account's address away, and what was sent to one. 0 or -1, also where the actor's session has
 * ended. */
int account_remove_email(const struct store *store, const struct actor *actor,
                         const struct account *account, const struct mail *notice);

/* Remembers the language that somebody reads in; NULL to follow the browser. 0 or -1. */
int account_set_language(struct database *database, struct shared *shared, uint64_t id,
                         const char *language);

/* Notes that the account wrote something that others can read, as far as it counts: up to MAX times
 * (limits_newcomer). What is removed counts no more (talk/moderation/trust.h). 0 or -1. */
int account_posted(struct database *database, struct shared *shared, uint64_t id, unsigned max);

/* Whether PASSWORD is the account's. With ACCOUNT NULL, or one that cannot log in, it takes just as
 * long and is false, so that the time does not tell which names exist. */
bool account_password_right(struct shared *shared, const struct account *account,
                            const char *password);

#endif
