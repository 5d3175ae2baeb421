/* Records: the values of an entry as one JSON object (RFC 8259) of numbers and strings. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "game/value.h"

/* ---- writing ---- */

const char *record_text(const struct field *fields, size_t count, struct arena *arena,
                        const struct value *values)
{
    struct buffer to = buffer_open(arena, 256);

    buffer_byte(&to, '{');
    for (size_t i = 0; i < count; i++) {
        if (!value_kept(&fields[i], &values[i]))
            continue;
        if (to.length > 1)
            buffer_byte(&to, ',');
        buffer_json(&to, fields[i].name);
        buffer_byte(&to, ':');
        if (fields[i].type == FIELD_TEXT)
            buffer_json(&to, values[i].text);
        else
            buffer_text(&to, value_plain(&fields[i], arena, &values[i]));
    }
    buffer_byte(&to, '}');
    return to.data;
}

/* ---- reading ---- */

/* What is left of a record. */
struct rest {
    const char *at, *end;
    struct arena *arena;
};

static void skip_space(struct rest *rest)
{
    while (rest->at < rest->end &&
           (*rest->at == ' ' || *rest->at == '\t' || *rest->at == '\n' || *rest->at == '\r'))
        rest->at++;
}

/* Takes the byte, after white space, if it is next. */
static bool take(struct rest *rest, char byte)
{
    skip_space(rest);
    if (rest->at == rest->end || *rest->at != byte)
        return false;
    rest->at++;
    return true;
}

/* Four hexadecimal digits. */
static bool take_hex(struct rest *rest, uint32_t *number)
{
    *number = 0;
    if (rest->end - rest->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef";
        char letter = *rest->at++;
        const char *digit = strchr(digits, letter >= 'A' && letter <= 'F' ? letter + 32 : letter);

        if (digit == NULL || *digit == '\0')
            return false;
        *number = *number * 16 + (uint32_t)(digit - digits);
    }
    return true;
}

/* Appends a code point as UTF-8. */
static char *put_point(char *to, uint32_t point)
{
    if (point < 0x80) {
        *to++ = (char)point;
        return to;
    }
    if (point < 0x800) {
        *to++ = (char)(0xC0 | point >> 6);
    } else {
        if (point < 0x10000) {
            *to++ = (char)(0xE0 | point >> 12);
        } else {
            *to++ = (char)(0xF0 | point >> 18);
            *to++ = (char)(0x80 | (point >> 12 & 0x3F));
        }
        *to++ = (char)(0x80 | (point >> 6 & 0x3F));
    }
    *to++ = (char)(0x80 | (point & 0x3F));
    return to;
}

/* The code point of "\uXXXX", a pair of surrogates included; not NUL. */
static bool take_point(struct rest *rest, uint32_t *point)
{
    uint32_t low;

    if (!take_hex(rest, point) || *point == 0 || (*point >= 0xDC00 && *point <= 0xDFFF))
        return false;
    if (*point < 0xD800 || *point > 0xDBFF)
        return true;
    if (rest->end - rest->at < 6 || rest->at[0] != '\\' || rest->at[1] != 'u')
        return false;
    rest->at += 2;
    if (!take_hex(rest, &low) || low < 0xDC00 || low > 0xDFFF)
        return false;
    *point = 0x10000 + ((*point - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

/* What follows a backslash, put at *TO, which goes on. */
static bool take_escape(struct rest *rest, char **to)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *letter;
    uint32_t point;

    if (rest->at == rest->end || *rest->at == '\0')
        return false;
    if (*rest->at == 'u') {
        rest->at++;
        if (!take_point(rest, &point))
            return false;
        *to = put_point(*to, point);
        return true;
    }
    letter = strchr(letters, *rest->at++);
    if (letter == NULL)
        return false;
    *(*to)++ = meanings[letter - letters];
    return true;
}

/* The bytes between a string's quotes as they stand; *ESCAPED tells whether they hold escapes. */
static bool take_quoted(struct rest *rest, const char **start, size_t *length, bool *escaped)
{
    *escaped = false;
    if (!take(rest, '"'))
        return false;
    *start = rest->at;
    for (; rest->at < rest->end && *rest->at != '"'; rest->at++) {
        if ((unsigned char)*rest->at < ' ')
            return false;
        if (*rest->at == '\\') {
            *escaped = true;
            if (++rest->at == rest->end)
                return false;
        }
    }
    *length = (size_t)(rest->at - *start);
    return rest->at++ < rest->end;
}

/* The meaning of LENGTH quoted bytes with escapes; NULL when one is wrong. */
static const char *without_escapes(struct arena *arena, const char *quoted, size_t length)
{
    struct rest rest = {.at = quoted, .end = quoted + length, .arena = arena};
    char *text = arena_alloc(arena, length + 1), *to = text;

    while (rest.at < rest.end) {
        if (*rest.at != '\\') {
            *to++ = *rest.at++;
            continue;
        }
        rest.at++;
        if (!take_escape(&rest, &to))
            return NULL;
    }
    return text;
}

/* A string's meaning, mended where it holds what text may not; NULL when it is none. */
static const char *take_string(struct rest *rest)
{
    const char *start, *text;
    size_t length;
    bool escaped;

    if (!take_quoted(rest, &start, &length, &escaped))
        return NULL;
    text = escaped ? without_escapes(rest->arena, start, length)
                   : arena_copy(rest->arena, start, length);
    if (text == NULL)
        return NULL;
    length = strlen(text);
    return text_mended(rest->arena, text, &length);
}

/* A number's digits: "-12", "1.50"; no exponent, no zero before others. */
static bool take_digits(struct rest *rest, const char **start, size_t *length)
{
    const char *digits;

    *start = rest->at;
    rest->at += rest->at < rest->end && *rest->at == '-';
    digits = rest->at;
    while (rest->at < rest->end && *rest->at >= '0' && *rest->at <= '9')
        rest->at++;
    if (rest->at == digits || (*digits == '0' && rest->at - digits > 1))
        return false;
    if (rest->at < rest->end && *rest->at == '.') {
        digits = ++rest->at;
        while (rest->at < rest->end && *rest->at >= '0' && *rest->at <= '9')
            rest->at++;
        if (rest->at == digits)
            return false;
    }
    *length = (size_t)(rest->at - *start);
    return *length < 64;
}

/* Takes a number for FIELD (NULL: for none). What does not fit it, as after a change of the game's
 * file, is left out. */
static bool take_number(struct rest *rest, const struct field *field, struct value *value)
{
    const char *start;
    char text[64];
    size_t length;

    if (!take_digits(rest, &start, &length))
        return false;
    if (field == NULL || field->type == FIELD_TEXT)
        return true;
    memcpy(text, start, length);
    text[length] = '\0';
    return value_number(field, text, value);
}

/* Takes "true", "false" or "null". */
static bool take_word(struct rest *rest, const struct field *field, struct value *value)
{
    static const char *const words[] = {"false", "true", "null"};

    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);

        if ((size_t)(rest->end - rest->at) < length || memcmp(rest->at, words[i], length) != 0)
            continue;
        rest->at += length;
        if (i < 2 && field != NULL && field->type == FIELD_FLAG)
            *value = (struct value){.set = true, .number = (int64_t)i};
        return true;
    }
    return false;
}

static bool take_value(struct rest *rest, const struct field *field, struct value *value)
{
    const char *text;

    skip_space(rest);
    if (rest->at == rest->end)
        return false;
    if (*rest->at != '"')
        return (*rest->at >= 'a' && *rest->at <= 'z') ? take_word(rest, field, value)
                                                      : take_number(rest, field, value);
    text = take_string(rest);
    if (text == NULL)
        return false;
    if (field != NULL && field->type == FIELD_TEXT && *text != '\0')
        *value = (struct value){.set = true, .text = text};
    return true;
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
static bool take_member(struct rest *rest, const struct field *fields, size_t count, size_t *next,
                        struct value *values)
{
    const struct field *field;
    struct value unused;
    const char *name;
    size_t length;
    bool escaped;

    if (!take_quoted(rest, &name, &length, &escaped))
        return false;
    if (escaped) {
        name = without_escapes(rest->arena, name, length);
        if (name == NULL)
            return false;
        length = strlen(name);
    }
    field = find_field(fields, count, name, length, next);
    if (field != NULL && values[field - fields].set)
        return false;
    return take(rest, ':') &&
           take_value(rest, field, field != NULL ? &values[field - fields] : &unused);
}

bool record_parse(const struct field *fields, size_t count, struct arena *arena, const char *text,
                  size_t length, struct value *values)
{
    struct rest rest = {.at = text, .end = text + length, .arena = arena};
    size_t next = 0;

    for (size_t i = 0; i < count; i++)
        values[i] = (struct value){0};
    if (!text_utf8(text, length) || !take(&rest, '{'))
        return false;
    if (!take(&rest, '}')) {
        do {
            if (!take_member(&rest, fields, count, &next, values))
                return false;
        } while (take(&rest, ','));
        if (!take(&rest, '}'))
            return false;
    }
    skip_space(&rest);
    return rest.at == rest.end;
}
