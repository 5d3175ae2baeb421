#include "base/json_writer.h"

#include <string.h>

/* Whether a comma comes next is all that the writer has to know, and one bit tells it: it is not
 * so where something has just begun or a name stands, and so behind any value, an ended list or
 * object among them. So there is no stack, and no depth that could be too deep. */

struct json_writer json_writer_on(struct buffer *buffer)
{
    return (struct json_writer){.to = buffer};
}

struct json_writer json_writer_open(struct arena *arena, size_t capacity)
{
    struct buffer *buffer = arena_alloc(arena, sizeof *buffer);

    *buffer = buffer_open(arena, capacity);
    return json_writer_on(buffer);
}

const char *json_written(const struct json_writer *json)
{
    return json->to->data;
}

/* Begins a value, or a name. */
static void separate(struct json_writer *json)
{
    if (json->comma)
        buffer_byte(json->to, ',');
    json->comma = true;
}

static void open_bracket(struct json_writer *json, char bracket)
{
    separate(json);
    buffer_byte(json->to, bracket);
    json->comma = false;
}

static void close_bracket(struct json_writer *json, char bracket)
{
    buffer_byte(json->to, bracket);
    json->comma = true;
}

void json_begin_object(struct json_writer *json)
{
    open_bracket(json, '{');
}

void json_end_object(struct json_writer *json)
{
    close_bracket(json, '}');
}

void json_begin_array(struct json_writer *json)
{
    open_bracket(json, '[');
}

void json_end_array(struct json_writer *json)
{
    close_bracket(json, ']');
}

void json_name(struct json_writer *json, const char *name)
{
    json_put_text(json, name);
    buffer_byte(json->to, ':');
    json->comma = false;
}

/* ---- values ---- */

/* "\n" has a letter of its own, since texts are full of it; other controls are rare. */
static void put_escaped(struct buffer *to, char byte)
{
    static const char hex[] = "0123456789ABCDEF";

    if (byte == '"' || byte == '\\')
        buffer_put(to, (char[]){'\\', byte}, 2);
    else if (byte == '\n')
        buffer_text(to, "\\n");
    else
        buffer_put(to, (char[]){'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]}, 6);
}

void json_put_bytes(struct json_writer *json, const char *text, size_t length)
{
    const char *end_of_text = text + length;

    separate(json);
    buffer_byte(json->to, '"');
    while (text < end_of_text) {
        const char *plain = text;

        while (plain < end_of_text && (unsigned char)*plain >= ' ' && *plain != '"' &&
               *plain != '\\')
            plain++;
        buffer_put(json->to, text, (size_t)(plain - text));
        if (plain < end_of_text)
            put_escaped(json->to, *plain++);
        text = plain;
    }
    buffer_byte(json->to, '"');
}

void json_put_text(struct json_writer *json, const char *text)
{
    if (text == NULL)
        json_put_null(json);
    else
        json_put_bytes(json, text, strlen(text));
}

void json_put_u64(struct json_writer *json, uint64_t number)
{
    char digits[20];
    size_t first = sizeof digits;

    separate(json);
    do
        digits[--first] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    buffer_put(json->to, digits + first, sizeof digits - first);
}

void json_put_i64(struct json_writer *json, int64_t number)
{
    if (number >= 0) {
        json_put_u64(json, (uint64_t)number);
        return;
    }
    separate(json);
    buffer_byte(json->to, '-');
    json->comma = false;
    json_put_u64(json, 0 - (uint64_t)number);
}

void json_put_thousandths(struct json_writer *json, int64_t number)
{
    separate(json);
    buffer_thousandths(json->to, number);
}

static void json_put_raw(struct json_writer *json, const char *raw)
{
    separate(json);
    buffer_text(json->to, raw);
}

static void json_put_flag(struct json_writer *json, bool flag)
{
    json_put_raw(json, flag ? "true" : "false");
}

void json_put_null(struct json_writer *json)
{
    json_put_raw(json, "null");
}

/* ---- members ---- */

void json_member_object(struct json_writer *json, const char *name)
{
    json_name(json, name);
    json_begin_object(json);
}

void json_member_array(struct json_writer *json, const char *name)
{
    json_name(json, name);
    json_begin_array(json);
}

void json_member_text(struct json_writer *json, const char *name, const char *text)
{
    json_name(json, name);
    json_put_text(json, text);
}

void json_member_i64(struct json_writer *json, const char *name, int64_t number)
{
    json_name(json, name);
    json_put_i64(json, number);
}

void json_member_u64(struct json_writer *json, const char *name, uint64_t number)
{
    json_name(json, name);
    json_put_u64(json, number);
}

void json_member_thousandths(struct json_writer *json, const char *name, int64_t number)
{
    json_name(json, name);
    json_put_thousandths(json, number);
}

void json_member_flag(struct json_writer *json, const char *name, bool flag)
{
    json_name(json, name);
    json_put_flag(json, flag);
}

void json_member_raw(struct json_writer *json, const char *name, const char *raw)
{
    json_name(json, name);
    json_put_raw(json, raw);
}
