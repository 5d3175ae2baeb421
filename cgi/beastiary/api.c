/* Entries for programs: the list's query, read by the list's own reader, so that an address of a
 * page becomes one of the API by its path alone. What a page shows in pieces (intervals, numbers
 * by a class) is told twice, as record and as players read it: a program that computes and one
 * that displays need not know the game's rules.
 *
 * A list's answers are made anew each time: there are as many as there are questions. An entry's
 * carry a tag, as whoever mirrors a game asks for each again and again. */
#include "api.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "entry_fields.h"
#include "game/value.h"
#include "lore/catalogue_pool.h"
#include "lore/list_query.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"

#define LIMIT_DEFAULT 100
#define LIMIT_MAX 200
#define RELATED_MAX 200 /* of one relation and direction */

/* Parameters of this address that are not the list's. */
static const char *const others[] = {"kind", "limit", NULL};

/* ---- members of an object ----
 *
 * Numbers go out as records have them: whole ones of 64 bits, and decimals with no more digits than
 * they have, which a double would not keep. */

/* Writes an end of an interval; null where there is none. */
static void put_end(struct json_writer *json, const char *name, const struct field *field,
                    bool there, int64_t number)
{
    struct value value = {.set = true, .number = number};

    json_member_raw(json, name, there ? value_plain(field, json->to->arena, &value) : "null");
}

/* Writes the intervals that there are, each with both of its ends. */
static void put_intervals(struct json_writer *json, const struct field *fields, size_t count,
                          const struct value *values)
{
    json_member_object(json, "intervals");
    for (size_t i = 0; i < count; i++) {
        struct interval interval;

        if (fields[i].high == NULL || !values_present(&fields[i], values))
            continue;
        interval = values_interval(&fields[i], values);
        json_member_object(json, fields[i].name);
        put_end(json, "min", &fields[i], interval.below || !fields[i].high_open, interval.low);
        put_end(json, "max", &fields[i], !interval.open, interval.high);
        json_end_object(json);
    }
    json_end_object(json);
}

/* Writes the numbers that differ by a mask's values, each with those that there are. */
static void put_breakdowns(struct json_writer *json, const struct field *fields, size_t count,
                           const struct value *values)
{
    json_member_object(json, "by_value");
    for (size_t i = 0; i < count; i++) {
        struct breakdown all;

        if (fields[i].by == NULL || !values_present(&fields[i], values))
            continue;
        all = values_breakdown(&fields[i], values, UINT64_MAX);
        json_member_object(json, fields[i].name);
        for (size_t e = 0; e < all.count; e++)
            put_end(json, all.list[e]->choice->name, all.list[e]->field, true,
                    values[all.list[e]->field->index].number);
        json_end_object(json);
    }
    json_end_object(json);
}

/* Writes fields twice: as a record has them, and as players read them. VALUES that are not to be
 * told are not set. */
static void put_both_forms(struct json_writer *json, const struct field *fields, size_t count,
                           const struct value *values)
{
    json_member_raw(json, "values", record_text(fields, count, json->to->arena, values));
    json_member_object(json, "shown");
    for (size_t i = 0; i < count; i++)
        if (values_present(&fields[i], values))
            json_member_text(json, fields[i].name,
                             values_shown(&fields[i], json->to->arena, values));
    json_end_object(json);
    put_intervals(json, fields, count, values);
    put_breakdowns(json, fields, count, values);
}

/* Writes what all answers say of an entry first. */
static void put_entry_head(struct json_writer *json, const struct linker *linker,
                           const struct entry_name *entry, const char *external_id)
{
    struct arena *arena = json->to->arena;
    struct linker here = {.arena = arena, .catalogue = linker->catalogue};

    json_member_text(json, "kind", entry->kind->name);
    json_member_u64(json, "id", entry->id);
    json_member_text(json, "external_id", external_id);
    json_member_text(json, "name", entry->name);
    json_member_text(json, "note", link_note(&here, entry->kind, entry->id, NULL));
    json_member_text(json, "url",
                     arena_format(arena, "%s%s", linker->origin,
                                  entry_path(arena, entry->kind, entry->id, entry->name)));
}

void entry_json(struct json_writer *json, const struct linker *linker, const struct entry *entry,
                const struct field *const *fields, size_t count)
{
    const struct kind *kind = entry->kind;
    struct value *values = arena_alloc(json->to->arena, (kind->field_count + 1) * sizeof *values);

    for (size_t i = 0; i < count; i++) {
        values[fields[i]->index] = entry->values[fields[i]->index];
        if (fields[i]->high != NULL)
            values[fields[i]->high->index] = entry->values[fields[i]->high->index];
        for (size_t e = 0; e < fields[i]->each_count; e++) {
            size_t part = fields[i]->each[e].field->index;

            values[part] = entry->values[part];
        }
    }
    json_begin_object(json);
    put_entry_head(json, linker, &(struct entry_name){kind, entry->id, entry->name},
                   entry->external_id);
    put_both_forms(json, kind->fields, kind->field_count, values);
    json_end_object(json);
}

/* ---- lists ---- */

static enum http_status refuse_list_query(struct request *r, const struct list_query *list_query)
{
    return json_error(r, HTTP_BAD_REQUEST, "invalid", list_query->faults[0].message,
                      list_query->faults[0].name);
}

/* Goes on behind an id and not from a number: what is added meanwhile moves no page. */
static void put_next(struct request *r, struct json_writer *json,
                     const struct list_query *list_query, const struct catalogue_page *found,
                     unsigned limit)
{
    struct list_query after = *list_query;
    char *path;

    json_name(json, "next");
    if (!found->more || found->count == 0) {
        json_put_null(json);
        return;
    }
    after.after = found->entries[found->count - 1].id;
    path = arena_format(r->arena, "%s/api/v1/entries?kind=%s&limit=%u", r->origin,
                        list_query->kind->name, limit);
    json_put_text(json, list_query_address_at(r->arena, &after, path));
}

static enum http_status answer_list(struct request *r, struct list_query *list_query,
                                    const struct linker *linker, unsigned limit)
{
    struct json_writer json = json_writer_open(r->arena, 16384);
    struct catalogue_query query;
    struct catalogue_page found;

    list_query_query(list_query, limit, &query);
    if (catalogue_list(linker->catalogue, r->arena, &query, &found) != 0) {
        list_query_wrong(list_query, "after",
                         _("The page that this list should go on from is gone."));
        return refuse_list_query(r, list_query);
    }
    json_begin_object(&json);
    json_member_u64(&json, "total", found.total);
    json_member_array(&json, "entries");
    for (size_t i = 0; i < found.count; i++)
        entry_json(&json, linker, &found.entries[i], list_query->columns, list_query->column_count);
    json_end_array(&json);
    put_next(r, &json, list_query, &found, limit);
    json_end_object(&json);
    return json_answer_once(r, &json);
}

/* The kind that the query names. HTTP_OK, or what is answered instead. */
static enum http_status find_asked_kind(struct request *r, struct game_context *site_game,
                                        const struct kind **kind)
{
    const char *name = query_line(r, "kind", 40);

    if (!site_game_find(r, site_game))
        return HTTP_UNAVAILABLE;
    *kind = name != NULL && site_game->game != NULL ? game_kind(site_game->game, name) : NULL;
    if (*kind == NULL)
        return json_error(r, HTTP_BAD_REQUEST, "invalid",
                          name != NULL ? _("There is no such kind of entries here.")
                                       : _("This must be one of the game's kinds."),
                          "kind");
    return HTTP_OK;
}

enum http_status api_entries(struct request *r)
{
    struct list_query *list_query = arena_alloc(r->arena, sizeof *list_query);
    unsigned limit = (unsigned)query_int(r, "limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
    const struct kind *kind = NULL;
    struct linker linker;
    struct game_context site_game;
    enum http_status status = find_asked_kind(r, &site_game, &kind);

    if (status != HTTP_OK)
        return status;
    if (!form_ok(r))
        return json_field_error(r);
    list_query_begin(list_query, site_game.game, kind);
    list_query->writer = RANGE_PROGRAM;
    if (!list_query_read(list_query, r->arena, &r->query, others))
        return refuse_list_query(r, list_query);
    switch (list_query_resolve(list_query, &site_game)) {
    case 0: return refuse_list_query(r, list_query);
    case 1: break;
    default: return HTTP_UNAVAILABLE;
    }
    linker = linker_open(r, &site_game);
    if (linker.catalogue == NULL)
        return HTTP_UNAVAILABLE;
    return answer_list(r, list_query, &linker, limit);
}

/* ---- one entry ---- */

static void put_related(struct json_writer *json, const struct linker *linker,
                        const struct related *related)
{
    const struct relation *relation = related->relation;

    json_begin_object(json);
    put_entry_head(json, linker,
                   &(struct entry_name){related->reverse ? relation->from : relation->to,
                                        related->id, related->name},
                   related->external_id);
    put_both_forms(json, relation->fields, relation->field_count, related->values);
    json_end_object(json);
}

/* Writes what is in one relation, COUNT of TOTAL, seen from this end. */
static void put_relation(struct json_writer *json, const struct linker *linker,
                         const struct related *related, size_t count, uint64_t total)
{
    const struct relation *relation = related->relation;

    json_begin_object(json);
    json_member_text(json, "relation", related->reverse ? relation->reverse_name : relation->name);
    json_member_u64(json, "total", total);
    json_member_array(json, "entries");
    for (size_t i = 0; i < count; i++)
        put_related(json, linker, &related[i]);
    json_end_array(json);
    json_end_object(json);
}

/* Rows come sorted by relation and direction, so that a run of them is one relation. */
static void put_relations(struct json_writer *json, const struct linker *linker,
                          const struct related_list *related)
{
    json_member_array(json, "relations");
    for (size_t i = 0, length; i < related->count; i += length) {
        const struct related *first = &related->list[i];

        length = 1;
        while (i + length < related->count && first[length].relation == first->relation &&
               first[length].reverse == first->reverse)
            length++;
        put_relation(json, linker, first, length,
                     related->totals[2 * first->relation->index + first->reverse]);
    }
    json_end_array(json);
}

static enum http_status answer_entry(struct request *r, const struct game_context *site_game,
                                     const struct entry *entry)
{
    const struct kind *kind = entry->kind;
    struct linker linker = linker_open(r, site_game);
    struct json_writer json = json_writer_open(r->arena, 16384);
    struct related_list related;

    if (entry_related(site_game, entry, RELATED_MAX, &related) != 0)
        return HTTP_UNAVAILABLE;
    json_begin_object(&json);
    put_entry_head(&json, &linker, &(struct entry_name){kind, entry->id, entry->name},
                   entry->external_id);
    json_member_u64(&json, "revision", entry->revision);
    json_member_flag(&json, "hidden", entry->hidden);
    json_member_flag(&json, "vanished", entry->state == ENTRY_VANISHED);
    json_member_text(&json, "changed", clock_rfc3339(r->arena, entry->changed));
    put_both_forms(&json, kind->fields, kind->field_count, entry->values);
    put_relations(&json, &linker, &related);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}

/* What the answer depends on: the game as a whole, since relations lead to names elsewhere in it.
 * The stamp is taken before the entry is read: what changes in between makes the tag too old,
 * which costs one more answer, and never lets an old answer bear a new tag. */
static char *tag_of(struct request *r, const struct game_context *site_game, uint64_t id)
{
    const char *const *notes = catalogue_pool_depends(r, site_game->number);
    const char *keys[] = {notes[0], notes[1], arena_format(r->arena, "entry:%" PRIu64, id), NULL};

    return arena_format(r->arena, "%s|%s|%" PRIu64 "|%" PRIu64, r->language, r->origin, id,
                        generation_stamp(r->worker->shared, keys));
}

enum http_status api_entry(struct request *r)
{
    uint64_t id = path_id(r, "id");
    struct game_context site_game;
    struct entry entry;
    const char *tag;
    int found;

    if (!site_game_find(r, &site_game))
        return HTTP_UNAVAILABLE;
    if (site_game.game == NULL || id == 0)
        return HTTP_NOT_FOUND;
    tag = tag_of(r, &site_game, id);
    found = entry_find(&site_game, id, &entry);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0 || strcmp(entry.kind->name, path_text(r, "kind")) != 0)
        return HTTP_NOT_FOUND;
    if (response_matches(r, tag))
        return HTTP_NOT_MODIFIED;
    return answer_entry(r, &site_game, &entry);
}
