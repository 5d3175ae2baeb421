/* What a recipe takes, and what that is made of in its turn, down to what is bought or found.
 *
 * One recursive query finds the recipes (UNION drops what it has met, so that circles end, and a
 * level ends it at the latest), which are then laid out in C: the same recipe may stand in
 * several places of the tree, each with other numbers. A query a level would cost a page up to
 * eight. */
#include "lore/recipe_tree.h"

#include <stdlib.h>
#include <string.h>

#include "game/value.h"

#define RECIPE_LINES_MAX 400
#define COUNT_MAX ((uint64_t)INT64_MAX)

/* The recipes that are needed, each with what it takes and by what that is made: of several
 * recipes by the one that came to be first, but by none that takes the same thing itself (a tool,
 * given back), and by none where it is bought. */
STATEMENT(RECIPE_TREE,
          PARAMETERS(id(recipe), text(makes), text(uses), text(unless), again(uses), again(uses),
                     again(makes), again(uses), again(unless), again(makes), again(makes)),
          COLUMNS(id(recipe_id), id(id), text(name), bytes(record), id(maker_id), text(maker_name),
                  bytes(made), bytes(back)),
          "WITH RECURSIVE making (maker_id, level) AS ("
          " SELECT CAST(? AS UNSIGNED), 0 UNION SELECT"
          " (SELECT MIN(made.from_id) FROM relation made WHERE made.to_id = used.to_id"
          "  AND made.relation = ? AND NOT EXISTS (SELECT 1 FROM relation own"
          "   WHERE own.from_id = made.from_id AND own.relation = ? AND own.to_id = made.to_id)"
          "  AND NOT EXISTS (SELECT 1 FROM relation bought"
          "   WHERE bought.to_id = made.to_id AND bought.relation = ?)), making.level + 1"
          " FROM making JOIN relation used ON used.from_id = making.maker_id AND used.relation = ?"
          " WHERE making.level < 8 AND making.maker_id IS NOT NULL)"
          " SELECT used.from_id, used.to_id, thing.name, used.record, maker.id, maker.name,"
          " made.record, back.record"
          " FROM (SELECT DISTINCT maker_id FROM making WHERE maker_id IS NOT NULL LIMIT 100) needed"
          " JOIN relation used ON used.from_id = needed.maker_id AND used.relation = ?"
          " JOIN entry thing ON thing.id = used.to_id AND thing.withheld = 0"
          " LEFT JOIN entry maker ON maker.withheld = 0 AND maker.id ="
          " (SELECT MIN(made.from_id) FROM relation made WHERE made.to_id = used.to_id"
          "  AND made.relation = ? AND NOT EXISTS (SELECT 1 FROM relation own"
          "   WHERE own.from_id = made.from_id AND own.relation = ? AND own.to_id = made.to_id)"
          "  AND NOT EXISTS (SELECT 1 FROM relation bought"
          "   WHERE bought.to_id = made.to_id AND bought.relation = ?))"
          " LEFT JOIN relation made ON made.from_id = maker.id AND made.to_id = used.to_id"
          " AND made.relation = ? AND made.nth = 0"
          " LEFT JOIN relation back ON back.from_id = used.from_id AND back.to_id = used.to_id"
          " AND back.relation = ? AND back.nth = 0 AND used.nth = 0"
          " ORDER BY used.from_id, thing.name, used.to_id, used.nth LIMIT 1000");
STATEMENT_SET(recipe_tree_statements, &RECIPE_TREE);

/* A thing that a recipe takes. */
struct need {
    uint64_t recipe_id;
    uint64_t id;
    const char *name;
    uint64_t count; /* for one making */
    uint64_t back;  /* how many of these it gives back */
    uint64_t maker_id;
    const char *maker_name;
    uint64_t yield; /* how many one making of the maker gives */
};

struct needs {
    const struct need *list;
    size_t count;
};

/* A tree that is being laid out. */
struct work {
    struct needs needs;
    struct recipe_line *lines;
    size_t count;
    uint64_t path[RECIPE_TREE_LEVELS + 1]; /* the recipes above */
};

const struct relation *recipe_tree_relation(const struct game *game, const struct kind *kind)
{
    for (size_t i = 0; i < game->relation_count; i++)
        if (game->relations[i].unfold != NULL && game->relations[i].from == kind)
            return &game->relations[i];
    return NULL;
}

/* How many a relation's record tells; 1 where it does not. */
static uint64_t component_count(struct arena *arena, const struct relation *relation,
                                const char *record, size_t length)
{
    struct value *values = arena_alloc(arena, (relation->field_count + 1) * sizeof *values);
    const struct field *field = relation->count;

    if (field == NULL || record == NULL ||
        !record_parse(relation->fields, relation->field_count, arena, bytes_of(record, length),
                      values) ||
        !values[field->index].set || values[field->index].number < 1)
        return 1;
    return (uint64_t)values[field->index].number;
}

static struct needs read_needs(struct arena *arena, const struct game *game,
                               const struct relation *makes, struct RECIPE_TREE_rows *rows)
{
    const struct RECIPE_TREE_row *row;
    const struct relation *uses = game_relation(game, makes->unfold);
    struct need *list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    size_t count = 0;

    while ((row = rows_next(rows)) != NULL) {
        struct need *need = &list[count++];

        *need = (struct need){
            .recipe_id = row->recipe_id,
            .id = row->id,
            .name = row->name,
            .count = component_count(arena, uses, row->record.data, row->record.length),
            .maker_id = row->maker_id,
            .maker_name = row->maker_name,
            .yield = component_count(arena, makes, row->made.data, row->made.length),
        };
        if (row->back.data != NULL)
            need->back = component_count(arena, makes, row->back.data, row->back.length);
        if (need->back > need->count)
            need->back = need->count;
    }
    return (struct needs){list, count};
}

/* As many as can be told. */
static uint64_t product(uint64_t a, uint64_t b)
{
    return __builtin_mul_overflow(a, b, &a) || a > COUNT_MAX ? COUNT_MAX : a;
}

static uint64_t add_capped(uint64_t a, uint64_t b)
{
    return __builtin_add_overflow(a, b, &a) || a > COUNT_MAX ? COUNT_MAX : a;
}

static bool stands_above(const struct work *work, unsigned level, uint64_t recipe_id)
{
    for (unsigned i = 0; i <= level; i++)
        if (work->path[i] == recipe_id)
            return true;
    return false;
}

/* Adds what TIMES makings of a recipe take, and below each thing what that takes. Recursion is
 * bounded by RECIPE_TREE_LEVELS, and lines by RECIPE_LINES_MAX: a recipe that needs itself through
 * others is shown once more and ends there. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than RECIPE_TREE_LEVELS
static void add_recipe_lines(struct work *work, uint64_t recipe_id, uint64_t times, unsigned level)
{
    work->path[level] = recipe_id;
    for (size_t i = 0; i < work->needs.count && work->count < RECIPE_LINES_MAX; i++) {
        const struct need *need = &work->needs.list[i];
        struct recipe_line *line = &work->lines[work->count];

        if (need->recipe_id != recipe_id)
            continue;
        *line = (struct recipe_line){
            .level = level,
            .id = need->id,
            .name = need->name,
            .count = add_capped(product(need->count - need->back, times), need->back),
            .back = need->back,
            .maker_id = need->maker_id,
            .maker_name = need->maker_name,
        };
        work->count++;
        if (need->maker_id == 0)
            continue;
        line->again = level + 1 == RECIPE_TREE_LEVELS || stands_above(work, level, need->maker_id);
        if (!line->again)
            add_recipe_lines(work, need->maker_id, (line->count - 1) / need->yield + 1, level + 1);
    }
}

struct recipe_line *recipe_tree(const struct game_context *context, const struct entry *entry,
                                size_t *count)
{
    const struct relation *makes = recipe_tree_relation(context->game, entry->kind);
    const char *unless = makes->unless != NULL ? makes->unless : "";
    struct work work = {0};
    struct RECIPE_TREE_rows *rows = database_query(context->database, context->arena, &RECIPE_TREE,
                                                   entry->id, makes->name, makes->unfold, unless);

    *count = 0;
    if (rows == NULL)
        return NULL;
    work.needs = read_needs(context->arena, context->game, makes, rows);
    work.lines = arena_alloc(context->arena, RECIPE_LINES_MAX * sizeof *work.lines);
    add_recipe_lines(&work, entry->id, 1, 0);
    *count = work.count;
    return work.lines;
}

static int compare_items_by_name(const void *a, const void *b)
{
    const struct shopping_item *left = a, *right = b;
    int order = strcmp(left->name, right->name);

    return order != 0 ? order : (left->id > right->id) - (left->id < right->id);
}

struct shopping_item *recipe_tree_wanted(struct arena *arena, const struct recipe_line *lines,
                                         size_t line_count, size_t *count)
{
    struct shopping_item *list = arena_alloc(arena, (line_count + 1) * sizeof *list);

    *count = 0;
    for (size_t i = 0; i < line_count; i++) {
        size_t at = 0;

        if (lines[i].maker_id != 0 && !lines[i].again)
            continue;
        while (at < *count && list[at].id != lines[i].id)
            at++;
        if (at == *count)
            list[(*count)++] = (struct shopping_item){.id = lines[i].id, .name = lines[i].name};
        list[at].count = add_capped(list[at].count, lines[i].count - lines[i].back);
        if (lines[i].back > list[at].kept)
            list[at].kept = lines[i].back;
    }
    for (size_t i = 0; i < *count; i++)
        list[i].count = add_capped(list[i].count, list[i].kept);
    qsort(list, *count, sizeof *list, compare_items_by_name);
    return list;
}
