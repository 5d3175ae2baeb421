/* The communities of this installation, by the Host that visitors ask for. */
#ifndef LOREHALL_WEB_SITE_H
#define LOREHALL_WEB_SITE_H

#include "auth/audit.h"
#include "store/store.h"
#include "web/request.h"

/* What a site is called in another language than its own; "": as there. */
struct site_text {
    const char *language;
    const char *title;
    const char *tagline;
};

#define SITE_TEXTS_MAX 8

/* What a page that the site's administrators wrote (web/sites/site_page.h) is called in a language. */
struct page_title {
    const char *slug;
    const char *language;
    const char *title;
    uint64_t place;   /* in the footer, from 1 on; 0: it is not linked there */
    uint64_t version; /* the revision that it is */
};

struct site {
    uint64_t id;
    const char *name;
    const char *title;
    const char *tagline;
    const struct site_text *texts;
    size_t text_count;
    const char *accent;
    const char *logo;  /* its name (web/sites/site_logo.h); "": none */
    const char *game;  /* what it is about: a name of games_find(); "": no game */
    const char *front; /* what it opens on: "forum", "beastiary", or a board: "board:general" */
    uint64_t game_id;  /* the game's number, which lorehall import sites gives out; 0: no game */
    bool database_off; /* it has one, which is not shown: game is "" then */
    bool forum_off;    /* no boards, and no discussions below pages: it shows its database alone */
    const char *own_game;     /* also while it is not shown */
    const char *banner;       /* above all pages; "": none */
    const char *banner_level; /* "info" or "warning" */
    int64_t banner_until;     /* 0: until it is taken away */
    uint64_t fold_weight;     /* of trusted members' reports that fold a comment; 0: none do */
    uint64_t version;         /* of these settings; each change makes another */
    const struct page_title *pages; /* in the order of the footer, a page's languages together */
    size_t page_count;
    unsigned setup; /* how far its set-up is (web/sites/site_setup.h) */
};

/* The read-only switch: of a site, or of all of them. Pages are shown and nothing can be written by
 * anybody, but for what lets people in and out and the switch itself (ROUTE_ALWAYS). */

/* Why something can only be read. */
struct freeze {
    uint64_t site_id; /* 0: all sites */
    int64_t since;
    const char *reason; /* as it was written */
    const char *by;     /* an account's name; NULL: an operator of a shell */
};

/* All that hold now; *COUNT tells how many. NULL on failure. */
struct freeze *freeze_list(struct database *database, struct arena *arena, size_t *count);

extern const struct statement_set site_statements;

/* An empty list; filled at the first use. */
struct sites *sites_open(void);

/* Frees it. */
void sites_close(struct sites *sites);

/* Reads the sites where they have changed since they were last read. 0, or -1 on failure. */
int sites_refresh(struct sites *sites, struct database *database, struct shared *shared);

/* Reads them as they are now, within the caller's transaction. 0, or -1 on failure. */
int sites_read(struct sites *sites, struct database *database);

/* A site by its id; NULL: there is none. */
const struct site *site_by_id(const struct sites *sites, uint64_t id);

/* Whether its banner is shown at NOW: it has one, which is not over. */
bool site_banner_shown(const struct site *site, int64_t now);

/* What a site is called in a language, and its tagline there. */
const char *site_name_in(const struct site *site, const char *language);
const char *site_tagline_in(const struct site *site, const char *language);

/* Its texts of a language, as they were set; "" where they were not. */
struct site_text site_text_in(const struct site *site, const char *language);

/* What its page of a slug is called in a language, or in the first that it is written in; NULL: there is none. */
const struct page_title *site_page_title(const struct site *site, const char *slug,
                                         const char *language);

/* The site of a host name, which is NAME.DOMAIN; NULL when it is none of ours. */
const struct site *site_by_host(const struct sites *sites, const char *host, const char *domain);

/* The site at an index, in their order; NULL past the last. */
const struct site *site_at(const struct sites *sites, size_t index);

/* Why a site can only be read now, or all can; NULL: it can be written. */
const struct freeze *site_frozen(const struct sites *sites, const struct site *site);

/* Makes a site or changes the one with this name. Sets *ID. 0 or -1. */
int site_put(struct database *database, const struct site *site, uint64_t position, uint64_t *id);

#endif
