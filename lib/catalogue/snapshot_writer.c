#include "catalogue/snapshot_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "catalogue/column_builder.h"

struct packing_kind {
    size_t rows;
    struct cells own[IMAGE_OWN];
    struct cells *fields;
    struct texts *texts; /* by field: what its cells' numbers stand for */
};

struct packing {
    const struct game *game;
    struct packing_kind *kinds;
    struct heap heap;
    size_t entries;
};

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

/* ---- adding ---- */

struct packing *packing_open(const struct game *game)
{
    struct packing *packing = must(calloc(1, sizeof *packing));

    packing->game = game;
    packing->kinds = must(calloc(game->kind_count + 1, sizeof *packing->kinds));
    for (size_t k = 0; k < game->kind_count; k++) {
        struct packing_kind *kind = &packing->kinds[k];
        size_t fields = game->kinds[k].field_count;

        kind->fields = must(calloc(fields + 1, sizeof *kind->fields));
        kind->texts = must(calloc(fields + 1, sizeof *kind->texts));
        for (size_t f = 0; f < fields; f++) {
            kind->fields[f].mask = game->kinds[k].fields[f].type == FIELD_MASK;
            kind->fields[f].marks = game->kinds[k].fields[f].zero;
        }
    }
    heap_put(&packing->heap, "");
    return packing;
}

void packing_close(struct packing *packing)
{
    for (size_t k = 0; k < packing->game->kind_count; k++) {
        struct packing_kind *kind = &packing->kinds[k];

        for (size_t i = 0; i < IMAGE_OWN; i++)
            cells_free(&kind->own[i]);
        for (size_t f = 0; f < packing->game->kinds[k].field_count; f++) {
            cells_free(&kind->fields[f]);
            texts_free(&kind->texts[f]);
        }
        free(kind->fields);
        free(kind->texts);
    }
    free(packing->heap.bytes);
    free(packing->kinds);
    free(packing);
}

void packing_add(struct packing *packing, const struct entry *entry)
{
    struct packing_kind *kind = &packing->kinds[entry->kind->index];
    char folded[NAME_ROOM];
    size_t length = names_fold(entry->name, folded, sizeof folded);
    const int64_t own[IMAGE_OWN] = {
        [IMAGE_ID] = (int64_t)entry->id,
        [IMAGE_FLAGS] = (entry->hidden ? IMAGE_HIDDEN : 0) |
                        (entry->state != ENTRY_CURRENT ? IMAGE_VANISHED : 0),
        [IMAGE_REVISION] = (int64_t)entry->revision,
        [IMAGE_CREATED] = entry->created,
        [IMAGE_CHANGED] = entry->changed,
        [IMAGE_NAME] = (int64_t)heap_put(&packing->heap, entry->name),
        [IMAGE_FOLDED] = (int64_t)heap_put(&packing->heap, folded),
        [IMAGE_EXTERNAL] = (int64_t)heap_put(&packing->heap, entry->external_id),
        [IMAGE_LENGTH] = (int64_t)length,
        [IMAGE_NOTED] = (int64_t)entry->noted,
    };

    for (size_t i = 0; i < IMAGE_OWN; i++)
        cells_put(&kind->own[i], kind->rows, own[i]);
    for (size_t f = 0; f < entry->kind->field_count; f++) {
        const struct value *value = &entry->values[f];

        if (!value->set)
            continue;
        cells_put(&kind->fields[f], kind->rows,
                  entry->kind->fields[f].type == FIELD_TEXT
                      ? (int64_t)texts_code(&kind->texts[f], value->text)
                      : value->number);
    }
    kind->rows++;
    packing->entries++;
}

/* ---- laying out ---- */

/* An image that is being made: first how large everything is, then what it is. */
struct layout {
    struct packing *packing;
    struct image_header header;
    struct image_kind_line *kinds;
    struct image_column_line *columns;
    struct name *names; /* in the order of their rows */
    struct name_lists lists;
    uint64_t next; /* the end of what has its place */
};

static uint64_t place(struct layout *layout, uint64_t size)
{
    uint64_t at = (layout->next + 63) / 64 * 64;

    layout->next = at + size;
    return at;
}

static size_t blocks_of(size_t rows)
{
    return (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
}

/* All names, sorted and indexed. */
static void lay_names(struct layout *layout)
{
    struct packing *packing = layout->packing;
    size_t count = 0;

    layout->names = must(calloc(packing->entries + 1, sizeof *layout->names));
    for (size_t k = 0; k < packing->game->kind_count; k++) {
        const struct packing_kind *kind = &packing->kinds[k];

        for (size_t row = 0; row < kind->rows; row++)
            layout->names[count++] = (struct name){
                .name = packing->heap.bytes + cells_value(&kind->own[IMAGE_NAME], row),
                .folded = packing->heap.bytes + cells_value(&kind->own[IMAGE_FOLDED], row),
                .id = (uint64_t)cells_value(&kind->own[IMAGE_ID], row),
                .row = (uint32_t)(layout->kinds[k].first + row),
            };
    }
    names_sort(layout->names, count);
    names_index(layout->names, count, &layout->lists);
    count = 0;
    for (size_t k = 0; k < packing->game->kind_count; k++)
        for (size_t row = 0; row < packing->kinds[k].rows; row++)
            cells_put(&packing->kinds[k].own[IMAGE_RANK], row, layout->names[count++].rank);
}

static void lay_kinds(struct layout *layout)
{
    for (size_t k = 0; k < layout->packing->game->kind_count; k++) {
        layout->kinds[k].first = layout->header.rows;
        layout->kinds[k].rows = layout->packing->kinds[k].rows;
        layout->header.rows += blocks_of(layout->packing->kinds[k].rows) * BLOCK_ROWS;
    }
}

/* The width of a column that is put together from all kinds. */
static void lay_own(struct layout *layout)
{
    for (size_t i = 0; i < IMAGE_OWN; i++) {
        struct cells all = {0};

        for (size_t k = 0; k < layout->packing->game->kind_count; k++)
            cells_extend(&all, &layout->packing->kinds[k].own[i]);
        cells_narrowest(&all, &layout->columns[i]);
        layout->columns[i].offset = place(layout, layout->header.rows * layout->columns[i].width);
    }
}

static void lay_fields(struct layout *layout)
{
    struct image_column_line *line = layout->columns + IMAGE_OWN;

    for (size_t k = 0; k < layout->packing->game->kind_count; k++) {
        const struct packing_kind *kind = &layout->packing->kinds[k];
        size_t rows = blocks_of(kind->rows) * BLOCK_ROWS;

        for (size_t f = 0; f < layout->packing->game->kinds[k].field_count; f++, line++) {
            cells_narrowest(&kind->fields[f], line);
            line->offset = place(layout, rows * line->width);
            if (kind->fields[f].marks)
                line->present = place(layout, rows / 8);
            texts_sort(&kind->texts[f], &layout->packing->heap);
            line->text_count = kind->texts[f].count;
            line->texts = place(layout, line->text_count * 2 * sizeof(uint32_t));
        }
    }
}

/* ---- writing ---- */

static void write_kind(const struct layout *layout, size_t k, struct image_column_line **line,
                       uint8_t *image)
{
    const struct packing_kind *kind = &layout->packing->kinds[k];

    for (size_t i = 0; i < IMAGE_OWN; i++)
        cells_write(&kind->own[i], kind->rows, NULL, &layout->columns[i],
                    image + layout->columns[i].offset +
                        layout->kinds[k].first * layout->columns[i].width);
    for (size_t f = 0; f < layout->packing->game->kinds[k].field_count; f++, (*line)++) {
        cells_write(&kind->fields[f], kind->rows, kind->texts[f].order, *line,
                    image + (*line)->offset);
        if ((*line)->present != 0)
            cells_write_marks(&kind->fields[f], kind->rows,
                              (uint64_t *)(void *)(image + (*line)->present));
        texts_write(&kind->texts[f], (uint32_t *)(void *)(image + (*line)->texts));
    }
}

static void write_order(const struct layout *layout, uint32_t *order)
{
    for (size_t i = 0; i < layout->header.entries; i++)
        order[layout->names[i].rank] = layout->names[i].row;
}

static uint8_t *write_image(struct layout *layout)
{
    struct image_column_line *line = layout->columns + IMAGE_OWN;
    struct image_header *header = &layout->header;
    uint8_t *image = must(aligned_alloc(64, (header->length + 63) / 64 * 64));
    size_t tables = header->kinds * sizeof *layout->kinds;

    memset(image, 0, header->length);
    for (size_t k = 0; k < header->kinds; k++)
        write_kind(layout, k, &line, image);
    memcpy(image + header->heap, layout->packing->heap.bytes, header->heap_size);
    write_order(layout, (uint32_t *)(void *)(image + header->order));
    memcpy(image + header->starts, layout->lists.starts, (NAME_TRIGRAMS + 1) * sizeof(uint32_t));
    memcpy(image + header->lists, layout->lists.rows, header->list_count * sizeof(uint32_t));
    memcpy(image, header, sizeof *header);
    memcpy(image + sizeof *header, layout->kinds, tables);
    memcpy(image + sizeof *header + tables, layout->columns,
           header->columns * sizeof *layout->columns);
    header->checksum = image_checksum((const struct image_header *)(const void *)image);
    memcpy(image, header, sizeof *header);
    return image;
}

/* Gives everything its place. */
static void lay_out(struct layout *layout)
{
    struct image_header *header = &layout->header;

    layout->next = sizeof *header + header->kinds * sizeof *layout->kinds +
                   header->columns * sizeof *layout->columns;
    lay_kinds(layout);
    lay_names(layout);
    lay_own(layout);
    lay_fields(layout);
    header->heap_size = layout->packing->heap.length;
    header->heap = place(layout, header->heap_size);
    header->order = place(layout, header->entries * sizeof(uint32_t));
    header->starts = place(layout, (NAME_TRIGRAMS + 1) * sizeof(uint32_t));
    header->list_count = layout->lists.count;
    header->lists = place(layout, header->list_count * sizeof(uint32_t));
    header->length = layout->next;
}

uint8_t *packing_finish(struct packing *packing, const struct image_origin *origin, size_t *length)
{
    struct layout layout = {.packing = packing};
    uint8_t *image = NULL;

    memcpy(layout.header.magic, IMAGE_MAGIC, sizeof layout.header.magic);
    layout.header.layout = IMAGE_LAYOUT;
    layout.header.kinds = (uint32_t)packing->game->kind_count;
    layout.header.columns = IMAGE_OWN;
    for (size_t k = 0; k < packing->game->kind_count; k++)
        layout.header.columns += packing->game->kinds[k].field_count;
    layout.header.origin = *origin;
    layout.header.built = clock_now();
    layout.header.entries = packing->entries;
    layout.kinds = must(calloc(layout.header.kinds + 1, sizeof *layout.kinds));
    layout.columns = must(calloc(layout.header.columns, sizeof *layout.columns));
    lay_out(&layout);
    if (packing->heap.length > UINT32_MAX || layout.header.rows > UINT32_MAX)
        log_error("catalogue of %s: more texts than it has room for", packing->game->name);
    else
        image = write_image(&layout);
    *length = layout.header.length;
    names_index_free(&layout.lists);
    free(layout.names);
    free(layout.kinds);
    free(layout.columns);
    packing_close(packing);
    return image;
}
