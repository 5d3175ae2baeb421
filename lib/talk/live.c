/* Events for pages that are open. They carry rendered HTML, made once a language by the follower,
 * and not the data for scripts to render: there is one view for a comment, and readers without
 * scripts and with see the same. A reader's own rights are no part of it (they stand beside the
 * thread), so that an event is the same for all. */
#include "talk/live.h"

#include <inttypes.h>

#include "base/json_writer.h"
#include "talk/block.h"

char *live_channel(struct arena *arena, const struct subject_space *space, const char *language,
                   const char *subject)
{
    bool is_game = space->game_id != 0;

    return arena_format(arena, "%s%" PRIu64 ".%s.%s", is_game ? "game" : "",
                        is_game ? space->game_id : space->site_id, language, subject);
}

char *live_account_channel(struct arena *arena, uint64_t account_id)
{
    return arena_format(arena, "account.%" PRIu64, account_id);
}

char *live_ended_channel(struct arena *arena, const struct journal_entry *entry)
{
    if (entry->kind == JOURNAL_ROLES || entry->kind == JOURNAL_BANS)
        return arena_string(arena, LIVE_ROLES_CHANNEL);
    return entry->kind == JOURNAL_ACCOUNT ? live_account_channel(arena, entry->account_id) : NULL;
}

char *live_subject(struct arena *arena, const struct journal_entry *entry)
{
    struct subject thread = subject_of_thread(entry->thread_id);

    return entry->subject != NULL ? arena_string(arena, entry->subject)
                                  : subject_text(arena, &thread);
}

/* What all events say. */
static void put_origin(struct json_writer *event, struct arena *arena,
                       const struct journal_entry *entry)
{
    json_member_u64(event, "journal", entry->id);
    json_member_text(event, "subject", live_subject(arena, entry));
    if (entry->kind != JOURNAL_THREAD)
        json_member_u64(event, "id",
                        entry->kind == JOURNAL_ENTRY ? entry->entry_id : entry->comment_id);
}

static void put_piece(struct json_writer *event, const char *name, const struct piece *piece)
{
    json_name(event, name);
    json_put_bytes(event, piece->bytes, piece->length);
}

/* Adds what a new or changed comment shows. */
static int put_comment_event(struct json_writer *event, struct views *views, struct arena *arena,
                             const struct live_news *news)
{
    const struct comment *comment = &news->comment;
    struct piece *html = comment_fragment(views, arena, &news->thread, comment);
    struct piece *answered = answered_fragment(views, arena, &news->thread, comment);

    if (html == NULL || answered == NULL)
        return -1;
    put_piece(event, "html", html);
    if (news->entry->kind == JOURNAL_COMMENT) {
        json_member_u64(event, "parent", comment->parent_id);
        json_member_u64(event, "room", comment->branch_id);
        put_piece(event, "answered", answered);
        json_member_u64(event, "depth", comment->level);
    }
    json_member_u64(event, "total", news->thread.comments);
    return 0;
}

static int put_news(struct json_writer *event, struct views *views, struct arena *arena,
                    const struct live_news *news)
{
    if (news->entry->kind == JOURNAL_ENTRY)
        return 0;
    if (news->entry->kind == JOURNAL_THREAD) {
        json_member_u64(event, "version", news->thread.version);
        return 0;
    }
    if (news->entry->kind == JOURNAL_REMOVE) {
        json_member_u64(event, "total", news->thread.comments);
        return 0;
    }
    if (news->entry->kind != JOURNAL_RATING)
        return put_comment_event(event, views, arena, news);
    json_member_i64(event, "score", news->comment.score);
    return 0;
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
    int found;

    *news = (struct live_news){.entry = entry, .space = {entry->site_id, entry->game_id}};
    if (entry->kind == JOURNAL_ENTRY)
        return subject_changed_space(subjects, database, arena, entry, &news->space);
    if (entry->kind == JOURNAL_THREAD)
        return thread_version(database, arena, entry->thread_id, &news->thread.version);
    if (entry->comment_id == 0 || entry->kind > JOURNAL_REMOVE)
        return 0;
    found = window_comment(database, arena, entry->comment_id, &news->comment, &news->thread);
    /* What was merged or split off since belongs to another discussion, whose readers may be fewer. */
    return found > 0 && news->thread.id != entry->thread_id ? 0 : found;
}

const char *live_event(struct views *views, struct arena *arena, const struct live_news *news)
{
    struct json_writer event = json_writer_open(arena, 4096);

    json_begin_object(&event);
    put_origin(&event, arena, news->entry);
    if (put_news(&event, views, arena, news) != 0)
        return NULL;
    json_end_object(&event);
    return json_written(&event);
}
