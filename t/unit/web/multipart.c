#include "web/multipart.h"

#include "../unit.h"

#define TYPE "multipart/form-data; boundary=XyZ"
#define PART(name, value)                                                                          \
    "--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define END "--XyZ--\r\n"

static struct parameters parsed;

/* Parses a copy of the bytes that ends where they do, for AddressSanitizer. */
static enum parameters_fault parse_bytes(const char *type, const char *body, size_t length)
{
    char *copy = arena_copy(arena, body, length);

    memset(&parsed, 0, sizeof parsed);
    return multipart_parse(&parsed, arena, type, copy, length);
}

static enum parameters_fault parse(const char *body)
{
    return parse_bytes(TYPE, body, strlen(body));
}

static void holds(size_t i, const char *name, const char *value)
{
    assert_true(i < parsed.count);
    assert_string_equal(parsed.list[i].name, name);
    assert_string_equal(parsed.list[i].value, value);
    assert_int_equal(parsed.list[i].length, strlen(value));
}

static void is_one(const char *body, const char *name, const char *value)
{
    if (parse(body) != PARAMETERS_FINE || parsed.count != 1)
        fail_msg("refused: %s", body);
    holds(0, name, value);
}

static void is_malformed(const char *body)
{
    if (parse(body) != PARAMETERS_MALFORMED)
        fail_msg("accepted: %s", body);
}

static void parts_come_in_their_order(void **state)
{
    (void)state;
    assert_int_equal(parse(PART("a", "1") PART("b", "two\r\nlines") PART("a", "3") END),
                     PARAMETERS_FINE);
    assert_int_equal(parsed.count, 3);
    holds(0, "a", "1");
    holds(1, "b", "two\r\nlines");
    holds(2, "a", "3");
}

static void a_form_without_parts_is_fine(void **state)
{
    (void)state;
    assert_int_equal(parse(END), PARAMETERS_FINE);
    assert_int_equal(parsed.count, 0);
}

static void a_value_may_be_empty(void **state)
{
    (void)state;
    assert_int_equal(parse(PART("a", "") PART("b", "") END), PARAMETERS_FINE);
    assert_int_equal(parsed.count, 2);
    holds(0, "a", "");
    holds(1, "b", "");
    /* The blank line's end may be the delimiter's own. */
    is_one("--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--XyZ--", "a", "");
}

static void a_value_may_hold_any_byte(void **state)
{
    static const char body[] = PART("a", "x\0y\xFF\r\n-XyZ\n--XyZ\r--XyZ\r\n--Xy") END;

    (void)state;
    assert_int_equal(parse_bytes(TYPE, body, sizeof body - 1), PARAMETERS_FINE);
    assert_int_equal(parsed.count, 1);
    assert_int_equal(parsed.list[0].length, 28);
    assert_memory_equal(parsed.list[0].value, "x\0y\xFF\r\n-XyZ\n--XyZ\r--XyZ\r\n--Xy", 29);
}

static void what_is_cut_off_anywhere_is_refused(void **state)
{
    static const char body[] = "--XyZ\r\nContent-Disposition: form-data; name=\"a;b\"\r\n"
                               "Content-Type: text/plain\r\n\r\nvalue\r\n" PART("b", "")
                                   PART("c", "3") "--XyZ--";

    (void)state;
    for (size_t length = 0; length < sizeof body - 1; length++)
        if (parse_bytes(TYPE, body, length) != PARAMETERS_MALFORMED)
            fail_msg("accepted when cut off after %zu bytes", length);
    assert_int_equal(parse_bytes(TYPE, body, sizeof body - 1), PARAMETERS_FINE);
    assert_int_equal(parsed.count, 3);
}

static void what_stands_before_and_behind_is_passed_over(void **state)
{
    (void)state;
    is_one("preamble\r\n" PART("a", "1") END "epilogue\r\n--XyZ\r\n", "a", "1");
    is_one("\r\n" PART("a", "1") END, "a", "1");
}

static void a_name_may_be_quoted_or_not_and_hold_a_semicolon(void **state)
{
    static const struct {
        const char *disposition, *name;
    } cases[] = {
        {"form-data; name=\"a;b\"", "a;b"},
        {"form-data; name=\"a; name=b\"", "a; name=b"},
        {"form-data; name=a", "a"},
        {"form-data;name=a;x=y", "a"},
        {"form-data; \t name=\"a b\"", "a b"},
        {"form-data; NAME=\"a\"", "a"},
        {"form-data; filename=\"n;ame=x\"; name=\"a\"", "a"},
        {"form-data; filename=\"; name=evil\"; name=\"a\"", "a"},
        {"form-data; filename=x; name=\"a\"", "a"},
        {"form-data; xname=\"b\"; name=\"a\"", "a"},
        {"form-data; name=\"\"", ""},
        {"form-data; name=", ""},
        {"form-data; name=\"h\xC3\xB6hle\"", "h\xC3\xB6hle"},
        {"form-data; name=\"a\"; name=\"b\"", "a"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        is_one(arena_format(arena, "--XyZ\r\nContent-Disposition: %s\r\n\r\nv\r\n" END,
                            cases[i].disposition),
               cases[i].name, "v");
}

static void a_part_without_a_name_is_refused(void **state)
{
    static const char *const headers[] = {"Content-Disposition: form-data",
                                          "Content-Disposition: form-data;",
                                          "Content-Disposition: form-data; filename=\"a\"",
                                          "Content-Disposition: form-data; name",
                                          "Content-Disposition: form-data; name=\"a",
                                          "Content-Disposition: form-data; x=\"; name=\"",
                                          "Content-Disposition: form-data; x=\"y; name=a",
                                          "Content-Disposition form-data; name=\"a\"",
                                          "X-Content-Disposition: form-data; name=\"a\"",
                                          "Content-Type: text/plain",
                                          "Content-Type: text/plain; name=\"a\""};

    (void)state;
    for (size_t i = 0; i < COUNT(headers); i++)
        is_malformed(arena_format(arena, "--XyZ\r\n%s\r\n\r\nv\r\n" END, headers[i]));
    is_malformed("--XyZ\r\n\r\nv\r\n" END);
}

static void other_headers_stand_before_and_behind(void **state)
{
    (void)state;
    is_one("--XyZ\r\nContent-Type: text/plain; charset=utf-8\r\n"
           "content-disposition: form-data; name=\"a\"\r\nContent-Length: 99\r\n\r\nv\r\n" END,
           "a", "v");
}

static void a_delimiter_among_the_headers_does_not_join_two_parts(void **state)
{
    (void)state;
    is_malformed("--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n" PART("b", "v") END);
    is_malformed("--XyZ\r\n--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n" END);
    is_malformed("--XyZ\r\n" END "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n" END);
}

static void lines_end_as_they_must(void **state)
{
    (void)state;
    is_malformed("--XyZ\nContent-Disposition: form-data; name=\"a\"\n\nv\n--XyZ--\n");
    is_malformed("--XyZ\r\nContent-Disposition: form-data; name=\"a\"\n\nv\r\n" END);
    is_malformed("--XyZx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n" END);
    is_malformed(PART("a", "v") "--XyZ-\r\n");
    is_malformed(PART("a", "v") "--XyZ \r\n" END);
}

static void a_boundary_may_be_quoted_and_stand_anywhere(void **state)
{
    static const char *const types[] = {"multipart/form-data; boundary=\"XyZ\"",
                                        "multipart/form-data;boundary=XyZ",
                                        "multipart/form-data; charset=utf-8; boundary=XyZ",
                                        "multipart/form-data; boundary=XyZ; charset=utf-8",
                                        "multipart/form-data; Boundary=XyZ",
                                        "multipart/form-data; x=\"; boundary=no\"; boundary=XyZ"};
    static const char body[] = PART("a", "v") END;

    (void)state;
    for (size_t i = 0; i < COUNT(types); i++)
        assert_int_equal(parse_bytes(types[i], body, sizeof body - 1), PARAMETERS_FINE);
}

static void a_type_without_a_usable_boundary_is_refused(void **state)
{
    static const char *const types[] = {"multipart/form-data",
                                        "multipart/form-data;",
                                        "multipart/form-data; boundary",
                                        "multipart/form-data; boundary=",
                                        "multipart/form-data; boundary=\"\"",
                                        "multipart/form-data; boundary=\"XyZ",
                                        "multipart/form-data; xboundary=XyZ",
                                        "multipart/form-data; boundary=xyz",
                                        ""};
    static const char body[] = PART("a", "v") END;
    char *longest = arena_format(arena, "%070d", 1), *too_long = arena_format(arena, "%071d", 1);

    (void)state;
    for (size_t i = 0; i < COUNT(types); i++)
        assert_int_equal(parse_bytes(types[i], body, sizeof body - 1), PARAMETERS_MALFORMED);
    for (int i = 0; i < 2; i++) {
        const char *boundary = i == 0 ? longest : too_long;
        char *type = arena_format(arena, "multipart/form-data; boundary=%s", boundary);
        char *end = arena_format(arena, "--%s--", boundary);

        assert_int_equal(parse_bytes(type, end, strlen(end)),
                         i == 0 ? PARAMETERS_FINE : PARAMETERS_MALFORMED);
    }
}

static void so_many_parts_are_taken_and_not_one_more(void **state)
{
    char *body = arena_copy(arena, "", 0);

    (void)state;
    for (int i = 0; i < PARAMETERS_MOST; i++)
        body = arena_format(arena, "%s%s", body, PART("a", "v"));
    assert_int_equal(parse(arena_format(arena, "%s%s", body, END)), PARAMETERS_FINE);
    assert_int_equal(parsed.count, PARAMETERS_MOST);
    assert_int_equal(parse(arena_format(arena, "%s%s%s", body, PART("a", "v"), END)),
                     PARAMETERS_TOO_MANY);
    assert_int_equal(parsed.count, PARAMETERS_MOST);
}

static void random_forms_come_back_as_they_were(void **state)
{
    uint64_t seed = 11;

    (void)state;
    for (int round = 0; round < 500; round++) {
        size_t parts = unit_below(&seed, 6);
        char body[4096] = "", values[6][20];

        for (size_t i = 0; i < parts; i++) {
            size_t length = unit_below(&seed, sizeof values[i]);

            for (size_t j = 0; j < length; j++)
                values[i][j] = "\r\n-Xx y;\""[unit_below(&seed, 9)];
            values[i][length] = '\0';
            snprintf(body + strlen(body), sizeof body - strlen(body),
                     "--XyZ\r\nContent-Disposition: form-data; name=\"%zu\"\r\n\r\n%s\r\n", i,
                     values[i]);
        }
        unit_append(body, sizeof body, END);
        assert_int_equal(parse(body), PARAMETERS_FINE);
        assert_int_equal(parsed.count, parts);
        for (size_t i = 0; i < parts; i++)
            holds(i, arena_format(arena, "%zu", i), values[i]);
        arena_reset(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(parts_come_in_their_order),
        UNIT(a_form_without_parts_is_fine),
        UNIT(a_value_may_be_empty),
        UNIT(a_value_may_hold_any_byte),
        UNIT(what_is_cut_off_anywhere_is_refused),
        UNIT(what_stands_before_and_behind_is_passed_over),
        UNIT(a_name_may_be_quoted_or_not_and_hold_a_semicolon),
        UNIT(a_part_without_a_name_is_refused),
        UNIT(other_headers_stand_before_and_behind),
        UNIT(a_delimiter_among_the_headers_does_not_join_two_parts),
        UNIT(lines_end_as_they_must),
        UNIT(a_boundary_may_be_quoted_and_stand_anywhere),
        UNIT(a_type_without_a_usable_boundary_is_refused),
        UNIT(so_many_parts_are_taken_and_not_one_more),
        UNIT(random_forms_come_back_as_they_were),
    };

    return UNIT_RUN(tests);
}
