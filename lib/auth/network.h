/* Where somebody comes from, as far as an address tells it. There is no map of addresses here: which
 * town one belongs to is a guess that costs a licence and is often wrong. What can be said is whether it
 * is of the same network. */
#ifndef LOREHALL_AUTH_NETWORK_H
#define LOREHALL_AUTH_NETWORK_H

#include "base/arena.h"

/* The network of an address: of IPv4 a /24, of IPv6 a /64, as "192.0.2.0/24" and "2001:db8::/64"; what
 * is no address stays as it is. An IPv4 address within IPv6 is one of IPv4. */
const char *network_of(struct arena *arena, const char *address);

/* In words, in the reader's language, what ADDRESS (or a network) is to somebody who is at HERE. */
const char *network_words(struct arena *arena, const char *address, const char *here);

#endif
