/* The audit trail, as it can be looked through: what was done, by whom and on whom. Whoever may see
 * it on one site only sees what was done there. */
#include <string.h>

#include "auth/account.h"
#include "auth/audit.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/view.h"

#define DAY (86400 * CLOCK_SECOND)

static const struct list_column columns[] = {
    {"time", N_("When"), "newest"}, {"account", N_("Who"), NULL},
    {"act", N_("What"), NULL},      {"about", N_("Whom"), NULL},
    {"subject", N_("Which"), NULL}, {"address", N_("From where"), NULL},
    {"before", N_("Before"), NULL}, {"after", N_("After"), NULL},
    {"reason", N_("Reason"), NULL},
};

static int fetch_records(struct admin_list *list, unsigned limit)
{
    struct audit_query query = *(const struct audit_query *)list->context;
    bool links = request_may(list->r, PERMISSION_ACCOUNT_SEE);
    const struct audit_record *records;
    size_t count;

    query.oldest = list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    records = audit_list(list->r->worker->database, list->arena, &query, &count);
    for (size_t i = 0; records != NULL && i < count; i++) {
        const struct audit_record *record = &records[i];

        list_row(list, record->id);
        list_time(list, record->created);
        list_link(list, record->name, links ? account_path(list->arena, record->account_id) : NULL);
        list_text(list, audit_act_words(record->act));
        list_link(list, record->about, links ? account_path(list->arena, record->about_id) : NULL);
        list_text(list, record->subject);
        list_text(list, record->address);
        list_text(list, record->before);
        list_text(list, record->after);
        list_text(list, record->reason);
    }
    return records != NULL ? 0 : -1;
}

/* A day, "2026-11-30"; 0 where none is asked for. */
static int64_t day_asked(struct request *r, const char *field, const char *text)
{
    int64_t instant;

    if (text == NULL || *text == '\0')
        return 0;
    if (strlen(text) == 10 && clock_parse(arena_format(r->arena, "%sT00:00:00Z", text), &instant) &&
        instant > 0)
        return instant;
    form_error(r, field, _("Write a day as year, month and day: 2026-01-31."));
    return 0;
}

static void read_account(struct admin_list *list, struct audit_query *query, const char *name)
{
    struct account account;

    if (name == NULL || *name == '\0')
        return;
    if (account_to_log_in(list->r->worker->database, list->r->arena, name, &account) > 0)
        query->account_id = account.id;
    else
        form_error(list->r, "account", _("There is no such account."));
}

static void set_act_choices(struct request *r)
{
    for (int i = 0; i < AUDIT_ACT_COUNT; i++) {
        struct view_node *node = view_item(r->view, "Acts");

        node_set(node, "name", audit_act_name(i));
        node_set(node, "title", audit_act_words(audit_act_name(i)));
    }
}

enum http_status audit_page(struct request *r)
{
    struct audit_query query = {.site_id = only_site(r, PERMISSION_AUDIT_SEE)};
    struct admin_list list = {
        .r = r,
        .path = "/admin/audit",
        .view = "admin/audit.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_records,
        .context = &query,
    };
    const char *name = query_line(r, "account", ACCOUNT_NAME_MAX);
    const char *act = query_line(r, "act", 40);
    const char *from = query_line(r, "from", 10);
    const char *to = query_line(r, "to", 10);

    list_read(&list);
    read_account(&list, &query, name);
    query.act = act != NULL && *act != '\0' ? act : NULL;
    if (query.act != NULL && !audit_act_find(query.act, &(enum audit_act){0}))
        form_error(r, "act", _("This is none of the choices."));
    query.from = day_asked(r, "from", from);
    query.until = day_asked(r, "to", to);
    if (query.until != 0)
        query.until += DAY;
    list_filter(&list, "account", name);
    list_filter(&list, "act", act);
    list_filter(&list, "from", from);
    list_filter(&list, "to", to);
    view_set(r->view, "Form.account", name);
    view_set(r->view, "Form.act", act);
    view_set(r->view, "Form.from", from);
    view_set(r->view, "Form.to", to);
    set_act_choices(r);
    return list_answer(&list);
}
