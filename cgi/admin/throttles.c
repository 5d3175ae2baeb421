/* What is asked of too often: who is held back now, the budgets of each class, how often they were spent, and
 * tries at a login that are to count no more. */
#include "auth/throttle.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "auth/account_admin/account_search.h"
#include "auth/ban/network.h"
#include "auth/limit.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
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

static const char *const class_titles[RATE_CLASSES] = {
    [RATE_PAGE] = N_("Pages"),          [RATE_SEARCH] = N_("Searches"),
    [RATE_WRITE] = N_("Comments"),      [RATE_VOTE] = N_("Votes"),
    [RATE_THREAD] = N_("New threads"),  [RATE_REGISTER] = N_("Registrations"),
    [RATE_LOGIN] = N_("Logins"),        [RATE_UPLOAD] = N_("Files sent"),
    [RATE_EXPORT] = N_("Downloads"),    [RATE_LIVE] = N_("Live connections"),
    [RATE_FREE] = N_("Always allowed"),
};

static const char *class_words(enum rate_class rate)
{
    return _(class_titles[rate]);
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

/* ---- who is held back ---- */

static const struct list_column columns[] = {
    {"who", N_("Who"), NULL},         {"class", N_("What"), NULL},
    {"since", N_("Since"), "newest"}, {"last", N_("Refused last"), NULL},
    {"until", N_("Until"), NULL},     {"refused", N_("Times refused"), NULL},
};

/* Which of them are wanted. */
struct wanted_holds {
    bool all;            /* also those who are held no more */
    int rate;            /* RATE_CLASSES: any */
    uint64_t account_id; /* 0: anybody */
};

static struct limit_holds holds_of(struct request *r, struct arena *arena)
{
    return limit_holds(&r->worker->limits, shared_buckets(r->worker->shared),
                       shared_refusals(r->worker->shared), arena, clock_ticks());
}

static int newest_hold_first(const void *a, const void *b)
{
    const struct limit_hold *left = a, *right = b;

    return (left->key < right->key) - (left->key > right->key);
}

static int oldest_hold_first(const void *a, const void *b)
{
    return newest_hold_first(b, a);
}

/* Leaves of HOLDS those that the list is to show from its place on. How many. */
static size_t choose_holds(const struct admin_list *list, const struct limit_holds *all,
                           unsigned limit)
{
    struct limit_hold *holds = all->list;
    const struct wanted_holds *wanted = list->context;
    bool oldest = list_oldest(list);
    size_t kept = 0;

    qsort(holds, all->count, sizeof *holds, oldest ? oldest_hold_first : newest_hold_first);
    for (size_t i = 0; i < all->count && kept < limit; i++) {
        const struct limit_hold *hold = &holds[i];
        bool behind = list->after == 0 ||
                      (oldest ? hold->key > list->after : hold->key < list->after);

        if (behind && (wanted->all || hold->wait > 0) &&
            (wanted->rate == RATE_CLASSES || (int)hold->rate == wanted->rate) &&
            (wanted->account_id == 0 || hold->account_id == wanted->account_id))
            holds[kept++] = *hold;
    }
    return kept;
}

/* An address is for those who see where people come from in the audit log. */
static const char *hold_who(const struct request *r, struct arena *arena,
                            const struct limit_hold *hold, const char *name)
{
    if (hold->network != NULL)
        return may_everywhere(r, PERMISSION_AUDIT_SEE) ? hold->network : _("an address");
    if (name == NULL)
        name = arena_format(arena, "#%" PRIu64, hold->account_id);
    return hold->device ? arena_format(arena, _("%s, before logging in"), name) : name;
}

static void put_hold(struct admin_list *list, const struct limit_hold *hold, const char *name)
{
    int64_t started = clock_now() - clock_ticks();
    bool link = name != NULL && request_may(list->r, PERMISSION_ACCOUNT_SEE);

    list_row(list, hold->key);
    list_link(list, hold_who(list->r, list->arena, hold, name),
              link ? account_path(list->arena, hold->account_id) : NULL);
    list_text(list, list->csv ? rate_class_name(hold->rate) : class_words(hold->rate));
    list_time(list, started + hold->since);
    list_time(list, started + hold->last);
    list_time(list, hold->wait > 0 ? clock_now() + hold->wait : 0);
    list_number(list, hold->refused);
}

static int fetch_holds(struct admin_list *list, unsigned limit)
{
    const struct limit_holds all = holds_of(list->r, list->arena);
    size_t count = choose_holds(list, &all, limit);
    const struct limit_hold *holds = all.list;
    uint64_t *ids;
    const char *const *names;

    ids = arena_alloc(list->arena, (count + 1) * sizeof *ids);
    for (size_t i = 0; i < count; i++)
        ids[i] = holds[i].account_id;
    names = account_names(list->r->worker->database, list->arena, ids, count);
    for (size_t i = 0; names != NULL && i < count; i++)
        put_hold(list, &holds[i], names[i]);
    return names != NULL ? 0 : -1;
}

static enum http_status show_holds(struct request *r)
{
    static const struct list_choice states[] = {{"", N_("Held back now")},
                                                {"all", N_("All of late")},
                                                {NULL, NULL}};
    struct list_choice classes[RATE_CLASSES + 2] = {{"", N_("Anything")}};
    struct wanted_holds wanted = {.all = false};
    struct admin_list list = {
        .r = r,
        .path = "/admin/throttles",
        .view = throttles_view,
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_holds,
        .context = &wanted,
    };
    size_t chosen;

    for (int rate = 0; rate < RATE_FREE; rate++)
        classes[rate + 1] = (struct list_choice){rate_class_name(rate), class_titles[rate]};
    list_read(&list);
    wanted.account_id = list_account(&list, "account", _("Account"));
    chosen = list_choose(&list, "class", _("What"), classes);
    wanted.rate = chosen > 0 ? (int)chosen - 1 : RATE_CLASSES;
    wanted.all = list_choose(&list, "state", _("State"), states) == 1;
    view_set(r->view, "List.choice", "choice");
    return list_answer(&list);
}

enum http_status throttles_page(struct request *r)
{
    set_budgets(r);
    view_set(r->view, "Done", query_line(r, "done", 10));
    return may_everywhere(r, PERMISSION_THROTTLE_EDIT) ? show_holds(r)
                                                       : frame_page(r, HTTP_OK, throttles_view);
}

/* What a hold is called in the audit trail. */
static const char *hold_subject(struct arena *arena, const struct limit_hold *hold)
{
    const char *class = rate_class_name(hold->rate);

    return hold->network != NULL
               ? arena_format(arena, "%s %s", class, hold->network)
               : arena_format(arena, "%s %s:%" PRIu64, class, hold->device ? "device" : "account",
                              hold->account_id);
}

/* Lifts those of COUNT keys that are there still, with a record of each: it is there before they are free,
 * so that no lifting goes without. How many, or -1. */
static int lift_holds(struct request *r, const uint64_t *keys, size_t count)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct limit_hold *lifted = arena_alloc(r->arena, (count + 1) * sizeof *lifted);
    const struct limit_holds all = holds_of(r, r->arena);
    size_t found = 0;

    for (size_t i = 0; i < all.count; i++)
        for (size_t j = 0; j < count; j++)
            if (all.list[i].key == keys[j] && found < count)
                lifted[found++] = all.list[i];
    if (found == 0)
        return 0;
    if (database_begin(store.database) != 0)
        return -1;
    for (size_t i = 0; i < found; i++)
        if (audit_append(store.database, r->arena, &actor,
                         &(struct audit_entry){.act = AUDIT_LIMIT_LIFT,
                                               .about_id = lifted[i].account_id,
                                               .subject = hold_subject(r->arena, &lifted[i])}) !=
            0) {
            database_rollback(store.database);
            return -1;
        }
    if (database_commit(store.database) != 0)
        return -1;
    for (size_t i = 0; i < found; i++)
        limit_lift(shared_refusals(r->worker->shared), &lifted[i], clock_ticks());
    return (int)found;
}

static enum http_status lift_post(struct request *r)
{
    size_t count;
    const uint64_t *keys = form_ids(r, "id", &count);
    int lifted;

    if (form_ok(r) && count == 0)
        return refuse(r, HTTP_UNPROCESSABLE, "id", _("Tick whom you mean."));
    if (!form_ok(r))
        return frame_again(r, HTTP_UNPROCESSABLE, throttles_view);
    lifted = lift_holds(r, keys, count);
    if (lifted < 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/admin/throttles?done=%s", lifted > 0 ? "free" : "over");
}

/* ---- failed logins ---- */

/* Names and addresses are of all sites, and so is who may let somebody try again. */
enum http_status throttles_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *name = form_name(r, "name", 0, 64), *address = form_line(r, "address", 0, 64);
    unsigned char bytes[ADDRESS_BYTES];

    if (!may_everywhere(r, PERMISSION_THROTTLE_EDIT))
        return HTTP_FORBIDDEN;
    if (form_has(r, "id") || form_has(r, "act"))
        return lift_post(r);
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
