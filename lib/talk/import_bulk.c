#include "talk/import_bulk.h"

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

/* The escape of a byte that cannot stand in a JSON text as it is (RFC 8259, 7), or NULL. */
static const char *escape_of(unsigned char byte, char room[8])
{
    if (byte == '"')
        return "\\\"";
    if (byte == '\\')
        return "\\\\";
    if (byte == '\n')
        return "\\n";
    if (byte >= 0x20)
        return NULL;
    snprintf(room, 8, "\\u%04x", byte);
    return room;
}

void bulk_text(struct bulk *bulk, const char *text)
{
    const char *plain = text;
    char room[8];

    separate(bulk);
    if (text == NULL) {
        buffer_text(&bulk->text, "null");
        return;
    }
    buffer_byte(&bulk->text, '"');
    for (; *text != '\0'; text++) {
        const char *escape = escape_of((unsigned char)*text, room);

        if (escape == NULL)
            continue;
        buffer_put(&bulk->text, plain, (size_t)(text - plain));
        buffer_text(&bulk->text, escape);
        plain = text + 1;
    }
    buffer_put(&bulk->text, plain, (size_t)(text - plain));
    buffer_byte(&bulk->text, '"');
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
