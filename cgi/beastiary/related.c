/* An entry's relations, a list each, cut where a page would become too long: the rest is a list
 * of its own, with filters. */
#include "related.h"

#include <inttypes.h>
#include <stdlib.h>

#include "entry_fields.h"
#include "game/value.h"

#define ROWS_OPEN_MAX 25
#define COLUMNS_MAX 32 /* of one relation; what comes behind them is left out */

/* A column: a field of the relation, or one of the other entry shown beside it. */
struct shown_column {
    const struct field *field;
    bool beside;
};

/* Entries that are related the same way: a run of what entry_related gave. */
struct related_group {
    const struct relation *relation;
    bool reverse;
    const struct related *rows;
    const struct value **beside; /* the other entry's values, for each row; NULL: not asked for */
    size_t count;
    uint64_t total;
    struct shown_column columns[COLUMNS_MAX];
    size_t column_count;
};

static const struct kind *other_kind(const struct related_group *group)
{
    return group->reverse ? group->relation->from : group->relation->to;
}

/* The values among which a column's are; NULL: nothing is known of the other entry. */
static const struct value *column_values(const struct related_group *group,
                                         const struct shown_column *column, size_t row)
{
    return column->beside ? group->beside[row] : group->rows[row].values;
}

static bool cell_present(const struct related_group *group, const struct shown_column *column,
                         size_t row)
{
    const struct value *values = column_values(group, column, row);

    return values != NULL && values_present(column->field, values);
}

/* Whether both ends of an interval are among the columns: they are one then. */
static bool is_end_of(const struct field *const *fields, size_t count, const struct field *field)
{
    for (size_t i = 0; i < count; i++)
        if (field->low != NULL && fields[i] == field->low)
            return true;
    return false;
}

/* Adds a column where any of the rows has something to show in it. */
static void add_shown_column(struct related_group *group, const struct field *field, bool beside)
{
    struct shown_column column = {field, beside};

    if (field->shown == SHOWN_NEVER || group->column_count == COLUMNS_MAX)
        return;
    for (size_t i = 0; i < group->count; i++)
        if (cell_present(group, &column, i)) {
            group->columns[group->column_count++] = column;
            return;
        }
}

/* A row, and what it is sorted by. */
struct ranked_relation {
    struct related related;
    const struct value *beside;
    int64_t sorting;
    size_t index;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked_relation *a = left, *b = right;

    if (a->sorting != b->sorting)
        return a->sorting < b->sorting ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* Looks up what is shown beside the others, without a query, and orders them by the first of it. */
static void collect_beside(struct arena *arena, struct catalogue *catalogue,
                           struct related_group *group, const struct field *order)
{
    struct ranked_relation *ranked = arena_alloc(arena, (group->count + 1) * sizeof *ranked);
    struct related *rows = arena_alloc(arena, (group->count + 1) * sizeof *rows);

    group->beside = arena_alloc(arena, (group->count + 1) * sizeof(const struct value *));
    for (size_t i = 0; i < group->count; i++) {
        struct entry other = {.id = 0};

        ranked[i] = (struct ranked_relation){.related = group->rows[i], .index = i};
        if (!catalogue_entry(catalogue, arena, group->rows[i].id, &other))
            continue;
        ranked[i].beside = other.values;
        ranked[i].sorting = field_is_number(order) ? other.values[order->index].number : 0;
    }
    qsort(ranked, group->count, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < group->count; i++) {
        rows[i] = ranked[i].related;
        group->beside[i] = ranked[i].beside;
    }
    group->rows = rows;
}

/* Columns that no row has anything in are left out: most relations have fields that one game in
 * ten uses. */
static void choose_columns(const struct linker *linker, struct related_group *group)
{
    const struct relation *relation = group->relation;
    const struct field **beside = group->reverse ? relation->from_fields : relation->to_fields;
    size_t count = group->reverse ? relation->from_field_count : relation->to_field_count;

    if (count > 0 && linker->catalogue != NULL) {
        collect_beside(linker->arena, linker->catalogue, group, beside[0]);
        for (size_t i = 0; i < count; i++)
            if (!is_end_of(beside, count, beside[i]))
                add_shown_column(group, beside[i], true);
    }
    for (size_t i = 0; i < relation->column_count; i++)
        if (!is_end_of(relation->columns, relation->column_count, relation->columns[i]))
            add_shown_column(group, relation->columns[i], false);
}

static void set_columns(struct view_node *table, const struct related_group *group)
{
    for (size_t i = 0; i < group->column_count; i++) {
        struct view_node *column = node_item(table, "columns");

        node_set(column, "label", field_label(group->columns[i].field, true));
        if (field_is_number(group->columns[i].field))
            node_set(column, "number", "1");
    }
}

/* What of the others' notes the table tells already. */
static struct note_known known_beside(const struct related_group *group,
                                      const struct field **fields)
{
    struct note_known known = {.fields = fields,
                               .relation = group->reverse &&
                                           other_kind(group)->note_relation == group->relation};

    for (size_t i = 0; i < group->column_count; i++)
        if (group->columns[i].beside)
            fields[known.count++] = group->columns[i].field;
    return known;
}

static void set_related_row(const struct linker *linker, struct view_node *row,
                            const struct related_group *group, size_t index,
                            const struct note_known *known)
{
    struct arena *arena = linker->arena;
    const struct related *other = &group->rows[index];

    link_set(linker, row, &(struct entry_name){other_kind(group), other->id, other->name}, known);
    if (other->state == ENTRY_VANISHED)
        node_set(row, "vanished", "1");
    for (size_t i = 0; i < group->column_count; i++) {
        const struct shown_column *column = &group->columns[i];
        struct view_node *cell = node_item(row, "cells");

        if (cell_present(group, column, index))
            node_set(cell, "value",
                     values_shown(column->field, arena, column_values(group, column, index)));
        node_set(cell, "label", field_label(column->field, true));
        if (field_is_number(column->field))
            node_set(cell, "number", "1");
    }
}

/* The list of all entries that are related to ENTRY this way. */
static const char *list_address(struct arena *arena, const struct related_group *group,
                                const struct entry *entry)
{
    return arena_format(arena, "/beastiary/%s/?%s=%" PRIu64, other_kind(group)->name,
                        group->reverse ? group->relation->name : group->relation->reverse_name,
                        entry->id);
}

static void set_related_group(const struct linker *linker, struct view_data *data,
                              const struct entry *entry, struct related_group *group)
{
    const struct relation *relation = group->relation;
    const struct field *fields[COLUMNS_MAX];
    struct note_known known;
    struct view_node *table = view_item(data, "Relations");
    size_t open = group->count > ROWS_OPEN_MAX ? RELATED_OPEN : group->count;

    choose_columns(linker, group);
    known = known_beside(group, fields);
    node_set(table, "name", group->reverse ? relation->reverse_name : relation->name);
    node_set(table, "label", game_text(group->reverse ? relation->reverse_label : relation->label));
    node_set(table, "icon", other_kind(group)->icon);
    node_set(table, "kind", game_text(other_kind(group)->label));
    node_set_number(table, "total", (int64_t)group->total);
    set_columns(table, group);
    for (size_t i = 0; i < group->count; i++)
        set_related_row(linker, node_item(table, i < open ? "rows" : "folded"), group, i, &known);
    if (group->count > open)
        node_set_number(table, "more", (int64_t)(group->count - open));
    if (group->total > open)
        node_set(table, "all", list_address(linker->arena, group, entry));
}

/* Whether the entry's places, which the page tells spot by spot, are on all of the group's maps. */
static bool told_by_places(const struct related_group *group, const struct placed *placed)
{
    if (!group->relation->spots || group->reverse || group->count < group->total)
        return false;
    for (size_t i = 0; i < group->count; i++)
        if (!placed_on(placed, group->rows[i].id))
            return false;
    return true;
}

void related_set(const struct linker *linker, struct view_data *data, const struct entry *entry,
                 const struct related_list *related, const struct placed *placed)
{
    size_t i = 0;

    while (i < related->count) {
        const struct relation *relation = related->list[i].relation;
        struct related_group group = {.relation = relation,
                                      .reverse = related->list[i].reverse,
                                      .rows = &related->list[i]};

        while (i < related->count && related->list[i].relation == relation &&
               related->list[i].reverse == group.reverse) {
            group.count++;
            i++;
        }
        group.total = related->totals[2 * relation->index + group.reverse];
        if (!told_by_places(&group, placed))
            set_related_group(linker, data, entry, &group);
    }
}
