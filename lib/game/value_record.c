/* Records: the values of an entry as one JSON object (RFC 8259) of numbers and strings. */
#include <string.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "game/value.h"

/* ---- writing ---- */

const char *record_text(const struct field *fields, size_t count, struct arena *arena,
                        const struct value *values)
{
    struct json_writer json = json_writer_open(arena, 256);

    json_begin_object(&json);
    for (size_t i = 0; i < count; i++) {
        if (!value_kept(&fields[i], &values[i]))
            continue;
        if (fields[i].type == FIELD_TEXT)
            json_member_text(&json, fields[i].name, values[i].text);
        else
            json_member_raw(&json, fields[i].name, value_plain(&fields[i], arena, &values[i]));
    }
    json_end_object(&json);
    return json_written(&json);
}

/* ---- reading ---- */

/* Takes a number for FIELD (NULL: for none). What does not fit it, as after a change of the game's
 * file, is left out. */
static bool parse_record_number(struct json_reader *json, const struct field *field,
                                struct value *value)
{
    char text[JSON_NUMBER_SIZE];
    const char *start;
    size_t length;

    if (!json_take_number(json, &start, &length))
        return false;
    if (field == NULL || field->type == FIELD_TEXT)
        return true;
    memcpy(text, start, length);
    text[length] = '\0';
    return value_number(field, text, value);
}

/* Takes "true", "false" or "null". */
static bool parse_record_word(struct json_reader *json, const struct field *field,
                              struct value *value)
{
    enum json_word word;

    if (!json_take_word(json, &word))
        return false;
    if (word != JSON_WORD_NULL && field != NULL && field->type == FIELD_FLAG)
        *value = (struct value){.set = true, .number = word == JSON_WORD_TRUE};
    return true;
}

static bool parse_record_text(struct json_reader *json, const struct field *field,
                              struct value *value)
{
    const char *text = json_take_text(json);

    if (text == NULL)
        return false;
    if (field != NULL && field->type == FIELD_TEXT && *text != '\0')
        *value = (struct value){.set = true, .text = text};
    return true;
}

static bool parse_record_value(struct json_reader *json, const struct field *field,
                               struct value *value)
{
    switch (json_next(json)) {
    case JSON_NEXT_END: return false;
    case JSON_NEXT_TEXT: return parse_record_text(json, field, value);
    case JSON_NEXT_WORD: return parse_record_word(json, field, value);
    case JSON_NEXT_OTHER: break;
    }
    return parse_record_number(json, field, value);
}

/* The field with this name, looked for from *NEXT on, where it is in a record of ours. */
static const struct field *find_field(const struct field *fields, size_t count, const char *name,
                                      size_t length, size_t *next)
{
    for (size_t i = 0; i < count; i++) {
        size_t index = *next + i < count ? *next + i : *next + i - count;

        if (strncmp(fields[index].name, name, length) == 0 && fields[index].name[length] == '\0') {
            *next = index + 1 < count ? index + 1 : 0;
            return &fields[index];
        }
    }
    return NULL;
}

/* Takes "NAME": VALUE. */
static bool parse_member(struct json_reader *json, const struct field *fields, size_t count,
                         size_t *next, struct value *values)
{
    const struct field *field;
    struct value unused;
    const char *name;
    size_t length;

    if (!json_take_name(json, &name, &length))
        return false;
    field = find_field(fields, count, name, length, next);
    if (field != NULL && values[field - fields].set)
        return false;
    return parse_record_value(json, field, field != NULL ? &values[field - fields] : &unused);
}

bool record_parse(const struct field *fields, size_t count, struct arena *arena,
                  struct bytes record, struct value *values)
{
    struct json_reader json;
    size_t next = 0;

    for (size_t i = 0; i < count; i++)
        values[i] = (struct value){0};
    if (!json_reader_open(&json, arena, record.data, record.length) || !json_accept(&json, '{'))
        return false;
    if (!json_accept(&json, '}')) {
        do {
            if (!parse_member(&json, fields, count, &next, values))
                return false;
        } while (json_accept(&json, ','));
        if (!json_accept(&json, '}'))
            return false;
    }
    return json_ended(&json);
}
