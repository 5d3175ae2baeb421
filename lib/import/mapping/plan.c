/* Compiling a mapping against the tables and columns that a source has. */
#include <string.h>
#include <strings.h>

#include "import/mapping/internal.h"

#define LACKS_MOST 5 /* that are told where nothing fits */

/* Where an expression's columns are looked for: the start and the first LEVELS steps. */
struct sight {
    struct join *join;
    struct way_plan *way;
    size_t levels;
};

void join_missing(struct join *join, unsigned line, const char *format, ...)
{
    struct note *note = arena_alloc(join->arena, sizeof *note);
    va_list arguments;

    va_start(arguments, format);
    note->text = arena_vformat(join->arena, format, arguments);
    va_end(arguments);
    note->text = arena_format(join->arena, "%s:%u: %s", join->mapping->file, line, note->text);
    *join->missing_end = note;
    join->missing_end = &note->next;
}

/* ---- columns ---- */

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

static bool find_setting(const struct join *join, const char *name, size_t *slot)
{
    for (size_t i = 0; i < join->mapping->setting_count; i++) {
        if (strcasecmp(join->mapping->settings[i].name, name) == 0) {
            *slot = SLOT_SETTING + i;
            return true;
        }
    }
    return false;
}

/* Whether TABLE means LEVEL (0 the start). */
static bool meant(const struct way_plan *way, size_t level, const char *table)
{
    const struct mapping_tables *tables = level == 0 ? &way->way->start
                                                     : &way->way->steps[level - 1].tables;

    if (level > 0 && strcasecmp(way->way->steps[level - 1].name, table) == 0)
        return true;
    for (size_t i = 0; i < tables->count; i++)
        if (strcasecmp(tables->names[i], table) == 0)
            return true;
    return false;
}

/* Finds a total of one of the first LEVELS steps that TABLE means. */
static bool find_total(const struct sight *sight, const char *table, const char *name, size_t *slot)
{
    for (size_t level = 1; table != NULL && level <= sight->levels; level++) {
        const struct mapping_step *step = &sight->way->way->steps[level - 1];

        for (size_t i = 0; meant(sight->way, level, table) && i < step->total_count; i++) {
            if (strcasecmp(step->totals[i].name, name) != 0 ||
                sight->way->steps[level - 1].totals[i] == NULL)
                continue;
            *slot = level * SLOT_LEVEL + SLOT_TOTAL + i;
            return true;
        }
    }
    return false;
}

/* Finds a column: "setting.x", "table.x", or a bare name: the start's column, or that of the first step
 * that has it. */
static bool find_column(void *context, const char *table, const char *column, size_t *slot)
{
    struct sight *sight = context;
    size_t number;

    if (table != NULL && strcasecmp(table, "setting") == 0)
        return find_setting(sight->join, column, slot);
    if (find_total(sight, table, column, slot))
        return true;
    for (size_t level = 0; level <= sight->levels; level++) {
        struct table_use *use = level == 0 ? sight->way->start : sight->way->steps[level - 1].table;

        if (use == NULL || (table != NULL && !meant(sight->way, level, table)) ||
            !column_in(use, column, &number))
            continue;
        *slot = level * SLOT_LEVEL + (level == 0 ? number : join_table_column(use->kept, number));
        return true;
    }
    return false;
}

/* Compiles TEXT; NULL where there is none, and where a column is missing: *MISSING says which. */
static const struct expression *compile(struct sight *sight, const struct mapping_text *text,
                                        const char **missing)
{
    const struct expression_names names = {.find = find_column, .context = sight};
    const struct expression *expression;
    const char *fault = NULL;

    *missing = NULL;
    if (text->text == NULL)
        return NULL;
    expression = expression_compile(sight->join->arena, text->text, &names, &fault, missing);
    if (fault != NULL)
        sight->join->fault = arena_format(sight->join->arena, "%s:%u: %s",
                                          sight->join->mapping->file, text->line, fault);
    return expression;
}

/* ---- tables ---- */

/* Names are compared exactly, then whatever their case. */
struct table_use *join_table_named(struct join *join, const struct mapping_tables *tables)
{
    for (size_t i = 0; i < tables->count; i++) {
        for (size_t j = 0; j < join->table_count; j++)
            if (strcmp(join->tables[j].source->name, tables->names[i]) == 0)
                return &join->tables[j];
        for (size_t j = 0; j < join->table_count; j++)
            if (strcasecmp(join->tables[j].source->name, tables->names[i]) == 0)
                return &join->tables[j];
    }
    return NULL;
}

static const char *names_of(struct join *join, const struct mapping_tables *tables)
{
    const char *names = tables->names[0];

    for (size_t i = 1; i < tables->count; i++)
        names = arena_format(join->arena, "%s or %s", names, tables->names[i]);
    return names;
}

const struct expression *join_compile(struct join *join, struct table_use *use,
                                      const struct mapping_text *text, const char **missing)
{
    struct mapping_way own = {.start = {.names = &use->source->name, .count = 1}};
    struct way_plan way = {.way = &own, .start = use};
    struct sight sight = {.join = join, .way = &way};

    return compile(&sight, text, missing);
}

/* Compiles the mapping's conditions for one table's own rows. */
static void plan_conditions(struct join *join, struct table_use *use)
{
    const size_t count = join->mapping->condition_count;
    const char *missing;

    if (use->conditions != NULL)
        return;
    use->conditions = arena_alloc(join->arena, (count + 1) * sizeof(const struct expression *));
    use->left_out = arena_alloc(join->arena, (count + 1) * sizeof *use->left_out);
    for (size_t i = 0; i < count; i++)
        use->conditions[i] = join_compile(join, use, &join->mapping->conditions[i].text, &missing);
}

/* ---- ways ---- */

/* What a way is called in messages. */
static const char *way_name(struct join *join, const struct way_plan *way)
{
    if (way->part->part->way_count == 1)
        return way->part->part->name;
    return arena_format(join->arena, "%s (%s)", way->part->part->name, way->way->name);
}

/* Finds the step's table, its key, and what is looked up in it. NULL, or what is missing. */
static const char *plan_lookup(struct join *join, struct way_plan *way, size_t number)
{
    const struct mapping_step *step = &way->way->steps[number];
    struct step_plan *plan = &way->steps[number];
    struct table_use *use = join_table_named(join, &step->tables);
    struct sight before = {.join = join, .way = way, .levels = number};
    const char *missing = NULL;
    size_t key = 0;

    if (use == NULL)
        return arena_format(join->arena, "the source has no table %s",
                            names_of(join, &step->tables));
    if (use->source->fault != NULL)
        join->fault = use->source->fault;
    if (step->key != NULL && !column_in(use, step->key, &key))
        return arena_format(join->arena, "%s has no column %s", use->source->name, step->key);
    plan->on = compile(&before, &step->on, &missing);
    if (missing != NULL)
        return arena_format(join->arena, "there is no column %s", missing);
    if (use->kept == NULL)
        use->kept = join_table_open(use->source);
    if (step->key != NULL) {
        plan->key = join_table_column(use->kept, key);
        join_table_key(use->kept, plan->key);
    }
    plan_conditions(join, use);
    plan->table = use;
    return NULL;
}

static void plan_totals(struct sight *sight, const struct mapping_step *step,
                        struct step_plan *plan)
{
    const struct expression *totals[MAPPING_TOTALS_MOST] = {NULL};
    const char *missing;

    for (size_t i = 0; i < step->total_count; i++) {
        totals[i] = compile(sight, &step->totals[i].of, &missing);
        if (missing != NULL)
            join_missing(sight->join, step->totals[i].of.line,
                         "there is no column %s: no %s of the step %s", missing,
                         step->totals[i].name, step->name);
    }
    /* A total cannot be made of others of its step. */
    memcpy(plan->totals, totals, sizeof totals);
}

/* Without what an optional step needs the way goes on without it. */
static bool plan_step(struct join *join, struct way_plan *way, size_t number)
{
    const struct mapping_step *step = &way->way->steps[number];
    struct sight with = {.join = join, .way = way, .levels = number + 1};
    const char *missing = plan_lookup(join, way, number);

    if (missing != NULL) {
        join_missing(join, step->line, "%s: %s %s", missing,
                     step->optional ? "nothing of it in" : "nothing of", way_name(join, way));
        return step->optional;
    }
    way->steps[number].where = compile(&with, &step->where, &missing);
    if (missing != NULL)
        join_missing(join, step->where.line,
                     "there is no column %s: the condition of the step %s leaves nothing out",
                     missing, step->name);
    plan_totals(&with, step, &way->steps[number]);
    return true;
}

/* What is not there when output NUMBER of PART cannot be made. */
static const char *output_name(struct join *join, const struct mapping_part *part, size_t number)
{
    static const char *const kinds[] = {"Id", "Name", "Hidden"};
    static const char *const relations[] = {"From", "To"};
    static const char *const places[] = {"Map",   "Id",     "X",       "Y",       "Z",
                                         "Group", "Chance", "Respawn", "Variance"};
    size_t fixed = part->outputs - part->field_count;

    if (number >= fixed)
        return arena_format(join->arena, "%s.%s", part->name, part->fields[number - fixed].name);
    // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.UndefReturn): NUMBER is below FIXED here
    return part->sort == MAPPING_KIND       ? kinds[number]
           : part->sort == MAPPING_RELATION ? relations[number]
                                            : places[number];
}

/* Compiles the outputs. False when one is missing without which nothing can be. */
static bool plan_outputs(struct join *join, struct way_plan *way)
{
    const struct mapping_part *part = way->part->part;
    struct sight all = {.join = join, .way = way, .levels = way->way->step_count};
    struct sight start = {.join = join, .way = way};
    size_t needed = part->sort == MAPPING_PLACES ? PLACE_Z : part->sort == MAPPING_KIND ? 1 : 2;
    const char *lack = part->sort == MAPPING_KIND ? "there is no column %s in %s: %s stays as it is"
                                                  : "there is no column %s in %s: no %s";
    const char *missing;

    way->outputs = arena_alloc(join->arena, part->outputs * sizeof(const struct expression *));
    for (size_t i = 0; i < part->outputs; i++) {
        bool early = part->sort == MAPPING_KIND && i == KIND_ID;

        way->outputs[i] = compile(early ? &start : &all, &way->way->outputs[i], &missing);
        if (missing == NULL)
            continue;
        if (i < needed) {
            join_missing(join, way->way->outputs[i].line,
                         "there is no column %s%s%s: nothing of %s", missing,
                         strchr(missing, '.') == NULL ? " in " : "",
                         strchr(missing, '.') == NULL ? way->start->source->name : "",
                         way_name(join, way));
            return false;
        }
        join_missing(join, way->way->outputs[i].line, lack, missing, way->start->source->name,
                     output_name(join, part, i));
    }
    return true;
}

/* Whose rows are counted: the table or step that the mapping names, else the last one that must be
 * there. */
static void plan_counted(struct join *join, struct way_plan *way)
{
    const char *counts = way->way->counts;
    size_t level = way->way->step_count;

    if (counts == NULL)
        while (level > 0 && way->way->steps[level - 1].optional)
            level--;
    else
        while (level > 0 && !meant(way, level, counts))
            level--;
    if (counts != NULL && level == 0 && !meant(way, 0, counts))
        join->fault = arena_format(join->arena, "%s:%u: Counts: %s is no table or step of %s",
                                   join->mapping->file, way->way->start.line, counts,
                                   way_name(join, way));
    way->counted = level;
}

static bool plan_way(struct join *join, struct way_plan *way)
{
    struct sight all = {.join = join, .way = way, .levels = way->way->step_count};
    struct sight start = {.join = join, .way = way};
    bool kind = way->part->part->sort == MAPPING_KIND;
    const char *missing;

    way->start = join_table_named(join, &way->way->start);
    if (way->start == NULL) {
        join_missing(join, way->way->start.line, "the source has no table %s: nothing of %s",
                     names_of(join, &way->way->start), way_name(join, way));
        return false;
    }
    if (way->start->source->fault != NULL) {
        join->fault = way->start->source->fault;
        return false;
    }
    plan_conditions(join, way->start);
    for (size_t i = 0; i < way->way->step_count; i++)
        if (!plan_step(join, way, i))
            return false;
    if (!plan_outputs(join, way))
        return false;
    way->where = compile(kind ? &start : &all, &way->way->where, &missing);
    if (missing != NULL)
        join_missing(join, way->way->where.line,
                     "there is no column %s: the condition of %s leaves nothing out", missing,
                     way_name(join, way));
    way->start->starts = true;
    if (!kind)
        plan_counted(join, way);
    return true;
}

/* ---- the whole ---- */

static void plan_part(struct join *join, struct part_plan *plan)
{
    const struct mapping_part *part = plan->part;

    plan->count.part = part;
    plan->ways = arena_alloc(join->arena, (part->way_count + 1) * sizeof *plan->ways);
    for (size_t i = 0; i < part->way_count; i++) {
        plan->ways[i] = (struct way_plan){.way = &part->ways[i], .part = plan};
        plan->ways[i].used = plan_way(join, &plan->ways[i]);
        plan->count.used = plan->count.used || plan->ways[i].used;
    }
}

/* The table that a kind's entries come from; NULL. */
static const struct table_use *home_of(const struct join *join, const struct kind *kind)
{
    for (size_t i = 0; i < join->part_count; i++)
        if (join->parts[i].part->sort == MAPPING_KIND && join->parts[i].part->kind == kind)
            return join->parts[i].ways[0].start;
    return NULL;
}

/* Relations that start with the rows of an entry itself are not left out where it is hidden. */
static void plan_own(struct join *join)
{
    for (size_t i = 0; i < join->part_count; i++) {
        const struct mapping_part *part = join->parts[i].part;

        for (size_t j = 0; j < part->way_count; j++) {
            struct way_plan *way = &join->parts[i].ways[j];

            way->own = way->used && (part->sort == MAPPING_KIND ||
                                     (part->sort == MAPPING_RELATION &&
                                      way->start == home_of(join, part->relation->from)));
        }
    }
}

/* Why the source is none for this mapping: what it lacks. */
static const char *nothing_fits(struct join *join)
{
    const char *fault =
        arena_format(join->arena, "the source has nothing that %s reads", join->mapping->file);
    size_t told = 0;

    for (const struct note *note = join->missing; note != NULL && told < LACKS_MOST; told++) {
        fault = arena_format(join->arena, "%s%s%s", fault, told == 0 ? ": " : "; ", note->text);
        note = note->next;
    }
    return fault;
}

int join_plan(struct join *join)
{
    size_t used = 0;

    join->missing_end = &join->missing;
    for (size_t i = 0; i < join->part_count; i++) {
        plan_part(join, &join->parts[i]);
        used += join->parts[i].count.used;
    }
    plan_own(join);
    if (join->fault == NULL && used == 0)
        join->fault = nothing_fits(join);
    return join->fault == NULL ? 0 : -1;
}
