/* Roles: sets of permissions, kept in the database; and what somebody may by those granted to
 * them. Each worker keeps all roles, so that asking costs no query. */
#ifndef LOREHALL_AUTH_ROLE_H
#define LOREHALL_AUTH_ROLE_H

#include "auth/permission.h"
#include "base/configuration.h"
#include "store/database.h"
#include "store/shared.h"

#define ROLE_NAME_MAX 32  /* characters: a to z, digits, - */
#define ROLE_TITLE_MAX 60 /* characters */

/* All that somebody can be allowed who is not logged in: anything else is about an account. And
 * whoever is, has no business with what lets them in. */
#define GUEST_PERMISSIONS                                                                          \
    (PERMISSION_BIT(PERMISSION_SITE_READ) | PERMISSION_BIT(PERMISSION_HOST_PROBE) |                \
     ENTRANCE_PERMISSIONS)

/* Of these, what lets somebody in: no business of who is logged in. */
#define ENTRANCE_PERMISSIONS                                                                       \
    (PERMISSION_BIT(PERMISSION_SESSION_OPEN) | PERMISSION_BIT(PERMISSION_ACCOUNT_REGISTER))

#define ROLE_GUEST "guest"                 /* who is not logged in */
#define ROLE_MEMBER "member"               /* what all accounts have */
#define ROLE_ADMINISTRATOR "administrator" /* who may everything */
#define ROLE_SUSPENDED "suspended"

struct role {
    uint64_t id;
    const char *name;
    const char *title; /* "": that of its name (role_title) */
    bool built_in;
    bool denies; /* its permissions are taken from what other roles give */
    permission_set permissions;
    uint64_t version; /* of its title and permissions; each change makes another */
};

struct roles;

extern const struct statement_set role_statements;

/* None; read at the first refresh. */
struct roles *roles_open(void);

/* Frees them. NULL is allowed. */
void roles_close(struct roles *roles);

/* Reads the roles where they have changed since they were last read. 0, or -1 on failure. */
int roles_refresh(struct roles *roles, struct database *database, struct shared *shared);

/* Reads them as they are now, within the caller's transaction. 0, or -1 on failure. */
int roles_read(struct roles *roles, struct database *database);

/* Adds a copy of a role, for what has no database to read them of. */
void roles_add(struct roles *roles, const struct role *role);

/* Asks for a second factor of whoever was granted a permission of administration, from so long (in
 * microseconds) after it was first demanded of them. Without a call, nobody is asked. */
void roles_demand_factor(struct roles *roles, int64_t grace);

/* The same as the installation wants it. */
void roles_configure(struct roles *roles, const struct configuration *configuration);

/* What a role gives of administration that not every member may anyway; 0 of one that denies. */
permission_set role_administers(const struct roles *roles, const struct role *role);

/* The role at an index, built-in ones first; NULL past the last. */
const struct role *role_at(const struct roles *roles, size_t index);

/* A role by its id or name; NULL: there is none. */
const struct role *role_by_id(const struct roles *roles, uint64_t id);
const struct role *role_named(const struct roles *roles, const char *name);

/* The name of a built-in role by its number from 0; NULL past the last. */
const char *role_built_in(size_t index);

/* What it is called, in the reader's language. */
const char *role_title(const struct role *role);

/* ---- what somebody may by them ---- */

#define GRANTS_MAX 48 /* of one account, everywhere together */

/* Where something holds: everywhere, on a site, on one of its boards. */
struct role_scope {
    uint64_t site_id;  /* 0: everywhere */
    uint64_t board_id; /* 0: all boards of the site */
};

/* Whether all of INNER lies in OUTER. */
bool scope_contains(struct role_scope outer, struct role_scope inner);

/* A role that somebody has. */
struct grant {
    struct role_scope scope;
    uint64_t role_id;
    int64_t granted;
    int64_t until; /* it ends by itself then; 0: never */
};

struct grants {
    int64_t factor_demanded; /* since when a second factor is asked of whoever administers and lacks
                                one; 0: theirs is there, or nobody asks */
    size_t count;
    struct grant list[GRANTS_MAX];
};

/* Whether a role that denies takes a permission away anywhere at all, on a site or a board. */
bool permission_denied_somewhere(const struct roles *roles, const struct grants *grants,
                                 enum permission permission, int64_t now);

/* Whether a grant is over at this time. */
bool grant_is_over(const struct grant *grant, int64_t now);

/* What somebody may in SCOPE, a site or a board of it: what all members may, and what the roles give
 * that were granted there or further around, without what others of these take away, or what the
 * board keeps for others (see below). GRANTS NULL: a guest. */
permission_set permissions_at(const struct roles *roles, const struct grants *grants,
                              struct role_scope scope, int64_t now);

/* When they must have a second factor, for a permission of administration that was granted to them
 * somewhere; 0: they need none, or have one. What is withheld by then, permissions_at and the others
 * leave out. */
int64_t factor_due(const struct roles *roles, const struct grants *grants, int64_t now);

/* Whether they would have a permission in SCOPE, on the whole or (of a site) on some board of it, and
 * lack it for want of a second factor alone. GRANTS NULL: a guest, no. */
bool factor_withholds(const struct roles *roles, const struct grants *grants,
                      struct role_scope scope, enum permission permission, int64_t now);

/* What all that was granted to them in SCOPE, around it or in a part of it gives, whatever is taken
 * from it. */
permission_set permissions_given(const struct roles *roles, const struct grants *grants,
                                 struct role_scope scope, int64_t now);

/* What roles take from them in all of SCOPE, whoever gave it. */
permission_set permissions_denied(const struct roles *roles, const struct grants *grants,
                                  struct role_scope scope, int64_t now);

/* What they may in all of SCOPE: no site and no board of it is left out. */
permission_set permissions_throughout(const struct roles *roles, const struct grants *grants,
                                      struct role_scope scope, int64_t now);

/* What they may on the whole site, or on some board of it. */
permission_set permissions_somewhere(const struct roles *roles, const struct grants *grants,
                                     uint64_t site_id, int64_t now);

/* ---- boards that are not for everybody ----
 *
 * A permission can be kept, on a board, for those who hold one of some roles there, or for nobody. Who may
 * not read a board may do nothing there. What the worker keeps of it comes with the roles, so that asking
 * costs no query; permissions_at has all of it in its answer. */

#define BOARD_FOR_NOBODY 0 /* in the place of a role's id */

/* What may be kept for some. */
#define BOARD_ACCESS_PERMISSIONS                                                                   \
    (PERMISSION_BIT(PERMISSION_SITE_READ) | PERMISSION_BIT(PERMISSION_COMMENT_WRITE) |             \
     PERMISSION_BIT(PERMISSION_THREAD_START))

/* What nobody has on a board that is archived: it is read, reported and moderated only. */
#define BOARD_ARCHIVE_PERMISSIONS                                                                  \
    (PERMISSION_BIT(PERMISSION_COMMENT_WRITE) | PERMISSION_BIT(PERMISSION_COMMENT_RATE) |          \
     PERMISSION_BIT(PERMISSION_COMMENT_EDIT_OWN) | PERMISSION_BIT(PERMISSION_THREAD_START))

/* A role whose holders have a permission on a board, which nobody else has there but the holders of
 * others that are named for the same. */
struct board_access {
    uint64_t site_id;
    uint64_t board_id;
    enum permission permission;
    uint64_t role_id; /* or BOARD_FOR_NOBODY */
};

/* Adds a copy, behind those of boards with lower ids, for what has no database to read them of. */
void roles_add_access(struct roles *roles, const struct board_access *access);

/* Whether somebody may themselves all that a role opens on boards in SCOPE, or around it: nobody lets
 * others in where they are not. */
bool board_access_held(const struct roles *roles, const struct grants *grants, uint64_t role_id,
                       struct role_scope scope);

/* Whether everybody may read a board who may read its site. */
bool board_is_public(const struct roles *roles, uint64_t board_id);

/* Whether it is archived: something is for nobody there. */
bool board_is_archived(const struct roles *roles, uint64_t board_id);

/* With whose eyes boards are looked at. */
struct reader {
    const struct roles *roles;   /* NULL: those of who runs the installation: they see all */
    const struct grants *grants; /* NULL: a guest's */
    bool everybody;              /* everybody's: only what is public */
};

/* Whether they may read a board, of a site that they may read. BOARD_ID 0, of no board: yes. */
bool reader_sees(const struct reader *reader, uint64_t board_id);

/* The boards of all sites that they may not read, as FIND_IN_SET takes them: "3,17"; "" none. */
const char *reader_hidden(const struct reader *reader, struct arena *arena);

#endif
