/* What a browser sends of a passkey: whatever it is, it is taken apart within its bounds, what is read of it
 * lies in it, and nothing that was not signed is judged right. Also the parts by themselves, which
 * JSON and base64url hide from mutations. */
#include "auth/factor/webauthn/cbor.h"
#include "auth/factor/webauthn/verify.h"
#include "fuzz.h"

const char fuzz_name[] = "passkey";
const char *const fuzz_words[] = {"{\"rawId\":\"",
                                  "\"response\":{",
                                  "\"clientDataJSON\":\"",
                                  "\"attestationObject\":\"",
                                  "\"authenticatorData\":\"",
                                  "\"signature\":\"",
                                  "\"userHandle\":\"",
                                  "\"transports\":[\"usb\"",
                                  "\xA3\x63"
                                  "fmt",
                                  "\x64none",
                                  "\x66packed",
                                  "\x67"
                                  "attStmt",
                                  "\x68"
                                  "authData",
                                  "\xA5\x01\x02\x03\x26",
                                  "\x9B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
                                  "\x5A\xFF\xFF\xFF\xFF",
                                  "\xA0",
                                  "}",
                                  "AAAA",
                                  NULL};

static const struct webauthn_party party = {"example.com", "https://everquest.example.com", false};

static void check_assertion(struct arena *arena, const char *text)
{
    static const unsigned char public[32];
    struct webauthn_assertion assertion;
    const struct webauthn_key key = {-8, bytes_of(public, sizeof public)};

    if (!webauthn_read_assertion(arena, text, &assertion))
        return;
    MUST(assertion.id.length > 0 && assertion.id.length <= WEBAUTHN_ID_MAX);
    MUST(assertion.authenticator.data.length >= 37);
    MUST(fuzz_is_text(assertion.client.challenge) && fuzz_is_text(assertion.user_handle));
    MUST(webauthn_judge_assertion(&party, &assertion, &key) != WEBAUTHN_RIGHT ||
         assertion.signature.length == 64);
}

static void check_registration(struct arena *arena, const char *text)
{
    struct webauthn_registration registration;
    struct webauthn_key key;

    if (!webauthn_read_registration(arena, text, &registration))
        return;
    MUST(fuzz_is_text(registration.format) && fuzz_is_text(registration.client.challenge));
    MUST(strlen(registration.transports) <= 60);
    if (webauthn_judge_registration(arena, &party, &registration, &key) == WEBAUTHN_RIGHT)
        MUST(key.public.length > 0 && key.public.length <= 1024);
}

/* SIZE bytes as an attestation in what is otherwise right, so that they reach libfido2. */
static void check_attestation(struct arena *arena, const uint8_t *data, size_t size)
{
    const char *client = "{\"type\":\"webauthn.create\",\"challenge\":\"YQ\","
                         "\"origin\":\"https://everquest.example.com\"}";

    check_registration(
        arena, arena_format(
                   arena,
                   "{\"rawId\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"response\":{\"clientDataJSON\":\"%s\","
                   "\"attestationObject\":\"%s\"}}",
                   base64url(arena, bytes_of(client, strlen(client))),
                   base64url(arena, bytes_of(data, size))));
}

static void check_cbor(const uint8_t *data, size_t size)
{
    struct cbor_reader reader = cbor_reader_of(bytes_of(data, size)), whole = reader;
    struct cbor_item item;

    while (cbor_next(&reader, &item)) {
        MUST(reader.at + reader.left == data + size);
        MUST(item.bytes.length <= size);
    }
    if (cbor_skip(&whole))
        MUST(whole.left < size && whole.at + whole.left == data + size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    const char *text = arena_copy(arena, data, size);

    check_cbor(data, size);
    check_attestation(arena, data, size);
    check_assertion(arena, text);
    check_registration(arena, text);
    arena_close(arena);
    return 0;
}
