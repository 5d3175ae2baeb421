/* Packed files as streams, one table of functions for each sort of packing. Memory is bounded
 * (MEMORY_MAX), whatever the file's header asks for.
 *
 * The end is judged as strictly as each format allows: a dump that was cut off is all rows up to
 * there, and looks like a server that has lost the rest. */
#include "import/source/unpack.h"

#include <errno.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/file/file.h"
#include "base/text/text.h"
#include "import/source/zip.h"

#define BUFFER_BYTES 65536
#define MEMORY_MAX ((uint64_t)128 << 20) /* for unpacking; xz -9 takes 65 MB */

static const char damaged[] = "it was cut or damaged";
static const char too_large[] = "unpacking it takes more than 128 MB of memory";

struct unpack;

/* How one sort of packing is undone. */
struct packing {
    bool (*begin)(struct unpack *unpack);
    /* Moves from what was read to TO; how many bytes came. Notes OVER and FAULT. */
    size_t (*step)(struct unpack *unpack, unsigned char *to, size_t capacity);
    void (*end)(struct unpack *unpack);
};

struct unpack {
    FILE *file;
    const char *name;
    const struct packing *packing;
    uint64_t size;
    struct zip_member member; /* of what is no zip all of the file */
    bool zip;
    uint64_t left;                /* bytes of the member that were not read */
    uint32_t check;               /* of what was unpacked of a zip's file */
    unsigned char *bytes;         /* what was read */
    const unsigned char *at, *to; /* of it, what was not taken */
    bool drained;                 /* nothing more comes from the file */
    bool over;                    /* its end was unpacked */
    bool between;                 /* one frame has ended, and another may follow */
    const char *fault;
    z_stream zlib;
    lzma_stream xz;
    ZSTD_DStream *zstd;
};

/* ---- as it lies ---- */

static bool plain_begin(struct unpack *unpack)
{
    unpack->between = true;
    return true;
}

static size_t plain_step(struct unpack *unpack, unsigned char *to, size_t capacity)
{
    size_t there = (size_t)(unpack->to - unpack->at), count = there < capacity ? there : capacity;

    memcpy(to, unpack->at, count);
    unpack->at += count;
    return count;
}

static void plain_end(struct unpack *unpack)
{
    (void)unpack;
}

static const struct packing plain = {plain_begin, plain_step, plain_end};

/* ---- gzip, and what zip has ---- */

static bool inflate_begin(struct unpack *unpack)
{
    unpack->zlib = (z_stream){0};
    return inflateInit2(&unpack->zlib, unpack->zip ? -15 : 15 + 16) == Z_OK;
}

static size_t inflate_step(struct unpack *unpack, unsigned char *to, size_t capacity)
{
    z_stream *zlib = &unpack->zlib;
    int code;

    /* Behind one gzip another may lie; what else lies there is none of it. */
    if (unpack->between && unpack->to > unpack->at) {
        unpack->over = *unpack->at != 0x1F || inflateReset(zlib) != Z_OK;
        unpack->between = false;
        if (unpack->over)
            return 0;
    }
    zlib->next_in = (Bytef *)(uintptr_t)unpack->at;
    zlib->avail_in = (uInt)(unpack->to - unpack->at);
    zlib->next_out = to;
    zlib->avail_out = (uInt)capacity;
    code = inflate(zlib, Z_NO_FLUSH);
    unpack->at = zlib->next_in;
    if (code == Z_STREAM_END) {
        unpack->over = unpack->zip;
        unpack->between = true;
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
        unpack->fault = damaged;
    }
    return capacity - zlib->avail_out;
}

static void inflate_end(struct unpack *unpack)
{
    inflateEnd(&unpack->zlib);
}

static const struct packing inflating = {inflate_begin, inflate_step, inflate_end};

/* ---- xz ---- */

static bool xz_begin(struct unpack *unpack)
{
    unpack->xz = (lzma_stream)LZMA_STREAM_INIT;
    return lzma_stream_decoder(&unpack->xz, MEMORY_MAX, LZMA_CONCATENATED) == LZMA_OK;
}

/* The library's own limit on memory is what a hostile header meets; without one a file may ask
 * for gigabytes. */
static size_t xz_step(struct unpack *unpack, unsigned char *to, size_t capacity)
{
    lzma_stream *xz = &unpack->xz;
    lzma_ret code;

    xz->next_in = unpack->at;
    xz->avail_in = (size_t)(unpack->to - unpack->at);
    xz->next_out = to;
    xz->avail_out = capacity;
    code = lzma_code(xz, unpack->drained ? LZMA_FINISH : LZMA_RUN);
    unpack->at = xz->next_in;
    if (code == LZMA_STREAM_END)
        unpack->over = true;
    else if (code == LZMA_MEMLIMIT_ERROR)
        unpack->fault = too_large;
    else if (code != LZMA_OK && code != LZMA_BUF_ERROR)
        unpack->fault = damaged;
    return capacity - xz->avail_out;
}

static void xz_end(struct unpack *unpack)
{
    lzma_end(&unpack->xz);
}

static const struct packing xz = {xz_begin, xz_step, xz_end};

/* ---- zstd ---- */

static bool zstd_begin(struct unpack *unpack)
{
    unpack->zstd = ZSTD_createDStream();
    if (unpack->zstd == NULL)
        abort();
    return ZSTD_isError(ZSTD_initDStream(unpack->zstd)) == 0;
}

static size_t zstd_step(struct unpack *unpack, unsigned char *to, size_t capacity)
{
    ZSTD_inBuffer in = {unpack->at, (size_t)(unpack->to - unpack->at), 0};
    ZSTD_outBuffer out = {to, capacity, 0};
    size_t code = ZSTD_decompressStream(unpack->zstd, &out, &in);

    unpack->at += in.pos;
    if (ZSTD_isError(code) != 0)
        unpack->fault = ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge
                            ? too_large
                            : damaged;
    else if (in.pos > 0 || out.pos > 0)
        unpack->between = code == 0;
    return out.pos;
}

static void zstd_end(struct unpack *unpack)
{
    ZSTD_freeDStream(unpack->zstd);
    unpack->zstd = NULL;
}

static const struct packing zstd = {zstd_begin, zstd_step, zstd_end};

/* ---- opening ---- */

/* What the file's first bytes tell. */
static const struct packing *packing_of(struct unpack *unpack)
{
    static const unsigned char gzip_sign[] = {0x1F, 0x8B},
                               xz_sign[] = {0xFD, '7', 'z', 'X', 'Z', 0},
                               zstd_sign[] = {0x28, 0xB5, 0x2F, 0xFD},
                               skipped_sign[] = {0x2A, 0x4D, 0x18}, zip_sign[] = {'P', 'K', 3, 4},
                               empty_zip_sign[] = {'P', 'K', 5, 6};
    unsigned char first[sizeof xz_sign] = {0};
    size_t count = fread(first, 1, sizeof first, unpack->file);

    unpack->zip = memcmp(first, zip_sign, sizeof zip_sign) == 0 ||
                  memcmp(first, empty_zip_sign, sizeof empty_zip_sign) == 0;
    if (unpack->zip || (count > 1 && memcmp(first, gzip_sign, sizeof gzip_sign) == 0))
        return &inflating;
    if (memcmp(first, xz_sign, sizeof xz_sign) == 0)
        return &xz;
    /* A frame to be skipped is what some packers begin with. */
    if (memcmp(first, zstd_sign, sizeof zstd_sign) == 0 ||
        ((first[0] & 0xF0) == 0x50 && memcmp(first + 1, skipped_sign, sizeof skipped_sign) == 0))
        return &zstd;
    return &plain;
}

const char *unpack_plain_name(struct arena *arena, const char *path)
{
    static const char *const ends[] = {".gz", ".xz", ".zst", ".zip"};
    const char *name = basename(path);

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (text_ends(name, ends[i]))
            return arena_copy(arena, name, strlen(name) - strlen(ends[i]));
    return name;
}

static bool open_packed_file(struct unpack *unpack, struct arena *arena, const char *path,
                             const char **error)
{
    const char *why;
    struct stat info;

    unpack->file = file_open(path, &why);
    if (unpack->file == NULL)
        *error = arena_format(arena, "%s: %s", path, why);
    else if (fstat(fileno(unpack->file), &info) != 0)
        *error = arena_format(arena, "%s: %s", path, strerror(errno));
    else if (!S_ISREG(info.st_mode))
        *error = arena_format(arena, "%s is not a file", path);
    else
        return (unpack->size = (uint64_t)info.st_size), true;
    return false;
}

struct unpack *unpack_open(struct arena *arena, const char *path, const char **error)
{
    struct unpack *unpack = arena_alloc(arena, sizeof *unpack);

    *unpack = (struct unpack){.name = unpack_plain_name(arena, path)};
    if (!open_packed_file(unpack, arena, path, error)) {
        unpack_close(unpack);
        return NULL;
    }
    unpack->packing = packing_of(unpack);
    unpack->member.packed = UINT64_MAX;
    if (unpack->zip) {
        if (!zip_find(arena, unpack->file, path, &unpack->member, error)) {
            unpack_close(unpack);
            return NULL;
        }
        unpack->name = unpack->member.name;
        if (!unpack->member.deflated)
            unpack->packing = &plain;
    }
    unpack->bytes = malloc(BUFFER_BYTES);
    if (unpack->bytes == NULL || !unpack->packing->begin(unpack))
        abort();
    if (!unpack_rewind(unpack)) {
        *error = arena_format(arena, "%s: %s", path, strerror(errno));
        unpack_close(unpack);
        return NULL;
    }
    return unpack;
}

void unpack_close(struct unpack *unpack)
{
    if (unpack == NULL)
        return;
    if (unpack->bytes != NULL)
        unpack->packing->end(unpack);
    free(unpack->bytes);
    unpack->bytes = NULL;
    if (unpack->file != NULL)
        fclose(unpack->file);
    unpack->file = NULL;
}

bool unpack_rewind(struct unpack *unpack)
{
    unpack->packing->end(unpack);
    unpack->at = unpack->to = unpack->bytes;
    unpack->left = unpack->member.packed;
    unpack->check = 0;
    unpack->over = unpack->drained = unpack->between = false;
    unpack->fault = NULL;
    if (!unpack->packing->begin(unpack))
        abort();
    return fseeko(unpack->file, (off_t)unpack->member.begin, SEEK_SET) == 0;
}

/* ---- reading ---- */

static void read_more(struct unpack *unpack)
{
    size_t wanted = unpack->left < BUFFER_BYTES ? (size_t)unpack->left : BUFFER_BYTES;
    size_t count = fread(unpack->bytes, 1, wanted, unpack->file);

    unpack->at = unpack->bytes;
    unpack->to = unpack->bytes + count;
    unpack->left -= unpack->left == UINT64_MAX ? 0 : count;
    unpack->drained = count == 0;
    if (ferror(unpack->file))
        unpack->fault = "the disk gave an error";
}

/* Nothing more comes: whether that was the end. */
static void judge_end(struct unpack *unpack)
{
    const struct zip_member *member = &unpack->member;

    if (unpack->fault == NULL && !unpack->over && !unpack->between)
        unpack->fault = damaged;
    if (unpack->fault == NULL && unpack->zip && (member->cut || unpack->check != member->check))
        unpack->fault = damaged;
    unpack->over = true;
}

size_t unpack_read(struct unpack *unpack, unsigned char *to, size_t capacity)
{
    size_t count = 0;

    while (count == 0 && !unpack->over && unpack->fault == NULL) {
        if (unpack->at == unpack->to && !unpack->drained)
            read_more(unpack);
        count = unpack->packing->step(unpack, to, capacity);
        if (count == 0 && unpack->drained)
            break;
    }
    if (unpack->zip)
        unpack->check = (uint32_t)crc32(unpack->check, to, (uInt)count);
    if (count == 0)
        judge_end(unpack);
    return count;
}

const char *unpack_name(const struct unpack *unpack)
{
    return unpack->name;
}

const char *unpack_fault(const struct unpack *unpack)
{
    return unpack->fault;
}

uint64_t unpack_size(const struct unpack *unpack)
{
    return unpack->size;
}

uint64_t unpack_done(const struct unpack *unpack)
{
    off_t at = ftello(unpack->file);

    return at > 0 ? (uint64_t)at : 0;
}
