/* Settings and sets: what the source tells once. */
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

struct readings {
    struct setting_reader *list;
    size_t count;
};

static bool wanted(const struct mapping_run *run, const struct table_use *use)
{
    for (size_t i = 0; i < run->readings->count; i++)
        if (run->readings->list[i].use == use)
            return true;
    return false;
}

/* No steps and no other tables: settings are what everything else is compiled before. */
static int read_row(struct mapping_run *run, struct table_use *use, const struct source_row *row)
{
    struct row_cursor cursor;

    row_cursor_begin(&cursor, run, NULL, row);
    for (size_t i = 0; i < run->readings->count; i++) {
        const struct setting_reader *reading = &run->readings->list[i];
        const char *text;

        if (reading->use != use ||
            (reading->where != NULL &&
             !expression_true(expression_run(reading->where, &cursor.expressions))))
            continue;
        text = expression_text(expression_run(reading->what, &cursor.expressions), run->scratch);
        if (text == NULL)
            continue;
        if (reading->set)
            id_set_add(&run->sets[reading->number], text);
        else if (run->settings[reading->number] == NULL)
            run->settings[reading->number] = arena_string(run->arena, text);
    }
    return 0;
}

/* Compiles what a setting or set needs; what is not there is noted. */
static void plan_value(struct mapping_run *run, struct setting_reader *reading)
{
    const struct mapping_value *value = reading->value;
    const char *missing = NULL;

    reading->use = mapping_table_named(run, &value->tables);
    if (reading->use == NULL) {
        missing = value->tables.names[0];
    } else {
        reading->what = mapping_run_compile(run, reading->use, &value->value, &missing);
        if (missing == NULL)
            reading->where = mapping_run_compile(run, reading->use, &value->where, &missing);
    }
    if (missing == NULL)
        return;
    reading->use = NULL;
    if (reading->set)
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
    struct readings readings = {.count = mapping->setting_count + mapping->set_count};
    bool any = false;
    int result = 0;

    readings.list = arena_alloc(run->arena, (readings.count + 1) * sizeof *readings.list);
    for (size_t i = 0; i < readings.count; i++) {
        struct setting_reader *reading = &readings.list[i];

        reading->set = i >= mapping->setting_count;
        reading->number = reading->set ? i - mapping->setting_count : i;
        reading->value = reading->set ? &mapping->sets[reading->number]
                                      : &mapping->settings[reading->number];
        if (!reading->set)
            run->settings[reading->number] = given(run, reading->value->name);
        plan_value(run, reading);
        if (reading->set)
            run->set_known[reading->number] = reading->use != NULL;
        any = any || reading->use != NULL;
    }
    run->readings = &readings;
    if (any)
        result = mapping_run_pass(run, &pass);
    run->readings = NULL;
    for (size_t i = 0; i < mapping->setting_count; i++)
        if (run->settings[i] == NULL)
            run->settings[i] = mapping->settings[i].otherwise;
    return result;
}
