/* The second factors of an account, looked at and taken away for whoever has lost theirs. */
#include <inttypes.h>

#include "auth/account.h"
#include "auth/factor/factor.h"
#include "auth/role_edit.h"
#include "auth/role_explain.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/mail/letter.h"
#include "web/response.h"
#include "web/view.h"

/* Whether everything that they have been granted is the caller's, too: else whoever may help others
 * back in could, with an administrator's password, become one. 1, 0 or -1. */
static int covers_account(struct request *r, uint64_t account_id)
{
    const struct role_scope everywhere = {0, 0};
    const struct roles *roles = r->worker->roles;
    struct grants theirs = {.count = 0};
    size_t count;
    int64_t now = clock_now();
    const struct role_reason *grants =
        role_grants(roles, r->worker->database, r->arena, account_id, &count);

    if (grants == NULL)
        return -1;
    for (size_t i = 0; i < count && theirs.count < GRANTS_MAX; i++)
        theirs.list[theirs.count++] = grants[i].grant;
    return (permissions_given(roles, &theirs, everywhere, now) &
            ~permissions_throughout(roles, &r->session->grants, everywhere, now) &
            ~PERMISSION_BIT(PERMISSION_SESSION_OPEN)) == 0;
}

int account_factors_set(struct request *r, uint64_t account_id)
{
    struct factors factors;
    int covers = covers_account(r, account_id);

    if (covers < 0 || factors_read(r->worker->database, r->arena, account_id, &factors) != 0)
        return -1;
    view_set(r->view, "Factors.shown", "1");
    if (factors.since != 0)
        view_set(r->view, "Factors.since", clock_rfc3339(r->arena, factors.since));
    if (factors.totp != 0)
        view_set(r->view, "Factors.app", clock_rfc3339(r->arena, factors.totp));
    if (factors.passkeys != 0)
        view_set_number(r->view, "Factors.passkeys", (int64_t)factors.passkeys);
    view_set_number(r->view, "Factors.codes", (int64_t)factors.recovery_codes);
    if (covers > 0)
        view_set(r->view, "May.unfactor", "1");
    return 0;
}

/* The mail that tells the owner; NULL where nobody can be told. */
static const struct mail *removal_notice(struct request *r, const char *name)
{
    struct account account;
    struct letter *letter;

    if (!letters_sent(r) || account_by_name(r->worker->database, r->arena, name, &account) <= 0 ||
        account.email == NULL)
        return NULL;
    letter = letter_open(r, "factor_removed");
    letter_set(letter, "Mail.name", account.name);
    return letter_mail(letter, account.email, 0);
}

/* Like a session, a factor is one of all sites. */
enum http_status account_factors_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *reason = form_line(r, "reason", 0, ROLE_REASON_MAX);
    struct account_line account;
    int covers, removed, found;

    if (!may_everywhere(r, PERMISSION_ACCOUNT_EDIT))
        return HTTP_FORBIDDEN;
    found = account_by_id(r->worker->database, r->arena, path_id(r, "id"), &account);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    if (!form_ok(r))
        return HTTP_UNPROCESSABLE;
    covers = covers_account(r, account.id);
    if (covers < 0)
        return HTTP_UNAVAILABLE;
    if (covers == 0)
        return refuse(r, HTTP_FORBIDDEN, "forbidden",
                      _("They may do what you may not: somebody who may all of it can do this."));
    removed = factors_remove(&store, &actor, account.id, reason, removal_notice(r, account.name));
    if (removed < 0)
        return HTTP_UNAVAILABLE;
    if (removed == 0)
        return refuse(r, HTTP_CONFLICT, "conflict", _("There is no second factor any more."));
    return redirect(r, HTTP_SEE_OTHER, "/admin/accounts/%" PRIu64 "?done=factors", account.id);
}
