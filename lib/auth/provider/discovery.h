/* What a provider says of itself (OpenID Connect Discovery 1.0, RFC 8414). */
#ifndef LOREHALL_AUTH_PROVIDER_DISCOVERY_H
#define LOREHALL_AUTH_PROVIDER_DISCOVERY_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"

#define ENDPOINT_MAX 1000

struct discovery {
    const char *authorization; /* where browsers are sent */
    const char *token;
    const char *keys;
    bool names_issuer;   /* its answers carry "iss" (RFC 9207) */
    bool secret_in_form; /* it takes the client's secret in the form only */
};

/* Where ISSUER keeps that. */
char *discovery_address(struct arena *arena, const char *issuer);

/* Reads it; texts are on ARENA. NULL, or what is wrong with it. */
const char *discovery_read(struct arena *arena, const json_t *json, const char *issuer,
                           struct discovery *discovery);

#endif
