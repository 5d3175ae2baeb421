/* The panel beside a list: what can be asked, with how many entries each answer would leave. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/text/text.h"
#include "entry_fields.h"
#include "game/value.h"
#include "list.h"
#include "web/cache/fragment.h"

#define IN_ORDER_MAX 24 /* values; where there are more, those that most entries have come first */

static const struct facet *facet_of(const struct facet *facets, size_t count,
                                    const struct field *field)
{
    for (size_t i = 0; i < count; i++)
        if (facets[i].field == field)
            return &facets[i];
    return NULL;
}

static uint64_t facet_count(const struct facet *facet, int64_t number)
{
    for (size_t i = 0; facet != NULL && i < facet->count; i++)
        if (facet->counts[i].number == number)
            return facet->counts[i].count;
    return 0;
}

/* ---- values ---- */

/* A value that can be chosen. */
struct panel_value {
    const struct choice *choice;
    uint64_t count;
    bool chosen;
};

static bool is_chosen(const struct list_query_condition *condition, const struct field *field,
                      size_t index)
{
    size_t bit = field->type == FIELD_MASK ? (size_t)field->values->choices[index].number : index;

    return condition != NULL && (condition->filter.any[bit / 64] >> bit % 64 & 1) != 0;
}

/* Chosen ones first, or a reader could not take back what stands below the end of a long list. */
static int compare_panel_values(const void *a, const void *b)
{
    const struct panel_value *left = a, *right = b;

    if (left->chosen != right->chosen)
        return left->chosen ? -1 : 1;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    return left->choice < right->choice ? -1 : left->choice > right->choice;
}

/* The values that some entry has, and those that are asked for; without a facet all. */
static size_t list_values(const struct field *field, const struct list_query_condition *condition,
                          const struct facet *facet, struct panel_value *listed)
{
    size_t count = 0;

    for (size_t i = 0; i < field->values->count; i++) {
        struct panel_value value = {.choice = &field->values->choices[i],
                                    .count = facet_count(facet, field->values->choices[i].number),
                                    .chosen = is_chosen(condition, field, i)};

        if (value.count > 0 || value.chosen || facet == NULL)
            listed[count++] = value;
    }
    if (count > IN_ORDER_MAX)
        qsort(listed, count, sizeof *listed, compare_panel_values);
    return count;
}

static void set_values(struct request *r, struct view_node *node, const struct field *field,
                       const struct list_query_condition *condition, const struct facet *facet)
{
    struct panel_value *listed = arena_alloc(r->arena, field->values->count * sizeof *listed);
    size_t count = list_values(field, condition, facet, listed);

    for (size_t i = 0; i < count; i++) {
        struct view_node *value = node_item(node, "values");

        node_set(value, "name", listed[i].choice->name);
        node_set(value, "label", choice_text(listed[i].choice, false));
        if (facet != NULL)
            node_set_number(value, "count", (int64_t)listed[i].count);
        if (listed[i].chosen)
            node_set(value, "chosen", "1");
    }
}

static void set_flag(struct view_node *node, const struct list_query_condition *condition,
                     const struct facet *facet)
{
    if (facet != NULL) {
        node_set_number(node, "yes", (int64_t)facet_count(facet, 1));
        node_set_number(node, "no", (int64_t)facet_count(facet, 0));
    }
    if (condition != NULL)
        node_set(node, "value", condition->filter.low != 0 ? "yes" : "no");
}

/* ---- fields ---- */

static const char *input_type(const struct field *field)
{
    switch (field->type) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL: return "number";
    case FIELD_FLAG: return "flag";
    case FIELD_CHOICE:
    case FIELD_MASK: return "choice";
    case FIELD_TEXT: return "text";
    }
    return "";
}

/* What stands in an input: what is asked, or what was typed and is wrong. */
static const char *input_text(struct request *r, const struct field *field,
                              const struct list_query_condition *condition)
{
    const struct parameter *p = parameters_find(&r->query, field->name);

    if (condition != NULL)
        return field_is_number(field) ? range_typed(r->arena, condition->text) : condition->text;
    return p != NULL ? text_cut(r->arena, text_showable(r->arena, p->value, p->length),
                                LIST_QUERY_TEXT_MAX)
                     : NULL;
}

/* A number as the language writes it, without its unit. */
static const char *facet_end_shown(struct arena *arena, const struct field *field, int64_t number)
{
    const struct field plain = {.type = field->type, .decimals = field->decimals, .zero = true};

    return value_shown(&plain, arena, &(struct value){.set = true, .number = number});
}

static void set_range(struct request *r, struct view_node *node, const struct field *field,
                      const struct facet *facet)
{
    if (facet == NULL || facet->low >= facet->high)
        return;
    node_set(node, "range",
             arena_format(r->arena, "%s–%s", facet_end_shown(r->arena, field, facet->low),
                          facet_end_shown(r->arena, field, facet->high)));
}

static void set_field(struct request *r, const struct list_query *list_query,
                      const struct field *field, const struct facet *facet)
{
    const struct list_query_condition *condition = list_query_of_field(list_query, field);
    struct view_node *node = view_item(r->view, "Panel");

    node_set(node, "name", field->name);
    node_set_field_label(node, field);
    node_set(node, "type", input_type(field));
    if (condition != NULL)
        node_set(node, "asked", "1");
    for (size_t i = 0; i < list_query->fault_count; i++)
        if (strcmp(list_query->faults[i].name, field->name) == 0)
            node_set(node, "wrong", list_query->faults[i].message);
    if (field->values != NULL)
        set_values(r, node, field, condition, facet);
    else if (field->type == FIELD_FLAG)
        set_flag(node, condition, facet);
    else
        node_set(node, "value", input_text(r, field, condition));
    set_range(r, node, field, facet);
}

/* Also what was asked wrongly, so that it stands where it can be mended. */
static bool is_added(const struct list_query *list_query, const struct field *field)
{
    for (size_t i = 0; i < list_query->added_count; i++)
        if (list_query->added[i] == field)
            return true;
    for (size_t i = 0; i < list_query->fault_count; i++)
        if (strcmp(list_query->faults[i].name, field->name) == 0)
            return true;
    return list_query_of_field(list_query, field) != NULL;
}

/* ---- what else can be asked and shown ---- */

/* Sets the fields that can be asked as well, or (COLUMNS) those that can be columns. */
static void set_fields(struct view_data *data, const struct list_query *list_query, bool columns)
{
    for (size_t i = 0; i < list_query->kind->field_count; i++) {
        const struct field *field = &list_query->kind->fields[i];
        struct view_node *node;

        /* The end of an interval goes with its beginning, and what a number is for one value of a
         * mask with that number, unless it was asked for by itself. */
        if ((field->low != NULL || field->whole != NULL) &&
            !(columns && list_query_has_column(list_query, field)))
            continue;
        if (columns ? field->shown == SHOWN_NEVER
                    : kind_has_filter(list_query->kind, field) || is_added(list_query, field))
            continue;
        node = view_item(data, "Fields");
        node_set(node, "name", field->name);
        node_set(node, "label", field_label(field, false));
        if (columns && list_query_has_column(list_query, field))
            node_set(node, "chosen", "1");
    }
}

/* What the list of fields depends on, beside the kind. */
static const char *fields_key(struct request *r, const struct list_query *list_query, bool columns)
{
    struct buffer key = buffer_open(r->arena, 128);

    buffer_format(&key, "fields|%d|%s|%s", columns, list_query->game->name, list_query->kind->name);
    for (size_t i = 0; i < list_query->kind->field_count; i++) {
        const struct field *field = &list_query->kind->fields[i];

        if (columns ? list_query_has_column(list_query, field)
                    : !kind_has_filter(list_query->kind, field) && is_added(list_query, field))
            buffer_format(&key, "|%s", field->name);
    }
    return key.data;
}

/* A kind may have hundreds of fields, which most of its lists name in the same way: that part of
 * the forms is kept by itself. NULL when it has none or cannot be made (logged). */
static const struct piece *fields_piece(struct request *r, const struct list_query *list_query,
                                        bool columns)
{
    const char *key = fields_key(r, list_query, columns);
    uint64_t stamp = generation_stamp(r->worker->shared, (const char *const[]){"fields", NULL});
    struct fragment *fragment = arena_alloc(r->arena, sizeof *fragment);
    struct view_data *data;
    const struct piece *piece;

    if (fragment_find(r, key, stamp, fragment))
        return &fragment->html;
    data = view_data_open();
    set_fields(data, list_query, columns);
    piece = view_fragment(r->worker->views, data, r->arena,
                          columns ? "beastiary/panel_columns.cs" : "beastiary/panel_adding.cs");
    view_data_close(data);
    if (piece == NULL)
        return NULL;
    *fragment = (struct fragment){.title = "", .path = "", .html = *piece};
    fragment_keep(r, key, stamp, fragment);
    return &fragment->html;
}

static void set_hidden(struct request *r, const char *form, const char *name, const char *value)
{
    struct view_node *node = view_item(r->view, "Hidden");

    node_set(node, "form", form);
    node_set(node, "name", name);
    node_set(node, "value", value);
}

/* Takes the value of PARAMETER out of the tidy address; NULL where it has none. A detour, but one
 * place that says how a list is written as an address. */
static const char *value_in(struct request *r, const struct list_query *list_query,
                            const char *parameter)
{
    const char *address = list_query_address(r->arena, list_query);
    struct parameters *parameters = arena_alloc(r->arena, sizeof *parameters);
    const char *query = strchr(address, '?');
    const struct parameter *found;

    if (query == NULL ||
        parameters_parse(parameters, r->arena, query + 1, strlen(query + 1)) != PARAMETERS_VALID)
        return NULL;
    found = parameters_find(parameters, parameter);
    return found != NULL ? found->value : NULL;
}

/* What each form keeps of what the others ask: "filters" and "columns". */
static void set_kept(struct request *r, const struct list_query *list_query)
{
    const char *sort = value_in(r, list_query, "sort");
    const char *columns = value_in(r, list_query, "columns");

    for (size_t i = 0; i < list_query->condition_count; i++) {
        const struct list_query_condition *condition = &list_query->conditions[i];

        if (condition->relation != NULL && condition->other_id != 0)
            set_hidden(r, "filters", condition->name, condition->text);
        set_hidden(r, "columns", condition->name, condition->text);
    }
    if (columns != NULL)
        set_hidden(r, "filters", "columns", columns);
    if (list_query->words != NULL)
        set_hidden(r, "columns", "q", list_query->words);
    for (size_t i = 0; i < 2; i++) {
        if (sort != NULL)
            set_hidden(r, i == 0 ? "filters" : "columns", "sort", sort);
        if (list_query->all)
            set_hidden(r, i == 0 ? "filters" : "columns", "all", "1");
    }
}

static void set_asked(struct request *r, const struct list_query *list_query,
                      const struct facet *facets, size_t count)
{
    const struct kind *kind = list_query->kind;

    for (size_t i = 0; i < kind->filter_count; i++)
        set_field(r, list_query, kind->filters[i], facet_of(facets, count, kind->filters[i]));
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];

        if (!kind_has_filter(kind, field) && is_added(list_query, field))
            set_field(r, list_query, field, facet_of(facets, count, field));
    }
}

void panel_set(struct request *r, const struct list_query *list_query, const struct facet *facets,
               size_t count)
{
    const struct piece *adding = fields_piece(r, list_query, false);
    const struct piece *columns = fields_piece(r, list_query, true);

    set_asked(r, list_query, facets, count);
    if (adding != NULL && adding->length > 0)
        view_piece(r, "List.adding_html", adding);
    if (columns != NULL)
        view_piece(r, "List.columns_html", columns);
    if (list_query->words != NULL)
        view_set(r->view, "List.words", list_query->words);
    set_kept(r, list_query);
}
