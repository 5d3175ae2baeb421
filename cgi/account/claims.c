#include "claims.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "talk/merge/claim.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

#define OWN_MAX 50
#define NAME_LONGEST 64 /* characters */

static const char *const claims_view = "account/claims.cs";

/* Imported authors of NAME. 0 or -1. */
static int set_claimable(struct request *r, const char *name)
{
    size_t count;
    const struct claimable *list = claimable_named(r->worker->database, r->arena, name, &count);

    view_set(r->view, "Form.name", name);
    view_set(r->view, "Searched", "1");
    for (size_t i = 0; list != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Authors");

        node_set_number(node, "id", (int64_t)list[i].id);
        node_set(node, "name", list[i].name);
        node_set(node, "source", list[i].source);
        node_set_number(node, "comments", (int64_t)list[i].comments);
    }
    return list != NULL ? 0 : -1;
}

static int set_own_claims(struct request *r)
{
    const struct claim_query query = {.account_id = request_account(r),
                                      .newest = true,
                                      .limit = OWN_MAX};
    static const char *const states[] = {"open", "accepted", "declined", "withdrawn"};
    size_t count;
    const struct claim *claims = claim_list(r->worker->database, r->arena, &query, &count);

    for (size_t i = 0; claims != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Claims");

        node_set_number(node, "id", (int64_t)claims[i].id);
        node_set(node, "author", claims[i].author);
        node_set(node, "source", claims[i].source);
        node_set(node, "created", clock_rfc3339(r->arena, claims[i].created));
        node_set(node, "state", states[claims[i].state]);
        node_set(node, "answer", claims[i].answer);
    }
    return claims != NULL ? 0 : -1;
}

enum http_status own_claims_page(struct request *r)
{
    const char *name = query_line(r, "name", NAME_LONGEST);

    if (set_own_claims(r) != 0 || (name != NULL && *name != '\0' && set_claimable(r, name) != 0))
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Done", query_line(r, "done", 10));
    return page(r, HTTP_OK, claims_view);
}

/* Whether TEXT is an address of a page, as moderators can open it. */
static bool is_web_address(const char *text)
{
    if (!text_starts(text, "https://") && !text_starts(text, "http://"))
        return false;
    for (const char *c = text; *c != '\0'; c++)
        if (isspace((unsigned char)*c) || *c == '<' || *c == '>' || *c == '"')
            return false;
    return true;
}

static const char *claim_refusal(enum claim_result result)
{
    switch (result) {
    case CLAIM_MISSING: return _("There is no such author, or they are somebody's by now.");
    case CLAIM_KNOWN: return _("You have claimed this author already.");
    case CLAIM_TOO_MANY: return _("You have five claims that wait. Please wait for an answer.");
    case CLAIM_DONE:
    case CLAIM_FAILED: break;
    }
    return "";
}

enum http_status own_claims_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *name = form_line(r, "name", 0, NAME_LONGEST);
    const struct claim wanted = {.author_id = form_id(r, "author"),
                                 .proof = form_line(r, "proof", 1, CLAIM_PROOF_MAX),
                                 .link = form_line(r, "link", 0, CLAIM_LINK_MAX)};
    enum claim_result result;

    if (form_ok(r) && *wanted.link != '\0' && !is_web_address(wanted.link))
        form_error(r, "link", _("Give the whole address: https://…"));
    if (form_ok(r) && wanted.author_id == 0)
        form_error(r, "author", claim_refusal(CLAIM_MISSING));
    if (form_ok(r)) {
        result = claim_make(&store, &actor, &wanted);
        if (result == CLAIM_DONE)
            return redirect(r, HTTP_SEE_OTHER, "/account/claims?done=made");
        if (result == CLAIM_FAILED)
            return HTTP_UNAVAILABLE;
        form_error(r, "author", claim_refusal(result));
    }
    if (set_own_claims(r) != 0 || (*name != '\0' && set_claimable(r, name) != 0))
        return HTTP_UNAVAILABLE;
    view_set_number(r->view, "Form.author", (int64_t)wanted.author_id);
    view_set(r->view, "Form.proof", form_raw(r, "proof"));
    view_set(r->view, "Form.link", form_raw(r, "link"));
    return page_again(r, claims_view);
}

enum http_status own_claim_withdraw(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);

    switch (claim_withdraw(&store, &actor, path_id(r, "id"))) {
    case CLAIM_DONE: return redirect(r, HTTP_SEE_OTHER, "/account/claims?done=withdrawn");
    case CLAIM_FAILED: return HTTP_UNAVAILABLE;
    default: return HTTP_NOT_FOUND;
    }
}
