#include "game/value.h"

#include "../unit.h"

static const struct choice colours[] = {{0, "white", "White", "W", NULL, false},
                                        {1, "dark-blue", "Dark blue", "DB", NULL, false},
                                        {2, "navy", "Other blue", "DB", NULL, false},
                                        {62, "grey", "Grey", "Grey", NULL, false}};
static const struct enumeration colour = {.name = "colour",
                                          .choices = colours,
                                          .count = COUNT(colours)};
static const struct enumeration any = {.name = "any",
                                       .choices = colours,
                                       .count = COUNT(colours),
                                       .open = true};
static const struct choice coins[] = {{1000, "pp", "pp", "pp", NULL, false},
                                      {100, "gp", "gp", "gp", NULL, false},
                                      {10, "sp", "sp", "sp", NULL, false},
                                      {1, "cp", "cp", "cp", NULL, false}};

#define FIELD(NAME, TYPE, ...)                                                                     \
    {                                                                                              \
        .name = NAME, .label = NAME, .type = FIELD_##TYPE, __VA_ARGS__                             \
    }

static const struct field level = FIELD("level", INTEGER, .zero = false);
static const struct field base = FIELD("base", INTEGER, .zero = true, .shown = SHOWN_SIGNED);
static const struct field price =
    FIELD("price", INTEGER, .shown = SHOWN_COINS, .coins = coins, .coin_count = COUNT(coins));
static const struct field respawn = FIELD("respawn", INTEGER, .shown = SHOWN_SECONDS);
static const struct field weight = FIELD("weight", DECIMAL, .decimals = 2, .unit = "stone");
static const struct field chance = FIELD("chance", DECIMAL, .decimals = 3, .shown = SHOWN_PERCENT);
static const struct field casting =
    FIELD("casting", DECIMAL, .decimals = 1, .shown = SHOWN_SECONDS);
static const struct field magic = FIELD("magic", FLAG, .zero = false);
static const struct field closed = FIELD("closed", CHOICE, .values = &colour, .zero = true);
static const struct field open_choice = FIELD("open", CHOICE, .values = &any);
static const struct field mask = FIELD("mask", MASK, .values = &colour);
static const struct field text = FIELD("text", TEXT, .zero = false);
static const struct field secret = FIELD("secret", INTEGER, .shown = SHOWN_NEVER);

static bool parses(const struct field *field, const char *from, int64_t number)
{
    struct value value;

    return value_parse(field, arena, from, &value) && value.set && value.number == number;
}

static bool refuses(const struct field *field, const char *from)
{
    struct value value;

    return !value_parse(field, arena, from, &value);
}

static const char *shows(const struct field *field, int64_t number)
{
    const struct value value = {.set = true, .number = number};

    return value_shown(field, arena, &value);
}

/* ---- from text ---- */

static void whole_numbers_are_read_to_their_limits(void **state)
{
    (void)state;
    assert_true(parses(&level, "50", 50));
    assert_true(parses(&level, " -7 ", -7));
    assert_true(parses(&level, "0", 0));
    assert_true(parses(&level, "50.0", 50));
    assert_true(parses(&level, "9223372036854775807", INT64_MAX));
    assert_true(parses(&level, "-9223372036854775808", INT64_MIN));
    assert_true(refuses(&level, "9223372036854775808"));
    assert_true(refuses(&level, "99999999999999999999999"));
    assert_true(refuses(&level, "5x"));
    assert_true(refuses(&level, "1e3"));
    assert_true(refuses(&level, "0x10"));
    assert_true(refuses(&level, "-"));
    assert_true(refuses(&level, "1 2"));
    assert_true(refuses(&level, "NaN"));
}

static void decimals_are_kept_as_whole_numbers(void **state)
{
    (void)state;
    assert_true(parses(&weight, "12.5", 1250));
    assert_true(parses(&weight, "12", 1200));
    assert_true(parses(&weight, "-0.05", -5));
    assert_true(parses(&weight, "0.005", 1));
    assert_true(parses(&weight, "0.0049999", 0));
    assert_true(parses(&weight, "-1.999", -200));
    assert_true(parses(&weight, "92233720368547758.07", INT64_MAX));
    assert_true(refuses(&weight, "92233720368547758.08"));
    assert_true(parses(&weight, "-92233720368547758.08", INT64_MIN));
    assert_true(refuses(&weight, "-92233720368547758.09"));
    assert_true(refuses(&weight, "1e400"));
    assert_true(refuses(&weight, ".5"));
    assert_true(refuses(&weight, "1.2.3"));
    assert_true(refuses(&weight, "1,5"));
    assert_true(refuses(&weight, "inf"));
}

static void choices_are_read_by_number_name_and_label(void **state)
{
    (void)state;
    assert_true(parses(&closed, "1", 1));
    assert_true(parses(&closed, "dark-blue", 1));
    assert_true(parses(&closed, "Dark blue", 1));
    assert_true(parses(&closed, "W", 0));
    assert_true(refuses(&closed, "3"));
    assert_true(refuses(&closed, "dark blue"));
    assert_true(refuses(&closed, "white,grey"));
    assert_true(parses(&open_choice, "3", 3));
    assert_true(refuses(&open_choice, "pink"));
}

static void masks_are_read_by_number_and_names(void **state)
{
    (void)state;
    assert_true(parses(&mask, "5", 5));
    assert_true(parses(&mask, "white,navy", 5));
    assert_true(parses(&mask, "white, dark-blue ,navy", 7));
    assert_true(parses(&mask, "grey", INT64_C(1) << 62));
    assert_true(parses(&mask, "18446744073709551615", -1));
    assert_true(refuses(&mask, "18446744073709551616"));
    assert_true(refuses(&mask, "white,"));
    assert_true(refuses(&mask, "white,pink"));
}

static void flags_are_yes_or_no(void **state)
{
    (void)state;
    assert_true(parses(&magic, "1", 1));
    assert_true(parses(&magic, "true", 1));
    assert_true(parses(&magic, "no", 0));
    assert_true(refuses(&magic, "2"));
    assert_true(refuses(&magic, "maybe"));
}

static void nothing_is_a_value_that_is_not_set(void **state)
{
    struct value value;

    (void)state;
    assert_true(value_parse(&level, arena, " ", &value));
    assert_false(value.set);
    assert_true(value_parse(&text, arena, "", &value));
    assert_false(value.set);
    assert_true(value_parse(&text, arena, "two\r\nlines ", &value));
    assert_string_equal(value.text, "two\nlines");
    assert_false(value_parse(&text, arena, "\303", &value));
    assert_false(value_parse(&text, arena, "bell \a", &value));
}

/* ---- judging ---- */

static void zero_counts_where_the_field_says_so(void **state)
{
    const struct value none = {0}, zero = {.set = true}, one = {.set = true, .number = 1};

    (void)state;
    assert_true(value_same(&level, &none, &zero));
    assert_false(value_same(&base, &none, &zero));
    assert_false(value_same(&level, &zero, &one));
    assert_false(value_present(&level, &zero));
    assert_true(value_present(&base, &zero));
    assert_true(value_present(&level, &one));
    assert_false(value_present(&secret, &one));
    assert_true(value_kept(&secret, &one));
}

static void texts_are_the_same_by_their_letters(void **state)
{
    const struct value none = {0}, a = {.set = true, .text = "a"},
                       empty = {.set = true, .text = ""};
    const struct value b = {.set = true, .text = arena_string(arena, "a")};

    (void)state;
    assert_true(value_same(&text, &a, &b));
    assert_true(value_same(&text, &none, &empty));
    assert_false(value_same(&text, &a, &none));
}

/* ---- to text ---- */

static void plain_values_are_read_again_as_they_were(void **state)
{
    static const struct {
        const struct field *field;
        int64_t number;
        const char *plain;
    } cases[] = {
        {&level, INT64_MIN, "-9223372036854775808"},
        {&weight, 1250, "12.5"},
        {&weight, -5, "-0.05"},
        {&weight, 1200, "12"},
        {&weight, INT64_MAX, "92233720368547758.07"},
        {&mask, -1, "18446744073709551615"},
        {&closed, 62, "62"},
        {&magic, 1, "1"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct value value = {.set = true, .number = cases[i].number};

        assert_string_equal(value_plain(cases[i].field, arena, &value), cases[i].plain);
        assert_true(parses(cases[i].field, cases[i].plain, cases[i].number));
    }
    assert_string_equal(value_plain(&level, arena, &(struct value){0}), "");
    assert_string_equal(value_plain(&text, arena, &(struct value){.set = true, .text = "x\ny"}),
                        "x\ny");
}

static void numbers_are_shown_as_players_read_them(void **state)
{
    (void)state;
    assert_string_equal(shows(&level, 50), "50");
    assert_string_equal(shows(&level, 9999), "9999");
    assert_string_equal(shows(&level, 32000), "32,000");
    assert_string_equal(shows(&level, -1234567), "-1,234,567");
    assert_string_equal(shows(&level, 0), "");
    assert_string_equal(shows(&base, 12), "+12");
    assert_string_equal(shows(&base, -5), "-5");
    assert_string_equal(shows(&base, 0), "0");
    assert_string_equal(shows(&weight, 1250), "12.5 stone");
    assert_string_equal(shows(&weight, 1234567), "12,345.67 stone");
    assert_string_equal(shows(&chance, 12500), "12.5 %");
    assert_string_equal(shows(&secret, 12), "");
    assert_string_equal(shows(&magic, 1), "Yes");
}

static void coins_are_shown_by_their_worth(void **state)
{
    (void)state;
    assert_string_equal(shows(&price, 2500), "2pp 5gp");
    assert_string_equal(shows(&price, 1111), "1pp 1gp 1sp 1cp");
    assert_string_equal(shows(&price, 7), "7cp");
    assert_string_equal(shows(&price, -30), "-3sp");
    assert_string_equal(shows(&price, 12345678), "12,345pp 6gp 7sp 8cp");
}

static void times_are_shown_in_two_units(void **state)
{
    (void)state;
    assert_string_equal(shows(&respawn, 40), "40 s");
    assert_string_equal(shows(&respawn, 400), "6 min 40 s");
    assert_string_equal(shows(&respawn, 3600), "1 h");
    assert_string_equal(shows(&respawn, 3661), "1 h 1 min");
    assert_string_equal(shows(&respawn, 259200), "3 d");
    assert_string_equal(shows(&respawn, 263000), "3 d 1 h");
    assert_string_equal(shows(&casting, 25), "2.5 s");
    assert_string_equal(shows(&casting, 600), "1 min");
    assert_string_equal(shows(&respawn, -1), "-1 s");
}

static void choices_and_masks_are_shown_by_name(void **state)
{
    const struct value all = {.set = true, .number = -1}, two = {.set = true, .number = 3};
    const struct value pair = {.set = true, .number = 6}, only = {.set = true, .number = 4};

    (void)state;
    assert_string_equal(shows(&closed, 0), "White");
    assert_string_equal(shows(&open_choice, 3), "3");
    assert_string_equal(value_shown(&mask, arena, &two), "White, Dark blue");
    assert_string_equal(value_brief(&mask, arena, &two), "W DB");
    assert_string_equal(value_shown(&mask, arena, &all), "All");
    assert_string_equal(value_shown(&mask, arena, &pair), "Dark blue");
    assert_string_equal(value_brief(&mask, arena, &pair), "DB");
    assert_string_equal(value_shown(&mask, arena, &only), "Other blue");
    assert_string_equal(shows(&mask, 8), "");
}

/* ---- records ---- */

static const struct field fields[] = {
    FIELD("level", INTEGER, .index = 0),
    FIELD("weight", DECIMAL, .decimals = 2, .index = 1),
    FIELD("closed", CHOICE, .values = &colour, .zero = true, .index = 2),
    FIELD("mask", MASK, .values = &colour, .index = 3),
    FIELD("magic", FLAG, .index = 4),
    FIELD("text", TEXT, .index = 5),
};
static struct value values[COUNT(fields)];

static bool record(const char *from)
{
    return record_parse(fields, COUNT(fields), arena, bytes_of(from, strlen(from)), values);
}

static const char *again(void)
{
    return record_text(fields, COUNT(fields), arena, values);
}

static void a_record_holds_what_is_there_in_the_fields_order(void **state)
{
    (void)state;
    assert_true(record(" { \"text\" : \"a \\\"b\\\"\\n\\u00e9\" , \"level\":50,\"weight\":1.50,"
                       "\"mask\":18446744073709551615,\"closed\":0,\"magic\":0 } "));
    assert_string_equal(again(),
                        "{\"level\":50,\"weight\":1.5,\"closed\":0,"
                        "\"mask\":18446744073709551615,\"text\":\"a \\\"b\\\"\\n\303\251\"}");
    assert_true(record(again()));
    assert_int_equal(values[1].number, 150);
    assert_string_equal(values[5].text, "a \"b\"\n\303\251");
    assert_true(record("{}"));
    assert_false(values[0].set);
    assert_string_equal(again(), "{}");
}

static void what_no_text_may_hold_is_replaced_in_a_record(void **state)
{
    static const char *const odd[] = {"\\ufffe",      "\\uFDD0",      "\\ud83f\\udfff",
                                      "\\u0001",      "\\u009b",      "\\u007f",
                                      "\xEF\xBF\xBF", "\xEF\xB7\xAF", "\xF0\x9F\xBF\xBE",
                                      "\xC2\x80",     "\x7F"};

    (void)state;
    for (size_t i = 0; i < COUNT(odd); i++) {
        assert_true(record(arena_format(arena, "{\"text\":\"a%sb\",\"level\":5}", odd[i])));
        assert_string_equal(values[5].text, "a\xEF\xBF\xBD"
                                            "b");
        assert_int_equal(values[0].number, 5);
    }
    assert_true(record("{\"text\":\"a\\u0008\\tb\"}"));
    assert_string_equal(values[5].text, "a\xEF\xBF\xBD\tb");
}

static void a_record_outlives_a_change_of_the_games_file(void **state)
{
    (void)state;
    assert_true(record("{\"gone\":1,\"level\":\"text now\",\"text\":5,\"weight\":1.2349,"
                       "\"old\":\"x\",\"closed\":77,\"magic\":true,\"mask\":null}"));
    assert_string_equal(again(), "{\"weight\":1.23,\"closed\":77,\"magic\":1}");
}

static void what_is_no_record_is_refused(void **state)
{
    static const char *const bad[] = {"",
                                      "{",
                                      "[]",
                                      "{}x",
                                      "{\"level\"}",
                                      "{\"level\":}",
                                      "{\"level\":1,}",
                                      "{,}",
                                      "{\"level\":1 \"text\":\"\"}",
                                      "{level:1}",
                                      "{\"level\":01}",
                                      "{\"level\":+1}",
                                      "{\"level\":1e3}",
                                      "{\"level\":1.}",
                                      "{\"level\":.5}",
                                      "{\"level\":-}",
                                      "{\"level\":9223372036854775808}",
                                      "{\"weight\":92233720368547758.08}",
                                      "{\"level\":[1]}",
                                      "{\"other\":[1]}",
                                      "{\"other\":{\"a\":1}}",
                                      "{\"level\":1,\"level\":2}",
                                      "{\"text\":\"\\x\"}",
                                      "{\"text\":\"\\u12\"}",
                                      "{\"text\":\"\\u0000\"}",
                                      "{\"text\":\"\\ud83d\"}",
                                      "{\"text\":\"\\ude00\"}",
                                      "{\"text\":\"\\ud83d\\u0041\"}",
                                      "{\"text\":\"a\nb\"}",
                                      "{\"text\":\"\303\"}",
                                      "{\"text\":\"\355\240\200\"}",
                                      "{\"text\":\"\177\303\"}",
                                      "{\"text\":\"open}",
                                      "{\"text\":\"open\\\"}",
                                      "{\"magic\":tru}"};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (record(bad[i]))
            fail_msg("taken: %s", bad[i]);
}

static void escapes_mean_their_letters(void **state)
{
    (void)state;
    assert_true(record("{\"te\\u0078t\":\"\\ud83d\\ude00\\/\\\\\\n\\t\\u20AC\"}"));
    assert_string_equal(values[5].text, "\360\237\230\200/\\\n\t\342\202\254");
    assert_true(record(again()));
    assert_string_equal(values[5].text, "\360\237\230\200/\\\n\t\342\202\254");
}

/* What an interval of these two is shown as; 0 is not there. */
static const char *spans(struct field low, struct field high, int64_t from, int64_t to)
{
    const struct value both[] = {{.set = from != 0, .number = from},
                                 {.set = to != 0, .number = to}};

    low.high = &high;
    high.low = &low;
    high.index = 1;
    return values_shown(&low, arena, both);
}

static void intervals_are_shown_as_one(void **state)
{
    struct field open = level;

    (void)state;
    open.high_open = true;
    assert_string_equal(spans(level, level, 3, 5), "3\u20135");
    assert_string_equal(spans(level, level, 3, 0), "3");
    assert_string_equal(spans(level, level, 3, 3), "3");
    assert_string_equal(spans(level, level, 5, 3), "5");
    assert_string_equal(spans(level, level, 0, 5), "up to 5");
    assert_string_equal(spans(level, level, 0, 0), "");
    assert_string_equal(spans(level, level, INT64_MIN, INT64_MAX),
                        "-9,223,372,036,854,775,808\u20139,223,372,036,854,775,807");
    assert_string_equal(spans(open, level, 10, 0), "from 10");
    assert_string_equal(spans(open, level, 10, 20), "10\u201320");
    assert_string_equal(spans(open, level, 0, 20), "up to 20");
    assert_string_equal(spans(open, level, 0, 0), "");
    assert_string_equal(spans(weight, weight, 150, 200), "1.5\u20132 stone");
    assert_string_equal(spans(chance, chance, 500, 12500), "0.5\u201312.5 %");
    assert_string_equal(spans(respawn, respawn, 60, 400), "1 min\u20136 min 40 s");
    assert_string_equal(spans(price, price, 7, 2050), "7cp\u20132pp 5sp");
    assert_string_equal(spans(secret, secret, 3, 5), "");
}

static void what_differs_by_a_masks_values_is_shown_with_them(void **state)
{
    static const struct choice choices[] = {
        {.number = 0, .name = "warrior", .label = "Warrior", .brief = "WAR"},
        {.number = 1, .name = "cleric", .label = "Cleric", .brief = "CLR"},
        {.number = 5, .name = "druid", .label = "Druid", .brief = "DRU"},
        {.number = 9, .name = "shaman", .label = "Shaman", .brief = "SHM"},
    };
    static const struct enumeration classes = {.choices = choices, .count = 4};
    struct field of = {.type = FIELD_MASK, .values = &classes};
    struct field parts[4], number = {.type = FIELD_INTEGER, .by = &of, .each_count = 4};
    struct by_value each[4];
    struct value all[5] = {{.set = true, .number = 9}};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        parts[i] = (struct field){.type = FIELD_INTEGER, .index = i + 1, .whole = &number};
        each[i] = (struct by_value){&choices[i], &parts[i]};
    }
    number.each = each;

    /* An old import knows the least alone. */
    assert_string_equal(values_shown(&number, arena, all), "9");
    assert_string_equal(values_asked(&number, arena, all, UINT64_MAX), "9");
    assert_string_equal(values_asked(&number, arena, all, 2), "");
    assert_true(values_present(&number, all));

    all[2] = (struct value){.set = true, .number = 14};
    all[4] = (struct value){.set = true, .number = 9};
    assert_string_equal(values_shown(&number, arena, all), "Shaman 9, Cleric 14");
    assert_string_equal(values_brief(&number, arena, all), "from 9");
    assert_string_equal(values_asked(&number, arena, all, UINT64_MAX), "SHM\u00A09 CLR\u00A014");
    assert_string_equal(values_asked(&number, arena, all, 2), "14");
    assert_string_equal(values_asked(&number, arena, all, 1), "");
    assert_string_equal(values_asked(&number, arena, all, 1 | 2), "14");

    all[1] = all[3] = (struct value){.set = true, .number = 20};
    assert_string_equal(values_asked(&number, arena, all, UINT64_MAX), "from 9");
    assert_string_equal(values_shown(&number, arena, all),
                        "Shaman 9, Cleric 14, Warrior 20, Druid 20");
    for (size_t i = 1; i < 5; i++)
        all[i] = (struct value){.set = true, .number = 9};
    assert_string_equal(values_shown(&number, arena, all), "9");
    assert_string_equal(values_asked(&number, arena, all, 2 | 32), "9");

    memset(all, 0, sizeof all);
    assert_string_equal(values_shown(&number, arena, all), "");
    assert_string_equal(values_brief(&number, arena, all), "");
    assert_false(values_present(&number, all));
    number.shown = SHOWN_NEVER;
    all[1] = (struct value){.set = true, .number = 9};
    assert_string_equal(values_asked(&number, arena, all, UINT64_MAX), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(whole_numbers_are_read_to_their_limits),
        UNIT(decimals_are_kept_as_whole_numbers),
        UNIT(choices_are_read_by_number_name_and_label),
        UNIT(masks_are_read_by_number_and_names),
        UNIT(flags_are_yes_or_no),
        UNIT(nothing_is_a_value_that_is_not_set),
        UNIT(zero_counts_where_the_field_says_so),
        UNIT(texts_are_the_same_by_their_letters),
        UNIT(plain_values_are_read_again_as_they_were),
        UNIT(numbers_are_shown_as_players_read_them),
        UNIT(coins_are_shown_by_their_worth),
        UNIT(times_are_shown_in_two_units),
        UNIT(choices_and_masks_are_shown_by_name),
        UNIT(intervals_are_shown_as_one),
        UNIT(what_differs_by_a_masks_values_is_shown_with_them),
        UNIT(a_record_holds_what_is_there_in_the_fields_order),
        UNIT(what_no_text_may_hold_is_replaced_in_a_record),
        UNIT(a_record_outlives_a_change_of_the_games_file),
        UNIT(what_is_no_record_is_refused),
        UNIT(escapes_mean_their_letters),
    };

    return UNIT_RUN(tests);
}
