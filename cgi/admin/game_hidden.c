/* Entries that nobody is to find: which they are, and one that is hidden or shown again. What that touches is
 * told before. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "frame.h"
#include "game/game.h"
#include "list.h"
#include "lore/curation/withheld.h"
#include "lore/lore.h"
#include "lore/subject.h"
#include "pages.h"
#include "talk/subject.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define ADDRESS_MAX 300
#define PAGES_OF_ENTRIES "/beastiary/"

static const char *const hidden_view = "admin/game_hidden.cs", *const entry_view =
                                                                   "admin/game_entry.cs";

/* ---- all of them ---- */

static const struct list_column columns[] = {
    {"entry", N_("Entry"), NULL},
    {"kind", N_("Kind"), NULL},
    {"external", N_("Its source's id"), NULL},
    {"reason", N_("Why"), NULL},
    {"by", N_("By"), NULL},
    {"since", N_("Hidden"), NULL},
};

static const char *hidden_path(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "/admin/game/hidden/%" PRIu64, id);
}

/* What goes on by is the time at which it was hidden, no two at the same. */
static int fetch_hidden(struct admin_list *list, unsigned limit)
{
    struct withheld_query query = *(const struct withheld_query *)list->context;
    struct game_context context;
    struct curated_entry *entries = NULL;
    size_t count = 0;

    if (lore_site_game(list->r, &context) < 0)
        return -1;
    query.oldest = list_oldest(list);
    query.after = (int64_t)list->after;
    query.limit = limit;
    if (context.game != NULL) {
        context.arena = list->arena;
        entries = withheld_list(&context, &query, &count);
        if (entries == NULL)
            return -1;
    }
    for (size_t i = 0; i < count; i++) {
        list_row(list, (uint64_t)entries[i].since);
        list_link(list, entries[i].name, hidden_path(list->arena, entries[i].id));
        list_text(list, entries[i].kind);
        list_text(list, entries[i].external_id);
        list_text(list, entries[i].reason);
        list_text(list, entries[i].by);
        list_time(list, entries[i].since);
    }
    return 0;
}

/* The id of an entry in what was typed or pasted: an address of its page, "npc:12", a number; 0: none. */
static uint64_t entry_in(const char *text)
{
    const char *at = strstr(text, PAGES_OF_ENTRIES);
    char digits[21];
    size_t length;
    uint64_t id;

    at = at != NULL ? strchr(at + strlen(PAGES_OF_ENTRIES), '/') : strchr(text, ':');
    at = at != NULL ? at + 1 : text;
    length = strspn(at, "0123456789");
    if (length == 0 || length >= sizeof digits)
        return 0;
    memcpy(digits, at, length);
    digits[length] = '\0';
    return text_id(digits, &id) ? id : 0;
}

/* The kinds of the game, to choose from. */
static const struct list_choice *kind_choices(struct request *r)
{
    struct game_context context;
    size_t count = lore_site_game(r, &context) > 0 ? context.game->kind_count : 0;
    struct list_choice *choices = arena_alloc(r->arena, (count + 2) * sizeof *choices);

    choices[0] = (struct list_choice){"", N_("Any")};
    for (size_t i = 0; i < count; i++)
        choices[i + 1] =
            (struct list_choice){context.game->kinds[i].name, context.game->kinds[i].plural};
    return choices;
}

enum http_status hidden_page(struct request *r)
{
    const char *address = query_line(r, "entry", ADDRESS_MAX);
    const struct list_choice *kinds = kind_choices(r);
    struct withheld_query query = {.kind = NULL};
    struct admin_list list = {
        .r = r,
        .path = "/admin/game/hidden",
        .view = hidden_view,
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_hidden,
        .context = &query,
    };
    size_t kind;
    const char *name;

    if (address != NULL && *address != '\0' && entry_in(address) != 0)
        return redirect(r, HTTP_SEE_OTHER, "%s", hidden_path(r->arena, entry_in(address)));
    if (address != NULL && *address != '\0')
        form_error(r, "entry", _("This is neither the address of an entry's page nor its number."));
    view_set(r->view, "Form.entry", address);
    list_read(&list);
    kind = list_choose(&list, "kind", _("Kind"), kinds);
    name = list_typed(&list, "name", _("Begins with"), 100);
    query.kind = kind != 0 ? kinds[kind].name : NULL;
    query.name = *name != '\0' ? name : NULL;
    return list_answer(&list);
}

/* ---- one ---- */

static enum http_status find_curated(struct request *r, struct game_context *context,
                                     struct curated_entry *entry)
{
    int found = lore_site_game(r, context);

    if (found > 0)
        found = curated_find(context, path_id(r, "id"), entry);
    return found > 0 ? HTTP_OK : found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}

static void set_curated(struct request *r, const struct game_context *context,
                        const struct curated_entry *entry)
{
    const struct kind *kind = game_kind(context->game, entry->kind);

    view_set(r->view, "Entry.name", entry->name);
    view_set(r->view, "Entry.path", hidden_path(r->arena, entry->id));
    if (kind != NULL)
        view_set(r->view, "Entry.kind", game_text(kind->label));
    view_set(r->view, "Entry.external", entry->external_id);
    view_set_number(r->view, "Entry.relations", (int64_t)entry->relations);
    view_set_number(r->view, "Entry.places", (int64_t)entry->places);
    view_set_number(r->view, "Entry.comments", (int64_t)entry->comments);
    if (entry->vanished)
        view_set(r->view, "Entry.vanished", "1");
    if (entry->since == 0) {
        if (kind != NULL)
            view_set(r->view, "Entry.page", entry_path(r->arena, kind, entry->id, entry->name));
        return;
    }
    view_set(r->view, "Entry.since", clock_rfc3339(r->arena, entry->since));
    view_set(r->view, "Entry.by", entry->by);
    view_set(r->view, "Entry.reason", entry->reason);
}

enum http_status hidden_entry_page(struct request *r)
{
    struct game_context context;
    struct curated_entry entry;
    enum http_status status = find_curated(r, &context, &entry);

    if (status != HTTP_OK)
        return status;
    set_curated(r, &context, &entry);
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, entry_view);
}

/* Whether the site that speaks for all that share the game keeps the caller from it. */
static enum http_status shared_bar(struct request *r, const struct game_context *context)
{
    switch (subject_barred(r, context->number, PERMISSION_ENTRY_HIDE)) {
    case SUBJECT_OPEN: return HTTP_OK;
    case SUBJECT_DENIED: return HTTP_FORBIDDEN;
    case SUBJECT_FROZEN: break;
    }
    return HTTP_UNAVAILABLE;
}

static enum http_status again(struct request *r, enum http_status status)
{
    struct game_context context;
    struct curated_entry entry;
    enum http_status found = find_curated(r, &context, &entry);

    if (found != HTTP_OK)
        return found;
    set_curated(r, &context, &entry);
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    return frame_again(r, status, entry_view);
}

enum http_status hidden_entry_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    bool hides = strcmp(form_line(r, "act", 1, 10), "hide") == 0;
    const char *reason = form_line(r, "reason", 1, WITHHELD_REASON_MAX);
    struct game_context context;
    struct curated_entry entry;
    enum http_status status = find_curated(r, &context, &entry);
    enum withhold_result result;

    if (status == HTTP_OK)
        status = shared_bar(r, &context);
    if (status != HTTP_OK)
        return status;
    if (!hides && strcmp(form_raw(r, "act"), "show") != 0)
        form_error(r, "act", _("What is to be done is missing."));
    if (!form_ok(r))
        return again(r, HTTP_UNPROCESSABLE);
    result = (hides ? entry_withhold : entry_release)(&store, &context, &actor, entry.id, reason);
    if (result == WITHHOLD_ALREADY) {
        form_error(r, "act", _("Somebody else was quicker: this is how it is now."));
        return again(r, HTTP_CONFLICT);
    }
    if (result == WITHHOLD_DONE)
        return redirect(r, HTTP_SEE_OTHER, "%s?done=%s", hidden_path(r->arena, entry.id),
                        hides ? "hide" : "show");
    return result == WITHHOLD_MISSING ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}
