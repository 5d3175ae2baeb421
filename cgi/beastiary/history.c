/* An entry's revisions, two of them compared, and going back to one, which is a revision itself:
 * nothing of a history is ever taken away. */
#include "history.h"

#include <inttypes.h>

#include "base/language.h"
#include "changes.h"
#include "entry_fields.h"
#include "lore/revision.h"
#include "web/form/form.h"
#include "web/response.h"

#define REVISIONS_A_PAGE 30
#define CHANGES_SHOWN 40 /* of one revision in the list */
#define CHANGES_MAX 1000
#define WHY_MAX 300

/* The entry as it was at revision NUMBER: HTTP_OK, or what is answered instead. */
static enum http_status state_at(const struct game_context *site_game, const struct entry *now,
                                 uint64_t number, struct entry *then)
{
    int found = revision_at(site_game, now, number, then);

    if (found == 0)
        return HTTP_NOT_FOUND;
    return found > 0 ? HTTP_OK : HTTP_UNAVAILABLE;
}

/* Sets Compared.from, .to and the changes between two states. */
static void set_between(struct request *r, const struct kind *kind, const struct entry *from,
                        const struct entry *to)
{
    size_t count;
    struct difference *differences = entry_differences(r->arena, from, to, &count);

    changes_set(r->arena, view_item(r->view, "Between"), kind,
                &(struct differences){differences, count}, CHANGES_MAX);
    view_set_number(r->view, "Difference.count", (int64_t)count);
}

static enum http_status set_compared(struct request *r, const struct game_context *site_game,
                                     const struct entry *now, uint64_t from, uint64_t to)
{
    struct entry before, after;
    enum http_status status = state_at(site_game, now, from, &before);

    if (status == HTTP_OK)
        status = state_at(site_game, now, to, &after);
    if (status != HTTP_OK)
        return status;
    view_set_number(r->view, "Compared.from", (int64_t)from);
    view_set_number(r->view, "Compared.to", (int64_t)to);
    set_between(r, now->kind, &before, &after);
    return HTTP_OK;
}

/* Sets the entry's name and the way to it, and whether the reader may change it. */
static void set_entry(struct request *r, const struct game_context *site_game,
                      const struct entry *entry)
{
    struct linker linker = linker_open(r, site_game);

    entry_fields_head(&linker, r->view, entry);
    view_set(r->view, "Page.note", link_note(&linker, entry->kind, entry->id, NULL));
    site_game_crumbs(r, entry->kind, entry);
    if (request_may(r, PERMISSION_ENTRY_EDIT))
        view_set(r->view, "May.edit_entry", "1");
}

/* Picks what the reader compared, else the first of the list and what came before it. */
static void set_picked(struct request *r, const struct revision *list, size_t count, uint64_t from,
                       uint64_t to)
{
    bool compared = from != 0 && to != 0;

    if (count < 2 && !compared)
        return;
    view_set_number(r->view, "Picked.from", (int64_t)(compared ? from : list[1].number));
    view_set_number(r->view, "Picked.to", (int64_t)(compared ? to : list[0].number));
}

/* What is asked of a history. */
struct history_query {
    uint64_t before;   /* revisions from below this one; 0: the newest */
    uint64_t from, to; /* two that are compared; 0: none */
};

static enum http_status set_revisions(struct request *r, const struct game_context *site_game,
                                      const struct entry *entry, const struct history_query *query)
{
    size_t count;
    struct revision *list =
        revision_list(site_game, entry, query->before, REVISIONS_A_PAGE + 1, &count);

    if (list == NULL)
        return HTTP_UNAVAILABLE;
    for (size_t i = 0; i < count && i < REVISIONS_A_PAGE; i++)
        revision_set(r->arena, view_item(r->view, "Revisions"), site_game->game, &list[i],
                     CHANGES_SHOWN);
    set_picked(r, list, count, query->from, query->to);
    if (count > REVISIONS_A_PAGE)
        view_set(r->view, "Next",
                 arena_format(r->arena, "%s?before=%" PRIu64, r->path,
                              list[REVISIONS_A_PAGE - 1].number));
    if (query->before != 0)
        view_set(r->view, "First", r->path);
    return HTTP_OK;
}

enum http_status history_page(struct request *r)
{
    const struct history_query query = {
        .before = (uint64_t)query_int(r, "before", 1, UINT32_MAX, 0),
        .from = (uint64_t)query_int(r, "from", 1, UINT32_MAX, 0),
        .to = (uint64_t)query_int(r, "to", 1, UINT32_MAX, 0),
    };
    struct game_context site_game;
    struct entry entry;
    enum http_status status;

    if (!form_ok(r))
        return HTTP_BAD_REQUEST;
    status = site_game_entry(r, &site_game, "/history", &entry);
    if (status != HTTP_OK)
        return status;
    if (query.from != 0 && query.to != 0)
        status = set_compared(r, &site_game, &entry, query.from, query.to);
    if (status == HTTP_OK)
        status = set_revisions(r, &site_game, &entry, &query);
    if (status != HTTP_OK)
        return status;
    set_entry(r, &site_game, &entry);
    return page(r, HTTP_OK, "beastiary/history.cs");
}

/* Shows the entry as it was, with what has changed since. */
static enum http_status show_revision(struct request *r, const struct game_context *site_game,
                                      const struct entry *now, uint64_t number)
{
    struct entry then;
    enum http_status status = state_at(site_game, now, number, &then);

    if (status != HTTP_OK)
        return status;
    set_entry(r, site_game, now);
    entry_fields_set(r->arena, r->view, &then);
    view_set_number(r->view, "Then.number", (int64_t)number);
    view_set(r->view, "Then.name", then.name);
    if (number == now->revision)
        view_set(r->view, "Then.now", "1");
    set_between(r, now->kind, &then, now);
    if (!form_ok(r))
        return page_again(r, "beastiary/revision.cs");
    return page(r, HTTP_OK, "beastiary/revision.cs");
}

enum http_status revision_page(struct request *r)
{
    const char *suffix = arena_format(r->arena, "/history/%s", path_text(r, "number"));
    uint64_t number = path_id(r, "number");
    struct game_context site_game;
    struct entry entry;
    enum http_status status;

    if (number == 0)
        return HTTP_NOT_FOUND;
    status = site_game_entry(r, &site_game, suffix, &entry);
    return status == HTTP_OK ? show_revision(r, &site_game, &entry, number) : status;
}

/* What is reverted from is the entry as it was read here. Where somebody else has written since,
 * nothing is (2), and the reader decides again, with the difference as it is now. */
enum http_status history_revert(struct request *r)
{
    uint64_t number = form_id(r, "number");
    const char *why = form_line(r, "why", 0, WHY_MAX);
    struct game_context site_game;
    struct entry now, then;
    enum http_status status = site_game_entry(r, &site_game, "/history", &now);
    int written;

    if (status != HTTP_OK)
        return status;
    if (!form_ok(r) || number == 0)
        return number != 0 ? show_revision(r, &site_game, &now, number) : HTTP_NOT_FOUND;
    status = state_at(&site_game, &now, number, &then);
    if (status != HTTP_OK)
        return status;
    written = revision_write(&site_game, r->worker->shared,
                             &(struct revision_draft){.now = &now,
                                                      .then = &then,
                                                      .kind = REVISION_REVERTED,
                                                      .account_id = request_account(r),
                                                      .why = why});
    if (written < 0)
        return HTTP_UNAVAILABLE;
    if (written > 0) {
        form_error(r, "why",
                   written == 1 ? _("Nothing would change: the entry is as it was then.")
                                : _("Somebody else has just changed the entry. Please look at "
                                    "what is different now, and try again."));
        return show_revision(r, &site_game, &now, number);
    }
    return redirect(r, HTTP_SEE_OTHER, "%s/history",
                    entry_path(r->arena, then.kind, then.id, then.name));
}
