/* Values of a row, made UTF-8. Old servers declare latin1 and hold UTF-8, or the other way round;
 * so what is declared is only believed as far as the bytes bear it out, and else the table's own
 * encoding is tried. latin1 is Windows-1252, as it is to MariaDB. */
#include <string.h>
#include <strings.h>

#include "base/text/text.h"
#include "import/source/internal.h"

/* What Windows-1252 has at 0x80 to 0x9F; 0 where nothing is (MariaDB's latin1 maps those to the
 * control characters, which no page shows). */
static const unsigned short windows[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

bool source_encoding_named(const char *name, enum source_encoding *encoding)
{
    if (strncasecmp(name, "utf8", 4) == 0 || strcasecmp(name, "ascii") == 0 ||
        strcasecmp(name, "utf-8") == 0)
        *encoding = SOURCE_UTF8;
    else if (strcasecmp(name, "latin1") == 0)
        *encoding = SOURCE_LATIN1;
    else
        return false;
    return true;
}

static void open_cells(struct source_cells *cells)
{
    struct arena *own = arena_open(65536);

    *cells = (struct source_cells){.own = own, .bytes = buffer_open(own, 4096)};
    cells->starts = arena_alloc(own, SOURCE_COLUMNS_MAX * sizeof *cells->starts);
    cells->lengths = arena_alloc(own, 2 * SOURCE_COLUMNS_MAX * sizeof *cells->lengths);
    cells->null = arena_alloc(own, SOURCE_COLUMNS_MAX * sizeof *cells->null);
    cells->values = arena_alloc(own, 2 * SOURCE_COLUMNS_MAX * sizeof *cells->values);
}

void source_cells_begin(struct source_cells *cells)
{
    if (cells->own == NULL)
        open_cells(cells);
    cells->bytes.length = 0;
    cells->count = 0;
}

void source_cells_rest(struct source_cells *cells)
{
    arena_close(cells->own);
    *cells = (struct source_cells){0};
}

/* Eight bytes at a time: nearly all values are ASCII, and end here. A value is looked at byte by
 * byte only where it has others. */
static bool plain(const char *bytes, size_t length)
{
    uint64_t eight;

    for (; length >= sizeof eight; bytes += sizeof eight, length -= sizeof eight) {
        memcpy(&eight, bytes, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0)
            return false;
    }
    while (length > 0)
        if ((bytes[--length] & 0x80) != 0)
            return false;
    return true;
}

static void put_character(struct buffer *to, unsigned character)
{
    if (character >= 0x800) {
        buffer_byte(to, (char)(0xE0 | character >> 12));
        buffer_byte(to, (char)(0x80 | (character >> 6 & 0x3F)));
    } else {
        buffer_byte(to, (char)(0xC0 | character >> 6));
    }
    buffer_byte(to, (char)(0x80 | (character & 0x3F)));
}

/* Turns the bytes from START on from Windows-1252 to UTF-8. */
static void from_latin1(struct buffer *bytes, size_t start)
{
    struct arena *own = arena_open(4096);
    size_t length = bytes->length - start;
    const unsigned char *old = (unsigned char *)arena_copy(own, bytes->data + start, length);

    bytes->length = start;
    for (size_t i = 0; i < length; i++) {
        unsigned character = old[i];

        if (character >= 0x80 && character < 0xA0)
            character = windows[character - 0x80] != 0 ? windows[character - 0x80] : 0xFFFD;
        if (character < 0x80)
            buffer_byte(bytes, (char)character);
        else
            put_character(bytes, character);
    }
    arena_close(own);
}

/* How long the character is that begins LEFT bytes; 0 when they begin none (RFC 3629). */
static size_t character_length(const unsigned char *bytes, size_t left)
{
    unsigned char first = bytes[0];
    size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;

    if ((first >= 0x80 && first < 0xC2) || first > 0xF4 || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    if ((first == 0xE0 && bytes[1] < 0xA0) || (first == 0xED && bytes[1] > 0x9F) ||
        (first == 0xF0 && bytes[1] < 0x90) || (first == 0xF4 && bytes[1] > 0x8F))
        return 0;
    return length;
}

static bool is_utf8(const struct buffer *bytes, size_t start)
{
    size_t at = start, step;

    for (; at < bytes->length; at += step) {
        step = character_length((const unsigned char *)bytes->data + at, bytes->length - at);
        if (step == 0)
            return false;
    }
    return true;
}

/* Drops NUL bytes, which no text has: each would end it for whoever reads on. */
static void drop_nuls(struct buffer *bytes, size_t start)
{
    size_t to = start;

    if (memchr(bytes->data + start, '\0', bytes->length - start) == NULL)
        return;
    for (size_t from = start; from < bytes->length; from++)
        if (bytes->data[from] != '\0')
            bytes->data[to++] = bytes->data[from];
    bytes->length = to;
}

void source_cells_text(struct source_cells *cells, size_t start, enum source_encoding encoding,
                       enum source_encoding fallback)
{
    struct buffer *bytes = &cells->bytes;
    bool high;

    drop_nuls(bytes, start);
    high = !plain(bytes->data + start, bytes->length - start);
    if (high && encoding == SOURCE_UTF8 && !is_utf8(bytes, start)) {
        if (fallback == SOURCE_UTF8) {
            struct arena *own = arena_open(4096);
            const char *shown = text_showable(own, bytes->data + start, bytes->length - start);

            bytes->length = start;
            buffer_text(bytes, shown);
            arena_close(own);
        }
        encoding = fallback;
    }
    if (high && encoding == SOURCE_LATIN1)
        from_latin1(bytes, start);
    cells->starts[cells->count] = start;
    cells->lengths[cells->count] = bytes->length - start;
    cells->null[cells->count++] = false;
    buffer_byte(bytes, '\0');
}

/* BIT columns come as bytes, the highest first; expressions compute with numbers. */
void source_cells_bits(struct source_cells *cells, size_t start)
{
    struct buffer *bytes = &cells->bytes;
    uint64_t number = 0;

    for (size_t i = start; i < bytes->length; i++)
        number = number << 8 | (unsigned char)bytes->data[i];
    bytes->length = start;
    buffer_format(bytes, "%llu", (unsigned long long)number);
}

void source_cells_null(struct source_cells *cells)
{
    cells->starts[cells->count] = 0;
    cells->lengths[cells->count] = 0;
    cells->null[cells->count++] = true;
}

/* Pointers are set when the row is whole: before, the buffer may have moved with each value. */
void source_cells_end(struct source_cells *cells)
{
    for (size_t i = 0; i < cells->count; i++)
        cells->values[i] = cells->null[i] ? NULL : cells->bytes.data + cells->starts[i];
}
