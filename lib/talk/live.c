#include "talk/live.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "talk/block.h"

/* The site whose talk about an entry is, unless the row is not that of a change of it. */
STATEMENT(LIVE_ENTRY_SITE, "uu", "u",
          "SELECT MIN(s.id) FROM entry e JOIN game g ON g.id = e.game_id"
          " JOIN site s ON s.game = g.name WHERE e.id = ? AND e.changed >= ?");
STATEMENT(LIVE_CHANGE, "usuu", "u",
          "SELECT e.changed FROM entry e JOIN game g ON g.id = e.game_id"
          " JOIN site s ON s.game = g.name WHERE e.id = ? AND e.kind = ? AND e.changed > ?"
          " AND s.id = ?");
STATEMENT_SET(live_statements, &LIVE_ENTRY_SITE, &LIVE_CHANGE);

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
                     live_subject(arena, entry), "id",
                     (json_int_t)(entry->kind == JOURNAL_ENTRY ? entry->entry_id
                                                               : entry->comment_id));
}

/* Adds what a new or changed comment shows. */
static int add_comment(struct views *views, struct arena *arena, const struct live_news *news,
                       json_t *event)
{
    const struct comment *comment = &news->comment;
    struct piece *html = comment_fragment(views, arena, &news->thread, comment);
    struct piece *answered = answered_fragment(views, arena, &news->thread, comment);

    if (html == NULL || answered == NULL)
        return -1;
    json_object_set_new(event, "html", json_stringn(html->bytes, html->length));
    if (news->entry->kind == JOURNAL_COMMENT) {
        json_object_set_new(event, "parent", json_integer((json_int_t)comment->parent_id));
        json_object_set_new(event, "room", json_integer((json_int_t)comment->room_id));
        json_object_set_new(event, "answered", json_stringn(answered->bytes, answered->length));
        json_object_set_new(event, "depth", json_integer((json_int_t)comment->level));
        json_object_set_new(event, "total", json_integer((json_int_t)news->thread.comments));
    }
    return 0;
}

static int fill_event(struct views *views, struct arena *arena, const struct live_news *news,
                      json_t *event)
{
    if (news->entry->kind == JOURNAL_RATING)
        return json_object_set_new(event, "score", json_integer(news->comment.score));
    if (news->entry->kind == JOURNAL_REMOVE || news->entry->kind == JOURNAL_ENTRY)
        return 0;
    return add_comment(views, arena, news, event);
}

static int read_entry_site(struct database *database, struct arena *arena, struct live_news *news)
{
    struct rows *rows =
        database_query(database, arena, &LIVE_ENTRY_SITE, news->entry->entry_id, news->entry->id);

    if (rows == NULL || !rows_next(rows))
        return -1;
    news->site_id = rows_u64(rows, 0);
    return news->site_id != 0;
}

int live_change(struct database *database, struct arena *arena, uint64_t site_id,
                const struct subject *subject, uint64_t since, struct journal_entry *entry)
{
    struct rows *rows =
        database_query(database, arena, &LIVE_CHANGE, subject->id, subject->kind, since, site_id);

    if (rows == NULL)
        return -1;
    if (!rows_next(rows))
        return 0;
    *entry = (struct journal_entry){
        .id = rows_u64(rows, 0),
        .kind = JOURNAL_ENTRY,
        .entry_id = subject->id,
        .subject = subject_text(arena, subject),
    };
    return 1;
}

int live_read(struct database *database, struct arena *arena, const struct journal_entry *entry,
              struct live_news *news)
{
    *news = (struct live_news){.entry = entry, .site_id = entry->site_id};
    if (entry->kind == JOURNAL_ENTRY)
        return read_entry_site(database, arena, news);
    if (entry->comment_id == 0 || entry->kind > JOURNAL_REMOVE)
        return 0;
    return window_comment(database, arena, entry->comment_id, &news->comment, &news->thread);
}

char *live_event(struct views *views, struct arena *arena, const struct live_news *news)
{
    json_t *event = event_of(arena, news->entry);
    char *text, *copy = NULL;

    if (fill_event(views, arena, news, event) == 0) {
        text = json_dumps(event, JSON_COMPACT);
        if (text == NULL)
            abort();
        copy = arena_string(arena, text);
        free(text);
    }
    json_decref(event);
    return copy;
}
