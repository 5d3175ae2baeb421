/* gzip (RFC 1952) put together from pieces that were each compressed once. */
#ifndef LOREHALL_WEB_CACHE_COMPRESS_H
#define LOREHALL_WEB_CACHE_COMPRESS_H

#include "web/request.h"

/* How hard to try (zlib's levels): what is kept in the cache is worth more than what goes out once.
 * But each write to a thread makes its page anew, and whoever comes next waits for that: a page of
 * 94 KB takes 0.3 ms to 13.2 KB at level 3, and 1.1 ms to 11.8 KB at level 6. */
enum effort { EFFORT_ONCE = 1, EFFORT_KEPT = 3 };

/* Fills in the piece's compressed form: raw deflate ended by a full flush, so that pieces can be
 * joined in any order. */
void piece_deflate(struct arena *arena, struct piece *piece, enum effort effort);

/* The pieces as one, plain and compressed, with EFFORT_KEPT where they are not compressed yet. */
struct piece pieces_join(struct arena *arena, struct piece *pieces, size_t count);

/* The pieces as one gzip member, each compressed with EFFORT_ONCE where it is not yet. */
struct piece pieces_gzip(struct arena *arena, struct piece *pieces, size_t count);

#endif
