/* Compiling a mapping against the tables and columns that a source has.
 *
 * Servers of one game have schemas of many years. A mapping names what some of them have; what one
 * lacks is left out in the smallest part that still makes sense: a column, a step that is
 * optional, a path, a kind. Each is noted with the mapping's line and with what follows, and only
 * where nothing at all is left is the source refused.
 *
 * An expression sees the start and the steps so far, no more: a step's condition its own row, an
 * id of a kind the start alone, as ids are gathered before steps have anything to look up in. */
#include <string.h>
#include <strings.h>

#include "import/mapping/internal.h"

#define MISSING_SHOWN_MAX 5 /* that are named where nothing fits */

/* Where an expression's columns are looked for: the start and the first LEVELS steps. */
struct column_scope {
    struct mapping_run *run;
    struct path_plan *path;
    size_t levels;
};

void mapping_run_missing(struct mapping_run *run, unsigned line, const char *format, ...)
{
    struct note *note = arena_alloc(run->arena, sizeof *note);
    va_list arguments;

    va_start(arguments, format);
    note->text = arena_vformat(run->arena, format, arguments);
    va_end(arguments);
    note->text = arena_format(run->arena, "%s:%u: %s", run->mapping->file, line, note->text);
    *run->missing_end = note;
    run->missing_end = &note->next;
}

/* ---- columns ---- */

/* Marks what is used as it goes: only that is kept of a table, and only the rest is reported as
 * left alone. */
static bool column_in(const struct table_use *use, const char *column, size_t *number)
{
    for (size_t i = 0; i < use->source->column_count; i++) {
        if (strcasecmp(use->source->columns[i].name, column) == 0) {
            use->used[i] = true;
            *number = i;
            return true;
        }
    }
    return false;
}

static bool find_setting(const struct mapping_run *run, const char *name, size_t *slot)
{
    for (size_t i = 0; i < run->mapping->setting_count; i++) {
        if (strcasecmp(run->mapping->settings[i].name, name) == 0) {
            *slot = SLOT_SETTING + i;
            return true;
        }
    }
    return false;
}

/* Whether TABLE means LEVEL (0 the start). */
static bool level_has_name(const struct path_plan *path, size_t level, const char *table)
{
    const struct mapping_tables *tables = level == 0 ? &path->path->start
                                                     : &path->path->steps[level - 1].tables;

    if (level > 0 && strcasecmp(path->path->steps[level - 1].name, table) == 0)
        return true;
    for (size_t i = 0; i < tables->count; i++)
        if (strcasecmp(tables->names[i], table) == 0)
            return true;
    return false;
}

/* Finds a total of one of the first LEVELS steps that TABLE means. */
static bool find_total(const struct column_scope *scope, const char *table, const char *name,
                       size_t *slot)
{
    for (size_t level = 1; table != NULL && level <= scope->levels; level++) {
        const struct mapping_step *step = &scope->path->path->steps[level - 1];

        for (size_t i = 0; level_has_name(scope->path, level, table) && i < step->total_count;
             i++) {
            if (strcasecmp(step->totals[i].name, name) != 0 ||
                scope->path->steps[level - 1].totals[i] == NULL)
                continue;
            *slot = level * SLOT_LEVEL + SLOT_TOTAL + i;
            return true;
        }
    }
    return false;
}

/* Finds a column: "setting.x", "table.x", or a bare name: the start's column, or that of the first
 * step that has it. */
static bool find_column(void *context, const char *table, const char *column, size_t *slot)
{
    struct column_scope *scope = context;
    size_t number;

    if (table != NULL && strcasecmp(table, "setting") == 0)
        return find_setting(scope->run, column, slot);
    if (find_total(scope, table, column, slot))
        return true;
    for (size_t level = 0; level <= scope->levels; level++) {
        struct table_use *use = level == 0 ? scope->path->start
                                           : scope->path->steps[level - 1].table;

        if (use == NULL || (table != NULL && !level_has_name(scope->path, level, table)) ||
            !column_in(use, column, &number))
            continue;
        *slot = level * SLOT_LEVEL + (level == 0 ? number : kept_table_column(use->kept, number));
        return true;
    }
    return false;
}

/* Compiles TEXT; NULL where there is none, and where a column is missing: *MISSING says which. */
static const struct expression *compile(struct column_scope *scope, const struct mapping_text *text,
                                        const char **missing)
{
    const struct expression_names names = {.find = find_column, .context = scope};
    const struct expression *expression;
    const char *fault = NULL;

    *missing = NULL;
    if (text->text == NULL)
        return NULL;
    expression = expression_compile(scope->run->arena, text->text, &names, &fault, missing);
    if (fault != NULL)
        scope->run->fault = arena_format(scope->run->arena, "%s:%u: %s", scope->run->mapping->file,
                                         text->line, fault);
    return expression;
}

/* ---- tables ---- */

/* Names are compared exactly, then whatever their case. */
struct table_use *table_use_named(struct mapping_run *run, const struct mapping_tables *tables)
{
    for (size_t i = 0; i < tables->count; i++) {
        for (size_t j = 0; j < run->table_count; j++)
            if (strcmp(run->tables[j].source->name, tables->names[i]) == 0)
                return &run->tables[j];
        for (size_t j = 0; j < run->table_count; j++)
            if (strcasecmp(run->tables[j].source->name, tables->names[i]) == 0)
                return &run->tables[j];
    }
    return NULL;
}

static const char *any_of_names(struct mapping_run *run, const struct mapping_tables *tables)
{
    const char *names = tables->names[0];

    for (size_t i = 1; i < tables->count; i++)
        names = arena_format(run->arena, "%s or %s", names, tables->names[i]);
    return names;
}

const struct expression *mapping_run_compile(struct mapping_run *run, struct table_use *use,
                                             const struct mapping_text *text, const char **missing)
{
    struct mapping_path own = {.start = {.names = &use->source->name, .count = 1}};
    struct path_plan path = {.path = &own, .start = use};
    struct column_scope scope = {.run = run, .path = &path};

    return compile(&scope, text, missing);
}

/* Compiles the mapping's conditions for one table's own rows. Once a table, however many parts
 * lead there; a condition that names a column it lacks is none of its. */
static void plan_conditions(struct mapping_run *run, struct table_use *use)
{
    const size_t count = run->mapping->condition_count;
    const char *missing;

    if (use->conditions != NULL)
        return;
    use->conditions = arena_alloc(run->arena, (count + 1) * sizeof(const struct expression *));
    use->left_out = arena_alloc(run->arena, (count + 1) * sizeof *use->left_out);
    for (size_t i = 0; i < count; i++)
        use->conditions[i] =
            mapping_run_compile(run, use, &run->mapping->conditions[i].text, &missing);
}

/* ---- paths ---- */

/* What a path is called in messages. */
static const char *path_name(struct mapping_run *run, const struct path_plan *path)
{
    if (path->part->part->path_count == 1)
        return path->part->part->name;
    return arena_format(run->arena, "%s (%s)", path->part->part->name, path->path->name);
}

/* Finds the step's table, its key, and what is looked up in it. NULL, or what is missing. */
static const char *plan_lookup(struct mapping_run *run, struct path_plan *path, size_t number)
{
    const struct mapping_step *step = &path->path->steps[number];
    struct step_plan *plan = &path->steps[number];
    struct table_use *use = table_use_named(run, &step->tables);
    struct column_scope before = {.run = run, .path = path, .levels = number};
    const char *missing = NULL;
    size_t key = 0;

    if (use == NULL)
        return arena_format(run->arena, "the source has no table %s",
                            any_of_names(run, &step->tables));
    if (use->source->fault != NULL)
        run->fault = use->source->fault;
    if (step->key != NULL && !column_in(use, step->key, &key))
        return arena_format(run->arena, "%s has no column %s", use->source->name, step->key);
    plan->on = compile(&before, &step->on, &missing);
    if (missing != NULL)
        return arena_format(run->arena, "there is no column %s", missing);
    if (use->kept == NULL)
        use->kept = kept_table_open(use->source);
    if (step->key != NULL) {
        plan->key = kept_table_column(use->kept, key);
        kept_table_key(use->kept, plan->key);
    }
    plan_conditions(run, use);
    plan->table = use;
    return NULL;
}

static void plan_totals(struct column_scope *scope, const struct mapping_step *step,
                        struct step_plan *plan)
{
    const struct expression *totals[MAPPING_TOTALS_MAX] = {NULL};
    const char *missing;

    for (size_t i = 0; i < step->total_count; i++) {
        totals[i] = compile(scope, &step->totals[i].of, &missing);
        if (missing != NULL)
            mapping_run_missing(scope->run, step->totals[i].of.line,
                                "there is no column %s: no %s of the step %s", missing,
                                step->totals[i].name, step->name);
    }
    /* A total cannot be made of others of its step. */
    memcpy(plan->totals, totals, sizeof totals);
}

/* Without what an optional step needs the way goes on without it. */
static bool plan_step(struct mapping_run *run, struct path_plan *path, size_t number)
{
    const struct mapping_step *step = &path->path->steps[number];
    struct column_scope with = {.run = run, .path = path, .levels = number + 1};
    const char *missing = plan_lookup(run, path, number);

    if (missing != NULL) {
        mapping_run_missing(run, step->line, "%s: %s %s", missing,
                            step->optional ? "nothing of it in" : "nothing of",
                            path_name(run, path));
        return step->optional;
    }
    path->steps[number].where = compile(&with, &step->where, &missing);
    if (missing != NULL)
        mapping_run_missing(
            run, step->where.line,
            "there is no column %s: the condition of the step %s leaves nothing out", missing,
            step->name);
    plan_totals(&with, step, &path->steps[number]);
    return true;
}

/* What is not there when output NUMBER of PART cannot be made. */
static const char *output_name(struct mapping_run *run, const struct mapping_part *part,
                               size_t number)
{
    static const char *const kinds[] = {"Id", "Name", "Hidden"};
    static const char *const relations[] = {"From", "To"};
    static const char *const places[] = {"Map",   "Id",     "X",       "Y",       "Z",
                                         "Group", "Chance", "Respawn", "Variance"};
    size_t fixed = part->outputs - part->field_count;

    if (number >= fixed)
        return arena_format(run->arena, "%s.%s", part->name, part->fields[number - fixed].name);
    // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.UndefReturn): NUMBER is below FIXED here
    return part->sort == MAPPING_KIND       ? kinds[number]
           : part->sort == MAPPING_RELATION ? relations[number]
                                            : places[number];
}

/* Compiles the outputs. False when one is missing without which nothing can be. */
static bool plan_outputs(struct mapping_run *run, struct path_plan *path)
{
    const struct mapping_part *part = path->part->part;
    struct column_scope all = {.run = run, .path = path, .levels = path->path->step_count};
    struct column_scope start = {.run = run, .path = path};
    size_t needed = part->sort == MAPPING_PLACES ? PLACE_Z : part->sort == MAPPING_KIND ? 1 : 2;
    const char *lack = part->sort == MAPPING_KIND ? "there is no column %s in %s: %s stays as it is"
                                                  : "there is no column %s in %s: no %s";
    const char *missing;

    path->outputs = arena_alloc(run->arena, part->outputs * sizeof(const struct expression *));
    for (size_t i = 0; i < part->outputs; i++) {
        bool early = part->sort == MAPPING_KIND && i == KIND_ID;

        path->outputs[i] = compile(early ? &start : &all, &path->path->outputs[i], &missing);
        if (missing == NULL)
            continue;
        if (i < needed) {
            mapping_run_missing(run, path->path->outputs[i].line,
                                "there is no column %s%s%s: nothing of %s", missing,
                                strchr(missing, '.') == NULL ? " in " : "",
                                strchr(missing, '.') == NULL ? path->start->source->name : "",
                                path_name(run, path));
            return false;
        }
        mapping_run_missing(run, path->path->outputs[i].line, lack, missing,
                            path->start->source->name, output_name(run, part, i));
    }
    return true;
}

/* Whose rows are counted: the table or step that the mapping names, else the last one that must be
 * there. */
static void plan_counted(struct mapping_run *run, struct path_plan *path)
{
    const char *counts = path->path->counts;
    size_t level = path->path->step_count;

    if (counts == NULL)
        while (level > 0 && path->path->steps[level - 1].optional)
            level--;
    else
        while (level > 0 && !level_has_name(path, level, counts))
            level--;
    if (counts != NULL && level == 0 && !level_has_name(path, 0, counts))
        run->fault = arena_format(run->arena, "%s:%u: Counts: %s is no table or step of %s",
                                  run->mapping->file, path->path->start.line, counts,
                                  path_name(run, path));
    path->counted = level;
}

/* A fault of the source's table matters only now that something wants it: dumps have broken
 * tables that nobody asks for. */
static bool plan_path(struct mapping_run *run, struct path_plan *path)
{
    struct column_scope all = {.run = run, .path = path, .levels = path->path->step_count};
    struct column_scope start = {.run = run, .path = path};
    bool kind = path->part->part->sort == MAPPING_KIND;
    const char *missing;

    path->start = table_use_named(run, &path->path->start);
    if (path->start == NULL) {
        mapping_run_missing(run, path->path->start.line,
                            "the source has no table %s: nothing of %s",
                            any_of_names(run, &path->path->start), path_name(run, path));
        return false;
    }
    if (path->start->source->fault != NULL) {
        run->fault = path->start->source->fault;
        return false;
    }
    plan_conditions(run, path->start);
    for (size_t i = 0; i < path->path->step_count; i++)
        if (!plan_step(run, path, i))
            return false;
    if (!plan_outputs(run, path))
        return false;
    path->where = compile(kind ? &start : &all, &path->path->where, &missing);
    if (missing != NULL)
        mapping_run_missing(run, path->path->where.line,
                            "there is no column %s: the condition of %s leaves nothing out",
                            missing, path_name(run, path));
    path->start->starts = true;
    if (!kind)
        plan_counted(run, path);
    return true;
}

/* ---- the whole ---- */

static void plan_part(struct mapping_run *run, struct part_plan *plan)
{
    const struct mapping_part *part = plan->part;

    plan->count.part = part;
    plan->paths = arena_alloc(run->arena, (part->path_count + 1) * sizeof *plan->paths);
    for (size_t i = 0; i < part->path_count; i++) {
        plan->paths[i] = (struct path_plan){.path = &part->paths[i], .part = plan};
        plan->paths[i].used = plan_path(run, &plan->paths[i]);
        plan->count.used = plan->count.used || plan->paths[i].used;
    }
}

/* The table that a kind's entries come from; NULL. */
static const struct table_use *home_of(const struct mapping_run *run, const struct kind *kind)
{
    for (size_t i = 0; i < run->part_count; i++)
        if (run->parts[i].part->sort == MAPPING_KIND && run->parts[i].part->kind == kind)
            return run->parts[i].paths[0].start;
    return NULL;
}

/* Relations that start with the rows of an entry itself are not left out where it is hidden: the
 * entry is there, and would lose what it drops. */
static void plan_own(struct mapping_run *run)
{
    for (size_t i = 0; i < run->part_count; i++) {
        const struct mapping_part *part = run->parts[i].part;

        for (size_t j = 0; j < part->path_count; j++) {
            struct path_plan *path = &run->parts[i].paths[j];

            path->own = path->used && (part->sort == MAPPING_KIND ||
                                       (part->sort == MAPPING_RELATION &&
                                        path->start == home_of(run, part->relation->from)));
        }
    }
}

/* Why the source is none for this mapping: what it lacks. */
static const char *nothing_fits(struct mapping_run *run)
{
    const char *fault =
        arena_format(run->arena, "the source has nothing that %s reads", run->mapping->file);
    size_t shown = 0;

    for (const struct note *note = run->missing; note != NULL && shown < MISSING_SHOWN_MAX;
         shown++) {
        fault = arena_format(run->arena, "%s%s%s", fault, shown == 0 ? ": " : "; ", note->text);
        note = note->next;
    }
    return fault;
}

int mapping_run_plan(struct mapping_run *run)
{
    size_t used = 0;

    run->missing_end = &run->missing;
    for (size_t i = 0; i < run->part_count; i++) {
        plan_part(run, &run->parts[i]);
        used += run->parts[i].count.used;
    }
    plan_own(run);
    if (run->fault == NULL && used == 0)
        run->fault = nothing_fits(run);
    return run->fault == NULL ? 0 : -1;
}
