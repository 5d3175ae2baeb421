#include "auth/factor/webauthn/read.h"

#include <jansson.h>
#include <sodium.h>

#include "auth/factor/webauthn/cbor.h"
#include "base/buffer.h"
#include "base/text/text.h"

#define ALPHABET sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define HEAD 37        /* bytes of authenticator data: hash, flags, counter */
#define KEY_BEGIN 55   /* behind them the model (16) and the id's length (2) */
#define PAIRS_MAX 32   /* of a map that is looked through */
#define HANDLE_MAX 64  /* level 2, 5.4.3 */
#define ORIGIN_MAX 300 /* bytes */
#define CHALLENGE_MAX 200

enum {
    FLAG_PRESENT = 0x01,
    FLAG_VERIFIED = 0x04,
    FLAG_BACKED_UP = 0x10,
    FLAG_KEY = 0x40,
    FLAG_EXTENSIONS = 0x80,
};

enum { COSE_ALGORITHM = 3 };

char *base64url(struct arena *arena, struct bytes bytes)
{
    size_t size = sodium_base64_encoded_len(bytes.length, ALPHABET);
    char *text = arena_alloc(arena, size);

    return sodium_bin2base64(text, size, bytes.data, bytes.length, ALPHABET);
}

struct bytes base64url_read(struct arena *arena, const char *text)
{
    size_t size = strlen(text), length;
    unsigned char *data = arena_alloc(arena, size + 1);
    const char *end;

    if (sodium_base642bin(data, size + 1, text, size, NULL, &length, &end, ALPHABET) != 0 ||
        *end != '\0')
        return bytes_of(NULL, 0);
    data[length] = '\0';
    return bytes_of(data, length);
}

/* ---- JSON ---- */

static const char *json_text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* A member in base64url of at most MAX bytes; false: it is missing, or is none. */
static bool member_bytes(struct arena *arena, const json_t *object, const char *name, size_t max,
                         struct bytes *bytes)
{
    const char *text = json_text_of(object, name);

    *bytes = text != NULL ? base64url_read(arena, text) : bytes_of(NULL, 0);
    return bytes->data != NULL && bytes->length > 0 && bytes->length <= max;
}

/* The same of a text, which ends where its bytes do. */
static bool member_decoded(struct arena *arena, const json_t *object, const char *name, size_t max,
                           const char **text)
{
    struct bytes bytes;

    if (!member_bytes(arena, object, name, max, &bytes) ||
        text_check(bytes.data, bytes.length, false) != TEXT_VALID)
        return false;
    *text = bytes.data;
    return true;
}

static bool read_client_members(struct arena *arena, const json_t *object,
                                struct webauthn_client *client)
{
    const char *type = json_text_of(object, "type"), *origin = json_text_of(object, "origin");

    if (type == NULL || origin == NULL || strlen(origin) > ORIGIN_MAX ||
        !member_decoded(arena, object, "challenge", CHALLENGE_MAX, &client->challenge))
        return false;
    client->type = arena_string(arena, type);
    client->origin = arena_string(arena, origin);
    client->foreign = json_is_true(json_object_get(object, "crossOrigin")) ||
                      json_object_get(object, "topOrigin") != NULL;
    return true;
}

static bool read_client(struct arena *arena, const json_t *response, struct webauthn_client *client)
{
    json_t *object;
    bool read;

    if (!member_bytes(arena, response, "clientDataJSON", WEBAUTHN_TEXT_MAX, &client->json))
        return false;
    object = json_loadb(client->json.data, client->json.length, JSON_REJECT_DUPLICATES, NULL);
    read = json_is_object(object) && read_client_members(arena, object, client);
    json_decref(object);
    return read;
}

/* ---- authenticator data ---- */

static uint32_t big_endian(const unsigned char *at, size_t bytes)
{
    uint32_t number = 0;

    for (size_t i = 0; i < bytes; i++)
        number = number << 8 | at[i];
    return number;
}

/* What follows the fixed part: KEY, which may be missing, and extensions. To be well formed is all
 * that is asked of what is not used. */
static bool read_rest(struct bytes rest, unsigned flags, bool with_key, int64_t *algorithm)
{
    struct cbor_reader reader = cbor_reader_of(rest);
    struct cbor_item item, key, value;
    int64_t label;

    *algorithm = 0;
    if (with_key) {
        if (!cbor_next(&reader, &item) || item.kind != CBOR_MAP || item.number > PAIRS_MAX)
            return false;
        for (uint64_t i = 0; i < item.number; i++) {
            struct cbor_reader here;

            if (!cbor_next(&reader, &key) || !cbor_integer(&key, &label))
                return false;
            here = reader;
            if (!cbor_skip(&reader))
                return false;
            if (label == COSE_ALGORITHM &&
                (!cbor_next(&here, &value) || !cbor_integer(&value, algorithm)))
                return false;
        }
    }
    if ((flags & FLAG_EXTENSIONS) != 0) {
        struct cbor_reader here = reader;

        if (!cbor_next(&here, &item) || item.kind != CBOR_MAP || !cbor_skip(&reader))
            return false;
    }
    return reader.left == 0;
}

static bool read_head(struct bytes data, struct webauthn_authenticator *authenticator)
{
    const unsigned char *at = data.data;

    if (data.length < HEAD)
        return false;
    *authenticator = (struct webauthn_authenticator){
        .data = data,
        .rp_id_hash = at,
        .user_present = (at[32] & FLAG_PRESENT) != 0,
        .user_verified = (at[32] & FLAG_VERIFIED) != 0,
        .backed_up = (at[32] & FLAG_BACKED_UP) != 0,
        .counter = big_endian(at + 33, 4),
    };
    return true;
}

/* Of a registration: with the key, and the id once more, which must be the same. */
static bool read_new_key(struct webauthn_registration *registration, struct bytes data)
{
    const unsigned char *at = data.data;
    size_t length;

    if (!read_head(data, &registration->authenticator) || (at[32] & FLAG_KEY) == 0 ||
        data.length < KEY_BEGIN)
        return false;
    length = big_endian(at + KEY_BEGIN - 2, 2);
    return length == registration->id.length && length <= data.length - KEY_BEGIN &&
           memcmp(at + KEY_BEGIN, registration->id.data, length) == 0 &&
           read_rest(bytes_of(at + KEY_BEGIN + length, data.length - KEY_BEGIN - length), at[32],
                     true, &registration->algorithm);
}

/* Whether the statement, a map, is without a certificate. */
static bool read_attestation_statement(struct webauthn_registration *registration)
{
    struct cbor_reader reader = cbor_reader_of(registration->statement);
    struct cbor_item item, key;

    if (!cbor_next(&reader, &item) || item.kind != CBOR_MAP || item.number > PAIRS_MAX)
        return false;
    registration->self_signed = true;
    for (uint64_t i = 0; i < item.number; i++) {
        if (!cbor_next(&reader, &key) || key.kind != CBOR_TEXT || !cbor_skip(&reader))
            return false;
        if (cbor_is_text(&key, "x5c"))
            registration->self_signed = false;
    }
    return true;
}

/* One of the three pairs of an attestation. */
static bool read_pair(struct arena *arena, struct cbor_reader *reader,
                      struct webauthn_registration *registration, struct bytes *data)
{
    struct cbor_item key, value;
    struct cbor_reader here;

    if (!cbor_next(reader, &key) || key.kind != CBOR_TEXT)
        return false;
    here = *reader;
    if (!cbor_skip(reader))
        return false;
    if (cbor_is_text(&key, "attStmt"))
        registration->statement = bytes_of(here.at, (size_t)(reader->at - here.at));
    if (!cbor_next(&here, &value))
        return false;
    if (cbor_is_text(&key, "authData") && value.kind == CBOR_BYTES)
        *data = value.bytes;
    if (cbor_is_text(&key, "fmt") && value.kind == CBOR_TEXT &&
        text_check(value.bytes.data, value.bytes.length, false) == TEXT_VALID)
        registration->format = arena_copy(arena, value.bytes.data, value.bytes.length);
    return true;
}

static bool read_attestation(struct arena *arena, struct webauthn_registration *registration,
                             struct bytes object)
{
    struct cbor_reader reader = cbor_reader_of(object);
    struct cbor_item map;
    struct bytes data = {NULL, 0};

    if (!cbor_next(&reader, &map) || map.kind != CBOR_MAP || map.number > PAIRS_MAX)
        return false;
    for (uint64_t i = 0; i < map.number; i++)
        if (!read_pair(arena, &reader, registration, &data))
            return false;
    return reader.left == 0 && registration->format != NULL && data.data != NULL &&
           read_new_key(registration, data) && read_attestation_statement(registration);
}

/* ---- the whole ---- */

/* Those that are known, in the order that they came in. */
static const char *read_transports(struct arena *arena, const json_t *response)
{
    static const char *const known[] = {"usb", "nfc", "ble", "smart-card", "hybrid", "internal"};
    const json_t *list = json_object_get(response, "transports");
    struct buffer text = buffer_open(arena, 64);

    for (size_t i = 0; i < json_array_size(list) && i < PAIRS_MAX; i++) {
        const char *name = json_string_value(json_array_get(list, i));

        for (size_t k = 0; name != NULL && k < sizeof known / sizeof known[0]; k++)
            if (strcmp(name, known[k]) == 0 && strstr(text.data, name) == NULL)
                buffer_format(&text, "%s%s", text.length > 0 ? "," : "", name);
    }
    return text.data;
}

/* The outermost object; NULL: it is none of a public key. The caller lets go of it. */
static json_t *read_credential(struct arena *arena, const char *text, struct bytes *id)
{
    json_t *credential = NULL;

    if (strlen(text) <= WEBAUTHN_TEXT_MAX)
        credential = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    if (member_bytes(arena, credential, "rawId", WEBAUTHN_ID_MAX, id))
        return credential;
    json_decref(credential);
    return NULL;
}

bool webauthn_read_assertion(struct arena *arena, const char *text,
                             struct webauthn_assertion *assertion)
{
    json_t *credential;
    const json_t *response;
    struct bytes data;
    int64_t none;
    bool read;

    *assertion = (struct webauthn_assertion){.user_handle = ""};
    credential = read_credential(arena, text, &assertion->id);
    response = json_object_get(credential, "response");
    read = read_client(arena, response, &assertion->client) &&
           member_bytes(arena, response, "authenticatorData", WEBAUTHN_TEXT_MAX, &data) &&
           read_head(data, &assertion->authenticator) &&
           read_rest(bytes_of(assertion->authenticator.rp_id_hash + HEAD, data.length - HEAD),
                     assertion->authenticator.rp_id_hash[32], false, &none) &&
           member_bytes(arena, response, "signature", WEBAUTHN_TEXT_MAX, &assertion->signature) &&
           (!json_is_string(json_object_get(response, "userHandle")) ||
            member_decoded(arena, response, "userHandle", HANDLE_MAX, &assertion->user_handle));
    json_decref(credential);
    return read;
}

bool webauthn_read_registration(struct arena *arena, const char *text,
                                struct webauthn_registration *registration)
{
    json_t *credential;
    const json_t *response;
    struct bytes object;
    bool read;

    *registration = (struct webauthn_registration){.format = NULL};
    credential = read_credential(arena, text, &registration->id);
    response = json_object_get(credential, "response");
    read = read_client(arena, response, &registration->client) &&
           member_bytes(arena, response, "attestationObject", WEBAUTHN_TEXT_MAX, &object) &&
           read_attestation(arena, registration, object);
    if (read)
        registration->transports = read_transports(arena, response);
    json_decref(credential);
    return read;
}
