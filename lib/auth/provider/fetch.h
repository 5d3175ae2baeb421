/* HTTP with a provider of logins, bounded in time and size. No redirect is followed, and nothing is
 * asked of an address that provider_address_safe refuses. */
#ifndef LOREHALL_AUTH_PROVIDER_FETCH_H
#define LOREHALL_AUTH_PROVIDER_FETCH_H

#include <jansson.h>

#include "base/arena.h"
#include "base/configuration.h"

#define FETCH_SECONDS_MAX 8L
#define FETCH_BYTES_MAX ((size_t)262144)

struct fetcher;

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

/* NULL is allowed. */
void fetcher_close(struct fetcher *fetcher);

/* The JSON object that is answered with status 200, which is the caller's (json_decref). NULL with
 * *FAULT, a text on ARENA, where there is none; *AWAY tells whether nobody answered. */
json_t *fetch_json(struct fetcher *fetcher, struct arena *arena, const struct fetch *fetch,
                   const char **fault, bool *away);

#endif
