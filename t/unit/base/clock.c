#include "base/clock.h"

#include "../unit.h"

/* 2001-11-07T21:20:11Z */
#define NOVEMBER (INT64_C(1005168011) * CLOCK_SECOND)

static int64_t parsed(const char *text)
{
    int64_t instant = INT64_MIN;

    if (!clock_parse(text, &instant))
        fail_msg("refused: %s", text);
    return instant;
}

static void refused(const char *text)
{
    int64_t instant = 42;

    if (clock_parse(text, &instant))
        fail_msg("taken for a time: %s", text);
    assert_int_equal(instant, 42);
}

static void an_instant_is_written_in_utc_with_whole_seconds(void **state)
{
    (void)state;
    assert_string_equal(clock_rfc3339(arena, NOVEMBER), "2001-11-07T21:20:11Z");
    assert_string_equal(clock_rfc3339(arena, NOVEMBER + 999999), "2001-11-07T21:20:11Z");
    assert_string_equal(clock_rfc3339(arena, 0), "1970-01-01T00:00:00Z");
    assert_string_equal(clock_rfc3339(arena, INT64_C(951782400) * CLOCK_SECOND),
                        "2000-02-29T00:00:00Z");
}

static void an_instant_before_1970_is_rounded_down(void **state)
{
    (void)state;
    assert_string_equal(clock_rfc3339(arena, -1), "1969-12-31T23:59:59Z");
    assert_string_equal(clock_rfc3339(arena, -CLOCK_SECOND), "1969-12-31T23:59:59Z");
    assert_string_equal(clock_rfc3339(arena, -CLOCK_SECOND - 1), "1969-12-31T23:59:58Z");
}

static void a_time_is_read_in_every_form_of_rfc_3339(void **state)
{
    static const char *const same[] = {
        "2001-11-07T21:20:11Z",           "2001-11-07t21:20:11z",
        "2001-11-07 21:20:11Z",           "2001-11-07T21:20:11+00:00",
        "2001-11-07T21:20:11-00:00",      "2001-11-07T22:20:11+01:00",
        "2001-11-07T16:20:11-05:00",      "2001-11-08T02:50:11+05:30",
        "2001-11-06T21:21:11-23:59",      "2001-11-08T21:19:11+23:59",
        "2001-11-07T21:20:11.0Z",         "2001-11-07T21:20:11.000000000Z",
        "2001-11-07T21:20:11.0000009999Z"};

    (void)state;
    for (size_t i = 0; i < COUNT(same); i++)
        if (parsed(same[i]) != NOVEMBER)
            fail_msg("read as another time: %s", same[i]);
}

static void a_fraction_is_read_to_the_microsecond(void **state)
{
    (void)state;
    assert_int_equal(parsed("2001-11-07T21:20:11.5Z"), NOVEMBER + 500000);
    assert_int_equal(parsed("2001-11-07T21:20:11.123456Z"), NOVEMBER + 123456);
    assert_int_equal(parsed("2001-11-07T21:20:11.123456999Z"), NOVEMBER + 123456);
    assert_int_equal(parsed("2001-11-07T22:20:11.25+01:00"), NOVEMBER + 250000);
    assert_int_equal(parsed("1969-12-31T23:59:59.999999Z"), -1);
}

static void a_time_is_read_as_other_programs_write_it(void **state)
{
    static const struct {
        const char *text;
        bool zoned;
    } same[] = {
        {"2001-11-07T21:20:11Z", true},
        {"2001-11-07 21:20:11", false},
        {"2001-11-07 21:20:11 UTC", true},
        {"2001-11-07 22:20:11+0100", true},
        {"2001-11-07 22:20:11 +01", true},
        {"2001-11-07T21:20:11.000", false},
        {"1005168011", true},
        {"1005168011000", true},
        {"1005168011000000", true},
        {"1005168011.0", true},
    };
    static const char *const others[] = {"",
                                         "2001",
                                         "20011107",
                                         "2001-11-07",
                                         "2001-11-07 21:20:11 CET",
                                         "07.11.2001",
                                         "1005168011s",
                                         "999999999999999999",
                                         "2001-11-07 21:20:11+1",
                                         "2001-11-07 21:20:11+010",
                                         "2001-11-07 24:00",
                                         "2001-02-29 00:00:00"};
    int64_t instant;
    bool zoned;

    (void)state;
    for (size_t i = 0; i < COUNT(same); i++)
        if (!clock_parse_any(same[i].text, &instant, &zoned) || instant != NOVEMBER ||
            zoned != same[i].zoned)
            fail_msg("read otherwise: %s", same[i].text);
    assert_true(clock_parse_any("2001-11-07 21:20", &instant, &zoned));
    assert_int_equal(instant, NOVEMBER - 11 * CLOCK_SECOND);
    for (size_t i = 0; i < COUNT(others); i++)
        if (clock_parse_any(others[i], &instant, &zoned))
            fail_msg("taken for a time: %s", others[i]);
    assert_true(clock_from_epoch(-0.5, &instant));
    assert_int_equal(instant, -CLOCK_SECOND / 2);
    assert_false(clock_from_epoch(1e300, &instant));
}

static void a_leap_day_exists_in_leap_years_only(void **state)
{
    (void)state;
    assert_int_equal(parsed("2000-02-29T00:00:00Z"), INT64_C(951782400) * CLOCK_SECOND);
    assert_int_equal(parsed("2004-02-29T12:00:00Z") - parsed("2004-02-28T12:00:00Z"),
                     86400 * CLOCK_SECOND);
    refused("2001-02-29T00:00:00Z");
    refused("1900-02-29T00:00:00Z");
    refused("2100-02-29T00:00:00Z");
    refused("2000-02-30T00:00:00Z");
}

static void a_leap_second_is_read_as_the_second_before_it(void **state)
{
    (void)state;
    assert_int_equal(parsed("1998-12-31T23:59:60Z"), parsed("1998-12-31T23:59:59Z"));
    refused("1998-12-31T23:59:61Z");
}

static void what_no_calendar_has_is_refused(void **state)
{
    static const char *const bad[] = {"2001-00-07T21:20:11Z",      "2001-13-07T21:20:11Z",
                                      "2001-11-00T21:20:11Z",      "2001-11-31T21:20:11Z",
                                      "2001-12-32T21:20:11Z",      "2001-11-07T24:00:00Z",
                                      "2001-11-07T21:60:11Z",      "2001-11-07T21:20:99Z",
                                      "2001-11-07T21:20:11+24:00", "2001-11-07T21:20:11+01:60",
                                      "0999-12-31T23:59:59Z",      "0000-01-01T00:00:00Z"};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        refused(bad[i]);
}

static void what_only_looks_like_a_time_is_refused(void **state)
{
    static const char *const bad[] = {
        "", "2001", "2001-11-07", "2001-11-07T", "2001-11-07T21:20:11", "2001-11-07T21:20Z",
        "2001-11-07T21:20:11Zx", "2001-11-07T21:20:11+01:00x", "2001-11-07T21:20:11+0100",
        "2001-11-07T21:20:11+01", "2001-11-07T21:20:11+1:000", "2001-11-07T21:20:11 Z",
        " 2001-11-07T21:20:11Z", "2001-11-07T21:20:11Z ", "+2001-11-07T21:20:11Z",
        "20011107T212011Z", "2001/11/07T21:20:11Z", "2001-11-07_21:20:11Z", "12001-11-07T21:20:11Z",
        "2001-1-7T21:20:11Z", "now",
        /* What sscanf() alone would take. */
        "2001-+1-07T21:20:11Z", "2001- 1-07T21:20:11Z", "2001-11-+7T21:20:11Z",
        "2001-1-07TT21:20:11Z", "2001-11-07T21:20:-0Z", "2001-11-07T+1:20:11Z",
        "2001-11-07T21:20:11.Z", "2001-11-07T21:20:11.", "2001-11-07T21:20:11,5Z",
        "2001-11-07T21:20:11+01: 5", "2001-11-07T21:20:11+01:+5", "2001-11-07T21:20:11+01:-5"};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        refused(bad[i]);
}

static void every_beginning_of_a_time_is_refused(void **state)
{
    const char *whole = "2001-11-07T21:20:11.5+01:00";

    (void)state;
    for (size_t length = 0; length < strlen(whole); length++)
        refused(arena_copy(arena, whole, length));
}

static void what_is_written_is_read_again(void **state)
{
    const int64_t last = INT64_C(253402300799);  /* 9999-12-31T23:59:59Z */
    const int64_t first = INT64_C(-30610224000); /* 1000-01-01T00:00:00Z */
    uint64_t seed = 3;

    (void)state;
    assert_int_equal(parsed(clock_rfc3339(arena, last * CLOCK_SECOND)), last * CLOCK_SECOND);
    assert_int_equal(parsed(clock_rfc3339(arena, first * CLOCK_SECOND)), first * CLOCK_SECOND);
    for (int i = 0; i < 5000; i++) {
        int64_t at = first + (int64_t)(unit_random(&seed) % (uint64_t)(last - first));

        assert_int_equal(parsed(clock_rfc3339(arena, at * CLOCK_SECOND)), at * CLOCK_SECOND);
    }
}

static void the_clock_for_durations_never_goes_back(void **state)
{
    int64_t before = clock_ticks();

    (void)state;
    for (int i = 0; i < 1000; i++) {
        int64_t now = clock_ticks();

        assert_true(now >= before);
        before = now;
    }
    assert_true(clock_now() > parsed("2024-01-01T00:00:00Z"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(an_instant_is_written_in_utc_with_whole_seconds),
        UNIT(an_instant_before_1970_is_rounded_down),
        UNIT(a_time_is_read_in_every_form_of_rfc_3339),
        UNIT(a_fraction_is_read_to_the_microsecond),
        UNIT(a_time_is_read_as_other_programs_write_it),
        UNIT(a_leap_day_exists_in_leap_years_only),
        UNIT(a_leap_second_is_read_as_the_second_before_it),
        UNIT(what_no_calendar_has_is_refused),
        UNIT(what_only_looks_like_a_time_is_refused),
        UNIT(every_beginning_of_a_time_is_refused),
        UNIT(what_is_written_is_read_again),
        UNIT(the_clock_for_durations_never_goes_back),
    };

    return UNIT_RUN(tests);
}
