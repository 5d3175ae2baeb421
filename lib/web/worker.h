/* A FastCGI worker: starts up, takes one request at a time, ends on SIGTERM. */
#ifndef LOREHALL_WEB_WORKER_H
#define LOREHALL_WEB_WORKER_H

#include "auth/account.h"
#include "auth/credentials/proof.h"
#include "auth/factor/pending_login.h"
#include "auth/token/api_token.h"
#include "auth/token/credential.h"
#include "store/journal.h"
#include "web/route.h"
#include "web/site.h"

/* What every area uses; they begin the list of its statements. */
#define WORKER_STATEMENTS                                                                          \
    &account_statements, &api_token_statements, &audit_statements, &ban_set_statements,            \
        &credential_statements, &session_statements, &pending_login_statements, &proof_statements, \
        &role_statements, &journal_statements, &site_statements

/* An area's main(): `AREA --config FILE`, with the listening socket on descriptor 0. Returns the
 * exit status. */
int worker_main(int argc, char **argv, const struct area *area);

/* Opens what a worker keeps (configuration, shared memory, database, views) for AREA, or for
 * another program of this house, after a pause where the last of its pool died again and again
 * (store/pools.h). 0, or -1 with a line in the log. */
int worker_open(struct worker *worker, const char *config, const struct area *area,
                struct arena *permanent);

/* Closes it. */
void worker_close(struct worker *worker);

#endif
