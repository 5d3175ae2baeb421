/* Who may import what: asked when an import is asked for, and again when it runs. */
#ifndef LOREHALL_IMPORT_JOB_ALLOWED_H
#define LOREHALL_IMPORT_JOB_ALLOWED_H

#include "import/job/job.h"
#include "talk/thread.h"
#include "web/site.h"

/* Somebody who imports, with all that was granted to them. */
struct importer {
    const struct roles *roles;
    const struct sites *sites;
    const struct grants *grants;
};

/* Whether they may import everywhere: what is ready for all sites is for them. */
bool import_everywhere(const struct importer *who);

/* Whether they may on a site: what changes a game's database, on all sites that show it. */
bool import_allowed(const struct importer *who, const struct site *site, enum job_verb verb);

/* Whether they may import threads to a board of the site, open ones and, as nobody starts any there by
 * hand, those of the archive. */
bool import_board_allowed(const struct importer *who, uint64_t site_id, uint64_t board_id);

/* The boards of PLACE to which they may, in its order. NULL on failure. */
struct board *import_boards(const struct importer *who, const struct subject_place *place,
                            size_t *count);

/* Whether the site can be written, and of what changes a game's database all sites that show it. */
bool import_writable(const struct sites *sites, const struct site *site, enum job_verb verb);

#endif
