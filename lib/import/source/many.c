/* Several sources as one: files that were named together, and folders. A folder's files are a
 * table each, or what mariadb-dump --tab wrote: NAME.sql, which makes the table, and NAME.txt, its
 * rows.
 *
 * Tables of all stand in one list, in the order of the sources; `first` tells whose each is. Each
 * source rests while others are read, so that the number of files is no number of open ones. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/text.h"
#include "import/source/internal.h"

#define FILES_MAX 4096

struct many {
    struct source **all;
    size_t *first; /* of each: where its tables begin among all */
    size_t count;
    size_t reading;
};

/* What one of them is asked on behalf of all. */
struct source_request {
    struct source *whole, *one;
    size_t first;
    const struct source_visit *visit;
};

/* ---- folders ---- */

/* A file of a folder, by the name without what tells its packing. */
struct filed {
    const char *path, *name;
};

static int compare_filed(const void *a, const void *b)
{
    return strcmp(((const struct filed *)a)->name, ((const struct filed *)b)->name);
}

/* The files of a folder that may be sources, by name; NULL, with the source's error. */
static struct filed *list_files(struct source *source, size_t *count)
{
    struct filed *files = arena_alloc(source->arena, FILES_MAX * sizeof *files);
    DIR *folder = opendir(source->place);
    const struct dirent *entry;

    *count = 0;
    if (folder == NULL) {
        source_fail(source, "%s: %s", source->place, strerror(errno));
        return NULL;
    }
    while ((entry = readdir(folder)) != NULL) {
        const char *path = arena_format(source->arena, "%s/%s", source->place, entry->d_name);
        const char *name = unpack_plain_name(source->arena, path);

        if (entry->d_name[0] == '.' || !source_file_named(name))
            continue;
        if (*count == FILES_MAX) {
            source_fail(source, "%s holds more than %d files", source->place, FILES_MAX);
            break;
        }
        files[(*count)++] = (struct filed){path, name};
    }
    closedir(folder);
    if (*count == 0)
        source_fail(source, "%s holds no file that ends in .sql, .csv, .tsv or .txt",
                    source->place);
    qsort(files, *count, sizeof *files, compare_filed);
    return source->error == NULL ? files : NULL;
}

/* The file with the rows of the table that FILE makes; NULL. */
static struct filed *rows_of(struct arena *arena, struct filed *files, size_t count,
                             const struct filed *file)
{
    size_t length = strlen(file->name) - strlen(".sql");
    const struct filed wanted = {
        .name = arena_format(arena, "%s.txt", arena_copy(arena, file->name, length))};

    if (!text_ends(file->name, ".sql"))
        return NULL;
    return bsearch(&wanted, files, count, sizeof *files, compare_filed);
}

/* ---- opening ---- */

static bool add_source(struct source *source, struct source *one)
{
    struct many *many = source->own;

    if (one == NULL)
        return false;
    many->all[many->count++] = one;
    one->reader->rest(one);
    return true;
}

static void begin_many(struct source *source, size_t max)
{
    struct many *many = arena_alloc(source->arena, sizeof *many);

    *many = (struct many){
        .all = arena_alloc(source->arena, (max + 1) * sizeof(struct source *)),
        .first = arena_alloc(source->arena, (max + 1) * sizeof *many->first),
    };
    source->own = many;
}

static bool many_open(struct source *source)
{
    begin_many(source, source->place_count);
    for (size_t i = 0; i < source->place_count; i++)
        if (!add_source(source, source_open(source->arena, source->places[i], &source->error)))
            return false;
    return true;
}

/* A .txt beside a .sql of the same name is its rows; one that stands alone is a table between
 * tabs. */
static bool folder_open(struct source *source)
{
    size_t count;
    struct filed *files = list_files(source, &count);

    begin_many(source, count);
    for (size_t i = 0; files != NULL && i < count; i++) {
        struct filed *rows = rows_of(source->arena, files, count, &files[i]);
        struct source *one;

        if (files[i].path == NULL)
            continue; /* the rows of a table before */
        one = rows == NULL || rows->path == NULL
                  ? source_open(source->arena, files[i].path, &source->error)
                  : source_open_tab(source->arena, files[i].path, rows->path, &source->error);
        if (!add_source(source, one))
            return false;
        if (rows != NULL)
            rows->path = NULL;
    }
    return files != NULL;
}

/* ---- tables and rows ---- */

/* Notes it when a table was in a source before this one: as two databases have the same tables,
 * that is what they are likely to be. */
static void check_twice(struct source *source, const struct many *many, size_t now,
                        const char *name)
{
    const struct source_table *table = source_table_named(source, name);
    size_t before = now;

    if (table == NULL || source->error != NULL)
        return;
    while (before > 0 && many->first[before] > (size_t)(table - source->tables))
        before--;
    if (before < now)
        source_fail(source,
                    "%s: the table %s is made a second time, after %s. If these are two databases,"
                    " import each by itself",
                    many->all[now]->place, name, many->all[before]->place);
}

/* Copies the tables' heads into one list, in order, so that a table's number tells its source by
 * one look-up. */
static bool many_tables(struct source *source)
{
    struct many *many = source->own;

    source_tables_begin(source);
    for (size_t i = 0; i < many->count; i++) {
        struct source *one = many->all[i];
        size_t count;
        const struct source_table *tables;

        one->separator = source->separator;
        tables = source_tables(one, &count, &source->error);
        one->reader->rest(one);
        many->first[i] = source->count;
        for (size_t j = 0; tables != NULL && j < count; j++) {
            struct source_table *table;

            check_twice(source, many, i, tables[j].name);
            table = source_table_add(source, one->place, tables[j].name, tables[j].columns,
                                     tables[j].column_count);
            if (table == NULL)
                return false;
            table->fault = tables[j].fault;
            table->rows = tables[j].rows;
        }
        if (tables == NULL)
            return false;
    }
    return true;
}

/* The table of all that TABLE of the one is. */
static const struct source_table *as_whole(const struct source_request *request,
                                           const struct source_table *table)
{
    return &request->whole->tables[request->first + (size_t)(table - request->one->tables)];
}

static bool one_wanted(void *context, const struct source_table *table)
{
    const struct source_request *request = context;

    return request->visit->wanted(request->visit->context, as_whole(request, table));
}

static int one_row(void *context, const struct source_row *row)
{
    const struct source_request *request = context;
    struct source_row given = *row;

    given.table = as_whole(request, row->table);
    return request->visit->row(request->visit->context, &given);
}

static int many_read(struct source *source, const struct source_visit *visit)
{
    struct many *many = source->own;
    int result = 0;

    for (size_t i = 0; result == 0 && i < many->count; i++) {
        struct source *one = many->all[i];
        struct source_request request = {source, one, many->first[i], visit};
        bool any = false;

        many->reading = i;
        for (size_t j = 0; j < one->count; j++)
            any = any || one_wanted(&request, &one->tables[j]);
        if (any)
            result = source_read(one, one_wanted, one_row, &request, &source->error);
        one->reader->rest(one);
    }
    return result;
}

static void many_progress(const struct source *source, uint64_t *done, uint64_t *all)
{
    const struct many *many = source->own;

    *done = *all = 0;
    for (size_t i = 0; i < many->count; i++) {
        uint64_t own_done, own_all;

        source_progress(many->all[i], &own_done, &own_all);
        *all += own_all;
        *done += i < many->reading ? own_all : i == many->reading ? own_done : 0;
    }
}

static const char *many_fingerprint(struct source *source)
{
    const struct many *many = source->own;
    uint64_t hash = 0;

    for (size_t i = 0; i < many->count; i++) {
        const char *own = source_fingerprint(many->all[i]);

        if (own == NULL)
            return NULL;
        hash = text_hash(own, hash);
    }
    return arena_format(source->arena, "%zu-%016llx", many->count, (unsigned long long)hash);
}

static void many_close(struct source *source)
{
    const struct many *many = source->own;

    for (size_t i = 0; i < many->count; i++)
        source_close(many->all[i]);
}

static void many_rest(struct source *source)
{
    (void)source;
}

const struct source_reader source_many = {
    .open = many_open,
    .tables = many_tables,
    .read = many_read,
    .progress = many_progress,
    .fingerprint = many_fingerprint,
    .rest = many_rest,
    .close = many_close,
};

const struct source_reader source_folder = {
    .open = folder_open,
    .tables = many_tables,
    .read = many_read,
    .progress = many_progress,
    .fingerprint = many_fingerprint,
    .rest = many_rest,
    .close = many_close,
};
