/* lorehall-providerd: finishes logins by an account elsewhere (auth/provider/provider_login.h). It is a
 * process of its own because a provider may take its time, which no worker has; because it reads what
 * others' servers answer, which a worker, who may read and write all that there is, need not; and so
 * that nobody else knows the clients' secrets. Its account of the database reads no more than the logins
 * that are on their way.
 *
 * It speaks with one provider at a time, for a few seconds at most. Each host may run one: what one has
 * taken the others leave alone. */
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "auth/provider/exchange.h"
#include "base/log.h"
#include "store/pools.h"
#include "web/sandbox.h"
#include "web/worker.h"

#define STEP 20000000L /* nanoseconds between two looks at whether somebody asks here */
#define STEPS_MAX 25   /* then the database is asked: whoever asks may be on another host */

static const struct statement_set *const statements[] = {&asked_login_statements, NULL};
static const struct route no_routes[] = {{.pattern = NULL}};
static const struct area providerd = {.name = "providerd",
                                      .routes = no_routes,
                                      .statements = statements};

struct provider_service {
    struct worker worker; /* the same things that a worker keeps */
    struct fetcher *fetcher;
    struct exchange *exchanges[PROVIDERS_MAX]; /* as the configuration's; NULL: it cannot be used */
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

static void close_exchanges(struct provider_service *s)
{
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

        if (s->exchanges[i] == NULL ||
            !exchange_refresh(s->exchanges[i], s->worker.arena, &provider))
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
    case EXCHANGE_DONE:
    case EXCHANGE_REFUSED: break;
    }
    return "refused";
}

static void answer_login(struct provider_service *s, const struct asked_login *login)
{
    struct worker *w = &s->worker;
    struct exchange *exchange = exchange_of(s, login->provider);
    struct id_claims claims;
    enum exchange_result result =
        exchange != NULL ? exchange_login(exchange, w->arena, login, &claims) : EXCHANGE_AWAY;
    int kept = result == EXCHANGE_DONE ? asked_login_known(w->database, login, &claims)
                                       : asked_login_failed(w->database, login, fault_of(result));

    if (kept != 0)
        log_warning("provider %s: a login cannot be answered", login->provider);
}

/* Until somebody on this host asks, or it is time to look for others. */
static void wait_for_asked(const struct worker *w, uint64_t seen)
{
    const struct timespec step = {0, STEP};

    for (unsigned i = 0; i < STEPS_MAX && !stopping; i++) {
        if (asked_logins_stamp(w->shared) != seen)
            return;
        nanosleep(&step, NULL);
    }
}

static void serve_logins(struct provider_service *s)
{
    struct worker *w = &s->worker;

    while (!stopping) {
        uint64_t seen = asked_logins_stamp(w->shared);
        struct asked_login login;

        arena_reset(w->arena);
        refresh(s);
        if (asked_login_take(w->database, &w->secret, w->arena, &login) > 0)
            answer_login(s, &login);
        else
            wait_for_asked(w, seen);
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
    close_exchanges(&s);
    worker_close(w);
    arena_close(permanent);
    return 0;
}
