/* "Why may I (not)?": of any account and route or permission, each role that they have and what it does to the
* answer, and what else stands in the way. */
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
#include "why.h"

#define WHY_ROUTE_MAX 300

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

static void set_reasons(struct request *r, const struct role_explanation *explanation, bool free)
{
    view_set(r->view, "Why.answer", explanation->held && free ? "yes" : "no");
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

static void set_route_choices(struct request *r, const struct published_routes *routes)
{
    for (size_t i = 0; i < routes->count; i++)
        node_set(view_item(r->view, "Routes"), "title", routes->list[i].title);
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

/* What is asked. */
struct why_asked {
    const char *name; /* "": a guest */
    const char *permission;
    const struct published_route *route; /* NULL: a permission */
    struct role_scope scope;
};

/* Answers the question. HTTP_OK, also with errors noted. */
static enum http_status explain(struct request *r, const struct why_asked *asked)
{
    struct role_question question = {.scope = asked->scope,
                                     .permission = asked->route != NULL
                                                       ? asked->route->route.permission
                                                       : permission_named(asked->permission)};
    struct role_explanation explanation;
    struct account account = {.id = 0};
    bool free = true;
    int found = *asked->name != '\0'
                    ? account_by_name(r->worker->database, r->arena, asked->name, &account)
                    : 1;

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
    if (asked->route != NULL &&
        why_route_set(r, asked->route, account.id, asked->scope, &free) != 0)
        return HTTP_UNAVAILABLE;
    set_reasons(r, &explanation, free);
    view_set(r->view, "Why.account", account.name);
    view_set(r->view, "Why.path", account_path(r->arena, account.id));
    view_set(r->view, "Why.sentence", permission_sentence(question.permission));
    view_set(r->view, "Why.where", scope_title(r, asked->scope));
    return HTTP_OK;
}

/* Sets what was asked for, as it was typed; errors are noted. */
static struct why_asked read_why_asked(struct request *r)
{
    const struct published_routes routes = why_routes(r);
    const char *name = query_line(r, "account", ACCOUNT_NAME_MAX);
    const char *where = query_line(r, "where", 24);
    const char *route = query_line(r, "route", WHY_ROUTE_MAX);
    struct why_asked asked = {.name = name != NULL ? name : "",
                              .permission = query_line(r, "permission", 40),
                              .scope = {r->site->id, 0}};

    if (where != NULL && !scope_read(where, &asked.scope))
        form_error(r, "where", _("This is none of the choices."));
    if (route != NULL && *route != '\0') {
        asked.route = why_route_find(r, &routes, route);
        if (asked.route == NULL)
            form_error(r, "route",
                       _("There is no such route. Choose one, or write GET or POST and a path."));
    }
    view_set(r->view, "Form.account", name);
    view_set(r->view, "Form.route", route);
    set_route_choices(r, &routes);
    set_permission_choices(r, asked.permission);
    return asked;
}

enum http_status why_page(struct request *r)
{
    const struct why_asked asked = read_why_asked(r);
    enum http_status status = HTTP_OK;

    if (scopes_set(r, asked.scope) != 0)
        return HTTP_UNAVAILABLE;
    if ((asked.permission != NULL || asked.route != NULL) && form_ok(r))
        status = explain(r, &asked);
    if (status != HTTP_OK)
        return status;
    return form_ok(r) ? frame_page(r, HTTP_OK, why_view)
                      : frame_again(r, HTTP_UNPROCESSABLE, why_view);
}
