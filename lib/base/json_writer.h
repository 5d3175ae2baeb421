/* Writing JSON (RFC 8259) into a buffer, piece by piece: the one way in which JSON is written.
 *
 * Commas and colons come by themselves. What is begun is ended by the caller; a member of an
 * object is its name (json_name) and then one value, or both in one (json_member_…). Numbers are
 * written as they are, of 64 bits, and texts in one form only, so that equal values give equal
 * bytes. Nothing is kept beside the buffer: a document of any length costs what it is long, and
 * what was written can be sent while the rest is made.
 */
#ifndef LOREHALL_BASE_JSON_WRITER_H
#define LOREHALL_BASE_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Where the text goes, and whether a comma comes next, which is all that has to be known between
 * two calls. */
struct json_writer {
    struct buffer *to;
    bool comma; /* a value stands before the next one */
};

/* Writes into a new buffer on the arena, with CAPACITY bytes to begin with. */
struct json_writer json_writer_open(struct arena *arena, size_t capacity);

/* Writes behind what the buffer holds; the first value has no comma. */
struct json_writer json_writer_on(struct buffer *buffer);

/* What was written, which lives as long as the arena's content. */
const char *json_written(const struct json_writer *json);

/* Begins and ends an object or a list, as an element, or as the value of the member that was
 * named. */
void json_begin_object(struct json_writer *json);
void json_end_object(struct json_writer *json);
void json_begin_array(struct json_writer *json);
void json_end_array(struct json_writer *json);

/* The name of the member whose value follows. */
void json_name(struct json_writer *json, const char *name);

/* A value: TEXT in valid UTF-8 (NULL: null), its first LENGTH bytes, a number, a number of
 * thousandths as a decimal, null. */
void json_put_text(struct json_writer *json, const char *text);
void json_put_bytes(struct json_writer *json, const char *text, size_t length);
void json_put_i64(struct json_writer *json, int64_t number);
void json_put_u64(struct json_writer *json, uint64_t number);
void json_put_thousandths(struct json_writer *json, int64_t number);
void json_put_null(struct json_writer *json);

/* A member: its name, and its value or what begins it. */
void json_member_object(struct json_writer *json, const char *name);
void json_member_array(struct json_writer *json, const char *name);
void json_member_text(struct json_writer *json, const char *name, const char *text);
void json_member_i64(struct json_writer *json, const char *name, int64_t number);
void json_member_u64(struct json_writer *json, const char *name, uint64_t number);
void json_member_thousandths(struct json_writer *json, const char *name, int64_t number);
void json_member_flag(struct json_writer *json, const char *name, bool flag);
void json_member_raw(struct json_writer *json, const char *name, const char *raw);

#endif
