#include "store/migrate.h"

#include <dirent.h>
#include <errno.h>
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

static int complain(MYSQL *connection, const char *what)
{
    fprintf(stderr, "migrate: %s: %s\n", what, mysql_error(connection));
    return -1;
}

static MYSQL *connect_for_scripts(const struct configuration *c)
{
    MYSQL *connection = mysql_init(NULL);

    if (connection == NULL)
        abort();
    mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(connection, c->database.socket != NULL ? NULL : c->database.host,
                           c->database.user, c->database.password, c->database.name,
                           c->database.port, c->database.socket, CLIENT_MULTI_STATEMENTS) == NULL) {
        complain(connection, "connect");
        mysql_close(connection);
        return NULL;
    }
    return connection;
}

/* Runs a script of several statements to its end. */
static int run_script(MYSQL *connection, const char *script, const char *name)
{
    int more;

    if (mysql_query(connection, script) != 0)
        return complain(connection, name);
    do {
        MYSQL_RES *result = mysql_store_result(connection);

        if (result != NULL)
            mysql_free_result(result);
        more = mysql_next_result(connection);
    } while (more == 0);
    return more > 0 ? complain(connection, name) : 0;
}

/* The single number that a query answers with; -1 when there is none. */
static long ask_number(MYSQL *connection, const char *query)
{
    MYSQL_RES *result;
    MYSQL_ROW row;
    long number = -1;

    if (mysql_query(connection, query) != 0)
        return complain(connection, "migration table");
    result = mysql_store_result(connection);
    row = result != NULL ? mysql_fetch_row(result) : NULL;
    if (row != NULL && row[0] != NULL)
        number = strtol(row[0], NULL, 10);
    mysql_free_result(result);
    return number;
}

static char *read_file(struct arena *arena, const char *path)
{
    FILE *stream = fopen(path, "r");
    struct buffer text = buffer_open(arena, 8192);
    char part[4096];
    size_t length;

    if (stream == NULL) {
        fprintf(stderr, "migrate: %s: %s\n", path, strerror(errno));
        return NULL;
    }
    while ((length = fread(part, 1, sizeof part, stream)) > 0)
        buffer_put(&text, part, length);
    fclose(stream);
    return text.data;
}

/* "0001-accounts.sql" and nothing else. */
static int is_migration(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 9 && strspn(entry->d_name, "0123456789") == 4 && entry->d_name[4] == '-' &&
           strcmp(entry->d_name + length - 4, ".sql") == 0;
}

static int apply(MYSQL *connection, struct arena *arena, const char *directory, const char *name)
{
    char *script = read_file(arena, arena_format(arena, "%s/%s", directory, name));

    if (script == NULL || run_script(connection, script, name) != 0)
        return -1;
    /* The name has been checked to hold digits first; it comes from our own directory. */
    if (strpbrk(name, "'\\") != NULL ||
        run_script(connection,
                   arena_format(arena,
                                "INSERT INTO migration (number, name, applied)"
                                " VALUES (%ld, '%s', UTC_TIMESTAMP())",
                                strtol(name, NULL, 10), name),
                   name) != 0)
        return -1;
    printf("applied %s\n", name);
    return 0;
}

static int apply_new(MYSQL *connection, const struct configuration *configuration,
                     struct arena *arena, bool dry, size_t *pending)
{
    struct dirent **names;
    int count = scandir(configuration->migrations, &names, is_migration, alphasort), result = 0;
    long done = ask_number(connection, "SELECT COALESCE(MAX(number), 0) FROM migration");

    if (count <= 0) {
        fprintf(stderr, "migrate: no migrations in %s\n", configuration->migrations);
        return -1;
    }
    for (int i = 0; i < count; i++) {
        if (result == 0 && done >= 0 && strtol(names[i]->d_name, NULL, 10) > done) {
            *pending += 1;
            if (!dry)
                result = apply(connection, arena, configuration->migrations, names[i]->d_name);
        }
        free(names[i]);
    }
    free(names);
    return done < 0 ? -1 : result;
}

int migrate(const struct configuration *configuration, struct arena *arena, bool dry,
            size_t *pending)
{
    MYSQL *connection = connect_for_scripts(configuration);
    size_t applied = 0;
    int result = -1;

    if (connection == NULL)
        return -1;
    if (run_script(connection,
                   "CREATE TABLE IF NOT EXISTS migration (number INT UNSIGNED NOT NULL PRIMARY KEY,"
                   " name VARCHAR(100) NOT NULL, applied DATETIME NOT NULL)"
                   " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
                   "migration table") == 0) {
        if (ask_number(connection, "SELECT GET_LOCK('lorehall.migrate', 120)") == 1)
            result = apply_new(connection, configuration, arena, dry, &applied);
        else
            fprintf(stderr, "migrate: another migration has been running for two minutes\n");
    }
    mysql_close(connection);
    if (pending != NULL)
        *pending = applied;
    return result;
}
