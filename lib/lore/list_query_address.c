/* A listing's conditions brought to what they are about: entries, an address, words, a query. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/text.h"
#include "game/value.h"
#include "lore/entry.h"
#include "lore/list_query.h"
#include "store/bulk.h"

SHAPE(related, PARAMETERS(id(other), text(relation)), COLUMNS(id(id)));
STATEMENT_OF(related, RELATED_FROM,
             "SELECT DISTINCT from_id FROM relation WHERE to_id = ? AND relation = ?"
             " ORDER BY from_id");
STATEMENT_OF(related, RELATED_TO,
             "SELECT DISTINCT to_id FROM relation WHERE from_id = ? AND relation = ?"
             " ORDER BY to_id");
#define AMONG_SQL                                                                                  \
    " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]')) j JOIN relation r ON "
SHAPE(pairs, PARAMETERS(text(ids), id(other), text(relation)), COLUMNS(id(id), sized_text(record)));
STATEMENT_OF(pairs, PAIRS_FROM,
             "SELECT r.from_id, r.record" AMONG_SQL
             "r.from_id = j.id AND r.to_id = ? AND r.relation = ? ORDER BY r.from_id, r.nth");
STATEMENT_OF(pairs, PAIRS_TO,
             "SELECT r.to_id, r.record" AMONG_SQL
             "r.to_id = j.id AND r.from_id = ? AND r.relation = ? ORDER BY r.to_id, r.nth");
STATEMENT_SET(listing_statements, &RELATED_FROM, &RELATED_TO, &PAIRS_FROM, &PAIRS_TO);

/* ---- relations ---- */

/* Finds the entry that a condition names: by its id, or as its source calls it. 1, 0, -1. */
static int find_other(struct listing *listing, struct database *database, struct arena *arena,
                      uint64_t game_number, const struct listing_condition *condition,
                      struct entry *entry)
{
    const struct relation *relation = condition->relation;
    const struct kind *kind = condition->reverse ? relation->from : relation->to;
    uint64_t id;

    if (text_u64(condition->text, &id)) {
        int found = entry_find(database, arena, listing->game, game_number, id, entry);

        if (found < 0 || (found > 0 && entry->kind == kind))
            return found;
    }
    return entry_by_external(database, arena, listing->game, game_number, kind, condition->text,
                             entry);
}

static int resolve_one(struct listing *listing, struct database *database, struct arena *arena,
                       uint64_t game_number, struct listing_condition *condition)
{
    const struct relation *relation = condition->relation;
    const struct kind *kind = condition->reverse ? relation->from : relation->to;
    struct entry entry;
    int found = find_other(listing, database, arena, game_number, condition, &entry);

    if (found > 0) {
        condition->other_id = entry.id;
        condition->other_name = entry.name;
        condition->text = arena_format(arena, "%" PRIu64, entry.id);
    } else if (found == 0) {
        listing_wrong(listing, condition->name,
                      arena_format(arena, _("%s: there is no “%s” here."), game_text(kind->label),
                                   text_isolated(arena, text_cut(arena, condition->text, 40))));
    }
    return found;
}

/* Keeps of AMONG what the rows, ascending like it, have too; all of them the first time. */
static void keep_common(struct listing *listing, struct arena *arena, struct related_rows *rows)
{
    const struct related_row *row;
    uint64_t *ids = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *ids);
    size_t count = 0, at = 0;

    while ((row = rows_next(rows)) != NULL) {
        uint64_t id = row->id;

        while (listing->among != NULL && at < listing->among_count && listing->among[at] < id)
            at++;
        if (listing->among == NULL || (at < listing->among_count && listing->among[at] == id))
            ids[count++] = id;
    }
    listing->among = ids;
    listing->among_count = count;
}

int listing_resolve(struct listing *listing, struct database *database, struct arena *arena,
                    uint64_t game_number)
{
    listing->among = NULL;
    listing->among_count = 0;
    for (size_t i = 0; i < listing->condition_count; i++) {
        struct listing_condition *condition = &listing->conditions[i];
        struct related_rows *rows;

        if (condition->relation == NULL)
            continue;
        if (condition->other_id == 0) {
            int found = resolve_one(listing, database, arena, game_number, condition);

            if (found < 0)
                return -1;
            if (found == 0)
                continue;
        }
        rows = database_query(database, arena, condition->reverse ? &RELATED_TO : &RELATED_FROM,
                              condition->other_id, condition->relation->name);
        if (rows == NULL)
            return -1;
        keep_common(listing, arena, rows);
    }
    return listing->fault_count == 0;
}

const struct listing_condition *listing_relation(const struct listing *listing)
{
    const struct listing_condition *only = NULL;

    for (size_t i = 0; i < listing->condition_count; i++) {
        if (listing->conditions[i].relation == NULL)
            continue;
        if (only != NULL)
            return NULL;
        only = &listing->conditions[i];
    }
    return only;
}

struct listing_pair *listing_pairs(const struct listing_condition *condition,
                                   struct database *database, struct arena *arena,
                                   const struct entry *entries, size_t count, size_t *pair_count)
{
    const struct relation *relation = condition->relation;
    struct bulk ids = bulk_open(arena, 18 * count + 3);
    struct listing_pair *pairs;
    struct pairs_rows *rows;
    const struct pairs_row *row;

    for (size_t i = 0; i < count; i++) {
        bulk_row(&ids);
        bulk_u64(&ids, entries[i].id);
    }
    rows = database_query(database, arena, condition->reverse ? &PAIRS_TO : &PAIRS_FROM,
                          bulk_end(&ids), condition->other_id, relation->name);
    *pair_count = 0;
    if (rows == NULL)
        return NULL;
    pairs = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *pairs);
    while ((row = rows_next(rows)) != NULL) {
        struct listing_pair *pair = &pairs[(*pair_count)++];

        pair->id = row->id;
        pair->values = arena_alloc(arena, (relation->field_count + 1) * sizeof *pair->values);
        record_parse(relation->fields, relation->field_count, arena, row->record.data,
                     row->record.length, pair->values);
    }
    return pairs;
}

/* ---- the address ---- */

/* A value, its commas left as they are: they are legal there and easier to read. */
static void put_value(struct buffer *address, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, ",");

        buffer_url(address, arena_copy(address->arena, text, length));
        text += length;
        if (*text == ',')
            buffer_byte(address, *text++);
    }
}

static void put_parameter(struct buffer *address, char *join, const char *name, const char *text)
{
    buffer_format(address, "%c%s=", *join, name);
    put_value(address, text);
    *join = '&';
}

static const char *sort_text(struct arena *arena, const struct listing *listing)
{
    const char *name = listing->sort == CATALOGUE_BY_NAME ? "name"
                       : listing->sort == CATALOGUE_BY_ID ? "id"
                                                          : listing->sort_field->name;

    return arena_format(arena, "%s%s", listing->down ? "-" : "", name);
}

/* How many columns were asked for. */
static size_t columns_asked(const struct listing *listing)
{
    return listing->column_count - listing->sort_shown;
}

static const char *columns_text(struct arena *arena, const struct listing *listing)
{
    struct buffer text = buffer_open(arena, 64);

    for (size_t i = 0; i < columns_asked(listing); i++)
        buffer_format(&text, "%s%s", i > 0 ? "," : "", listing->columns[i]->name);
    return text.length > 0 ? text.data : "";
}

static bool same_columns(const struct listing *a, const struct listing *b)
{
    if (columns_asked(a) != columns_asked(b))
        return false;
    for (size_t i = 0; i < columns_asked(a); i++)
        if (a->columns[i] != b->columns[i])
            return false;
    return true;
}

static bool same_sort(const struct listing *a, const struct listing *b)
{
    return a->sort == b->sort && a->down == b->down &&
           (a->sort != CATALOGUE_BY_FIELD || a->sort_field == b->sort_field);
}

char *listing_address_at(struct arena *arena, const struct listing *listing, const char *path)
{
    struct buffer address = buffer_open(arena, 128);
    char join = strchr(path, '?') != NULL ? '&' : '?';
    struct listing *plain = arena_alloc(arena, sizeof *plain);

    listing_begin(plain, listing->game, listing->kind);
    buffer_text(&address, path);
    for (size_t i = 0; i < listing->condition_count; i++)
        put_parameter(&address, &join, listing->conditions[i].name, listing->conditions[i].text);
    if (listing->words != NULL)
        put_parameter(&address, &join, "q", listing->words);
    if (listing->all)
        put_parameter(&address, &join, "all", "1");
    if (!same_sort(listing, plain))
        put_parameter(&address, &join, "sort", sort_text(arena, listing));
    if (columns_asked(listing) > 0 && !same_columns(listing, plain))
        put_parameter(&address, &join, "columns", columns_text(arena, listing));
    if (listing->after != 0)
        buffer_format(&address, "%cafter=%" PRIu64, join, listing->after);
    return address.data;
}

char *listing_address(struct arena *arena, const struct listing *listing)
{
    return listing_address_at(arena, listing,
                              arena_format(arena, "/beastiary/%s/", listing->kind->name));
}

/* ---- the query ---- */

void listing_query(const struct listing *listing, unsigned limit, struct catalogue_query *query)
{
    memset(query, 0, sizeof *query);
    query->kind = listing->kind;
    for (size_t i = 0; i < listing->condition_count; i++)
        if (listing->conditions[i].relation == NULL)
            query->filters[query->filter_count++] = listing->conditions[i].filter;
    query->words = listing->words;
    query->among = listing->among;
    query->among_count = listing->among_count;
    query->all = listing->all;
    query->sort = listing->sort;
    query->field = listing->sort_field;
    query->down = listing->down;
    query->after = listing->after;
    query->limit = limit;
}

/* ---- in words ---- */

static const char *said_number(struct arena *arena, const struct field *field, int64_t number)
{
    struct field plain = *field;
    const char *text;

    plain.shown = field->shown == SHOWN_SIGNED ? SHOWN_PLAIN : field->shown;
    text = value_shown(&plain, arena, &(struct value){.set = true, .number = number});

    return *text != '\0' ? text : "0";
}

static const char *said_range(struct arena *arena, const struct filter *filter)
{
    const char *low = said_number(arena, filter->field, filter->low);
    const char *high = said_number(arena, filter->field, filter->high);

    if (filter->low == filter->high)
        return low;
    if (filter->low == INT64_MIN)
        return arena_format(arena, _("up to %s"), high);
    if (filter->high == INT64_MAX)
        return arena_format(arena, _("from %s"), low);
    return arena_format(arena, _("%s to %s"), low, high);
}

static const char *said_choices(struct arena *arena, const struct filter *filter)
{
    const struct enumeration *values = filter->field->values;
    struct buffer text = buffer_open(arena, 32);

    for (size_t i = 0; i < values->count; i++) {
        size_t bit = filter->field->type == FIELD_MASK ? (size_t)values->choices[i].number : i;

        if ((filter->any[bit / 64] >> bit % 64 & 1) == 0)
            continue;
        if (text.length > 0)
            buffer_text(&text, ", ");
        buffer_text(&text, game_text(values->choices[i].label));
    }
    return text.length > 0 ? text.data : "";
}

const char *listing_said(struct arena *arena, const struct listing_condition *condition)
{
    const struct filter *filter = &condition->filter;

    if (condition->relation != NULL)
        return condition->other_name != NULL ? condition->other_name : condition->text;
    switch (filter->field->type) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL: return said_range(arena, filter);
    case FIELD_FLAG: return filter->low != 0 ? _("Yes") : _("No");
    case FIELD_CHOICE:
    case FIELD_MASK: return said_choices(arena, filter);
    case FIELD_TEXT: return filter->text;
    }
    return "";
}

const char *listing_label(const struct listing_condition *condition)
{
    const struct relation *relation = condition->relation;

    if (relation == NULL)
        return game_text(condition->filter.field->label);
    return game_text(condition->reverse ? relation->reverse_label : relation->label);
}
