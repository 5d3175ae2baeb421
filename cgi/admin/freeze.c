/* The read-only switch, of this site and of all: reading goes on, and nothing else. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/sites/freeze.h"
#include "web/view.h"

static const char *const freeze_view = "admin/freeze.cs";

/* What of it is shown: a site, or all of them. The field that was wrong is the one that the errors'
 * links lead to. */
static void set_switch(struct request *r, uint64_t site_id, const char *title,
                       const struct freeze *freezes, size_t count)
{
    struct view_node *node = view_item(r->view, "Switches");

    const char *sent = form_raw(r, "where");
    bool leads = *sent != '\0' ? strtoull(sent, NULL, 10) == site_id : site_id == r->site->id;

    node_set_number(node, "where", (int64_t)site_id);
    node_set(node, "id", leads ? "f-reason" : "f-reason-other");
    node_set(node, "title", title);
    for (size_t i = 0; i < count; i++) {
        if (freezes[i].site_id != site_id)
            continue;
        node_set(node, "since", clock_rfc3339(r->arena, freezes[i].since));
        node_set(node, "reason", freezes[i].reason);
        node_set(node, "by", freezes[i].by);
    }
}

static int set_switches(struct request *r)
{
    size_t count;
    const struct freeze *freezes = freeze_list(r->worker->database, r->arena, &count);

    if (freezes == NULL)
        return -1;
    set_switch(r, r->site->id, r->site->title, freezes, count);
    if (may_everywhere(r, PERMISSION_SITE_FREEZE))
        set_switch(r, 0, _("all sites"), freezes, count);
    return 0;
}

enum http_status freeze_form(struct request *r)
{
    view_set(r->view, "Done", query_line(r, "done", 10));
    return set_switches(r) == 0 ? frame_page(r, HTTP_OK, freeze_view) : HTTP_UNAVAILABLE;
}

static enum http_status show_freeze_again(struct request *r, enum http_status status)
{
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    view_set(r->view, "Form.where", form_raw(r, "where"));
    return set_switches(r) == 0 ? frame_again(r, status, freeze_view) : HTTP_UNAVAILABLE;
}

enum http_status freeze_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    uint64_t where = (uint64_t)form_int(r, "where", 0, UINT32_MAX);
    bool lift = strcmp(form_line(r, "act", 0, 10), "lift") == 0;
    const char *reason = lift ? "" : form_line(r, "reason", 1, FREEZE_REASON_MAX);
    enum freeze_result result;

    if (!form_ok(r))
        return show_freeze_again(r, HTTP_UNPROCESSABLE);
    if (where != r->site->id && (where != 0 || !may_everywhere(r, PERMISSION_SITE_FREEZE)))
        return HTTP_FORBIDDEN;
    result = lift ? freeze_lift(&store, &actor, where) : freeze_set(&store, &actor, where, reason);
    switch (result) {
    case FREEZE_DONE:
        return redirect(r, HTTP_SEE_OTHER, "/admin/freeze?done=%s", lift ? "lifted" : "frozen");
    case FREEZE_ALREADY:
        form_error(r, "reason",
                   _("Somebody else was quicker: it is as is shown below. Nothing was changed."));
        return show_freeze_again(r, HTTP_CONFLICT);
    case FREEZE_REASON_INVALID:
        form_error(r, "reason", _("Say why, in one line of at most 300 characters."));
        return show_freeze_again(r, HTTP_UNPROCESSABLE);
    case FREEZE_FAILED: break;
    }
    return HTTP_UNAVAILABLE;
}
