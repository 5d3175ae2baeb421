#include "related.h"

#include <inttypes.h>
#include <string.h>

#include "facts.h"
#include "lore/value.h"

#define OPEN_MOST 25

void link_set(struct arena *arena, struct view_node *node, const struct kind *kind, uint64_t id,
              const char *name)
{
    node_set(node, "url", entry_path(arena, kind, id, name));
    node_set(node, "card", arena_format(arena, "%s/%" PRIu64, kind->name, id));
    node_set(node, "name", name);
}

/* Entries that are related the same way: a run of what entry_related gave. */
struct run {
    const struct relation *relation;
    bool reverse;
    const struct related *first;
    size_t count;
    uint64_t total;
};

static const struct kind *other_kind(const struct run *run)
{
    return run->reverse ? run->relation->from : run->relation->to;
}

static bool column_there(const struct run *run, size_t field)
{
    if (run->relation->fields[field].shown == SHOWN_NEVER)
        return false;
    for (size_t i = 0; i < run->count; i++)
        if (value_there(&run->relation->fields[field], &run->first[i].values[field]))
            return true;
    return false;
}

static void set_columns(struct view_node *table, const struct run *run, const bool *there)
{
    for (size_t i = 0; i < run->relation->field_count; i++) {
        const struct field *field = &run->relation->fields[i];
        struct view_node *column;

        if (!there[i])
            continue;
        column = node_item(table, "columns");
        node_set(column, "label", field_label(field, true));
        if (field_is_number(field))
            node_set(column, "number", "1");
    }
}

static void set_row(struct arena *arena, struct view_node *row, const struct run *run,
                    const struct related *other, const bool *there)
{
    link_set(arena, row, other_kind(run), other->id, other->name);
    if (other->state == ENTRY_VANISHED)
        node_set(row, "vanished", "1");
    for (size_t i = 0; i < run->relation->field_count; i++) {
        const struct field *field = &run->relation->fields[i];
        struct view_node *cell;

        if (!there[i])
            continue;
        cell = node_item(row, "cells");
        node_set(cell, "value", value_shown(field, arena, &other->values[i]));
        node_set(cell, "label", field_label(field, true));
        if (field_is_number(field))
            node_set(cell, "number", "1");
    }
}

/* The list of all entries that are related to ENTRY this way. */
static const char *list_address(struct arena *arena, const struct run *run,
                                const struct entry *entry)
{
    return arena_format(arena, "/beastiary/%s/?%s=%" PRIu64, other_kind(run)->name,
                        run->reverse ? run->relation->name : run->relation->reverse_name,
                        entry->id);
}

static void set_run(struct arena *arena, struct view_data *data, const struct entry *entry,
                    const struct run *run)
{
    const struct relation *relation = run->relation;
    struct view_node *table = view_item(data, "Relations");
    bool *there = arena_alloc(arena, relation->field_count + 1);
    size_t open = run->count > OPEN_MOST ? RELATED_OPEN : run->count;

    for (size_t i = 0; i < relation->field_count; i++)
        there[i] = column_there(run, i);
    node_set(table, "name", run->reverse ? relation->reverse_name : relation->name);
    node_set(table, "label", game_text(run->reverse ? relation->reverse_label : relation->label));
    node_set(table, "icon", other_kind(run)->icon);
    node_set(table, "kind", game_text(other_kind(run)->label));
    node_set_number(table, "total", (int64_t)run->total);
    set_columns(table, run, there);
    for (size_t i = 0; i < run->count; i++)
        set_row(arena, node_item(table, i < open ? "rows" : "folded"), run, &run->first[i], there);
    if (run->count > open)
        node_set_number(table, "more", (int64_t)(run->count - open));
    if (run->total > run->count)
        node_set(table, "all", list_address(arena, run, entry));
}

void related_set(struct arena *arena, struct view_data *data, const struct entry *entry,
                 const struct related *related, size_t count, const uint64_t *totals)
{
    size_t i = 0;

    while (i < count) {
        const struct relation *relation = related[i].relation;
        struct run run = {.relation = relation,
                          .reverse = related[i].reverse,
                          .first = &related[i]};

        while (i < count && related[i].relation == relation && related[i].reverse == run.reverse) {
            run.count++;
            i++;
        }
        run.total = totals[2 * relation->index + run.reverse];
        set_run(arena, data, entry, &run);
    }
}
