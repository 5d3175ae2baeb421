#include "store/database.h"

#include <assert.h>
#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "store/instant.h"
#include "store/internal.h"

/* MySQL 8 dropped my_bool for bool; this is the one place that knows. */
#if defined(MARIADB_BASE_VERSION) || (defined(MYSQL_VERSION_ID) && MYSQL_VERSION_ID < 80000)
typedef my_bool sql_bool;
#else
typedef bool sql_bool;
#endif

#define VALUES_MOST 32 /* parameters or columns of one statement */

#define PATIENCE 60        /* seconds that an answer may take */
#define CONNECT_PATIENCE 2 /* seconds that a connection may take */

struct values {
    MYSQL_BIND bind[VALUES_MOST];
    union {
        uint64_t number;
        int64_t integer;
        MYSQL_TIME time;
    } value[VALUES_MOST];
    unsigned long length[VALUES_MOST];
    sql_bool null[VALUES_MOST];
};

/* Remembers why a call failed and, unless the caller is expected to deal with it, logs it. */
static void fail(struct database *database, unsigned code, const char *what, const char *message)
{
    switch (code) {
    case ER_DUP_ENTRY: database->failure = DATABASE_DUPLICATE; return;
    case ER_LOCK_DEADLOCK:
    case ER_LOCK_WAIT_TIMEOUT:
        database->failure = DATABASE_CONFLICT;
        log_warning("database: %s: %s", what, message);
        return;
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
    case ER_SERVER_SHUTDOWN:
    case ER_CONNECTION_KILLED:
        database->failure = DATABASE_LOST;
        log_warning("database: %s: %s (%u)", what, message, code);
        return;
    case ER_OPTION_PREVENTS_STATEMENT:
    case ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION:
        database->failure = DATABASE_READ_ONLY;
        log_warning("database: %s: the server is read-only: %s", what, message);
        return;
    case ER_TABLEACCESS_DENIED_ERROR:
        database->failure = DATABASE_REFUSED;
        log_warning("database: %s: %s", what, message);
        return;
    default:
        database->failure = DATABASE_BROKEN;
        log_error("database: %s: %s (%u)", what, message, code);
    }
}

static void disconnect(struct database *database)
{
    for (size_t i = 0; i < database->slots; i++) {
        if (database->prepared[i].handle != NULL)
            mysql_stmt_close(database->prepared[i].handle);
        database->prepared[i] = (struct prepared){0};
    }
    if (database->connection != NULL)
        mysql_close(database->connection);
    database->connection = NULL;
    database->in_transaction = false;
}

/* What every connection is set to; statements of the connection, not of any table. */
static const char *const session_settings[] = {
    "SET time_zone = '+00:00'",
    "SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION'",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET innodb_lock_wait_timeout = 5",
};

static int make_connection(struct database *database)
{
    const struct configuration *c = database->configuration;
    unsigned patience = database->patience;
    unsigned timeout = patience < CONNECT_PATIENCE ? patience : CONNECT_PATIENCE;
    MYSQL *connection = mysql_init(NULL);

    if (connection == NULL)
        abort();
    mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
    mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &patience);
    mysql_options(connection, MYSQL_OPT_WRITE_TIMEOUT, &patience);
    mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(connection, c->database.socket != NULL ? NULL : c->database.host,
                           c->database.user, c->database.password, c->database.name,
                           c->database.port, c->database.socket, CLIENT_FOUND_ROWS) == NULL) {
        fail(database, mysql_errno(connection), "connect", mysql_error(connection));
        if (database->failure == DATABASE_BROKEN)
            database->failure = DATABASE_LOST;
        mysql_close(connection);
        return -1;
    }
    database->connection = connection;
    for (size_t i = 0; i < sizeof session_settings / sizeof session_settings[0]; i++) {
        if (mysql_query(connection, session_settings[i]) != 0) {
            fail(database, mysql_errno(connection), "settings", mysql_error(connection));
            disconnect(database);
            return -1;
        }
    }
    return 0;
}

/* Notes whether the server answered what was asked at START: so slow a failure is silence. */
static void note_answer(struct database *database, int64_t start)
{
    bool silent = database->failure == DATABASE_LOST &&
                  clock_ticks() - start >= CONNECT_PATIENCE * CLOCK_SECOND / 2;

    if (database->shared != NULL && (silent || database->failure != DATABASE_LOST))
        database_silence_set(database->shared, silent);
}

/* Sees to it that there is a connection to a server that answers. 0 or -1. */
static int connect_now(struct database *database)
{
    if (database->shared != NULL && database_silence(database->shared)) {
        database->failure = DATABASE_LOST;
        return -1;
    }
    if (database->connection != NULL)
        return 0;
    if (!database->held)
        return make_connection(database);
    database->failure = DATABASE_LOST;
    return -1;
}

struct database *database_open(const struct configuration *configuration,
                               const struct statement_set *const *sets)
{
    struct database *database = calloc(1, sizeof *database);
    size_t statements = 0;

    if (database == NULL)
        abort();
    for (size_t i = 0; sets[i] != NULL; i++)
        statements += sets[i]->count;
    for (database->slots = 16; database->slots < statements * 2; database->slots *= 2)
        ;
    database->prepared = calloc(database->slots, sizeof *database->prepared);
    if (database->prepared == NULL)
        abort();
    database->configuration = configuration;
    database->patience = PATIENCE;
    database->sets = sets;
    return database;
}

void database_close(struct database *database)
{
    if (database == NULL)
        return;
    disconnect(database);
    free(database->prepared);
    free(database);
}

void database_answer_soon(struct database *database, struct shared *shared, unsigned patience)
{
    database->shared = shared;
    database_patience(database, patience);
}

void database_patience(struct database *database, unsigned seconds)
{
    if (database->patience != seconds && !database->in_transaction)
        disconnect(database);
    database->patience = seconds;
}

void database_hold(struct database *database, bool held)
{
    database->held = held;
}

static struct prepared *slot_of(struct database *database, const struct statement *statement)
{
    size_t i = ((uintptr_t)statement >> 5) & (database->slots - 1);

    while (database->prepared[i].statement != NULL && database->prepared[i].statement != statement)
        i = (i + 1) & (database->slots - 1);
    return &database->prepared[i];
}

/* The statement's handle on this connection, prepared when it is used for the first time. */
static MYSQL_STMT *prepare(struct database *database, const struct statement *statement)
{
    struct prepared *slot = slot_of(database, statement);
    MYSQL_STMT *handle;
    sql_bool want_lengths = 1;

    if (slot->handle != NULL)
        return slot->handle;
    handle = mysql_stmt_init(database->connection);
    if (handle == NULL)
        abort();
    mysql_stmt_attr_set(handle, STMT_ATTR_UPDATE_MAX_LENGTH, &want_lengths);
    if (mysql_stmt_prepare(handle, statement->sql, strlen(statement->sql)) != 0) {
        fail(database, mysql_stmt_errno(handle), statement->name, mysql_stmt_error(handle));
        mysql_stmt_close(handle);
        return NULL;
    }
    /* What a whole transaction answers shows when it does: see database_transact. */
    if (mysql_stmt_param_count(handle) != strlen(statement->parameters) ||
        (!statement->whole && mysql_stmt_field_count(handle) != strlen(statement->columns))) {
        log_error(
            "database: %s: declared %zu parameters and %zu columns, the server sees %lu and %u",
            statement->name, strlen(statement->parameters), strlen(statement->columns),
            mysql_stmt_param_count(handle), mysql_stmt_field_count(handle));
        abort();
    }
    slot->statement = statement;
    slot->handle = handle;
    return handle;
}

int database_prepare(struct database *database)
{
    if (connect_now(database) != 0)
        return -1;
    for (size_t i = 0; database->sets[i] != NULL; i++)
        for (size_t j = 0; j < database->sets[i]->count; j++)
            if (prepare(database, database->sets[i]->statements[j]) == NULL)
                return -1;
    return 0;
}

static void bind_text(struct values *values, size_t i, enum enum_field_types type,
                      const void *bytes, size_t length)
{
    values->length[i] = length;
    values->null[i] = bytes == NULL;
    values->bind[i].buffer_type = type;
    values->bind[i].buffer = (void *)(uintptr_t)bytes;
    values->bind[i].buffer_length = length;
}

static void bind_parameters(struct values *values, const char *format, va_list arguments)
{
    memset(values->bind, 0, sizeof values->bind);
    for (size_t i = 0; format[i] != '\0'; i++) {
        MYSQL_BIND *bind = &values->bind[i];
        const char *text;
        int64_t instant;

        assert(i < VALUES_MOST);
        bind->is_null = &values->null[i];
        bind->length = &values->length[i];
        bind->buffer = &values->value[i];
        values->null[i] = 0;
        switch (format[i]) {
        case 'u':
        case 'U':
            values->value[i].number = va_arg(arguments, uint64_t);
            values->null[i] = format[i] == 'U' && values->value[i].number == 0;
            bind->buffer_type = MYSQL_TYPE_LONGLONG;
            bind->is_unsigned = 1;
            break;
        case 'i':
            values->value[i].integer = va_arg(arguments, int64_t);
            bind->buffer_type = MYSQL_TYPE_LONGLONG;
            break;
        case 's':
            text = va_arg(arguments, const char *);
            bind_text(values, i, MYSQL_TYPE_STRING, text, text != NULL ? strlen(text) : 0);
            break;
        case 'b':
            text = va_arg(arguments, const char *);
            bind_text(values, i, MYSQL_TYPE_BLOB, text, va_arg(arguments, size_t));
            break;
        case 't':
        case 'T':
            instant = va_arg(arguments, int64_t);
            instant_put(&values->value[i].time, instant);
            values->null[i] = format[i] == 'T' && instant == 0;
            bind->buffer_type = MYSQL_TYPE_DATETIME;
            break;
        default: abort();
        }
    }
}

/* One try: connect if need be, prepare, bind, execute. */
static MYSQL_STMT *try_execute(struct database *database, const struct statement *statement,
                               va_list arguments)
{
    struct values values;
    MYSQL_STMT *handle;

    if (connect_now(database) != 0)
        return NULL;
    handle = prepare(database, statement);
    if (handle == NULL)
        return NULL;
    bind_parameters(&values, statement->parameters, arguments);
    if ((statement->parameters[0] != '\0' && mysql_stmt_bind_param(handle, values.bind) != 0) ||
        mysql_stmt_execute(handle) != 0) {
        fail(database, mysql_stmt_errno(handle), statement->name, mysql_stmt_error(handle));
        return NULL;
    }
    return handle;
}

/* Executes; outside a transaction a lost connection is made anew and the statement tried once
 * more. All our statements can be run twice only there: inside, the earlier ones would be missing. */
static MYSQL_STMT *execute(struct database *database, const struct statement *statement,
                           va_list arguments)
{
    bool was_open = database->connection != NULL, inside = database->in_transaction;
    int64_t start = clock_ticks();
    va_list again;
    MYSQL_STMT *handle;

    database->failure = DATABASE_OK;
    database->queries++;
    va_copy(again, arguments);
    handle = try_execute(database, statement, arguments);
    note_answer(database, start);
    if (handle == NULL && database->failure == DATABASE_LOST) {
        disconnect(database);
        if (was_open && !inside && !database->held) {
            log_info("database: connecting again");
            database->failure = DATABASE_OK;
            start = clock_ticks();
            handle = try_execute(database, statement, again);
            note_answer(database, start);
        }
    }
    va_end(again);
    return handle;
}

int database_run(struct database *database, const struct statement *statement, ...)
{
    int64_t start = clock_ticks();
    va_list arguments;
    MYSQL_STMT *handle;

    va_start(arguments, statement);
    handle = execute(database, statement, arguments);
    va_end(arguments);
    if (handle != NULL) {
        database->changed = mysql_stmt_affected_rows(handle);
        database->made_id = mysql_stmt_insert_id(handle);
    }
    database->waited += clock_ticks() - start;
    return handle != NULL ? 0 : -1;
}

/* Binds each column to memory of ARENA that holds its longest value. */
static void bind_columns(struct values *values, const char *format, struct arena *arena,
                         MYSQL_STMT *handle)
{
    MYSQL_RES *fields = mysql_stmt_result_metadata(handle);

    if (fields == NULL)
        abort();
    memset(values->bind, 0, sizeof values->bind);
    for (size_t i = 0; format[i] != '\0'; i++) {
        MYSQL_BIND *bind = &values->bind[i];
        unsigned long longest = mysql_fetch_field_direct(fields, (unsigned)i)->max_length;

        assert(i < VALUES_MOST);
        bind->is_null = &values->null[i];
        bind->length = &values->length[i];
        bind->buffer = &values->value[i];
        switch (format[i]) {
        case 'u':
        case 'U':
        case 'i':
            bind->buffer_type = MYSQL_TYPE_LONGLONG;
            bind->is_unsigned = format[i] != 'i';
            break;
        case 's':
        case 'b':
            bind->buffer_type = format[i] == 's' ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
            bind->buffer = arena_room(arena, longest + 1);
            bind->buffer_length = longest + 1;
            break;
        case 't':
        case 'T': bind->buffer_type = MYSQL_TYPE_DATETIME; break;
        default: abort();
        }
    }
    mysql_free_result(fields);
}

static void copy_cell(struct cell *cell, char type, const struct values *values, size_t i,
                      struct arena *arena)
{
    cell->null = values->null[i];
    if (cell->null)
        return;
    switch (type) {
    case 's':
    case 'b':
        /* A value that did not fit would be lost silently; the buffer was made to fit. */
        assert(values->length[i] < values->bind[i].buffer_length);
        cell->length = values->length[i];
        cell->bytes = arena_copy(arena, values->bind[i].buffer, cell->length);
        if (type == 's')
            cell->bytes = text_mended(arena, cell->bytes, &cell->length);
        break;
    case 't':
    case 'T': cell->integer = instant_get(&values->value[i].time); break;
    default: cell->number = values->value[i].number;
    }
}

static struct rows *copy_rows(struct arena *arena, const struct statement *statement,
                              MYSQL_STMT *handle)
{
    const char *columns = statement->columns;
    struct rows *rows;
    struct values values;
    int step;

    if (mysql_stmt_store_result(handle) != 0)
        return NULL;
    rows = rows_make(arena, columns, mysql_stmt_num_rows(handle));
    bind_columns(&values, columns, arena, handle);
    if (mysql_stmt_bind_result(handle, values.bind) != 0)
        return NULL;
    while ((step = mysql_stmt_fetch(handle)) == 0) {
        struct cell *cells = rows_add(rows);

        for (size_t i = 0; columns[i] != '\0'; i++)
            copy_cell(&cells[i], columns[i], &values, i, arena);
    }
    return step == MYSQL_NO_DATA ? rows : NULL;
}

struct rows *database_query(struct database *database, struct arena *arena,
                            const struct statement *statement, ...)
{
    int64_t start = clock_ticks();
    struct rows *rows = NULL;
    va_list arguments;
    MYSQL_STMT *handle;

    va_start(arguments, statement);
    handle = execute(database, statement, arguments);
    va_end(arguments);
    if (handle != NULL) {
        rows = copy_rows(arena, statement, handle);
        if (rows == NULL)
            fail(database, mysql_stmt_errno(handle), statement->name, mysql_stmt_error(handle));
        mysql_stmt_free_result(handle);
        if (rows == NULL && database->failure == DATABASE_LOST)
            disconnect(database);
    }
    database->waited += clock_ticks() - start;
    return rows;
}

/* The row that a transaction selects, once the server has said that all behind it is done too. */
static struct rows *take_answer(struct database *database, struct arena *arena,
                                const struct statement *statement, MYSQL_STMT *handle)
{
    struct rows *rows;
    int more;

    if (mysql_stmt_field_count(handle) != strlen(statement->columns)) {
        log_error("database: %s: declared %zu columns, the server answers with %u", statement->name,
                  strlen(statement->columns), mysql_stmt_field_count(handle));
        abort();
    }
    rows = copy_rows(arena, statement, handle);
    do {
        mysql_stmt_free_result(handle);
        more = mysql_stmt_next_result(handle);
    } while (more == 0);
    if (rows != NULL && more < 0 && rows_next(rows))
        return rows;
    fail(database, mysql_stmt_errno(handle), statement->name, mysql_stmt_error(handle));
    return NULL;
}

struct rows *database_transact(struct database *database, struct arena *arena,
                               const struct statement *statement, ...)
{
    int64_t start = clock_ticks();
    struct rows *rows = NULL;
    va_list arguments;
    MYSQL_STMT *handle;

    assert(statement->whole && !database->in_transaction);
    database->in_transaction = true; /* nothing is tried again */
    va_start(arguments, statement);
    handle = execute(database, statement, arguments);
    va_end(arguments);
    if (handle != NULL)
        rows = take_answer(database, arena, statement, handle);
    if (rows == NULL && database->failure == DATABASE_LOST)
        disconnect(database);
    if (rows == NULL)
        database_rollback(database);
    database->in_transaction = false;
    database->waited += clock_ticks() - start;
    return rows;
}

/* Transaction control goes as plain text: the protocol prepares none of it in older servers. */
static int control(struct database *database, const char *what)
{
    int64_t start = clock_ticks();
    int result = 0;

    database->failure = DATABASE_OK;
    if (connect_now(database) != 0)
        return -1;
    if (mysql_query(database->connection, what) != 0) {
        fail(database, mysql_errno(database->connection), what, mysql_error(database->connection));
        if (database->failure == DATABASE_LOST)
            disconnect(database);
        result = -1;
    }
    note_answer(database, start);
    database->waited += clock_ticks() - start;
    return result;
}

int database_begin(struct database *database)
{
    bool was_open = database->connection != NULL;
    int result = control(database, "START TRANSACTION");

    if (result != 0 && was_open && database->failure == DATABASE_LOST)
        result = control(database, "START TRANSACTION");
    database->in_transaction = result == 0;
    return result;
}

int database_commit(struct database *database)
{
    int result = control(database, "COMMIT");

    if (result != 0)
        database_rollback(database);
    database->in_transaction = false;
    return result;
}

void database_rollback(struct database *database)
{
    enum database_failure why = database->failure;

    if (database->in_transaction && database->connection != NULL)
        control(database, "ROLLBACK");
    database->in_transaction = false;
    database->failure = why;
}
