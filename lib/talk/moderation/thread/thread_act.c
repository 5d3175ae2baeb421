#include "talk/moderation/thread/thread_act.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "talk/moderation/tally.h"
#include "talk/moderation/thread/announcement.h"
#include "talk/moderation/thread/thread_acting.h"
#include "talk/thread.h"

STATEMENT(THREAD_OTHERS, PARAMETERS(id(thread), id(author)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM (SELECT 1 FROM comment WHERE thread_id = ? AND author_id <> ?"
          " LIMIT 1) o");
STATEMENT(BOARD_PINNED, PARAMETERS(id(board), id(thread)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM thread WHERE board_id = ? AND pinned = 1 AND merged_id IS NULL"
          " AND id <> ?");
STATEMENT(THREAD_SET,
          PARAMETERS(number(locked), number(pinned), instant_or_null(announced), number(slow),
                     text(title), id_or_null(board), id_or_null(lock), id_or_null(notice),
                     id(thread)),
          COLUMNS(),
          "UPDATE thread SET locked = ?, pinned = ?, announced = ?, slow = ?, title = ?,"
          " board_id = ?, lock_id = ?, notice_id = ?, version = version + 1 WHERE id = ?");
STATEMENT_SET(thread_act_statements, &THREAD_OTHERS, &BOARD_PINNED, &THREAD_SET);

#define LOCK_KINDS "lock,unlock"
#define PIN_KINDS "pin,unpin"
#define ANNOUNCE_KINDS "announce,unannounce"
#define RENAME_KINDS "rename,rename-own"
static const struct {
    enum permission permission;
    enum audit_act audit;
    const char *kinds; /* that change the same as it */
    bool told;         /* on the thread's page */
    bool lists;        /* only lists show it */
    bool names;        /* or places: wherever the thread is named */
} kinds[ACT_KINDS] = {
    [ACT_LOCK] = {PERMISSION_THREAD_LOCK, AUDIT_THREAD_LOCK, LOCK_KINDS, false, false, false},
    [ACT_UNLOCK] = {PERMISSION_THREAD_LOCK, AUDIT_THREAD_LOCK, LOCK_KINDS, false, false, false},
    [ACT_PIN] = {PERMISSION_THREAD_PIN, AUDIT_THREAD_PIN, PIN_KINDS, false, true, false},
    [ACT_UNPIN] = {PERMISSION_THREAD_PIN, AUDIT_THREAD_PIN, PIN_KINDS, false, true, false},
    [ACT_ANNOUNCE] = {PERMISSION_THREAD_ANNOUNCE, AUDIT_THREAD_ANNOUNCE, ANNOUNCE_KINDS, false,
                      true, false},
    [ACT_UNANNOUNCE] = {PERMISSION_THREAD_ANNOUNCE, AUDIT_THREAD_ANNOUNCE, ANNOUNCE_KINDS, false,
                        true, false},
    [ACT_SLOW] = {PERMISSION_THREAD_SLOW, AUDIT_THREAD_SLOW, "slow", false, false, false},
    [ACT_RENAME] = {PERMISSION_COMMENT_EDIT, AUDIT_THREAD_RENAME, RENAME_KINDS, true, false, true},
    [ACT_RENAME_OWN] = {PERMISSION_COMMENT_EDIT_OWN, AUDIT_THREAD_RENAME, RENAME_KINDS, false,
                        false, true},
    [ACT_MOVE] = {PERMISSION_THREAD_MOVE, AUDIT_THREAD_MOVE, "move", true, false, true},
    [ACT_MERGE] = {.permission = PERMISSION_THREAD_MERGE},
    [ACT_UNMERGE] = {.permission = PERMISSION_THREAD_MERGE},
    [ACT_SPLIT] = {.permission = PERMISSION_THREAD_MERGE},
    [ACT_UNSPLIT] = {.permission = PERMISSION_THREAD_MERGE},
};

enum permission thread_act_permission(enum act_kind kind)
{
    return kinds[kind].permission;
}

/* ---- the thread ---- */

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
        thread->pinned = change->pinned; /* what it was, was the other board's */
        break;
    default: thread->title = change->title; break;
    }
}

/* ---- the transaction ---- */

/* What is done to the thread. */
struct thread_doing {
    uint64_t thread_id;
    const struct thread_change *change;
};

/* What else must hold, with the thread locked. */
static enum act_result check_rules(const struct thread_acting *acting, enum act_kind kind,
                                   const struct moderated_thread *before,
                                   const struct moderated_thread *after)
{
    const struct store *store = acting->moderator->store;
    const struct BOARD_PINNED_row *pinned;
    const struct THREAD_OTHERS_row *others;
    int fits;

    if (after->pinned && (!before->pinned || before->board_id != after->board_id)) {
        pinned =
            database_row(store->database, store->arena, &BOARD_PINNED, after->board_id, after->id);
        if (pinned == NULL)
            return ACT_FAILED;
        return pinned->count < PINNED_MAX ? ACT_DONE : ACT_FULL;
    }
    if (kind == ACT_ANNOUNCE) {
        fits = announcement_fits(store, after->space.site_id, after->id);
        return fits > 0 ? ACT_DONE : fits < 0 ? ACT_FAILED : ACT_ANNOUNCED;
    }
    if (kind == ACT_RENAME_OWN) {
        others = database_row(store->database, store->arena, &THREAD_OTHERS, before->id,
                              before->author_id);
        if (others == NULL)
            return ACT_FAILED;
        return others->count == 0 ? ACT_DONE : ACT_ANSWERED;
    }
    return ACT_DONE;
}

/* A row for the thread, and one for the board that it is gone from. */
static int append_rows(struct thread_acting *acting, const struct moderated_thread *before,
                       const struct moderated_thread *thread)
{
    enum journal_kind kind = kinds[acting->act.kind].lists ? JOURNAL_TITLE : JOURNAL_THREAD;

    if (kinds[acting->act.kind].names && (thread_acting_tell_named(acting, thread->id) != 0 ||
                                          thread_acting_tell_beside(acting, thread->id) != 0))
        return -1;
    if (before->board_id != thread->board_id &&
        thread_acting_tell(acting, &(struct journal_entry){.kind = kind,
                                                           .site_id = thread->space.site_id,
                                                           .board_id = before->board_id}) != 0)
        return -1;
    return thread_acting_tell(acting, &(struct journal_entry){.kind = kind,
                                                              .site_id = thread->space.site_id,
                                                              .game_id = thread->space.game_id,
                                                              .board_id = thread->board_id,
                                                              .thread_id = thread->id,
                                                              .subject = thread->subject});
}

/* A hidden thread is counted nowhere. The boards one after the other, by their ids. */
static int move_tallies(const struct store *store, const struct moderated_thread *thread,
                        uint64_t to)
{
    const uint64_t from = thread->board_id;
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

/* Sets which acts the thread's page tells of: the new one, or where one was undone what was told
 * before. */
static int set_told(const struct thread_acting *acting, struct moderated_thread *thread)
{
    const struct store *store = acting->moderator->store;
    const enum act_kind kind = acting->act.kind;
    const struct act *undone = acting->undone;

    if (kind == ACT_UNLOCK)
        thread->lock_id = 0;
    if (kind == ACT_LOCK && undone == NULL)
        thread->lock_id = acting->act.id;
    if (kind == ACT_LOCK && undone != NULL &&
        thread_acting_last(store, thread->id, &(struct act_range){"lock", 0, undone->id},
                           &thread->lock_id) != 0)
        return -1;
    if (!kinds[kind].told)
        return 0;
    thread->notice_id = acting->act.id;
    return undone == NULL ? 0 : thread_acting_notice(store, thread->id, &thread->notice_id);
}

static enum act_result write_state(struct thread_acting *acting,
                                   const struct moderated_thread *before,
                                   struct moderated_thread *thread)
{
    struct database *database = acting->moderator->store->database;
    enum act_result result = thread_acting_write(acting);

    if (result != ACT_DONE)
        return result;
    if (set_told(acting, thread) != 0 ||
        database_run(database, &THREAD_SET, thread->locked, thread->pinned, thread->announced,
                     thread->slow, thread->title, thread->board_id, thread->lock_id,
                     thread->notice_id, thread->id) != 0 ||
        append_rows(acting, before, thread) != 0 ||
        move_tallies(acting->moderator->store, before, thread->board_id) != 0)
        return ACT_FAILED;
    return ACT_DONE;
}

/* All of the open transaction but its end. */
static enum act_result change_within(struct thread_acting *acting)
{
    const struct thread_doing *doing = acting->context;
    const struct thread_change *change = doing->change;
    const struct store *store = acting->moderator->store;
    struct moderated_thread before, after;
    int found = moderated_thread_hold(store, doing->thread_id, &before);
    enum act_result result;

    if (found <= 0)
        return found == 0 ? ACT_MISSING : ACT_FAILED;
    if (before.version != change->version || before.merged_id != 0)
        return ACT_CHANGED;
    after = before;
    set_state(&after, change);
    acting->act.before = state_text(store->arena, change->kind, &before);
    acting->act.after = state_text(store->arena, change->kind, &after);
    if (strcmp(acting->act.before, acting->act.after) == 0)
        return ACT_NOTHING;
    result = check_rules(acting, change->kind, &before, &after);
    if (result != ACT_DONE)
        return result;
    acting->act.about_id = before.author_id;
    acting->act.thread_id = before.id;
    acting->act.comments = before.comments;
    acting->act.unpinned = before.pinned && !after.pinned && change->kind == ACT_MOVE;
    acting->act.shared = before.space.game_id != 0;
    result = write_state(acting, &before, &after);
    if (result != ACT_DONE)
        return result;
    if (change->kind == ACT_RENAME_OWN)
        return ACT_DONE;
    return thread_acting_audit(acting, kinds[change->kind].audit, &after) == 0 ? ACT_DONE
                                                                               : ACT_FAILED;
}

enum act_result thread_undo(const struct moderator *moderator,
                            const struct moderated_thread *thread,
                            const struct thread_change *change, const struct act *undone,
                            struct act_made *made)
{
    const struct thread_doing doing = {thread->id, change};

    return thread_acting_run(&(struct thread_acting){.moderator = moderator,
                                                     .act = {.kind = change->kind,
                                                             .site_id = moderator->actor->site_id},
                                                     .undone = undone,
                                                     .context = &doing},
                             change_within, made);
}

enum act_result thread_moderate(const struct moderator *moderator,
                                const struct moderated_thread *thread,
                                const struct thread_change *change, struct act_made *made)
{
    return thread_undo(moderator, thread, change, NULL, made);
}

/* ---- undoing ---- */

/* Whether the thread is still what the act left of it, as far as that is told by what is kept: a
 * board by its id, as it may be called otherwise by now. */
static bool is_as_left(const struct store *store, const struct moderated_thread *thread,
                       const struct act *act)
{
    const char *now = state_text(store->arena, act->kind, thread);

    if (act->after == NULL || act->before == NULL)
        return false;
    return act->kind == ACT_MOVE ? act_value_id(act->after) == thread->board_id
                                 : strcmp(now, act->after) == 0;
}

/* What undoes ACT, by what is kept of before. */
static void set_undoing(const struct act *act, struct thread_change *change)
{
    const uint64_t number = act_value_id(act->before);

    switch (act->kind) {
    case ACT_LOCK:
    case ACT_UNLOCK: change->kind = number != 0 ? ACT_LOCK : ACT_UNLOCK; break;
    case ACT_PIN:
    case ACT_UNPIN: change->kind = number != 0 ? ACT_PIN : ACT_UNPIN; break;
    case ACT_ANNOUNCE:
    case ACT_UNANNOUNCE:
        change->until = (int64_t)number > clock_now() ? (int64_t)number : 0;
        change->kind = change->until != 0 ? ACT_ANNOUNCE : ACT_UNANNOUNCE;
        break;
    case ACT_SLOW: change->slow = number; break;
    case ACT_MOVE:
        change->board_id = number;
        change->board_title = act_value_name(act->before);
        change->pinned = act->unpinned;
        break;
    default:
        change->kind = ACT_RENAME;
        change->title = act->before;
        break;
    }
}

enum act_result thread_undoing(const struct store *store, const struct moderated_thread *thread,
                               const struct act *act, struct thread_change *change)
{
    uint64_t later;

    *change = (struct thread_change){.kind = act->kind, .version = thread->version};
    if (thread_acting_last(store, thread->id,
                           &(struct act_range){kinds[act->kind].kinds, act->id, INT64_MAX},
                           &later) != 0)
        return ACT_FAILED;
    if (later != 0 || !is_as_left(store, thread, act))
        return ACT_CHANGED;
    set_undoing(act, change);
    return ACT_DONE;
}
