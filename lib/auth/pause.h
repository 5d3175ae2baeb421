/* An account that its owner has paused: nobody is logged in to it, nobody finds it, and it waits until
 * its owner logs in and says that they are back. What they wrote stays. */
#ifndef LOREHALL_AUTH_PAUSE_H
#define LOREHALL_AUTH_PAUSE_H

#include "auth/account.h"
#include "auth/credentials/proof.h"

enum pause_result {
    PAUSE_FAILED, /* the database */
    PAUSE_DONE,
    PAUSE_LAST,  /* it is the last administrator's */
    PAUSE_STALE, /* it was paused, or resumed, before */
};

extern const struct statement_set pause_statements;

/* Pauses the account and ends its sessions and API tokens. */
enum pause_result account_pause(const struct store *store, const struct actor *actor,
                                uint64_t account_id);

/* The same within an open transaction, which pause_finish ends with RECORD and a journal row about the
 * account, or takes back where RESULT is not PAUSE_DONE. */
enum pause_result pause_within(const struct store *store, const struct actor *actor,
                               uint64_t account_id);
enum pause_result pause_finish(const struct store *store, const struct actor *actor,
                               const struct audit_entry *record, enum pause_result result);

/* Opens a paused account again, for whom resume_proof vouches. A deletion that it waits for
 * (auth/deletion/deletion.h) is taken back. */
enum pause_result account_resume(const struct store *store, const struct actor *actor,
                                 const struct login_proof *proof);

/* What whoever has shown PROOF for a paused account may resume it by, for ten minutes. It stands in the
 * form that asks. */
char *resume_make(const struct secret *secret, struct arena *arena,
                  const struct login_proof *proof);

/* What resume_make's owner had shown when it made TEXT; account 0: it did not, or too long ago. */
struct login_proof resume_proof(const struct secret *secret, struct arena *arena, const char *text);

#endif
