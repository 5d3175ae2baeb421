#include "catalogue/entry_row.h"

#include <inttypes.h>

#include "base/log.h"
#include "game/value.h"

bool entry_of_row(struct arena *arena, const struct game *game, const struct rows *rows,
                  struct entry *entry)
{
    const struct kind *kind = game_kind(game, rows_text(rows, 1));

    if (kind == NULL)
        return false;
    *entry = (struct entry){
        .id = rows_u64(rows, 0),
        .kind = kind,
        .external_id = rows_text(rows, 2),
        .name = rows_text(rows, 3),
        .state = rows_u64(rows, 4) == 0 ? ENTRY_CURRENT : ENTRY_VANISHED,
        .hidden = rows_u64(rows, 5) != 0,
        .values = arena_alloc(arena, (kind->field_count + 1) * sizeof *entry->values),
        .revision = rows_u64(rows, 6),
        .created = rows_instant(rows, 7),
        .changed = rows_instant(rows, 8),
        .journal = rows_u64(rows, 10),
    };
    if (!record_parse(kind->fields, kind->field_count, arena, rows_text(rows, 9),
                      rows_length(rows, 9), entry->values))
        log_warning("the record of entry %" PRIu64 " is damaged", entry->id);
    return true;
}
