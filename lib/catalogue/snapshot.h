/* A catalogue's image: the bytes that are a game's file, or the same in memory.
 *
 * A header, a table of kinds, a table of columns, and at multiples of 64 bytes the columns
 * (catalogue_scan.h), their bitmaps, the texts and the index of names. All kinds share one numbering
 * of rows: a kind's begin at a whole block, and are in the order of their ids. The first columns
 * belong to all rows; then come each kind's fields, of that kind's rows. Numbers are in the machine's
 * own byte order: the file never leaves the host.
 *
 * image_open checks once all that says where something lies; what a row names (a text, a row of a
 * list) is held against the end of what it points into whenever it is used. So no image, whatever
 * is in it, makes anybody read outside.
 */
#ifndef LOREHALL_CATALOGUE_SNAPSHOT_H
#define LOREHALL_CATALOGUE_SNAPSHOT_H

#include "catalogue/entry_row.h"
#include "catalogue/name_index.h"

#define IMAGE_MAGIC "LHCATLG"
#define IMAGE_LAYOUT 5 /* raised whenever what is below, or how names fold, changes its meaning */

/* The columns that belong to all rows. */
enum image_own {
    IMAGE_ID,
    IMAGE_FLAGS, /* IMAGE_HIDDEN, IMAGE_VANISHED */
    IMAGE_REVISION,
    IMAGE_CREATED,
    IMAGE_CHANGED,
    IMAGE_NAME,     /* in the heap */
    IMAGE_FOLDED,   /* in the heap */
    IMAGE_EXTERNAL, /* in the heap */
    IMAGE_RANK,     /* among all names of the image */
    IMAGE_LENGTH,   /* of the folded name */
    IMAGE_NOTED,    /* where the first of the note's relation leads */
    IMAGE_OWN,
};

enum { IMAGE_HIDDEN = 1, IMAGE_VANISHED = 2 };

/* Of which state of which database an image is. */
struct image_origin {
    uint64_t declaration; /* image_declaration() of the game */
    uint64_t game;        /* its number */
    uint64_t mark;        /* it has every change up to this row of the journal */
    uint64_t row; /* the last row up to there, and its instant: another database has another */
    int64_t instant;
};

struct image_header {
    char magic[8];
    uint64_t checksum; /* of what follows, the tables included */
    uint32_t layout;
    uint32_t kinds;
    uint64_t columns; /* in the table: IMAGE_OWN, then each kind's fields */
    uint64_t length;  /* of the image */
    struct image_origin origin;
    int64_t built; /* when */
    uint64_t rows; /* of all kinds, in whole blocks */
    uint64_t entries;
    uint64_t heap, heap_size;
    uint64_t order;                     /* rows by rank */
    uint64_t starts, lists, list_count; /* of the names */
};

struct image_kind_line {
    uint64_t first, rows;
};

struct image_column_line {
    uint64_t offset;
    int64_t base;
    uint64_t width;
    uint64_t present;           /* a bit a row: the value is set; 0: all are that are not 0 */
    uint64_t texts, text_count; /* of text fields: where each text, and it folded, is in the heap */
};

struct image_field {
    struct column column;
    const uint64_t *present; /* NULL: there is none */
    const uint32_t *texts;   /* value N, which is not 0, is text N - 1: the texts are sorted */
    size_t text_count;
};

struct image_kind {
    size_t first;  /* row */
    size_t rows;   /* of entries */
    size_t blocks; /* that they take */
    struct image_field *fields;
};

struct image {
    const uint8_t *bytes;
    size_t length;
    bool mapped; /* else they are allocated */
    const struct image_header *header;
    size_t rows;
    struct column own[IMAGE_OWN];
    struct image_kind *kinds;
    size_t kind_count;
    const char *heap;
    const uint32_t *order;
    struct names names;
    uint64_t *living; /* a bit a row: nothing newer is known of it */
    uint64_t *shown;  /* and it is neither hidden nor vanished */
};

/* A number that differs where the declarations of two games differ in what an image depends on. */
uint64_t image_declaration(const struct game *game);

/* The checksum that a header, with its tables behind it, must have. */
uint64_t image_checksum(const struct image_header *header);

/* Opens an image of GAME on LENGTH bytes, which it takes over (MAPPED: by mmap, else by malloc) and
 * leaves alone where they are none: NULL then. */
struct image *image_open(const void *bytes, size_t length, bool mapped, const struct game *game);

/* Frees it and its bytes. NULL is allowed. */
void image_close(struct image *image);

/* The row of an entry of a kind, from row HINT of the kind on; false when it has none. *ROW tells
 * where it is, or would be. */
bool image_find(const struct image *image, const struct image_kind *kind, uint64_t id, size_t hint,
                size_t *row);

/* Strikes a row off: something newer is known of it. */
void image_strike(struct image *image, size_t row);

/* A text of the heap; "" where there is none. */
const char *image_text(const struct image *image, uint64_t offset);

/* The text field's value CODE (1 to text_count), as it is or folded. */
const char *image_value_text(const struct image *image, const struct image_field *field,
                             uint64_t code, bool folded);

/* What a field holds in a row of its kind (from 0). Text is the image's. */
struct value image_value(const struct image *image, const struct kind *kind, size_t field,
                         size_t row);

/* An entry, copied to ARENA with all its values. */
void image_entry(const struct image *image, struct arena *arena, const struct kind *kind,
                 size_t row, struct entry *entry);

#endif
