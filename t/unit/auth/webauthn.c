#include "auth/factor/webauthn/verify.h"

#include "../passkey_probe.h"
#include "../unit.h"
#include "auth/factor/webauthn/cbor.h"

static const struct webauthn_party party = {"example.com", "https://everquest.example.com", true};
static const int algorithms[] = {PROBE_ES256, PROBE_EDDSA, PROBE_RS256};

static enum webauthn_verdict judge_new(const struct probe_device *device, struct webauthn_key *key)
{
    struct webauthn_registration registration;

    assert_true(webauthn_read_registration(arena, probe_registration(device), &registration));
    return webauthn_judge_registration(arena, &party, &registration, key);
}

static enum webauthn_verdict judge_use(const struct probe_device *device,
                                       const struct webauthn_party *whose,
                                       const struct webauthn_key *key)
{
    struct webauthn_assertion assertion;

    assert_true(webauthn_read_assertion(arena, probe_assertion(device), &assertion));
    return webauthn_judge_assertion(whose, &assertion, key);
}

/* A device whose key is known. */
static struct probe_device known(int algorithm, struct webauthn_key *key)
{
    struct probe_device device = probe_device(algorithm);

    assert_int_equal(judge_new(&device, key), WEBAUTHN_RIGHT);
    return device;
}

/* Made once by another program (Python's cryptography), so that not only what our probe signs is
 * judged right. */
static void what_another_program_signed_is_judged_right(void **state)
{
    static const struct {
        int algorithm;
        const char *public, *signature;
    } recorded[] = {
        {PROBE_ES256,
         "K7qCVxsJQiSL63eGnnnaxmjvg2VQyX9QdTG8rm9o5qCY4b4fRDOmTws3djoDDwijKjHp91w97NszP4c-Xu"
         "V3bQ",
         "MEYCIQDW1Nx7SrcibO30xqMuzezORWDbo5LPsu5X_dwzgItohAIhAI01zjVdLMGgdySsFsqnKFrmt2sUsoHewneDJzfn"
         "q5P9"},
        {PROBE_EDDSA, "pq5sIxOn708AnidcAJWjlTmILkSYSPhr3_em3PB_w3o",
         "LEvU3BueGw_XbmS7Kgbw466g7ci6sNomB75xA_7h8W2cmXyfVNDzsGZVfB3eOgFWO9nFolzlguP1QHtjjbpLCA"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(recorded); i++) {
        const struct webauthn_key key = {recorded[i].algorithm,
                                         base64url_read(arena, recorded[i].public)};
        struct webauthn_assertion assertion;

        assert_true(webauthn_read_assertion(
            arena,
            arena_format(
                arena,
                "{\"rawId\":\"aWQ\",\"response\":{\"clientDataJSON\":\"eyJ0eXBlIjoid2ViYXV"
                "0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiY21WamIzSmtaV1EiLCJvcmlnaW4iOiJodHRwczovL2V2Z"
                "XJxdWVzdC5leGFtcGxlLmNvbSIsImNyb3NzT3JpZ2luIjpmYWxzZX0\","
                "\"authenticatorData\":\"o3mm9u6vuaVeN4wRgDTidR5oL6ufLTCrE9ISVYbOGUcFAAAABw"
                "\",\"signature\":\"%s\",\"userHandle\":null}}",
                recorded[i].signature),
            &assertion));
        assert_string_equal(assertion.client.challenge, "recorded");
        assert_string_equal(assertion.user_handle, "");
        assert_int_equal(assertion.authenticator.counter, 7);
        assert_int_equal(webauthn_judge_assertion(&party, &assertion, &key), WEBAUTHN_RIGHT);
    }
}

static void a_new_key_is_taken_without_an_attestation_and_with_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(algorithms); i++) {
        struct probe_device device = probe_device(algorithms[i]);
        struct webauthn_registration registration;
        struct webauthn_key key;

        assert_int_equal(judge_new(&device, &key), WEBAUTHN_RIGHT);
        assert_int_equal(key.algorithm, algorithms[i]);
        assert_int_equal(judge_use(&device, &party, &key), WEBAUTHN_RIGHT);
        assert_true(webauthn_read_registration(arena, probe_registration(&device), &registration));
        assert_string_equal(registration.transports, "internal,usb");
        device.format = "packed";
        assert_int_equal(judge_new(&device, &key), WEBAUTHN_RIGHT);
        device.forge = 5;
        assert_int_equal(judge_new(&device, &key), WEBAUTHN_FORGED);
        device.format = "android-safetynet";
        assert_int_equal(judge_new(&device, &key), WEBAUTHN_ALGORITHM);
        EVP_PKEY_free(device.key);
    }
}

static void a_new_key_of_another_page_domain_or_ceremony_is_refused(void **state)
{
    struct probe_device device = probe_device(PROBE_ES256);
    const struct probe_device good = device;
    struct webauthn_key key;

    (void)state;
    device.origin = "https://everquest.example.com.evil.net";
    assert_int_equal(judge_new(&device, &key), WEBAUTHN_OTHER_ORIGIN);
    device = good;
    device.client_more = ",\"crossOrigin\":true";
    assert_int_equal(judge_new(&device, &key), WEBAUTHN_OTHER_ORIGIN);
    device = good;
    device.rp_id = "evil.net";
    assert_int_equal(judge_new(&device, &key), WEBAUTHN_OTHER_PARTY);
    device = good;
    device.type = "webauthn.get";
    assert_int_equal(judge_new(&device, &key), WEBAUTHN_OTHER_TYPE);
    device = good;
    device.flags = PROBE_VERIFIED;
    assert_int_equal(judge_new(&device, &key), WEBAUTHN_ABSENT);
    EVP_PKEY_free(good.key);
}

static void a_use_is_judged_by_who_asked_for_it_and_how(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(algorithms); i++) {
        struct webauthn_key key, others;
        const struct probe_device good = known(algorithms[i], &key);
        struct webauthn_party touch = party;
        struct probe_device device = good, other = known(algorithms[i], &others);

        device.origin = "http://everquest.example.com";
        assert_int_equal(judge_use(&device, &party, &key), WEBAUTHN_OTHER_ORIGIN);
        device = good;
        device.client_more = ",\"topOrigin\":\"https://evil.net\"";
        assert_int_equal(judge_use(&device, &party, &key), WEBAUTHN_OTHER_ORIGIN);
        device = good;
        device.rp_id = "evil.net";
        assert_int_equal(judge_use(&device, &party, &key), WEBAUTHN_OTHER_PARTY);
        device = good;
        device.type = "webauthn.create";
        assert_int_equal(judge_use(&device, &party, &key), WEBAUTHN_OTHER_TYPE);
        device = good;
        device.flags = 0;
        assert_int_equal(judge_use(&device, &party, &key), WEBAUTHN_ABSENT);
        device.flags = PROBE_PRESENT;
        assert_int_equal(judge_use(&device, &party, &key), WEBAUTHN_UNVERIFIED);
        touch.verify_user = false;
        assert_int_equal(judge_use(&device, &touch, &key), WEBAUTHN_RIGHT);
        assert_int_equal(judge_use(&good, &party, &others), WEBAUTHN_FORGED);
        device = good;
        device.forge = 20;
        assert_int_equal(judge_use(&device, &party, &key), WEBAUTHN_FORGED);
        others.algorithm = -36;
        assert_int_equal(judge_use(&good, &party, &others), WEBAUTHN_FORGED);
        EVP_PKEY_free(good.key);
        EVP_PKEY_free(other.key);
    }
}

static void a_signature_is_of_all_that_was_said(void **state)
{
    struct webauthn_key key;
    struct probe_device device = known(PROBE_ES256, &key);
    struct webauthn_assertion said, other;

    (void)state;
    assert_true(webauthn_read_assertion(arena, probe_assertion(&device), &said));
    device.counter = 9;
    device.challenge = "another challenge";
    assert_true(webauthn_read_assertion(arena, probe_assertion(&device), &other));
    assert_int_equal(webauthn_judge_assertion(&party, &said, &key), WEBAUTHN_RIGHT);
    assert_int_equal(webauthn_judge_assertion(&party, &other, &key), WEBAUTHN_RIGHT);
    other.authenticator = said.authenticator;
    assert_int_equal(webauthn_judge_assertion(&party, &other, &key), WEBAUTHN_FORGED);
    said.client = other.client;
    assert_int_equal(webauthn_judge_assertion(&party, &said, &key), WEBAUTHN_FORGED);
    EVP_PKEY_free(device.key);
}

/* Each piece of what is sent, cut short: nothing of it is read as if it were whole. */
static void what_is_cut_short_or_no_json_is_not_read(void **state)
{
    struct probe_device device = probe_device(PROBE_ES256);
    const char *new = probe_registration(&device), *use = probe_assertion(&device);
    static const char *const texts[] = {"",
                                        "{}",
                                        "[]",
                                        "null",
                                        "{\"rawId\":1}",
                                        "{\"rawId\":\"aWQ\",\"response\":[]}",
                                        "{\"rawId\":\"a\",\"response\":{}}"};
    struct webauthn_registration registration;
    struct webauthn_assertion assertion;

    (void)state;
    for (size_t i = 0; i < strlen(new); i++)
        assert_false(webauthn_read_registration(arena, arena_copy(arena, new, i), &registration));
    for (size_t i = 0; i < strlen(use); i++)
        assert_false(webauthn_read_assertion(arena, arena_copy(arena, use, i), &assertion));
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_false(webauthn_read_registration(arena, texts[i], &registration));
        assert_false(webauthn_read_assertion(arena, texts[i], &assertion));
    }
    assert_false(webauthn_read_registration(arena, use, &registration));
    assert_false(webauthn_read_assertion(arena, new, &assertion));
    EVP_PKEY_free(device.key);
}

#define READER(TEXT) cbor_reader_of(bytes_of(TEXT, sizeof(TEXT) - 1))

static void cbor_that_announces_more_than_it_has_is_not_read(void **state)
{
    const struct cbor_reader bad[] = {
        READER(""),
        READER("\x9b\x7f\xff\xff\xff\xff\xff\xff\xff"), /* a list of 2^63 */
        READER("\xbb\x00\x00\x00\x00\xff\xff\xff\xff"), /* a map */
        READER("\x5a\xff\xff\xff\xff"
               "abc"),
        READER("\x9f\x01\xff"), /* without a length */
        READER("\xc0\x01"),     /* a tag */
        READER("\x1c"),         /* reserved */
        READER("\x82\x01"),     /* a list of two with one */
        READER("\x19\x01"),
    };
    struct cbor_reader good = READER("\x83\x01\x82\x02\x20\xa1\x61\x61\x41\x00\xf5"), reader;
    struct cbor_item item;
    int64_t number;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        reader = bad[i];
        assert_false(cbor_skip(&reader));
    }
    assert_true(cbor_skip(&good));
    assert_int_equal(good.left, 1);
    assert_true(cbor_next(&good, &item) && item.kind == CBOR_SIMPLE);
    reader = READER("\x39\x01\x00");
    assert_true(cbor_next(&reader, &item) && cbor_integer(&item, &number));
    assert_int_equal(number, -257);
    reader = READER("\x3b\xff\xff\xff\xff\xff\xff\xff\xff");
    assert_true(cbor_next(&reader, &item));
    assert_false(cbor_integer(&item, &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_another_program_signed_is_judged_right),
        UNIT(a_new_key_is_taken_without_an_attestation_and_with_its_own),
        UNIT(a_new_key_of_another_page_domain_or_ceremony_is_refused),
        UNIT(a_use_is_judged_by_who_asked_for_it_and_how),
        UNIT(a_signature_is_of_all_that_was_said),
        UNIT(what_is_cut_short_or_no_json_is_not_read),
        UNIT(cbor_that_announces_more_than_it_has_is_not_read),
    };

    return UNIT_RUN(tests);
}
