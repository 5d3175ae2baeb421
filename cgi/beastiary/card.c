/* A small picture of an entry in words, for whoever points at a link, here and on other people's
 * pages: JSON for programs, HTML for ours, by id or by name. It is asked for by strangers'
 * readers, and therefore kept, small and without anything of the caller. */
#include "card.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "entry_fields.h"
#include "game/value.h"
#include "lore/catalogue_pool.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"

#define NAME_CHARACTERS_MAX 200
#define CARD_LIFETIME 300 /* seconds */
#define EXTERNAL "ext:"

static bool wants_json(struct request *r)
{
    const struct parameter *format = parameters_find(&r->query, "format");

    return format != NULL && strcmp(format->value, "json") == 0;
}

/* Refusals are short and in the form that was asked for: a whole page of an error would stand in
 * a tooltip. */
static enum http_status refuse_card(struct request *r, enum http_status status, const char *code,
                                    const char *message)
{
    if (wants_json(r))
        return json_error(r, status, code, message, NULL);
    return response_text(r, status, "text/plain; charset=utf-8", message);
}

static enum http_status refuse_missing(struct request *r)
{
    return refuse_card(r, HTTP_NOT_FOUND, "not_found", _("There is no such entry here."));
}

/* ---- the two forms ---- */

/* Writes the fields that a card shows. */
static void put_card_fields(struct json_writer *json, struct arena *arena,
                            const struct entry *entry)
{
    json_member_array(json, "lines");
    for (size_t i = 0; i < entry->kind->card_count; i++) {
        const struct field *field = entry->kind->card[i];

        if (!values_present(field, entry->values))
            continue;
        json_begin_object(json);
        json_member_text(json, "name", field->name);
        json_member_text(json, "label", field_label(field, false));
        json_member_text(json, "value", values_shown(field, arena, entry->values));
        json_end_object(json);
    }
    json_end_array(json);
}

static enum http_status answer_json(struct request *r, const struct linker *linker,
                                    const struct entry *entry, bool several)
{
    const struct kind *kind = entry->kind;
    struct json_writer json = json_writer_open(r->arena, 2048);

    json_begin_object(&json);
    json_member_u64(&json, "id", entry->id);
    json_member_text(&json, "kind", kind->name);
    json_member_text(&json, "label", game_text(kind->label));
    json_member_text(&json, "external_id", entry->external_id);
    json_member_text(&json, "name", entry->name);
    json_member_text(&json, "note", link_note(linker, kind, entry->id, NULL));
    json_member_flag(&json, "several", several);
    json_member_text(&json, "url",
                     arena_format(r->arena, "%s%s", r->origin,
                                  entry_path(r->arena, kind, entry->id, entry->name)));
    json_member_flag(&json, "vanished", entry->state == ENTRY_VANISHED);
    put_card_fields(&json, r->arena, entry);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}

static enum http_status answer_html(struct request *r, const struct linker *linker,
                                    const struct entry *entry, bool several)
{
    const struct kind *kind = entry->kind;

    entry_fields_head(linker, r->view, entry);
    if (several)
        view_set(r->view, "Entry.several", "1");
    for (size_t i = 0; i < kind->card_count; i++) {
        const struct field *field = kind->card[i];
        struct view_node *node;

        if (!values_present(field, entry->values))
            continue;
        node = view_item(r->view, "Lines");
        node_set_field_label(node, field);
        node_set(node, "value", values_shown(field, r->arena, entry->values));
    }
    r->response.type = "text/html; charset=utf-8";
    if (view_render(r, "beastiary/card.cs") == 0)
        return HTTP_OK;
    return refuse_card(r, HTTP_ERROR, "internal",
                       _("This page could not be made. It has been noted."));
}

/* SEVERAL: others of its kind bear the name that was asked for. */
static enum http_status answer_card(struct request *r, const struct game_context *site_game,
                                    const struct entry *entry, bool several)
{
    struct linker linker = linker_open(r, site_game);
    char *tag = arena_format(r->arena, "card|%s|%s|%d|%d|%" PRIu64 "|%" PRIu64 "|%d|%s",
                             r->language, r->origin, wants_json(r), several, entry->id,
                             entry->revision, entry->state,
                             link_note(&linker, entry->kind, entry->id, NULL));

    enum http_status status = HTTP_NOT_MODIFIED;

    if (!response_matches(r, tag))
        status = wants_json(r) ? answer_json(r, &linker, entry, several)
                               : answer_html(r, &linker, entry, several);
    /* An error may be over in a moment, and readers would keep it for minutes. */
    if (status != HTTP_ERROR)
        r->response.lifetime = CARD_LIFETIME;
    return status;
}

/* ---- which entry ---- */

/* The site's game. HTTP_OK, or what is answered instead. */
static enum http_status find_card_game(struct request *r, struct game_context *site_game)
{
    response_open(r);
    if (!site_game_find(r, site_game))
        return refuse_card(r, HTTP_UNAVAILABLE, "unavailable", _("The database does not answer."));
    return site_game->game != NULL ? HTTP_OK : refuse_missing(r);
}

/* By our id from the catalogue, without a query: cards are what pages of others ask for by the
 * dozen. By the source's id it is a look-up in a table, as the catalogue has no index of those. */
static int find_by_id(struct request *r, const struct game_context *site_game,
                      const struct kind *kind, const char *text, struct entry *entry)
{
    struct catalogue *catalogue;
    uint64_t id;

    if (text_starts(text, EXTERNAL))
        return entry_by_external(site_game, kind, text + strlen(EXTERNAL), entry);
    if (!text_id(text, &id))
        return 0;
    catalogue = catalogue_pool_get(r, site_game);
    if (catalogue == NULL)
        return -1;
    return catalogue_entry(catalogue, r->arena, id, entry) && entry->kind == kind;
}

enum http_status card_by_id(struct request *r)
{
    const struct kind *kind;
    struct game_context site_game;
    struct entry entry;
    enum http_status status = find_card_game(r, &site_game);
    int found;

    if (status != HTTP_OK)
        return status;
    kind = game_kind(site_game.game, path_text(r, "kind"));
    found = kind != NULL ? find_by_id(r, &site_game, kind, path_text(r, "id"), &entry) : 0;
    if (found < 0)
        return refuse_card(r, HTTP_UNAVAILABLE, "unavailable", _("The database does not answer."));
    return found > 0 ? answer_card(r, &site_game, &entry, false) : refuse_missing(r);
}

/* Names are not unique. Where several bear one, the answer says so beside the entry that is
 * meant: a tooltip had better show something than ask back. */
enum http_status card_by_name(struct request *r)
{
    const char *name = query_line(r, "name", NAME_CHARACTERS_MAX);
    const char *kind_name = query_line(r, "kind", 40);
    const struct kind *kind = NULL;
    const struct entry *meant;
    bool several;
    struct game_context site_game;
    struct entry *entries;
    enum http_status status = find_card_game(r, &site_game);
    size_t count;

    if (status != HTTP_OK)
        return status;
    if (!form_ok(r) || name == NULL || text_blank(name))
        return refuse_card(r, HTTP_BAD_REQUEST, "invalid",
                           r->error_count > 0 ? r->errors[0].message
                                              : _("Say which entry: by its name."));
    if (kind_name != NULL && *kind_name != '\0') {
        kind = game_kind(site_game.game, kind_name);
        if (kind == NULL)
            return refuse_card(r, HTTP_BAD_REQUEST, "invalid",
                               _("There is no such kind of entries here."));
    }
    entries = entry_by_name(&site_game, kind, name, &count);
    if (entries == NULL)
        return refuse_card(r, HTTP_UNAVAILABLE, "unavailable", _("The database does not answer."));
    meant = entry_meant(entries, count, &several);
    return meant != NULL ? answer_card(r, &site_game, meant, several) : refuse_missing(r);
}
