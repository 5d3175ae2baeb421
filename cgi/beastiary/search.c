/* One field for everything: names of the game, suggested while somebody types, and talk. What is
 * found is exact enough to lead straight to it only if it is the very name and the only one. */
#include "search.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "entry_fields.h"
#include "lore/catalogue_pool.h"
#include "lore/subject.h"
#include "near_hits.h"
#include "site_game.h"
#include "talk/block.h"
#include "talk/search.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define QUERY_MAX 100   /* characters */
#define TYPED_MAX 2000  /* characters of what may come to the page, which looks for its beginning */
#define HITS_A_KIND 8   /* entries shown of one kind */
#define GUESSES_MAX 12  /* misspelt names, of all kinds together */
#define GUESSED_KINDS 2 /* that may be found exactly, where guesses are shown as well */
#define TALK_HITS_MAX 10        /* threads, comments, people */
#define SUGGESTIONS_MAX 10      /* names */
#define SUGGESTIONS_LIFETIME 30 /* seconds */
#define API_LIMIT_MAX 50

/* What was found among entries. */
struct entry_hits {
    uint64_t total;
    size_t exact; /* kinds of which something bears or holds what was typed */
    struct near_hits near;
    size_t by_id;  /* that only their ids found */
    uint64_t *ids; /* of those that are shown, ID_COUNT of them */
    size_t id_count;
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
    node_set(node, "sign", hit->icon);
    node_set(node, "label", game_text(hit->kind->label));
    node_set(node, "note", hit->note);
}

/* ---- entries ---- */

/* Sets one kind's hits; those that are only near stand apart. */
static void set_kind(struct request *r, const struct kind *kind, const struct suggestions *found,
                     const char *text)
{
    struct view_node *group = NULL;

    for (size_t i = 0; i < found->count; i++) {
        const struct suggestion *hit = &found->list[i];

        if (hit->rank == RANK_NEAR)
            continue;
        if (group == NULL) {
            group = view_item(r->view, "Kinds");
            node_set(group, "plural", game_text(kind->plural));
            node_set(group, "icon", kind->icon);
            node_set_number(group, "total", (int64_t)found->total);
            node_set(group, "url",
                     url_with(r, arena_format(r->arena, "/beastiary/%s/?q=", kind->name), text));
        }
        set_hit(r, node_item(group, "entries"), hit);
    }
    if (group != NULL && found->total > found->count)
        node_set(group, "more", "1");
}

static void count_entry_hits(struct entry_hits *hits, const struct suggestions *found)
{
    bool exact = false;

    hits->total += found->total;
    for (size_t i = 0; i < found->count; i++) {
        const struct suggestion *hit = &found->list[i];

        hits->ids[hits->id_count++] = hit->id;
        if (hit->rank == RANK_NEAR)
            near_hits_add(&hits->near, hit);
        else
            exact = true;
        if (hit->rank != RANK_SAME)
            continue;
        hits->same++;
        hits->only = hit;
    }
    hits->exact += exact;
}

static bool comes_before(const struct kind *a, const struct kind *b)
{
    return a->internal != b->internal ? b->internal : a->weight > b->weight;
}

/* The kinds, internal ones last, those that weigh most first. */
static const struct kind **kinds_by_weight(struct request *r, const struct game *game)
{
    const struct kind **kinds = arena_alloc(r->arena, game->kind_count * sizeof(struct kind *));

    for (size_t i = 0; i < game->kind_count; i++) {
        size_t at = i;

        for (; at > 0 && comes_before(&game->kinds[i], kinds[at - 1]); at--)
            kinds[at] = kinds[at - 1];
        kinds[at] = &game->kinds[i];
    }
    return kinds;
}

/* Kind by kind, as each is shown by itself; all of it is the catalogue's, without a query. */
static bool find_entries(struct request *r, const struct game_context *site_game, const char *text,
                         struct entry_hits *hits)
{
    struct catalogue *catalogue = catalogue_pool_get(r, site_game);
    const struct kind **kinds = kinds_by_weight(r, site_game->game);

    if (catalogue == NULL)
        return false;
    hits->ids =
        arena_alloc(r->arena, site_game->game->kind_count * HITS_A_KIND * sizeof *hits->ids);
    for (size_t i = 0; i < site_game->game->kind_count; i++) {
        const struct suggest_query query = {.kind = kinds[i],
                                            .typed = text,
                                            .counted = true,
                                            .limit = HITS_A_KIND};
        const struct suggestions found = catalogue_suggest(catalogue, r->arena, &query);

        count_entry_hits(hits, &found);
        set_kind(r, kinds[i], &found, text);
    }
    /* Guesses stand behind what was asked for, and only where that is little. */
    for (size_t i = 0; hits->exact <= GUESSED_KINDS && i < hits->near.count; i++)
        set_hit(r, view_item(r->view, "Near"), hits->near.list[i]);
    return true;
}

/* ---- ids ---- */

/* Entries whose source calls them TEXT, as hits: a zone by its short name, anything by its number.
 * *COUNT of them; NULL on failure. */
static struct suggestion *find_ids(struct request *r, const struct game_context *site_game,
                                   const char *text, size_t *count)
{
    struct catalogue *catalogue = catalogue_pool_get(r, site_game);
    struct entry *entries = entry_by_external_shown(site_game, text_normal(r->arena, text), count);
    struct suggestion *list;

    if (entries == NULL || catalogue == NULL)
        return NULL;
    list = arena_alloc(r->arena, (*count + 1) * sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct suggestion){.id = entries[i].id,
                                      .kind = entries[i].kind,
                                      .name = entries[i].name,
                                      .external_id = entries[i].external_id,
                                      .icon = entries[i].kind->icon_by_count > 0
                                                  ? kind_icon(entries[i].kind, entries[i].values)
                                                  : NULL,
                                      .alike = 1,
                                      .note = catalogue_note(catalogue, r->arena, entries[i].kind,
                                                             entries[i].id, NULL)};
    return list;
}

/* ---- talk ---- */

static void set_talk_hits(struct request *r, const struct talk_found *found)
{
    for (size_t i = 0; i < found->thread_count; i++) {
        struct view_node *node = view_item(r->view, "Threads");

        node_set(node, "title", found->threads[i].title);
        node_set(node, "note", subject_note(r, found->threads[i].subject));
        node_set(node, "url", found->threads[i].path);
        node_set_number(node, "comments", (int64_t)found->threads[i].comments);
        node_set(node, "activity", clock_rfc3339(r->arena, found->threads[i].activity));
    }
    for (size_t i = 0; i < found->comment_count; i++) {
        struct view_node *node = view_item(r->view, "Comments");

        node_set(node, "url",
                 arena_format(r->arena, "/forum/comment/%" PRIu64, found->comments[i].id));
        node_set(node, "title", found->comments[i].title);
        node_set(node, "note", subject_note(r, found->comments[i].subject));
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
    for (size_t i = 0; i < found->left_out_count; i++)
        node_set(view_item(r->view, "LeftOut"), "text", found->left_out[i]);
    if (found->newest_only > 0)
        view_set_number(r->view, "Search.newest_only", (int64_t)found->newest_only);
}

/* The discussion about the search itself. HTTP_OK, or what is answered instead. */
static enum http_status set_thread(struct request *r)
{
    struct thread_request talk = {.subject = subject_of_search(),
                                  .title = "Search",
                                  .path = "/search"};
    struct fragment fragment;

    return thread_answer(r, &talk, &fragment);
}

/* ---- the page ---- */

static bool is_shown(const struct entry_hits *hits, uint64_t id)
{
    for (size_t i = 0; i < hits->id_count; i++)
        if (hits->ids[i] == id)
            return true;
    return false;
}

/* Entries of this id that are not there by their names, and where to go at once: to the one that
 * bears the name, or to the one that bears the id where names hold nothing of it. False on
 * failure. */
static bool find_exact(struct request *r, const struct game_context *site_game, const char *text,
                       struct entry_hits *hits)
{
    size_t count;
    struct suggestion *ids = find_ids(r, site_game, text, &count);

    if (ids == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (is_shown(hits, ids[i].id))
            continue;
        set_hit(r, view_item(r->view, "Ids"), &ids[i]);
        hits->by_id++;
    }
    if (hits->total == 0 && count == 1) {
        hits->same = 1;
        hits->only = &ids[0];
    }
    hits->total += hits->by_id;
    return true;
}

/* The page of the only thing that was found, with the way back to all results. */
static enum http_status redirect_to_hit(struct request *r, const struct suggestion *hit,
                                        const char *text)
{
    return redirect(r, HTTP_FOUND, "%s",
                    url_with(r, arena_format(r->arena, "%s?q=", hit_url(r, hit)), text));
}

/* Looks everywhere; with LIST what bears the name is shown, else gone to at once where nothing
 * else fits. HTTP_OK, or what is answered instead. */
static enum http_status search_all(struct request *r, const struct game_context *site_game,
                                   const char *text, bool list)
{
    const struct subject_place place = subject_place(r);
    struct entry_hits hits = {.total = 0};
    struct talk_found found;

    if (site_game->game != NULL && !find_entries(r, site_game, text, &hits))
        return HTTP_UNAVAILABLE;
    if (site_game->game != NULL && hits.same != 1 && !find_exact(r, site_game, text, &hits))
        return HTTP_UNAVAILABLE;
    if (talk_search(&place, text, TALK_HITS_MAX, &found) != 0)
        return HTTP_UNAVAILABLE;
    if (hits.same == 1 && hits.total == 1 && !list &&
        found.thread_count + found.comment_count + found.people_count == 0)
        return redirect_to_hit(r, hits.only, text);
    set_talk_hits(r, &found);
    if (hits.total == 0 && found.thread_count + found.comment_count + found.people_count == 0)
        view_set(r->view, "Search.nothing", "1");
    return HTTP_OK;
}

/* What is looked for of a line, such as one of a log: its beginning, in whole words, which the
 * page tells. */
static const char *beginning_of(struct request *r, const char *line)
{
    char *text, *space;

    if (line == NULL || text_characters(line) <= QUERY_MAX)
        return line;
    text = text_cut(r->arena, line, QUERY_MAX);
    text[strlen(text) - strlen("\xE2\x80\xA6")] = '\0';
    space = strrchr(text, ' ');
    if (space != NULL)
        *space = '\0';
    view_set_number(r->view, "Search.max", QUERY_MAX);
    return text;
}

enum http_status search_page(struct request *r)
{
    const char *text = beginning_of(r, query_line(r, "q", TYPED_MAX));
    bool list = query_int(r, "list", 0, 1, 0) == 1;
    enum http_status status = HTTP_OK;
    struct game_context site_game;

    if (!form_ok(r))
        return HTTP_BAD_REQUEST;
    if (!site_game_find(r, &site_game))
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Search.q", text);
    view_set(r->view, "Page.unlisted", "1");
    /* What was found is no page of its own that could be talked about; the search itself is. */
    if (text != NULL && !text_blank(text))
        status = search_all(r, &site_game, text, list);
    else if (site_game.game != NULL)
        status = set_thread(r);
    return status == HTTP_OK ? page(r, HTTP_OK, "beastiary/search.cs") : status;
}

/* ---- while typing ---- */

/* One that stands for several of its name leads to the list of these. */
static void put_suggestion(struct request *r, struct json_writer *json,
                           const struct suggestion *hit)
{
    bool several = hit->alike > 1;
    const char *url =
        several
            ? url_with(r, arena_format(r->arena, "/beastiary/%s/?q=", hit->kind->name), hit->name)
            : hit_url(r, hit);

    json_begin_object(json);
    json_member_text(json, "name", hit->name);
    json_member_text(json, "kind", hit->kind->name);
    json_member_text(json, "label", game_text(several ? hit->kind->plural : hit->kind->label));
    json_member_text(json, "icon", hit->kind->icon);
    json_member_text(json, "sign", several ? NULL : hit->icon);
    json_member_text(json, "note", several ? count_shown(r->arena, hit->alike) : hit->note);
    json_member_text(json, "url", url);
    json_member_flag(json, "near", hit->rank == RANK_NEAR);
    json_member_u64(json, "alike", hit->alike);
    json_end_object(json);
}

/* Adds what is called like TEXT; where no name holds it, what bears it as its id comes first. Ids
 * are looked up in the database, so that is not done for what is rarely one: each key that
 * somebody presses comes here. */
static void put_suggestions(struct request *r, const struct game_context *site_game,
                            const struct kind *kind, const char *text, struct json_writer *json)
{
    struct catalogue *catalogue = catalogue_pool_get(r, site_game);
    const struct suggest_query query = {.kind = kind, .typed = text, .limit = SUGGESTIONS_MAX};
    const struct suggestion *ids = NULL;
    struct suggestions found;
    size_t id_count = 0;

    if (catalogue == NULL)
        return;
    found = catalogue_suggest_mixed(catalogue, r->arena, &query);
    if (kind == NULL && strchr(text, ' ') == NULL &&
        (found.count == 0 || found.list[0].rank == RANK_NEAR))
        ids = find_ids(r, site_game, text, &id_count);
    if (ids == NULL)
        id_count = 0;
    for (size_t i = 0; i < id_count; i++)
        put_suggestion(r, json, &ids[i]);
    for (size_t i = 0; i < found.count && id_count + i < SUGGESTIONS_MAX; i++)
        put_suggestion(r, json, &found.list[i]);
}

enum http_status search_suggest(struct request *r)
{
    const char *text = query_line(r, "q", QUERY_MAX), *name = query_line(r, "kind", QUERY_MAX);
    struct json_writer json = json_writer_open(r->arena, 4096);
    const struct kind *kind = NULL;
    struct game_context site_game;

    if (!form_ok(r))
        return json_field_error(r);
    json_begin_object(&json);
    json_member_text(&json, "q", text != NULL ? text : "");
    json_member_array(&json, "suggestions");
    if (site_game_find(r, &site_game) && site_game.game != NULL && text != NULL &&
        !text_blank(text)) {
        kind = name != NULL ? game_kind(site_game.game, name) : NULL;
        if (name == NULL || kind != NULL)
            put_suggestions(r, &site_game, kind, text, &json);
    }
    json_end_array(&json);
    json_end_object(&json);
    r->response.lifetime = SUGGESTIONS_LIFETIME;
    return json_answer(r, HTTP_OK, &json);
}

/* ---- for programs ---- */

/* Something that was found. */
struct api_result {
    const char *kind;
    uint64_t id;
    const char *title, *path;
    const char *note; /* what tells it from others, or what it says */
};

static void put_result(struct request *r, struct json_writer *json, const struct api_result *result)
{
    json_begin_object(json);
    json_member_text(json, "kind", result->kind);
    json_member_u64(json, "id", result->id);
    json_member_text(json, "title", result->title);
    json_member_text(json, "url", arena_format(r->arena, "%s%s", r->origin, result->path));
    json_member_text(json, "note", result->note);
    json_end_object(json);
}

/* A group has results: what has none is left out. */
static void begin_group(struct json_writer *json, const char *kind, uint64_t total)
{
    json_begin_object(json);
    json_member_text(json, "kind", kind);
    json_member_u64(json, "total", total);
    json_member_array(json, "results");
}

static void end_group(struct json_writer *json)
{
    json_end_array(json);
    json_end_object(json);
}

static void put_entry_group(struct request *r, struct json_writer *json,
                            struct catalogue *catalogue, const struct suggest_query *query)
{
    const struct suggestions found = catalogue_suggest(catalogue, r->arena, query);
    size_t near = 0;

    for (size_t i = 0; i < found.count; i++)
        near += found.list[i].rank == RANK_NEAR;
    if (near == found.count)
        return;
    begin_group(json, query->kind->name, found.total);
    for (size_t i = 0; i < found.count; i++) {
        const struct suggestion *hit = &found.list[i];

        if (hit->rank != RANK_NEAR)
            put_result(r, json,
                       &(struct api_result){query->kind->name, hit->id, hit->name, hit_url(r, hit),
                                            hit->note});
    }
    end_group(json);
}

static void put_threads(struct request *r, struct json_writer *json, const struct talk_found *found)
{
    if (found->thread_count == 0)
        return;
    begin_group(json, "thread", found->thread_count);
    for (size_t i = 0; i < found->thread_count; i++) {
        const struct found_thread *thread = &found->threads[i];

        put_result(r, json,
                   &(struct api_result){"thread", thread->id, thread->title, thread->path,
                                        subject_note(r, thread->subject)});
    }
    end_group(json);
}

static void put_comments(struct request *r, struct json_writer *json,
                         const struct talk_found *found)
{
    if (found->comment_count == 0)
        return;
    begin_group(json, "comment", found->comment_count);
    for (size_t i = 0; i < found->comment_count; i++) {
        const struct found_comment *comment = &found->comments[i];

        put_result(r, json,
                   &(struct api_result){"comment", comment->id, comment->title,
                                        arena_format(r->arena, "/forum/comment/%" PRIu64,
                                                     comment->id),
                                        comment->excerpt});
    }
    end_group(json);
}

/* What was not looked for or not looked through in talk. */
static void put_limits(struct json_writer *json, const struct talk_found *found)
{
    json_member_array(json, "left_out");
    for (size_t i = 0; i < found->left_out_count; i++)
        json_put_text(json, found->left_out[i]);
    json_end_array(json);
    json_name(json, "newest_only");
    if (found->newest_only > 0)
        json_put_u64(json, found->newest_only);
    else
        json_put_null(json);
}

/* What a program asks for. */
struct api_query {
    const char *text;
    const char *only; /* the kind that is looked for; NULL: all */
    unsigned limit;   /* of each */
};

/* Writes the groups of what there is, and fills *FOUND with what there is of talk. False on
 * failure. */
static bool put_groups(struct request *r, struct json_writer *json,
                       const struct game_context *site_game, const struct api_query *query,
                       struct talk_found *found)
{
    const char *only = query->only;
    const struct subject_place place = subject_place(r);
    const struct game *game = site_game->game;
    const struct kind **kinds = game != NULL ? kinds_by_weight(r, game) : NULL;
    struct catalogue *catalogue = game != NULL ? catalogue_pool_get(r, site_game) : NULL;

    *found = (struct talk_found){.left_out_count = 0};
    if (game != NULL && catalogue == NULL)
        return false;
    for (size_t i = 0; game != NULL && i < game->kind_count; i++)
        if (only == NULL || strcmp(only, kinds[i]->name) == 0)
            put_entry_group(r, json, catalogue,
                            &(struct suggest_query){.kind = kinds[i],
                                                    .typed = query->text,
                                                    .counted = true,
                                                    .limit = query->limit});
    if (only != NULL && strcmp(only, "thread") != 0 && strcmp(only, "comment") != 0)
        return true;
    if (talk_search(&place, query->text, query->limit, found) != 0)
        return false;
    if (only == NULL || strcmp(only, "thread") == 0)
        put_threads(r, json, found);
    if (only == NULL || strcmp(only, "comment") == 0)
        put_comments(r, json, found);
    return true;
}

enum http_status search_api(struct request *r)
{
    const struct api_query query = {
        .text = query_line(r, "q", QUERY_MAX),
        .only = query_line(r, "kind", 40),
        .limit = (unsigned)query_int(r, "limit", 1, API_LIMIT_MAX, TALK_HITS_MAX),
    };
    const char *text = query.text, *only = query.only;
    struct game_context site_game;
    struct talk_found found;
    struct json_writer json = json_writer_open(r->arena, 16384);

    if (!form_ok(r))
        return json_field_error(r);
    if (text == NULL || text_blank(text))
        return json_error(r, HTTP_BAD_REQUEST, "invalid", _("Say what to look for."), "q");
    if (!site_game_find(r, &site_game))
        return HTTP_UNAVAILABLE;
    if (only != NULL && strcmp(only, "thread") != 0 && strcmp(only, "comment") != 0 &&
        (site_game.game == NULL || game_kind(site_game.game, only) == NULL))
        return json_error(r, HTTP_BAD_REQUEST, "invalid",
                          _("This must be one of the game's kinds, thread or comment."), "kind");
    json_begin_object(&json);
    json_member_text(&json, "query", text);
    json_member_array(&json, "groups");
    if (!put_groups(r, &json, &site_game, &query, &found))
        return HTTP_UNAVAILABLE;
    json_end_array(&json);
    put_limits(&json, &found);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}
