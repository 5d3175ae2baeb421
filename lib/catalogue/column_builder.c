/* Columns while their values come, whose range is not known before the last one.
 *
 * Reading all entries first would need them all in memory, or a second read of the database.
 * Instead a column starts at one byte a row and is copied to the next width when a value does not
 * fit, a few times at most. The last step shifts it by its least value, so that years or ids from
 * 100,000 on become narrow too. Width is what a pass costs: a filter takes 18 µs over 100,000
 * rows of one byte and 113 of eight (bench/README.md, "loops"). */
#include "catalogue/column_builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text/text.h"

/* ---- columns ---- */

static void store_cell(uint8_t *out, unsigned width, size_t row, uint64_t number)
{
    switch (width) {
    case 1: out[row] = (uint8_t)number; break;
    case 2: ((uint16_t *)(void *)out)[row] = (uint16_t)number; break;
    case 4: ((uint32_t *)(void *)out)[row] = (uint32_t)number; break;
    default: ((uint64_t *)(void *)out)[row] = number; break;
    }
}

int64_t column_builder_value(const struct column_builder *builder, size_t row)
{
    const struct column column = {builder->bytes, builder->width, builder->base};

    return row < builder->capacity ? column_value(&column, row) : 0;
}

/* Fills the rows FROM to the end with 0. Rows that are not put have the value 0, which with a
 * base is another number in the cells. */
static void clear_cells(struct column_builder *builder, size_t from)
{
    if (builder->base == 0)
        memset(builder->bytes + from * builder->width, 0,
               (builder->capacity - from) * builder->width);
    else
        for (size_t row = from; row < builder->capacity; row++)
            store_cell(builder->bytes, builder->width, row, (uint64_t)0 - (uint64_t)builder->base);
}

/* By whole blocks, so that the loops of scan.h need no tail. */
static void grow_cells(struct column_builder *builder, size_t row)
{
    size_t before = builder->capacity;

    if (builder->width == 0)
        builder->width = 1;
    while (builder->capacity <= row)
        builder->capacity = builder->capacity == 0 ? BLOCK_ROWS : builder->capacity * 2;
    builder->bytes = memory_checked(realloc(builder->bytes, builder->capacity * builder->width));
    clear_cells(builder, before);
    if (!builder->marks)
        return;
    builder->put = memory_checked(realloc(builder->put, builder->capacity / 8));
    memset(builder->put + before / 64, 0, (builder->capacity - before) / 8);
}

/* Whether a width holds all values: without a sign from 0 on, or with one around 0. Widths and
 * bases are from a short list (0, or half of the width below it), so that a column is seldom
 * re-based; the narrowest base is chosen once, in the end. */
static bool width_fits(const struct column_builder *builder, unsigned width, int64_t *base)
{
    unsigned bits = width * 8;

    *base = 0;
    if (builder->mask)
        return width == 8 || (uint64_t)builder->max >> bits == 0;
    if (builder->min < 0)
        *base = width == 8 ? INT64_MIN : -((int64_t)1 << (bits - 1));
    if (width == 8)
        return true;
    return builder->min >= *base && builder->max < *base + ((int64_t)1 << bits);
}

/* Takes VALUE into the extremes; a mask's are its bits. */
static void note_extremes(struct column_builder *builder, int64_t value)
{
    if (builder->mask) {
        builder->max = (int64_t)((uint64_t)builder->max | (uint64_t)value);
        return;
    }
    if (value < builder->min)
        builder->min = value;
    if (value > builder->max)
        builder->max = value;
}

/* Makes the cells wide enough for the extremes. */
static void widen_cells(struct column_builder *builder)
{
    struct column_builder wide = *builder;

    wide.width = 1;
    while (!width_fits(builder, wide.width, &wide.base))
        wide.width *= 2;
    if (wide.width == builder->width && wide.base == builder->base)
        return;
    wide.bytes = memory_checked(malloc(wide.capacity * wide.width));
    for (size_t row = 0; row < wide.capacity; row++)
        store_cell(wide.bytes, wide.width, row,
                   (uint64_t)column_builder_value(builder, row) - (uint64_t)wide.base);
    free(builder->bytes);
    *builder = wide;
}

/* Widening looks at the extremes alone; a value within them changes nothing. */
void column_builder_put(struct column_builder *builder, size_t row, int64_t value)
{
    int64_t min = builder->min, max = builder->max;

    if (row >= builder->capacity)
        grow_cells(builder, row);
    note_extremes(builder, value);
    if (min != builder->min || max != builder->max)
        widen_cells(builder);
    store_cell(builder->bytes, builder->width, row, (uint64_t)value - (uint64_t)builder->base);
    if (builder->marks)
        builder->put[row / 64] |= (uint64_t)1 << row % 64;
}

void column_builder_extend(struct column_builder *builder, const struct column_builder *other)
{
    note_extremes(builder, other->min);
    note_extremes(builder, other->max);
}

void column_builder_narrowest(const struct column_builder *builder,
                              struct snapshot_column_line *line)
{
    uint64_t span = (uint64_t)builder->max - (uint64_t)builder->min;

    line->base = builder->min;
    line->width = span <= UINT8_MAX ? 1 : span <= UINT16_MAX ? 2 : span <= UINT32_MAX ? 4 : 8;
}

/* A text's number is in the order of its coming until all are known; ORDER turns it into its
 * rank, so that a column of texts sorts, and finds its texts, by number. */
void column_builder_write(const struct column_builder *builder, size_t rows, const uint32_t *order,
                          const struct snapshot_column_line *line, uint8_t *out)
{
    for (size_t row = 0; row < rows; row++) {
        int64_t value = column_builder_value(builder, row);

        if (order != NULL && value > 0)
            value = (int64_t)order[value - 1] + 1;
        store_cell(out, (unsigned)line->width, row, (uint64_t)value - (uint64_t)line->base);
    }
}

void column_builder_write_marks(const struct column_builder *builder, size_t rows, uint64_t *out)
{
    for (size_t row = 0; row < rows && row < builder->capacity; row += 64)
        out[row / 64] = builder->put[row / 64];
}

void column_builder_free(struct column_builder *builder)
{
    free(builder->bytes);
    free(builder->put);
    *builder = (struct column_builder){0};
}

/* ---- strings ---- */

size_t heap_put(struct heap *heap, const char *text)
{
    size_t at = heap->length, size = strlen(text) + 1;

    if (at + size > heap->capacity) {
        heap->capacity = (at + size) * 2;
        heap->bytes = memory_checked(realloc(heap->bytes, heap->capacity));
    }
    memcpy(heap->bytes + at, text, size);
    heap->length += size;
    return at;
}

/* Open addressing; there are twice as many slots as texts. A slot has a text's number and not its
 * address, as in a text_map: the block that the texts lie in moves when it grows. */
static size_t find_text_slot(const struct texts *texts, const char *text)
{
    size_t slot = text_hash(text, 0) & (texts->slot_count - 1);

    while (texts->slots[slot] != 0 &&
           strcmp(texts->strings.bytes + texts->list[texts->slots[slot] - 1].plain, text) != 0)
        slot = (slot + 1) & (texts->slot_count - 1);
    return slot;
}

static void grow_texts(struct texts *texts)
{
    if (texts->count < texts->capacity)
        return;
    texts->capacity = texts->capacity == 0 ? 32 : texts->capacity * 2;
    texts->list = memory_checked(realloc(texts->list, texts->capacity * sizeof *texts->list));
    free(texts->slots);
    texts->slot_count = texts->capacity * 2;
    texts->slots = memory_checked(calloc(texts->slot_count, sizeof *texts->slots));
    for (size_t i = 0; i < texts->count; i++)
        texts->slots[find_text_slot(texts, texts->strings.bytes + texts->list[i].plain)] =
            (uint32_t)i + 1;
}

/* A text folded as names are, of whatever length. */
static size_t put_folded(struct heap *heap, const char *text)
{
    size_t size = strlen(text) * 4 + 2, at;
    char *folded = memory_checked(malloc(size));

    name_fold(text, folded, size);
    at = heap_put(heap, folded);
    free(folded);
    return at;
}

size_t texts_code(struct texts *texts, const char *text)
{
    struct text made;
    size_t slot;

    if (*text == '\0')
        return 0;
    grow_texts(texts);
    slot = find_text_slot(texts, text);
    if (texts->slots[slot] == 0) {
        made.plain = heap_put(&texts->strings, text);
        made.folded = put_folded(&texts->strings, text);
        texts->list[texts->count++] = made;
        texts->slots[slot] = (uint32_t)texts->count;
    }
    return texts->slots[slot];
}

static int compare_texts(const void *a, const void *b, void *context)
{
    const struct texts *texts = context;
    const struct text *first = &texts->list[*(const uint32_t *)a];
    const struct text *second = &texts->list[*(const uint32_t *)b];

    return name_compare_texts(texts->strings.bytes + first->folded,
                              texts->strings.bytes + first->plain,
                              texts->strings.bytes + second->folded,
                              texts->strings.bytes + second->plain);
}

/* Numbers become ranks here: "sorted by this field" then compares numbers, and the heap has
 * neighbours in order. */
void texts_sort(struct texts *texts, struct heap *heap)
{
    uint32_t *sorted;

    if (texts->count == 0)
        return;
    sorted = memory_checked(calloc(texts->count, sizeof *sorted));
    texts->order = memory_checked(calloc(texts->count, sizeof *texts->order));
    for (size_t i = 0; i < texts->count; i++)
        sorted[i] = (uint32_t)i;
    qsort_r(sorted, texts->count, sizeof *sorted, compare_texts, texts);
    for (size_t i = 0; i < texts->count; i++) {
        struct text *text = &texts->list[i];

        texts->order[sorted[i]] = (uint32_t)i;
        text->plain = heap_put(heap, texts->strings.bytes + text->plain);
        text->folded = heap_put(heap, texts->strings.bytes + text->folded);
    }
    free(sorted);
}

void texts_write(const struct texts *texts, uint32_t *out)
{
    for (size_t i = 0; i < texts->count; i++) {
        out[2 * texts->order[i]] = (uint32_t)texts->list[i].plain;
        out[2 * texts->order[i] + 1] = (uint32_t)texts->list[i].folded;
    }
}

void texts_free(struct texts *texts)
{
    free(texts->list);
    free(texts->slots);
    free(texts->strings.bytes);
    free(texts->order);
    *texts = (struct texts){0};
}
