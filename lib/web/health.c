#include "web/health.h"

#include <inttypes.h>
#include <string.h>

#include "base/backoff.h"
#include "base/language.h"
#include "store/mail_spool.h"
#include "web/meter.h"
#include "web/response.h"
#include "web/site.h"

#define HEARTBEAT_LATE (3 * CLOCK_SECOND)
#define MAIL_LATE (900 * CLOCK_SECOND)

STATEMENT(HEALTH_PING, PARAMETERS(), COLUMNS(flag(read_only)),
          "SELECT @@GLOBAL.read_only + 0 FROM site LIMIT 1");
STATEMENT_SET(health_statements, &HEALTH_PING);

/* What a host runs, also where it never came to the shared memory: a pool for each area, the
 * follower, whose absence is told by its heartbeat, which lasts over a restart, and who sends mails,
 * runs imports and speaks with providers of logins, without whom pages are what they are. */
static const char *const services[] = {AREA_NAMES, "journald", "maild", "jobsd", "providerd"};
enum { SERVICES = sizeof services / sizeof services[0], FOLLOWER = SERVICES - 4, MAILER };
_Static_assert(SERVICES <= POOLS_MAX, "the shared memory has a place for each");

/* What goes on in a pool that is not well; NULL: it dies of nothing. */
static const char *deaths_of(const struct request *r, const struct pool *pool, const char *name)
{
    int64_t now = clock_ticks(), starts = backoff_starts_beside(name);

    if (starts > BACKOFF_TOLERATED)
        return arena_format(r->arena, "workers die as they start (%" PRId64 " in a row)", starts);
    if (!pool_ailing(pool, now))
        return NULL;
    return arena_format(r->arena, "workers die again and again (%u in the last minute)",
                        pool_deaths(pool, now));
}

/* A pool that is not well is a fault where nobody of it answers any more, else a warning that
 * takes no host out of service, since what kills its workers would kill those of others. */
static void look_at_pools(struct request *r, struct buffer *faults, struct buffer *warnings)
{
    for (size_t i = 0; i < SERVICES; i++) {
        const char *name = services[i], *deaths;
        const struct pool *pool = pool_named(shared_pools(r->worker->shared), name);
        bool answers = pool != NULL && pool_answers(pool);

        if (pool == NULL)
            continue;
        deaths = deaths_of(r, pool, name);
        if (deaths != NULL)
            buffer_format(answers || i >= MAILER ? warnings : faults,
                          "%s: %s; its log tells of each start\n", name, deaths);
        else if (!answers && i < FOLLOWER)
            buffer_format(faults, "%s: no worker is there\n", name);
    }
}

/* Mails that wait for long are a warning: whichever host sends them, this one serves pages. */
static void look_at_mails(struct request *r, struct buffer *warnings)
{
    struct mail_queue_state mails;

    if (r->worker->configuration->mail.server != NULL &&
        mail_queue_read(r->worker->database, r->arena, &mails) == 0 && mails.oldest > MAIL_LATE)
        buffer_format(warnings,
                      "mail: %" PRIu64 " waiting, the oldest for %" PRId64
                      " minutes; lorehall mail list tells why\n",
                      mails.waiting, mails.oldest / (60 * CLOCK_SECOND));
}

void health_look(struct request *r, struct buffer *faults, struct buffer *warnings)
{
    struct HEALTH_PING_rows *rows = database_query(r->worker->database, r->arena, &HEALTH_PING);
    const struct HEALTH_PING_row *row;

    if (rows == NULL)
        buffer_text(faults, "database: no answer\n");
    else if ((row = rows_next(rows)) != NULL && row->read_only)
        buffer_text(faults, "database: read-only; pages are shown, nothing can be written\n");
    if (heartbeat_age(r->worker->shared) > HEARTBEAT_LATE)
        buffer_text(faults, "follower: no pulse; lorehall-journald is not running or stuck\n");
    if (health_flag_is_set(r->worker->shared, HEALTH_CATALOGUE_FAILS))
        buffer_text(faults, "catalogue: one cannot be made; the follower's log tells why\n");
    if (health_flag_is_set(r->worker->shared, HEALTH_CATALOGUE_OLD))
        buffer_text(faults, "catalogue: one is far behind; lorehall check tells which\n");
    look_at_pools(r, faults, warnings);
    look_at_mails(r, warnings);
}

enum http_status health(struct request *r)
{
    struct buffer faults = buffer_open(r->arena, 128), warnings = buffer_open(r->arena, 128);

    health_look(r, &faults, &warnings);
    if (faults.length > 0) {
        buffer_put(&faults, warnings.data, warnings.length);
        return response_text(r, HTTP_UNAVAILABLE, "text/plain; charset=utf-8", faults.data);
    }
    return response_text(r, HTTP_OK, "text/plain; charset=utf-8",
                         arena_format(r->arena, "ok %s\n%s", r->site->name, warnings.data));
}

/* Without the database there is nothing to tell of it. */
static void append_mail_metrics(struct request *r, struct buffer *out)
{
    struct mail_queue_state mails;

    if (mail_queue_read(r->worker->database, r->arena, &mails) != 0)
        return;
    buffer_format(out,
                  "# HELP lorehall_mail_waiting Mails that are still to be sent.\n"
                  "# TYPE lorehall_mail_waiting gauge\n"
                  "lorehall_mail_waiting %" PRIu64 "\n"
                  "# HELP lorehall_mail_failed Mails that were given up, of the last month.\n"
                  "# TYPE lorehall_mail_failed gauge\n"
                  "lorehall_mail_failed %" PRIu64 "\n"
                  "# HELP lorehall_mail_oldest_seconds Since the oldest waits.\n"
                  "# TYPE lorehall_mail_oldest_seconds gauge\n"
                  "lorehall_mail_oldest_seconds %.3f\n",
                  mails.waiting, mails.failed, (double)mails.oldest / (double)CLOCK_SECOND);
}

enum http_status metrics(struct request *r)
{
    static const struct {
        enum counter counter;
        const char *name;
        const char *help;
    } lines[] = {
        {COUNTER_REQUESTS, "lorehall_requests_total", "Requests answered by the workers"},
        {COUNTER_ERRORS_CLIENT, "lorehall_refused_total", "Answers of 4xx"},
        {COUNTER_ERRORS_SERVER, "lorehall_errors_total", "Answers of 5xx"},
        {COUNTER_MICROSECONDS, "lorehall_request_microseconds_total", "Time spent on requests"},
        {COUNTER_QUERIES, "lorehall_queries_total", "Statements run"},
        {COUNTER_CACHE_HITS, "lorehall_cache_hits_total", "Pages and fragments found"},
        {COUNTER_CACHE_MISSES, "lorehall_cache_misses_total", "Pages and fragments not found"},
        {COUNTER_CACHE_FILLS, "lorehall_cache_fills_total", "Pages and fragments kept"},
        {COUNTER_JOURNAL_ROWS, "lorehall_journal_rows_total", "Journal rows followed"},
        {COUNTER_PUBLISHED, "lorehall_published_total", "Events sent to open pages"},
        {COUNTER_PUBLISH_FAILED, "lorehall_publish_failed_total", "Events that were not"},
        {COUNTER_CATALOGUES, "lorehall_catalogues_total", "Catalogues of games made"},
        {COUNTER_PASSWORD_HASHES, "lorehall_password_hashes_total",
         "Passwords hashed, to keep or to compare them"},
        {COUNTER_POSTS, "lorehall_posts_total", "Comments and threads that members wrote"},
        {COUNTER_REGISTERED, "lorehall_registrations_total", "Accounts that were registered"},
        {COUNTER_REGISTERED_TRAPPED, "lorehall_registrations_trapped_total",
         "Registrations with the field filled in that nobody sees"},
        {COUNTER_REGISTERED_HASTY, "lorehall_registrations_hasty_total",
         "Registrations sent sooner than anybody could fill them in"},
    };
    struct buffer out = buffer_open(r->arena, 65536);

    if (strcmp(r->address, "127.0.0.1") != 0 && strcmp(r->address, "::1") != 0)
        return refuse(r, HTTP_FORBIDDEN, "forbidden", _("Only the machine itself may ask this."));
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        buffer_format(&out, "# HELP %s %s.\n# TYPE %s counter\n%s %" PRIu64 "\n", lines[i].name,
                      lines[i].help, lines[i].name, lines[i].name,
                      counter_read(r->worker->shared, lines[i].counter));
    buffer_text(&out, "# HELP lorehall_limited_total Requests beyond somebody's budget.\n"
                      "# TYPE lorehall_limited_total counter\n");
    for (size_t rate = 0; rate < RATE_FREE; rate++)
        buffer_format(&out, "lorehall_limited_total{class=\"%s\"} %" PRIu64 "\n",
                      rate_class_name((enum rate_class)rate),
                      counter_read(r->worker->shared, COUNTER_LIMITED + (enum counter)rate));
    buffer_format(&out,
                  "# HELP lorehall_follower_pulse_seconds Since the follower last looked.\n"
                  "# TYPE lorehall_follower_pulse_seconds gauge\n"
                  "lorehall_follower_pulse_seconds %.3f\n",
                  (double)heartbeat_age(r->worker->shared) / (double)CLOCK_SECOND);
    buffer_format(&out,
                  "# HELP lorehall_live_connections Pages that listen for events.\n"
                  "# TYPE lorehall_live_connections gauge\n"
                  "lorehall_live_connections %" PRIu64 "\n",
                  gauge_read(r->worker->shared, GAUGE_LIVE_CONNECTIONS));
    meter_expose(r, &out);
    append_mail_metrics(r, &out);
    return response_text(r, HTTP_OK, "text/plain; version=0.0.4; charset=utf-8", out.data);
}
