#include "lore/list_query.h"

#include "../list_query_game.h"
#include "../unit.h"
#include "lore/legacy_url.h"

static struct list_query list_query;

/* The tidy address's query, without its "?". */
static const char *tidy(const char *query)
{
    const char *address;

    if (!list_query_from(&list_query, arena, query))
        return arena_format(arena, "! %s: %s", list_query.faults[0].name,
                            list_query.faults[0].message);
    address = list_query_address(arena, &list_query);
    assert_int_equal(strncmp(address, "/beastiary/beast/", 17), 0);
    return address[17] == '?' ? address + 18 : "";
}

static void becomes(const char *query, const char *wanted)
{
    assert_string_equal(tidy(query), wanted);
}

static void is_refused(const char *query, const char *name)
{
    assert_false(list_query_from(&list_query, arena, query));
    assert_string_equal(list_query.faults[0].name, name);
}

static void reads_range(const struct field *field, const char *text, int64_t low, int64_t high)
{
    struct number_range range;

    assert_null(range_read(field, arena, text, RANGE_PROGRAM, &range));
    assert_true(range.low == low && range.high == high);
    assert_null(range_read(field, arena, text, RANGE_FORM, &range));
    assert_true(range.low == low && range.high == high);
}

static void a_range_is_open_at_either_end(void **state)
{
    const struct field *level = &list_query_fields[0], *weight = &list_query_fields[1];

    (void)state;
    reads_range(level, "50", 50, 50);
    reads_range(level, "50-60", 50, 60);
    reads_range(level, "50-", 50, INT64_MAX);
    reads_range(level, "-60", INT64_MIN, 60);
    reads_range(level, "-10--5", -10, -5);
    reads_range(level, "-10-", -10, INT64_MAX);
    reads_range(level, "--10", INT64_MIN, -10);
    reads_range(level, "-10-5", -10, 5);
    reads_range(weight, "1.5-2", 15, 20);
    reads_range(weight, "-0.5", INT64_MIN, 5);
}

static void what_is_no_range_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        "-",
                                        "--",
                                        "a",
                                        "5a",
                                        "5-a",
                                        "60-50",
                                        "1-2-3",
                                        "1,2",
                                        "12,34",
                                        "1,2345",
                                        "1,234 567",
                                        "1.5",
                                        "5 kg",
                                        "5 to",
                                        "to 5",
                                        "from",
                                        "5 \u2013 6 \u2013 7",
                                        "0x10",
                                        "1e3",
                                        "99999999999999999999",
                                        "50-99999999999999999999"};
    struct number_range range;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        for (enum range_writer writer = RANGE_PROGRAM; writer <= RANGE_FORM; writer++)
            if (range_read(&list_query_fields[0], arena, texts[i], writer, &range) == NULL)
                fail_msg("%s is taken for a range", texts[i]);
}

static void types(const struct field *field, const char *text, int64_t low, int64_t high)
{
    struct number_range range;
    const char *wrong = range_read(field, arena, text, RANGE_FORM, &range);

    if (wrong != NULL)
        fail_msg("%s", wrong);
    if (range.low != low || range.high != high)
        fail_msg("%s is from %lld to %lld", text, (long long)range.low, (long long)range.high);
    assert_non_null(range_read(field, arena, text, RANGE_PROGRAM, &range));
}

static void what_a_page_prints_can_be_typed(void **state)
{
    static const struct choice coins[] = {{.number = 1000, .label = "pp"},
                                          {.number = 10, .label = "sp"},
                                          {.number = 1, .label = "cp"}};
    static const struct field price = {.type = FIELD_INTEGER,
                                       .shown = SHOWN_COINS,
                                       .coins = coins,
                                       .coin_count = COUNT(coins)};
    static const struct field respawn = {.type = FIELD_INTEGER, .shown = SHOWN_SECONDS};
    static const struct field casting = {.type = FIELD_DECIMAL,
                                         .decimals = 1,
                                         .shown = SHOWN_SECONDS};
    static const struct field chance = {.type = FIELD_DECIMAL,
                                        .decimals = 1,
                                        .shown = SHOWN_PERCENT};
    static const struct field resist = {.type = FIELD_INTEGER, .shown = SHOWN_SIGNED, .unit = "%"};
    static const struct field weight = {.type = FIELD_DECIMAL, .decimals = 2, .unit = "kg"};
    const struct field *level = &list_query_fields[0];

    (void)state;
    types(level, "12,345", 12345, 12345);
    types(level, "1,234,567", 1234567, 1234567);
    types(level, "12 345", 12345, 12345);
    types(level, "12\u202f345\u202f678", 12345678, 12345678);
    types(level, "12\u2009345\u2013\u00a013'000", 12345, 13000);
    types(level, "3\u20135", 3, 5);
    types(level, "3 - 5", 3, 5);
    types(level, "3 to 5", 3, 5);
    types(level, "from 5", 5, INT64_MAX);
    types(level, "up to 1,000", INT64_MIN, 1000);
    types(level, "\u20135", INT64_MIN, 5);
    types(level, "\u22125", -5, -5);
    types(level, "\u22125\u2013\u22123", -5, -3);
    types(level, "9,223,372,036,854,775,807", INT64_MAX, INT64_MAX);
    types(&weight, "1,234.5 kg", 123450, 123450);
    types(&weight, "1\u20132.25kg", 100, 225);
    types(&chance, "12.5 %", 125, 125);
    types(&chance, "5%\u201310%", 50, 100);
    types(&resist, "+5 %", 5, 5);
    types(&resist, "\u22125\u00a0%", -5, -5);
    types(&respawn, "6 min 40 s", 400, 400);
    types(&respawn, "1 d 2 h \u2013 2 d", 93600, 172800);
    types(&respawn, "40 s-", 40, INT64_MAX);
    types(&casting, "2.5 s", 25, 25);
    types(&price, "2pp 5sp", 2050, 2050);
    types(&price, "12,345pp", 12345000, 12345000);
}

static void an_address_is_tidied(void **state)
{
    (void)state;
    becomes("", "");
    becomes("race=human&level=5", "level=5&race=human");
    becomes("class=shaman,warrior", "class=warrior,shaman");
    becomes("class=shaman&class=warrior", "class=warrior,shaman");
    becomes("class=63", "class=shaman");
    becomes("race=500", "race=ogre");
    becomes("named=1", "named=yes");
    becomes("named=false", "named=no");
    becomes("level=%205-5+", "level=5");
    becomes("weight=1.50-", "weight=1.5-");
    becomes("level=-5--5", "level=-5--5");
    becomes("lore=a%20%26b", "lore=a%20%26b");
    becomes("hunted_by=12&hunts=x", "hunts=x&hunted_by=12");
    becomes("q=moss+snake&all=1", "q=moss%20snake&all=1");
    becomes("all=0", "");
    becomes("talk_sort=newest&format=csv&level=1", "level=1");
}

static void the_largest_numbers_are_asked_for_as_others_are(void **state)
{
    (void)state;
    becomes("level=-9223372036854775807", "level=-9223372036854775807");
    becomes("level=9223372036854775807", "level=9223372036854775807");
    becomes("level=9223372036854775807-", "level=9223372036854775807");
    becomes("level=-9223372036854775807-", "level=-9223372036854775807-");
    becomes("level=-9223372036854775808-", "level=-9223372036854775807");
    becomes("level=--9223372036854775808", "level=--9223372036854775808");
    becomes("level=9007199254740993", "level=9007199254740993");
    becomes("weight=-922337203685477580.8-", "weight=-922337203685477580.7");
    is_refused("level=-9223372036854775808", "level");
    is_refused("level=9223372036854775808", "level");
    is_refused("weight=922337203685477580.8", "weight");
    is_refused("level=1e400", "level");
    is_refused(arena_format(arena, "level=9%01500d", 1), "level");
}

static void what_is_usual_is_left_out(void **state)
{
    (void)state;
    becomes("sort=-level", "");
    becomes("sort=level", "sort=level");
    becomes("sort=name", "sort=name");
    becomes("sort=-id", "sort=-id");
    becomes("columns=level,race", "");
    becomes("columns=race,level", "columns=race,level");
    becomes("columns=lore&columns=level", "columns=lore,level");
    becomes("columns=lore,lore", "columns=lore");
    becomes("columns=,", "");
    becomes("after=12", "after=12");
}

static void what_a_list_is_sorted_by_is_a_column(void **state)
{
    (void)state;
    assert_true(list_query_from(&list_query, arena, "sort=lore&columns=level"));
    list_query_show_sort(&list_query);
    assert_int_equal(list_query.column_count, 2);
    assert_string_equal(list_query.columns[1]->name, "lore");
    assert_true(list_query.sort_shown);
    assert_string_equal(list_query_address(arena, &list_query),
                        "/beastiary/beast/?sort=lore&columns=level");
    assert_true(list_query_from(&list_query, arena, "sort=lore"));
    list_query_show_sort(&list_query);
    assert_string_equal(list_query_address(arena, &list_query), "/beastiary/beast/?sort=lore");
    assert_true(list_query_from(&list_query, arena, "sort=level&columns=lore,level"));
    list_query_show_sort(&list_query);
    assert_int_equal(list_query.column_count, 2);
    assert_false(list_query.sort_shown);
    assert_true(list_query_from(&list_query, arena, "sort=name"));
    list_query_show_sort(&list_query);
    assert_false(list_query.sort_shown);
}

static void what_comes_from_a_form_is_known(void **state)
{
    (void)state;
    assert_true(list_query_from(&list_query, arena, "level=5&race=human"));
    assert_false(list_query.untidy);
    assert_true(list_query_from(&list_query, arena, "level=&race=human"));
    assert_true(list_query.untidy);
    assert_true(list_query_from(&list_query, arena, "race=human&race=ogre"));
    assert_true(list_query.untidy);
    assert_true(list_query_from(&list_query, arena, "add=weight"));
    assert_ptr_equal(list_query.added[0], &list_query_fields[1]);
}

static void what_there_is_not_is_named(void **state)
{
    (void)state;
    is_refused("nothing=1", "nothing");
    is_refused("nothing=", "nothing");
    is_refused("=1", "");
    is_refused("race=elf", "race");
    is_refused("class=warrior,elf", "class");
    is_refused("named=perhaps", "named");
    is_refused("level=1&level=2", "level");
    is_refused("hunts=1&hunts=2", "hunts");
    is_refused("sort=nothing", "sort");
    is_refused("columns=level,nothing", "columns");
    is_refused("add=nothing", "add");
    is_refused("all=2", "all");
    is_refused("after=0", "after");
    is_refused("after=-1", "after");
    is_refused("lore=a%00b", "lore");
    is_refused("lore=%FF", "lore");
    is_refused("q=%EF%BF%BE", "q");
    assert_true(list_query_from(&list_query, arena, "q=%E2%80%AEvox"));
}

/* Whatever was wrong with QUERY, the rest of it is a list that can be shown: TIDY is its address. */
static void leaves(const char *query, const char *tidy)
{
    struct catalogue_query asked;
    const char *address;

    assert_false(list_query_from(&list_query, arena, query));
    address = list_query_address(arena, &list_query);
    assert_string_equal(address, *tidy != '\0' ? arena_format(arena, "/beastiary/beast/?%s", tidy)
                                               : "/beastiary/beast/");
    assert_true(list_query.column_count > 0);
    list_query_query(&list_query, 10, &asked);
    assert_true(asked.sort != CATALOGUE_BY_FIELD || asked.field != NULL);
    for (size_t i = 0; i < list_query.condition_count; i++)
        assert_true(*list_query_describe(arena, &list_query.conditions[i]) != '\0');
}

static void what_is_refused_leaves_a_whole_list(void **state)
{
    (void)state;
    leaves("sort=x", "");
    leaves("sort=level&sort=x", "sort=level");
    leaves("sort=-x", "");
    leaves("sort=-", "");
    leaves("sort=name&sort=-x", "sort=name");
    leaves("sort=x&sort=-id", "sort=-id");
    leaves("columns=nothing", "");
    leaves("columns=nothing,lore", "columns=lore");
    leaves("class=warrior&class=cleric,elf", "class=warrior");
    leaves("race=human&race=ogre,elf", "race=human");
    leaves("level=5&level=60-50", "level=5");
    leaves("after=5&after=x", "after=5");
    leaves("q=moss&q=%FF", "q=moss");
    leaves("all=1&all=2", "all=1");
}

static void a_condition_can_be_taken_away(void **state)
{
    (void)state;
    assert_true(list_query_from(&list_query, arena, "level=5&race=human&named=yes&after=7"));
    list_query_drop(&list_query, 1);
    assert_string_equal(list_query_address(arena, &list_query),
                        "/beastiary/beast/?level=5&named=yes");
    assert_non_null(list_query_of_field(&list_query, &list_query_fields[4]));
    assert_null(list_query_of_field(&list_query, &list_query_fields[3]));
}

static void the_catalogue_is_asked_the_same(void **state)
{
    struct catalogue_query query;

    (void)state;
    assert_true(
        list_query_from(&list_query, arena, "level=5-&class=warrior,shaman&race=ogre&q=a&all=1"));
    list_query_query(&list_query, 10, &query);
    assert_int_equal(query.filter_count, 3);
    assert_true(query.filters[0].low == 5 && query.filters[0].high == INT64_MAX);
    assert_true(query.filters[1].any[0] == (UINT64_C(1) << 63 | 1));
    assert_true(query.filters[2].any[0] == 2); /* by its index */
    assert_string_equal(query.words, "a");
    assert_true(query.all && query.down && query.field == &list_query_fields[0]);
}

static void a_condition_has_words(void **state)
{
    (void)state;
    assert_true(list_query_from(&list_query, arena, "level=5-7&class=warrior,shaman&named=no"));
    assert_string_equal(list_query_describe(arena, &list_query.conditions[0]), "5 to 7");
    assert_string_equal(list_query_describe(arena, &list_query.conditions[1]), "Warrior, Shaman");
    assert_string_equal(list_query_describe(arena, &list_query.conditions[2]), "No");
    assert_string_equal(list_query_label(&list_query.conditions[0]), "Level");
}

/* ---- old links ---- */

static const struct legacy_url links[] = {
    {.path = "/",
     .given = "a=beast&b=1",
     .sort = LEGACY_URL_ID,
     .parameter = "id",
     .kind = &list_query_kind},
    {.path = "/",
     .given = "a=beast",
     .sort = LEGACY_URL_NAME,
     .parameter = "name",
     .kind = &list_query_kind},
    {.path = "/beast.html", .sort = LEGACY_URL_ID, .parameter = "id", .kind = &list_query_kind},
    {.path = "/sig/*", .sort = LEGACY_URL_PERSON, .parameter = "*"},
    {.path = "/list.html", .sort = LEGACY_URL_TO, .parameter = "/beastiary/beast/"},
    {.path = "/", .sort = LEGACY_URL_ID, .parameter = "beast", .kind = &list_query_kind},
};
static const struct game linked = {.name = "linked", .links = links, .link_count = COUNT(links)};

/* Which of the links fits TARGET; -1: none. Its value must be VALUE. */
static int link_of(const char *target, const char *value)
{
    struct parameters *query = arena_alloc(arena, sizeof *query);
    struct legacy_url_match match;

    assert_true(legacy_url_query(arena, target, query));
    if (!legacy_url_find(&linked, arena, arena_copy(arena, target, strcspn(target, "?")), query,
                         &match))
        return match.near != NULL ? -2 : -1;
    assert_string_equal(match.value, value);
    return (int)(match.link - links);
}

static void an_old_link_is_known_by_path_and_parameters(void **state)
{
    (void)state;
    assert_int_equal(link_of("/?a=beast&b=1&id=7", "7"), 0);
    assert_int_equal(link_of("/?id=7;b=1;a=beast", "7"), 0);
    assert_int_equal(link_of("/?a=beast&name=A%20rat", "A rat"), 1);
    assert_int_equal(link_of("/beast.html?page=1;id=+12+", "12"), 2);
    assert_int_equal(link_of("/sig/server/blue/Fippy.png", "Fippy"), 3);
    assert_int_equal(link_of("/list.html", "/beastiary/beast/"), 4);
    assert_int_equal(link_of("/?beast=9&power", "9"), 5);
}

static void what_is_no_old_link_is_none(void **state)
{
    (void)state;
    assert_int_equal(link_of("/", ""), -1);
    assert_int_equal(link_of("/?x=1", ""), -1);
    assert_int_equal(link_of("/other.html?id=1", ""), -1);
    assert_int_equal(link_of("/beast.html", ""), -2);
    assert_int_equal(link_of("/beast.html?id=", ""), -2);
    assert_int_equal(link_of("/beast.html?id=%FF", ""), -2);
    assert_int_equal(link_of("/?a=beast", ""), -2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_range_is_open_at_either_end),
        UNIT(what_is_no_range_is_refused),
        UNIT(what_a_page_prints_can_be_typed),
        UNIT(an_address_is_tidied),
        UNIT(the_largest_numbers_are_asked_for_as_others_are),
        UNIT(what_is_usual_is_left_out),
        UNIT(what_a_list_is_sorted_by_is_a_column),
        UNIT(what_comes_from_a_form_is_known),
        UNIT(what_there_is_not_is_named),
        UNIT(a_condition_can_be_taken_away),
        UNIT(the_catalogue_is_asked_the_same),
        UNIT(a_condition_has_words),
        UNIT(an_old_link_is_known_by_path_and_parameters),
        UNIT(what_is_refused_leaves_a_whole_list),
        UNIT(what_is_no_old_link_is_none),
    };

    return UNIT_RUN(tests);
}
