/* What becomes of the results: entries, pairs and places. This is where a source's values become a
 * game's, and where all that cannot is counted and given an example of, never passed over.
 *
 * A fault is of a value, not of its row: a field that cannot be read is left out and told, and
 * the rest of the row goes on. Only what makes the row meaningless (no id, an end that is not
 * there) rejects it. */
#include <math.h>
#include <string.h>

#include "base/text/text.h"
#include "import/mapping/internal.h"

/* Counts one, keeps the first examples and tells who listens. Formats only what somebody reads: the
 * first examples, or all where each is listened to. */
__attribute__((format(printf, 3, 4))) static void
tally_add(struct mapping_run *run, struct skipped *tally, const char *format, ...)
{
    bool listening = run->options != NULL && run->options->rejected != NULL;
    const char *text;
    va_list arguments;

    if (tally->count++ >= EXAMPLES_MAX && !listening)
        return;
    va_start(arguments, format);
    text = text_line(run->scratch, arena_vformat(run->scratch, format, arguments));
    va_end(arguments);
    if (tally->count <= EXAMPLES_MAX)
        tally->examples[tally->count - 1] = arena_string(run->arena, text);
    if (listening)
        run->options->rejected(run->options->context, text);
}

static struct origin row_origin(const struct row_cursor *cursor)
{
    return (struct origin){cursor->row->table->name, cursor->row->number};
}

/* Counts WHAT as refused by the writer, which gave RESULT. */
static void note_refused(struct mapping_run *run, struct part_plan *plan, int result,
                         const char *what)
{
    plan->count.staged--;
    tally_add(run, &plan->refused, "%s row %llu: %s: %s", run->origin.table,
              (unsigned long long)run->origin.row, what, run->options->writer->refusal(result));
}

uint64_t mapping_run_row(const struct mapping_run *run)
{
    return run->origin.row;
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

/* A number of a field that is none of texts. Its digits, where the source had them, tell more
 * than a double: masks of 64 bits and decimals with many places. */
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

/* Turns what an expression gave into a field's value; false when it is none. */
static bool mapping_run_value(struct arena *arena, const struct field *field,
                              struct expression_value given, struct value *value)
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
static struct value *map_fields(struct row_cursor *cursor, size_t first)
{
    struct part_plan *plan = cursor->path->part;
    struct value *values =
        arena_alloc(cursor->run->scratch, (plan->part->field_count + 1) * sizeof *values);

    for (size_t i = 0; i < plan->part->field_count; i++) {
        const struct expression *expression = cursor->path->outputs[first + i];
        struct expression_value given;

        if (expression == NULL)
            continue;
        given = expression_run(expression, &cursor->expressions);
        if (!mapping_run_value(cursor->run->scratch, &plan->part->fields[i], given, &values[i]))
            tally_add(cursor->run, &plan->unread, "%s row %llu: \"%s\" is no %s",
                      cursor->row->table->name, (unsigned long long)cursor->row->number,
                      text_cut(cursor->run->scratch, expression_text(given, cursor->run->scratch),
                               40),
                      plan->part->fields[i].name);
    }
    return values;
}

const char *mapping_run_external(struct arena *arena, struct expression_value given, bool *odd)
{
    const char *text = expression_text(given, arena);

    *odd = false;
    text = text != NULL ? text_normal(arena, text) : NULL;
    if (text == NULL || *text == '\0')
        return NULL;
    *odd = text_check(text, strlen(text), false) != TEXT_VALID ||
           text_characters(text) > EXTERNAL_MAX;
    return *odd ? NULL : text;
}

static struct expression_value output(struct row_cursor *cursor, size_t number)
{
    const struct expression *expression = cursor->path->outputs[number];

    return expression != NULL ? expression_run(expression, &cursor->expressions)
                              : (struct expression_value){0};
}

/* The external id of an output; NULL where there is none: odd ones are counted. */
static const char *map_external(struct row_cursor *cursor, size_t number)
{
    struct part_plan *plan = cursor->path->part;
    bool odd;
    const char *text = mapping_run_external(cursor->run->scratch, output(cursor, number), &odd);

    if (text == NULL && odd)
        tally_add(cursor->run, &plan->odd, "%s row %llu: what should be an id is none",
                  cursor->row->table->name, (unsigned long long)cursor->row->number);
    else if (text == NULL && plan->part->sort == MAPPING_KIND)
        tally_add(cursor->run, &plan->nameless, "%s row %llu: it has no id",
                  cursor->row->table->name, (unsigned long long)cursor->row->number);
    else if (text == NULL)
        plan->endless++;
    return text;
}

/* ---- entries ---- */

/* A name as players read it, of whatever length. */
static const char *map_entry_name(struct row_cursor *cursor, const char *otherwise)
{
    const struct mapping_part *part = cursor->path->part->part;
    struct arena *arena = cursor->run->scratch;
    const char *given = expression_text(output(cursor, KIND_NAME), arena);
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

/* Hidden is also what fails one of the mapping's conditions for all tables: it is there, so that
 * what leads to it does not dangle, but no list shows it. */
static int map_entry(struct row_cursor *cursor)
{
    struct mapping_run *run = cursor->run;
    struct part_plan *plan = cursor->path->part;
    const char *external = map_external(cursor, KIND_ID);
    size_t failed;
    bool hidden;
    int result;

    if (external == NULL)
        return 0;
    if (!id_set_add(&plan->staged, external)) {
        if (plan->part->repeats) {
            plan->merged++;
            return 0;
        }
        tally_add(run, &plan->doubled, "%s row %llu: %s %s is there already",
                  cursor->row->table->name, (unsigned long long)cursor->row->number,
                  plan->part->name, external);
        return 0;
    }
    hidden = expression_true(output(cursor, KIND_HIDDEN)) ||
             !mapping_run_row_fits(run, cursor->path->start, cursor->row, &failed);
    plan->count.staged++;
    plan->count.hidden += hidden;
    if (run->options->writer == NULL)
        return 0;
    run->origin = row_origin(cursor);
    result =
        run->options->writer->entry(run->options->context,
                                    &(struct source_entry){plan->part->kind, external,
                                                           map_entry_name(cursor, external), hidden,
                                                           map_fields(cursor, KIND_FIELDS)});
    if (result <= 0)
        return result;
    plan->count.hidden -= hidden;
    note_refused(run, plan, result,
                 arena_format(run->scratch, "%s %s", plan->part->kind->name, external));
    return 0;
}

/* ---- pairs ---- */

/* Of kinds that this source does not bring, what is here already counts
 * (mapping_run_add_existing); where nobody told, everything may be there, and the staging judges
 * in the end. */
bool mapping_run_has_entry(const struct mapping_run *run, const struct kind *kind,
                           const char *external)
{
    for (size_t i = 0; i < run->part_count; i++)
        if (run->parts[i].part->sort == MAPPING_KIND && run->parts[i].part->kind == kind &&
            run->parts[i].count.used)
            return id_set_has(&run->parts[i].ids, external);
    return run->here == NULL || id_set_has(&run->here[kind->index], external);
}

/* Judged before it goes into the bag, so that a pair there needs no second look, and its origin
 * is the row that made it. */
static int map_pair(struct row_cursor *cursor)
{
    struct mapping_run *run = cursor->run;
    struct part_plan *plan = cursor->path->part;
    const struct relation *relation = plan->part->relation;
    const char *from = map_external(cursor, RELATION_FROM), *to;
    struct skipped *tally = NULL;

    if (from == NULL || (to = map_external(cursor, RELATION_TO)) == NULL)
        return 0;
    if (!mapping_run_has_entry(run, relation->from, from))
        tally = &plan->dangling_from;
    else if (!mapping_run_has_entry(run, relation->to, to))
        tally = &plan->dangling_to;
    if (tally != NULL) {
        tally_add(run, tally, "%s row %llu: %s %s of %s %s: there is no such %s",
                  cursor->row->table->name, (unsigned long long)cursor->row->number,
                  relation->to->name, to, relation->from->name, from,
                  tally == &plan->dangling_to ? relation->to->name : relation->from->name);
        return 0;
    }
    if (!bag_put(&plan->bag, plan->part,
                 &(struct pair){.from = from,
                                .to = to,
                                .values = map_fields(cursor, RELATION_FIELDS),
                                .origin = row_origin(cursor)},
                 !relation->repeats))
        plan->merged++;
    return 0;
}

static int emit_pair(struct mapping_run *run, struct part_plan *plan, const struct pair *pair)
{
    const struct relation *relation = plan->part->relation;
    int result;

    run->origin = pair->origin;
    result = run->options->writer->relation(run->options->context, relation, pair->from, pair->to,
                                            pair->values);
    if (result <= 0)
        return result;
    note_refused(run, plan, result,
                 arena_format(run->scratch, "%s %s of %s %s", relation->to->name, pair->to,
                              relation->from->name, pair->from));
    return 0;
}

int part_flush(struct mapping_run *run, struct part_plan *plan)
{
    int result = 0;

    plan->count.staged += plan->bag.count;
    for (size_t i = 0; i < plan->bag.count && result == 0 && run->options->writer != NULL; i++)
        result = emit_pair(run, plan, &plan->bag.pairs[i]);
    bag_clear(&plan->bag);
    return result;
}

/* ---- places ---- */

static const char *const place_names[] = {"map",   "id",     "x",       "y",       "z",
                                          "group", "chance", "respawn", "variance"};

/* Tells of a value of a place that is left out. */
static void tally_unread(struct row_cursor *cursor, size_t number, const char *text)
{
    tally_add(cursor->run, &cursor->path->part->unread, "%s row %llu: \"%s\" is no %s",
              cursor->row->table->name, (unsigned long long)cursor->row->number,
              text_cut(cursor->run->scratch, text, 40), place_names[number]);
}

/* A number; OTHERWISE where there is none, and NAN where there is something else. */
static double map_number(struct row_cursor *cursor, size_t number, double otherwise)
{
    struct expression_value given = output(cursor, number);
    double value;

    if (given.type == EXPRESSION_NULL)
        return otherwise;
    return expression_number(given, &value) ? value : NAN;
}

static unsigned map_seconds(struct row_cursor *cursor, size_t number)
{
    double seconds = map_number(cursor, number, 0);

    if (!(fabs(seconds) < 4e9))
        tally_unread(cursor, number, expression_text(output(cursor, number), cursor->run->scratch));
    return seconds > 0 && seconds < 4e9 ? (unsigned)seconds : 0;
}

static const char *map_group(struct row_cursor *cursor)
{
    const char *group = expression_text(output(cursor, PLACE_GROUP), cursor->run->scratch);
    bool valid = group != NULL && strlen(group) <= 32;

    for (const char *at = group; valid && *at != '\0'; at++)
        valid = *at > ' ' && *at < 0x7F;
    if (group != NULL && !valid)
        tally_unread(cursor, PLACE_GROUP, group);
    return valid ? group : "";
}

/* Values that a place can do without (respawn, group) are left out when they are wrong; a
 * coordinate that is none goes on as NAN, and the staging refuses the place. */
static int map_place(struct row_cursor *cursor)
{
    struct mapping_run *run = cursor->run;
    struct part_plan *plan = cursor->path->part;
    struct mapped_place place = {.map = plan->part->map, .kind = plan->part->kind};
    struct skipped *tally = NULL;
    int result;

    if ((place.map_external = map_external(cursor, PLACE_MAP)) == NULL ||
        (place.external = map_external(cursor, PLACE_ID)) == NULL)
        return 0;
    if (!mapping_run_has_entry(run, place.map, place.map_external))
        tally = &plan->dangling_from;
    else if (!mapping_run_has_entry(run, place.kind, place.external))
        tally = &plan->dangling_to;
    if (tally != NULL) {
        tally_add(run, tally, "%s row %llu: %s %s in %s %s: there is no such %s",
                  cursor->row->table->name, (unsigned long long)cursor->row->number,
                  place.kind->name, place.external, place.map->name, place.map_external,
                  tally == &plan->dangling_to ? place.kind->name : place.map->name);
        return 0;
    }
    place.x = map_number(cursor, PLACE_X, NAN);
    place.y = map_number(cursor, PLACE_Y, NAN);
    place.z = map_number(cursor, PLACE_Z, 0);
    place.group = map_group(cursor);
    place.chance = map_number(cursor, PLACE_CHANCE, 100);
    place.respawn = map_seconds(cursor, PLACE_RESPAWN);
    place.variance = map_seconds(cursor, PLACE_VARIANCE);
    plan->count.staged++;
    if (run->options->writer == NULL)
        return 0;
    run->origin = row_origin(cursor);
    result = run->options->writer->place(run->options->context, &place);
    if (result <= 0)
        return result;
    note_refused(run, plan, result,
                 arena_format(run->scratch, "%s %s in %s %s", place.kind->name, place.external,
                              place.map->name, place.map_external));
    return 0;
}

int part_emit(struct row_cursor *cursor)
{
    switch (cursor->path->part->part->sort) {
    case MAPPING_KIND: return map_entry(cursor);
    case MAPPING_RELATION: return map_pair(cursor);
    default: return map_place(cursor);
    }
}
