/* Looked up by a unique key of comments and one of threads, source by source, in one statement: the
 * same id may be both, and then the comment is meant. */
#include "talk/import/imported.h"

STATEMENT(IMPORTED_COMMENT,
          PARAMETERS(id(site), text(external_id), again(site), again(external_id)), COLUMNS(id(id)),
          "SELECT x.id FROM"
          " (SELECT c.id, c.source_id, 0 AS place FROM source s"
          " JOIN comment c ON c.source_id = s.id"
          " JOIN thread t ON t.id = c.thread_id WHERE t.site_id = ? AND c.external_id = ?"
          " UNION ALL SELECT t.opening_id, t.source_id, 1 FROM source s"
          " JOIN thread t ON t.source_id = s.id"
          " WHERE t.site_id = ? AND t.external_id = ? AND t.opening_id IS NOT NULL) x"
          " ORDER BY x.place, x.source_id LIMIT 1");
STATEMENT_SET(imported_statements, &IMPORTED_COMMENT);

int imported_comment(struct database *database, struct arena *arena, uint64_t site_id,
                     const char *external_id, uint64_t *id)
{
    struct IMPORTED_COMMENT_rows *rows =
        database_query(database, arena, &IMPORTED_COMMENT, site_id, external_id);
    const struct IMPORTED_COMMENT_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *id = row->id;
    return 1;
}
