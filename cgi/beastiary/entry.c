/* An entry's page. What is the same for all readers (fields, relations, places, recipes) is one
 * fragment; revisions, rights and the discussion stand beside it. At most four queries, whatever
 * the game. */
#include "entry.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text/text.h"
#include "entry_fields.h"
#include "game/value.h"
#include "lore/catalogue_pool.h"
#include "lore/nearby_talk.h"
#include "lore/place.h"
#include "lore/recipe_tree.h"
#include "related.h"
#include "site_game.h"
#include "talk/block.h"
#include "web/cache/fragment.h"
#include "web/form/form.h"
#include "web/response.h"

#define ABOUT_MAX 200   /* characters of what the page says that it is about */
#define QUERY_MAX 100   /* characters of what was searched for */
#define PLACES_MAX 3000 /* rows; nothing in a real game stands at as many spots */

/* What a page is made of, read with at most four queries. */
struct entry_page {
    struct entry entry;
    struct related_list related;
    struct placed placed;
    struct recipe_line *lines;
    size_t line_count;
    int drawn; /* whether its map has anything to show */
};

/* 1 found, 0 not, -1 on failure. Who has a map stands on none, and neither does a recipe. */
static int read_entry_page(struct request *r, const struct game_context *site_game, uint64_t id,
                           struct entry_page *found)
{
    struct database *database = r->worker->database;
    struct entry *entry = &found->entry;
    int result = entry_find(site_game, id, entry);

    if (result <= 0)
        return result;
    if (entry_related(site_game, entry, RELATED_A_PAGE, &found->related) != 0)
        return -1;
    if (recipe_tree_relation(site_game->game, entry->kind) != NULL) {
        found->lines = recipe_tree(site_game, entry, &found->line_count);
        return found->lines != NULL ? 1 : -1;
    }
    if (!entry->kind->map) {
        found->placed.list = places_of(site_game, entry->id, PLACES_MAX, &found->placed.count);
        return found->placed.list != NULL ? 1 : -1;
    }
    found->drawn = map_drawn(database, r->arena, entry->id);
    return found->drawn < 0 ? -1 : 1;
}

/* ---- recipes ---- */

static void set_recipe_lines(const struct linker *linker, struct view_data *data,
                             const struct game_context *site_game, const struct entry_page *found)
{
    const struct relation *makes = recipe_tree_relation(site_game->game, found->entry.kind);
    const struct kind *thing = makes->to;

    for (size_t i = 0; i < found->line_count; i++) {
        const struct recipe_line *line = &found->lines[i];
        struct view_node *node = view_item(data, "Tree");
        unsigned next = i + 1 < found->line_count ? found->lines[i + 1].level : 0;

        link_set(linker, node, &(struct entry_name){thing, line->id, line->name}, NULL);
        node_set_number(node, "count", (int64_t)line->count);
        if (line->maker_id != 0 && line->maker_id != found->entry.id)
            node_set(node, "made_url",
                     entry_path(linker->arena, makes->from, line->maker_id, line->maker_name));
        if (line->again)
            node_set(node, "again", "1");
        if (line->back > 0)
            node_set_number(node, "kept", (int64_t)line->back);
        if (next > line->level)
            node_set(node, "opens", "1");
        else if (next < line->level)
            node_set_number(node, "closes", (int64_t)(line->level - next));
    }
}

static void set_shopping(const struct linker *linker, struct view_data *data,
                         const struct game_context *site_game, const struct entry_page *found)
{
    const struct kind *thing = recipe_tree_relation(site_game->game, found->entry.kind)->to;
    size_t count;
    struct shopping_item *wanted =
        recipe_tree_wanted(linker->arena, found->lines, found->line_count, &count);

    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(data, "Shopping");

        link_set(linker, node, &(struct entry_name){thing, wanted[i].id, wanted[i].name}, NULL);
        node_set_number(node, "count", (int64_t)wanted[i].count);
        if (wanted[i].kept > 0)
            node_set_number(node, "kept", (int64_t)wanted[i].kept);
    }
}

/* ---- what is the same for all readers ---- */

/* The entry in a line: what it is, and what its card tells. */
static const char *describe_entry(struct arena *arena, const struct game *game,
                                  const struct entry *entry)
{
    const struct kind *kind = entry->kind;
    struct buffer about = buffer_open(arena, 128);

    buffer_format(&about, "%s · %s", game_text(kind->label), game->title);
    for (size_t i = 0; i < kind->card_count; i++) {
        const struct field *field = kind->card[i];
        const char *part;

        if (!values_present(field, entry->values))
            continue;
        part = arena_format(arena, " · %s: %s", field_label(field, false),
                            text_isolated(arena, values_shown(field, arena, entry->values)));
        if (text_characters(about.data) + text_characters(part) <= ABOUT_MAX)
            buffer_text(&about, part);
    }
    return about.data;
}

/* Without anything of the reader: the result is kept for all of them. */
static bool render_entry(struct request *r, const struct game_context *site_game,
                         const struct entry_page *found, struct fragment *fragment)
{
    const struct entry *entry = &found->entry;
    struct linker linker = linker_open(r, site_game);
    struct view_data *data = view_data_open();
    struct piece *piece;

    entry_fields_head(&linker, data, entry);
    entry_fields_set(r->arena, data, entry);
    entry_fields_better(r->arena, data, entry);
    related_set(&linker, data, entry, &found->related, &found->placed);
    places_set(&linker, data, entry, &found->placed);
    if (found->line_count > 0) {
        set_recipe_lines(&linker, data, site_game, found);
        set_shopping(&linker, data, site_game, found);
    }
    if (entry->kind->map)
        view_set(data, "Entry.map",
                 arena_format(r->arena, "%s/map",
                              entry_path(r->arena, entry->kind, entry->id, entry->name)));
    if (found->drawn)
        view_set(data, "Entry.drawn", "1");
    piece = view_fragment(r->worker->views, data, r->arena, "beastiary/entry_body.cs");
    view_data_close(data);
    if (piece == NULL)
        return false;
    fragment->id = entry->id;
    fragment->title = entry->name;
    fragment->note = link_note(&linker, entry->kind, entry->id, NULL);
    fragment->path = entry_path(r->arena, entry->kind, entry->id, entry->name);
    fragment->about = describe_entry(r->arena, site_game->game, entry);
    if (found->drawn)
        fragment->image = arena_format(r->arena, "%s/map.svg", fragment->path);
    fragment->html = *piece;
    return true;
}

/* The entry's part of the page, from the cache where it is there. 1, 0 there is no such entry,
 * -1. */
static int entry_fragment(struct request *r, const struct game_context *site_game, uint64_t id,
                          struct fragment *fragment)
{
    char *self = arena_format(r->arena, "entry:%" PRIu64, id);
    const char *const *notes = catalogue_pool_depends(r, site_game->number);
    char *key = arena_format(r->arena, "entry|%" PRIu64 "|%" PRIu64, site_game->number, id);
    uint64_t stamp;
    struct entry_page found = {.line_count = 0};
    int result;

    request_depends(r, "%s", self);
    stamp =
        generation_stamp(r->worker->shared, (const char *const[]){self, notes[0], notes[1], NULL});
    *fragment = (struct fragment){0};
    if (fragment_find(r, key, stamp, fragment))
        return 1;
    result = read_entry_page(r, site_game, id, &found);
    if (result <= 0)
        return result;
    if (!render_entry(r, site_game, &found, fragment))
        return -1;
    if (r->cacheable)
        fragment_keep(r, key, stamp, fragment);
    return 1;
}

/* ---- the page ---- */

/* Where a search came straight here, all that it found. Such a page is not kept. */
static void set_way_back(struct request *r)
{
    const char *text = query_line(r, "q", QUERY_MAX);
    struct buffer url;

    if (text == NULL || text_blank(text))
        return;
    url = buffer_open(r->arena, 64);
    buffer_text(&url, "/search?list=1&q=");
    buffer_url(&url, text);
    r->cacheable = false;
    view_set(r->view, "Found.text", text);
    view_set(r->view, "Found.url", url.data);
}

enum http_status entry_page(struct request *r)
{
    struct thread_request talk = {.subject = {.id = path_id(r, "id")}};
    struct fragment entry, thread;
    struct game_context site_game;
    const char *query = strchr(r->target, '?');
    enum http_status status;
    int found;

    if (!site_game_find(r, &site_game))
        return HTTP_UNAVAILABLE;
    if (site_game.game == NULL || talk.subject.id == 0)
        return HTTP_NOT_FOUND;
    found = entry_fragment(r, &site_game, talk.subject.id, &entry);
    if (found <= 0)
        return found == 0 ? site_game_missing(r, &site_game) : HTTP_UNAVAILABLE;
    if (strcmp(entry.path, r->path) != 0)
        return redirect(r, HTTP_MOVED, "%s%s", entry.path, query != NULL ? query : "");
    snprintf(talk.subject.kind, sizeof talk.subject.kind, "%s", path_text(r, "kind"));
    talk.title = entry.title;
    talk.path = entry.path;
    status = thread_answer(r, &talk, &thread);
    if (status != HTTP_OK)
        return status;
    if (game_kind(site_game.game, talk.subject.kind)->map &&
        nearby_talk_block(r, talk.subject.id) != 0)
        return HTTP_UNAVAILABLE;
    set_way_back(r);
    view_set(r->view, "Page.title", entry.title);
    view_set(r->view, "Page.note", entry.note);
    view_set(r->view, "Page.about", entry.about);
    view_set(r->view, "Page.image", entry.image);
    view_set(r->view, "Page.canonical", entry.path);
    view_piece(r, "Entry.body_html", &entry.html);
    return page(r, HTTP_OK, "beastiary/entry.cs");
}
