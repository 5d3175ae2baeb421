/* What is hostile reaches libfido2 only after it was found to be well formed and no longer than it says
 * (webauthn/read.h): its CBOR library makes room for what a list announces before that has come.
 *
 * Of libfido2 nothing is used that talks to a device: it opens no file, and computes by libcrypto, so
 * that a sandboxed worker can. */
#include "auth/factor/webauthn/verify.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>

const char *webauthn_verdict_name(enum webauthn_verdict verdict)
{
    static const char *const names[] = {
        [WEBAUTHN_RIGHT] = "right",         [WEBAUTHN_OTHER_TYPE] = "type",
        [WEBAUTHN_OTHER_ORIGIN] = "origin", [WEBAUTHN_OTHER_PARTY] = "party",
        [WEBAUTHN_ABSENT] = "presence",     [WEBAUTHN_UNVERIFIED] = "verification",
        [WEBAUTHN_ALGORITHM] = "algorithm", [WEBAUTHN_FORGED] = "signature",
    };

    return names[verdict];
}

static void hash_of(struct bytes bytes, unsigned char hash[crypto_hash_sha256_BYTES])
{
    crypto_hash_sha256(hash, bytes.data, bytes.length);
}

/* What is said in clear. */
static enum webauthn_verdict judge_claims(const struct webauthn_party *party,
                                          const struct webauthn_client *client,
                                          const struct webauthn_authenticator *authenticator,
                                          const char *type)
{
    unsigned char hash[crypto_hash_sha256_BYTES];

    hash_of(bytes_of(party->id, strlen(party->id)), hash);
    if (strcmp(client->type, type) != 0)
        return WEBAUTHN_OTHER_TYPE;
    if (client->foreign || strcmp(client->origin, party->origin) != 0)
        return WEBAUTHN_OTHER_ORIGIN;
    if (memcmp(hash, authenticator->rp_id_hash, sizeof hash) != 0)
        return WEBAUTHN_OTHER_PARTY;
    if (!authenticator->user_present)
        return WEBAUTHN_ABSENT;
    return party->verify_user && !authenticator->user_verified ? WEBAUTHN_UNVERIFIED
                                                               : WEBAUTHN_RIGHT;
}

static bool is_wanted_algorithm(int64_t algorithm)
{
    static const int64_t algorithms[] = WEBAUTHN_ALGORITHMS;

    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++)
        if (algorithms[i] == algorithm)
            return true;
    return false;
}

/* ---- registration ---- */

/* Fills what libfido2 verifies; false where that does not understand it. */
static bool fill_credential(fido_cred_t *credential, const struct webauthn_party *party,
                            const struct webauthn_registration *registration)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    const struct bytes data = registration->authenticator.data;

    hash_of(registration->client.json, hash);
    return fido_cred_set_type(credential, (int)registration->algorithm) == FIDO_OK &&
           fido_cred_set_clientdata_hash(credential, hash, sizeof hash) == FIDO_OK &&
           fido_cred_set_rp(credential, party->id, NULL) == FIDO_OK &&
           fido_cred_set_authdata_raw(credential, data.data, data.length) == FIDO_OK &&
           fido_cred_set_fmt(credential, registration->format) == FIDO_OK;
}

/* Of the formats, those that browsers give who ask for none. */
static enum webauthn_verdict judge_statement(fido_cred_t *credential,
                                             const struct webauthn_registration *registration)
{
    const struct bytes statement = registration->statement;

    if (strcmp(registration->format, "none") == 0)
        return WEBAUTHN_RIGHT;
    if (strcmp(registration->format, "packed") != 0 ||
        fido_cred_set_attstmt(credential, statement.data, statement.length) != FIDO_OK)
        return WEBAUTHN_ALGORITHM;
    return (registration->self_signed ? fido_cred_verify_self(credential)
                                      : fido_cred_verify(credential)) == FIDO_OK
               ? WEBAUTHN_RIGHT
               : WEBAUTHN_FORGED;
}

enum webauthn_verdict webauthn_judge_registration(struct arena *arena,
                                                  const struct webauthn_party *party,
                                                  const struct webauthn_registration *registration,
                                                  struct webauthn_key *key)
{
    enum webauthn_verdict verdict =
        judge_claims(party, &registration->client, &registration->authenticator, "webauthn.create");
    fido_cred_t *credential;

    if (verdict != WEBAUTHN_RIGHT)
        return verdict;
    if (!is_wanted_algorithm(registration->algorithm))
        return WEBAUTHN_ALGORITHM;
    credential = fido_cred_new();
    verdict = credential != NULL && fill_credential(credential, party, registration)
                  ? judge_statement(credential, registration)
                  : WEBAUTHN_ALGORITHM;
    if (verdict == WEBAUTHN_RIGHT) {
        size_t length = fido_cred_pubkey_len(credential);

        *key = (struct webauthn_key){
            registration->algorithm,
            bytes_of(arena_copy(arena, fido_cred_pubkey_ptr(credential), length), length)};
    }
    fido_cred_free(&credential);
    return verdict;
}

/* ---- use ---- */

static bool fill_assertion(fido_assert_t *assert, const struct webauthn_party *party,
                           const struct webauthn_assertion *assertion)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    const struct bytes data = assertion->authenticator.data, signature = assertion->signature;

    hash_of(assertion->client.json, hash);
    return fido_assert_set_clientdata_hash(assert, hash, sizeof hash) == FIDO_OK &&
           fido_assert_set_rp(assert, party->id) == FIDO_OK &&
           fido_assert_set_up(assert, FIDO_OPT_TRUE) == FIDO_OK &&
           (!party->verify_user || fido_assert_set_uv(assert, FIDO_OPT_TRUE) == FIDO_OK) &&
           fido_assert_set_count(assert, 1) == FIDO_OK &&
           fido_assert_set_authdata_raw(assert, 0, data.data, data.length) == FIDO_OK &&
           fido_assert_set_sig(assert, 0, signature.data, signature.length) == FIDO_OK;
}

static bool signed_by_es256(const fido_assert_t *assert, struct bytes public)
{
    es256_pk_t *key = es256_pk_new();
    bool right = key != NULL && es256_pk_from_ptr(key, public.data, public.length) == FIDO_OK &&
                 fido_assert_verify(assert, 0, COSE_ES256, key) == FIDO_OK;

    es256_pk_free(&key);
    return right;
}

static bool signed_by_eddsa(const fido_assert_t *assert, struct bytes public)
{
    eddsa_pk_t *key = eddsa_pk_new();
    bool right = key != NULL && eddsa_pk_from_ptr(key, public.data, public.length) == FIDO_OK &&
                 fido_assert_verify(assert, 0, COSE_EDDSA, key) == FIDO_OK;

    eddsa_pk_free(&key);
    return right;
}

static bool signed_by_rs256(const fido_assert_t *assert, struct bytes public)
{
    rs256_pk_t *key = rs256_pk_new();
    bool right = key != NULL && rs256_pk_from_ptr(key, public.data, public.length) == FIDO_OK &&
                 fido_assert_verify(assert, 0, COSE_RS256, key) == FIDO_OK;

    rs256_pk_free(&key);
    return right;
}

static bool signed_by(const fido_assert_t *assert, const struct webauthn_key *key)
{
    switch (key->algorithm) {
    case COSE_ES256: return signed_by_es256(assert, key->public);
    case COSE_EDDSA: return signed_by_eddsa(assert, key->public);
    case COSE_RS256: return signed_by_rs256(assert, key->public);
    default: return false;
    }
}

enum webauthn_verdict webauthn_judge_assertion(const struct webauthn_party *party,
                                               const struct webauthn_assertion *assertion,
                                               const struct webauthn_key *key)
{
    enum webauthn_verdict verdict =
        judge_claims(party, &assertion->client, &assertion->authenticator, "webauthn.get");
    fido_assert_t *assert;

    if (verdict != WEBAUTHN_RIGHT)
        return verdict;
    assert = fido_assert_new();
    verdict = assert != NULL &&fill_assertion(assert, party, assertion) && signed_by(assert, key)
                  ? WEBAUTHN_RIGHT
                  : WEBAUTHN_FORGED;
    fido_assert_free(&assert);
    return verdict;
}
