/* A source of the sort that the file beside this one names: becomes rows, or is refused with a line. */
#include "source.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "fuzz.h"
#include "lore/source.h"

static char path[128];

static void remove_file(void)
{
    unlink(path);
}

/* Writes what is to be read where it can be: sources are files. */
static void write_file(const uint8_t *data, size_t size)
{
    FILE *file;

    if (path[0] == '\0') {
        const char *parent = getenv("TMPDIR");

        snprintf(path, sizeof path, "%.80s/lorehall-fuzz.%d.%s", parent != NULL ? parent : "/tmp",
                 (int)getpid(), source_suffix);
        atexit(remove_file);
    }
    file = fopen(path, "wb");
    MUST(file != NULL);
    MUST(fwrite(data, 1, size, file) == size);
    fclose(file);
}

static bool every(void *context, const struct source_table *table)
{
    (void)context, (void)table;
    return true;
}

/* Each value ends where it says, or before, and is UTF-8. */
static int look(void *context, const struct source_row *row)
{
    uint64_t *rows = context;

    (*rows)++;
    for (size_t i = 0; i < row->table->column_count; i++) {
        const char *value = row->values[i];

        MUST(value == NULL || value[row->lengths[i]] == '\0');
        MUST(value == NULL || text_check(value, strlen(value), true) != TEXT_NOT_UTF8);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    const char *error = NULL;
    struct source *source;
    const struct source_table *tables;
    uint64_t rows = 0, counted = 0;
    size_t count;

    write_file(data, size);
    source = source_open(arena, path, &error);
    if (source == NULL) { /* an archive that cannot be unpacked, say */
        MUST(error != NULL && *error != '\0');
        arena_close(arena);
        return 0;
    }
    tables = source_tables(source, &count, &error);
    MUST((tables == NULL) == (error != NULL));
    if (tables != NULL) {
        bool faulty = false;

        for (size_t i = 0; i < count; i++) {
            counted += tables[i].rows;
            faulty = faulty || tables[i].fault != NULL;
        }
        /* What could be read once can be read again, and is as much. */
        MUST(source_read(source, every, look, &rows, &error) == (faulty ? -1 : 0));
        MUST(faulty ? error != NULL : rows == counted);
    }
    source_close(source);
    arena_close(arena);
    return 0;
}
