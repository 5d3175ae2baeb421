/* Renaming somebody: first what it touches, then the act, which is refused where the account is called
 * otherwise by now. It is undone by giving the former name back, which only this page can. */
#include <inttypes.h>
#include <string.h>

#include "auth/account.h"
#include "auth/credentials/rename.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "talk/thread.h"
#include "web/form/form.h"
#include "web/mail/notice.h"
#include "web/response.h"
#include "web/view.h"

static const char *const name_view = "admin/name.cs";

/* The account that the path names, with what is shown of it. An account is one of all sites, and so is
 * who may rename it. HTTP_OK, or what is answered. */
static enum http_status show_name(struct request *r, struct account_line *account)
{
    const char *offered = query_line(r, "name", ACCOUNT_NAME_MAX);
    uint64_t comments;
    int found;

    if (!may_everywhere(r, PERMISSION_ACCOUNT_EDIT))
        return HTTP_FORBIDDEN;
    found = account_by_id(r->worker->database, r->arena, path_id(r, "id"), account);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    if (thread_comments_by(r->worker->database, r->arena, account->id, &comments) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Account.name", account->name);
    view_set_number(r->view, "Account.id", (int64_t)account->id);
    view_set_number(r->view, "Account.comments", (int64_t)comments);
    view_set(r->view, "Form.name", offered != NULL ? offered : account->name);
    return HTTP_OK;
}

enum http_status account_name_form(struct request *r)
{
    struct account_line account;
    enum http_status status = show_name(r, &account);

    return status == HTTP_OK ? frame_page(r, HTTP_OK, name_view) : status;
}

static enum http_status show_name_again(struct request *r, enum http_status status)
{
    view_set(r->view, "Form.name", form_raw(r, "name"));
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    return frame_again(r, status, name_view);
}

/* The notice to who is renamed; NULL where nobody can be told. *FAILED: the database. */
static const struct mail *name_notice(struct request *r, const struct renaming *renaming,
                                      bool *failed)
{
    struct account account;
    int found = account_by_name(r->worker->database, r->arena, renaming->was, &account);

    *failed = found < 0;
    return found > 0 ? notice_renamed(r, &account, renaming->name, renaming->reason) : NULL;
}

static enum http_status rename_account(struct request *r, const struct renaming *renaming)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    bool failed;
    const struct mail *notice = name_notice(r, renaming, &failed);

    if (failed)
        return HTTP_UNAVAILABLE;
    switch (account_rename(&store, &actor, renaming, notice)) {
    case RENAME_FAILED: return HTTP_UNAVAILABLE;
    case RENAME_LATE:
        form_error(r, "name", _("Somebody else has just given this account another name."));
        return show_name_again(r, HTTP_CONFLICT);
    case RENAME_TAKEN:
        form_error(r, "name", name_fault_words(r->arena, NAME_TAKEN));
        return show_name_again(r, HTTP_UNPROCESSABLE);
    case RENAME_DONE: break;
    }
    return redirect(r, HTTP_SEE_OTHER, "/admin/accounts/%" PRIu64 "?done=name",
                    renaming->seeker.account_id);
}

enum http_status account_name_post(struct request *r)
{
    struct account_line account;
    struct renaming renaming;
    enum name_fault fault;
    enum http_status status = show_name(r, &account);

    if (status != HTTP_OK)
        return status;
    renaming = (struct renaming){.seeker = {.account_id = account.id, .is_admin = true},
                                 .was = form_line(r, "was", 1, 200),
                                 .name = form_line(r, "name", 1, 200),
                                 .reason = form_line(r, "reason", 1, RENAME_REASON_MAX)};
    if (form_ok(r) && strcmp(renaming.name, account.name) == 0)
        form_error(r, "name", _("This is what the account is called."));
    if (!form_ok(r))
        return show_name_again(r, HTTP_UNPROCESSABLE);
    fault = name_fault_for(r->worker->database, r->arena, renaming.name, &renaming.seeker);
    if (fault == NAME_UNKNOWN)
        return HTTP_UNAVAILABLE;
    if (fault != NAME_VALID) {
        form_error(r, "name", name_fault_words(r->arena, fault));
        return show_name_again(r, HTTP_UNPROCESSABLE);
    }
    return rename_account(r, &renaming);
}
