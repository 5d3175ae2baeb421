/* For unit tests of what speaks with the database: a schema of the program's own, with all migrations, in
 * the server of the instance that ./dev test started. Nobody else sees it, and it is gone afterwards.
 *
 * Includes of this file tell ./dev test that the program needs an instance. */
#ifndef LOREHALL_T_SCHEMA_H
#define LOREHALL_T_SCHEMA_H

#include <fcntl.h>
#include <mysql.h>
#include <pwd.h>
#include <time.h>

#include "base/clock.h"
#include "base/configuration.h"
#include "base/log.h"
#include "store/cache.h"
#include "store/database.h"
#include "store/migrate.h"
#include "store/shared.h"
#include "unit.h"

static struct arena *schema_arena; /* as long as the schema */
static const char *schema_directory;
static const char *schema_file; /* a site.hdf that names the schema */
static const struct configuration *schema_configuration;
static MYSQL *schema_server; /* the test's own connection, of who may do everything */

/* Runs SQL of the test's own: what no function of the house does, such as making time pass. Gives how many
 * rows it changed. */
static inline uint64_t schema_sql(const char *format, ...)
{
    char text[1024];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assert_in_range(length, 1, sizeof text - 1);
    if (mysql_query(schema_server, text) != 0)
        fail_msg("%s: %s", text, mysql_error(schema_server));
    return mysql_affected_rows(schema_server);
}

/* The number that a query of one row and column gives. */
static inline uint64_t schema_number(const char *query)
{
    MYSQL_RES *result;
    MYSQL_ROW row;
    uint64_t number;

    schema_sql("%s", query);
    result = mysql_store_result(schema_server);
    assert_non_null(result);
    row = mysql_fetch_row(result);
    assert_non_null(row);
    number = row[0] != NULL ? strtoull(row[0], NULL, 10) : 0;
    mysql_free_result(result);
    return number;
}

/* The instance's configuration, but for what must be the test's own. */
static inline void schema_write_configuration(const char *instance, const char *user)
{
    static const char *const own[] = {"Database.User", "Database.Password", "Database.Name",
                                      "Shared.File",   "Cache.Megabytes",   "Lore.Directory",
                                      "Publish.Socket"};
    FILE *in = fopen(arena_format(schema_arena, "%s/site.hdf", instance), "r");
    FILE *out = fopen(schema_file, "w");
    char line[1024];

    assert_true(in != NULL && out != NULL);
    while (fgets(line, sizeof line, in) != NULL) {
        bool mine = false;

        for (size_t i = 0; i < COUNT(own); i++)
            mine |= strncmp(line, own[i], strlen(own[i])) == 0;
        if (!mine)
            fputs(line, out);
    }
    fprintf(out,
            "Database.User = %s\nDatabase.Password = none\nDatabase.Name = unit_%d\n"
            "Shared.File = %s/shared\nCache.Megabytes = 1\nLore.Directory = %s\n"
            "Publish.Socket = %s/publish.sock\n",
            user, (int)getpid(), schema_directory, schema_directory, schema_directory);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

/* With what the migrations tell kept out of what the tests do. */
static inline void schema_migrate(void)
{
    int standard = dup(STDOUT_FILENO), nowhere = open("/dev/null", O_WRONLY);
    int result;

    fflush(stdout);
    assert_true(standard >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0);
    result = migrate(schema_configuration, schema_arena, false, NULL);
    fflush(stdout);
    dup2(standard, STDOUT_FILENO);
    close(standard);
    close(nowhere);
    assert_int_equal(result, 0);
}

static inline int schema_begin(void **state)
{
    const char *instance = getenv("LOREHALL_DIR"), *parent = getenv("TMPDIR");
    const struct passwd *who = getpwuid(geteuid());
    char directory[256];

    (void)state;
    if (instance == NULL || who == NULL) {
        fprintf(stderr, "LOREHALL_DIR is not set: run this by ./dev test\n");
        return -1;
    }
    schema_arena = arena_open(65536);
    snprintf(directory, sizeof directory, "%s/lorehall-schema.XXXXXX",
             parent != NULL ? parent : "/tmp");
    assert_non_null(mkdtemp(directory));
    schema_directory = arena_string(schema_arena, directory);
    schema_file = arena_format(schema_arena, "%s/site.hdf", directory);
    schema_write_configuration(instance, who->pw_name);
    schema_configuration = configuration_read(schema_arena, schema_file);
    assert_non_null(schema_configuration);
    log_open("unit", LOG_LEVEL_ERROR); /* a lost connection is no news here */
    schema_server = mysql_init(NULL);
    if (mysql_real_connect(schema_server, NULL, who->pw_name, "", NULL, 0,
                           schema_configuration->database.socket, 0) == NULL)
        fail_msg("%s", mysql_error(schema_server));
    schema_sql("CREATE DATABASE %s CHARACTER SET utf8mb4", schema_configuration->database.name);
    schema_sql("USE %s", schema_configuration->database.name);
    schema_sql("SET time_zone = '+00:00'");
    schema_migrate();
    return 0;
}

static inline int schema_end(void **state)
{
    (void)state;
    if (schema_arena == NULL)
        return 0;
    schema_sql("DROP DATABASE %s", schema_configuration->database.name);
    mysql_close(schema_server);
    snprintf(unit_path, sizeof unit_path, "%s", schema_directory);
    unit_sweep();
    arena_close(schema_arena);
    return 0;
}

/* main()'s body: as UNIT_RUN. */
#define SCHEMA_RUN(tests)                                                                          \
    (cmocka_set_message_output(CM_OUTPUT_TAP),                                                     \
     cmocka_run_group_tests((tests), schema_begin, schema_end))

/* The number of a handle's connection, by which the server knows it; needs SCHEMA_CONNECTION in its
 * statements. */
#define SCHEMA_CONNECTION_STATEMENT                                                                \
    STATEMENT(SCHEMA_CONNECTION, PARAMETERS(), COLUMNS(id(id)), "SELECT CONNECTION_ID()");         \
    static uint64_t schema_connection(struct database *database)                                   \
    {                                                                                              \
        const struct SCHEMA_CONNECTION_row *row =                                                  \
            database_row(database, arena, &SCHEMA_CONNECTION);                                     \
                                                                                                   \
        assert_non_null(row);                                                                      \
        return row->id;                                                                            \
    }

/* Ends a connection as a server that goes down would, and waits until it is gone. */
static inline void schema_cut(uint64_t connection)
{
    const struct timespec moment = {0, 2000000};
    char query[128];

    snprintf(query, sizeof query,
             "SELECT COUNT(*) FROM information_schema.processlist WHERE id = %llu",
             (unsigned long long)connection);
    schema_sql("KILL CONNECTION %llu", (unsigned long long)connection);
    while (schema_number(query) > 0)
        nanosleep(&moment, NULL);
}

#endif
