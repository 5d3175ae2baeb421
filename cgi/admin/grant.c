/* Granting and revoking a role: first what it would give, then the act, which is refused where
 * somebody else changed the same grant since it was looked at. */
#include <inttypes.h>
#include <string.h>

#include "auth/account.h"
#include "auth/role_edit.h"
#include "auth/role_explain.h"
#include "auth/session.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "scope.h"
#include "web/form/form.h"
#include "web/mail/letter.h"
#include "web/response.h"
#include "web/view.h"

/* What is asked about. */
struct question {
    struct account_line account;
    const struct role *role;
    struct role_scope scope;
};

/* Reads the account of the path, and the role and place that ROLE and WHERE name. HTTP_OK, or what is
 * answered. */
static enum http_status read_question(struct request *r, struct question *question,
                                      uint64_t role_id, const char *where)
{
    int found = account_by_id(r->worker->database, r->arena, path_id(r, "id"), &question->account);

    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    question->role = role_by_id(r->worker->roles, role_id);
    if (question->role == NULL || where == NULL || !scope_read(where, &question->scope))
        return refuse(r, HTTP_UNPROCESSABLE, "role",
                      _("Which role is meant, and where, is missing."));
    return HTTP_OK;
}

/* Each permission of the role, and whether the account has it there without it. */
static void set_given(struct request *r, const struct question *question,
                      const struct grants *theirs)
{
    permission_set held =
        question->role->denies
            ? ~permissions_given(r->worker->roles, theirs, question->scope, clock_now())
            : permissions_at(r->worker->roles, theirs, question->scope, clock_now());

    for (int i = 1; i < PERMISSIONS; i++) {
        struct view_node *node;

        if (!permission_held(question->role->permissions, i))
            continue;
        node = view_item(r->view, "Permissions");
        node_set(node, "sentence", permission_sentence(i));
        if (permission_held(held, i))
            node_set(node, "already", "1");
    }
}

static bool is_asked(const struct role_reason *grant, const struct question *question)
{
    return grant->role->id == question->role->id &&
           grant->grant.scope.site_id == question->scope.site_id &&
           grant->grant.scope.board_id == question->scope.board_id;
}

/* The grant as it is now, and what the account holds without it. */
static int set_present(struct request *r, const struct question *question, struct grants *theirs)
{
    size_t count;
    int64_t granted = 0;
    const struct role_reason *grants =
        role_grants(r->worker->roles, r->worker->database, r->arena, question->account.id, &count);

    for (size_t i = 0; grants != NULL && i < count; i++) {
        if (!is_asked(&grants[i], question)) {
            if (theirs->count < GRANTS_MAX)
                theirs->list[theirs->count++] = grants[i].grant;
            continue;
        }
        granted = grants[i].grant.granted;
        view_set(r->view, "Present.granted", clock_rfc3339(r->arena, granted));
        view_set(r->view, "Present.by", grants[i].granted_by);
        view_set(r->view, "Present.reason", grants[i].reason);
        if (grants[i].grant.until != 0)
            view_set(r->view, "Present.until", clock_rfc3339(r->arena, grants[i].grant.until));
    }
    view_set(r->view, "Form.seen", arena_format(r->arena, "%" PRId64, granted));
    return grants != NULL ? 0 : -1;
}

static enum http_status show_question(struct request *r, const struct question *question)
{
    struct grants theirs = {.count = 0};

    if (set_present(r, question, &theirs) != 0)
        return HTTP_UNAVAILABLE;
    set_given(r, question, &theirs);
    view_set(r->view, "Account.name", question->account.name);
    view_set_number(r->view, "Account.id", (int64_t)question->account.id);
    view_set(r->view, "Role.title", role_title(question->role));
    view_set_number(r->view, "Role.id", (int64_t)question->role->id);
    if (question->role->denies)
        view_set(r->view, "Role.denies", "1");
    view_set(r->view, "Where.title", scope_title(r, question->scope));
    view_set(r->view, "Where.value", scope_text(r->arena, question->scope));
    return HTTP_OK;
}

enum http_status grant_form(struct request *r)
{
    struct question question;
    uint64_t role_id = (uint64_t)query_int(r, "role", 0, INT64_MAX, 0);
    const char *where = query_line(r, "where", 24);
    enum http_status status = read_question(r, &question, role_id, where);

    if (status != HTTP_OK)
        return status;
    status = show_question(r, &question);
    return status == HTTP_OK ? frame_page(r, HTTP_OK, "admin/grant.cs") : status;
}

/* The end of the day that was typed; 0: for ever. */
static int64_t read_last_day(struct request *r)
{
    const char *text = form_line(r, "until", 0, 10);
    int64_t instant;

    if (*text == '\0')
        return 0;
    if (strlen(text) == 10 && clock_parse(arena_format(r->arena, "%sT23:59:59Z", text), &instant))
        return instant;
    form_error(r, "until", _("Write a day as year, month and day: 2026-01-31."));
    return 0;
}

/* Shows the form again, as things are now, with what was typed. */
static enum http_status show_grant_again(struct request *r, enum http_status status,
                                         const struct question *question)
{
    enum http_status shown = show_question(r, question);

    view_set(r->view, "Form.until", form_raw(r, "until"));
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    return shown == HTTP_OK ? frame_again(r, status, "admin/grant.cs") : shown;
}

/* The mail that tells somebody that by this role, their first that administers, a second factor is demanded of
 * them. NULL: it is not, or nobody can be told. */
static const struct mail *demand_notice(struct request *r, const struct question *question)
{
    const unsigned days = r->worker->configuration->factor_grace_days;
    struct grants theirs = {.count = 0};
    struct account account;
    struct letter *letter;

    if (days == FACTOR_NEVER || !letters_sent(r) ||
        role_administers(r->worker->roles, question->role) == 0 ||
        set_present(r, question, &theirs) != 0 || session_administers(r->worker->roles, &theirs) ||
        account_by_name(r->worker->database, r->arena, question->account.name, &account) <= 0 ||
        account.email == NULL || account.factor_since != 0)
        return NULL;
    letter = letter_open(r, "factor_demanded");
    letter_set(letter, "Mail.name", account.name);
    letter_set(letter, "Mail.role", role_title(question->role));
    letter_set(letter, "Mail.until",
               clock_rfc3339(r->arena, clock_now() + (int64_t)days * 86400 * CLOCK_SECOND));
    return letter_mail(letter, account.email, 0);
}

enum http_status grant_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct role_actor who = {.store = &store, .who = &actor};
    struct question question;
    struct role_grant grant;
    enum role_result result;
    uint64_t role_id = form_id(r, "role");
    bool revoke = strcmp(form_line(r, "act", 0, 10), "revoke") == 0;
    enum http_status status = read_question(r, &question, role_id, form_line(r, "where", 1, 24));

    if (status != HTTP_OK)
        return status;
    grant = (struct role_grant){.account_id = question.account.id,
                                .role_id = role_id,
                                .scope = question.scope,
                                .until = revoke ? 0 : read_last_day(r),
                                .reason = form_line(r, "reason", 0, ROLE_REASON_MAX),
                                .compare = true,
                                .seen = form_int(r, "seen", 0, INT64_MAX)};
    if (!form_ok(r))
        return show_grant_again(r, HTTP_UNPROCESSABLE, &question);
    if (!revoke)
        grant.notice = demand_notice(r, &question);
    result = revoke ? role_revoke(&who, &grant) : role_grant(&who, &grant);
    if (result == ROLE_FAILED)
        return HTTP_UNAVAILABLE;
    if (result != ROLE_DONE) {
        form_error(r, result == ROLE_IS_OVER ? "until" : "role", role_result_message(result));
        return show_grant_again(r, role_result_status(result), &question);
    }
    return redirect(r, HTTP_SEE_OTHER, "/admin/accounts/%" PRIu64 "?done=roles",
                    question.account.id);
}
