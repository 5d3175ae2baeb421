/* A list query's conditions brought to what they are about: entries, an address, words, a query.
 *
 * Relations are the one thing that the catalogue does not have. Their conditions become a set of
 * ids (`among`), by one query each over an index, which the catalogue's pass takes like any other
 * filter; ids come sorted and are merged. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/text/text.h"
#include "game/value.h"
#include "lore/entry.h"
#include "lore/list_query.h"
#include "store/bulk.h"

SIGNATURE(related, PARAMETERS(id(other), text(relation)), COLUMNS(id(id)));
STATEMENT_OF(related, RELATED_FROM,
             "SELECT DISTINCT from_id FROM relation WHERE to_id = ? AND relation = ?"
             " ORDER BY from_id");
STATEMENT_OF(related, RELATED_TO,
             "SELECT DISTINCT to_id FROM relation WHERE from_id = ? AND relation = ?"
             " ORDER BY to_id");
#define AMONG_SQL                                                                                  \
    " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]')) j JOIN relation r ON "
SIGNATURE(pairs, PARAMETERS(text(ids), id(other), text(relation)),
          COLUMNS(id(id), sized_text(record)));
STATEMENT_OF(pairs, PAIRS_FROM,
             "SELECT r.from_id, r.record" AMONG_SQL
             "r.from_id = j.id AND r.to_id = ? AND r.relation = ? ORDER BY r.from_id, r.nth");
STATEMENT_OF(pairs, PAIRS_TO,
             "SELECT r.to_id, r.record" AMONG_SQL
             "r.to_id = j.id AND r.from_id = ? AND r.relation = ? ORDER BY r.to_id, r.nth");
STATEMENT_SET(list_query_statements, &RELATED_FROM, &RELATED_TO, &PAIRS_FROM, &PAIRS_TO);

/* ---- relations ---- */

/* Finds the entry that a condition names: by its id, or as its source calls it. 1, 0, -1. */
static int find_other(const struct game_context *context,
                      const struct list_query_condition *condition, struct entry *entry)
{
    const struct relation *relation = condition->relation;
    const struct kind *kind = condition->reverse ? relation->from : relation->to;
    uint64_t id;

    if (text_u64(condition->text, &id)) {
        int found = entry_find(context, id, entry);

        if (found < 0 || (found > 0 && entry->kind == kind))
            return found;
    }
    return entry_by_external(context, kind, condition->text, entry);
}

/* The tidy address has our id, whatever was typed: ids of sources may change with an import. */
static int resolve_one(struct list_query *list_query, const struct game_context *context,
                       struct list_query_condition *condition)
{
    struct arena *arena = context->arena;
    const struct relation *relation = condition->relation;
    const struct kind *kind = condition->reverse ? relation->from : relation->to;
    struct entry entry;
    int found = find_other(context, condition, &entry);

    if (found > 0) {
        condition->other_id = entry.id;
        condition->other_name = entry.name;
        condition->text = arena_format(arena, "%" PRIu64, entry.id);
    } else if (found == 0) {
        list_query_wrong(list_query, condition->name,
                         arena_format(arena, _("%s: there is no “%s” here."),
                                      game_text(kind->label),
                                      text_isolated(arena, text_cut(arena, condition->text, 40))));
    }
    return found;
}

/* Keeps of AMONG what the rows, ascending like it, have too; all of them the first time. */
static void keep_common(struct list_query *list_query, struct arena *arena,
                        struct related_rows *rows)
{
    const struct related_row *row;
    uint64_t *ids = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *ids);
    size_t count = 0, at = 0;

    while ((row = rows_next(rows)) != NULL) {
        uint64_t id = row->id;

        while (list_query->among != NULL && at < list_query->among_count &&
               list_query->among[at] < id)
            at++;
        if (list_query->among == NULL ||
            (at < list_query->among_count && list_query->among[at] == id))
            ids[count++] = id;
    }
    list_query->among = ids;
    list_query->among_count = count;
}

int list_query_resolve(struct list_query *list_query, const struct game_context *context)
{
    list_query->among = NULL;
    list_query->among_count = 0;
    for (size_t i = 0; i < list_query->condition_count; i++) {
        struct list_query_condition *condition = &list_query->conditions[i];
        struct related_rows *rows;

        if (condition->relation == NULL)
            continue;
        if (condition->other_id == 0) {
            int found = resolve_one(list_query, context, condition);

            if (found < 0)
                return -1;
            if (found == 0)
                continue;
        }
        rows = database_query(context->database, context->arena,
                              condition->reverse ? &RELATED_TO : &RELATED_FROM, condition->other_id,
                              condition->relation->name);
        if (rows == NULL)
            return -1;
        keep_common(list_query, context->arena, rows);
    }
    return list_query->fault_count == 0;
}

const struct list_query_condition *list_query_relation(const struct list_query *list_query)
{
    const struct list_query_condition *only = NULL;

    for (size_t i = 0; i < list_query->condition_count; i++) {
        if (list_query->conditions[i].relation == NULL)
            continue;
        if (only != NULL)
            return NULL;
        only = &list_query->conditions[i];
    }
    return only;
}

struct list_query_pair *list_query_pairs(struct database *database, struct arena *arena,
                                         const struct list_query_condition *condition,
                                         const struct catalogue_page *found, size_t *count)
{
    const struct relation *relation = condition->relation;
    struct bulk ids = bulk_open(arena, 18 * found->count + 3);
    struct list_query_pair *pairs;
    struct pairs_rows *rows;
    const struct pairs_row *row;

    for (size_t i = 0; i < found->count; i++) {
        bulk_row(&ids);
        bulk_u64(&ids, found->entries[i].id);
    }
    rows = database_query(database, arena, condition->reverse ? &PAIRS_TO : &PAIRS_FROM,
                          bulk_end(&ids), condition->other_id, relation->name);
    *count = 0;
    if (rows == NULL)
        return NULL;
    pairs = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *pairs);
    while ((row = rows_next(rows)) != NULL) {
        struct list_query_pair *pair = &pairs[(*count)++];

        pair->id = row->id;
        pair->values = arena_alloc(arena, (relation->field_count + 1) * sizeof *pair->values);
        record_parse(relation->fields, relation->field_count, arena, row->record, pair->values);
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

static const char *sort_text(struct arena *arena, const struct list_query *list_query)
{
    const char *name = list_query->sort == CATALOGUE_BY_NAME ? "name"
                       : list_query->sort == CATALOGUE_BY_ID ? "id"
                                                             : list_query->sort_field->name;

    return arena_format(arena, "%s%s", list_query->down ? "-" : "", name);
}

/* How many columns were asked for. */
static size_t columns_asked(const struct list_query *list_query)
{
    return list_query->column_count - list_query->sort_shown;
}

static const char *columns_text(struct arena *arena, const struct list_query *list_query)
{
    struct buffer text = buffer_open(arena, 64);

    for (size_t i = 0; i < columns_asked(list_query); i++)
        buffer_format(&text, "%s%s", i > 0 ? "," : "", list_query->columns[i]->name);
    return text.length > 0 ? text.data : "";
}

static bool same_columns(const struct list_query *a, const struct list_query *b)
{
    if (columns_asked(a) != columns_asked(b))
        return false;
    for (size_t i = 0; i < columns_asked(a); i++)
        if (a->columns[i] != b->columns[i])
            return false;
    return true;
}

static bool same_sort(const struct list_query *a, const struct list_query *b)
{
    return a->sort == b->sort && a->down == b->down &&
           (a->sort != CATALOGUE_BY_FIELD || a->sort_field == b->sort_field);
}

char *list_query_address_at(struct arena *arena, const struct list_query *list_query,
                            const char *path)
{
    struct buffer address = buffer_open(arena, 128);
    char join = strchr(path, '?') != NULL ? '&' : '?';
    struct list_query *plain = arena_alloc(arena, sizeof *plain);

    list_query_begin(plain, list_query->game, list_query->kind);
    buffer_text(&address, path);
    for (size_t i = 0; i < list_query->condition_count; i++)
        put_parameter(&address, &join, list_query->conditions[i].name,
                      list_query->conditions[i].text);
    if (list_query->words != NULL)
        put_parameter(&address, &join, "q", list_query->words);
    if (list_query->all)
        put_parameter(&address, &join, "all", "1");
    if (!same_sort(list_query, plain))
        put_parameter(&address, &join, "sort", sort_text(arena, list_query));
    if (columns_asked(list_query) > 0 && !same_columns(list_query, plain))
        put_parameter(&address, &join, "columns", columns_text(arena, list_query));
    if (list_query->after != 0)
        buffer_format(&address, "%cafter=%" PRIu64, join, list_query->after);
    return address.data;
}

char *list_query_address(struct arena *arena, const struct list_query *list_query)
{
    return list_query_address_at(arena, list_query,
                                 arena_format(arena, "/beastiary/%s/", list_query->kind->name));
}

/* ---- the query ---- */

/* Conditions on another entry are no filters: they were resolved to the ids of those that are
 * related (`among`), as the catalogue holds entries and no relations. */
void list_query_query(const struct list_query *list_query, unsigned limit,
                      struct catalogue_query *query)
{
    memset(query, 0, sizeof *query);
    query->kind = list_query->kind;
    for (size_t i = 0; i < list_query->condition_count; i++)
        if (list_query->conditions[i].relation == NULL)
            query->filters[query->filter_count++] = list_query->conditions[i].filter;
    query->words = list_query->words;
    query->among = list_query->among;
    query->among_count = list_query->among_count;
    query->all = list_query->all;
    query->sort = list_query->sort;
    query->field = list_query->sort_field;
    query->down = list_query->down;
    query->after = list_query->after;
    query->limit = limit;
}

/* ---- in words ---- */

/* In a condition a sign says nothing ("from +5"), and 0 is a number like others. */
static const char *describe_number(struct arena *arena, const struct field *field, int64_t number)
{
    struct field plain = *field;
    const char *text;

    plain.shown = field->shown == SHOWN_SIGNED ? SHOWN_PLAIN : field->shown;
    text = value_shown(&plain, arena, &(struct value){.set = true, .number = number});

    return *text != '\0' ? text : "0";
}

static const char *describe_range(struct arena *arena, const struct filter *filter)
{
    const char *low = describe_number(arena, filter->field, filter->low);
    const char *high = describe_number(arena, filter->field, filter->high);

    if (filter->low == filter->high)
        return low;
    if (filter->low == INT64_MIN)
        return arena_format(arena, _("up to %s"), high);
    if (filter->high == INT64_MAX)
        return arena_format(arena, _("from %s"), low);
    return arena_format(arena, _("%s to %s"), low, high);
}

static const char *describe_choices(struct arena *arena, const struct filter *filter)
{
    const struct enumeration *values = filter->field->values;
    struct buffer text = buffer_open(arena, 32);

    for (size_t i = 0; i < values->count; i++) {
        size_t bit = filter->field->type == FIELD_MASK ? (size_t)values->choices[i].number : i;

        if ((filter->any[bit / 64] >> bit % 64 & 1) == 0)
            continue;
        if (text.length > 0)
            buffer_text(&text, ", ");
        buffer_text(&text, choice_text(&values->choices[i], false));
    }
    return text.length > 0 ? text.data : "";
}

const char *list_query_describe(struct arena *arena, const struct list_query_condition *condition)
{
    const struct filter *filter = &condition->filter;

    if (condition->relation != NULL)
        return condition->other_name != NULL ? condition->other_name : condition->text;
    switch (filter->field->type) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL: return describe_range(arena, filter);
    case FIELD_FLAG: return filter->low != 0 ? _("Yes") : _("No");
    case FIELD_CHOICE:
    case FIELD_MASK: return describe_choices(arena, filter);
    case FIELD_TEXT: return filter->text;
    }
    return "";
}

const char *list_query_label(const struct list_query_condition *condition)
{
    const struct relation *relation = condition->relation;

    if (relation == NULL)
        return game_text(condition->filter.field->label);
    return game_text(condition->reverse ? relation->reverse_label : relation->label);
}
