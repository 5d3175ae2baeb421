#include "lore/recent_changes.h"

STATEMENT(ENTRIES_LATELY, "uu", "usssuut",
          "SELECT id, kind, external_id, name, state, revision, updated FROM ("
          " SELECT id, kind, external_id, name, state, revision, updated, changed, hidden"
          " FROM entry WHERE game_id = ? ORDER BY changed DESC LIMIT 2000) latest"
          " WHERE hidden = 0 AND revision > 1 ORDER BY changed DESC, id DESC LIMIT ?");
STATEMENT_SET(lately_statements, &ENTRIES_LATELY);

struct entry *entries_lately(struct database *database, struct arena *arena,
                             const struct game *game, uint64_t game_number, unsigned limit,
                             size_t *count)
{
    struct rows *rows =
        database_query(database, arena, &ENTRIES_LATELY, game_number, (uint64_t)limit);
    struct entry *entries;

    *count = 0;
    if (rows == NULL)
        return NULL;
    entries = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *entries);
    while (rows_next(rows)) {
        const struct kind *kind = game_kind(game, rows_text(rows, 1));

        if (kind == NULL)
            continue;
        entries[(*count)++] = (struct entry){
            .id = rows_u64(rows, 0),
            .kind = kind,
            .external_id = rows_text(rows, 2),
            .name = rows_text(rows, 3),
            .state = (enum entry_state)rows_u64(rows, 4),
            .revision = rows_u64(rows, 5),
            .changed = rows_instant(rows, 6),
        };
    }
    return entries;
}
