/* From a row of the start through the steps. */
#include <string.h>

#include "import/mapping/internal.h"

static struct expression_value read_setting(const struct join *join, size_t number)
{
    const char *text = join->settings[number];
    struct expression_value value;

    if (text != NULL && expression_parse_number(text, &value))
        return value;
    return expression_of_text(text);
}

/* A value of the source's; what is a text may have numbers in the mapping's style. */
static struct expression_value in_style(const struct join *join, struct expression_value value)
{
    if (value.type == EXPRESSION_TEXT && join->mapping->numbers_said)
        value.style = &join->mapping->numbers;
    return value;
}

static struct expression_value read_slot(void *context, size_t slot)
{
    const struct walk *walk = context;
    size_t level = slot / SLOT_LEVEL, column = slot % SLOT_LEVEL;
    const char *text;
    struct expression_value number;

    if (slot >= SLOT_SETTING)
        return read_setting(walk->join, slot - SLOT_SETTING);
    if (level > 0 && column >= SLOT_TOTAL)
        return expression_of_number(walk->totals[level - 1][column - SLOT_TOTAL]);
    if (level > 0)
        return walk->at[level - 1] == NO_ROW
                   ? (struct expression_value){0}
                   : in_style(walk->join, join_table_value(walk->way->steps[level - 1].table->kept,
                                                           column, walk->at[level - 1]));
    text = walk->row->values[column];
    if (text != NULL && walk->row->table->columns[column].number &&
        expression_parse_number(text, &number))
        return number;
    return in_style(walk->join, expression_of_text(text));
}

/* Whether a set has ITEM; one that the source does not tell has everything. */
static bool in_set(void *context, const char *set, const char *item)
{
    const struct join *join = ((struct walk *)context)->join;

    for (size_t i = 0; i < join->mapping->set_count; i++)
        if (strcmp(join->mapping->sets[i].name, set) == 0)
            return !join->set_there[i] || join_ids_has(&join->sets[i], item);
    return true;
}

static const char *label_of(void *context, const char *enumeration, int64_t number)
{
    const struct game *game = ((struct walk *)context)->join->mapping->game;
    const struct choice *choice;

    for (size_t i = 0; i < game->enumeration_count; i++) {
        if (strcmp(game->enumerations[i].name, enumeration) != 0)
            continue;
        choice = choice_by_number(&game->enumerations[i], number);
        return choice != NULL ? choice->label : NULL;
    }
    return NULL;
}

static bool is_known(void *context, const char *kind, const char *item)
{
    const struct join *join = ((struct walk *)context)->join;
    const struct kind *named = game_kind(join->mapping->game, kind);

    return named == NULL || join_there(join, named, item);
}

void walk_begin(struct walk *walk, struct join *join, struct way_plan *way,
                const struct source_row *row)
{
    walk->join = join;
    walk->way = way;
    walk->row = row;
    walk->expressions = (struct expression_row){.read = read_slot,
                                                .has = in_set,
                                                .label = label_of,
                                                .known = is_known,
                                                .context = walk,
                                                .arena = join->scratch};
}

static bool holds(const struct walk *walk, const struct expression *condition)
{
    return condition == NULL || expression_true(expression_run(condition, &walk->expressions));
}

bool join_row_fits(struct join *join, const struct table_use *use, const struct source_row *row,
                   size_t *failed)
{
    struct walk walk;

    walk_begin(&walk, join, NULL, row);
    for (size_t i = 0; i < join->mapping->condition_count; i++) {
        if (use->conditions[i] != NULL && !holds(&walk, use->conditions[i])) {
            *failed = i;
            return false;
        }
    }
    return true;
}

const struct table_use *way_counted(const struct way_plan *way)
{
    return way->counted > 0 ? way->steps[way->counted - 1].table : way->start;
}

/* Marks the counted step's row as reached, and lets the part have the result. */
static int arrive(struct walk *walk)
{
    struct way_plan *way = walk->way;
    uint32_t row = way->counted > 0 ? walk->at[way->counted - 1] : NO_ROW;

    way->visits++;
    if (row != NO_ROW) {
        uint8_t *byte = &way->steps[way->counted - 1].reached[row / 8];

        way->reached += (*byte >> row % 8 & 1) == 0;
        *byte |= (uint8_t)(1 << row % 8);
    }
    if (way->part->part->sort != MAPPING_KIND && !holds(walk, way->where)) {
        way->failed++;
        return 0;
    }
    return part_take(walk);
}

/* Whether a step that takes each row once has taken ROW for this row of the start. */
static bool taken(struct walk *walk, struct step_plan *step, uint32_t row)
{
    uint32_t stamp = (uint32_t)walk->row->number;

    if (step->stamps == NULL)
        return false;
    if (step->stamps[row] == stamp)
        return true;
    step->stamps[row] = stamp;
    return false;
}

/* Where the rows are that a step leads to. */
struct lookup {
    const char *rest;     /* of a list, what is looked up after this; NULL: nothing */
    const uint32_t *rows; /* NULL: all of the table */
    size_t count;
};

/* Finds the rows of the next piece of a list. */
static void look_up_piece(struct walk *walk, const struct step_plan *step, const char *split,
                          struct lookup *lookup)
{
    struct arena *arena = walk->expressions.arena;
    const char *piece = expression_piece(arena, &lookup->rest, split);

    lookup->count = *piece != '\0'
                        ? join_table_find(step->table->kept, step->key, expression_of_text(piece),
                                          arena, &lookup->rows)
                        : 0;
}

static void look_up(struct walk *walk, const struct step_plan *step, const char *split,
                    struct lookup *lookup)
{
    struct arena *arena = walk->expressions.arena;
    struct expression_value on;

    *lookup = (struct lookup){0};
    if (step->table == NULL)
        return;
    if (step->on == NULL) {
        lookup->count = join_table_rows(step->table->kept);
        return;
    }
    on = expression_run(step->on, &walk->expressions);
    lookup->rest = split != NULL ? expression_text(on, arena) : NULL;
    if (lookup->rest != NULL)
        look_up_piece(walk, step, split, lookup);
    else
        lookup->count = join_table_find(step->table->kept, step->key, on, arena, &lookup->rows);
}

/* Sums up the step's totals over the rows that it leads to. */
static void add_totals(struct walk *walk, size_t level, const struct lookup *lookup)
{
    const struct step_plan *step = &walk->way->steps[level];
    size_t totals = walk->way->way->steps[level].total_count;

    if (totals == 0)
        return;
    memset(walk->totals[level], 0, sizeof walk->totals[level]);
    for (size_t i = 0; i < lookup->count; i++) {
        walk->at[level] = lookup->rows != NULL ? lookup->rows[i] : (uint32_t)i;
        for (size_t j = 0; j < totals; j++) {
            double number;

            if (step->totals[j] != NULL &&
                expression_number(expression_run(step->totals[j], &walk->expressions), &number))
                walk->totals[level][j] += number;
        }
    }
}

static int step_in(struct walk *walk, size_t level);

/* Goes on with each of the rows that were looked up; *MET counts those that the step takes. */
// NOLINTNEXTLINE(misc-no-recursion): as deep as there are steps
static int step_rows(struct walk *walk, size_t level, const struct lookup *lookup, size_t *met)
{
    struct step_plan *step = &walk->way->steps[level];
    bool kind = walk->way->part->part->sort == MAPPING_KIND;
    int result = 0;

    add_totals(walk, level, lookup);
    /* A kind has one row of each step. */
    for (size_t i = 0; i < lookup->count && result == 0 && !(kind && *met > 0); i++) {
        walk->at[level] = lookup->rows != NULL ? lookup->rows[i] : (uint32_t)i;
        if (!holds(walk, step->where) || taken(walk, step, walk->at[level]))
            continue;
        (*met)++;
        result = step_in(walk, level + 1);
    }
    return result;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as there are steps
static int step_in(struct walk *walk, size_t level)
{
    struct way_plan *way = walk->way;
    const char *split;
    struct lookup lookup;
    size_t met = 0;
    int result;

    if (level == way->way->step_count)
        return arrive(walk);
    split = way->way->steps[level].split;
    look_up(walk, &way->steps[level], split, &lookup);
    result = step_rows(walk, level, &lookup, &met);
    while (lookup.rest != NULL && result == 0) {
        look_up_piece(walk, &way->steps[level], split, &lookup);
        result = step_rows(walk, level, &lookup, &met);
    }
    if (result == 0 && met == 0 && way->way->steps[level].optional) {
        walk->at[level] = NO_ROW;
        result = step_in(walk, level + 1);
    }
    return result;
}

int walk_run(struct walk *walk)
{
    struct way_plan *way = walk->way;
    uint64_t before;
    size_t failed;
    int result;

    way->started++;
    if (!way->own && !join_row_fits(walk->join, way->start, walk->row, &failed)) {
        way->start_left_out++;
        return 0;
    }
    if (way->part->part->sort == MAPPING_KIND && !holds(walk, way->where)) {
        way->failed++;
        return 0;
    }
    before = way->visits;
    result = step_in(walk, 0);
    way->fruitless += way->visits == before;
    return result;
}
