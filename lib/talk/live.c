#include "talk/live.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "talk/block.h"

char *live_channel(struct arena *arena, uint64_t site_id, const char *language, const char *subject)
{
    return arena_format(arena, "%" PRIu64 ".%s.%s", site_id, language, subject);
}

char *live_subject(struct arena *arena, const struct journal_entry *entry)
{
    struct subject thread = subject_of_thread(entry->thread_id);

    return entry->subject != NULL ? arena_string(arena, entry->subject)
                                  : subject_text(arena, &thread);
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

int live_change(const struct subject_place *place, const struct subject *subject, uint64_t since,
                struct journal_entry *entry)
{
    *entry = (struct journal_entry){
        .kind = JOURNAL_ENTRY,
        .entry_id = subject->id,
        .subject = subject_text(place->arena, subject),
    };
    return subject_changed(place, subject, since, &entry->id);
}

int live_read(const struct subjects *subjects, struct database *database, struct arena *arena,
              const struct journal_entry *entry, struct live_news *news)
{
    *news = (struct live_news){.entry = entry, .site_id = entry->site_id};
    if (entry->kind == JOURNAL_ENTRY)
        return subject_changed_site(subjects, database, arena, entry, &news->site_id);
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
