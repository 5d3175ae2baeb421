/* The order of locks is that of posts: the thread, then the boards' tallies, then the audit trail.
 * Whoever writes there by what they read before finds another version of it (talk/comment.h). */
#include "talk/moderation/thread_act.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "talk/moderation/tally.h"
#include "talk/thread.h"

#define THREAD_ACT_TRIES 3 /* of a transaction that loses against another one */

#define ENDED_AT_ONCE 20 /* announcements */

ROW(thread_state, id(id), id(site_id), id(game_id), id(board_id), text(board_name),
    text(board_title), text(subject), text(title), text(path), id(author_id), instant(created),
    number(comments), flag(hidden), flag(locked), flag(pinned), instant(announced), number(slow),
    number(version), id(opening_id), id(merged_id), id(split_id), id(lock_id), id(notice_id));
#define STATE_SQL                                                                                  \
    "SELECT t.id, t.site_id, t.game_id, t.board_id, b.name, b.title, t.subject, t.title, t.path,"  \
    " t.author_id, t.created, t.comments, t.hidden, t.locked, t.pinned, t.announced, t.slow,"      \
    " t.version, t.opening_id, t.merged_id, t.split_id, t.lock_id, t.notice_id"                    \
    " FROM thread t LEFT JOIN board b ON b.id = t.board_id"
STATEMENT(STATE_SEEN, PARAMETERS(id(thread), id(site), id(game)), ROW_OF(thread_state),
          STATE_SQL " WHERE t.id = ? AND " THREAD_SEEN_SQL);
STATEMENT(STATE_HELD, PARAMETERS(id(thread)), ROW_OF(thread_state), STATE_SQL " WHERE t.id = ?");
STATEMENT(THREAD_HOLD, PARAMETERS(id(thread)), COLUMNS(id(id)),
          "SELECT id FROM thread WHERE id = ? FOR UPDATE");
STATEMENT(THREAD_AUTHORS, PARAMETERS(id(thread)), COLUMNS(number(count)),
          "SELECT COUNT(DISTINCT author_id) FROM comment WHERE thread_id = ? AND state = 0");
STATEMENT(THREAD_OTHERS, PARAMETERS(id(thread), id(author)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM (SELECT 1 FROM comment WHERE thread_id = ? AND author_id <> ?"
          " LIMIT 1) o");
STATEMENT(BOARD_PINNED, PARAMETERS(id(board)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM thread WHERE board_id = ? AND pinned = 1");
STATEMENT(THREAD_SET,
          PARAMETERS(number(locked), number(pinned), instant_or_null(announced), number(slow),
                     text(title), id_or_null(board), id_or_null(lock), id_or_null(notice),
                     id(thread)),
          COLUMNS(),
          "UPDATE thread SET locked = ?, pinned = ?, announced = ?, slow = ?, title = ?,"
          " board_id = ?, lock_id = ?, notice_id = ?, version = version + 1 WHERE id = ?");
STATEMENT(ANNOUNCED_PAST, PARAMETERS(instant(now), number(limit)),
          COLUMNS(id(id), id(site_id), id(board_id)),
          "SELECT id, site_id, board_id FROM thread FORCE INDEX (announced) WHERE announced <= ?"
          " LIMIT ?");
STATEMENT(ANNOUNCED_END, PARAMETERS(id(thread), instant(now)), COLUMNS(),
          "UPDATE thread SET announced = NULL WHERE id = ? AND announced <= ?");
STATEMENT_SET(thread_act_statements, &STATE_SEEN, &STATE_HELD, &THREAD_HOLD, &THREAD_AUTHORS,
              &THREAD_OTHERS, &BOARD_PINNED, &THREAD_SET, &ANNOUNCED_PAST, &ANNOUNCED_END);

static const struct {
    enum permission permission;
    enum audit_act audit;
    bool told;  /* on the thread's page */
    bool lists; /* only lists show it */
} kinds[ACT_KINDS] = {
    [ACT_LOCK] = {PERMISSION_THREAD_LOCK, AUDIT_THREAD_LOCK, false, false},
    [ACT_UNLOCK] = {PERMISSION_THREAD_LOCK, AUDIT_THREAD_LOCK, false, false},
    [ACT_PIN] = {PERMISSION_THREAD_PIN, AUDIT_THREAD_PIN, false, true},
    [ACT_UNPIN] = {PERMISSION_THREAD_PIN, AUDIT_THREAD_PIN, false, true},
    [ACT_ANNOUNCE] = {PERMISSION_THREAD_ANNOUNCE, AUDIT_THREAD_ANNOUNCE, false, true},
    [ACT_UNANNOUNCE] = {PERMISSION_THREAD_ANNOUNCE, AUDIT_THREAD_ANNOUNCE, false, true},
    [ACT_SLOW] = {PERMISSION_THREAD_SLOW, AUDIT_THREAD_SLOW, false, false},
    [ACT_RENAME] = {PERMISSION_COMMENT_EDIT, AUDIT_THREAD_RENAME, true, false},
    [ACT_RENAME_OWN] = {PERMISSION_COMMENT_EDIT_OWN, AUDIT_THREAD_RENAME, false, false},
    [ACT_MOVE] = {PERMISSION_THREAD_MOVE, AUDIT_THREAD_MOVE, true, false},
    [ACT_MERGE] = {PERMISSION_THREAD_MERGE, AUDIT_THREAD_MERGE, true, false},
    [ACT_UNMERGE] = {PERMISSION_THREAD_MERGE, AUDIT_THREAD_MERGE, false, false},
    [ACT_SPLIT] = {PERMISSION_THREAD_MERGE, AUDIT_THREAD_MERGE, true, false},
    [ACT_UNSPLIT] = {PERMISSION_THREAD_MERGE, AUDIT_THREAD_MERGE, false, false},
};

enum permission thread_act_permission(enum act_kind kind)
{
    return kinds[kind].permission;
}

/* The name of an act as the audit trail has it. */
static enum audit_act thread_act_audit(enum act_kind kind)
{
    return kinds[kind].audit;
}

/* Whether a transaction lost against another one. */
static bool thread_act_lost(const struct store *store, enum act_result result)
{
    return result == ACT_FAILED && database_failure(store->database) == DATABASE_CONFLICT;
}

/* ---- the thread ---- */

static int thread_of_state(struct arena *arena, struct thread_state_rows *rows,
                           struct moderated_thread *thread)
{
    const struct thread_state_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *thread = (struct moderated_thread){
        .id = row->id,
        .space = {row->site_id, row->game_id},
        .board_id = row->board_id,
        .board_name = row->board_name,
        .board_title = row->board_title,
        .subject = row->subject,
        .title = row->title,
        .path = thread_where(arena, row->id, row->title, row->path),
        .author_id = row->author_id,
        .created = row->created,
        .comments = row->comments,
        .hidden = row->hidden,
        .locked = row->locked,
        .pinned = row->pinned,
        .announced = row->announced,
        .slow = row->slow,
        .version = row->version,
        .opening_id = row->opening_id,
        .merged_id = row->merged_id,
        .split_id = row->split_id,
        .lock_id = row->lock_id,
        .notice_id = row->notice_id,
    };
    return 1;
}

int moderated_thread_find(const struct subject_place *place, uint64_t id,
                          struct moderated_thread *thread)
{
    const struct THREAD_AUTHORS_row *authors;
    int found = thread_of_state(place->arena,
                                database_query(place->database, place->arena, &STATE_SEEN, id,
                                               place->site_id, place->game_id),
                                thread);

    if (found <= 0)
        return found;
    if (!reader_sees(&place->reader, thread->board_id))
        return 0;
    authors = database_row(place->database, place->arena, &THREAD_AUTHORS, id);
    if (authors == NULL)
        return -1;
    thread->authors = authors->count;
    return 1;
}

/* The row is locked by itself: a lock on its board's would keep everybody from posting there. */
static int moderated_thread_hold(const struct store *store, uint64_t id,
                                 struct moderated_thread *thread)
{
    if (database_query(store->database, store->arena, &THREAD_HOLD, id) == NULL)
        return -1;
    return thread_of_state(store->arena,
                           database_query(store->database, store->arena, &STATE_HELD, id), thread);
}

/* What of a thread acts of a KIND change, as text: what is kept of it before and after. */
static const char *state_text(struct arena *arena, enum act_kind kind,
                              const struct moderated_thread *thread)
{
    switch (kind) {
    case ACT_LOCK:
    case ACT_UNLOCK: return thread->locked ? "1" : "0";
    case ACT_PIN:
    case ACT_UNPIN: return thread->pinned ? "1" : "0";
    case ACT_ANNOUNCE:
    case ACT_UNANNOUNCE: return arena_format(arena, "%" PRId64, thread->announced);
    case ACT_SLOW: return arena_format(arena, "%" PRIu64, thread->slow);
    case ACT_MOVE:
        return arena_format(arena, "%" PRIu64 " %s", thread->board_id, thread->board_title);
    default: return thread->title;
    }
}

static void set_state(struct moderated_thread *thread, const struct thread_change *change)
{
    switch (change->kind) {
    case ACT_LOCK:
    case ACT_UNLOCK: thread->locked = change->kind == ACT_LOCK; break;
    case ACT_PIN:
    case ACT_UNPIN: thread->pinned = change->kind == ACT_PIN; break;
    case ACT_ANNOUNCE: thread->announced = change->until; break;
    case ACT_UNANNOUNCE: thread->announced = 0; break;
    case ACT_SLOW: thread->slow = change->slow; break;
    case ACT_MOVE:
        thread->board_id = change->board_id;
        thread->board_title = change->board_title;
        thread->pinned = false; /* that was the other board's */
        break;
    default: thread->title = change->title; break;
    }
}

/* ---- the transaction ---- */

/* An act on its way. */
struct thread_acting {
    const struct moderator *moderator;
    const struct thread_change *change;
    struct moderated_thread before, after;
    struct act act;
    struct journal_entry entries[2];
    size_t entry_count;
};

/* What else must hold, with the thread locked. */
static enum act_result check_rules(const struct thread_acting *acting)
{
    const struct store *store = acting->moderator->store;
    const struct BOARD_PINNED_row *pinned;
    const struct THREAD_OTHERS_row *others;

    if (acting->change->kind == ACT_PIN) {
        pinned =
            database_row(store->database, store->arena, &BOARD_PINNED, acting->before.board_id);
        if (pinned == NULL)
            return ACT_FAILED;
        return pinned->count < PINNED_MAX ? ACT_DONE : ACT_FULL;
    }
    if (acting->change->kind == ACT_RENAME_OWN) {
        others = database_row(store->database, store->arena, &THREAD_OTHERS, acting->before.id,
                              acting->before.author_id);
        if (others == NULL)
            return ACT_FAILED;
        return others->count == 0 ? ACT_DONE : ACT_ANSWERED;
    }
    return ACT_DONE;
}

static int append_row(struct thread_acting *acting, const struct journal_entry *entry)
{
    acting->entries[acting->entry_count] = *entry;
    return journal_append(acting->moderator->store->database,
                          &acting->entries[acting->entry_count++]);
}

/* A row for the thread, and one for the board that it is gone from. */
static int append_rows(struct thread_acting *acting)
{
    const struct moderated_thread *thread = &acting->after;
    enum journal_kind kind = kinds[acting->change->kind].lists ? JOURNAL_TITLE : JOURNAL_THREAD;

    if (acting->before.board_id != thread->board_id &&
        append_row(acting, &(struct journal_entry){.kind = kind,
                                                   .site_id = thread->space.site_id,
                                                   .board_id = acting->before.board_id}) != 0)
        return -1;
    return append_row(acting, &(struct journal_entry){.kind = kind,
                                                      .site_id = thread->space.site_id,
                                                      .game_id = thread->space.game_id,
                                                      .board_id = thread->board_id,
                                                      .thread_id = thread->id,
                                                      .subject = thread->subject});
}

/* A hidden thread is counted nowhere. The boards one after the other, by their ids. */
static int move_tallies(const struct thread_acting *acting)
{
    const struct store *store = acting->moderator->store;
    const struct moderated_thread *thread = &acting->before;
    const uint64_t from = thread->board_id, to = acting->after.board_id;
    const int64_t threads = !thread->hidden;
    const int64_t comments = thread->hidden ? 0 : (int64_t)thread->comments;

    if (from == to)
        return 0;
    if (from < to)
        return tally_change(store, from, -threads, -comments) != 0
                   ? -1
                   : tally_change(store, to, threads, comments);
    return tally_change(store, to, threads, comments) != 0
               ? -1
               : tally_change(store, from, -threads, -comments);
}

static int write_state(struct thread_acting *acting)
{
    struct database *database = acting->moderator->store->database;
    struct moderated_thread *thread = &acting->after;
    const enum act_kind kind = acting->change->kind;

    if (act_append(acting->moderator, &acting->act) != 0)
        return -1;
    if (kind == ACT_LOCK || kind == ACT_UNLOCK)
        thread->lock_id = thread->locked ? acting->act.id : 0;
    if (kinds[kind].told)
        thread->notice_id = acting->act.undoes_id == 0 ? acting->act.id : 0;
    return database_run(database, &THREAD_SET, thread->locked, thread->pinned, thread->announced,
                        thread->slow, thread->title, thread->board_id, thread->lock_id,
                        thread->notice_id, thread->id);
}

static int audit_change(const struct thread_acting *acting)
{
    const struct store *store = acting->moderator->store;

    if (acting->change->kind == ACT_RENAME_OWN)
        return 0;
    return audit_append(store->database, store->arena, acting->moderator->actor,
                        &(struct audit_entry){
                            .act = thread_act_audit(acting->change->kind),
                            .about_id = acting->act.about_id,
                            .subject = arena_format(store->arena,
                                                    "moderation:%" PRIu64 " thread:%" PRIu64,
                                                    acting->act.id, acting->after.id),
                            .before = acting->act.before,
                            .after = acting->act.after,
                            .reason = acting->moderator->reason,
                        });
}

/* All of the open transaction but its end. */
static enum act_result change_within(struct thread_acting *acting)
{
    const struct store *store = acting->moderator->store;
    const uint64_t id = acting->before.id;
    int found = moderated_thread_hold(store, id, &acting->before);
    enum act_result result;

    if (found <= 0)
        return found == 0 ? ACT_MISSING : ACT_FAILED;
    if (acting->before.version != acting->change->version || acting->before.merged_id != 0)
        return ACT_CHANGED;
    acting->after = acting->before;
    set_state(&acting->after, acting->change);
    acting->act.before = state_text(store->arena, acting->change->kind, &acting->before);
    acting->act.after = state_text(store->arena, acting->change->kind, &acting->after);
    if (strcmp(acting->act.before, acting->act.after) == 0)
        return ACT_NOTHING;
    result = check_rules(acting);
    if (result != ACT_DONE)
        return result;
    acting->act.about_id = acting->before.author_id;
    acting->act.thread_id = id;
    acting->act.comments = acting->before.comments;
    if (write_state(acting) != 0 || append_rows(acting) != 0 || move_tallies(acting) != 0)
        return ACT_FAILED;
    if (acting->act.undoes_id != 0 &&
        act_set_undone(store, acting->act.undoes_id, acting->act.id) != 0)
        return ACT_FAILED;
    return audit_change(acting) == 0 ? ACT_DONE : ACT_FAILED;
}

/* Of an act that is undone, it is not yet. */
static enum act_result hold_undone(const struct store *store, uint64_t site_id, uint64_t id)
{
    struct act act;
    int found = id != 0 ? act_lock(store, site_id, id, &act) : 1;

    if (found <= 0)
        return found == 0 ? ACT_MISSING : ACT_FAILED;
    return id != 0 && act.undone_id != 0 ? ACT_UNDONE : ACT_DONE;
}

static enum act_result change_once(struct thread_acting *acting, struct act_made *made)
{
    const struct store *store = acting->moderator->store;
    enum act_result result;

    if (database_begin(store->database) != 0)
        return ACT_FAILED;
    result = hold_undone(store, acting->act.site_id, acting->act.undoes_id);
    if (result == ACT_DONE)
        result = change_within(acting);
    if (result != ACT_DONE) {
        database_rollback(store->database);
        return result;
    }
    if (journal_commit(store->database, store->shared, acting->entries, acting->entry_count) != 0)
        return ACT_FAILED;
    *made = (struct act_made){.id = acting->act.id,
                              .journal = acting->entries[acting->entry_count - 1].id,
                              .comments = acting->act.comments};
    return ACT_DONE;
}

enum act_result thread_undo(const struct moderator *moderator,
                            const struct moderated_thread *thread,
                            const struct thread_change *change, uint64_t act_id,
                            struct act_made *made)
{
    enum act_result result = ACT_FAILED;

    for (int i = 0; i == 0 || (i < THREAD_ACT_TRIES && thread_act_lost(moderator->store, result));
         i++) {
        struct thread_acting acting = {.moderator = moderator,
                                       .change = change,
                                       .before = *thread,
                                       .act = {.kind = change->kind,
                                               .site_id = moderator->actor->site_id,
                                               .undoes_id = act_id}};

        result = change_once(&acting, made);
    }
    return result;
}

enum act_result thread_moderate(const struct moderator *moderator,
                                const struct moderated_thread *thread,
                                const struct thread_change *change, struct act_made *made)
{
    return thread_undo(moderator, thread, change, 0, made);
}

/* ---- undoing ---- */

enum act_result thread_undoing(const struct store *store, const struct moderated_thread *thread,
                               const struct act *act, struct thread_change *change)
{
    const char *now = state_text(store->arena, act->kind, thread);
    const char *before = act->before != NULL ? act->before : "";
    const uint64_t number = strtoull(before, NULL, 10);
    const char *space = strchr(before, ' ');

    *change = (struct thread_change){.kind = act->kind, .version = thread->version};
    if (act->after == NULL || strcmp(now, act->after) != 0)
        return ACT_CHANGED;
    switch (act->kind) {
    case ACT_LOCK:
    case ACT_UNLOCK: change->kind = number != 0 ? ACT_LOCK : ACT_UNLOCK; break;
    case ACT_PIN:
    case ACT_UNPIN: change->kind = number != 0 ? ACT_PIN : ACT_UNPIN; break;
    case ACT_ANNOUNCE:
    case ACT_UNANNOUNCE:
        change->kind = number != 0 ? ACT_ANNOUNCE : ACT_UNANNOUNCE;
        change->until = (int64_t)number;
        break;
    case ACT_SLOW: change->slow = number; break;
    case ACT_MOVE:
        change->board_id = number;
        change->board_title = space != NULL ? space + 1 : "";
        break;
    default:
        change->kind = ACT_RENAME;
        change->title = before;
        break;
    }
    return ACT_DONE;
}

/* ---- announcements ---- */

/* Lists are kept until something moves their site: whose time is over has to be told. */
static int end_one(const struct store *store, const struct ANNOUNCED_PAST_row *row, int64_t now)
{
    struct journal_entry entry = {.kind = JOURNAL_TITLE,
                                  .site_id = row->site_id,
                                  .board_id = row->board_id,
                                  .thread_id = row->id};

    if (database_begin(store->database) != 0)
        return -1;
    if (database_run(store->database, &ANNOUNCED_END, row->id, now) == 0) {
        if (database_changed(store->database) == 0) {
            database_rollback(store->database); /* another host's follower did it */
            return 0;
        }
        if (journal_append(store->database, &entry) == 0)
            return journal_commit(store->database, store->shared, &entry, 1);
    }
    database_rollback(store->database);
    return -1;
}

int announcements_end(const struct store *store)
{
    const int64_t now = clock_now();
    struct ANNOUNCED_PAST_rows *rows =
        database_query(store->database, store->arena, &ANNOUNCED_PAST, now, ENDED_AT_ONCE);
    const struct ANNOUNCED_PAST_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL)
        if (end_one(store, row, now) != 0)
            return -1;
    return 0;
}
