/* HTTP with a provider of logins, bounded in time and size; several requests may be on their way at once. No
 * redirect is followed, and nothing is asked of an address that provider_address_safe refuses. */
#ifndef LOREHALL_AUTH_PROVIDER_FETCH_H
#define LOREHALL_AUTH_PROVIDER_FETCH_H

#include <jansson.h>

#include "base/arena.h"
#include "base/configuration.h"

#define FETCH_SECONDS_MAX 8L
#define FETCH_BYTES_MAX ((size_t)262144)

struct fetcher;
struct fetching;

/* What is asked. */
struct fetch {
    const char *address;
    const char *form; /* NULL: GET; else what is posted */
    const char *user; /* NULL: nobody logs in (HTTP Basic) */
    const char *password;
    const char *certificates; /* NULL: those that the system trusts */
};

/* What keeps connections from one fetch to the next. */
struct fetcher *fetcher_open(void);

/* NULL is allowed. All that is on its way must have ended. */
void fetcher_close(struct fetcher *fetcher);

/* Begins one, on ARENA, which must live until fetch_end, as what FETCH names. */
struct fetching *fetch_begin(struct fetcher *fetcher, struct arena *arena,
                             const struct fetch *fetch);

/* Goes on with all that are on their way, and waits for as long at most where nothing comes of any. */
void fetcher_wait(struct fetcher *fetcher, int milliseconds);

/* Whether it has its answer, or will have none. */
bool fetch_is_done(const struct fetching *fetching);

/* Ends it, done or not. The JSON object that was answered with status 200, which is the caller's
 * (json_decref). NULL with *FAULT, a text on its arena, where there is none; *AWAY tells whether nobody
 * answered. */
json_t *fetch_end(struct fetching *fetching, const char **fault, bool *away);

/* All of it, whatever else is on its way. */
json_t *fetch_json(struct fetcher *fetcher, struct arena *arena, const struct fetch *fetch,
                   const char **fault, bool *away);

#endif
