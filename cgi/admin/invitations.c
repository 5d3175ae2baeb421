/* Who invited whom: all invitations, and one that can be withdrawn. */
#include "auth/registration/invitation.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

static const struct list_column columns[] = {
    {"account", N_("By"), NULL},
    {"made", N_("Made"), "newest"},
    {"until", N_("Until"), NULL},
    {"uses", N_("Used"), NULL},
    {"invited", N_("Who came"), NULL},
    {"state", N_("State"), NULL},
    {"withdrawn_by", N_("Withdrawn by"), NULL},
};

/* In the order of enum invitation_state. */
static const struct list_choice states[] = {
    {"", N_("Any")},           {"open", N_("open")},           {"used", N_("used up")},
    {"over", N_("has ended")}, {"withdrawn", N_("withdrawn")}, {NULL, NULL},
};

static const char *invitation_words(const struct invitation *invitation)
{
    return _(states[invitation_state(invitation, clock_now())].title);
}

static const char *uses_text(struct arena *arena, const struct invitation *invitation)
{
    return arena_format(arena, "%" PRIu64 "/%" PRIu64, invitation->uses, invitation->uses_max);
}

static int fetch_invitations(struct admin_list *list, unsigned limit)
{
    struct invitation_query query = *(const struct invitation_query *)list->context;
    const struct invitation *rows;
    size_t count;

    query.oldest = list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    rows = invitation_list(list->r->worker->database, list->arena, &query, &count);

    for (size_t i = 0; rows != NULL && i < count; i++) {
        list_row(list, rows[i].id);
        list_link(list, rows[i].account,
                  arena_format(list->arena, "/admin/invitations/%" PRIu64, rows[i].id));
        list_time(list, rows[i].created);
        list_time(list, rows[i].until);
        list_text(list, uses_text(list->arena, &rows[i]));
        list_text(list, rows[i].invited);
        list_text(list, invitation_words(&rows[i]));
        list_text(list, rows[i].withdrawn_by);
    }
    return rows != NULL ? 0 : -1;
}

enum http_status invitations_page(struct request *r)
{
    struct invitation_query query = {.site_id = only_site(r, PERMISSION_INVITATION_EDIT)};
    struct admin_list list = {
        .r = r,
        .path = "/admin/invitations",
        .view = "admin/invitations.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_invitations,
        .context = &query,
    };

    list_read(&list);
    query.state = (enum invitation_state)list_choose(&list, "state", _("State"), states);
    return list_answer(&list);
}

/* The invitation of the path, where the caller may see it. HTTP_OK, or what is answered. */
static enum http_status find_invitation(struct request *r, struct invitation *invitation)
{
    const struct invitation_query query = {.site_id = only_site(r, PERMISSION_INVITATION_EDIT),
                                           .after = path_id(r, "id") + 1,
                                           .limit = 1};
    size_t count;
    const struct invitation *found = invitation_list(r->worker->database, r->arena, &query, &count);

    if (found == NULL)
        return HTTP_UNAVAILABLE;
    if (count == 0 || found->id != path_id(r, "id"))
        return HTTP_NOT_FOUND;
    *invitation = *found;
    return HTTP_OK;
}

enum http_status invitation_page(struct request *r)
{
    struct invitation invitation;
    enum http_status status = find_invitation(r, &invitation);

    if (status != HTTP_OK)
        return status;
    view_set_number(r->view, "Invitation.id", (int64_t)invitation.id);
    view_set(r->view, "Invitation.account", invitation.account);
    view_set(r->view, "Invitation.path", account_path(r->arena, invitation.account_id));
    view_set(r->view, "Invitation.created", clock_rfc3339(r->arena, invitation.created));
    view_set(r->view, "Invitation.until", clock_rfc3339(r->arena, invitation.until));
    view_set(r->view, "Invitation.uses", uses_text(r->arena, &invitation));
    view_set(r->view, "Invitation.invited", invitation.invited);
    view_set(r->view, "Invitation.state", invitation_words(&invitation));
    if (invitation_state(&invitation, clock_now()) == INVITATION_OPEN)
        view_set(r->view, "May.withdraw", "1");
    return frame_page(r, HTTP_OK, "admin/invitation.cs");
}

enum http_status invitation_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct invitation invitation;
    enum http_status status = find_invitation(r, &invitation);
    int withdrawn;

    if (status != HTTP_OK)
        return status;
    withdrawn = invitation_withdraw(&store, &actor, invitation.id, 0);
    if (withdrawn == 0)
        return refuse(r, HTTP_CONFLICT, "withdrawn",
                      _("This invitation does not hold, or no more."));
    return withdrawn > 0 ? redirect(r, HTTP_SEE_OTHER, "/admin/invitations/%" PRIu64, invitation.id)
                         : HTTP_UNAVAILABLE;
}
