/* What forms ask for that show whose they are: a password and what stands in its place. */
#ifndef LOREHALL_WEB_FORM_PROOF_H
#define LOREHALL_WEB_FORM_PROOF_H

#include "web/request.h"

/* Sets in the view what their owner has to prove that it is them: Confirm.factor, and of an account
 * without a password (which logs in by a provider) Confirm.passwordless and Providers.…, Confirm.mail where a
 * code can be sent to it, and Confirm.stale where that was long ago. 0 or -1. */
int set_proof(struct request *r);

/* Sets Providers.N.name and .label: those that one can log in by (auth/provider/). */
void set_providers(struct request *r);

#endif
