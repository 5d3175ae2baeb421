/* lorehall-providerd: finishes logins by an account elsewhere (auth/provider/provider_login.h). It is a
 * process of its own because a provider may take its time, which no worker has; because it reads what
 * others' servers answer, which a worker, who may read and write all that there is, need not; and so
 * that nobody else knows the clients' secrets. Its account of the database reads no more than the logins
 * that are on their way.
 *
 * It speaks about several logins at once, with each provider for a few seconds at most: one that is slow holds up
 * nobody else. Each host may run one: what one has taken the others leave alone. */
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "auth/provider/exchange.h"
#include "base/buffer.h"
#include "base/log.h"
#include "store/pools.h"
#include "web/sandbox.h"
#include "web/worker.h"

#define STEP 20 /* milliseconds between two looks at whether somebody asks here */
#define LOOK_EVERY (CLOCK_SECOND / 2) /* whoever asks may be on another host */
#define FINISH_MAX ((FETCH_SECONDS_MAX + 2) * CLOCK_SECOND)
#define LOGINS_MAX 32                        /* on their way at once */
#define LOGINS_PROVIDER_MAX (LOGINS_MAX / 2) /* of one provider */

static const struct statement_set *const statements[] = {&asked_login_statements, NULL};
static const struct route no_routes[] = {{.pattern = NULL}};
static const struct area providerd = {.name = "providerd",
                                      .routes = no_routes,
                                      .statements = statements};

struct provider_service {
    struct worker worker; /* the same things that a worker keeps */
    struct fetcher *fetcher;
    struct exchange *exchanges[PROVIDERS_MAX]; /* as the configuration's; NULL: it cannot be used */
    struct exchange_login logins[LOGINS_MAX];  /* that are on their way; without an arena: none */
};

static volatile sig_atomic_t stopping;

static void stop_serving(int signal)
{
    (void)signal;
    stopping = 1;
}

static void open_exchanges(struct provider_service *s)
{
    const struct configuration *c = s->worker.configuration;

    s->fetcher = fetcher_open();
    for (size_t i = 0; i < c->provider_count; i++)
        s->exchanges[i] = exchange_open(&c->providers[i], s->fetcher);
}

static void end_login(struct exchange_login *login)
{
    exchange_end(login);
    arena_close(login->arena);
    *login = (struct exchange_login){.arena = NULL};
}

static void close_exchanges(struct provider_service *s)
{
    for (size_t i = 0; i < LOGINS_MAX; i++)
        if (s->logins[i].arena != NULL)
            end_login(&s->logins[i]);
    for (size_t i = 0; i < PROVIDERS_MAX; i++)
        exchange_close(s->exchanges[i]);
    fetcher_close(s->fetcher);
}

static void wait_a_second(void)
{
    const struct timespec pause = {1, 0};

    nanosleep(&pause, NULL);
}

/* Learns of each provider what is due, for the workers to know. */
static void refresh(struct provider_service *s)
{
    for (size_t i = 0; i < s->worker.configuration->provider_count && !stopping; i++) {
        struct provider provider;

        if (s->exchanges[i] == NULL || !exchange_refresh(s->exchanges[i], &provider))
            continue;
        while (provider_keep(s->worker.database, &provider) != 0 && !stopping)
            wait_a_second();
    }
}

static struct exchange *exchange_of(struct provider_service *s, const char *name)
{
    const struct configuration *c = s->worker.configuration;
    const struct provider_settings *settings = provider_named(c, name);

    return settings != NULL ? s->exchanges[settings - c->providers] : NULL;
}

static const char *fault_of(enum exchange_result result)
{
    switch (result) {
    case EXCHANGE_AWAY: return "away";
    case EXCHANGE_STALE: return "stale";
    case EXCHANGE_WAITING:
    case EXCHANGE_DONE:
    case EXCHANGE_REFUSED: break;
    }
    return "refused";
}

static void answer_login(struct provider_service *s, const struct exchange_login *login,
                         enum exchange_result result)
{
    struct database *database = s->worker.database;
    int kept = result == EXCHANGE_DONE
                   ? asked_login_known(database, &login->asked, &login->claims)
                   : asked_login_failed(database, &login->asked, fault_of(result));

    if (kept != 0)
        log_warning("provider %s: a login cannot be answered", login->asked.provider);
}

/* Goes on with those that are on their way. Whether one has ended, so that there is place. */
static bool step_logins(struct provider_service *s)
{
    bool ended = false;

    for (size_t i = 0; i < LOGINS_MAX; i++) {
        struct exchange_login *login = &s->logins[i];
        enum exchange_result result;

        if (login->arena == NULL)
            continue;
        result = exchange_step(login);
        if (result == EXCHANGE_WAITING)
            continue;
        answer_login(s, login, result);
        end_login(login);
        ended = true;
    }
    return ended;
}

/* The providers that have as many on their way as one may, so that the others' are not held up. */
static const char *busy_providers(struct provider_service *s)
{
    const struct configuration *c = s->worker.configuration;
    struct buffer list = buffer_open(s->worker.arena, 64);

    for (size_t i = 0; i < c->provider_count; i++) {
        size_t count = 0;

        for (size_t j = 0; j < LOGINS_MAX; j++)
            count += s->logins[j].arena != NULL && s->logins[j].exchange == s->exchanges[i];
        if (count >= LOGINS_PROVIDER_MAX)
            buffer_format(&list, "%s%s", list.length > 0 ? "," : "", c->providers[i].name);
    }
    return list.length > 0 ? list.data : "";
}

/* Takes one that was asked for to PLACE. Whether there was one. */
static bool take_login(struct provider_service *s, struct exchange_login *place)
{
    struct worker *w = &s->worker;
    struct exchange_login login = {.arena = arena_open(8192)};
    struct exchange *exchange;

    if (asked_login_take(w->database, &w->secret, login.arena, busy_providers(s), &login.asked) <=
        0) {
        arena_close(login.arena);
        return false;
    }
    *place = login;
    exchange = exchange_of(s, place->asked.provider);
    if (exchange != NULL)
        exchange_begin(exchange, place);
    else
        place->result = EXCHANGE_AWAY;
    return true;
}

/* Takes all that were asked for, as far as there is place. */
static void take_logins(struct provider_service *s)
{
    for (size_t i = 0; i < LOGINS_MAX && !stopping; i++)
        if (s->logins[i].arena == NULL && !take_login(s, &s->logins[i]))
            return;
}

/* Whoever asks on this host is heard at once; others are looked for now and then, as the database is another's
 * too. */
static void serve_logins(struct provider_service *s)
{
    struct worker *w = &s->worker;
    uint64_t seen = 0;
    int64_t looked = 0;

    while (!stopping) {
        uint64_t stamp = asked_logins_stamp(w->shared);
        int64_t now = clock_ticks();

        arena_reset(w->arena);
        refresh(s);
        if (looked == 0 || stamp != seen || now - looked >= LOOK_EVERY) {
            seen = stamp;
            looked = now;
            take_logins(s);
        }
        if (step_logins(s))
            looked = 0;
        fetcher_wait(s->fetcher, STEP);
    }
}

static bool logins_ended(const struct provider_service *s)
{
    for (size_t i = 0; i < LOGINS_MAX; i++)
        if (s->logins[i].arena != NULL)
            return false;
    return true;
}

/* Before it ends, what it has taken is finished. */
static void finish_logins(struct provider_service *s)
{
    int64_t end = clock_ticks() + FINISH_MAX;

    while (!logins_ended(s) && clock_ticks() < end) {
        step_logins(s);
        fetcher_wait(s->fetcher, STEP);
    }
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = stop_serving};
    struct arena *permanent = arena_open(4096);
    struct provider_service s = {.fetcher = NULL};
    struct worker *w = &s.worker;

    if (argc != 3 || strcmp(argv[1], "--config") != 0) {
        fprintf(stderr, "usage: %s --config FILE\n", argv[0]);
        return 2;
    }
    if (worker_open(w, argv[2], &providerd, permanent) != 0)
        return 1;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGUSR1, &action, NULL); /* multiwatch's way to say it */
    signal(SIGPIPE, SIG_IGN);
    open_exchanges(&s);
    if (sandbox_enter(w->configuration->sandbox, SANDBOX_WORKER) != 0)
        return 1;
    if (w->pool != NULL)
        pool_ready(w->pool, w->place);
    log_info(w->configuration->provider_count > 0 ? "ready"
                                                  : "ready; the configuration names no provider");
    if (w->configuration->provider_count > 0)
        serve_logins(&s);
    while (!stopping) /* without providers there is nothing to do, and the database is left alone */
        wait_a_second();
    finish_logins(&s);
    close_exchanges(&s);
    worker_close(w);
    arena_close(permanent);
    return 0;
}
