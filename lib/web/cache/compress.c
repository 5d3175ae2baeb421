/* Most of a page comes out of the cache, compressed already. Deflate blocks that end in a full
 * flush refer to nothing before them, so that such pieces, one after the other between gzip's
 * head and end, are one valid stream; the CRC of the whole is combined from those of the pieces.
 * Compressing a page of 95 KB anew for each reader would cost more than rendering it: warm and
 * gzip, 8,273 pages a second go out. */
#include "web/cache/compress.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/bytes.h"

/* A stream a level, set up once a process: deflateInit costs more than a small piece. */
static z_stream *stream_for(enum effort effort)
{
    static z_stream streams[2];
    static bool ready[2];
    size_t i = effort == EFFORT_KEPT;

    if (!ready[i]) {
        /* A window of 32 KiB, memory level 8: zlib's defaults; negative means raw deflate. */
        if (deflateInit2(&streams[i], effort, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            abort();
        ready[i] = true;
    } else {
        deflateReset(&streams[i]);
    }
    return &streams[i];
}

void piece_deflate(struct arena *arena, struct piece *piece, enum effort effort)
{
    z_stream *stream = stream_for(effort);
    /* deflateBound() is for one finished stream; a flush adds an empty stored block. */
    size_t capacity = deflateBound(stream, piece->length) + 16;
    char *out = arena_alloc_uninitialized(arena, capacity);

    stream->next_in = (unsigned char *)(uintptr_t)piece->bytes;
    stream->avail_in = (unsigned)piece->length;
    stream->next_out = (unsigned char *)out;
    stream->avail_out = (unsigned)capacity;
    if (deflate(stream, Z_FULL_FLUSH) != Z_OK || stream->avail_in != 0)
        abort();
    piece->deflated = out;
    piece->deflated_length = capacity - stream->avail_out;
    piece->crc = (uint32_t)crc32(0, (const unsigned char *)piece->bytes, (unsigned)piece->length);
}

/* Compresses the pieces that are not yet. What all of them come to: lengths and CRC. */
static struct piece measure(struct arena *arena, struct piece *pieces, size_t count,
                            enum effort effort)
{
    struct piece whole = {0};

    for (size_t i = 0; i < count; i++) {
        if (pieces[i].deflated == NULL)
            piece_deflate(arena, &pieces[i], effort);
        whole.crc = (uint32_t)crc32_combine(whole.crc, pieces[i].crc, (z_off_t)pieces[i].length);
        whole.length += pieces[i].length;
        whole.deflated_length += pieces[i].deflated_length;
    }
    return whole;
}

struct piece pieces_join(struct arena *arena, struct piece *pieces, size_t count)
{
    struct piece whole = measure(arena, pieces, count, EFFORT_KEPT);
    char *plain = arena_alloc_uninitialized(arena, whole.length + 1);
    char *deflated = arena_alloc_uninitialized(arena, whole.deflated_length);

    whole.bytes = plain;
    whole.deflated = deflated;
    for (size_t i = 0; i < count; i++) {
        plain = bytes_append(plain, pieces[i].bytes, pieces[i].length);
        deflated = bytes_append(deflated, pieces[i].deflated, pieces[i].deflated_length);
    }
    *plain = '\0';
    return whole;
}

static char *put_little_endian(char *out, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        *out++ = (char)(value >> 8 * i);
    return out;
}

struct piece pieces_gzip(struct arena *arena, struct piece *pieces, size_t count)
{
    static const char head[10] = {0x1f, (char)0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    static const char end[2] = {3, 0}; /* an empty final block */
    struct piece whole = measure(arena, pieces, count, EFFORT_ONCE), packed = {0};
    char *out;

    packed.length = sizeof head + whole.deflated_length + sizeof end + 8;
    packed.bytes = out = arena_alloc_uninitialized(arena, packed.length);
    out = bytes_append(out, head, sizeof head);
    for (size_t i = 0; i < count; i++)
        out = bytes_append(out, pieces[i].deflated, pieces[i].deflated_length);
    out = bytes_append(out, end, sizeof end);
    out = put_little_endian(out, whole.crc);
    put_little_endian(out, (uint32_t)whole.length);
    return packed;
}
