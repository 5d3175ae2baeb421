/* Changing what accounts are called. What one was called before stays reserved: nobody else gets it,
 * nor a name that looks like it; its owner may take it back, unless an administrator took it away. */
#ifndef LOREHALL_AUTH_RENAME_H
#define LOREHALL_AUTH_RENAME_H

#include "auth/audit.h"
#include "auth/credentials/name.h"
#include "base/clock.h"
#include "store/journal.h"
#include "store/mail_spool.h"
#include "store/store.h"

#define RENAME_PAUSE (30 * 86400 * CLOCK_SECOND) /* until an owner may do it again */
#define RENAME_REASON_MAX 500                    /* characters */

/* Who wants a name. */
struct name_seeker {
    uint64_t account_id; /* 0: somebody new */
    bool is_admin;       /* may also give back what was taken away */
};

/* All that there is against NAME for SEEKER: by itself (name_check), and beside all names that are taken
 * or reserved. NAME_UNKNOWN where the database fails. */
enum name_fault name_fault_for(struct database *database, struct arena *arena, const char *name,
                               const struct name_seeker *seeker);

/* What is to be said of it, in the reader's language; on ARENA. */
const char *name_fault_words(struct arena *arena, enum name_fault fault);

/* A change of a name. */
struct renaming {
    struct name_seeker seeker; /* for an owner, the account itself */
    const char *was;           /* as whoever renames was shown it */
    const char *name;          /* without a fault */
    const char *reason;        /* NULL: none */
};

enum rename_result {
    RENAME_FAILED, /* the database */
    RENAME_DONE,
    RENAME_LATE,  /* the account has another name by now than WAS */
    RENAME_TAKEN, /* somebody else was quicker */
};

/* Renames the account, queues NOTICE (NULL: none), and records it. Pages show it at once. */
enum rename_result account_rename(const struct store *store, const struct actor *actor,
                                  const struct renaming *renaming, const struct mail *notice);

/* When the account's owner may change its name: an instant that may be over. -1 on failure. */
int64_t rename_from(struct database *database, struct arena *arena, uint64_t account_id);

/* What an account was called. */
struct former_name {
    const char *name;
    int64_t given_up;
    bool barred; /* taken away */
};

/* The account's former names, the last first, on the arena; *COUNT tells how many. NULL on failure. */
struct former_name *former_names(struct database *database, struct arena *arena,
                                 uint64_t account_id, size_t *count);

extern const struct statement_set rename_statements;

#endif
