/* What a site asks of whoever registers on it. */
#ifndef LOREHALL_AUTH_REGISTRATION_REGISTRATION_H
#define LOREHALL_AUTH_REGISTRATION_REGISTRATION_H

#include "auth/audit.h"
#include "store/store.h"

#define REGISTRATION_QUESTION_MAX 200 /* characters */
#define REGISTRATION_ANSWERS_MAX 500

enum registration_mode { REGISTRATION_OPEN, REGISTRATION_INVITED, REGISTRATION_CLOSED };

struct registration {
    enum registration_mode mode;
    const char *question; /* "": none */
    const char *answers;  /* a line each; any of them is right */
    uint64_t version;     /* 0: nobody has changed it yet */
};

extern const struct statement_set registration_statements;

/* Its name: "open", "invited", "closed". */
const char *registration_mode_name(enum registration_mode mode);

/* What a site asks. 0 or -1. */
int registration_read(struct database *database, struct arena *arena, uint64_t site_id,
                      struct registration *registration);

/* Whether ANSWER is one of the right ones: whatever its case, and the space around it. */
bool registration_answer_right(struct arena *arena, const struct registration *registration,
                               const char *answer);

/* Changes what a site asks, where it is still the version that REGISTRATION says. 1; 0 when it was changed
 * since; -1 on failure. */
int registration_change(const struct store *store, const struct actor *actor, uint64_t site_id,
                        const struct registration *registration);

#endif
