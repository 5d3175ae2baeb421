#include "base/buffer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct buffer buffer_open(struct arena *arena, size_t capacity)
{
    struct buffer buffer = {.arena = arena, .capacity = capacity + 1};

    buffer.data = arena_alloc_uninitialized(arena, buffer.capacity);
    buffer.data[0] = '\0';
    return buffer;
}

/* Doubles. The old bytes stay on the arena: all copies together are as long as the last, which
 * the request pays for once. */
static void reserve(struct buffer *buffer, size_t more)
{
    size_t wanted;
    char *data;

    if (more > SIZE_MAX / 4 || buffer->length > SIZE_MAX / 4)
        abort();
    if (buffer->length + more + 1 <= buffer->capacity)
        return;
    wanted = buffer->capacity * 2;
    if (wanted < buffer->length + more + 1)
        wanted = buffer->length + more + 1;
    data = arena_alloc_uninitialized(buffer->arena, wanted);
    memcpy(data, buffer->data, buffer->length + 1);
    buffer->data = data;
    buffer->capacity = wanted;
}

void buffer_put(struct buffer *buffer, const void *bytes, size_t length)
{
    if (length == 0)
        return;
    reserve(buffer, length);
    memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_put(buffer, text, strlen(text));
}

void buffer_byte(struct buffer *buffer, char byte)
{
    buffer_put(buffer, &byte, 1);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    buffer_text(buffer, arena_vformat(buffer->arena, format, arguments));
    va_end(arguments);
}

void buffer_url(struct buffer *buffer, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (const char *c = text; *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;

        if (strchr(plain, *c) != NULL)
            buffer_byte(buffer, *c);
        else
            buffer_put(buffer, (char[]){'%', hex[byte >> 4], hex[byte & 15]}, 3);
    }
}

void buffer_thousandths(struct buffer *buffer, int64_t number)
{
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    unsigned part = (unsigned)(size % 1000);

    buffer_format(buffer, "%s%" PRIu64, number < 0 ? "-" : "", size / 1000);
    if (part == 0)
        return;
    buffer_format(buffer, ".%03u", part);
    while (buffer->data[buffer->length - 1] == '0')
        buffer->data[--buffer->length] = '\0';
}
