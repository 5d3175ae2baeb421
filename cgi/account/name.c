/* Changing one's name, which is the same on all sites. Whoever may not write here, or is suspended on any
 * of them, may not either: they would come back as somebody else. */
#include "name.h"

#include <string.h>

#include "auth/account.h"
#include "auth/credentials/rename.h"
#include "base/language.h"
#include "web/form/form.h"
#include "web/mail/notice.h"
#include "web/response.h"
#include "web/view.h"

static const char *const name_view = "account/name.cs";

/* Whether the caller is kept from writing: here, or anywhere by a role that denies it. */
static bool is_silenced(const struct request *r)
{
    return !request_may(r, PERMISSION_COMMENT_WRITE) ||
           permission_denied_somewhere(r->worker->roles, &r->session->grants,
                                       PERMISSION_COMMENT_WRITE, clock_now());
}

/* Shows how things are. *FROM gets when the name may be changed. 0 or -1. */
static int set_name(struct request *r, int64_t *from)
{
    size_t count;
    const struct former_name *names =
        former_names(r->worker->database, r->arena, r->session->account_id, &count);

    *from = rename_from(r->worker->database, r->arena, r->session->account_id);
    if (names == NULL || *from < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        node_set(view_item(r->view, "Former"), "name", names[i].name);
    view_set(r->view, "Name.present", r->session->name);
    view_set(r->view, "Form.name", form_has(r, "name") ? form_raw(r, "name") : r->session->name);
    if (is_silenced(r))
        view_set(r->view, "Name.silenced", "1");
    else if (*from > clock_now())
        view_set(r->view, "Name.from", clock_rfc3339(r->arena, *from));
    return 0;
}

enum http_status name_form(struct request *r)
{
    int64_t from;

    return set_name(r, &from) == 0 ? page(r, HTTP_OK, name_view) : HTTP_UNAVAILABLE;
}

/* Whether the name may be changed to NAME, as far as that can be told before. HTTP_OK, with errors
 * noted, or what is answered. */
static enum http_status check_name(struct request *r, const char *name, int64_t from)
{
    enum name_fault fault;

    if (is_silenced(r))
        form_error(r, "name", _("Whoever is kept from writing may not change their name either."));
    else if (from > clock_now())
        form_error(r, "name", _("A name can be changed once in 30 days."));
    else if (form_ok(r) && strcmp(name, r->session->name) == 0)
        form_error(r, "name", _("This is the name that you have."));
    if (!form_ok(r))
        return HTTP_OK;
    fault = name_fault_for(r->worker->database, r->arena, name,
                           &(struct name_seeker){.account_id = r->session->account_id});
    if (fault == NAME_UNKNOWN)
        return HTTP_UNAVAILABLE;
    if (fault != NAME_VALID)
        form_error(r, "name", name_fault_words(r->arena, fault));
    return HTTP_OK;
}

static enum http_status rename_own(struct request *r, const char *name, const char *was)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct renaming renaming = {.seeker = {.account_id = r->session->account_id},
                                      .was = was,
                                      .name = name};
    struct account account;

    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0)
        return HTTP_UNAVAILABLE;
    switch (account_rename(&store, &actor, &renaming, notice_renamed(r, &account, name, NULL))) {
    case RENAME_FAILED: return HTTP_UNAVAILABLE;
    case RENAME_LATE:
        form_error(r, "name", _("Your name has just been changed elsewhere."));
        return page_refused(r, HTTP_CONFLICT, name_view);
    case RENAME_TAKEN:
        form_error(r, "name", name_fault_words(r->arena, NAME_TAKEN));
        return page_again(r, name_view);
    case RENAME_DONE: break;
    }
    return redirect(r, HTTP_SEE_OTHER, "/account/settings?saved=1");
}

enum http_status name_post(struct request *r)
{
    const char *name = form_line(r, "name", 1, 200), *was = form_line(r, "was", 1, 200);
    int64_t from;
    enum http_status status;

    if (set_name(r, &from) != 0)
        return HTTP_UNAVAILABLE;
    status = check_name(r, name, from);
    if (status != HTTP_OK)
        return status;
    return form_ok(r) ? rename_own(r, name, was) : page_again(r, name_view);
}
