#include "store/database.h"

#include <assert.h>
#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text/text.h"
#include "store/instant.h"
#include "store/internal.h"

/* my_bool of MariaDB, bool of MySQL 8. */
typedef __typeof__(*((MYSQL_BIND *)NULL)->is_null) sql_bool;

#define DEFAULT_PATIENCE 60 /* seconds that an answer may take */
#define CONNECT_PATIENCE 2  /* seconds that a connection may take */

/* The values of a call, or of a row. */
struct values {
    struct statement_value list[STATEMENT_VALUES_MAX];
    size_t count;
    MYSQL_BIND bind[STATEMENT_VALUES_MAX];
    union {
        uint64_t number;
        int64_t integer;
        MYSQL_TIME time;
    } value[STATEMENT_VALUES_MAX];
    unsigned long length[STATEMENT_VALUES_MAX];
    sql_bool null[STATEMENT_VALUES_MAX];
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
    case ER_COLUMNACCESS_DENIED_ERROR:
        database->failure = DATABASE_REFUSED;
        if (!database->sorting)
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

/* What every connection is set to, not of any table. READ COMMITTED takes no gap locks: posts to
 * one thread do not wait for each other. */
static const char *const session_settings[] = {
    "SET time_zone = '+00:00'",
    "SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION'",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET innodb_lock_wait_timeout = 5",
};

/* CLIENT_FOUND_ROWS: what an UPDATE reports are the rows that it found, also where nothing in
 * them differed. So "changed 0" means that there was no such row, or not in that version. */
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

/* Notes whether the server answered what was asked at START: so slow a failure is silence. A
 * refused connection costs nobody any time, and trying again at once finds a server that was
 * restarted. */
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
    database->patience = DEFAULT_PATIENCE;
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

struct prepared *prepared_slot(struct database *database, const struct statement *statement)
{
    size_t i = ((uintptr_t)statement >> 5) & (database->slots - 1);

    while (database->prepared[i].statement != NULL && database->prepared[i].statement != statement)
        i = (i + 1) & (database->slots - 1);
    return &database->prepared[i];
}

/* The statement's handle on this connection, prepared when it is used for the first time. */
static MYSQL_STMT *prepare(struct database *database, const struct statement *statement)
{
    struct prepared *slot = prepared_slot(database, statement);
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
    statement_check(statement, handle, false);
    slot->statement = statement;
    slot->handle = handle;
    slot->place = database->metrics != NULL ? metrics_statement(database->metrics, statement) : 0;
    return handle;
}

/* Sets hold what all programs say to some tables: an account that is for one of them only is
 * refused some, which that program does not use. */
int database_prepare(struct database *database)
{
    int result = 0;

    if (connect_now(database) != 0)
        return -1;
    database->sorting = database->configuration->database.program != DATABASE_WORKER;
    for (size_t i = 0; result == 0 && database->sets[i] != NULL; i++)
        for (size_t j = 0; result == 0 && j < database->sets[i]->count; j++)
            if (prepare(database, database->sets[i]->statements[j]) == NULL &&
                (!database->sorting || database->failure != DATABASE_REFUSED))
                result = -1;
    database->sorting = false;
    return result;
}

static void bind_begin(struct values *values, const struct statement_value *list)
{
    values->count = statement_flatten(list, values->list);
    memset(values->bind, 0, sizeof values->bind);
    for (size_t i = 0; i < values->count; i++) {
        values->bind[i].is_null = &values->null[i];
        values->bind[i].length = &values->length[i];
        values->bind[i].buffer = &values->value[i];
        values->null[i] = 0;
    }
}

static void bind_bytes(struct values *values, size_t i, enum enum_field_types type,
                       struct bytes bytes)
{
    values->length[i] = bytes.length;
    values->null[i] = bytes.data == NULL;
    values->bind[i].buffer_type = type;
    values->bind[i].buffer = (void *)(uintptr_t)bytes.data;
    values->bind[i].buffer_length = bytes.length;
}

static void bind_number(struct values *values, size_t i, uint64_t number, bool null)
{
    values->value[i].number = number;
    values->null[i] = null;
    values->bind[i].buffer_type = MYSQL_TYPE_LONGLONG;
    values->bind[i].is_unsigned = values->list[i].type != VALUE_SIGNED;
}

static void bind_instant(struct values *values, size_t i, int64_t instant, bool null)
{
    instant_put(&values->value[i].time, instant);
    values->null[i] = null;
    values->bind[i].buffer_type = MYSQL_TYPE_DATETIME;
}

/* Binds a parameter to MEMBER of the struct of the call's values. */
static void bind_parameter(struct values *values, size_t i, const void *member)
{
    enum value_type type = values->list[i].type;
    const uint64_t *number = member;
    const int64_t *integer = member;
    const char *const *text = member;

    switch (type) {
    case VALUE_UNSIGNED:
    case VALUE_UNSIGNED_OR_NULL:
        bind_number(values, i, *number, type == VALUE_UNSIGNED_OR_NULL && *number == 0);
        break;
    case VALUE_SIGNED: bind_number(values, i, (uint64_t)*integer, false); break;
    case VALUE_TEXT:
        bind_bytes(values, i, MYSQL_TYPE_STRING,
                   bytes_of(*text, *text != NULL ? strlen(*text) : 0));
        break;
    case VALUE_BYTES: bind_bytes(values, i, MYSQL_TYPE_BLOB, *(const struct bytes *)member); break;
    default: bind_instant(values, i, *integer, type == VALUE_INSTANT_OR_NULL && *integer == 0);
    }
}

/* One try: connect if need be, prepare, bind, execute. */
static MYSQL_STMT *try_execute(struct database *database, const struct call *call)
{
    const struct statement *statement = call->statement;
    struct values values;
    MYSQL_STMT *handle;

    if (connect_now(database) != 0)
        return NULL;
    handle = prepare(database, statement);
    if (handle == NULL)
        return NULL;
    bind_begin(&values, statement->signature->parameters);
    for (size_t i = 0; i < values.count; i++)
        bind_parameter(&values, i, (const char *)call + values.list[i].offset);
    if ((values.count > 0 && mysql_stmt_bind_param(handle, values.bind) != 0) ||
        mysql_stmt_execute(handle) != 0) {
        fail(database, mysql_stmt_errno(handle), statement->name, mysql_stmt_error(handle));
        return NULL;
    }
    return handle;
}

/* Executes; outside a transaction a lost connection is made anew and the statement tried once
 * more. All our statements can be run twice only there: inside, the earlier ones would be
 * missing. */
static MYSQL_STMT *execute_with_retry(struct database *database, const struct call *call)
{
    bool was_open = database->connection != NULL, inside = database->in_transaction;
    int64_t start = clock_ticks();
    MYSQL_STMT *handle;

    database->failure = DATABASE_OK;
    database->queries++;
    handle = try_execute(database, call);
    note_answer(database, start);
    if (handle == NULL && database->failure == DATABASE_LOST) {
        disconnect(database);
        if (was_open && !inside && !database->held) {
            log_info("database: connecting again");
            database->failure = DATABASE_OK;
            start = clock_ticks();
            handle = try_execute(database, call);
            note_answer(database, start);
        }
    }
    return handle;
}

int database_run_(struct database *database, const struct call *call)
{
    int64_t start = clock_ticks();
    MYSQL_STMT *handle = execute_with_retry(database, call);

    if (handle != NULL) {
        database->changed = mysql_stmt_affected_rows(handle);
        database->made_id = mysql_stmt_insert_id(handle);
    }
    note_call(database, call, start, handle != NULL ? database->changed : 0, handle == NULL);
    return handle != NULL ? 0 : -1;
}

/* Binds each column to memory that holds its longest value, texts' on ARENA. */
static void bind_columns(struct values *values, struct arena *arena, MYSQL_STMT *handle)
{
    MYSQL_RES *fields = mysql_stmt_result_metadata(handle);

    if (fields == NULL)
        abort();
    for (size_t i = 0; i < values->count; i++) {
        enum value_type type = values->list[i].type;
        MYSQL_BIND *bind = &values->bind[i];
        unsigned long longest = mysql_fetch_field_direct(fields, (unsigned)i)->max_length;

        bind->is_unsigned = type != VALUE_SIGNED;
        switch (type) {
        case VALUE_TEXT:
        case VALUE_SIZED_TEXT:
        case VALUE_BYTES:
            bind->buffer_type = type == VALUE_BYTES ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
            bind->buffer = arena_alloc_uninitialized(arena, longest + 1);
            bind->buffer_length = longest + 1;
            break;
        case VALUE_INSTANT: bind->buffer_type = MYSQL_TYPE_DATETIME; break;
        default: bind->buffer_type = MYSQL_TYPE_LONGLONG;
        }
    }
    mysql_free_result(fields);
}

static struct bytes copy_bytes(const struct values *values, size_t i, struct arena *arena)
{
    struct bytes bytes = {NULL, values->length[i]};

    /* A value that did not fit would be lost silently; the buffer was made to fit. */
    assert(bytes.length < values->bind[i].buffer_length);
    bytes.data = arena_copy(arena, values->bind[i].buffer, bytes.length);
    if (values->list[i].type != VALUE_BYTES)
        bytes.data = text_mended(arena, bytes.data, &bytes.length);
    return bytes;
}

/* Copies a column to its place in ROW. */
static void copy_column(void *row, const struct values *values, size_t i, struct arena *arena)
{
    const struct statement_value *column = &values->list[i];

    if (values->null[i])
        return;
    if (values->bind[i].buffer != &values->value[i])
        row_set(row, column, 0, copy_bytes(values, i, arena));
    else if (column->type == VALUE_INSTANT)
        row_set(row, column, instant_get(&values->value[i].time), (struct bytes){0});
    else
        row_set(row, column, values->value[i].integer, (struct bytes){0});
}

/* All of an answer at once, to the arena: then the connection is free for the next statement, and
 * rows outlive the statement's next use, which would overwrite the library's buffers. */
static struct rows *copy_rows(struct arena *arena, const struct statement_signature *signature,
                              MYSQL_STMT *handle)
{
    struct rows *rows;
    struct values values;
    size_t count;
    int step;

    if (mysql_stmt_store_result(handle) != 0)
        return NULL;
    count = mysql_stmt_num_rows(handle);
    rows = rows_make(arena, signature, count);
    bind_begin(&values, signature->columns);
    bind_columns(&values, arena, handle);
    if (mysql_stmt_bind_result(handle, values.bind) != 0)
        return NULL;
    while ((step = mysql_stmt_fetch(handle)) == 0) {
        void *row;

        assert(rows->count < count);
        row = rows_add(rows, signature);
        for (size_t i = 0; i < values.count; i++)
            copy_column(row, &values, i, arena);
    }
    return step == MYSQL_NO_DATA ? rows : NULL;
}

struct rows *database_query_(struct database *database, struct arena *arena,
                             const struct call *call)
{
    int64_t start = clock_ticks();
    struct rows *rows = NULL;
    MYSQL_STMT *handle = execute_with_retry(database, call);

    if (handle != NULL) {
        rows = copy_rows(arena, call->statement->signature, handle);
        if (rows == NULL)
            fail(database, mysql_stmt_errno(handle), call->statement->name,
                 mysql_stmt_error(handle));
        mysql_stmt_free_result(handle);
        if (rows == NULL && database->failure == DATABASE_LOST)
            disconnect(database);
    }
    note_call(database, call, start, rows != NULL ? rows->count : 0, rows == NULL);
    return rows;
}

/* The first of the rows, NULL where there is none. */
static const void *first_row(const struct call *call, struct rows *rows)
{
    const struct statement_signature *signature = call->statement->signature;

    return rows_step(rows, signature->row_offset, signature->row_size);
}

const void *database_row_(struct database *database, struct arena *arena, const struct call *call)
{
    return first_row(call, database_query_(database, arena, call));
}

/* The row that a transaction selects, once the server has said that all behind it is done too. */
static const void *read_answer(struct database *database, struct arena *arena,
                               const struct call *call, MYSQL_STMT *handle)
{
    const struct statement *statement = call->statement;
    struct rows *rows;
    int more;

    statement_check(statement, handle, true);
    rows = copy_rows(arena, statement->signature, handle);
    do {
        mysql_stmt_free_result(handle);
        more = mysql_stmt_next_result(handle);
    } while (more == 0);
    if (rows != NULL && more < 0 && rows->count > 0)
        return first_row(call, rows);
    fail(database, mysql_stmt_errno(handle), statement->name, mysql_stmt_error(handle));
    return NULL;
}

const void *database_transact_(struct database *database, struct arena *arena,
                               const struct call *call)
{
    int64_t start = clock_ticks();
    const void *row = NULL;
    MYSQL_STMT *handle;

    assert(call->statement->whole && !database->in_transaction);
    database->in_transaction = true; /* nothing is tried again */
    handle = execute_with_retry(database, call);
    if (handle != NULL)
        row = read_answer(database, arena, call, handle);
    if (row == NULL && database->failure == DATABASE_LOST)
        disconnect(database);
    if (row == NULL)
        database_rollback(database);
    database->in_transaction = false;
    note_call(database, call, start, row != NULL, row == NULL);
    return row;
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

static int begin(struct database *database, const char *what)
{
    bool was_open = database->connection != NULL;
    int result = control(database, what);

    if (result != 0 && was_open && database->failure == DATABASE_LOST)
        result = control(database, what);
    database->in_transaction = result == 0;
    return result;
}

int database_begin(struct database *database)
{
    return begin(database, "START TRANSACTION");
}

int database_begin_reading(struct database *database)
{
    return begin(database, "START TRANSACTION READ ONLY");
}

/* A connection that is lost at a COMMIT leaves open whether the server did it. It counts as failed,
 * and nobody repeats it: transactions are tried again after a conflict alone, which the server has
 * rolled back. */
int database_commit(struct database *database)
{
    int result = control(database, "COMMIT");

    if (result != 0)
        database_rollback(database);
    database->in_transaction = false;
    return result;
}

/* Keeps why the transaction failed: who calls asks behind it. */
void database_rollback(struct database *database)
{
    enum database_failure why = database->failure;

    if (database->in_transaction && database->connection != NULL)
        control(database, "ROLLBACK");
    database->in_transaction = false;
    database->failure = why;
}
