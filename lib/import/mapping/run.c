/* A run of a mapping: three readings of the source, of which only the last emits anything.
 *
 * A source is a stream, of which tables come in an order that nobody chose (a dump's is
 * alphabetical), and which may be far larger than memory. But a drop leads from a monster over two
 * more tables to an item, and must not be emitted when there is no such item. So what steps look
 * up is kept in memory (kept_table.c), only the columns that something names, as are all ids of
 * entries as hashes; and what parts start with, the largest tables among them, streams past in the
 * last reading. Settings and sets go before both, as conditions of either reading may name them.
 * Reading a dump again costs less than keeping it: an import of 37,816 entries and 254,508
 * relations takes 42 MB (bench/README.md, "import").
 *
 * The alternative, staging all tables as they are and joining them in SQL, would write whole
 * tables of which a few columns are needed, and mappings would be SQL.
 *
 * A part is finished as soon as the last row was seen of all tables that it starts with, where
 * the source knows how many rows those have: an import that is interrupted then has more that
 * need not be done again. */
#include "import/mapping/run.h"

#include <string.h>

#include "base/memory.h"
#include "import/mapping/internal.h"

#define PROGRESS_ROWS 500 /* between two tellings */

/* Everything that depends on the source's columns is compiled here, before a row is read: what is
 * missing can be told at once, and each row only runs what is there. */
struct mapping_run *mapping_run_open(struct arena *arena, const struct mapping *mapping,
                                     struct source *source, const char **error)
{
    struct mapping_run *run = arena_alloc(arena, sizeof *run);
    const struct source_table *tables;

    *run = (struct mapping_run){.arena = arena, .mapping = mapping, .source = source};
    tables = source_tables(source, &run->table_count, error);
    if (tables == NULL)
        return NULL;
    run->tables = arena_alloc(arena, (run->table_count + 1) * sizeof *run->tables);
    for (size_t i = 0; i < run->table_count; i++) {
        run->tables[i].source = &tables[i];
        run->tables[i].used = arena_alloc(arena, tables[i].column_count + 1);
    }
    run->part_count = mapping->part_count;
    run->parts = arena_alloc(arena, (run->part_count + 1) * sizeof *run->parts);
    for (size_t i = 0; i < run->part_count; i++)
        run->parts[i].part = &mapping->parts[i];
    run->settings = arena_alloc(arena, (mapping->setting_count + 1) * sizeof *run->settings);
    run->sets = arena_alloc(arena, (mapping->set_count + 1) * sizeof *run->sets);
    run->set_known = arena_alloc(arena, mapping->set_count + 1);
    run->exact = source_fingerprint(source) != NULL;
    run->scratch = arena_open(65536);
    if (mapping_run_plan(run) == 0)
        return run;
    *error = run->fault;
    mapping_run_close(run);
    return NULL;
}

static void close_part(struct part_plan *plan)
{
    id_set_free(&plan->ids);
    id_set_free(&plan->staged);
    bag_free(&plan->bag);
    for (size_t i = 0; plan->paths != NULL && i < plan->part->path_count; i++) {
        for (size_t j = 0; j < MAPPING_STEPS_MAX; j++) {
            free(plan->paths[i].steps[j].reached);
            free(plan->paths[i].steps[j].stamps);
        }
    }
}

void mapping_run_close(struct mapping_run *run)
{
    if (run == NULL)
        return;
    for (size_t i = 0; i < run->table_count; i++)
        kept_table_close(run->tables[i].kept);
    for (size_t i = 0; i < run->part_count; i++)
        close_part(&run->parts[i]);
    for (size_t i = 0; i < run->mapping->set_count; i++)
        id_set_free(&run->sets[i]);
    for (size_t i = 0; run->here != NULL && i < run->mapping->game->kind_count; i++)
        id_set_free(&run->here[i]);
    arena_close(run->scratch);
}

/* ---- passes ---- */

static struct table_use *use_of(const struct mapping_run *run, const struct source_table *table)
{
    return &run->tables[table - run->tables[0].source];
}

static bool pass_wanted(void *context, const struct source_table *table)
{
    const struct source_pass *pass = context;

    return pass->wanted(pass->run, use_of(pass->run, table));
}

/* One row is one life of the scratch arena: whatever an expression makes of it is gone before the
 * next. */
static int pass_row(void *context, const struct source_row *row)
{
    const struct source_pass *pass = context;
    struct mapping_run *run = pass->run;
    struct table_use *use = use_of(run, row->table);
    int result;

    use->seen++;
    result = pass->row(run, use, row);
    arena_reset(run->scratch);
    if (run->options->progress != NULL && ++run->rows % PROGRESS_ROWS == 0) {
        uint64_t done, all;

        source_progress(run->source, &done, &all);
        run->options->progress(run->options->context, pass->what, done, all);
    }
    return result;
}

int mapping_run_pass(struct mapping_run *run, const struct source_pass *pass)
{
    struct source_pass copy = *pass;
    const char *error = NULL;
    int result;

    for (size_t i = 0; i < run->table_count; i++)
        run->tables[i].seen = 0;
    result = source_read(run->source, pass_wanted, pass_row, &copy, &error);
    if (error != NULL)
        run->fault = error;
    return result;
}

/* ---- the pass that keeps tables and gathers ids ---- */

static bool keep_wanted(const struct mapping_run *run, const struct table_use *use)
{
    if (use->kept != NULL)
        return true;
    for (size_t i = 0; i < run->part_count; i++)
        if (run->parts[i].part->sort == MAPPING_KIND && run->parts[i].count.used &&
            run->parts[i].paths[0].start == use)
            return true;
    return false;
}

/* Ids of hidden entries too: what leads to them is not dangling. */
static void gather_id(struct mapping_run *run, struct part_plan *plan, const struct source_row *row)
{
    struct path_plan *path = &plan->paths[0];
    struct row_cursor cursor;
    const char *external;
    bool odd;

    row_cursor_begin(&cursor, run, path, row);
    if (path->where != NULL && !expression_true(expression_run(path->where, &cursor.expressions)))
        return;
    external = mapping_run_external(run->scratch,
                                    expression_run(path->outputs[KIND_ID], &cursor.expressions),
                                    &odd);
    if (external != NULL)
        id_set_add(&plan->ids, external);
}

/* A table may be both looked up and the home of entries; its rows then serve both in one reading.
 * Rows that fail a condition for all tables are counted and not kept: no step can lead there. */
static int keep_row(struct mapping_run *run, struct table_use *use, const struct source_row *row)
{
    size_t failed;

    for (size_t i = 0; i < run->part_count; i++)
        if (run->parts[i].part->sort == MAPPING_KIND && run->parts[i].count.used &&
            run->parts[i].paths[0].start == use)
            gather_id(run, &run->parts[i], row);
    if (use->kept == NULL)
        return 0;
    if (mapping_run_row_fits(run, use, row, &failed))
        kept_table_add(use->kept, row);
    else
        use->left_out[failed]++;
    return 0;
}

/* Makes the indexes, and what steps note about their rows. Stamps are the start's row numbers and
 * not bits: bits would have to be cleared for each row of the start. */
static void ready_steps(struct mapping_run *run)
{
    for (size_t i = 0; i < run->table_count; i++)
        if (run->tables[i].kept != NULL)
            kept_table_finish(run->tables[i].kept);
    for (size_t i = 0; i < run->part_count; i++) {
        for (size_t j = 0; j < run->parts[i].part->path_count; j++) {
            struct path_plan *path = &run->parts[i].paths[j];

            for (size_t k = 0; path->used && k < path->path->step_count; k++) {
                uint32_t rows =
                    path->steps[k].table != NULL ? kept_table_rows(path->steps[k].table->kept) : 0;

                if (k + 1 == path->counted)
                    path->steps[k].reached = memory_checked(calloc(rows / 8 + 1, 1));
                if (path->path->steps[k].once)
                    path->steps[k].stamps = memory_checked(calloc(rows + 1, sizeof(uint32_t)));
            }
        }
    }
}

static void note_memory(struct mapping_run *run)
{
    size_t bytes = 0;

    for (size_t i = 0; i < run->table_count; i++)
        if (run->tables[i].kept != NULL)
            bytes += kept_table_memory(run->tables[i].kept);
    for (size_t i = 0; i < run->part_count; i++)
        bytes += (run->parts[i].ids.capacity + run->parts[i].staged.capacity) * sizeof(uint64_t) +
                 bag_memory(&run->parts[i].bag);
    if (bytes > run->peak)
        run->peak = bytes;
}

/* ---- the pass that emits ---- */

static bool emit_wanted(const struct mapping_run *run, const struct table_use *use)
{
    (void)run;
    return use->starts;
}

/* Whether PLAN has a path that starts with USE. */
static bool starts_with(const struct part_plan *plan, const struct table_use *use)
{
    for (size_t i = 0; i < plan->part->path_count; i++)
        if (plan->paths[i].used && plan->paths[i].start == use)
            return true;
    return false;
}

/* Pairs that wait to be combined across rows (`gather`) are emitted now, as no more can come. */
static int finish_part(struct mapping_run *run, struct part_plan *plan)
{
    const struct mapping_writer *writer = run->options->writer;
    int result = 0;

    if (plan->part->sort == MAPPING_RELATION) {
        note_memory(run);
        result = part_flush(run, plan);
        bag_free(&plan->bag);
    }
    plan->done = true;
    if (result == 0 && writer != NULL && !plan->skipped && plan->part->sort != MAPPING_PLACES)
        result = writer->part(run->options->context, plan->part->name);
    return result;
}

/* All rows of USE were seen: what waits for no other table is whole. Only of sources whose counts
 * are exact; a live server's are estimates, and its parts end with the reading. */
static int finish_table(struct mapping_run *run, const struct table_use *use)
{
    int result = 0;

    for (size_t i = 0; i < run->part_count && result == 0; i++) {
        struct part_plan *plan = &run->parts[i];

        if (!plan->done && starts_with(plan, use) && --plan->waits == 0)
            result = finish_part(run, plan);
    }
    return result;
}

/* A row is taken by every part that starts with its table, so that the largest tables are read
 * once for all of them. Whether it was the table's last is known by its number. */
static int emit_row(struct mapping_run *run, struct table_use *use, const struct source_row *row)
{
    int result = 0;

    for (size_t i = 0; i < run->part_count && result == 0; i++) {
        struct part_plan *plan = &run->parts[i];

        for (size_t j = 0; j < plan->part->path_count && result == 0; j++) {
            struct row_cursor cursor;

            if (!plan->paths[j].used || plan->paths[j].start != use)
                continue;
            row_cursor_begin(&cursor, run, &plan->paths[j], row);
            result = row_cursor_run(&cursor);
        }
        if (result == 0 && plan->bag.count > 0 && !plan->part->gather)
            result = part_flush(run, plan);
    }
    if (result == 0 && run->exact && use->seen == use->source->rows)
        result = finish_table(run, use);
    return result;
}

static void begin_parts(struct mapping_run *run)
{
    const struct mapping_writer *writer = run->options->writer;

    for (size_t i = 0; i < run->part_count; i++) {
        struct part_plan *plan = &run->parts[i];
        const char *name = plan->part->sort == MAPPING_PLACES ? "places" : plan->part->name;

        plan->skipped = writer != NULL && writer->has != NULL &&
                        writer->has(run->options->context, name);
        for (size_t j = 0; j < run->table_count; j++)
            plan->waits += starts_with(plan, &run->tables[j]);
    }
}

/* What was not finished with its tables' last rows: those without rows, and all of a live server.
 * The places are one part to the writer, however many blocks of the mapping make some. */
static int finish_parts(struct mapping_run *run)
{
    const struct mapping_writer *writer = run->options->writer;
    bool places = false;
    int result = 0;

    for (size_t i = 0; i < run->part_count && result == 0; i++) {
        struct part_plan *plan = &run->parts[i];

        if (plan->count.used && !plan->done)
            result = finish_part(run, plan);
        places = places ||
                 (plan->part->sort == MAPPING_PLACES && plan->count.used && !plan->skipped);
    }
    if (result == 0 && places && writer != NULL)
        result = writer->part(run->options->context, "places");
    return result;
}

int mapping_run_execute(struct mapping_run *run, const struct mapping_run_options *options,
                        const char **error)
{
    const struct source_pass keep = {run, "keeping", keep_wanted, keep_row};
    const struct source_pass stage = {run, "reading", emit_wanted, emit_row};
    int result;

    run->options = options;
    result = mapping_run_read_settings(run);
    if (result == 0)
        result = mapping_run_pass(run, &keep);
    if (result == 0) {
        ready_steps(run);
        begin_parts(run);
        result = mapping_run_pass(run, &stage);
    }
    if (result == 0)
        result = finish_parts(run);
    note_memory(run);
    if (run->fault != NULL)
        *error = run->fault;
    return run->fault != NULL ? -1 : result;
}

/* Whether nothing tells output NUMBER of PLAN's: the mapping does not speak of it, or the source
 * does not have it. */
static bool output_unknown(const struct part_plan *plan, size_t number)
{
    for (size_t i = 0; i < plan->part->path_count; i++)
        if (plan->paths[i].used && plan->paths[i].outputs[number] != NULL)
            return false;
    return plan->count.used;
}

static bool has_part(const struct mapping_run *run, enum mapping_sort sort, const struct kind *kind)
{
    for (size_t i = 0; i < run->part_count; i++)
        if (run->parts[i].part->sort == sort && run->parts[i].part->kind == kind &&
            run->parts[i].count.used)
            return true;
    return false;
}

bool mapping_run_has_kind(const struct mapping_run *run, const struct kind *kind)
{
    return has_part(run, MAPPING_KIND, kind);
}

bool mapping_run_has_places(const struct mapping_run *run, const struct kind *kind)
{
    return has_part(run, MAPPING_PLACES, kind);
}

void mapping_run_add_existing(struct mapping_run *run, const struct kind *kind,
                              const char *external_id)
{
    if (run->here == NULL)
        run->here = arena_alloc(run->arena, run->mapping->game->kind_count * sizeof *run->here);
    if (external_id != NULL)
        id_set_add(&run->here[kind->index], external_id);
}

/* What the source cannot tell is not the same as what it tells to be nothing: the former stays as
 * it is. */
void mapping_run_unknown(const struct mapping_run *run, const struct kind *kind,
                         struct unknown_fields *unknown)
{
    for (size_t i = 0; i < run->part_count; i++) {
        const struct part_plan *plan = &run->parts[i];

        if (plan->part->sort != MAPPING_KIND || plan->part->kind != kind)
            continue;
        unknown->name = output_unknown(plan, KIND_NAME);
        unknown->hidden = output_unknown(plan, KIND_HIDDEN);
        for (size_t j = 0; j < plan->part->field_count; j++)
            unknown->fields[plan->part->fields[j].index] = output_unknown(plan, KIND_FIELDS + j);
    }
}

void mapping_run_unknown_relation(const struct mapping_run *run, const struct relation *relation,
                                  struct unknown_fields *unknown)
{
    for (size_t i = 0; i < run->part_count; i++) {
        const struct part_plan *plan = &run->parts[i];

        if (plan->part->sort != MAPPING_RELATION || plan->part->relation != relation)
            continue;
        for (size_t j = 0; j < plan->part->field_count; j++)
            unknown->fields[plan->part->fields[j].index] =
                output_unknown(plan, RELATION_FIELDS + j);
    }
}

size_t mapping_run_memory(const struct mapping_run *run)
{
    return run->peak;
}
