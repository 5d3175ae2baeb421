#include "talk/live.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "talk/block.h"

STATEMENT(LIVE_THREAD, "u", "suss",
          "SELECT title, comments, path, subject FROM thread WHERE id = ?");
STATEMENT_SET(live_statements, &LIVE_THREAD);

char *live_channel(struct arena *arena, uint64_t site_id, const char *language, const char *subject)
{
    return arena_format(arena, "%" PRIu64 ".%s.%s", site_id, language, subject);
}

char *live_subject(struct arena *arena, const struct journal_entry *entry)
{
    if (entry->subject != NULL)
        return arena_string(arena, entry->subject);
    return arena_format(arena, "thread:%" PRIu64, entry->thread_id);
}

/* What all events say. */
static json_t *event_of(struct arena *arena, const struct journal_entry *entry)
{
    return json_pack("{s:I,s:s,s:I}", "journal", (json_int_t)entry->id, "subject",
                     live_subject(arena, entry), "id", (json_int_t)entry->comment_id);
}

/* Adds what a new or changed comment shows. */
static int add_comment(struct database *database, struct views *views, struct arena *arena,
                       const struct journal_entry *entry, const struct comment *comment,
                       json_t *event)
{
    struct rows *rows = database_query(database, arena, &LIVE_THREAD, entry->thread_id);
    struct thread thread;
    struct piece *html;

    if (rows == NULL || !rows_next(rows))
        return -1;
    thread = (struct thread){
        .path = thread_where(arena, entry->thread_id, rows_text(rows, 0), rows_text(rows, 2)),
        .subject = rows_text(rows, 3),
    };
    html = comment_fragment(views, arena, &thread, comment);
    if (html == NULL)
        return -1;
    json_object_set_new(event, "html", json_stringn(html->bytes, html->length));
    if (entry->kind == JOURNAL_COMMENT) {
        json_object_set_new(event, "parent", json_integer((json_int_t)comment->parent_id));
        json_object_set_new(event, "depth", json_integer((json_int_t)comment->level));
        json_object_set_new(event, "total", json_integer((json_int_t)rows_u64(rows, 1)));
    }
    return 0;
}

static int fill_event(struct database *database, struct views *views, struct arena *arena,
                      const struct journal_entry *entry, json_t *event)
{
    struct comment comment;
    int found = window_comment(database, arena, entry->comment_id, &comment);

    if (found <= 0)
        return found;
    if (entry->kind == JOURNAL_RATING)
        return json_object_set_new(event, "score", json_integer(comment.score));
    if (entry->kind == JOURNAL_REMOVE)
        return 0;
    return add_comment(database, views, arena, entry, &comment, event);
}

char *live_event(struct database *database, struct views *views, struct arena *arena,
                 const struct journal_entry *entry, bool *failed)
{
    json_t *event;
    char *text, *copy = NULL;

    *failed = false;
    if (entry->comment_id == 0 || entry->kind > JOURNAL_REMOVE)
        return NULL;
    event = event_of(arena, entry);
    if (fill_event(database, views, arena, entry, event) == 0) {
        text = json_dumps(event, JSON_COMPACT);
        if (text == NULL)
            abort();
        copy = arena_string(arena, text);
        free(text);
    } else {
        *failed = true;
    }
    json_decref(event);
    return copy;
}
