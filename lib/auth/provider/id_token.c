/* libcjose verifies signatures, and nothing else is left to it: which algorithm and which key count is
 * decided here, before it sees either. It is given a key of public members alone, so that nothing else
 * in a provider's document has a meaning. */
#include "auth/provider/id_token.h"

#include <cjose/cjose.h>
#include <sodium.h>
#include <string.h>

#include "base/json_writer.h"
#include "base/text/text.h"

#define TOKEN_MAX 16384
#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192
#define AGE_MAX 600 /* seconds since it was issued: it was made for this login */

/* The algorithms that count, and the members of their keys. */
static const struct algorithm {
    const char *name, *type;
    const char *curve; /* NULL: none */
    const char *members[3];
} algorithms[] = {
    {"RS256", "RSA", NULL, {"n", "e", NULL}},
    {"ES256", "EC", "P-256", {"x", "y", NULL}},
};

static const char *claim_text(const json_t *json, const char *name)
{
    return json_string_value(json_object_get(json, name));
}

static bool says(const json_t *json, const char *name, const char *value)
{
    const char *text = claim_text(json, name);

    return text != NULL && strcmp(text, value) == 0;
}

/* Of what need not be there. */
static bool says_or_lacks(const json_t *json, const char *name, const char *value)
{
    return json_object_get(json, name) == NULL || says(json, name, value);
}

/* The first part of a token, its header; NULL where it is none. The caller's. */
static json_t *read_header(struct arena *arena, const char *token)
{
    size_t length = strcspn(token, "."), size;
    unsigned char *bytes = arena_alloc(arena, length + 1);
    json_error_t wrong;

    if (sodium_base642bin(bytes, length + 1, token, length, NULL, &size, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return NULL;
    return json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, &wrong);
}

/* The algorithm of a header; NULL where it is not one of ours, or asks for what is not known here. */
static const struct algorithm *algorithm_of(const json_t *header)
{
    const char *type = claim_text(header, "typ");

    if (json_object_get(header, "crit") != NULL || json_object_get(header, "b64") != NULL ||
        (type != NULL && strcasecmp(type, "JWT") != 0))
        return NULL;
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++)
        if (says(header, "alg", algorithms[i].name))
            return &algorithms[i];
    return NULL;
}

static bool fits(const json_t *key, const struct algorithm *algorithm, const char *kid)
{
    return says(key, "kty", algorithm->type) && says_or_lacks(key, "use", "sig") &&
           says_or_lacks(key, "alg", algorithm->name) &&
           (algorithm->curve == NULL || says(key, "crv", algorithm->curve)) &&
           (kid == NULL || says(key, "kid", kid));
}

/* The key that a header names; a token that names none fits a set with one key of its sort only. */
static const json_t *key_for(const json_t *keys, const struct algorithm *algorithm,
                             const json_t *header)
{
    const char *kid = claim_text(header, "kid");
    const json_t *key, *found = NULL;
    size_t i;

    json_array_foreach(json_object_get(keys, "keys"), i, key)
    {
        if (!fits(key, algorithm, kid))
            continue;
        if (found != NULL)
            return NULL;
        found = key;
    }
    return found;
}

/* Its public members, for libcjose. NULL where some are missing, or it is too weak. */
static cjose_jwk_t *import_key(struct arena *arena, const json_t *key,
                               const struct algorithm *algorithm)
{
    struct buffer text = buffer_open(arena, 1024);
    struct json_writer writer = json_writer_on(&text);
    cjose_jwk_t *jwk;
    cjose_err error;

    json_begin_object(&writer);
    json_member_text(&writer, "kty", algorithm->type);
    if (algorithm->curve != NULL)
        json_member_text(&writer, "crv", algorithm->curve);
    for (size_t i = 0; algorithm->members[i] != NULL; i++) {
        const char *value = claim_text(key, algorithm->members[i]);

        if (value == NULL || strlen(value) > RSA_BITS_MAX / 4)
            return NULL;
        json_member_text(&writer, algorithm->members[i], value);
    }
    json_end_object(&writer);
    jwk = cjose_jwk_import(text.data, text.length, &error);
    if (jwk != NULL && algorithm->curve == NULL) {
        size_t bits = cjose_jwk_get_keysize(jwk, &error);

        if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
            cjose_jwk_release(jwk);
            return NULL;
        }
    }
    return jwk;
}

/* What is signed, where the signature is the key's; the caller's. */
static json_t *verified_claims(const char *token, cjose_jwk_t *jwk)
{
    cjose_err error;
    cjose_jws_t *jws = cjose_jws_import(token, strlen(token), &error);
    json_t *claims = NULL;
    json_error_t wrong;
    uint8_t *text;
    size_t length;

    if (jws != NULL && cjose_jws_verify(jws, jwk, &error) &&
        cjose_jws_get_plaintext(jws, &text, &length, &error))
        claims = json_loadb((const char *)text, length, JSON_REJECT_DUPLICATES, &wrong);
    if (jws != NULL)
        cjose_jws_release(jws);
    return claims;
}

/* Whether it is meant for us: for nobody else, or for us as who asked for it. */
static bool is_for(const json_t *claims, const char *client)
{
    const json_t *audience = json_object_get(claims, "aud"), *one;
    bool among = false;
    size_t i;

    if (!says_or_lacks(claims, "azp", client))
        return false;
    if (json_is_string(audience))
        return strcmp(json_string_value(audience), client) == 0;
    json_array_foreach(audience, i, one)
        among = among || (json_is_string(one) && strcmp(json_string_value(one), client) == 0);
    return among && (json_array_size(audience) == 1 || json_object_get(claims, "azp") != NULL);
}

/* A moment of the claims, in seconds; FALLBACK where there is none. */
static int64_t moment(const json_t *claims, const char *name, int64_t fallback)
{
    const json_t *value = json_object_get(claims, name);

    return json_is_integer(value) ? json_integer_value(value)
           : json_is_real(value) && json_real_value(value) > 0 && json_real_value(value) < 1e12
               ? (int64_t)json_real_value(value)
               : fallback;
}

/* When somebody logged in there; 0: the provider does not say, or names a time to come. */
static int64_t login_moment(const json_t *claims, int64_t now)
{
    int64_t at = moment(claims, "auth_time", 0);

    if (at <= 0 || at > now + ID_TOKEN_SKEW)
        return 0;
    return at < now ? at : now;
}

static const char *time_fault(const json_t *claims, const struct id_token_wanted *wanted)
{
    int64_t issued = moment(claims, "iat", -1), expires = moment(claims, "exp", -1);

    if (expires < 0 || expires <= wanted->now - ID_TOKEN_SKEW)
        return "the token has expired";
    if (issued < 0 || issued > wanted->now + ID_TOKEN_SKEW ||
        issued < wanted->now - AGE_MAX - ID_TOKEN_SKEW)
        return "the token was not issued just now";
    if (moment(claims, "nbf", 0) > wanted->now + ID_TOKEN_SKEW)
        return "the token is not valid yet";
    return NULL;
}

/* at_hash: the left half of the access token's digest. What came without one has no such claim to
 * fit. */
static bool access_token_fits(const json_t *claims, const char *access_token)
{
    const char *hash = claim_text(claims, "at_hash");
    unsigned char digest[crypto_hash_sha256_BYTES];
    char expected[64];

    if (json_object_get(claims, "at_hash") == NULL || access_token == NULL)
        return true;
    crypto_hash_sha256(digest, (const unsigned char *)access_token, strlen(access_token));
    sodium_bin2base64(expected, sizeof expected, digest, sizeof digest / 2,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return hash != NULL && strcmp(hash, expected) == 0;
}

static bool subject_valid(const char *subject)
{
    if (subject == NULL || *subject == '\0' || strlen(subject) > SUBJECT_MAX)
        return false;
    for (const char *c = subject; *c != '\0'; c++)
        if (*c < ' ' || *c > '~')
            return false;
    return true;
}

static const char *claims_fault(const json_t *claims, const struct id_token_wanted *wanted)
{
    if (!says(claims, "iss", wanted->issuer))
        return "the token is another issuer's";
    if (!is_for(claims, wanted->client))
        return "the token is for another client";
    if (!says(claims, "nonce", wanted->nonce))
        return "the token was made for another login (nonce)";
    if (!access_token_fits(claims, wanted->access_token))
        return "the token does not fit the access token (at_hash)";
    if (!subject_valid(claim_text(claims, "sub")))
        return "the token has no subject that can be kept";
    return time_fault(claims, wanted);
}

/* The first of these claims that has a text, as a line that can be shown. */
static const char *shown(struct arena *arena, const json_t *claims, const char *const *names)
{
    for (; *names != NULL; names++) {
        const char *text = claim_text(claims, *names);

        if (text != NULL && *text != '\0')
            return text_cut(arena,
                            text_line(arena,
                                      text_normal(arena, text_showable(arena, text, strlen(text)))),
                            LABEL_MAX);
    }
    return "";
}

static void read_claims(struct arena *arena, const json_t *json, int64_t now,
                        struct id_claims *claims)
{
    static const char *const names[] = {"preferred_username", "nickname", "name", NULL};
    const char *email = claim_text(json, "email");

    *claims = (struct id_claims){
        .subject = arena_string(arena, claim_text(json, "sub")),
        .authenticated = login_moment(json, now),
        .label = shown(arena, json, names),
        .email = email != NULL && strlen(email) < 255 ? arena_string(arena, email) : "",
    };
}

enum id_token_result id_token_check(struct arena *arena, const char *token,
                                    const struct id_token_wanted *wanted, struct id_claims *claims,
                                    const char **fault)
{
    json_t *header = strlen(token) <= TOKEN_MAX ? read_header(arena, token) : NULL, *json;
    const struct algorithm *algorithm = algorithm_of(header);
    const json_t *key = algorithm != NULL ? key_for(wanted->keys, algorithm, header) : NULL;
    cjose_jwk_t *jwk = key != NULL ? import_key(arena, key, algorithm) : NULL;

    json_decref(header);
    if (algorithm == NULL) {
        *fault = "the token has no signature of an algorithm that counts here";
        return ID_TOKEN_REFUSED;
    }
    if (key == NULL) {
        *fault = "none of the provider's keys is the token's";
        return ID_TOKEN_KEY_UNKNOWN;
    }
    *fault = "the provider's key is unusable or too short";
    if (jwk == NULL)
        return ID_TOKEN_REFUSED;
    json = verified_claims(token, jwk);
    cjose_jwk_release(jwk);
    *fault = json != NULL ? claims_fault(json, wanted) : "the token's signature is wrong";
    if (*fault == NULL)
        read_claims(arena, json, wanted->now, claims);
    json_decref(json);
    if (*fault != NULL)
        return ID_TOKEN_REFUSED;
    if (wanted->login_after != 0 && claims->authenticated < wanted->login_after - ID_TOKEN_SKEW) {
        *fault = claims->authenticated != 0
                     ? "the provider did not ask for a login"
                     : "the provider does not say when somebody logged in (auth_time)";
        return ID_TOKEN_STALE;
    }
    return ID_TOKEN_VALID;
}
