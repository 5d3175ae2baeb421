/* What needs somebody now, each with where to look at it. */
#include <string.h>

#include "auth/audit.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "store/mail_spool.h"
#include "talk/moderation/report.h"
#include "web/health.h"
#include "web/site.h"
#include "web/view.h"

#define DAY (86400 * CLOCK_SECOND)

/* One line of the dashboard; `urgent` where somebody should look. */
static void add_figure(struct request *r, const char *title, uint64_t count, bool urgent,
                       const char *path)
{
    struct view_node *node = view_item(r->view, "Figures");

    node_set(node, "title", title);
    node_set_number(node, "count", (int64_t)count);
    node_set(node, "path", path);
    if (urgent)
        node_set(node, "urgent", "1");
}

/* What members report and filters hold back, for who works at it. */
static int add_queue_figures(struct request *r)
{
    const struct store store = request_store(r);
    uint64_t count;

    if (!request_may(r, PERMISSION_QUEUE_WORK))
        return 0;
    if (report_count(&store, r->site->id, &count) != 0)
        return -1;
    add_figure(r, _("Reported comments"), count, count > 0, "/admin/queue");
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
        const char *path = request_may(r, PERMISSION_AUDIT_SEE)
                               ? arena_format(r->arena, "/admin/audit?act=%s&from=%.10s",
                                              audit_act_name(figures[i].act), day)
                               : NULL;
        uint64_t count;

        if (audit_count(r->worker->database, r->arena, figures[i].act, yesterday, &count) != 0)
            return -1;
        add_figure(r, _(figures[i].title), count, count >= figures[i].urgent, path);
    }
    return 0;
}

static int add_mail_figures(struct request *r)
{
    struct mail_queue_state state;

    if (mail_queue_read(r->worker->database, r->arena, &state) != 0)
        return -1;
    add_figure(r, _("Mails that wait"), state.waiting, state.oldest > DAY / 24, NULL);
    add_figure(r, _("Mails that could not be sent"), state.failed, state.failed > 0, NULL);
    return 0;
}

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

enum http_status dashboard_page(struct request *r)
{
    add_health(r);
    if (add_queue_figures(r) != 0 || add_audit_figures(r) != 0 || add_mail_figures(r) != 0)
        return HTTP_UNAVAILABLE;
    return frame_page(r, HTTP_OK, "admin/dashboard.cs");
}
