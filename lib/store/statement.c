/* Rows and values by their offsets: what the macros of statement.h declare, as the database
 * module uses it. Types end here; whoever calls a statement sees structs only. */
#include "store/statement.h"

#include <assert.h>

/* What a VALUE_AGAIN of FLAT repeats. */
static enum value_type repeated(const struct statement_value *flat, size_t offset)
{
    while (flat->offset != offset)
        flat++;
    return flat->type;
}

size_t statement_flatten(const struct statement_value *values,
                         struct statement_value flat[STATEMENT_VALUES_MAX])
{
    size_t count = 0;

    for (; values != NULL && values->type != VALUE_END; values++) {
        const struct statement_value *row = values->type == VALUE_ROW ? values->row : NULL;

        assert(count < STATEMENT_VALUES_MAX);
        if (row == NULL)
            flat[count++] = *values;
        if (values->type == VALUE_AGAIN)
            flat[count - 1].type = repeated(flat, values->offset);
        for (; row != NULL && row->type != VALUE_END; row++) {
            assert(count < STATEMENT_VALUES_MAX && row->type != VALUE_ROW);
            flat[count] = *row;
            flat[count++].offset += values->offset;
        }
    }
    return count;
}

struct rows *rows_make(struct arena *arena, const struct statement_signature *signature,
                       size_t capacity)
{
    return arena_alloc(arena, signature->row_offset + capacity * signature->row_size);
}

void *rows_add(struct rows *rows, const struct statement_signature *signature)
{
    return (char *)rows + signature->row_offset + signature->row_size * rows->count++;
}

void row_set(void *row, const struct statement_value *column, int64_t number, struct bytes bytes)
{
    void *member = (char *)row + column->offset;

    switch (column->type) {
    case VALUE_SIGNED:
    case VALUE_INSTANT: *(int64_t *)member = number; break;
    case VALUE_FLAG: *(bool *)member = number != 0; break;
    case VALUE_TEXT: *(const char **)member = bytes.data; break;
    case VALUE_SIZED_TEXT:
    case VALUE_BYTES: *(struct bytes *)member = bytes; break;
    default: *(uint64_t *)member = (uint64_t)number;
    }
}
