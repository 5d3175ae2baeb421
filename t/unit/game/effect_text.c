#include "game/effect_text.h"

#include "../unit.h"

/* A game whose spells do something. HOW is how the number beside a stun is told. */
#define GAME(HOW, AMOUNT)                                                                          \
    "Title = Spells\nEnumerations {\neffect {\n0 = Might\n1 = Stun\n2 = Shape\n3 = Haste\n"        \
    "4 = Sleep\n5 = Sight\nAmounts {\n1 = " HOW "\n2 = race\n3 = over-hundred\n"                   \
    "4 = none | level\n5 = none\n}\n}\nrace {\n0 = Human\n14 = Werewolf\n}\n}\nKinds {\nspell {\n" \
    "Label = Spell\nPlural = Spells\nFields {\neffect {\nType = choice\nValues = effect\n"         \
    "Label = Effect\nAmount = " AMOUNT "\n}\nvalue {\nType = integer\nLabel = Value\n}\nmost {\n"  \
    "Type = integer\nLabel = Most\n}\ngrowth {\nType = integer\nLabel = Growth\n}\nbound {\n"      \
    "Type = integer\nLabel = Limit\n}\nother {\nType = integer\nLabel = Other\n}\n}\n}\n}\n"

#define VALID GAME("milliseconds | level", "value, most, growth, bound")

static const struct game *read_text(const char *text, const char **said)
{
    const char *path = unit_file("game.hdf", text);
    char *errors = NULL;
    size_t length;
    FILE *out = open_memstream(&errors, &length);
    const struct game *game = game_read(arena, path, NULL, out);

    (void)fclose(out);
    *said = arena_string(arena, errors);
    free(errors);
    return game;
}

static const char *told(int64_t effect, int64_t value, int64_t max, int64_t growth)
{
    const char *said;
    const struct game *game = read_text(VALID, &said);
    const struct value values[6] = {
        {.set = true, .number = effect}, {.set = true, .number = value},
        {.set = true, .number = max},    {.set = growth != 0, .number = growth},
        {.set = true, .number = 7},
    };

    assert_non_null(game);
    return effect_text(&game_kind(game, "spell")->fields[0], arena, values);
}

static void an_effect_says_how_much_it_is(void **state)
{
    (void)state;
    assert_string_equal(told(0, 12, 0, 0), "Might +12");
    assert_string_equal(told(0, -12, 12, 0), "Might -12");
    assert_string_equal(told(0, 0, 0, 0), "Might");
    assert_string_equal(told(3, 170, 0, 0), "Haste +70 %");
    assert_string_equal(told(3, 70, 0, 0), "Haste -30 %");
    assert_string_equal(told(1, 1500, 0, 0), "Stun 1.5 s");
    assert_string_equal(told(5, 1, 0, 0), "Sight");
}

static void what_grows_says_from_where_to_where(void **state)
{
    (void)state;
    assert_string_equal(told(0, 1, 9, 119), "Might +1 to +9");
    assert_string_equal(told(0, -1, 9, 119), "Might -1 to -9");
    assert_string_equal(told(0, 5, 0, 102), "Might +5, by level");
    assert_string_equal(told(3, 110, 130, 102), "Haste +10 % to +30 %");
}

static void what_works_up_to_a_level_says_so(void **state)
{
    (void)state;
    assert_string_equal(told(1, 5000, 55, 0), "Stun 5 s, up to level 55");
    assert_string_equal(told(4, 1, 30, 0), "Sleep up to level 30");
    assert_string_equal(told(4, 1, 0, 0), "Sleep");
}

static void a_number_that_is_a_name_is_told_by_it(void **state)
{
    (void)state;
    assert_string_equal(told(2, 14, 0, 0), "Shape Werewolf");
    assert_string_equal(told(2, 0, 0, 0), "Shape Human");
    assert_string_equal(told(2, -14, 0, 0), "Shape not Werewolf");
    assert_string_equal(told(2, 99, 0, 0), "Shape 99");
}

static void its_figures_need_no_lines_of_their_own(void **state)
{
    const char *said;
    const struct game *game = read_text(VALID, &said);
    const struct kind *spell = game_kind(game, "spell");

    (void)state;
    assert_false(kind_field(spell, "effect")->subsumed);
    assert_true(kind_field(spell, "value")->subsumed);
    assert_true(kind_field(spell, "bound")->subsumed);
    assert_false(kind_field(spell, "other")->subsumed);
}

static void complains(const char *text, const char *what)
{
    const char *said;

    assert_null(read_text(text, &said));
    assert_non_null(strstr(said, what));
}

static void what_lasts_is_told_per_tick(void **state)
{
    const char *said;
    const struct game *game =
        read_text(GAME("signed | tick", "value, most, growth\nLasts = bound"), &said);
    struct value values[6] = {{.set = true, .number = 1}, {.set = true, .number = -20}};

    (void)state;
    assert_non_null(game);
    assert_string_equal(effect_text(&game->kinds[0].fields[0], arena, values), "Stun -20");
    values[4] = (struct value){.set = true, .number = 3};
    assert_string_equal(effect_text(&game->kinds[0].fields[0], arena, values), "Stun -20 a tick");
}

static void amounts_that_are_wrong_are_said(void **state)
{
    (void)state;
    complains(GAME("minutes", "value"), ":11: Amounts: there is no enumeration minutes");
    complains(GAME("plain | depth", "value"), ":11: Amounts: only level or tick");
    complains(GAME("plain", "value\nLasts = nothing"), "Lasts names a field");
    complains(GAME("plain\n9 = none", "value"), ":12: Amounts: effect has no value 9");
    complains(GAME("plain", "worth"), "Amount: there is no integer field worth");
    complains(GAME("plain", "effect"), "Amount: there is no integer field effect");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(an_effect_says_how_much_it_is),
        UNIT(what_grows_says_from_where_to_where),
        UNIT(what_works_up_to_a_level_says_so),
        UNIT(a_number_that_is_a_name_is_told_by_it),
        UNIT(its_figures_need_no_lines_of_their_own),
        UNIT(amounts_that_are_wrong_are_said),
        UNIT(what_lasts_is_told_per_tick),
    };

    return UNIT_RUN(tests);
}
