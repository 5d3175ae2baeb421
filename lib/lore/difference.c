/* Differences as JSON: by field, from and to as plain text. As text and not as numbers, so that a
 * history can be shown when a field's declaration has changed or it is gone; fields that the game
 * no longer has are left out when they are read. */
#include "lore/difference.h"

#include <jansson.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json_writer.h"
#include "base/text/text.h"
#include "game/value.h"

#define NAME_FIELD ""
#define HIDDEN_FIELD "hidden"
#define MORE_FIELD "more"
#define MORE_KEY "[]"

/* ---- between two states ---- */

static void add_difference(struct difference *list, size_t *count, const char *field,
                           const char *from, const char *to)
{
    list[(*count)++] = (struct difference){.field = field, .from = from, .to = to};
}

struct difference *entry_differences(struct arena *arena, const struct entry *from,
                                     const struct entry *to, size_t *count)
{
    const struct kind *kind = from->kind;
    struct difference *list = arena_alloc(arena, (kind->field_count + 2) * sizeof *list);

    *count = 0;
    if (strcmp(from->name, to->name) != 0)
        add_difference(list, count, NAME_FIELD, from->name, to->name);
    if (from->hidden != to->hidden)
        add_difference(list, count, HIDDEN_FIELD, from->hidden ? "1" : "0", to->hidden ? "1" : "0");
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];

        if (!value_same(field, &from->values[i], &to->values[i]))
            add_difference(list, count, field->name, value_plain(field, arena, &from->values[i]),
                           value_plain(field, arena, &to->values[i]));
    }
    return list;
}

/* Three ways: what the source changed since BASE is taken, all else stays as it is here. Field by
 * field, so that an edit of one field does not keep the others from what the source has new. */
struct entry entry_merge(struct arena *arena, const struct entry *now, const struct entry *base,
                         const struct entry *source)
{
    const struct kind *kind = now->kind;
    struct entry merged = *now;

    merged.values = arena_alloc(arena, (kind->field_count + 1) * sizeof *merged.values);
    if (strcmp(base->name, source->name) != 0)
        merged.name = source->name;
    if (base->hidden != source->hidden)
        merged.hidden = source->hidden;
    for (size_t i = 0; i < kind->field_count; i++)
        merged.values[i] = value_same(&kind->fields[i], &base->values[i], &source->values[i])
                               ? now->values[i]
                               : source->values[i];
    return merged;
}

/* From the present backwards, the latest first: only `from` is used. */
void differences_take_back(struct arena *arena, struct entry *entry,
                           const struct difference *differences, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct difference *d = &differences[i];
        const struct field *field = kind_field(entry->kind, d->field);

        if (d->relation != NULL)
            continue;
        if (strcmp(d->field, NAME_FIELD) == 0)
            entry->name = d->from;
        else if (field != NULL)
            value_parse(field, arena, d->from, &entry->values[field->index]);
        else if (strcmp(d->field, HIDDEN_FIELD) == 0)
            entry->hidden = strcmp(d->from, "1") == 0;
    }
}

const char *relation_line(struct arena *arena, const struct relation *relation, const char *name,
                          const struct value *values)
{
    struct buffer line = buffer_open(arena, 128);
    size_t shown = 0;

    buffer_text(&line, name);
    for (size_t i = 0; i < relation->field_count; i++) {
        const struct field *field = &relation->fields[i];

        if (!value_present(field, &values[i]))
            continue;
        buffer_text(&line, shown++ > 0 ? ", " : " (");
        buffer_format(&line, "%s %s", field->label, value_plain(field, arena, &values[i]));
    }
    if (shown > 0)
        buffer_byte(&line, ')');
    return line.data;
}

/* ---- as text ---- */

static bool is_more(const struct difference *difference)
{
    return difference->relation == NULL && strcmp(difference->field, MORE_FIELD) == 0;
}

/* Whether both are of one list: of a relation's lines, or of the count of more. */
static bool same_list(const struct difference *a, const struct difference *b)
{
    return a->relation != NULL ? a->relation == b->relation : is_more(a) && is_more(b);
}

static void put_old_and_new(struct json_writer *json, const struct difference *difference)
{
    json_begin_array(json);
    json_put_text(json, difference->from);
    json_put_text(json, difference->to);
    json_end_array(json);
}

/* Writes the list that begins with difference FIRST; nothing where it has begun before. */
static void put_list(struct json_writer *json, struct arena *arena,
                     const struct difference *differences, size_t count, size_t first)
{
    const struct difference *d = &differences[first];

    for (size_t i = 0; i < first; i++)
        if (same_list(d, &differences[i]))
            return;
    json_member_array(json, d->relation != NULL
                                ? arena_format(arena, "%s" MORE_KEY, d->relation->name)
                                : MORE_KEY);
    for (size_t i = first; i < count; i++)
        if (same_list(d, &differences[i]))
            put_old_and_new(json, &differences[i]);
    json_end_array(json);
}

const char *differences_text(struct arena *arena, const struct difference *differences,
                             size_t count)
{
    struct json_writer json = json_writer_open(arena, 256);

    json_begin_object(&json);
    for (size_t i = 0; i < count; i++) {
        if (differences[i].relation != NULL || is_more(&differences[i])) {
            put_list(&json, arena, differences, count, i);
            continue;
        }
        json_name(&json, differences[i].field);
        put_old_and_new(&json, &differences[i]);
    }
    json_end_object(&json);
    return json_written(&json);
}

/* A copy, of what JSON's escapes may have brought back too. */
static const char *mended(struct arena *arena, const char *text)
{
    size_t length = strlen(text);

    return text_mended(arena, arena_copy(arena, text, length), &length);
}

/* Reads the pair ["from","to"]. */
static bool parse_pair(struct arena *arena, json_t *pair, struct difference *difference)
{
    const char *from = json_string_value(json_array_get(pair, 0));
    const char *to = json_string_value(json_array_get(pair, 1));

    if (from == NULL || to == NULL)
        return false;
    difference->from = mended(arena, from);
    difference->to = mended(arena, to);
    return true;
}

/* The relation that KEY, with brackets behind its name, means; NULL when there is none. */
static const struct relation *relation_of(struct arena *arena, const struct game *game,
                                          const char *key, size_t length)
{
    return game_relation(game, arena_copy(arena, key, length - strlen(MORE_KEY)));
}

/* Differences of an entry of KIND as they are read. */
struct difference_reader {
    struct arena *arena;
    const struct game *game;
    const struct kind *kind;
    struct difference *list;
    size_t count;
};

/* Reads the differences under one key; there is room for all of them. */
static void parse_key(struct difference_reader *reader, const char *key, json_t *value)
{
    size_t length = strlen(key);
    bool lines = length >= strlen(MORE_KEY) && strcmp(key + length - 2, MORE_KEY) == 0;
    bool more = strcmp(key, MORE_KEY) == 0;
    struct difference d = {.field = MORE_FIELD};

    if (!lines) {
        const struct field *field = kind_field(reader->kind, key);

        if (field == NULL && strcmp(key, NAME_FIELD) != 0 && strcmp(key, HIDDEN_FIELD) != 0)
            return;
        d.field = field != NULL ? field->name : *key == '\0' ? NAME_FIELD : HIDDEN_FIELD;
        if (parse_pair(reader->arena, value, &d))
            reader->list[reader->count++] = d;
        return;
    }
    d.relation = more ? NULL : relation_of(reader->arena, reader->game, key, length);
    if (d.relation == NULL && !more)
        return;
    if (!more)
        d.field = d.relation->name;
    for (size_t i = 0; i < json_array_size(value); i++)
        if (parse_pair(reader->arena, json_array_get(value, i), &d))
            reader->list[reader->count++] = d;
}

struct difference *differences_parse(struct arena *arena, const struct game *game,
                                     const struct kind *kind, const char *text, size_t *count)
{
    json_t *object = json_loads(text, 0, NULL), *value;
    struct difference_reader reader = {.arena = arena, .game = game, .kind = kind};
    const char *key;
    size_t max = 0;

    if (json_is_object(object)) {
        json_object_foreach(object, key, value) max += json_array_size(value) + 1;
        reader.list = arena_alloc(arena, (max + 1) * sizeof *reader.list);
        json_object_foreach(object, key, value) parse_key(&reader, key, value);
    }
    json_decref(object);
    *count = reader.count;
    return reader.list;
}
