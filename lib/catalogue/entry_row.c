/* An entry as the table has it: what is common as columns, values as one JSON record, which lists
 * never read (they have the catalogue) and pages read once. A column a field would need a
 * migration for each game's field. */
#include "catalogue/entry_row.h"

#include <inttypes.h>

#include "base/log.h"
#include "game/value.h"

bool entry_of_row(struct arena *arena, const struct game *game, const struct entry_row *row,
                  struct entry *entry)
{
    const struct kind *kind = game_kind(game, row->kind);

    if (kind == NULL)
        return false;
    *entry = (struct entry){
        .id = row->id,
        .kind = kind,
        .external_id = row->external_id,
        .name = row->name,
        .state = row->state == 0 ? ENTRY_CURRENT : ENTRY_VANISHED,
        .hidden = row->hidden,
        .withheld = row->withheld,
        .values = arena_alloc(arena, (kind->field_count + 1) * sizeof *entry->values),
        .revision = row->revision,
        .created = row->created,
        .changed = row->changed,
        .journal = row->journal,
    };
    if (!record_parse(kind->fields, kind->field_count, arena, row->record, entry->values))
        log_warning("the record of entry %" PRIu64 " is damaged", entry->id);
    return true;
}
