/* The bytes of a file, unpacked, with the number of the line that they are on. */
#ifndef LOREHALL_IMPORT_SOURCE_STREAM_H
#define LOREHALL_IMPORT_SOURCE_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "import/source/unpack.h"

struct source_stream {
    struct unpack *file; /* NULL: it rests */
    struct arena *arena;
    const char *path;
    const char *name;  /* the file's, for messages */
    const char *holds; /* the name that tells what is in it (unpack_name) */
    unsigned char *buffer;
    const unsigned char *at, *end; /* what was read and not yet taken */
    uint64_t line;                 /* of *at, from 1 */
    uint64_t size;                 /* of the file as it lies on the disk */
    const char *broken;            /* why it cannot be read on; NULL: it can */
};

/* Opens PATH for reading from its beginning. False, with *ERROR on ARENA. */
bool source_stream_open(struct source_stream *stream, struct arena *arena, const char *path,
                        const char **error);

/* Closes the file until it is gone back to the beginning. */
void source_stream_rest(struct source_stream *stream);

/* Frees what it holds; harmless where it is not open. */
void source_stream_close(struct source_stream *stream);

/* Goes back to the beginning, behind a byte order mark. NULL, or what is wrong: the file cannot,
 * or is text of a sort that no source is. */
const char *source_stream_rewind(struct source_stream *stream);

/* Reads on when all was taken. False at the end, or when the file is broken. */
bool source_stream_fill(struct source_stream *stream);

/* How many bytes of the file were read. */
uint64_t source_stream_done(const struct source_stream *stream);

/* The next byte without taking it; -1 at the end. */
static inline int source_stream_peek(struct source_stream *stream)
{
    if (stream->at == stream->end && !source_stream_fill(stream))
        return -1;
    return *stream->at;
}

/* The byte behind the next one without taking either; -1 where none is. */
int source_stream_second(struct source_stream *stream);

/* Takes the next byte; -1 at the end. */
static inline int source_stream_next(struct source_stream *stream)
{
    int byte = source_stream_peek(stream);

    if (byte < 0)
        return -1;
    stream->at++;
    stream->line += byte == '\n';
    return byte;
}

#endif
