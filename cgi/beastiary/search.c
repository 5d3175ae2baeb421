#include "search.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "ground.h"
#include "lore/shelf.h"
#include "talk/block.h"
#include "talk/search.h"
#include "web/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define QUERY_MOST 100       /* characters */
#define OF_A_KIND 8          /* entries shown of one kind */
#define OF_TALK 10           /* threads, comments, people */
#define WHILE_TYPING 10      /* names */
#define KEPT_WHILE_TYPING 30 /* seconds */
#define SEARCH_ID 1

enum { RANK_SAME = 0, RANK_NEAR = 4 };

/* What was found among entries. */
struct hits {
    uint64_t total;
    size_t near;                   /* misspelt ones */
    size_t same;                   /* entries of just that name */
    const struct suggestion *only; /* the last of them */
};

static const char *url_with(struct request *r, const char *path, const char *text)
{
    struct buffer url = buffer_open(r->arena, 64);

    buffer_text(&url, path);
    buffer_url(&url, text);
    return url.data;
}

static const char *hit_url(struct request *r, const struct suggestion *hit)
{
    return entry_path(r->arena, hit->kind, hit->id, hit->name);
}

static void set_hit(struct request *r, struct view_node *node, const struct suggestion *hit)
{
    node_set(node, "name", hit->name);
    node_set(node, "url", hit_url(r, hit));
    node_set(node, "card", arena_format(r->arena, "%s/%" PRIu64, hit->kind->name, hit->id));
    node_set(node, "icon", hit->kind->icon);
    node_set(node, "sign", hit->sign);
    node_set(node, "label", game_text(hit->kind->label));
}

/* ---- entries ---- */

/* Sets one kind's hits; those that are only near stand apart, together with other kinds'. */
static void set_kind(struct request *r, const struct kind *kind, const struct suggestion *found,
                     size_t count, uint64_t total, const char *text)
{
    struct view_node *group = NULL;

    for (size_t i = 0; i < count; i++) {
        if (found[i].rank == RANK_NEAR) {
            set_hit(r, view_item(r->view, "Near"), &found[i]);
            continue;
        }
        if (group == NULL) {
            group = view_item(r->view, "Kinds");
            node_set(group, "plural", game_text(kind->plural));
            node_set(group, "icon", kind->icon);
            node_set_number(group, "total", (int64_t)total);
            node_set(group, "url",
                     url_with(r, arena_format(r->arena, "/beastiary/%s/?q=", kind->name), text));
        }
        set_hit(r, node_item(group, "entries"), &found[i]);
    }
    if (group != NULL && total > count)
        node_set(group, "more", "1");
}

static void count_hits(struct hits *hits, const struct suggestion *found, size_t count,
                       uint64_t total)
{
    hits->total += total;
    for (size_t i = 0; i < count; i++) {
        hits->near += found[i].rank == RANK_NEAR;
        if (found[i].rank != RANK_SAME)
            continue;
        hits->same++;
        hits->only = &found[i];
    }
}

/* The kinds, those that weigh most first. */
static const struct kind **kinds_by_weight(struct request *r, const struct game *game)
{
    const struct kind **kinds = arena_alloc(r->arena, game->kind_count * sizeof(struct kind *));

    for (size_t i = 0; i < game->kind_count; i++) {
        size_t at = i;

        for (; at > 0 && kinds[at - 1]->weight < game->kinds[i].weight; at--)
            kinds[at] = kinds[at - 1];
        kinds[at] = &game->kinds[i];
    }
    return kinds;
}

static bool find_entries(struct request *r, const struct ground *ground, const char *text,
                         struct hits *hits)
{
    struct catalogue *catalogue = shelf_catalogue(r, ground->game, ground->number);
    const struct kind **kinds = kinds_by_weight(r, ground->game);

    if (catalogue == NULL)
        return false;
    for (size_t i = 0; i < ground->game->kind_count; i++) {
        size_t count;
        uint64_t total;
        const struct suggestion *found = catalogue_suggest(catalogue, r->arena, kinds[i], text,
                                                           false, OF_A_KIND, &count, &total);

        count_hits(hits, found, count, total);
        set_kind(r, kinds[i], found, count, total, text);
    }
    return true;
}

/* ---- ids ---- */

/* Entries whose source calls them TEXT, as hits: a zone by its short name, anything by its number.
 * *COUNT of them; NULL on failure. */
static struct suggestion *find_ids(struct request *r, const struct ground *ground, const char *text,
                                   size_t *count)
{
    struct entry *entries = entry_by_external_shown(r->worker->database, r->arena, ground->game,
                                                    ground->number, text_normal(r->arena, text),
                                                    count);
    struct suggestion *list;

    if (entries == NULL)
        return NULL;
    list = arena_alloc(r->arena, (*count + 1) * sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct suggestion){.id = entries[i].id,
                                      .kind = entries[i].kind,
                                      .name = entries[i].name,
                                      .external_id = entries[i].external_id,
                                      .sign = entries[i].kind->icon_by_count > 0
                                                  ? kind_sign(entries[i].kind, entries[i].values)
                                                  : NULL};
    return list;
}

/* ---- talk ---- */

static void set_talk(struct request *r, const struct talk_found *found)
{
    for (size_t i = 0; i < found->thread_count; i++) {
        struct view_node *node = view_item(r->view, "Threads");

        node_set(node, "title", found->threads[i].title);
        node_set(node, "url", found->threads[i].path);
        node_set_number(node, "comments", (int64_t)found->threads[i].comments);
        node_set(node, "activity", clock_rfc3339(r->arena, found->threads[i].activity));
    }
    for (size_t i = 0; i < found->comment_count; i++) {
        struct view_node *node = view_item(r->view, "Comments");

        node_set(node, "url",
                 arena_format(r->arena, "/forum/comment/%" PRIu64, found->comments[i].id));
        node_set(node, "title", found->comments[i].title);
        node_set(node, "author", found->comments[i].author);
        node_set(node, "excerpt", found->comments[i].excerpt);
        node_set(node, "created", clock_rfc3339(r->arena, found->comments[i].created));
    }
    for (size_t i = 0; i < found->people_count; i++) {
        struct view_node *node = view_item(r->view, "People");

        node_set(node, "name", found->people[i].name);
        node_set_number(node, "comments", (int64_t)found->people[i].comments);
        node_set(node, "created", clock_rfc3339(r->arena, found->people[i].created));
    }
}

/* The discussion about the search itself. HTTP_OK, or the answer that was made. */
static enum http_status set_thread(struct request *r)
{
    struct thread_request talk = {.subject = {.kind = "search", .id = SEARCH_ID},
                                  .title = "Search",
                                  .path = "/search"};
    struct fragment fragment;

    return thread_answer(r, &talk, &fragment);
}

/* ---- the page ---- */

/* Entries of this id, and where to go at once: to the one that bears the name, or to the one that bears
 * the id where names hold nothing of it. False on failure. */
static bool find_exact(struct request *r, const struct ground *ground, const char *text,
                       struct hits *hits)
{
    size_t count;
    struct suggestion *ids = find_ids(r, ground, text, &count);

    if (ids == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        set_hit(r, view_item(r->view, "Ids"), &ids[i]);
    if (hits->total == 0 && count == 1) {
        hits->same = 1;
        hits->only = &ids[0];
    }
    hits->total += count;
    return true;
}

/* Looks everywhere; with LIST what bears the name is shown among the others, else gone to at once.
 * HTTP_OK, or the answer that was made. */
static enum http_status find_all(struct request *r, const struct ground *ground, const char *text,
                                 bool list)
{
    struct hits hits = {.total = 0};
    struct talk_found found;

    if (ground->game != NULL && !find_entries(r, ground, text, &hits))
        return refuse_unavailable(r);
    if (ground->game != NULL && hits.same != 1 && !find_exact(r, ground, text, &hits))
        return refuse_unavailable(r);
    if (hits.same == 1 && !list)
        return redirect(r, HTTP_FOUND, "%s", hit_url(r, hits.only));
    if (talk_search(r->worker->database, r->arena, r->site->id, text, OF_TALK, &found) != 0)
        return refuse_unavailable(r);
    set_talk(r, &found);
    if (hits.total == 0 && found.thread_count + found.comment_count + found.people_count == 0)
        view_set(r->view, "Search.nothing", "1");
    return HTTP_OK;
}

enum http_status search_page(struct request *r)
{
    const char *text = query_line(r, "q", QUERY_MOST);
    bool list = query_int(r, "list", 0, 1, 0) == 1;
    enum http_status status = HTTP_OK;
    struct ground ground;

    if (!form_ok(r))
        return refuse(r, HTTP_BAD_REQUEST, "address", r->errors[0].message);
    if (!ground_find(r, &ground))
        return refuse_unavailable(r);
    view_set(r->view, "Search.q", text);
    view_set(r->view, "Page.unlisted", "1");
    if (text != NULL && !text_blank(text))
        status = find_all(r, &ground, text, list);
    if (status == HTTP_OK && ground.game != NULL)
        status = set_thread(r);
    return status == HTTP_OK ? page(r, HTTP_OK, "beastiary/search.cs") : status;
}

/* ---- while typing ---- */

static json_t *suggestion_json(struct request *r, const struct suggestion *hit)
{
    return json_pack("{s:s,s:s,s:s,s:s,s:s?,s:s,s:b}", "name", hit->name, "kind", hit->kind->name,
                     "label", game_text(hit->kind->label), "icon", hit->kind->icon, "sign",
                     hit->sign, "url", hit_url(r, hit), "near", hit->rank == RANK_NEAR);
}

/* Adds what is called like TEXT; where no name holds it, what bears it as its id comes first. Ids are
 * looked up in the database, so that is not done for what is rarely one. */
static void suggest(struct request *r, const struct ground *ground, const char *text, json_t *list)
{
    struct catalogue *catalogue = shelf_catalogue(r, ground->game, ground->number);
    const struct suggestion *found, *ids = NULL;
    size_t count, id_count;

    if (catalogue == NULL)
        return;
    found = catalogue_suggest_mixed(catalogue, r->arena, text, WHILE_TYPING, &count);
    if (strchr(text, ' ') == NULL && (count == 0 || found[0].rank == RANK_NEAR))
        ids = find_ids(r, ground, text, &id_count);
    for (size_t i = 0; ids != NULL && i < id_count; i++)
        json_array_append_new(list, suggestion_json(r, &ids[i]));
    for (size_t i = 0; i < count && json_array_size(list) < WHILE_TYPING; i++)
        json_array_append_new(list, suggestion_json(r, &found[i]));
}

enum http_status search_suggest(struct request *r)
{
    const char *text = query_line(r, "q", QUERY_MOST);
    json_t *list = json_array();
    struct ground ground;

    if (!form_ok(r)) {
        json_decref(list);
        return json_field_error(r);
    }
    if (ground_find(r, &ground) && ground.game != NULL && text != NULL && !text_blank(text))
        suggest(r, &ground, text, list);
    r->response.lifetime = KEPT_WHILE_TYPING;
    return json_answer(r, HTTP_OK,
                       json_pack("{s:s,s:o}", "q", text != NULL ? text : "", "suggestions", list));
}
