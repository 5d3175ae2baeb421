/* Reads a game server's database, which belongs to somebody else and is in use.
 *
 * One read-only transaction with a consistent snapshot: all tables are of one moment, without a
 * lock that the game server could meet. Rows come as the server sends them (mysql_use_result), so
 * that a table of millions of rows takes no memory here; the price is that the connection is busy
 * until the table is read, which an import does without anything else to ask. */
#include "store/foreign.h"

#include <mysql.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

struct foreign {
    MYSQL *connection;
    struct arena *arena;
};

static const char *complaint(struct foreign *foreign)
{
    return arena_format(foreign->arena, "the database: %s", mysql_error(foreign->connection));
}

struct foreign *foreign_open(struct arena *arena, const struct foreign_place *place,
                             const char **error)
{
    struct foreign *foreign = arena_alloc(arena, sizeof *foreign);
    unsigned timeout = 10;

    *foreign = (struct foreign){.connection = mysql_init(NULL), .arena = arena};
    if (foreign->connection == NULL)
        abort();
    mysql_options(foreign->connection, MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
    mysql_options(foreign->connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(foreign->connection, place->socket != NULL ? NULL : place->host,
                           place->user, place->password, place->name, place->port, place->socket,
                           0) != NULL &&
        mysql_query(foreign->connection,
                    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ") == 0 &&
        mysql_query(foreign->connection, "START TRANSACTION READ ONLY, WITH CONSISTENT SNAPSHOT") ==
            0)
        return foreign;
    *error = complaint(foreign);
    foreign_close(foreign);
    return NULL;
}

void foreign_close(struct foreign *foreign)
{
    if (foreign != NULL && foreign->connection != NULL)
        mysql_close(foreign->connection);
    if (foreign != NULL)
        foreign->connection = NULL;
}

struct foreign_column *foreign_columns(struct foreign *foreign, struct arena *arena, size_t *count,
                                       const char **error)
{
    static const char question[] =
        "SELECT c.table_name, c.column_name, c.numeric_precision IS NOT NULL, t.table_rows"
        " FROM information_schema.columns c JOIN information_schema.tables t"
        " ON t.table_schema = c.table_schema AND t.table_name = c.table_name"
        " WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'"
        " ORDER BY c.table_name, c.ordinal_position";
    struct foreign_column *columns;
    MYSQL_RES *result = NULL;
    MYSQL_ROW row;

    *count = 0;
    if (mysql_query(foreign->connection, question) != 0 ||
        (result = mysql_store_result(foreign->connection)) == NULL) {
        *error = complaint(foreign);
        return NULL;
    }
    columns = arena_alloc(arena, ((size_t)mysql_num_rows(result) + 1) * sizeof *columns);
    while ((row = mysql_fetch_row(result)) != NULL)
        columns[(*count)++] = (struct foreign_column){
            .table = arena_string(arena, row[0]),
            .name = arena_string(arena, row[1]),
            .number = row[2] != NULL && row[2][0] == '1',
            .rows = row[3] != NULL ? strtoull(row[3], NULL, 10) : 0,
        };
    mysql_free_result(result);
    return columns;
}

/* Puts a name in quotes. */
static void put_identifier(struct buffer *text, const char *name)
{
    buffer_byte(text, '`');
    for (; *name != '\0'; name++) {
        if (*name == '`')
            buffer_byte(text, '`');
        buffer_byte(text, *name);
    }
    buffer_byte(text, '`');
}

static int iterate_result(struct foreign *foreign, MYSQL_RES *result,
                          const struct foreign_query *query, const char **error)
{
    size_t *sizes = arena_alloc(foreign->arena, query->count * sizeof *sizes);
    unsigned long *lengths;
    MYSQL_ROW values;
    int given = 0;

    while (given == 0 && (values = mysql_fetch_row(result)) != NULL) {
        lengths = mysql_fetch_lengths(result);
        for (size_t i = 0; i < query->count; i++)
            sizes[i] = lengths[i];
        given = query->row(query->context, (const char *const *)values, sizes);
    }
    if (given == 0 && mysql_errno(foreign->connection) != 0) {
        *error = complaint(foreign);
        return -1;
    }
    return given;
}

int foreign_rows(struct foreign *foreign, struct arena *arena, const struct foreign_query *query,
                 const char **error)
{
    struct buffer text = buffer_open(arena, 4096);
    MYSQL_RES *result;
    int given;

    buffer_text(&text, "SELECT ");
    for (size_t i = 0; i < query->count; i++) {
        if (i > 0)
            buffer_text(&text, ", ");
        put_identifier(&text, query->columns[i]);
    }
    buffer_text(&text, " FROM ");
    put_identifier(&text, query->table);
    if (mysql_real_query(foreign->connection, text.data, text.length) != 0 ||
        (result = mysql_use_result(foreign->connection)) == NULL) {
        *error = complaint(foreign);
        return -1;
    }
    given = iterate_result(foreign, result, query, error);
    mysql_free_result(result); /* takes what is left of the answer, too */
    return given;
}
