/* gzip (RFC 1952) put together from pieces that were each compressed once. */
#ifndef LOREHALL_WEB_COMPRESS_H
#define LOREHALL_WEB_COMPRESS_H

#include "web/request.h"

/* How hard to try: what is kept in the cache is worth more than what goes out once. */
enum effort { EFFORT_ONCE = 1, EFFORT_KEPT = 6 };

/* Fills in the piece's compressed form: raw deflate ended by a full flush, so that pieces can be
 * joined in any order. */
void piece_deflate(struct arena *arena, struct piece *piece, enum effort effort);

/* The pieces as one gzip member, each compressed with EFFORT_ONCE where it is not yet. */
struct piece pieces_gzip(struct arena *arena, struct piece *pieces, size_t count);

#endif
