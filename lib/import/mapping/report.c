/* What a run found, for people. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "import/mapping/internal.h"

#define NAMES_WIDE 96 /* columns of a line of names */
#define TOLD_MOST 80  /* characters of a name that the source gives */

/* A name as it can be told: what is in a source is anything. */
static const char *told(const struct join *join, const char *name)
{
    return text_cut(join->arena, text_line(join->arena, name), TOLD_MOST);
}

/* Whether a way before NUMBER counts the same table. */
static bool counted_before(const struct part_plan *plan, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (plan->ways[i].used && way_counted(&plan->ways[i]) == way_counted(&plan->ways[number]))
            return true;
    return false;
}

const struct join_count *join_counts(const struct join *join, size_t *count)
{
    struct join_count *counts = arena_alloc(join->arena, (join->part_count + 1) * sizeof *counts);

    *count = join->part_count;
    for (size_t i = 0; i < join->part_count; i++) {
        const struct part_plan *plan = &join->parts[i];

        counts[i] = plan->count;
        for (size_t j = 0; j < plan->part->way_count; j++) {
            const struct way_plan *way = &plan->ways[j];

            counts[i].read += way->visits;
            if (way->used && !counted_before(plan, j))
                counts[i].rows += way_counted(way)->source->rows;
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
struct names {
    FILE *out;
    size_t column;
};

static void print_name(struct names *names, const char *name)
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

static void print_tables(const struct join *join, FILE *out, bool used)
{
    struct names names = {.out = out};
    bool begun = false;

    fprintf(out, "%s:\n   ", used ? "Tables that are used" : "Tables that are left alone");
    for (size_t i = 0; i < join->table_count; i++) {
        if (is_used(&join->tables[i]) != used)
            continue;
        print_name(&names, arena_format(join->arena, "%s (%" PRIu64 ")",
                                        told(join, join->tables[i].source->name),
                                        join->tables[i].source->rows));
        begun = true;
    }
    fprintf(out, begun ? "\n" : " none\n");
}

static void print_columns(const struct join *join, FILE *out)
{
    bool any = false;

    fprintf(out, "Columns of the used tables that are left alone:\n");
    for (size_t i = 0; i < join->table_count; i++) {
        const struct table_use *use = &join->tables[i];
        struct names names = {.out = out};
        bool begun = false;

        if (!is_used(use))
            continue;
        for (size_t j = 0; j < use->source->column_count; j++) {
            if (use->used[j])
                continue;
            if (!begun)
                fprintf(out, "    %s:", told(join, use->source->name));
            begun = true;
            print_name(&names, told(join, use->source->columns[j].name));
        }
        if (begun)
            fprintf(out, "\n");
        any = any || begun;
    }
    if (!any)
        fprintf(out, "    none\n");
}

static void print_missing(const struct join *join, FILE *out)
{
    fprintf(out, "Missing:\n");
    if (join->missing == NULL)
        fprintf(out, "    nothing\n");
    for (const struct note *note = join->missing; note != NULL; note = note->next)
        fprintf(out, "    %s\n", note->text);
}

static void print_settings(const struct join *join, FILE *out)
{
    const struct mapping *mapping = join->mapping;

    if (mapping->setting_count + mapping->set_count > 0)
        fprintf(out, "Settings:\n");
    for (size_t i = 0; i < mapping->setting_count; i++)
        fprintf(out, "    %s = %s\n", mapping->settings[i].name,
                join->settings[i] != NULL ? told(join, join->settings[i]) : "not known");
    for (size_t i = 0; i < mapping->set_count; i++)
        fprintf(out, join->set_there[i] ? "    %s: %zu\n" : "    %s: not told\n",
                mapping->sets[i].name, join->sets[i].count);
}

/* ---- what became of it ---- */

static void print_step(FILE *out, char sign, uint64_t count, const char *what)
{
    if (count > 0 || sign == '=')
        fprintf(out, "      %c %10" PRIu64 "  %s\n", sign, count, what);
}

/* The tally with its examples. */
static void print_tally(const struct join *join, FILE *out, const struct tally *tally,
                        const char *what)
{
    (void)join;
    if (tally->count == 0)
        return;
    fprintf(out, "      - %10" PRIu64 "  %s:\n", tally->count, what);
    for (size_t i = 0; i < EXAMPLES_MOST && i < tally->count; i++)
        fprintf(out, "                      %s\n", tally->examples[i]);
}

/* How the rows of a step's table became results. */
static void print_reached(const struct join *join, FILE *out, const struct way_plan *way)
{
    const struct table_use *counted = way_counted(way);

    for (size_t i = 0; i < join->mapping->condition_count; i++)
        print_step(out, '-', counted->left_out[i],
                   arena_format(join->arena, "left out by the condition %s",
                                join->mapping->conditions[i].name));
    print_step(out, '-', join_table_rows(counted->kept) - way->reached,
               arena_format(join->arena, "reached from no row of %s",
                            told(join, way->start->source->name)));
    print_step(out, '+', way->visits - way->reached, "reached more than once");
}

/* How the rows of the start did. */
static void print_started(FILE *out, const struct way_plan *way)
{
    uint64_t kinds = way->part->part->sort == MAPPING_KIND ? way->failed : 0;
    uint64_t walked = way->started - way->start_left_out - kinds;

    print_step(out, '-', way->start_left_out, "left out by a condition");
    print_step(out, '-', way->fruitless, "lead to no row");
    print_step(out, '+', way->visits + way->fruitless - walked, "lead to more than one row");
}

/* What the mapping asks of a row, as it stands there; its beginning, where that is long. */
static void print_where(const struct join *join, FILE *out, const struct way_plan *way)
{
    const struct mapping_text *where = &way->way->where;

    if (where->text != NULL)
        print_step(out, '-', way->failed,
                   arena_format(join->arena, "do not meet line %u of the mapping: %s", where->line,
                                text_cut(join->arena, text_line(join->arena, where->text), 100)));
}

static void print_way(const struct join *join, FILE *out, const struct way_plan *way)
{
    if (!way->used) {
        fprintf(out, "    %s: not in this source\n", way->way->name);
        return;
    }
    if (way->part->part->way_count > 1)
        fprintf(out, "    %s:\n", way->way->name);
    fprintf(out, "        %10" PRIu64 "  rows of %s\n", way_counted(way)->source->rows,
            told(join, way_counted(way)->source->name));
    if (way->counted > 0)
        print_reached(join, out, way);
    else
        print_started(out, way);
    print_where(join, out, way);
}

static void print_part(const struct join *join, FILE *out, const struct part_plan *plan)
{
    const struct mapping_part *part = plan->part;
    bool kind = part->sort == MAPPING_KIND;

    fprintf(out, "  %s%s\n", part->name,
            !plan->count.used ? ": not in this source; what is there stays as it is"
            : plan->skipped   ? " (laid down before the interruption)"
                              : "");
    if (!plan->count.used)
        return;
    for (size_t i = 0; i < part->way_count; i++)
        print_way(join, out, &plan->ways[i]);
    if (part->way_count > 1)
        fprintf(out, "    together:\n");
    print_step(out, '-', plan->endless, "lead to nothing");
    print_tally(join, out, &plan->nameless, "have no id");
    print_tally(join, out, &plan->odd, "have something that is no id");
    print_tally(join, out, &plan->doubled, "have an id that is there already");
    print_tally(join, out, &plan->dangling_from,
                part->sort == MAPPING_PLACES ? "dangle: there is no such map"
                                             : "dangle: what they start from is not there");
    print_tally(join, out, &plan->dangling_to, "dangle: what they lead to is not there");
    print_step(out, '-', plan->merged,
               kind ? "are of an entry that is there already" : "are combined with the same pair");
    print_tally(join, out, &plan->refused, "are refused");
    print_step(out, '=', plan->count.laid, "laid down");
    if (plan->count.hidden > 0)
        fprintf(out, "                    of them %" PRIu64 " hidden from lists\n",
                plan->count.hidden);
    if (plan->unread.count > 0) {
        fprintf(out, "        %10" PRIu64 "  values are left out:\n", plan->unread.count);
        for (size_t i = 0; i < EXAMPLES_MOST && i < plan->unread.count; i++)
            fprintf(out, "                      %s\n", plan->unread.examples[i]);
    }
}

void join_report_source(const struct join *join, FILE *out)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < join->table_count; i++)
        rows += join->tables[i].source->rows;
    fprintf(out, "The source: %zu tables, %" PRIu64 " rows\n", join->table_count, rows);
    print_tables(join, out, true);
    print_tables(join, out, false);
    print_columns(join, out);
    print_missing(join, out);
}

void join_report(const struct join *join, FILE *out)
{
    static const char *const titles[] = {"Kinds", "Relations", "Places"};
    int sort = -1;

    join_report_source(join, out);
    print_settings(join, out);
    for (size_t i = 0; i < join->part_count; i++) {
        if ((int)join->parts[i].part->sort != sort) {
            sort = (int)join->parts[i].part->sort;
            fprintf(out, "%s:\n", titles[sort]);
        }
        print_part(join, out, &join->parts[i]);
    }
}
