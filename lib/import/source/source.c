/* What sort of source somebody named, and what all sorts share: tables by name, fingerprints,
 * faults.
 *
 * By its name and not by its content: a file with the wrong ending is more often the wrong file.
 * Packing is the other way round, by the first bytes, as it changes nothing of what the file
 * means. */
#include "import/source/source.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/text/text.h"
#include "import/source/internal.h"

#define BEGINNING 65536 /* bytes of a file that its fingerprint is made of */

/* The name that tells what a file holds; NULL, with the source's error, where it cannot be read. */
static const char *held_name(struct source *source)
{
    struct unpack *unpack;
    const char *name;

    if (!text_ends(source->place, ".zip"))
        return unpack_plain_name(source->arena, source->place);
    unpack = unpack_open(source->arena, source->place, &source->error);
    name = unpack != NULL ? unpack_name(unpack) : NULL;
    unpack_close(unpack);
    return name;
}

bool source_file_named(const char *name)
{
    return text_ends(name, ".sql") || text_ends(name, ".csv") || text_ends(name, ".tsv") ||
           text_ends(name, ".txt");
}

static const struct source_reader *reader_of(struct source *source)
{
    struct stat info;
    const char *name;

    if (text_starts(source->place, "mysql://") || text_starts(source->place, "mariadb://"))
        return &source_server;
    if (stat(source->place, &info) == 0 && S_ISDIR(info.st_mode))
        return &source_folder;
    name = held_name(source);
    if (name == NULL)
        return NULL;
    if (source_file_named(name))
        return text_ends(name, ".sql") ? &source_dump : &source_csv;
    source_fail(source,
                "%s is no source: one is a file that ends in .sql, .csv, .tsv or .txt (tabs "
                "between the values), packed (.gz, .xz, .zst, .zip) or not, a folder of such, or "
                "mysql://USER:PASSWORD@HOST/DATABASE",
                source->place);
    return NULL;
}

/* Opens what GIVEN tells of. */
static struct source *open_given(const struct source *given, const char **error)
{
    struct source *source = arena_alloc(given->arena, sizeof *source);

    *source = *given;
    source->names = text_map_open(source->arena);
    if (source->reader == NULL)
        source->reader = reader_of(source);
    if (source->reader != NULL && source->reader->open(source))
        return source;
    *error = source->error;
    source_close(source);
    return NULL;
}

struct source *source_open(struct arena *arena, const char *place, const char **error)
{
    const struct source given = {.arena = arena, .place = arena_string(arena, place)};

    return open_given(&given, error);
}

struct source *source_open_tab(struct arena *arena, const char *place, const char *rows,
                               const char **error)
{
    const struct source given = {.arena = arena,
                                 .place = place,
                                 .beside = rows,
                                 .reader = &source_tab};

    return open_given(&given, error);
}

struct source *source_open_all(struct arena *arena, const char *const *places, size_t count,
                               const char **error)
{
    const struct source given = {.arena = arena,
                                 .place = places[0],
                                 .places = places,
                                 .place_count = count,
                                 .reader = &source_many};

    return count == 1 ? source_open(arena, places[0], error) : open_given(&given, error);
}

void source_separate(struct source *source, char separator)
{
    source->separator = separator;
}

void source_close(struct source *source)
{
    if (source != NULL && source->own != NULL)
        source->reader->close(source);
    if (source != NULL)
        source->own = NULL;
}

const struct source_table *source_tables(struct source *source, size_t *count, const char **error)
{
    static const struct source_table none;

    *count = 0;
    if (!source->known && !source->reader->tables(source)) {
        *error = source->error;
        return NULL;
    }
    source->known = true;
    *count = source->count;
    return source->count > 0 ? source->tables : &none;
}

int source_read(struct source *source,
                bool (*wanted)(void *context, const struct source_table *table),
                int (*row)(void *context, const struct source_row *row), void *context,
                const char **error)
{
    const struct source_visit visit = {.wanted = wanted, .row = row, .context = context};
    size_t count;
    int result = -1;

    if (source_tables(source, &count, error) == NULL)
        return -1;
    source->error = NULL;
    result = source->reader->read(source, &visit);
    if (source->error != NULL)
        *error = source->error;
    return source->error != NULL ? -1 : result;
}

void source_progress(const struct source *source, uint64_t *done, uint64_t *all)
{
    source->reader->progress(source, done, all);
}

const char *source_fingerprint(struct source *source)
{
    return source->reader->fingerprint != NULL ? source->reader->fingerprint(source) : NULL;
}

/* ---- what the readers share ---- */

/* Size, time and the first bytes: to go on with an interrupted import it must be the same file,
 * and hashing gigabytes to know it would take as long as reading on. */
const char *source_file_fingerprint(struct arena *arena, const char *path)
{
    struct stat info;
    uint64_t hash = 0;
    char *bytes;
    size_t length;
    const char *why;
    FILE *file = file_open(path, &why);

    if (file == NULL || fstat(fileno(file), &info) != 0) {
        if (file != NULL)
            fclose(file);
        return NULL;
    }
    bytes = arena_alloc(arena, BEGINNING);
    length = fread(bytes, 1, BEGINNING, file);
    fclose(file);
    hash = text_hash(text_hex(arena, bytes, length), 0);
    return arena_format(arena, "%lld-%lld-%016llx", (long long)info.st_size,
                        (long long)info.st_mtime, (unsigned long long)hash);
}

bool source_fail(struct source *source, const char *format, ...)
{
    va_list arguments;

    if (source->error != NULL)
        return false;
    va_start(arguments, format);
    source->error = text_line(source->arena, arena_vformat(source->arena, format, arguments));
    va_end(arguments);
    return false;
}

void source_tables_begin(struct source *source)
{
    source->count = 0;
    source->names = text_map_open(source->arena);
}

static void name_table(struct source *source, size_t at)
{
    text_map_put(&source->names, NULL, source->tables[at].name, (void *)(uintptr_t)(at + 1));
}

void source_tables_name(struct source *source)
{
    source->names = text_map_open(source->arena);
    for (size_t i = 0; i < source->count; i++)
        name_table(source, i);
}

char *source_folded(struct arena *arena, const char *name)
{
    char *folded = arena_string(arena, name);

    for (char *c = folded; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return folded;
}

struct source_table *source_table_named(const struct source *source, const char *name)
{
    uintptr_t at = (uintptr_t)text_map_get(&source->names, NULL, name);

    return at != 0 ? &source->tables[at - 1] : NULL;
}

/* The first column's name that comes again, or NULL. */
static const char *doubled(const struct source_column *columns, size_t count)
{
    struct arena *own = arena_open(4096);
    struct text_map names = text_map_open(own);
    const char *twice = NULL;

    for (size_t i = 0; twice == NULL && i < count; i++) {
        char *folded = source_folded(own, columns[i].name);

        if (text_map_get(&names, NULL, folded) != NULL)
            twice = columns[i].name;
        text_map_put(&names, NULL, folded, folded);
    }
    arena_close(own);
    return twice;
}

struct source_table *source_table_add(struct source *source, const char *where, const char *name,
                                      const struct source_column *columns, size_t count)
{
    const char *twice = doubled(columns, count);
    struct source_column *copy;

    if (twice != NULL)
        source_fail(source, "%s: the table %s has two columns named %s", where, name, twice);
    else if (source_table_named(source, name) != NULL)
        source_fail(source, "%s: the table %s is made a second time", where, name);
    else if (source->count == SOURCE_TABLES_MAX)
        source_fail(source, "%s: there are more than %zu tables", where, SOURCE_TABLES_MAX);
    if (source->error != NULL)
        return NULL;
    if (source->count == source->capacity) {
        struct source_table *more;

        source->capacity = source->capacity * 2 + 64;
        more = arena_alloc(source->arena, source->capacity * sizeof *more);
        if (source->count > 0)
            memcpy(more, source->tables, source->count * sizeof *more);
        source->tables = more;
    }
    copy = arena_alloc(source->arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = (struct source_column){.name = arena_string(source->arena, columns[i].name),
                                         .number = columns[i].number,
                                         .bits = columns[i].bits};
    source->tables[source->count] = (struct source_table){.name = arena_string(source->arena, name),
                                                          .columns = copy,
                                                          .column_count = count};
    name_table(source, source->count);
    return &source->tables[source->count++];
}
