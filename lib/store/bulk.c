/* A prepared statement has a fixed number of question marks, so that many rows are one parameter:
 * JSON, which the server's JSON_TABLE takes apart. An INSERT of as many VALUES lists as there are
 * rows would be a new statement for each number of rows, and text put together here, which this
 * code base has nowhere. */
#include "store/bulk.h"

#include <string.h>

struct bulk bulk_open(struct arena *arena, size_t capacity)
{
    struct bulk bulk = {.json = json_writer_open(arena, capacity)};

    json_begin_array(&bulk.json);
    return bulk;
}

void bulk_empty(struct bulk *bulk)
{
    bulk->json.to->length = 0;
    bulk->json.comma = false;
    bulk->rows = 0;
    json_begin_array(&bulk->json);
}

void bulk_row(struct bulk *bulk)
{
    if (bulk->rows++ > 0)
        json_end_array(&bulk->json);
    json_begin_array(&bulk->json);
}

void bulk_text(struct bulk *bulk, const char *text)
{
    json_put_text(&bulk->json, text);
}

void bulk_number(struct bulk *bulk, int64_t number)
{
    json_put_i64(&bulk->json, number);
}

void bulk_u64(struct bulk *bulk, uint64_t number)
{
    json_put_u64(&bulk->json, number);
}

void bulk_id(struct bulk *bulk, uint64_t id)
{
    if (id == 0)
        json_put_null(&bulk->json);
    else
        json_put_u64(&bulk->json, id);
}

/* JSON_TABLE goes through its document over and over, whatever it has to unescape there. By
 * position and length SUBSTRING takes a text out of one string that is sent as it is. */
void bulk_piece(struct bulk *bulk, struct buffer *pile, const char *text)
{
    size_t length = strlen(text);

    bulk_u64(bulk, pile->length + 1);
    bulk_u64(bulk, length);
    buffer_put(pile, text, length);
}

size_t bulk_length(const struct bulk *bulk)
{
    return bulk->json.to->length;
}

const char *bulk_end(struct bulk *bulk)
{
    if (bulk->rows > 0)
        json_end_array(&bulk->json);
    json_end_array(&bulk->json);
    return json_written(&bulk->json);
}
