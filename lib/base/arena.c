/* A bump allocator: a pointer that moves on in a chunk. A request makes thousands of small texts
 * whose ends are all the same; freeing each would be the dearest part of many of them, and
 * forgetting one is the leak that is found last.
 *
 * One chunk is kept over resets, so that a process that serves requests settles at the memory of
 * its usual one; what a large answer took besides goes back to the system at once. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct chunk {
    struct chunk *next;
    size_t size;
    size_t used;
    _Alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct chunk *chunks; /* newest first; the last one is kept by arena_reset */
    size_t chunk_size;
    size_t used;
};

static struct chunk *chunk_open(size_t size, struct chunk *next)
{
    struct chunk *chunk;

    if (size > SIZE_MAX - sizeof *chunk)
        abort();
    chunk = malloc(sizeof *chunk + size);
    if (chunk == NULL)
        abort();
    chunk->next = next;
    chunk->size = size;
    chunk->used = 0;
    return chunk;
}

struct arena *arena_open(size_t chunk)
{
    struct arena *arena = malloc(sizeof *arena);

    if (arena == NULL)
        abort();
    arena->chunk_size = chunk;
    arena->used = 0;
    arena->chunks = chunk_open(chunk, NULL);
    return arena;
}

/* Frees all chunks but the first one made, which is the last of the list. */
static void keep_one(struct arena *arena)
{
    while (arena->chunks->next != NULL) {
        struct chunk *gone = arena->chunks;

        arena->chunks = gone->next;
        free(gone);
    }
}

void arena_close(struct arena *arena)
{
    if (arena == NULL)
        return;
    keep_one(arena);
    free(arena->chunks);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    keep_one(arena);
    arena->chunks->used = 0;
    arena->used = 0;
}

/* What is left of a chunk that something did not fit into is given up: looking for holes would
 * cost more than they are worth. */
void *arena_alloc_uninitialized(struct arena *arena, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    struct chunk *chunk = arena->chunks;
    void *memory;

    if (size > SIZE_MAX / 2)
        abort();
    size = (size + align - 1) / align * align;
    if (size > chunk->size - chunk->used) {
        size_t wanted = size > arena->chunk_size ? size : arena->chunk_size;

        chunk = arena->chunks = chunk_open(wanted, chunk);
    }
    memory = chunk->data + chunk->used;
    chunk->used += size;
    arena->used += size;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_alloc_uninitialized(arena, size), 0, size);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t length)
{
    char *copy;

    if (length == SIZE_MAX)
        abort();
    copy = arena_alloc_uninitialized(arena, length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_string(struct arena *arena, const char *string)
{
    return string == NULL ? NULL : arena_copy(arena, string, strlen(string));
}

char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
{
    char small[256]; /* most are; they are formatted once */
    va_list again;
    char *text;
    int length;

    va_copy(again, arguments);
    length = vsnprintf(small, sizeof small, format, again);
    va_end(again);
    if (length < 0)
        abort();
    if ((size_t)length < sizeof small)
        return arena_copy(arena, small, (size_t)length);
    text = arena_alloc_uninitialized(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = arena_vformat(arena, format, arguments);
    va_end(arguments);
    return text;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
