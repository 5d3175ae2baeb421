/* Giving one's second factor: at the login, before dangerous acts, and to switch it off. */
#ifndef LOREHALL_ACCOUNT_SECOND_FACTOR_H
#define LOREHALL_ACCOUNT_SECOND_FACTOR_H

#include "auth/audit.h"
#include "web/request.h"

/* Reads whether FIELD holds a code of the account, of which ACTOR is the owner: a right one has been
 * taken then; what is wrong is noted as the form's error, and where that has been tried too often.
 * HTTP_OK, also with errors noted; else the status to answer with, HTTP_TOO_MANY with its error
 * noted. */
enum http_status second_factor(struct request *r, const char *field, const struct actor *actor);

/* The same of a passkey that stands for the password too: it has to have shown its owner. */
enum http_status passkey_alone(struct request *r, const struct actor *actor);

#endif
