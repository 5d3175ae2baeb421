/* What posts are measured against: single-row inserts in the manner of sysbench's oltp_insert.
 *
 *   inserter --config FILE --clients N --seconds N
 *
 * Each client has a connection and a thread of its own, and inserts rows of sysbench's shape (a key
 * number, 120 and 60 bytes) with a prepared statement, each its own durable transaction. The table
 * bench_insert must be there. Prints how many were inserted, and the seconds that it took.
 */
#include <inttypes.h>
#include <mysql.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/configuration.h"
#include "client.h"

#define CLIENTS_MAX 256

static const struct configuration *configuration;
static atomic_bool ending;
static _Atomic uint64_t inserted;
static pthread_barrier_t ready;

static MYSQL *connect_inserter(void)
{
    MYSQL *connection = mysql_init(NULL);

    if (connection == NULL ||
        mysql_real_connect(connection, NULL, configuration->database.user,
                           configuration->database.password, configuration->database.name, 0,
                           configuration->database.socket, 0) == NULL)
        die("connect: %s", mysql_error(connection));
    return connection;
}

static MYSQL_STMT *prepare_row_insert(MYSQL *connection)
{
    static const char sql[] = "INSERT INTO bench_insert (k, c, pad) VALUES (?, ?, ?)";
    MYSQL_STMT *statement = mysql_stmt_init(connection);

    if (statement == NULL || mysql_stmt_prepare(statement, sql, sizeof sql - 1) != 0)
        die("prepare: %s", mysql_error(connection));
    return statement;
}

static void *insert_rows(void *seed)
{
    unsigned state = (unsigned)(uintptr_t)seed;
    MYSQL *connection = connect_inserter();
    MYSQL_STMT *statement = prepare_row_insert(connection);
    int key;
    char c[120], pad[60];
    MYSQL_BIND bind[3] = {
        {.buffer_type = MYSQL_TYPE_LONG, .buffer = &key},
        {.buffer_type = MYSQL_TYPE_STRING, .buffer = c, .buffer_length = sizeof c},
        {.buffer_type = MYSQL_TYPE_STRING, .buffer = pad, .buffer_length = sizeof pad},
    };

    memset(c, 'c', sizeof c);
    memset(pad, 'p', sizeof pad);
    if (mysql_stmt_bind_param(statement, bind) != 0)
        die("bind: %s", mysql_stmt_error(statement));
    pthread_barrier_wait(&ready);
    while (!atomic_load(&ending)) {
        key = rand_r(&state);
        for (size_t i = 0; i < sizeof c; i++)
            c[i] = (char)('0' + rand_r(&state) % 10);
        if (mysql_stmt_execute(statement) != 0)
            die("insert: %s", mysql_stmt_error(statement));
        atomic_fetch_add(&inserted, 1);
    }
    mysql_stmt_close(statement);
    mysql_close(connection);
    return NULL;
}

static void sleep_until(int64_t end)
{
    int64_t left;

    while ((left = end - now_microseconds()) > 0)
        nanosleep(&(struct timespec){left / 1000000, left % 1000000 * 1000}, NULL);
}

static void run_inserter(long clients, long seconds)
{
    pthread_t threads[CLIENTS_MAX];
    int64_t start;

    pthread_barrier_init(&ready, NULL, (unsigned)clients + 1);
    for (long i = 0; i < clients; i++)
        if (pthread_create(&threads[i], NULL, insert_rows, (void *)(uintptr_t)(i + 1)) != 0)
            die("cannot start a thread");
    pthread_barrier_wait(&ready);
    start = now_microseconds();
    sleep_until(start + seconds * 1000000);
    atomic_store(&ending, true);
    for (long i = 0; i < clients; i++)
        pthread_join(threads[i], NULL);
    printf("%" PRIu64 " %.3f\n", (uint64_t)inserted,
           (double)(now_microseconds() - start) / 1000000);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_open(4096);
    long clients = 0, seconds = 0;

    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--config") == 0)
            configuration = configuration_read(arena, argv[i + 1]);
        else if (strcmp(argv[i], "--clients") == 0)
            clients = number_argument(argv[i + 1], 1, CLIENTS_MAX);
        else if (strcmp(argv[i], "--seconds") == 0)
            seconds = number_argument(argv[i + 1], 1, 600);
        else
            die("no option %s", argv[i]);
    }
    if (configuration == NULL || clients == 0 || seconds == 0)
        die("usage: %s --config FILE --clients N --seconds N", argv[0]);
    if (mysql_library_init(0, NULL, NULL) != 0)
        die("the client library does not start");
    run_inserter(clients, seconds);
    arena_close(arena);
    return 0;
}
