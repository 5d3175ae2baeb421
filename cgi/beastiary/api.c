#include "api.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "entry_fields.h"
#include "game/value.h"
#include "lore/catalogue_pool.h"
#include "lore/list_query.h"
#include "web/form.h"
#include "web/json.h"
#include "web/response.h"

#define LIMIT_USUAL 100
#define LIMIT_MOST 200
#define RELATED_MOST 200 /* of one relation and direction */

/* Parameters of this address that are not the list's. */
static const char *const others[] = {"kind", "limit", NULL};

/* ---- members of an object ----
 *
 * Numbers go out as records have them: whole ones of 64 bits, and decimals with no more digits than
 * they have, which a double would not keep. */

/* Appends "NAME": and the comma before it. */
static void put_name(struct buffer *out, const char *name)
{
    if (out->data[out->length - 1] != '{')
        buffer_byte(out, ',');
    buffer_json(out, name);
    buffer_byte(out, ':');
}

static void put_text(struct buffer *out, const char *name, const char *text)
{
    put_name(out, name);
    buffer_json(out, text);
}

static void put_number(struct buffer *out, const char *name, uint64_t number)
{
    put_name(out, name);
    buffer_format(out, "%" PRIu64, number);
}

static void put_flag(struct buffer *out, const char *name, bool flag)
{
    put_name(out, name);
    buffer_text(out, flag ? "true" : "false");
}

static void put_end(struct buffer *out, const char *name, const struct field *field, bool there,
                    int64_t number)
{
    put_name(out, name);
    buffer_text(out, there ? value_plain(field, out->arena,
                                         &(struct value){.set = true, .number = number})
                           : "null");
}

/* Appends the intervals that there are, each with both of its ends. */
static void put_intervals(struct buffer *out, const struct field *fields, size_t count,
                          const struct value *values)
{
    put_name(out, "intervals");
    buffer_byte(out, '{');
    for (size_t i = 0; i < count; i++) {
        struct interval interval;

        if (fields[i].high == NULL || !values_there(&fields[i], values))
            continue;
        interval = values_interval(&fields[i], values);
        put_name(out, fields[i].name);
        buffer_byte(out, '{');
        put_end(out, "min", &fields[i], interval.below || !fields[i].high_open, interval.low);
        put_end(out, "max", &fields[i], !interval.open, interval.high);
        buffer_byte(out, '}');
    }
    buffer_byte(out, '}');
}

/* Appends the numbers that differ by a mask's values, each with those that there are. */
static void put_breakdowns(struct buffer *out, const struct field *fields, size_t count,
                           const struct value *values)
{
    put_name(out, "by_value");
    buffer_byte(out, '{');
    for (size_t i = 0; i < count; i++) {
        struct breakdown all;

        if (fields[i].by == NULL || !values_there(&fields[i], values))
            continue;
        all = values_breakdown(&fields[i], values, UINT64_MAX);
        put_name(out, fields[i].name);
        buffer_byte(out, '{');
        for (size_t e = 0; e < all.count; e++)
            put_end(out, all.list[e]->choice->name, all.list[e]->field, true,
                    values[all.list[e]->field->index].number);
        buffer_byte(out, '}');
    }
    buffer_byte(out, '}');
}

/* Appends fields twice: as a record has them, and as players read them. VALUES that are not to be told
 * are not set. */
static void put_fields(struct buffer *out, const struct field *fields, size_t count,
                       const struct value *values)
{
    put_name(out, "values");
    buffer_text(out, record_text(fields, count, out->arena, values));
    put_name(out, "shown");
    buffer_byte(out, '{');
    for (size_t i = 0; i < count; i++)
        if (values_there(&fields[i], values))
            put_text(out, fields[i].name, values_shown(&fields[i], out->arena, values));
    buffer_byte(out, '}');
    put_intervals(out, fields, count, values);
    put_breakdowns(out, fields, count, values);
}

/* Appends what all answers say of an entry first. */
static void put_entry(struct request *r, struct buffer *out, const struct linker *linker,
                      const struct kind *kind, uint64_t id, const char *external_id,
                      const char *name)
{
    struct linker here = {.arena = out->arena, .catalogue = linker->catalogue};

    put_text(out, "kind", kind->name);
    put_number(out, "id", id);
    put_text(out, "external_id", external_id);
    put_text(out, "name", name);
    put_text(out, "note", link_note(&here, kind, id, NULL));
    put_text(out, "url",
             arena_format(out->arena, "%s%s", r->origin, entry_path(out->arena, kind, id, name)));
}

void entry_json(struct request *r, struct buffer *out, const struct linker *linker,
                const struct entry *entry, const struct field *const *fields, size_t count)
{
    const struct kind *kind = entry->kind;
    struct value *values = arena_alloc(out->arena, (kind->field_count + 1) * sizeof *values);

    for (size_t i = 0; i < count; i++) {
        values[fields[i]->index] = entry->values[fields[i]->index];
        if (fields[i]->high != NULL)
            values[fields[i]->high->index] = entry->values[fields[i]->high->index];
        for (size_t e = 0; e < fields[i]->each_count; e++) {
            size_t part = fields[i]->each[e].field->index;

            values[part] = entry->values[part];
        }
    }
    buffer_byte(out, '{');
    put_entry(r, out, linker, kind, entry->id, entry->external_id, entry->name);
    put_fields(out, kind->fields, kind->field_count, values);
    buffer_byte(out, '}');
}

/* ---- lists ---- */

static enum http_status wrong(struct request *r, const struct listing *listing)
{
    return json_error(r, HTTP_BAD_REQUEST, "invalid", listing->faults[0].message,
                      listing->faults[0].name);
}

static void put_next(struct request *r, struct buffer *out, const struct listing *listing,
                     const struct catalogue_page *found, unsigned limit)
{
    struct listing after = *listing;
    char *path;

    put_name(out, "next");
    if (!found->more || found->count == 0) {
        buffer_text(out, "null");
        return;
    }
    after.after = found->entries[found->count - 1].id;
    path = arena_format(r->arena, "%s/api/v1/entries?kind=%s&limit=%u", r->origin,
                        listing->kind->name, limit);
    buffer_json(out, listing_address_at(r->arena, &after, path));
}

static enum http_status answer_list(struct request *r, struct listing *listing,
                                    const struct linker *linker, unsigned limit)
{
    struct buffer out = buffer_open(r->arena, 16384);
    struct catalogue_query query;
    struct catalogue_page found;

    listing_query(listing, limit, &query);
    if (catalogue_list(linker->catalogue, r->arena, &query, &found) != 0) {
        listing_wrong(listing, "after", _("The page that this list should go on from is gone."));
        return wrong(r, listing);
    }
    buffer_byte(&out, '{');
    put_number(&out, "total", found.total);
    put_name(&out, "entries");
    for (size_t i = 0; i < found.count; i++) {
        buffer_byte(&out, i > 0 ? ',' : '[');
        entry_json(r, &out, linker, &found.entries[i], listing->columns, listing->column_count);
    }
    buffer_text(&out, found.count > 0 ? "]" : "[]");
    put_next(r, &out, listing, &found, limit);
    buffer_byte(&out, '}');
    return json_answer_text_once(r, out.data);
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
    struct linker linker;
    struct ground ground;
    enum http_status status = find_kind(r, &ground, &kind);

    if (status != HTTP_OK)
        return status;
    if (!form_ok(r))
        return json_field_error(r);
    listing_begin(listing, ground.game, kind);
    listing->writer = RANGE_PROGRAM;
    if (!listing_read(listing, r->arena, &r->query, others))
        return wrong(r, listing);
    switch (listing_resolve(listing, r->worker->database, r->arena, ground.number)) {
    case 0: return wrong(r, listing);
    case 1: break;
    default: return refuse_unavailable(r);
    }
    linker = linker_open(r, &ground);
    if (linker.catalogue == NULL)
        return refuse_unavailable(r);
    return answer_list(r, listing, &linker, limit);
}

/* ---- one entry ---- */

static void put_related(struct request *r, struct buffer *out, const struct linker *linker,
                        const struct related *related)
{
    const struct relation *relation = related->relation;

    buffer_byte(out, '{');
    put_entry(r, out, linker, related->reverse ? relation->from : relation->to, related->id,
              related->external_id, related->name);
    put_fields(out, relation->fields, relation->field_count, related->values);
    buffer_byte(out, '}');
}

/* Appends what is in one relation, COUNT of TOTAL, seen from this end. */
static void put_relation(struct request *r, struct buffer *out, const struct linker *linker,
                         const struct related *related, size_t count, uint64_t total)
{
    const struct relation *relation = related->relation;

    buffer_byte(out, '{');
    put_text(out, "relation", related->reverse ? relation->reverse_name : relation->name);
    put_number(out, "total", total);
    put_name(out, "entries");
    for (size_t i = 0; i < count; i++) {
        buffer_byte(out, i > 0 ? ',' : '[');
        put_related(r, out, linker, &related[i]);
    }
    buffer_text(out, "]}");
}

static void put_relations(struct request *r, struct buffer *out, const struct linker *linker,
                          const struct related *related, size_t count, const uint64_t *totals)
{
    put_name(out, "relations");
    buffer_byte(out, '[');
    for (size_t i = 0, length; i < count; i += length) {
        const struct related *first = &related[i];

        length = 1;
        while (i + length < count && first[length].relation == first->relation &&
               first[length].reverse == first->reverse)
            length++;
        if (i > 0)
            buffer_byte(out, ',');
        put_relation(r, out, linker, first, length,
                     totals[2 * first->relation->index + first->reverse]);
    }
    buffer_byte(out, ']');
}

static enum http_status answer_entry(struct request *r, const struct ground *ground,
                                     const struct entry *entry)
{
    const struct kind *kind = entry->kind;
    struct linker linker = linker_open(r, ground);
    struct buffer out = buffer_open(r->arena, 16384);
    uint64_t *totals;
    size_t count;
    struct related *related = entry_related(r->worker->database, r->arena, ground->game, entry,
                                            RELATED_MOST, &count, &totals);

    if (related == NULL)
        return refuse_unavailable(r);
    buffer_byte(&out, '{');
    put_entry(r, &out, &linker, kind, entry->id, entry->external_id, entry->name);
    put_number(&out, "revision", entry->revision);
    put_flag(&out, "hidden", entry->hidden);
    put_flag(&out, "vanished", entry->state == ENTRY_VANISHED);
    put_text(&out, "changed", clock_rfc3339(r->arena, entry->changed));
    put_fields(&out, kind->fields, kind->field_count, entry->values);
    put_relations(r, &out, &linker, related, count, totals);
    buffer_byte(&out, '}');
    return json_answer_text(r, HTTP_OK, out.data);
}

/* What the answer depends on: the game as a whole, since relations lead to names elsewhere in it. */
static char *tag_of(struct request *r, const struct ground *ground, uint64_t id)
{
    const char *const *notes = shelf_depends(r, ground->number);
    const char *keys[] = {notes[0], notes[1], arena_format(r->arena, "entry:%" PRIu64, id), NULL};

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
