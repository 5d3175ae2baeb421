/* Suspending accounts by the API, with the same rules and records as in the browser. */
#include <string.h>

#include "auth/account.h"
#include "auth/ban/ban.h"
#include "auth/role_edit.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/site.h"

/* Where: on this site, or with "all" everywhere, where the caller may do that. False with an error
 * noted. */
static bool read_site(struct request *r, uint64_t *site_id)
{
    const char *name = form_line(r, "site", 0, 64);

    *site_id = r->site->id;
    if (*name == '\0' || strcmp(name, r->site->name) == 0)
        return true;
    *site_id = 0;
    if (strcmp(name, "all") == 0 && may_everywhere(r, PERMISSION_ACCOUNT_BAN))
        return true;
    form_error(r, "site", _("You cannot ban there."));
    return false;
}

/* The end; 0 where none is given. */
static int64_t read_until(struct request *r)
{
    const char *text = form_line(r, "until", 0, 40);
    int64_t until = 0;

    if (*text != '\0' && (!clock_parse(text, &until) || until <= clock_now()))
        form_error(r, "until", _("This is no time to come, such as 2030-01-31T00:00:00Z."));
    return until;
}

/* What is asked for of which account. HTTP_OK, also with errors noted, or what is answered. */
static enum http_status read_suspension(struct request *r, struct account *account,
                                        struct role_grant *grant)
{
    const struct role *role = role_named(r->worker->roles, ROLE_SUSPENDED);
    int found = account_to_log_in(r->worker->database, r->arena, path_text(r, "name"), account);

    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    if (!json_body(r))
        return r->response.status;
    *grant = (struct role_grant){.account_id = account->id, .role_id = role != NULL ? role->id : 0};
    read_site(r, &grant->scope.site_id);
    return HTTP_OK;
}

static enum http_status answer_suspension(struct request *r, const struct account *account,
                                          const struct role_grant *grant, bool suspended)
{
    struct json_writer json = json_writer_open(r->arena, 256);

    json_begin_object(&json);
    json_member_text(&json, "account", account->name);
    json_member_text(&json, "site", grant->scope.site_id == 0 ? "all" : r->site->name);
    json_member_flag(&json, "suspended", suspended);
    json_member_text(&json, "until",
                     grant->until != 0 ? clock_rfc3339(r->arena, grant->until) : NULL);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}

/* What kept it from being done. */
static enum http_status refuse_suspension(struct request *r, enum role_result result)
{
    switch (result) {
    case ROLE_FAILED: return HTTP_UNAVAILABLE;
    case ROLE_GRANT_CHANGED:
        return refuse(r, HTTP_CONFLICT, "suspended", _("This account is suspended there already."));
    case ROLE_NO_GRANT:
        return refuse(r, HTTP_CONFLICT, "not_suspended", _("This account is not suspended there."));
    default:
        return refuse(r, role_result_status(result), "suspension", role_result_message(result));
    }
}

enum http_status api_ban(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct account account = {.id = 0};
    struct role_grant grant = {.account_id = 0};
    enum role_result result;
    enum http_status status = read_suspension(r, &account, &grant);

    if (status != HTTP_OK)
        return status;
    grant.reason = form_line(r, "reason", 1, BAN_REASON_MAX);
    grant.until = read_until(r);
    grant.compare = true; /* nobody's reason and end are replaced unseen */
    if (!form_ok(r))
        return HTTP_UNPROCESSABLE;
    result = role_grant(&(struct role_actor){.store = &store, .who = &actor}, &grant);
    return result == ROLE_DONE ? answer_suspension(r, &account, &grant, true)
                               : refuse_suspension(r, result);
}

enum http_status api_unban(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct account account = {.id = 0};
    struct role_grant grant = {.account_id = 0};
    enum role_result result;
    enum http_status status = read_suspension(r, &account, &grant);

    if (status != HTTP_OK)
        return status;
    grant.reason = form_line(r, "reason", 0, BAN_REASON_MAX);
    if (!form_ok(r))
        return HTTP_UNPROCESSABLE;
    result = role_revoke(&(struct role_actor){.store = &store, .who = &actor}, &grant);
    return result == ROLE_DONE ? answer_suspension(r, &account, &grant, false)
                               : refuse_suspension(r, result);
}
