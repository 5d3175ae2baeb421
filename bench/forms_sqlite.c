#include "forms_sqlite.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "client.h"
#include "forms_build.h"

/* What a plan's statement for counting in one pass gives behind the facets' fields: whether its
 * mask and its choice are met. */
enum { PASS_MASK = ITEM_FACETS, PASS_CHOICE };

struct asked {
    struct plan plan;
    sqlite3_stmt *statements[SQL_STATEMENTS];
    sqlite3_stmt *pass;
};

struct sqlite_form {
    sqlite3 *handle;
    sqlite3_stmt *insert;
    struct arena *arena;
    struct asked *asked;
    unsigned count;
};

static volatile int64_t shown; /* keeps what a page shows from being left out */

static void sqlite_do(sqlite3 *handle, const char *text)
{
    if (sqlite3_exec(handle, text, NULL, NULL, NULL) != SQLITE_OK)
        die("%.200s: %s", text, sqlite3_errmsg(handle));
}

static sqlite3_stmt *prepare_sqlite(sqlite3 *handle, const char *text)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v3(handle, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK)
        die("%.300s: %s", text, sqlite3_errmsg(handle));
    return statement;
}

/* Steps to the next row; false behind the last, where the statement is ready to run again. */
static bool next_row(sqlite3_stmt *statement)
{
    int result = sqlite3_step(statement);

    if (result == SQLITE_ROW)
        return true;
    if (result != SQLITE_DONE)
        die("%.300s: %s", sqlite3_sql(statement), sqlite3_errmsg(sqlite3_db_handle(statement)));
    sqlite3_reset(statement);
    return false;
}

/* ---- filling ---- */

static void make_table(sqlite3 *handle, struct arena *arena)
{
    struct buffer text = buffer_open(arena, 4096);

    buffer_text(&text, "CREATE TABLE bench_item (id INTEGER PRIMARY KEY, name TEXT NOT NULL");
    for (size_t i = 0; i < ITEM_FIELDS; i++)
        buffer_format(&text, ", %s INTEGER NOT NULL", item_fields[i].name);
    buffer_byte(&text, ')');
    sqlite_do(handle, text.data);
}

/* Downwards, as lists are sorted; the id, which ends every index, then still goes up. */
static void make_sqlite_index(sqlite3 *handle, struct arena *arena, size_t field, bool covering)
{
    struct buffer text = buffer_open(arena, 1024);

    buffer_format(&text, "CREATE INDEX %s%s ON bench_item (%s DESC", item_fields[field].name,
                  covering ? "_counts" : "_order", item_fields[field].name);
    for (size_t i = 0; covering && i < ITEM_FACETS; i++)
        if (item_facets[i] != field)
            buffer_format(&text, ", %s", item_fields[item_facets[i]].name);
    buffer_byte(&text, ')');
    sqlite_do(handle, text.data);
}

static void make_indexes(sqlite3 *handle, struct arena *arena, enum sqlite_indexes indexes)
{
    for (size_t i = 0; i < ITEM_FIELDS; i++) {
        if (!item_fields[i].popular && indexes != SQLITE_ALL_COVERING)
            continue;
        make_sqlite_index(handle, arena, i, false);
        if (indexes != SQLITE_POPULAR)
            make_sqlite_index(handle, arena, i, true);
    }
    sqlite_do(handle, "ANALYZE");
}

static void put_row(struct sqlite_form *form, uint32_t id, const char *name, const int64_t *values)
{
    sqlite3_bind_int64(form->insert, 1, id);
    sqlite3_bind_text(form->insert, 2, name, -1, SQLITE_TRANSIENT);
    for (int i = 0; i < ITEM_FIELDS; i++)
        sqlite3_bind_int64(form->insert, 3 + i, values[i]);
    if (next_row(form->insert))
        die("an insert has rows");
}

static void prepare_insert(struct sqlite_form *form)
{
    struct buffer text = buffer_open(form->arena, 1024);

    buffer_text(&text, "REPLACE INTO bench_item VALUES (?, ?");
    for (size_t i = 0; i < ITEM_FIELDS; i++)
        buffer_text(&text, ", ?");
    buffer_byte(&text, ')');
    form->insert = prepare_sqlite(form->handle, text.data);
}

static void fill_sqlite(struct sqlite_form *form, MYSQL *connection)
{
    MYSQL_RES *rows = sql_rows(connection, false, "SELECT * FROM bench_item ORDER BY id");
    char name[NAME_SIZE];
    int64_t values[ITEM_FIELDS];
    uint32_t id;

    sqlite_do(form->handle, "BEGIN");
    while (build_next_row(rows, ITEM_FIELDS, &id, values)) {
        name_make(id, name);
        put_row(form, id, name, values);
    }
    sqlite_do(form->handle, "COMMIT");
    mysql_free_result(rows);
}

/* ---- opening ---- */

static sqlite3 *open_handle(const char *address, int flags)
{
    sqlite3 *handle;

    /* One thread has it, so that nothing needs a lock. */
    if (sqlite3_open_v2(address, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL) !=
        SQLITE_OK)
        die("%s: %s", address, handle != NULL ? sqlite3_errmsg(handle) : "out of memory");
    return handle;
}

static int64_t database_bytes(sqlite3 *handle)
{
    sqlite3_stmt *statement = prepare_sqlite(
        handle, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
    int64_t bytes = next_row(statement) ? sqlite3_column_int64(statement, 0) : 0;

    sqlite3_finalize(statement);
    return bytes;
}

static void prepare_plans(struct sqlite_form *form, unsigned count)
{
    form->asked = arena_alloc(form->arena, count * sizeof *form->asked);
    form->count = count;
    for (unsigned i = 0; i < count; i++) {
        struct asked *asked = &form->asked[i];

        asked->plan = plan_make(i);
        for (size_t s = 0; s < SQL_STATEMENTS; s++)
            asked->statements[s] =
                prepare_sqlite(form->handle,
                               sql_statement(form->arena, SQL_TABLE, &asked->plan, s));
        asked->pass = prepare_sqlite(form->handle, sql_pass(form->arena, &asked->plan));
    }
}

/* Makes the file that is there from now on as good as a catalogue's: nobody writes to it. */
static void reopen(struct sqlite_form *form, const char *file)
{
    char address[500];

    sqlite3_finalize(form->insert);
    form->insert = NULL;
    sqlite3_close(form->handle);
    snprintf(address, sizeof address, "file:%s?immutable=1", file);
    form->handle = open_handle(address, SQLITE_OPEN_READONLY);
    sqlite_do(form->handle, "PRAGMA mmap_size = 2147418112; PRAGMA temp_store = MEMORY");
}

struct sqlite_form *sqlite_form_open(MYSQL *connection, enum sqlite_indexes indexes,
                                     const char *file, const char *name, unsigned count)
{
    struct sqlite_form *form = calloc(1, sizeof *form);
    int64_t start = now_microseconds(), filled;

    if (form == NULL)
        die("out of memory");
    form->arena = arena_open(65536);
    if (file != NULL)
        unlink(file);
    form->handle =
        open_handle(file != NULL ? file : ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite_do(form->handle, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                            " PRAGMA temp_store = MEMORY; PRAGMA cache_size = -500000");
    make_table(form->handle, form->arena);
    prepare_insert(form);
    fill_sqlite(form, connection);
    filled = now_microseconds();
    make_indexes(form->handle, form->arena, indexes);
    printf("build|%s|%.0f|%.0f|%" PRId64 "\n", name, (double)(now_microseconds() - start) / 1000,
           (double)(now_microseconds() - filled) / 1000, database_bytes(form->handle));
    if (file != NULL)
        reopen(form, file);
    prepare_plans(form, count);
    return form;
}

void sqlite_form_close(struct sqlite_form *form)
{
    for (unsigned i = 0; i < form->count; i++) {
        for (size_t s = 0; s < SQL_STATEMENTS; s++)
            sqlite3_finalize(form->asked[i].statements[s]);
        sqlite3_finalize(form->asked[i].pass);
    }
    sqlite3_finalize(form->insert);
    if (sqlite3_close(form->handle) != SQLITE_OK)
        die("a database of SQLite's stays open");
    arena_close(form->arena);
    free(form);
}

/* ---- asking ---- */

static void read_sqlite_page(sqlite3_stmt *statement, struct outcome *outcome)
{
    while (next_row(statement)) {
        outcome->ids[outcome->count++] = (uint32_t)sqlite3_column_int64(statement, 0);
        shown = *sqlite3_column_text(statement, 1);
        for (int i = 0; i < PLAN_SHOWN; i++)
            shown = sqlite3_column_int64(statement, 2 + i);
    }
}

void sqlite_answer(struct sqlite_form *form, unsigned number, struct outcome *outcome)
{
    sqlite3_stmt **statements = form->asked[number].statements;

    memset(outcome, 0, sizeof *outcome);
    /* One transaction, as each statement would otherwise look whether the file is another. */
    sqlite_do(form->handle, "BEGIN");
    read_sqlite_page(statements[SQL_PAGE], outcome);
    while (next_row(statements[SQL_TOTAL]))
        outcome->total = (uint64_t)sqlite3_column_int64(statements[SQL_TOTAL], 0);
    for (size_t i = 0; i < ITEM_FACETS; i++)
        while (next_row(statements[SQL_FACETS + i]))
            sql_count(item_facets[i], (uint64_t)sqlite3_column_int64(statements[SQL_FACETS + i], 0),
                      (uint32_t)sqlite3_column_int64(statements[SQL_FACETS + i], 1),
                      outcome->facets[i]);
    sqlite_do(form->handle, "COMMIT");
}

/* A row that meets the range, and the mask or the choice: each facet leaves its own condition out. */
static void count_row(const struct plan *plan, sqlite3_stmt *row, struct outcome *outcome)
{
    bool mask = sqlite3_column_int(row, PASS_MASK) != 0;
    bool choice = sqlite3_column_int(row, PASS_CHOICE) != 0;

    outcome->total += mask && choice;
    for (size_t i = 0; i < ITEM_FACETS; i++)
        if ((mask || item_facets[i] == plan->mask) && (choice || item_facets[i] == plan->choice))
            sql_count(item_facets[i], (uint64_t)sqlite3_column_int64(row, (int)i), 1,
                      outcome->facets[i]);
}

void sqlite_answer_pass(struct sqlite_form *form, unsigned number, struct outcome *outcome)
{
    const struct asked *asked = &form->asked[number];

    memset(outcome, 0, sizeof *outcome);
    sqlite_do(form->handle, "BEGIN");
    read_sqlite_page(asked->statements[SQL_PAGE], outcome);
    while (next_row(asked->pass))
        count_row(&asked->plan, asked->pass, outcome);
    sqlite_do(form->handle, "COMMIT");
}

void sqlite_replace(struct sqlite_form *form, uint32_t id, const int64_t values[ITEM_FIELDS])
{
    char name[NAME_SIZE];

    name_make(id, name);
    put_row(form, id, name, values);
}
