#include "catalogue/snapshot.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/text.h"

_Static_assert(sizeof(struct image_header) % 8 == 0, "the tables behind it must be aligned");

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

/* ---- what it is of ---- */

static uint64_t hash_number(uint64_t number, uint64_t seed)
{
    char text[2] = {0};

    for (size_t i = 0; i < 16; i++, number >>= 4) {
        text[0] = (char)('a' + (number & 15));
        seed = text_hash(text, seed);
    }
    return seed;
}

uint64_t image_declaration(const struct game *game)
{
    uint64_t hash = text_hash(game->name, 0);

    for (size_t k = 0; k < game->kind_count; k++) {
        const struct kind *kind = &game->kinds[k];

        hash = hash_number(kind->field_count, text_hash(kind->name, hash));
        if (kind->note_relation != NULL)
            hash = text_hash(kind->note_relation->name, hash);
        for (size_t f = 0; f < kind->field_count; f++) {
            const struct field *field = &kind->fields[f];

            hash = text_hash(field->name, hash);
            hash =
                hash_number((uint64_t)field->type << 8 | field->decimals << 1 | field->zero, hash);
        }
    }
    return hash;
}

/* ---- checking ---- */

/* Whether COUNT things of SIZE bytes lie at OFFSET, aligned, within the image. */
static bool lies_within(const struct image *image, uint64_t offset, uint64_t count, uint64_t size)
{
    return offset % 64 == 0 && offset <= image->length && count <= (image->length - offset) / size;
}

static size_t table_size(const struct image_header *header)
{
    return header->kinds * sizeof(struct image_kind_line) +
           header->columns * sizeof(struct image_column_line);
}

uint64_t image_checksum(const struct image_header *header)
{
    const uint8_t *bytes = (const uint8_t *)header;
    size_t from = offsetof(struct image_header, layout), to = sizeof *header + table_size(header);
    uint64_t sum = UINT64_C(0xCBF29CE484222325);

    for (size_t i = from; i < to; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(0x100000001B3);
    return sum;
}

static size_t columns_of(const struct game *game)
{
    size_t columns = IMAGE_OWN;

    for (size_t k = 0; k < game->kind_count; k++)
        columns += game->kinds[k].field_count;
    return columns;
}

static bool header_valid(const struct image *image, const struct game *game)
{
    const struct image_header *header = image->header;

    return image->length >= sizeof *header && memcmp(header->magic, IMAGE_MAGIC, 8) == 0 &&
           header->layout == IMAGE_LAYOUT && header->length == image->length &&
           header->origin.declaration == image_declaration(game) &&
           header->kinds == game->kind_count && header->columns == columns_of(game) &&
           table_size(header) <= image->length - sizeof *header &&
           header->checksum == image_checksum(header) && header->rows % BLOCK_ROWS == 0 &&
           header->rows <= UINT32_MAX && lies_within(image, header->heap, header->heap_size, 1) &&
           header->heap_size > 0 && image->bytes[header->heap + header->heap_size - 1] == '\0' &&
           lies_within(image, header->order, header->entries, sizeof(uint32_t)) &&
           lies_within(image, header->starts, NAME_TRIGRAMS + 1, sizeof(uint32_t)) &&
           lies_within(image, header->lists, header->list_count, sizeof(uint32_t));
}

/* A column of ROWS rows, which are whole blocks. */
static bool column_open(const struct image *image, const struct image_column_line *line,
                        uint64_t rows, struct column *column)
{
    if (line->width != 1 && line->width != 2 && line->width != 4 && line->width != 8)
        return false;
    if (!lies_within(image, line->offset, rows, line->width))
        return false;
    *column = (struct column){image->bytes + line->offset, (unsigned)line->width, line->base};
    return true;
}

static bool field_open(const struct image *image, const struct image_column_line *line,
                       uint64_t rows, const struct field *declared, struct image_field *field)
{
    if (!column_open(image, line, rows, &field->column))
        return false;
    if (line->present != 0) {
        if (!lies_within(image, line->present, rows / 64, sizeof(uint64_t)))
            return false;
        field->present = (const void *)(image->bytes + line->present);
    }
    if ((declared->type == FIELD_MASK || declared->type == FIELD_TEXT) && line->base != 0)
        return false;
    if (declared->type == FIELD_TEXT && line->text_count > 0) {
        if (!lies_within(image, line->texts, line->text_count, 2 * sizeof(uint32_t)))
            return false;
        field->texts = (const void *)(image->bytes + line->texts);
        field->text_count = line->text_count;
    }
    return true;
}

/* The kinds' rows follow each other from 0 on, each kind's at a whole block. */
static bool kinds_open(struct image *image, const struct game *game)
{
    const struct image_kind_line *line = (const void *)(image->header + 1);
    const struct image_column_line *columns = (const void *)(line + image->header->kinds);
    uint64_t next = 0;

    columns += IMAGE_OWN;
    for (size_t k = 0; k < game->kind_count; k++, line++) {
        struct image_kind *kind = &image->kinds[k];

        if (line->first != next || line->rows > image->header->rows - next)
            return false;
        kind->first = line->first;
        kind->rows = line->rows;
        kind->blocks = (line->rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
        next += kind->blocks * BLOCK_ROWS;
        kind->fields = must(calloc(game->kinds[k].field_count + 1, sizeof *kind->fields));
        for (size_t f = 0; f < game->kinds[k].field_count; f++)
            if (!field_open(image, columns++, kind->blocks * BLOCK_ROWS, &game->kinds[k].fields[f],
                            &kind->fields[f]))
                return false;
    }
    return next == image->header->rows;
}

static bool own_open(struct image *image)
{
    const struct image_header *header = image->header;
    const struct image_kind_line *kinds = (const void *)(header + 1);
    const struct image_column_line *lines = (const void *)(kinds + header->kinds);

    for (size_t i = 0; i < IMAGE_OWN; i++)
        if (!column_open(image, &lines[i], header->rows, &image->own[i]))
            return false;
    image->heap = (const char *)image->bytes + header->heap;
    image->order = (const void *)(image->bytes + header->order);
    image->names = (struct names){
        .heap = image->heap,
        .heap_size = header->heap_size,
        .folded = image->own[IMAGE_FOLDED],
        .rows = image->rows,
        .starts = (const void *)(image->bytes + header->starts),
        .lists = (const void *)(image->bytes + header->lists),
    };
    return names_valid(&image->names, header->list_count);
}

/* ---- opening ---- */

/* Marks the rows that there are, and those that everybody sees. */
static void mark_rows(struct image *image)
{
    size_t words = image->rows / 64 + 1;

    image->living = must(calloc(words, sizeof *image->living));
    image->shown = must(calloc(words, sizeof *image->shown));
    for (size_t k = 0; k < image->kind_count; k++) {
        const struct image_kind *kind = &image->kinds[k];

        for (size_t row = kind->first; row < kind->first + kind->rows; row++) {
            uint64_t bit = (uint64_t)1 << row % 64;

            image->living[row / 64] |= bit;
            if (column_stored(&image->own[IMAGE_FLAGS], row) == 0)
                image->shown[row / 64] |= bit;
        }
    }
}

static void forget(struct image *image)
{
    for (size_t k = 0; k < image->kind_count; k++)
        free(image->kinds[k].fields);
    free(image->kinds);
    free(image->living);
    free(image->shown);
    free(image);
}

struct image *image_open(const void *bytes, size_t length, bool mapped, const struct game *game)
{
    struct image *image = must(calloc(1, sizeof *image));

    image->bytes = bytes;
    image->length = length;
    image->mapped = mapped;
    image->header = bytes;
    image->kind_count = game->kind_count;
    image->kinds = must(calloc(game->kind_count + 1, sizeof *image->kinds));
    if (header_valid(image, game)) {
        image->rows = image->header->rows;
        if (kinds_open(image, game) && own_open(image)) {
            mark_rows(image);
            return image;
        }
    }
    forget(image);
    return NULL;
}

void image_close(struct image *image)
{
    if (image == NULL)
        return;
    if (image->mapped)
        munmap((void *)(uintptr_t)image->bytes, image->length);
    else
        free((void *)(uintptr_t)image->bytes);
    forget(image);
}

/* ---- reading ---- */

bool image_find(const struct image *image, const struct image_kind *kind, uint64_t id, size_t hint,
                size_t *row)
{
    const struct column *ids = &image->own[IMAGE_ID];
    size_t low = hint, high = hint, step = 1;

    while (high < kind->rows && (uint64_t)column_value(ids, kind->first + high) < id) {
        low = high + 1;
        high += step;
        step *= 2;
    }
    if (high > kind->rows)
        high = kind->rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if ((uint64_t)column_value(ids, kind->first + middle) < id)
            low = middle + 1;
        else
            high = middle;
    }
    *row = low;
    return low < kind->rows && (uint64_t)column_value(ids, kind->first + low) == id;
}

void image_strike(struct image *image, size_t row)
{
    uint64_t bit = (uint64_t)1 << row % 64;

    image->living[row / 64] &= ~bit;
    image->shown[row / 64] &= ~bit;
}

const char *image_text(const struct image *image, uint64_t offset)
{
    return offset < image->header->heap_size ? image->heap + offset : "";
}

const char *image_value_text(const struct image *image, const struct image_field *field,
                             uint64_t code, bool folded)
{
    return code > 0 && code <= field->text_count
               ? image_text(image, field->texts[2 * (code - 1) + folded])
               : "";
}

struct value image_value(const struct image *image, const struct kind *kind, size_t field,
                         size_t row)
{
    const struct image_field *from = &image->kinds[kind->index].fields[field];
    struct value value = {.number = column_value(&from->column, row)};

    value.set = from->present != NULL ? from->present[row / 64] >> row % 64 & 1 : value.number != 0;
    if (kind->fields[field].type == FIELD_TEXT) {
        value.text = value.set ? image_value_text(image, from, (uint64_t)value.number, false)
                               : NULL;
        value.number = 0;
    }
    return value;
}

void image_entry(const struct image *image, struct arena *arena, const struct kind *kind,
                 size_t row, struct entry *entry)
{
    size_t at = image->kinds[kind->index].first + row;
    uint64_t flags = column_stored(&image->own[IMAGE_FLAGS], at);

    *entry = (struct entry){
        .id = (uint64_t)column_value(&image->own[IMAGE_ID], at),
        .noted = (uint64_t)column_value(&image->own[IMAGE_NOTED], at),
        .kind = kind,
        .external_id = arena_string(
            arena, image_text(image, (uint64_t)column_value(&image->own[IMAGE_EXTERNAL], at))),
        .name =
            arena_string(arena,
                         image_text(image, (uint64_t)column_value(&image->own[IMAGE_NAME], at))),
        .state = flags & IMAGE_VANISHED ? ENTRY_VANISHED : ENTRY_CURRENT,
        .hidden = flags & IMAGE_HIDDEN,
        .values = arena_room(arena, (kind->field_count + 1) * sizeof *entry->values),
        .revision = (uint64_t)column_value(&image->own[IMAGE_REVISION], at),
        .created = column_value(&image->own[IMAGE_CREATED], at),
        .changed = column_value(&image->own[IMAGE_CHANGED], at),
    };
    for (size_t f = 0; f < kind->field_count; f++) {
        entry->values[f] = image_value(image, kind, f, row);
        entry->values[f].text = arena_string(arena, entry->values[f].text);
    }
}
