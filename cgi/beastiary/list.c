/* A list's page: what is asked as chips that can be taken away, the rows, and below the list's
 * discussion. The panel beside it is panel.c's.
 *
 * A list that is asked for wrongly is no dead end: what is right of it is shown, with what was
 * left out and why. Where nothing is found, each condition tells how many there would be without
 * it. */
#include "list.h"
#include "list_pairs.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/text/text.h"
#include "entry_fields.h"
#include "game/value.h"
#include "lore/subject.h"
#include "talk/block.h"
#include "talk/recent.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"

#define ABOUT_MAX 200 /* characters of what the page says that it is about */

/* Parameters of a list's page that are not the list's. */
static const char *const others[] = {"talk_sort", "talk_after", "talk_under", "format", NULL};

/* ---- heads ---- */

/* The address that sorts by this; a second click turns the order round. The page begins anew:
 * where one was in another order says nothing in this one. */
static const char *sort_address(struct request *r, const struct list_query *list_query,
                                enum catalogue_sort sort, const struct field *field,
                                const char **now)
{
    struct list_query other = *list_query;
    bool here = list_query->sort == sort && list_query->sort_field == field;

    *now = !here ? NULL : list_query->down ? "descending" : "ascending";
    other.sort = sort;
    other.sort_field = field;
    /* Of numbers players look for the largest first. */
    other.down = here ? !list_query->down : field != NULL && field_is_number(field);
    other.after = 0;
    return list_query_address(r->arena, &other);
}

/* The one value of a mask that is asked for, of what differs by it; NULL: it is none, or
 * several. */
static const struct by_value *one_asked(const struct list_query *list_query,
                                        const struct field *field)
{
    uint64_t asked = list_query_asked(list_query, field->by);

    for (size_t i = 0; i < field->each_count; i++)
        if (asked == UINT64_C(1) << field->each[i].choice->number)
            return &field->each[i];
    return NULL;
}

/* What a column is headed by: of one value of a mask, whose it is. */
static void set_label(struct request *r, struct view_node *node,
                      const struct list_query *list_query, const struct field *field)
{
    const struct by_value *one = one_asked(list_query, field);

    node_set(node, "label",
             one == NULL ? field_label(field, true)
                         : arena_format(r->arena, "%s %s", field_label(field, true),
                                        choice_text(one->choice, true)));
    node_set(node, "title", field_label(one != NULL ? one->field : field, false));
}

static void set_head(struct request *r, const struct list_query *list_query,
                     const struct field *field)
{
    struct view_node *node = view_item(r->view, "Columns");
    const char *now;

    node_set(node, "name", field != NULL ? field->name : "name");
    if (field != NULL) {
        set_label(r, node, list_query, field);
    } else {
        node_set(node, "label", _("Name"));
        node_set(node, "title", _("Name"));
    }
    node_set(node, "url",
             sort_address(r, list_query, field != NULL ? CATALOGUE_BY_FIELD : CATALOGUE_BY_NAME,
                          field, &now));
    node_set(node, "sort", now);
    if (field != NULL && field_is_number(field))
        node_set(node, "number", "1");
}

/* ---- rows ---- */

static void set_list_cell(struct request *r, struct view_node *row,
                          const struct list_query *list_query, const struct field *field,
                          const struct value *values)
{
    struct view_node *cell = node_item(row, "cells");
    const char *brief = field->by != NULL ? values_asked(field, r->arena, values,
                                                         list_query_asked(list_query, field->by))
                                          : values_brief(field, r->arena, values);

    node_set(cell, "value", brief);
    if (field->values != NULL || field->by != NULL) {
        const char *shown = values_shown(field, r->arena, values);

        if (strcmp(brief, shown) != 0)
            node_set(cell, "title", shown);
    }
    if (field_is_number(field))
        node_set(cell, "number", "1");
}

static void set_list_row(struct request *r, const struct linker *linker,
                         const struct list_query *list_query, const struct list_pairs *pairs,
                         const struct entry *entry)
{
    const struct note_known known = {.fields = list_query->columns,
                                     .count = list_query->column_count};
    struct view_node *row = view_item(r->view, "Rows");

    node_set_number(row, "id", (int64_t)entry->id);
    link_set(linker, row, &(struct entry_name){entry->kind, entry->id, entry->name}, &known);
    if (entry->kind->icon_by_count > 0) {
        node_set(row, "icon", entry->kind->icon);
        node_set(row, "sign", kind_icon(entry->kind, entry->values));
    }
    if (entry->state == ENTRY_VANISHED)
        node_set(row, "vanished", "1");
    if (entry->hidden)
        node_set(row, "hidden", "1");
    list_pairs_cells(r, row, pairs, entry->id);
    for (size_t i = 0; i < list_query->column_count; i++)
        set_list_cell(r, row, list_query, list_query->columns[i], entry->values);
}

/* The page goes on behind its last entry (`after`), so that none is missed or seen twice where
 * others are added while somebody reads. */
static void set_list_rows(struct request *r, const struct linker *linker,
                          const struct list_query *list_query, const struct list_pairs *pairs,
                          const struct catalogue_page *found)
{
    struct list_query other = *list_query;

    set_head(r, list_query, NULL);
    list_pairs_head(r, pairs);
    for (size_t i = 0; i < list_query->column_count; i++)
        set_head(r, list_query, list_query->columns[i]);
    for (size_t i = 0; i < found->count; i++)
        set_list_row(r, linker, list_query, pairs, &found->entries[i]);
    if (list_query->sort_shown)
        view_set(r->view, "List.sorted_by", field_label(list_query->sort_field, false));
    view_set(r->view, "List.total", count_shown(r->arena, found->total));
    view_set_number(r->view, "List.count", (int64_t)found->total);
    if (found->more && found->count > 0) {
        other.after = found->entries[found->count - 1].id;
        view_set(r->view, "Next", list_query_address(r->arena, &other));
    }
}

/* ---- what is asked ---- */

/* How many entries there would be without one of the conditions; -1: nobody asks, or nobody
 * knows. It is a pass over the catalogue for each, and only made where nothing was found. */
static int64_t total_without(const struct linker *linker, const struct game_context *site_game,
                             const struct list_query *without)
{
    struct list_query copy = *without;
    struct catalogue_query query;
    struct catalogue_page found;

    if (site_game == NULL || linker->catalogue == NULL ||
        (copy.among != NULL && list_query_resolve(&copy, site_game) <= 0))
        return -1;
    list_query_query(&copy, 1, &query);
    return catalogue_list(linker->catalogue, linker->arena, &query, &found) == 0
               ? (int64_t)found.total
               : -1;
}

/* One thing that is asked and can be taken away, which leaves TOTAL entries (-1: that is not
 * told). */
static void set_chip(struct request *r, const struct list_query *without, int64_t total,
                     const char *label, const char *text)
{
    struct view_node *chip = view_item(r->view, "Chips");

    node_set(chip, "label", label);
    node_set(chip, "text", text);
    node_set(chip, "url", list_query_address(r->arena, without));
    if (total >= 0)
        node_set(chip, "total", count_shown(r->arena, (uint64_t)total));
    if (total > 0)
        node_set(chip, "loosens", "1");
}

/* What a condition asks; another entry with what tells it from those of its name. */
static const char *describe_condition(struct request *r, const struct linker *linker,
                                      const struct list_query_condition *condition)
{
    const struct relation *relation = condition->relation;

    if (relation == NULL || condition->other_name == NULL)
        return list_query_describe(r->arena, condition);
    return link_text(linker, condition->reverse ? relation->from : relation->to,
                     condition->other_id, condition->other_name);
}

/* Where nothing was found, each with what the list without it would have: SITE_GAME is NULL
 * elsewhere. */
static void set_chips(struct request *r, const struct linker *linker,
                      const struct list_query *list_query, const struct game_context *site_game)
{
    for (size_t i = 0; i < list_query->condition_count; i++) {
        struct list_query without = *list_query;

        list_query_drop(&without, i);
        set_chip(r, &without, total_without(linker, site_game, &without),
                 list_query_label(&list_query->conditions[i]),
                 describe_condition(r, linker, &list_query->conditions[i]));
    }
    if (list_query->words != NULL) {
        struct list_query without = *list_query;

        without.words = NULL;
        without.after = 0;
        set_chip(r, &without, total_without(linker, site_game, &without), _("Name"),
                 list_query->words);
    }
}

/* The list in a line: what it is of, and what is asked. */
static const char *describe_list(struct request *r, const struct linker *linker,
                                 const struct list_query *list_query)
{
    struct buffer about = buffer_open(r->arena, 128);

    buffer_format(&about, "%s · %s", game_text(list_query->kind->plural), list_query->game->title);
    for (size_t i = 0; i < list_query->condition_count; i++)
        buffer_format(&about, " · %s: %s", list_query_label(&list_query->conditions[i]),
                      text_isolated(r->arena,
                                    describe_condition(r, linker, &list_query->conditions[i])));
    if (list_query->words != NULL)
        buffer_format(&about, " · %s", text_isolated(r->arena, list_query->words));
    return text_closed(r->arena, text_cut(r->arena, about.data, ABOUT_MAX));
}

/* Addresses in other forms (API, CSV, JSON) say the same as the page's, so that what was clicked
 * together is a query for a program. */
static void set_links(struct request *r, const struct linker *linker,
                      const struct list_query *list_query)
{
    struct list_query other = *list_query;

    view_set(r->view, "Page.about", describe_list(r, linker, list_query));
    view_set(r->view, "Page.canonical", list_query_address(r->arena, list_query));
    if (list_query->after != 0) {
        other.after = 0;
        view_set(r->view, "First", list_query_address(r->arena, &other));
        other.after = list_query->after;
    }
    other.after = 0;
    view_set(r->view, "List.csv",
             list_query_address_at(r->arena, &other,
                                   arena_format(r->arena, "/beastiary/%s/?format=csv",
                                                list_query->kind->name)));
    view_set(r->view, "List.json",
             list_query_address_at(r->arena, &other,
                                   arena_format(r->arena, "/beastiary/%s/?format=json",
                                                list_query->kind->name)));
    other.all = !other.all;
    view_set(r->view, "List.other", list_query_address(r->arena, &other));
    if (list_query->all)
        view_set(r->view, "List.all", "1");
}

static void set_list(struct request *r, const struct linker *linker,
                     const struct list_query *list_query)
{
    const struct kind *kind = list_query->kind;

    view_set(r->view, "Page.title", game_text(kind->plural));
    view_set(r->view, "List.kind", kind->name);
    view_set(r->view, "List.icon", kind->icon);
    if (kind_is_comparable(kind))
        view_set(r->view, "List.comparable", "1");
    view_set(r->view, "List.path", arena_format(r->arena, "/beastiary/%s/", kind->name));
    site_game_crumbs(r, NULL, NULL);
    set_links(r, linker, list_query);
}

/* ---- answers ---- */

/* Shows the list without what is wrong of what was asked; *FOUND is what that is. False where
 * that cannot be told. Conditions on another entry that was not found go too: without an id,
 * nothing is left to ask by. */
static bool show_rest(struct request *r, const struct linker *linker, struct list_query *rest,
                      struct catalogue_page *found)
{
    const struct list_pairs none = {.count = 0};
    struct catalogue_query query;

    for (size_t i = rest->condition_count; i-- > 0;)
        if (rest->conditions[i].relation != NULL && rest->conditions[i].other_id == 0)
            list_query_drop(rest, i);
    rest->after = 0;
    if (linker->catalogue == NULL)
        return false;
    list_query_query(rest, LIST_A_PAGE, &query);
    query.facets = true;
    if (catalogue_list(linker->catalogue, r->arena, &query, found) != 0)
        return false;
    set_list_rows(r, linker, rest, &none, found);
    return true;
}

enum http_status list_wrong(struct request *r, const struct linker *linker,
                            const struct list_query *list_query)
{
    struct list_query *rest = arena_alloc(r->arena, sizeof *rest);
    struct catalogue_page found = {.count = 0};

    for (size_t i = 0; i < list_query->fault_count; i++) {
        const struct field *field = kind_field(list_query->kind, list_query->faults[i].name);
        struct view_node *node = view_item(r->view, "Faults");

        node_set(node, "name", list_query->faults[i].name);
        node_set(node, "message", list_query->faults[i].message);
        if (field == NULL)
            continue;
        node_set(node, "field", "1");
        node_set_field_label(node, field);
    }
    r->cacheable = false;
    if (query_int(r, "typed", 0, 1, 0) == 1)
        view_set(r->view, "List.typed", "1");
    *rest = *list_query;
    set_list(r, linker, list_query);
    if (show_rest(r, linker, rest, &found))
        panel_set(r, list_query, found.facets, found.facet_count);
    else
        panel_set(r, list_query, NULL, 0);
    set_chips(r, linker, rest, NULL);
    view_set(r->view, "Page.unlisted", "1");
    return page(r, HTTP_BAD_REQUEST, "beastiary/list.cs");
}

enum http_status list_show(struct request *r, const struct linker *linker,
                           const struct game_context *site_game,
                           const struct list_query *list_query, const struct catalogue_page *found)
{
    struct list_pairs pairs;

    if (!list_pairs_read(r, list_query, found, &pairs))
        return HTTP_UNAVAILABLE;
    set_list(r, linker, list_query);
    set_list_rows(r, linker, list_query, &pairs, found);
    set_chips(r, linker, list_query, found->total == 0 ? site_game : NULL);
    panel_set(r, list_query, found->facets, found->facet_count);
    return page(r, HTTP_OK, "beastiary/list.cs");
}

/* The discussion below. HTTP_OK, or what is answered instead. */
static enum http_status set_list_talk(struct request *r, const struct list_query *list_query)
{
    struct thread_request talk = {
        .subject = subject_of_list(list_query->game, list_query->kind),
        .title = list_query->kind->plural,
        .path = arena_format(r->arena, "/beastiary/%s/", list_query->kind->name),
    };
    struct fragment fragment;
    enum http_status status = thread_answer(r, &talk, &fragment);

    if (status == HTTP_OK && talk_block(r, list_query->kind->name) != 0)
        return HTTP_UNAVAILABLE;
    return status;
}

static enum http_status show_found(struct request *r, const struct linker *linker,
                                   const struct game_context *site_game,
                                   struct list_query *list_query)
{
    struct catalogue_query query;
    struct catalogue_page found;
    enum http_status status;

    list_query_show_sort(list_query);
    list_query_query(list_query, LIST_A_PAGE, &query);
    query.facets = true;
    if (catalogue_list(linker->catalogue, r->arena, &query, &found) != 0) {
        list_query_wrong(list_query, "after",
                         _("The page that this list should go on from is gone."));
        return list_wrong(r, linker, list_query);
    }
    status = set_list_talk(r, list_query);
    return status == HTTP_OK ? list_show(r, linker, site_game, list_query, &found) : status;
}

/* The list query that the request asks for. HTTP_OK, or what is answered instead. */
static enum http_status read_list_query(struct request *r, struct game_context *site_game,
                                        struct linker *linker, struct list_query *list_query)
{
    const struct kind *kind;
    int found;

    if (!site_game_find(r, site_game))
        return HTTP_UNAVAILABLE;
    kind = site_game->game != NULL ? game_kind(site_game->game, path_text(r, "kind")) : NULL;
    if (kind == NULL)
        return HTTP_NOT_FOUND;
    *linker = linker_open(r, site_game);
    list_query_begin(list_query, site_game->game, kind);
    list_query_read(list_query, r->arena, &r->query, others);
    found = list_query_resolve(list_query, site_game);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    return list_query->fault_count == 0 ? HTTP_OK : list_wrong(r, linker, list_query);
}

/* Untidy addresses (empty fields of a form, parameters in any order) lead to the tidy one, so
 * that a list has one address in caches and search engines. A field that was just added to the
 * panel stays: it is empty because nobody has filled it in yet. */
enum http_status list_page(struct request *r)
{
    static const char *const formats[] = {"", "csv", "json", NULL};
    struct list_query *list_query = arena_alloc(r->arena, sizeof *list_query);
    size_t format = query_choice(r, "format", formats);
    struct linker linker = {.catalogue = NULL};
    struct game_context site_game;
    enum http_status status = read_list_query(r, &site_game, &linker, list_query);

    if (status != HTTP_OK)
        return status;
    if (!form_ok(r)) {
        list_query_wrong(list_query, "format", r->errors[0].message);
        return list_wrong(r, &linker, list_query);
    }
    if (list_query->untidy && list_query->added_count == 0 && format == 0)
        return redirect(r, HTTP_FOUND, "%s", list_query_address(r->arena, list_query));
    if (linker.catalogue == NULL)
        return HTTP_UNAVAILABLE;
    if (format == 1)
        return list_export_csv(r, &linker, list_query);
    if (format == 2)
        return list_export_json(r, &linker, list_query);
    return show_found(r, &linker, &site_game, list_query);
}
