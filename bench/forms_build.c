#include "forms_build.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "client.h"
#include "item_game.h"

enum {
    WIDE_ROWS = 13000,
    WIDE_FIELDS = 290,
    WIDE_AT_ONCE = 200,
    PLAIN_COLUMNS = 2, /* id and name, before the fields */
};

static void read_item_row(MYSQL_ROW row, size_t fields, int64_t *values)
{
    for (size_t i = 0; i < fields; i++)
        values[i] = strtoll(row[PLAIN_COLUMNS + i], NULL, 10);
}

bool build_next_row(MYSQL_RES *rows, size_t fields, uint32_t *id, int64_t *values)
{
    MYSQL_ROW row = mysql_fetch_row(rows);

    if (row == NULL)
        return false;
    *id = (uint32_t)strtoul(row[0], NULL, 10);
    read_item_row(row, fields, values);
    return true;
}

void build_read_row(MYSQL *connection, const char *table, uint32_t id, size_t fields,
                    int64_t *values)
{
    char text[100];
    MYSQL_RES *rows;

    snprintf(text, sizeof text, "SELECT * FROM %s WHERE id = %" PRIu32, table, id);
    rows = sql_rows(connection, true, text);
    if (!build_next_row(rows, fields, &id, values))
        die("%s has no row %" PRIu32, table, id);
    mysql_free_result(rows);
}

static void read_record(MYSQL_ROW row, size_t fields, int64_t *values)
{
    json_t *record = json_loads(row[1], 0, NULL);

    if (record == NULL)
        die("a record is no JSON");
    for (size_t i = 0; i < fields; i++)
        values[i] = json_integer_value(json_object_get(record, item_fields[i].name));
    json_decref(record);
}

/* One snapshot from SELECT, whose rows READ turns into values. */
static void build(MYSQL *connection, const char *name, const char *select, const char *directory,
                  const struct game *game,
                  void (*read)(MYSQL_ROW row, size_t fields, int64_t *values))
{
    int64_t values[WIDE_FIELDS], start = now_microseconds(), written;
    struct snapshot_writer *writer = snapshot_writer_open(game);
    size_t size;
    MYSQL_RES *rows;
    MYSQL_ROW row;

    rows = sql_rows(connection, false, select);
    while ((row = mysql_fetch_row(rows)) != NULL) {
        read(row, game->kinds->field_count, values);
        item_pack(writer, game, strtoul(row[0], NULL, 10), "", values);
    }
    mysql_free_result(rows);
    written = now_microseconds();
    size = item_publish(writer, game, directory);
    printf("build|%s|%.0f|%.0f|%zu\n", name, (double)(now_microseconds() - start) / 1000,
           (double)(now_microseconds() - written) / 1000, size);
}

static void make_wide(MYSQL *connection)
{
    struct arena *arena = arena_open(1 << 20);
    struct buffer table = buffer_open(arena, 16384);

    buffer_text(&table, "CREATE OR REPLACE TABLE bench_wide (id INT UNSIGNED NOT NULL PRIMARY KEY, "
                        "name VARCHAR(100) NOT NULL");
    for (size_t i = 0; i < WIDE_FIELDS; i++)
        buffer_format(&table, ", f%zu INT NOT NULL", i);
    sql_do(connection, "%s)", table.data);
    sql_do(connection, "START TRANSACTION");
    for (uint32_t id = 1; id <= WIDE_ROWS;) {
        struct buffer text = buffer_open(arena, 1 << 18);

        buffer_text(&text, "INSERT INTO bench_wide VALUES ");
        for (uint32_t end = id + WIDE_AT_ONCE; id < end && id <= WIDE_ROWS; id++) {
            int64_t values[ITEM_FIELDS];

            item_make(id, values);
            buffer_format(&text, "%s(%" PRIu32 ",''", id + WIDE_AT_ONCE > end ? "," : "", id);
            for (size_t i = 0; i < WIDE_FIELDS; i++)
                buffer_format(&text, ",%" PRId64, values[i % ITEM_FIELDS]);
            buffer_byte(&text, ')');
        }
        sql_do(connection, "%s", text.data);
        arena_reset(arena);
    }
    sql_do(connection, "COMMIT");
    arena_close(arena);
}

void build_time(MYSQL *connection, const char *directory, const struct game *game)
{
    struct arena *arena = arena_open(65536);

    build(connection, "items × 40 columns", "SELECT * FROM bench_item ORDER BY id", directory, game,
          read_item_row);
    build(connection, "items × 40 from JSON", "SELECT id, record FROM bench_record ORDER BY id",
          directory, item_game(arena, "other", ITEM_FIELDS), read_record);
    make_wide(connection);
    build(connection, "13,000 × 290 columns", "SELECT * FROM bench_wide ORDER BY id", directory,
          item_game(arena, "wide", WIDE_FIELDS), read_item_row);
    arena_close(arena);
}
