/* A table as mariadb-dump --tab writes it: a dump that makes it, and a file of its rows as SELECT
 * … INTO OUTFILE has them: a line each, values between tabs, backslashes before what would end
 * them. */
#include <string.h>

#include "base/text/text.h"
#include "import/source/dump.h"

struct tab {
    struct source *made; /* the dump */
    struct source_stream stream;
    struct source_cells cells;
    char separator;
};

static bool tab_fail(struct source *source, const struct source_row *row, const char *what)
{
    const struct tab *tab = source->own;

    if (tab->stream.broken != NULL)
        what = arena_format(source->arena, "the file cannot be read on: %s", tab->stream.broken);
    return source_fail(source, "%s:%llu: %s; the last whole row is number %llu of the table %s",
                       tab->stream.name, (unsigned long long)tab->stream.line, what,
                       (unsigned long long)row->number, row->table->name);
}

/* Takes a value, up to what ends it, which stays. False where nothing does, or it is too large.
 * NULL is "\N" and nothing else: the same two bytes within a longer value are an N. */
static bool parse_tab_value(struct tab *tab, bool *null)
{
    struct source_stream *stream = &tab->stream;
    struct buffer *to = &tab->cells.bytes;
    size_t start = to->length;
    int byte;

    *null = false;
    while ((byte = source_stream_peek(stream)) >= 0 && byte != tab->separator && byte != '\n') {
        source_stream_next(stream);
        if (byte == '\\') {
            byte = source_stream_next(stream);
            *null = byte == 'N' && to->length == start;
            byte = (unsigned char)source_escaped(byte);
        }
        if (to->length >= SOURCE_ROW_MAX)
            return false;
        buffer_byte(to, (char)byte);
    }
    *null = *null && to->length == start + 1;
    return byte >= 0;
}

/* Takes a row. 1, 0 at the end, or -1. */
static int parse_tab_row(struct source *source, const struct source_row *row)
{
    struct tab *tab = source->own;
    struct source_cells *cells = &tab->cells;
    const struct source_table *table = row->table;
    enum source_encoding fallback = dump_encoding(tab->made, 0);
    bool null;

    if (source_stream_peek(&tab->stream) < 0)
        return tab->stream.broken != NULL ? tab_fail(source, row, "") - 1 : 0;
    source_cells_begin(cells);
    do {
        size_t start = cells->bytes.length;

        if (cells->count == table->column_count)
            return tab_fail(source, row, "the row has too many values") - 1;
        if (cells->count > 0)
            source_stream_next(&tab->stream);
        if (!parse_tab_value(tab, &null))
            return tab_fail(source, row,
                            cells->bytes.length >= SOURCE_ROW_MAX ? "a row is too large"
                                                                  : "the file ends within a row") -
                   1;
        if (null) {
            source_cells_null(cells);
            continue;
        }
        if (table->columns[cells->count].bits)
            source_cells_bits(cells, start);
        source_cells_text(cells, start, SOURCE_UTF8, fallback);
    } while (source_stream_peek(&tab->stream) == tab->separator);
    if (cells->count < table->column_count)
        return tab_fail(source, row, "the row has too few values") - 1;
    source_stream_next(&tab->stream);
    source_cells_end(cells);
    return 1;
}

/* One pass over the rows; VISIT is NULL where they are only counted. */
static int read_tab_rows(struct source *source, const struct source_visit *visit)
{
    struct tab *tab = source->own;
    struct source_row row = {.table = &source->tables[0]};
    const char *fault = source_stream_rewind(&tab->stream);
    int result = 0, got;

    tab->separator = source->separator;
    if (tab->separator == '\0')
        tab->separator = '\t';
    if (fault != NULL)
        return tab_fail(source, &row, fault) - 1;
    while (result == 0 && (got = parse_tab_row(source, &row)) != 0) {
        if (got < 0)
            return -1;
        row.number++;
        row.values = tab->cells.values;
        row.lengths = tab->cells.lengths;
        if (visit != NULL)
            result = visit->row(visit->context, &row);
        else
            source->tables[0].rows = row.number;
    }
    return result;
}

/* ---- the source ---- */

static bool tab_open(struct source *source)
{
    struct tab *tab = arena_alloc(source->arena, sizeof *tab);

    *tab = (struct tab){0};
    source->own = tab;
    tab->made = source_open(source->arena, source->place, &source->error);
    if (tab->made == NULL ||
        !source_stream_open(&tab->stream, source->arena, source->beside, &source->error))
        return false;
    return true;
}

/* The rows are counted once beforehand, so that `rows` is as exact as a dump's: nothing in the
 * two files tells it. */
static bool tab_tables(struct source *source)
{
    struct tab *tab = source->own;
    size_t count;
    const struct source_table *made = source_tables(tab->made, &count, &source->error);

    tab->made->reader->rest(tab->made);
    if (made == NULL)
        return false;
    if (count != 1 || made->fault != NULL)
        return source_fail(source, "%s: it does not make the one table whose rows %s has",
                           source->place, tab->stream.name);
    source_tables_begin(source);
    return source_table_add(source, source->place, made->name, made->columns, made->column_count) !=
               NULL &&
           read_tab_rows(source, NULL) == 0;
}

static int tab_read(struct source *source, const struct source_visit *visit)
{
    return visit->wanted(visit->context, &source->tables[0]) ? read_tab_rows(source, visit) : 0;
}

static void tab_progress(const struct source *source, uint64_t *done, uint64_t *all)
{
    const struct tab *tab = source->own;

    *done = source_stream_done(&tab->stream);
    *all = tab->stream.size;
}

static const char *tab_fingerprint(struct source *source)
{
    const char *made = source_file_fingerprint(source->arena, source->place);
    const char *rows = source_file_fingerprint(source->arena, source->beside);

    return made != NULL && rows != NULL ? arena_format(source->arena, "%s-%s", made, rows) : NULL;
}

static void tab_rest(struct source *source)
{
    struct tab *tab = source->own;

    tab->made->reader->rest(tab->made);
    source_cells_rest(&tab->cells);
    source_stream_rest(&tab->stream);
}

static void tab_close(struct source *source)
{
    struct tab *tab = source->own;

    source_close(tab->made);
    source_cells_rest(&tab->cells);
    source_stream_close(&tab->stream);
}

const struct source_reader source_tab = {
    .open = tab_open,
    .tables = tab_tables,
    .read = tab_read,
    .progress = tab_progress,
    .fingerprint = tab_fingerprint,
    .rest = tab_rest,
    .close = tab_close,
};
