#include "auth/network.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>

#include "base/language.h"

/* The bytes of an address, or of a network's first one; how many there are, 0: it is none. */
static size_t read_address(const char *text, unsigned char bytes[16])
{
    char alone[INET6_ADDRSTRLEN];
    size_t length = strcspn(text, "/");

    if (length >= sizeof alone)
        return 0;
    memcpy(alone, text, length);
    alone[length] = '\0';
    if (inet_pton(AF_INET, alone, bytes) == 1)
        return 4;
    if (inet_pton(AF_INET6, alone, bytes) != 1)
        return 0;
    if (!IN6_IS_ADDR_V4MAPPED((const struct in6_addr *)(const void *)bytes))
        return 16;
    memmove(bytes, bytes + 12, 4);
    return 4;
}

const char *network_of(struct arena *arena, const char *address)
{
    _Alignas(struct in6_addr) unsigned char bytes[16];
    char text[INET6_ADDRSTRLEN];
    size_t count = read_address(address, bytes);

    if (count == 0)
        return address;
    memset(bytes + (count == 4 ? 3 : 8), 0, count == 4 ? 1 : 8);
    inet_ntop(count == 4 ? AF_INET : AF_INET6, bytes, text, sizeof text);
    return arena_format(arena, "%s/%d", text, count == 4 ? 24 : 64);
}

static bool is_loopback(const unsigned char *bytes, size_t count)
{
    static const unsigned char one[16] = {[15] = 1};

    return count == 4 ? bytes[0] == 127 : memcmp(bytes, one, sizeof one) == 0;
}

/* Addresses that are used within houses and firms (RFC 1918, RFC 4193) or on one link (RFC 3927, 4291). */
static bool is_local(const unsigned char *b, size_t count)
{
    if (count == 4)
        return b[0] == 10 || (b[0] == 172 && (b[1] & 0xF0) == 16) || (b[0] == 192 && b[1] == 168) ||
               (b[0] == 169 && b[1] == 254);
    return (b[0] & 0xFE) == 0xFC || (b[0] == 0xFE && (b[1] & 0xC0) == 0x80);
}

const char *network_words(struct arena *arena, const char *address, const char *here)
{
    _Alignas(struct in6_addr) unsigned char bytes[16];
    size_t count = read_address(address, bytes);

    if (count == 0)
        return _("Unknown network");
    if (strcmp(network_of(arena, address), network_of(arena, here)) == 0)
        return _("This network");
    if (is_loopback(bytes, count))
        return _("The server itself");
    return is_local(bytes, count) ? _("A local network") : _("Another network");
}
