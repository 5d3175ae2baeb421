#include "web/form/proof.h"

#include "auth/account.h"
#include "base/clock.h"
#include "web/mail/letter.h"
#include "web/view.h"

void set_providers(struct request *r)
{
    const struct configuration *c = r->worker->configuration;

    for (size_t i = 0; i < c->provider_count; i++) {
        struct view_node *node = view_item(r->view, "Providers");

        node_set(node, "name", c->providers[i].name);
        node_set(node, "label", c->providers[i].label);
    }
}

int set_proof(struct request *r)
{
    struct account account;

    if (r->session == NULL)
        return 0;
    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0)
        return -1;
    if (r->session->factor_since != 0)
        view_set(r->view, "Confirm.factor", "1");
    if (account.password == NULL) {
        view_set(r->view, "Confirm.passwordless", "1");
        if (account.email != NULL && letters_sent(r))
            view_set(r->view, "Confirm.mail", "1");
        if (!session_is_fresh(r->session, clock_now()))
            view_set(r->view, "Confirm.stale", "1");
        set_providers(r);
    }
    return 0;
}
