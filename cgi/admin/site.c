/* The site's settings, as its administrators change them. Of two who do at once the second is shown both. */
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "site_areas.h"
#include "site_setting.h"
#include "talk/thread.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/sites/accent.h"
#include "web/sites/site_edit.h"
#include "web/sites/site_history.h"
#include "web/view.h"

static const char *const settings_view = "admin/site.cs";
static const char *const levels[] = {"info", "warning", NULL};

/* ---- the form ---- */

static void add_front(struct request *r, const char *value, const char *chosen)
{
    struct view_node *node = view_item(r->view, "Fronts");

    node_set(node, "value", value);
    node_set(node, "title", setting_words(r, "front", value));
    if (strcmp(value, chosen) == 0)
        node_set(node, "chosen", "1");
}

/* What a site can open on: its boards, its database, or one of the boards that everybody reads; and
 * what was chosen, where that is gone meanwhile, or switched off. */
static int set_fronts(struct request *r, const struct site *wanted)
{
    const struct subject_place place = setting_boards(r);
    size_t count;
    const struct board *boards = board_list(&place, &count);

    if (boards == NULL)
        return -1;
    if (!wanted->forum_off)
        add_front(r, "forum", wanted->front);
    if (*wanted->game != '\0')
        add_front(r, "beastiary", wanted->front);
    for (size_t i = 0; i < count && !wanted->forum_off; i++)
        add_front(r, arena_format(r->arena, "board:%s", boards[i].name), wanted->front);
    if (!front_valid(r, wanted, wanted->front))
        add_front(r, wanted->front, wanted->front);
    return 0;
}

/* The day of an instant, as it is typed; "" none. */
static const char *day_text(struct request *r, int64_t instant)
{
    return instant != 0 ? arena_format(r->arena, "%.10s", clock_rfc3339(r->arena, instant)) : "";
}

static void set_texts(struct request *r, const struct site *wanted)
{
    for (size_t i = 1; language_codes[i] != NULL; i++) {
        struct view_node *node = view_item(r->view, "Texts");
        const struct site_text text = site_text_in(wanted, language_codes[i]);

        node_set(node, "language", language_codes[i]);
        node_set(node, "title", text.title);
        node_set(node, "tagline", text.tagline);
    }
}

/* What the settings are now where they differ from what is in the form: beside each field, in words. */
static void set_settings_now(struct request *r, const struct site *wanted,
                             const struct site *present)
{
    size_t count;
    const struct site_difference *list = site_differences(r->arena, present, wanted, &count);

    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(r->view, "Differing");

        node_set(node, "name", list[i].name);
        node_set(node, "now", setting_words(r, list[i].name, list[i].before));
    }
}

/* A colour as a theme shows it. */
static void set_shade(struct request *r, const char *theme, const struct accent_shade *shade)
{
    struct view_node *node = view_item(r->view, "Shades");

    node_set(node, "theme", theme);
    node_set(node, "color", arena_string(r->arena, shade->color));
    node_set(node, "contrast", arena_format(r->arena, "%.1f", floor(shade->contrast * 10) / 10));
    if (shade->adjusted)
        node_set(node, "adjusted", "1");
}

/* The accents that there are, and a colour of the site's own, with what it looks like. */
static void set_accents(struct request *r, const char *accent)
{
    for (size_t i = 0; site_accents[i] != NULL; i++) {
        struct view_node *node = view_item(r->view, "Accents");

        node_set(node, "name", site_accents[i]);
        node_set(node, "title", setting_words(r, "accent", site_accents[i]));
        if (strcmp(site_accents[i], accent) == 0)
            node_set(node, "chosen", "1");
    }
    view_set(r->view, "Form.color", "#8a5bd0");
    if (accent_is_color(accent)) {
        const struct accent_shades shades = accent_shades(accent);

        view_set(r->view, "Form.color", accent);
        view_set(r->view, "Form.own_color", "1");
        set_shade(r, "dark", &shades.dark);
        set_shade(r, "light", &shades.light);
    }
}

static int set_site_settings(struct request *r, const struct site *wanted,
                             const struct site *present)
{
    view_set(r->view, "Form.title", wanted->title);
    view_set(r->view, "Form.tagline", wanted->tagline);
    view_set(r->view, "Form.banner", wanted->banner);
    view_set(r->view, "Form.banner_level", wanted->banner_level);
    view_set(r->view, "Form.banner_until", day_text(r, wanted->banner_until));
    if (*present->banner != '\0' && present->banner_until != 0 &&
        present->banner_until <= clock_now())
        view_set(r->view, "Form.banner_over", "1");
    view_set_number(r->view, "Form.version", (int64_t)present->version);
    view_set(r->view, "Form.fold", arena_format(r->arena, "%" PRIu64, wanted->fold_weight));
    if (*present->game != '\0' || present->database_off) {
        view_set(r->view, "Form.has_database", "1");
        if (!wanted->forum_off)
            view_set(r->view, "Form.forum", "1");
        if (!wanted->database_off)
            view_set(r->view, "Form.database", "1");
    }
    set_accents(r, wanted->accent);
    set_texts(r, wanted);
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

/* A text as it is typed, for showing again: what is wrong with it is noted. */
static const char *read_line(struct request *r, const char *field, size_t max)
{
    const char *text = form_line(r, field, 0, max);

    return *text != '\0' ? text : form_raw(r, field);
}

/* A colour, as browsers send it. */
static const char *read_color(struct request *r)
{
    char *color = arena_string(r->arena, form_line(r, "color", 0, ACCENT_COLOR_SIZE - 1));

    for (char *c = color; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return color;
}

/* Where the site opens, which must be there; what it was stays chosen while that is switched off. */
static const char *read_front(struct request *r, const struct site *site)
{
    const char *front = read_line(r, "front", 40);

    if (form_ok(r) && strcmp(front, r->site->front) != 0 && !front_valid(r, site, front))
        form_error(r, "front", site_result_message(SITE_FRONT_INVALID));
    return front;
}

static int64_t read_banner_end(struct request *r)
{
    const char *text = form_line(r, "banner_until", 0, 10);
    int64_t instant;

    if (*text == '\0')
        return 0;
    if (strcmp(text, day_text(r, r->site->banner_until)) == 0)
        return r->site->banner_until;
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
            .title =
                read_line(r, arena_format(r->arena, "title.%s", language_codes[i]), SITE_TITLE_MAX),
            .tagline = read_line(r, arena_format(r->arena, "tagline.%s", language_codes[i]),
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

    site.title = read_line(r, "title", SITE_TITLE_MAX);
    site.tagline = read_line(r, "tagline", SITE_TAGLINE_MAX);
    site.accent = read_line(r, "accent", 16);
    if (strcmp(site.accent, "own") == 0)
        site.accent = read_color(r);
    site.banner = read_line(r, "banner", SITE_BANNER_MAX);
    site.banner_level = strcmp(level, levels[1]) == 0 ? levels[1] : levels[0];
    site.banner_until = read_banner_end(r);
    site.database_off = (*r->site->game != '\0' || r->site->database_off) &&
                        !form_has(r, "database");
    site.game = site.database_off ? "" : r->site->own_game;
    site.forum_off = *r->site->own_game != '\0' && !form_has(r, "forum");
    site.front = read_front(r, &site);
    site.fold_weight = (uint64_t)form_int(r, "fold", 0, SITE_FOLD_MAX);
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
    case SITE_FOLD_INVALID: return "fold";
    case SITE_FRONT_INVALID: return "front";
    case SITE_NOTHING_SHOWN: return "forum";
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
    if (present != NULL && set_site_settings(r, wanted, present) == 0) {
        view_set(r->view, "Form.banner_until", form_raw(r, "banner_until"));
        if (result == SITE_IS_CHANGED)
            set_settings_now(r, wanted, present);
        status = frame_again(r, result == SITE_IS_CHANGED ? HTTP_CONFLICT : HTTP_UNPROCESSABLE,
                             settings_view);
    }
    sites_close(sites);
    return status;
}

/* Shows the form as it was sent, with what its colour looks like: nothing is changed. */
static enum http_status preview_settings(struct request *r, const struct site *wanted)
{
    struct site seen = *r->site;

    seen.version = wanted->version;
    r->nothing_done = true;
    if (!accent_valid(wanted->accent)) {
        form_error(r, "accent", site_result_message(SITE_ACCENT_INVALID));
        return show_settings_again(r, SITE_DONE, wanted);
    }
    return set_site_settings(r, wanted, &seen) == 0 ? frame_page(r, HTTP_OK, settings_view)
                                                    : HTTP_UNAVAILABLE;
}

enum http_status settings_post_of_site(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct site wanted = read_settings(r);
    enum site_result result = SITE_DONE;

    if (form_ok(r) && strcmp(form_raw(r, "act"), "preview") == 0)
        return preview_settings(r, &wanted);
    if (form_ok(r) && areas_ask(r, &wanted))
        return areas_question(r, &wanted);
    if (form_ok(r))
        result = site_change(&store, &actor, &wanted);
    if (!form_ok(r) || result != SITE_DONE)
        return show_settings_again(r, result, &wanted);
    return redirect(r, HTTP_SEE_OTHER, "/admin/site?done=saved");
}
