#include "base/text/text.h"

#include <locale.h>
#include <stdlib.h>

#include "../unit.h"

static enum text_fault check(const char *text)
{
    return text_check(text, strlen(text), true);
}

/* Writes a code point as UTF-8 would, surrogates and what lies beyond Unicode included. */
static size_t write_code_point(uint32_t c, unsigned char out[4])
{
    size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0x00, 0xC0, 0xE0, 0xF0};

    for (size_t i = length; i-- > 1; c >>= 6)
        out[i] = (unsigned char)(0x80 | (c & 0x3F));
    out[0] = (unsigned char)(lead[length] | c);
    return length;
}

/* The length of the well-formed sequence that BYTES begin with, after Unicode's table 3-7. */
static size_t well_formed(const unsigned char *b, size_t left)
{
    static const struct {
        unsigned char first[2], second[2];
        size_t length;
    } table[] = {
        {{0x00, 0x7F}, {0, 0}, 1},       {{0xC2, 0xDF}, {0x80, 0xBF}, 2},
        {{0xE0, 0xE0}, {0xA0, 0xBF}, 3}, {{0xE1, 0xEC}, {0x80, 0xBF}, 3},
        {{0xED, 0xED}, {0x80, 0x9F}, 3}, {{0xEE, 0xEF}, {0x80, 0xBF}, 3},
        {{0xF0, 0xF0}, {0x90, 0xBF}, 4}, {{0xF1, 0xF3}, {0x80, 0xBF}, 4},
        {{0xF4, 0xF4}, {0x80, 0x8F}, 4},
    };

    for (size_t i = 0; i < COUNT(table); i++) {
        if (b[0] < table[i].first[0] || b[0] > table[i].first[1] || table[i].length > left)
            continue;
        if (table[i].length > 1 && (b[1] < table[i].second[0] || b[1] > table[i].second[1]))
            continue;
        for (size_t j = 2; j < table[i].length; j++)
            if (b[j] < 0x80 || b[j] > 0xBF)
                return 0;
        return table[i].length;
    }
    return 0;
}

static void malformed_utf8_is_found_wherever_it_is(void **state)
{
    static const char *const bad[] = {"\x80",
                                      "\xBF",
                                      "\xC3",
                                      "\xE2\x82",
                                      "\xF0\x9F\x98",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xE0\x80\x80",
                                      "\xE0\x9F\xBF",
                                      "\xF0\x80\x80\x80",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xED\xA0\x80",
                                      "\xED\xBF\xBF",
                                      "\xED\xA0\xBD\xED\xB8\x80",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xF8\x88\x80\x80\x80",
                                      "\xFE",
                                      "\xFF",
                                      "\xC3\x28",
                                      "\xE2\x28\xA1",
                                      "\xE2\x82\x28"};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(check(bad[i]), TEXT_NOT_UTF8);
        assert_int_equal(check(arena_format(arena, "fine %s", bad[i])), TEXT_NOT_UTF8);
        assert_int_equal(check(arena_format(arena, "%s fine", bad[i])), TEXT_NOT_UTF8);
    }
    assert_int_equal(check("\xF4\x8F\xBF\xBF"), TEXT_NONCHARACTER);
    assert_int_equal(check("\xF4\x8F\xBF\xBD"), TEXT_VALID);
    assert_int_equal(check("\xED\x9F\xBF\xEE\x80\x80"), TEXT_VALID);
}

static void utf8_is_what_unicode_says_it_is(void **state)
{
    uint64_t seed = 4;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        unsigned char bytes[4];
        size_t length = 1 + unit_below(&seed, 4), step;

        /* Bytes from the edges of every range, so that many sequences are nearly right. */
        for (size_t j = 0; j < length; j++)
            bytes[j] = (unsigned char[]){
                'a',  0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2,
                0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF}[unit_below(&seed, 20)];
        step = well_formed(bytes, length);
        if (step == length)
            assert_true(text_check((char *)bytes, length, true) != TEXT_NOT_UTF8);
        else if (step == 0)
            assert_int_equal(text_check((char *)bytes, length, true), TEXT_NOT_UTF8);
    }
}

static bool reorders(uint32_t c)
{
    return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

static void every_code_point_is_judged(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        unsigned char bytes[4];
        size_t length = write_code_point(c, bytes);
        bool control = c < 0x20 || (c >= 0x7F && c < 0xA0), surrogate = c >> 11 == 0x1B;
        enum text_fault expected = surrogate ? TEXT_NOT_UTF8
                                   : c == 0  ? TEXT_NUL
                                   : (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE
                                       ? TEXT_NONCHARACTER
                                   : reorders(c) ? TEXT_BIDI_CONTROL
                                   : control     ? TEXT_CONTROL
                                                 : TEXT_VALID;

        if (text_check((char *)bytes, length, false) != expected)
            fail_msg("U+%04X is judged as %d", c, text_check((char *)bytes, length, false));
        if (c == '\n' || c == '\r' || c == '\t' || expected == TEXT_BIDI_CONTROL)
            expected = TEXT_VALID;
        if (text_check((char *)bytes, length, true) != expected)
            fail_msg("with lines, U+%04X is judged as %d", c, expected);
    }
}

static void utf8_is_judged_past_all_that_it_holds(void **state)
{
    unsigned char bytes[4];

    (void)state;
    assert_true(text_utf8("", 0));
    assert_true(text_utf8("a\0b", 3));
    for (uint32_t c = 0; c < 0x120000; c++) {
        size_t length = write_code_point(c, bytes);

        if (text_utf8((char *)bytes, length) != (well_formed(bytes, length) == length))
            fail_msg("U+%04X", (unsigned)c);
    }
    assert_false(text_utf8("\177\303", 2));
    assert_false(text_utf8("\342\200\256\247", 4));
    assert_false(text_utf8("a\0\200", 3));
}

static void a_nul_does_not_end_the_check(void **state)
{
    (void)state;
    assert_int_equal(text_check("a\0b", 3, true), TEXT_NUL);
    assert_int_equal(text_check("a\0b", 1, true), TEXT_VALID);
    assert_int_equal(text_check("", 0, true), TEXT_VALID);
}

static void right_to_left_letters_are_valid(void **state)
{
    (void)state;
    assert_int_equal(check("שלום, مرحبا"), TEXT_VALID);
    assert_int_equal(text_check("\xE2\x80\xAEgnp", 6, false), TEXT_BIDI_CONTROL);
    assert_int_equal(text_check("\xE2\x80\xAEgnp", 6, true), TEXT_VALID);
}

static void characters_are_code_points(void **state)
{
    (void)state;
    assert_int_equal(text_characters(""), 0);
    assert_int_equal(text_characters("Vox"), 3);
    assert_int_equal(text_characters("Höhle€😀"), 7);
}

static void text_is_cut_between_characters(void **state)
{
    (void)state;
    assert_string_equal(text_cut(arena, "Höhle€😀", 7), "Höhle€😀");
    assert_string_equal(text_cut(arena, "Höhle€😀", 6), "Höhle€…");
    assert_string_equal(text_cut(arena, "Höhle€😀", 2), "Hö…");
    assert_string_equal(text_cut(arena, "a", 0), "…");
    assert_string_equal(text_cut(arena, "", 0), "");
}

static void line_ends_become_one_kind_and_the_ends_are_trimmed(void **state)
{
    (void)state;
    assert_string_equal(text_normal(arena, " \t\r\n a\r\nb\rc\nd \r\n\t "), "a\nb\nc\nd");
    assert_string_equal(text_normal(arena, "a\r\n\r\nb"), "a\n\nb");
    assert_string_equal(text_normal(arena, "a\r\rb\r"), "a\n\nb");
    assert_string_equal(text_normal(arena, " \r\n "), "");
    assert_string_equal(text_normal(arena, ""), "");
}

static void anything_can_be_made_showable(void **state)
{
    size_t mended_length;
    uint64_t seed = 5;

    (void)state;
    assert_string_equal(text_showable(arena, "a\xFF\xE2\x82z\0\n", 7), "a���z�\n");
    assert_string_equal(text_showable(arena, "\xEF\xB7\x90\xEF\xBF\xBE\xED\xA0\x80", 9), "�����");
    for (int i = 0; i < 20000; i++) {
        unsigned char bytes[24];
        size_t length = unit_below(&seed, sizeof bytes);
        char *shown;

        for (size_t j = 0; j < length; j++)
            bytes[j] = (unsigned char)unit_random(&seed);
        shown = text_showable(arena, (char *)bytes, length);
        assert_int_equal(check(shown), TEXT_VALID);
        mended_length = length;
        assert_string_equal(text_mended(arena, arena_copy(arena, bytes, length), &mended_length),
                            shown);
        assert_int_equal(mended_length, strlen(shown));
        if (text_check((char *)bytes, length, true) == TEXT_VALID)
            assert_memory_equal(shown, bytes, length);
        arena_reset(arena);
    }
}

static void what_is_looked_up_has_no_pasted_marks(void **state)
{
    (void)state;
    assert_string_equal(text_visible(arena, "\u200EVox\u200F \uFEFFL\u200Bady\u00AD\u202E\u2069"),
                        "Vox Lady");
    assert_string_equal(text_visible(arena, "Höhle 竜"), "Höhle 竜");
    assert_string_equal(text_visible(arena, ""), "");
    assert_string_equal(text_slug(arena, "La\u200Bdy\uFEFF Vox"), "lady-vox");
}

static void only_what_runs_from_right_to_left_is_isolated_from_text_around_it(void **state)
{
    static const char *const plain[] = {"", "Vox", "Höhle, 竜 5–6!", "a\xFFz", "50 %", "😀"};
    static const char *const turning[] = {
        "דנה",        "Vox דנה",    "مريم",   "٣٤",     "\u0712",
        "\U00010840", "\U0001E900", "\uFB2A", "\uFEF5", "\u200F!",
    };

    (void)state;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        assert_ptr_equal(text_isolated(arena, plain[i]), plain[i]);
    for (size_t i = 0; i < sizeof turning / sizeof turning[0]; i++)
        assert_string_equal(text_isolated(arena, turning[i]),
                            arena_format(arena, "\u2068%s\u2069", turning[i]));
    /* Nothing in it gets out. */
    assert_string_equal(text_isolated(arena, "\u2069\u202Eabc"), "\u2068\u202Eabc\u202C\u2069");
}

static void no_embedding_reaches_beyond_its_line(void **state)
{
    (void)state;
    assert_string_equal(text_closed(arena, "a\u202Eb\nc"), "a\u202Eb\u202C\nc");
    assert_string_equal(text_closed(arena, "\u2067a\u202Ab\u2069c"), "\u2067a\u202Ab\u202C\u2069c");
    assert_string_equal(text_closed(arena, "a\u202C\u2069b"), "ab");
    assert_string_equal(text_closed(arena, "\u200Fمی\u200Cروم\u200E"), "\u200Fمی\u200Cروم\u200E");
    assert_string_equal(text_closed(arena, ""), "");
}

static void a_body_keeps_the_indentation_of_its_first_line(void **state)
{
    (void)state;
    assert_string_equal(text_body(arena, " \r\n\n    a\r\n  b \n "), "    a\n  b");
    assert_string_equal(text_body(arena, "\ta"), "\ta");
    assert_string_equal(text_body(arena, " \n "), "");
    assert_string_equal(text_body(arena, "\u202Ba\n\u202C \n"), "\u202Ba\u202C");
}

static void text_without_anything_to_see_is_blank(void **state)
{
    static const uint32_t invisible[] = {' ',    '\t',   0xA0,    0xAD,    0x34F,   0x61C,
                                         0x115F, 0x1160, 0x1680,  0x17B4,  0x180B,  0x180E,
                                         0x2003, 0x200B, 0x200D,  0x2028,  0x202E,  0x2060,
                                         0x2064, 0x2800, 0x3000,  0x3164,  0xFE0F,  0xFEFF,
                                         0xFFA0, 0xFFF0, 0x1D173, 0xE0001, 0xE0020, 0xE0100};

    (void)state;
    assert_true(text_blank(""));
    for (size_t i = 0; i < COUNT(invisible); i++) {
        char text[16] = {0};
        size_t length = write_code_point(invisible[i], (unsigned char *)text);

        if (!text_blank(text))
            fail_msg("U+%04X can be seen", invisible[i]);
        write_code_point('.', (unsigned char *)text + length);
        assert_false(text_blank(text));
    }
    assert_false(text_blank("😀"));
    assert_false(text_blank("\xFF"));
}

static void a_slug_is_what_a_reader_would_type(void **state)
{
    static const struct {
        const char *title, *slug;
    } slugs[] = {
        {"Lady Vox", "lady-vox"},
        {"  Where's the Dragon's Lair?! ", "wheres-the-dragons-lair"},
        {"Hierophant`s Crook – it’s fine", "hierophants-crook-its-fine"},
        {"Die Höhle der Größe", "die-hoehle-der-groesse"},
        {"ÀÉÎÕÜçñøÿ", "aeiouecnoy"},
        {"Œuvre Æther Þór Guðrún", "oeuvre-aether-thor-gudrun"},
        {"2×3÷6", "2-3-6"},
        {"Šárka Žižková říká čau ďasům", "sarka-zizkova-rika-cau-dasum"},
        {"Zażółć gęślą jaźń ŁÓDŹ", "zazolc-gesla-jazn-lodz"},
        {"Ördög Őrült Űrhajó tűz", "oerdoeg-oruelt-urhajo-tuz"},
        {"Đorđe İstanbul ışık ğ Ș ț Ħal ŧ ŋ", "dorde-istanbul-isik-g-s-t-hal-t-n"},
        {"Ĳsselmeer ĸ ŉ ŀ ſ STRAẞE", "ijsselmeer-q-n-l-s-strasse"},
        {"Việt Nam Ǽ Ǿ ǎ Ǜ", "viet-nam-ae-o-a-u"},
        {"S\u030Ca\u0301rka", "sarka"},
        {"Αθήνα Athens Москва Moscow", "athens-moscow"},
        {"Москва", "-"},
        {"a---b___c", "a-b-c"},
        {"", "-"},
        {"???", "-"},
        {"竜の巣", "-"},
        {"竜 dragon 巣", "dragon"},
        {"''", "-"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(slugs); i++)
        assert_string_equal(text_slug(arena, slugs[i].title), slugs[i].slug);
}

/* The letters from FIRST to LAST, below U+10000. */
static void have_a_place_in_a_slug(unsigned first, unsigned last)
{
    for (unsigned c = first; c <= last; c++) {
        char two[] = {(char)(0xC0 | c >> 6), (char)(0x80 | (c & 0x3F)), '\0'};
        char three[] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)),
                        (char)(0x80 | (c & 0x3F)), '\0'};

        if (strcmp(text_slug(arena, c < 0x800 ? two : three), "-") == 0)
            fail_msg("nothing is left of %s", c < 0x800 ? two : three);
    }
}

static void every_letter_of_living_latin_alphabets_has_a_place_in_a_slug(void **state)
{
    (void)state;
    have_a_place_in_a_slug(0xC0, 0xD6); /* Latin-1, on both sides of × and ÷ */
    have_a_place_in_a_slug(0xD8, 0xF6);
    have_a_place_in_a_slug(0xF8, 0x17F);    /* and Latin Extended-A */
    have_a_place_in_a_slug(0x218, 0x21B);   /* Romanian */
    have_a_place_in_a_slug(0x1E80, 0x1E85); /* Welsh */
    have_a_place_in_a_slug(0x1EA0, 0x1EF9); /* Vietnamese */
}

static void a_slug_is_the_same_whatever_the_locale(void **state)
{
    (void)state;
    setlocale(LC_ALL, "C");
    assert_string_equal(text_slug(arena, "Škoda"), "skoda");
    setlocale(LC_ALL, "C.UTF-8");
    assert_string_equal(text_slug(arena, "Škoda"), "skoda");
    assert_string_equal(setlocale(LC_CTYPE, NULL), "C.UTF-8");
    setlocale(LC_ALL, "C");
}

static void a_slug_is_at_most_sixty_bytes_that_need_no_encoding(void **state)
{
    uint64_t seed = 6;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        static const char *const parts[] = {"a", "Z", "0",  " ", "-", "ä",
                                            "ß", "'", "竜", "ø", "/", "ĳ"};
        char title[300] = "";
        char *slug;

        for (size_t left = unit_below(&seed, 90); left > 0; left--)
            unit_append(title, sizeof title, parts[unit_below(&seed, COUNT(parts))]);
        slug = text_slug(arena, title);
        assert_in_range(strlen(slug), 1, 60);
        assert_int_equal(strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(slug));
        if (strcmp(slug, "-") != 0)
            assert_true(slug[0] != '-' && slug[strlen(slug) - 1] != '-' && !strstr(slug, "--"));
        arena_reset(arena);
    }
    assert_int_equal(strlen(text_slug(arena, arena_format(arena, "%059d ä", 0))), 59);
    assert_int_equal(strlen(text_slug(arena, arena_format(arena, "%0200d", 0))), 60);
}

static void a_number_is_digits_up_to_two_to_the_sixty_fourth(void **state)
{
    static const char *const bad[] = {"",
                                      " ",
                                      "-",
                                      "+",
                                      "+1",
                                      "-1",
                                      "-0",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x10",
                                      "1e3",
                                      "١",
                                      "18446744073709551616",
                                      "18446744073709551620",
                                      "28446744073709551615",
                                      "100000000000000000000",
                                      "99999999999999999999999999999999999999"};
    uint64_t value = 7;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (text_u64(bad[i], &value))
            fail_msg("taken for a number: \"%s\"", bad[i]);
    assert_int_equal(value, 7);
    assert_true(text_u64("0", &value) && value == 0);
    assert_true(text_u64("0042", &value) && value == 42);
    assert_true(text_u64("18446744073709551615", &value) && value == UINT64_MAX);
    assert_true(text_u64("18446744073709551609", &value) && value == UINT64_MAX - 6);
}

static void a_signed_number_reaches_both_ends_of_its_range(void **state)
{
    int64_t v = 7;

    (void)state;
    assert_true(text_i64("9223372036854775807", INT64_MIN, INT64_MAX, &v) && v == INT64_MAX);
    assert_true(text_i64("-9223372036854775808", INT64_MIN, INT64_MAX, &v) && v == INT64_MIN);
    assert_true(text_i64("-9223372036854775807", INT64_MIN, 0, &v) && v == -INT64_MAX);
    assert_true(text_i64("-0", INT64_MIN, INT64_MAX, &v) && v == 0);
    assert_true(text_i64("+5", -5, 5, &v) && v == 5);
    assert_true(text_i64("-5", -5, 5, &v) && v == -5);
    v = 7;
    assert_false(text_i64("9223372036854775808", INT64_MIN, INT64_MAX, &v));
    assert_false(text_i64("-9223372036854775809", INT64_MIN, INT64_MAX, &v));
    assert_false(text_i64("18446744073709551615", INT64_MIN, INT64_MAX, &v));
    assert_false(text_i64("-18446744073709551615", INT64_MIN, INT64_MAX, &v));
    assert_false(text_i64("6", -5, 5, &v));
    assert_false(text_i64("-6", -5, 5, &v));
    assert_false(text_i64("--5", -5, 5, &v));
    assert_false(text_i64("+-5", -5, 5, &v));
    assert_false(text_i64("-", -5, 5, &v));
    assert_false(text_i64("", -5, 5, &v));
    assert_int_equal(v, 7);
}

static void a_size_is_told_in_the_largest_unit_that_it_is_a_number_of(void **state)
{
    static const struct {
        size_t bytes;
        const char *told;
    } cases[] = {{0, "0 B"},
                 {1, "1 B"},
                 {1023, "1023 B"},
                 {1024, "1 KB"},
                 {1536, "1536 B"},
                 {262144, "256 KB"},
                 {1048576, "1 MB"},
                 {4194304, "4 MB"},
                 {5242880 + 1024, "5121 KB"},
                 {1073741824, "1 GB"},
                 {(size_t)1 << 40, "1024 GB"}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(text_size(arena, cases[i].bytes), cases[i].told);
}

static void a_prefix_begins_a_text(void **state)
{
    (void)state;
    assert_true(text_starts("Bearer x", "Bearer "));
    assert_true(text_starts("x", ""));
    assert_false(text_starts("Bear", "Bearer "));
    assert_false(text_starts("bearer x", "Bearer "));
}

static void hexadecimal_goes_there_and_back(void **state)
{
    unsigned char bytes[256], back[256];

    (void)state;
    for (int i = 0; i < 256; i++)
        bytes[i] = (unsigned char)i;
    assert_true(text_unhex(text_hex(arena, bytes, sizeof bytes), back, sizeof back));
    assert_memory_equal(bytes, back, sizeof bytes);
    assert_string_equal(text_hex(arena, "\x00\x9F\xFA", 3), "009ffa");
    assert_false(text_unhex("009ff", back, 3));
    assert_false(text_unhex("009ffaa", back, 3));
    assert_false(text_unhex("009ffaaa", back, 3));
    assert_false(text_unhex("009FFA", back, 3));
    assert_false(text_unhex("009ffg", back, 3));
    assert_false(text_unhex("00 ffa", back, 3));
    assert_true(text_unhex("", back, 0));
}

/* http://www.isthe.com/chongo/src/fnv/test_fnv.c */
static void the_hash_is_fnv_1a(void **state)
{
    (void)state;
    assert_true(text_hash("", 0) == UINT64_C(0xcbf29ce484222325));
    assert_true(text_hash("a", 0) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(text_hash("foobar", 0) == UINT64_C(0x85944171f73967e8));
    assert_true(text_hash("foobar", 1) != text_hash("foobar", 0));
}

/* One byte more than was given is looked for by who has a heap to fall off. */
static void of_no_bytes_none_is_read(void **state)
{
    char *end = malloc(1);
    uint32_t point = 7;

    (void)state;
    assert_non_null(end);
    *end++ = 'a';
    assert_int_equal(text_point(end, 0, &point), 0);
    assert_int_equal(point, 7);
    free(end - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(malformed_utf8_is_found_wherever_it_is),
        UNIT(utf8_is_what_unicode_says_it_is),
        UNIT(every_code_point_is_judged),
        UNIT(a_nul_does_not_end_the_check),
        UNIT(of_no_bytes_none_is_read),
        UNIT(utf8_is_judged_past_all_that_it_holds),
        UNIT(right_to_left_letters_are_valid),
        UNIT(characters_are_code_points),
        UNIT(text_is_cut_between_characters),
        UNIT(line_ends_become_one_kind_and_the_ends_are_trimmed),
        UNIT(anything_can_be_made_showable),
        UNIT(what_is_looked_up_has_no_pasted_marks),
        UNIT(only_what_runs_from_right_to_left_is_isolated_from_text_around_it),
        UNIT(no_embedding_reaches_beyond_its_line),
        UNIT(a_body_keeps_the_indentation_of_its_first_line),
        UNIT(text_without_anything_to_see_is_blank),
        UNIT(a_slug_is_what_a_reader_would_type),
        UNIT(every_letter_of_living_latin_alphabets_has_a_place_in_a_slug),
        UNIT(a_slug_is_the_same_whatever_the_locale),
        UNIT(a_slug_is_at_most_sixty_bytes_that_need_no_encoding),
        UNIT(a_number_is_digits_up_to_two_to_the_sixty_fourth),
        UNIT(a_signed_number_reaches_both_ends_of_its_range),
        UNIT(a_size_is_told_in_the_largest_unit_that_it_is_a_number_of),
        UNIT(a_prefix_begins_a_text),
        UNIT(hexadecimal_goes_there_and_back),
        UNIT(the_hash_is_fnv_1a),
    };

    return UNIT_RUN(tests);
}
