/* One provider that hangs must not hold up the others for long: who did not answer is not asked again
 * for some seconds, and what waits for it is told so at once.
 *
 * Keys are asked for again when a token names one that is not known, as providers change them; but not
 * more often than every ten seconds, whoever sends tokens that nobody has signed. */
#include "auth/provider/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/provider/discovery.h"
#include "base/buffer.h"
#include "base/log.h"
#include "base/memory.h"

#define KEPT (3600 * CLOCK_SECOND)
#define RETRY_MIN (1 * CLOCK_SECOND)
#define RETRY_MAX (60 * CLOCK_SECOND)
#define STALE                                                                                      \
    (86400 * CLOCK_SECOND) /* what was learnt counts no more, should nothing newer be had */
#define KEYS_PACE (10 * CLOCK_SECOND)
#define AWAY_PAUSE (15 * CLOCK_SECOND)
#define SECRET_MAX 512

struct exchange {
    const struct provider_settings *settings;
    struct fetcher *fetcher;
    struct arena *known; /* of what the provider said of itself */
    struct discovery discovery;
    json_t *keys;         /* NULL: none yet */
    int64_t learnt;       /* clock_ticks; 0: nothing yet */
    int64_t tried;        /* to learn; 0: never */
    int64_t pause;        /* before it is tried again */
    int64_t keys_fetched; /* 0: never */
    int64_t away_until;
    bool secret; /* the client has one */
    char client_secret[SECRET_MAX + 1];
};

/* The first line of the secret's file. False, with a line in the log, where there is none. */
static bool read_secret(struct exchange *exchange)
{
    const char *file = exchange->settings->secret_file;
    FILE *in = fopen(file, "re");
    size_t length;

    if (in == NULL) {
        log_error("provider %s: %s: cannot be read", exchange->settings->name, file);
        return false;
    }
    length = fread(exchange->client_secret, 1, SECRET_MAX, in);
    fclose(in);
    exchange->client_secret[length] = '\0';
    exchange->client_secret[strcspn(exchange->client_secret, "\r\n")] = '\0';
    if (exchange->client_secret[0] == '\0')
        log_error("provider %s: %s: is empty", exchange->settings->name, file);
    exchange->secret = exchange->client_secret[0] != '\0';
    return exchange->secret;
}

struct exchange *exchange_open(const struct provider_settings *settings, struct fetcher *fetcher)
{
    struct exchange *exchange = memory_checked(calloc(1, sizeof *exchange));

    exchange->settings = settings;
    exchange->fetcher = fetcher;
    exchange->known = arena_open(8192);
    if (settings->secret_file != NULL && !read_secret(exchange)) {
        exchange_close(exchange);
        return NULL;
    }
    return exchange;
}

void exchange_close(struct exchange *exchange)
{
    if (exchange == NULL)
        return;
    json_decref(exchange->keys);
    arena_close(exchange->known);
    explicit_bzero(exchange->client_secret, sizeof exchange->client_secret);
    free(exchange);
}

/* Asks the provider; logs what goes wrong. */
static json_t *ask(struct exchange *exchange, struct arena *arena, const struct fetch *fetch,
                   const char *what)
{
    const char *fault = NULL;
    bool away;
    json_t *json = fetch_json(exchange->fetcher, arena, fetch, &fault, &away);

    if (json == NULL)
        log_warning("provider %s: %s: %s", exchange->settings->name, what, fault);
    if (away)
        exchange->away_until = clock_ticks() + AWAY_PAUSE;
    return json;
}

static json_t *ask_for(struct exchange *exchange, struct arena *arena, const char *address,
                       const char *what)
{
    const struct fetch fetch = {.address = address,
                                .certificates = exchange->settings->certificates};

    return ask(exchange, arena, &fetch, what);
}

/* The former keys stay where none can be had. */
static bool learn_keys(struct exchange *exchange, struct arena *arena)
{
    json_t *keys = ask_for(exchange, arena, exchange->discovery.keys, "its keys");

    exchange->keys_fetched = clock_ticks();
    if (keys == NULL)
        return false;
    json_decref(exchange->keys);
    exchange->keys = keys;
    return true;
}

static bool learn(struct exchange *exchange, struct arena *arena)
{
    const char *address = discovery_address(arena, exchange->settings->issuer), *fault;
    json_t *json = ask_for(exchange, arena, address, "its document");
    struct arena *known;
    struct discovery discovery;

    if (json == NULL)
        return false;
    known = arena_open(8192);
    fault = discovery_read(known, json, exchange->settings->issuer, &discovery);
    json_decref(json);
    if (fault != NULL) {
        log_warning("provider %s: %s", exchange->settings->name, fault);
        arena_close(known);
        return false;
    }
    arena_close(exchange->known);
    exchange->known = known;
    exchange->discovery = discovery;
    return learn_keys(exchange, arena);
}

bool exchange_refresh(struct exchange *exchange, struct arena *arena, struct provider *provider)
{
    int64_t now = clock_ticks();

    if (exchange->learnt != 0 && now - exchange->learnt < KEPT)
        return false;
    if (exchange->tried != 0 && now - exchange->tried < exchange->pause)
        return false;
    exchange->tried = now;
    exchange->pause = exchange->pause == 0              ? RETRY_MIN
                      : exchange->pause < RETRY_MAX / 2 ? exchange->pause * 2
                                                        : RETRY_MAX;
    if (!learn(exchange, arena))
        return false;
    exchange->learnt = now;
    exchange->pause = 0;
    exchange->away_until = 0;
    *provider = (struct provider){exchange->settings, exchange->discovery.authorization,
                                  exchange->discovery.names_issuer};
    log_info("provider %s: %s is ready", exchange->settings->name, exchange->settings->issuer);
    return true;
}

static void put_form_field(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, "%s%s=", out->length > 0 ? "&" : "", name);
    buffer_url(out, value);
}

/* The client's name and secret as RFC 6749 2.3.1 wants them in HTTP Basic. */
static const char *encoded(struct arena *arena, const char *text)
{
    struct buffer out = buffer_open(arena, 64);

    buffer_url(&out, text);
    return out.data;
}

static json_t *ask_for_token(struct exchange *exchange, struct arena *arena,
                             const struct asked_login *login)
{
    const struct provider_settings *settings = exchange->settings;
    struct buffer form = buffer_open(arena, 1024);
    bool basic = exchange->secret && !exchange->discovery.secret_in_form;
    struct fetch fetch = {.address = exchange->discovery.token,
                          .certificates = settings->certificates};

    put_form_field(&form, "grant_type", "authorization_code");
    put_form_field(&form, "code", login->code);
    put_form_field(&form, "redirect_uri", login->callback);
    put_form_field(&form, "code_verifier", login->verifier);
    if (basic) {
        fetch.user = encoded(arena, settings->client);
        fetch.password = encoded(arena, exchange->client_secret);
    } else {
        put_form_field(&form, "client_id", settings->client);
        if (exchange->secret)
            put_form_field(&form, "client_secret", exchange->client_secret);
    }
    fetch.form = form.data;
    return ask(exchange, arena, &fetch, "the code");
}

/* Checks the token, with fresh keys where it names one that is not known. */
static enum id_token_result check_token(struct exchange *exchange, struct arena *arena,
                                        const char *token, struct id_token_wanted *wanted,
                                        struct id_claims *claims)
{
    const char *fault = NULL;
    enum id_token_result result;

    wanted->keys = exchange->keys;
    result = id_token_check(arena, token, wanted, claims, &fault);

    if (result == ID_TOKEN_KEY_UNKNOWN && clock_ticks() - exchange->keys_fetched > KEYS_PACE &&
        learn_keys(exchange, arena)) {
        wanted->keys = exchange->keys;
        result = id_token_check(arena, token, wanted, claims, &fault);
    }
    if (result != ID_TOKEN_VALID)
        log_warning("provider %s: %s", exchange->settings->name, fault);
    return result;
}

enum exchange_result exchange_login(struct exchange *exchange, struct arena *arena,
                                    const struct asked_login *login, struct id_claims *claims)
{
    struct id_token_wanted wanted = {.issuer = exchange->settings->issuer,
                                     .client = exchange->settings->client,
                                     .nonce = login->nonce,
                                     .login_after = login->purpose == PROVIDER_CONFIRM
                                                        ? login->created / CLOCK_SECOND
                                                        : 0};
    enum id_token_result result = ID_TOKEN_REFUSED;
    int64_t ticks = clock_ticks();
    const char *token;
    json_t *answer;

    if (login->code == NULL)
        return EXCHANGE_REFUSED;
    if (exchange->learnt == 0 || ticks - exchange->learnt > STALE || ticks < exchange->away_until)
        return EXCHANGE_AWAY;
    answer = ask_for_token(exchange, arena, login);
    if (answer == NULL)
        return clock_ticks() < exchange->away_until ? EXCHANGE_AWAY : EXCHANGE_REFUSED;
    token = json_string_value(json_object_get(answer, "id_token"));
    wanted.access_token = json_string_value(json_object_get(answer, "access_token"));
    wanted.now = clock_now() / CLOCK_SECOND;
    if (token != NULL)
        result = check_token(exchange, arena, token, &wanted, claims);
    else
        log_warning("provider %s: it answers without an ID token", exchange->settings->name);
    json_decref(answer);
    switch (result) {
    case ID_TOKEN_VALID: return EXCHANGE_DONE;
    case ID_TOKEN_STALE: return EXCHANGE_STALE;
    case ID_TOKEN_REFUSED:
    case ID_TOKEN_KEY_UNKNOWN: break;
    }
    return EXCHANGE_REFUSED;
}
