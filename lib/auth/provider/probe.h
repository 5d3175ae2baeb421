/* Whether a provider of logins is what the configuration says, for operators who look. */
#ifndef LOREHALL_AUTH_PROVIDER_PROBE_H
#define LOREHALL_AUTH_PROVIDER_PROBE_H

#include "base/arena.h"
#include "base/configuration.h"

/* Reads its document and its keys. NULL, or what is wrong, on ARENA. */
const char *provider_probe(struct arena *arena, const struct provider_settings *settings);

#endif
