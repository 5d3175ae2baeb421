/* A snapshot is opened by checking it, once, and then read without a copy.
 *
 * Columns and not rows: a list of three filters, an order and 32 counts looks at some forty
 * columns of all rows, and reads the whole of the fifty rows that it shows. Of 100,000 items that
 * takes 0.3 to 2 ms; MariaDB took 400 to 1,100 in each of three forms of tables, as no index
 * serves any combination of fields (bench/README.md, "forms").
 *
 * The file may be of an older program, cut off, or not ours at all. So the tables at its
 * beginning are summed and checked; the columns are not, as that would read all of the file in
 * each process. What a cell points to is compared with the end of what it points into when it is
 * used, which costs one comparison. */
#include "catalogue/snapshot.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "base/text/text.h"

_Static_assert(sizeof(struct snapshot_header) % 8 == 0, "the tables behind it must be aligned");

/* ---- what it is of ---- */

/* Takes a number apart into letters, as text_hash ends at a NUL. */
static uint64_t hash_number(uint64_t number, uint64_t seed)
{
    char text[2] = {0};

    for (size_t i = 0; i < 16; i++, number >>= 4) {
        text[0] = (char)('a' + (number & 15));
        seed = text_hash(text, seed);
    }
    return seed;
}

/* Only what decides where a value lies and how it is read: kinds, fields, types, decimals,
 * whether 0 is kept apart, which relation notes follow. A change of labels or groups leaves the
 * file as it is. */
uint64_t snapshot_declaration(const struct game *game)
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

/* Whether COUNT things of SIZE bytes lie at OFFSET, aligned, within the snapshot. */
static bool lies_within(const struct snapshot *snapshot, uint64_t offset, uint64_t count,
                        uint64_t size)
{
    return offset % 64 == 0 && offset <= snapshot->length &&
           count <= (snapshot->length - offset) / size;
}

static size_t table_size(const struct snapshot_header *header)
{
    return header->kinds * sizeof(struct snapshot_kind_line) +
           header->columns * sizeof(struct snapshot_column_line);
}

uint64_t snapshot_checksum(const struct snapshot_header *header)
{
    const uint8_t *bytes = (const uint8_t *)header;
    size_t from = offsetof(struct snapshot_header, layout),
           to = sizeof *header + table_size(header);
    uint64_t sum = UINT64_C(0xCBF29CE484222325);

    for (size_t i = from; i < to; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(0x100000001B3);
    return sum;
}

/* A column of its own for each kind's field, also where kinds share a field's name: their values
 * differ in range, and a list is of one kind. */
static size_t columns_of(const struct game *game)
{
    size_t columns = SNAPSHOT_OWN;

    for (size_t k = 0; k < game->kind_count; k++)
        columns += game->kinds[k].field_count;
    return columns;
}

/* Cheap things first; the sum is taken only of tables that lie within the file. The heap ends
 * with a NUL, so that every text in it ends. */
static bool header_valid(const struct snapshot *snapshot, const struct game *game)
{
    const struct snapshot_header *header = snapshot->header;

    return snapshot->length >= sizeof *header && memcmp(header->magic, SNAPSHOT_MAGIC, 8) == 0 &&
           header->layout == SNAPSHOT_LAYOUT && header->length == snapshot->length &&
           header->origin.declaration == snapshot_declaration(game) &&
           header->kinds == game->kind_count && header->columns == columns_of(game) &&
           table_size(header) <= snapshot->length - sizeof *header &&
           header->checksum == snapshot_checksum(header) && header->rows % BLOCK_ROWS == 0 &&
           header->rows <= UINT32_MAX &&
           lies_within(snapshot, header->heap, header->heap_size, 1) && header->heap_size > 0 &&
           snapshot->bytes[header->heap + header->heap_size - 1] == '\0' &&
           lies_within(snapshot, header->order, header->entries, sizeof(uint32_t)) &&
           lies_within(snapshot, header->starts, NAME_TRIGRAMS + 1, sizeof(uint32_t)) &&
           lies_within(snapshot, header->lists, header->list_count, sizeof(uint32_t));
}

/* A column of ROWS rows, which are whole blocks. */
static bool column_open(const struct snapshot *snapshot, const struct snapshot_column_line *line,
                        uint64_t rows, struct column *column)
{
    if (line->width != 1 && line->width != 2 && line->width != 4 && line->width != 8)
        return false;
    if (!lies_within(snapshot, line->offset, rows, line->width))
        return false;
    *column = (struct column){snapshot->bytes + line->offset, (unsigned)line->width, line->base};
    return true;
}

/* A mask or a text has base 0, as its loops compare stored numbers; a file that says otherwise is
 * none of ours. */
static bool field_open(const struct snapshot *snapshot, const struct snapshot_column_line *line,
                       uint64_t rows, const struct field *declared, struct snapshot_field *field)
{
    if (!column_open(snapshot, line, rows, &field->column))
        return false;
    if (line->present != 0) {
        if (!lies_within(snapshot, line->present, rows / 64, sizeof(uint64_t)))
            return false;
        field->present = (const void *)(snapshot->bytes + line->present);
    }
    if ((declared->type == FIELD_MASK || declared->type == FIELD_TEXT) && line->base != 0)
        return false;
    if (declared->type == FIELD_TEXT && line->text_count > 0) {
        if (!lies_within(snapshot, line->texts, line->text_count, 2 * sizeof(uint32_t)))
            return false;
        field->texts = (const void *)(snapshot->bytes + line->texts);
        field->text_count = line->text_count;
    }
    return true;
}

/* The kinds' rows follow each other from 0 on, each kind's at a whole block. */
static bool kinds_open(struct snapshot *snapshot, const struct game *game)
{
    const struct snapshot_kind_line *line = (const void *)(snapshot->header + 1);
    const struct snapshot_column_line *columns = (const void *)(line + snapshot->header->kinds);
    uint64_t next = 0;

    columns += SNAPSHOT_OWN;
    for (size_t k = 0; k < game->kind_count; k++, line++) {
        struct snapshot_kind *kind = &snapshot->kinds[k];

        if (line->first != next || line->rows > snapshot->header->rows - next)
            return false;
        kind->first = line->first;
        kind->rows = line->rows;
        kind->blocks = (line->rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
        next += kind->blocks * BLOCK_ROWS;
        kind->fields = memory_checked(calloc(game->kinds[k].field_count + 1, sizeof *kind->fields));
        for (size_t f = 0; f < game->kinds[k].field_count; f++)
            if (!field_open(snapshot, columns++, kind->blocks * BLOCK_ROWS,
                            &game->kinds[k].fields[f], &kind->fields[f]))
                return false;
    }
    return next == snapshot->header->rows;
}

/* The own columns are one for all kinds, so that names are searched and ranked over all of them
 * in one pass. */
static bool own_open(struct snapshot *snapshot)
{
    const struct snapshot_header *header = snapshot->header;
    const struct snapshot_kind_line *kinds = (const void *)(header + 1);
    const struct snapshot_column_line *lines = (const void *)(kinds + header->kinds);

    for (size_t i = 0; i < SNAPSHOT_OWN; i++)
        if (!column_open(snapshot, &lines[i], header->rows, &snapshot->own[i]))
            return false;
    snapshot->heap = (const char *)snapshot->bytes + header->heap;
    snapshot->order = (const void *)(snapshot->bytes + header->order);
    snapshot->names = (struct name_index){
        .heap = snapshot->heap,
        .heap_size = header->heap_size,
        .folded = snapshot->own[SNAPSHOT_FOLDED],
        .rows = snapshot->rows,
        .starts = (const void *)(snapshot->bytes + header->starts),
        .lists = (const void *)(snapshot->bytes + header->lists),
    };
    return name_index_valid(&snapshot->names, header->list_count);
}

/* ---- opening ---- */

/* Marks the rows that there are, and those that everybody sees. These two bitmaps are the
 * process's own memory: the mapping is shared and read-only, and what an overlay strikes off is
 * this process's matter. */
static void mark_rows(struct snapshot *snapshot)
{
    size_t words = snapshot->rows / 64 + 1;

    snapshot->living = memory_checked(calloc(words, sizeof *snapshot->living));
    snapshot->shown = memory_checked(calloc(words, sizeof *snapshot->shown));
    for (size_t k = 0; k < snapshot->kind_count; k++) {
        const struct snapshot_kind *kind = &snapshot->kinds[k];

        for (size_t row = kind->first; row < kind->first + kind->rows; row++) {
            uint64_t bit = (uint64_t)1 << row % 64;

            snapshot->living[row / 64] |= bit;
            if (column_stored(&snapshot->own[SNAPSHOT_FLAGS], row) == 0)
                snapshot->shown[row / 64] |= bit;
        }
    }
}

static void free_tables(struct snapshot *snapshot)
{
    for (size_t k = 0; k < snapshot->kind_count; k++)
        free(snapshot->kinds[k].fields);
    free(snapshot->kinds);
    free(snapshot->living);
    free(snapshot->shown);
    free(snapshot);
}

struct snapshot *snapshot_open(const void *bytes, size_t length, bool mapped,
                               const struct game *game)
{
    struct snapshot *snapshot = memory_checked(calloc(1, sizeof *snapshot));

    snapshot->bytes = bytes;
    snapshot->length = length;
    snapshot->mapped = mapped;
    snapshot->header = bytes;
    snapshot->kind_count = game->kind_count;
    snapshot->kinds = memory_checked(calloc(game->kind_count + 1, sizeof *snapshot->kinds));
    if (header_valid(snapshot, game)) {
        snapshot->rows = snapshot->header->rows;
        if (kinds_open(snapshot, game) && own_open(snapshot)) {
            mark_rows(snapshot);
            return snapshot;
        }
    }
    free_tables(snapshot);
    return NULL;
}

void snapshot_close(struct snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    if (snapshot->mapped)
        munmap((void *)(uintptr_t)snapshot->bytes, snapshot->length);
    else
        free((void *)(uintptr_t)snapshot->bytes);
    free_tables(snapshot);
}

/* ---- reading ---- */

/* Gallops from the hint, then halves: who looks up ascending ids hands on the last row, and pays
 * the logarithm of the distance and not of the table. */
bool snapshot_find(const struct snapshot *snapshot, const struct snapshot_kind *kind, uint64_t id,
                   size_t hint, size_t *row)
{
    const struct column *ids = &snapshot->own[SNAPSHOT_ID];
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

/* Never undone: an overlay only grows until the next file, which is opened with bitmaps of its
 * own. */
void snapshot_strike(struct snapshot *snapshot, size_t row)
{
    uint64_t bit = (uint64_t)1 << row % 64;

    snapshot->living[row / 64] &= ~bit;
    snapshot->shown[row / 64] &= ~bit;
}

const char *snapshot_text(const struct snapshot *snapshot, uint64_t offset)
{
    return offset < snapshot->header->heap_size ? snapshot->heap + offset : "";
}

const char *snapshot_value_text(const struct snapshot *snapshot, const struct snapshot_field *field,
                                uint64_t code, bool folded)
{
    return code > 0 && code <= field->text_count
               ? snapshot_text(snapshot, field->texts[2 * (code - 1) + folded])
               : "";
}

/* Most fields know no 0 that differs from nothing, and need no bitmap of presence. */
struct value snapshot_value(const struct snapshot *snapshot, const struct kind *kind, size_t field,
                            size_t row)
{
    const struct snapshot_field *from = &snapshot->kinds[kind->index].fields[field];
    struct value value = {.number = column_value(&from->column, row)};

    value.set = from->present != NULL ? from->present[row / 64] >> row % 64 & 1 : value.number != 0;
    if (kind->fields[field].type == FIELD_TEXT) {
        value.text = value.set ? snapshot_value_text(snapshot, from, (uint64_t)value.number, false)
                               : NULL;
        value.number = 0;
    }
    return value;
}

void snapshot_entry(const struct snapshot *snapshot, struct arena *arena, const struct kind *kind,
                    size_t row, struct entry *entry)
{
    size_t at = snapshot->kinds[kind->index].first + row;
    uint64_t flags = column_stored(&snapshot->own[SNAPSHOT_FLAGS], at);

    *entry = (struct entry){
        .id = (uint64_t)column_value(&snapshot->own[SNAPSHOT_ID], at),
        .noted = (uint64_t)column_value(&snapshot->own[SNAPSHOT_NOTED], at),
        .kind = kind,
        .external_id = arena_string(
            arena,
            snapshot_text(snapshot, (uint64_t)column_value(&snapshot->own[SNAPSHOT_EXTERNAL], at))),
        .name =
            arena_string(arena,
                         snapshot_text(snapshot,
                                       (uint64_t)column_value(&snapshot->own[SNAPSHOT_NAME], at))),
        .state = flags & SNAPSHOT_VANISHED ? ENTRY_VANISHED : ENTRY_CURRENT,
        .hidden = flags & SNAPSHOT_HIDDEN,
        .values = arena_alloc_uninitialized(arena, (kind->field_count + 1) * sizeof *entry->values),
        .revision = (uint64_t)column_value(&snapshot->own[SNAPSHOT_REVISION], at),
        .created = column_value(&snapshot->own[SNAPSHOT_CREATED], at),
        .changed = column_value(&snapshot->own[SNAPSHOT_CHANGED], at),
    };
    for (size_t f = 0; f < kind->field_count; f++) {
        entry->values[f] = snapshot_value(snapshot, kind, f, row);
        entry->values[f].text = arena_string(arena, entry->values[f].text);
    }
}
