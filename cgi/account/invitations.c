#include "invitations.h"

#include "auth/registration/invitation.h"
#include "base/language.h"
#include "web/form/form.h"
#include "web/mail/letter.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define SHOWN_MAX 50

static const char *const invitations_view = "account/invitations.cs";

static int set_invitations(struct request *r)
{
    const struct invitation_query query = {.account_id = request_account(r),
                                           .site_id = r->site->id,
                                           .limit = SHOWN_MAX};
    static const char *const states[] = {[INVITATION_OPEN] = "open",
                                         [INVITATION_USED] = "used",
                                         [INVITATION_OVER] = "over",
                                         [INVITATION_WITHDRAWN] = "withdrawn"};
    bool sent = form_has(r, "days") || form_has(r, "uses");
    size_t count;
    const struct invitation *list = invitation_list(r->worker->database, r->arena, &query, &count);

    view_set(r->view, "Form.days", sent ? form_raw(r, "days") : "7");
    view_set(r->view, "Form.uses", sent ? form_raw(r, "uses") : "1");
    for (size_t i = 0; list != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Invitations");

        node_set_number(node, "id", (int64_t)list[i].id);
        node_set(node, "link",
                 arena_format(r->arena, "%s/account/register?invitation=%s", letter_origin(r),
                              list[i].code));
        node_set(node, "until", clock_rfc3339(r->arena, list[i].until));
        node_set_number(node, "uses", (int64_t)list[i].uses);
        node_set_number(node, "max", (int64_t)list[i].uses_max);
        node_set(node, "invited", list[i].invited);
        node_set(node, "state", states[invitation_state(&list[i], clock_now())]);
    }
    return list != NULL ? 0 : -1;
}

enum http_status invitations_page(struct request *r)
{
    view_set(r->view, "Done", query_line(r, "done", 10));
    return set_invitations(r) == 0 ? page(r, HTTP_OK, invitations_view) : HTTP_UNAVAILABLE;
}

static enum http_status invitations_again(struct request *r, enum http_status status)
{
    return set_invitations(r) == 0 ? page_refused(r, status, invitations_view) : HTTP_UNAVAILABLE;
}

enum http_status invitations_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    int64_t days = form_int(r, "days", 1, INVITATION_DAYS_MAX);
    int64_t uses = form_int(r, "uses", 1, INVITATION_USES_MAX);
    int made;

    if (!form_ok(r))
        return invitations_again(r, HTTP_UNPROCESSABLE);
    made =
        invitation_make(&store, &actor, clock_now() + days * 86400 * CLOCK_SECOND, (uint64_t)uses);
    if (made > 0)
        return redirect(r, HTTP_SEE_OTHER, "/account/invitations?done=made");
    if (made < 0)
        return HTTP_UNAVAILABLE;
    form_error(r, "uses",
               arena_format(r->arena,
                            _("You have %d open invitations already. Withdraw one first."),
                            INVITATIONS_OPEN_MAX));
    return invitations_again(r, HTTP_UNPROCESSABLE);
}

enum http_status invitation_withdraw_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    int withdrawn = invitation_withdraw(&store, &actor, path_id(r, "id"), actor.account_id);

    if (withdrawn == 0)
        return HTTP_NOT_FOUND;
    return withdrawn > 0 ? redirect(r, HTTP_SEE_OTHER, "/account/invitations") : HTTP_UNAVAILABLE;
}
