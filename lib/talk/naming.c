#include "talk/naming.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "talk/recent.h"
#include "web/fragment.h"
#include "web/site.h"
#include "web/view.h"

#define NAMING_SHOWN 10

STATEMENT(NAMING_OF, "u", "s", "SELECT subject FROM comment_link WHERE comment_id = ? LIMIT 40");
STATEMENT(NAMING_DROP, "u", "", "DELETE FROM comment_link WHERE comment_id = ?");
STATEMENT(
    NAMING_ADD, "us", "",
    "INSERT IGNORE INTO comment_link (comment_id, subject) SELECT ?, j.subject" NAMED_SQL("?"));
STATEMENT_SET(naming_statements, &NAMING_OF, &NAMING_DROP, &NAMING_ADD);

const char *naming_json(struct arena *arena, const struct markup_links *links)
{
    struct buffer json;

    if (links == NULL || links->count == 0)
        return NULL;
    json = buffer_open(arena, 32 * links->count);
    for (size_t i = 0; i < links->count; i++) /* their names need no escapes */
        buffer_format(&json, "%s\"%s\"", i == 0 ? "[" : ",", links->subjects[i]);
    buffer_byte(&json, ']');
    return json.data;
}

void naming_tell(struct shared *shared, const struct markup_links *links)
{
    for (size_t i = 0; shared != NULL && links != NULL && i < links->count; i++)
        generation_bump(shared, links->subjects[i]);
}

static int append(struct database *database, struct naming_changes *changes, const char *subject)
{
    struct journal_entry *row = &changes->rows[changes->count++];

    *row = (struct journal_entry){.kind = JOURNAL_LINK, .subject = subject};
    return journal_append(database, row);
}

int naming_change(struct database *database, struct arena *arena, uint64_t comment_id,
                  const struct markup_links *links, struct naming_changes *changes)
{
    struct rows *before = database_query(database, arena, &NAMING_OF, comment_id);
    const char *json = naming_json(arena, links);

    changes->count = 0;
    if (before == NULL)
        return -1;
    while (rows_next(before))
        if (append(database, changes, rows_text(before, 0)) != 0)
            return -1;
    if (changes->count > 0 && database_run(database, &NAMING_DROP, comment_id) != 0)
        return -1;
    for (size_t i = 0; json != NULL && i < links->count; i++)
        if (append(database, changes, links->subjects[i]) != 0)
            return -1;
    return json == NULL ? 0 : database_run(database, &NAMING_ADD, comment_id, json);
}

/* Reads and renders the block. */
static bool render(struct request *r, const char *subject, struct fragment *fragment)
{
    struct view_data *data;
    struct piece *piece;
    size_t count;
    struct talk_line *lines =
        talk_naming(r->worker->database, r->arena, r->site->id, subject, NAMING_SHOWN, &count);

    if (lines == NULL)
        return false;
    data = view_data_open();
    talk_set(r->arena, data, lines, count);
    piece = view_fragment(r->worker->views, data, r->arena, "talk/naming.cs");
    view_data_close(data);
    if (piece != NULL)
        fragment->html = *piece;
    return piece != NULL;
}

int naming_block(struct request *r, const char *subject)
{
    uint64_t stamp =
        generation_stamp(r->worker->shared, (const char *const[]){subject, "sites", NULL});
    char *key = arena_format(r->arena, "naming|%" PRIu64 "|%s", r->site->id, subject);
    struct fragment fragment = {.title = "", .path = ""};

    if (!fragment_find(r, key, stamp, &fragment)) {
        if (!render(r, subject, &fragment))
            return -1;
        fragment_keep(r, key, stamp, &fragment);
    }
    view_piece(r, "Thread.named_html", &fragment.html);
    return 0;
}
