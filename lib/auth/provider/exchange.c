/* Nothing here waits: what is asked of providers is on its way together, so that one that hangs, or one login
 * that makes it hang, holds up no other. Who does not answer is not asked again for some seconds, and what
 * waits for it is told so at once.
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
#define FAILED_MAX 3 /* networks whose logins it did not answer */

/* What the provider is being asked for by itself. */
enum provider_question {
    ASKED_NOTHING,
    ASKED_DOCUMENT,
    ASKED_KEYS,     /* which it named in its document just now */
    ASKED_NEW_KEYS, /* as a token names another */
};

struct exchange {
    const struct provider_settings *settings;
    struct fetcher *fetcher;
    struct arena *known;  /* of what the provider said of itself */
    struct arena *asking; /* of what it is being asked for */
    enum provider_question asked;
    struct fetching *fetching; /* the same; NULL: nothing */
    unsigned char failed[FAILED_MAX][THROTTLE_KEY_BYTES];
    size_t failed_count;
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
    exchange->asking = arena_open(8192);
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
    if (exchange->fetching != NULL)
        json_decref(fetch_end(exchange->fetching, &(const char *){NULL}, &(bool){false}));
    json_decref(exchange->keys);
    arena_close(exchange->known);
    arena_close(exchange->asking);
    explicit_bzero(exchange->client_secret, sizeof exchange->client_secret);
    free(exchange);
}

/* ---- what the provider says of itself ---- */

static struct fetching *ask_for(struct exchange *exchange, const char *address)
{
    const struct fetch fetch = {.address = address,
                                .certificates = exchange->settings->certificates};

    return fetch_begin(exchange->fetcher, exchange->asking, &fetch);
}

/* What was asked for; NULL, with a line in the log, where nothing came, and then the provider is away. */
static json_t *take_asked(struct exchange *exchange, const char *what)
{
    const char *fault = NULL;
    bool away;
    json_t *json = fetch_end(exchange->fetching, &fault, &away);

    exchange->fetching = NULL;
    if (json == NULL)
        log_warning("provider %s: %s: %s", exchange->settings->name, what, fault);
    if (away)
        exchange->away_until = clock_ticks() + AWAY_PAUSE;
    return json;
}

static void ask_for_keys(struct exchange *exchange, enum provider_question asked)
{
    exchange->asked = asked;
    exchange->fetching = ask_for(exchange, exchange->discovery.keys);
}

/* The former keys stay where none can be had. */
static bool take_keys(struct exchange *exchange)
{
    json_t *keys = take_asked(exchange, "its keys");

    exchange->keys_fetched = clock_ticks();
    if (keys == NULL)
        return false;
    json_decref(exchange->keys);
    exchange->keys = keys;
    return true;
}

/* Whether it can be asked for its keys next. */
static bool take_document(struct exchange *exchange)
{
    json_t *json = take_asked(exchange, "its document");
    struct arena *known;
    struct discovery discovery;
    const char *fault;

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
    return true;
}

static bool learning_due(const struct exchange *exchange, int64_t now)
{
    return (exchange->learnt == 0 || now - exchange->learnt >= KEPT) &&
           (exchange->tried == 0 || now - exchange->tried >= exchange->pause);
}

static void begin_learning(struct exchange *exchange, int64_t now)
{
    exchange->tried = now;
    exchange->pause = exchange->pause == 0              ? RETRY_MIN
                      : exchange->pause < RETRY_MAX / 2 ? exchange->pause * 2
                                                        : RETRY_MAX;
    exchange->asked = ASKED_DOCUMENT;
    exchange->fetching =
        ask_for(exchange, discovery_address(exchange->asking, exchange->settings->issuer));
}

/* What came of it, with the keys. */
static void learn(struct exchange *exchange, struct provider *provider)
{
    exchange->learnt = clock_ticks();
    exchange->pause = 0;
    exchange->away_until = 0;
    exchange->failed_count = 0;
    *provider = (struct provider){exchange->settings, exchange->discovery.authorization,
                                  exchange->discovery.names_issuer};
    log_info("provider %s: %s is ready", exchange->settings->name, exchange->settings->issuer);
}

bool exchange_refresh(struct exchange *exchange, struct provider *provider)
{
    enum provider_question asked = exchange->asked;
    bool learnt = false;

    if (asked == ASKED_NOTHING) {
        if (learning_due(exchange, clock_ticks()))
            begin_learning(exchange, clock_ticks());
        return false;
    }
    if (!fetch_is_done(exchange->fetching))
        return false;
    exchange->asked = ASKED_NOTHING;
    if (asked == ASKED_DOCUMENT) {
        if (take_document(exchange)) {
            ask_for_keys(exchange, ASKED_KEYS);
            return false;
        }
    } else if (take_keys(exchange) && asked == ASKED_KEYS) {
        learn(exchange, provider);
        learnt = true;
    }
    arena_reset(exchange->asking);
    return learnt;
}

/* ---- logins ---- */

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

static struct fetching *ask_for_token(struct exchange_login *login)
{
    struct exchange *exchange = login->exchange;
    const struct provider_settings *settings = exchange->settings;
    struct buffer form = buffer_open(login->arena, 1024);
    bool basic = exchange->secret && !exchange->discovery.secret_in_form;
    struct fetch fetch = {.address = exchange->discovery.token,
                          .certificates = settings->certificates};

    put_form_field(&form, "grant_type", "authorization_code");
    put_form_field(&form, "code", login->asked.code);
    put_form_field(&form, "redirect_uri", login->asked.callback);
    put_form_field(&form, "code_verifier", login->asked.verifier);
    if (basic) {
        fetch.user = encoded(login->arena, settings->client);
        fetch.password = encoded(login->arena, exchange->client_secret);
    } else {
        put_form_field(&form, "client_id", settings->client);
        if (exchange->secret)
            put_form_field(&form, "client_secret", exchange->client_secret);
    }
    fetch.form = form.data;
    return fetch_begin(exchange->fetcher, login->arena, &fetch);
}

static bool is_away(const struct exchange *exchange, int64_t now)
{
    return exchange->learnt == 0 || now - exchange->learnt > STALE || now < exchange->away_until;
}

void exchange_begin(struct exchange *exchange, struct exchange_login *login)
{
    login->exchange = exchange;
    login->result = login->asked.code == NULL          ? EXCHANGE_REFUSED
                    : is_away(exchange, clock_ticks()) ? EXCHANGE_AWAY
                                                       : EXCHANGE_WAITING;
    if (login->result == EXCHANGE_WAITING)
        login->fetching = ask_for_token(login);
}

/* That nothing was answered may be the fault of this one code: it takes logins from several networks, and
 * none between that was answered, before the provider is held to be away. */
static void note_failure(struct exchange *exchange, struct bytes network)
{
    unsigned char *place;

    for (size_t i = 0; i < exchange->failed_count; i++)
        if (network.length == THROTTLE_KEY_BYTES &&
            memcmp(exchange->failed[i], network.data, THROTTLE_KEY_BYTES) == 0)
            return;
    place = exchange->failed[exchange->failed_count++];
    memset(place, 0, THROTTLE_KEY_BYTES);
    if (network.length == THROTTLE_KEY_BYTES)
        memcpy(place, network.data, THROTTLE_KEY_BYTES);
    if (exchange->failed_count < FAILED_MAX)
        return;
    exchange->failed_count = 0;
    exchange->away_until = clock_ticks() + AWAY_PAUSE;
    log_warning("provider %s: it is left alone for some seconds", exchange->settings->name);
}

/* What the token endpoint has answered. */
static void take_token(struct exchange_login *login)
{
    struct exchange *exchange = login->exchange;
    const char *fault = NULL;
    bool away;
    json_t *answer = fetch_end(login->fetching, &fault, &away);
    const char *token = json_string_value(json_object_get(answer, "id_token"));
    const char *access = json_string_value(json_object_get(answer, "access_token"));

    login->fetching = NULL;
    if (answer == NULL)
        log_warning("provider %s: the code: %s", exchange->settings->name, fault);
    else if (token == NULL)
        log_warning("provider %s: it answers without an ID token", exchange->settings->name);
    if (away)
        note_failure(exchange, login->asked.network);
    else
        exchange->failed_count = 0;
    login->result = away ? EXCHANGE_AWAY : token == NULL ? EXCHANGE_REFUSED : EXCHANGE_WAITING;
    if (token != NULL)
        login->token = arena_string(login->arena, token);
    if (access != NULL)
        login->access_token = arena_string(login->arena, access);
    json_decref(answer);
}

static enum exchange_result exchange_result_of(enum id_token_result result)
{
    switch (result) {
    case ID_TOKEN_VALID: return EXCHANGE_DONE;
    case ID_TOKEN_STALE: return EXCHANGE_STALE;
    case ID_TOKEN_REFUSED:
    case ID_TOKEN_KEY_UNKNOWN: break;
    }
    return EXCHANGE_REFUSED;
}

/* Asks for fresh keys, once, where the token names one that is not known. Whether its login waits for
 * them. */
static bool wait_for_keys(struct exchange_login *login)
{
    struct exchange *exchange = login->exchange;

    if (login->keys_waited)
        return false;
    login->keys_waited = true;
    if (exchange->asked == ASKED_NOTHING && clock_ticks() - exchange->keys_fetched > KEYS_PACE)
        ask_for_keys(exchange, ASKED_NEW_KEYS);
    return exchange->asked != ASKED_NOTHING;
}

static void check_token(struct exchange_login *login)
{
    const struct exchange *exchange = login->exchange;
    const struct id_token_wanted wanted = {.keys = exchange->keys,
                                           .issuer = exchange->settings->issuer,
                                           .client = exchange->settings->client,
                                           .nonce = login->asked.nonce,
                                           .access_token = login->access_token,
                                           .now = clock_now() / CLOCK_SECOND,
                                           .login_after = login->asked.purpose == PROVIDER_CONFIRM
                                                              ? login->asked.created / CLOCK_SECOND
                                                              : 0};
    const char *fault = NULL;
    enum id_token_result result =
        id_token_check(login->arena, login->token, &wanted, &login->claims, &fault);

    if (result == ID_TOKEN_KEY_UNKNOWN && wait_for_keys(login))
        return;
    if (result != ID_TOKEN_VALID)
        log_warning("provider %s: %s", exchange->settings->name, fault);
    login->result = exchange_result_of(result);
}

enum exchange_result exchange_step(struct exchange_login *login)
{
    if (login->result != EXCHANGE_WAITING)
        return login->result;
    if (login->fetching != NULL) {
        if (!fetch_is_done(login->fetching))
            return EXCHANGE_WAITING;
        take_token(login);
    }
    if (login->result == EXCHANGE_WAITING &&
        (!login->keys_waited || login->exchange->asked == ASKED_NOTHING))
        check_token(login);
    return login->result;
}

void exchange_end(struct exchange_login *login)
{
    const char *fault;
    bool away;

    if (login->fetching != NULL)
        json_decref(fetch_end(login->fetching, &fault, &away));
    login->fetching = NULL;
}
