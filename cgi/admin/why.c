/* "Why may I (not)?": of any account and permission, each role that they have and what it does to the
* answer. */
#include <string.h>

#include "auth/account.h"
#include "auth/role_explain.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "scope.h"
#include "web/form/form.h"
#include "web/site.h"
#include "web/view.h"

static const char *const why_view = "admin/why.cs";

/* What a role does to the answer, in words. */
static const char *effect_words(enum role_effect effect)
{
    switch (effect) {
    case ROLE_GIVES: return _("gives it");
    case ROLE_TAKES: return _("takes it away");
    case ROLE_OVER: return _("has ended");
    case ROLE_ELSEWHERE: return _("holds elsewhere");
    default: return _("has nothing to do with it");
    }
}

static void set_reasons(struct request *r, const struct role_explanation *explanation)
{
    view_set(r->view, "Why.answer", explanation->held ? "yes" : "no");
    if (explanation->factor_due != 0)
        view_set(r->view, "Why.due", clock_rfc3339(r->arena, explanation->factor_due));
    if (!explanation->held)
        view_set(r->view, "Why.overdue", "1");
    for (size_t i = 0; i < explanation->count; i++) {
        const struct role_reason *reason = &explanation->reasons[i];
        struct view_node *node = view_item(r->view, "Reasons");

        node_set(node, "title", role_title(reason->role));
        node_set(node, "effect", effect_words(reason->effect));
        node_set(node, "name", role_effect_name(reason->effect));
        node_set(node, "reason", reason->reason);
        if (reason->grant.role_id == 0)
            continue; /* everybody has it */
        node_set(node, "where", scope_title(r, reason->grant.scope));
        node_set(node, "by", reason->granted_by);
        node_set(node, "granted", clock_rfc3339(r->arena, reason->grant.granted));
        if (reason->grant.until != 0)
            node_set(node, "until", clock_rfc3339(r->arena, reason->grant.until));
    }
}

static void set_permission_choices(struct request *r, const char *chosen)
{
    for (int i = 1; i < PERMISSIONS; i++) {
        struct view_node *node = view_item(r->view, "Permissions");

        node_set(node, "name", permission_name(i));
        node_set(node, "sentence", permission_sentence(i));
        if (chosen != NULL && strcmp(chosen, permission_name(i)) == 0)
            node_set(node, "chosen", "1");
    }
}

/* Answers the question. HTTP_OK, also with errors noted. */
static enum http_status explain(struct request *r, const char *name, const char *permission,
                                struct role_scope scope)
{
    struct role_question question = {.permission = permission_named(permission), .scope = scope};
    struct role_explanation explanation;
    struct account account = {.id = 0};
    int found = *name != '\0' ? account_by_name(r->worker->database, r->arena, name, &account) : 1;

    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0)
        form_error(r, "account", _("There is no such account."));
    if (question.permission == PERMISSION_NONE)
        form_error(r, "permission", _("This is none of the choices."));
    if (!form_ok(r))
        return HTTP_OK;
    question.account_id = account.id;
    if (role_explain(r->worker->roles, r->worker->database, r->arena, &question, &explanation) != 0)
        return HTTP_UNAVAILABLE;
    set_reasons(r, &explanation);
    view_set(r->view, "Why.account", account.name);
    view_set(r->view, "Why.path", account_path(r->arena, account.id));
    view_set(r->view, "Why.sentence", permission_sentence(question.permission));
    view_set(r->view, "Why.where", scope_title(r, scope));
    return HTTP_OK;
}

enum http_status why_page(struct request *r)
{
    const char *name = query_line(r, "account", ACCOUNT_NAME_MAX);
    const char *permission = query_line(r, "permission", 40);
    const char *where = query_line(r, "where", 24);
    struct role_scope scope = {r->site->id, 0};
    enum http_status status = HTTP_OK;

    if (where != NULL && !scope_read(where, &scope))
        form_error(r, "where", _("This is none of the choices."));
    view_set(r->view, "Form.account", name);
    set_permission_choices(r, permission);
    if (scopes_set(r, scope) != 0)
        return HTTP_UNAVAILABLE;
    if (permission != NULL && form_ok(r))
        status = explain(r, name != NULL ? name : "", permission, scope);
    if (status != HTTP_OK)
        return status;
    return form_ok(r) ? frame_page(r, HTTP_OK, why_view)
                      : frame_again(r, HTTP_UNPROCESSABLE, why_view);
}
