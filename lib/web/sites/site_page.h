/* Pages that a site's administrators write, in Markdown and in each language: its rules, its privacy notice
 * and whatever else it wants to say. All that a page ever was is kept as revisions. What the layout links to
 * is kept with the site (struct site, web/site.h); what a page says is read when it is shown. */
#ifndef LOREHALL_WEB_SITES_SITE_PAGE_H
#define LOREHALL_WEB_SITES_SITE_PAGE_H

#include "auth/audit.h"
#include "store/store.h"
#include "web/site.h"
#include "web/sites/site_history.h"

#define PAGE_SLUG_MAX 40   /* bytes */
#define PAGE_TITLE_MAX 100 /* characters */
#define PAGE_BODY_MAX 20000
#define PAGES_MAX 50 /* of a site, removed ones too */

/* What a page says in a language. */
struct page_text {
    const char *language;
    const char *title;
    const char *body; /* Markdown; NULL in lists */
};

struct site_page {
    uint64_t id;
    const char *slug;
    uint64_t place; /* in the footer, from 1 on; 0: it is not linked there */
    bool removed;
    const struct page_text *texts; /* only languages that it has both title and text in */
    size_t text_count;
    uint64_t version; /* the revision that this is */
    uint64_t shown;   /* the revision that is the page now */
    int64_t made;     /* when this revision was */
    const char *by;   /* by whom; NULL: the account is gone */
};

/* What became of a change. Unless it is PAGE_DONE, nothing was changed. */
enum page_result {
    PAGE_DONE,
    PAGE_FAILED, /* the database; logged */
    PAGE_MISSING,
    PAGE_SLUG_INVALID,
    PAGE_SLUG_TAKEN,
    PAGE_TITLE_INVALID,
    PAGE_BODY_INVALID,
    PAGE_EMPTY, /* it says nothing in any language, or has a title without a text, or the reverse */
    PAGE_TOO_MANY,
    PAGE_IS_CHANGED,
    PAGE_RESULTS,
};

/* What is said of it, in the reader's language. */
const char *page_result_message(enum page_result result);

extern const struct statement_set site_page_statements;

/* Where a page is: "/rules", "/privacy" and "/about" have addresses of their own, others are below
 * "/page/". */
const char *site_page_path(struct arena *arena, const char *slug);

/* Whether a page of this slug is at the root. */
bool site_page_at_root(const char *slug);

/* A site's pages, removed ones too, in the order of their slugs, without what they say; *COUNT tells how
 * many. NULL on failure. */
struct site_page *site_page_list(const struct store *store, uint64_t site_id, size_t *count);

/* A page by its id, also a removed one; or by its slug, as everybody sees it. 1, 0 where the site has none,
 * or -1 on failure. */
int site_page_find(const struct store *store, uint64_t site_id, uint64_t id,
                   struct site_page *page);
int site_page_by_slug(const struct store *store, uint64_t site_id, const char *slug,
                      struct site_page *page);

/* What it says in LANGUAGE, or in the first language that it is written in; NULL: in none. */
const struct page_text *site_page_text(const struct site_page *page, const char *language);

/* Makes a page on the actor's site; *ID gets its id. */
enum page_result site_page_make(const struct store *store, const struct actor *who,
                                const struct site_page *page, uint64_t *id);

/* Makes of the page with WANTED's id what WANTED is, where it is still the version that WANTED says; also
 * to remove it, and to bring it back. Where nothing differs nothing is done. */
enum page_result site_page_change(const struct store *store, const struct actor *who,
                                  const struct site_page *wanted);

/* Revisions of a page, without what they say. NULL on failure. */
struct site_page *site_page_revisions(const struct store *store, const struct site_page *page,
                                      const struct revision_query *query, size_t *count);

/* One of them, with all that it says. 1, 0 where there is none of that id, or -1 on failure. */
int site_page_revision(const struct store *store, const struct site_page *page,
                       uint64_t revision_id, struct site_page *revision);

#endif
