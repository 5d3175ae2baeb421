/* What the readers of dumps, of CSV files and of live servers share; for them and source.c
 * alone. */
#ifndef LOREHALL_IMPORT_SOURCE_INTERNAL_H
#define LOREHALL_IMPORT_SOURCE_INTERNAL_H

#include "base/buffer.h"
#include "base/text/text_map.h"
#include "import/source/source.h"
#include "import/source/stream.h"

#define SOURCE_COLUMNS_MAX 4096 /* MariaDB allows 4096 in a table */
#define SOURCE_TABLES_MAX ((size_t)1 << 20)
#define SOURCE_ROW_MAX ((size_t)64 << 20) /* bytes of one row's values */

struct source_visit {
    bool (*wanted)(void *context, const struct source_table *table);
    int (*row)(void *context, const struct source_row *row);
    void *context;
};

/* How one sort of source is read. OWN is what OPEN made. */
struct source_reader {
    /* False, with the source's error. */
    bool (*open)(struct source *source);
    bool (*tables)(struct source *source);
    /* As source_read: 0, what a row gave, or -1 with the source's error. */
    int (*read)(struct source *source, const struct source_visit *visit);
    void (*progress)(const struct source *source, uint64_t *done, uint64_t *all);
    const char *(*fingerprint)(struct source *source); /* NULL: it has none */
    /* Lets go of files and memory until it is read again. */
    void (*rest)(struct source *source);
    void (*close)(struct source *source);
};

extern const struct source_reader source_dump, source_csv, source_tab, source_server, source_many,
    source_folder;

struct source {
    struct arena *arena;
    const char *place;
    const char *beside;        /* the file of the rows, where PLACE only makes their table */
    const char *const *places; /* of several as one */
    size_t place_count;
    char separator; /* that was given; 0: none */
    const struct source_reader *reader;
    void *own;
    struct source_table *tables;
    size_t count, capacity;
    struct text_map names; /* their places in the list, from 1 */
    bool known;            /* the tables are */
    const char *error;
};

/* Opens a table whose rows lie in a file of their own (tab.c). */
struct source *source_open_tab(struct arena *arena, const char *place, const char *rows,
                               const char **error);

/* Whether a file with this name, without what tells its packing, is a source. */
bool source_file_named(const char *name);

/* A fingerprint of one file; NULL where it cannot be read. */
const char *source_file_fingerprint(struct arena *arena, const char *path);

/* What a backslash and BYTE stand for. */
char source_escaped(int byte);

/* Sets the source's error, unless it has one. Always false. */
bool source_fail(struct source *source, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Forgets the tables, which are found anew. */
void source_tables_begin(struct source *source);

/* Brings the names up to date after the list of tables was changed by hand. */
void source_tables_name(struct source *source);

/* A name as it is compared where its case tells nothing. */
char *source_folded(struct arena *arena, const char *name);

/* The table with just this name; NULL. */
struct source_table *source_table_named(const struct source *source, const char *name);

/* Takes a table's columns in. NULL, with the source's error, when a name comes twice (whatever its
 * case); WHERE is put before what is said. */
struct source_table *source_table_add(struct source *source, const char *where, const char *name,
                                      const struct source_column *columns, size_t count);

/* The encodings that text comes in. */
enum source_encoding {
    SOURCE_UTF8,
    SOURCE_LATIN1, /* as MariaDB means it: Windows-1252 */
};

/* The encoding that MariaDB calls NAME; false when it is not known here. */
bool source_encoding_named(const char *name, enum source_encoding *encoding);

/* The row that is being read: its values one behind the other. */
struct source_cells {
    struct arena *own;   /* NULL: it rests */
    struct buffer bytes; /* each value with a NUL behind it */
    size_t *starts;
    bool *null;
    /* Room for twice as many: behind the values as they came those in the columns' order. */
    size_t *lengths;
    const char **values;
    size_t count;
};

/* Forgets the row before; makes room for rows where it rested. */
void source_cells_begin(struct source_cells *cells);

/* Lets go of its memory until a row begins. */
void source_cells_rest(struct source_cells *cells);

/* Ends the value whose bytes begin at START: makes them UTF-8. What is not, where it should be, is
 * taken for FALLBACK's. */
void source_cells_text(struct source_cells *cells, size_t start, enum source_encoding encoding,
                       enum source_encoding fallback);
/* Tells the bytes of a BIT, from START on, as a number. */
void source_cells_bits(struct source_cells *cells, size_t start);
/* The next value is NULL. */
void source_cells_null(struct source_cells *cells);

/* Points VALUES at the values, now that no more come. */
void source_cells_end(struct source_cells *cells);

#endif
