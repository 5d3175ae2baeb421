/* The floor that a page is measured against: the least that a FastCGI program can do.
 *
 *   floor FILE            answers the bytes of FILE (a captured answer: fields, empty line, body)
 *   floor FILE CONFIG     runs the same two queries as a thread's first page before that: the
 *                         thread with its opening comment, and a hundred comments of it. All rows
 *                         are fetched, prepared statements are kept, nothing is made of them.
 *
 * Runs under spawn-fcgi and multiwatch as the pools do. The statements' texts are those of
 * lib/talk, so that both sides ask for the same.
 */
#include <fcgiapp.h>
#include <mysql.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/configuration.h"
#include "client.h"
#include "talk/thread.h"
#include "talk/window.h"

#define CELL_MAX 65536 /* bytes of a column's longest value here */

struct query {
    MYSQL_STMT *handle;
    size_t parameters;
    uint64_t values[STATEMENT_VALUES_MAX];
    MYSQL_BIND parameter[STATEMENT_VALUES_MAX];
    MYSQL_BIND column[STATEMENT_VALUES_MAX];
    unsigned long length[STATEMENT_VALUES_MAX];
    char *cells;
};

static volatile sig_atomic_t stopping;

static void stop_accepting(int signal)
{
    (void)signal;
    stopping = 1;
    FCGX_ShutdownPending();
}

static char *read_answer_file(const char *path, size_t *length)
{
    FILE *stream = fopen(path, "r");
    char *bytes;

    if (stream == NULL || fseek(stream, 0, SEEK_END) != 0)
        die("%s cannot be read", path);
    *length = (size_t)ftell(stream);
    rewind(stream);
    bytes = malloc(*length + 1);
    if (bytes == NULL || fread(bytes, 1, *length, stream) != *length)
        die("%s cannot be read", path);
    fclose(stream);
    return bytes;
}

static MYSQL *connect_database(const struct configuration *c)
{
    MYSQL *connection = mysql_init(NULL);

    mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(connection, NULL, c->database.user, c->database.password,
                           c->database.name, 0, c->database.socket, 0) == NULL)
        die("connect: %s", mysql_error(connection));
    return connection;
}

static const struct statement *statement_named(const struct statement_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->statements[i]->name, name) == 0)
            return set->statements[i];
    die("there is no statement %s any more", name);
}

static struct query *prepare_query(MYSQL *connection, const struct statement *statement)
{
    struct query *query = calloc(1, sizeof *query);
    struct statement_value values[STATEMENT_VALUES_MAX];
    size_t columns;

    query->parameters = statement_flatten(statement->signature->parameters, values);
    columns = statement_flatten(statement->signature->columns, values);
    query->cells = malloc(columns * CELL_MAX);
    query->handle = mysql_stmt_init(connection);
    if (query->cells == NULL ||
        mysql_stmt_prepare(query->handle, statement->sql, strlen(statement->sql)) != 0)
        die("%s: %s", statement->name, mysql_stmt_error(query->handle));
    for (size_t i = 0; i < query->parameters; i++)
        query->parameter[i] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG,
                                           .buffer = &query->values[i],
                                           .is_unsigned = 1};
    for (size_t i = 0; i < columns; i++) {
        MYSQL_BIND *bind = &query->column[i];

        bind->buffer = query->cells + i * CELL_MAX;
        bind->buffer_length = CELL_MAX;
        bind->length = &query->length[i];
        switch (values[i].type) {
        case VALUE_TEXT:
        case VALUE_SIZED_TEXT:
        case VALUE_BYTES: bind->buffer_type = MYSQL_TYPE_STRING; break;
        case VALUE_INSTANT: bind->buffer_type = MYSQL_TYPE_DATETIME; break;
        default: bind->buffer_type = MYSQL_TYPE_LONGLONG;
        }
    }
    if (mysql_stmt_bind_param(query->handle, query->parameter) != 0)
        die("%s: %s", statement->name, mysql_stmt_error(query->handle));
    return query;
}

/* Runs it and fetches all rows. How many. */
static unsigned fetch_rows(struct query *query)
{
    unsigned rows = 0;

    if (mysql_stmt_execute(query->handle) != 0 ||
        mysql_stmt_bind_result(query->handle, query->column) != 0 ||
        mysql_stmt_store_result(query->handle) != 0)
        die("%s", mysql_stmt_error(query->handle));
    while (mysql_stmt_fetch(query->handle) == 0)
        rows++;
    mysql_stmt_free_result(query->handle);
    return rows;
}

struct queries {
    struct query *thread;
    struct query *comments;
};

static struct queries open_queries(const char *config, struct arena *arena)
{
    const struct configuration *c = configuration_read(arena, config);
    MYSQL *connection;

    if (c == NULL)
        die("%s cannot be used", config);
    connection = connect_database(c);
    return (struct queries){
        prepare_query(connection, statement_named(&thread_statements, "THREAD_BY_ID")),
        prepare_query(connection, statement_named(&window_statements, "BRANCH_CONVERSATION")),
    };
}

/* What a thread's first page asks for. False when there is no such thread. */
static bool run_queries(struct queries *queries, const char *address)
{
    static const char prefix[] = "/forum/thread/";
    uint64_t id, opening;

    if (address == NULL || strncmp(address, prefix, sizeof prefix - 1) != 0)
        return false;
    id = strtoull(address + sizeof prefix - 1, NULL, 10);
    queries->thread->values[0] = id;
    queries->thread->values[1] = 1; /* the site */
    if (fetch_rows(queries->thread) != 1)
        return false;
    memcpy(&opening, queries->thread->cells + 9 * CELL_MAX, sizeof opening);
    queries->comments->values[0] = id;
    queries->comments->values[1] = opening;
    queries->comments->values[5] = COMMENTS_A_PAGE + 1;
    return fetch_rows(queries->comments) > 0;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = stop_accepting};
    struct arena *arena = arena_open(4096);
    struct queries queries = {0};
    FCGX_Request request;
    size_t length;
    char *bytes;

    if (argc != 2 && argc != 3)
        die("usage: %s FILE [CONFIG]", argv[0]);
    bytes = read_answer_file(argv[1], &length);
    if (argc == 3)
        queries = open_queries(argv[2], arena);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        die("descriptor 0 is not a listening socket");
    while (!stopping && FCGX_Accept_r(&request) == 0) {
        if (queries.thread != NULL &&
            !run_queries(&queries, FCGX_GetParam("REQUEST_URI", request.envp)))
            FCGX_PutS("Status: 404 Not Found\r\nContent-Length: 0\r\n\r\n", request.out);
        else
            FCGX_PutStr(bytes, (int)length, request.out);
        FCGX_Finish_r(&request);
    }
    return 0;
}
