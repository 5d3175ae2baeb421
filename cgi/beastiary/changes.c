#include "changes.h"

#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "facts.h"
#include "lore/value.h"

/* A plain value of a field as players read it; as it stands where the field has gone since. */
static const char *readable(struct arena *arena, const struct field *field, const char *plain)
{
    struct value value;

    if (plain == NULL || *plain == '\0')
        return "";
    if (field == NULL || !value_parse(field, arena, plain, &value))
        return plain;
    return value_there(field, &value) ? value_shown(field, arena, &value) : "";
}

static const char *yes_or_no(const char *plain)
{
    return plain != NULL && strcmp(plain, "1") == 0 ? _("yes") : _("no");
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
        label = _("Hidden");
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
                 const struct difference *differences, size_t count, size_t most)
{
    for (size_t i = 0; i < count && i < most; i++)
        set_change(arena, node_item(node, "changes"), kind, &differences[i]);
    if (count > most)
        node_set_number(node, "more", (int64_t)(count - most));
}

static const char *what_of(enum revision_kind kind)
{
    switch (kind) {
    case REVISION_MADE: return _("Came to be");
    case REVISION_CHANGED: return _("Changed by an import");
    case REVISION_VANISHED: return _("Vanished from its source");
    case REVISION_RETURNED: return _("Returned to its source");
    case REVISION_REVERTED: return _("Taken back");
    case REVISION_EDITED: return _("Edited");
    }
    return "";
}

void revision_set(struct arena *arena, struct view_node *node, const struct game *game,
                  const struct revision *revision, size_t most)
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
    changes_set(arena, node, game_kind(game, revision->kind_name), revision->differences,
                revision->count, most);
}
