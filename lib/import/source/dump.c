/* Dumps as mysqldump, mariadb-dump and their like write them. What they hold is read, never run: a
 * dump is a program for a server, and may drop, grant or write files. Only CREATE, DROP, INSERT
 * and the encoding mean something here; all else is stepped over as a whole statement, by its
 * quotes and comments alone.
 *
 * It is read twice or more, as a stream: first for the tables, their columns and how many rows
 * each has, which tells a run when a table is done, then for rows. A table that is made a second
 * time is what the dump would leave behind: rows from before do not count.
 *
 * What is wrong with one table's rows is that table's fault (dump_blame), and matters only if a
 * mapping wants it. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text/text.h"
#include "import/source/dump.h"

/* How a pass over the dump went on after a statement. */
struct dump_pass {
    struct dump *dump;
    const struct source_visit *visit; /* NULL: looks for tables, and counts rows */
    int result;                       /* what a row gave */
};

/* ---- statements that say nothing here ---- */

/* Takes what comes up to the next byte that may begin something or end the statement. Most of a
 * dump is rows of tables that nobody asked for, and goes by here. */
static void skip_plain(struct source_stream *stream)
{
    static const bool meant[256] = {['\''] = true, ['"'] = true, ['`'] = true, [';'] = true,
                                    ['#'] = true,  ['-'] = true, ['/'] = true};
    const unsigned char *at = stream->at;

    for (; at < stream->end && !meant[*at]; at++)
        stream->line += *at == '\n';
    stream->at = at;
}

/* Takes what is left of a statement, with its semicolon. */
bool dump_skip(struct dump *dump)
{
    int byte;

    while (dump_blank(dump) && (byte = source_stream_peek(&dump->stream)) >= 0) {
        if (byte == '\'' || byte == '"' || byte == '`') {
            if (!dump_quoted(dump, NULL))
                return false;
        } else if (source_stream_next(&dump->stream) == ';') {
            return dump->over = true;
        } else {
            skip_plain(&dump->stream);
        }
    }
    return dump->source->error == NULL && dump_cut(dump);
}

/* Whether LINE is "DELIMITER ;", whatever blanks it has. */
static bool restores_delimiter(const char *line)
{
    static const char word[] = "DELIMITER";

    line += strspn(line, " \t");
    if (strncasecmp(line, word, sizeof word - 1) != 0)
        return false;
    line += sizeof word - 1;
    if (*line != ' ' && *line != '\t')
        return false;
    line += strspn(line, " \t");
    return *line == ';' && line[1 + strspn(line + 1, " \t")] == '\0';
}

/* "DELIMITER ;;": routines and triggers follow, up to the line that puts the semicolon back; that
 * may be the same, where there was nothing to put back. WORD was taken. */
static bool skip_routines(struct dump *dump)
{
    char line[64] = "DELIMITER";
    size_t length = strlen(line);
    int byte;

    for (;;) {
        while ((byte = source_stream_next(&dump->stream)) >= 0 && byte != '\n')
            if (length < sizeof line - 1 && byte != '\r')
                line[length++] = (char)byte;
        line[length] = '\0';
        if (restores_delimiter(line))
            return true;
        if (byte < 0)
            return dump_cut(dump);
        length = 0;
    }
}

/* SET NAMES tells what the literals behind it are encoded in; "binary" tells nothing, and tables'
 * own encodings are tried then. */
static bool read_set(struct dump *dump)
{
    char word[DUMP_NAME_MAX];
    char quote;

    if (!dump_blank(dump))
        return false;
    dump_word(dump, word);
    if (strcasecmp(word, "NAMES") == 0 && dump_blank(dump)) {
        quote = (char)source_stream_peek(&dump->stream);
        if (quote == '\'')
            source_stream_next(&dump->stream);
        dump_word(dump, word);
        if (quote == '\'')
            source_stream_next(&dump->stream);
        dump->named = strcasecmp(word, "binary") != 0;
        if (dump->named && !source_encoding_named(word, &dump->encoding))
            return dump_fail(dump,
                             "the dump is in the encoding %s; make it with "
                             "--default-character-set=utf8mb4",
                             word);
    }
    return dump_skip(dump);
}

/* ---- INSERT ---- */

/* What an INSERT puts where. */
struct insert {
    struct source_table *table;
    enum source_encoding encoding;
    uint64_t *seen;
    size_t *to; /* the column of each value; NULL: as they come */
    size_t values;
};

/* Takes the list of columns behind the table's name. A table that nothing else tells of has
 * these. */
static bool read_column_list(struct dump *dump, const char *name, struct insert *insert,
                             struct arena *own)
{
    struct source_column *columns = dump->columns;
    char column[DUMP_NAME_MAX];
    size_t count = 0;

    do {
        if (count == SOURCE_COLUMNS_MAX)
            return dump_fail(dump, "there are more than %d columns", SOURCE_COLUMNS_MAX);
        if (!dump_name(dump, column))
            return false;
        columns[count++] = (struct source_column){.name = arena_string(own, column)};
    } while (dump_sign(dump, ','));
    if (!dump_sign(dump, ')'))
        return dump_fail(dump, "a list of columns has no closing bracket");
    if (insert->table == NULL) {
        if (!dump_keep_table(dump, name, columns, count, SOURCE_UTF8))
            return false;
        insert->table = &dump->source->tables[dump->source->count - 1];
    }
    insert->to = arena_alloc(own, count * sizeof *insert->to);
    insert->values = count;
    for (size_t i = 0; i < count; i++) {
        insert->to[i] = dump_column_of(dump, insert->table, columns[i].name, i);
        if (insert->to[i] == insert->table->column_count)
            return dump_fail(dump, "the table %s has no column %s", name, columns[i].name);
    }
    return true;
}

/* Lays the values out as the table has its columns. */
static void arrange_values(struct dump *dump, const struct insert *insert, struct source_row *row)
{
    struct source_cells *cells = &dump->cells;
    size_t columns = insert->table->column_count;

    source_cells_end(cells);
    row->table = insert->table;
    row->values = cells->values;
    row->lengths = cells->lengths;
    if (insert->to == NULL)
        return;
    /* Behind the values as they came lie those in order. */
    row->values = cells->values + SOURCE_COLUMNS_MAX;
    row->lengths = cells->lengths + SOURCE_COLUMNS_MAX;
    memset(cells->values + SOURCE_COLUMNS_MAX, 0, columns * sizeof *cells->values);
    memset(cells->lengths + SOURCE_COLUMNS_MAX, 0, columns * sizeof *cells->lengths);
    for (size_t i = 0; i < insert->values; i++) {
        cells->values[SOURCE_COLUMNS_MAX + insert->to[i]] = cells->values[i];
        cells->lengths[SOURCE_COLUMNS_MAX + insert->to[i]] = cells->lengths[i];
    }
}

static bool read_row_literals(struct dump *dump, const struct insert *insert)
{
    struct source_cells *cells = &dump->cells;

    source_cells_begin(cells);
    do {
        if (cells->count == insert->values)
            return dump_fail(dump, "row %llu of the table %s has more than %zu values",
                             (unsigned long long)dump->row + 1, dump->table, insert->values);
        dump->bits =
            insert->table->columns[insert->to != NULL ? insert->to[cells->count] : cells->count]
                .bits;
        if (!dump_literal(dump, insert->encoding))
            return false;
        if (cells->bytes.length > SOURCE_ROW_MAX)
            return dump_fail(dump, "a row is larger than %zu bytes", SOURCE_ROW_MAX);
    } while (dump_sign(dump, ','));
    if (dump->source->error != NULL)
        return false;
    if (source_stream_peek(&dump->stream) < 0)
        return dump_cut(dump);
    if (!dump_sign(dump, ')'))
        return dump_fail(dump, "row %llu of the table %s has something between its values",
                         (unsigned long long)dump->row + 1, dump->table);
    if (cells->count < insert->values)
        return dump_fail(dump, "row %llu of the table %s has %zu values instead of %zu",
                         (unsigned long long)dump->row + 1, dump->table, cells->count,
                         insert->values);
    return true;
}

/* Takes all rows of one INSERT. False when one ends the pass, or with an error. */
static bool read_insert_rows(struct dump_pass *pass, const struct insert *insert)
{
    struct dump *dump = pass->dump;
    struct source_row row;

    dump->table = insert->table->name;
    dump->row = *insert->seen;
    do {
        if (!dump_sign(dump, '('))
            return dump->source->error == NULL &&
                   (source_stream_peek(&dump->stream) < 0
                        ? dump_cut(dump)
                        : dump_fail(dump, "a row of the table %s is missing", dump->table));
        if (!read_row_literals(dump, insert))
            return false;
        *insert->seen = row.number = ++dump->row;
        if (pass->visit == NULL) {
            insert->table->rows = dump->row;
            continue;
        }
        arrange_values(dump, insert, &row);
        pass->result = pass->visit->row(pass->visit->context, &row);
        if (pass->result != 0)
            return false;
    } while (dump_sign(dump, ','));
    return dump->source->error == NULL && dump_skip(dump);
}

/* Tables that nobody wants are skipped whole, before their columns are looked at. In the first
 * reading every row is parsed, so that a fault is known before anything was staged. */
static bool insert_into(struct dump_pass *pass, const char *name, struct arena *own)
{
    struct dump *dump = pass->dump;
    struct insert insert = {.table = dump_table_of(dump, name)};
    char word[DUMP_NAME_MAX];

    if (pass->visit != NULL &&
        (insert.table == NULL || !pass->visit->wanted(pass->visit->context, insert.table)))
        return dump_skip(dump);
    /* What stood in the table before it was made again is gone. */
    if (insert.table != NULL &&
        (insert.table->fault != NULL ||
         dump->statement < dump->tables[insert.table - dump->source->tables].made))
        return dump_skip(dump);
    if (dump_sign(dump, '(') && !read_column_list(dump, name, &insert, own))
        return false;
    if (dump->source->error != NULL)
        return false;
    if (insert.table == NULL)
        return dump_fail(dump, "there are rows of the table %s, but not what its columns are",
                         name);
    insert.encoding = dump->tables[insert.table - dump->source->tables].encoding;
    insert.seen = &dump->tables[insert.table - dump->source->tables].seen;
    insert.values = insert.to != NULL ? insert.values : insert.table->column_count;
    if (!dump_blank(dump))
        return false;
    dump_word(dump, word);
    if (strcasecmp(word, "VALUES") != 0 && strcasecmp(word, "VALUE") != 0)
        return source_stream_peek(&dump->stream) < 0
                   ? dump_cut(dump)
                   : dump_fail(dump, "rows of the table %s are not a list of values", name);
    return read_insert_rows(pass, &insert);
}

/* A quoted name may be a word of the language: only an unquoted INTO or IGNORE is one. */
static bool read_insert(struct dump_pass *pass)
{
    static const char *const modes[] = {"IGNORE",        "DELAYED", "LOW_PRIORITY",
                                        "HIGH_PRIORITY", "INTO",    NULL};
    struct dump *dump = pass->dump;
    char name[DUMP_NAME_MAX];
    struct arena *own;
    bool valid, quoted;

    do {
        if (!dump_blank(dump))
            return false;
        quoted = source_stream_peek(&dump->stream) == '`' ||
                 source_stream_peek(&dump->stream) == '"';
        if (!dump_table_name(dump, name))
            return false;
    } while (!quoted && dump_word_among(name, modes));
    own = arena_open(4096);
    valid = insert_into(pass, name, own);
    arena_close(own);
    return valid || (pass->visit == NULL && dump_blame(dump, name));
}

/* ---- the whole ---- */

/* Two kinds of passes: without a visitor tables are made and rows counted, with one rows are
 * handed over. What is neither is stepped over by the same lexer, as a semicolon within a string
 * ends no statement. */
static bool read_statement(struct dump_pass *pass)
{
    struct dump *dump = pass->dump;
    char word[DUMP_NAME_MAX];

    dump->begun = dump->stream.line;
    dump->table = NULL;
    dump->over = false;
    dump->statement++;
    dump_word(dump, word);
    if (strcasecmp(word, "CREATE") == 0)
        return pass->visit == NULL ? dump_create(dump) : dump_skip(dump);
    if (strcasecmp(word, "DROP") == 0)
        return pass->visit == NULL ? dump_drop(dump) : dump_skip(dump);
    if (strcasecmp(word, "INSERT") == 0 || strcasecmp(word, "REPLACE") == 0)
        return read_insert(pass);
    if (strcasecmp(word, "DELIMITER") == 0)
        return skip_routines(dump);
    if (strcasecmp(word, "SET") == 0)
        return read_set(dump);
    return dump_skip(dump);
}

/* Reads the dump from its beginning to its end. False when it stops before. */
static bool read_dump(struct dump_pass *pass)
{
    struct dump *dump = pass->dump;
    const char *fault = source_stream_rewind(&dump->stream);

    if (fault != NULL)
        return dump_fail(dump, "%s", fault);
    if (dump->own == NULL) {
        dump->own = arena_open(4096);
        dump->columns = arena_alloc(dump->own, SOURCE_COLUMNS_MAX * sizeof *dump->columns);
    }
    if (source_stream_peek(&dump->stream) == '<')
        return dump_fail(dump, "this is XML; make the dump without --xml");
    dump->encoding = SOURCE_UTF8;
    dump->named = dump->ended = dump->stuck = false;
    dump->statement = 0;
    for (size_t i = 0; i < dump->source->count; i++)
        dump->tables[i].seen = 0;
    dump->table = NULL;
    dump->begun = 1;
    while (dump_blank(dump) && source_stream_peek(&dump->stream) >= 0) {
        if (!read_statement(pass))
            return false;
        dump->begun = dump->stream.line;
    }
    if (dump->source->error != NULL)
        return false;
    dump->begun = dump->stream.line;
    if (dump->stream.broken != NULL)
        return dump_cut(dump);
    if (dump->tells_end && !dump->ended)
        return dump_fail(dump, "the dump was cut: its last line, \"Dump completed\", is missing");
    return true;
}

static bool dump_open(struct source *source)
{
    struct dump *dump = arena_alloc(source->arena, sizeof *dump);

    *dump = (struct dump){.source = source};
    source->own = dump;
    if (!source_stream_open(&dump->stream, source->arena, source->place, &source->error))
        return false;
    return true;
}

static bool dump_tables(struct source *source)
{
    struct dump_pass pass = {.dump = source->own};

    source_tables_begin(source);
    pass.dump->alike = text_map_open(source->arena);
    if (!read_dump(&pass))
        return false;
    dump_clear_dropped(pass.dump);
    return true;
}

static int dump_read(struct source *source, const struct source_visit *visit)
{
    struct dump *dump = source->own;
    struct dump_pass pass = {.dump = dump, .visit = visit};

    for (size_t i = 0; i < source->count; i++) {
        const struct source_table *table = &source->tables[i];

        if (table->fault != NULL && visit->wanted(visit->context, table))
            return source_fail(source, "%s", table->fault) - 1;
    }
    if (!read_dump(&pass) && pass.result == 0 && source->error == NULL)
        dump_fail(dump, "the dump cannot be read on");
    return source->error != NULL ? -1 : pass.result;
}

static void dump_progress(const struct source *source, uint64_t *done, uint64_t *all)
{
    const struct dump *dump = source->own;

    *done = source_stream_done(&dump->stream);
    *all = dump->stream.size;
}

static const char *dump_fingerprint(struct source *source)
{
    return source_file_fingerprint(source->arena, source->place);
}

static void release_pass(struct dump *dump)
{
    source_cells_rest(&dump->cells);
    arena_close(dump->own);
    dump->own = NULL;
}

static void dump_rest(struct source *source)
{
    struct dump *dump = source->own;

    release_pass(dump);
    source_stream_rest(&dump->stream);
}

static void dump_close(struct source *source)
{
    struct dump *dump = source->own;

    release_pass(dump);
    source_stream_close(&dump->stream);
}

const struct source_reader source_dump = {
    .open = dump_open,
    .tables = dump_tables,
    .read = dump_read,
    .progress = dump_progress,
    .fingerprint = dump_fingerprint,
    .rest = dump_rest,
    .close = dump_close,
};
