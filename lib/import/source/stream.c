/* A file's bytes for parsers that look at one or two of them at a time: inline functions over a
 * block, as a call a byte would be most of the time that reading a dump takes. It reads from the
 * beginning as often as a run wants.
 *
 * `rest` gives back memory and descriptor: an import of a folder has thousands of files, of which
 * one is read at a time. */
#include "import/source/stream.h"

#include <stdlib.h>
#include <string.h>

#define BUFFER_BYTES 262144

/* Opens the file, and makes room for what is read. */
static bool open_file_buffer(struct source_stream *stream, const char **error)
{
    stream->file = unpack_open(stream->arena, stream->path, error);
    if (stream->file == NULL)
        return false;
    stream->buffer = malloc(BUFFER_BYTES);
    if (stream->buffer == NULL)
        abort();
    stream->at = stream->end = stream->buffer;
    return true;
}

bool source_stream_open(struct source_stream *stream, struct arena *arena, const char *path,
                        const char **error)
{
    *stream = (struct source_stream){
        .arena = arena, .path = path, .name = basename(path), .holds = "", .line = 1};
    if (!open_file_buffer(stream, error))
        return false;
    stream->holds = unpack_name(stream->file);
    stream->size = unpack_size(stream->file);
    return true;
}

void source_stream_rest(struct source_stream *stream)
{
    unpack_close(stream->file);
    free(stream->buffer);
    stream->file = NULL;
    stream->buffer = NULL;
    stream->at = stream->end = NULL;
}

void source_stream_close(struct source_stream *stream)
{
    source_stream_rest(stream);
    *stream = (struct source_stream){0};
}

/* Reads on behind the KEPT last bytes, which go to the front. */
static bool fill_behind(struct source_stream *stream, size_t kept)
{
    size_t got;

    if (stream->broken != NULL)
        return false;
    memmove(stream->buffer, stream->end - kept, kept);
    stream->at = stream->buffer;
    stream->end = stream->buffer + kept;
    got = unpack_read(stream->file, stream->buffer + kept, BUFFER_BYTES - kept);
    if (got == 0)
        stream->broken = unpack_fault(stream->file);
    stream->end += got;
    return got > 0;
}

bool source_stream_fill(struct source_stream *stream)
{
    return fill_behind(stream, 0);
}

/* Passes over a byte order mark; what one tells that is not read here, is said. */
static const char *parse_mark(struct source_stream *stream)
{
    int first = source_stream_peek(stream), second = source_stream_second(stream);

    if ((first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF))
        return "the file is UTF-16; save it as UTF-8";
    if (first != 0xEF || second != 0xBB)
        return NULL;
    source_stream_next(stream);
    source_stream_next(stream);
    return source_stream_next(stream) == 0xBF ? NULL : "the byte order mark is broken";
}

const char *source_stream_rewind(struct source_stream *stream)
{
    const char *error = NULL;

    if (stream->file == NULL && !open_file_buffer(stream, &error))
        return error;
    if (!unpack_rewind(stream->file))
        return "the file cannot be read a second time";
    stream->at = stream->end = stream->buffer;
    stream->line = 1;
    stream->broken = NULL;
    return parse_mark(stream);
}

int source_stream_second(struct source_stream *stream)
{
    if (source_stream_peek(stream) < 0)
        return -1;
    if (stream->end - stream->at == 1 && !fill_behind(stream, 1))
        return -1;
    return stream->at[1];
}

uint64_t source_stream_done(const struct source_stream *stream)
{
    return stream->file != NULL ? unpack_done(stream->file) : 0;
}
