/* Records, the values of entries and relations as JSON, read by our parser and by jansson.
 *
 *   records --game FILE --records FILE [--rounds N]
 *
 * The records are lines "KIND\tRECORD", of a kind or a relation of the game. Each round parses all of
 * them with each parser, by turns. Prints `records|NUMBER|bytes`, then `parser|NAME|µs a record, median of
 * the rounds`. A record that the two read otherwise ends the program with status 1.
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/text.h"
#include "client.h"
#include "game/value.h"

enum { PARSERS = 3, ROUNDS_MAX = 1000 };

struct record_line {
    const char *text;
    size_t length;
    const struct field *fields;
    size_t count;
};

static struct {
    struct record_line *list;
    size_t count, capacity, bytes, fields_max;
} records;

typedef bool (*parser)(const struct field *fields, size_t count, struct arena *arena,
                       struct bytes text, struct value *values);

/* ---- by jansson ---- */

/* The field of this name, looked for from *NEXT on, as ours does. */
static const struct field *find_record_field(const struct field *fields, size_t count,
                                             const char *name, size_t *next)
{
    for (size_t i = 0; i < count; i++) {
        size_t index = *next + i < count ? *next + i : *next + i - count;

        if (strcmp(fields[index].name, name) == 0) {
            *next = index + 1;
            return &fields[index];
        }
    }
    return NULL;
}

static int64_t scale_from(unsigned decimals)
{
    int64_t scale = 1;

    while (decimals-- > 0)
        scale *= 10;
    return scale;
}

static struct value jansson_value(const struct field *field, struct arena *arena,
                                  const json_t *json)
{
    int64_t scale = field->type == FIELD_DECIMAL ? scale_from(field->decimals) : 1;
    size_t length;

    switch (json_typeof(json)) {
    case JSON_INTEGER:
        return (struct value){.set = true, .number = json_integer_value(json) * scale};
    case JSON_REAL:
        return (struct value){.set = true,
                              .number = llround(json_real_value(json) * (double)scale)};
    case JSON_STRING:
        length = json_string_length(json);
        return (
            struct value){.set = length > 0,
                          .text = text_mended(arena,
                                              arena_copy(arena, json_string_value(json), length),
                                              &length)};
    case JSON_TRUE:
    case JSON_FALSE: return (struct value){.set = true, .number = json_is_true(json)};
    default: return (struct value){0};
    }
}

static bool parse_by_jansson(const struct field *fields, size_t count, struct arena *arena,
                             struct bytes text, struct value *values)
{
    json_t *object = json_loadb(text.data, text.length, JSON_REJECT_DUPLICATES, NULL), *json;
    size_t next = 0;
    const char *name;
    bool valid = json_is_object(object);

    memset(values, 0, count * sizeof *values);
    if (valid)
        json_object_foreach(object, name, json)
        {
            const struct field *field = find_record_field(fields, count, name, &next);

            if (field != NULL)
                values[field - fields] = jansson_value(field, arena, json);
        }
    json_decref(object);
    return valid;
}

/* What jansson has on the arena, where nothing is given back by itself. */
static struct arena *pool;

static void *pool_alloc(size_t size)
{
    return arena_alloc(pool, size);
}

static void pool_free(void *memory)
{
    (void)memory;
}

static bool parse_by_jansson_on_arena(const struct field *fields, size_t count, struct arena *arena,
                                      struct bytes text, struct value *values)
{
    bool valid;

    pool = arena;
    json_set_alloc_funcs(pool_alloc, pool_free);
    valid = parse_by_jansson(fields, count, arena, text, values);
    json_set_alloc_funcs(malloc, free);
    return valid;
}

static const struct {
    const char *name;
    parser parse;
} parsers[PARSERS] = {
    {"ours", record_parse},
    {"jansson", parse_by_jansson},
    {"jansson, its memory from the arena", parse_by_jansson_on_arena},
};

/* ---- measuring ---- */

static double parse_all(parser parse, struct arena *arena, struct value *values)
{
    int64_t start = now_microseconds();

    for (size_t i = 0; i < records.count; i++) {
        const struct record_line *record = &records.list[i];

        if (!parse(record->fields, record->count, arena, bytes_of(record->text, record->length),
                   values))
            die("this is no record: %.200s", record->text);
        arena_reset(arena);
    }
    return (double)(now_microseconds() - start) / (double)records.count;
}

/* How many records a parser reads otherwise than ours does. */
static size_t differences(parser parse, struct arena *arena, struct value *values,
                          struct value *right)
{
    size_t count = 0;

    for (size_t i = 0; i < records.count; i++) {
        const struct record_line *record = &records.list[i];
        bool same = record_parse(record->fields, record->count, arena,
                                 bytes_of(record->text, record->length), right) &&
                    parse(record->fields, record->count, arena,
                          bytes_of(record->text, record->length), values);

        for (size_t f = 0; same && f < record->count; f++)
            same = value_same(&record->fields[f], &values[f], &right[f]);
        if (!same && count++ == 0)
            fprintf(stderr, "read otherwise: %.300s\n", record->text);
        arena_reset(arena);
    }
    return count;
}

static size_t time_parsers(size_t rounds)
{
    static double times[PARSERS][ROUNDS_MAX];
    struct arena *arena = arena_open(1 << 16);
    struct value *values = calloc(2 * (records.fields_max + 1), sizeof *values);
    size_t wrong = 0;

    if (values == NULL)
        die("out of memory");
    for (size_t p = 0; p < PARSERS; p++)
        wrong += differences(parsers[p].parse, arena, values, values + records.fields_max + 1);
    for (size_t round = 0; round < rounds; round++)
        for (size_t p = 0; p < PARSERS; p++)
            times[p][round] = parse_all(parsers[p].parse, arena, values);
    printf("records|%zu|%zu\n", records.count, records.bytes);
    for (size_t p = 0; p < PARSERS; p++) {
        qsort(times[p], rounds, sizeof(double), compare_doubles);
        printf("parser|%s|%.4f\n", parsers[p].name, times[p][rounds / 2]);
    }
    free(values);
    arena_close(arena);
    return wrong;
}

/* ---- the records ---- */

static struct record_line *next_record(void)
{
    if (records.count == records.capacity) {
        records.capacity = records.capacity * 2 + 1024;
        records.list = reallocarray(records.list, records.capacity, sizeof *records.list);
        if (records.list == NULL)
            die("out of memory");
    }
    return &records.list[records.count++];
}

/* Keeps a record of the kind or relation NAME. */
static void add_record(struct arena *arena, const struct game *game, const char *name,
                       const char *text)
{
    const struct kind *kind = game_kind(game, name);
    const struct relation *relation = kind == NULL ? game_relation(game, name) : NULL;
    struct record_line *record = next_record();

    if (kind == NULL && relation == NULL)
        die("the game has neither a kind nor a relation %s", name);
    *record = (struct record_line){
        .text = arena_string(arena, text),
        .length = strlen(text),
        .fields = kind != NULL ? kind->fields : relation->fields,
        .count = kind != NULL ? kind->field_count : relation->field_count,
    };
    records.bytes += record->length;
    if (record->count > records.fields_max)
        records.fields_max = record->count;
}

static void read_records(struct arena *arena, const struct game *game, const char *file)
{
    FILE *stream = fopen(file, "r");
    char *line = NULL;
    size_t capacity = 0;

    if (stream == NULL)
        die("%s cannot be read", file);
    while (getline(&line, &capacity, stream) > 0) {
        char *tab = strchr(line, '\t');

        line[strcspn(line, "\n")] = '\0';
        if (tab == NULL)
            die("%s has a line without a tab", file);
        *tab = '\0';
        add_record(arena, game, line, tab + 1);
    }
    free(line);
    fclose(stream);
    if (records.count == 0)
        die("%s has no records", file);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_open(1 << 20);
    const char *game_file = NULL, *file = NULL;
    const struct game *game;
    long rounds = 20;
    size_t wrong;

    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--game") == 0)
            game_file = argv[i + 1];
        else if (strcmp(argv[i], "--records") == 0)
            file = argv[i + 1];
        else if (strcmp(argv[i], "--rounds") == 0)
            rounds = number_argument(argv[i + 1], 1, ROUNDS_MAX);
        else
            die("no option %s", argv[i]);
    }
    if (argc % 2 == 0 || game_file == NULL || file == NULL)
        die("usage: %s --game FILE --records FILE [--rounds N]", argv[0]);
    game = game_read(arena, game_file, NULL, stderr);
    if (game == NULL)
        die("%s is no game", game_file);
    read_records(arena, game, file);
    wrong = time_parsers((size_t)rounds);
    free(records.list);
    arena_close(arena);
    return wrong == 0 ? 0 : 1;
}
