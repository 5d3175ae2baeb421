/* Packing entries into a catalogue's image. */
#ifndef LOREHALL_CATALOGUE_SNAPSHOT_WRITER_H
#define LOREHALL_CATALOGUE_SNAPSHOT_WRITER_H

#include "catalogue/snapshot.h"

struct packing;

/* Starts an image of GAME's entries, which must outlive the packing. */
struct packing *packing_open(const struct game *game);

/* Adds an entry and what it holds; a kind's ids ascend. */
void packing_add(struct packing *packing, const struct entry *entry);

/* Makes the image, *LENGTH bytes that are the caller's to free, and frees the packing. NULL when it
 * would be too large (logged). */
uint8_t *packing_finish(struct packing *packing, const struct image_origin *origin, size_t *length);

/* Frees it without an image. */
void packing_close(struct packing *packing);

#endif
