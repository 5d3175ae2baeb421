/* What a list behind a relation shows of it: on the page of one who drops them, with which
 * chance. */
#include "list_pairs.h"

#include "base/buffer.h"
#include "entry_fields.h"

bool list_pairs_read(struct request *r, const struct list_query *list_query,
                     const struct catalogue_page *found, struct list_pairs *pairs)
{
    const struct list_query_condition *condition = list_query_relation(list_query);

    *pairs = (struct list_pairs){.count = 0};
    if (condition == NULL || condition->relation->column_count == 0 || found->count == 0)
        return true;
    pairs->relation = condition->relation;
    pairs->list = list_query_pairs(r->worker->database, r->arena, condition, found, &pairs->count);
    return pairs->list != NULL;
}

/* Whether it is a column of its own, with something to show in some row. */
static bool is_column(const struct list_pairs *pairs, size_t index)
{
    const struct relation *relation = pairs->relation;
    const struct field *field = relation->columns[index];

    if (field->shown == SHOWN_NEVER)
        return false;
    for (size_t i = 0; i < relation->column_count; i++)
        if (field->low != NULL && relation->columns[i] == field->low)
            return false;
    for (size_t i = 0; i < pairs->count; i++)
        if (values_present(field, pairs->list[i].values))
            return true;
    return false;
}

void list_pairs_head(struct request *r, const struct list_pairs *pairs)
{
    for (size_t i = 0; pairs->relation != NULL && i < pairs->relation->column_count; i++) {
        const struct field *field = pairs->relation->columns[i];
        struct view_node *node;

        if (!is_column(pairs, i))
            continue;
        node = view_item(r->view, "Columns");
        node_set(node, "label", field_label(field, true));
        node_set(node, "title", field_label(field, false));
        if (field_is_number(field))
            node_set(node, "number", "1");
    }
}

/* What all pairs of an entry have in a field, one behind the other. */
static const char *all_shown(struct arena *arena, const struct list_pairs *pairs,
                             const struct field *field, uint64_t id)
{
    struct buffer shown = buffer_open(arena, 16);

    buffer_text(&shown, "");
    for (size_t i = 0; i < pairs->count; i++)
        if (pairs->list[i].id == id && values_present(field, pairs->list[i].values))
            buffer_format(&shown, "%s%s", shown.length > 0 ? " · " : "",
                          values_shown(field, arena, pairs->list[i].values));
    return shown.data;
}

void list_pairs_cells(struct request *r, struct view_node *row, const struct list_pairs *pairs,
                      uint64_t id)
{
    for (size_t i = 0; pairs->relation != NULL && i < pairs->relation->column_count; i++) {
        const struct field *field = pairs->relation->columns[i];
        struct view_node *cell;

        if (!is_column(pairs, i))
            continue;
        cell = node_item(row, "cells");
        node_set(cell, "value", all_shown(r->arena, pairs, field, id));
        if (field_is_number(field))
            node_set(cell, "number", "1");
    }
}
