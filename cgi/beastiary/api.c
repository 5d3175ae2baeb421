#include "api.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "facts.h"
#include "ground.h"
#include "lore/listing.h"
#include "lore/shelf.h"
#include "lore/value.h"
#include "web/form.h"
#include "web/json.h"
#include "web/response.h"

#define LIMIT_USUAL 100
#define LIMIT_MOST 200
#define RELATED_MOST 200 /* of one relation and direction */

/* Parameters of this address that are not the list's. */
static const char *const others[] = {"kind", "limit", NULL};

static json_t *number(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *parsed(const char *text)
{
    json_t *value = json_loads(text, 0, NULL);

    if (value == NULL)
        abort();
    return value;
}

/* The values of some fields as a record has them. */
static json_t *values_json(struct arena *arena, const struct kind *kind, const struct entry *entry,
                           const struct field *const *fields, size_t count)
{
    struct value *values = arena_alloc(arena, (kind->field_count + 1) * sizeof *values);

    for (size_t i = 0; i < count; i++)
        values[fields[i]->index] = entry->values[fields[i]->index];
    return parsed(record_text(kind->fields, kind->field_count, arena, values));
}

json_t *entry_json(struct request *r, struct arena *arena, const struct entry *entry,
                   const struct field *const *fields, size_t count)
{
    char *url = arena_format(arena, "%s%s", r->origin,
                             entry_path(arena, entry->kind, entry->id, entry->name));

    return json_pack("{s:s,s:o,s:s,s:s,s:s,s:o}", "kind", entry->kind->name, "id",
                     number(entry->id), "external_id", entry->external_id, "name", entry->name,
                     "url", url, "values", values_json(arena, entry->kind, entry, fields, count));
}

/* ---- lists ---- */

static enum http_status wrong(struct request *r, const struct listing *listing)
{
    return json_error(r, HTTP_BAD_REQUEST, "invalid", listing->faults[0].message,
                      listing->faults[0].name);
}

static json_t *next_json(struct request *r, const struct listing *listing,
                         const struct catalogue_page *found, unsigned limit)
{
    struct listing after = *listing;
    char *path;

    if (!found->more || found->count == 0)
        return json_null();
    after.after = found->entries[found->count - 1].id;
    path = arena_format(r->arena, "%s/api/v1/entries?kind=%s&limit=%u", r->origin,
                        listing->kind->name, limit);
    return json_string(listing_address_at(r->arena, &after, path));
}

static enum http_status answer_list(struct request *r, struct listing *listing,
                                    struct catalogue *catalogue, unsigned limit)
{
    struct catalogue_query query;
    struct catalogue_page found;
    json_t *list = json_array();

    listing_query(listing, limit, &query);
    if (catalogue_list(catalogue, r->arena, &query, &found) != 0) {
        json_decref(list);
        listing_wrong(listing, "after", _("The page that this list should go on from is gone."));
        return wrong(r, listing);
    }
    for (size_t i = 0; i < found.count; i++)
        json_array_append_new(list, entry_json(r, r->arena, &found.entries[i], listing->columns,
                                               listing->column_count));
    return json_answer_once(r, json_pack("{s:o,s:o,s:o}", "total", number(found.total), "entries",
                                         list, "next", next_json(r, listing, &found, limit)));
}

/* The kind that the query names. HTTP_OK, or the answer that was made. */
static enum http_status find_kind(struct request *r, struct ground *ground,
                                  const struct kind **kind)
{
    const char *name = query_line(r, "kind", 40);

    if (!ground_find(r, ground))
        return refuse_unavailable(r);
    *kind = name != NULL && ground->game != NULL ? game_kind(ground->game, name) : NULL;
    if (*kind == NULL)
        return json_error(r, HTTP_BAD_REQUEST, "invalid",
                          name != NULL ? _("There is no such kind of entries here.")
                                       : _("This must be one of the game's kinds."),
                          "kind");
    return HTTP_OK;
}

enum http_status api_entries(struct request *r)
{
    struct listing *listing = arena_alloc(r->arena, sizeof *listing);
    unsigned limit = (unsigned)query_int(r, "limit", 1, LIMIT_MOST, LIMIT_USUAL);
    const struct kind *kind = NULL;
    struct catalogue *catalogue;
    struct ground ground;
    enum http_status status = find_kind(r, &ground, &kind);

    if (status != HTTP_OK)
        return status;
    if (!form_ok(r))
        return json_field_error(r);
    listing_begin(listing, ground.game, kind);
    if (!listing_read(listing, r->arena, &r->query, others))
        return wrong(r, listing);
    switch (listing_resolve(listing, r->worker->database, r->arena, ground.number)) {
    case 0: return wrong(r, listing);
    case 1: break;
    default: return refuse_unavailable(r);
    }
    catalogue = shelf_catalogue(r, ground.game, ground.number);
    if (catalogue == NULL)
        return refuse_unavailable(r);
    return answer_list(r, listing, catalogue, limit);
}

/* ---- one entry ---- */

static json_t *shown_json(struct arena *arena, const struct entry *entry)
{
    json_t *shown = json_object();

    for (size_t i = 0; i < entry->kind->field_count; i++) {
        const struct field *field = &entry->kind->fields[i];

        if (value_there(field, &entry->values[i]))
            json_object_set_new(shown, field->name,
                                json_string(value_shown(field, arena, &entry->values[i])));
    }
    return shown;
}

static json_t *related_json(struct request *r, const struct related *related)
{
    const struct relation *relation = related->relation;
    const struct kind *kind = related->reverse ? relation->from : relation->to;
    char *url = arena_format(r->arena, "%s%s", r->origin,
                             entry_path(r->arena, kind, related->id, related->name));

    return json_pack("{s:s,s:o,s:s,s:s,s:s,s:o}", "kind", kind->name, "id", number(related->id),
                     "external_id", related->external_id, "name", related->name, "url", url,
                     "values",
                     parsed(record_text(relation->fields, relation->field_count, r->arena,
                                        related->values)));
}

/* The relation's part of the answer: its name from this end, how many there are, and the first. */
static json_t *relation_json(const struct related *first, uint64_t total)
{
    const struct relation *relation = first->relation;

    return json_pack("{s:s,s:o,s:[]}", "relation",
                     first->reverse ? relation->reverse_name : relation->name, "total",
                     number(total), "entries");
}

static json_t *relations_json(struct request *r, const struct related *related, size_t count,
                              const uint64_t *totals)
{
    json_t *list = json_array(), *part = NULL;

    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && related[i].relation == related[i - 1].relation &&
                    related[i].reverse == related[i - 1].reverse;

        if (!same) {
            part = relation_json(&related[i],
                                 totals[2 * related[i].relation->index + related[i].reverse]);
            json_array_append_new(list, part);
        }
        json_array_append_new(json_object_get(part, "entries"), related_json(r, &related[i]));
    }
    return list;
}

static enum http_status answer_entry(struct request *r, const struct ground *ground,
                                     const struct entry *entry)
{
    const struct kind *kind = entry->kind;
    char *url = arena_format(r->arena, "%s%s", r->origin,
                             entry_path(r->arena, kind, entry->id, entry->name));
    uint64_t *totals;
    size_t count;
    struct related *related = entry_related(r->worker->database, r->arena, ground->game, entry,
                                            RELATED_MOST, &count, &totals);

    if (related == NULL)
        return refuse_unavailable(r);
    return json_answer(
        r, HTTP_OK,
        json_pack("{s:s,s:o,s:s,s:s,s:s,s:o,s:b,s:b,s:s,s:o,s:o,s:o}", "kind", kind->name, "id",
                  number(entry->id), "external_id", entry->external_id, "name", entry->name, "url",
                  url, "revision", number(entry->revision), "hidden", entry->hidden, "vanished",
                  entry->state == ENTRY_VANISHED, "changed",
                  clock_rfc3339(r->arena, entry->changed), "values",
                  parsed(record_text(kind->fields, kind->field_count, r->arena, entry->values)),
                  "shown", shown_json(r->arena, entry), "relations",
                  relations_json(r, related, count, totals)));
}

/* What the answer depends on: the game as a whole, since relations lead to names elsewhere in it. */
static char *tag_of(struct request *r, const struct ground *ground, uint64_t id)
{
    const char *keys[] = {arena_format(r->arena, "lore:%" PRIu64, ground->number),
                          arena_format(r->arena, "entry:%" PRIu64, id), NULL};

    return arena_format(r->arena, "%s|%s|%" PRIu64 "|%" PRIu64, r->language, r->origin, id,
                        generation_stamp(r->worker->shared, keys));
}

enum http_status api_entry(struct request *r)
{
    uint64_t id = path_id(r, "id");
    struct ground ground;
    struct entry entry;
    const char *tag;
    int found;

    if (!ground_find(r, &ground))
        return refuse_unavailable(r);
    if (ground.game == NULL || id == 0)
        return refuse_not_found(r);
    tag = tag_of(r, &ground, id);
    found = entry_find(r->worker->database, r->arena, ground.game, ground.number, id, &entry);
    if (found < 0)
        return refuse_unavailable(r);
    if (found == 0 || strcmp(entry.kind->name, path_text(r, "kind")) != 0)
        return refuse_not_found(r);
    if (response_matches(r, tag))
        return HTTP_NOT_MODIFIED;
    return answer_entry(r, &ground, &entry);
}
