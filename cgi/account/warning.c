#include "warning.h"

#include "auth/ban/warning.h"
#include "base/clock.h"
#include "base/language.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

enum http_status warning_form(struct request *r)
{
    struct warning warning;
    int found = warning_next(r->worker->database, r->arena, request_account(r), &warning);

    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0)
        return redirect(r, HTTP_SEE_OTHER, "%s", return_path(r, "next"));
    view_set_number(r->view, "Warning.id", (int64_t)warning.id);
    view_set(r->view, "Warning.by", warning.by);
    view_set(r->view, "Warning.created", clock_rfc3339(r->arena, warning.created));
    view_set(r->view, "Warning.reason", warning.reason);
    if (warning.path != NULL && warning.site_id == r->site->id)
        view_set(r->view, "Warning.path", warning.path);
    view_set(r->view, "Form.next", return_path(r, "next"));
    return page(r, HTTP_OK, "account/warning.cs");
}

/* What comes next is the next warning, where there is one. */
enum http_status warning_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    uint64_t id = form_id(r, "id");

    if (!form_ok(r) || id == 0)
        return refuse(r, HTTP_UNPROCESSABLE, "id", _("Which warning was read is missing."));
    if (warning_acknowledge(&store, &actor, id) != 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "%s", return_path(r, "next"));
}
