/* lorehall import table --kind: a kind's entries from the CSV that export entries writes, or a
 * spreadsheet made of it. Columns are found by their heads, in any order; a column that is no
 * field is refused, as its values would go nowhere. Fields without a column are not set: an
 * import says what entries are, and not what changes of them. */
#include <string.h>

#include "base/text/text.h"
#include "game/value.h"
#include "import/source/source.h"
#include "import_entries.h"

#define COLUMNS_MAX 500

/* A table that is read as the entries of one kind. */
struct entry_table {
    struct entries_import *import;
    const struct kind *kind;
    const struct field *fields[COLUMNS_MAX]; /* of each column; NULL: none */
    size_t id, name, hidden, state;          /* columns; those that are not there are COLUMNS_MAX */
};

/* Finds out what the columns are. NULL, or what is wrong with them. */
static const char *name_columns(struct entry_table *table, const struct source_table *columns)
{
    struct arena *arena = table->import->command->arena;

    table->id = table->name = table->hidden = table->state = COLUMNS_MAX;
    if (columns->column_count > COLUMNS_MAX)
        return "it has too many columns";
    for (size_t i = 0; i < columns->column_count; i++) {
        const char *name = columns->columns[i].name;

        table->fields[i] = kind_field(table->kind, name);
        if (strcmp(name, "external_id") == 0)
            table->id = i;
        else if (strcmp(name, "name") == 0)
            table->name = i;
        else if (strcmp(name, "hidden") == 0)
            table->hidden = i;
        else if (strcmp(name, "state") == 0)
            table->state = i;
        else if (table->fields[i] == NULL)
            return arena_format(arena, "a %s has no field %s", table->kind->name, name);
    }
    return table->id == COLUMNS_MAX || table->name == COLUMNS_MAX
               ? "it needs the columns external_id and name"
               : NULL;
}

/* A cell; "" where there is none. */
static const char *cell_of(const struct source_row *row, size_t column)
{
    return column < row->table->column_count && row->values[column] != NULL ? row->values[column]
                                                                            : "";
}

/* The values of a row. NULL, or what is wrong with one. */
static const char *parse_row_values(struct entry_table *table, const struct source_row *row,
                                    struct value *values)
{
    struct arena *arena = table->import->context.arena;

    for (size_t i = 0; i < row->table->column_count; i++) {
        const struct field *field = table->fields[i];

        if (field != NULL && i != table->id && i != table->name && i != table->hidden &&
            i != table->state && !value_parse(field, arena, cell_of(row, i), &values[field->index]))
            return arena_format(
                arena, "\"%s\" is no value of %s",
                text_cut(arena, text_showable(arena, cell_of(row, i), strlen(cell_of(row, i))), 60),
                field->name);
    }
    return NULL;
}

/* A row that is refused is told with its line and left out; what is here of it stays, as it is in
 * the source. */
static int stage_table_row(void *context, const struct source_row *row)
{
    struct entry_table *table = context;
    struct entries_import *import = table->import;
    struct value *values;
    const char *fault;
    bool gone = strcmp(cell_of(row, table->state), "vanished") == 0;
    int result;

    arena_reset(import->context.arena);
    import->line = row->line;
    values = arena_alloc(import->context.arena, (table->kind->field_count + 1) * sizeof *values);
    fault = parse_row_values(table, row, values);
    if (fault != NULL) {
        entries_reject(import, fault);
        return staging_refused_entry(import->staging, table->kind, cell_of(row, table->id)) < 0 ? -1
                                                                                                : 0;
    }
    result = (gone ? staging_vanished : staging_entry)(
        import->staging,
        &(struct source_entry){table->kind, cell_of(row, table->id), cell_of(row, table->name),
                               strcmp(cell_of(row, table->hidden), "1") == 0, values});
    if (result > 0)
        entries_reject(import, staging_refusal(result));
    return result < 0 ? -1 : 0;
}

static bool every_table(void *context, const struct source_table *table)
{
    (void)context;
    (void)table;
    return true;
}

/* Told from the source's errors by its address. */
static const char unwritten[] = "the database cannot be written";

/* Stages all rows. NULL, or why not. */
static const char *stage_table(struct entry_table *table, struct source *source)
{
    const char *error = NULL, *fault;
    size_t count;
    const struct source_table *tables = source_tables(source, &count, &error);

    if (tables == NULL || count == 0)
        return error != NULL ? error : "it has no table";
    fault = name_columns(table, &tables[0]);
    if (fault != NULL)
        return fault;
    if (source_read(source, every_table, stage_table_row, table, &error) != 0)
        return error != NULL ? error : unwritten;
    /* The whole kind was read: only now may what is not in the table vanish. */
    return staging_part(table->import->staging, table->kind->name) == 0 ? NULL : unwritten;
}

/* Says how the import ended; the error and the result are the source's and the import's. */
static enum command_status end_import(struct entries_import *import, const char *error, int done,
                                      struct staging_result *result)
{
    if (error == unwritten)
        return import_report_unfinished(import->command, false);
    if (error != NULL)
        return command_failed("%s: %s", import->options->place, error);
    if (done != 0)
        return import_report_finished(import->command, done, false, result);
    return import_report_game(result, NULL);
}

enum command_status import_entry_table(struct entries_import *import)
{
    struct staging_options options;
    struct entry_table table = {.import = import,
                                .kind = game_kind(import->context.game, import->options->kind)};
    struct staging_result result = {0};
    enum command_status status;
    const char *error = NULL;
    struct source *source;
    int done = 0;

    entries_staging_options(import, &options);
    if (table.kind == NULL)
        return command_failed("the game %s has no kind %s", import->context.game->name,
                              import->options->kind);
    source = source_open(import->command->arena, import->options->place, &error);
    if (source == NULL)
        return command_failed("%s", error);
    import->staging = staging_open(&import->context, &options);
    if (import->staging == NULL)
        error = "the import cannot begin";
    else
        error = stage_table(&table, source);
    if (error == NULL)
        done = staging_finish(import->staging, import->command->shared, &result);
    status = end_import(import, error, done, &result);
    staging_close(import->staging);
    source_close(source);
    return status;
}
