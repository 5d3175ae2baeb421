#include <cjose/cjose.h>
#include <sodium.h>

#include "auth/provider/discovery.h"
#include "auth/provider/id_token.h"
#include "base/configuration.h"

#include "../unit.h"

#define NOW 1800000000

static cjose_jwk_t *rsa, *other, *weak, *ec;
static json_t *keys;

static const struct id_token_wanted wanted = {.issuer = "https://id.example.org",
                                              .client = "lorehall",
                                              .nonce = "the-nonce",
                                              .access_token = "the-access-token",
                                              .now = NOW};

static json_t *public_of(cjose_jwk_t *jwk, const char *kid)
{
    cjose_err error;
    char *text = cjose_jwk_to_json(jwk, false, &error);
    json_t *json = json_loads(text, 0, NULL);

    free(text);
    json_object_set_new(json, "kid", json_string(kid));
    return json;
}

static int make_keys(void **state)
{
    cjose_err error;

    (void)state;
    assert_int_not_equal(sodium_init(), -1);
    rsa = cjose_jwk_create_RSA_random(2048, NULL, 0, &error);
    other = cjose_jwk_create_RSA_random(2048, NULL, 0, &error);
    weak = cjose_jwk_create_RSA_random(1024, NULL, 0, &error);
    ec = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
    keys = json_pack("{s:[o,o,o]}", "keys", public_of(rsa, "r"), public_of(ec, "e"),
                     public_of(weak, "w"));
    return keys == NULL;
}

static int drop_keys(void **state)
{
    (void)state;
    json_decref(keys);
    cjose_jwk_release(rsa);
    cjose_jwk_release(other);
    cjose_jwk_release(weak);
    cjose_jwk_release(ec);
    return 0;
}

/* Claims that are right but for what CHANGE (JSON, or NULL) says; null there takes one away. */
static char *claims_with(const char *change)
{
    json_t *claims = json_pack("{s:s,s:s,s:s,s:s,s:i,s:i,s:s}", "iss", wanted.issuer, "sub", "17",
                               "aud", wanted.client, "nonce", wanted.nonce, "iat", NOW - 5, "exp",
                               NOW + 300, "preferred_username", "Ada");
    json_t *changes = json_loads(change != NULL ? change : "{}", 0, NULL), *value;
    const char *name;
    char *text;

    assert_non_null(changes);
    json_object_foreach(changes, name, value)
    {
        if (json_is_null(value))
            json_object_del(claims, name);
        else
            json_object_set(claims, name, value);
    }
    text = json_dumps(claims, JSON_COMPACT);
    json_decref(changes);
    json_decref(claims);
    return text;
}

static char *sign(cjose_jwk_t *jwk, const char *algorithm, const char *kid, const char *text)
{
    cjose_err error;
    cjose_header_t *header = cjose_header_new(&error);
    cjose_jws_t *jws;
    const char *compact;
    char *token;

    cjose_header_set(header, "alg", algorithm, &error);
    if (kid != NULL)
        cjose_header_set(header, "kid", kid, &error);
    jws = cjose_jws_sign(jwk, header, (const uint8_t *)text, strlen(text), &error);
    assert_non_null(jws);
    assert_true(cjose_jws_export(jws, &compact, &error));
    token = arena_string(arena, compact);
    cjose_jws_release(jws);
    cjose_header_release(header);
    return token;
}

static enum id_token_result check_as(const char *token, const struct id_token_wanted *as,
                                     struct id_claims *claims)
{
    const char *fault = NULL;
    struct id_token_wanted whole = *as;
    enum id_token_result result;

    whole.keys = keys;
    result = id_token_check(arena, token, &whole, claims, &fault);

    assert_int_equal(result == ID_TOKEN_VALID, fault == NULL);
    return result;
}

static enum id_token_result check(const char *token)
{
    struct id_claims claims;

    return check_as(token, &wanted, &claims);
}

/* A token of the RSA key with changed claims. */
static enum id_token_result check_with(const char *change)
{
    char *text = claims_with(change);
    enum id_token_result result = check(sign(rsa, "RS256", "r", text));

    free(text);
    return result;
}

static void tokens_by_rs256_and_es256_tell_who_it_is(void **state)
{
    struct id_claims claims;
    char *text = claims_with(NULL);

    (void)state;
    assert_int_equal(check_as(sign(rsa, "RS256", "r", text), &wanted, &claims), ID_TOKEN_VALID);
    assert_string_equal(claims.subject, "17");
    assert_string_equal(claims.label, "Ada");
    assert_string_equal(claims.email, "");
    assert_int_equal(check(sign(ec, "ES256", "e", text)), ID_TOKEN_VALID);
    assert_int_equal(check(sign(ec, "ES256", NULL, text)), ID_TOKEN_VALID);
    free(text);
}

static char *encoded(const char *text)
{
    char *out = arena_alloc(arena, strlen(text) * 2 + 8);

    return sodium_bin2base64(out, strlen(text) * 2 + 8, (const unsigned char *)text, strlen(text),
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void no_other_algorithm_counts(void **state)
{
    cjose_err error;
    char *text = claims_with(NULL), *public = cjose_jwk_to_json(rsa, false, &error);
    cjose_jwk_t *shared =
        cjose_jwk_create_oct_spec((const uint8_t *)public, strlen(public), &error);
    static const char *const headers[] = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"None\",\"kid\":\"r\"}",
        "{\"kid\":\"r\"}",
        "{\"alg\":\"RS256\",\"kid\":\"r\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"RS256\",\"kid\":\"r\",\"b64\":false}",
        "{\"alg\":\"RS256\",\"kid\":\"r\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"r\"}",
        "[]",
        "",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(headers); i++)
        assert_int_equal(check(arena_format(arena, "%s.%s.", encoded(headers[i]), encoded(text))),
                         ID_TOKEN_REFUSED);
    assert_int_equal(check(sign(shared, "HS256", "r", text)), ID_TOKEN_REFUSED);
    assert_int_equal(check(sign(rsa, "RS384", "r", text)), ID_TOKEN_REFUSED);
    assert_int_equal(check(sign(rsa, "PS256", "r", text)), ID_TOKEN_REFUSED);
    assert_int_equal(check("..."), ID_TOKEN_REFUSED);
    assert_int_equal(check(""), ID_TOKEN_REFUSED);
    cjose_jwk_release(shared);
    free(public);
    free(text);
}

static void only_the_key_that_is_named_counts(void **state)
{
    char *text = claims_with(NULL);

    (void)state;
    assert_int_equal(check(sign(other, "RS256", "r", text)), ID_TOKEN_REFUSED);
    assert_int_equal(check(sign(other, "RS256", "o", text)), ID_TOKEN_KEY_UNKNOWN);
    assert_int_equal(check(sign(rsa, "RS256", "e", text)), ID_TOKEN_KEY_UNKNOWN);
    assert_int_equal(check(sign(rsa, "RS256", NULL, text)), ID_TOKEN_KEY_UNKNOWN);
    assert_int_equal(check(sign(weak, "RS256", "w", text)), ID_TOKEN_REFUSED);
    free(text);
}

static void a_changed_token_is_refused(void **state)
{
    char *text = claims_with(NULL), *token = sign(rsa, "RS256", "r", text);
    size_t length = strlen(token), tried = 0;

    (void)state;
    for (size_t i = 0; i < length; i += 7, tried++) {
        char *changed = arena_string(arena, token);

        if (i + 1 == length) /* its last bits may mean nothing */
            continue;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        assert_int_not_equal(check(changed), ID_TOKEN_VALID);
    }
    assert_true(tried > 50);
    free(text);
}

static void each_claim_is_looked_at(void **state)
{
    static const char *const wrong[] = {
        "{\"iss\":\"https://id.example.org/\"}",
        "{\"iss\":null}",
        "{\"aud\":\"other\"}",
        "{\"aud\":[\"other\"]}",
        "{\"aud\":[]}",
        "{\"aud\":null}",
        "{\"aud\":[\"lorehall\",\"other\"]}",
        "{\"aud\":[\"lorehall\",\"other\"],\"azp\":\"other\"}",
        "{\"azp\":\"other\"}",
        "{\"azp\":1}",
        "{\"nonce\":\"another\"}",
        "{\"nonce\":null}",
        "{\"nonce\":7}",
        "{\"sub\":\"\"}",
        "{\"sub\":null}",
        "{\"sub\":17}",
        "{\"sub\":\"\\u00e4\"}",
        "{\"exp\":1799999940}",
        "{\"exp\":null}",
        "{\"exp\":\"1800000300\"}",
        "{\"iat\":1800000061}",
        "{\"iat\":1799999339}",
        "{\"iat\":null}",
        "{\"nbf\":1800000061}",
        "{\"at_hash\":\"AAAA\"}",
        "{\"at_hash\":1}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (check_with(wrong[i]) != ID_TOKEN_REFUSED)
            fail_msg("%s is taken", wrong[i]);
    }
}

static void what_clocks_and_providers_may_differ_in_is_taken(void **state)
{
    static const char *const right[] = {
        "{\"aud\":[\"lorehall\"]}", "{\"aud\":[\"other\",\"lorehall\"],\"azp\":\"lorehall\"}",
        "{\"exp\":1799999941}",     "{\"exp\":1800000300.5}",
        "{\"iat\":1800000060}",     "{\"iat\":1799999340}",
        "{\"nbf\":1800000060}",     "{\"preferred_username\":null}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(right); i++) {
        if (check_with(right[i]) != ID_TOKEN_VALID)
            fail_msg("%s is refused", right[i]);
    }
}

static void a_token_fits_the_access_token_that_came_with_it(void **state)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char half[32];

    (void)state;
    crypto_hash_sha256(hash, (const unsigned char *)wanted.access_token,
                       strlen(wanted.access_token));
    sodium_bin2base64(half, sizeof half, hash, sizeof hash / 2,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    assert_int_equal(check_with(arena_format(arena, "{\"at_hash\":\"%s\"}", half)), ID_TOKEN_VALID);
}

static void a_login_of_before_confirms_nothing(void **state)
{
    struct id_token_wanted later = wanted;
    struct id_claims claims;
    char *text = claims_with("{\"auth_time\":1799990000}"), *without = claims_with(NULL);
    char *now = claims_with("{\"auth_time\":1799999999}");

    (void)state;
    later.login_after = NOW - 30;
    assert_int_equal(check_as(sign(rsa, "RS256", "r", text), &later, &claims), ID_TOKEN_STALE);
    assert_int_equal(check_as(sign(rsa, "RS256", "r", text), &wanted, &claims), ID_TOKEN_VALID);
    assert_int_equal(check_as(sign(rsa, "RS256", "r", without), &later, &claims), ID_TOKEN_STALE);
    assert_int_equal(check_as(sign(rsa, "RS256", "r", now), &later, &claims), ID_TOKEN_VALID);
    free(text);
    free(without);
    free(now);
}

static void a_token_says_when_somebody_logged_in_or_that_nobody_knows(void **state)
{
    static const struct {
        const char *change;
        int64_t authenticated;
    } cases[] = {
        {NULL, 0},
        {"{\"auth_time\":1799990000}", 1799990000},
        {"{\"auth_time\":1800000060}", NOW}, /* by a clock that is ahead */
        {"{\"auth_time\":1800000061}", 0},
        {"{\"auth_time\":9223372036854775807}", 0},
        {"{\"auth_time\":-5}", 0},
        {"{\"auth_time\":\"1799990000\"}", 0},
        {"{\"auth_time\":true}", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *text = claims_with(cases[i].change);
        struct id_claims claims;

        assert_int_equal(check_as(sign(rsa, "RS256", "r", text), &wanted, &claims), ID_TOKEN_VALID);
        assert_int_equal(claims.authenticated, cases[i].authenticated);
        free(text);
    }
}

static const char *discovery_fault(const char *text, struct discovery *discovery)
{
    json_t *json = json_loads(text, 0, NULL);
    const char *fault;

    assert_non_null(json);
    fault = discovery_read(arena, json, wanted.issuer, discovery);
    json_decref(json);
    return fault;
}

#define DOCUMENT(ISSUER, TOKEN, MORE)                                                              \
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://id.example.org/go?x=1\","     \
    "\"token_endpoint\":\"" TOKEN "\",\"jwks_uri\":\"https://keys.example.org/keys\"" MORE "}"

static void a_provider_says_where_it_is_to_be_asked(void **state)
{
    struct discovery discovery;

    (void)state;
    assert_string_equal(discovery_address(arena, "https://id.example.org/realms/x/"),
                        "https://id.example.org/realms/x/.well-known/openid-configuration");
    assert_null(
        discovery_fault(DOCUMENT("https://id.example.org", "https://id.example.org/token", ""),
                        &discovery));
    assert_string_equal(discovery.token, "https://id.example.org/token");
    assert_false(discovery.names_issuer);
    assert_false(discovery.secret_in_form);
    assert_null(discovery_fault(
        DOCUMENT("https://id.example.org", "https://id.example.org/token",
                 ",\"authorization_response_iss_parameter_supported\":true"
                 ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]"),
        &discovery));
    assert_true(discovery.names_issuer);
    assert_true(discovery.secret_in_form);
}

static void a_provider_is_not_believed_about_others(void **state)
{
    struct discovery discovery;

    (void)state;
    assert_non_null(
        discovery_fault(DOCUMENT("https://id.example.org/", "https://id.example.org/token", ""),
                        &discovery));
    assert_non_null(
        discovery_fault(DOCUMENT("https://id.example.org", "http://id.example.org/token", ""),
                        &discovery));
    assert_non_null(
        discovery_fault(DOCUMENT("https://id.example.org", "http://127.0.0.1/token", ""),
                        &discovery));
    assert_non_null(
        discovery_fault(DOCUMENT("https://id.example.org", "file:///etc/passwd", ""), &discovery));
    assert_non_null(discovery_fault("{\"issuer\":\"https://id.example.org\"}", &discovery));
    assert_non_null(discovery_fault("{\"issuer\":1}", &discovery));
}

static void secrets_go_to_https_or_this_machine(void **state)
{
    static const char *const safe[] = {"https://a", "https://a.example:8443/x?y=z",
                                       "http://127.0.0.1:8080/x", "http://localhost/x",
                                       "http://[::1]:1/"};
    static const char *const unsafe[] = {"http://a",
                                         "http://127.0.0.1.example.org/",
                                         "http://localhost.example.org/",
                                         "http://127.0.0.1@example.org/",
                                         "https://a@b/",
                                         "https://",
                                         "https:///x",
                                         "https://a b",
                                         "https://a\r\nb",
                                         "https://a#b",
                                         "ftp://a",
                                         "gopher://a",
                                         ""};

    (void)state;
    for (size_t i = 0; i < COUNT(safe); i++)
        assert_true(provider_address_safe(safe[i]));
    for (size_t i = 0; i < COUNT(unsafe); i++) {
        if (provider_address_safe(unsafe[i]))
            fail_msg("%s is taken", unsafe[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(tokens_by_rs256_and_es256_tell_who_it_is),
        UNIT(no_other_algorithm_counts),
        UNIT(only_the_key_that_is_named_counts),
        UNIT(a_changed_token_is_refused),
        UNIT(each_claim_is_looked_at),
        UNIT(what_clocks_and_providers_may_differ_in_is_taken),
        UNIT(a_token_fits_the_access_token_that_came_with_it),
        UNIT(a_login_of_before_confirms_nothing),
        UNIT(a_token_says_when_somebody_logged_in_or_that_nobody_knows),
        UNIT(a_provider_says_where_it_is_to_be_asked),
        UNIT(a_provider_is_not_believed_about_others),
        UNIT(secrets_go_to_https_or_this_machine),
    };

    return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
