#include "lore/nearby_talk.h"

#include <inttypes.h>

#include "talk/recent.h"
#include "talk/thread.h"
#include "web/site.h"

#define LATEST 5

STATEMENT(
    AROUND, PARAMETERS(id(game), id(entry), number(limit)), ROW_OF(talk_line),
    TALK_LINE_SQL
    " FROM (SELECT DISTINCT t.* FROM relation r JOIN entry e ON e.id = r.from_id"
    " JOIN thread t ON t.game_id = ?"
    " AND t.subject = CONVERT(CONCAT(e.kind, ':', e.id) USING ascii)"
    " WHERE r.to_id = ? AND t.hidden = 0 ORDER BY t.activity DESC, t.id DESC LIMIT ?) t" TALK_LAST_SQL);
STATEMENT_SET(nearby_talk_statements, &AROUND);

static struct talk_line *read_around(struct request *r, const void *context, size_t *count)
{
    const struct subject_place place = subject_place(r);
    const uint64_t *entry_id = context;

    return talk_lines(&place,
                      database_query(place.database, place.arena, &AROUND, place.game_id, *entry_id,
                                     LATEST),
                      count);
}

int nearby_talk_block(struct request *r, uint64_t entry_id)
{
    return talk_block_of(r, arena_format(r->arena, "around|%" PRIu64, entry_id), read_around,
                         &entry_id);
}
