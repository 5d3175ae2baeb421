#include "import/mapping/run.h"

#include <stdlib.h>
#include <string.h>

#include "import/mapping/internal.h"

#define PROGRESS_ROWS 500 /* between two tellings */

struct join *join_open(struct arena *arena, const struct mapping *mapping, struct source *source,
                       const char **error)
{
    struct join *join = arena_alloc(arena, sizeof *join);
    const struct source_table *tables;

    *join = (struct join){.arena = arena, .mapping = mapping, .source = source};
    tables = source_tables(source, &join->table_count, error);
    if (tables == NULL)
        return NULL;
    join->tables = arena_alloc(arena, (join->table_count + 1) * sizeof *join->tables);
    for (size_t i = 0; i < join->table_count; i++) {
        join->tables[i].source = &tables[i];
        join->tables[i].used = arena_alloc(arena, tables[i].column_count + 1);
    }
    join->part_count = mapping->part_count;
    join->parts = arena_alloc(arena, (join->part_count + 1) * sizeof *join->parts);
    for (size_t i = 0; i < join->part_count; i++)
        join->parts[i].part = &mapping->parts[i];
    join->settings = arena_alloc(arena, (mapping->setting_count + 1) * sizeof *join->settings);
    join->sets = arena_alloc(arena, (mapping->set_count + 1) * sizeof *join->sets);
    join->set_there = arena_alloc(arena, mapping->set_count + 1);
    join->exact = source_fingerprint(source) != NULL;
    join->scratch = arena_open(65536);
    if (join_plan(join) == 0)
        return join;
    *error = join->fault;
    join_close(join);
    return NULL;
}

static void close_part(struct part_plan *plan)
{
    join_ids_free(&plan->ids);
    join_ids_free(&plan->laid);
    bag_free(&plan->bag);
    for (size_t i = 0; plan->ways != NULL && i < plan->part->way_count; i++) {
        for (size_t j = 0; j < MAPPING_STEPS_MOST; j++) {
            free(plan->ways[i].steps[j].reached);
            free(plan->ways[i].steps[j].stamps);
        }
    }
}

void join_close(struct join *join)
{
    if (join == NULL)
        return;
    for (size_t i = 0; i < join->table_count; i++)
        join_table_close(join->tables[i].kept);
    for (size_t i = 0; i < join->part_count; i++)
        close_part(&join->parts[i]);
    for (size_t i = 0; i < join->mapping->set_count; i++)
        join_ids_free(&join->sets[i]);
    for (size_t i = 0; join->here != NULL && i < join->mapping->game->kind_count; i++)
        join_ids_free(&join->here[i]);
    arena_close(join->scratch);
}

/* ---- passes ---- */

static struct table_use *use_of(const struct join *join, const struct source_table *table)
{
    return &join->tables[table - join->tables[0].source];
}

static bool pass_wanted(void *context, const struct source_table *table)
{
    const struct pass *pass = context;

    return pass->wanted(pass->join, use_of(pass->join, table));
}

static int pass_row(void *context, const struct source_row *row)
{
    const struct pass *pass = context;
    struct join *join = pass->join;
    struct table_use *use = use_of(join, row->table);
    int result;

    use->seen++;
    result = pass->row(join, use, row);
    arena_reset(join->scratch);
    if (join->options->progress != NULL && ++join->rows % PROGRESS_ROWS == 0) {
        uint64_t done, all;

        source_progress(join->source, &done, &all);
        join->options->progress(join->options->context, pass->what, done, all);
    }
    return result;
}

int join_pass(struct join *join, const struct pass *pass)
{
    struct pass copy = *pass;
    const char *error = NULL;
    int result;

    for (size_t i = 0; i < join->table_count; i++)
        join->tables[i].seen = 0;
    result = source_read(join->source, pass_wanted, pass_row, &copy, &error);
    if (error != NULL)
        join->fault = error;
    return result;
}

/* ---- the pass that keeps tables and gathers ids ---- */

static bool keep_wanted(const struct join *join, const struct table_use *use)
{
    if (use->kept != NULL)
        return true;
    for (size_t i = 0; i < join->part_count; i++)
        if (join->parts[i].part->sort == MAPPING_KIND && join->parts[i].count.used &&
            join->parts[i].ways[0].start == use)
            return true;
    return false;
}

static void gather_id(struct join *join, struct part_plan *plan, const struct source_row *row)
{
    struct way_plan *way = &plan->ways[0];
    struct walk walk;
    const char *external;
    bool odd;

    walk_begin(&walk, join, way, row);
    if (way->where != NULL && !expression_true(expression_run(way->where, &walk.expressions)))
        return;
    external = join_external(join->scratch,
                             expression_run(way->outputs[KIND_ID], &walk.expressions), &odd);
    if (external != NULL)
        join_ids_add(&plan->ids, external);
}

static int keep_row(struct join *join, struct table_use *use, const struct source_row *row)
{
    size_t failed;

    for (size_t i = 0; i < join->part_count; i++)
        if (join->parts[i].part->sort == MAPPING_KIND && join->parts[i].count.used &&
            join->parts[i].ways[0].start == use)
            gather_id(join, &join->parts[i], row);
    if (use->kept == NULL)
        return 0;
    if (join_row_fits(join, use, row, &failed))
        join_table_add(use->kept, row);
    else
        use->left_out[failed]++;
    return 0;
}

static void *zeroed(size_t bytes)
{
    void *memory = calloc(bytes + 1, 1);

    if (memory == NULL)
        abort();
    return memory;
}

/* Makes the indexes, and what steps note about their rows. */
static void ready_steps(struct join *join)
{
    for (size_t i = 0; i < join->table_count; i++)
        if (join->tables[i].kept != NULL)
            join_table_finish(join->tables[i].kept);
    for (size_t i = 0; i < join->part_count; i++) {
        for (size_t j = 0; j < join->parts[i].part->way_count; j++) {
            struct way_plan *way = &join->parts[i].ways[j];

            for (size_t k = 0; way->used && k < way->way->step_count; k++) {
                uint32_t rows =
                    way->steps[k].table != NULL ? join_table_rows(way->steps[k].table->kept) : 0;

                if (k + 1 == way->counted)
                    way->steps[k].reached = zeroed(rows / 8 + 1);
                if (way->way->steps[k].once)
                    way->steps[k].stamps = zeroed(rows * sizeof(uint32_t));
            }
        }
    }
}

static void note_memory(struct join *join)
{
    size_t bytes = 0;

    for (size_t i = 0; i < join->table_count; i++)
        if (join->tables[i].kept != NULL)
            bytes += join_table_memory(join->tables[i].kept);
    for (size_t i = 0; i < join->part_count; i++)
        bytes += (join->parts[i].ids.room + join->parts[i].laid.room) * sizeof(uint64_t) +
                 bag_memory(&join->parts[i].bag);
    if (bytes > join->peak)
        join->peak = bytes;
}

/* ---- the pass that hands on ---- */

static bool lay_wanted(const struct join *join, const struct table_use *use)
{
    (void)join;
    return use->starts;
}

/* Whether PLAN has a way that starts with USE. */
static bool starts_with(const struct part_plan *plan, const struct table_use *use)
{
    for (size_t i = 0; i < plan->part->way_count; i++)
        if (plan->ways[i].used && plan->ways[i].start == use)
            return true;
    return false;
}

static int finish_part(struct join *join, struct part_plan *plan)
{
    const struct join_sink *sink = join->options->sink;
    int result = 0;

    if (plan->part->sort == MAPPING_RELATION) {
        note_memory(join);
        result = part_flush(join, plan);
        bag_free(&plan->bag);
    }
    plan->done = true;
    if (result == 0 && sink != NULL && !plan->skipped && plan->part->sort != MAPPING_PLACES)
        result = sink->part(join->options->context, plan->part->name);
    return result;
}

/* All rows of USE were seen: what waits for no other table is whole. */
static int finish_table(struct join *join, const struct table_use *use)
{
    int result = 0;

    for (size_t i = 0; i < join->part_count && result == 0; i++) {
        struct part_plan *plan = &join->parts[i];

        if (!plan->done && starts_with(plan, use) && --plan->waits == 0)
            result = finish_part(join, plan);
    }
    return result;
}

static int lay_row(struct join *join, struct table_use *use, const struct source_row *row)
{
    int result = 0;

    for (size_t i = 0; i < join->part_count && result == 0; i++) {
        struct part_plan *plan = &join->parts[i];

        for (size_t j = 0; j < plan->part->way_count && result == 0; j++) {
            struct walk walk;

            if (!plan->ways[j].used || plan->ways[j].start != use)
                continue;
            walk_begin(&walk, join, &plan->ways[j], row);
            result = walk_run(&walk);
        }
        if (result == 0 && plan->bag.count > 0 && !plan->part->gather)
            result = part_flush(join, plan);
    }
    if (result == 0 && join->exact && use->seen == use->source->rows)
        result = finish_table(join, use);
    return result;
}

static void begin_parts(struct join *join)
{
    const struct join_sink *sink = join->options->sink;

    for (size_t i = 0; i < join->part_count; i++) {
        struct part_plan *plan = &join->parts[i];
        const char *name = plan->part->sort == MAPPING_PLACES ? "places" : plan->part->name;

        plan->skipped = sink != NULL && sink->has != NULL &&
                        sink->has(join->options->context, name);
        for (size_t j = 0; j < join->table_count; j++)
            plan->waits += starts_with(plan, &join->tables[j]);
    }
}

/* What was not finished with its tables' last rows: those without rows, and all of a live server. The
 * places are one part to the sink. */
static int end_parts(struct join *join)
{
    const struct join_sink *sink = join->options->sink;
    bool places = false;
    int result = 0;

    for (size_t i = 0; i < join->part_count && result == 0; i++) {
        struct part_plan *plan = &join->parts[i];

        if (plan->count.used && !plan->done)
            result = finish_part(join, plan);
        places = places ||
                 (plan->part->sort == MAPPING_PLACES && plan->count.used && !plan->skipped);
    }
    if (result == 0 && places && sink != NULL)
        result = sink->part(join->options->context, "places");
    return result;
}

int join_run(struct join *join, const struct join_options *options, const char **error)
{
    const struct pass keep = {join, "keeping", keep_wanted, keep_row};
    const struct pass lay = {join, "reading", lay_wanted, lay_row};
    int result;

    join->options = options;
    result = join_read_settings(join);
    if (result == 0)
        result = join_pass(join, &keep);
    if (result == 0) {
        ready_steps(join);
        begin_parts(join);
        result = join_pass(join, &lay);
    }
    if (result == 0)
        result = end_parts(join);
    note_memory(join);
    if (join->fault != NULL)
        *error = join->fault;
    return join->fault != NULL ? -1 : result;
}

bool join_whole(const struct join *join)
{
    for (size_t i = 0; i < join->part_count; i++)
        if (!join->parts[i].count.used)
            return false;
    return true;
}

/* Whether nothing tells output NUMBER of PLAN's: the mapping does not speak of it, or the source does
 * not have it. */
static bool output_untold(const struct part_plan *plan, size_t number)
{
    for (size_t i = 0; i < plan->part->way_count; i++)
        if (plan->ways[i].used && plan->ways[i].outputs[number] != NULL)
            return false;
    return plan->count.used;
}

static bool has_part(const struct join *join, enum mapping_sort sort, const struct kind *kind)
{
    for (size_t i = 0; i < join->part_count; i++)
        if (join->parts[i].part->sort == sort && join->parts[i].part->kind == kind &&
            join->parts[i].count.used)
            return true;
    return false;
}

bool join_has_kind(const struct join *join, const struct kind *kind)
{
    return has_part(join, MAPPING_KIND, kind);
}

bool join_has_places(const struct join *join, const struct kind *kind)
{
    return has_part(join, MAPPING_PLACES, kind);
}

void join_here(struct join *join, const struct kind *kind, const char *external_id)
{
    if (join->here == NULL)
        join->here = arena_alloc(join->arena, join->mapping->game->kind_count * sizeof *join->here);
    if (external_id != NULL)
        join_ids_add(&join->here[kind->index], external_id);
}

void join_untold(const struct join *join, const struct kind *kind, struct untold *untold)
{
    for (size_t i = 0; i < join->part_count; i++) {
        const struct part_plan *plan = &join->parts[i];

        if (plan->part->sort != MAPPING_KIND || plan->part->kind != kind)
            continue;
        untold->name = output_untold(plan, KIND_NAME);
        untold->hidden = output_untold(plan, KIND_HIDDEN);
        for (size_t j = 0; j < plan->part->field_count; j++)
            untold->fields[plan->part->fields[j].index] = output_untold(plan, KIND_FIELDS + j);
    }
}

void join_untold_relation(const struct join *join, const struct relation *relation,
                          struct untold *untold)
{
    for (size_t i = 0; i < join->part_count; i++) {
        const struct part_plan *plan = &join->parts[i];

        if (plan->part->sort != MAPPING_RELATION || plan->part->relation != relation)
            continue;
        for (size_t j = 0; j < plan->part->field_count; j++)
            untold->fields[plan->part->fields[j].index] = output_untold(plan, RELATION_FIELDS + j);
    }
}

size_t join_memory(const struct join *join)
{
    return join->peak;
}
