/* Reads JSON as it comes, without a tree: a record of an entry has dozens of members of which
 * each becomes a value in an array that is there already. Jansson would first make all of them as
 * objects on the heap (bench/README.md, "records"). Where a document's shape is not known
 * beforehand, jansson is used. */
#include "base/json_reader.h"

#include <stdint.h>
#include <string.h>

#include "base/digit.h"
#include "base/text/text.h"

/* ---- what is between values ---- */

bool json_reader_open(struct json_reader *json, struct arena *arena, const char *text,
                      size_t length)
{
    *json = (struct json_reader){.at = text, .end = text + length, .arena = arena};
    return text_utf8(text, length);
}

static void skip_json_space(struct json_reader *json)
{
    while (json->at < json->end &&
           (*json->at == ' ' || *json->at == '\t' || *json->at == '\n' || *json->at == '\r'))
        json->at++;
}

bool json_accept(struct json_reader *json, char byte)
{
    skip_json_space(json);
    if (json->at == json->end || *json->at != byte)
        return false;
    json->at++;
    return true;
}

bool json_ended(struct json_reader *json)
{
    skip_json_space(json);
    return json->at == json->end;
}

enum json_next json_next(struct json_reader *json)
{
    skip_json_space(json);
    if (json->at == json->end)
        return JSON_NEXT_END;
    if (*json->at == '"')
        return JSON_NEXT_TEXT;
    return *json->at >= 'a' && *json->at <= 'z' ? JSON_NEXT_WORD : JSON_NEXT_OTHER;
}

/* ---- strings ---- */

/* Four hexadecimal digits. */
static bool parse_hex_quad(struct json_reader *json, uint32_t *number)
{
    *number = 0;
    if (json->end - json->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(*json->at++);

        if (digit < 0)
            return false;
        *number = *number * 16 + (uint32_t)digit;
    }
    return true;
}

/* Appends a code point as UTF-8. */
static char *encode_point(char *to, uint32_t point)
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
static bool parse_point(struct json_reader *json, uint32_t *point)
{
    uint32_t low;

    if (!parse_hex_quad(json, point) || *point == 0 || (*point >= 0xDC00 && *point <= 0xDFFF))
        return false;
    if (*point < 0xD800 || *point > 0xDBFF)
        return true;
    if (json->end - json->at < 6 || json->at[0] != '\\' || json->at[1] != 'u')
        return false;
    json->at += 2;
    if (!parse_hex_quad(json, &low) || low < 0xDC00 || low > 0xDFFF)
        return false;
    *point = 0x10000 + ((*point - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

/* What follows a backslash, put at *TO, which goes on. */
static bool parse_escape(struct json_reader *json, char **to)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *letter;
    uint32_t point;

    if (json->at == json->end || *json->at == '\0')
        return false;
    if (*json->at == 'u') {
        json->at++;
        if (!parse_point(json, &point))
            return false;
        *to = encode_point(*to, point);
        return true;
    }
    letter = strchr(letters, *json->at++);
    if (letter == NULL)
        return false;
    *(*to)++ = meanings[letter - letters];
    return true;
}

/* The bytes between a string's quotes as they stand; *ESCAPED tells whether they hold escapes. */
static bool parse_string_bytes(struct json_reader *json, const char **start, size_t *length,
                               bool *escaped)
{
    *escaped = false;
    if (!json_accept(json, '"'))
        return false;
    *start = json->at;
    for (; json->at < json->end && *json->at != '"'; json->at++) {
        if ((unsigned char)*json->at < ' ')
            return false;
        if (*json->at == '\\') {
            *escaped = true;
            if (++json->at == json->end)
                return false;
        }
    }
    *length = (size_t)(json->at - *start);
    return json->at++ < json->end;
}

/* The meaning of LENGTH quoted bytes with escapes; NULL when one is wrong. */
static const char *without_escapes(struct arena *arena, const char *quoted, size_t length)
{
    struct json_reader inner = {.at = quoted, .end = quoted + length, .arena = arena};
    char *text = arena_alloc(arena, length + 1), *to = text;

    while (inner.at < inner.end) {
        if (*inner.at != '\\') {
            *to++ = *inner.at++;
            continue;
        }
        inner.at++;
        if (!parse_escape(&inner, &to))
            return NULL;
    }
    return text;
}

const char *json_take_text(struct json_reader *json)
{
    const char *start, *text;
    size_t length;
    bool escaped;

    if (!parse_string_bytes(json, &start, &length, &escaped))
        return NULL;
    text = escaped ? without_escapes(json->arena, start, length)
                   : arena_copy(json->arena, start, length);
    if (text == NULL)
        return NULL;
    length = strlen(text);
    return text_mended(json->arena, text, &length);
}

bool json_take_name(struct json_reader *json, const char **name, size_t *length)
{
    bool escaped;

    if (!parse_string_bytes(json, name, length, &escaped))
        return false;
    if (escaped) {
        *name = without_escapes(json->arena, *name, *length);
        if (*name == NULL)
            return false;
        *length = strlen(*name);
    }
    return json_accept(json, ':');
}

/* ---- numbers and words ---- */

bool json_take_number(struct json_reader *json, const char **start, size_t *length)
{
    const char *digits;

    *start = json->at;
    json->at += json->at < json->end && *json->at == '-';
    digits = json->at;
    while (json->at < json->end && is_digit(*json->at))
        json->at++;
    if (json->at == digits || (*digits == '0' && json->at - digits > 1))
        return false;
    if (json->at < json->end && *json->at == '.') {
        digits = ++json->at;
        while (json->at < json->end && is_digit(*json->at))
            json->at++;
        if (json->at == digits)
            return false;
    }
    *length = (size_t)(json->at - *start);
    return *length < JSON_NUMBER_SIZE;
}

bool json_take_word(struct json_reader *json, enum json_word *word)
{
    static const char *const words[] = {
        [JSON_WORD_FALSE] = "false", [JSON_WORD_TRUE] = "true", [JSON_WORD_NULL] = "null"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t length = strlen(words[i]);

        if ((size_t)(json->end - json->at) < length || memcmp(json->at, words[i], length) != 0)
            continue;
        json->at += length;
        *word = (enum json_word)i;
        return true;
    }
    return false;
}

/* ---- members of valid JSON ---- */

/* Behind the string of valid JSON that begins at AT. No check of its end: what stands in our own
 * columns was written by us and is checked by the database. */
static const char *behind_string(const char *at)
{
    for (at++; *at != '"'; at++)
        at += *at == '\\';
    return at + 1;
}

/* Behind the value of valid JSON that begins at AT: up to the comma or bracket that ends it. */
static const char *behind_value(const char *at, const char *end)
{
    size_t deep = 0;

    while (at < end && (deep > 0 || (*at != ',' && *at != '}' && *at != ']'))) {
        if (*at == '"') {
            at = behind_string(at);
            continue;
        }
        deep += *at == '{' || *at == '[';
        deep -= *at == '}' || *at == ']';
        at++;
    }
    return at;
}

/* For one member of a document: what is before it is stepped over and nothing is parsed. It looks
 * at the outermost object alone, as values are skipped whole. */
const char *json_find_member(const char *text, const char *end, const char *name, size_t *length)
{
    const char *at = text;

    while (at < end && (at = memchr(at, '"', (size_t)(end - at))) != NULL) {
        const char *begin = at + 1, *value;
        bool found;

        at = behind_string(at);
        found = (size_t)(at - 1 - begin) == strlen(name) && memcmp(begin, name, strlen(name)) == 0;
        value = memchr(at, ':', (size_t)(end - at));
        if (value == NULL)
            return NULL;
        at = behind_value(++value, end);
        if (found) {
            *length = (size_t)(at - value);
            return value;
        }
    }
    return NULL;
}
