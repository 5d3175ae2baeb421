/* Pages that the site's administrators write: all of them, and one in a form, with what it would look like. Of
 * two who change one at once the second is shown both. */
#include "site_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "talk/markup.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

static const char *const page_view = "admin/page.cs";

/* Where a page is edited. */
static const char *edit_page_path(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "/admin/pages/%" PRIu64, id);
}

/* Its title for whoever edits it. */
static const char *edited_page_title(struct request *r, const struct site_page *page)
{
    const struct page_text *text = site_page_text(page, r->language);

    return text != NULL ? text->title : page->slug;
}

/* ---- all of them ---- */

static const struct list_column columns[] = {
    {"title", N_("Title"), NULL},         {"path", N_("Address"), "address"},
    {"place", N_("In the footer"), NULL}, {"languages", N_("Languages"), NULL},
    {"changed", N_("Changed"), "newest"}, {"state", N_("State"), NULL},
};

static const char *page_languages(struct arena *arena, const struct site_page *page)
{
    struct buffer words = buffer_open(arena, 16);

    for (size_t i = 0; i < page->text_count; i++)
        buffer_format(&words, "%s%s", i > 0 ? ", " : "", page->texts[i].language);
    return words.data;
}

static int compare_changed(const void *a, const void *b)
{
    const struct site_page *first = a, *second = b;

    return (first->version < second->version) - (first->version > second->version);
}

static void put_site_page(struct admin_list *list, const struct site_page *page)
{
    list_row(list, page->id);
    list_link(list, edited_page_title(list->r, page), edit_page_path(list->arena, page->id));
    list_text(list, site_page_path(list->arena, page->slug));
    if (page->place != 0)
        list_number(list, page->place);
    else
        list_text(list, "");
    list_text(list, page_languages(list->arena, page));
    list_time(list, page->made);
    list_text(list, page->removed ? _("removed") : "");
}

/* A site's pages are few and read at once, and put in the order that is asked for. */
static int fetch_pages(struct admin_list *list, unsigned limit)
{
    struct store store = request_store(list->r);
    const bool *removed = list->context;
    bool behind = list->after == 0;
    size_t count;
    struct site_page *pages;

    store.arena = list->arena;
    pages = site_page_list(&store, list->r->site->id, &count);
    if (pages == NULL)
        return -1;
    if (list->sort == 1)
        qsort(pages, count, sizeof *pages, compare_changed);
    for (size_t i = 0; i < count && list->row_count < limit; i++) {
        if (behind && (removed == NULL || *removed == pages[i].removed))
            put_site_page(list, &pages[i]);
        behind |= pages[i].id == list->after;
    }
    return 0;
}

enum http_status site_pages_page(struct request *r)
{
    static const char *const sorts[] = {"address", "newest", NULL};
    static const struct list_choice states[] = {{"", N_("Any")},
                                                {"shown", N_("shown")},
                                                {"removed", N_("removed")},
                                                {NULL, NULL}};
    static const bool is_removed[] = {false, false, true};
    size_t state;
    struct admin_list list = {
        .r = r,
        .path = "/admin/pages",
        .view = "admin/pages.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = sorts,
        .fetch = fetch_pages,
    };

    list_read(&list);
    state = list_choose(&list, "state", _("State"), states);
    list.context = state > 0 ? &is_removed[state] : NULL;
    view_set(r->view, "Done", query_line(r, "done", 10));
    return list_answer(&list);
}

/* ---- one of them ---- */

enum http_status find_site_page(struct request *r, struct site_page *page)
{
    const struct store store = request_store(r);
    int found = site_page_find(&store, r->site->id, path_id(r, "id"), page);

    return found > 0 ? HTTP_OK : found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}

void set_written_page(struct request *r, const struct site_page *page)
{
    view_set(r->view, "Written.path", site_page_path(r->arena, page->slug));
    view_set(r->view, "Written.edit", edit_page_path(r->arena, page->id));
    view_set(r->view, "Written.title", edited_page_title(r, page));
    view_set_number(r->view, "Written.version", (int64_t)page->shown);
    if (page->removed)
        view_set(r->view, "Written.removed", "1");
}

/* What a page says in a language; empty where it does not. */
static struct page_text form_text_of(const struct site_page *page, const char *language)
{
    for (size_t i = 0; i < page->text_count; i++)
        if (strcmp(page->texts[i].language, language) == 0)
            return page->texts[i];
    return (struct page_text){language, "", ""};
}

/* The form's fields of one language: WANTED as it is in them, PRESENT what somebody else made of it
 * meanwhile (NULL: nobody did). */
static void set_page_text(struct request *r, const char *language, const struct site_page *wanted,
                          const struct site_page *present)
{
    const struct page_text mine = form_text_of(wanted, language);
    struct view_node *node = view_item(r->view, "Texts");

    node_set(node, "language", language);
    node_set(node, "title", mine.title);
    node_set(node, "body", mine.body);
    if (present != NULL) {
        const struct page_text now = form_text_of(present, language);

        if (strcmp(mine.title, now.title) != 0)
            node_set(node, "now_title", *now.title != '\0' ? now.title : _("none"));
        if (strcmp(mine.body, now.body) != 0)
            node_set(node, "now_body", *now.body != '\0' ? now.body : _("none"));
    }
}

static void set_page_form(struct request *r, const struct site_page *wanted,
                          const struct site_page *present)
{
    view_set(r->view, "Form.slug", wanted->slug);
    if (wanted->place != 0)
        view_set_number(r->view, "Form.place", (int64_t)wanted->place);
    for (size_t i = 0; language_codes[i] != NULL; i++)
        set_page_text(r, language_codes[i], wanted, present);
    if (present == NULL)
        return;
    if (strcmp(wanted->slug, present->slug) != 0)
        view_set(r->view, "Now.slug", present->slug);
    if (wanted->place != present->place)
        view_set(r->view, "Now.place",
                 present->place != 0 ? arena_format(r->arena, "%" PRIu64, present->place)
                                     : _("none"));
}

enum http_status site_page_form(struct request *r)
{
    struct site_page written;
    enum http_status status = find_site_page(r, &written);

    if (status != HTTP_OK)
        return status;
    set_written_page(r, &written);
    set_page_form(r, &written, NULL);
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, page_view);
}

/* The pages that a site does well to have are proposed, each until it is there. */
enum http_status site_page_new_form(struct request *r)
{
    static const char *const proposed[] = {"rules", "privacy", "about", NULL};
    struct site_page none = {.slug = "", .place = 1};
    const char *asked = query_line(r, "slug", PAGE_SLUG_MAX);

    for (size_t i = 0; asked == NULL && proposed[i] != NULL; i++)
        if (site_page_title(r->site, proposed[i], r->language) == NULL)
            asked = proposed[i];
    if (asked != NULL)
        none.slug = asked;
    set_page_form(r, &none, NULL);
    return frame_page(r, HTTP_OK, page_view);
}

/* ---- what is sent ---- */

static struct page_text read_page_text(struct request *r, const char *language)
{
    const char *title = arena_format(r->arena, "title.%s", language);
    const char *body = arena_format(r->arena, "body.%s", language);
    struct page_text text = {language, form_line(r, title, 0, PAGE_TITLE_MAX),
                             form_text(r, body, 0, PAGE_BODY_MAX)};

    if (*text.title == '\0')
        text.title = form_raw(r, title);
    if (*text.body == '\0')
        text.body = form_raw(r, body);
    if (form_ok(r) && (*text.title == '\0') != (*text.body == '\0'))
        form_error(r, *text.title == '\0' ? title : body, page_result_message(PAGE_EMPTY));
    return text;
}

static struct site_page read_page(struct request *r)
{
    struct site_page written = {.slug = form_line(r, "slug", 0, PAGE_SLUG_MAX)};
    struct page_text *texts = arena_alloc(r->arena, SITE_TEXTS_MAX * sizeof *texts);

    if (*written.slug == '\0')
        written.slug = form_raw(r, "slug");
    if (*form_raw(r, "place") != '\0')
        written.place = (uint64_t)form_int(r, "place", 0, PAGES_MAX);
    for (size_t i = 0; language_codes[i] != NULL && i < SITE_TEXTS_MAX; i++) {
        const struct page_text text = read_page_text(r, language_codes[i]);

        if (*text.title != '\0' || *text.body != '\0')
            texts[written.text_count++] = text;
    }
    written.texts = texts;
    if (form_ok(r) && written.text_count == 0)
        form_error(r, arena_format(r->arena, "title.%s", language_codes[0]),
                   page_result_message(PAGE_EMPTY));
    return written;
}

/* What it would look like, in each of its languages. */
static enum http_status show_preview(struct request *r, const struct site_page *written)
{
    for (size_t i = 0; i < written->text_count; i++) {
        struct view_node *node = view_item(r->view, "Previews");

        node_set(node, "language", written->texts[i].language);
        node_set(node, "title", written->texts[i].title);
        node_set(node, "body_html", markup_html(r->arena, written->texts[i].body, NULL));
    }
    set_page_form(r, written, NULL);
    r->nothing_done = true;
    return frame_page(r, HTTP_OK, page_view);
}

/* Shows what was sent once more; of a lost race beside what the page is now. */
static enum http_status show_page_again(struct request *r, enum page_result result,
                                        const struct site_page *wanted)
{
    struct site_page present = {.slug = ""};
    enum http_status status = HTTP_UNPROCESSABLE;

    if (result == PAGE_FAILED)
        return HTTP_UNAVAILABLE;
    if (result == PAGE_MISSING)
        return HTTP_NOT_FOUND;
    if (wanted->id != 0 && find_site_page(r, &present) != HTTP_OK)
        return HTTP_UNAVAILABLE;
    if (result != PAGE_DONE)
        form_error(r,
                   result == PAGE_SLUG_INVALID || result == PAGE_SLUG_TAKEN
                       ? "slug"
                       : arena_format(r->arena, "title.%s", language_codes[0]),
                   page_result_message(result));
    if (wanted->id != 0)
        set_written_page(r, &present);
    if (result == PAGE_IS_CHANGED || result == PAGE_SLUG_TAKEN)
        status = HTTP_CONFLICT;
    set_page_form(r, wanted, result == PAGE_IS_CHANGED ? &present : NULL);
    return frame_again(r, status, page_view);
}

enum http_status site_page_new_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct site_page written = read_page(r);
    enum page_result result = PAGE_DONE;
    uint64_t id = 0;

    if (form_ok(r) && strcmp(form_raw(r, "act"), "preview") == 0)
        return show_preview(r, &written);
    if (form_ok(r))
        result = site_page_make(&store, &actor, &written, &id);
    if (!form_ok(r) || result != PAGE_DONE)
        return show_page_again(r, result, &written);
    return redirect(r, HTTP_SEE_OTHER, "/admin/pages/%" PRIu64 "?done=made", id);
}

/* Removes the page, or brings it back, as it is. */
static enum http_status switch_page(struct request *r, struct site_page *written, bool removed)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    enum page_result result;

    written->removed = removed;
    written->version = (uint64_t)form_int(r, "version", 1, INT64_MAX);
    if (!form_ok(r))
        return HTTP_UNPROCESSABLE;
    result = site_page_change(&store, &actor, written);
    if (result != PAGE_DONE)
        return show_page_again(r, result, written);
    return redirect(r, HTTP_SEE_OTHER, "/admin/pages/%" PRIu64 "?done=%s", written->id,
                    removed ? "removed" : "restored");
}

enum http_status site_page_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *act = form_line(r, "act", 0, 10);
    enum page_result result = PAGE_DONE;
    struct site_page present, written;
    enum http_status status = find_site_page(r, &present);

    if (status != HTTP_OK)
        return status;
    if (strcmp(act, "remove") == 0 || strcmp(act, "restore") == 0)
        return switch_page(r, &present, strcmp(act, "remove") == 0);
    written = read_page(r);
    written.id = present.id;
    written.removed = present.removed;
    written.version = (uint64_t)form_int(r, "version", 1, INT64_MAX);
    if (form_ok(r) && strcmp(act, "preview") == 0) {
        present.shown = written.version;
        set_written_page(r, &present);
        return show_preview(r, &written);
    }
    if (form_ok(r))
        result = site_page_change(&store, &actor, &written);
    if (!form_ok(r) || result != PAGE_DONE)
        return show_page_again(r, result, &written);
    return redirect(r, HTTP_SEE_OTHER, "/admin/pages/%" PRIu64 "?done=saved", written.id);
}
