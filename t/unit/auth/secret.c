#include "auth/secret.h"

#include "../unit.h"
#include "base/text/text.h"

#define DIGITS "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

struct reading {
    const char *file;
    struct secret secret;
    int result;
};

static void run(void *context)
{
    struct reading *reading = context;

    reading->result = secret_read(reading->file, &reading->secret);
}

static struct secret read_valid(const char *text)
{
    struct reading reading = {.file = unit_file("secret", text), .result = -1};

    run(&reading);
    assert_int_equal(reading.result, 0);
    return reading.secret;
}

static void a_file_of_sixty_four_digits_is_read(void **state)
{
    static const char *const files[] = {DIGITS, DIGITS "\n", DIGITS "\r\n", DIGITS "\n# notes\n"};

    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        struct secret secret = read_valid(files[i]);

        for (unsigned char j = 0; j < SECRET_BYTES; j++)
            assert_int_equal(secret.key[j], j);
    }
}

static void any_other_file_is_refused_and_named(void **state)
{
    static const char *const files[] = {
        "",
        "\n",
        "00",
        DIGITS "0",
        DIGITS "00",
        DIGITS " ",
        " " DIGITS,
        "\n" DIGITS,
        "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
        "0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"};

    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        struct reading reading = {.file = unit_file("secret", files[i])};
        const char *said = unit_heard(run, &reading);

        assert_int_equal(reading.result, -1);
        assert_non_null(strstr(said, reading.file));
        assert_null(strstr(said, "0001"));
    }
}

static void a_file_that_is_not_there_is_named(void **state)
{
    struct reading reading = {.file = "/nonexistent/secret"};
    const char *said = unit_heard(run, &reading);

    (void)state;
    assert_int_equal(reading.result, -1);
    assert_non_null(strstr(said, "/nonexistent/secret: No such file"));
}

static void a_signature_depends_on_key_purpose_and_text(void **state)
{
    struct secret one = read_valid(DIGITS), other = one;
    char *signature = secret_sign(&one, arena, "purpose", "text");

    (void)state;
    other.key[31] ^= 1;
    assert_int_equal(strlen(signature), 2 * SIGNATURE_BYTES);
    assert_string_equal(secret_sign(&one, arena, "purpose", "text"), signature);
    assert_string_not_equal(secret_sign(&one, arena, "purpose", "texu"), signature);
    assert_string_not_equal(secret_sign(&one, arena, "purposf", "text"), signature);
    assert_string_not_equal(secret_sign(&other, arena, "purpose", "text"), signature);
    /* What moves from one to the other changes it. */
    assert_string_not_equal(secret_sign(&one, arena, "purposet", "ext"), signature);
    assert_string_not_equal(secret_sign(&one, arena, "purpos", "etext"), signature);
}

/* FIPS 180-4's examples. */
static void a_digest_is_sha_256(void **state)
{
    unsigned char out[DIGEST_BYTES];

    (void)state;
    digest("abc", out);
    assert_string_equal(text_hex(arena, out, sizeof out),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest("", out);
    assert_string_equal(text_hex(arena, out, sizeof out),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void a_token_is_a_random_uuid_without_hyphens(void **state)
{
    unsigned char seen_or[16] = {0}, seen_and[16];

    (void)state;
    memset(seen_and, 0xFF, sizeof seen_and);
    for (int i = 0; i < 500; i++) {
        unsigned char bytes[16];
        char *token = token_make(arena);

        assert_true(text_unhex(token, bytes, sizeof bytes));
        assert_int_equal(token[12], '4');
        assert_non_null(strchr("89ab", token[16]));
        for (size_t j = 0; j < sizeof bytes; j++) {
            seen_or[j] |= bytes[j];
            seen_and[j] &= bytes[j];
        }
    }
    /* Each bit but the six of version and variant was both 0 and 1. */
    for (size_t j = 0; j < sizeof seen_or; j++) {
        int fixed = j == 6 ? 0xF0 : j == 8 ? 0xC0 : 0;

        assert_int_equal((seen_or[j] ^ seen_and[j]) & 0xFF, 0xFF ^ fixed);
    }
}

static void what_is_no_token_does_not_look_like_one(void **state)
{
    (void)state;
    assert_true(token_shaped(token_make(arena)));
    assert_true(token_shaped("00112233445566778899aabbccddeeff"));
    assert_false(token_shaped(""));
    assert_false(token_shaped("00112233445566778899aabbccddeef"));
    assert_false(token_shaped("00112233445566778899aabbccddeeff0"));
    assert_false(token_shaped("00112233445566778899AABBCCDDEEFF"));
    assert_false(token_shaped("00112233445566778899aabbccddeef;"));
}

static void only_equal_texts_are_equal(void **state)
{
    (void)state;
    assert_true(secret_equal("", ""));
    assert_true(secret_equal("abc", "abc"));
    assert_false(secret_equal("abc", "abd"));
    assert_false(secret_equal("abc", "xbc"));
    assert_false(secret_equal("abc", "ab"));
    assert_false(secret_equal("ab", "abc"));
    assert_false(secret_equal("", "a"));
}

static void what_is_sealed_is_read_with_its_secret_and_for_its_purpose_only(void **state)
{
    struct secret secret = {{1}}, other = {{2}};
    struct bytes sealed = secret_seal(&secret, arena, "mail", "a link"), again, cut;
    unsigned char *changed;

    (void)state;
    assert_string_equal(secret_unseal(&secret, arena, "mail", sealed), "a link");
    assert_null(secret_unseal(&secret, arena, "other", sealed));
    assert_null(secret_unseal(&other, arena, "mail", sealed));
    again = secret_seal(&secret, arena, "mail", "a link");
    assert_memory_not_equal(again.data, sealed.data, sealed.length);
    for (size_t i = 0; i < sealed.length; i++) {
        changed = (unsigned char *)arena_copy(arena, sealed.data, sealed.length);
        changed[i] ^= 1;
        assert_null(secret_unseal(&secret, arena, "mail", bytes_of(changed, sealed.length)));
        cut = bytes_of(sealed.data, i);
        assert_null(secret_unseal(&secret, arena, "mail", cut));
    }
    assert_string_equal(secret_unseal(&secret, arena, "mail",
                                      secret_seal(&secret, arena, "mail", "")),
                        "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_file_of_sixty_four_digits_is_read),
        UNIT(any_other_file_is_refused_and_named),
        UNIT(a_file_that_is_not_there_is_named),
        UNIT(a_signature_depends_on_key_purpose_and_text),
        UNIT(a_digest_is_sha_256),
        UNIT(a_token_is_a_random_uuid_without_hyphens),
        UNIT(what_is_no_token_does_not_look_like_one),
        UNIT(only_equal_texts_are_equal),
        UNIT(what_is_sealed_is_read_with_its_secret_and_for_its_purpose_only),
    };

    return UNIT_RUN(tests);
}
