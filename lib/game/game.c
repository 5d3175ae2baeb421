#include "game/game.h"

#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "game/folded_name.h"
#include "game/internal.h"

#define KINDS_MAX 32
#define RELATIONS_MAX 96
#define KIND_FIELDS_MAX 400
#define RELATION_FIELDS_MAX 24
#define LISTED_FIELDS_MAX 48 /* in a list: filters, columns, lines of a card */
#define KIND_NAME_MAX 16
#define RELATION_NAME_MAX 24

/* Parameters of lists, which no field and no relation may be called. */
static const char *const taken[] = {"add",  "after", "all",   "columns", "facets", "format",
                                    "id",   "ids",   "kind",  "limit",   "name",   "q",
                                    "sort", "typed", "words", NULL};

/* What no kind may be called, beside what else is talked about: the pages of the beastiary that
 * are beside its kinds, and a part of an import. */
static const char *const pages[] = {"card", "compare", "imports", "suggest", NULL};
static const char *const parts[] = {"places", NULL};

static const struct game_key file_keys[] = {
    {"Title", true, false},     {"Coins", false, true},     {"Enumerations", false, true},
    {"Kinds", true, true},      {"Relations", false, true}, {"Links", false, true},
    {"Articles", false, false}, {NULL, false, false},
};
static const struct game_key kind_keys[] = {
    {"Label", true, false},    {"Plural", true, false}, {"Icon", false, false},
    {"Weight", false, false},  {"Sort", false, false},  {"Filters", false, false},
    {"Columns", false, false}, {"Card", false, false},  {"Map", false, false},
    {"MapAxes", false, false}, {"Mark", false, false},  {"IconBy", false, false},
    {"Fields", false, true},   {"Note", false, false},  {"Internal", false, false},
    {NULL, false, false},
};
static const struct game_key relation_keys[] = {
    {"From", true, false},      {"To", true, false},           {"Label", true, false},
    {"Reverse", true, false},   {"ReverseLabel", true, false}, {"Sort", false, false},
    {"Repeats", false, false},  {"Fields", false, true},       {"FromFields", false, false},
    {"ToFields", false, false}, {"Count", false, false},       {"Unfold", false, false},
    {"Unless", false, false},   {"Columns", false, false},     {"Spots", false, false},
    {NULL, false, false},
};

static const struct field *field_named(const struct field *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

/* ---- kinds ---- */

/* Notes NAME when it is among NAMES, which are taken by OWNER. */
static void check_among(struct game_file *file, unsigned line, const char *name,
                        const char *const *names, const char *owner)
{
    for (; names != NULL && *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            fault_at(&file->faults, line, "%s: this name is taken by %s", name, owner);
}

/* Notes a field that has the name of a parameter. */
static void check_taken(struct game_file *file, unsigned line, const char *name)
{
    check_among(file, line, name, taken, "lists' own parameters");
}

/* Notes a kind whose pages or talk could not be told from others'. */
static void check_kind_name(struct game_file *file, const struct declaration *block)
{
    check_among(file, block->line, block->name, file->reserved, "what else is talked about");
    check_among(file, block->line, block->name, pages, "a page of the beastiary");
    check_among(file, block->line, block->name, parts, "a part of imports");
}

/* Puts a field on a list of LISTED_FIELDS_MAX, unless it is there already. */
static void add_name(struct game_file *file, const struct declaration *line,
                     const struct field *field, const struct field **list, size_t *count)
{
    for (size_t i = 0; i < *count; i++)
        if (list[i] == field) {
            fault_at(&file->faults, line->line, "%s: %s is there twice", line->name, field->name);
            return;
        }
    if (*count == LISTED_FIELDS_MAX)
        fault_at(&file->faults, line->line, "%s: there are more than %d fields", line->name,
                 LISTED_FIELDS_MAX);
    else
        list[(*count)++] = field;
}

/* Of the scope's fields those that LINE (NULL: none) names, by commas. */
const struct field **game_read_line(struct game_file *file, const struct declaration *line,
                                    struct field_scope scope, size_t *count)
{
    const struct field **list =
        arena_alloc(file->arena, LISTED_FIELDS_MAX * sizeof(struct field *));

    if (line == NULL || line->value == NULL)
        return list;
    for (const char *at = line->value; *at != '\0'; at += strspn(at, ", \t")) {
        size_t length = strcspn(at, ",");
        const char *name = text_normal(file->arena, arena_copy(file->arena, at, length));
        const struct field *field = field_named(scope.fields, scope.count, name);

        if (field != NULL)
            add_name(file, line, field, list, count);
        else
            fault_at(&file->faults, line->line, "%s: %s has no field %s", line->name, scope.owner,
                     name);
        at += length;
    }
    return list;
}

/* The same of KEY's line. */
static const struct field **read_field_names(struct game_file *file,
                                             const struct declaration *block, const char *key,
                                             struct field_scope scope, size_t *count)
{
    return game_read_line(file, declaration_find(block, key), scope, count);
}

static const struct field **read_kind_fields(struct game_file *file,
                                             const struct declaration *block, const char *key,
                                             const struct kind *kind, size_t *count)
{
    return read_field_names(file, block, key, scope_of_kind(kind), count);
}

/* The flag that KEY names; NULL: none. */
static const struct field *read_mark(struct game_file *file, const struct declaration *block,
                                     const char *key, const struct kind *kind)
{
    const struct declaration *line = declaration_find(block, key);
    const struct field *field;

    if (line == NULL || line->value == NULL)
        return NULL;
    field = kind_field(kind, line->value);
    if (field == NULL || field->type != FIELD_FLAG) {
        fault_at(&file->faults, line->line, "%s: %s has no flag %s", key, kind->name, line->value);
        return NULL;
    }
    return field;
}

/* What an entry's icon hangs on. */
static void read_icon_by(struct game_file *file, const struct declaration *block, struct kind *kind)
{
    const struct declaration *line = declaration_find(block, "IconBy");

    kind->icon_by = read_kind_fields(file, block, "IconBy", kind, &kind->icon_by_count);
    for (size_t i = 0; i < kind->icon_by_count; i++)
        if (kind->icon_by[i]->values == NULL)
            fault_at(&file->faults, line->line, "IconBy: %s is neither a choice nor a mask",
                     kind->icon_by[i]->name);
}

static void check_icon(struct game_file *file, const struct declaration *block, const char *icon)
{
    const struct declaration *line = declaration_find(block, "Icon");

    if (strspn(icon, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(icon) || *icon == '\0')
        fault_at(&file->faults, line != NULL ? line->line : block->line,
                 "Icon must be lower-case letters, digits and hyphens");
}

static void read_kind_block(struct game_file *file, const struct declaration *block,
                            struct kind *kind)
{
    const struct declaration *fields = declaration_find(block, "Fields");

    game_keys(file, block, kind_keys);
    check_kind_name(file, block);
    kind->name = block->name;
    kind->label = game_label(file, block, "Label", block->name);
    kind->plural = game_label(file, block, "Plural", kind->label);
    kind->icon = game_value(block, "Icon") != NULL ? game_value(block, "Icon") : block->name;
    check_icon(file, block, kind->icon);
    kind->weight = (unsigned)game_count(file, block, "Weight", (struct number_range){1, 100}, 50);
    kind->internal = game_switch(file, block, "Internal");
    kind->map = game_switch(file, block, "Map");
    kind->map_inverted =
        game_word(file, block, "MapAxes", (const char *const[]){"plain", "inverted", NULL}) == 1;
    kind->fields = game_read_fields(file, fields, KIND_FIELDS_MAX, &kind->field_count);
    for (const struct declaration *d = fields != NULL ? fields->inner : NULL; d != NULL;
         d = d->next)
        check_taken(file, d->line, d->name);
    kind->sort = game_read_sort(file, block, "Sort", scope_of_kind(kind), &kind->sort_down);
    kind->filters = read_kind_fields(file, block, "Filters", kind, &kind->filter_count);
    kind->columns = read_kind_fields(file, block, "Columns", kind, &kind->column_count);
    kind->card = read_kind_fields(file, block, "Card", kind, &kind->card_count);
    kind->mark = read_mark(file, block, "Mark", kind);
    read_icon_by(file, block, kind);
}

/* All kinds are made before any is read, as relations, notes and filters name others that come
 * later in the file. */
static void read_kinds(struct game_file *file, const struct declaration *block)
{
    struct kind *kinds = arena_alloc(file->arena, (declaration_count(block) + 1) * sizeof *kinds);
    size_t count = 0;

    file->game->kinds = kinds;
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        if (!game_name(file, d->line, d->name, KIND_NAME_MAX))
            continue;
        if (d->value != NULL) {
            fault_at(&file->faults, d->line, "%s must be a block", d->name);
            continue;
        }
        if (count == KINDS_MAX) {
            fault_at(&file->faults, d->line, "there are more than %d kinds", KINDS_MAX);
            break;
        }
        kinds[count].index = count;
        read_kind_block(file, d, &kinds[count++]);
        file->game->kind_count = count;
    }
    if (block != NULL && count == 0)
        fault_at(&file->faults, block->line, "there is no kind");
}

/* ---- relations ---- */

/* The kind that KEY's value names. */
static const struct kind *read_end(struct game_file *file, const struct declaration *block,
                                   const char *key)
{
    const struct declaration *line = declaration_find(block, key);
    const struct kind *kind;

    if (line == NULL || line->value == NULL)
        return NULL;
    kind = game_kind(file->game, line->value);
    if (kind == NULL)
        fault_at(&file->faults, line->line, "%s: there is no kind %s", key, line->value);
    return kind;
}

/* Notes it when lists of KIND know NAME already, from a field or another relation. */
static void check_filter(struct game_file *file, unsigned line, const struct kind *kind,
                         const char *name)
{
    const struct game *game = file->game;

    if (kind == NULL)
        return;
    if (kind_field(kind, name) != NULL)
        fault_at(&file->faults, line, "%s is a field of %s", name, kind->name);
    for (size_t i = 0; i < game->relation_count; i++) {
        const struct relation *other = &game->relations[i];

        if ((other->from == kind && strcmp(other->name, name) == 0) ||
            (other->to == kind && strcmp(other->reverse_name, name) == 0))
            fault_at(&file->faults, line, "%s: lists of %s have a relation of this name", name,
                     kind->name);
    }
}

/* Names of fields, relations and their reverses share the addresses of lists, so that no two of
 * them may be the same. */
static void check_names(struct game_file *file, const struct declaration *block,
                        const struct relation *relation)
{
    const struct declaration *reverse = declaration_find(block, "Reverse");

    check_taken(file, block->line, relation->name);
    check_among(file, block->line, relation->name, parts, "a part of imports");
    if (game_kind(file->game, relation->name) != NULL)
        fault_at(&file->faults, block->line, "%s is a kind", relation->name);
    check_filter(file, block->line, relation->from, relation->name);
    if (reverse == NULL || reverse->value == NULL ||
        !game_name(file, reverse->line, reverse->value, RELATION_NAME_MAX))
        return;
    check_taken(file, reverse->line, reverse->value);
    check_filter(file, reverse->line, relation->to, reverse->value);
    if (relation->from == relation->to && strcmp(relation->name, reverse->value) == 0)
        fault_at(&file->faults, reverse->line, "%s is this relation's own name", reverse->value);
}

/* The fields of the ends that are shown beside them. */
static void read_beside(struct game_file *file, const struct declaration *block,
                        struct relation *relation)
{
    if (relation->from == NULL || relation->to == NULL)
        return;
    relation->from_fields =
        read_kind_fields(file, block, "FromFields", relation->from, &relation->from_field_count);
    relation->to_fields =
        read_kind_fields(file, block, "ToFields", relation->to, &relation->to_field_count);
}

/* The relation's own fields in the order in which they are shown. */
static void read_relation_columns(struct game_file *file, const struct declaration *block,
                                  struct relation *relation)
{
    const struct field **all;

    relation->columns = read_field_names(file, block, "Columns", scope_of_relation(relation),
                                         &relation->column_count);
    if (declaration_find(block, "Columns") != NULL)
        return;
    all = arena_alloc(file->arena, (relation->field_count + 1) * sizeof(struct field *));
    for (size_t i = 0; i < relation->field_count; i++)
        all[i] = &relation->fields[i];
    relation->columns = all;
    relation->column_count = relation->field_count;
}

/* How things are made of others. The names of the relations are held against those that there are
 * when all are read. */
static void read_making(struct game_file *file, const struct declaration *block,
                        struct relation *relation)
{
    const struct declaration *count = declaration_find(block, "Count");

    relation->unfold = game_value(block, "Unfold");
    relation->unless = game_value(block, "Unless");
    if (count == NULL || count->value == NULL)
        return;
    relation->count = relation_field(relation, count->value);
    if (relation->count == NULL || relation->count->type != FIELD_INTEGER)
        fault_at(&file->faults, count->line, "Count: %s has no integer field %s", relation->name,
                 count->value);
}

/* Notes where KEY of a relation's block names none that leads from FROM (NULL: any) to TO. */
static void check_leads(struct game_file *file, const struct declaration *block, const char *key,
                        const struct kind *from, const struct kind *to)
{
    const struct declaration *line = declaration_find(block, key);
    const struct relation *relation;

    if (line == NULL || line->value == NULL || to == NULL)
        return;
    relation = game_relation(file->game, line->value);
    if (relation == NULL)
        fault_at(&file->faults, line->line, "%s: there is no relation %s", key, line->value);
    else if (relation->to != to || (from != NULL && relation->from != from))
        fault_at(&file->faults, line->line, "%s: %s does not lead to %s%s%s", key, relation->name,
                 to->name, from != NULL ? " from " : "", from != NULL ? from->name : "");
}

static void check_making(struct game_file *file, const struct declaration *block)
{
    const struct relation *relation = game_relation(file->game, block->name);

    if (relation == NULL)
        return;
    check_leads(file, block, "Unfold", relation->from, relation->to);
    check_leads(file, block, "Unless", NULL, relation->to);
}

static void read_relation_block(struct game_file *file, const struct declaration *block,
                                struct relation *relation)
{
    game_keys(file, block, relation_keys);
    relation->name = block->name;
    relation->from = read_end(file, block, "From");
    relation->to = read_end(file, block, "To");
    relation->label = game_label(file, block, "Label", block->name);
    relation->reverse_label = game_label(file, block, "ReverseLabel", block->name);
    relation->reverse_name = game_value(block, "Reverse");
    if (relation->reverse_name == NULL)
        relation->reverse_name = "";
    check_names(file, block, relation);
    relation->repeats = game_switch(file, block, "Repeats");
    relation->spots = game_switch(file, block, "Spots");
    relation->fields = game_read_fields(file, declaration_find(block, "Fields"),
                                        RELATION_FIELDS_MAX, &relation->field_count);
    relation->sort =
        game_read_sort(file, block, "Sort", scope_of_relation(relation), &relation->sort_down);
    read_relation_columns(file, block, relation);
    read_beside(file, block, relation);
    read_making(file, block, relation);
}

/* A relation is known to both ends: what it is called from the other side, and what of the other
 * entry stands beside it, is resolved here once. */
static void read_relations(struct game_file *file, const struct declaration *block)
{
    struct relation *relations =
        arena_alloc(file->arena, (declaration_count(block) + 1) * sizeof *relations);
    size_t count = 0;

    file->game->relations = relations;
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        if (!game_name(file, d->line, d->name, RELATION_NAME_MAX))
            continue;
        if (d->value != NULL) {
            fault_at(&file->faults, d->line, "%s must be a block", d->name);
            continue;
        }
        if (count == RELATIONS_MAX) {
            fault_at(&file->faults, d->line, "there are more than %d relations", RELATIONS_MAX);
            break;
        }
        relations[count].index = count;
        read_relation_block(file, d, &relations[count++]);
        file->game->relation_count = count;
    }
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL; d = d->next)
        if (d->value == NULL)
            check_making(file, d);
}

/* ---- the whole ---- */

/* The file's name without its folders and ".hdf", which is the game's. */
static const char *game_file_name(struct game_file *file)
{
    const char *slash = strrchr(file->faults.file, '/');
    const char *base = slash != NULL ? slash + 1 : file->faults.file;
    size_t length = strlen(base);

    if (length > 4 && strcmp(base + length - 4, ".hdf") == 0)
        length -= 4;
    if (length > 32 || strspn(base, "abcdefghijklmnopqrstuvwxyz0123456789-") < length)
        fault_at(&file->faults, 0,
                 "a game's file is called by lower-case letters, digits and hyphens, and .hdf");
    return arena_copy(file->arena, base, length);
}

/* Words that do not count at a name's beginning. */
static void read_articles(struct game_file *file, const struct declaration *line)
{
    struct game *game = file->game;

    if (line == NULL || line->value == NULL)
        return;
    for (const char *at = line->value; *at != '\0'; at += strspn(at, ", \t")) {
        size_t length = strcspn(at, ",");
        const char *word = text_normal(file->arena, arena_copy(file->arena, at, length));
        char folded[NAME_CAPACITY];

        at += length;
        length = name_fold(word, folded, sizeof folded);
        if (length == 0 || length > ARTICLE_MAX || strchr(folded, ' ') != NULL)
            fault_at(&file->faults, line->line, "Articles: %s is not a word of 1 to %d letters",
                     word, ARTICLE_MAX);
        else if (game->article_count == ARTICLES_MAX)
            fault_at(&file->faults, line->line, "Articles: there may be at most %d", ARTICLES_MAX);
        else
            game->articles[game->article_count++] = arena_format(file->arena, "%s ", folded);
    }
}

const struct game *game_read(struct arena *arena, const char *path, const char *const *reserved,
                             FILE *errors)
{
    struct game_file file = {.arena = arena,
                             .faults = {.arena = arena, .file = path},
                             .reserved = reserved};
    struct game *game = arena_alloc(arena, sizeof *game);
    const struct declaration *root = declaration_read(&file.faults);

    if (root != NULL) {
        file.game = game;
        game->name = game_file_name(&file);
        game_keys(&file, root, file_keys);
        game->title = game_label(&file, root, "Title", game->name);
        read_articles(&file, declaration_find(root, "Articles"));
        game_read_coins(&file, declaration_find(root, "Coins"));
        game_read_enumerations(&file, declaration_find(root, "Enumerations"));
        read_kinds(&file, declaration_find(root, "Kinds"));
        read_relations(&file, declaration_find(root, "Relations"));
        game_read_notes(&file, declaration_find(root, "Kinds"));
        game_read_links(&file, declaration_find(root, "Links"));
    }
    return faults_print(&file.faults, errors) == 0 ? game : NULL;
}

uint32_t game_article(const struct game *game, const char *name)
{
    for (size_t i = 0; i < game->article_count; i++)
        if (text_starts(name, game->articles[i]))
            return (uint32_t)strlen(game->articles[i]);
    return 0;
}

const struct kind *game_kind(const struct game *game, const char *name)
{
    for (size_t i = 0; i < game->kind_count; i++)
        if (strcmp(game->kinds[i].name, name) == 0)
            return &game->kinds[i];
    return NULL;
}

const struct relation *game_relation(const struct game *game, const char *name)
{
    for (size_t i = 0; i < game->relation_count; i++)
        if (strcmp(game->relations[i].name, name) == 0)
            return &game->relations[i];
    return NULL;
}

const struct field *kind_field(const struct kind *kind, const char *name)
{
    return field_named(kind->fields, kind->field_count, name);
}

const struct field *relation_field(const struct relation *relation, const char *name)
{
    return field_named(relation->fields, relation->field_count, name);
}

const struct choice *choice_by_number(const struct enumeration *values, int64_t number)
{
    /* Most count from 0 or 1. */
    for (int64_t from = 0; from <= 1; from++)
        if (number >= from && (uint64_t)(number - from) < values->count &&
            values->choices[number - from].number == number)
            return &values->choices[number - from];
    for (size_t i = 0; i < values->count; i++)
        if (values->choices[i].number == number)
            return &values->choices[i];
    return NULL;
}

const struct choice *choice_by_name(const struct enumeration *values, const char *name)
{
    for (size_t i = 0; i < values->count; i++)
        if (strcmp(values->choices[i].name, name) == 0)
            return &values->choices[i];
    return NULL;
}

/* The icon of the first of FIELD's values that VALUE has, and that has one. */
static const char *value_icon(const struct field *field, const struct value *value)
{
    for (size_t i = 0; value->set && i < field->values->count; i++) {
        const struct choice *choice = &field->values->choices[i];
        bool has = field->type == FIELD_MASK
                       ? choice->number >= 0 && choice->number < 64 &&
                             ((uint64_t)value->number >> choice->number & 1) != 0
                       : choice->number == value->number;

        if (has && choice->icon != NULL)
            return choice->icon;
    }
    return NULL;
}

const char *kind_icon(const struct kind *kind, const struct value *values)
{
    const char *icon = NULL;

    for (size_t i = 0; values != NULL && i < kind->icon_by_count && icon == NULL; i++)
        icon = value_icon(kind->icon_by[i], &values[kind->icon_by[i]->index]);
    return icon;
}

const char *game_text(const char *label)
{
    return language_text(label);
}

const char *choice_text(const struct choice *choice, bool brief)
{
    const char *text = brief ? choice->brief : choice->label;

    return choice->is_name ? text : game_text(text);
}
