/* The text of a dump, piece by piece; for source_dump.c and source_literal.c alone. */
#ifndef LOREHALL_LORE_SOURCE_DUMP_H
#define LOREHALL_LORE_SOURCE_DUMP_H

#include "lore/source_reader.h"

#define DUMP_NAME_MOST 256 /* bytes of a name; MariaDB has 64 characters */

struct dump {
    struct source *source;
    struct source_stream stream;
    struct source_cells cells;
    struct dump_table *tables; /* beside the source's, by their index */
    size_t table_room;
    enum source_encoding encoding; /* of the text, as SET NAMES says */
    bool named;                    /* it said so */
    bool tells_end;                /* one of those that end with "Dump completed" */
    bool ended;                    /* and it came */
    const char *table;             /* that rows were read of last; NULL: none */
    uint64_t row;                  /* and how many */
    uint64_t begun;                /* the line that the statement began on */
};

/* What a dump tells of a table beside its columns. */
struct dump_table {
    enum source_encoding encoding;
    uint64_t seen; /* rows in this pass */
};

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
bool dump_name(struct dump *dump, char name[DUMP_NAME_MOST]);

/* Takes letters, digits and underscores; "" where there are none. */
void dump_word(struct dump *dump, char word[DUMP_NAME_MOST]);

/* Takes BYTE behind any blanks; false, without an error, when something else comes. */
static inline bool dump_sign(struct dump *dump, char byte)
{
    if (!dump_blank(dump) || source_stream_peek(&dump->stream) != byte)
        return false;
    source_stream_next(&dump->stream);
    return true;
}

/* Takes what stands in quotes, with the opening one, and adds it to TO (NULL: forgets it). */
bool dump_quoted(struct dump *dump, struct buffer *to);

/* Takes a literal as the row's next value; FALLBACK as in source_cells_text. */
bool dump_literal(struct dump *dump, enum source_encoding fallback);

#endif
