#include "web/form/form.h"

#include "../unit.h"

static struct worker worker;
static struct request request;

/* A request made by hand whose form and query are PAIRS, read as a browser would send them. */
static struct request *sent(const char *pairs)
{
    memset(&request, 0, sizeof request);
    request.worker = &worker;
    request.arena = arena;
    assert_int_equal(parameters_parse(&request.form, arena, pairs, strlen(pairs)), 0);
    assert_int_equal(parameters_parse(&request.query, arena, pairs, strlen(pairs)), 0);
    return &request;
}

/* Asserts that the request has just one error, of FIELD "f", and forgets it. */
static void one_error(const char *what)
{
    if (request.error_count != 1 || strcmp(request.errors[0].field, "f") != 0 ||
        strstr(request.errors[0].message, what) == NULL)
        fail_msg("expected \"%s\", got %zu errors, first \"%s\"", what, request.error_count,
                 request.error_count > 0 ? request.errors[0].message : "");
    assert_false(form_ok(&request));
}

static void a_line_is_trimmed_and_measured_in_characters(void **state)
{
    (void)state;
    assert_string_equal(form_line(sent("f=++Lady+Vox+"), "f", 1, 8), "Lady Vox");
    assert_string_equal(form_line(sent("f=%C3%A4%F0%9F%98%80"), "f", 2, 2), "ä😀");
    assert_string_equal(form_line(sent("f="), "f", 0, 8), "");
    assert_string_equal(form_line(sent("g=x"), "f", 0, 8), "");
    assert_true(form_ok(&request));
}

static void a_line_of_the_wrong_length_is_refused(void **state)
{
    (void)state;
    assert_string_equal(form_line(sent("f=abcd"), "f", 1, 3), "");
    one_error("too long: 4 characters, where at most 3 fit");
    assert_string_equal(form_line(sent("f=ab"), "f", 3, 9), "");
    one_error("at least 3");
    assert_string_equal(form_line(sent("f=+a+++++++++"), "f", 3, 9), "");
    one_error("at least 3");
}

static void a_field_that_must_be_filled_needs_something_to_see(void **state)
{
    static const char *const empty[] = {"g=x",      "f",           "f=",          "f=+%09+",
                                        "f=%C2%A0", "f=%E2%80%8B", "f=%EF%B8%8F", "f=%E2%A0%80"};

    (void)state;
    for (size_t i = 0; i < COUNT(empty); i++) {
        assert_string_equal(form_text(sent(empty[i]), "f", 1, 100), "");
        one_error("write something");
    }
    /* A few invisible characters do not make up the least length. */
    form_text(sent("f=%E2%80%8B%E2%80%8B%E2%80%8B"), "f", 3, 100);
    one_error("write something");
}

static void text_that_is_none_is_refused_by_every_accessor(void **state)
{
    static const struct {
        const char *pairs, *what;
    } cases[] = {
        {"f=a%FF", "UTF-8"},
        {"f=%C0%80", "UTF-8"},
        {"f=%ED%A0%80", "UTF-8"},
        {"f=a%00b", "NUL"},
        {"f=12%00", "NUL"},
        {"f=a%07b", "control"},
        {"f=%EF%BF%BEabc", "no characters"},
        {"f=%EF%B7%90abc", "no characters"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(form_line(sent(cases[i].pairs), "f", 0, 100), "");
        one_error(cases[i].what);
        assert_string_equal(form_text(sent(cases[i].pairs), "f", 0, 100), "");
        one_error(cases[i].what);
        assert_string_equal(form_password(sent(cases[i].pairs), "f", 100), "");
        one_error(cases[i].what);
        assert_int_equal(form_int(sent(cases[i].pairs), "f", 0, 100), 0);
        one_error(cases[i].what);
        assert_int_equal(form_id(sent(cases[i].pairs), "f"), 0);
        one_error(cases[i].what);
        assert_int_equal(query_int(sent(cases[i].pairs), "f", 0, 100, 7), 7);
        one_error(cases[i].what);
        query_line(sent(cases[i].pairs), "f", 100);
        one_error(cases[i].what);
        query_choice(sent(cases[i].pairs), "f", (const char *const[]){"x", NULL});
        one_error(cases[i].what);
    }
}

static void marks_of_direction_deceive_in_a_line_and_help_in_text(void **state)
{
    (void)state;
    assert_string_equal(form_line(sent("f=%E2%80%AEabc"), "f", 0, 100), "");
    one_error("direction");
    assert_string_equal(form_text(sent("f=%E2%80%8Fabc"), "f", 0, 100), "\u200Fabc");
    assert_string_equal(form_text(sent("f=%E2%80%AEabc"), "f", 0, 100), "\u202Eabc\u202C");
}

static void what_is_looked_up_loses_its_unseen_marks(void **state)
{
    (void)state;
    assert_string_equal(form_name(sent("f=%E2%80%8EVox%E2%80%8B"), "f", 1, 100), "Vox");
    assert_string_equal(query_line(sent("f=%EF%BB%BFLady%E2%80%AE+Vox"), "f", 100), "Lady Vox");
    assert_string_equal(form_name(sent("f=%E2%80%8E"), "f", 1, 100), "");
    one_error("write something");
}

static void lines_are_for_text_and_not_for_a_line(void **state)
{
    (void)state;
    assert_string_equal(form_text(sent("f=a%0D%0Ab%09c%0A"), "f", 1, 100), "a\nb\tc");
    assert_true(form_ok(&request));
    form_line(sent("f=a%0Ab"), "f", 1, 100);
    one_error("control");
    form_line(sent("f=a%0A"), "f", 1, 100);
    one_error("control");
}

static void a_password_is_taken_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(form_password(sent("f=++a%C3%A4+"), "f", 6), "  aä ");
    assert_string_equal(form_password(sent("f="), "f", 6), "");
    assert_string_equal(form_password(sent(""), "f", 6), "");
    assert_true(form_ok(&request));
    assert_string_equal(form_password(sent("f=%C3%A4%C3%A4"), "f", 3), "");
    one_error("too long");
}

static void a_number_is_whole_and_within_its_range(void **state)
{
    static const char *const wrong[] = {"g=1",
                                        "f",
                                        "f=",
                                        "f=x",
                                        "f=1.5",
                                        "f=+1",
                                        "f=1+",
                                        "f=2",
                                        "f=-2",
                                        "f=0x1",
                                        "f=99999999999999999999",
                                        "f=-99999999999999999999",
                                        "f=1%0A"};

    (void)state;
    assert_int_equal(form_int(sent("f=-1"), "f", -1, 1), -1);
    assert_int_equal(form_int(sent("f=1"), "f", -1, 1), 1);
    assert_int_equal(form_int(sent("f=%2B1"), "f", -1, 1), 1);
    assert_true(form_int(sent("f=-9223372036854775808"), "f", INT64_MIN, 0) == INT64_MIN);
    assert_true(form_ok(&request));
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(form_int(sent(wrong[i]), "f", -1, 1), 0);
        assert_int_equal(request.error_count, 1);
    }
    form_int(sent("f=2"), "f", -1, 1);
    one_error("from -1 to 1");
}

static void an_id_is_a_number_above_zero_or_left_out(void **state)
{
    static const char *const wrong[] = {"f=0", "f=-1", "f=x", "f=1x", "f=18446744073709551616"};

    (void)state;
    assert_int_equal(form_id(sent("f=12"), "f"), 12);
    assert_true(form_id(sent("f=18446744073709551615"), "f") == UINT64_MAX);
    assert_int_equal(form_id(sent("f="), "f"), 0);
    assert_int_equal(form_id(sent(""), "f"), 0);
    assert_true(form_ok(&request));
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(form_id(sent(wrong[i]), "f"), 0);
        one_error("not the number of anything");
    }
}

static void a_number_of_the_query_has_a_fallback(void **state)
{
    (void)state;
    assert_int_equal(query_int(sent(""), "f", 1, 50, 20), 20);
    assert_int_equal(query_int(sent("f=50"), "f", 1, 50, 20), 50);
    assert_true(form_ok(&request));
    assert_int_equal(query_int(sent("f=51"), "f", 1, 50, 20), 20);
    one_error("from 1 to 50");
    assert_int_equal(query_int(sent("f="), "f", 1, 50, 20), 20);
    one_error("from 1 to 50");
}

static void a_choice_is_one_of_those_offered(void **state)
{
    static const char *const sorts[] = {"conversation", "newest", "best", NULL};

    (void)state;
    assert_int_equal(query_choice(sent("f=best"), "f", sorts), 2);
    assert_int_equal(query_choice(sent("f=conversation"), "f", sorts), 0);
    assert_int_equal(query_choice(sent("f="), "f", sorts), 0);
    assert_int_equal(query_choice(sent(""), "f", sorts), 0);
    assert_true(form_ok(&request));
    query_choice(sent("f=Best"), "f", sorts);
    one_error("none of the choices");
    query_choice(sent("f=best+"), "f", sorts);
    one_error("none of the choices");
}

static void a_line_of_the_query_may_be_absent(void **state)
{
    (void)state;
    assert_null(query_line(sent(""), "f", 5));
    assert_string_equal(query_line(sent("f="), "f", 5), "");
    assert_string_equal(query_line(sent("f=+vox+"), "f", 5), "vox");
    assert_true(form_ok(&request));
    query_line(sent("f=abcdef"), "f", 5);
    one_error("too long");
}

static void what_was_typed_can_be_shown_again(void **state)
{
    (void)state;
    assert_string_equal(form_raw(sent("f=+x+"), "f"), " x ");
    assert_string_equal(form_raw(sent("f=a%FF"), "f"), "a\uFFFD");
    assert_string_equal(form_raw(sent(""), "f"), "");
    assert_true(form_has(sent("f"), "f"));
    assert_false(form_has(sent("g=f"), "f"));
}

static void form_and_query_are_not_taken_for_each_other(void **state)
{
    (void)state;
    sent("f=1");
    request.query.count = 0;
    assert_null(query_line(&request, "f", 9));
    assert_int_equal(query_int(&request, "f", 0, 9, 5), 5);
    sent("f=1");
    request.form.count = 0;
    assert_false(form_has(&request, "f"));
    assert_int_equal(form_id(&request, "f"), 0);
}

static void errors_beyond_the_room_for_them_are_dropped(void **state)
{
    (void)state;
    sent("");
    for (int i = 0; i < 3 * FIELD_ERRORS_MAX; i++)
        form_error(&request, "f", "wrong");
    assert_int_equal(request.error_count, FIELD_ERRORS_MAX);
    assert_false(form_ok(&request));
}

static void a_part_of_the_path_is_an_id_or_zero(void **state)
{
    static const char *const wrong[] = {"", "0", "x", "-1", "12x", "18446744073709551616"};

    (void)state;
    sent("");
    request.captured.count = 1;
    request.captured.list[0] = (struct parameter){.name = "id", .value = "12", .length = 2};
    assert_int_equal(path_id(&request, "id"), 12);
    assert_string_equal(path_text(&request, "id"), "12");
    assert_int_equal(path_id(&request, "other"), 0);
    assert_string_equal(path_text(&request, "other"), "");
    for (size_t i = 0; i < COUNT(wrong); i++) {
        request.captured.list[0].value = wrong[i];
        assert_int_equal(path_id(&request, "id"), 0);
    }
    assert_true(form_ok(&request));
}

static void one_comes_back_to_a_path_of_this_site_only(void **state)
{
    static const char *const elsewhere[] = {"",
                                            "f=",
                                            "f=//evil.com",
                                            "f=http://evil.com",
                                            "f=evil.com",
                                            "f=/%5Cevil.com",
                                            "f=%5C%5Cevil.com",
                                            "f=/%09/evil.com",
                                            "f=%09//evil.com",
                                            "f=/%0A/evil.com",
                                            "f=/a%00b",
                                            "f=/a%0D%0AX: y",
                                            "f=javascript:alert(1)",
                                            "f=+/forum/",
                                            "f=/a%FF",
                                            "f=/a%5Cb",
                                            "f=/%E2%80%AE"};

    (void)state;
    assert_string_equal(return_path(sent("f=/forum/%3Fa=b%23c"), "f"), "/forum/?a=b#c");
    assert_string_equal(return_path(sent("f=/"), "f"), "/");
    for (size_t i = 0; i < COUNT(elsewhere); i++)
        if (strcmp(return_path(sent(elsewhere[i]), "f"), "/") != 0)
            fail_msg("\"%s\" leads elsewhere", elsewhere[i]);
    sent("f=/from/query");
    request.form.list[0].value = "/from/form";
    request.form.list[0].length = 10;
    assert_string_equal(return_path(&request, "f"), "/from/form");
    request.form.count = 0;
    assert_string_equal(return_path(&request, "f"), "/from/query");
}

static void a_request_without_a_client_has_no_variables(void **state)
{
    (void)state;
    assert_string_equal(request_variable(sent(""), "HTTP_HOST"), "");
    assert_int_equal(request_account(&request), 0);
    assert_false(request_may(&request, PERMISSION_SITE_READ));
}

static void what_came_as_json_must_be_of_its_fields_type(void **state)
{
    static const struct parameter values[] = {
        {"f", "7", 1, PARAMETER_TEXT},
        {"f", "7", 1, PARAMETER_INTEGER},
        {"f", "", 0, PARAMETER_OTHER},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        struct request *r = sent("");
        enum parameter_type type = values[i].type;

        assert_true(parameters_add(&r->form, "f", values[i].value, values[i].length, type));
        form_line(r, "f", 0, 9);
        assert_int_equal(form_ok(r), type == PARAMETER_TEXT);
        r->error_count = 0;
        form_text(r, "f", 0, 9);
        assert_int_equal(form_ok(r), type == PARAMETER_TEXT);
        r->error_count = 0;
        form_name(r, "f", 0, 9);
        assert_int_equal(form_ok(r), type == PARAMETER_TEXT);
        r->error_count = 0;
        form_int(r, "f", 0, 9);
        assert_int_equal(form_ok(r), type == PARAMETER_INTEGER);
        r->error_count = 0;
        form_id(r, "f");
        assert_int_equal(form_ok(r), type == PARAMETER_INTEGER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_line_is_trimmed_and_measured_in_characters),
        UNIT(a_line_of_the_wrong_length_is_refused),
        UNIT(a_field_that_must_be_filled_needs_something_to_see),
        UNIT(text_that_is_none_is_refused_by_every_accessor),
        UNIT(marks_of_direction_deceive_in_a_line_and_help_in_text),
        UNIT(what_is_looked_up_loses_its_unseen_marks),
        UNIT(lines_are_for_text_and_not_for_a_line),
        UNIT(a_password_is_taken_as_it_is),
        UNIT(a_number_is_whole_and_within_its_range),
        UNIT(an_id_is_a_number_above_zero_or_left_out),
        UNIT(a_number_of_the_query_has_a_fallback),
        UNIT(a_choice_is_one_of_those_offered),
        UNIT(a_line_of_the_query_may_be_absent),
        UNIT(what_was_typed_can_be_shown_again),
        UNIT(form_and_query_are_not_taken_for_each_other),
        UNIT(errors_beyond_the_room_for_them_are_dropped),
        UNIT(a_part_of_the_path_is_an_id_or_zero),
        UNIT(one_comes_back_to_a_path_of_this_site_only),
        UNIT(a_request_without_a_client_has_no_variables),
        UNIT(what_came_as_json_must_be_of_its_fields_type),
    };

    return UNIT_RUN(tests);
}
