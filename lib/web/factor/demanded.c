#include "web/factor/demanded.h"

#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "web/response.h"
#include "web/route.h"
#include "web/view.h"

#define DAY (86400 * CLOCK_SECOND)
#define EVERYWHERE_WITHIN (3 * DAY) /* before it is due */

/* Whether the page is one that somebody looks at who administers, or looks after their account. */
static bool is_near(const struct request *r)
{
    return strcmp(r->worker->area->name, "admin") == 0 ||
           strcmp(r->worker->area->name, "account") == 0;
}

void demanded_set(struct request *r)
{
    int64_t now = clock_now(), due = factor_due(r->worker->roles, &r->session->grants, now);

    if (due == 0)
        return;
    view_set(r->view, "Demanded.due", clock_rfc3339(r->arena, due));
    if (due <= now) {
        view_set(r->view, "Demanded.overdue", "1");
        view_set(r->view, "User.administration", "/account/factors");
    } else
        view_set_number(r->view, "Demanded.days", (due - now + DAY - 1) / DAY);
    if ((is_near(r) || due - now < EVERYWHERE_WITHIN) && !text_starts(r->path, "/account/factors"))
        view_set(r->view, "Demanded.banner", "1");
}

enum http_status refuse_factor(struct request *r)
{
    struct buffer next = buffer_open(r->arena, 128);

    if (r->method != METHOD_GET || r->api)
        return refuse(
            r, HTTP_FORBIDDEN, "factor",
            _("Your role asks for a second factor. Until you add one, you cannot use what "
              "it gives you to administrate."));
    r->cacheable = false;
    buffer_url(&next, r->target);
    return redirect(r, HTTP_SEE_OTHER, "/account/factors?next=%s", next.data);
}
