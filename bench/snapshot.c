#include "snapshot.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char MAGIC[8] = "LHCAT01\n";

struct header {
    char magic[8];
    uint64_t length; /* of the file */
    uint64_t rows, columns;
    uint64_t ids; /* offset */
};

struct entry {
    uint64_t offset;
    int64_t base;
    uint32_t width, kind;
};

struct snapshot {
    size_t columns, rows, room;
    enum column_kind *kinds;
    uint32_t *ids;
    int64_t **values; /* by column; they become narrow when all are known */
};

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static size_t whole_blocks(size_t rows)
{
    return (rows + CATALOGUE_BLOCK - 1) / CATALOGUE_BLOCK * CATALOGUE_BLOCK;
}

static uint64_t aligned(uint64_t offset)
{
    return (offset + 63) / 64 * 64;
}

/* ---- making ---- */

struct snapshot *snapshot_open(size_t columns, const enum column_kind *kinds)
{
    struct snapshot *snapshot = must(calloc(1, sizeof *snapshot));

    snapshot->columns = columns;
    snapshot->kinds = must(malloc(columns * sizeof *kinds));
    memcpy(snapshot->kinds, kinds, columns * sizeof *kinds);
    snapshot->values = must(calloc(columns, sizeof *snapshot->values));
    return snapshot;
}

static void grow(struct snapshot *snapshot)
{
    snapshot->room = snapshot->room == 0 ? 4096 : snapshot->room * 2;
    snapshot->ids = must(realloc(snapshot->ids, snapshot->room * sizeof *snapshot->ids));
    for (size_t i = 0; i < snapshot->columns; i++)
        snapshot->values[i] =
            must(realloc(snapshot->values[i], snapshot->room * sizeof *snapshot->values[i]));
}

void snapshot_add(struct snapshot *snapshot, uint32_t id, const int64_t *values)
{
    if (snapshot->rows == snapshot->room)
        grow(snapshot);
    snapshot->ids[snapshot->rows] = id;
    for (size_t i = 0; i < snapshot->columns; i++)
        snapshot->values[i][snapshot->rows] = values[i];
    snapshot->rows++;
}

/* How wide a column must be. What stands for "none", 0, is in every range. */
static struct entry measure(const struct snapshot *snapshot, size_t column)
{
    int64_t least = 0, most = 0;
    uint64_t span;
    struct entry entry = {.kind = snapshot->kinds[column]};

    for (size_t row = 0; row < snapshot->rows; row++) {
        int64_t value = snapshot->values[column][row];

        least = value < least ? value : least;
        most = value > most ? value : most;
    }
    span = (uint64_t)most - (uint64_t)least;
    entry.base = least;
    entry.width = span <= UINT8_MAX ? 1 : span <= UINT16_MAX ? 2 : span <= UINT32_MAX ? 4 : 8;
    return entry;
}

static void narrow(const struct snapshot *snapshot, size_t column, const struct entry *entry,
                   uint8_t *out)
{
    for (size_t row = 0; row < snapshot->rows; row++) {
        uint64_t number = (uint64_t)snapshot->values[column][row] - (uint64_t)entry->base;

        switch (entry->width) {
        case 1: out[row] = (uint8_t)number; break;
        case 2: ((uint16_t *)(void *)out)[row] = (uint16_t)number; break;
        case 4: ((uint32_t *)(void *)out)[row] = (uint32_t)number; break;
        default: ((uint64_t *)(void *)out)[row] = number; break;
        }
    }
}

static void snapshot_free(struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->columns; i++)
        free(snapshot->values[i]);
    free(snapshot->values);
    free(snapshot->kinds);
    free(snapshot->ids);
    free(snapshot);
}

/* The whole file in memory. */
static uint8_t *lay_out(const struct snapshot *snapshot, size_t *length)
{
    size_t padded = whole_blocks(snapshot->rows);
    struct entry *entries = must(calloc(snapshot->columns, sizeof *entries));
    struct header header = {.rows = snapshot->rows, .columns = snapshot->columns};
    uint64_t offset = aligned(sizeof header + snapshot->columns * sizeof *entries);
    uint8_t *file;

    memcpy(header.magic, MAGIC, sizeof MAGIC);
    header.ids = offset;
    offset = aligned(offset + padded * sizeof *snapshot->ids);
    for (size_t i = 0; i < snapshot->columns; i++) {
        entries[i] = measure(snapshot, i);
        entries[i].offset = offset;
        offset = aligned(offset + padded * entries[i].width);
    }
    header.length = *length = offset;
    file = must(calloc(1, offset));
    memcpy(file, &header, sizeof header);
    memcpy(file + sizeof header, entries, snapshot->columns * sizeof *entries);
    memcpy(file + header.ids, snapshot->ids, snapshot->rows * sizeof *snapshot->ids);
    for (size_t i = 0; i < snapshot->columns; i++)
        narrow(snapshot, i, &entries[i], file + entries[i].offset);
    free(entries);
    return file;
}

static int write_whole(const char *path, const uint8_t *bytes, size_t length)
{
    FILE *stream = fopen(path, "wb");

    if (stream == NULL)
        return -1;
    if (fwrite(bytes, 1, length, stream) != length) {
        fclose(stream);
        return -1;
    }
    return fclose(stream) == 0 ? 0 : -1;
}

int snapshot_write(struct snapshot *snapshot, const char *file)
{
    char beside[4096];
    size_t length;
    uint8_t *bytes = lay_out(snapshot, &length);
    int status = -1;

    if ((size_t)snprintf(beside, sizeof beside, "%s.new", file) < sizeof beside)
        status = write_whole(beside, bytes, length);
    if (status == 0)
        status = rename(beside, file);
    free(bytes);
    snapshot_free(snapshot);
    return status;
}

/* ---- mapping ---- */

static int map_file(struct catalogue *catalogue, const char *file)
{
    struct stat status;
    int fd = open(file, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return -1;
    if (fstat(fd, &status) == 0 && (size_t)status.st_size > sizeof(struct header)) {
        catalogue->map_length = (size_t)status.st_size;
        catalogue->map =
            mmap(NULL, catalogue->map_length, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
    }
    close(fd);
    return catalogue->map == NULL || catalogue->map == MAP_FAILED ? -1 : 0;
}

/* The rows that are there live; those that pad the last block do not. */
static uint64_t *all_living(size_t rows)
{
    uint64_t *living = must(calloc(whole_blocks(rows) / 64 + 1, sizeof *living));

    for (size_t row = 0; row < rows; row++)
        living[row / 64] |= (uint64_t)1 << row % 64;
    return living;
}

int snapshot_map(struct catalogue *catalogue, const char *file)
{
    struct segment *segment = &catalogue->segments[CATALOGUE_SNAPSHOT];
    const struct header *header;
    const struct entry *entries;

    if (map_file(catalogue, file) != 0)
        return -1;
    header = catalogue->map;
    if (memcmp(header->magic, MAGIC, sizeof MAGIC) != 0 ||
        header->length != catalogue->map_length) {
        munmap(catalogue->map, catalogue->map_length);
        return -1;
    }
    entries = (const struct entry *)(header + 1);
    catalogue->columns = header->columns;
    segment->rows = header->rows;
    segment->blocks = whole_blocks(segment->rows) / CATALOGUE_BLOCK;
    segment->ids = (const void *)((const uint8_t *)catalogue->map + header->ids);
    segment->living = all_living(segment->rows);
    segment->columns = must(calloc(catalogue->columns, sizeof *segment->columns));
    for (size_t i = 0; i < catalogue->columns; i++)
        segment->columns[i] = (struct column){
            .values = (const uint8_t *)catalogue->map + entries[i].offset,
            .width = entries[i].width,
            .kind = (enum column_kind)entries[i].kind,
            .base = entries[i].base,
        };
    return 0;
}
