/* What a dump tells of its tables: CREATE and DROP. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "import/source/dump.h"

bool dump_word_among(const char *word, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcasecmp(word, *words) == 0)
            return true;
    return false;
}

static bool number_type(const char *word)
{
    static const char *const types[] = {"tinyint", "smallint", "mediumint", "int",
                                        "integer", "bigint",   "float",     "double",
                                        "real",    "decimal",  "numeric",   "bool",
                                        "boolean", "year",     "bit",       NULL};

    return dump_word_among(word, types);
}

/* Takes what is left of a definition: up to the comma or the closing bracket outside of others,
 * which stays. */
static bool skip_definition(struct dump *dump)
{
    int depth = 0, byte;

    while (dump_blank(dump) && (byte = source_stream_peek(&dump->stream)) >= 0) {
        if (depth == 0 && (byte == ',' || byte == ')'))
            return true;
        if (byte == '\'' || byte == '"' || byte == '`') {
            if (!dump_quoted(dump, NULL))
                return false;
            continue;
        }
        if (byte == ';')
            return dump_fail(dump, "a table's definition has no closing bracket");
        source_stream_next(&dump->stream);
        depth += (byte == '(') - (byte == ')');
    }
    return dump->source->error == NULL && dump_cut(dump);
}

/* Takes, behind LIKE, the name of the table whose columns these are. */
static bool copy_columns(struct dump *dump, const char *name, struct source_column *columns,
                         size_t *count)
{
    const struct source_table *other;
    char like[DUMP_NAME_MAX];

    if (!dump_table_name(dump, like))
        return false;
    other = dump_table_of(dump, like);
    if (other == NULL || other->column_count == 0)
        return dump_fail(dump, "the table %s is made like %s, which is not in the dump", name,
                         like);
    *count = other->column_count;
    memcpy(columns, other->columns, *count * sizeof *columns);
    return true;
}

/* One column or key of TABLE, or LIKE, which gives it all of another's. */
static bool read_definition(struct dump *dump, const char *table, struct source_column *columns,
                            size_t *count)
{
    static const char *const keys[] = {"PRIMARY",    "KEY",     "UNIQUE",   "INDEX",
                                       "CONSTRAINT", "FOREIGN", "FULLTEXT", "CHECK",
                                       "SPATIAL",    "PERIOD",  NULL};
    char name[DUMP_NAME_MAX], type[DUMP_NAME_MAX];
    bool quoted;

    if (!dump_blank(dump))
        return false;
    quoted = source_stream_peek(&dump->stream) == '`' || source_stream_peek(&dump->stream) == '"';
    if (!dump_name(dump, name))
        return false;
    if (!quoted && dump_word_among(name, keys))
        return skip_definition(dump);
    if (!quoted && strcasecmp(name, "LIKE") == 0)
        return copy_columns(dump, table, columns, count);
    if (*count == SOURCE_COLUMNS_MAX)
        return dump_fail(dump, "a table has more than %d columns", SOURCE_COLUMNS_MAX);
    if (!dump_blank(dump))
        return false;
    dump_word(dump, type);
    columns[(*count)++] = (struct source_column){.name = arena_string(dump->source->arena, name),
                                                 .number = number_type(type),
                                                 .bits = strcasecmp(type, "bit") == 0};
    return skip_definition(dump);
}

/* What stands behind the columns: looks for the table's encoding. */
static bool read_table_options(struct dump *dump, enum source_encoding *encoding)
{
    char word[DUMP_NAME_MAX];
    bool named = false; /* the next word is an encoding */
    int byte;

    while (dump_blank(dump) && (byte = source_stream_peek(&dump->stream)) >= 0) {
        dump_word(dump, word);
        if (word[0] == '\0') {
            if (byte == '\'' || byte == '"' || byte == '`') {
                if (!dump_quoted(dump, NULL))
                    return false;
            } else if (source_stream_next(&dump->stream) == ';') {
                return dump->over = true;
            }
        } else if (named && strcasecmp(word, "SET") != 0) {
            source_encoding_named(word, encoding);
            named = false;
        } else {
            named = named || strcasecmp(word, "CHARSET") == 0 || strcasecmp(word, "CHARACTER") == 0;
        }
    }
    return dump->source->error == NULL && dump_cut(dump);
}

/* A name of at most DUMP_NAME_MAX bytes, as it is compared where its case tells nothing. */
static void fold_name(char to[DUMP_NAME_MAX], const char *name)
{
    size_t length = 0;

    for (; name[length] != '\0' && length < DUMP_NAME_MAX - 1; length++)
        to[length] = (char)tolower((unsigned char)name[length]);
    to[length] = '\0';
}

struct source_table *dump_table_of(const struct dump *dump, const char *name)
{
    struct source_table *table = source_table_named(dump->source, name);
    struct dump_alike *alike;
    char folded[DUMP_NAME_MAX];

    if (table != NULL)
        return table;
    fold_name(folded, name);
    alike = text_map_get(&dump->alike, NULL, folded);
    while (alike != NULL && alike->first != 0 && dump->tables[alike->first - 1].dropped)
        alike->first = dump->tables[alike->first - 1].next_alike;
    return alike != NULL && alike->first != 0 ? &dump->source->tables[alike->first - 1] : NULL;
}

/* Has a table, the last of the list so far, found by its name whatever its case. Where a server
 * makes no difference between cases (lower_case_table_names), its dump may write one name in two;
 * where two tables differ by case alone, the exact name comes first, then the one that was made
 * first. */
static void link_alike(struct dump *dump, size_t at)
{
    char *folded = source_folded(dump->source->arena, dump->source->tables[at].name);
    struct dump_alike *alike = text_map_get(&dump->alike, NULL, folded);

    if (alike == NULL) {
        alike = arena_alloc(dump->source->arena, sizeof *alike);
        text_map_put(&dump->alike, NULL, folded, alike);
    }
    dump->tables[at].next_alike = 0;
    if (alike->first == 0)
        alike->first = at + 1;
    else
        dump->tables[alike->last - 1].next_alike = at + 1;
    alike->last = at + 1;
}

size_t dump_column_of(const struct dump *dump, const struct source_table *table, const char *name,
                      size_t guess)
{
    struct text_map *columns = &dump->tables[table - dump->source->tables].columns;
    char folded[DUMP_NAME_MAX];
    uintptr_t at;

    if (guess < table->column_count && strcasecmp(table->columns[guess].name, name) == 0)
        return guess;
    if (columns->size == 0) {
        *columns = text_map_open(dump->source->arena);
        for (size_t i = 0; i < table->column_count; i++)
            text_map_put(columns, NULL, source_folded(dump->source->arena, table->columns[i].name),
                         (void *)(uintptr_t)(i + 1));
    }
    fold_name(folded, name);
    at = (uintptr_t)text_map_get(columns, NULL, folded);
    return at != 0 ? (size_t)at - 1 : table->column_count;
}

enum source_encoding dump_encoding(const struct source *source, size_t table)
{
    return ((const struct dump *)source->own)->tables[table].encoding;
}

bool dump_table_name(struct dump *dump, char name[DUMP_NAME_MAX])
{
    if (!dump_name(dump, name))
        return false;
    if (source_stream_peek(&dump->stream) != '.')
        return true;
    source_stream_next(&dump->stream);
    return dump_name(dump, name);
}

bool dump_keep_table(struct dump *dump, const char *name, const struct source_column *columns,
                     size_t count, enum source_encoding encoding)
{
    char where[300];
    struct source_table *table;

    snprintf(where, sizeof where, "%.200s:%llu", dump->stream.name,
             (unsigned long long)dump->begun);
    table = source_table_add(dump->source, where, name, columns, count);
    if (table == NULL)
        return false;
    if (dump->source->count > dump->table_capacity) {
        struct dump_table *more;

        dump->table_capacity = dump->source->capacity;
        more = arena_alloc(dump->source->arena, dump->table_capacity * sizeof *more);
        if (dump->source->count > 1)
            memcpy(more, dump->tables, (dump->source->count - 1) * sizeof *more);
        dump->tables = more;
    }
    dump->tables[table - dump->source->tables] =
        (struct dump_table){.encoding = encoding, .made = dump->statement};
    link_alike(dump, dump->source->count - 1);
    return true;
}

/* Takes "LIKE other" in place of a list of columns. */
static bool read_like(struct dump *dump, const char *name, struct source_column *columns,
                      size_t *count)
{
    char word[DUMP_NAME_MAX];

    if (source_stream_peek(&dump->stream) < 0)
        return dump_cut(dump);
    dump_word(dump, word);
    if (strcasecmp(word, "LIKE") != 0)
        return dump_fail(dump, "the definition of the table %s has no columns", name);
    return copy_columns(dump, name, columns, count);
}

static void drop_table(struct dump *dump, const char *name)
{
    const struct source_table *table = source_table_named(dump->source, name);

    if (table == NULL)
        return;
    dump->tables[table - dump->source->tables].dropped = dump->dropped = true;
    text_map_put(&dump->source->names, NULL, table->name, NULL);
}

/* At the end and not as they are dropped: tables are known by their place in the list while the
 * dump is read. */
void dump_clear_dropped(struct dump *dump)
{
    struct source *source = dump->source;
    size_t kept = 0;

    if (!dump->dropped)
        return;
    for (size_t i = 0; i < source->count; i++) {
        if (dump->tables[i].dropped)
            continue;
        source->tables[kept] = source->tables[i];
        dump->tables[kept++] = dump->tables[i];
    }
    source->count = kept;
    source_tables_name(source);
    dump->alike = text_map_open(source->arena);
    for (size_t i = 0; i < kept; i++)
        link_alike(dump, i);
    dump->dropped = false;
}

static bool read_definitions(struct dump *dump, const char *table, struct source_column *columns,
                             size_t *count)
{
    do
        if (!read_definition(dump, table, columns, count))
            return false;
    while (dump_sign(dump, ','));
    if (dump->source->error != NULL || dump_sign(dump, ')'))
        return dump->source->error == NULL;
    return source_stream_peek(&dump->stream) < 0
               ? dump_cut(dump)
               : dump_fail(dump, "a table's definition has no closing bracket");
}

static bool read_table_columns(struct dump *dump, const char *table)
{
    struct source_column *columns = dump->columns;
    enum source_encoding encoding = SOURCE_UTF8;
    size_t count = 0;
    bool valid = dump_sign(dump, '(')
                     ? read_definitions(dump, table, columns, &count)
                     : dump->source->error == NULL && read_like(dump, table, columns, &count);

    return valid && read_table_options(dump, &encoding) &&
           dump_keep_table(dump, table, columns, count, encoding);
}

/* Lays a fault to a table, and goes on behind the statement. Where the statement's own end was
 * not understood, nothing behind it can be believed: then it is the dump's fault. */
bool dump_blame(struct dump *dump, const char *name)
{
    const char *fault = dump->source->error;
    struct source_table *table;

    if (fault == NULL || dump->stuck)
        return false;
    dump->source->error = NULL;
    if (dump_table_of(dump, name) == NULL && !dump_keep_table(dump, name, NULL, 0, SOURCE_UTF8))
        return false;
    table = dump_table_of(dump, name);
    if (table->fault == NULL)
        table->fault = fault;
    return dump->over || dump_skip(dump);
}

/* Takes IF EXISTS or IF NOT EXISTS, if it is there, and the table's name behind it. */
static bool table_name_if(struct dump *dump, char name[DUMP_NAME_MAX], bool *only)
{
    bool quoted = dump_blank(dump) && source_stream_peek(&dump->stream) == '`';

    if (!dump_table_name(dump, name))
        return false;
    *only = !quoted && strcasecmp(name, "IF") == 0;
    if (!*only)
        return true;
    do {
        if (!dump_name(dump, name))
            return false;
    } while (strcasecmp(name, "EXISTS") != 0);
    return dump_table_name(dump, name);
}

/* CREATE [OR REPLACE] [TEMPORARY] TABLE. */
bool dump_create(struct dump *dump)
{
    static const char *const before[] = {"OR", "REPLACE", "TEMPORARY", NULL};
    char word[DUMP_NAME_MAX], name[DUMP_NAME_MAX];
    bool replace = false, only;

    do {
        if (!dump_blank(dump))
            return false;
        dump_word(dump, word);
        replace = replace || strcasecmp(word, "REPLACE") == 0;
    } while (dump_word_among(word, before));
    if (strcasecmp(word, "TABLE") != 0)
        return dump_skip(dump);
    if (!table_name_if(dump, name, &only))
        return false;
    if (replace)
        drop_table(dump, name);
    if (only && source_table_named(dump->source, name) != NULL)
        return dump_skip(dump);
    return read_table_columns(dump, name) || dump_blame(dump, name);
}

/* DROP TABLE: what comes behind it makes the table anew. */
bool dump_drop(struct dump *dump)
{
    char name[DUMP_NAME_MAX];
    bool only;

    if (!dump_blank(dump))
        return false;
    dump_word(dump, name);
    if (strcasecmp(name, "TABLE") != 0)
        return dump_skip(dump);
    do {
        if (!table_name_if(dump, name, &only))
            return false;
        drop_table(dump, name);
    } while (dump_sign(dump, ','));
    return dump->source->error == NULL && dump_skip(dump);
}
