/* What the pages about imports share. */
#ifndef LOREHALL_ADMIN_IMPORT_H
#define LOREHALL_ADMIN_IMPORT_H

#include "import/job/allowed.h"
#include "import/job/ready.h"
#include "web/request.h"

/* In the reader's language. */
const char *job_verb_words(enum job_verb verb);
const char *job_state_words(const struct job *job);

/* Whether the caller may start it: what changes a game's database, on all sites that show it. */
bool may_import(const struct request *r, enum job_verb verb);

/* The caller, and where they look for what is ready. */
struct importer request_importer(const struct request *r);
struct ready_place import_place(const struct request *r);

/* The site's game; NULL: it has none. */
const struct game *import_game(const struct request *r);

#endif
