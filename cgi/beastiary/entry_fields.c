/* What a kind declares decides: order, groups and labels are the game's, and what is not there is not
 * shown, so that no C knows a field. */
#include "entry_fields.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "game/effect_text.h"

#define LONG_TEXT 60 /* bytes; longer values get a line of their own */

bool field_is_number(const struct field *field)
{
    return field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL;
}

const char *field_label(const struct field *field, bool brief)
{
    return game_text(brief && field->brief != NULL ? field->brief : field->label);
}

/* As po/update leaves what has no lower-case letter out: it is the same in every language. */
static bool is_abbreviation(const char *text)
{
    return text != NULL && strpbrk(text, "abcdefghijklmnopqrstuvwxyz") == NULL;
}

void node_set_field_label(struct view_node *node, const struct field *field)
{
    bool abbreviated = is_abbreviation(field->brief);

    node_set(node, "label", field_label(field, abbreviated));
    if (abbreviated && strcmp(field->brief, field->label) != 0)
        node_set(node, "title", field_label(field, false));
}

const char *count_shown(struct arena *arena, uint64_t count)
{
    static const struct field plain = {.type = FIELD_INTEGER, .zero = true};

    return value_shown(&plain, arena, &(struct value){.set = true, .number = (int64_t)count});
}

bool kind_is_comparable(const struct kind *kind)
{
    for (size_t i = 0; i < kind->field_count; i++)
        if (kind->fields[i].better != 0)
            return true;
    return false;
}

bool kind_has_filter(const struct kind *kind, const struct field *field)
{
    for (size_t i = 0; i < kind->filter_count; i++)
        if (kind->filters[i] == field)
            return true;
    return false;
}

void entry_fields_head(const struct linker *linker, struct view_data *data,
                       const struct entry *entry)
{
    struct arena *arena = linker->arena;
    const struct kind *kind = entry->kind;

    view_set_number(data, "Entry.id", (int64_t)entry->id);
    view_set(data, "Entry.name", entry->name);
    view_set(data, "Entry.note", link_note(linker, kind, entry->id, NULL));
    view_set(data, "Entry.kind", kind->name);
    view_set(data, "Entry.label", game_text(kind->label));
    view_set(data, "Entry.plural", game_text(kind->plural));
    view_set(data, "Entry.icon", kind->icon);
    view_set(data, "Entry.sign", kind_icon(kind, entry->values));
    view_set(data, "Entry.path", entry_path(arena, kind, entry->id, entry->name));
    view_set(data, "Entry.list", arena_format(arena, "/beastiary/%s/", kind->name));
    view_set(data, "Entry.card", arena_format(arena, "%s/%" PRIu64, kind->name, entry->id));
    view_set_number(data, "Entry.revision", (int64_t)entry->revision);
    view_set(data, "Entry.changed", clock_rfc3339(arena, entry->changed));
    view_set_number(data, "Entry.journal", (int64_t)entry->journal);
    view_set(data, "Entry.external", entry->external_id);
    if (kind_is_comparable(kind))
        view_set(data, "Entry.comparable", "1");
    if (entry->state == ENTRY_VANISHED)
        view_set(data, "Entry.vanished", "1");
    if (entry->hidden)
        view_set(data, "Entry.hidden", "1");
}

/* Where all that have the same choice are listed; NULL where there is no such list. */
static const char *list_of_choice(struct arena *arena, const struct kind *kind,
                                  const struct field *field, const struct value *value)
{
    const struct choice *choice;

    if (field->type != FIELD_CHOICE || !kind_has_filter(kind, field))
        return NULL;
    choice = choice_by_number(field->values, value->number);
    if (choice == NULL)
        return NULL;
    return arena_format(arena, "/beastiary/%s/?%s=%s", kind->name, field->name, choice->name);
}

static void set_entry_field(struct arena *arena, struct view_node *group, const struct kind *kind,
                            const struct field *field, const struct value *values)
{
    const struct value *value = &values[field->index];
    struct view_node *node = node_item(group, field->type == FIELD_FLAG ? "flags" : "fields");
    const char *shown;

    if (field->type == FIELD_FLAG) {
        node_set_field_label(node, field);
        return;
    }
    shown = effect_text(field, arena, values);
    node_set_field_label(node, field);
    node_set(node, "value", shown);
    node_set(node, "url", list_of_choice(arena, kind, field, value));
    if (strlen(shown) > LONG_TEXT)
        node_set(node, "long", "1");
}

static bool field_present(const struct entry *entry, const struct field *field)
{
    const struct value *value = &entry->values[field->index];

    if (field->type == FIELD_FLAG && value->number == 0)
        return false;
    return !field->subsumed && values_present(field, entry->values);
}

static bool same_group(const struct field *a, const struct field *b)
{
    return a->group == b->group ||
           (a->group != NULL && b->group != NULL && strcmp(a->group, b->group) == 0);
}

/* Whether an earlier field that is there has begun this field's group: a group stands where its
 * first field does, though its fields need not stand together in the game's file. */
static bool group_begun(const struct entry *entry, const struct field *field)
{
    for (const struct field *f = entry->kind->fields; f < field; f++)
        if (same_group(f, field) && field_present(entry, f))
            return true;
    return false;
}

static void set_group(struct arena *arena, struct view_data *data, const struct entry *entry,
                      const struct field *first)
{
    const struct field *end = entry->kind->fields + entry->kind->field_count;
    struct view_node *group = view_item(data, "Groups");

    if (first->group != NULL)
        node_set(group, "label", game_text(first->group));
    for (const struct field *f = first; f < end; f++)
        if (same_group(f, first) && field_present(entry, f))
            set_entry_field(arena, group, entry->kind, f, entry->values);
}

void entry_fields_set(struct arena *arena, struct view_data *data, const struct entry *entry)
{
    const struct kind *kind = entry->kind;

    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];

        if (field_present(entry, field) && !group_begun(entry, field))
            set_group(arena, data, entry, field);
    }
}

/* ---- better ones ---- */

/* The values of a mask that the entry has, to choose one of. */
static void set_options(struct view_data *data, const struct field *field,
                        const struct value *value)
{
    struct view_node *select = view_item(data, "Better.fields");

    node_set(select, "name", field->name);
    node_set(select, "label", field_label(field, false));
    for (size_t i = 0; i < field->values->count; i++) {
        const struct choice *choice = &field->values->choices[i];
        struct view_node *option;

        if (choice->number < 0 || choice->number > 63 || (value->number >> choice->number & 1) == 0)
            continue;
        option = node_item(select, "options");
        node_set(option, "value", choice->name);
        node_set(option, "label", choice_text(choice, false));
    }
}

/* What better ones may be better by: what this one has, and what makes one better. */
static size_t set_sorts(struct arena *arena, struct view_data *data, const struct entry *entry)
{
    const struct kind *kind = entry->kind;
    size_t count = 0;

    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        struct view_node *option;

        if (field->better == 0 || !field_is_number(field) || !field_present(entry, field))
            continue;
        option = view_item(data, "Better.sorts");
        node_set(option, "value",
                 arena_format(arena, "%s%s", field->better > 0 ? "-" : "", field->name));
        node_set(option, "label", field_label(field, false));
        count++;
    }
    return count;
}

void entry_fields_better(struct arena *arena, struct view_data *data, const struct entry *entry)
{
    const struct kind *kind = entry->kind;
    bool any = false;

    for (size_t i = 0; i < kind->filter_count; i++)
        any |= kind->filters[i]->type == FIELD_MASK &&
               value_present(kind->filters[i], &entry->values[kind->filters[i]->index]);
    if (!any || set_sorts(arena, data, entry) == 0)
        return;
    view_set(data, "Better.action", arena_format(arena, "/beastiary/%s/", kind->name));
    for (size_t i = 0; i < kind->filter_count; i++) {
        const struct field *field = kind->filters[i];

        if (field->type == FIELD_MASK && value_present(field, &entry->values[field->index]))
            set_options(data, field, &entry->values[field->index]);
    }
}
