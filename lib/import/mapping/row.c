/* What becomes of the results: entries, pairs and places. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "import/mapping/internal.h"

void tally_add(struct join *join, struct tally *tally, const char *format, ...)
{
    bool heard = join->options != NULL && join->options->rejected != NULL;
    const char *text;
    va_list arguments;

    if (tally->count++ >= EXAMPLES_MOST && !heard)
        return;
    va_start(arguments, format);
    text = text_line(join->scratch, arena_vformat(join->scratch, format, arguments));
    va_end(arguments);
    if (tally->count <= EXAMPLES_MOST)
        tally->examples[tally->count - 1] = arena_string(join->arena, text);
    if (heard)
        join->options->rejected(join->options->context, text);
}

static struct origin origin_of(const struct walk *walk)
{
    return (struct origin){walk->row->table->name, walk->row->number};
}

/* Counts WHAT as refused by the sink, which gave RESULT. */
static void note_refused(struct join *join, struct part_plan *plan, int result, const char *what)
{
    plan->count.laid--;
    tally_add(join, &plan->refused, "%s row %llu: %s: %s", join->origin.table,
              (unsigned long long)join->origin.row, what, join->options->sink->refusal(result));
}

uint64_t join_row(const struct join *join)
{
    return join->origin.row;
}

/* ---- values ---- */

/* Whether a choice may have the number that was put into VALUE. */
static bool choice_held(const struct field *field, const struct value *value)
{
    return field->type != FIELD_CHOICE || field->values->open ||
           choice_by_number(field->values, value->number) != NULL;
}

static bool whole_value(const struct field *field, int64_t number, struct value *value)
{
    *value = (struct value){.set = true, .number = number};
    for (unsigned i = 0; field->type == FIELD_DECIMAL && i < field->decimals; i++)
        if (__builtin_mul_overflow(value->number, 10, &value->number))
            return false;
    if (field->type == FIELD_FLAG)
        value->number = number != 0;
    return choice_held(field, value);
}

static bool number_value(const struct field *field, double number, struct value *value)
{
    for (unsigned i = 0; field->type == FIELD_DECIMAL && i < field->decimals; i++)
        number *= 10;
    number = field->type == FIELD_FLAG ? number != 0 : round(number);
    if (!(fabs(number) < 9223372036854775808.0))
        return false;
    *value = (struct value){.set = true, .number = (int64_t)number};
    return choice_held(field, value);
}

/* A number of a field that is none of texts. Its digits, where the source had them, tell more than a
 * double. */
static bool numeric_value(const struct field *field, struct expression_value number,
                          struct value *value)
{
    if (number.type == EXPRESSION_WHOLE)
        return whole_value(field, number.whole, value);
    if (number.text != NULL && (field->type == FIELD_DECIMAL || field->type == FIELD_MASK) &&
        value_number(field, number.text, value))
        return true;
    return number_value(field, number.number, value);
}

bool join_value(struct arena *arena, const struct field *field, struct expression_value given,
                struct value *value)
{
    struct expression_value number;
    const char *text;

    *value = (struct value){0};
    if (given.type == EXPRESSION_NULL)
        return true;
    if (field->type != FIELD_TEXT && expression_numeric(given, &number)) {
        if (numeric_value(field, number, value))
            return true;
        *value = (struct value){0};
        return false;
    }
    if (given.style != NULL && (field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL))
        return false; /* in another style it might be one */
    text = expression_text(given, arena);
    text = text_normal(arena, text_showable(arena, text, strlen(text)));
    if (value_parse(field, arena, text, value))
        return true;
    /* Nothing of what was read before the fault. */
    *value = (struct value){0};
    return false;
}

/* Fills VALUES with the part's fields. */
static struct value *take_fields(struct walk *walk, size_t first)
{
    struct part_plan *plan = walk->way->part;
    struct value *values =
        arena_alloc(walk->join->scratch, (plan->part->field_count + 1) * sizeof *values);

    for (size_t i = 0; i < plan->part->field_count; i++) {
        const struct expression *expression = walk->way->outputs[first + i];
        struct expression_value given;

        if (expression == NULL)
            continue;
        given = expression_run(expression, &walk->expressions);
        if (!join_value(walk->join->scratch, &plan->part->fields[i], given, &values[i]))
            tally_add(walk->join, &plan->unread, "%s row %llu: \"%s\" is no %s",
                      walk->row->table->name, (unsigned long long)walk->row->number,
                      text_cut(walk->join->scratch, expression_text(given, walk->join->scratch),
                               40),
                      plan->part->fields[i].name);
    }
    return values;
}

const char *join_external(struct arena *arena, struct expression_value given, bool *odd)
{
    const char *text = expression_text(given, arena);

    *odd = false;
    text = text != NULL ? text_normal(arena, text) : NULL;
    if (text == NULL || *text == '\0')
        return NULL;
    *odd = text_check(text, strlen(text), false) != TEXT_FINE ||
           text_characters(text) > EXTERNAL_MOST;
    return *odd ? NULL : text;
}

static struct expression_value output(struct walk *walk, size_t number)
{
    const struct expression *expression = walk->way->outputs[number];

    return expression != NULL ? expression_run(expression, &walk->expressions)
                              : (struct expression_value){0};
}

/* The external id of an output; NULL where there is none: odd ones are counted. */
static const char *take_external(struct walk *walk, size_t number)
{
    struct part_plan *plan = walk->way->part;
    bool odd;
    const char *text = join_external(walk->join->scratch, output(walk, number), &odd);

    if (text == NULL && odd)
        tally_add(walk->join, &plan->odd, "%s row %llu: what should be an id is none",
                  walk->row->table->name, (unsigned long long)walk->row->number);
    else if (text == NULL && plan->part->sort == MAPPING_KIND)
        tally_add(walk->join, &plan->nameless, "%s row %llu: it has no id", walk->row->table->name,
                  (unsigned long long)walk->row->number);
    else if (text == NULL)
        plan->endless++;
    return text;
}

/* ---- entries ---- */

/* A name as players read it, of whatever length. */
static const char *take_name(struct walk *walk, const char *otherwise)
{
    const struct mapping_part *part = walk->way->part->part;
    struct arena *arena = walk->join->scratch;
    const char *given = expression_text(output(walk, KIND_NAME), arena);
    char *name;

    if (given == NULL)
        return otherwise;
    name = arena_string(arena, given + strspn(given, part->strip));
    for (char *at = name; *at != '\0'; at++)
        if (strchr(part->spaces, *at) != NULL)
            *at = ' ';
    name = text_normal(arena, text_visible(arena, text_showable(arena, name, strlen(name))));
    for (char *at = name; *at != '\0'; at++)
        if (*at == '\n' || *at == '\t')
            *at = ' ';
    return text_blank(name) ? otherwise : name;
}

static int take_entry(struct walk *walk)
{
    struct join *join = walk->join;
    struct part_plan *plan = walk->way->part;
    const char *external = take_external(walk, KIND_ID);
    size_t failed;
    bool hidden;
    int result;

    if (external == NULL)
        return 0;
    if (!join_ids_add(&plan->laid, external)) {
        if (plan->part->repeats) {
            plan->merged++;
            return 0;
        }
        tally_add(join, &plan->doubled, "%s row %llu: %s %s is there already",
                  walk->row->table->name, (unsigned long long)walk->row->number, plan->part->name,
                  external);
        return 0;
    }
    hidden = expression_true(output(walk, KIND_HIDDEN)) ||
             !join_row_fits(join, walk->way->start, walk->row, &failed);
    plan->count.laid++;
    plan->count.hidden += hidden;
    if (join->options->sink == NULL)
        return 0;
    join->origin = origin_of(walk);
    result = join->options->sink->entry(join->options->context, plan->part->kind, external,
                                        take_name(walk, external), hidden,
                                        take_fields(walk, KIND_FIELDS));
    if (result <= 0)
        return result;
    plan->count.hidden -= hidden;
    note_refused(join, plan, result,
                 arena_format(join->scratch, "%s %s", plan->part->kind->name, external));
    return 0;
}

/* ---- pairs ---- */

bool join_there(const struct join *join, const struct kind *kind, const char *external)
{
    for (size_t i = 0; i < join->part_count; i++)
        if (join->parts[i].part->sort == MAPPING_KIND && join->parts[i].part->kind == kind &&
            join->parts[i].count.used)
            return join_ids_has(&join->parts[i].ids, external);
    return join->here == NULL || join_ids_has(&join->here[kind->index], external);
}

static int take_pair(struct walk *walk)
{
    struct join *join = walk->join;
    struct part_plan *plan = walk->way->part;
    const struct relation *relation = plan->part->relation;
    const char *from = take_external(walk, RELATION_FROM), *to;
    struct tally *tally = NULL;

    if (from == NULL || (to = take_external(walk, RELATION_TO)) == NULL)
        return 0;
    if (!join_there(join, relation->from, from))
        tally = &plan->dangling_from;
    else if (!join_there(join, relation->to, to))
        tally = &plan->dangling_to;
    if (tally != NULL) {
        tally_add(join, tally, "%s row %llu: %s %s of %s %s: there is no such %s",
                  walk->row->table->name, (unsigned long long)walk->row->number, relation->to->name,
                  to, relation->from->name, from,
                  tally == &plan->dangling_to ? relation->to->name : relation->from->name);
        return 0;
    }
    if (!bag_put(&plan->bag, plan->part, from, to, take_fields(walk, RELATION_FIELDS),
                 origin_of(walk), !relation->repeats))
        plan->merged++;
    return 0;
}

static int hand_on_pair(struct join *join, struct part_plan *plan, const struct pair *pair)
{
    const struct relation *relation = plan->part->relation;
    int result;

    join->origin = pair->origin;
    result = join->options->sink->relation(join->options->context, relation, pair->from, pair->to,
                                           pair->values);
    if (result <= 0)
        return result;
    note_refused(join, plan, result,
                 arena_format(join->scratch, "%s %s of %s %s", relation->to->name, pair->to,
                              relation->from->name, pair->from));
    return 0;
}

int part_flush(struct join *join, struct part_plan *plan)
{
    int result = 0;

    plan->count.laid += plan->bag.count;
    for (size_t i = 0; i < plan->bag.count && result == 0 && join->options->sink != NULL; i++)
        result = hand_on_pair(join, plan, &plan->bag.pairs[i]);
    bag_clear(&plan->bag);
    return result;
}

/* ---- places ---- */

static const char *const place_names[] = {"map",   "id",     "x",       "y",       "z",
                                          "group", "chance", "respawn", "variance"};

/* Tells of a value of a place that is left out. */
static void leave_out(struct walk *walk, size_t number, const char *text)
{
    tally_add(walk->join, &walk->way->part->unread, "%s row %llu: \"%s\" is no %s",
              walk->row->table->name, (unsigned long long)walk->row->number,
              text_cut(walk->join->scratch, text, 40), place_names[number]);
}

/* A number; OTHERWISE where there is none, and NAN where there is something else. */
static double take_number(struct walk *walk, size_t number, double otherwise)
{
    struct expression_value given = output(walk, number);
    double value;

    if (given.type == EXPRESSION_NULL)
        return otherwise;
    return expression_number(given, &value) ? value : NAN;
}

static unsigned take_seconds(struct walk *walk, size_t number)
{
    double seconds = take_number(walk, number, 0);

    if (!(fabs(seconds) < 4e9))
        leave_out(walk, number, expression_text(output(walk, number), walk->join->scratch));
    return seconds > 0 && seconds < 4e9 ? (unsigned)seconds : 0;
}

static const char *take_group(struct walk *walk)
{
    const char *group = expression_text(output(walk, PLACE_GROUP), walk->join->scratch);
    bool fine = group != NULL && strlen(group) <= 32;

    for (const char *at = group; fine && *at != '\0'; at++)
        fine = *at > ' ' && *at < 0x7F;
    if (group != NULL && !fine)
        leave_out(walk, PLACE_GROUP, group);
    return fine ? group : "";
}

static int take_place(struct walk *walk)
{
    struct join *join = walk->join;
    struct part_plan *plan = walk->way->part;
    struct join_place place = {.map = plan->part->map, .kind = plan->part->kind};
    struct tally *tally = NULL;
    int result;

    if ((place.map_external = take_external(walk, PLACE_MAP)) == NULL ||
        (place.external = take_external(walk, PLACE_ID)) == NULL)
        return 0;
    if (!join_there(join, place.map, place.map_external))
        tally = &plan->dangling_from;
    else if (!join_there(join, place.kind, place.external))
        tally = &plan->dangling_to;
    if (tally != NULL) {
        tally_add(join, tally, "%s row %llu: %s %s in %s %s: there is no such %s",
                  walk->row->table->name, (unsigned long long)walk->row->number, place.kind->name,
                  place.external, place.map->name, place.map_external,
                  tally == &plan->dangling_to ? place.kind->name : place.map->name);
        return 0;
    }
    place.x = take_number(walk, PLACE_X, NAN);
    place.y = take_number(walk, PLACE_Y, NAN);
    place.z = take_number(walk, PLACE_Z, 0);
    place.group = take_group(walk);
    place.chance = take_number(walk, PLACE_CHANCE, 100);
    place.respawn = take_seconds(walk, PLACE_RESPAWN);
    place.variance = take_seconds(walk, PLACE_VARIANCE);
    plan->count.laid++;
    if (join->options->sink == NULL)
        return 0;
    join->origin = origin_of(walk);
    result = join->options->sink->place(join->options->context, &place);
    if (result <= 0)
        return result;
    note_refused(join, plan, result,
                 arena_format(join->scratch, "%s %s in %s %s", place.kind->name, place.external,
                              place.map->name, place.map_external));
    return 0;
}

int part_take(struct walk *walk)
{
    switch (walk->way->part->part->sort) {
    case MAPPING_KIND: return take_entry(walk);
    case MAPPING_RELATION: return take_pair(walk);
    default: return take_place(walk);
    }
}
