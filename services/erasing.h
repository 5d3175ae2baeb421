/* Accounts whose owners had them deleted, a week ago. */
#ifndef LOREHALL_SERVICES_ERASING_H
#define LOREHALL_SERVICES_ERASING_H

#include <signal.h>

#include "auth/credentials/proof.h"
#include "auth/deletion/deletion.h"
#include "talk/erasure/erasure.h"
#include "talk/moderation/removal_entries.h"
#include "talk/moderation/report.h"
#include "talk/moderation/selection.h"
#include "talk/moderation/tally.h"
#include "talk/moderation/trust.h"
#include "talk/moderation/votes.h"
#include "web/worker.h"

/* What is asked of the database for it, beside what is asked of accounts and sites. */
#define ERASING_STATEMENTS                                                                         \
    &act_statements, &deletion_statements, &erasure_statements, &journal_statements,               \
        &mail_statements, &proof_statements, &removal_statements, &removal_entries_statements,     \
        &report_statements, &selection_statements, &tally_statements, &trust_statements,           \
        &votes_statements

/* Makes final what is due; *STOPPING ends it between two steps, and it goes on another time. Empties the
 * worker's arena. 0, or -1 where something is left that failed. */
int erase_due(struct worker *worker, const struct actor *actor,
              const volatile sig_atomic_t *stopping);

#endif
