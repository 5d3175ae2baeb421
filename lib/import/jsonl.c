/* A line of our own JSON. What it says more than it may is refused, not passed over: a field with
 * a typing error would look like one that is not set, and the next import would take the value
 * away. */
#include "import/jsonl.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_reader.h"
#include "base/text/text.h"
#include "game/value.h"

#define SHOWN_MAX 60 /* characters of what is wrong */
#define PARTS_MAX 500

/* A line that is being taken apart, and the first thing that is wrong with it. */
struct parse {
    struct arena *arena;
    const struct game *game;
    json_t *object;
    const char *text, *end; /* what the object was parsed from */
    const char *fault;
};

static void blame(struct parse *p, const char *name, const char *what)
{
    if (p->fault == NULL)
        p->fault = arena_format(p->arena, "\"%s\" %s", name, what);
}

/* A text that must be there. "" where it is not. */
static const char *member_text(struct parse *p, const char *name)
{
    json_t *value = json_object_get(p->object, name);

    if (value == NULL)
        blame(p, name, "is missing");
    else if (!json_is_string(value))
        blame(p, name, "must be a text");
    else
        return arena_string(p->arena, json_string_value(value));
    return "";
}

static bool member_flag(struct parse *p, const char *name)
{
    json_t *value = json_object_get(p->object, name);

    if (value != NULL && !json_is_boolean(value))
        blame(p, name, "must be true or false");
    return json_is_true(value);
}

/* A number that is not far; OTHERWISE where it is not there. */
static double member_number(struct parse *p, const char *name, double otherwise)
{
    json_t *value = json_object_get(p->object, name);
    double number = value != NULL ? json_number_value(value) : otherwise;

    if ((value != NULL && !json_is_number(value)) || !(fabs(number) <= 1e9)) {
        blame(p, name, "must be a number");
        return 0;
    }
    return number;
}

static unsigned member_count(struct parse *p, const char *name)
{
    double number = member_number(p, name, 0);

    if (number >= 0 && number == (double)(unsigned)number)
        return (unsigned)number;
    blame(p, name, "must be a whole number");
    return 0;
}

/* ---- values ---- */

/* Parses the record OBJECT: by its own text, as a double does not hold all of our numbers; where
 * that has numbers that records have not (1e3), by what they come to. */
static bool record_of(struct parse *p, json_t *object, const struct field *fields, size_t count,
                      struct value *values)
{
    size_t length;
    const char *own = json_find_member(p->text, p->end, "values", &length);
    char *text;
    bool valid;

    if (own != NULL && record_parse(fields, count, p->arena, bytes_of(own, length), values))
        return true;
    text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(15));
    if (text == NULL)
        abort();
    valid = record_parse(fields, count, p->arena, bytes_of(text, strlen(text)), values);
    free(text);
    return valid;
}

/* Whether a field can hold the value, once it was parsed to PARSED. */
static bool value_held(const struct field *field, json_t *value, const struct value *parsed)
{
    if (field->type == FIELD_TEXT)
        return json_is_string(value) &&
               text_check(json_string_value(value), json_string_length(value), true) == TEXT_VALID;
    return json_is_number(value) && (parsed->set || !(fabs(json_number_value(value)) > 0));
}

/* The record under "values" as the fields have it: no other fields, no other types. */
static const struct value *member_values(struct parse *p, const struct field *fields, size_t count)
{
    struct value *values = arena_alloc(p->arena, (count + 1) * sizeof *values);
    json_t *object = json_object_get(p->object, "values"), *value;
    const char *name;

    if (object == NULL)
        return values;
    if (!json_is_object(object)) {
        blame(p, "values", "must be an object");
        return values;
    }
    if (!record_of(p, object, fields, count, values))
        blame(p, "values", "is no record");
    json_object_foreach(object, name, value)
    {
        size_t i = 0;

        while (i < count && strcmp(fields[i].name, name) != 0)
            i++;
        if (i == count)
            blame(p, text_cut(p->arena, text_showable(p->arena, name, strlen(name)), SHOWN_MAX),
                  "is no field of it");
        else if (!value_held(&fields[i], value, &values[i]))
            blame(p, name, "cannot hold that");
    }
    return values;
}

static const struct kind *member_kind(struct parse *p)
{
    const struct kind *kind = game_kind(p->game, member_text(p, "kind"));

    if (kind == NULL)
        blame(p, "kind", "is none of the game's");
    return kind;
}

/* ---- the sorts of lines ---- */

static void parse_entry_line(struct parse *p, struct jsonl_line *line)
{
    const char *state;

    line->kind = member_kind(p);
    line->external_id = member_text(p, "external_id");
    line->name = member_text(p, "name");
    line->hidden = member_flag(p, "hidden");
    state = json_object_get(p->object, "state") != NULL ? member_text(p, "state") : "current";
    line->state = strcmp(state, "vanished") == 0 ? ENTRY_VANISHED : ENTRY_CURRENT;
    if (line->state == ENTRY_CURRENT && strcmp(state, "current") != 0)
        blame(p, "state", "must be current or vanished");
    if (line->kind != NULL)
        line->values = member_values(p, line->kind->fields, line->kind->field_count);
}

static void parse_relation_line(struct parse *p, struct jsonl_line *line)
{
    line->relation = game_relation(p->game, member_text(p, "relation"));
    line->from = member_text(p, "from");
    line->to = member_text(p, "to");
    if (line->relation == NULL)
        blame(p, "relation", "is none of the game's");
    else
        line->values = member_values(p, line->relation->fields, line->relation->field_count);
}

static void parse_place_line(struct parse *p, struct jsonl_line *line)
{
    line->place = (struct staging_place){
        .map_external = member_text(p, "place"),
        .kind = member_kind(p),
        .external = member_text(p, "external_id"),
        .x = member_number(p, "x", 0),
        .y = member_number(p, "y", 0),
        .z = member_number(p, "z", 0),
        .group = json_object_get(p->object, "group") != NULL ? member_text(p, "group") : "",
        .chance = member_number(p, "chance", 100),
        .respawn = member_count(p, "respawn"),
        .variance = member_count(p, "variance"),
    };
}

static void parse_map_line(struct parse *p, struct jsonl_line *line)
{
    line->external_id = member_text(p, "map");
    line->text = member_text(p, "text");
}

/* Adds the names of a head's list. */
static void add_parts(struct parse *p, const char *name, const char **parts, size_t *count)
{
    json_t *list = json_object_get(p->object, name);

    for (size_t i = 0; i < json_array_size(list) && *count < PARTS_MAX; i++) {
        const char *part = json_string_value(json_array_get(list, i));

        if (part != NULL)
            parts[(*count)++] = arena_string(p->arena, part);
    }
}

static void parse_head_line(struct parse *p, struct jsonl_line *line)
{
    const char **parts = arena_alloc(p->arena, (PARTS_MAX + 2) * sizeof *parts);
    size_t count = 0;

    add_parts(p, "kinds", parts, &count);
    add_parts(p, "relations", parts, &count);
    if (member_flag(p, "places"))
        parts[count++] = "places";
    line->parts = parts;
    if (json_object_get(p->object, "game") != NULL)
        line->game = member_text(p, "game");
}

/* Tells what a line is by the member that only its sort has. The order matters: a place and an
 * entry both have "kind". */
static void parse_by_sort(struct parse *p, struct jsonl_line *line)
{
    static const struct {
        const char *member;
        enum jsonl_sort sort;
        void (*read)(struct parse *p, struct jsonl_line *line);
    } sorts[] = {
        {"export", JSONL_HEAD, parse_head_line}, {"place", JSONL_PLACE, parse_place_line},
        {"map", JSONL_MAP, parse_map_line},      {"relation", JSONL_RELATION, parse_relation_line},
        {"kind", JSONL_ENTRY, parse_entry_line},
    };

    for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++) {
        if (json_object_get(p->object, sorts[i].member) == NULL)
            continue;
        line->sort = sorts[i].sort;
        sorts[i].read(p, line);
        return;
    }
    p->fault = "it is no entry, relation, place or map";
}

const char *jsonl_read(struct arena *arena, const struct game *game, const char *text,
                       size_t length, struct jsonl_line *line)
{
    struct parse p = {.arena = arena, .game = game, .text = text, .end = text + length};
    json_error_t error;

    *line = (struct jsonl_line){.sort = JSONL_NONE};
    /* Masks of 64 bits are no integers of jansson's. */
    p.object = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
    if (p.object == NULL)
        return arena_format(arena, "it is not JSON: %s",
                            text_showable(arena, error.text, strlen(error.text)));
    if (json_is_object(p.object))
        parse_by_sort(&p, line);
    else
        p.fault = "it is not a JSON object";
    json_decref(p.object);
    return p.fault;
}
