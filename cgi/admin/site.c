/* The site's settings, as its administrators change them. Of two who do at once the second is shown both. */
#include "web/site.h"

#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "talk/thread.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

static const char *const settings_view = "admin/site.cs";
static const char *const levels[] = {"info", "warning", NULL};

/* ---- the form ---- */

static void add_front(struct request *r, const char *value, const char *title, const char *chosen)
{
    struct view_node *node = view_item(r->view, "Fronts");

    node_set(node, "value", value);
    node_set(node, "title", title);
    if (strcmp(value, chosen) == 0)
        node_set(node, "chosen", "1");
}

/* What a site can open on: its boards, its database, or one of the boards that everybody reads. */
static int set_fronts(struct request *r, const struct site *wanted)
{
    const struct subject_place own = subject_place(r), place = subject_place_of_all(&own);
    size_t count;
    const struct board *boards = board_list(&place, &count);

    if (boards == NULL)
        return -1;
    add_front(r, "forum", _("the boards"), wanted->front);
    if (*wanted->game != '\0')
        add_front(r, "beastiary", _("the database"), wanted->front);
    for (size_t i = 0; i < count; i++)
        add_front(r, arena_format(r->arena, "board:%s", boards[i].name), boards[i].title,
                  wanted->front);
    return 0;
}

/* The day of an instant, as it is typed; "" none. */
static const char *day_text(struct request *r, int64_t instant)
{
    return instant != 0 ? arena_format(r->arena, "%.10s", clock_rfc3339(r->arena, instant)) : "";
}

static void set_texts(struct request *r, const struct site *wanted, const struct site *present)
{
    for (size_t i = 1; language_codes[i] != NULL; i++) {
        struct view_node *node = view_item(r->view, "Texts");
        const struct site_text mine = site_text_in(wanted, language_codes[i]);
        const struct site_text now = site_text_in(present, language_codes[i]);

        node_set(node, "language", language_codes[i]);
        node_set(node, "title", mine.title);
        node_set(node, "tagline", mine.tagline);
        if (strcmp(mine.title, now.title) != 0)
            node_set(node, "now_title", now.title);
        if (strcmp(mine.tagline, now.tagline) != 0)
            node_set(node, "now_tagline", now.tagline);
    }
}

static void set_settings_now(struct request *r, const struct site *wanted,
                             const struct site *present)
{
    if (strcmp(wanted->title, present->title) != 0)
        view_set(r->view, "Now.title", present->title);
    if (strcmp(wanted->tagline, present->tagline) != 0)
        view_set(r->view, "Now.tagline", present->tagline);
    if (strcmp(wanted->accent, present->accent) != 0)
        view_set(r->view, "Now.accent", present->accent);
    if (strcmp(wanted->front, present->front) != 0)
        view_set(r->view, "Now.front", present->front);
    if (strcmp(wanted->banner, present->banner) != 0)
        view_set(r->view, "Now.banner", *present->banner != '\0' ? present->banner : _("none"));
    if (wanted->database_off != present->database_off)
        view_set(r->view, "Now.database", present->database_off ? _("hidden") : _("shown"));
}

static int set_site_settings(struct request *r, const struct site *wanted,
                             const struct site *present)
{
    view_set(r->view, "Form.title", wanted->title);
    view_set(r->view, "Form.tagline", wanted->tagline);
    view_set(r->view, "Form.banner", wanted->banner);
    view_set(r->view, "Form.banner_level", wanted->banner_level);
    view_set(r->view, "Form.banner_until", day_text(r, wanted->banner_until));
    view_set_number(r->view, "Form.version", (int64_t)present->version);
    if (*present->game != '\0' || present->database_off) {
        view_set(r->view, "Form.has_database", "1");
        if (!wanted->database_off)
            view_set(r->view, "Form.database", "1");
    }
    for (size_t i = 0; site_accents[i] != NULL; i++) {
        struct view_node *node = view_item(r->view, "Accents");

        node_set(node, "name", site_accents[i]);
        if (strcmp(site_accents[i], wanted->accent) == 0)
            node_set(node, "chosen", "1");
    }
    set_texts(r, wanted, present);
    set_settings_now(r, wanted, present);
    return set_fronts(r, wanted);
}

enum http_status settings_form_of_site(struct request *r)
{
    if (set_site_settings(r, r->site, r->site) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, settings_view);
}

/* ---- what is sent ---- */

/* Where the site opens, which must be there. */
static const char *read_front(struct request *r, const struct site *site)
{
    const char *front = form_line(r, "front", 0, 40);
    const struct subject_place own = subject_place(r), place = subject_place_of_all(&own);
    struct board board;

    if (strcmp(front, "forum") == 0 || (strcmp(front, "beastiary") == 0 && *site->game != '\0') ||
        (strncmp(front, "board:", 6) == 0 && board_find(&place, front + 6, &board) > 0))
        return front;
    form_error(r, "front", site_result_message(SITE_FRONT_INVALID));
    return site->front;
}

static int64_t read_banner_end(struct request *r)
{
    const char *text = form_line(r, "banner_until", 0, 10);
    int64_t instant;

    if (*text == '\0')
        return 0;
    if (strlen(text) == 10 && clock_parse(arena_format(r->arena, "%sT23:59:59Z", text), &instant))
        return instant;
    form_error(r, "banner_until", _("Write a day as year, month and day: 2026-01-31."));
    return 0;
}

static void read_texts(struct request *r, struct site *site)
{
    struct site_text *texts = arena_alloc(r->arena, SITE_TEXTS_MAX * sizeof *texts);

    site->text_count = 0;
    for (size_t i = 1; language_codes[i] != NULL && site->text_count < SITE_TEXTS_MAX; i++) {
        struct site_text text = {
            .language = language_codes[i],
            .title = form_line(r, arena_format(r->arena, "title.%s", language_codes[i]), 0,
                               SITE_TITLE_MAX),
            .tagline = form_line(r, arena_format(r->arena, "tagline.%s", language_codes[i]), 0,
                                 SITE_TAGLINE_MAX),
        };

        if (*text.title != '\0' || *text.tagline != '\0')
            texts[site->text_count++] = text;
    }
    site->texts = texts;
}

/* The settings as they were sent; the rest is the site's. */
static struct site read_settings(struct request *r)
{
    struct site site = *r->site;
    const char *level = form_line(r, "banner_level", 0, 16);

    site.title = form_line(r, "title", 0, SITE_TITLE_MAX);
    site.tagline = form_line(r, "tagline", 0, SITE_TAGLINE_MAX);
    site.accent = form_line(r, "accent", 0, 16);
    site.banner = form_line(r, "banner", 0, SITE_BANNER_MAX);
    site.banner_level = strcmp(level, levels[1]) == 0 ? levels[1] : levels[0];
    site.banner_until = read_banner_end(r);
    site.database_off = (*r->site->game != '\0' || r->site->database_off) &&
                        !form_has(r, "database");
    site.game = site.database_off ? "" : r->site->own_game;
    site.front = read_front(r, &site);
    site.version = (uint64_t)form_int(r, "version", 1, INT64_MAX);
    read_texts(r, &site);
    return site;
}

static const char *field_of_site(enum site_result result)
{
    switch (result) {
    case SITE_TAGLINE_INVALID: return "tagline";
    case SITE_BANNER_INVALID: return "banner";
    case SITE_BANNER_OVER: return "banner_until";
    case SITE_ACCENT_INVALID: return "accent";
    case SITE_FRONT_INVALID: return "front";
    default: return "title";
    }
}

/* Shows what was sent once more, beside what the settings are now: another worker may have changed
 * them. */
static enum http_status show_settings_again(struct request *r, enum site_result result,
                                            const struct site *wanted)
{
    struct sites *sites;
    const struct site *present;
    enum http_status status = HTTP_UNAVAILABLE;

    if (result == SITE_FAILED || result == SITE_MISSING)
        return HTTP_UNAVAILABLE;
    sites = sites_open();
    present = sites_read(sites, r->worker->database) == 0 ? site_by_id(sites, r->site->id) : NULL;
    if (result != SITE_DONE)
        form_error(r, field_of_site(result), site_result_message(result));
    if (present != NULL && set_site_settings(r, wanted, present) == 0)
        status = frame_again(r, result == SITE_IS_CHANGED ? HTTP_CONFLICT : HTTP_UNPROCESSABLE,
                             settings_view);
    sites_close(sites);
    return status;
}

enum http_status settings_post_of_site(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct site wanted = read_settings(r);
    enum site_result result = SITE_DONE;

    if (form_ok(r))
        result = site_change(&store, &actor, &wanted);
    if (!form_ok(r) || result != SITE_DONE)
        return show_settings_again(r, result, &wanted);
    return redirect(r, HTTP_SEE_OTHER, "/admin/site?done=saved");
}
