#include "auth/provider/probe.h"

#include "auth/provider/discovery.h"
#include "auth/provider/fetch.h"

static json_t *read_from(struct fetcher *fetcher, struct arena *arena,
                         const struct provider_settings *settings, const char *address,
                         const char **fault)
{
    const struct fetch fetch = {.address = address, .certificates = settings->certificates};
    const char *wrong = NULL;
    bool away;
    json_t *json = fetch_json(fetcher, arena, &fetch, &wrong, &away);

    *fault = json == NULL ? arena_format(arena, "%s: %s", address, wrong) : NULL;
    return json;
}

static const char *probe_with(struct fetcher *fetcher, struct arena *arena,
                              const struct provider_settings *settings)
{
    const char *address = discovery_address(arena, settings->issuer), *fault;
    json_t *json = read_from(fetcher, arena, settings, address, &fault);
    struct discovery discovery;

    if (json == NULL)
        return fault;
    fault = discovery_read(arena, json, settings->issuer, &discovery);
    json_decref(json);
    if (fault != NULL)
        return arena_format(arena, "%s: %s", address, fault);
    json_decref(read_from(fetcher, arena, settings, discovery.keys, &fault));
    return fault;
}

const char *provider_probe(struct arena *arena, const struct provider_settings *settings)
{
    struct fetcher *fetcher = fetcher_open();
    const char *fault = probe_with(fetcher, arena, settings);

    fetcher_close(fetcher);
    return fault;
}
