/* What the parts of the catalogue share. */
#ifndef LOREHALL_CATALOGUE_INTERNAL_H
#define LOREHALL_CATALOGUE_INTERNAL_H

#include <sys/types.h>

#include "catalogue/catalogue.h"
#include "catalogue/game_context.h"
#include "catalogue/name_index.h"
#include "catalogue/snapshot.h"

/* More changes than these are not laid over a file: a new one is made instead, while a request
 * waits for it. So it is well above CATALOGUE_REBUILD, at which the follower begins to make one
 * for which nobody waits: workers come here only where it lags or does not run. */
#define OVERLAY_MAX 5000

/* An entry that changed since the file was made. */
struct kept {
    uint64_t id;
    uint64_t changed;    /* the row of the journal */
    struct entry *entry; /* its values are below */
    struct kept_value {
        uint32_t field;
        struct value value;
    } * values; /* those that are set */
    size_t count;
};

/* Where an entry is among its snapshots. */
struct snapshot_place {
    const struct kind *kind;
    int snapshot;
    size_t row; /* of its kind, from 0 */
};

/* Which file is mapped. */
struct file_identity {
    dev_t device;
    ino_t inode;
    int64_t modified;
};

enum { CATALOGUE_BASE, CATALOGUE_OVERLAY, CATALOGUE_SNAPSHOTS };

/* A worker's handle. The two snapshots answer everything; `kept` is what the second is packed
 * from, and `known`, `stamp` and `fresh` say of which state both are. */
struct catalogue {
    const struct game *game;
    uint64_t number;
    char *directory; /* NULL: there are no files */
    struct snapshot *snapshots
        [CATALOGUE_SNAPSHOTS]; /* the file's, or one in memory; what lies over it or NULL */
    struct file_identity file; /* all 0 where the first is in memory */
    uint64_t *name_keys;       /* by row of the overlay: catalogue_name_key */
    struct kept *kept;         /* by id */
    size_t kept_count;
    struct arena *kept_arena;
    uint64_t known; /* no change up to this row of the journal is missing */
    uint64_t stamp; /* of the generation that it is of */
    bool fresh;     /* it is of one at all */
};

/* ---- read.c: the database ---- */

/* Makes a snapshot of all entries; *LENGTH bytes to be freed. SHARED may be NULL. NULL on
 * failure. */
uint8_t *catalogue_read(struct database *database, struct shared *shared, const struct game *game,
                        uint64_t number, size_t *length);

/* Whether the snapshot is of this database: its last row of the journal is the same. 1, 0, -1. */
int catalogue_same_origin(struct database *database, struct arena *arena,
                          const struct snapshot *snapshot);

/* Reads the entries that changed after the row KNOWN: *COUNT of them, at most MAX. NULL on
 * failure. */
struct kept *catalogue_read_changes(const struct game_context *context, uint64_t known, size_t max,
                                    size_t *count);

/* The number of a game that the database knows; 0: it does not. 0 or -1. */
int catalogue_game_number(struct database *database, struct arena *arena, const struct game *game,
                          uint64_t *number);

/* How many entries changed after the row KNOWN, counted up to MAX. 0 or -1. */
int catalogue_count_changes(const struct game_context *context, uint64_t known, size_t max,
                            size_t *count);

/* ---- file.c: files ---- */

/* Which file there is; all 0: none. */
struct file_identity catalogue_file(const char *directory, const struct game *game);
bool catalogue_same_file(const struct file_identity *a, const struct file_identity *b);

/* Waits until nobody else makes this game's file. A descriptor to close; -1 when there can be no
 * file. */
int catalogue_lock(const char *directory, const struct game *game);

/* Writes the file beside its place and renames it into it. 0 or -1 (logged). */
int catalogue_publish(const char *directory, const struct game *game, const void *bytes,
                      size_t length);

/* Maps the file; NULL when there is none or it is none. Where it is the one that IDENTITY tells it
 * is not looked at: NULL too. Sets IDENTITY. */
struct snapshot *catalogue_map(const char *directory, const struct game *game, uint64_t number,
                               struct file_identity *identity);

/* ---- note.c: what tells entries apart ---- */

/* catalogue_note of what is at PLACE. */
const char *catalogue_note_at(const struct catalogue *catalogue, struct arena *arena,
                              const struct snapshot_place *place, const struct note_known *known);

/* ---- overlay.c: changes ---- */

/* Takes over COUNT changes. */
void catalogue_keep(struct catalogue *catalogue, const struct kept *changes, size_t count);

/* Forgets all. */
void catalogue_forget(struct catalogue *catalogue);

/* A number that orders rows of both snapshots by name, then id; no two have the same. */
static inline uint64_t catalogue_name_key(const struct catalogue *catalogue, int snapshot,
                                          size_t row)
{
    if (snapshot == CATALOGUE_OVERLAY)
        return catalogue->name_keys[row];
    return (2 * column_stored(&catalogue->snapshots[snapshot]->own[SNAPSHOT_RANK], row) + 1) << 32;
}

/* Where an entry is now; false when there is none. */
bool catalogue_locate(const struct catalogue *catalogue, const struct kind *kind, uint64_t id,
                      struct snapshot_place *place);

/* ---- the index of names ---- */

/* The words of a text, each with a NUL behind it. */
struct typed_words {
    char text[NAME_TYPED_MAX + 1];
    const char *list[NAME_TYPED_MAX / 2 + 1];
    size_t lengths[NAME_TYPED_MAX / 2 + 1];
    size_t count;
};

/* Splits the first NAME_TYPED_MAX bytes of TEXT. */
void name_index_split(const char *text, struct typed_words *words);

/* The trigrams of a folded text's first MAX bytes as they come, some perhaps more than once: at
 * most 2 * MAX + 2. OPEN: its last word may go on. */
size_t name_index_trigrams(const char *text, size_t max, bool open, uint32_t *list);

/* Room for a bit a row, all 0. */
uint64_t *name_index_bits(const struct name_index *index, struct arena *arena);

#endif
