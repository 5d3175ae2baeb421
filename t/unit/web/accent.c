#include "web/sites/accent.h"

#include <string.h>

#include "../unit.h"

static void any_colour_has_a_legible_shade_in_both_themes(void **state)
{
    (void)state;
    for (unsigned number = 0; number < 4096; number++) {
        const char *color = arena_format(arena, "#%x%x%x%x%x%x", number >> 8, number >> 8,
                                         number >> 4 & 15, number >> 4 & 15, number & 15,
                                         number & 15);
        const struct accent_shades shades = accent_shades(color);

        assert_true(shades.dark.contrast >= 4.5);
        assert_true(shades.light.contrast >= 4.5);
        assert_int_equal(shades.dark.adjusted, strcmp(shades.dark.color, color) != 0);
        assert_int_equal(shades.light.adjusted, strcmp(shades.light.color, color) != 0);
    }
}

static void a_colour_that_is_legible_stays_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(accent_shades("#e0a458").dark.color, "#e0a458");
    assert_true(accent_shades("#e0a458").light.adjusted);
    assert_string_equal(accent_shades("#1d5687").light.color, "#1d5687");
    assert_true(accent_shades("#1d5687").dark.adjusted);
}

static void an_accent_is_a_name_or_a_colour(void **state)
{
    static const char *const wrong[] = {"",         "pink",     "#fff",      "#ABCDEF", "#12345g",
                                        "#1234567", "123456",   "#12345",    "ember ",  "#12345;",
                                        "Ember",    "red;a:b}", "#aabbcc\n", "own"};

    (void)state;
    assert_true(accent_valid("ember"));
    assert_true(accent_valid("#00ff7f"));
    assert_false(accent_is_color("ember"));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(accent_valid(wrong[i]));
}

static void its_style_sheet_is_found_by_its_address_alone(void **state)
{
    static const char *const wrong[] = {"",
                                        ".css",
                                        "1-.css",
                                        "1-00ff7f",
                                        "2-00ff7f.css",
                                        "1-00ff7f.css.css",
                                        "1-00FF7F.css",
                                        "1-}{;:..css"};
    const char *path = accent_path(arena, "#00ff7f");

    (void)state;
    assert_null(accent_path(arena, "ember"));
    assert_string_equal(path, "/accent/1-00ff7f.css");
    assert_non_null(
        strstr(accent_style(arena, path + strlen("/accent/")), "--dark-accent: #00ff7f"));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_null(accent_style(arena, wrong[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(any_colour_has_a_legible_shade_in_both_themes),
        UNIT(a_colour_that_is_legible_stays_as_it_is),
        UNIT(an_accent_is_a_name_or_a_colour),
        UNIT(its_style_sheet_is_found_by_its_address_alone),
    };

    return UNIT_RUN(tests);
}
