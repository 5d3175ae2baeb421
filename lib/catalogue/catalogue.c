/* A worker's handle of a catalogue, and how it catches up.
 *
 * A handle has two snapshots: the file, of some moment, and over it what changed since
 * (overlay.c). `known` is the row of the journal up to which no change is missing. It is the
 * follower's mark and not the highest row seen: ids become visible out of order, so that behind
 * the highest one a lower one may yet appear. What changed above `known` is thus read again at
 * each refresh, mostly the same few rows, and what is already kept is recognised by its row.
 *
 * A refresh is a comparison of one number with the stamp that the last one was of. Only when the
 * game's generation has moved is the database asked, by one range of an index (entry.changed).
 *
 * A list is never older than the last answered write, as every write bumps the generation before
 * it is answered; it may be newer than its stamp, which is harmless. */
#include "catalogue/catalogue.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "catalogue/internal.h"

/* ---- making ---- */

/* Tells the workers that there is a new file: nothing else has changed. */
static void announce(struct shared *shared, uint64_t number)
{
    char key[40];

    if (shared == NULL)
        return;
    snprintf(key, sizeof key, "catalogue:%" PRIu64, number);
    generation_bump(shared, key);
    counter_add(shared, COUNTER_CATALOGUES, 1);
}

int catalogue_build(struct database *database, struct shared *shared, const struct game *game,
                    uint64_t number, const char *directory)
{
    int lock = catalogue_lock(directory, game), result = -1;
    uint8_t *bytes = NULL;
    size_t length;

    if (lock < 0)
        log_error("catalogue of %s: %s cannot be written to", game->name, directory);
    else
        bytes = catalogue_read(database, shared, game, number, &length);
    if (bytes != NULL && catalogue_publish(directory, game, bytes, length) == 0) {
        announce(shared, number);
        result = 0;
    }
    free(bytes);
    if (lock >= 0)
        close(lock);
    return result;
}

int catalogue_state(struct database *database, struct arena *arena, const struct game *game,
                    const char *directory, struct catalogue_state *state)
{
    struct file_identity identity = {0};
    struct snapshot *snapshot;
    int same;

    *state = (struct catalogue_state){0};
    if (catalogue_game_number(database, arena, game, &state->number) != 0)
        return -1;
    snapshot = catalogue_map(directory, game, state->number, &identity);
    state->there = identity.inode != 0;
    if (snapshot == NULL)
        return 0;
    same = catalogue_same_origin(database, arena, snapshot);
    state->valid = same == 1;
    state->entries = snapshot->header->entries;
    state->length = snapshot->length;
    state->built = snapshot->header->built;
    if (same == 1)
        same = catalogue_count_changes(&(struct game_context){database, arena, game, state->number},
                                       snapshot->header->origin.mark, CATALOGUE_REBUILD,
                                       &state->overlay);
    snapshot_close(snapshot);
    return same < 0 ? -1 : 0;
}

/* ---- the handle ---- */

struct catalogue *catalogue_open(const struct game *game, uint64_t number, const char *directory)
{
    struct catalogue *catalogue = memory_checked(calloc(1, sizeof *catalogue));

    catalogue->game = game;
    catalogue->number = number;
    catalogue->directory = directory != NULL ? memory_checked(strdup(directory)) : NULL;
    catalogue->kept_arena = arena_open(4096);
    return catalogue;
}

void catalogue_close(struct catalogue *catalogue)
{
    if (catalogue == NULL)
        return;
    catalogue_forget(catalogue);
    snapshot_close(catalogue->snapshots[CATALOGUE_BASE]);
    arena_close(catalogue->kept_arena);
    free(catalogue->directory);
    free(catalogue);
}

size_t catalogue_overlay(const struct catalogue *catalogue)
{
    return catalogue->kept_count;
}

/* ---- keeping up ---- */

/* Goes on from SNAPSHOT. */
static void load_base(struct catalogue *catalogue, struct snapshot *snapshot)
{
    catalogue_forget(catalogue);
    snapshot_close(catalogue->snapshots[CATALOGUE_BASE]);
    catalogue->snapshots[CATALOGUE_BASE] = snapshot;
    catalogue->known = snapshot->header->origin.mark;
}

/* Goes on from the file, if there is a newer one that is of this database. 1, 0, -1. A file is
 * believed only if the database still has the journal row that it was made up to, with the same
 * instant: a restored or another database has other entries under the same ids. A file that is
 * older than what is mapped is left alone: another host's or a slower process's. */
static int load_snapshot_file(struct catalogue *catalogue, struct database *database,
                              struct arena *arena)
{
    struct snapshot *snapshot =
        catalogue_map(catalogue->directory, catalogue->game, catalogue->number, &catalogue->file);
    struct snapshot *base = catalogue->snapshots[CATALOGUE_BASE];
    int same;

    if (snapshot == NULL)
        return 0;
    same = catalogue_same_origin(database, arena, snapshot);
    if (same == 1 && (base == NULL || snapshot->header->origin.mark >= base->header->origin.mark)) {
        load_base(catalogue, snapshot);
        return 1;
    }
    snapshot_close(snapshot);
    if (same < 0)
        catalogue->file = (struct file_identity){0};
    return same < 0 ? -1 : 0;
}

/* Goes on from what is made now: for all of this host, where files can be written, else for this
 * process alone. The lock makes workers that find no file at once build one together: one of them
 * does, the others wait and find it. Where nothing can be written (a full disk, a read-only
 * directory), each builds in its own memory: dear, but right. */
static int make_base(struct catalogue *catalogue, struct database *database, struct shared *shared,
                     struct arena *arena)
{
    int lock = catalogue_lock(catalogue->directory, catalogue->game);
    int result =
        load_snapshot_file(catalogue, database, arena); /* who held the lock may have made it */
    struct snapshot *snapshot = NULL;
    uint8_t *bytes = NULL;
    size_t length;

    if (result == 0)
        bytes = catalogue_read(database, shared, catalogue->game, catalogue->number, &length);
    if (bytes != NULL) {
        if (lock >= 0 &&
            catalogue_publish(catalogue->directory, catalogue->game, bytes, length) == 0) {
            catalogue->file = (struct file_identity){0};
            snapshot = catalogue_map(catalogue->directory, catalogue->game, catalogue->number,
                                     &catalogue->file);
            announce(shared, catalogue->number);
        }
        if (snapshot != NULL)
            free(bytes);
        else
            snapshot = snapshot_open(bytes, length, false, catalogue->game);
        load_base(catalogue, snapshot);
        result = 1;
    }
    if (lock >= 0)
        close(lock);
    return result == 1 ? 0 : -1;
}

/* Lays what changed since over the snapshot; 1 when that is too much of it, for which only MAX is
 * asked: an import may have changed everything, and reading it as single changes would be slower
 * than a new file. */
static int load_changes(struct catalogue *catalogue, struct database *database, struct arena *arena,
                        size_t max)
{
    const struct game_context context = {database, arena, catalogue->game, catalogue->number};
    size_t count;
    const struct kept *changes = catalogue_read_changes(&context, catalogue->known, max, &count);

    if (changes == NULL)
        return -1;
    if (count == max)
        return 1;
    catalogue_keep(catalogue, changes, count);
    return 0;
}

/* The mark is read before the changes are: it may only be claimed for what was visible then. */
static int catch_up_with_journal(struct catalogue *catalogue, struct database *database,
                                 struct shared *shared, struct arena *arena)
{
    uint64_t mark = shared != NULL ? heartbeat_mark(shared) : 0;
    int result = load_snapshot_file(catalogue, database, arena);

    if (result >= 0 && catalogue->snapshots[CATALOGUE_BASE] == NULL)
        result = make_base(catalogue, database, shared, arena);
    if (result >= 0)
        result = load_changes(catalogue, database, arena, OVERLAY_MAX);
    if (result == 1) {
        result = make_base(catalogue, database, shared, arena);
        if (result == 0)
            result = load_changes(catalogue, database, arena, UINT32_MAX);
    }
    if (result == 0 && mark > catalogue->known)
        catalogue->known = mark;
    return result;
}

/* The generation is read before the database is: a write between the two makes the stamp old at
 * once, and the next request catches up again. The other way round its change would be missed for
 * good. */
int catalogue_refresh(struct catalogue *catalogue, struct database *database, struct shared *shared,
                      struct arena *arena)
{
    char lore[40], file[40];
    const char *const keys[] = {lore, file, NULL};
    uint64_t stamp;

    snprintf(lore, sizeof lore, "lore:%" PRIu64, catalogue->number);
    snprintf(file, sizeof file, "catalogue:%" PRIu64, catalogue->number);
    stamp = shared != NULL ? generation_stamp(shared, keys) : 0;
    if (shared != NULL && catalogue->fresh && stamp == catalogue->stamp)
        return 0;
    if (catch_up_with_journal(catalogue, database, shared, arena) != 0) {
        log_error("catalogue of %s: it cannot be brought up to date", catalogue->game->name);
        return -1;
    }
    catalogue->stamp = stamp;
    catalogue->fresh = true;
    return 0;
}

/* ---- single entries ---- */

/* By the ids of each kind: there is no index over all, as few kinds have to be tried, each in a
 * dozen steps. */
bool catalogue_entry(struct catalogue *catalogue, struct arena *arena, uint64_t id,
                     struct entry *entry)
{
    for (size_t k = 0; k < catalogue->game->kind_count; k++) {
        const struct kind *kind = &catalogue->game->kinds[k];
        struct snapshot_place place;

        if (!catalogue_locate(catalogue, kind, id, &place))
            continue;
        snapshot_entry(catalogue->snapshots[place.snapshot], arena, kind, place.row, entry);
        return true;
    }
    return false;
}

uint64_t catalogue_total(struct catalogue *catalogue, const struct kind *kind)
{
    uint64_t total = 0;

    for (int i = 0; i < CATALOGUE_SNAPSHOTS; i++) {
        const struct snapshot *snapshot = catalogue->snapshots[i];
        const struct snapshot_kind *rows = snapshot != NULL ? &snapshot->kinds[kind->index] : NULL;

        for (size_t w = 0; rows != NULL && w < rows->blocks * BLOCK_WORDS; w++)
            total += (uint64_t)__builtin_popcountll(snapshot->shown[rows->first / 64 + w]);
    }
    return total;
}
