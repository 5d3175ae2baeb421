/* What needs somebody now, each with where to look at it; and what has been going on, as charts.
 * Everything is read from shared memory, from sums, or by an index up to a bound: it costs the same
 * however much there is. */
#include <inttypes.h>
#include <string.h>

#include "auth/audit.h"
#include "bans.h"
#include "bars.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "setup.h"
#include "store/journal.h"
#include "store/mail_spool.h"
#include "store/metrics/activity.h"
#include "store/metrics/metrics.h"
#include "talk/filter/held.h"
#include "talk/moderation/report.h"
#include "web/form/form.h"
#include "web/health.h"
#include "web/site.h"
#include "web/view.h"

#define DAY (86400 * CLOCK_SECOND)
#define SLOW 500000 /* microseconds: the p99 of a route that somebody should look at */
#define SLOW_REQUESTS_MIN 20

/* One line of the dashboard. */
struct figure {
    const char *title;
    uint64_t count, max; /* MAX and above is "so many or more"; 0: all are counted */
    bool urgent;         /* somebody should look */
    const char *path;    /* where; NULL: nowhere, or the reader may not */
};

static void add_figure(struct request *r, const struct figure *figure)
{
    struct view_node *node = view_item(r->view, "Figures");

    node_set(node, "title", figure->title);
    node_set_number(node, "count", (int64_t)figure->count);
    node_set(node, "path", figure->path);
    if (figure->urgent)
        node_set(node, "urgent", "1");
    if (figure->max != 0 && figure->count >= figure->max)
        node_set(node, "more", "1");
}

static const char *path_if(const struct request *r, enum permission permission, const char *path)
{
    return request_may(r, permission) ? path : NULL;
}

/* ---- what needs somebody now ---- */

/* What members report and filters hold back, for who works at it. */
static int add_queue_figures(struct request *r)
{
    const struct subject_place place = subject_place(r);
    uint64_t count;

    if (!request_may(r, PERMISSION_QUEUE_WORK))
        return 0;
    if (report_count(&place, &count) != 0)
        return -1;
    add_figure(r, &(struct figure){_("Reported comments"), count, REPORTS_COUNTED_MAX, count > 0,
                                   "/admin/queue"});
    if (held_count(&place, &count) != 0)
        return -1;
    add_figure(r, &(struct figure){_("Held posts"), count, HELD_COUNTED_MAX, count > 0,
                                   "/admin/held"});
    return 0;
}

static int add_audit_figures(struct request *r)
{
    static const struct {
        enum audit_act act;
        const char *title;
        uint64_t urgent; /* from so many on */
    } figures[] = {
        {AUDIT_LOGIN_FAILED, N_("Failed logins"), 20},
        {AUDIT_PASSWORD_FAILED, N_("Wrong present passwords"), 5},
        {AUDIT_ACCOUNT_MAKE, N_("Registrations"), UINT64_MAX},
        {AUDIT_ROLE_GRANT, N_("Roles granted"), UINT64_MAX},
    };
    int64_t yesterday = clock_now() - DAY;
    const char *day = clock_rfc3339(r->arena, yesterday);

    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        const char *path = arena_format(r->arena, "/admin/audit?act=%s&from=%.10s",
                                        audit_act_name(figures[i].act), day);
        uint64_t count;

        const struct audit_query query = {.act = audit_act_name(figures[i].act),
                                          .site_id = only_site(r, PERMISSION_AUDIT_SEE),
                                          .from = yesterday};

        if (audit_count(r->worker->database, r->arena, &query, &count) != 0)
            return -1;
        add_figure(r, &(struct figure){_(figures[i].title), count, AUDIT_COUNTED_MAX,
                                       count >= figures[i].urgent,
                                       path_if(r, PERMISSION_AUDIT_SEE, path)});
    }
    return 0;
}

static int add_mail_figures(struct request *r)
{
    struct mail_queue_state state;

    if (mail_queue_read(r->worker->database, r->arena, &state) != 0)
        return -1;
    add_figure(r, &(struct figure){_("Mails that wait"), state.waiting, MAILS_COUNTED_MAX,
                                   state.oldest > DAY / 24,
                                   path_if(r, PERMISSION_MAIL_SEE, "/admin/mails?state=waiting")});
    add_figure(r, &(struct figure){_("Mails that could not be sent"), state.failed,
                                   MAILS_COUNTED_MAX, state.failed > 0,
                                   path_if(r, PERMISSION_MAIL_SEE, "/admin/mails?state=failed")});
    return 0;
}

/* Errors and slow routes, of this host in this hour and the one before. */
static int add_performance_figures(struct request *r)
{
    const struct metrics *metrics = shared_metrics(r->worker->shared);
    struct route_sum *sum = arena_alloc(r->arena, sizeof *sum);
    uint64_t errors = 0, slow = 0;

    for (size_t i = 0; i < ROUTES_MAX; i++) {
        const struct metered_route *route = metrics_route_at(metrics, i);

        if (route == NULL)
            continue;
        metrics_route_sum(route, true, clock_ticks(), sum);
        errors += sum->errors;
        slow += sum->requests >= SLOW_REQUESTS_MIN && histogram_quantile(&sum->took, 990) >= SLOW;
    }
    add_figure(r, &(struct figure){_("Errors in the last hours"), errors, 0, errors > 0,
                                   path_if(r, PERMISSION_PERFORMANCE_SEE,
                                           "/admin/performance?sort=errors")});
    add_figure(r, &(struct figure){_("Slow routes"), slow, 0, slow > 0,
                                   path_if(r, PERMISSION_PERFORMANCE_SEE,
                                           "/admin/performance?sort=p99")});
    return 0;
}

static int add_appeal_figure(struct request *r)
{
    const struct appeal_query seen = appeals_seen(r);
    uint64_t count;

    if (!request_may(r, PERMISSION_ACCOUNT_BAN))
        return 0;
    if (appeals_open(r->worker->database, r->arena, &seen, &count) != 0)
        return -1;
    add_figure(r,
               &(struct figure){_("Appeals against bans"), count, 0, count > 0, "/admin/appeals"});
    return 0;
}

/* In the order in which they are shown. */
static int (*const sources[])(struct request *r) = {
    add_queue_figures, add_appeal_figure, add_performance_figures,
    add_audit_figures, add_mail_figures,
};

/* What /health says of this host, a line each. */
static void add_health(struct request *r)
{
    struct buffer lines = buffer_open(r->arena, 256);
    char *line, *rest;

    health_look(r, &lines, &lines);
    buffer_text(&lines, "");
    for (line = strtok_r(lines.data, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        node_set(view_item(r->view, "Health"), "text", line);
}

/* How far the followers of all hosts are, by what they wrote down a second ago. */
static int add_followers(struct request *r)
{
    struct follower_place *places;
    uint64_t last;
    size_t count;

    if (journal_last(r->worker->database, r->arena, &last) != 0)
        return -1;
    places = journal_followers(r->worker->database, r->arena, &count);
    for (size_t i = 0; places != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Followers");

        node_set(node, "host", places[i].host);
        node_set_number(node, "behind",
                        last > places[i].position ? (int64_t)(last - places[i].position) : 0);
    }
    return places != NULL ? 0 : -1;
}

/* ---- what has been going on ---- */

#define HOURS_SHOWN 48
#define DAYS_SHOWN 30

static const struct {
    const char *name;
    enum activity measure;
    enum activity_grain grain;
    const char *title, *summary, *values;
} charts[] = {
    {"requests", ACTIVITY_REQUESTS, ACTIVITY_HOUR, N_("Requests of the last 48 hours"),
     N_("%s in all, at most %s in an hour."), N_("Requests")},
    {"posts", ACTIVITY_POSTS, ACTIVITY_DAY, N_("Posts of the last 30 days"),
     N_("%s in all, at most %s in a day."), N_("Posts")},
    {"registrations", ACTIVITY_REGISTRATIONS, ACTIVITY_DAY, N_("Registrations of the last 30 days"),
     N_("%s in all, at most %s in a day."), N_("Registrations")},
};

/* "2026-11-30", of an hour with its time. */
static const char *moment_label(struct arena *arena, int64_t instant, enum activity_grain grain)
{
    const char *text = clock_rfc3339(arena, instant);

    return grain == ACTIVITY_DAY ? arena_format(arena, "%.10s", text)
                                 : arena_format(arena, "%.10s %.5s UTC", text, text + 11);
}

static void draw_activity(struct request *r, size_t chart, const struct activity_history *history)
{
    const uint64_t *sums = history->sums[charts[chart].measure];
    struct bar bars[ACTIVITY_SUMS_MAX];
    uint64_t total = 0, max = 0;

    for (size_t i = 0; i < history->count; i++) {
        int64_t started = history->first + (int64_t)i * activity_length(history->grain);

        bars[i] = (struct bar){moment_label(r->arena, started, history->grain), sums[i]};
        total += sums[i];
        max = sums[i] > max ? sums[i] : max;
    }
    bars_draw(r, &(struct bars){
                     .name = charts[chart].name,
                     .title = _(charts[chart].title),
                     .summary = arena_format(r->arena, _(charts[chart].summary),
                                             number_words(r->arena, total),
                                             number_words(r->arena, max)),
                     .labels = history->grain == ACTIVITY_DAY ? _("Day") : _("Hour"),
                     .values = _(charts[chart].values),
                     .bars = bars,
                     .count = history->count,
                 });
}

static int draw_history(struct request *r)
{
    struct activity_history hours = {.grain = ACTIVITY_HOUR,
                                     .count = HOURS_SHOWN,
                                     .now = clock_now()};
    struct activity_history days = {.grain = ACTIVITY_DAY, .count = DAYS_SHOWN, .now = hours.now};

    if (activity_read(r->worker->database, r->arena, &hours) != 0 ||
        activity_read(r->worker->database, r->arena, &days) != 0)
        return -1;
    for (size_t i = 0; i < sizeof charts / sizeof charts[0]; i++)
        draw_activity(r, i, charts[i].grain == ACTIVITY_HOUR ? &hours : &days);
    return 0;
}

enum http_status dashboard_page(struct request *r)
{
    add_health(r);
    view_set(r->view, "Done", query_line(r, "done", 10));
    if (setup_offer(r) != 0)
        return HTTP_UNAVAILABLE;
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        if (sources[i](r) != 0)
            return HTTP_UNAVAILABLE;
    if (add_followers(r) != 0 || draw_history(r) != 0)
        return HTTP_UNAVAILABLE;
    return frame_page(r, HTTP_OK, "admin/dashboard.cs");
}
