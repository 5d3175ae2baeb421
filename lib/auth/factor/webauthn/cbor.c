#include "auth/factor/webauthn/cbor.h"

#define INDEFINITE 28 /* from here on the low bits are reserved, or say that an end comes later */
#define OPEN_MAX                                                                                   \
    4096 /* items that may be announced and not have come, however long the source is */

struct cbor_reader cbor_reader_of(struct bytes source)
{
    return (struct cbor_reader){source.data, source.length};
}

static bool read_number(struct cbor_reader *reader, unsigned low, uint64_t *number)
{
    size_t length = low < 24 ? 0 : (size_t)1 << (low - 24);

    if (low >= INDEFINITE || reader->left < length)
        return false;
    *number = low;
    if (length > 0)
        *number = 0;
    for (size_t i = 0; i < length; i++)
        *number = *number << 8 | reader->at[i];
    reader->at += length;
    reader->left -= length;
    return true;
}

bool cbor_next(struct cbor_reader *reader, struct cbor_item *item)
{
    unsigned first;

    if (reader->left == 0)
        return false;
    first = *reader->at++;
    reader->left--;
    *item = (struct cbor_item){.kind = first >> 5};
    if (!read_number(reader, first & 31, &item->number))
        return false;
    switch (item->kind) {
    case CBOR_BYTES:
    case CBOR_TEXT:
        if (item->number > reader->left)
            return false;
        item->bytes = bytes_of(reader->at, (size_t)item->number);
        reader->at += item->number;
        reader->left -= (size_t)item->number;
        return true;
    /* An element takes a byte at least: who announces more has not sent them. */
    case CBOR_ARRAY: return item->number <= reader->left;
    case CBOR_MAP: return item->number <= reader->left / 2;
    case CBOR_TAG: return false;
    default: return true;
    }
}

bool cbor_skip(struct cbor_reader *reader)
{
    uint64_t open = 1;

    for (; open > 0; open--) {
        struct cbor_item item;

        if (!cbor_next(reader, &item))
            return false;
        if (item.kind == CBOR_ARRAY)
            open += item.number;
        if (item.kind == CBOR_MAP)
            open += 2 * item.number;
        if (open > OPEN_MAX)
            return false;
    }
    return true;
}

bool cbor_is_text(const struct cbor_item *item, const char *text)
{
    return item->kind == CBOR_TEXT && item->bytes.length == strlen(text) &&
           memcmp(item->bytes.data, text, item->bytes.length) == 0;
}

bool cbor_integer(const struct cbor_item *item, int64_t *number)
{
    if ((item->kind != CBOR_UNSIGNED && item->kind != CBOR_NEGATIVE) || item->number > INT64_MAX)
        return false;
    *number = item->kind == CBOR_UNSIGNED ? (int64_t)item->number : -1 - (int64_t)item->number;
    return true;
}
