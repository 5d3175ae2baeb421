/* The guided set-up of a fresh site: which of its steps are behind its administrators. What they set there is
 * changed by what always changes it. */
#ifndef LOREHALL_WEB_SITES_SITE_SETUP_H
#define LOREHALL_WEB_SITES_SITE_SETUP_H

#include "auth/audit.h"
#include "store/store.h"

/* Bits of a site's `setup` (web/site.h), of which new ones may be added. */
#define SETUP_NAME 1u
#define SETUP_BOARDS 2u
#define SETUP_REGISTRATION 4u
#define SETUP_MAIL 8u
#define SETUP_FINISHED 128u

extern const struct statement_set site_setup_statements;

/* Notes that the steps of BITS are done or skipped on the actor's site; the end is recorded. 0 or -1. */
int site_setup_mark(const struct store *store, const struct actor *who, unsigned bits);

#endif
