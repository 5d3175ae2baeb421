/* What was changed of the site's settings, and how it is undone. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "site_setting.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/sites/site_edit.h"
#include "web/sites/site_history.h"
#include "web/view.h"

static const char *const change_view = "admin/site_change.cs";

static const struct list_column columns[] = {
    {"when", N_("When"), "newest"},
    {"who", N_("Who"), NULL},
    {"settings", N_("Settings"), NULL},
    {"state", N_("State"), NULL},
};

static const char *change_path(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "/admin/site/changes/%" PRIu64, id);
}

static const char *changed_settings(struct admin_list *list, const struct site_revision *revision)
{
    struct buffer words = buffer_open(list->arena, 64);

    for (size_t i = 0; i < revision->count; i++)
        buffer_format(&words, "%s%s", i > 0 ? ", " : "",
                      setting_title(list->r, revision->differences[i].name));
    return words.data;
}

static const char *change_state(const struct site_revision *revision)
{
    return revision->undone != 0 ? _("undone") : revision->undoes != 0 ? _("undoes another") : "";
}

static int fetch_changes(struct admin_list *list, unsigned limit)
{
    struct store store = request_store(list->r);
    struct revision_query query = *(const struct revision_query *)list->context;
    const struct site_revision *revisions;
    size_t count;

    store.arena = list->arena;
    query.oldest = list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    revisions = site_revisions(&store, list->r->site->id, &query, &count);
    for (size_t i = 0; revisions != NULL && i < count; i++) {
        list_row(list, revisions[i].id);
        list_time(list, revisions[i].made);
        list_text(list, revisions[i].by);
        list_link(list, changed_settings(list, &revisions[i]),
                  change_path(list->arena, revisions[i].id));
        list_text(list, change_state(&revisions[i]));
    }
    return revisions != NULL ? 0 : -1;
}

enum http_status site_changes_page(struct request *r)
{
    struct revision_query query = {0};
    struct admin_list list = {
        .r = r,
        .path = "/admin/site/changes",
        .view = "admin/site_changes.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_changes,
        .context = &query,
    };

    list_read(&list);
    query.account_id = list_account(&list, "by", _("Who"));
    return list_answer(&list);
}

/* ---- one of them ---- */

/* What it changed, beside what the settings are now. */
static enum http_status set_site_change(struct request *r)
{
    const struct store store = request_store(r);
    struct site_revision revision;
    int found = site_revision_find(&store, r->site->id, path_id(r, "id"), &revision);

    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    view_set(r->view, "Change.path", change_path(r->arena, revision.id));
    view_set(r->view, "Change.made", clock_rfc3339(r->arena, revision.made));
    view_set(r->view, "Change.by", revision.by);
    if (revision.undoes != 0)
        view_set(r->view, "Change.undoes", change_path(r->arena, revision.undoes));
    if (revision.undone != 0)
        view_set(r->view, "Change.undone", change_path(r->arena, revision.undone));
    for (size_t i = 0; i < revision.count; i++) {
        const struct site_difference *difference = &revision.differences[i];
        struct view_node *node = view_item(r->view, "Values");
        struct site now = *r->site;
        size_t differing;

        node_set(node, "title", setting_title(r, difference->name));
        node_set(node, "before", setting_words(r, difference->name, difference->before));
        node_set(node, "after", setting_words(r, difference->name, difference->after));
        site_value_set(r->arena, &now, difference->name, difference->after);
        site_differences(r->arena, r->site, &now, &differing);
        if (differing > 0) {
            const struct site_difference *is =
                site_differences(r->arena, r->site, &now, &differing);

            node_set(node, "now", setting_words(r, difference->name, is->before));
            view_set(r->view, "Change.changed_since", "1");
        }
    }
    return HTTP_OK;
}

enum http_status site_change_page(struct request *r)
{
    enum http_status status = set_site_change(r);

    view_set(r->view, "Done", query_line(r, "done", 10));
    return status == HTTP_OK ? frame_page(r, HTTP_OK, change_view) : status;
}

/* Refuses, with what the settings are now. */
static enum http_status show_change_again(struct request *r, enum site_result result)
{
    enum http_status status = set_site_change(r);

    if (status != HTTP_OK)
        return status;
    form_error(r, "undo", site_result_message(result));
    return frame_again(r, result == SITE_CHANGED_SINCE ? HTTP_CONFLICT : HTTP_UNPROCESSABLE,
                       change_view);
}

/* Whether the site can open again on what it opened on before. */
static bool front_still_valid(struct request *r, const struct site_revision *revision)
{
    struct site before = *r->site;

    for (size_t i = 0; i < revision->count; i++)
        site_value_set(r->arena, &before, revision->differences[i].name,
                       revision->differences[i].before);
    return strcmp(before.front, r->site->front) == 0 || front_valid(r, &before, before.front);
}

enum http_status site_change_undo_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct site_revision revision;
    int found = site_revision_find(&store, r->site->id, path_id(r, "id"), &revision);
    enum site_result result;

    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    if (!front_still_valid(r, &revision))
        return show_change_again(r, SITE_FRONT_INVALID);
    result = site_undo(&store, &actor, r->site->id, revision.id);
    switch (result) {
    case SITE_DONE: return redirect(r, HTTP_SEE_OTHER, "/admin/site?done=undone");
    case SITE_FAILED: return HTTP_UNAVAILABLE;
    case SITE_MISSING: return HTTP_NOT_FOUND;
    default: return show_change_again(r, result);
    }
}
