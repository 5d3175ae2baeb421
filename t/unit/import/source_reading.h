/* Reading a source whole, as text, for the tests of sources. */
#ifndef LOREHALL_T_SOURCE_READING_H
#define LOREHALL_T_SOURCE_READING_H

#include "../unit.h"
#include "import/source/source.h"

#define NPC                                                                                        \
    "CREATE TABLE `npc` (`id` int NOT NULL, `name` text, PRIMARY KEY (`id`)) CHARSET=latin1;\n"

static char rows_read[65536]; /* all rows, as "table: value|value" lines */

static bool want_every_table(void *context, const struct source_table *table)
{
    const char *only = context;

    return only == NULL || strcmp(only, table->name) == 0;
}

static int note_row(void *context, const struct source_row *row)
{
    (void)context;
    unit_append(rows_read, sizeof rows_read, row->table->name);
    unit_append(rows_read, sizeof rows_read, ":");
    for (size_t i = 0; i < row->table->column_count; i++) {
        unit_append(rows_read, sizeof rows_read, i > 0 ? "|" : " ");
        unit_append(rows_read, sizeof rows_read, row->values[i] != NULL ? row->values[i] : "NULL");
        if (row->values[i] != NULL)
            assert_true(strlen(row->values[i]) <= row->lengths[i]);
    }
    unit_append(rows_read, sizeof rows_read, "\n");
    return 0;
}

/* Reads a file; its rows, or what is wrong with it. */
static const char *reading(const char *file, const char *only)
{
    const char *error = NULL;
    struct source *source = source_open(arena, file, &error);
    size_t count;

    rows_read[0] = '\0';
    if (source == NULL)
        return error;
    if (source_tables(source, &count, &error) != NULL)
        source_read(source, want_every_table, note_row, (void *)(uintptr_t)only, &error);
    source_close(source);
    return error != NULL ? error : rows_read;
}

#endif
