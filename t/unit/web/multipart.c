#include "web/form/multipart.h"

#include "../unit.h"
#include "base/buffer.h"
#include "base/text/text.h"
#include "web/form/parameters.h"

#define TYPE "multipart/form-data; boundary=XyZ"
#define PART(name, value)                                                                          \
    "--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define END "--XyZ--\r\n"

/* What came of a body: the parts that are whole, as their fields say, with what they hold. */
static struct parameters parsed;
static struct multipart_part described[PARAMETERS_MAX];
static struct multipart_part part; /* that is being read */
static struct buffer content;

static bool begin(void *context, const struct multipart_part *next)
{
    (void)context;
    part = *next;
    content = buffer_open(arena, 0);
    return true;
}

static bool data(void *context, const char *bytes, size_t length)
{
    (void)context;
    assert_true(length > 0);
    buffer_put(&content, bytes, length);
    return true;
}

static bool end(void *context)
{
    (void)context;
    if (parsed.count < PARAMETERS_MAX)
        described[parsed.count] = part;
    return parameters_add(&parsed, part.name, content.data, content.length, PARAMETER_UNTYPED);
}

static const struct multipart_writer writer = {begin, data, end};

/* Reads the bytes in chunks of SIZE, each a copy that ends where it does, for AddressSanitizer. */
static enum multipart_state read_in(size_t size, const char *type, const char *body, size_t length)
{
    struct multipart *m = multipart_open(arena, type, &writer, NULL);
    enum multipart_state state = m != NULL ? MULTIPART_MORE : MULTIPART_MALFORMED;

    memset(&parsed, 0, sizeof parsed);
    for (size_t at = 0; at < length && m != NULL; at += size) {
        size_t left = length - at, now = left < size ? left : size;
        char *copy = malloc(now);

        assert_non_null(copy);
        memcpy(copy, body + at, now);
        state = multipart_read(m, copy, now);
        free(copy);
    }
    return state;
}

static bool same_part(const struct parameter *one, const struct parameter *other)
{
    return strcmp(one->name, other->name) == 0 && one->length == other->length &&
           (one->length == 0 || memcmp(one->value, other->value, one->length) == 0);
}

/* Reads a body at once, and holds to it what comes of it in chunks of any size. */
static enum multipart_state parse_bytes(const char *type, const char *body, size_t length)
{
    enum multipart_state state = read_in(length > 0 ? length : 1, type, body, length);
    struct parameters whole = parsed;

    for (size_t size = 1; size < length; size += size < 90 ? 1 : size) {
        if (read_in(size, type, body, length) != state || parsed.count != whole.count)
            fail_msg("in chunks of %zu another thing comes of %s", size, body);
        for (size_t i = 0; i < whole.count; i++)
            if (!same_part(&parsed.list[i], &whole.list[i]))
                fail_msg("in chunks of %zu part %zu is another of %s", size, i, body);
    }
    return state;
}

static enum multipart_state parse_text(const char *body)
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
    if (parse_text(body) != MULTIPART_WHOLE || parsed.count != 1)
        fail_msg("refused: %s", body);
    holds(0, name, value);
}

static void is_malformed(const char *body)
{
    enum multipart_state state = parse_text(body);

    if (state != MULTIPART_MALFORMED && state != MULTIPART_MORE)
        fail_msg("accepted: %s", body);
}

static void parts_come_in_their_order(void **state)
{
    (void)state;
    assert_int_equal(parse_text(PART("a", "1") PART("b", "two\r\nlines") PART("a", "3") END),
                     MULTIPART_WHOLE);
    assert_int_equal(parsed.count, 3);
    holds(0, "a", "1");
    holds(1, "b", "two\r\nlines");
    holds(2, "a", "3");
}

static void a_form_without_parts_is_valid(void **state)
{
    (void)state;
    assert_int_equal(parse_text(END), MULTIPART_WHOLE);
    assert_int_equal(parsed.count, 0);
}

static void a_value_may_be_empty(void **state)
{
    (void)state;
    assert_int_equal(parse_text(PART("a", "") PART("b", "") END), MULTIPART_WHOLE);
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
    assert_int_equal(parse_bytes(TYPE, body, sizeof body - 1), MULTIPART_WHOLE);
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
        if (parse_bytes(TYPE, body, length) != MULTIPART_MORE)
            fail_msg("accepted when cut off after %zu bytes", length);
    assert_int_equal(parse_bytes(TYPE, body, sizeof body - 1), MULTIPART_WHOLE);
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
        assert_int_equal(parse_bytes(types[i], body, sizeof body - 1), MULTIPART_WHOLE);
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
        assert_int_not_equal(parse_bytes(types[i], body, sizeof body - 1), MULTIPART_WHOLE);
    for (int i = 0; i < 2; i++) {
        const char *boundary = i == 0 ? longest : too_long;
        char *type = arena_format(arena, "multipart/form-data; boundary=%s", boundary);
        char *end = arena_format(arena, "--%s--", boundary);

        assert_int_equal(parse_bytes(type, end, strlen(end)),
                         i == 0 ? MULTIPART_WHOLE : MULTIPART_MALFORMED);
    }
}

static void so_many_parts_are_taken_and_not_one_more(void **state)
{
    char *body = arena_copy(arena, "", 0);

    (void)state;
    for (int i = 0; i < PARAMETERS_MAX; i++)
        body = arena_format(arena, "%s%s", body, PART("a", "v"));
    assert_int_equal(parse_text(arena_format(arena, "%s%s", body, END)), MULTIPART_WHOLE);
    assert_int_equal(parsed.count, PARAMETERS_MAX);
    assert_int_equal(parse_text(arena_format(arena, "%s%s%s", body, PART("a", "v"), END)),
                     MULTIPART_STOPPED);
    assert_int_equal(parsed.count, PARAMETERS_MAX);
}

/* ---- files ---- */

/* A form of one part, with this Content-Disposition (behind `form-data; name="f"; `) and other fields. */
static const char *form_of(const char *disposition, const char *fields)
{
    return arena_format(
        arena, "--XyZ\r\nContent-Disposition: form-data; name=\"f\"; %s\r\n%s\r\nv\r\n" END,
        disposition, fields);
}

/* Asserts that a part with this disposition is a file of this name. */
static void is_file(const char *disposition, const char *name)
{
    assert_int_equal(parse_text(form_of(disposition, "")), MULTIPART_WHOLE);
    assert_int_equal(parsed.count, 1);
    holds(0, "f", "v");
    if (described[0].file == NULL || strcmp(described[0].file, name) != 0)
        fail_msg("%s is \"%s\"", disposition,
                 described[0].file != NULL ? described[0].file : "(none)");
}

static void a_part_with_a_file_name_is_a_file(void **state)
{
    (void)state;
    is_file("filename=\"a b.txt\"", "a b.txt");
    is_file("filename=a.txt", "a.txt");
    is_file("FileName=\"a;b.txt\"; x=y", "a;b.txt");
    is_file("filename=\"\"", "");
    is_file("filename=\"../../etc/passwd\"", "../../etc/passwd");
    is_file("filename=\"h\xC3\xB6hle.txt\"", "h\xC3\xB6hle.txt");
    is_file("filename=\"caf\xE9.txt\"", "caf\xE9.txt");
    assert_int_equal(parse_text(PART("f", "v") END), MULTIPART_WHOLE);
    assert_null(described[0].file);
    assert_int_equal(parse_text(form_of("xfilename=\"a\"", "")), MULTIPART_WHOLE);
    assert_null(described[0].file);
}

static void what_cannot_stand_between_quotation_marks_is_read_as_it_was_written(void **state)
{
    (void)state;
    is_file("filename=\"say %22hi%22%0D%0a.txt\"", "say \"hi\"\r\n.txt");
    is_file("filename=\"say \\\"hi\\\"; x=y.txt\"", "say \"hi\"; x=y.txt");
    is_file("filename=\"100%25 %41 %.txt%2\"", "100%25 %41 %.txt%2");
    is_file("filename=\"C:\\new\\table.txt\"", "C:\\new\\table.txt");
    is_file("filename=\"\\\\host\\x.txt\"", "\\host\\x.txt");
    assert_int_equal(
        parse_text("--XyZ\r\nContent-Disposition: form-data; name=\"a%22b\\\"c\"\r\n\r\nv\r\n" END),
        MULTIPART_WHOLE);
    holds(0, "a\"b\"c", "v");
}

static void an_extended_file_name_counts_where_there_is_no_plain_one(void **state)
{
    (void)state;
    is_file("filename*=UTF-8''h%C3%B6hle%20%22x%22.txt", "h\xC3\xB6hle \"x\".txt");
    is_file("filename*=utf-8'de'a.txt", "a.txt");
    is_file("filename*=\"UTF-8''a.txt\"", "a.txt");
    is_file("filename*=UTF-8''other.txt; filename=\"plain.txt\"", "plain.txt");
    is_file("filename=\"plain.txt\"; filename*=UTF-8''other.txt", "plain.txt");
    is_file("filename*=iso-8859-1''caf%E9.txt", "");
    is_file("filename*=UTF-8'a.txt", "");
    is_file("filename*=nonsense", "");
    is_file("filename*=UTF-8''a%00b.txt", "a b.txt");
}

static void a_media_type_is_told_without_its_parameters_or_not_at_all(void **state)
{
    static const struct {
        const char *field, *type;
    } cases[] = {
        {"", ""},
        {"Content-Type: text/plain\r\n", "text/plain"},
        {"content-type:  Image/PNG ; x=y\r\n", "image/png"},
        {"Content-Type: text/plain;charset=utf-8\r\n", "text/plain"},
        {"Content-Type: application/vnd.x+json\r\nContent-Type: text/html\r\n",
         "application/vnd.x+json"},
        {"Content-Type: text\r\n", ""},
        {"Content-Type: /plain\r\n", ""},
        {"Content-Type: text/\r\n", ""},
        {"Content-Type: text/plain<script>\r\n", ""},
        {"Content-Type: text/h\xC3\xB6hle\r\n", ""},
        {"Content-Type:\r\n", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(parse_text(form_of("filename=x", cases[i].field)), MULTIPART_WHOLE);
        assert_string_equal(described[0].type, cases[i].type);
    }
    assert_int_equal(parse_text(form_of("filename=x",
                                        arena_format(arena, "Content-Type: a/%0125d\r\n", 1))),
                     MULTIPART_WHOLE);
    assert_int_equal(strlen(described[0].type), MULTIPART_TYPE_MAX);
    parse_text(form_of("filename=x", arena_format(arena, "Content-Type: a/%0126d\r\n", 1)));
    assert_string_equal(described[0].type, "");
}

static void header_fields_have_no_control_characters(void **state)
{
    static const char *const fields[] = {"X: a\x01\r\n", "X: a\x7F\r\n", "X: a\rb\r\n",
                                         "X: a\nb\r\n", "X: a\x1B[2J\r\n"};
    static const char nul[] =
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\nv\r\n" END;

    (void)state;
    for (size_t i = 0; i < COUNT(fields); i++)
        is_malformed(form_of("filename=x", fields[i]));
    is_malformed(form_of("filename=\"a\nb\"", ""));
    assert_int_equal(parse_bytes(TYPE, nul, sizeof nul - 1), MULTIPART_MALFORMED);
    assert_int_equal(parse_text(form_of("filename=\"a\tb\"", "X:\ty\r\n")), MULTIPART_WHOLE);
}

static void blanks_may_stand_behind_a_delimiter(void **state)
{
    (void)state;
    is_one("--XyZ \t \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n--XyZ--  \r\n", "a",
           "v");
    is_malformed("--XyZ --");
    is_malformed("--XyZ x\r\n" PART("a", "v") END);
    is_malformed("--XyZ \n" PART("a", "v") END);
}

static void header_fields_and_names_have_a_bound(void **state)
{
    size_t rest = strlen("Content-Disposition: form-data; name=\"f\"; filename=x\r\nX: \r\n\r\n");
    const char *longest =
        arena_format(arena, "X: %0*d\r\n", (int)(MULTIPART_HEADERS_MAX - rest), 1);
    const char *longer =
        arena_format(arena, "X: %0*d\r\n", (int)(MULTIPART_HEADERS_MAX - rest) + 1, 1);

    (void)state;
    assert_int_equal(parse_text(form_of("filename=x", longest)), MULTIPART_WHOLE);
    assert_int_equal(parse_text(form_of("filename=x", longer)), MULTIPART_TOO_LONG);
    is_file(arena_format(arena, "filename=\"%0*d\"", 8000, 1), arena_format(arena, "%08000d", 1));
    assert_int_equal(
        parse_text(form_of(arena_format(arena, "filename=\"%0*d\"", MULTIPART_HEADERS_MAX, 1), "")),
        MULTIPART_TOO_LONG);
    for (int more = 0; more < 2; more++)
        assert_int_equal(
            parse_text(arena_format(
                arena, "--XyZ\r\nContent-Disposition: form-data; name=\"%0*d\"\r\n\r\nv\r\n" END,
                MULTIPART_NAME_MAX + more, 1)),
            more == 0 ? MULTIPART_WHOLE : MULTIPART_TOO_LONG);
}

/* ---- who does not want to go on ---- */

static int wanted; /* how many calls more */

static bool begin_if(void *context, const struct multipart_part *next)
{
    (void)context;
    (void)next;
    return wanted-- > 0;
}

static bool data_if(void *context, const char *bytes, size_t length)
{
    (void)context;
    (void)bytes;
    (void)length;
    return wanted-- > 0;
}

static bool end_if(void *context)
{
    (void)context;
    return wanted-- > 0;
}

static void nothing_is_given_to_a_writer_that_stopped(void **state)
{
    static const struct multipart_writer stopping = {begin_if, data_if, end_if};
    static const char body[] = PART("a", "x\ry\r\n") PART("b", "z") END;

    (void)state;
    for (int calls = 0; calls < 12; calls++) {
        struct multipart *m = multipart_open(arena, TYPE, &stopping, NULL);

        wanted = calls;
        if (multipart_read(m, body, sizeof body - 1) == MULTIPART_WHOLE)
            break;
        assert_int_equal(multipart_read(m, body, sizeof body - 1), MULTIPART_STOPPED);
        assert_int_equal(wanted, -1);
        assert_true(calls < 9);
    }
    assert_int_equal(wanted, 0);
}

static void memory_does_not_grow_with_what_a_part_holds(void **state)
{
    static const struct multipart_writer passing = {begin_if, data_if, end_if};
    static const char head[] =
        "--XyZ\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n";
    static char chunk[65536];
    struct multipart *m = multipart_open(arena, TYPE, &passing, NULL);
    size_t used;

    (void)state;
    for (size_t i = 0; i < sizeof chunk; i++)
        chunk[i] = "\r\n--XyY"[i % 8];
    wanted = INT32_MAX;
    assert_int_equal(multipart_read(m, head, sizeof head - 1), MULTIPART_MORE);
    used = arena_used(arena);
    for (int i = 0; i < 500; i++)
        assert_int_equal(multipart_read(m, chunk, sizeof chunk), MULTIPART_MORE);
    assert_int_equal(arena_used(arena), used);
    assert_true(used < 32768);
    assert_int_equal(multipart_read(m, "\r\n--XyZ--", 9), MULTIPART_WHOLE);
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
        assert_int_equal(parse_text(body), MULTIPART_WHOLE);
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
        UNIT(a_form_without_parts_is_valid),
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
        UNIT(a_part_with_a_file_name_is_a_file),
        UNIT(what_cannot_stand_between_quotation_marks_is_read_as_it_was_written),
        UNIT(an_extended_file_name_counts_where_there_is_no_plain_one),
        UNIT(a_media_type_is_told_without_its_parameters_or_not_at_all),
        UNIT(header_fields_have_no_control_characters),
        UNIT(blanks_may_stand_behind_a_delimiter),
        UNIT(header_fields_and_names_have_a_bound),
        UNIT(nothing_is_given_to_a_writer_that_stopped),
        UNIT(memory_does_not_grow_with_what_a_part_holds),
        UNIT(random_forms_come_back_as_they_were),
    };

    return UNIT_RUN(tests);
}
