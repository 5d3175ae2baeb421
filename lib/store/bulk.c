#include "store/bulk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct bulk bulk_open(struct arena *arena, size_t capacity)
{
    struct bulk bulk = {.text = buffer_open(arena, capacity)};

    buffer_byte(&bulk.text, '[');
    return bulk;
}

void bulk_row(struct bulk *bulk)
{
    buffer_text(&bulk->text, bulk->rows++ > 0 ? "],[" : "[");
}

/* A comma, unless the value that follows is its row's first. */
static void separate(struct bulk *bulk)
{
    if (bulk->text.data[bulk->text.length - 1] != '[')
        buffer_byte(&bulk->text, ',');
}

void bulk_text(struct bulk *bulk, const char *text)
{
    separate(bulk);
    if (text == NULL)
        buffer_text(&bulk->text, "null");
    else
        buffer_json(&bulk->text, text);
}

void bulk_number(struct bulk *bulk, int64_t number)
{
    char digits[24];

    separate(bulk);
    snprintf(digits, sizeof digits, "%" PRId64, number);
    buffer_text(&bulk->text, digits);
}

void bulk_id(struct bulk *bulk, uint64_t id)
{
    if (id == 0)
        bulk_text(bulk, NULL);
    else
        bulk_number(bulk, (int64_t)id);
}

void bulk_piece(struct bulk *bulk, struct buffer *pile, const char *text)
{
    size_t length = strlen(text);

    bulk_number(bulk, (int64_t)pile->length + 1);
    bulk_number(bulk, (int64_t)length);
    buffer_put(pile, text, length);
}

const char *bulk_end(struct bulk *bulk)
{
    buffer_text(&bulk->text, bulk->rows > 0 ? "]]" : "]");
    return bulk->text.data;
}
