/* A catalogue's snapshot: the bytes that are a game's file, or the same in memory.
 *
 * A header, a table of kinds, a table of columns, and at multiples of 64 bytes the columns
 * (scan.h), their bitmaps, the texts and the index of names. All kinds share one numbering of
 * rows: a kind's begin at a whole block, and are in the order of their ids. The first columns
 * belong to all rows; then come each kind's fields, of that kind's rows. Numbers are in the
 * machine's own byte order: the file never leaves the host.
 *
 * snapshot_open checks once all that says where something lies; what a row names (a text, a row of
 * a list) is held against the end of what it points into whenever it is used. So no snapshot,
 * whatever is in it, makes anybody read outside.
 */
#ifndef LOREHALL_CATALOGUE_SNAPSHOT_H
#define LOREHALL_CATALOGUE_SNAPSHOT_H

#include "catalogue/entry_row.h"
#include "catalogue/name_index.h"

#define SNAPSHOT_MAGIC "LHCATLG"
#define SNAPSHOT_LAYOUT                                                                            \
    5 /* raised whenever what is below, or how names fold, changes its meaning */

/* The columns that belong to all rows. */
enum snapshot_own {
    SNAPSHOT_ID,
    SNAPSHOT_FLAGS, /* SNAPSHOT_HIDDEN, SNAPSHOT_VANISHED */
    SNAPSHOT_REVISION,
    SNAPSHOT_CREATED,
    SNAPSHOT_CHANGED,
    SNAPSHOT_NAME,     /* in the heap */
    SNAPSHOT_FOLDED,   /* in the heap */
    SNAPSHOT_EXTERNAL, /* in the heap */
    SNAPSHOT_RANK,     /* among all names of the snapshot */
    SNAPSHOT_LENGTH,   /* of the folded name */
    SNAPSHOT_NOTED,    /* where the first of the note's relation leads */
    SNAPSHOT_OWN,
};

enum { SNAPSHOT_HIDDEN = 1, SNAPSHOT_VANISHED = 2 };

/* Of which state of which database a snapshot is. */
struct snapshot_origin {
    uint64_t declaration; /* snapshot_declaration() of the game */
    uint64_t game;        /* its number */
    uint64_t mark;        /* it has every change up to this row of the journal */
    uint64_t row; /* the last row up to there, and its instant: another database has another */
    int64_t instant;
};

/* All of it, and the tables behind it, is under the checksum, which is why that stands first but
 * for the magic. Offsets are from the snapshot's beginning. */
struct snapshot_header {
    char magic[8];
    uint64_t checksum; /* of what follows, the tables included */
    uint32_t layout;
    uint32_t kinds;
    uint64_t columns; /* in the table: SNAPSHOT_OWN, then each kind's fields */
    uint64_t length;  /* of the snapshot */
    struct snapshot_origin origin;
    int64_t built; /* when */
    uint64_t rows; /* of all kinds, in whole blocks */
    uint64_t entries;
    uint64_t heap, heap_size;
    uint64_t order;                     /* rows by rank */
    uint64_t starts, lists, list_count; /* of the names */
};

/* A kind's rows: FIRST is a multiple of BLOCK_ROWS; the block's rest behind the last one is
 * zeros. */
struct snapshot_kind_line {
    uint64_t first, rows;
};

/* A column as the file has it: rows × width bytes of `value - base`, unsigned. */
struct snapshot_column_line {
    uint64_t offset;
    int64_t base;
    uint64_t width;
    uint64_t present;           /* a bit a row: the value is set; 0: all are that are not 0 */
    uint64_t texts, text_count; /* of text fields: where each text, and it folded, is in the heap */
};

struct snapshot_field {
    struct column column;
    const uint64_t *present; /* NULL: there is none */
    const uint32_t *texts;   /* value N, which is not 0, is text N - 1: the texts are sorted */
    size_t text_count;
};

struct snapshot_kind {
    size_t first;  /* row */
    size_t rows;   /* of entries */
    size_t blocks; /* that they take */
    struct snapshot_field *fields;
};

struct snapshot {
    const uint8_t *bytes;
    size_t length;
    bool mapped; /* else they are allocated */
    const struct snapshot_header *header;
    size_t rows;
    struct column own[SNAPSHOT_OWN];
    struct snapshot_kind *kinds;
    size_t kind_count;
    const char *heap;
    const uint32_t *order;
    struct name_index names;
    uint64_t *living; /* a bit a row: nothing newer is known of it */
    uint64_t *shown;  /* and it is neither hidden nor vanished */
};

/* A number that differs where the declarations of two games differ in what a snapshot depends
 * on. */
uint64_t snapshot_declaration(const struct game *game);

/* The checksum that a header, with its tables behind it, must have. */
uint64_t snapshot_checksum(const struct snapshot_header *header);

/* Opens a snapshot of GAME on LENGTH bytes, which it takes over (MAPPED: by mmap, else by malloc)
 * and leaves alone where they are none: NULL then. */
struct snapshot *snapshot_open(const void *bytes, size_t length, bool mapped,
                               const struct game *game);

/* Frees it and its bytes. NULL is allowed. */
void snapshot_close(struct snapshot *snapshot);

/* The row of an entry of a kind, from row HINT of the kind on; false when it has none. *ROW tells
 * where it is, or would be. */
bool snapshot_find(const struct snapshot *snapshot, const struct snapshot_kind *kind, uint64_t id,
                   size_t hint, size_t *row);

/* Strikes a row off: something newer is known of it. */
void snapshot_strike(struct snapshot *snapshot, size_t row);

/* A text of the heap; "" where there is none. */
const char *snapshot_text(const struct snapshot *snapshot, uint64_t offset);

/* The text field's value CODE (1 to text_count), as it is or folded. */
const char *snapshot_value_text(const struct snapshot *snapshot, const struct snapshot_field *field,
                                uint64_t code, bool folded);

/* What a field holds in a row of its kind (from 0). Text is the snapshot's. */
struct value snapshot_value(const struct snapshot *snapshot, const struct kind *kind, size_t field,
                            size_t row);

/* An entry, copied to ARENA with all its values. */
void snapshot_entry(const struct snapshot *snapshot, struct arena *arena, const struct kind *kind,
                    size_t row, struct entry *entry);

#endif
