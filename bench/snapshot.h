/* A catalogue's snapshot: the file, how it is made and how it is mapped.
 *
 * The file is a header, a directory of columns, and at multiples of 64 bytes the ids (uint32_t,
 * ascending) and each column's numbers, padded to whole blocks with 0. All in the machine's own
 * byte order: it never leaves the host. It is written beside its place and renamed into it, so that
 * who has the old one mapped keeps it.
 */
#ifndef LOREHALL_BENCH_SNAPSHOT_H
#define LOREHALL_BENCH_SNAPSHOT_H

#include "catalogue.h"

struct snapshot;

/* Starts a snapshot of as many columns of these KINDS. */
struct snapshot *snapshot_open(size_t columns, const enum column_kind *kinds);

/* Adds a row; ids ascend. */
void snapshot_add(struct snapshot *snapshot, uint32_t id, const int64_t *values);

/* Writes FILE, each column as narrow as its values allow, and frees the snapshot. 0 or -1. */
int snapshot_write(struct snapshot *snapshot, const char *file);

/* Maps FILE into the catalogue's first segment. -1 when it is no whole snapshot. */
int snapshot_map(struct catalogue *catalogue, const char *file);

#endif
