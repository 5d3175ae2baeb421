/* Settings and sets: what the source tells once. They are read before all else, in a reading of
 * their own, as the conditions of any table may name them; where the source has none, that is
 * saved. */
#include <string.h>
#include <strings.h>

#include "import/mapping/internal.h"

/* One setting or set, with its expressions. */
struct setting_reader {
    const struct mapping_value *value;
    struct table_use *use; /* NULL: the source does not tell */
    const struct expression *where, *what;
    size_t number;
    bool set;
};

struct setting_readers {
    struct setting_reader *list;
    size_t count;
};

static bool wanted(const struct mapping_run *run, const struct table_use *use)
{
    for (size_t i = 0; i < run->readers->count; i++)
        if (run->readers->list[i].use == use)
            return true;
    return false;
}

/* No steps and no other tables: settings are what everything else is compiled before. */
static int read_row(struct mapping_run *run, struct table_use *use, const struct source_row *row)
{
    struct row_cursor cursor;

    row_cursor_begin(&cursor, run, NULL, row);
    for (size_t i = 0; i < run->readers->count; i++) {
        const struct setting_reader *reader = &run->readers->list[i];
        const char *text;

        if (reader->use != use ||
            (reader->where != NULL &&
             !expression_true(expression_run(reader->where, &cursor.expressions))))
            continue;
        text = expression_text(expression_run(reader->what, &cursor.expressions), run->scratch);
        if (text == NULL)
            continue;
        if (reader->set)
            id_set_add(&run->sets[reader->number], text);
        else if (run->settings[reader->number] == NULL)
            run->settings[reader->number] = arena_string(run->arena, text);
    }
    return 0;
}

/* Compiles what a setting or set needs; what is not there is noted. */
static void plan_value(struct mapping_run *run, struct setting_reader *reader)
{
    const struct mapping_value *value = reader->value;
    const char *missing = NULL;

    reader->use = table_use_named(run, &value->tables);
    if (reader->use == NULL) {
        missing = value->tables.names[0];
    } else {
        reader->what = mapping_run_compile(run, reader->use, &value->value, &missing);
        if (missing == NULL)
            reader->where = mapping_run_compile(run, reader->use, &value->where, &missing);
    }
    if (missing == NULL)
        return;
    reader->use = NULL;
    if (reader->set)
        mapping_run_missing(run, value->tables.line,
                            "the source has no %s: the set %s leaves nothing out", missing,
                            value->name);
    else
        mapping_run_missing(run, value->tables.line, "the source has no %s: the setting %s is %s",
                            missing, value->name,
                            value->otherwise != NULL ? value->otherwise : "not known");
}

/* What the options give for a setting; NULL. */
static const char *given(const struct mapping_run *run, const char *name)
{
    const char *const *settings = run->options->settings;
    size_t length = strlen(name);

    for (; settings != NULL && *settings != NULL; settings++)
        if (strncasecmp(*settings, name, length) == 0 && (*settings)[length] == '=')
            return *settings + length + 1;
    return NULL;
}

/* The first row that gives a setting counts. What the command's options give goes before what the
 * source tells, and what the mapping has as `Otherwise` comes last. */
int mapping_run_read_settings(struct mapping_run *run)
{
    const struct mapping *mapping = run->mapping;
    const struct source_pass pass = {run, "settings", wanted, read_row};
    struct setting_readers readers = {.count = mapping->setting_count + mapping->set_count};
    bool any = false;
    int result = 0;

    readers.list = arena_alloc(run->arena, (readers.count + 1) * sizeof *readers.list);
    for (size_t i = 0; i < readers.count; i++) {
        struct setting_reader *reader = &readers.list[i];

        reader->set = i >= mapping->setting_count;
        reader->number = reader->set ? i - mapping->setting_count : i;
        reader->value = reader->set ? &mapping->sets[reader->number]
                                    : &mapping->settings[reader->number];
        if (!reader->set)
            run->settings[reader->number] = given(run, reader->value->name);
        plan_value(run, reader);
        if (reader->set)
            run->set_known[reader->number] = reader->use != NULL;
        any = any || reader->use != NULL;
    }
    run->readers = &readers;
    if (any)
        result = mapping_run_pass(run, &pass);
    run->readers = NULL;
    for (size_t i = 0; i < mapping->setting_count; i++)
        if (run->settings[i] == NULL)
            run->settings[i] = mapping->settings[i].otherwise;
    return result;
}
