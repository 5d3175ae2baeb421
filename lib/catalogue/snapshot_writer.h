/* Packing entries into a catalogue's snapshot. */
#ifndef LOREHALL_CATALOGUE_SNAPSHOT_WRITER_H
#define LOREHALL_CATALOGUE_SNAPSHOT_WRITER_H

#include "catalogue/snapshot.h"

struct snapshot_writer;

/* Starts a snapshot of GAME's entries, which must outlive the writer. */
struct snapshot_writer *snapshot_writer_open(const struct game *game);

/* Adds an entry and what it holds; a kind's ids ascend. */
void snapshot_writer_add(struct snapshot_writer *writer, const struct entry *entry);

/* Makes the snapshot, *LENGTH bytes that are the caller's to free, and frees the writer. NULL when
 * it would be too large (logged). */
uint8_t *snapshot_writer_finish(struct snapshot_writer *writer,
                                const struct snapshot_origin *origin, size_t *length);

/* Frees it without making one. */
void snapshot_writer_close(struct snapshot_writer *writer);

#endif
