#include "web/logins.h"

#include "auth/agent.h"
#include "auth/network.h"
#include "auth/token/api_token.h"
#include "web/view.h"

static void set_session(struct request *r, const struct session_line *line)
{
    struct view_node *node = view_item(r->view, "Sessions");

    node_set_number(node, "id", (int64_t)line->id);
    node_set(node, "created", clock_rfc3339(r->arena, line->created));
    node_set(node, "seen", clock_rfc3339(r->arena, line->seen));
    node_set(node, "address", line->address);
    node_set(node, "where", network_words(r->arena, line->address, r->address));
    node_set(node, "agent", line->agent);
    node_set(node, "device", agent_device(r->arena, line->agent));
    if (line->kept)
        node_set(node, "kept", "1");
    if (line->id == r->session->id)
        node_set(node, "here", "1");
}

int set_sessions(struct request *r, uint64_t account_id, bool administers)
{
    const struct store store = request_store(r);
    const struct session_rules rules = session_rules_of(r->worker->configuration, r->worker->roles);
    size_t count;
    const struct session_line *lines =
        session_list(&store, &rules, account_id, administers, &count);

    for (size_t i = 0; lines != NULL && i < count; i++)
        set_session(r, &lines[i]);
    return lines != NULL ? 0 : -1;
}

static void set_token(struct request *r, const struct api_token *token)
{
    struct view_node *node = view_item(r->view, "Tokens");

    node_set_number(node, "id", (int64_t)token->id);
    node_set(node, "name", token->name);
    node_set(node, "scopes", token_scopes_titles(r->arena, token->scopes));
    node_set(node, "created", clock_rfc3339(r->arena, token->created));
    node_set(node, "expires", clock_rfc3339(r->arena, token->expires));
    if (token->expires <= clock_now())
        node_set(node, "over", "1");
    if (token->used == 0)
        return;
    node_set(node, "used", clock_rfc3339(r->arena, token->used));
    node_set(node, "network", token->network);
    node_set(node, "where", network_words(r->arena, token->network, r->address));
}

int set_api_tokens(struct request *r, uint64_t account_id)
{
    size_t count;
    const struct api_token *tokens =
        api_token_list(r->worker->database, r->arena, account_id, &count);

    for (size_t i = 0; tokens != NULL && i < count; i++)
        set_token(r, &tokens[i]);
    return tokens != NULL ? 0 : -1;
}
