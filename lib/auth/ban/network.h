/* Ranges of addresses, as they are written: "203.0.113.0/24", "2001:db8::/32" (CIDR; RFC 4632,
 * RFC 4291). */
#ifndef LOREHALL_AUTH_BAN_NETWORK_H
#define LOREHALL_AUTH_BAN_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define ADDRESS_BYTES 16
#define NETWORK_TEXT_MAX 49 /* bytes, of either family */

/* The first bits of an address. Of IPv4 the address is mapped into IPv6 (::ffff:0:0/96), and the bits
 * are counted from there. */
struct network {
    unsigned char address[ADDRESS_BYTES]; /* what stands behind the bits is 0 */
    bool is_four;
    unsigned bits;
};

/* Reads an address into 16 bytes; false where TEXT is none. */
bool address_parse(const char *text, unsigned char address[ADDRESS_BYTES]);

/* Whether it is one of IPv4. */
bool address_is_four(const unsigned char address[ADDRESS_BYTES]);

/* Reads a range. An IPv4 address alone is just that; an IPv6 address alone its /64, as that is what one
 * customer has. False where TEXT is none. */
bool network_parse(const char *text, struct network *network);

/* As it is written, always with its bits. */
const char *network_text(struct arena *arena, const struct network *network);

/* Whether the address lies in it. */
bool network_contains(const struct network *network, const unsigned char address[ADDRESS_BYTES]);

/* Clears what stands behind the first BITS of an address of its family. */
void address_mask(unsigned char address[ADDRESS_BYTES], bool is_four, unsigned bits);

/* The first and the last address of it, as MariaDB's INET6_ATON has them: 4 bytes or 16. *LENGTH
 * tells which. */
void network_ends(const struct network *network, unsigned char low[ADDRESS_BYTES],
                  unsigned char high[ADDRESS_BYTES], size_t *length);

#endif
