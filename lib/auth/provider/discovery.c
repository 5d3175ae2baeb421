#include "auth/provider/discovery.h"

#include <string.h>

#include "base/configuration.h"
#include "base/text/text.h"

char *discovery_address(struct arena *arena, const char *issuer)
{
    size_t length = strlen(issuer);

    while (length > 0 && issuer[length - 1] == '/')
        length--;
    return arena_format(arena, "%.*s/.well-known/openid-configuration", (int)length, issuer);
}

/* An address of the document: by https, but that a provider of this machine may name others there.
 * NULL where it is none. */
static const char *endpoint(struct arena *arena, const json_t *json, const char *name,
                            const char *issuer)
{
    const char *address = json_string_value(json_object_get(json, name));

    if (address == NULL || strlen(address) > ENDPOINT_MAX || !provider_address_safe(address) ||
        (text_starts(issuer, "https://") && !text_starts(address, "https://")))
        return NULL;
    return arena_string(arena, address);
}

/* Whether a list of the document has NAME; FALLBACK where there is no such list. */
static bool lists(const json_t *json, const char *list, const char *name, bool fallback)
{
    const json_t *values = json_object_get(json, list), *value;
    size_t i;

    if (!json_is_array(values))
        return fallback;
    json_array_foreach(values, i, value)
    {
        if (json_is_string(value) && strcmp(json_string_value(value), name) == 0)
            return true;
    }
    return false;
}

const char *discovery_read(struct arena *arena, const json_t *json, const char *issuer,
                           struct discovery *discovery)
{
    const char *named = json_string_value(json_object_get(json, "issuer"));
    const char *methods = "token_endpoint_auth_methods_supported";

    if (named == NULL || strcmp(named, issuer) != 0)
        return "its document names another issuer";
    *discovery = (struct discovery){
        .authorization = endpoint(arena, json, "authorization_endpoint", issuer),
        .token = endpoint(arena, json, "token_endpoint", issuer),
        .keys = endpoint(arena, json, "jwks_uri", issuer),
        .names_issuer =
            json_is_true(json_object_get(json, "authorization_response_iss_parameter_supported")),
        .secret_in_form = !lists(json, methods, "client_secret_basic", true) &&
                          lists(json, methods, "client_secret_post", false),
    };
    if (discovery->authorization == NULL || discovery->token == NULL || discovery->keys == NULL)
        return "its document lacks an endpoint, or has one that is not https";
    return NULL;
}
