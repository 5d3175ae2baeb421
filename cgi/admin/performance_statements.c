/* What statements cost, and how the server goes about one of them. */
#include <inttypes.h>

#include "bars.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "performance.h"
#include "store/explain.h"
#include "web/form/form.h"
#include "web/view.h"

static const struct list_column columns[] = {
    {"statement", N_("Statement"), NULL},
    {"calls", N_("Calls"), "calls"},
    {"total_ms", N_("Time in all, ms"), "time"},
    {"mean_ms", N_("Each, ms"), "mean"},
    {"longest_ms", N_("Longest, ms"), "longest"},
    {"rows", N_("Rows"), "rows"},
    {"failures", N_("Failed"), NULL},
};

static const char *const sorts[] = {"time", "calls", "mean", "longest", "rows", NULL};

static uint64_t rank_statement(size_t sort, const struct statement_sum *sum)
{
    switch (sort) {
    case 1: return sum->calls;
    case 2: return sum->microseconds / sum->calls;
    case 3: return sum->longest;
    case 4: return sum->rows;
    default: return sum->microseconds;
    }
}

static void add_statement(struct admin_list *list, size_t place,
                          const struct metered_statement *statement,
                          const struct statement_sum *sum)
{
    list_row(list, place + 1);
    list_link(list, statement->name, statement_address_of(list->arena, place));
    list_number(list, sum->calls);
    list_milliseconds(list, sum->microseconds);
    list_milliseconds(list, sum->microseconds / sum->calls);
    list_milliseconds(list, sum->longest);
    list_number(list, sum->rows);
    list_number(list, sum->failures);
}

static int fetch_statements(struct admin_list *list, unsigned limit)
{
    const struct metrics *metrics = shared_metrics(list->r->worker->shared);
    const struct measured *measured = list->context;
    struct list_rank *rows = arena_alloc(list->arena, STATEMENTS_MAX * sizeof *rows);
    int64_t now = clock_ticks();
    struct statement_sum sum;
    size_t count = 0;

    for (size_t i = 0; i < STATEMENTS_MAX; i++) {
        const struct metered_statement *statement = metrics_statement_at(metrics, i);

        if (statement == NULL || !measured_has(measured, statement->name))
            continue;
        metrics_statement_sum(statement, measured->lately, now, &sum);
        if (sum.calls > 0)
            rows[count++] = (struct list_rank){i, rank_statement(list->sort, &sum)};
    }
    for (size_t i = ranked_begin(rows, count, list->after); i < count && limit-- > 0; i++) {
        const struct metered_statement *statement = metrics_statement_at(metrics, rows[i].place);

        metrics_statement_sum(statement, measured->lately, now, &sum);
        if (sum.calls > 0)
            add_statement(list, rows[i].place, statement, &sum);
    }
    return 0;
}

enum http_status performance_statements_page(struct request *r)
{
    struct measured measured;
    struct admin_list list = {
        .r = r,
        .path = "/admin/performance/statements",
        .view = "admin/performance_statements.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = sorts,
        .fetch = fetch_statements,
        .context = &measured,
        .descending = true,
    };

    list_read(&list);
    measured = measured_read(&list);
    return list_answer(&list);
}

/* ---- one of them ---- */

static void set_plan(struct request *r, const struct metered_statement *statement)
{
    size_t count;
    const struct plan_step *steps =
        statement_plan(r->worker->database, r->arena, statement, &count);

    if (steps == NULL)
        view_set(r->view, "Statement.refused", "1");
    for (size_t i = 0; steps != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Plan");

        node_set(node, "id", steps[i].id);
        node_set(node, "select_type", steps[i].select_type);
        node_set(node, "table", steps[i].table);
        node_set(node, "type", steps[i].type);
        node_set(node, "key", steps[i].key);
        node_set(node, "possible_keys", steps[i].possible_keys);
        node_set(node, "rows", steps[i].rows);
        node_set(node, "extra", steps[i].extra);
    }
}

static void set_statement(struct request *r, const struct metered_statement *statement)
{
    struct statement_sum sum;
    const char *example;

    metrics_statement_sum(statement, false, clock_ticks(), &sum);
    view_set(r->view, "Statement.name", statement->name);
    view_set(r->view, "Statement.text",
             metrics_statement_text(shared_metrics(r->worker->shared), statement, r->arena));
    view_set(r->view, "Statement.calls", number_words(r->arena, sum.calls));
    view_set(r->view, "Statement.mean",
             milliseconds_words(r->arena, sum.calls > 0 ? sum.microseconds / sum.calls : 0));
    view_set(r->view, "Statement.longest", milliseconds_words(r->arena, sum.longest));
    view_set(r->view, "Statement.rows", number_words(r->arena, sum.rows));
    for (size_t i = 0; (example = statement_example(statement, r->arena, i)) != NULL; i++)
        node_set(view_item(r->view, "Examples"), "value", example);
}

enum http_status performance_statement_page(struct request *r)
{
    static const char *const plans[] = {"0", "1", NULL};
    const struct metrics *metrics = shared_metrics(r->worker->shared);
    uint64_t id = path_id(r, "id");
    const struct metered_statement *statement = id > 0 ? metrics_statement_at(metrics, id - 1)
                                                       : NULL;

    if (statement == NULL)
        return HTTP_NOT_FOUND;
    set_statement(r, statement);
    view_set(r->view, "Statement.path", statement_address_of(r->arena, id - 1));
    if (!statement_explains(metrics, statement))
        view_set(r->view, "Statement.writes", "1");
    else if (query_choice(r, "plan", plans) == 1)
        set_plan(r, statement);
    return frame_page(r, HTTP_OK, "admin/performance_statement.cs");
}
