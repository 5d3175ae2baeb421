/* A source of the sort that the file beside this one names: becomes rows, and by a mapping entries that are
 * shown, or is refused with a line. */
#include "source.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text/text.h"
#include "fuzz.h"
#include "mapped.h"

static char directory[128], path[160];

static void remove_file(void)
{
    unlink(path);
    rmdir(directory);
}

/* Writes what is to be read where it can be: sources are files. It stays the same one, as some file
 * systems take long to make or empty one. */
static void write_file(const uint8_t *data, size_t size)
{
    static int file = -1;

    if (file < 0) {
        const char *parent = getenv("TMPDIR");

        snprintf(directory, sizeof directory, "%.80s/lorehall-fuzz.XXXXXX",
                 parent != NULL ? parent : "/tmp");
        MUST(mkdtemp(directory) != NULL);
        /* A table that is a file is called like it. */
        snprintf(path, sizeof path, "%s/npc_types.%s", directory, source_suffix);
        atexit(remove_file);
        file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    }
    MUST(file >= 0 && pwrite(file, data, size, 0) == (ssize_t)size);
    MUST(ftruncate(file, (off_t)size) == 0);
}

static bool want_table(void *context, const struct source_table *table)
{
    (void)context, (void)table;
    return true;
}

/* Each value ends where it says, or before, and is UTF-8. */
static int look_at_row(void *context, const struct source_row *row)
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
        MUST(source_read(source, want_table, look_at_row, &rows, &error) == (faulty ? -1 : 0));
        MUST(faulty ? error != NULL : rows == counted);
        check_mapped(arena, source);
    }
    source_close(source);
    arena_close(arena);
    return 0;
}
