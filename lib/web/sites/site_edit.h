/* A site's settings, changed in the browser: one transaction, recorded, kept in the site's history, and
 * refused where the settings are no longer the version that was looked at. Workers read them at the next
 * request. */
#ifndef LOREHALL_WEB_SITES_SITE_EDIT_H
#define LOREHALL_WEB_SITES_SITE_EDIT_H

#include "auth/audit.h"
#include "store/store.h"
#include "web/site.h"

#define SITE_TITLE_MAX 100 /* characters */
#define SITE_TAGLINE_MAX 200
#define SITE_BANNER_MAX 300
#define SITE_FOLD_MAX 100

/* What became of a change. Unless it is SITE_DONE, nothing was changed. */
enum site_result {
    SITE_DONE,
    SITE_FAILED, /* the database; logged */
    SITE_MISSING,
    SITE_TITLE_INVALID,
    SITE_TAGLINE_INVALID,
    SITE_BANNER_INVALID,
    SITE_BANNER_OVER, /* its end lies in the past */
    SITE_ACCENT_INVALID,
    SITE_FOLD_INVALID,
    SITE_FRONT_INVALID, /* it opens on nothing that there is */
    SITE_NOTHING_SHOWN, /* neither boards nor a database */
    SITE_IS_CHANGED,
    SITE_CHANGED_SINCE, /* what is to be undone was changed again since */
    SITE_RESULTS,
};

/* What is said of it, in the reader's language. */
const char *site_result_message(enum site_result result);

extern const struct statement_set site_edit_statements;

/* Gives the site with WANTED's id its title, tagline, texts, accent, front, banner and whether its
 * database is shown, which weight of reports folds, where it is still the version that WANTED says. A banner whose last day is over does
 * not stand in the way of other settings: it is refused where it was just written. Where nothing differs
 * nothing is done. */
enum site_result site_change(const struct store *store, const struct actor *who,
                             const struct site *wanted);

/* Gives the settings that a revision changed the values that they had before, where they still have those
 * that it gave them. Itself a revision, which can be undone. */
enum site_result site_undo(const struct store *store, const struct actor *who, uint64_t site_id,
                           uint64_t revision_id);

#endif
