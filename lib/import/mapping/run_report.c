/* What a run found, for people: who brings a server's database must be able to believe the
 * result. So each part is an account: the rows of the counted table, less what was left out and
 * why, plus what was reached more than once, is what was emitted. A row that went missing by a
 * fault of ours would make the sum wrong in front of everybody. */
#include <inttypes.h>
#include <string.h>

#include "base/text/text.h"
#include "import/mapping/internal.h"

#define NAMES_WIDE 96  /* columns of a line of names */
#define CLIPPED_MAX 80 /* characters of a name that the source gives */

/* A name as it can be told: what is in a source is anything. */
static const char *clipped(const struct mapping_run *run, const char *name)
{
    return text_cut(run->arena, text_line(run->arena, name), CLIPPED_MAX);
}

/* Whether a path before NUMBER counts the same table. */
static bool counted_before(const struct part_plan *plan, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (plan->paths[i].used &&
            path_counted(&plan->paths[i]) == path_counted(&plan->paths[number]))
            return true;
    return false;
}

const struct mapping_count *mapping_run_counts(const struct mapping_run *run, size_t *count)
{
    struct mapping_count *counts = arena_alloc(run->arena, (run->part_count + 1) * sizeof *counts);

    *count = run->part_count;
    for (size_t i = 0; i < run->part_count; i++) {
        const struct part_plan *plan = &run->parts[i];

        counts[i] = plan->count;
        for (size_t j = 0; j < plan->part->path_count; j++) {
            const struct path_plan *path = &plan->paths[j];

            counts[i].read += path->visits;
            if (path->used && !counted_before(plan, j))
                counts[i].rows += path_counted(path)->source->rows;
        }
        counts[i].refused = plan->refused.count;
        counts[i].rejected = plan->dangling_from.count + plan->dangling_to.count +
                             plan->doubled.count + plan->odd.count + plan->nameless.count +
                             plan->refused.count;
    }
    return counts;
}

/* ---- what is there ---- */

/* A list of names that breaks its lines. */
struct name_list {
    FILE *out;
    size_t column;
};

static void print_name(struct name_list *names, const char *name)
{
    if (names->column > 0 && names->column + strlen(name) + 2 > NAMES_WIDE) {
        fprintf(names->out, ",\n   ");
        names->column = 0;
    } else if (names->column > 0) {
        fprintf(names->out, ",");
    }
    names->column += (size_t)fprintf(names->out, " %s", name) + 1;
}

static bool is_used(const struct table_use *use)
{
    for (size_t i = 0; i < use->source->column_count; i++)
        if (use->used[i])
            return true;
    return false;
}

static void print_tables(const struct mapping_run *run, FILE *out, bool used)
{
    struct name_list names = {.out = out};
    bool begun = false;

    fprintf(out, "%s:\n   ", used ? "Tables that are used" : "Tables that are left alone");
    for (size_t i = 0; i < run->table_count; i++) {
        if (is_used(&run->tables[i]) != used)
            continue;
        print_name(&names, arena_format(run->arena, "%s (%" PRIu64 ")",
                                        clipped(run, run->tables[i].source->name),
                                        run->tables[i].source->rows));
        begun = true;
    }
    fprintf(out, begun ? "\n" : " none\n");
}

static void print_columns(const struct mapping_run *run, FILE *out)
{
    bool any = false;

    fprintf(out, "Columns of the used tables that are left alone:\n");
    for (size_t i = 0; i < run->table_count; i++) {
        const struct table_use *use = &run->tables[i];
        struct name_list names = {.out = out};
        bool begun = false;

        if (!is_used(use))
            continue;
        for (size_t j = 0; j < use->source->column_count; j++) {
            if (use->used[j])
                continue;
            if (!begun)
                fprintf(out, "    %s:", clipped(run, use->source->name));
            begun = true;
            print_name(&names, clipped(run, use->source->columns[j].name));
        }
        if (begun)
            fprintf(out, "\n");
        any = any || begun;
    }
    if (!any)
        fprintf(out, "    none\n");
}

static void print_missing(const struct mapping_run *run, FILE *out)
{
    fprintf(out, "Missing:\n");
    if (run->missing == NULL)
        fprintf(out, "    nothing\n");
    for (const struct note *note = run->missing; note != NULL; note = note->next)
        fprintf(out, "    %s\n", note->text);
}

static void print_settings(const struct mapping_run *run, FILE *out)
{
    const struct mapping *mapping = run->mapping;

    if (mapping->setting_count + mapping->set_count > 0)
        fprintf(out, "Settings:\n");
    for (size_t i = 0; i < mapping->setting_count; i++)
        fprintf(out, "    %s = %s\n", mapping->settings[i].name,
                run->settings[i] != NULL ? clipped(run, run->settings[i]) : "not known");
    for (size_t i = 0; i < mapping->set_count; i++)
        fprintf(out, run->set_known[i] ? "    %s: %zu\n" : "    %s: not told\n",
                mapping->sets[i].name, run->sets[i].count);
}

/* ---- what became of it ---- */

static void print_step(FILE *out, char sign, uint64_t count, const char *what)
{
    if (count > 0 || sign == '=')
        fprintf(out, "      %c %10" PRIu64 "  %s\n", sign, count, what);
}

/* The tally with its examples. */
static void print_tally(const struct mapping_run *run, FILE *out, const struct skipped *tally,
                        const char *what)
{
    (void)run;
    if (tally->count == 0)
        return;
    fprintf(out, "      - %10" PRIu64 "  %s:\n", tally->count, what);
    for (size_t i = 0; i < EXAMPLES_MAX && i < tally->count; i++)
        fprintf(out, "                      %s\n", tally->examples[i]);
}

/* How the rows of a step's table became results. */
static void print_reached(const struct mapping_run *run, FILE *out, const struct path_plan *path)
{
    const struct table_use *counted = path_counted(path);

    for (size_t i = 0; i < run->mapping->condition_count; i++)
        print_step(out, '-', counted->left_out[i],
                   arena_format(run->arena, "left out by the condition %s",
                                run->mapping->conditions[i].name));
    print_step(out, '-', kept_table_rows(counted->kept) - path->reached,
               arena_format(run->arena, "reached from no row of %s",
                            clipped(run, path->start->source->name)));
    print_step(out, '+', path->visits - path->reached, "reached more than once");
}

/* How the rows of the start did. */
static void print_started(FILE *out, const struct path_plan *path)
{
    uint64_t kinds = path->part->part->sort == MAPPING_KIND ? path->failed : 0;
    uint64_t walked = path->started - path->start_left_out - kinds;

    print_step(out, '-', path->start_left_out, "left out by a condition");
    print_step(out, '-', path->fruitless, "lead to no row");
    print_step(out, '+', path->visits + path->fruitless - walked, "lead to more than one row");
}

/* What the mapping asks of a row, as it stands there; its beginning, where that is long. */
static void print_where(const struct mapping_run *run, FILE *out, const struct path_plan *path)
{
    const struct mapping_text *where = &path->path->where;

    if (where->text != NULL)
        print_step(out, '-', path->failed,
                   arena_format(run->arena, "do not meet line %u of the mapping: %s", where->line,
                                text_cut(run->arena, text_line(run->arena, where->text), 100)));
}

static void print_path(const struct mapping_run *run, FILE *out, const struct path_plan *path)
{
    if (!path->used) {
        fprintf(out, "    %s: not in this source\n", path->path->name);
        return;
    }
    if (path->part->part->path_count > 1)
        fprintf(out, "    %s:\n", path->path->name);
    fprintf(out, "        %10" PRIu64 "  rows of %s\n", path_counted(path)->source->rows,
            clipped(run, path_counted(path)->source->name));
    if (path->counted > 0)
        print_reached(run, out, path);
    else
        print_started(out, path);
    print_where(run, out, path);
}

/* Each line is a term of the sum that ends with what was emitted; only what differs from 0 is
 * printed. */
static void print_part(const struct mapping_run *run, FILE *out, const struct part_plan *plan)
{
    const struct mapping_part *part = plan->part;
    bool kind = part->sort == MAPPING_KIND;

    fprintf(out, "  %s%s\n", part->name,
            !plan->count.used ? ": not in this source; what is there stays as it is"
            : plan->skipped   ? " (staged before the interruption)"
                              : "");
    if (!plan->count.used)
        return;
    for (size_t i = 0; i < part->path_count; i++)
        print_path(run, out, &plan->paths[i]);
    if (part->path_count > 1)
        fprintf(out, "    together:\n");
    print_step(out, '-', plan->endless, "lead to nothing");
    print_tally(run, out, &plan->nameless, "have no id");
    print_tally(run, out, &plan->odd, "have something that is no id");
    print_tally(run, out, &plan->doubled, "have an id that is there already");
    print_tally(run, out, &plan->dangling_from,
                part->sort == MAPPING_PLACES ? "dangle: there is no such map"
                                             : "dangle: what they start from is not there");
    print_tally(run, out, &plan->dangling_to, "dangle: what they lead to is not there");
    print_step(out, '-', plan->merged,
               kind ? "are of an entry that is there already" : "are combined with the same pair");
    print_tally(run, out, &plan->refused, "are refused");
    print_step(out, '=', plan->count.staged, "staged");
    if (plan->count.hidden > 0)
        fprintf(out, "                    of them %" PRIu64 " hidden from lists\n",
                plan->count.hidden);
    if (plan->unread.count > 0) {
        fprintf(out, "        %10" PRIu64 "  values are left out:\n", plan->unread.count);
        for (size_t i = 0; i < EXAMPLES_MAX && i < plan->unread.count; i++)
            fprintf(out, "                      %s\n", plan->unread.examples[i]);
    }
}

void mapping_run_report_source(const struct mapping_run *run, FILE *out)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < run->table_count; i++)
        rows += run->tables[i].source->rows;
    fprintf(out, "The source: %zu tables, %" PRIu64 " rows\n", run->table_count, rows);
    print_tables(run, out, true);
    print_tables(run, out, false);
    print_columns(run, out);
    print_missing(run, out);
}

void mapping_run_report(const struct mapping_run *run, FILE *out)
{
    static const char *const titles[] = {"Kinds", "Relations", "Places"};
    int sort = -1;

    mapping_run_report_source(run, out);
    print_settings(run, out);
    for (size_t i = 0; i < run->part_count; i++) {
        if ((int)run->parts[i].part->sort != sort) {
            sort = (int)run->parts[i].part->sort;
            fprintf(out, "%s:\n", titles[sort]);
        }
        print_part(run, out, &run->parts[i]);
    }
}
