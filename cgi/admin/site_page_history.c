/* What a page of the site was before: its revisions, and each made the page again. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "site_pages.h"
#include "talk/markup.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

static const char *const revision_view = "admin/page_revision.cs";

static const struct list_column columns[] = {
    {"when", N_("When"), "newest"},
    {"who", N_("Who"), NULL},
    {"path", N_("Address"), NULL},
    {"state", N_("State"), NULL},
};

struct wanted_revisions {
    struct site_page page; /* whose */
    struct revision_query query;
};

static int fetch_revisions(struct admin_list *list, unsigned limit)
{
    const struct wanted_revisions *wanted = list->context;
    const struct site_page *written = &wanted->page, *revisions;
    struct revision_query query = wanted->query;
    struct store store = request_store(list->r);
    size_t count;

    store.arena = list->arena;
    query.oldest = list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    revisions = site_page_revisions(&store, written, &query, &count);
    for (size_t i = 0; revisions != NULL && i < count; i++) {
        list_row(list, revisions[i].version);
        list_link(list, clock_rfc3339(list->arena, revisions[i].made),
                  arena_format(list->arena, "/admin/pages/%" PRIu64 "/revisions/%" PRIu64,
                               written->id, revisions[i].version));
        list_text(list, revisions[i].by);
        list_text(list, site_page_path(list->arena, revisions[i].slug));
        list_text(list, revisions[i].version == written->shown ? _("shown now")
                        : revisions[i].removed                 ? _("removed")
                                                               : "");
    }
    return revisions != NULL ? 0 : -1;
}

enum http_status site_page_revisions_page(struct request *r)
{
    struct wanted_revisions wanted = {.query = {0}};
    enum http_status status = find_site_page(r, &wanted.page);
    struct admin_list list = {
        .r = r,
        .view = "admin/page_revisions.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_revisions,
        .context = &wanted,
    };

    if (status != HTTP_OK)
        return status;
    list.path = arena_format(r->arena, "/admin/pages/%" PRIu64 "/revisions", wanted.page.id);
    set_written_page(r, &wanted.page);
    list_read(&list);
    wanted.query.account_id = list_account(&list, "by", _("Who"));
    return list_answer(&list);
}

/* ---- one of them ---- */

/* The revision that the path names, of its page. */
static enum http_status find_revision(struct request *r, struct site_page *written,
                                      struct site_page *revision)
{
    const struct store store = request_store(r);
    enum http_status status = find_site_page(r, written);
    int found;

    if (status != HTTP_OK)
        return status;
    found = site_page_revision(&store, written, path_id(r, "revision"), revision);
    return found > 0 ? HTTP_OK : found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}

static void set_revision(struct request *r, const struct site_page *written,
                         const struct site_page *revision)
{
    set_written_page(r, written);
    view_set_number(r->view, "Revision.id", (int64_t)revision->version);
    view_set(r->view, "Revision.made", clock_rfc3339(r->arena, revision->made));
    view_set(r->view, "Revision.by", revision->by);
    view_set(r->view, "Revision.path", site_page_path(r->arena, revision->slug));
    if (revision->removed)
        view_set(r->view, "Revision.removed", "1");
    if (revision->version == written->shown)
        view_set(r->view, "Revision.shown", "1");
    for (size_t i = 0; i < revision->text_count; i++) {
        struct view_node *node = view_item(r->view, "Texts");

        node_set(node, "language", revision->texts[i].language);
        node_set(node, "title", revision->texts[i].title);
        node_set(node, "body", revision->texts[i].body);
        node_set(node, "body_html", markup_html(r->arena, revision->texts[i].body, NULL));
    }
}

enum http_status site_page_revision_page(struct request *r)
{
    struct site_page written, revision;
    enum http_status status = find_revision(r, &written, &revision);

    if (status != HTTP_OK)
        return status;
    set_revision(r, &written, &revision);
    return frame_page(r, HTTP_OK, revision_view);
}

/* Makes the page what it was then, as another revision; a removed page is there again. */
enum http_status site_page_revision_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct site_page written, revision;
    enum http_status status = find_revision(r, &written, &revision);
    uint64_t version = (uint64_t)form_int(r, "version", 1, INT64_MAX);
    enum page_result result;

    if (status != HTTP_OK)
        return status;
    if (!form_ok(r))
        return HTTP_UNPROCESSABLE;
    set_revision(r, &written, &revision);
    revision.removed = false;
    revision.version = version;
    result = site_page_change(&store, &actor, &revision);
    if (result == PAGE_DONE)
        return redirect(r, HTTP_SEE_OTHER, "/admin/pages/%" PRIu64 "?done=restored", written.id);
    if (result == PAGE_FAILED)
        return HTTP_UNAVAILABLE;
    form_error(r, "restore", page_result_message(result));
    return frame_again(r, HTTP_CONFLICT, revision_view);
}
