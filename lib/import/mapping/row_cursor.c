/* From a row of the start through the steps: a nested loop over the rows that each step finds,
 * depth first.
 *
 * A cursor has one row of the start and at most one of each step; an expression's column is a
 * slot, a level and a number there, so that running one needs no names. Each combination that
 * comes out at the end is one result.
 *
 * Everything is counted on the way, because the report must account for each row of the source:
 * which were left out and by which condition, which lead nowhere, which were reached twice. */
#include <string.h>

#include "import/mapping/internal.h"

static struct expression_value setting_value(const struct mapping_run *run, size_t number)
{
    const char *text = run->settings[number];
    struct expression_value value;

    if (text != NULL && expression_parse_number(text, &value))
        return value;
    return expression_of_text(text);
}

/* A value of the source's; what is a text may have numbers in the mapping's style. */
static struct expression_value in_style(const struct mapping_run *run,
                                        struct expression_value value)
{
    if (value.type == EXPRESSION_TEXT && run->mapping->numbers_styled)
        value.style = &run->mapping->numbers;
    return value;
}

/* Slots are checked when they are given out (plan.c); here none is. */
static struct expression_value read_slot(void *context, size_t slot)
{
    const struct row_cursor *cursor = context;
    size_t level = slot / SLOT_LEVEL, column = slot % SLOT_LEVEL;
    const char *text;
    struct expression_value number;

    if (slot >= SLOT_SETTING)
        return setting_value(cursor->run, slot - SLOT_SETTING);
    if (level > 0 && column >= SLOT_TOTAL)
        return expression_of_number(cursor->totals[level - 1][column - SLOT_TOTAL]);
    if (level > 0)
        return cursor->at[level - 1] == NO_ROW
                   ? (struct expression_value){0}
                   : in_style(cursor->run,
                              kept_table_value(cursor->path->steps[level - 1].table->kept, column,
                                               cursor->at[level - 1]));
    text = cursor->row->values[column];
    if (text != NULL && cursor->row->table->columns[column].number &&
        expression_parse_number(text, &number))
        return number;
    return in_style(cursor->run, expression_of_text(text));
}

/* Whether a set has ITEM; one that the source does not tell has everything: a missing table must
 * not empty a game. */
static bool in_set(void *context, const char *set, const char *item)
{
    const struct mapping_run *run = ((struct row_cursor *)context)->run;

    for (size_t i = 0; i < run->mapping->set_count; i++)
        if (strcmp(run->mapping->sets[i].name, set) == 0)
            return !run->set_known[i] || id_set_has(&run->sets[i], item);
    return true;
}

static const char *label_of(void *context, const char *enumeration, int64_t number)
{
    const struct game *game = ((struct row_cursor *)context)->run->mapping->game;
    const struct choice *choice;

    for (size_t i = 0; i < game->enumeration_count; i++) {
        if (strcmp(game->enumerations[i].name, enumeration) != 0)
            continue;
        choice = choice_by_number(&game->enumerations[i], number);
        return choice != NULL ? choice->label : NULL;
    }
    return NULL;
}

static bool entry_known(void *context, const char *kind, const char *item)
{
    const struct mapping_run *run = ((struct row_cursor *)context)->run;
    const struct kind *named = game_kind(run->mapping->game, kind);

    return named == NULL || mapping_run_has_entry(run, named, item);
}

void row_cursor_begin(struct row_cursor *cursor, struct mapping_run *run, struct path_plan *path,
                      const struct source_row *row)
{
    cursor->run = run;
    cursor->path = path;
    cursor->row = row;
    cursor->expressions = (struct expression_row){.read = read_slot,
                                                  .has = in_set,
                                                  .label = label_of,
                                                  .known = entry_known,
                                                  .context = cursor,
                                                  .arena = run->scratch};
}

static bool condition_holds(const struct row_cursor *cursor, const struct expression *condition)
{
    return condition == NULL || expression_true(expression_run(condition, &cursor->expressions));
}

bool mapping_run_row_fits(struct mapping_run *run, const struct table_use *use,
                          const struct source_row *row, size_t *failed)
{
    struct row_cursor cursor;

    row_cursor_begin(&cursor, run, NULL, row);
    for (size_t i = 0; i < run->mapping->condition_count; i++) {
        if (use->conditions[i] != NULL && !condition_holds(&cursor, use->conditions[i])) {
            *failed = i;
            return false;
        }
    }
    return true;
}

const struct table_use *path_counted(const struct path_plan *path)
{
    return path->counted > 0 ? path->steps[path->counted - 1].table : path->start;
}

/* Marks the counted step's row as reached, and lets the part have the result. */
static int emit_result(struct row_cursor *cursor)
{
    struct path_plan *path = cursor->path;
    uint32_t row = path->counted > 0 ? cursor->at[path->counted - 1] : NO_ROW;

    path->visits++;
    if (row != NO_ROW) {
        uint8_t *byte = &path->steps[path->counted - 1].reached[row / 8];

        path->reached += (*byte >> row % 8 & 1) == 0;
        *byte |= (uint8_t)(1 << row % 8);
    }
    if (path->part->part->sort != MAPPING_KIND && !condition_holds(cursor, path->where)) {
        path->failed++;
        return 0;
    }
    return part_emit(cursor);
}

/* Whether a step that takes each row once has taken ROW for this row of the start. The start's
 * rows are numbered from 1, so that "once" needs one number for each row of the step, which is 0 at
 * first, and nothing to be reset. */
static bool is_taken(struct row_cursor *cursor, struct step_plan *step, uint32_t row)
{
    uint32_t stamp = (uint32_t)cursor->row->number;

    if (step->stamps == NULL)
        return false;
    if (step->stamps[row] == stamp)
        return true;
    step->stamps[row] = stamp;
    return false;
}

/* Where the rows are that a step leads to. */
struct step_rows {
    const char *rest;     /* of a list, what is looked up after this; NULL: nothing */
    const uint32_t *rows; /* NULL: all of the table */
    size_t count;
};

/* Finds the rows of the next piece of a list. */
static void look_up_piece(struct row_cursor *cursor, const struct step_plan *step,
                          const char *split, struct step_rows *lookup)
{
    struct arena *arena = cursor->expressions.arena;
    const char *piece = expression_piece(arena, &lookup->rest, split);

    lookup->count = *piece != '\0'
                        ? kept_table_find(step->table->kept, step->key, expression_of_text(piece),
                                          arena, &lookup->rows)
                        : 0;
}

/* A step that the source lacks finds nothing, and is optional, or its path would not be used. */
static void look_up(struct row_cursor *cursor, const struct step_plan *step, const char *split,
                    struct step_rows *lookup)
{
    struct arena *arena = cursor->expressions.arena;
    struct expression_value on;

    *lookup = (struct step_rows){0};
    if (step->table == NULL)
        return;
    if (step->on == NULL) {
        lookup->count = kept_table_rows(step->table->kept);
        return;
    }
    on = expression_run(step->on, &cursor->expressions);
    lookup->rest = split != NULL ? expression_text(on, arena) : NULL;
    if (lookup->rest != NULL)
        look_up_piece(cursor, step, split, lookup);
    else
        lookup->count = kept_table_find(step->table->kept, step->key, on, arena, &lookup->rows);
}

/* Sums up the step's totals over the rows that it leads to, before any of them is taken: a chance
 * is a share of the whole, which all of them need. */
static void add_totals(struct row_cursor *cursor, size_t level, const struct step_rows *lookup)
{
    const struct step_plan *step = &cursor->path->steps[level];
    size_t totals = cursor->path->path->steps[level].total_count;

    if (totals == 0)
        return;
    memset(cursor->totals[level], 0, sizeof cursor->totals[level]);
    for (size_t i = 0; i < lookup->count; i++) {
        cursor->at[level] = lookup->rows != NULL ? lookup->rows[i] : (uint32_t)i;
        for (size_t j = 0; j < totals; j++) {
            double number;

            if (step->totals[j] != NULL &&
                expression_number(expression_run(step->totals[j], &cursor->expressions), &number))
                cursor->totals[level][j] += number;
        }
    }
}

static int follow_step(struct row_cursor *cursor, size_t level);

/* Goes on with each of the rows that were looked up; *MET counts those that the step takes. */
// NOLINTNEXTLINE(misc-no-recursion): as deep as there are steps
static int follow_rows(struct row_cursor *cursor, size_t level, const struct step_rows *lookup,
                       size_t *met)
{
    struct step_plan *step = &cursor->path->steps[level];
    bool kind = cursor->path->part->part->sort == MAPPING_KIND;
    int result = 0;

    add_totals(cursor, level, lookup);
    /* A kind has one row of each step. */
    for (size_t i = 0; i < lookup->count && result == 0 && !(kind && *met > 0); i++) {
        cursor->at[level] = lookup->rows != NULL ? lookup->rows[i] : (uint32_t)i;
        if (!condition_holds(cursor, step->where) || is_taken(cursor, step, cursor->at[level]))
            continue;
        (*met)++;
        result = follow_step(cursor, level + 1);
    }
    return result;
}

/* Where nothing was met, an optional step goes on once without a row, whose columns are then
 * NULL: an outer join. */
// NOLINTNEXTLINE(misc-no-recursion): as deep as there are steps
static int follow_step(struct row_cursor *cursor, size_t level)
{
    struct path_plan *path = cursor->path;
    const char *split;
    struct step_rows lookup;
    size_t met = 0;
    int result;

    if (level == path->path->step_count)
        return emit_result(cursor);
    split = path->path->steps[level].split;
    look_up(cursor, &path->steps[level], split, &lookup);
    result = follow_rows(cursor, level, &lookup, &met);
    while (lookup.rest != NULL && result == 0) {
        look_up_piece(cursor, &path->steps[level], split, &lookup);
        result = follow_rows(cursor, level, &lookup, &met);
    }
    if (result == 0 && met == 0 && path->path->steps[level].optional) {
        cursor->at[level] = NO_ROW;
        result = follow_step(cursor, level + 1);
    }
    return result;
}

/* Conditions of a kind's rows are asked first and only once: a kind has one row of each step, so
 * that nothing of what they ask can change further on. */
int row_cursor_run(struct row_cursor *cursor)
{
    struct path_plan *path = cursor->path;
    uint64_t before;
    size_t failed;
    int result;

    path->started++;
    if (!path->own && !mapping_run_row_fits(cursor->run, path->start, cursor->row, &failed)) {
        path->start_left_out++;
        return 0;
    }
    if (path->part->part->sort == MAPPING_KIND && !condition_holds(cursor, path->where)) {
        path->failed++;
        return 0;
    }
    before = path->visits;
    result = follow_step(cursor, 0);
    path->fruitless += path->visits == before;
    return result;
}
