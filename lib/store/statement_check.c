/* What a statement declares, held against what the server sees of it. */
#include <mysql.h>
#include <stdlib.h>

#include "base/log.h"
#include "store/internal.h"

static void check_counts(const struct statement *statement, MYSQL_STMT *handle, size_t parameters,
                         size_t columns)
{
    if (mysql_stmt_param_count(handle) == parameters && mysql_stmt_field_count(handle) == columns)
        return;
    log_error("database: %s: declared %zu parameters and %zu columns, the server sees %lu and %u",
              statement->name, parameters, columns, mysql_stmt_param_count(handle),
              mysql_stmt_field_count(handle));
    abort();
}

/* The types of columns, in builds for tests only: what a server calls an expression's type may
 * change with its version, and it converts what it sends to what is asked for. */
#ifdef ENABLE_FAULTS
static bool is_number(enum value_type type)
{
    return type == VALUE_UNSIGNED || type == VALUE_SIGNED || type == VALUE_FLAG;
}

/* Whether a column of the server's type SEEN is meant by TYPE; NULL by all. */
static bool is_meant(enum value_type type, enum enum_field_types seen)
{
    switch (seen) {
    case MYSQL_TYPE_NULL: return true;
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_NEWDECIMAL: return is_number(type);
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP: return type == VALUE_INSTANT;
    default: return !is_number(type) && type != VALUE_INSTANT;
    }
}

static void check_types(const struct statement *statement, MYSQL_STMT *handle,
                        const struct statement_value *columns, size_t count)
{
    MYSQL_RES *fields = mysql_stmt_result_metadata(handle);

    for (unsigned i = 0; i < count; i++) {
        const MYSQL_FIELD *field = mysql_fetch_field_direct(fields, i);

        if (is_meant(columns[i].type, field->type))
            continue;
        log_error("database: %s: column %u, %s, is declared as of another type", statement->name,
                  i + 1, field->name);
        abort();
    }
    if (fields != NULL)
        mysql_free_result(fields);
}
#else
#define check_types(statement, handle, columns, count) ((void)(columns))
#endif

void statement_check(const struct statement *statement, MYSQL_STMT *handle, bool answered)
{
    struct statement_value flat[STATEMENT_VALUES_MAX];
    size_t parameters = statement_flatten(statement->signature->parameters, flat);
    size_t columns = statement_flatten(statement->signature->columns, flat);

    if (statement->whole && !answered) {
        check_counts(statement, handle, parameters, mysql_stmt_field_count(handle));
        return;
    }
    check_counts(statement, handle, parameters, columns);
    check_types(statement, handle, flat, columns);
}
