/* Puts lines in an order in which parents come before their answers. Most files are in it already
 * by time, so that the database is asked for the threads that are not, and only those are ordered
 * in memory.
 *
 * A line's `ordering` is the latest time of itself and its ancestors, `depth` decides among
 * equals: sorting by both keeps the order of time wherever parents allow it. Walks up a chain
 * mark what they pass, so that each line is walked once, and a chain that meets its own mark is a
 * circle; no recursion, as a file may hold a thread of a million levels. */
#include "talk/import/order.h"

#include <stdlib.h>

#include "store/bulk.h"

#define ORDER_THREADS 200 /* asked for at once */
#define ORDER_LINES 1000  /* written at once */

/* A line's parent, where it is in the same thread. The index is named since the server knows too
 * little of a table that was filled just now: it would look for it among all lines of the
 * thread. */
#define PARENT                                                                                     \
    " import_line p FORCE INDEX (external) ON p.source_id = s.source_id"                           \
    " AND p.external_id = s.parent AND p.thread = s.thread"
/* Threads with a line that would come before its parent. */
STATEMENT(IMPORT_ORDER_THREADS, PARAMETERS(id(source), text(after), number(limit)),
          COLUMNS(text(thread)),
          "SELECT DISTINCT s.thread FROM import_line s FORCE INDEX (PRIMARY) STRAIGHT_JOIN" PARENT
          " WHERE s.source_id = ? AND s.thread > ? AND (p.created > s.created"
          " OR (p.created = s.created AND p.line >= s.line)) ORDER BY s.thread LIMIT ?");
STATEMENT(
    IMPORT_ORDER_LINES, PARAMETERS(id(source), text(thread)),
    COLUMNS(number(line), integer(created), number(parent_line)),
    "SELECT s.line, s.created, p.line FROM import_line s FORCE INDEX (PRIMARY) LEFT JOIN" PARENT
    " WHERE s.source_id = ? AND s.thread = ? ORDER BY s.line");
#define ORDERED                                                                                    \
    " JSON_TABLE(?, '$[*]' COLUMNS (line BIGINT UNSIGNED PATH '$[0]', created BIGINT PATH '$[1]'," \
    " ordering BIGINT PATH '$[2]', depth INT UNSIGNED PATH '$[3]')) j STRAIGHT_JOIN import_line s" \
    " ON s.source_id = ? AND s.thread = ? AND s.ordering = j.created AND s.depth = 0"              \
    " AND s.line = j.line"
SIGNATURE(order, PARAMETERS(text(lines), id(source), text(thread)), COLUMNS());
STATEMENT_OF(order, IMPORT_ORDER_SET,
             "UPDATE" ORDERED " SET s.ordering = j.ordering, s.depth = j.depth");
STATEMENT_OF(order, IMPORT_ORDER_DROP, "DELETE s FROM" ORDERED);
STATEMENT_SET(import_order_statements, &IMPORT_ORDER_THREADS, &IMPORT_ORDER_LINES,
              &IMPORT_ORDER_SET, &IMPORT_ORDER_DROP);

enum node_state {
    NODE_NEW,
    NODE_ABOVE, /* on the way up from a line that is being ordered */
    NODE_ORDERED,
    NODE_CIRCULAR,
};

/* A line of a thread. */
struct node {
    uint64_t line;
    int64_t created;
    int64_t ordering; /* the latest time of the line and its ancestors */
    uint64_t depth;
    uint64_t parent_line; /* 0: not among the lines of this thread */
    enum node_state state;
};

struct nodes {
    struct node *list; /* by line */
    size_t count;
};

static int compare_nodes(const void *a, const void *b)
{
    const struct node *left = a, *right = b;

    return (left->line > right->line) - (left->line < right->line);
}

static struct node *parent_of(const struct nodes *nodes, const struct node *node)
{
    const struct node key = {.line = node->parent_line};

    return node->parent_line == 0
               ? NULL
               : bsearch(&key, nodes->list, nodes->count, sizeof key, compare_nodes);
}

/* Orders a line behind its ancestors. PATH has room for all lines. */
static void order_node(const struct nodes *nodes, struct node *node, struct node **path)
{
    size_t height = 0;
    const struct node *parent;
    bool circular;

    for (; node != NULL && node->state == NODE_NEW; node = parent_of(nodes, node)) {
        node->state = NODE_ABOVE;
        path[height++] = node;
    }
    circular = node != NULL && node->state != NODE_ORDERED;
    for (parent = node; height > 0; parent = node) {
        node = path[--height];
        node->state = circular ? NODE_CIRCULAR : NODE_ORDERED;
        node->ordering = node->created;
        if (parent == NULL || circular)
            continue;
        node->depth = parent->depth + 1;
        if (parent->ordering > node->ordering)
            node->ordering = parent->ordering;
    }
}

static int read_nodes(struct import_job *job, const char *thread, struct nodes *nodes)
{
    struct IMPORT_ORDER_LINES_rows *rows =
        database_query(job->database, job->arena, &IMPORT_ORDER_LINES, job->source_id, thread);
    const struct IMPORT_ORDER_LINES_row *row;

    if (rows == NULL)
        return -1;
    nodes->list = arena_alloc(job->arena, (rows_count(rows) + 1) * sizeof *nodes->list);
    while ((row = rows_next(rows)) != NULL)
        nodes->list[nodes->count++] = (struct node){
            .line = row->line,
            .created = row->created,
            .parent_line = row->parent_line,
        };
    return 0;
}

/* Runs STATEMENT for the lines in STATE. 0 or -1. */
static int write_nodes(struct import_job *job, const char *thread, const struct nodes *nodes,
                       enum node_state state, const struct order_statement *statement)
{
    size_t next = 0;

    while (next < nodes->count) {
        struct bulk bulk = bulk_open(job->arena, 65536);

        for (; next < nodes->count && bulk.rows < ORDER_LINES; next++) {
            const struct node *node = &nodes->list[next];

            if (node->state != state)
                continue;
            bulk_row(&bulk);
            bulk_number(&bulk, (int64_t)node->line);
            bulk_number(&bulk, node->created);
            bulk_number(&bulk, node->ordering);
            bulk_number(&bulk, (int64_t)node->depth);
        }
        if (bulk.rows > 0 &&
            database_run(job->database, statement, bulk_end(&bulk), job->source_id, thread) != 0)
            return -1;
    }
    return 0;
}

static void reject_circular(struct import_job *job, const struct nodes *nodes)
{
    for (size_t i = 0; i < nodes->count; i++) {
        if (nodes->list[i].state != NODE_CIRCULAR)
            continue;
        job->waiting--;
        import_reject(job, nodes->list[i].line, "it and its parents go round in a circle");
    }
}

/* Circles are deleted from the staged lines: whatever answers them is then told that its parent
 * is not there. */
static int order_thread(struct import_job *job, const char *thread)
{
    struct nodes nodes = {0};
    struct node **path;

    if (read_nodes(job, thread, &nodes) != 0)
        return -1;
    path = arena_alloc(job->arena, (nodes.count + 1) * sizeof(struct node *));
    for (size_t i = 0; i < nodes.count; i++)
        order_node(&nodes, &nodes.list[i], path);
    if (write_nodes(job, thread, &nodes, NODE_ORDERED, &IMPORT_ORDER_SET) != 0 ||
        write_nodes(job, thread, &nodes, NODE_CIRCULAR, &IMPORT_ORDER_DROP) != 0)
        return -1;
    reject_circular(job, &nodes);
    return 0;
}

int import_order(struct import_job *job)
{
    struct arena *arena = arena_open(65536); /* of the threads' ids */
    const char *thread = "";
    size_t count = ORDER_THREADS;
    int result = 0;

    while (result == 0 && count == ORDER_THREADS) {
        struct IMPORT_ORDER_THREADS_rows *rows =
            database_query(job->database, arena, &IMPORT_ORDER_THREADS, job->source_id, thread,
                           ORDER_THREADS);
        const struct IMPORT_ORDER_THREADS_row *row;

        result = rows != NULL ? 0 : -1;
        count = rows != NULL ? rows_count(rows) : 0;
        while (result == 0 && (row = rows_next(rows)) != NULL) {
            thread = row->thread;
            arena_reset(job->arena);
            result = order_thread(job, thread);
        }
    }
    arena_close(arena);
    return result;
}
