#include "auth/factor/totp.h"

#include "../unit.h"

/* RFC 6238, appendix B, with SHA-1: the key "12345678901234567890", and the last six of the eight digits
 * there. */
static const char key[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
static const struct {
    int64_t seconds;
    const char *code;
} vectors[] = {
    {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
    {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
};

static bool right(const char *code, int64_t seconds)
{
    uint64_t step;

    return totp_right(key, code, seconds, &step);
}

static void codes_are_those_of_rfc_6238(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        uint64_t step;

        assert_true(totp_right(key, vectors[i].code, vectors[i].seconds, &step));
        assert_int_equal(step, vectors[i].seconds / 30);
    }
}

static void a_code_is_good_from_the_step_before_its_own_to_the_one_behind(void **state)
{
    const int64_t begin = 1234567890 / 30 * 30;
    uint64_t step;

    (void)state;
    assert_true(right("005924", begin - 30));
    assert_true(right("005924", begin + 59));
    assert_false(right("005924", begin - 31));
    assert_false(right("005924", begin + 60));
    assert_true(totp_right(key, "005924", begin - 1, &step));
    assert_int_equal(step, begin / 30);
    assert_true(totp_right(key, "005924", begin + 59, &step));
    assert_int_equal(step, begin / 30);
}

static void a_code_is_six_digits_with_blanks_where_somebody_typed_them(void **state)
{
    static const char *const wrong[] = {"",       "5924",       "00592",  "0059244", "00592a",
                                        "-05924", "005 92 4 1", "0x5924", "005924\n"};

    (void)state;
    assert_true(right("005924", 1234567890));
    assert_true(right("005 924", 1234567890));
    assert_true(right(" 0 0 5 9 2 4 ", 1234567890));
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(right(wrong[i], 1234567890));
}

static void another_key_has_other_codes(void **state)
{
    uint64_t step;

    (void)state;
    assert_false(totp_right("HEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "005924", 1234567890, &step));
    assert_false(totp_right("", "005924", 1234567890, &step));
    assert_false(totp_right("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ=", "005924", 1234567890, &step));
}

static void keys_are_random_and_of_160_bits(void **state)
{
    const char *first = totp_key_make(arena), *second = totp_key_make(arena);

    (void)state;
    assert_int_equal(strlen(first), 32);
    assert_true(totp_key_valid(first));
    assert_string_not_equal(first, second);
    assert_false(totp_key_valid("gezdgnbvgy3tqojqgezdgnbvgy3tqojq"));
    assert_false(totp_key_valid("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQA"));
    assert_false(totp_key_valid("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1"));
}

static void an_app_is_told_whose_key_it_is(void **state)
{
    (void)state;
    assert_string_equal(
        totp_uri(arena, "Nórrath & more", "ada", key),
        "otpauth://totp/N%C3%B3rrath%20%26%20more:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=N%C3%B3rrath%20%26%20more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(codes_are_those_of_rfc_6238),
        UNIT(a_code_is_good_from_the_step_before_its_own_to_the_one_behind),
        UNIT(a_code_is_six_digits_with_blanks_where_somebody_typed_them),
        UNIT(another_key_has_other_codes),
        UNIT(keys_are_random_and_of_160_bits),
        UNIT(an_app_is_told_whose_key_it_is),
    };

    return UNIT_RUN(tests);
}
