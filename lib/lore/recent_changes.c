#include "lore/recent_changes.h"

STATEMENT(
    ENTRIES_LATELY, PARAMETERS(id(game), number(limit)),
    COLUMNS(id(id), text(kind), text(external_id), text(name), number(state), number(revision),
            instant(updated)),
    "SELECT id, kind, external_id, name, state, revision, updated FROM ("
    " SELECT id, kind, external_id, name, state, revision, updated, changed, hidden, withheld"
    " FROM entry WHERE game_id = ? ORDER BY changed DESC LIMIT 2000) latest"
    " WHERE hidden = 0 AND withheld = 0 AND revision > 1 ORDER BY changed DESC, id DESC LIMIT ?");
STATEMENT_SET(recent_changes_statements, &ENTRIES_LATELY);

struct entry *recent_changes(const struct game_context *context, unsigned limit, size_t *count)
{
    struct ENTRIES_LATELY_rows *rows =
        database_query(context->database, context->arena, &ENTRIES_LATELY, context->number, limit);
    const struct ENTRIES_LATELY_row *row;
    struct entry *entries;

    *count = 0;
    if (rows == NULL)
        return NULL;
    entries = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *entries);
    while ((row = rows_next(rows)) != NULL) {
        const struct kind *kind = game_kind(context->game, row->kind);

        if (kind == NULL)
            continue;
        entries[(*count)++] = (struct entry){
            .id = row->id,
            .kind = kind,
            .external_id = row->external_id,
            .name = row->name,
            .state = (enum entry_state)row->state,
            .revision = row->revision,
            .changed = row->updated,
        };
    }
    return entries;
}
