#include "list.h"
#include "list_pairs.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/text.h"
#include "entry_fields.h"
#include "game/value.h"
#include "lore/subject.h"
#include "talk/block.h"
#include "talk/recent.h"
#include "web/form.h"
#include "web/response.h"
#include "web/site.h"

#define ABOUT 200 /* characters of what the page says that it is about */

/* Parameters of a list's page that are not the list's. */
static const char *const others[] = {"talk_sort", "talk_after", "talk_under", "format", NULL};

/* ---- heads ---- */

/* The address that sorts by this; a second click turns the order round. */
static const char *sort_address(struct request *r, const struct listing *listing,
                                enum catalogue_sort sort, const struct field *field,
                                const char **now)
{
    struct listing other = *listing;
    bool here = listing->sort == sort && listing->sort_field == field;

    *now = !here ? NULL : listing->down ? "descending" : "ascending";
    other.sort = sort;
    other.sort_field = field;
    /* Of numbers players look for the largest first. */
    other.down = here ? !listing->down : field != NULL && field_is_number(field);
    other.after = 0;
    return listing_address(r->arena, &other);
}

/* The one value of a mask that is asked for, of what differs by it; NULL: it is none, or several. */
static const struct by_value *one_asked(const struct listing *listing, const struct field *field)
{
    uint64_t asked = listing_asked(listing, field->by);

    for (size_t i = 0; i < field->each_count; i++)
        if (asked == UINT64_C(1) << field->each[i].choice->number)
            return &field->each[i];
    return NULL;
}

/* What a column is headed by: of one value of a mask, whose it is. */
static void set_label(struct request *r, struct view_node *node, const struct listing *listing,
                      const struct field *field)
{
    const struct by_value *one = one_asked(listing, field);

    node_set(node, "label",
             one == NULL ? field_label(field, true)
                         : arena_format(r->arena, "%s %s", field_label(field, true),
                                        game_text(one->choice->brief)));
    node_set(node, "title", field_label(one != NULL ? one->field : field, false));
}

static void set_head(struct request *r, const struct listing *listing, const struct field *field)
{
    struct view_node *node = view_item(r->view, "Columns");
    const char *now;

    node_set(node, "name", field != NULL ? field->name : "name");
    if (field != NULL) {
        set_label(r, node, listing, field);
    } else {
        node_set(node, "label", _("Name"));
        node_set(node, "title", _("Name"));
    }
    node_set(node, "url",
             sort_address(r, listing, field != NULL ? CATALOGUE_BY_FIELD : CATALOGUE_BY_NAME, field,
                          &now));
    node_set(node, "sort", now);
    if (field != NULL && field_is_number(field))
        node_set(node, "number", "1");
}

/* ---- rows ---- */

static void set_cell(struct request *r, struct view_node *row, const struct listing *listing,
                     const struct field *field, const struct value *values)
{
    struct view_node *cell = node_item(row, "cells");
    const char *brief =
        field->by != NULL ? values_asked(field, r->arena, values, listing_asked(listing, field->by))
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

static void set_row(struct request *r, const struct linker *linker, const struct listing *listing,
                    const struct list_pairs *pairs, const struct entry *entry)
{
    const struct note_told told = {.fields = listing->columns, .count = listing->column_count};
    struct view_node *row = view_item(r->view, "Rows");

    node_set_number(row, "id", (int64_t)entry->id);
    link_set(linker, row, entry->kind, entry->id, entry->name, &told);
    if (entry->kind->icon_by_count > 0) {
        node_set(row, "icon", entry->kind->icon);
        node_set(row, "sign", kind_sign(entry->kind, entry->values));
    }
    if (entry->state == ENTRY_VANISHED)
        node_set(row, "vanished", "1");
    if (entry->hidden)
        node_set(row, "hidden", "1");
    list_pairs_cells(r, row, pairs, entry->id);
    for (size_t i = 0; i < listing->column_count; i++)
        set_cell(r, row, listing, listing->columns[i], entry->values);
}

/* A number as the language writes it. */
static const char *number_shown(struct request *r, uint64_t number)
{
    static const struct field plain = {.type = FIELD_INTEGER, .zero = true};

    return value_shown(&plain, r->arena, &(struct value){.set = true, .number = (int64_t)number});
}

static void set_rows(struct request *r, const struct linker *linker, const struct listing *listing,
                     const struct list_pairs *pairs, const struct catalogue_page *found)
{
    struct listing other = *listing;

    set_head(r, listing, NULL);
    list_pairs_head(r, pairs);
    for (size_t i = 0; i < listing->column_count; i++)
        set_head(r, listing, listing->columns[i]);
    for (size_t i = 0; i < found->count; i++)
        set_row(r, linker, listing, pairs, &found->entries[i]);
    if (listing->sort_shown)
        view_set(r->view, "List.sorted_by", field_label(listing->sort_field, false));
    view_set(r->view, "List.total", number_shown(r, found->total));
    view_set_number(r->view, "List.count", (int64_t)found->total);
    if (found->more && found->count > 0) {
        other.after = found->entries[found->count - 1].id;
        view_set(r->view, "Next", listing_address(r->arena, &other));
    }
}

/* ---- what is asked ---- */

/* How many entries there would be without one of the conditions. */
static int64_t total_without(struct request *r, struct catalogue *catalogue,
                             const struct listing *without, uint64_t game_number)
{
    struct listing copy = *without;
    struct catalogue_query query;
    struct catalogue_page found;

    if (copy.among != NULL &&
        listing_resolve(&copy, r->worker->database, r->arena, game_number) <= 0)
        return -1;
    listing_query(&copy, 1, &query);
    return catalogue_list(catalogue, r->arena, &query, &found) == 0 ? (int64_t)found.total : -1;
}

/* One thing that is asked and can be taken away; where nothing was found, with what that gives. */
static void set_chip(struct request *r, struct catalogue *catalogue, uint64_t game_number,
                     const struct listing *without, const char *label, const char *said)
{
    struct view_node *chip = view_item(r->view, "Chips");
    int64_t total = catalogue != NULL ? total_without(r, catalogue, without, game_number) : -1;

    node_set(chip, "label", label);
    node_set(chip, "said", said);
    node_set(chip, "url", listing_address(r->arena, without));
    if (total >= 0)
        node_set(chip, "total", number_shown(r, (uint64_t)total));
    if (total > 0)
        node_set(chip, "loosens", "1");
}

/* What a condition asks; another entry with what tells it from those of its name. */
static const char *said_of(struct request *r, const struct linker *linker,
                           const struct listing_condition *condition)
{
    const struct relation *relation = condition->relation;

    if (relation == NULL || condition->other_name == NULL)
        return listing_said(r->arena, condition);
    return link_text(linker, condition->reverse ? relation->from : relation->to,
                     condition->other_id, condition->other_name);
}

/* CATALOGUE is NULL unless nothing was found. */
static void set_chips(struct request *r, const struct linker *linker, const struct listing *listing,
                      uint64_t game_number, struct catalogue *catalogue)
{
    for (size_t i = 0; i < listing->condition_count; i++) {
        struct listing without = *listing;

        listing_drop(&without, i);
        set_chip(r, catalogue, game_number, &without, listing_label(&listing->conditions[i]),
                 said_of(r, linker, &listing->conditions[i]));
    }
    if (listing->words != NULL) {
        struct listing without = *listing;

        without.words = NULL;
        without.after = 0;
        set_chip(r, catalogue, game_number, &without, _("Name"), listing->words);
    }
}

/* The list in a line: what it is of, and what is asked. */
static const char *about_of(struct request *r, const struct linker *linker,
                            const struct listing *listing)
{
    struct buffer about = buffer_open(r->arena, 128);

    buffer_format(&about, "%s · %s", game_text(listing->kind->plural), listing->game->title);
    for (size_t i = 0; i < listing->condition_count; i++)
        buffer_format(&about, " · %s: %s", listing_label(&listing->conditions[i]),
                      text_isolated(r->arena, said_of(r, linker, &listing->conditions[i])));
    if (listing->words != NULL)
        buffer_format(&about, " · %s", text_isolated(r->arena, listing->words));
    return text_closed(r->arena, text_cut(r->arena, about.data, ABOUT));
}

static void set_links(struct request *r, const struct linker *linker, const struct listing *listing)
{
    struct listing other = *listing;

    view_set(r->view, "Page.about", about_of(r, linker, listing));
    view_set(r->view, "Page.canonical", listing_address(r->arena, listing));
    if (listing->after != 0) {
        other.after = 0;
        view_set(r->view, "First", listing_address(r->arena, &other));
        other.after = listing->after;
    }
    other.after = 0;
    view_set(r->view, "List.csv",
             listing_address_at(r->arena, &other,
                                arena_format(r->arena, "/beastiary/%s/?format=csv",
                                             listing->kind->name)));
    view_set(r->view, "List.json",
             listing_address_at(r->arena, &other,
                                arena_format(r->arena, "/beastiary/%s/?format=json",
                                             listing->kind->name)));
    other.all = !other.all;
    view_set(r->view, "List.other", listing_address(r->arena, &other));
    if (listing->all)
        view_set(r->view, "List.all", "1");
}

static void set_list(struct request *r, const struct linker *linker, const struct listing *listing)
{
    const struct kind *kind = listing->kind;

    view_set(r->view, "Page.title", game_text(kind->plural));
    view_set(r->view, "List.kind", kind->name);
    view_set(r->view, "List.icon", kind->icon);
    if (kind_is_comparable(kind))
        view_set(r->view, "List.comparable", "1");
    view_set(r->view, "List.path", arena_format(r->arena, "/beastiary/%s/", kind->name));
    ground_crumbs(r, NULL, NULL);
    set_links(r, linker, listing);
}

/* ---- answers ---- */

/* Shows the list without what is wrong of what was asked; *FOUND is what that is. False where that cannot
 * be told. */
static bool show_rest(struct request *r, const struct linker *linker, struct listing *rest,
                      struct catalogue_page *found)
{
    const struct list_pairs none = {.count = 0};
    struct catalogue_query query;

    for (size_t i = rest->condition_count; i-- > 0;)
        if (rest->conditions[i].relation != NULL && rest->conditions[i].other_id == 0)
            listing_drop(rest, i);
    rest->after = 0;
    if (linker->catalogue == NULL)
        return false;
    listing_query(rest, LIST_A_PAGE, &query);
    query.facets = true;
    if (catalogue_list(linker->catalogue, r->arena, &query, found) != 0)
        return false;
    set_rows(r, linker, rest, &none, found);
    return true;
}

enum http_status list_wrong(struct request *r, const struct linker *linker,
                            const struct listing *listing)
{
    struct listing *rest = arena_alloc(r->arena, sizeof *rest);
    struct catalogue_page found = {.count = 0};

    for (size_t i = 0; i < listing->fault_count; i++) {
        struct view_node *node = view_item(r->view, "Faults");

        node_set(node, "name", listing->faults[i].name);
        node_set(node, "message", listing->faults[i].message);
        if (kind_field(listing->kind, listing->faults[i].name) != NULL)
            node_set(node, "field", "1");
    }
    r->cacheable = false;
    *rest = *listing;
    set_list(r, linker, listing);
    if (show_rest(r, linker, rest, &found))
        panel_set(r, listing, found.facets, found.facet_count);
    else
        panel_set(r, listing, NULL, 0);
    set_chips(r, linker, rest, 0, NULL);
    view_set(r->view, "Page.unlisted", "1");
    return page(r, HTTP_BAD_REQUEST, "beastiary/list.cs");
}

enum http_status list_show(struct request *r, const struct linker *linker, uint64_t game_number,
                           const struct listing *listing, const struct catalogue_page *found)
{
    struct list_pairs pairs;

    if (!list_pairs_read(r, listing, found, &pairs))
        return refuse_unavailable(r);
    set_list(r, linker, listing);
    set_rows(r, linker, listing, &pairs, found);
    set_chips(r, linker, listing, game_number, found->total == 0 ? linker->catalogue : NULL);
    panel_set(r, listing, found->facets, found->facet_count);
    return page(r, HTTP_OK, "beastiary/list.cs");
}

/* The discussion below. HTTP_OK, or the answer that was made. */
static enum http_status set_talk(struct request *r, const struct listing *listing)
{
    struct thread_request talk = {
        .subject = subject_of_list(listing->game, listing->kind),
        .title = listing->kind->plural,
        .path = arena_format(r->arena, "/beastiary/%s/", listing->kind->name),
    };
    struct fragment fragment;
    enum http_status status = thread_answer(r, &talk, &fragment);

    if (status == HTTP_OK && talk_block(r, listing->kind->name) != 0)
        return refuse_unavailable(r);
    return status;
}

static enum http_status show(struct request *r, const struct linker *linker,
                             const struct ground *ground, struct listing *listing)
{
    struct catalogue_query query;
    struct catalogue_page found;
    enum http_status status;

    listing_show_sort(listing);
    listing_query(listing, LIST_A_PAGE, &query);
    query.facets = true;
    if (catalogue_list(linker->catalogue, r->arena, &query, &found) != 0) {
        listing_wrong(listing, "after", _("The page that this list should go on from is gone."));
        return list_wrong(r, linker, listing);
    }
    status = set_talk(r, listing);
    return status == HTTP_OK ? list_show(r, linker, ground->number, listing, &found) : status;
}

/* The listing that the request asks for. HTTP_OK, or the answer that was made. */
static enum http_status read_listing(struct request *r, struct ground *ground,
                                     struct linker *linker, struct listing *listing)
{
    const struct kind *kind;
    int found;

    if (!ground_find(r, ground))
        return refuse_unavailable(r);
    kind = ground->game != NULL ? game_kind(ground->game, path_text(r, "kind")) : NULL;
    if (kind == NULL)
        return refuse_not_found(r);
    *linker = linker_open(r, ground);
    listing_begin(listing, ground->game, kind);
    listing_read(listing, r->arena, &r->query, others);
    found = listing_resolve(listing, r->worker->database, r->arena, ground->number);
    if (found < 0)
        return refuse_unavailable(r);
    return listing->fault_count == 0 ? HTTP_OK : list_wrong(r, linker, listing);
}

enum http_status list_page(struct request *r)
{
    static const char *const formats[] = {"", "csv", "json", NULL};
    struct listing *listing = arena_alloc(r->arena, sizeof *listing);
    size_t format = query_choice(r, "format", formats);
    struct linker linker = {.catalogue = NULL};
    struct ground ground;
    enum http_status status = read_listing(r, &ground, &linker, listing);

    if (status != HTTP_OK)
        return status;
    if (!form_ok(r)) {
        listing_wrong(listing, "format", r->errors[0].message);
        return list_wrong(r, &linker, listing);
    }
    if (listing->untidy && listing->added_count == 0 && format == 0)
        return redirect(r, HTTP_FOUND, "%s", listing_address(r->arena, listing));
    if (linker.catalogue == NULL)
        return refuse_unavailable(r);
    if (format == 1)
        return export_csv(r, &linker, listing);
    if (format == 2)
        return export_json(r, &linker, listing);
    return show(r, &linker, &ground, listing);
}
