#include "lore/nearby_talk.h"

#include <inttypes.h>

#include "talk/recent.h"
#include "talk/thread.h"
#include "web/site.h"

#define LATEST 5

STATEMENT(AROUND, "uuu", TALK_LINE_TYPES,
          TALK_LINE_SQL
          " FROM (SELECT DISTINCT t.* FROM relation r JOIN entry e ON e.id = r.from_id"
          " JOIN thread t ON t.site_id = " TALK_SITE_SQL
          " AND t.subject = CONVERT(CONCAT(e.kind, ':', e.id) USING ascii)"
          " WHERE r.to_id = ? ORDER BY t.activity DESC, t.id DESC LIMIT ?) t" TALK_LAST_SQL);
STATEMENT_SET(around_statements, &AROUND);

static struct talk_line *read_around(struct request *r, const void *context, size_t *count)
{
    const uint64_t *entry_id = context;

    return talk_lines(r->arena,
                      database_query(r->worker->database, r->arena, &AROUND, r->site->id, *entry_id,
                                     (uint64_t)LATEST),
                      count);
}

int around_block(struct request *r, uint64_t entry_id)
{
    return talk_block_of(r, arena_format(r->arena, "around|%" PRIu64, entry_id), read_around,
                         &entry_id);
}
