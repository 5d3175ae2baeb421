/* What a list is asked for, read from an address. Everything that is wrong is gathered with its
 * name, and the list is not shown as if it had not been asked.
 *
 * The same reader serves pages, forms and the API, which differ in who wrote the parameters
 * (range_writer): people type numbers as their language writes them, programs do not. What a form
 * sends is brought into one tidy address (`untidy`): the same list then has one address, one
 * entry in the cache and one discussion. */
#include "lore/list_query.h"

#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "game/range.h"
#include "game/value.h"
#include "lore/did_you_mean.h"

static void usual_columns(struct list_query *list_query)
{
    const struct kind *kind = list_query->kind;

    list_query->column_count = 0;
    for (size_t i = 0; i < kind->column_count && i < LIST_QUERY_COLUMNS_MAX; i++)
        list_query->columns[list_query->column_count++] = kind->columns[i];
}

void list_query_begin(struct list_query *list_query, const struct game *game,
                      const struct kind *kind)
{
    memset(list_query, 0, sizeof *list_query);
    list_query->game = game;
    list_query->kind = kind;
    list_query->writer = RANGE_ADDRESS;
    list_query->sort = kind->sort != NULL ? CATALOGUE_BY_FIELD : CATALOGUE_BY_NAME;
    list_query->sort_field = kind->sort;
    list_query->down = kind->sort != NULL && kind->sort_down;
    usual_columns(list_query);
}

void list_query_wrong(struct list_query *list_query, const char *name, const char *message)
{
    if (list_query->fault_count < LIST_QUERY_FAULTS_MAX)
        list_query->faults[list_query->fault_count++] = (struct list_query_fault){name, message};
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

/* A mask's choices are bits of their numbers; others are counted by their place in the
 * enumeration, as numbers may be any. */
static const char *read_choice_names(struct arena *arena, const char *text, struct filter *filter)
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
                                did_you_mean_choice(arena, values, name));
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
    struct number_range range = {filter->low, filter->high};
    const char *wrong;

    switch (filter->field->type) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
        wrong = range_read(filter->field, arena, text, writer, &range);
        filter->low = range.low;
        filter->high = range.high;
        return wrong;
    case FIELD_FLAG: return read_flag(arena, text, filter);
    case FIELD_CHOICE:
    case FIELD_MASK: return read_choice_names(arena, text, filter);
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

/* Where a condition stands in a tidy address: fields in their order, then relations in theirs.
 * Conditions are kept in it from the beginning, so that the same list has the same address in
 * whichever order it was asked for. */
static size_t condition_order(const struct list_query *list_query,
                              const struct list_query_condition *condition)
{
    if (condition->relation == NULL)
        return condition->filter.field->index;
    return list_query->kind->field_count + 2 * condition->relation->index + condition->reverse;
}

static struct list_query_condition *condition_named(struct list_query *list_query, const char *name)
{
    for (size_t i = 0; i < list_query->condition_count; i++)
        if (strcmp(list_query->conditions[i].name, name) == 0)
            return &list_query->conditions[i];
    return NULL;
}

static void add_condition(struct list_query *list_query, const char *parameter,
                          const struct list_query_condition *condition)
{
    size_t at = list_query->condition_count;

    if (at == FILTERS_MAX) {
        list_query_wrong(list_query, parameter, _("There are too many filters."));
        return;
    }
    for (; at > 0 && condition_order(list_query, &list_query->conditions[at - 1]) >
                         condition_order(list_query, condition);
         at--)
        list_query->conditions[at] = list_query->conditions[at - 1];
    list_query->conditions[at] = *condition;
    list_query->condition_count++;
}

/* The page begins anew: what stood behind one entry of a list stands elsewhere in another. */
void list_query_drop(struct list_query *list_query, size_t condition)
{
    list_query->condition_count--;
    for (size_t i = condition; i < list_query->condition_count; i++)
        list_query->conditions[i] = list_query->conditions[i + 1];
    list_query->after = 0;
}

const struct list_query_condition *list_query_of_field(const struct list_query *list_query,
                                                       const struct field *field)
{
    for (size_t i = 0; i < list_query->condition_count; i++)
        if (list_query->conditions[i].filter.field == field)
            return &list_query->conditions[i];
    return NULL;
}

/* No condition on the mask: all its values, since of a number that differs by them any may be
 * meant. */
uint64_t list_query_asked(const struct list_query *list_query, const struct field *mask)
{
    const struct list_query_condition *condition =
        mask != NULL ? list_query_of_field(list_query, mask) : NULL;

    return condition != NULL ? condition->filter.any[0] : UINT64_MAX;
}

/* Choices and masks may come several times, as a form sends its boxes, and are one condition; a
 * range twice is a contradiction, and told. */
static void read_field_condition(struct list_query *list_query, struct arena *arena,
                                 const struct field *field, const char *text)
{
    struct list_query_condition *known = condition_named(list_query, field->name);
    struct list_query_condition condition = {.name = field->name, .filter = {.field = field}};
    const char *wrong;

    if (known != NULL && field->type != FIELD_CHOICE && field->type != FIELD_MASK) {
        list_query_wrong(list_query, field->name, _("This is asked for twice."));
        return;
    }
    list_query->untidy |= known != NULL;
    if (known != NULL)
        condition = *known;
    wrong = read_filter(arena, text, list_query->writer, &condition.filter);
    if (wrong != NULL) {
        list_query_wrong(list_query, field->name, wrong);
        return;
    }
    condition.text = filter_text(arena, &condition.filter);
    /* Numbers as a page prints them are no tidy address. */
    if (field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL)
        list_query->untidy |= strspn(text, "0123456789.-") < strlen(text);
    if (known != NULL)
        *known = condition;
    else if (*condition.text != '\0')
        add_condition(list_query, field->name, &condition);
}

/* Whether the list has this relation; *REVERSE tells from which end. */
static const struct relation *relation_named(const struct list_query *list_query, const char *name,
                                             bool *reverse)
{
    for (size_t i = 0; i < list_query->game->relation_count; i++) {
        const struct relation *relation = &list_query->game->relations[i];

        *reverse = relation->to == list_query->kind && *relation->reverse_name != '\0' &&
                   strcmp(relation->reverse_name, name) == 0;
        if (*reverse || (relation->from == list_query->kind && strcmp(relation->name, name) == 0))
            return relation;
    }
    return NULL;
}

/* Only the text is kept here: which entry it names takes a query, and is found out later, once
 * for all (list_query_resolve). */
static void read_relation_condition(struct list_query *list_query, const struct relation *relation,
                                    bool reverse, const char *text)
{
    const char *name = reverse ? relation->reverse_name : relation->name;
    size_t relations = 0;

    for (size_t i = 0; i < list_query->condition_count; i++)
        relations += list_query->conditions[i].relation != NULL;
    if (condition_named(list_query, name) != NULL)
        list_query_wrong(list_query, name, _("This is asked for twice."));
    else if (relations == LIST_QUERY_RELATIONS_MAX)
        list_query_wrong(list_query, name, _("There are too many filters."));
    else
        add_condition(list_query, name,
                      &(struct list_query_condition){
                          .name = name, .text = text, .relation = relation, .reverse = reverse});
}

/* ---- what is not a filter ---- */

static void read_sort_order(struct list_query *list_query, struct arena *arena, const char *text)
{
    const char *name = text + (*text == '-');
    const struct field *field = NULL;
    enum catalogue_sort sort = CATALOGUE_BY_FIELD;

    if (strcmp(name, "name") == 0)
        sort = CATALOGUE_BY_NAME;
    else if (strcmp(name, "id") == 0)
        sort = CATALOGUE_BY_ID;
    else if ((field = kind_field(list_query->kind, name)) == NULL) {
        list_query_wrong(list_query, "sort",
                         arena_format(arena, _("There is no field “%s” to sort by.%s"),
                                      text_isolated(arena, text_cut(arena, name, 40)),
                                      did_you_mean_name(arena, list_query, name, false)));
        return;
    }
    list_query->sort = sort;
    list_query->sort_field = field;
    list_query->down = *text == '-';
}

bool list_query_has_column(const struct list_query *list_query, const struct field *field)
{
    for (size_t i = 0; i < list_query->column_count; i++)
        if (list_query->columns[i] == field)
            return true;
    return false;
}

static void add_named_column(struct list_query *list_query, struct arena *arena, const char *name)
{
    const struct field *field = kind_field(list_query->kind, name);

    if (field == NULL)
        list_query_wrong(list_query, "columns",
                         arena_format(arena, _("There is no field “%s” for a column.%s"),
                                      text_isolated(arena, text_cut(arena, name, 40)),
                                      did_you_mean_name(arena, list_query, name, false)));
    else if (list_query_has_column(list_query, field))
        list_query->untidy = true;
    else if (list_query->column_count == LIST_QUERY_COLUMNS_MAX)
        list_query_wrong(list_query, "columns",
                         arena_format(arena, _("At most %d columns can be shown."),
                                      LIST_QUERY_COLUMNS_MAX));
    else
        list_query->columns[list_query->column_count++] = field;
}

/* Names by commas; a form repeats the parameter instead. */
static void read_column_names(struct list_query *list_query, struct arena *arena, const char *text)
{
    list_query->untidy |= list_query->column_count > 0;
    for (const char *at = text; at != NULL && list_query->fault_count < LIST_QUERY_FAULTS_MAX;) {
        size_t length = strcspn(at, ",");

        if (length > 0)
            add_named_column(list_query, arena, arena_copy(arena, at, length));
        at = at[length] != '\0' ? at + length + 1 : NULL;
    }
}

static void read_added(struct list_query *list_query, struct arena *arena, const char *text)
{
    const struct field *field = kind_field(list_query->kind, text);

    if (field == NULL)
        list_query_wrong(list_query, "add",
                         arena_format(arena, _("There is no field “%s” to filter by."),
                                      text_isolated(arena, text_cut(arena, text, 40))));
    else if (list_query->added_count < LIST_QUERY_ADDED_MAX)
        list_query->added[list_query->added_count++] = field;
}

static const char *const common[] = {"q", "sort", "columns", "add", "all", "after", "typed", NULL};

/* Whether a person asks for the name as the form calls it, which programs ask for as q. */
static bool is_name(const struct list_query *list_query, const char *parameter)
{
    return strcmp(parameter, "name") == 0 && list_query->writer != RANGE_PROGRAM;
}

/* Reads one of the parameters that all lists have. False: it is another. */
static bool read_common(struct list_query *list_query, struct arena *arena, const char *name,
                        const char *text)
{
    if (strcmp(name, "q") == 0)
        list_query->words = text;
    else if (is_name(list_query, name)) {
        list_query->words = *text != '\0' ? text : list_query->words;
        list_query->untidy = true;
    } else if (strcmp(name, "sort") == 0)
        read_sort_order(list_query, arena, text);
    else if (strcmp(name, "columns") == 0)
        read_column_names(list_query, arena, text);
    else if (strcmp(name, "add") == 0)
        read_added(list_query, arena, text);
    else if (strcmp(name, "typed") == 0)
        list_query->untidy = true; /* list_query_read has looked at it */
    else if (strcmp(name, "all") == 0 && (strcmp(text, "0") == 0 || strcmp(text, "1") == 0))
        list_query->all = *text == '1';
    else if (strcmp(name, "all") == 0)
        list_query_wrong(list_query, "all", _("This is 0 or 1."));
    else if (strcmp(name, "after") != 0)
        return false;
    else if (!text_u64(text, &list_query->after) || list_query->after == 0)
        list_query_wrong(list_query, "after", _("This is not the beginning of a page."));
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
static const char *condition_text(struct list_query *list_query, struct arena *arena,
                                  const char *name, const struct parameter *p)
{
    const char *text;

    text = text_visible(arena, p->value);
    if (strlen(p->value) != p->length || text_check(text, strlen(text), false) != TEXT_VALID) {
        list_query_wrong(list_query, name, _("This is not valid text."));
        return NULL;
    }
    text = text_normal(arena, text);
    if ((strcmp(name, "q") == 0 || kind_field(list_query->kind, name) == NULL ||
         kind_field(list_query->kind, name)->type == FIELD_TEXT) &&
        strcmp(name, "columns") != 0 && text_characters(text) > LIST_QUERY_TEXT_MAX) {
        list_query_wrong(list_query, name,
                         arena_format(arena, _("This is longer than %d characters."),
                                      LIST_QUERY_TEXT_MAX));
        return NULL;
    }
    return text;
}

/* A field goes before a relation, and both before the list's own words. */
static void read_parameter(struct list_query *list_query, struct arena *arena,
                           const struct parameter *p)
{
    const char *name = text_cut(arena, text_showable(arena, p->name, strlen(p->name)), 40);
    const char *text = condition_text(list_query, arena, name, p);
    const struct field *field = kind_field(list_query->kind, name);
    const struct relation *relation;
    bool reverse;

    if (text == NULL)
        return;
    relation = field == NULL ? relation_named(list_query, name, &reverse) : NULL;
    if (*text == '\0' && (field != NULL || relation != NULL || is_other(common, name)))
        list_query->untidy = true;
    else if (field != NULL)
        read_field_condition(list_query, arena, field, text);
    else if (relation != NULL)
        read_relation_condition(list_query, relation, reverse, text);
    else if (!read_common(list_query, arena, name, text))
        list_query_wrong(list_query, name,
                         arena_format(arena, _("There is no field or relation “%s” here.%s"),
                                      text_isolated(arena, name),
                                      did_you_mean_name(arena, list_query, name, true)));
}

bool list_query_read(struct list_query *list_query, struct arena *arena,
                     const struct parameters *query, const char *const *others)
{
    const struct parameter *columns = parameters_find(query, "columns");

    if (columns != NULL && columns->length > 0)
        list_query->column_count = 0;
    if (list_query->writer == RANGE_ADDRESS && parameters_find(query, "typed") != NULL)
        list_query->writer = RANGE_FORM;
    for (size_t i = 0; i < query->count && list_query->fault_count < LIST_QUERY_FAULTS_MAX; i++)
        if (!is_other(others, query->list[i].name))
            read_parameter(list_query, arena, &query->list[i]);
    if (list_query->column_count == 0)
        usual_columns(list_query);
    return list_query->fault_count == 0;
}

void list_query_show_sort(struct list_query *list_query)
{
    const struct field *field = list_query->sort_field;

    list_query->sort_shown = list_query->sort == CATALOGUE_BY_FIELD && field != NULL &&
                             list_query->column_count < LIST_QUERY_COLUMNS_MAX &&
                             !list_query_has_column(list_query, field);
    if (list_query->sort_shown)
        list_query->columns[list_query->column_count++] = field;
}
