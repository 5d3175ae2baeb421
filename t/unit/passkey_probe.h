/* A device with a passkey, for tests: it makes what a browser would send of it, or anything else. */
#ifndef LOREHALL_T_PASSKEY_PROBE_H
#define LOREHALL_T_PASSKEY_PROBE_H

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include "auth/factor/webauthn/read.h"
#include "unit.h"

#define PROBE_ES256 (-7)
#define PROBE_EDDSA (-8)
#define PROBE_RS256 (-257)

#define PROBE_PRESENT 0x01
#define PROBE_VERIFIED 0x04
#define PROBE_KEY 0x40

/* What it does; a test changes what it wants to go wrong. */
struct probe_device {
    int algorithm;
    EVP_PKEY *key;
    const char *rp_id, *origin, *type, *challenge, *user_handle;
    const char *client_more; /* behind the members of what the browser says */
    unsigned flags;
    uint32_t counter;
    unsigned char id[16];
    const char *format; /* of the attestation: "none", "packed" */
    int forge;          /* of a signature: which of its bytes is changed, from 1; 0: none */
};

static inline struct probe_device probe_device(int algorithm)
{
    struct probe_device device = {.algorithm = algorithm,
                                  .rp_id = "example.com",
                                  .origin = "https://everquest.example.com",
                                  .challenge = "a challenge of ours",
                                  .client_more = "",
                                  .flags = PROBE_PRESENT | PROBE_VERIFIED,
                                  .format = "none"};

    switch (algorithm) {
    case PROBE_ES256: device.key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"); break;
    case PROBE_EDDSA: device.key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); break;
    default: device.key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048); break;
    }
    assert_non_null(device.key);
    randombytes_buf(device.id, sizeof device.id);
    return device;
}

/* ---- bytes ---- */

struct probe_bytes {
    unsigned char data[4096];
    size_t length;
};

static inline void probe_put(struct probe_bytes *to, const void *data, size_t length)
{
    assert_true(to->length + length <= sizeof to->data);
    memcpy(to->data + to->length, data, length);
    to->length += length;
}

static inline void probe_head(struct probe_bytes *to, unsigned kind, size_t number)
{
    unsigned char head[3] = {(unsigned char)(kind << 5 | (number < 24 ? number : 25)),
                             (unsigned char)(number >> 8), (unsigned char)number};

    probe_put(to, head, number < 24 ? 1 : 3);
}

static inline void probe_number(struct probe_bytes *to, int number)
{
    probe_head(to, number < 0, (size_t)(number < 0 ? -1 - number : number));
}

static inline void probe_text(struct probe_bytes *to, const char *text)
{
    probe_head(to, 3, strlen(text));
    probe_put(to, text, strlen(text));
}

static inline void probe_string(struct probe_bytes *to, const void *data, size_t length)
{
    probe_head(to, 2, length);
    probe_put(to, data, length);
}

/* ---- what it makes ---- */

static inline void probe_member(struct probe_bytes *to, const struct probe_device *device,
                                int label, const char *name, size_t length)
{
    unsigned char *data = arena_alloc(arena, length);
    BIGNUM *number = NULL;

    assert_int_equal(EVP_PKEY_get_bn_param(device->key, name, &number), 1);
    assert_int_equal(BN_bn2binpad(number, data, (int)length), (int)length);
    BN_free(number);
    probe_number(to, label);
    probe_string(to, data, length);
}

/* The public half, as COSE has it (RFC 9053). */
static inline void probe_key(struct probe_bytes *to, const struct probe_device *device)
{
    unsigned char public[32];
    size_t length = sizeof public;
    bool rsa = device->algorithm == PROBE_RS256, curve = device->algorithm == PROBE_ES256;

    probe_head(to, 5, rsa || !curve ? 4 : 5);
    probe_number(to, 1);
    probe_number(to, rsa ? 3 : curve ? 2 : 1);
    probe_number(to, 3);
    probe_number(to, device->algorithm);
    if (rsa) {
        probe_member(to, device, -1, "n", 256);
        probe_member(to, device, -2, "e", 3);
        return;
    }
    probe_number(to, -1);
    probe_number(to, curve ? 1 : 6);
    if (curve) {
        probe_member(to, device, -2, "qx", 32);
        probe_member(to, device, -3, "qy", 32);
        return;
    }
    assert_int_equal(EVP_PKEY_get_raw_public_key(device->key, public, &length), 1);
    probe_number(to, -2);
    probe_string(to, public, length);
}

static inline struct probe_bytes probe_authenticator(const struct probe_device *device, bool is_new)
{
    struct probe_bytes data = {.length = 0};
    unsigned char hash[32], flags = (unsigned char)(device->flags | (is_new ? PROBE_KEY : 0));
    const uint32_t n = device->counter;
    const unsigned char counter[4] = {(unsigned char)(n >> 24), (unsigned char)(n >> 16),
                                      (unsigned char)(n >> 8), (unsigned char)n};

    crypto_hash_sha256(hash, (const unsigned char *)device->rp_id, strlen(device->rp_id));
    probe_put(&data, hash, sizeof hash);
    probe_put(&data, &flags, 1);
    probe_put(&data, counter, sizeof counter);
    if (is_new) {
        probe_put(&data, "0123456789abcdef\0\x10", 18);
        probe_put(&data, device->id, sizeof device->id);
        probe_key(&data, device);
    }
    return data;
}

static inline const char *probe_client(const struct probe_device *device, const char *type)
{
    return arena_format(arena, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"%s}",
                        device->type != NULL ? device->type : type,
                        base64url(arena, bytes_of(device->challenge, strlen(device->challenge))),
                        device->origin, device->client_more);
}

/* Signs what the authenticator and the browser say. */
static inline struct probe_bytes probe_signature(const struct probe_device *device,
                                                 const struct probe_bytes *said, const char *client)
{
    struct probe_bytes whole = *said, signature = {.length = sizeof signature.data};
    unsigned char hash[32];
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    crypto_hash_sha256(hash, (const unsigned char *)client, strlen(client));
    probe_put(&whole, hash, sizeof hash);
    assert_int_equal(EVP_DigestSignInit(context, NULL,
                                        device->algorithm == PROBE_EDDSA ? NULL : EVP_sha256(),
                                        NULL, device->key),
                     1);
    assert_int_equal(EVP_DigestSign(context, signature.data, &signature.length, whole.data,
                                    whole.length),
                     1);
    EVP_MD_CTX_free(context);
    if (device->forge > 0)
        signature.data[device->forge - 1] ^= 1;
    return signature;
}

static inline const char *probe_base64(const struct probe_bytes *bytes)
{
    return base64url(arena, bytes_of(bytes->data, bytes->length));
}

/* What navigator.credentials.create() gives, as JSON. */
static inline const char *probe_registration(const struct probe_device *device)
{
    const struct probe_bytes said = probe_authenticator(device, true);
    const char *client = probe_client(device, "webauthn.create"),
               *id = base64url(arena, bytes_of(device->id, sizeof device->id));
    struct probe_bytes object = {.length = 0};

    probe_head(&object, 5, 3);
    probe_text(&object, "fmt");
    probe_text(&object, device->format);
    probe_text(&object, "attStmt");
    if (strcmp(device->format, "packed") == 0) {
        const struct probe_bytes signature = probe_signature(device, &said, client);

        probe_head(&object, 5, 2);
        probe_text(&object, "alg");
        probe_number(&object, device->algorithm);
        probe_text(&object, "sig");
        probe_string(&object, signature.data, signature.length);
    } else {
        probe_head(&object, 5, 0);
    }
    probe_text(&object, "authData");
    probe_string(&object, said.data, said.length);
    return arena_format(arena,
                        "{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"response\":{"
                        "\"clientDataJSON\":\"%s\",\"attestationObject\":\"%s\","
                        "\"transports\":[\"internal\",\"psychic\",\"usb\"]}}",
                        id, id, base64url(arena, bytes_of(client, strlen(client))),
                        probe_base64(&object));
}

/* What navigator.credentials.get() gives. */
static inline const char *probe_assertion(const struct probe_device *device)
{
    const struct probe_bytes said = probe_authenticator(device, false);
    const char *client = probe_client(device, "webauthn.get"),
               *id = base64url(arena, bytes_of(device->id, sizeof device->id)),
               *user = device->user_handle;
    const struct probe_bytes signature = probe_signature(device, &said, client);

    return arena_format(arena,
                        "{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"response\":{"
                        "\"clientDataJSON\":\"%s\",\"authenticatorData\":\"%s\","
                        "\"signature\":\"%s\"%s%s%s}}",
                        id, id, base64url(arena, bytes_of(client, strlen(client))),
                        probe_base64(&said), probe_base64(&signature),
                        user != NULL ? ",\"userHandle\":\"" : "",
                        user != NULL ? base64url(arena, bytes_of(user, strlen(user))) : "",
                        user != NULL ? "\"" : "");
}

#endif
