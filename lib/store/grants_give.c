/* GRANT and REVOKE, table by table and account by account: all of them whenever it is asked for,
 * as what an account has can be asked for by itself only, and giving again what is there is no
 * change. What is needed is given before anything is taken, so that whoever runs meanwhile never
 * lacks it. */
#include "store/grants_give.h"

#include <mysql.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "store/rights/grants.h"

/* A table, and what can be granted of it to whom not all columns are open. */
struct granted_table {
    const char *name;
    struct buffer columns; /* "`id`, `name`" */
};

/* "SELECT (`id`, `name`), UPDATE", of the bits of PRIVILEGES. */
static const char *privilege_list(struct arena *arena, unsigned privileges, const char *columns)
{
    struct buffer list = buffer_open(arena, 64);

    for (size_t i = 0; table_privilege_names[i] != NULL; i++) {
        if ((privileges & 1U << i) == 0)
            continue;
        buffer_format(&list, "%s%s", list.length > 0 ? ", " : "", table_privilege_names[i]);
        if (columns != NULL && 1U << i == PRIVILEGE_SELECT)
            buffer_format(&list, " (%s)", columns);
    }
    return list.data;
}

/* "`user`@`host`" of "user@host", whose letters were looked at as it was read. */
static const char *account_quoted(struct arena *arena, const char *account)
{
    const char *at = strchr(account, '@');

    return arena_format(arena, "`%.*s`@`%s`", (int)(at - account), account, at + 1);
}

/* What PROGRAM's account may on one table, no less and no more. */
static int give_table(MYSQL *connection, struct arena *arena, enum database_program program,
                      const char *account, const struct granted_table *table)
{
    unsigned needed = grants_needed(program, table->name);
    bool hidden = grants_hidden(program, table->name, NULL);
    /* Of one whose columns it has singly, taking SELECT would take those. */
    unsigned others = PRIVILEGES_ALL & ~needed & ~(hidden ? PRIVILEGE_SELECT : 0U);

    if (needed != 0) {
        const char *given = privilege_list(arena, needed, hidden ? table->columns.data : NULL);

        if (mysql_query(connection, arena_format(arena, "GRANT %s ON `%s` TO %s", given,
                                                 table->name, account)) != 0)
            return -1;
    }
    if (others == 0)
        return 0;
    if (mysql_query(connection,
                    arena_format(arena, "REVOKE %s ON `%s` FROM %s",
                                 privilege_list(arena, others, NULL), table->name, account)) == 0)
        return 0;
    return mysql_errno(connection) == ER_NONEXISTING_TABLE_GRANT ? 0 : -1;
}

/* Calls give_table for each table that there is. */
static int give_account(MYSQL *connection, struct arena *arena, enum database_program program,
                        const char *account, MYSQL_RES *columns)
{
    struct granted_table table = {.name = NULL};
    MYSQL_ROW row;

    mysql_data_seek(columns, 0);
    while ((row = mysql_fetch_row(columns)) != NULL) {
        if (table.name == NULL || strcmp(table.name, row[0]) != 0) {
            if (table.name != NULL && give_table(connection, arena, program, account, &table) != 0)
                return -1;
            table = (struct granted_table){row[0], buffer_open(arena, 256)};
        }
        if (!grants_hidden(program, row[0], row[1]))
            buffer_format(&table.columns, "%s`%s`", table.columns.length > 0 ? ", " : "", row[1]);
    }
    return table.name != NULL ? give_table(connection, arena, program, account, &table) : 0;
}

/* What the server said of ACCOUNT. */
static int complain_of_grants(MYSQL *connection, const char *account)
{
    bool unknown = mysql_errno(connection) == ER_PASSWORD_NO_MATCH ||
                   mysql_errno(connection) == ER_CANT_CREATE_USER_WITH_GRANT;

    fprintf(stderr, "migrate: %s: %s%s\n", account, mysql_error(connection),
            unknown ? ": make it, or take it out of the configuration" : "");
    return -1;
}

int grants_give(MYSQL *connection, const struct configuration *c, struct arena *arena)
{
    MYSQL_RES *columns = NULL;
    int result = 0;

    if (mysql_query(connection,
                    "SELECT table_name, column_name FROM information_schema.columns"
                    " WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position") == 0)
        columns = mysql_store_result(connection);
    if (columns == NULL)
        return complain_of_grants(connection, "columns");
    for (size_t i = 0; i < DATABASE_PROGRAMS && result == 0; i++) {
        if (c->grants[i] != NULL && give_account(connection, arena, (enum database_program)i,
                                                 account_quoted(arena, c->grants[i]), columns) != 0)
            result = complain_of_grants(connection, c->grants[i]);
    }
    mysql_free_result(columns);
    return result;
}
