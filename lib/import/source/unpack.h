/* The bytes of a file, unpacked: plain, gzip, xz, zstd, or one file of a zip. What it is its first
 * bytes tell. It streams: however much comes out, memory is bounded. */
#ifndef LOREHALL_IMPORT_SOURCE_UNPACK_H
#define LOREHALL_IMPORT_SOURCE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct unpack;

/* Opens PATH. NULL, with *ERROR on ARENA. */
struct unpack *unpack_open(struct arena *arena, const char *path, const char **error);

/* Frees it. NULL is allowed. */
void unpack_close(struct unpack *unpack);

/* PATH without its folders, and without .gz, .xz, .zst or .zip. */
const char *unpack_plain_name(struct arena *arena, const char *path);

/* The name that tells what the file holds: its own, without its folders and what tells its
 * packing; of a zip that of the file within, without its folders. */
const char *unpack_name(const struct unpack *unpack);

/* Goes back to the beginning. False: it cannot. */
bool unpack_rewind(struct unpack *unpack);

/* Puts up to CAPACITY bytes to TO. How many; 0 at the end, and where it cannot be read on: all
 * that could be unpacked came before. */
size_t unpack_read(struct unpack *unpack, unsigned char *to, size_t capacity);

/* Why it cannot be read on: "it was cut or damaged"; NULL while it can. */
const char *unpack_fault(const struct unpack *unpack);

/* Bytes of the file itself, and how many of them were read. */
uint64_t unpack_size(const struct unpack *unpack);
uint64_t unpack_done(const struct unpack *unpack);

#endif
