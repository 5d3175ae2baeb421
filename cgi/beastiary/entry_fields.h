/* What is known of an entry, set for views: its fields by group, and the flags that it has. */
#ifndef LOREHALL_BEASTIARY_ENTRY_FIELDS_H
#define LOREHALL_BEASTIARY_ENTRY_FIELDS_H

#include "game/value.h"
#include "link.h"

/* Sets what ENTRY is called: Entry.id, .name, .kind, .label, .plural, .icon, .path, .list, .card,
 * .revision, .changed, .journal, .external, .comparable, .vanished, .hidden, .note. */
void entry_fields_head(const struct linker *linker, struct view_data *data,
                       const struct entry *entry);

/* Sets Groups: of each its label, its flags' labels, and its fields with label, value and, where a
 * list can show all that have it, url. */
void entry_fields_set(struct arena *arena, struct view_data *data, const struct entry *entry);

/* Sets what leads to a list of better ones of this slot and class: Better.action, .fields (name,
 * label, options of value and label) and .sorts. Nothing where the kind has no such fields. */
void entry_fields_better(struct arena *arena, struct view_data *data, const struct entry *entry);

/* Whether anything makes one entry of a kind better than another. */
bool kind_is_comparable(const struct kind *kind);

/* Whether lists of a kind are filtered by a field without its being added first. */
bool kind_has_filter(const struct kind *kind, const struct field *field);

/* Whether a field's values are numbers that belong right-aligned in a table. */
bool field_is_number(const struct field *field);

/* A field's label in the current language; the short one where BRIEF. */
const char *field_label(const struct field *field, bool brief);

/* Sets NODE's label to what players call the field: its short name where that is an abbreviation
 * ("MR"), with the long one as its title. */
void node_set_field_label(struct view_node *node, const struct field *field);

/* How many there are, as the current language writes numbers. */
const char *count_shown(struct arena *arena, uint64_t count);

#endif
