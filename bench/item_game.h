/* The items as a game of Lorehall's, and its catalogue made without a database of it. */
#ifndef LOREHALL_BENCH_ITEM_GAME_H
#define LOREHALL_BENCH_ITEM_GAME_H

#include "catalogue/internal.h"
#include "catalogue/snapshot_writer.h"
#include "items.h"

/* A game of one kind with FIELDS fields, those of the items over and over; its filters are the
 * items' facets. */
const struct game *item_game(struct arena *arena, const char *name, size_t fields);

/* Adds a row to a packing of such a game. */
void item_pack(struct snapshot_writer *writer, const struct game *game, uint64_t id,
               const char *name, const int64_t *values);

/* Makes the file of what was packed; its size. Ends the program when that fails. */
size_t item_publish(struct snapshot_writer *writer, const struct game *game, const char *directory);

/* A catalogue on the file; what is in memory otherwise. */
struct catalogue *item_open(const struct game *game, const char *directory);

/* What was packed as a catalogue in memory. */
struct catalogue *item_catalogue(struct snapshot_writer *writer, const struct game *game);

/* Lays COUNT rows over it: VALUES has as many as the game's fields for each. */
void item_change(struct catalogue *catalogue, struct arena *arena, size_t count,
                 const uint32_t *ids, const int64_t *values);

#endif
