#include "store/rows.h"

#include <assert.h>
#include <string.h>

struct rows {
    const char *columns;
    struct cell *cells;
    size_t width;
    size_t room;
    size_t count;
    size_t next;
};

struct rows *rows_make(struct arena *arena, const char *columns, size_t most)
{
    struct rows *rows = arena_alloc(arena, sizeof *rows);

    rows->columns = columns;
    rows->width = strlen(columns);
    rows->room = most;
    rows->cells = arena_alloc(arena, most * rows->width * sizeof *rows->cells + 1);
    return rows;
}

struct cell *rows_add(struct rows *rows)
{
    assert(rows->count < rows->room);
    return &rows->cells[rows->count++ * rows->width];
}

bool rows_next(struct rows *rows)
{
    if (rows->next >= rows->count)
        return false;
    rows->next++;
    return true;
}

size_t rows_count(const struct rows *rows)
{
    return rows->count;
}

/* The cell of the current row, whose column must be of one of the TYPES. */
static const struct cell *cell_of(const struct rows *rows, size_t column, const char *types)
{
    assert(rows->next > 0 && column < rows->width);
    assert(strchr(types, rows->columns[column]) != NULL);
    (void)types;
    return &rows->cells[(rows->next - 1) * rows->width + column];
}

uint64_t rows_u64(const struct rows *rows, size_t column)
{
    return cell_of(rows, column, "uU")->number;
}

int64_t rows_i64(const struct rows *rows, size_t column)
{
    return cell_of(rows, column, "i")->integer;
}

int64_t rows_instant(const struct rows *rows, size_t column)
{
    return cell_of(rows, column, "tT")->integer;
}

const char *rows_text(const struct rows *rows, size_t column)
{
    return cell_of(rows, column, "s")->bytes;
}

const void *rows_bytes(const struct rows *rows, size_t column)
{
    return cell_of(rows, column, "b")->bytes;
}

size_t rows_length(const struct rows *rows, size_t column)
{
    return cell_of(rows, column, "sb")->length;
}

bool rows_null(const struct rows *rows, size_t column)
{
    return cell_of(rows, column, "uUisbtT")->null;
}
