/* Statements, and how they are called: declared once, with the names and types of what they take
 * and give.
 *
 *     STATEMENT(THREADS_OF, PARAMETERS(id(board), number(limit)),
 *               COLUMNS(id(id), text(title), instant(created)),
 *               "SELECT id, title, created FROM thread WHERE board_id = ? LIMIT ?");
 *
 *     struct THREADS_OF_rows *rows = database_query(database, arena, &THREADS_OF, board->id, 20);
 *     const struct THREADS_OF_row *row;
 *
 *     while ((row = rows_next(rows)) != NULL)
 *         puts(row->title);
 *
 * The lists stand in the order of the SQL's question marks and columns. Of PARAMETERS the
 * preprocessor makes a struct that a call fills by position: a value too few or too many, a text
 * for a number, an instant for an id do not compile (-Wextra, -Wsign-conversion). Of COLUMNS it
 * makes the struct of a row. Only what gives rows can be asked for rows, and only what gives none
 * can be run.
 *
 *     parameter         its type
 *     id, number        uint64_t
 *     id_or_null        the same, 0 stands for NULL
 *     integer           int64_t
 *     text              const char *, NULL for NULL
 *     bytes             struct bytes, NULL as its data for NULL
 *     instant           int64_t (clock.h)
 *     instant_or_null   the same, 0 stands for NULL
 *     again(NAME)       the value of the parameter NAME once more: none in a call
 *
 *     column            its type
 *     id, number        uint64_t, 0 for NULL
 *     integer, instant  int64_t, 0 for NULL
 *     flag              bool: whether it is neither 0 nor NULL
 *     text              const char *, NULL for NULL; mended (text_mended)
 *     sized_text        struct bytes: the same with its length
 *     bytes             struct bytes, NULL as its data for NULL
 *     row(TAG, NAME)    struct TAG_row, of ROW(TAG, ...): as many columns as that has
 *
 * Statements that give the same share a ROW; those that stand in one table of C, or of which one is
 * chosen, share all of their SIGNATURE:
 *
 *     ROW(board, id(id), text(name));
 *     STATEMENT(BOARDS_OF, PARAMETERS(id(site)), ROW_OF(board), "SELECT ...");
 *
 *     SIGNATURE(sweep, PARAMETERS(number(limit)), COLUMNS());
 *     STATEMENT_OF(sweep, SWEEP_PLACES, "DELETE ...");
 *     static const struct sweep_statement *const sweeps[] = {&SWEEP_PLACES, &SWEEP_ENTRIES};
 *
 * Why so: functions that a script generates are a step of the build and a second place to look at;
 * _Generic over varargs knows types, but neither names nor columns; a checker of the sources has
 * to understand C, and is one more thing to run. Here the compiler reads the declaration itself,
 * says which parameter is missing, and editors complete the names of columns. That the lists agree
 * with the SQL is held against the server when a worker starts (database.h).
 */
#ifndef LOREHALL_STORE_STATEMENT_H
#define LOREHALL_STORE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/each.h"

#define STATEMENT_VALUES_MAX 48 /* parameters or columns of one statement */

/* How a value is kept in its struct. */
enum value_type {
    VALUE_END, /* of a list */
    VALUE_UNSIGNED,
    VALUE_UNSIGNED_OR_NULL,
    VALUE_SIGNED,
    VALUE_FLAG,
    VALUE_TEXT,
    VALUE_SIZED_TEXT,
    VALUE_BYTES,
    VALUE_INSTANT,
    VALUE_INSTANT_OR_NULL,
    VALUE_ROW,   /* the columns of another row */
    VALUE_AGAIN, /* what the parameter with the same offset is */
};

/* A member of a struct of parameters or of a row. */
struct statement_value {
    enum value_type type;
    size_t offset;
    const struct statement_value *row; /* of VALUE_ROW: the list of its columns */
};

/* What statements take and give. */
struct statement_signature {
    const struct statement_value *parameters, *columns; /* lists, NULL for no columns */
    size_t row_size, row_offset;                        /* of a row, and of the first in its rows */
};

struct statement {
    const char *name;
    const struct statement_signature *signature;
    const char *sql;
    bool whole; /* a transaction of its own */
};

/* What every struct of parameters begins with. */
struct call {
    const struct statement *statement;
};

/* What every answer's rows begin with. They lie behind it, one after the other, on the arena: an
 * answer is one piece of memory and its texts. */
struct rows {
    size_t count;
    size_t next;
};

struct statement_set {
    const struct statement *const *statements;
    size_t count;
};

/* ---- what is declared ---- */

/* Makes `struct TAG_row` and, for the rows of an answer, `struct TAG_rows`. */
#define ROW(TAG, ...)                                                                              \
    struct TAG##_row {                                                                             \
        EACH(STATEMENT_COLUMN_MEMBER, , __VA_ARGS__)                                               \
    };                                                                                             \
    struct TAG##_rows {                                                                            \
        struct rows rows;                                                                          \
        struct TAG##_row row[];                                                                    \
    };                                                                                             \
    __attribute__((unused)) static const struct statement_value TAG##_columns[] =                  \
        STATEMENT_LIST(STATEMENT_COLUMN_VALUE, struct TAG##_row, __VA_ARGS__)

/* Makes `struct TAG_statement`, the type of statements that can stand for each other. */
#define SIGNATURE(TAG, PARAMETERS, COLUMNS)                                                        \
    STATEMENT_GIVES(TAG, STATEMENT_##COLUMNS)                                                      \
    STATEMENT_TAKES(TAG, STATEMENT_##PARAMETERS)                                                   \
    STATEMENT_TYPE(TAG, STATEMENT_##COLUMNS)

#define STATEMENT_OF(SIGNATURE, NAME, SQL)                                                         \
    static const struct SIGNATURE##_statement NAME = {                                             \
        .statement = {#NAME, &SIGNATURE##_signature, SQL, false}}

#define STATEMENT(NAME, PARAMETERS, COLUMNS, SQL)                                                  \
    SIGNATURE(NAME, PARAMETERS, COLUMNS);                                                          \
    STATEMENT_OF(NAME, NAME, SQL)

/* A list by its KEY from either end, NAME_NEWEST and NAME_OLDEST: SQL up to its last condition, and as its last
 * parameters those of STATEMENT_PAGE. */
#define STATEMENTS_BY_KEY(SIGNATURE, NAME, SQL, KEY)                                               \
    STATEMENT_OF(SIGNATURE, NAME##_NEWEST,                                                         \
                 SQL " AND (? = 0 OR " KEY " < ?) ORDER BY " KEY " DESC LIMIT ?");                 \
    STATEMENT_OF(SIGNATURE, NAME##_OLDEST,                                                         \
                 SQL " AND (? = 0 OR " KEY " > ?) ORDER BY " KEY " LIMIT ?")

/* Behind which key, 0: from the beginning; and how many. */
#define STATEMENT_PAGE id(after), again(after), number(limit)

/* A whole transaction that goes to the server at once: BODY opens it, selects one row, and ends
 * with COMMIT. Values follow in the order of BODY's question marks. For database_transact. */
#define TRANSACTION(NAME, PARAMETERS, COLUMNS, BODY)                                               \
    STATEMENT_GIVES(NAME, STATEMENT_##COLUMNS)                                                     \
    STATEMENT_TAKES(NAME, STATEMENT_##PARAMETERS)                                                  \
    STATEMENT_TYPE_GIVING(NAME, NAME, transact);                                                   \
    static const struct NAME##_statement NAME = {                                                  \
        .statement = {#NAME, &NAME##_signature, "BEGIN NOT ATOMIC " BODY " END", true}}

/* Publishes a file's statements, &NAME each, as `const struct statement_set SET`. */
#define STATEMENT_SET(SET, ...)                                                                    \
    static const struct statement *const SET##_list[] = {EACH(STATEMENT_LISTED, , __VA_ARGS__)};   \
    const struct statement_set SET = {SET##_list, sizeof SET##_list / sizeof SET##_list[0]}

/* ---- rows ---- */

/* How many rows there are in all. */
#define rows_count(ROWS) ((ROWS)->rows.count)

/* The next row, the first one at first; NULL behind the last, and where ROWS is NULL. It lives as
 * long as they. */
#define rows_next(ROWS)                                                                            \
    ((const __typeof__((ROWS)->row[0]) *)rows_step((struct rows *)(ROWS),                          \
                                                   offsetof(__typeof__(*(ROWS)), row),             \
                                                   sizeof(ROWS)->row[0]))

/* The same where the first row has OFFSET and each SIZE bytes. */
static inline const void *rows_step(struct rows *rows, size_t offset, size_t size)
{
    if (rows == NULL || rows->next == rows->count)
        return NULL;
    return (const char *)rows + offset + size * rows->next++;
}

/* ---- calls: for database.h ---- */

/* A call of the statement that CALLED points to, which is there for VERB (run, query, transact):
 * its member of that name tells the struct of its values. */
#define STATEMENT_CALL(VERB, CALLED, ...)                                                          \
    (&(__typeof__(*(CALLED)->VERB)){{&(CALLED)->statement}, __VA_ARGS__}.call)

/* No rows yet of what statements of SIGNATURE give, with memory for CAPACITY of them. */
struct rows *rows_make(struct arena *arena, const struct statement_signature *signature,
                       size_t capacity);

/* One more row, all NULL, whose members are to be set. */
void *rows_add(struct rows *rows, const struct statement_signature *signature);

/* Sets a column of ROW that is not NULL: to NUMBER, what is no text or bytes, else to BYTES. */
void row_set(void *row, const struct statement_value *column, int64_t number, struct bytes bytes);

/* Lists VALUES (NULL: none) in FLAT, the columns of a row within them one by one and each AGAIN as
 * what it repeats. How many there are. */
size_t statement_flatten(const struct statement_value *values,
                         struct statement_value flat[STATEMENT_VALUES_MAX]);

/* ---- how it is made ---- */

/* Each kind: the member, how it is kept, its name, and of a row the columns. */
#define STATEMENT_PARAMETER_id(NAME) uint64_t NAME, VALUE_UNSIGNED, NAME, NULL
#define STATEMENT_PARAMETER_id_or_null(NAME) uint64_t NAME, VALUE_UNSIGNED_OR_NULL, NAME, NULL
#define STATEMENT_PARAMETER_number(NAME) uint64_t NAME, VALUE_UNSIGNED, NAME, NULL
#define STATEMENT_PARAMETER_integer(NAME) int64_t NAME, VALUE_SIGNED, NAME, NULL
#define STATEMENT_PARAMETER_text(NAME) const char *NAME, VALUE_TEXT, NAME, NULL
#define STATEMENT_PARAMETER_bytes(NAME) struct bytes NAME, VALUE_BYTES, NAME, NULL
#define STATEMENT_PARAMETER_instant(NAME) int64_t NAME, VALUE_INSTANT, NAME, NULL
#define STATEMENT_PARAMETER_instant_or_null(NAME) int64_t NAME, VALUE_INSTANT_OR_NULL, NAME, NULL
/* A bit-field without bits is no member that a call could set. */
#define STATEMENT_PARAMETER_again(NAME) int : 0, VALUE_AGAIN, NAME, NULL

#define STATEMENT_COLUMN_id(NAME) uint64_t NAME, VALUE_UNSIGNED, NAME, NULL
#define STATEMENT_COLUMN_number(NAME) uint64_t NAME, VALUE_UNSIGNED, NAME, NULL
#define STATEMENT_COLUMN_integer(NAME) int64_t NAME, VALUE_SIGNED, NAME, NULL
#define STATEMENT_COLUMN_flag(NAME) bool NAME, VALUE_FLAG, NAME, NULL
#define STATEMENT_COLUMN_text(NAME) const char *NAME, VALUE_TEXT, NAME, NULL
#define STATEMENT_COLUMN_sized_text(NAME) struct bytes NAME, VALUE_SIZED_TEXT, NAME, NULL
#define STATEMENT_COLUMN_bytes(NAME) struct bytes NAME, VALUE_BYTES, NAME, NULL
#define STATEMENT_COLUMN_instant(NAME) int64_t NAME, VALUE_INSTANT, NAME, NULL
#define STATEMENT_COLUMN_row(TAG, NAME) struct TAG##_row NAME, VALUE_ROW, NAME, TAG##_columns

#define STATEMENT_PARAMETER_MEMBER(X, ITEM) STATEMENT_MEMBER(STATEMENT_PARAMETER_##ITEM)
#define STATEMENT_PARAMETER_VALUE(STRUCT, ITEM) STATEMENT_VALUE(STRUCT, STATEMENT_PARAMETER_##ITEM)
#define STATEMENT_COLUMN_MEMBER(X, ITEM) STATEMENT_MEMBER(STATEMENT_COLUMN_##ITEM)
#define STATEMENT_COLUMN_VALUE(STRUCT, ITEM) STATEMENT_VALUE(STRUCT, STATEMENT_COLUMN_##ITEM)
#define STATEMENT_MEMBER(...) STATEMENT_MEMBER_(__VA_ARGS__)
#define STATEMENT_MEMBER_(MEMBER, KEPT, NAME, COLUMNS) MEMBER;
#define STATEMENT_VALUE(...) STATEMENT_VALUE_(__VA_ARGS__)
#define STATEMENT_VALUE_(STRUCT, MEMBER, KEPT, NAME, COLUMNS)                                      \
    {KEPT, offsetof(STRUCT, NAME), COLUMNS},
#define STATEMENT_LIST(M, STRUCT, ...)                                                             \
    {                                                                                              \
        EACH(M, STRUCT, __VA_ARGS__)                                                               \
        {                                                                                          \
            VALUE_END, 0, NULL                                                                     \
        }                                                                                          \
    }
#define STATEMENT_LISTED(X, ADDRESS) &(ADDRESS)->statement,

#define STATEMENT_PARAMETERS(...) __VA_ARGS__
#define STATEMENT_TAKES(TAG, ...)                                                                  \
    struct TAG##_parameters {                                                                      \
        struct call call;                                                                          \
        EACH(STATEMENT_PARAMETER_MEMBER, , __VA_ARGS__)                                            \
    };                                                                                             \
    static const struct statement_value TAG##_parameter_list[] =                                   \
        STATEMENT_LIST(STATEMENT_PARAMETER_VALUE, struct TAG##_parameters, __VA_ARGS__);

/* A row is the statement's own (own; none where there are no columns) or that of a ROW (shared). */
#define STATEMENT_COLUMNS(...) own, __VA_ARGS__
#define STATEMENT_ROW_OF(TAG) shared, TAG

#define STATEMENT_GIVES(...) STATEMENT_GIVES_(__VA_ARGS__)
#define STATEMENT_GIVES_(TAG, WHOSE, ...) STATEMENT_GIVES_##WHOSE(TAG, __VA_ARGS__)
#define STATEMENT_GIVES_own(TAG, ...) __VA_OPT__(ROW(TAG, __VA_ARGS__);)
#define STATEMENT_GIVES_shared(TAG, ROW)

#define STATEMENT_TYPE(...) STATEMENT_TYPE_(__VA_ARGS__)
#define STATEMENT_TYPE_(TAG, WHOSE, ...) STATEMENT_TYPE_##WHOSE(TAG, __VA_ARGS__)
#define STATEMENT_TYPE_own(TAG, ...)                                                               \
    STATEMENT_FIRST(__VA_OPT__(STATEMENT_TYPE_GIVING_OWN, ) STATEMENT_TYPE_GIVING_NOTHING, )(TAG)
#define STATEMENT_TYPE_shared(TAG, ROW) STATEMENT_TYPE_GIVING(TAG, ROW, query)
#define STATEMENT_TYPE_GIVING_OWN(TAG) STATEMENT_TYPE_GIVING(TAG, TAG, query)
#define STATEMENT_FIRST(...) STATEMENT_FIRST_(__VA_ARGS__)
#define STATEMENT_FIRST_(A, ...) A

/* The pointers are never set: only their types are asked for. */
#define STATEMENT_TYPE_GIVING(TAG, ROW, VERB)                                                      \
    struct TAG##_statement {                                                                       \
        struct statement statement;                                                                \
        const struct TAG##_parameters *VERB; /* NOLINT(bugprone-macro-parentheses): a name */      \
        struct ROW##_rows *rows;                                                                   \
    };                                                                                             \
    static const struct statement_signature TAG##_signature = {TAG##_parameter_list,               \
                                                               ROW##_columns,                      \
                                                               sizeof(struct ROW##_row),           \
                                                               offsetof(struct ROW##_rows, row)}
#define STATEMENT_TYPE_GIVING_NOTHING(TAG)                                                         \
    struct TAG##_statement {                                                                       \
        struct statement statement;                                                                \
        const struct TAG##_parameters *run;                                                        \
    };                                                                                             \
    static const struct statement_signature TAG##_signature = {TAG##_parameter_list, NULL, 0, 0}

#endif
