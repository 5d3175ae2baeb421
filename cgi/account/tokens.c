/* To make a token asks for a password given lately, as a token outlives the session that made it; to end
 * one does not. It stands in the answer to the form and nowhere else: what is kept is a hash. */
#include "tokens.h"

#include "auth/token/api_token.h"
#include "base/language.h"
#include "web/form/form.h"
#include "web/logins.h"
#include "web/response.h"
#include "web/view.h"

static const char *const tokens_view = "account/tokens.cs";

static const int lifetimes[] = {7, 30, API_TOKEN_DAYS, API_TOKEN_DAYS_MAX};

/* What the form offers, as it was sent; at first to read, for the usual time. */
static void set_scope_choices(struct request *r)
{
    bool sent = r->method == METHOD_POST;
    const char *days = sent ? form_raw(r, "days") : arena_format(r->arena, "%d", API_TOKEN_DAYS);

    view_set(r->view, "Form.name", form_raw(r, "name"));
    view_set(r->view, "Form.days", days);
    for (size_t i = 0; i < sizeof lifetimes / sizeof lifetimes[0]; i++)
        node_set_number(view_item(r->view, "Lifetimes"), "days", lifetimes[i]);
    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        const char *name = token_scope_name(i);
        struct view_node *node;

        /* What its owner may not do is of no use to a token. */
        if ((token_scope_permissions(i) & request_permissions_somewhere(r)) == 0)
            continue;
        node = view_item(r->view, "Scopes");
        node_set(node, "name", name);
        node_set(node, "title", token_scope_title(i));
        node_set(node, "sentence", token_scope_sentence(i));
        if (sent ? form_has(r, arena_format(r->arena, "scope.%s", name)) : i == TOKEN_SCOPE_READ)
            node_set(node, "held", "1");
    }
}

static int set_tokens(struct request *r)
{
    if (request_may(r, PERMISSION_TOKEN_MAKE)) {
        view_set(r->view, "May.make", "1");
        set_scope_choices(r);
    }
    return set_api_tokens(r, r->session->account_id);
}

enum http_status tokens_page(struct request *r)
{
    if (set_tokens(r) != 0)
        return HTTP_UNAVAILABLE;
    if (query_line(r, "ended", 10) != NULL)
        view_set(r->view, "Done", "1");
    return page(r, HTTP_OK, tokens_view);
}

static void read_wanted_token(struct request *r, struct api_token *token)
{
    int64_t days;

    token->name = form_line(r, "name", 1, API_TOKEN_NAME_MAX);
    days = form_int(r, "days", 1, API_TOKEN_DAYS_MAX);
    token->expires = clock_now() + days * 86400 * CLOCK_SECOND;
    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++)
        if (form_has(r, arena_format(r->arena, "scope.%s", token_scope_name(i))))
            token->scopes |= TOKEN_SCOPE_BIT(i);
    if (token->scopes == 0)
        form_error(r, "scopes", _("Choose what it is for."));
}

static enum http_status tokens_again(struct request *r)
{
    return set_tokens(r) == 0 ? page_again(r, tokens_view) : HTTP_UNAVAILABLE;
}

enum http_status tokens_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct api_token token = {.scopes = 0};
    const char *text;
    int made;

    read_wanted_token(r, &token);
    if (!form_ok(r))
        return tokens_again(r);
    made = api_token_open(&store, &actor, r->session->account_id, &token, &text);
    if (made < 0)
        return HTTP_UNAVAILABLE;
    if (made == 0) {
        form_error(r, "name",
                   arena_format(r->arena,
                                _("You have %d API tokens. End one that you do not need."),
                                API_TOKENS_MAX));
        return tokens_again(r);
    }
    view_set(r->view, "Made.token", text);
    view_set(r->view, "Made.name", token.name);
    view_set(r->view, "Made.scopes", token_scopes_titles(r->arena, token.scopes));
    view_set(r->view, "Made.expires", clock_rfc3339(r->arena, token.expires));
    return page(r, HTTP_OK, "account/token.cs");
}

enum http_status tokens_end(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    uint64_t id = form_id(r, "id");

    if (!form_ok(r) || id == 0)
        return refuse(r, HTTP_UNPROCESSABLE, "id", _("Which API token is to end is missing."));
    if (api_token_end(&store, &actor, r->session->account_id, id) < 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/account/tokens?ended=1");
}
