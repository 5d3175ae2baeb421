/* CSV (RFC 4180; semicolons, tabs and bars part values as commas do), or values between tabs
 * (IANA's text/tab-separated-values, which knows no quotes): one table, whose first line names the
 * columns. */
#include <string.h>

#include "base/text/text.h"
#include "import/source/internal.h"

struct csv {
    struct source_stream stream;
    struct source_cells cells;
    char separator;
    bool quotes;    /* mean something: text/tab-separated-values has none */
    uint64_t begun; /* the line that the row began on */
    uint64_t row;   /* the last whole one, from 1; 0 is the header */
};

/* What a field ended with. */
enum field_end { FIELD_MORE, FIELD_ROW, FIELD_BROKEN };

static bool csv_fail(struct source *source, uint64_t line, const char *what)
{
    struct csv *csv = source->own;

    return source_fail(source, "%s:%llu: %s", csv->stream.name, (unsigned long long)line, what);
}

/* Says that the file cannot be read on. Always false. */
static bool csv_cut(struct source *source)
{
    struct csv *csv = source->own;

    return source_fail(source,
                       "%s:%llu: the file cannot be read on: %s; the last whole row is number %llu",
                       csv->stream.name, (unsigned long long)csv->stream.line, csv->stream.broken,
                       (unsigned long long)csv->row);
}

/* Takes the end of a line, if it is there. */
static bool parse_line_end(struct source_stream *stream)
{
    int byte = source_stream_peek(stream);

    if (byte == '\r' && source_stream_second(stream) == '\n')
        source_stream_next(stream);
    else if (byte != '\n' && byte != '\r')
        return byte < 0;
    source_stream_next(stream);
    return true;
}

/* Takes what stands in quotes; the first was taken. */
static bool parse_quoted_field(struct csv *csv)
{
    int byte;

    while ((byte = source_stream_next(&csv->stream)) >= 0) {
        if (byte == '"' && source_stream_peek(&csv->stream) != '"')
            return true;
        if (byte == '"')
            source_stream_next(&csv->stream);
        if (csv->cells.bytes.length >= SOURCE_ROW_MAX)
            return false;
        buffer_byte(&csv->cells.bytes, (char)byte);
    }
    return false;
}

static bool parse_unquoted_field(struct csv *csv)
{
    int byte;

    while ((byte = source_stream_peek(&csv->stream)) >= 0 && byte != csv->separator &&
           byte != '\n' && byte != '\r') {
        if (csv->cells.bytes.length >= SOURCE_ROW_MAX)
            return false;
        buffer_byte(&csv->cells.bytes, (char)source_stream_next(&csv->stream));
    }
    return true;
}

/* Bytes that are no UTF-8 are taken for Windows-1252, which is what spreadsheets write that were
 * not asked for UTF-8. */
static enum field_end parse_field(struct source *source, struct csv *csv)
{
    size_t start = csv->cells.bytes.length;
    bool quoted = csv->quotes && source_stream_peek(&csv->stream) == '"';

    if (quoted)
        source_stream_next(&csv->stream);
    if (!(quoted ? parse_quoted_field(csv) : parse_unquoted_field(csv))) {
        if (csv->stream.broken != NULL)
            csv_cut(source);
        csv_fail(source, csv->begun,
                 csv->cells.bytes.length >= SOURCE_ROW_MAX
                     ? "a row is too large"
                     : "a quote is opened here, and the file ends before it is closed");
        return FIELD_BROKEN;
    }
    source_cells_text(&csv->cells, start, SOURCE_UTF8, SOURCE_LATIN1);
    if (source_stream_peek(&csv->stream) == csv->separator) {
        source_stream_next(&csv->stream);
        return FIELD_MORE;
    }
    if (parse_line_end(&csv->stream) && csv->stream.broken == NULL)
        return FIELD_ROW;
    if (csv->stream.broken != NULL)
        csv_cut(source);
    csv_fail(source, csv->stream.line,
             "something stands between a closing quote and the next value");
    return FIELD_BROKEN;
}

/* Takes one row. 1, 0 at the end, -1. Empty lines are passed over. */
static int parse_csv_row(struct source *source, struct csv *csv)
{
    enum field_end end;

    do {
        if (source_stream_peek(&csv->stream) < 0) {
            return csv->stream.broken != NULL ? csv_cut(source) - 1 : 0;
        }
        csv->begun = csv->stream.line;
    } while (parse_line_end(&csv->stream));
    source_cells_begin(&csv->cells);
    do {
        if (csv->cells.count == SOURCE_COLUMNS_MAX)
            return csv_fail(source, csv->begun, "there are too many columns") - 1;
        end = parse_field(source, csv);
    } while (end == FIELD_MORE);
    source_cells_end(&csv->cells);
    return end == FIELD_ROW ? 1 : -1;
}

/* Begins anew. */
static bool csv_rewind(struct source *source, struct csv *csv)
{
    const char *fault = source_stream_rewind(&csv->stream);

    csv->row = 0;
    return fault == NULL || csv_fail(source, 1, fault);
}

/* The table's: what holds it is called so, without its end. */
static const char *csv_table_name(const struct source *source)
{
    const char *name = ((const struct csv *)source->own)->stream.holds, *end = strrchr(name, '.');

    return end != NULL ? arena_copy(source->arena, name, (size_t)(end - name)) : name;
}

/* How many SEPARATORs stand in the first line, outside of quotes, as far as it was read: the
 * header has as many as each row will have, and no numbers with decimal commas. */
static size_t count_separators(const struct csv *csv, char separator)
{
    size_t count = 0;
    bool inside = false;

    for (const unsigned char *at = csv->stream.at; at < csv->stream.end; at++) {
        if (*at == '"')
            inside = !inside;
        else if (!inside && (*at == '\n' || *at == '\r'))
            break;
        count += !inside && *at == (unsigned char)separator;
    }
    return count;
}

/* What stands between values: what was GIVEN, else what stands between the names of the columns:
 * the most of it, and of as many what the file's end promises. Names between tabs are in no quotes
 * where the end says so. */
static void find_separator(struct csv *csv, char given)
{
    static const char others[] = {',', ';', '\t', '|'};
    bool csv_by_name = text_ends(csv->stream.holds, ".csv");
    size_t max, count;

    source_stream_peek(&csv->stream);
    csv->separator = csv_by_name ? ',' : '\t';
    if (given != '\0') {
        csv->separator = given;
        csv->quotes = csv_by_name || given != '\t';
        return;
    }
    max = count_separators(csv, csv->separator);
    for (size_t i = 0; (csv_by_name || max == 0) && i < sizeof others; i++) {
        count = count_separators(csv, others[i]);
        if (count > max) {
            csv->separator = others[i];
            max = count;
        }
    }
    csv->quotes = csv_by_name || csv->separator != '\t';
}

/* Names of columns are what a mapping goes by, so that a file without them is refused and not
 * numbered. */
static bool read_csv_header(struct source *source, struct csv *csv)
{
    struct source_column *columns;
    int got;

    if (!csv_rewind(source, csv))
        return false;
    find_separator(csv, source->separator);
    got = parse_csv_row(source, csv);
    if (got <= 0)
        return got == 0 ? csv_fail(source, 1, "the file has no line that names its columns")
                        : false;
    columns = arena_alloc(source->arena, csv->cells.count * sizeof *columns);
    for (size_t i = 0; i < csv->cells.count; i++)
        columns[i].name = csv->cells.values[i];
    return source_table_add(source, csv->stream.name, csv_table_name(source), columns,
                            csv->cells.count) != NULL;
}

/* One pass over the rows; ROW is NULL where they are only counted. */
static int read_csv_rows(struct source *source, const struct source_visit *visit)
{
    struct csv *csv = source->own;
    struct source_table *table = &source->tables[0];
    struct source_row row = {.table = table};
    int result = 0, got;

    while (result == 0 && (got = parse_csv_row(source, csv)) != 0) {
        if (got < 0)
            return -1;
        row.number++;
        if (csv->cells.count != table->column_count) {
            csv_fail(source, csv->begun,
                     arena_format(source->arena, "the row has %zu values instead of %zu",
                                  csv->cells.count, table->column_count));
            return -1;
        }
        csv->row = row.number;
        row.line = csv->begun;
        row.values = csv->cells.values;
        row.lengths = csv->cells.lengths;
        if (visit != NULL)
            result = visit->row(visit->context, &row);
        else
            table->rows = row.number;
    }
    return result;
}

static bool csv_open(struct source *source)
{
    struct csv *csv = arena_alloc(source->arena, sizeof *csv);

    *csv = (struct csv){.separator = ','};
    source->own = csv;
    if (!source_stream_open(&csv->stream, source->arena, source->place, &source->error))
        return false;
    return true;
}

/* Counts the rows, too: that costs a reading, and buys progress and a part that is known to be
 * whole. */
static bool csv_tables(struct source *source)
{
    source_tables_begin(source);
    return read_csv_header(source, source->own) && read_csv_rows(source, NULL) == 0;
}

static int csv_read(struct source *source, const struct source_visit *visit)
{
    if (!visit->wanted(visit->context, &source->tables[0]))
        return 0;
    if (!csv_rewind(source, source->own) || parse_csv_row(source, source->own) <= 0)
        return -1;
    return read_csv_rows(source, visit);
}

static void csv_progress(const struct source *source, uint64_t *done, uint64_t *all)
{
    const struct csv *csv = source->own;

    *done = source_stream_done(&csv->stream);
    *all = csv->stream.size;
}

static const char *csv_fingerprint(struct source *source)
{
    return source_file_fingerprint(source->arena, source->place);
}

static void csv_rest(struct source *source)
{
    struct csv *csv = source->own;

    source_cells_rest(&csv->cells);
    source_stream_rest(&csv->stream);
}

static void csv_close(struct source *source)
{
    struct csv *csv = source->own;

    source_cells_rest(&csv->cells);
    source_stream_close(&csv->stream);
}

const struct source_reader source_csv = {
    .open = csv_open,
    .tables = csv_tables,
    .read = csv_read,
    .progress = csv_progress,
    .fingerprint = csv_fingerprint,
    .rest = csv_rest,
    .close = csv_close,
};
