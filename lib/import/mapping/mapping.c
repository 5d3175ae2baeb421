/* Reads the file of a mapping. All faults are gathered with their lines and told at once, as who
 * writes one has many.
 *
 * Expressions are parsed here for their faults and again when a source is there (plan.c): only
 * then is it known which columns there are, and the text is short. */
#include "import/mapping/mapping.h"

#include <string.h>

#include "base/declaration.h"
#include "import/mapping/expression.h"

#define TABLES_MAX 8 /* named for one */

struct mapping_reader {
    struct arena *arena;
    struct faults faults;
    const struct game *game;
    struct mapping *mapping;
};

/* A block, and the one whose values stand in for what it does not have. */
struct scope {
    const struct declaration *own, *outer;
};

/* Paths inherit from their relation what they do not say themselves. */
static const struct declaration *find_inherited(const struct scope *scope, const char *name)
{
    const struct declaration *found = declaration_find(scope->own, name);

    return found == NULL && scope->outer != NULL ? declaration_find(scope->outer, name) : found;
}

/* Notes names in BLOCK that are none of KEYS, which NULL ends. */
static void check_keys(struct mapping_reader *reader, const struct declaration *block,
                       const char *const *keys)
{
    for (const struct declaration *d = block->inner; d != NULL; d = d->next) {
        size_t i = 0;

        while (keys[i] != NULL && strcmp(keys[i], d->name) != 0)
            i++;
        if (keys[i] == NULL)
            fault_at(&reader->faults, d->line, "%s is nothing that %s has", d->name,
                     *block->name != '\0' ? block->name : "a mapping");
    }
}

static bool any_column(void *context, const char *table, const char *column, size_t *slot)
{
    (void)context, (void)table, (void)column;
    *slot = 0;
    return true;
}

/* The expression that is the value of FOUND; what columns there are is not asked yet. */
static struct mapping_text required_expression(struct mapping_reader *reader,
                                               const struct declaration *found)
{
    static const struct expression_names names = {.find = any_column};
    const char *fault, *missing;

    if (found->value == NULL || *found->value == '\0')
        fault_at(&reader->faults, found->line, "%s needs an expression", found->name);
    else if (expression_compile(reader->arena, found->value, &names, &fault, &missing) == NULL)
        fault_at(&reader->faults, found->line, "%s: %s", found->name, fault);
    return (struct mapping_text){.text = found->value, .line = found->line};
}

static struct mapping_text optional_expression(struct mapping_reader *reader,
                                               const struct scope *scope, const char *name)
{
    const struct declaration *found = find_inherited(scope, name);

    if (found == NULL)
        return (struct mapping_text){.line = scope->own->line};
    return required_expression(reader, found);
}

static bool read_switch(struct mapping_reader *reader, const struct scope *scope, const char *name)
{
    const struct declaration *found = find_inherited(scope, name);

    if (found == NULL)
        return false;
    if (found->value == NULL || (strcmp(found->value, "0") != 0 && strcmp(found->value, "1") != 0))
        fault_at(&reader->faults, found->line, "%s must be 0 or 1", name);
    return found->value != NULL && strcmp(found->value, "1") == 0;
}

static struct mapping_tables read_table_names(struct mapping_reader *reader,
                                              const struct scope *scope, const char *name)
{
    const struct declaration *found = find_inherited(scope, name);
    const char **names = arena_alloc(reader->arena, TABLES_MAX * sizeof *names);
    struct mapping_tables tables = {.names = names, .line = scope->own->line};
    const char *at = found != NULL && found->value != NULL ? found->value : "";

    for (size_t length; *at != '\0'; at += length, at += strspn(at, ", \t")) {
        length = strcspn(at, ", \t");
        if (tables.count < TABLES_MAX)
            names[tables.count++] = arena_copy(reader->arena, at, length);
    }
    if (found != NULL)
        tables.line = found->line;
    if (tables.count == 0)
        fault_at(&reader->faults, tables.line, "%s: a table is missing: %s", scope->own->name,
                 name);
    return tables;
}

/* ---- paths ---- */

static void read_totals(struct mapping_reader *reader, const struct declaration *block,
                        struct mapping_step *step)
{
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        if (step->total_count == MAPPING_TOTALS_MAX)
            fault_at(&reader->faults, d->line, "there are more than %d totals", MAPPING_TOTALS_MAX);
        else
            step->totals[step->total_count++] =
                (struct mapping_total){d->name, required_expression(reader, d)};
    }
}

/* Key and On belong together; a step with neither leads to all rows of its table, as to a table
 * of one row of settings. */
static void read_step(struct mapping_reader *reader, const struct declaration *block,
                      struct mapping_step *step)
{
    static const char *const keys[] = {"Table", "Key",   "On",     "Where", "Optional",
                                       "Once",  "Split", "Totals", NULL};
    const struct scope scope = {.own = block};
    const struct declaration *key, *split = declaration_find(block, "Split");

    check_keys(reader, block, keys);
    key = declaration_find(block, "Key");
    *step = (struct mapping_step){
        .name = block->name,
        .tables = read_table_names(reader, &scope, "Table"),
        .key = key != NULL ? key->value : NULL,
        .on = optional_expression(reader, &scope, "On"),
        .where = optional_expression(reader, &scope, "Where"),
        .split = split != NULL && split->value != NULL && *split->value != '\0' ? split->value
                                                                                : NULL,
        .optional = read_switch(reader, &scope, "Optional"),
        .once = read_switch(reader, &scope, "Once"),
        .line = block->line,
    };
    read_totals(reader, declaration_find(block, "Totals"), step);
    if ((step->key == NULL) != (step->on.text == NULL))
        fault_at(&reader->faults, block->line, "the step %s needs both Key and On, or neither",
                 block->name);
}

static void read_steps(struct mapping_reader *reader, const struct declaration *block,
                       struct mapping_path *path)
{
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        if (d->value != NULL)
            fault_at(&reader->faults, d->line, "%s is no step", d->name);
        else if (path->step_count == MAPPING_STEPS_MAX)
            fault_at(&reader->faults, d->line, "there are more than %d steps", MAPPING_STEPS_MAX);
        else
            read_step(reader, d, &path->steps[path->step_count++]);
    }
}

/* Reads the fields' expressions into the outputs behind FIRST. */
static void read_fields(struct mapping_reader *reader, const struct declaration *block,
                        const struct mapping_part *part, struct mapping_text *outputs)
{
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        size_t i = 0;

        while (i < part->field_count && strcmp(part->fields[i].name, d->name) != 0)
            i++;
        if (i == part->field_count)
            fault_at(&reader->faults, d->line, "%s has no field %s", part->name, d->name);
        else
            outputs[i] = required_expression(reader, d);
    }
}

/* What a path gives before the fields, and where it begins. */
struct path_outputs {
    const char *start;
    const char *const *names; /* ended by NULL */
    size_t required;          /* so many of the first must be there */
};

/* Reads one path. */
static void read_path(struct mapping_reader *reader, const struct scope *scope,
                      struct mapping_part *part, const struct path_outputs *outputs,
                      struct mapping_path *path)
{
    size_t i = 0;

    path->name = scope->own->name;
    path->start = read_table_names(reader, scope, outputs->start);
    path->where = optional_expression(reader, scope, "Where");
    path->counts = find_inherited(scope, "Counts") != NULL ? find_inherited(scope, "Counts")->value
                                                           : NULL;
    path->outputs = arena_alloc(reader->arena, part->outputs * sizeof *path->outputs);
    read_steps(reader, find_inherited(scope, "Steps"), path);
    for (; outputs->names[i] != NULL; i++) {
        path->outputs[i] = optional_expression(reader, scope, outputs->names[i]);
        if (i < outputs->required && path->outputs[i].text == NULL)
            fault_at(&reader->faults, scope->own->line, "%s: %s is missing", scope->own->name,
                     outputs->names[i]);
    }
    if (part->field_count > 0)
        read_fields(reader, find_inherited(scope, "Fields"), part, path->outputs + i);
}

/* ---- kinds ---- */

static void read_kind_part(struct mapping_reader *reader, const struct declaration *block,
                           struct mapping_part *part)
{
    static const char *const keys[] = {"Table",  "Steps",   "Id",         "Name",
                                       "Hidden", "Where",   "NameSpaces", "NameStrip",
                                       "Fields", "Repeats", NULL};
    static const char *const outputs[] = {"Id", "Name", "Hidden", NULL};
    const struct scope scope = {.own = block};
    const struct declaration *spaces = declaration_find(block, "NameSpaces");
    const struct declaration *strip = declaration_find(block, "NameStrip");

    check_keys(reader, block, keys);
    part->sort = MAPPING_KIND;
    part->kind = game_kind(reader->game, block->name);
    if (part->kind == NULL) {
        fault_at(&reader->faults, block->line, "the game %s has no kind %s", reader->game->name,
                 block->name);
        return;
    }
    part->fields = part->kind->fields;
    part->field_count = part->kind->field_count;
    part->outputs = KIND_FIELDS + part->field_count;
    part->repeats = read_switch(reader, &scope, "Repeats");
    part->spaces = spaces != NULL && spaces->value != NULL ? spaces->value : "";
    part->strip = strip != NULL && strip->value != NULL ? strip->value : "";
    part->paths = arena_alloc(reader->arena, sizeof *part->paths);
    part->path_count = 1;
    read_path(reader, &scope, part, &(struct path_outputs){"Table", outputs, 2}, part->paths);
}

/* ---- relations ---- */

static enum mapping_combine combine_named(struct mapping_reader *reader,
                                          const struct declaration *d)
{
    static const char *const names[] = {"first", "either", "sum", "min", "max", "bits"};

    for (size_t i = 0; d->value != NULL && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], d->value) == 0)
            return (enum mapping_combine)i;
    fault_at(&reader->faults, d->line, "%s must be first, either, sum, min, max or bits", d->name);
    return COMBINE_FIRST;
}

static const enum mapping_combine *read_combine(struct mapping_reader *reader,
                                                const struct declaration *block,
                                                const struct mapping_part *part)
{
    enum mapping_combine *combine =
        arena_alloc(reader->arena, (part->field_count + 1) * sizeof *combine);

    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        const struct field *field = relation_field(part->relation, d->name);

        if (field == NULL)
            fault_at(&reader->faults, d->line, "%s has no field %s", part->name, d->name);
        else
            combine[field->index] = combine_named(reader, d);
    }
    return combine;
}

/* With "Ways" each is a path of its own that inherits what it does not say; without, the
 * relation's block is the only one. */
static void read_relation_part(struct mapping_reader *reader, const struct declaration *block,
                               struct mapping_part *part)
{
    static const char *const keys[] = {"Start",   "Steps",  "From", "To",     "Where", "Fields",
                                       "Combine", "Gather", "Ways", "Counts", NULL};
    static const char *const path_keys[] = {"Start", "Steps",  "From",   "To",
                                            "Where", "Fields", "Counts", NULL};
    static const char *const outputs[] = {"From", "To", NULL};
    const struct declaration *paths = declaration_find(block, "Ways");
    const struct scope alone = {.own = block};

    check_keys(reader, block, keys);
    part->sort = MAPPING_RELATION;
    part->relation = game_relation(reader->game, block->name);
    if (part->relation == NULL) {
        fault_at(&reader->faults, block->line, "the game %s has no relation %s", reader->game->name,
                 block->name);
        return;
    }
    part->fields = part->relation->fields;
    part->field_count = part->relation->field_count;
    part->outputs = RELATION_FIELDS + part->field_count;
    part->gather = read_switch(reader, &alone, "Gather");
    part->combine = read_combine(reader, declaration_find(block, "Combine"), part);
    part->path_count = paths != NULL ? declaration_count(paths) : 1;
    part->paths = arena_alloc(reader->arena, (part->path_count + 1) * sizeof *part->paths);
    if (paths == NULL) {
        read_path(reader, &alone, part, &(struct path_outputs){"Start", outputs, 2}, part->paths);
        return;
    }
    part->path_count = 0;
    for (const struct declaration *d = paths->inner; d != NULL; d = d->next) {
        const struct scope scope = {.own = d, .outer = block};

        check_keys(reader, d, path_keys);
        read_path(reader, &scope, part, &(struct path_outputs){"Start", outputs, 2},
                  &part->paths[part->path_count++]);
    }
}

/* ---- places ---- */

/* The kind that NAME's value names; without it the only one with a map. */
static const struct kind *kind_named_by(struct mapping_reader *reader,
                                        const struct declaration *block, const char *name)
{
    const struct declaration *found = declaration_find(block, name);
    const struct kind *kind = NULL;

    for (size_t i = 0; found == NULL && i < reader->game->kind_count; i++)
        if (reader->game->kinds[i].map)
            kind = &reader->game->kinds[i];
    if (found != NULL && found->value != NULL)
        kind = game_kind(reader->game, found->value);
    if (kind == NULL)
        fault_at(&reader->faults, found != NULL ? found->line : block->line,
                 "%s must name a kind of the game %s", name, reader->game->name);
    return kind;
}

static void read_places_part(struct mapping_reader *reader, const struct declaration *block,
                             struct mapping_part *part)
{
    static const char *const keys[] = {"Start",   "Steps",    "Where",  "Kind", "MapKind", "Map",
                                       "Id",      "X",        "Y",      "Z",    "Group",   "Chance",
                                       "Respawn", "Variance", "Counts", NULL};
    static const char *const outputs[] = {"Map",   "Id",     "X",       "Y",        "Z",
                                          "Group", "Chance", "Respawn", "Variance", NULL};
    const struct scope scope = {.own = block};

    check_keys(reader, block, keys);
    part->sort = MAPPING_PLACES;
    part->name = arena_format(reader->arena, "places.%s", block->name);
    part->map = kind_named_by(reader, block, "MapKind");
    if (declaration_find(block, "Kind") == NULL)
        fault_at(&reader->faults, block->line, "%s: Kind is missing", block->name);
    else
        part->kind = kind_named_by(reader, block, "Kind");
    part->outputs = PLACE_OUTPUTS;
    part->paths = arena_alloc(reader->arena, sizeof *part->paths);
    part->path_count = 1;
    read_path(reader, &scope, part, &(struct path_outputs){"Start", outputs, 4}, part->paths);
}

/* ---- the whole ---- */

static struct mapping_value *read_source_values(struct mapping_reader *reader,
                                                const struct declaration *block, size_t *count)
{
    static const char *const keys[] = {"Table", "Where", "Value", "Otherwise", NULL};
    struct mapping_value *values =
        arena_alloc(reader->arena, (declaration_count(block) + 1) * sizeof *values);

    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        const struct scope scope = {.own = d};
        const struct declaration *otherwise = declaration_find(d, "Otherwise");

        check_keys(reader, d, keys);
        values[*count] = (struct mapping_value){
            .name = d->name,
            .tables = read_table_names(reader, &scope, "Table"),
            .where = optional_expression(reader, &scope, "Where"),
            .value = optional_expression(reader, &scope, "Value"),
            .otherwise = otherwise != NULL ? otherwise->value : NULL,
        };
        if (values[(*count)++].value.text == NULL)
            fault_at(&reader->faults, d->line, "%s: Value is missing", d->name);
    }
    return values;
}

static void read_conditions(struct mapping_reader *reader, const struct declaration *block)
{
    struct mapping *mapping = reader->mapping;

    mapping->conditions =
        arena_alloc(reader->arena, (declaration_count(block) + 1) * sizeof *mapping->conditions);
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        mapping->conditions[mapping->condition_count++] =
            (struct mapping_condition){d->name, required_expression(reader, d)};
    }
}

static void read_each_part(struct mapping_reader *reader, const struct declaration *block,
                           void (*read)(struct mapping_reader *, const struct declaration *,
                                        struct mapping_part *))
{
    struct mapping *mapping = reader->mapping;

    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        struct mapping_part *part = &mapping->parts[mapping->part_count++];

        *part = (struct mapping_part){.name = d->name, .line = d->line};
        if (d->value != NULL)
            fault_at(&reader->faults, d->line, "%s needs a block", d->name);
        else
            read(reader, d, part);
    }
}

/* The sign that NAME names, of those in MAY; 0 where it is not there. Those that a line cannot
 * hold have words. */
static char delimiter_of(struct mapping_reader *reader, const struct declaration *root,
                         const char *name, const char *may)
{
    const struct declaration *found = declaration_find(root, name);
    const char *value = found != NULL && found->value != NULL ? found->value : "";
    char sign = value[0];

    if (found == NULL)
        return '\0';
    if (strcmp(value, "tab") == 0)
        sign = '\t';
    else if (strcmp(value, "space") == 0)
        sign = ' ';
    else if (strlen(value) != 1)
        sign = '\0';
    if (sign == '\0' || strchr(may, sign) == NULL)
        fault_at(&reader->faults, found->line, "%s cannot be \"%s\"", name, value);
    return sign;
}

/* How CSV parts its values, and writes numbers. */
static void read_delimiters(struct mapping_reader *reader, const struct declaration *root)
{
    struct mapping *mapping = reader->mapping;
    const struct declaration *decimal = declaration_find(root, "Decimal");
    char group = delimiter_of(reader, root, "Thousands", ".,' "),
         point = delimiter_of(reader, root, "Decimal", ".,");

    mapping->separator = delimiter_of(reader, root, "Separator", ",;|\t");
    mapping->numbers_styled = group != '\0' || point != '\0';
    if (point == '\0')
        point = group == '.' ? ',' : '.';
    else if (point == group)
        fault_at(&reader->faults, decimal->line, "Decimal is the same as Thousands");
    mapping->numbers = (struct number_style){group, point};
}

/* Kinds come first in the list of parts, whatever their order in the file: relations and places
 * are judged by the ids that kinds gather. */
static void read_mapping(struct mapping_reader *reader, const struct declaration *root)
{
    static const char *const keys[] = {"Game",      "Separator", "Thousands",  "Decimal",
                                       "Settings",  "Sets",      "Everywhere", "Kinds",
                                       "Relations", "Places",    NULL};
    const struct declaration *game = declaration_find(root, "Game");
    const struct declaration *kinds = declaration_find(root, "Kinds");
    const struct declaration *relations = declaration_find(root, "Relations");
    const struct declaration *places = declaration_find(root, "Places");
    struct mapping *mapping = reader->mapping;

    check_keys(reader, root, keys);
    if (game == NULL || game->value == NULL || strcmp(game->value, reader->game->name) != 0)
        fault_at(&reader->faults, game != NULL ? game->line : 0,
                 "the mapping is not one of the game %s", reader->game->name);
    if (kinds == NULL)
        fault_at(&reader->faults, 0, "Kinds is missing");
    read_delimiters(reader, root);
    mapping->settings =
        read_source_values(reader, declaration_find(root, "Settings"), &mapping->setting_count);
    mapping->sets = read_source_values(reader, declaration_find(root, "Sets"), &mapping->set_count);
    read_conditions(reader, declaration_find(root, "Everywhere"));
    mapping->parts =
        arena_alloc(reader->arena, (declaration_count(kinds) + declaration_count(relations) +
                                    declaration_count(places) + 1) *
                                       sizeof *mapping->parts);
    read_each_part(reader, kinds, read_kind_part);
    read_each_part(reader, relations, read_relation_part);
    read_each_part(reader, places, read_places_part);
}

const struct mapping *mapping_read(struct arena *arena, const char *file, const struct game *game,
                                   FILE *errors)
{
    struct mapping_reader reader = {.arena = arena,
                                    .faults = {.arena = arena, .file = file},
                                    .game = game,
                                    .mapping = arena_alloc(arena, sizeof *reader.mapping)};
    const struct declaration *root = declaration_read(&reader.faults);

    reader.mapping->file = arena_string(arena, file);
    reader.mapping->game = game;
    if (root != NULL)
        read_mapping(&reader, root);
    return faults_print(&reader.faults, errors) == 0 ? reader.mapping : NULL;
}
