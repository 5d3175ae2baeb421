#include "search.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "base/number.h"
#include "base/text.h"
#include "lore/catalogue_pool.h"
#include "lore/subject.h"
#include "site_game.h"
#include "talk/block.h"
#include "talk/search.h"
#include "web/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define QUERY_MOST 100       /* characters */
#define LINE_MOST 2000       /* of what may come to the page, which looks for its beginning */
#define OF_A_KIND 8          /* entries shown of one kind */
#define OF_TALK 10           /* threads, comments, people */
#define WHILE_TYPING 10      /* names */
#define KEPT_WHILE_TYPING 30 /* seconds */
#define API_MOST 50

/* What was found among entries. */
struct hits {
    uint64_t total;
    size_t near;   /* misspelt ones */
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
    node_set(node, "sign", hit->sign);
    node_set(node, "label", game_text(hit->kind->label));
    node_set(node, "note", hit->note);
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
        hits->ids[hits->id_count++] = found[i].id;
        hits->near += found[i].rank == RANK_NEAR;
        if (found[i].rank != RANK_SAME)
            continue;
        hits->same++;
        hits->only = &found[i];
    }
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

static bool find_entries(struct request *r, const struct ground *ground, const char *text,
                         struct hits *hits)
{
    struct catalogue *catalogue = shelf_catalogue(r, ground->game, ground->number);
    const struct kind **kinds = kinds_by_weight(r, ground->game);

    if (catalogue == NULL)
        return false;
    hits->ids = arena_alloc(r->arena, ground->game->kind_count * OF_A_KIND * sizeof *hits->ids);
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
    struct catalogue *catalogue = shelf_catalogue(r, ground->game, ground->number);
    struct entry *entries = entry_by_external_shown(r->worker->database, r->arena, ground->game,
                                                    ground->number, text_normal(r->arena, text),
                                                    count);
    struct suggestion *list;

    if (entries == NULL || catalogue == NULL)
        return NULL;
    list = arena_alloc(r->arena, (*count + 1) * sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct suggestion){.id = entries[i].id,
                                      .kind = entries[i].kind,
                                      .name = entries[i].name,
                                      .external_id = entries[i].external_id,
                                      .sign = entries[i].kind->icon_by_count > 0
                                                  ? kind_sign(entries[i].kind, entries[i].values)
                                                  : NULL,
                                      .alike = 1,
                                      .note = catalogue_note(catalogue, r->arena, entries[i].kind,
                                                             entries[i].id, NULL)};
    return list;
}

/* ---- talk ---- */

static void set_talk(struct request *r, const struct talk_found *found)
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

/* The discussion about the search itself. HTTP_OK, or the answer that was made. */
static enum http_status set_thread(struct request *r)
{
    struct thread_request talk = {.subject = subject_of_search(),
                                  .title = "Search",
                                  .path = "/search"};
    struct fragment fragment;

    return thread_answer(r, &talk, &fragment);
}

/* ---- the page ---- */

static bool is_shown(const struct hits *hits, uint64_t id)
{
    for (size_t i = 0; i < hits->id_count; i++)
        if (hits->ids[i] == id)
            return true;
    return false;
}

/* Entries of this id that are not there by their names, and where to go at once: to the one that bears the name, or to the one that bears
 * the id where names hold nothing of it. False on failure. */
static bool find_exact(struct request *r, const struct ground *ground, const char *text,
                       struct hits *hits)
{
    size_t count;
    struct suggestion *ids = find_ids(r, ground, text, &count);

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
static enum http_status go_to(struct request *r, const struct suggestion *hit, const char *text)
{
    return redirect(r, HTTP_FOUND, "%s",
                    url_with(r, arena_format(r->arena, "%s?q=", hit_url(r, hit)), text));
}

/* Looks everywhere; with LIST what bears the name is shown, else gone to at once where nothing else fits.
 * HTTP_OK, or the answer that was made. */
static enum http_status find_all(struct request *r, const struct ground *ground, const char *text,
                                 bool list)
{
    const struct subject_place place = subject_place(r);
    struct hits hits = {.total = 0};
    struct talk_found found;

    if (ground->game != NULL && !find_entries(r, ground, text, &hits))
        return refuse_unavailable(r);
    if (ground->game != NULL && hits.same != 1 && !find_exact(r, ground, text, &hits))
        return refuse_unavailable(r);
    if (talk_search(&place, text, OF_TALK, &found) != 0)
        return refuse_unavailable(r);
    if (hits.same == 1 && hits.total == 1 && !list &&
        found.thread_count + found.comment_count + found.people_count == 0)
        return go_to(r, hits.only, text);
    set_talk(r, &found);
    if (hits.total == 0 && found.thread_count + found.comment_count + found.people_count == 0)
        view_set(r->view, "Search.nothing", "1");
    return HTTP_OK;
}

/* What is looked for of a line, such as one of a log: its beginning, in whole words, which the page tells. */
static const char *beginning_of(struct request *r, const char *line)
{
    char *text, *space;

    if (line == NULL || text_characters(line) <= QUERY_MOST)
        return line;
    text = text_cut(r->arena, line, QUERY_MOST);
    text[strlen(text) - strlen("\xE2\x80\xA6")] = '\0';
    space = strrchr(text, ' ');
    if (space != NULL)
        *space = '\0';
    view_set_number(r->view, "Search.most", QUERY_MOST);
    return text;
}

enum http_status search_page(struct request *r)
{
    const char *text = beginning_of(r, query_line(r, "q", LINE_MOST));
    bool list = query_int(r, "list", 0, 1, 0) == 1;
    enum http_status status = HTTP_OK;
    struct ground ground;

    if (!form_ok(r))
        return refuse(r, HTTP_BAD_REQUEST, "address", r->errors[0].message);
    if (!ground_find(r, &ground))
        return refuse_unavailable(r);
    view_set(r->view, "Search.q", text);
    view_set(r->view, "Page.unlisted", "1");
    /* What was found is no page of its own that could be talked about; the search itself is. */
    if (text != NULL && !text_blank(text))
        status = find_all(r, &ground, text, list);
    else if (ground.game != NULL)
        status = set_thread(r);
    return status == HTTP_OK ? page(r, HTTP_OK, "beastiary/search.cs") : status;
}

/* ---- while typing ---- */

static const char *count_text(struct request *r, uint64_t count)
{
    char grouped[NUMBER_ROOM];

    number_grouped(arena_format(r->arena, "%" PRIu64, count), number_style_here(), grouped);
    return arena_string(r->arena, grouped);
}

/* One that stands for several of its name leads to the list of these. */
static json_t *suggestion_json(struct request *r, const struct suggestion *hit)
{
    bool several = hit->alike > 1;
    const char *note = several ? count_text(r, hit->alike) : hit->note;
    const char *url =
        several
            ? url_with(r, arena_format(r->arena, "/beastiary/%s/?q=", hit->kind->name), hit->name)
            : hit_url(r, hit);

    return json_pack("{s:s,s:s,s:s,s:s,s:s?,s:s,s:s,s:b,s:I}", "name", hit->name, "kind",
                     hit->kind->name, "label",
                     game_text(several ? hit->kind->plural : hit->kind->label), "icon",
                     hit->kind->icon, "sign", several ? NULL : hit->sign, "note", note, "url", url,
                     "near", hit->rank == RANK_NEAR, "alike", (json_int_t)hit->alike);
}

/* Adds what is called like TEXT; where no name holds it, what bears it as its id comes first. Ids are
 * looked up in the database, so that is not done for what is rarely one. */
static void suggest(struct request *r, const struct ground *ground, const struct kind *kind,
                    const char *text, json_t *list)
{
    struct catalogue *catalogue = shelf_catalogue(r, ground->game, ground->number);
    const struct suggestion *found, *ids = NULL;
    size_t count, id_count;

    if (catalogue == NULL)
        return;
    found = catalogue_suggest_mixed(catalogue, r->arena, kind, text, WHILE_TYPING, &count);
    if (kind == NULL && strchr(text, ' ') == NULL && (count == 0 || found[0].rank == RANK_NEAR))
        ids = find_ids(r, ground, text, &id_count);
    for (size_t i = 0; ids != NULL && i < id_count; i++)
        json_array_append_new(list, suggestion_json(r, &ids[i]));
    for (size_t i = 0; i < count && json_array_size(list) < WHILE_TYPING; i++)
        json_array_append_new(list, suggestion_json(r, &found[i]));
}

enum http_status search_suggest(struct request *r)
{
    const char *text = query_line(r, "q", QUERY_MOST), *name = query_line(r, "kind", QUERY_MOST);
    json_t *list = json_array();
    const struct kind *kind = NULL;
    struct ground ground;

    if (!form_ok(r)) {
        json_decref(list);
        return json_field_error(r);
    }
    if (ground_find(r, &ground) && ground.game != NULL && text != NULL && !text_blank(text)) {
        kind = name != NULL ? game_kind(ground.game, name) : NULL;
        if (name == NULL || kind != NULL)
            suggest(r, &ground, kind, text, list);
    }
    r->response.lifetime = KEPT_WHILE_TYPING;
    return json_answer(r, HTTP_OK,
                       json_pack("{s:s,s:o}", "q", text != NULL ? text : "", "suggestions", list));
}

/* ---- for programs ---- */

static json_t *result_json(struct request *r, const char *kind, uint64_t id, const char *title,
                           const char *path, const char *note)
{
    return json_pack("{s:s,s:I,s:s,s:s,s:s}", "kind", kind, "id", (json_int_t)id, "title", title,
                     "url", arena_format(r->arena, "%s%s", r->origin, path), "note", note);
}

static void add_group(json_t *groups, const char *kind, uint64_t total, json_t *results)
{
    if (json_array_size(results) == 0)
        json_decref(results);
    else
        json_array_append_new(groups, json_pack("{s:s,s:I,s:o}", "kind", kind, "total",
                                                (json_int_t)total, "results", results));
}

static void add_entries(struct request *r, struct catalogue *catalogue, const struct kind *kind,
                        const char *text, unsigned limit, json_t *groups)
{
    json_t *results = json_array();
    size_t count;
    uint64_t total;
    const struct suggestion *found =
        catalogue_suggest(catalogue, r->arena, kind, text, false, limit, &count, &total);

    for (size_t i = 0; i < count; i++)
        if (found[i].rank != RANK_NEAR)
            json_array_append_new(results, result_json(r, kind->name, found[i].id, found[i].name,
                                                       hit_url(r, &found[i]), found[i].note));
    add_group(groups, kind->name, total, results);
}

/* The answer of the API: GROUPS, and what was not looked for or not looked through in talk. */
static json_t *found_json(const char *text, const struct talk_found *found, json_t *groups)
{
    json_t *left_out = json_array();

    for (size_t i = 0; i < found->left_out_count; i++)
        json_array_append_new(left_out, json_string(found->left_out[i]));
    return json_pack("{s:s,s:o,s:o,s:o}", "query", text, "groups", groups, "left_out", left_out,
                     "newest_only",
                     found->newest_only > 0 ? json_integer((json_int_t)found->newest_only)
                                            : json_null());
}

static void add_talk(struct request *r, const struct talk_found *found, const char *only,
                     json_t *groups)
{
    json_t *threads = json_array(), *comments = json_array();

    for (size_t i = 0; i < found->thread_count && (only == NULL || strcmp(only, "thread") == 0);
         i++) {
        const struct found_thread *thread = &found->threads[i];

        json_array_append_new(threads, result_json(r, "thread", thread->id, thread->title,
                                                   thread->path, subject_note(r, thread->subject)));
    }
    for (size_t i = 0; i < found->comment_count && (only == NULL || strcmp(only, "comment") == 0);
         i++) {
        const struct found_comment *comment = &found->comments[i];

        json_array_append_new(comments,
                              result_json(r, "comment", comment->id, comment->title,
                                          arena_format(r->arena, "/forum/comment/%" PRIu64,
                                                       comment->id),
                                          comment->excerpt));
    }
    add_group(groups, "thread", json_array_size(threads), threads);
    add_group(groups, "comment", json_array_size(comments), comments);
}

/* Fills GROUPS with what there is of ONLY (NULL: of all), and *FOUND with what there is of talk. False on
 * failure. */
static bool find_groups(struct request *r, const struct ground *ground, const char *text,
                        const char *only, unsigned limit, json_t *groups, struct talk_found *found)
{
    const struct subject_place place = subject_place(r);
    const struct game *game = ground->game;
    const struct kind **kinds = game != NULL ? kinds_by_weight(r, game) : NULL;
    struct catalogue *catalogue = game != NULL ? shelf_catalogue(r, game, ground->number) : NULL;

    *found = (struct talk_found){.left_out_count = 0};
    if (game != NULL && catalogue == NULL)
        return false;
    for (size_t i = 0; game != NULL && i < game->kind_count; i++)
        if (only == NULL || strcmp(only, kinds[i]->name) == 0)
            add_entries(r, catalogue, kinds[i], text, limit, groups);
    if (only != NULL && strcmp(only, "thread") != 0 && strcmp(only, "comment") != 0)
        return true;
    if (talk_search(&place, text, limit, found) != 0)
        return false;
    add_talk(r, found, only, groups);
    return true;
}

enum http_status search_api(struct request *r)
{
    const char *text = query_line(r, "q", QUERY_MOST);
    const char *only = query_line(r, "kind", 40);
    unsigned limit = (unsigned)query_int(r, "limit", 1, API_MOST, OF_TALK);
    struct ground ground;
    struct talk_found found;
    json_t *groups;

    if (!form_ok(r))
        return json_field_error(r);
    if (text == NULL || text_blank(text))
        return json_error(r, HTTP_BAD_REQUEST, "invalid", _("Say what to look for."), "q");
    if (!ground_find(r, &ground))
        return refuse_unavailable(r);
    if (only != NULL && strcmp(only, "thread") != 0 && strcmp(only, "comment") != 0 &&
        (ground.game == NULL || game_kind(ground.game, only) == NULL))
        return json_error(r, HTTP_BAD_REQUEST, "invalid",
                          _("This must be one of the game's kinds, thread or comment."), "kind");
    groups = json_array();
    if (find_groups(r, &ground, text, only, limit, groups, &found))
        return json_answer(r, HTTP_OK, found_json(text, &found, groups));
    json_decref(groups);
    return refuse_unavailable(r);
}
