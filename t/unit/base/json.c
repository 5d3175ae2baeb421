/* JSON as it is written piece by piece, and read without a tree. */
#include "base/json_reader.h"
#include "base/json_writer.h"

#include <jansson.h>

#include "../unit.h"

static void commas_and_colons_come_by_themselves(void **state)
{
    struct json_writer json = json_writer_open(arena, 0);

    (void)state;
    json_begin_object(&json);
    json_member_u64(&json, "total", 2);
    json_member_array(&json, "list");
    json_begin_object(&json);
    json_end_object(&json);
    json_begin_array(&json);
    json_end_array(&json);
    json_begin_object(&json);
    json_member_text(&json, "a", "b");
    json_name(&json, "c");
    json_put_null(&json);
    json_end_object(&json);
    json_end_array(&json);
    json_member_object(&json, "inner");
    json_member_flag(&json, "yes", true);
    json_member_flag(&json, "no", false);
    json_end_object(&json);
    json_member_raw(&json, "raw", "[1,2]");
    json_member_text(&json, "none", NULL);
    json_end_object(&json);
    assert_string_equal(json_written(&json),
                        "{\"total\":2,\"list\":[{},[],{\"a\":\"b\",\"c\":null}],"
                        "\"inner\":{\"yes\":true,\"no\":false},\"raw\":[1,2],\"none\":null}");
}

static void numbers_keep_all_of_their_64_bits(void **state)
{
    struct json_writer json = json_writer_open(arena, 0);

    (void)state;
    json_begin_array(&json);
    json_put_u64(&json, 0);
    json_put_u64(&json, UINT64_MAX);
    json_put_i64(&json, -1);
    json_put_i64(&json, INT64_MIN);
    json_put_i64(&json, INT64_MAX);
    json_put_thousandths(&json, -1500);
    json_put_thousandths(&json, 20);
    json_end_array(&json);
    assert_string_equal(json_written(&json),
                        "[0,18446744073709551615,-1,-9223372036854775808,9223372036854775807,"
                        "-1.5,0.02]");
}

static void a_text_has_one_form(void **state)
{
    struct json_writer json = json_writer_open(arena, 0);

    (void)state;
    json_put_text(&json, "a\"b\\c/\n\t\r\x01\x1f\x7f\xC3\xA9\xF0\x9F\x98\x80");
    json_put_bytes(&json, "x\0y", 3);
    assert_string_equal(json_written(&json),
                        "\"a\\\"b\\\\c/\\n\\u0009\\u000D\\u0001\\u001F\x7F\xC3\xA9"
                        "\xF0\x9F\x98\x80\",\"x\\u0000y\"");
}

static void a_document_goes_on_behind_what_the_buffer_holds(void **state)
{
    struct buffer buffer = buffer_open(arena, 0);
    struct json_writer json;

    (void)state;
    buffer_text(&buffer, "1\n");
    json = json_writer_on(&buffer);
    json_begin_array(&json);
    json_end_array(&json);
    assert_string_equal(buffer.data, "1\n[]");
}

static void every_text_comes_back_from_a_parser(void **state)
{
    char all[0x80];

    (void)state;
    for (int i = 0; i < 0x80; i++) {
        struct json_writer json = json_writer_open(arena, 0);
        json_t *read;

        snprintf(all, sizeof all, "<%c%c>", i != 0 ? i : 'x', i != 0 ? i : 'y');
        json_begin_array(&json);
        json_put_text(&json, all);
        json_end_array(&json);
        read = json_loads(json_written(&json), 0, NULL);
        assert_string_equal(json_string_value(json_array_get(read, 0)), all);
        json_decref(read);
    }
}

/* What of LENGTH bytes the reader takes as members, as "NAME=TEXT," or "NAME:NUMBER,"; NULL: no object. */
static const char *members(const char *text)
{
    struct buffer said = buffer_open(arena, 0);
    struct json_reader json;
    enum json_word word;
    const char *name, *value;
    size_t length;

    if (!json_reader_open(&json, arena, text, strlen(text)) || !json_accept(&json, '{'))
        return NULL;
    do {
        if (!json_take_name(&json, &name, &length))
            return NULL;
        buffer_put(&said, name, length);
        switch (json_next(&json)) {
        case JSON_NEXT_TEXT:
            value = json_take_text(&json);
            buffer_format(&said, "=%s,", value != NULL ? value : "?");
            break;
        case JSON_NEXT_WORD:
            if (!json_take_word(&json, &word))
                return NULL;
            buffer_format(&said, "#%d,", (int)word);
            break;
        default:
            if (!json_take_number(&json, &value, &length))
                return NULL;
            buffer_format(&said, ":%.*s,", (int)length, value);
        }
    } while (json_accept(&json, ','));
    return json_accept(&json, '}') && json_ended(&json) ? said.data : NULL;
}

static void values_are_read_as_they_stand(void **state)
{
    static const char *const bad[] = {
        "",
        "{",
        "{}",
        "[]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1}x",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":-}",
        "{\"a\":1e3}",
        "{\"a\":tru}",
        "{\"a\":[1]}",
        "{\"a\":{}}",
        "{\"\\u00\":1}",
        "{\"\\ud83d\":1}",
        "{\"a\":\"\x01\"}",
        "{\"a\":\"\xC3\"}",
    };

    (void)state;
    assert_string_equal(members("{\"a\":18446744073709551615, \"b\" : \"x\\u00e9\\n\","
                                "\"\\u0063\":-1.50,\"d\":true,\"e\":null,\"f\":false}\n"),
                        "a:18446744073709551615,b=x\xC3\xA9\n,c:-1.50,d#1,e#2,f#0,");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (members(bad[i]) != NULL)
            fail_msg("read: %s", bad[i]);
}

static void a_member_is_found_as_it_is_written(void **state)
{
    static const char text[] =
        "{\"a\":\"\\\"x\\\":1\",\"b\":{\"values\":[\"}\"]},\"values\":{\"c\":\"]\",\"d\":[1,{}]}}";
    const char *found;
    size_t length;

    (void)state;
    found = json_find_member(text, text + strlen(text), "values", &length);
    assert_non_null(found);
    assert_string_equal(arena_copy(arena, found, length), "{\"c\":\"]\",\"d\":[1,{}]}");
    assert_null(json_find_member(text, text + strlen(text), "x", &length));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(commas_and_colons_come_by_themselves),
        UNIT(numbers_keep_all_of_their_64_bits),
        UNIT(a_text_has_one_form),
        UNIT(a_document_goes_on_behind_what_the_buffer_holds),
        UNIT(every_text_comes_back_from_a_parser),
        UNIT(values_are_read_as_they_stand),
        UNIT(a_member_is_found_as_it_is_written),
    };

    return UNIT_RUN(tests);
}
