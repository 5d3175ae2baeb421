/* Warning an account, which must read it before anything else. */
#include <inttypes.h>

#include "auth/account.h"
#include "auth/ban/warning.h"
#include "base/language.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

/* Who may warn and not see accounts has no page that shows what they typed. */
static enum http_status refuse_warning(struct request *r, const struct account_line *account,
                                       uint64_t comment_id, const char *message)
{
    if (!request_may(r, PERMISSION_ACCOUNT_SEE))
        return refuse(r, HTTP_UNPROCESSABLE, "reason", message);
    form_error(r, "reason", message);
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    if (comment_id != 0)
        view_set_number(r->view, "Form.comment", (int64_t)comment_id);
    return account_again(r, account, HTTP_UNPROCESSABLE);
}

enum http_status warn_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *reason = form_line(r, "reason", 1, WARNING_REASON_MAX);
    uint64_t comment_id = form_id(r, "comment");
    struct account_line account;
    int found = account_by_id(r->worker->database, r->arena, path_id(r, "id"), &account);

    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    if (account.id == request_account(r))
        return refuse_warning(r, &account, comment_id, _("You cannot warn yourself."));
    if (!form_ok(r))
        return refuse_warning(r, &account, comment_id,
                              _("Say what they are warned for, in one line of at most 400"
                                " characters."));
    if (warning_give(&store, &actor,
                     &(struct warning){.account_id = account.id,
                                       .reason = reason,
                                       .path = comment_id == 0
                                                   ? NULL
                                                   : arena_format(r->arena,
                                                                  "/forum/comment/%" PRIu64,
                                                                  comment_id)}) != 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/admin/accounts/%" PRIu64 "?done=warned", account.id);
}
