/* What is asked of too often: the budgets of each class, how often they were spent, and tries at a
 * login that are to count no more. */
#include "auth/throttle.h"

#include <string.h>

#include "auth/account.h"
#include "auth/ban/network.h"
#include "auth/limit.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

static const char *const throttles_view = "admin/throttles.cs";

/* "300 in 10 s". */
static const char *budget_text(struct arena *arena, struct budget budget)
{
    if (budget.count == 0)
        return _("no limit");
    if (budget.seconds % 3600 == 0)
        return arena_format(arena, _("%u in %u h"), budget.count, budget.seconds / 3600);
    if (budget.seconds % 60 == 0)
        return arena_format(arena, _("%u in %u min"), budget.count, budget.seconds / 60);
    return arena_format(arena, _("%u in %u s"), budget.count, budget.seconds);
}

static const char *class_words(enum rate_class rate)
{
    static const char *const words[RATE_CLASSES] = {
        [RATE_PAGE] = N_("Pages"),          [RATE_SEARCH] = N_("Searches"),
        [RATE_WRITE] = N_("Comments"),      [RATE_VOTE] = N_("Votes"),
        [RATE_THREAD] = N_("New threads"),  [RATE_REGISTER] = N_("Registrations"),
        [RATE_LOGIN] = N_("Logins"),        [RATE_UPLOAD] = N_("Files sent"),
        [RATE_EXPORT] = N_("Downloads"),    [RATE_LIVE] = N_("Live connections"),
        [RATE_FREE] = N_("Always allowed"),
    };

    return _(words[rate]);
}

static void set_budgets(struct request *r)
{
    for (int rate = 0; rate < RATE_CLASSES; rate++) {
        struct view_node *node;

        if (rate == RATE_FREE)
            continue;
        node = view_item(r->view, "Budgets");
        node_set(node, "title", class_words(rate));
        for (int holder = 0; holder < BUDGET_HOLDERS; holder++)
            node_set(node_item(node, "holders"), "text",
                     budget_text(r->arena, r->worker->limits.budget[rate][holder]));
        node_set_number(node, "spent",
                        (int64_t)counter_read(r->worker->shared,
                                              COUNTER_LIMITED + (enum counter)rate));
    }
}

enum http_status throttles_page(struct request *r)
{
    set_budgets(r);
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, throttles_view);
}

/* Names and addresses are of all sites, and so is who may let somebody try again. */
enum http_status throttles_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *name = form_name(r, "name", 0, 64), *address = form_line(r, "address", 0, 64);
    unsigned char bytes[ADDRESS_BYTES];

    if (!may_everywhere(r, PERMISSION_THROTTLE_EDIT))
        return HTTP_FORBIDDEN;
    if (*name == '\0' && *address == '\0')
        form_error(r, "name", _("Write a name, an address or both."));
    if (*address != '\0' && !address_parse(address, bytes))
        form_error(r, "address", _("This is no address, such as 203.0.113.7."));
    if (form_ok(r) && throttle_lift_logins(&store, &actor, *name != '\0' ? name : NULL,
                                           *address != '\0' ? address : NULL) != 0)
        return HTTP_UNAVAILABLE;
    if (form_ok(r))
        return redirect(r, HTTP_SEE_OTHER, "/admin/throttles?done=%s",
                        *name != '\0' && *address == '\0' ? "name" : "lifted");
    set_budgets(r);
    view_set(r->view, "Form.name", form_raw(r, "name"));
    view_set(r->view, "Form.address", form_raw(r, "address"));
    return frame_again(r, HTTP_UNPROCESSABLE, throttles_view);
}
