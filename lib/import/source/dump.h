/* The text of a dump, piece by piece; for the files that read dumps alone. */
#ifndef LOREHALL_IMPORT_SOURCE_DUMP_H
#define LOREHALL_IMPORT_SOURCE_DUMP_H

#include "import/source/internal.h"

#define DUMP_NAME_MAX 256 /* bytes of a name; MariaDB has 64 characters */

struct dump {
    struct source *source;
    struct source_stream stream;
    struct source_cells cells;
    struct dump_table *tables; /* beside the source's, by their index */
    size_t table_capacity;
    struct text_map alike;         /* struct dump_alike of names that differ in case alone */
    bool dropped;                  /* some table was */
    struct arena *own;             /* NULL: it rests */
    struct source_column *columns; /* room for those of one statement, on OWN */
    enum source_encoding encoding; /* of the text, as SET NAMES says */
    bool named;                    /* it said so */
    bool tells_end;                /* one of those that end with "Dump completed" */
    bool ended;                    /* and it came */
    bool stuck;         /* it cannot be read on from here, not even past a faulty statement */
    bool bits;          /* the value that is read is one of BIT: texts in it are bytes */
    bool over;          /* the statement's semicolon was taken */
    uint64_t statement; /* its number, from 1 */
    const char *table;  /* that rows were read of last; NULL: none */
    uint64_t row;       /* and how many */
    uint64_t begun;     /* the line that the statement began on */
};

/* What a dump tells of a table beside its columns. */
struct dump_table {
    enum source_encoding encoding;
    uint64_t seen;           /* rows in this pass */
    uint64_t made;           /* the statement that made it last: rows before that are gone */
    bool dropped;            /* it is gone; the list is cleared of such at its end */
    size_t next_alike;       /* the next with its name but for its case, from 1 */
    struct text_map columns; /* their places, from 1; empty until it is asked */
};

/* Tables whose names differ in case alone: the first and the last, from 1; 0: none. */
struct dump_alike {
    size_t first, last;
};

/* The encoding that a table of a dump was declared with. */
enum source_encoding dump_encoding(const struct source *source, size_t table);

/* Sets the error, with the line. Always false. */
bool dump_fail(struct dump *dump, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says that the text ends, or cannot be read on, where it must not. Always false. */
bool dump_cut(struct dump *dump);

/* Takes white space and comments; looks into them for the dump's encoding and its end. False when
 * a comment does not end. */
bool dump_blanks(struct dump *dump);

/* The same, quicker: nearly always there is nothing to take. */
static inline bool dump_blank(struct dump *dump)
{
    const unsigned char *at = dump->stream.at, *end = dump->stream.end;

    if (at != end && *at > ' ' && *at != '#' && *at != '-' && *at != '/')
        return true;
    return dump_blanks(dump);
}

/* Takes a name (in back quotes, double quotes or plain) into NAME; false, with the error, where
 * there is none. */
bool dump_name(struct dump *dump, char name[DUMP_NAME_MAX]);

/* Takes letters, digits and underscores; "" where there are none. */
void dump_word(struct dump *dump, char word[DUMP_NAME_MAX]);

/* Takes BYTE behind any blanks; false, without an error, when something else comes. */
static inline bool dump_sign(struct dump *dump, char byte)
{
    if (!dump_blank(dump) || source_stream_peek(&dump->stream) != byte)
        return false;
    source_stream_next(&dump->stream);
    return true;
}

/* Whether WORD is among WORDS (ended by NULL), whatever its case. */
bool dump_word_among(const char *word, const char *const *words);

/* Takes what is left of a statement, with its semicolon. */
bool dump_skip(struct dump *dump);

/* Takes "name" or "database.name". */
bool dump_table_name(struct dump *dump, char name[DUMP_NAME_MAX]);

/* The table that NAME means: where servers ran that know no case, the dump may not either. NULL. */
struct source_table *dump_table_of(const struct dump *dump, const char *name);

/* Takes a table in. False, with the error, when it cannot be. */
bool dump_keep_table(struct dump *dump, const char *name, const struct source_column *columns,
                     size_t count, enum source_encoding encoding);

/* Takes the tables that were dropped out of the list. */
void dump_clear_dropped(struct dump *dump);

/* The place of a column in TABLE, its column_count where it has none of that name. GUESS is where
 * it likely is. */
size_t dump_column_of(const struct dump *dump, const struct source_table *table, const char *name,
                      size_t guess);

/* A statement about the table NAME is faulty: that is the table's fault, and nobody may want it.
 * Goes on behind the statement; false where that cannot be. */
bool dump_blame(struct dump *dump, const char *name);

/* What stands behind CREATE, and behind DROP. */
bool dump_create(struct dump *dump);
bool dump_drop(struct dump *dump);

/* Takes what stands in quotes, with the opening one, and adds it to TO (NULL: forgets it). */
bool dump_quoted(struct dump *dump, struct buffer *to);

/* Takes a literal as the row's next value; FALLBACK as in source_cells_text. */
bool dump_literal(struct dump *dump, enum source_encoding fallback);

#endif
