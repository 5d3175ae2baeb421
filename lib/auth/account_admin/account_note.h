/* Notes on accounts: what those who look after them tell each other. They are only ever added. */
#ifndef LOREHALL_AUTH_ACCOUNT_ADMIN_ACCOUNT_NOTE_H
#define LOREHALL_AUTH_ACCOUNT_ADMIN_ACCOUNT_NOTE_H

#include "auth/audit.h"
#include "store/store.h"

#define NOTE_MAX 2000 /* characters */
#define NOTES_LISTED 50

struct account_note {
    uint64_t id;
    uint64_t site_id; /* where it was written */
    int64_t created;
    const char *by;
    const char *text;
};

extern const struct statement_set account_note_statements;

/* Adds a note on the account, recorded without its text as by WHO, on their site. 0 or -1. */
int account_note_add(const struct store *store, const struct actor *who, uint64_t account_id,
                     const char *text);

/* The last notes on it, of one site (0: all); *COUNT tells how many. NULL on failure. */
struct account_note *account_notes(struct database *database, struct arena *arena,
                                   uint64_t account_id, uint64_t site_id, size_t *count);

#endif
