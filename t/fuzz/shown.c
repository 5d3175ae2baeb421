#include "shown.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "../../cgi/beastiary/api.h"
#include "../../cgi/beastiary/changes.h"
#include "../../cgi/beastiary/entry_fields.h"
#include "../../cgi/beastiary/related.h"
#include "game/value.h"
#include "page.h"
#include "web/response.h"

/* ---- its page ---- */

/* Relations in the order in which the database gives them: those of one sort and direction together. */
static int compare_related(const void *left, const void *right)
{
    const struct related *a = left, *b = right;

    if (a->relation != b->relation)
        return a->relation->index < b->relation->index ? -1 : 1;
    return a->reverse - b->reverse;
}

/* The part of an entry's page that is the same for all readers. */
static const char *entry_page_of(struct arena *arena, const struct game *game,
                                 const struct entry *entry, const struct shown_relations *relations)
{
    const struct linker linker = {.arena = arena, .game = game};
    struct view_data *data = view_data_open();
    uint64_t *totals = arena_alloc(arena, (2 * game->relation_count + 1) * sizeof *totals);
    const struct placed placed = {relations->places, relations->place_count};
    const struct piece *piece;

    for (size_t i = 0; i < relations->related_count; i++)
        totals[2 * relations->related[i].relation->index + relations->related[i].reverse]++;
    entry_fields_head(&linker, data, entry);
    entry_fields_set(arena, data, entry);
    entry_fields_better(arena, data, entry);
    related_set(&linker, data, entry,
                &(struct related_list){relations->related, relations->related_count, totals},
                &placed);
    places_set(&linker, data, entry, &placed);
    piece = view_fragment(page_views(), data, arena, "beastiary/entry_body.cs");
    view_data_close(data);
    MUST(piece != NULL);
    check_html(piece->bytes);
    return piece->bytes;
}

/* Names make no difference to what a page is made of. */
static void check_named(struct arena *arena, const struct game *game, const struct entry *entry,
                        const struct shown_relations *relations)
{
    struct entry plain = *entry;
    struct shown_relations others = *relations;

    plain.name = "x";
    others.related = arena_alloc(arena, (relations->related_count + 1) * sizeof *others.related);
    others.places = arena_alloc(arena, (relations->place_count + 1) * sizeof *others.places);
    for (size_t i = 0; i < relations->related_count; i++) {
        others.related[i] = relations->related[i];
        others.related[i].name = "x";
    }
    for (size_t i = 0; i < relations->place_count; i++) {
        others.places[i] = relations->places[i];
        others.places[i].name = others.places[i].map_name = "x";
    }
    must_be_alike(arena, entry_page_of(arena, game, entry, relations),
                  entry_page_of(arena, game, &plain, &others));
}

/* ---- for programs ---- */

static void check_json(struct arena *arena, const struct entry *entry)
{
    const struct kind *kind = entry->kind;
    struct request *r = page_open(arena, "/api/v1/entries", NULL);
    const struct linker linker = {.arena = arena, .origin = r->origin};
    struct json_writer out = json_writer_open(arena, 4096);
    const struct field **fields =
        arena_alloc(arena, (kind->field_count + 1) * sizeof(const struct field *));
    json_t *document;

    for (size_t i = 0; i < kind->field_count; i++)
        fields[i] = &kind->fields[i];
    entry_json(&out, &linker, entry, fields, kind->field_count);
    document =
        json_loads(json_written(&out), JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);
    MUST(document != NULL);
    MUST(strcmp(json_string_value(json_object_get(document, "name")), entry->name) == 0);
    MUST(strstr(json_written(&out),
                record_text(kind->fields, kind->field_count, arena, entry->values)) != NULL);
    json_decref(document);
    page_close(r);
}

void check_shown(struct arena *arena, const struct game *game, const struct entry *entry,
                 const struct shown_relations *relations)
{
    if (relations->related_count > 1)
        qsort(relations->related, relations->related_count, sizeof *relations->related,
              compare_related);
    check_named(arena, game, entry, relations);
    check_json(arena, entry);
}

/* ---- its history ---- */

static const char *history_of(struct arena *arena, const struct game *game,
                              const struct entry *entry, struct difference *differences,
                              size_t count)
{
    const struct linker linker = {.arena = arena};
    struct request *r = page_open(arena, "/beastiary/npc/1/x/history", "Ann");
    const struct revision revision = {.kind_name = entry->kind->name,
                                      .number = 2,
                                      .kind = REVISION_EDITED,
                                      .account_id = 7,
                                      .account_name = entry->name,
                                      .why = entry->name,
                                      .differences = differences,
                                      .count = count};
    const char *whole;

    entry_fields_head(&linker, r->view, entry);
    revision_set(arena, view_item(r->view, "Revisions"), game, &revision, 40);
    page(r, HTTP_OK, "beastiary/history.cs");
    whole = check_page(r);
    page_close(r);
    return whole;
}

/* A text of which there is something, or nothing. */
static const char *any_text(const char *text)
{
    return *text != '\0' ? "x" : "";
}

void check_changes_shown(struct arena *arena, const struct game *game, const struct entry *entry,
                         struct difference *differences, size_t count)
{
    const char *whole = history_of(arena, game, entry, differences, count);
    struct difference *plain = arena_alloc(arena, (count + 1) * sizeof *plain);
    struct entry other = *entry;

    other.name = "x";
    for (size_t i = 0; i < count; i++) {
        const struct field *field = kind_field(entry->kind, differences[i].field);

        plain[i] = differences[i];
        if (plain[i].relation == NULL && field != NULL && field->type != FIELD_TEXT)
            continue;
        if (plain[i].relation == NULL && strcmp(plain[i].field, "hidden") == 0)
            continue;
        plain[i].from = any_text(plain[i].from);
        plain[i].to = any_text(plain[i].to);
    }
    must_be_alike(arena, whole, history_of(arena, game, &other, plain, count));
}
