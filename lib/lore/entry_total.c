#include "lore/entry_total.h"

STATEMENT(ENTRY_TOTAL, PARAMETERS(id(game)), COLUMNS(number(total)),
          "SELECT COUNT(*) FROM entry WHERE game_id = ?");
STATEMENT_SET(entry_total_statements, &ENTRY_TOTAL);

int entry_total(const struct store *store, uint64_t game_id, uint64_t *total)
{
    const struct ENTRY_TOTAL_row *row =
        database_row(store->database, store->arena, &ENTRY_TOTAL, game_id);

    if (row == NULL)
        return -1;
    *total = row->total;
    return 0;
}
