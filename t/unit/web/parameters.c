#include "web/form/parameters.h"

#include "../unit.h"
#include "web/json.h"

static struct parameters parsed;

static enum parameters_fault parsed_fault(const char *text)
{
    memset(&parsed, 0, sizeof parsed);
    return parameters_parse(&parsed, arena, text, strlen(text));
}

static void holds(size_t i, const char *name, const char *value)
{
    assert_true(i < parsed.count);
    assert_string_equal(parsed.list[i].name, name);
    assert_string_equal(parsed.list[i].value, value);
    assert_int_equal(parsed.list[i].length, strlen(value));
}

static void pairs_come_in_their_order(void **state)
{
    (void)state;
    assert_int_equal(parsed_fault("a=1&b=2&a=3"), PARAMETERS_VALID);
    assert_int_equal(parsed.count, 3);
    holds(0, "a", "1");
    holds(1, "b", "2");
    holds(2, "a", "3");
}

static void a_value_may_be_empty_or_missing_or_hold_an_equals_sign(void **state)
{
    (void)state;
    assert_int_equal(parsed_fault("a=&b&c=d=e&=f&="), PARAMETERS_VALID);
    assert_int_equal(parsed.count, 5);
    holds(0, "a", "");
    holds(1, "b", "");
    holds(2, "c", "d=e");
    holds(3, "", "f");
    holds(4, "", "");
}

static void nothing_between_ampersands_is_no_parameter(void **state)
{
    (void)state;
    assert_int_equal(parsed_fault(""), PARAMETERS_VALID);
    assert_int_equal(parsed.count, 0);
    assert_int_equal(parsed_fault("&&a=1&&&"), PARAMETERS_VALID);
    assert_int_equal(parsed.count, 1);
    holds(0, "a", "1");
}

static void percent_and_plus_are_decoded_in_names_and_values(void **state)
{
    (void)state;
    assert_int_equal(parsed_fault("a+b%20c=d+e%2Bf%26%3D&%C3%A4=%f0%9F%98%80"), PARAMETERS_VALID);
    assert_int_equal(parsed.count, 2);
    holds(0, "a b c", "d e+f&=");
    holds(1, "ä", "😀");
}

static void a_stray_percent_sign_is_itself(void **state)
{
    (void)state;
    assert_int_equal(parsed_fault("a=%&b=%4&c=%zz&d=%%41&e=100%"), PARAMETERS_VALID);
    holds(0, "a", "%");
    holds(1, "b", "%4");
    holds(2, "c", "%zz");
    holds(3, "d", "%A");
    holds(4, "e", "100%");
}

static void an_escape_does_not_reach_into_the_next_parameter(void **state)
{
    (void)state;
    assert_int_equal(parsed_fault("a=%4&1=b"), PARAMETERS_VALID);
    holds(0, "a", "%4");
    holds(1, "1", "b");
}

static void an_escape_is_decoded_once(void **state)
{
    (void)state;
    parsed_fault("a=%2541&b=%252541");
    holds(0, "a", "%41");
    holds(1, "b", "%2541");
}

static void a_nul_counts_in_the_length(void **state)
{
    (void)state;
    parsed_fault("a=x%00y");
    assert_int_equal(parsed.list[0].length, 3);
    assert_memory_equal(parsed.list[0].value, "x\0y", 4);
    memset(&parsed, 0, sizeof parsed);
    parameters_parse(&parsed, arena, "a=x\0y&b=z", 9);
    assert_int_equal(parsed.list[0].length, 3);
    holds(1, "b", "z");
}

static void so_many_are_taken_and_not_one_more(void **state)
{
    char text[4 * (PARAMETERS_MAX + 1) + 1] = "";

    (void)state;
    for (int i = 0; i < PARAMETERS_MAX; i++)
        unit_append(text, sizeof text, "a=b&");
    assert_int_equal(parsed_fault(text), PARAMETERS_VALID);
    assert_int_equal(parsed.count, PARAMETERS_MAX);
    unit_append(text, sizeof text, "a=b");
    assert_int_equal(parsed_fault(text), PARAMETERS_TOO_MANY);
    assert_int_equal(parsed.count, PARAMETERS_MAX);
}

static void a_second_text_adds_to_the_first(void **state)
{
    (void)state;
    parsed_fault("a=1");
    assert_int_equal(parameters_parse(&parsed, arena, "b=2", 3), PARAMETERS_VALID);
    assert_int_equal(parsed.count, 2);
    holds(1, "b", "2");
}

static void the_first_of_a_name_is_found(void **state)
{
    (void)state;
    parsed_fault("a=1&b=2&a=3&A=4");
    assert_string_equal(parameters_find(&parsed, "a")->value, "1");
    assert_string_equal(parameters_find(&parsed, "A")->value, "4");
    assert_null(parameters_find(&parsed, "c"));
    assert_null(parameters_find(&parsed, ""));
}

static void a_path_keeps_its_plus_signs(void **state)
{
    size_t length;

    (void)state;
    assert_string_equal(parameters_decode(arena, "/a+b%20c%2", 10, false, &length), "/a+b c%2");
    assert_int_equal(length, 8);
    assert_string_equal(parameters_decode(arena, "", 0, false, &length), "");
    assert_int_equal(length, 0);
}

static void only_the_bytes_given_are_decoded(void **state)
{
    size_t length;

    (void)state;
    assert_string_equal(parameters_decode(arena, "%41%42", 5, false, &length), "A%4");
    assert_string_equal(parameters_decode(arena, "%41%42", 4, false, &length), "A%");
}

static void what_is_encoded_is_decoded_to_the_same_bytes(void **state)
{
    uint64_t seed = 10;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        char bytes[40], text[3 * sizeof bytes];
        size_t count = unit_below(&seed, sizeof bytes), length = 0, decoded;

        for (size_t i = 0; i < count; i++) {
            bytes[i] = (char)unit_random(&seed);
            length += (size_t)snprintf(text + length, 4, unit_below(&seed, 2) ? "%%%02x" : "%%%02X",
                                       (unsigned char)bytes[i]);
        }
        assert_memory_equal(parameters_decode(arena, text, length, true, &decoded), bytes, count);
        assert_int_equal(decoded, count);
        arena_reset(arena);
    }
}

static void no_more_are_added_than_there_is_room_for(void **state)
{
    static struct {
        struct parameters parameters;
        char after[64];
    } guarded;

    (void)state;
    memset(&guarded, 0, sizeof guarded);
    for (size_t i = 0; i < PARAMETERS_MAX; i++)
        assert_true(parameters_add(&guarded.parameters, "a", "b", 1, PARAMETER_UNTYPED));
    for (size_t i = 0; i < 10; i++)
        assert_false(parameters_add(&guarded.parameters, "c", "d", 1, PARAMETER_UNTYPED));
    assert_int_equal(guarded.parameters.count, PARAMETERS_MAX);
    assert_null(parameters_find(&guarded.parameters, "c"));
    for (size_t i = 0; i < sizeof guarded.after; i++)
        assert_int_equal(guarded.after[i], 0);
}

/* Parsers that add to what is there already stop at the same number (of forms in parts: t/unit/web/body.c). */
static void every_parser_stops_at_the_same_number(void **state)
{
    static struct request r;
    static struct worker worker;

    (void)state;
    memset(&r, 0, sizeof r);
    r.worker = &worker;
    r.arena = arena;
    r.method = METHOD_POST;
    r.path = "/api/v1/preview";
    while (parameters_add(&r.form, "a", "b", 1, PARAMETER_UNTYPED))
        ;
    assert_int_equal(parameters_parse(&r.form, arena, "a=b", 3), PARAMETERS_TOO_MANY);
    r.body = arena_string(arena, "{\"body\":\"x\"}");
    r.body_length = strlen(r.body);
    assert_false(json_body(&r));
    assert_int_equal(r.response.status, HTTP_BAD_REQUEST);
    assert_int_equal(r.form.count, PARAMETERS_MAX);
}

static void what_others_append_to_links_is_taken_off(void **state)
{
    static const char *const cases[][2] = {
        {"/a", "/a"},
        {"/a?", "/a?"},
        {"/a?b=1&&c", "/a?b=1&&c"},
        {"/a?fbclid=x", "/a"},
        {"/a?fbclid", "/a"},
        {"/a?b=1&utm_source=x&utm_medium=y", "/a?b=1"},
        {"/a?gclid=x&b=1&msclkid=&c=fbclid", "/a?b=1&c=fbclid"},
        {"/a?utm_=1&fbclidx=1&Fbclid=1&xfbclid=1", "/a?utm_=1&fbclidx=1&Fbclid=1&xfbclid=1"},
        {"/fbclid=x", "/fbclid=x"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(parameters_untracked(arena, cases[i][0]), cases[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(pairs_come_in_their_order),
        UNIT(a_value_may_be_empty_or_missing_or_hold_an_equals_sign),
        UNIT(nothing_between_ampersands_is_no_parameter),
        UNIT(percent_and_plus_are_decoded_in_names_and_values),
        UNIT(a_stray_percent_sign_is_itself),
        UNIT(an_escape_does_not_reach_into_the_next_parameter),
        UNIT(an_escape_is_decoded_once),
        UNIT(a_nul_counts_in_the_length),
        UNIT(so_many_are_taken_and_not_one_more),
        UNIT(a_second_text_adds_to_the_first),
        UNIT(the_first_of_a_name_is_found),
        UNIT(a_path_keeps_its_plus_signs),
        UNIT(only_the_bytes_given_are_decoded),
        UNIT(what_is_encoded_is_decoded_to_the_same_bytes),
        UNIT(no_more_are_added_than_there_is_room_for),
        UNIT(every_parser_stops_at_the_same_number),
        UNIT(what_others_append_to_links_is_taken_off),
    };

    return UNIT_RUN(tests);
}
