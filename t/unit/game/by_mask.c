/* Numbers that a game's file declares to differ by the values of a mask. */
#include "../game_text.h"
#include "game/game.h"

/* A game of spells; LEVEL are further lines of their level, from line 18 on. */
#define GAME(LEVEL)                                                                                \
    "Title = Spells\n"                  /* 1 */                                                    \
    "Enumerations {\n  classes {\n"     /* 2 */                                                    \
    "    0 = Warrior\n    1 = Cleric\n" /* 4 */                                                    \
    "  }\n}\n"                          /* 6 */                                                    \
    "Kinds {\n  spell {\n"              /* 8 */                                                    \
    "    Label = Spell\n"               /* 10 */                                                   \
    "    Plural = Spells\n"             /* 11 */                                                   \
    "    Fields {\n"                    /* 12 */                                                   \
    "      classes {\n"                 /* 13 */                                                   \
    "        Type = mask\n        Values = classes\n        Label = Classes\n      }\n"            \
    "      level {\n" LEVEL /* 18 */                                                               \
    "        Type = integer\n        Label = Level\n      }\n"                                     \
    "      warrior {\n        Type = integer\n        Label = Warrior\n      }\n"                  \
    "      cleric {\n        Type = integer\n        Label = Cleric\n      }\n"                    \
    "      weight {\n        Type = decimal\n        Label = Weight\n      }\n"                    \
    "    }\n  }\n}\n"

#define BY "        By = classes\n" /* line 19 */

static const struct game *read_text(const char *text, const char **said)
{
    return game_of_text("spells.hdf", text, said);
}

static void complains(const char *text, int line, const char *what)
{
    const char *said;

    assert_null(read_text(text, &said));
    assert_string_equal(said,
                        arena_format(arena, "%s:%d: %s\n", unit_name("spells.hdf"), line, what));
}

static void a_number_differs_by_the_values_of_a_mask(void **state)
{
    const char *said;
    const struct game *game = read_text(GAME(BY "Each {\n1 = cleric\n0 = warrior\n}\n"), &said);
    const struct kind *kind;
    const struct field *level;

    (void)state;
    assert_string_equal(said, "");
    kind = &game->kinds[0];
    level = kind_field(kind, "level");
    assert_ptr_equal(level->by, kind_field(kind, "classes"));
    assert_int_equal(level->each_count, 2);
    assert_string_equal(level->each[0].choice->label, "Warrior");
    assert_ptr_equal(level->each[0].field, kind_field(kind, "warrior"));
    assert_ptr_equal(level->each[1].field, kind_field(kind, "cleric"));
    assert_ptr_equal(level->each[1].field->whole, level);
    assert_true(level->each[1].field->subsumed && !level->subsumed);
    assert_null(kind_field(kind, "weight")->whole);
}

static void what_a_number_cannot_differ_by_is_said(void **state)
{
    (void)state;
    complains(GAME(BY), 19, "By: level has no Each");
    complains(GAME("Each {\n}\n"), 19, "Each: level has no By");
    complains(GAME("By = weight\nEach {\n}\n"), 19, "By: there is no mask weight");
    complains(GAME("By = nothing\nEach {\n}\n"), 19, "By: there is no mask nothing");
    complains(GAME(BY "Each {\n}\nHigh = cleric\n"), 19,
              "By: only a number differs that is part of no interval and of no other number");
    complains(GAME(BY "Each {\n1 = third\n}\nType = integer\nLabel = Level\n}\nthird {\n" BY
                      "Each {\n0 = warrior\n}\n"),
              27, "By: only a number differs that is part of no interval and of no other number");
}

static void what_no_value_of_it_can_be_is_said(void **state)
{
    (void)state;
    complains(GAME(BY "Each {\n2 = cleric\n}\n"), 21, "Each: classes has no value 2");
    complains(GAME(BY "Each {\nx = cleric\n}\n"), 21, "Each: classes has no value x");
    complains(GAME(BY "Each {\n1 = nothing\n}\n"), 21, "Each: there is no field nothing");
    complains(GAME(BY "Each {\n1 {\n}\n}\n"), 21, "1 needs a value");
    complains(GAME(BY "Each {\n1 = weight\n}\n"), 21,
              "Each: the fields of the values are numbers of the same type");
    complains(GAME(BY "Each {\n1 = level\n}\n"), 21, "Each: a field belongs to one value only");
    complains(GAME(BY "Each {\n1 = cleric\n0 = cleric\n}\n"), 22,
              "Each: a field belongs to one value only");
    complains(GAME("Type = integer\nLabel = Level\nHigh = cleric\n}\nother {\n" BY
                   "Each {\n1 = level\n}\n"),
              26, "Each: no interval differs by values");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_number_differs_by_the_values_of_a_mask),
        UNIT(what_a_number_cannot_differ_by_is_said),
        UNIT(what_no_value_of_it_can_be_is_said),
    };

    return UNIT_RUN(tests);
}
