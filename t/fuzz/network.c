/* What is typed as a network or a mail domain: what is taken is written out as itself, and holds what it
 * says. */
#include "auth/ban/ban.h"
#include "fuzz.h"

const char fuzz_name[] = "network";
const char *const fuzz_words[] = {"/",    "::", ".",       "/0",         "/32",   "/128", "255",
                                  "ffff", ":",  "1.2.3.4", "2001:db8::", "%eth0", "xn--", "@",
                                  "org",  "-",  "0",       "::ffff:",    NULL};

static void check_network(struct arena *arena, const char *text)
{
    struct network network, again;
    unsigned char low[ADDRESS_BYTES], high[ADDRESS_BYTES];
    size_t length;

    if (!network_parse(text, &network))
        return;
    MUST(network.bits <= (network.is_four ? 32 : 128));
    MUST(network_contains(&network, network.address));
    MUST(strlen(network_text(arena, &network)) < NETWORK_TEXT_MAX);
    MUST(network_parse(network_text(arena, &network), &again));
    MUST(again.bits == network.bits && again.is_four == network.is_four &&
         memcmp(again.address, network.address, ADDRESS_BYTES) == 0);
    network_ends(&network, low, high, &length);
    MUST(length == (network.is_four ? 4 : 16) && memcmp(low, high, length) <= 0);
}

static void check_target(struct arena *arena, enum ban_kind kind, const char *text)
{
    const char *target, *again;

    if (ban_target(arena, kind, text, "203.0.113.9", &target) != BAN_DONE)
        return;
    MUST(strlen(target) <= BAN_DOMAIN_MAX);
    MUST(ban_target(arena, kind, target, "203.0.113.9", &again) == BAN_DONE &&
         strcmp(target, again) == 0);
}

static void check_set(struct arena *arena, const char *text)
{
    struct ban_set *set = ban_set_open();
    struct ban_rule rule = {.kind = BAN_DOMAIN, .level = BAN_REGISTER, .reason = ""};
    char domain[BAN_DOMAIN_MAX + 1];

    if (ban_domain(text, domain)) {
        rule.target = domain;
        ban_set_add(set, &rule);
        ban_set_sort(set);
        MUST(ban_of_mail(set, arena_format(arena, "x@a.%s", domain), 1, 0) != NULL ||
             strlen(domain) > BAN_DOMAIN_MAX - 2);
        MUST(ban_of_mail(set, arena_format(arena, "x@a%s", domain), 1, 0) == NULL);
    }
    ban_of_mail(set, text, 1, 0);
    ban_of_address(set, text, 1, 0);
    ban_set_close(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    char *text = arena_copy(arena, data, size);

    check_network(arena, text);
    check_target(arena, BAN_NETWORK, text);
    check_target(arena, BAN_DOMAIN, text);
    check_set(arena, text);
    arena_close(arena);
    return 0;
}
