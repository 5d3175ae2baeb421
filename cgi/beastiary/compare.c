/* Entries side by side. Which ones stands in the address alone, so that a comparison can be sent
 * and kept; names that are typed are looked up and lead to the address with their ids. */
#include "compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "entry_fields.h"
#include "game/effect_text.h"
#include "link.h"
#include "web/form/form.h"
#include "web/response.h"

#define COMPARED_MAX 4
#define NAME_CHARACTERS_MAX 100
#define NEAR_MAX 8 /* names that are offered for one that nothing bears */

struct comparison {
    struct game_context site_game;
    struct entry entries[COMPARED_MAX];
    size_t count;
};

static bool has_id(const struct comparison *c, uint64_t id)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->entries[i].id == id)
            return true;
    return false;
}

/* Takes an entry in, unless it is there already. False, with an error noted, when it cannot be. */
static bool add_entry(struct request *r, struct comparison *c, const struct entry *entry)
{
    if (has_id(c, entry->id))
        return true;
    if (c->count == COMPARED_MAX)
        form_error(r, "ids", _("At most four can be compared."));
    else if (c->count > 0 && c->entries[0].kind != entry->kind)
        form_error(r, "ids",
                   arena_format(r->arena, _("%s is not of the same kind as the first."),
                                text_isolated(r->arena, entry->name)));
    else
        c->entries[c->count++] = *entry;
    return form_ok(r);
}

/* Takes in the entry with the id that TEXT is, unless it is there already. What is wrong is noted;
 * false only when the database does not answer. */
static bool add_id(struct request *r, struct comparison *c, const char *text)
{
    struct entry entry;
    uint64_t id;
    int found;

    if (!text_u64(text, &id) || id == 0) {
        form_error(r, "ids", _("This page's address is not complete."));
        return true;
    }
    if (has_id(c, id))
        return true;
    request_depends(r, "entry:%" PRIu64, id);
    found = entry_find(&c->site_game, id, &entry);
    if (found > 0)
        add_entry(r, c, &entry);
    else if (found == 0)
        form_error(r, "ids", arena_format(r->arena, _("There is no entry %" PRIu64 "."), id));
    return found >= 0;
}

/* Reads "1,2,3", up to the first that is wrong. False only when the database does not answer. */
static bool add_ids(struct request *r, struct comparison *c, const char *ids)
{
    while (*ids != '\0' && form_ok(r)) {
        size_t length = strcspn(ids, ",");

        if (!add_id(r, c, arena_copy(r->arena, ids, length)))
            return false;
        ids += length;
        ids += *ids == ',';
    }
    return true;
}

static const char *ids_without(struct arena *arena, const struct comparison *c, size_t left_out)
{
    struct buffer ids = buffer_open(arena, 64);

    buffer_text(&ids, "");
    for (size_t i = 0; i < c->count; i++)
        if (i != left_out)
            buffer_format(&ids, "%s%" PRIu64, ids.length > 0 ? "," : "", c->entries[i].id);
    return ids.data;
}

/* An entry that could be meant, with the address that takes it in. */
static struct view_node *offer_entry(struct request *r, const struct comparison *c,
                                     const struct linker *linker, const struct entry_name *entry,
                                     const char *external_id)
{
    const char *ids = ids_without(r->arena, c, COMPARED_MAX);
    struct view_node *node = view_item(r->view, "Which");

    link_set(linker, node, entry, NULL);
    node_set(node, "label", game_text(entry->kind->label));
    node_set(node, "external", external_id);
    node_set(node, "with",
             arena_format(r->arena, "/beastiary/compare?ids=%s%s%" PRIu64, ids,
                          *ids != '\0' ? "," : "", entry->id));
    return node;
}

/* Says which ones a name could mean. */
static void ask_which(struct request *r, const struct comparison *c, const struct entry *entries,
                      size_t count)
{
    struct linker linker = linker_open(r, &c->site_game);

    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[i];
        struct view_node *node =
            offer_entry(r, c, &linker, &(struct entry_name){entry->kind, entry->id, entry->name},
                        entry->external_id);

        if (entry->state == ENTRY_VANISHED)
            node_set(node, "vanished", "1");
    }
}

/* Offers what is called like NAME, of the kind that is compared. */
static void offer_near(struct request *r, const struct comparison *c, const struct kind *kind,
                       const char *name)
{
    struct linker linker = linker_open(r, &c->site_game);
    const struct suggest_query query = {.kind = kind, .typed = name, .limit = NEAR_MAX};
    struct suggestions near;

    if (linker.catalogue == NULL)
        return;
    near = catalogue_suggest(linker.catalogue, r->arena, &query);
    for (size_t i = 0; i < near.count; i++)
        if (!has_id(c, near.list[i].id))
            offer_entry(r, c, &linker,
                        &(struct entry_name){near.list[i].kind, near.list[i].id, near.list[i].name},
                        near.list[i].external_id);
    if (near.count > 0)
        view_set(r->view, "Compare.near", "1");
}

/* Notes that NAME is none of what is compared: what else it is, or what is called like it. "Not
 * found" is of no help where the name is right and the kind is not: both cases are told apart. */
static void refuse_name(struct request *r, const struct comparison *c, const struct kind *kind,
                        const char *name)
{
    const char *shown = text_isolated(r->arena, name);
    size_t count = 0;
    const struct entry *others = kind != NULL ? entry_by_name(&c->site_game, NULL, name, &count)
                                              : NULL;

    if (others != NULL && count > 0) {
        form_error(r, "add",
                   arena_format(r->arena, _("\"%s\" is found among %s; here %s are compared."),
                                shown, game_text(others[0].kind->plural), game_text(kind->plural)));
        return;
    }
    form_error(r, "add",
               kind != NULL ? arena_format(r->arena, _("Nothing among %s is called \"%s\"."),
                                           game_text(kind->plural), shown)
                            : arena_format(r->arena, _("Nothing is called \"%s\"."), shown));
    offer_near(r, c, kind, name);
}

/* Of entries of one name, those that are not compared yet come to the front; how many. */
static size_t leave_compared(const struct comparison *c, struct entry *entries, size_t count)
{
    size_t left = 0;

    for (size_t i = 0; i < count; i++)
        if (!has_id(c, entries[i].id))
            entries[left++] = entries[i];
    return left;
}

/* Takes in what `add` names. True when it was found: the address with it is to be asked for
 * then. */
static bool add_named(struct request *r, struct comparison *c, const char *name)
{
    const struct kind *kind = c->count > 0 ? c->entries[0].kind : NULL;
    size_t count = 0, left;
    struct entry *entries = entry_by_name(&c->site_game, kind, name, &count);

    if (entries == NULL || count == 0) {
        refuse_name(r, c, kind, name);
        return false;
    }
    left = leave_compared(c, entries, count);
    if (left == 0)
        form_error(r, "add",
                   arena_format(r->arena, _("%s is compared already."),
                                text_isolated(r->arena, entries[0].name)));
    else if (left == 1 || c->count == COMPARED_MAX)
        return add_entry(r, c, &entries[0]);
    else
        ask_which(r, c, entries, left);
    return false;
}

/* ---- the table ---- */

/* Whether an entry can be the best in a field: one that has nothing there is when more is better,
 * for it is 0, but not when less is. */
static bool may_be_best(const struct field *field, const struct value *values)
{
    return field->better > 0 || values_present(field, values);
}

/* What a number comes to: where it ends, then where it begins, where it is an interval. */
static int compare_field_values(const struct field *field, const struct value *a,
                                const struct value *b)
{
    struct interval one = values_interval(field, a), other = values_interval(field, b);

    if (one.high != other.high)
        return one.high < other.high ? -1 : 1;
    return (one.low > other.low) - (one.low < other.low);
}

/* Which entry's value is the best of the field: -1 where none is, or where all are the same:
 * marking all of a row would say nothing. */
static int best_of(const struct comparison *c, const struct field *field)
{
    int best = -1;
    bool differ = false;

    if (field->better == 0 || !field_is_number(field))
        return -1;
    for (size_t i = 0; i < c->count; i++) {
        const struct value *values = c->entries[i].values;
        int order;

        if (!may_be_best(field, values))
            continue;
        order = best < 0 ? 0 : compare_field_values(field, values, c->entries[best].values);
        differ |= order != 0;
        if (best < 0 || order * field->better > 0)
            best = (int)i;
    }
    return differ ? best : -1;
}

/* How a number differs from the first one's: "+3". NULL where it does not, or where that is beyond
 * all numbers. */
static const char *step_shown(struct arena *arena, const struct field *field, int64_t first,
                              int64_t number)
{
    struct field signed_field = *field;
    struct value difference = {.set = true};

    if (__builtin_sub_overflow(number, first, &difference.number) || difference.number == 0 ||
        difference.number == INT64_MIN)
        return NULL;
    if (field->shown == SHOWN_PLAIN || field->shown == SHOWN_SIGNED) {
        signed_field.shown = SHOWN_SIGNED;
        return value_shown(&signed_field, arena, &difference);
    }
    if (difference.number < 0) {
        difference.number = -difference.number;
        return arena_format(arena, "−%s", value_shown(field, arena, &difference));
    }
    return arena_format(arena, "+%s", value_shown(field, arena, &difference));
}

/* The same of what may be an interval: once where both ends differ alike. */
static const char *difference_shown(struct arena *arena, const struct field *field,
                                    const struct value *first, const struct value *values)
{
    struct interval one, other;
    const char *low, *high;

    if (!field_is_number(field))
        return NULL;
    one = values_interval(field, first);
    other = values_interval(field, values);
    low = step_shown(arena, field, one.low, other.low);
    high = step_shown(arena, field, one.high, other.high);
    if (field->high == NULL || (low != NULL && high != NULL && strcmp(low, high) == 0))
        return low;
    if (one.open || other.open)
        return low;
    return low != NULL || high != NULL ? arena_format(arena, "%s / %s", low != NULL ? low : "±0",
                                                      high != NULL ? high : "±0")
                                       : NULL;
}

/* Whether a difference from the first is for the better (1) or the worse (-1). */
static int verdict(const struct field *field, const struct value *first, const struct value *values)
{
    if (!may_be_best(field, first) || !may_be_best(field, values))
        return 0;
    return field->better * compare_field_values(field, values, first);
}

/* What is not there is no 0 here: a weapon without a delay is not faster than one that has it, so
 * that neither a difference nor a verdict stands beside such a cell. */
static struct view_node *set_compared_cell(struct arena *arena, struct view_node *row,
                                           const struct comparison *c, const struct field *field,
                                           size_t index)
{
    struct view_node *cell = node_item(row, "cells");
    const struct value *first = c->entries[0].values;
    const struct value *values = c->entries[index].values;

    node_set(cell, "value", effect_text(field, arena, values));
    node_set(cell, "name", c->entries[index].name);
    if (index == 0 || values_same(field, first, values))
        return cell;
    node_set(cell, "differs", "1");
    /* What has no delay is no faster than what has one. */
    if (!values_present(field, first) || !values_present(field, values))
        return cell;
    node_set(cell, "difference", difference_shown(arena, field, first, values));
    if (verdict(field, first, values) != 0)
        node_set(cell, "verdict", verdict(field, first, values) > 0 ? "better" : "worse");
    return cell;
}

static bool row_present(const struct comparison *c, const struct field *field)
{
    if (field->subsumed)
        return false;
    for (size_t i = 0; i < c->count; i++)
        if (values_present(field, c->entries[i].values))
            return true;
    return false;
}

static void set_compared_rows(struct request *r, const struct comparison *c)
{
    const struct kind *kind = c->entries[0].kind;

    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        struct view_node *row;
        int best;

        if (!row_present(c, field))
            continue;
        row = view_item(r->view, "Rows");
        node_set_field_label(row, field);
        if (field->better != 0)
            node_set(row, "better", field->better > 0 ? "more" : "less");
        best = best_of(c, field);
        for (size_t e = 0; e < c->count; e++) {
            struct view_node *cell = set_compared_cell(r->arena, row, c, field, e);

            if (best >= 0 && values_same(field, c->entries[e].values, c->entries[best].values))
                node_set(cell, "best", "1");
        }
    }
}

static void set_compared_entries(struct request *r, const struct comparison *c)
{
    struct linker linker = linker_open(r, &c->site_game);

    for (size_t i = 0; i < c->count; i++) {
        struct view_node *node = view_item(r->view, "Compared");
        const char *others = ids_without(r->arena, c, i);

        link_set(&linker, node,
                 &(struct entry_name){c->entries[i].kind, c->entries[i].id, c->entries[i].name},
                 NULL);
        node_set_number(node, "id", (int64_t)c->entries[i].id);
        node_set(node, "without",
                 arena_format(r->arena, "/beastiary/compare%s%s", *others != '\0' ? "?ids=" : "",
                              others));
        if (c->entries[i].state == ENTRY_VANISHED)
            node_set(node, "vanished", "1");
    }
}

static void set_comparison(struct request *r, const struct comparison *c)
{
    if (c->count > 0) {
        view_set(r->view, "Compare.ids", ids_without(r->arena, c, COMPARED_MAX));
        view_set(r->view, "Compare.kind", c->entries[0].kind->name);
        view_set(r->view, "Compare.label", game_text(c->entries[0].kind->label));
        set_compared_rows(r, c);
        set_compared_entries(r, c);
    }
    if (c->count < COMPARED_MAX)
        view_set(r->view, "Compare.more", "1");
}

/* What a list's form sends, one `ids` for each that was ticked, as one. NULL unless there are
 * several. */
static const char *ids_joined(struct request *r)
{
    struct buffer ids = buffer_open(r->arena, 64);
    size_t count = 0;

    for (size_t i = 0; i < r->query.count; i++)
        if (strcmp(r->query.list[i].name, "ids") == 0)
            buffer_format(&ids, "%s%s", count++ > 0 ? "," : "", r->query.list[i].value);
    return count > 1 ? ids.data : NULL;
}

enum http_status compare_page(struct request *r)
{
    const char *ids = query_line(r, "ids", NAME_CHARACTERS_MAX),
               *add = query_line(r, "add", NAME_CHARACTERS_MAX);
    const char *joined = ids_joined(r);
    struct comparison c = {.count = 0};

    if (!site_game_find(r, &c.site_game))
        return HTTP_UNAVAILABLE;
    if (c.site_game.game == NULL)
        return HTTP_NOT_FOUND;
    if (!form_ok(r))
        return HTTP_BAD_REQUEST;
    if (joined != NULL && strspn(joined, "0123456789,") == strlen(joined))
        return redirect(r, HTTP_FOUND, "/beastiary/compare?ids=%s", joined);
    request_depends(r, "import:%" PRIu64, c.site_game.number);
    if (joined != NULL)
        ids = joined;
    if (ids != NULL && !add_ids(r, &c, ids))
        return HTTP_UNAVAILABLE;
    if (form_ok(r) && add != NULL && *add != '\0' && add_named(r, &c, add))
        return redirect(r, HTTP_SEE_OTHER, "/beastiary/compare?ids=%s",
                        ids_without(r->arena, &c, COMPARED_MAX));
    site_game_crumbs(r, c.count > 0 ? c.entries[0].kind : NULL, NULL);
    set_comparison(r, &c);
    view_set(r->view, "Compare.add", add);
    if (!form_ok(r))
        return page_again(r, "beastiary/compare.cs");
    return page(r, HTTP_OK, "beastiary/compare.cs");
}
