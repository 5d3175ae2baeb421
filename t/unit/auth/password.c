#include "auth/credentials/password.h"

#include "../unit.h"

static const char *const known[] = {
    "Brann", "Sir-Q_8Kv2w9", "borin@dwarves.example", "everquest", "Allakhazam's Magical Realm",
    NULL};

static void holds(const char *const passwords[], enum password_fault fault)
{
    for (size_t i = 0; passwords[i] != NULL; i++)
        if (password_check(arena, passwords[i], known) != fault)
            fail_msg("otherwise: %s", passwords[i]);
}

static void a_few_words_in_a_row_are_a_password(void **state)
{
    static const char *const fine[] = {"four lanterns over the moat",
                                       "correct horse battery",
                                       "drei alte Drachen",
                                       "3f9a1c77be02",
                                       "\xD1\x82\xD1\x80\xD0\xB8 \xD0\xB4\xD1\x80\xD0\xB0\xD0\xBA"
                                       "\xD0\xBE\xD0\xBD\xD0\xB0 99",
                                       "Brann found four lanterns",
                                       NULL};

    (void)state;
    holds(fine, PASSWORD_FINE);
}

static void characters_are_counted_and_not_bytes(void **state)
{
    static const char *const few[] = {"", "short", "v8#Lq-z!7x_", "\xC3\xA4v8#\xC3\xB6Lq\xC3\xBC-z",
                                      NULL};
    char long_one[ACCOUNT_PASSWORD_MAX + 2], wide[ACCOUNT_PASSWORD_BYTES + 1];

    (void)state;
    holds(few, PASSWORD_SHORT);
    assert_int_equal(password_check(arena, "\xC3\xA4v8#\xC3\xB6Lq\xC3\xBC-z!x", known),
                     PASSWORD_FINE);
    for (size_t i = 0; i < sizeof long_one; i++)
        long_one[i] = (char)('!' + (i * 31 + i / 7) % 90);
    long_one[sizeof long_one - 1] = '\0';
    assert_int_equal(password_check(arena, long_one, known), PASSWORD_LONG);
    long_one[sizeof long_one - 2] = '\0';
    assert_int_equal(password_check(arena, long_one, known), PASSWORD_FINE);
    for (size_t i = 0; i < ACCOUNT_PASSWORD_MAX; i++)
        memcpy(wide + 4 * i,
               i % 3 == 0   ? "\xF0\x9F\x90\x89"
               : i % 3 == 1 ? "\xF0\x9F\x8F\xB0"
                            : "\xF0\x9F\xA7\x99",
               4);
    wide[sizeof wide - 1] = '\0';
    assert_int_not_equal(password_check(arena, wide, known), PASSWORD_LONG);
}

static void what_is_tried_first_is_refused(void **state)
{
    static const char *const common[] = {"password1234", "Password2024!",    "passwordpassword",
                                         "p@ssw0rd1234", "iloveyou1234",     "123456789012",
                                         "abcdefghijkl", "aaaaaaaaaaaa",     "qwertyuiop12",
                                         "1qaz2wsx3edc", "trustno1trustno1", "letmeinletmein",
                                         "football2012", "Michelle1987!",    "zaq12wsxcde3",
                                         "passwort1234", "liverpool1892",    NULL};

    (void)state;
    holds(common, PASSWORD_GUESSABLE);
}

static void what_is_known_of_its_owner_is_refused(void **state)
{
    static const char *const personal[] = {"Allakhazam12",
                                           "4llakhazam!99",
                                           "Everquest-Brann1",
                                           "BorinDwarves!1",
                                           "borin.dwarves",
                                           "Sir-Q_8Kv2w9-1",
                                           NULL};
    static const char *const nobody[] = {NULL};

    (void)state;
    holds(personal, PASSWORD_PERSONAL);
    for (size_t i = 0; personal[i] != NULL; i++)
        assert_int_equal(password_check(arena, personal[i], nobody), PASSWORD_FINE);
}

static void each_fault_is_told(void **state)
{
    (void)state;
    for (int fault = PASSWORD_SHORT; fault <= PASSWORD_PERSONAL; fault++)
        assert_true(strlen(password_fault_words(arena, (enum password_fault)fault)) > 0);
    assert_non_null(strstr(password_fault_words(arena, PASSWORD_SHORT), "12"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_few_words_in_a_row_are_a_password),
        UNIT(characters_are_counted_and_not_bytes),
        UNIT(what_is_tried_first_is_refused),
        UNIT(what_is_known_of_its_owner_is_refused),
        UNIT(each_fault_is_told),
    };

    return UNIT_RUN(tests);
}
