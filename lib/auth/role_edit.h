/* Making and changing roles, and giving them to people: what pages and the command line both do.
 *
 * Nobody gives, changes or takes what they do not hold themselves, there and everywhere that it
 * reaches; and there is always one administrator left. All changes wait for each other, so that of
 * two who take each other's role at once the second no longer has it. */
#ifndef LOREHALL_AUTH_ROLE_EDIT_H
#define LOREHALL_AUTH_ROLE_EDIT_H

#include "auth/audit.h"
#include "auth/factor/demand.h"
#include "auth/role.h"
#include "store/mail_spool.h"
#include "store/store.h"

#define ROLE_REASON_MAX 300 /* characters */

/* What became of a change. Unless it is ROLE_DONE, nothing was changed. */
enum role_result {
    ROLE_DONE,
    ROLE_FAILED,   /* the database; logged */
    ROLE_NO_ROLE,  /* there is none of this id */
    ROLE_NO_GRANT, /* the account does not have the role there */
    ROLE_NO_ACCOUNT,
    ROLE_NAME_INVALID,
    ROLE_TITLE_INVALID,
    ROLE_NAME_TAKEN,
    ROLE_IS_BUILT_IN,   /* such a one keeps its name, and cannot be deleted */
    ROLE_IS_FIXED,      /* administrators may everything */
    ROLE_IS_HELD,       /* what becomes of its holders was not said */
    ROLE_IS_CHANGED,    /* it is no longer the version that was read */
    ROLE_GRANT_CHANGED, /* it was granted or revoked since it was seen */
    ROLE_NOT_ALLOWED,   /* the actor may not edit roles, grant them or suspend, there */
    ROLE_NOT_HELD,      /* it would give or take what the actor does not hold */
    ROLE_NOT_GUESTS,    /* guests cannot have these permissions, or must keep the others */
    ROLE_LAST_ADMINISTRATOR,
    ROLE_TOO_MANY, /* the account has GRANTS_MAX already */
    ROLE_IS_OVER,  /* the end lies in the past */
    ROLE_RESULTS,
};

/* What is said of it, in the reader's language. */
const char *role_result_message(enum role_result result);

/* Whether a role's name and title have their form. */
enum role_result role_words_check(const struct role *role);

/* Whether a role may become what is wanted of it, by whoever it is. */
enum role_result role_change_check(const struct role *role, const struct role *wanted);

/* Who changes something. */
struct role_actor {
    const struct store *store;
    const struct actor *who;
    bool is_operator; /* of a shell: they may everything, and have no account */
};

/* Makes a role with the name, title, permissions and `denies` of ROLE; *ID gets its id. */
enum role_result role_create(const struct role_actor *actor, const struct role *role, uint64_t *id);

/* Changes the name, title and permissions of the role with ROLE's id, where it is still the version
 * that ROLE says (0: whichever). */
enum role_result role_change(const struct role_actor *actor, const struct role *role);

/* What becomes of those who have a role that is deleted. */
enum role_holders {
    ROLE_HOLDERS_KEEP, /* it is not deleted while somebody has it */
    ROLE_HOLDERS_LOSE,
    ROLE_HOLDERS_CHANGE, /* they get another one in its place */
};

/* Deletes a role; SUCCESSOR is the other one, of ROLE_HOLDERS_CHANGE. */
enum role_result role_delete(const struct role_actor *actor, uint64_t role_id,
                             enum role_holders holders, uint64_t successor);

/* What is to be granted to whom, or revoked. */
struct role_grant {
    uint64_t account_id;
    uint64_t role_id;
    struct role_scope scope;
    int64_t until;             /* 0: for ever */
    const char *reason;        /* NULL: none is given */
    bool compare;              /* only where it is still as it was seen: */
    int64_t seen;              /* when it had been granted; 0: it was not */
    const struct mail *notice; /* goes with it, to who gets it; NULL: none */
};

/* Gives somebody a role; whoever has it there gets this end and reason. */
enum role_result role_grant(const struct role_actor *actor, const struct role_grant *grant);

/* Takes it back. */
enum role_result role_revoke(const struct role_actor *actor, const struct role_grant *grant);

/* Gives it in the place of all others that they have just there; those that deny stay, and one that
 * denies is added. */
enum role_result role_replace(const struct role_actor *actor, const struct role_grant *grant);

/* Waits for all other changes of roles, until the open transaction ends. 0 or -1. */
int roles_lock(struct database *database, struct arena *arena);

/* How many administrators there are for ever and everywhere, whom nothing is taken from. 0 or -1. */
int administrators_count(struct database *database, struct arena *arena, uint64_t *count);

/* ---- as the audit trail has them ---- */

/* A set: the names, with spaces between. */
const char *role_set_text(struct arena *arena, permission_set set);

/* All of a role that can change. */
const char *role_record_text(struct arena *arena, const struct role *role);

/* "role:moderator". */
const char *role_record_subject(struct arena *arena, const char *name);

/* A role where it is granted: "role:moderator site:2 board:7". */
const char *grant_record_subject(struct arena *arena, const struct role *role,
                                 struct role_scope scope);

/* What a grant is besides: "administers, until 2030-01-31T00:00:00Z"; NULL: nothing. A second factor is
 * asked for by one that administers, from when it was recorded. */
const char *grant_record_after(struct arena *arena, bool administers, int64_t until);

extern const struct statement_set role_edit_statements;

/* What roles are changed with. */
#define ROLE_EDIT_STATEMENTS &role_edit_statements, &factor_demand_statements

#endif
