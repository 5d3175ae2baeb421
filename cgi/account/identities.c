#include "identities.h"

#include "auth/provider/identity.h"
#include "auth/provider/provider_login.h"
#include "base/language.h"
#include "email.h"
#include "login.h"
#include "provider.h"
#include "web/form/form.h"
#include "web/form/proof.h"
#include "web/response.h"
#include "web/view.h"

static const char *const identities_view = "account/identities.cs";

const char *issuer_title(const struct request *r, const char *issuer)
{
    const struct provider_settings *settings = provider_of_issuer(r->worker->configuration, issuer);

    return settings != NULL ? settings->label : issuer;
}

/* Sets the page. 0 or -1. */
static int set_identities(struct request *r)
{
    struct account account;
    size_t count;
    const struct identity_line *lines =
        identity_list(r->worker->database, r->arena, r->session->account_id, &count);

    if (lines == NULL ||
        account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(r->view, "Identities");

        node_set_number(node, "id", (int64_t)lines[i].id);
        node_set(node, "title", issuer_title(r, lines[i].issuer));
        node_set(node, "label", lines[i].label);
        node_set(node, "created", clock_rfc3339(r->arena, lines[i].created));
        if (lines[i].used != 0)
            node_set(node, "used", clock_rfc3339(r->arena, lines[i].used));
    }
    if (account.password != NULL)
        view_set(r->view, "Account.password", "1");
    set_providers(r);
    return 0;
}

enum http_status identities_page(struct request *r)
{
    if (set_identities(r) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Done", query_line(r, "done", 10));
    return page(r, HTTP_OK, identities_view);
}

enum http_status identities_post(struct request *r)
{
    const char *name = form_line(r, "provider", 1, PROVIDER_NAME_MAX);

    return form_ok(r) ? provider_begin(r, name, PROVIDER_LINK, "/account/identities")
                      : HTTP_UNPROCESSABLE;
}

enum http_status identities_end(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    uint64_t id = form_id(r, "id");
    struct account account;

    if (!form_ok(r) || id == 0)
        return HTTP_UNPROCESSABLE;
    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0)
        return HTTP_UNAVAILABLE;
    switch (identity_remove(&store, &actor, id, notice_mail(r, "identity_removed", &account))) {
    case IDENTITY_DONE:
        return remember_device(r, actor.account_id) == 0
                   ? redirect(r, HTTP_SEE_OTHER, "/account/identities?done=removed")
                   : HTTP_UNAVAILABLE;
    case IDENTITY_GONE: return HTTP_NOT_FOUND;
    case IDENTITY_LAST:
        form_error(r, "id",
                   _("Your account has no password: without this login you could not get in any "
                     "more. Please set a password first."));
        return set_identities(r) == 0 ? page_refused(r, HTTP_CONFLICT, identities_view)
                                      : HTTP_UNAVAILABLE;
    case IDENTITY_TAKEN:
    case IDENTITY_FULL:
    case IDENTITY_FAILED: break;
    }
    return HTTP_UNAVAILABLE;
}
