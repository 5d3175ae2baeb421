#include "auth/ban/network.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text/text.h"

#define FOUR_AT 12 /* where an IPv4 address stands in the mapped one */
#define SIX_ALONE 64

static const unsigned char mapped[FOUR_AT] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool address_parse(const char *text, unsigned char address[ADDRESS_BYTES])
{
    if (inet_pton(AF_INET6, text, address) == 1)
        return true;
    memcpy(address, mapped, sizeof mapped);
    return inet_pton(AF_INET, text, address + FOUR_AT) == 1;
}

bool address_is_four(const unsigned char address[ADDRESS_BYTES])
{
    return memcmp(address, mapped, sizeof mapped) == 0;
}

/* How many bytes of an address come before those that the bits are counted in. */
static size_t first_byte(bool is_four)
{
    return is_four ? FOUR_AT : 0;
}

void address_mask(unsigned char address[ADDRESS_BYTES], bool is_four, unsigned bits)
{
    for (size_t i = first_byte(is_four); i < ADDRESS_BYTES; i++, bits -= bits < 8 ? bits : 8)
        if (bits < 8)
            address[i] &= (unsigned char)(0xFF << (8 - bits));
}

bool network_parse(const char *text, struct network *network)
{
    char address[INET6_ADDRSTRLEN];
    size_t length = strcspn(text, "/");
    uint64_t bits;

    if (length >= sizeof address)
        return false;
    memcpy(address, text, length);
    address[length] = '\0';
    if (!address_parse(address, network->address))
        return false;
    /* A range of IPv6 that is written so as to lie in IPv4, or around it, is one of nobody. */
    network->is_four = strchr(address, ':') == NULL;
    if (!network->is_four && address_is_four(network->address))
        return false;
    bits = network->is_four ? 32 : SIX_ALONE;
    if (text[length] == '/' &&
        (strlen(text + length + 1) > 3 || !text_u64(text + length + 1, &bits)))
        return false;
    if (bits > (network->is_four ? 32 : 128))
        return false;
    network->bits = (unsigned)bits;
    address_mask(network->address, network->is_four, network->bits);
    return true;
}

const char *network_text(struct arena *arena, const struct network *network)
{
    char text[INET6_ADDRSTRLEN];

    inet_ntop(network->is_four ? AF_INET : AF_INET6,
              network->address + first_byte(network->is_four), text, sizeof text);
    return arena_format(arena, "%s/%u", text, network->bits);
}

bool network_contains(const struct network *network, const unsigned char address[ADDRESS_BYTES])
{
    unsigned char masked[ADDRESS_BYTES];

    if (network->is_four != address_is_four(address))
        return false;
    memcpy(masked, address, sizeof masked);
    address_mask(masked, network->is_four, network->bits);
    return memcmp(masked, network->address, sizeof masked) == 0;
}

void network_ends(const struct network *network, unsigned char low[ADDRESS_BYTES],
                  unsigned char high[ADDRESS_BYTES], size_t *length)
{
    size_t first = first_byte(network->is_four);

    *length = ADDRESS_BYTES - first;
    memcpy(low, network->address + first, *length);
    for (size_t i = 0; i < *length; i++) {
        unsigned before = (unsigned)(8 * i);
        unsigned kept = network->bits > before ? network->bits - before : 0;

        high[i] = low[i] | (kept >= 8 ? 0 : (unsigned char)(0xFF >> kept));
    }
}
