/* Applies migrations, so that being killed at any point costs nothing but the time until the next
 * run.
 *
 * A change of the schema commits by itself in MariaDB: a migration of several statements is no
 * transaction, whatever is put around it. So the unit is the statement. `migration_step` says
 * which one was begun and which one is done. A change of rows and its note are one transaction.
 * Between a change of the schema and its note a process may end; the statement was begun then, and
 * an error that says that it was made before counts as success, but only for that very statement.
 *
 * It has a connection of its own, as its account may change the schema, which workers' must not,
 * and as its statements are scripts of text. */
#include "store/migrate.h"

#include <dirent.h>
#include <errno.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/file/file.h"
#include "store/grants_give.h"
#include "store/script.h"

static int complain(MYSQL *connection, const char *what)
{
    fprintf(stderr, "migrate: %s: %s\n", what, mysql_error(connection));
    return -1;
}

/* Without a patience: a migration of a large table takes as long as it takes. */
static MYSQL *connect_for_scripts(const struct configuration *c)
{
    MYSQL *connection = mysql_init(NULL);

    if (connection == NULL)
        abort();
    mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(connection, c->database.socket != NULL ? NULL : c->database.host,
                           c->database.user, c->database.password, c->database.name,
                           c->database.port, c->database.socket, 0) == NULL) {
        complain(connection, "connect");
        mysql_close(connection);
        return NULL;
    }
    return connection;
}

static int run_statement(MYSQL *connection, const char *statement, const char *name)
{
    return mysql_query(connection, statement) == 0 ? 0 : complain(connection, name);
}

/* The single number that a query answers with; -1 when there is none, 0 where the table is yet to
 * be made: who only asks must not need the right to make it. */
static long ask_number(MYSQL *connection, const char *query)
{
    MYSQL_RES *result;
    MYSQL_ROW row;
    long number = -1;

    if (mysql_query(connection, query) != 0 && mysql_errno(connection) == ER_NO_SUCH_TABLE)
        return 0;
    if (mysql_errno(connection) != 0)
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
    const char *why;
    FILE *stream = file_open(path, &why);
    struct buffer text = buffer_open(arena, 8192);
    char part[4096];
    size_t length;

    if (stream == NULL) {
        fprintf(stderr, "migrate: %s: %s\n", path, why);
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

/* What a change of the schema answers when it was made before. Each is atomic: a part of one is
 * never there. */
static bool says_made_before(unsigned error)
{
    static const unsigned errors[] = {ER_TABLE_EXISTS_ERROR, ER_DUP_FIELDNAME,
                                      ER_DUP_KEYNAME,        ER_CANT_DROP_FIELD_OR_KEY,
                                      ER_MULTIPLE_PRI_KEY,   ER_BAD_TABLE_ERROR};

    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i] == error)
            return true;
    return false;
}

/* What a session has set is gone with it: such a statement is run again by who resumes. */
static bool is_session_setting(const char *statement)
{
    return strncasecmp(statement, "SET ", 4) == 0;
}

/* A statement of a migration. */
struct migration_step {
    long number; /* from 1 */
    const char *statement;
    bool begun; /* by a process that ended over it */
};

/* Tells why, and takes back that the statement was begun: it failed as a whole, and what is in its
 * place is not what it made. */
static int fail_step(MYSQL *connection, const char *name, const struct migration_step *step)
{
    bool there = says_made_before(mysql_errno(connection));

    fprintf(stderr, "migrate: %s, statement %ld: %s\n", name, step->number,
            mysql_error(connection));
    if (there)
        fprintf(stderr,
                "migrate: something of that name is there already. If an older version was "
                "interrupted in this migration, that is its: UPDATE migration_step SET done = %ld "
                "passes over the statement\n",
                step->number);
    if (run_statement(connection, "ROLLBACK", name) == 0 && !step->begun)
        run_statement(connection, "UPDATE migration_step SET begun = done", name);
    return -1;
}

/* Runs a statement of a migration and notes in one transaction that it is done, so that a change of
 * rows is never made twice. A change of the schema commits by itself; where the process ended
 * between it and the note, the next one meets it as made before. */
static int run_step(MYSQL *connection, struct arena *arena, const char *name,
                    const struct migration_step *step)
{
    const char *begin = arena_format(arena, "UPDATE migration_step SET begun = %ld", step->number);
    const char *done = arena_format(arena, "UPDATE migration_step SET done = %ld", step->number);

    if (run_statement(connection, begin, name) != 0 ||
        run_statement(connection, "START TRANSACTION", name) != 0)
        return -1;
    if (mysql_query(connection, step->statement) != 0 &&
        !(step->begun && says_made_before(mysql_errno(connection))))
        return fail_step(connection, name, step);
    fault_point("migrate.made");
    if (run_statement(connection, done, name) != 0 ||
        run_statement(connection, "COMMIT", name) != 0)
        return -1;
    fault_point("migrate.noted");
    return 0;
}

/* The steps of one migration, from where one that was interrupted stopped. */
static int run_steps(MYSQL *connection, struct arena *arena, const char *name, const char *script)
{
    long number = strtol(name, NULL, 10), step = 0, begun, done;
    const char *statement;

    if (run_statement(connection,
                      arena_format(arena, "DELETE FROM migration_step WHERE number <> %ld", number),
                      name) != 0 ||
        run_statement(connection,
                      arena_format(arena, "INSERT IGNORE INTO migration_step (number) VALUES (%ld)",
                                   number),
                      name) != 0)
        return -1;
    begun = ask_number(connection, "SELECT begun FROM migration_step");
    done = ask_number(connection, "SELECT done FROM migration_step");
    if (begun < 0 || done < 0)
        return -1;
    if (begun > 0)
        printf("resuming %s behind statement %ld\n", name, done);
    while ((statement = script_next(arena, &script)) != NULL) {
        step++;
        if (step <= done && !is_session_setting(statement))
            continue;
        if (step <= done ? run_statement(connection, statement, name) != 0
                         : run_step(connection, arena, name,
                                    &(struct migration_step){step, statement, step == begun}) != 0)
            return -1;
    }
    return 0;
}

/* The name has been checked to hold digits first; it comes from our own directory. */
static int apply(MYSQL *connection, struct arena *arena, const char *directory, const char *name)
{
    char *script = read_file(arena, arena_format(arena, "%s/%s", directory, name));

    if (script == NULL || strpbrk(name, "'\\") != NULL ||
        run_steps(connection, arena, name, script) != 0 ||
        run_statement(connection, "START TRANSACTION", name) != 0 ||
        run_statement(connection,
                      arena_format(arena,
                                   "INSERT INTO migration (number, name, applied)"
                                   " VALUES (%ld, '%s', UTC_TIMESTAMP())",
                                   strtol(name, NULL, 10), name),
                      name) != 0 ||
        run_statement(connection, "DELETE FROM migration_step", name) != 0 ||
        run_statement(connection, "COMMIT", name) != 0)
        return -1;
    printf("applied %s\n", name);
    return 0;
}

/* The directory decides, by number: a gap is no error, and a migration that was added with a
 * lower number than the last one applied is not run. */
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

/* The tables that tell what has been applied, and how far what was interrupted came. */
static int make_tables(MYSQL *connection)
{
    if (run_statement(
            connection,
            "CREATE TABLE IF NOT EXISTS migration (number INT UNSIGNED NOT NULL PRIMARY KEY,"
            " name VARCHAR(100) NOT NULL, applied DATETIME NOT NULL)"
            " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
            "migration table") != 0)
        return -1;
    return run_statement(
        connection,
        "CREATE TABLE IF NOT EXISTS migration_step (number INT UNSIGNED NOT NULL PRIMARY KEY,"
        " begun INT UNSIGNED NOT NULL DEFAULT 0, done INT UNSIGNED NOT NULL DEFAULT 0)"
        " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
        "migration table");
}

/* A lock of the server and not of a file: hosts share the database. It ends with the connection. */
int migrate(const struct configuration *configuration, struct arena *arena, bool dry,
            size_t *pending)
{
    MYSQL *connection = connect_for_scripts(configuration);
    size_t applied = 0;
    int result = -1;

    if (connection == NULL)
        return -1;
    if (dry)
        result = apply_new(connection, configuration, arena, true, &applied);
    else if (ask_number(connection, "SELECT GET_LOCK('lorehall.migrate', 120)") != 1)
        fprintf(stderr, "migrate: another migration has been running for two minutes\n");
    else if (make_tables(connection) == 0 &&
             apply_new(connection, configuration, arena, false, &applied) == 0)
        result = grants_give(connection, configuration, arena);
    mysql_close(connection);
    if (pending != NULL)
        *pending = applied;
    return result;
}
