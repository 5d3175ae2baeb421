/* The filters of words. Whatever would have one hold more than it does is first looked at with the comments of the last
 * days; the form that comes back then knows that it was. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "talk/filter/preview.h"
#include "talk/filter/word_filter_edit.h"
#include "talk/markup.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define EXCERPT 200 /* characters */

static const char *const filter_view = "admin/filter.cs";

static const char *filter_state_words(enum filter_state state)
{
    static const char *const words[FILTER_STATES] = {N_("off"), N_("tells the moderators"),
                                                     N_("holds posts")};

    return state < FILTER_STATES ? _(words[state]) : "";
}

static const char *scope_words(const struct word_filter *filter)
{
    return filter->site_id == 0 ? _("all sites") : _("this site");
}

/* ---- all of them ---- */

static const struct list_column columns[] = {
    {"note", N_("What it is for"), NULL}, {"scope", N_("Where"), NULL},
    {"state", N_("State"), NULL},         {"kind", N_("Kind"), NULL},
    {"text", N_("Looks for"), NULL},
};

/* Which filters the list is of. */
struct wanted {
    enum filter_state state;
    bool gone;
};

static int fetch_filters(struct admin_list *list, unsigned limit)
{
    const struct wanted *wanted = list->context;
    const struct filter_query query = {.site_id = list->r->site->id,
                                       .states = wanted->state,
                                       .gone = wanted->gone,
                                       .oldest = list_oldest(list),
                                       .after = list->after,
                                       .limit = limit};
    size_t count;
    struct word_filter *filters =
        word_filter_list(list->r->worker->database, list->arena, &query, &count);

    for (size_t i = 0; filters != NULL && i < count; i++) {
        list_row(list, filters[i].id);
        list_link(list, filters[i].note,
                  arena_format(list->arena, "/admin/filters/%" PRIu64, filters[i].id));
        list_text(list, scope_words(&filters[i]));
        list_text(list, filters[i].gone ? _("deleted") : filter_state_words(filters[i].state));
        list_text(list, filters[i].kind == PATTERN_WORDS ? _("words") : _("pattern"));
        list_text(list, text_cut(list->arena, text_line(list->arena, filters[i].text), 60));
    }
    return filters != NULL ? 0 : -1;
}

enum http_status filters_page(struct request *r)
{
    static const struct list_choice choices[] = {
        {"all", N_("All of them")},           {"hold", N_("holds posts")},
        {"tell", N_("tells the moderators")}, {"off", N_("off")},
        {"deleted", N_("deleted")},           {NULL, NULL},
    };
    struct wanted wanted = {.state = FILTER_STATES};
    struct admin_list list = {.r = r,
                              .path = "/admin/filters",
                              .view = "admin/filters.cs",
                              .columns = columns,
                              .column_count = sizeof columns / sizeof columns[0],
                              .sorts = list_by_age,
                              .fetch = fetch_filters,
                              .context = &wanted};
    const char *chosen;

    list_read(&list);
    chosen = choices[list_choose(&list, "state", _("State"), choices)].name;
    for (size_t i = 0; i < FILTER_STATES; i++)
        if (strcmp(chosen, filter_state_names[i]) == 0)
            wanted.state = (enum filter_state)i;
    wanted.gone = strcmp(chosen, "deleted") == 0;
    view_set(r->view, "Done", query_line(r, "done", 10));
    return list_answer(&list);
}

/* ---- one ---- */

static void set_filter_form(struct request *r, const struct word_filter *filter)
{
    view_set(r->view, "Form.note", filter->note);
    view_set(r->view, "Form.text", filter->text);
    view_set(r->view, "Form.kind", filter->kind == PATTERN_WORDS ? "words" : "pattern");
    view_set(r->view, "Form.state", filter_state_names[filter->state]);
    view_set(r->view, "Form.where", filter->site_id == 0 ? "all" : "site");
    if (filter->spelled)
        view_set(r->view, "Form.spelled", "1");
    if (filter->everyone)
        view_set(r->view, "Form.everyone", "1");
    view_set_number(r->view, "Form.version", (int64_t)filter->version);
}

static int set_versions(struct request *r, const struct word_filter *filter)
{
    size_t count;
    struct filter_version *versions =
        word_filter_versions(r->worker->database, r->arena, filter->id, &count);

    for (size_t i = 0; versions != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Versions");
        const struct word_filter *version = &versions[i].filter;

        node_set_number(node, "version", (int64_t)version->version);
        node_set(node, "by", versions[i].by);
        node_set(node, "created", clock_rfc3339(r->arena, versions[i].created));
        node_set(node, "state", version->gone ? _("deleted") : filter_state_words(version->state));
        node_set(node, "note", version->note);
        node_set(node, "text", text_cut(r->arena, text_line(r->arena, version->text), EXCERPT));
        if (version->version == filter->version)
            node_set(node, "now", "1");
    }
    return versions != NULL ? 0 : -1;
}

/* What the page of a filter that is there has around its form. */
static int set_around(struct request *r, const struct word_filter *filter)
{
    if (may_everywhere(r, PERMISSION_FILTER_EDIT))
        view_set(r->view, "May.everywhere", "1");
    if (filter->id == 0)
        return 0;
    view_set_number(r->view, "Filter.id", (int64_t)filter->id);
    view_set(r->view, "Filter.note", filter->note);
    if (filter->gone)
        view_set(r->view, "Filter.gone", "1");
    return set_versions(r, filter);
}

/* Finds the filter that the path names, where the caller may change it; of a new one, an empty one.
 * HTTP_OK, or what is answered. */
static enum http_status find_filter(struct request *r, struct word_filter *filter)
{
    int found;

    *filter = (struct word_filter){.site_id = r->site->id, .note = "", .text = ""};
    if (*path_text(r, "id") == '\0')
        return HTTP_OK;
    found = word_filter_find(r->worker->database, r->arena, path_id(r, "id"), filter);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0 || (filter->site_id != 0 && filter->site_id != r->site->id))
        return HTTP_NOT_FOUND;
    return filter->site_id != 0 || may_everywhere(r, PERMISSION_FILTER_EDIT) ? HTTP_OK
                                                                             : HTTP_FORBIDDEN;
}

enum http_status filter_form(struct request *r)
{
    struct word_filter filter;
    enum http_status status = find_filter(r, &filter);

    if (status != HTTP_OK)
        return status;
    set_filter_form(r, &filter);
    if (set_around(r, &filter) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, filter_view);
}

/* ---- what was typed ---- */

static size_t read_option(struct request *r, const char *field, const char *const names[])
{
    const char *name = form_line(r, field, 1, 10);

    for (size_t i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    form_error(r, field, _("This is none of the choices."));
    return 0;
}

static void read_word_filter(struct request *r, struct word_filter *filter)
{
    static const char *const kinds[] = {"words", "pattern", NULL};
    static const char *const places[] = {"site", "all", NULL};

    filter->note = form_line(r, "note", 1, WORD_FILTER_NOTE_MAX);
    filter->text = form_text(r, "text", 1, PATTERN_MAX);
    filter->kind = (enum pattern_kind)read_option(r, "kind", kinds);
    filter->state = (enum filter_state)read_option(r, "state", filter_state_names);
    filter->site_id = read_option(r, "where", places) == 0 ? r->site->id : 0;
    filter->spelled = form_has(r, "spelled");
    filter->everyone = form_has(r, "everyone");
    filter->gone = false;
    if (filter->id != 0)
        filter->version = (uint64_t)form_int(r, "version", 0, INT64_MAX);
    if (filter->site_id == 0 && !may_everywhere(r, PERMISSION_FILTER_EDIT))
        form_error(r, "where", _("Only who administers all sites may filter on all of them."));
}

/* Says what is wrong with what it looks for. */
static void note_fault(struct request *r, const struct pattern_fault *fault)
{
    if (fault->place != 0)
        form_error(r, "text",
                   arena_format(r->arena, _("At character %zu: %s."), fault->place,
                                fault->message));
    else if (fault->line != 0)
        form_error(r, "text",
                   arena_format(r->arena,
                                _("Line %zu has neither letters nor digits to look for, or is one"
                                  " too many (%u at most)."),
                                fault->line, PATTERN_WORDS_MAX));
    else
        form_error(r, "text", _("This would be found in every post, even in an empty one."));
}

/* What a look is known by: another text needs another. */
static const char *look_key(struct request *r, const struct word_filter *filter)
{
    const char *all = arena_format(r->arena, "%d|%d|%" PRIu64 "|%s", filter->kind, filter->spelled,
                                   filter->site_id, filter->text);

    return arena_format(r->arena, "%016" PRIx64, text_hash(all, 0));
}

/* ---- what it would have caught ---- */

static void set_sample(struct request *r, const struct preview_sample *sample)
{
    struct view_node *node = view_item(r->view, "Preview.samples");

    node_set_number(node, "id", (int64_t)sample->comment_id);
    node_set(node, "author", sample->author);
    node_set(node, "title", sample->title);
    node_set(node, "text", text_cut(r->arena, markup_plain(r->arena, sample->html), EXCERPT));
    node_set(node, "found", sample->found);
    node_set(node, "created", clock_rfc3339(r->arena, sample->created));
}

static void set_preview(struct request *r, const struct preview *preview)
{
    view_set(r->view, "Preview", "1");
    view_set_number(r->view, "Preview.looked", (int64_t)preview->looked);
    view_set_number(r->view, "Preview.caught", (int64_t)preview->caught);
    if (preview->gave_up > 0)
        view_set_number(r->view, "Preview.gave_up", (int64_t)preview->gave_up);
    if (!preview->ended) {
        view_set_number(r->view, "Preview.before", (int64_t)preview->before);
        if (preview->reached != 0)
            view_set(r->view, "Preview.reached", clock_rfc3339(r->arena, preview->reached));
    }
    for (size_t i = 0; i < preview->sample_count; i++)
        set_sample(r, &preview->samples[i]);
}

/* Looks, or looks on where the form says that it was looked at a part. 0 or -1. */
static int look_back(struct request *r, const struct word_filter *filter,
                     const struct text_pattern *pattern)
{
    const struct subject_place place = subject_place(r);
    struct preview preview = {.before = 0};

    if (strcmp(form_raw(r, "act"), "more") == 0)
        preview = (struct preview){
            .before = (uint64_t)form_int(r, "before", 1, INT64_MAX),
            .looked = (uint64_t)form_int(r, "looked", 0, INT32_MAX),
            .caught = (uint64_t)form_int(r, "caught", 0, INT32_MAX),
            .gave_up = (uint64_t)form_int(r, "gave_up", 0, INT32_MAX),
        };
    if (preview_look(&place, pattern, filter->site_id == 0, &preview) != 0)
        return -1;
    set_preview(r, &preview);
    view_set(r->view, "Form.tried", look_key(r, filter));
    r->nothing_done = true;
    return 0;
}

/* ---- changing ---- */

static enum http_status saved(struct request *r, const struct word_filter *filter,
                              enum filter_result result)
{
    struct word_filter now;

    switch (result) {
    case FILTER_DONE:
        return redirect(r, HTTP_SEE_OTHER, "/admin/filters/%" PRIu64 "?done=saved", filter->id);
    case FILTER_TOO_MANY:
        return refuse(r, HTTP_UNPROCESSABLE, "too_many",
                      _("There are 200 filters already. Put words into one together, or delete"
                        " some."));
    case FILTER_MISSING: return HTTP_NOT_FOUND;
    case FILTER_FAILED: return HTTP_UNAVAILABLE;
    case FILTER_CHANGED: break;
    }
    if (word_filter_find(r->worker->database, r->arena, filter->id, &now) <= 0)
        return HTTP_UNAVAILABLE;
    set_filter_form(r, filter);
    if (set_around(r, &now) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Theirs.note", now.note);
    view_set(r->view, "Theirs.text", now.text);
    view_set(r->view, "Theirs.state", now.gone ? _("deleted") : filter_state_words(now.state));
    view_set_number(r->view, "Form.version", (int64_t)now.version);
    form_error(r, "text", _("Somebody else changed this meanwhile: see below what it is now."));
    return frame_again(r, HTTP_CONFLICT, filter_view);
}

static enum http_status save(struct request *r, struct word_filter *filter)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);

    return saved(r, filter,
                 filter->id == 0 ? word_filter_make(&store, &actor, filter)
                                 : word_filter_change(&store, &actor, filter));
}

/* Shows the form once more, with what it would have caught where PATTERN is given. */
static enum http_status show_filter(struct request *r, const struct word_filter *before,
                                    const struct word_filter *filter,
                                    const struct text_pattern *pattern)
{
    if (pattern != NULL && look_back(r, filter, pattern) != 0)
        return HTTP_UNAVAILABLE;
    set_filter_form(r, filter);
    if (set_around(r, before) != 0)
        return HTTP_UNAVAILABLE;
    return form_ok(r) ? frame_page(r, HTTP_OK, filter_view)
                      : frame_again(r, HTTP_UNPROCESSABLE, filter_view);
}

/* Whether it is to be saved: what is off holds nothing, and anything else was looked at. */
static bool is_decided(struct request *r, const struct word_filter *filter)
{
    return strcmp(form_raw(r, "act"), "save") == 0 &&
           (filter->state == FILTER_OFF || strcmp(form_raw(r, "tried"), look_key(r, filter)) == 0);
}

static enum http_status change(struct request *r, const struct word_filter *before)
{
    struct word_filter filter = *before;
    struct pattern_fault fault;
    struct text_pattern *pattern = NULL;
    enum http_status status;

    read_word_filter(r, &filter);
    if (form_ok(r)) {
        pattern = pattern_open(r->arena, filter.kind, filter.spelled, filter.text, &fault);
        if (pattern == NULL)
            note_fault(r, &fault);
    }
    status = form_ok(r) && is_decided(r, &filter) ? save(r, &filter)
                                                  : show_filter(r, before, &filter, pattern);
    pattern_close(pattern);
    return status;
}

/* Deletes it, or makes one of its versions what it is. */
static enum http_status bring_back(struct request *r, const struct word_filter *now, bool deletes)
{
    uint64_t version = deletes ? 0 : form_id(r, "of");
    struct word_filter filter = *now;
    size_t count;
    struct filter_version *versions =
        word_filter_versions(r->worker->database, r->arena, now->id, &count);

    if (versions == NULL)
        return HTTP_UNAVAILABLE;
    for (size_t i = 0; i < count; i++)
        if (versions[i].filter.version == version)
            filter = versions[i].filter;
    if (filter.site_id != 0 && filter.site_id != r->site->id)
        return HTTP_NOT_FOUND;
    if (filter.site_id == 0 && !may_everywhere(r, PERMISSION_FILTER_EDIT))
        return HTTP_FORBIDDEN;
    filter.gone = deletes || filter.gone;
    filter.version = (uint64_t)form_int(r, "version", 0, INT64_MAX);
    return form_ok(r) ? save(r, &filter) : HTTP_UNPROCESSABLE;
}

enum http_status filter_post(struct request *r)
{
    struct word_filter filter;
    enum http_status status = find_filter(r, &filter);
    const char *act = form_raw(r, "act");

    if (status != HTTP_OK)
        return status;
    if (filter.id != 0 && (strcmp(act, "delete") == 0 || strcmp(act, "restore") == 0))
        return bring_back(r, &filter, strcmp(act, "delete") == 0);
    return change(r, &filter);
}
