#include "lore/list_query.h"

#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "game/range.h"
#include "game/value.h"
#include "lore/did_you_mean.h"

static void usual_columns(struct listing *listing)
{
    const struct kind *kind = listing->kind;

    listing->column_count = 0;
    for (size_t i = 0; i < kind->column_count && i < LISTING_COLUMNS_MOST; i++)
        listing->columns[listing->column_count++] = kind->columns[i];
}

void listing_begin(struct listing *listing, const struct game *game, const struct kind *kind)
{
    memset(listing, 0, sizeof *listing);
    listing->game = game;
    listing->kind = kind;
    listing->writer = RANGE_ADDRESS;
    listing->sort = kind->sort != NULL ? CATALOGUE_BY_FIELD : CATALOGUE_BY_NAME;
    listing->sort_field = kind->sort;
    listing->down = kind->sort != NULL && kind->sort_down;
    usual_columns(listing);
}

void listing_wrong(struct listing *listing, const char *name, const char *message)
{
    if (listing->fault_count < LISTING_FAULTS_MOST)
        listing->faults[listing->fault_count++] = (struct listing_fault){name, message};
}

/* ---- values ---- */

static const char *read_flag(struct arena *arena, const char *text, struct filter *filter)
{
    struct value value;

    if (!value_parse(filter->field, arena, text, &value))
        return arena_format(arena, _("“%s” is neither yes nor no."), text_isolated(arena, text));
    filter->low = filter->high = value.number;
    return NULL;
}

/* The choice that a piece of an address names: by its name, or its number. */
static const struct choice *choice_asked(const struct enumeration *values, const char *text)
{
    const struct choice *choice = choice_by_name(values, text);
    int64_t number;

    if (choice == NULL && text_i64(text, INT64_MIN, INT64_MAX, &number))
        choice = choice_by_number(values, number);
    return choice;
}

static const char *read_names(struct arena *arena, const char *text, struct filter *filter)
{
    const struct enumeration *values = filter->field->values;

    for (const char *at = text; at != NULL;) {
        size_t length = strcspn(at, ",");
        const char *name = text_normal(arena, arena_copy(arena, at, length));
        const struct choice *choice = choice_asked(values, name);
        size_t index;

        if (choice == NULL && *name != '\0')
            return arena_format(arena, _("There is no value “%s”.%s"),
                                text_isolated(arena, text_cut(arena, name, 40)),
                                hint_choice(arena, values, name));
        if (choice != NULL) {
            index = (size_t)(choice - values->choices);
            if (filter->field->type == FIELD_MASK)
                filter->any[0] |= UINT64_C(1) << choice->number;
            else
                filter->any[index / 64] |= UINT64_C(1) << index % 64;
        }
        at = at[length] != '\0' ? at + length + 1 : NULL;
    }
    return NULL;
}

/* Reads a field's condition into FILTER. NULL, or what is wrong. */
static const char *read_filter(struct arena *arena, const char *text, enum range_writer writer,
                               struct filter *filter)
{
    switch (filter->field->type) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
        return range_read(filter->field, arena, text, writer, &filter->low, &filter->high);
    case FIELD_FLAG: return read_flag(arena, text, filter);
    case FIELD_CHOICE:
    case FIELD_MASK: return read_names(arena, text, filter);
    case FIELD_TEXT: filter->text = text; break;
    }
    return NULL;
}

/* ---- a filter as a tidy address has it ---- */

static bool asks_choice(const struct filter *filter, size_t index)
{
    size_t bit = filter->field->type == FIELD_MASK
                     ? (size_t)filter->field->values->choices[index].number
                     : index;

    return (filter->any[bit / 64] >> bit % 64 & 1) != 0;
}

static const char *names_text(struct arena *arena, const struct filter *filter)
{
    const struct enumeration *values = filter->field->values;
    struct buffer text = buffer_open(arena, 32);

    for (size_t i = 0; i < values->count; i++) {
        if (!asks_choice(filter, i))
            continue;
        if (text.length > 0)
            buffer_byte(&text, ',');
        buffer_text(&text, values->choices[i].name);
    }
    return text.length > 0 ? text.data : "";
}

static const char *filter_text(struct arena *arena, const struct filter *filter)
{
    switch (filter->field->type) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL: return range_text(arena, filter->field, filter->low, filter->high);
    case FIELD_FLAG: return filter->low != 0 ? "yes" : "no";
    case FIELD_CHOICE:
    case FIELD_MASK: return names_text(arena, filter);
    case FIELD_TEXT: return filter->text;
    }
    return "";
}

/* ---- conditions ---- */

/* Where a condition stands in a tidy address: fields in their order, then relations in theirs. */
static size_t place_of(const struct listing *listing, const struct listing_condition *condition)
{
    if (condition->relation == NULL)
        return condition->filter.field->index;
    return listing->kind->field_count + 2 * condition->relation->index + condition->reverse;
}

static struct listing_condition *condition_named(struct listing *listing, const char *name)
{
    for (size_t i = 0; i < listing->condition_count; i++)
        if (strcmp(listing->conditions[i].name, name) == 0)
            return &listing->conditions[i];
    return NULL;
}

static void add_condition(struct listing *listing, const char *parameter,
                          const struct listing_condition *condition)
{
    size_t at = listing->condition_count;

    if (at == FILTERS_MOST) {
        listing_wrong(listing, parameter, _("There are too many filters."));
        return;
    }
    for (; at > 0 && place_of(listing, &listing->conditions[at - 1]) > place_of(listing, condition);
         at--)
        listing->conditions[at] = listing->conditions[at - 1];
    listing->conditions[at] = *condition;
    listing->condition_count++;
}

void listing_drop(struct listing *listing, size_t condition)
{
    listing->condition_count--;
    for (size_t i = condition; i < listing->condition_count; i++)
        listing->conditions[i] = listing->conditions[i + 1];
    listing->after = 0;
}

const struct listing_condition *listing_of_field(const struct listing *listing,
                                                 const struct field *field)
{
    for (size_t i = 0; i < listing->condition_count; i++)
        if (listing->conditions[i].filter.field == field)
            return &listing->conditions[i];
    return NULL;
}

uint64_t listing_asked(const struct listing *listing, const struct field *mask)
{
    const struct listing_condition *condition = mask != NULL ? listing_of_field(listing, mask)
                                                             : NULL;

    return condition != NULL ? condition->filter.any[0] : UINT64_MAX;
}

static void read_field(struct listing *listing, struct arena *arena, const struct field *field,
                       const char *text)
{
    struct listing_condition *known = condition_named(listing, field->name);
    struct listing_condition condition = {.name = field->name, .filter = {.field = field}};
    const char *wrong;

    if (known != NULL && field->type != FIELD_CHOICE && field->type != FIELD_MASK) {
        listing_wrong(listing, field->name, _("This is asked for twice."));
        return;
    }
    listing->untidy |= known != NULL;
    if (known != NULL)
        condition = *known;
    wrong = read_filter(arena, text, listing->writer, &condition.filter);
    if (wrong != NULL) {
        listing_wrong(listing, field->name, wrong);
        return;
    }
    condition.text = filter_text(arena, &condition.filter);
    /* Numbers as a page prints them are no tidy address. */
    if (field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL)
        listing->untidy |= strspn(text, "0123456789.-") < strlen(text);
    if (known != NULL)
        *known = condition;
    else if (*condition.text != '\0')
        add_condition(listing, field->name, &condition);
}

/* Whether the list has this relation; *REVERSE tells from which end. */
static const struct relation *relation_named(const struct listing *listing, const char *name,
                                             bool *reverse)
{
    for (size_t i = 0; i < listing->game->relation_count; i++) {
        const struct relation *relation = &listing->game->relations[i];

        *reverse = relation->to == listing->kind && *relation->reverse_name != '\0' &&
                   strcmp(relation->reverse_name, name) == 0;
        if (*reverse || (relation->from == listing->kind && strcmp(relation->name, name) == 0))
            return relation;
    }
    return NULL;
}

static void read_relation(struct listing *listing, const struct relation *relation, bool reverse,
                          const char *text)
{
    const char *name = reverse ? relation->reverse_name : relation->name;
    size_t relations = 0;

    for (size_t i = 0; i < listing->condition_count; i++)
        relations += listing->conditions[i].relation != NULL;
    if (condition_named(listing, name) != NULL)
        listing_wrong(listing, name, _("This is asked for twice."));
    else if (relations == LISTING_RELATIONS_MOST)
        listing_wrong(listing, name, _("There are too many filters."));
    else
        add_condition(listing, name,
                      &(struct listing_condition){
                          .name = name, .text = text, .relation = relation, .reverse = reverse});
}

/* ---- what is not a filter ---- */

static void read_sort(struct listing *listing, struct arena *arena, const char *text)
{
    const char *name = text + (*text == '-');
    const struct field *field = NULL;
    enum catalogue_sort sort = CATALOGUE_BY_FIELD;

    if (strcmp(name, "name") == 0)
        sort = CATALOGUE_BY_NAME;
    else if (strcmp(name, "id") == 0)
        sort = CATALOGUE_BY_ID;
    else if ((field = kind_field(listing->kind, name)) == NULL) {
        listing_wrong(listing, "sort",
                      arena_format(arena, _("There is no field “%s” to sort by.%s"),
                                   text_isolated(arena, text_cut(arena, name, 40)),
                                   hint_name(arena, listing, name, false)));
        return;
    }
    listing->sort = sort;
    listing->sort_field = field;
    listing->down = *text == '-';
}

bool listing_has_column(const struct listing *listing, const struct field *field)
{
    for (size_t i = 0; i < listing->column_count; i++)
        if (listing->columns[i] == field)
            return true;
    return false;
}

static void add_column(struct listing *listing, struct arena *arena, const char *name)
{
    const struct field *field = kind_field(listing->kind, name);

    if (field == NULL)
        listing_wrong(listing, "columns",
                      arena_format(arena, _("There is no field “%s” for a column.%s"),
                                   text_isolated(arena, text_cut(arena, name, 40)),
                                   hint_name(arena, listing, name, false)));
    else if (listing_has_column(listing, field))
        listing->untidy = true;
    else if (listing->column_count == LISTING_COLUMNS_MOST)
        listing_wrong(listing, "columns",
                      arena_format(arena, _("At most %d columns can be shown."),
                                   LISTING_COLUMNS_MOST));
    else
        listing->columns[listing->column_count++] = field;
}

/* Names by commas; a form repeats the parameter instead. */
static void read_columns(struct listing *listing, struct arena *arena, const char *text)
{
    listing->untidy |= listing->column_count > 0;
    for (const char *at = text; at != NULL && listing->fault_count < LISTING_FAULTS_MOST;) {
        size_t length = strcspn(at, ",");

        if (length > 0)
            add_column(listing, arena, arena_copy(arena, at, length));
        at = at[length] != '\0' ? at + length + 1 : NULL;
    }
}

static void read_added(struct listing *listing, struct arena *arena, const char *text)
{
    const struct field *field = kind_field(listing->kind, text);

    if (field == NULL)
        listing_wrong(listing, "add",
                      arena_format(arena, _("There is no field “%s” to filter by."),
                                   text_isolated(arena, text_cut(arena, text, 40))));
    else if (listing->added_count < LISTING_ADDED_MOST)
        listing->added[listing->added_count++] = field;
}

static const char *const common[] = {"q", "sort", "columns", "add", "all", "after", "typed", NULL};

/* Whether a person asks for the name as the form calls it, which programs ask for as q. */
static bool is_name(const struct listing *listing, const char *parameter)
{
    return strcmp(parameter, "name") == 0 && listing->writer != RANGE_PROGRAM;
}

/* Reads one of the parameters that all lists have. False: it is another. */
static bool read_common(struct listing *listing, struct arena *arena, const char *name,
                        const char *text)
{
    if (strcmp(name, "q") == 0)
        listing->words = text;
    else if (is_name(listing, name)) {
        listing->words = *text != '\0' ? text : listing->words;
        listing->untidy = true;
    } else if (strcmp(name, "sort") == 0)
        read_sort(listing, arena, text);
    else if (strcmp(name, "columns") == 0)
        read_columns(listing, arena, text);
    else if (strcmp(name, "add") == 0)
        read_added(listing, arena, text);
    else if (strcmp(name, "typed") == 0)
        listing->untidy = true; /* listing_read has looked at it */
    else if (strcmp(name, "all") == 0 && (strcmp(text, "0") == 0 || strcmp(text, "1") == 0))
        listing->all = *text == '1';
    else if (strcmp(name, "all") == 0)
        listing_wrong(listing, "all", _("This is 0 or 1."));
    else if (strcmp(name, "after") != 0)
        return false;
    else if (!text_u64(text, &listing->after) || listing->after == 0)
        listing_wrong(listing, "after", _("This is not the beginning of a page."));
    return true;
}

/* ---- the whole ---- */

static bool is_other(const char *const *others, const char *name)
{
    for (; *others != NULL; others++) {
        size_t length = strlen(*others);

        if (strcmp(name, *others) == 0 ||
            ((*others)[length - 1] == '_' && strncmp(name, *others, length) == 0))
            return true;
    }
    return false;
}

/* The value as trimmed text; NULL with a fault where it is none. */
static const char *text_of(struct listing *listing, struct arena *arena, const char *name,
                           const struct parameter *p)
{
    const char *text;

    text = text_visible(arena, p->value);
    if (strlen(p->value) != p->length || text_check(text, strlen(text), false) != TEXT_FINE) {
        listing_wrong(listing, name, _("This is not valid text."));
        return NULL;
    }
    text = text_normal(arena, text);
    if ((strcmp(name, "q") == 0 || kind_field(listing->kind, name) == NULL ||
         kind_field(listing->kind, name)->type == FIELD_TEXT) &&
        strcmp(name, "columns") != 0 && text_characters(text) > LISTING_TEXT_MOST) {
        listing_wrong(listing, name,
                      arena_format(arena, _("This is longer than %d characters."),
                                   LISTING_TEXT_MOST));
        return NULL;
    }
    return text;
}

static void read_parameter(struct listing *listing, struct arena *arena, const struct parameter *p)
{
    const char *name = text_cut(arena, text_showable(arena, p->name, strlen(p->name)), 40);
    const char *text = text_of(listing, arena, name, p);
    const struct field *field = kind_field(listing->kind, name);
    const struct relation *relation;
    bool reverse;

    if (text == NULL)
        return;
    relation = field == NULL ? relation_named(listing, name, &reverse) : NULL;
    if (*text == '\0' && (field != NULL || relation != NULL || is_other(common, name)))
        listing->untidy = true;
    else if (field != NULL)
        read_field(listing, arena, field, text);
    else if (relation != NULL)
        read_relation(listing, relation, reverse, text);
    else if (!read_common(listing, arena, name, text))
        listing_wrong(listing, name,
                      arena_format(arena, _("There is no field or relation “%s” here.%s"),
                                   text_isolated(arena, name),
                                   hint_name(arena, listing, name, true)));
}

bool listing_read(struct listing *listing, struct arena *arena, const struct parameters *query,
                  const char *const *others)
{
    const struct parameter *columns = parameters_find(query, "columns");

    if (columns != NULL && columns->length > 0)
        listing->column_count = 0;
    if (listing->writer == RANGE_ADDRESS && parameters_find(query, "typed") != NULL)
        listing->writer = RANGE_FORM;
    for (size_t i = 0; i < query->count && listing->fault_count < LISTING_FAULTS_MOST; i++)
        if (!is_other(others, query->list[i].name))
            read_parameter(listing, arena, &query->list[i]);
    if (listing->column_count == 0)
        usual_columns(listing);
    return listing->fault_count == 0;
}

void listing_show_sort(struct listing *listing)
{
    const struct field *field = listing->sort_field;

    listing->sort_shown = listing->sort == CATALOGUE_BY_FIELD && field != NULL &&
                          listing->column_count < LISTING_COLUMNS_MOST &&
                          !listing_has_column(listing, field);
    if (listing->sort_shown)
        listing->columns[listing->column_count++] = field;
}
