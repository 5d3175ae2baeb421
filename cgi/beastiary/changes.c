/* Revisions in words. They are kept as plain values and by the names of fields, and read by the game
 * as it is declared now: so an old one is told in today's words and units, and one of a field that
 * is gone still says what it was. */
#include "changes.h"

#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "entry_fields.h"
#include "game/value.h"

/* A plain value of a field as players read it; as it stands where the field has gone since. */
static const char *readable(struct arena *arena, const struct field *field, const char *plain)
{
    struct value value;

    if (plain == NULL || *plain == '\0')
        return "";
    if (field == NULL || !value_parse(field, arena, plain, &value))
        return plain;
    return value_present(field, &value) ? value_shown(field, arena, &value) : "";
}

static const char *yes_or_no(const char *plain)
{
    return plain != NULL && strcmp(plain, "1") == 0 ? _("yes") : _("no");
}

/* The difference of FIELD among COUNT; NULL. */
static const struct difference *difference_of(const struct difference *differences, size_t count,
                                              const struct field *field)
{
    for (size_t i = 0; field != NULL && i < count; i++)
        if (differences[i].relation == NULL && strcmp(differences[i].field, field->name) == 0)
            return &differences[i];
    return NULL;
}

/* An interval of two plain ends as players read it. */
static const char *interval_of(struct arena *arena, const struct kind *kind,
                               const struct field *field, const char *low, const char *high)
{
    struct value *values = arena_alloc(arena, (kind->field_count + 1) * sizeof *values);

    if (!value_parse(field, arena, low, &values[field->index]) ||
        !value_parse(field->high, arena, high, &values[field->high->index]))
        return arena_format(arena, "%s\u2013%s", low, high);
    return values_shown(field, arena, values);
}

/* Sets both ends of an interval that changed as one. */
static void set_interval(struct arena *arena, struct view_node *node, const struct kind *kind,
                         const struct difference *low, const struct difference *high)
{
    const struct field *field = kind_field(kind, low->field);

    node_set(node, "label", field_label(field, false));
    node_set(node, "from", interval_of(arena, kind, field, low->from, high->from));
    node_set(node, "to", interval_of(arena, kind, field, low->to, high->to));
}

static void set_change(struct arena *arena, struct view_node *node, const struct kind *kind,
                       const struct difference *d)
{
    const struct field *field = kind != NULL ? kind_field(kind, d->field) : NULL;
    const char *from = d->from, *to = d->to, *label;

    if (strcmp(d->field, "more") == 0 && field == NULL) {
        label = _("More relations");
        node_set(node, "relation", "1");
    } else if (d->relation != NULL) {
        label = game_text(d->relation->label);
        node_set(node, "relation", "1");
    } else if (*d->field == '\0') {
        label = _("Name");
    } else if (strcmp(d->field, "hidden") == 0) {
        label = _("Unused");
        from = yes_or_no(from);
        to = yes_or_no(to);
    } else {
        label = field != NULL ? field_label(field, false) : d->field;
        from = readable(arena, field, from);
        to = readable(arena, field, to);
    }
    node_set(node, "label", label);
    node_set(node, "from", from);
    node_set(node, "to", to);
}

void changes_set(struct arena *arena, struct view_node *node, const struct kind *kind,
                 const struct differences *differences, size_t max)
{
    for (size_t i = 0; i < differences->count && i < max; i++) {
        const struct difference *d = &differences->list[i], *high;
        const struct field *field = kind != NULL && d->relation == NULL ? kind_field(kind, d->field)
                                                                        : NULL;

        /* The upper end of an interval was told with the lower one. */
        if (field != NULL &&
            difference_of(differences->list, differences->count, field->low) != NULL)
            continue;
        high = field != NULL ? difference_of(differences->list, differences->count, field->high)
                             : NULL;
        if (high != NULL)
            set_interval(arena, node_item(node, "changes"), kind, d, high);
        else
            set_change(arena, node_item(node, "changes"), kind, d);
    }
    if (differences->count > max)
        node_set_number(node, "more", (int64_t)(differences->count - max));
}

static const char *what_of(enum revision_kind kind)
{
    switch (kind) {
    case REVISION_MADE: return _("Added");
    case REVISION_CHANGED: return _("Changed by an import");
    case REVISION_VANISHED: return _("Removed from its source");
    case REVISION_RETURNED: return _("Returned to its source");
    case REVISION_REVERTED: return _("Taken back");
    case REVISION_EDITED: return _("Edited");
    }
    return "";
}

void revision_set(struct arena *arena, struct view_node *node, const struct game *game,
                  const struct revision *revision, size_t max)
{
    node_set_number(node, "number", (int64_t)revision->number);
    node_set(node, "what", what_of(revision->kind));
    node_set(node, "when", clock_rfc3339(arena, revision->created));
    if (revision->account_id != 0)
        node_set(node, "who", revision->account_name);
    if (revision->import_id != 0)
        node_set_number(node, "import", (int64_t)revision->import_id);
    if (revision->why != NULL && *revision->why != '\0')
        node_set(node, "why", revision->why);
    changes_set(arena, node, game_kind(game, revision->kind_name),
                &(struct differences){revision->differences, revision->count}, max);
}
