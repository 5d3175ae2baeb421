/* Request-scoped memory: allocations live until the arena is reset and are never freed singly.
 *
 * Every function that allocates aborts the process when memory is out: the pool replaces the
 * worker, and no caller needs a failure path that could never be tested.
 */
#ifndef LOREHALL_BASE_ARENA_H
#define LOREHALL_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* Makes an arena that takes memory from the system in chunks of CHUNK bytes or more. */
struct arena *arena_open(size_t chunk);

/* Frees the arena and everything allocated in it. NULL is allowed. */
void arena_close(struct arena *arena);

/* Forgets all allocations; keeps one chunk so that the next request allocates nothing. */
void arena_reset(struct arena *arena);

/* SIZE bytes, aligned for any type, zeroed. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same, holding anything: for bytes that are all written at once. */
void *arena_alloc_uninitialized(struct arena *arena, size_t size);

/* A copy of LENGTH bytes with a NUL behind it (not counted). */
char *arena_copy(struct arena *arena, const void *bytes, size_t length);

/* A copy of a string; NULL stays NULL. */
char *arena_string(struct arena *arena, const char *string);

/* A formatted string, as by sprintf(3). Not for HTML or SQL. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same with a va_list. */
char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Bytes allocated since the last reset. */
size_t arena_used(const struct arena *arena);

#endif
