/* A growing byte string on an arena. */
#ifndef LOREHALL_BASE_BUFFER_H
#define LOREHALL_BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct buffer {
    struct arena *arena;
    char *data; /* always NUL-terminated once anything was put */
    size_t length;
    size_t capacity;
};

/* An empty buffer with room for CAPACITY bytes. */
struct buffer buffer_open(struct arena *arena, size_t capacity);

/* Appends LENGTH bytes. */
void buffer_put(struct buffer *buffer, const void *bytes, size_t length);

/* Appends a string. */
void buffer_text(struct buffer *buffer, const char *text);

/* Appends one byte. */
void buffer_byte(struct buffer *buffer, char byte);

/* Appends as printf(3) does. Not for HTML or SQL. */
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends TEXT percent-encoded as a URL component (RFC 3986: all but unreserved characters). */
void buffer_url(struct buffer *buffer, const char *text);

/* Appends a number of thousandths as a decimal: 1500 is 1.5. */
void buffer_thousandths(struct buffer *buffer, int64_t number);

#endif
