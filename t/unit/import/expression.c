#include "import/mapping/expression.h"

#include "../unit.h"

/* The columns of the row that the tests look at. */
static const struct {
    const char *table, *name;
    struct expression_value value;
} columns[] = {
    {"npc", "level", {.type = EXPRESSION_WHOLE, .whole = 50}},
    {"npc", "hp", {.type = EXPRESSION_NUMBER, .number = 1200.5}},
    {"npc", "name", {.type = EXPRESSION_TEXT, .text = "#a_rat"}},
    {"npc", "digits", {.type = EXPRESSION_TEXT, .text = "12"}},
    {"npc", "empty", {.type = EXPRESSION_TEXT, .text = ""}},
    {"npc", "nothing", {.type = EXPRESSION_NULL}},
    {"loot", "chance", {.type = EXPRESSION_WHOLE, .whole = 25}},
};

static bool find(void *context, const char *table, const char *column, size_t *slot)
{
    (void)context;
    for (size_t i = 0; i < COUNT(columns); i++) {
        if (strcasecmp(columns[i].name, column) == 0 &&
            (table == NULL || strcasecmp(columns[i].table, table) == 0)) {
            *slot = i;
            return true;
        }
    }
    return false;
}

static struct expression_value read_column(void *context, size_t slot)
{
    (void)context;
    return columns[slot].value;
}

static bool has(void *context, const char *set, const char *item)
{
    (void)context;
    return strcmp(set, "on") == 0 && strcmp(item, "anniversary") == 0;
}

static const char *label(void *context, const char *enumeration, int64_t number)
{
    (void)context;
    return strcmp(enumeration, "container") == 0 && number == 17 ? "Forge" : NULL;
}

static const struct expression_names names = {.find = find};

static struct expression_value run(const char *text)
{
    const struct expression_row row = {.read = read_column,
                                       .has = has,
                                       .label = label,
                                       .arena = arena};
    const char *fault, *missing;
    const struct expression *expression = expression_compile(arena, text, &names, &fault, &missing);

    if (expression == NULL)
        fail_msg("%s: %s", text, fault != NULL ? fault : missing);
    return expression_run(expression, &row);
}

/* The value as text; "NULL" for NULL. */
static const char *result_of(const char *text)
{
    const char *value = expression_text(run(text), arena);

    return value != NULL ? value : "NULL";
}

static void check(const char *const cases[][2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *got = result_of(cases[i][0]);

        if (strcmp(got, cases[i][1]) != 0)
            fail_msg("%s gives %s, not %s", cases[i][0], got, cases[i][1]);
    }
}

static void numbers_are_calculated_by_the_rules_of_precedence(void **state)
{
    static const char *const cases[][2] = {
        {"1 + 2 * 3", "7"},
        {"(1 + 2) * 3", "9"},
        {"10 - 4 - 3", "3"},
        {"7 % 4 + 1", "4"},
        {"-2 * -3", "6"},
        {"1 / 4", "0.25"},
        {"level / 0", "NULL"},
        {"level % 0", "NULL"},
        {"2 << 3 | 1", "17"},
        {"6 & 3 == 2", "1"},
        {"1 + 1 << 2", "8"},
        {".5 + 1.25", "1.75"},
        {"loot.chance * level / 100", "12.5"},
        {"LEVEL", "50"},
        {"NPC.Level", "50"},
        {"hp", "1200.5"},
        {"1 << 60", "1152921504606846976"},
        {"3 << 63", "NULL"},
        {"digits * 2", "24"},
        {"name * 2", "NULL"},
        {"-level", "-50"},
    };

    (void)state;
    check(cases, COUNT(cases));
}

static void whole_numbers_of_64_bits_stay_exact(void **state)
{
    static const char *const cases[][2] = {
        {"9007199254740993", "9007199254740993"},
        {"9223372036854775807 - 1", "9223372036854775806"},
        {"-9223372036854775807 - 1", "-9223372036854775808"},
        {"' 9007199254740993 ' + 0", "9007199254740993"},
        {"9007199254740993 == 9007199254740992", "0"},
        {"9007199254740993 > 9007199254740992", "1"},
        {"max(9007199254740992, 9007199254740993)", "9007199254740993"},
        {"min(9223372036854775807, 9223372036854775806)", "9223372036854775806"},
        {"abs(-9223372036854775807)", "9223372036854775807"},
        {"round(9007199254740993)", "9007199254740993"},
        {"9007199254740993 * 3 / 3", "9007199254740993"},
        {"9223372036854775807 % 10", "7"},
        {"4611686018427387904 | 1", "4611686018427387905"},
        {"18446744073709551615 & 255", "255"},
        {"bit(62)", "4611686018427387904"},
        {"bit(63)", "-9223372036854775808"},
        {"bits('53^0', '^', ',')", "9007199254740993"},
        {"join(9007199254740993)", "9007199254740993"},
        {"listed('9007199254740993', '|', 9007199254740992)", "0"},
    };

    (void)state;
    check(cases, COUNT(cases));
}

static void what_leaves_64_bits_becomes_no_other_number(void **state)
{
    static const char *const cases[][2] = {
        {"9223372036854775807 + 1", "9.223372037e+18"},
        {"(-9223372036854775807 - 1) / -1", "9.223372037e+18"},
        {"(-9223372036854775807 - 1) % -1", "0"},
        {"abs(-9223372036854775807 - 1)", "9.223372037e+18"},
        {"-(-9223372036854775807 - 1)", "9.223372037e+18"},
        {"'1e300' == '1e301'", "0"},
        {"'1e400' + 1", "NULL"},
        {"'1.7e308' * 10", "NULL"},
        {"bit(number('1e300'))", "0"},
        {"label('container', '1e300')", "NULL"},
        {"'1e300' & 1", "0"},
    };

    (void)state;
    check(cases, COUNT(cases));
}

static void comparisons_and_conditions_give_1_or_0(void **state)
{
    static const char *const cases[][2] = {
        {"level >= 50 && level < 60", "1"},
        {"level > 50 || hp > 1000", "1"},
        {"!level", "0"},
        {"!nothing", "1"},
        {"name == \"#A_RAT\"", "1"},
        {"name != 'x'", "1"},
        {"digits == 12", "1"},
        {"digits == \"12.0\"", "0"},
        {"level == 50 ? \"yes\" : 'no'", "yes"},
        {"level == 51 ? 1 : level == 50 ? 2 : 3", "2"},
        {"empty ? 1 : 0", "0"},
        {"'0' ? 1 : 0", "0"},
        {"2 <= 1", "0"},
        {"2 << 1 > 3", "1"},
        {"name > level", "0"},
        {"0 && 1 / 0", "0"},
    };

    (void)state;
    check(cases, COUNT(cases));
}

static void null_spreads_in_arithmetic_and_is_nothing_in_comparisons(void **state)
{
    static const char *const cases[][2] = {
        {"nothing + 1", "NULL"},  {"nothing", "NULL"},
        {"null", "NULL"},         {"nothing == 0", "1"},
        {"nothing == ''", "1"},   {"nothing < 1", "1"},
        {"nothing == null", "1"}, {"given(nothing)", "0"},
        {"given('NULL')", "0"},   {"given('\\N')", "0"},
        {"given(empty)", "0"},    {"given(level)", "1"},
        {"nothing | 1", "NULL"},  {"max(nothing, 3)", "3"},
        {"min(nothing)", "NULL"}, {"level > 1 ? null : 1", "NULL"},
    };

    (void)state;
    check(cases, COUNT(cases));
}

static void functions_do_what_they_are_told(void **state)
{
    static const char *const cases[][2] = {
        {"min(3, level, 2)", "2"},
        {"max(3, level)", "50"},
        {"abs(-3)", "3"},
        {"floor(2.9)", "2"},
        {"round(2.5)", "3"},
        {"number(digits) + 1", "13"},
        {"lower('QeyNos')", "qeynos"},
        {"trim('  x ')", "x"},
        {"replace(name, '_', ' ')", "#a rat"},
        {"replace(name, '', 'x')", "#a_rat"},
        {"join('a', level, 'b')", "a50b"},
        {"part('a^b^c', '^', 2)", "b"},
        {"part('a^b^c', '^', 4)", "NULL"},
        {"part('a', '^', 0)", "NULL"},
        {"contains(name, 'RAT')", "1"},
        {"starts(name, '#')", "1"},
        {"starts(name, 'a')", "0"},
        {"listed('1|50|3', '|', level)", "1"},
        {"listed('150|3', '|', level)", "0"},
        {"listed('', '|', '')", "0"},
        {"among('winter, anniversary', ',', 'on')", "1"},
        {"among('winter', ',', 'on')", "0"},
        {"label('container', 17)", "Forge"},
        {"label('container', 99)", "NULL"},
        {"bit(3)", "8"},
        {"bit(-1)", "0"},
        {"bits('1,1^5,0^8,1,30', '^', ',')", "258"},
        {"bits('19^20', '^', ',')", "1572864"},
        {"bits(empty, '^', ',')", "0"},
        {"letters('SE', '.SEF')", "6"},
        {"letters('x', '.SEF')", "0"},
    };

    (void)state;
    check(cases, COUNT(cases));
}

static void marks_of_steps_are_taken_off_however_they_are_written(void **state)
{
    static const char *const cases[][2] = {
        {"unmarked('[1,Go][2,3,Ask]')", "Go\nAsk"},
        {"unmarked('[1,2, Go, then loot.][3, Return]')", "Go, then loot.\nReturn"},
        {"unmarked('[1 , 2 ,Go][3]rest')", "Go\nrest"},
        {"unmarked('[1,2 rats][2,]')", "2 rats\n"},
        {"unmarked('Say [what] to 3, [four], [] or [1')", "Say [what] to 3, [four], [] or [1"},
        {"unmarked('[1, Say [what] now][2,Go]')", "Say [what] now\nGo"},
        {"unmarked('')", ""},
    };

    (void)state;
    check(cases, COUNT(cases));
}

static void the_first_alternative_whose_columns_are_there_is_taken(void **state)
{
    static const char *const cases[][2] = {
        {"special ?: level", "50"},
        {"level ?: special", "50"},
        {"special + 1 ?: other * 2 ?: 7", "7"},
        {"(special ?: -1) + 1", "0"},
        {"nothing ?: level", "NULL"}, /* it is there, and it is NULL */
        {"npc.special ?: loot.chance", "25"},
    };

    (void)state;
    check(cases, COUNT(cases));
}

static void a_column_that_is_missing_is_named(void **state)
{
    const char *fault, *missing;

    (void)state;
    assert_null(expression_compile(arena, "level + loot.level * 2", &names, &fault, &missing));
    assert_null(fault);
    assert_string_equal(missing, "loot.level");
    assert_null(expression_compile(arena, "a ?: b", &names, &fault, &missing));
    assert_string_equal(missing, "a");
}

static void what_is_no_expression_is_refused_with_the_place(void **state)
{
    static const char *const cases[][2] = {
        {"", "a value is missing at \"the end\""},
        {"1 +", "a value is missing at \"the end\""},
        {"(1 + 2", "a bracket is not closed at \"the end\""},
        {"1 2", "something is left over at \"2\""},
        {"'abc", "a quote is not closed at \"abc\""},
        {"1 ? 2", "\":\" is missing at \"the end\""},
        {"frob(1)", "there is no function frob() at \"1)\""},
        {"abs()", "arguments are missing at \"the end\""},
        {"abs(1, 2)", "abs() has too many arguments at \")\""},
        {"part('a')", "part() has too few arguments at \"the end\""},
        {"npc.", "a column's name is missing at \"the end\""},
        {"1.2.3", "this is no number at \"1.2.3\""},
        {"level = 3", "something is left over at \"= 3\""},
        {"#", "a value is missing at \"#\""},
    };
    const char *fault, *missing;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_null(expression_compile(arena, cases[i][0], &names, &fault, &missing));
        assert_string_equal(fault, cases[i][1]);
    }
}

static void depth_and_length_have_limits(void **state)
{
    char deep[1000], length[4096] = "1";
    const char *fault, *missing;

    (void)state;
    memset(deep, '(', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    assert_null(expression_compile(arena, deep, &names, &fault, &missing));
    assert_non_null(strstr(fault, "too deep"));
    memset(deep, '-', sizeof deep - 1);
    assert_null(expression_compile(arena, deep, &names, &fault, &missing));
    assert_non_null(strstr(fault, "too deep"));
    while (strlen(length) < 4000)
        unit_append(length, sizeof length, "+1");
    assert_null(expression_compile(arena, length, &names, &fault, &missing));
    assert_non_null(strstr(fault, "too long"));
}

static void only_plain_numbers_are_numbers(void **state)
{
    static const char *const no[] = {"",    " ",   "x",     "1x",  "0x10",
                                     "inf", "nan", "1e999", "--1", "1 2"};
    static const struct {
        const char *text;
        double number;
    } yes[] = {{"0", 0},     {"-7", -7},    {" 12 ", 12},
               {"1.5", 1.5}, {"1e3", 1000}, {"123456789012345678", 123456789012345678.0}};
    struct expression_value value;
    double number;

    (void)state;
    for (size_t i = 0; i < COUNT(no); i++)
        if (expression_parse_number(no[i], &value))
            fail_msg("\"%s\" is taken for a number", no[i]);
    for (size_t i = 0; i < COUNT(yes); i++) {
        assert_true(expression_parse_number(yes[i].text, &value));
        assert_true(expression_number(value, &number));
        assert_true(number == yes[i].number);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(numbers_are_calculated_by_the_rules_of_precedence),
        UNIT(whole_numbers_of_64_bits_stay_exact),
        UNIT(what_leaves_64_bits_becomes_no_other_number),
        UNIT(comparisons_and_conditions_give_1_or_0),
        UNIT(null_spreads_in_arithmetic_and_is_nothing_in_comparisons),
        UNIT(functions_do_what_they_are_told),
        UNIT(marks_of_steps_are_taken_off_however_they_are_written),
        UNIT(the_first_alternative_whose_columns_are_there_is_taken),
        UNIT(a_column_that_is_missing_is_named),
        UNIT(what_is_no_expression_is_refused_with_the_place),
        UNIT(depth_and_length_have_limits),
        UNIT(only_plain_numbers_are_numbers),
    };

    return UNIT_RUN(tests);
}
