/* A map's page and its picture alone. The drawing is kept as a fragment where nothing in it is
 * marked for this reader's question; a marked one is drawn anew, as there are as many as there
 * are questions. */
#include "map.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "entry_fields.h"
#include "lore/catalogue_pool.h"
#include "lore/chart.h"
#include "lore/subject.h"
#include "related.h"
#include "site_game.h"
#include "talk/block.h"
#include "web/cache/fragment.h"
#include "web/form/form.h"
#include "web/response.h"

#define NAME_CHARACTERS_MAX 100
#define MEMBERS_SHOWN 8   /* in what a dot says */
#define LETTERS_ACROSS 62 /* of a label along the width */

/* The map's page tells where all on it stand. */
static const struct note_known known = {.relation = true};

static bool is_asked_for(const struct map_options *options, const struct place *place)
{
    if (options->show != 0)
        return place->entry_id == options->show;
    return options->name != NULL && strcasestr(place->name, options->name) != NULL;
}

/* ---- the picture ---- */

static const char *units(struct arena *arena, float number)
{
    return arena_format(arena, "%.1f", (double)number);
}

static void set_picture(struct arena *arena, struct view_data *data, const struct chart *chart)
{
    view_set(data, "Map.view",
             arena_format(arena, "%.0f %.0f %.0f %.0f", (double)chart->left, (double)chart->top,
                          (double)chart->width, (double)chart->height));
    view_set(data, "Map.letter", units(arena, chart->width / LETTERS_ACROSS));
    for (enum chart_pen pen = 0; pen < PEN_COUNT; pen++) {
        struct view_node *node;

        if (*chart->paths[pen] == '\0')
            continue;
        node = view_item(data, "Strokes");
        node_set(node, "pen", pen_names[pen]);
        node_set(node, "path", chart->paths[pen]);
    }
}

static void set_labels(struct arena *arena, struct view_data *data, const struct chart *chart)
{
    static const char *const anchors[] = {"start", "middle", "end"};

    for (size_t i = 0; i < chart->label_count; i++) {
        struct view_node *node = view_item(data, "Labels");

        node_set(node, "x", units(arena, chart->labels[i].x));
        node_set(node, "y", units(arena, chart->labels[i].y));
        node_set(node, "text", chart->labels[i].text);
        node_set(node, "anchor", anchors[chart_anchor(chart, &chart->labels[i])]);
        if (i >= chart->label_clear)
            node_set(node, "later", "1");
    }
}

/* ---- dots ---- */

static void set_dot_members(struct arena *arena, struct view_node *node, const struct game *game,
                            const struct chart_dot *dot, const struct map_options *options)
{
    for (size_t i = 0; i < dot->member_count && i < MEMBERS_SHOWN; i++) {
        const struct place *place = dot->members[i].place;
        struct view_node *member = node_item(node, "members");

        const struct kind *kind = game_kind(game, place->kind_name);

        node_set(member, "name", place->name);
        if (kind != NULL)
            node_set(member, "note", link_note(&options->linker, kind, place->entry_id, &known));
        if (place->chance < 100)
            node_set(member, "chance", chance_shown(arena, place->chance));
    }
    if (dot->member_count > MEMBERS_SHOWN)
        node_set_number(node, "more", (int64_t)(dot->member_count - MEMBERS_SHOWN));
}

/* Whom a dot leads to: who stands out, else the likeliest. */
static const struct place *dot_target(const struct chart_dot *dot)
{
    for (size_t i = 0; i < dot->member_count; i++)
        if (dot->members[i].marked)
            return dot->members[i].place;
    return dot->members[0].place;
}

/* What the script goes by when somebody points at a name of the list: it needs no more than whose
 * dots they are. */
static const char *ids_of(struct arena *arena, const struct chart_dot *dot)
{
    struct buffer ids = buffer_open(arena, 32);

    for (size_t i = 0; i < dot->member_count; i++)
        buffer_format(&ids, "%s%" PRIu64, i > 0 ? " " : "", dot->members[i].place->entry_id);
    return ids.data;
}

/* A dot leads to its first member and names all: what a finger hits may be dozens of monsters. */
static void set_dot(struct arena *arena, struct view_data *data, const struct game *game,
                    const struct chart_dot *dot, const struct map_options *options)
{
    struct view_node *node = view_item(data, "Dots");
    const struct place *first = dot_target(dot);
    const struct kind *kind = game_kind(game, first->kind_name);

    node_set(node, "x", units(arena, dot->x));
    node_set(node, "y", units(arena, dot->y));
    node_set(node, "ids", ids_of(arena, dot));
    node_set(node, "spot", spot_shown(arena, first, options->entry->kind->map_inverted));
    node_set(node, "respawn", seconds_shown(arena, first->respawn));
    if (kind != NULL)
        node_set(node, "url", entry_path(arena, kind, first->entry_id, first->name));
    if (first->variance > 0)
        node_set(node, "variance", seconds_shown(arena, first->variance));
    if (dot->marked)
        node_set(node, "marked", "1");
    for (size_t i = 0; i < dot->member_count; i++)
        if (is_asked_for(options, dot->members[i].place))
            node_set(node, "shown", "1");
    set_dot_members(arena, node, game, dot, options);
}

/* ---- who is there ---- */

/* With a name asked for, only those who bear it are listed; with an entry, all, as it is looked
 * at among the others. */
static void set_who(struct view_data *data, const struct game *game,
                    const struct chart_entry *entry, const struct map_options *options)
{
    const struct kind *kind = game_kind(game, entry->place->kind_name);
    struct view_node *node;

    if (kind == NULL || (options->name != NULL && !is_asked_for(options, entry->place)))
        return;
    node = view_item(data, "Who");
    link_set(&options->linker, node,
             &(struct entry_name){kind, entry->place->entry_id, entry->place->name}, &known);
    node_set(node, "icon", kind->icon);
    node_set_number(node, "id", (int64_t)entry->place->entry_id);
    node_set_number(node, "spots", (int64_t)entry->spots);
    if (entry->marked)
        node_set(node, "marked", "1");
    if (!is_asked_for(options, entry->place))
        return;
    node_set(node, "shown", "1");
    if (options->show != 0) {
        view_set(data, "Map.shown", entry->place->name);
        view_set(data, "Map.shown_note",
                 link_note(&options->linker, kind, entry->place->entry_id, &known));
    }
}

/* ---- reading ---- */

/* 1 found, 0 there is no such entry or it can have no map, -1. */
static int read_chart(struct request *r, const struct game_context *site_game, uint64_t id,
                      struct entry *entry, struct chart **chart)
{
    struct map map = {.line_count = 0};
    struct chart_source source = {.map = &map};
    int found = entry_find(site_game, id, entry);

    if (found <= 0 || !entry->kind->map)
        return found < 0 ? -1 : 0;
    source.inverted = entry->kind->map_inverted;
    source.places = places_on(site_game, id, &source.place_count);
    source.marked = chart_marked(site_game, id, &source.marked_count);
    if (source.places == NULL || source.marked == NULL ||
        map_find(r->worker->database, r->arena, id, &map) < 0)
        return -1;
    *chart = chart_draw(r->arena, &source);
    return 1;
}

static void set_chart(struct request *r, struct view_data *data, const struct game *game,
                      const struct chart *chart, const struct map_options *options)
{
    const struct entry *entry = options->entry;

    view_set(data, "Map.name", entry->name);
    view_set(data, "Map.note", link_note(&options->linker, entry->kind, entry->id, NULL));
    view_set(data, "Map.path", options->path);
    view_set(data, "Map.q", options->name);
    view_set(data, "Map.zone", entry_path(r->arena, entry->kind, entry->id, entry->name));
    view_set(data, "Map.kind", game_text(entry->kind->plural));
    view_set(data, "Map.list", arena_format(r->arena, "/beastiary/%s/", entry->kind->name));
    view_set(data, "Map.icon", entry->kind->icon);
    if (options->entry->kind->map_inverted)
        view_set(data, "Map.inverted", "1");
    if (options->show != 0 || options->name != NULL)
        view_set(data, "Map.chosen", "1");
    if (chart->width > 0)
        set_picture(r->arena, data, chart);
    set_labels(r->arena, data, chart);
    for (size_t i = 0; i < chart->dot_count; i++) {
        set_dot(r->arena, data, game, &chart->dots[i], options);
        if (chart->dots[i].marked)
            view_set(data, "Map.named", "1");
        else
            view_set(data, "Map.common", "1");
    }
    for (size_t i = 0; i < chart->entry_count; i++)
        set_who(data, game, &chart->entries[i], options);
}

struct piece *map_body(struct request *r, const struct game *game, const struct chart *chart,
                       struct map_options *options)
{
    const struct entry *entry = options->entry;
    struct view_data *data = view_data_open();
    struct piece *piece;

    options->path =
        arena_format(r->arena, "%s/map", entry_path(r->arena, entry->kind, entry->id, entry->name));
    set_chart(r, data, game, chart, options);
    piece = view_fragment(r->worker->views, data, r->arena, "beastiary/map_body.cs");
    view_data_close(data);
    return piece;
}

static bool render_map(struct request *r, const struct game_context *site_game,
                       const struct chart *chart, struct map_options *options,
                       struct fragment *fragment)
{
    const struct entry *entry = options->entry;
    struct piece *piece;

    options->linker = linker_open(r, site_game);
    piece = map_body(r, site_game->game, chart, options);
    if (piece == NULL)
        return false;
    *fragment = (struct fragment){.title = entry->name,
                                  .note = link_note(&options->linker, entry->kind, entry->id, NULL),
                                  .path = options->path,
                                  .image = chart->width > 0
                                               ? arena_format(r->arena, "%s.svg", options->path)
                                               : NULL,
                                  .id = entry->id,
                                  .html = *piece};
    return true;
}

/* The map's part of the page; from the cache where nothing shall stand out. 1, 0 or -1. The stamp
 * is taken before anything is read, so that what changes meanwhile makes a fragment that is out
 * of date at once, instead of one that is wrong for good. While there is no catalogue, notes are
 * missing: such a drawing is shown and not kept. */
static int map_fragment(struct request *r, const struct game_context *site_game, uint64_t id,
                        struct map_options *options, struct fragment *fragment)
{
    char *self = arena_format(r->arena, "entry:%" PRIu64, id);
    const char *const *notes = catalogue_pool_depends(r, site_game->number);
    char *key = arena_format(r->arena, "map|%" PRIu64 "|%" PRIu64, site_game->number, id);
    bool plain = options->show == 0 && options->name == NULL;
    struct map_options drawn;
    struct entry entry;
    struct chart *chart;
    uint64_t stamp;
    int found;

    request_depends(r, "%s", self);
    stamp =
        generation_stamp(r->worker->shared, (const char *const[]){self, notes[0], notes[1], NULL});
    *fragment = (struct fragment){0};
    if (plain && fragment_find(r, key, stamp, fragment))
        return 1;
    found = read_chart(r, site_game, id, &entry, &chart);
    if (found <= 0)
        return found;
    drawn = *options;
    drawn.entry = &entry;
    if (!render_map(r, site_game, chart, &drawn, fragment))
        return -1;
    if (plain && r->cacheable)
        fragment_keep(r, key, stamp, fragment);
    return 1;
}

/* ---- the pages ---- */

static enum http_status show_page(struct request *r, const struct fragment *map,
                                  struct thread_request *talk)
{
    struct fragment thread;
    enum http_status status;

    talk->title = map->title;
    talk->path = map->path;
    status = thread_answer(r, talk, &thread);
    if (status != HTTP_OK)
        return status;
    view_set(r->view, "Map.name", map->title);
    view_set(r->view, "Page.note", map->note);
    view_set(r->view, "Page.canonical", map->path);
    view_set(r->view, "Page.image", map->image);
    view_piece(r, "Map.body_html", &map->html);
    return page(r, HTTP_OK, "beastiary/map.cs");
}

enum http_status map_page(struct request *r)
{
    struct thread_request talk = {.subject = subject_of_map(path_id(r, "id"))};
    struct map_options options = {.show = (uint64_t)query_int(r, "show", 1, INT64_MAX, 0)};
    struct fragment map;
    struct game_context site_game;
    const char *query = strchr(r->target, '?');
    int found;

    options.name = query_line(r, "q", NAME_CHARACTERS_MAX);
    if (options.name != NULL && *options.name == '\0')
        options.name = NULL;
    if (!form_ok(r))
        return HTTP_BAD_REQUEST;
    if (!site_game_find(r, &site_game))
        return HTTP_UNAVAILABLE;
    if (site_game.game == NULL || talk.subject.id == 0)
        return HTTP_NOT_FOUND;
    found = map_fragment(r, &site_game, talk.subject.id, &options, &map);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    if (strcmp(map.path, r->path) != 0)
        return redirect(r, HTTP_MOVED, "%s%s", map.path, query != NULL ? query : "");
    return show_page(r, &map, &talk);
}

enum http_status map_answer(struct request *r, const struct game *game, const struct entry *entry,
                            const struct chart *chart)
{
    /* Its dots are not told. */
    const struct map_options nothing = {.entry = entry, .linker = {.arena = r->arena}};
    enum http_status status;

    view_set(r->view, "Map.name", entry->name);
    if (chart->width > 0)
        set_picture(r->arena, r->view, chart);
    for (size_t i = 0; i < chart->dot_count; i++)
        set_dot(r->arena, r->view, game, &chart->dots[i], &nothing);
    status = page(r, HTTP_OK, "beastiary/map_svg.cs");
    if (status == HTTP_OK)
        r->response.type = "image/svg+xml";
    return status;
}

enum http_status map_picture(struct request *r)
{
    struct game_context site_game;
    struct entry entry;
    struct chart *chart;
    enum http_status status = site_game_entry(r, &site_game, "/map.svg", &entry);
    int found;

    if (status != HTTP_OK)
        return status;
    found = read_chart(r, &site_game, entry.id, &entry, &chart);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    return map_answer(r, site_game.game, &entry, chart);
}
