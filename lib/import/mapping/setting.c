/* Settings and sets: what the source tells once. */
#include <string.h>
#include <strings.h>

#include "import/mapping/internal.h"

/* One setting or set, with its expressions. */
struct reading {
    const struct mapping_value *value;
    struct table_use *use; /* NULL: the source does not tell */
    const struct expression *where, *what;
    size_t number;
    bool set;
};

struct readings {
    struct reading *list;
    size_t count;
};

static bool wanted(const struct join *join, const struct table_use *use)
{
    for (size_t i = 0; i < join->readings->count; i++)
        if (join->readings->list[i].use == use)
            return true;
    return false;
}

static int read_row(struct join *join, struct table_use *use, const struct source_row *row)
{
    struct walk walk;

    walk_begin(&walk, join, NULL, row);
    for (size_t i = 0; i < join->readings->count; i++) {
        const struct reading *reading = &join->readings->list[i];
        const char *text;

        if (reading->use != use ||
            (reading->where != NULL &&
             !expression_true(expression_run(reading->where, &walk.expressions))))
            continue;
        text = expression_text(expression_run(reading->what, &walk.expressions), join->scratch);
        if (text == NULL)
            continue;
        if (reading->set)
            join_ids_add(&join->sets[reading->number], text);
        else if (join->settings[reading->number] == NULL)
            join->settings[reading->number] = arena_string(join->arena, text);
    }
    return 0;
}

/* Compiles what a setting or set needs; what is not there is noted. */
static void plan_value(struct join *join, struct reading *reading)
{
    const struct mapping_value *value = reading->value;
    const char *missing = NULL;

    reading->use = join_table_named(join, &value->tables);
    if (reading->use == NULL) {
        missing = value->tables.names[0];
    } else {
        reading->what = join_compile(join, reading->use, &value->value, &missing);
        if (missing == NULL)
            reading->where = join_compile(join, reading->use, &value->where, &missing);
    }
    if (missing == NULL)
        return;
    reading->use = NULL;
    if (reading->set)
        join_missing(join, value->tables.line,
                     "the source has no %s: the set %s leaves nothing out", missing, value->name);
    else
        join_missing(join, value->tables.line, "the source has no %s: the setting %s is %s",
                     missing, value->name,
                     value->otherwise != NULL ? value->otherwise : "not known");
}

/* What the options give for a setting; NULL. */
static const char *given(const struct join *join, const char *name)
{
    const char *const *settings = join->options->settings;
    size_t length = strlen(name);

    for (; settings != NULL && *settings != NULL; settings++)
        if (strncasecmp(*settings, name, length) == 0 && (*settings)[length] == '=')
            return *settings + length + 1;
    return NULL;
}

int join_read_settings(struct join *join)
{
    const struct mapping *mapping = join->mapping;
    const struct pass pass = {join, "settings", wanted, read_row};
    struct readings readings = {.count = mapping->setting_count + mapping->set_count};
    bool any = false;
    int result = 0;

    readings.list = arena_alloc(join->arena, (readings.count + 1) * sizeof *readings.list);
    for (size_t i = 0; i < readings.count; i++) {
        struct reading *reading = &readings.list[i];

        reading->set = i >= mapping->setting_count;
        reading->number = reading->set ? i - mapping->setting_count : i;
        reading->value = reading->set ? &mapping->sets[reading->number]
                                      : &mapping->settings[reading->number];
        if (!reading->set)
            join->settings[reading->number] = given(join, reading->value->name);
        plan_value(join, reading);
        if (reading->set)
            join->set_there[reading->number] = reading->use != NULL;
        any = any || reading->use != NULL;
    }
    join->readings = &readings;
    if (any)
        result = join_pass(join, &pass);
    join->readings = NULL;
    for (size_t i = 0; i < mapping->setting_count; i++)
        if (join->settings[i] == NULL)
            join->settings[i] = mapping->settings[i].otherwise;
    return result;
}
