/* Within one transaction, with both threads locked by their ids (thread_acting.h): whoever posts
 * there waits for it, and then finds another version of the thread and the comment where it is now.
 * A thread that has given away all its comments keeps its row and what it was (locked, pinned), so
 * that undoing brings it back. */
#include "talk/moderation/thread/thread_merge.h"

#include <inttypes.h>

#include "base/clock.h"
#include "talk/moderation/tally.h"
#include "talk/moderation/thread/thread_acting.h"
#include "talk/moderation/thread/transfer.h"
#include "talk/thread.h"

STATEMENT(THREAD_SPLIT_ADD,
          PARAMETERS(id(site), id(board), text(title), id(author), instant(created), again(created),
                     id(opening), id(split)),
          COLUMNS(),
          "INSERT INTO thread (site_id, board_id, title, author_id, created, activity, comments,"
          " opening_id, split_id, hidden) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, 1)");
STATEMENT(THREAD_MERGED_SET,
          PARAMETERS(number(comments), number(hidden), id_or_null(last), instant(activity),
                     id_or_null(merged), id_or_null(notice), id(thread)),
          COLUMNS(),
          "UPDATE thread SET comments = ?, hidden = ?, last_comment_id = ?, activity = ?,"
          " merged_id = ?, notice_id = ?, version = version + 1 WHERE id = ?");
STATEMENT_SET(thread_merge_statements, &THREAD_SPLIT_ADD, &THREAD_MERGED_SET);

/* Comments on their way between two threads, as these were and as they are to be. */
struct merging {
    struct thread_acting *acting;
    const struct thread_merge *merge; /* NULL: one is undone */
    struct moderated_thread from, to;
    struct moderated_thread from_before, to_before;
    struct transfer transfer;
};

static const struct store *merging_store(const struct merging *merging)
{
    return merging->acting->moderator->store;
}

/* Locks both threads, the one with the lower id first. */
static enum act_result hold_both(struct merging *merging, uint64_t from_id, uint64_t to_id)
{
    const struct store *store = merging_store(merging);
    struct moderated_thread *first = from_id < to_id ? &merging->from : &merging->to;
    struct moderated_thread *second = from_id < to_id ? &merging->to : &merging->from;
    int found = moderated_thread_hold(store, from_id < to_id ? from_id : to_id, first);

    if (found > 0)
        found = moderated_thread_hold(store, from_id < to_id ? to_id : from_id, second);
    if (found <= 0)
        return found == 0 ? ACT_MISSING : ACT_FAILED;
    merging->from_before = merging->from;
    merging->to_before = merging->to;
    merging->transfer = (struct transfer){.store = store, .from_id = from_id, .to_id = to_id};
    return merging->from.opening_id != 0 && merging->to.opening_id != 0 &&
                   merging->from.subject == NULL && merging->to.subject == NULL &&
                   merging->from.space.site_id == merging->to.space.site_id
               ? ACT_DONE
               : ACT_CHANGED;
}

/* ---- what is counted ---- */

/* Sets what the thread that they go to has then. A comment that opens it counts, shown or not. */
static void gain_comments(struct merging *merging, const struct transfer_sum *sum, bool opened)
{
    struct moderated_thread *to = &merging->to;
    const struct comment *opening = transfer_find(&merging->transfer, to->opening_id);

    to->comments += sum->shown + (opened && opening != NULL && opening->state != COMMENT_SHOWN);
    if (sum->last_id == 0)
        return;
    if (to->hidden || sum->last_created > to->activity ||
        (sum->last_created == to->activity && sum->last_id > to->last_comment_id)) {
        to->activity = sum->last_created;
        to->last_comment_id = sum->last_id;
    }
    to->hidden = false;
}

/* Sets what the thread that they come from has left, once they are gone. */
static enum act_result lose_comments(struct merging *merging, const struct transfer_sum *sum,
                                     bool all)
{
    const struct store *store = merging_store(merging);
    struct moderated_thread *from = &merging->from;
    struct moderated_thread now;

    if (all) {
        from->comments = 0;
        from->hidden = true;
        from->last_comment_id = 0;
        from->activity = from->created;
        return ACT_DONE;
    }
    from->comments -= sum->shown;
    if (from->last_comment_id == 0 ||
        transfer_find(&merging->transfer, from->last_comment_id) == NULL)
        return ACT_DONE;
    if (tally_last(store, from->id) != 0 || moderated_thread_hold(store, from->id, &now) <= 0)
        return ACT_FAILED;
    from->hidden = now.hidden;
    from->last_comment_id = now.last_comment_id;
    from->activity = now.activity;
    return ACT_DONE;
}

static int64_t counted_threads(const struct moderated_thread *thread)
{
    return !thread->hidden;
}

static int64_t counted_comments(const struct moderated_thread *thread)
{
    return thread->hidden ? 0 : (int64_t)thread->comments;
}

/* The boards' tallies, the one with the lower id first. */
static int change_board_tallies(const struct merging *merging)
{
    const struct store *store = merging_store(merging);
    const struct moderated_thread *before[] = {&merging->from_before, &merging->to_before};
    const struct moderated_thread *after[] = {&merging->from, &merging->to};
    size_t first = after[0]->board_id <= after[1]->board_id ? 0 : 1;
    bool one = after[0]->board_id == after[1]->board_id;
    int64_t threads = 0, comments = 0;

    for (size_t i = 0; i < 2; i++) {
        size_t which = i == 0 ? first : 1 - first;

        threads += counted_threads(after[which]) - counted_threads(before[which]);
        comments += counted_comments(after[which]) - counted_comments(before[which]);
        if (one && i == 0)
            continue;
        if (tally_change(store, after[which]->board_id, threads, comments) != 0)
            return -1;
        threads = comments = 0;
    }
    return 0;
}

/* ---- what is told ---- */

static int tell_thread(struct merging *merging, const struct moderated_thread *thread)
{
    return thread_acting_tell(merging->acting,
                              &(struct journal_entry){.kind = JOURNAL_THREAD,
                                                      .site_id = thread->space.site_id,
                                                      .board_id = thread->board_id,
                                                      .thread_id = thread->id});
}

/* Both pages are other ones, and the pages of what is named there tell of another thread. */
static int tell_all(struct merging *merging)
{
    if (thread_acting_tell_named(merging->acting, merging->from.id) != 0 ||
        thread_acting_tell_named(merging->acting, merging->to.id) != 0)
        return -1;
    return tell_thread(merging, &merging->from) != 0 ? -1 : tell_thread(merging, &merging->to);
}

static int write_thread(const struct merging *merging, struct moderated_thread *thread)
{
    return thread_acting_notice(merging_store(merging), thread->id, &thread->notice_id) != 0
               ? -1
               : database_run(merging_store(merging)->database, &THREAD_MERGED_SET,
                              thread->comments, thread->hidden, thread->last_comment_id,
                              thread->activity, thread->merged_id, thread->notice_id, thread->id);
}

static const char *thread_value(const struct store *store, const struct moderated_thread *thread)
{
    return arena_format(store->arena, "%" PRIu64 " %s", thread->board_id, thread->title);
}

/* Writes what the transfer says, counts, tells. ALL: nothing is left of FROM. OPENED: one of them
 * opens TO. */
static enum act_result carry_out(struct merging *merging, bool all, bool opened)
{
    struct thread_acting *acting = merging->acting;
    const struct store *store = merging_store(merging);
    struct transfer *transfer = &merging->transfer;
    const struct transfer_sum sum = transfer_sum(transfer);

    acting->act.comments = transfer->count;
    acting->act.before = thread_value(store, &merging->from);
    acting->act.after = thread_value(store, &merging->to);
    acting->act.about_id = merging->from.author_id;
    if (thread_acting_write(acting) != ACT_DONE ||
        (acting->undone == NULL && transfer_keep(transfer, acting->act.id) != 0))
        return ACT_FAILED;
    gain_comments(merging, &sum, opened);
    if (transfer_write(transfer) != 0 || lose_comments(merging, &sum, all) != ACT_DONE)
        return ACT_FAILED;
    if (write_thread(merging, &merging->from) != 0 || write_thread(merging, &merging->to) != 0 ||
        tell_all(merging) != 0 || change_board_tallies(merging) != 0)
        return ACT_FAILED;
    return thread_acting_audit(acting, AUDIT_THREAD_MERGE, &merging->to) == 0 ? ACT_DONE
                                                                              : ACT_FAILED;
}

/* ---- merging ---- */

/* What opened FROM answers what opened TO; and so does what was merged into FROM before and is
 * older than its opening, as comments come after what they answer. */
static void choose_pieces(struct merging *merging)
{
    struct transfer *transfer = &merging->transfer;
    const uint64_t opening = merging->from.opening_id;
    const struct comment above = {.id = merging->to.opening_id};

    transfer->pieces =
        arena_alloc(transfer->store->arena, (transfer->count + 1) * sizeof *transfer->pieces);
    for (size_t i = 0; i < transfer->count; i++) {
        const struct comment *c = &transfer->comments[i];

        if (c->id == opening || (c->parent_id == opening && c->id < opening))
            transfer->pieces[transfer->piece_count++] =
                (struct transfer_piece){c->id, c->parent_id, above};
    }
}

static enum act_result merge_within(struct thread_acting *acting)
{
    const struct thread_merge *merge = acting->context;
    struct merging merging = {.acting = acting, .merge = merge};
    enum act_result result = hold_both(&merging, merge->from_id, merge->to_id);

    if (result != ACT_DONE)
        return result;
    if (merging.from.version != merge->from_version || merging.to.version != merge->to_version ||
        merging.from.merged_id != 0 || merging.to.merged_id != 0)
        return ACT_CHANGED;
    result = transfer_read_thread(&merging.transfer);
    if (result != ACT_DONE)
        return result;
    choose_pieces(&merging);
    acting->act.thread_id = merging.to.id;
    acting->act.other_id = merging.from.id;
    merging.from.merged_id = merging.to.id;
    return carry_out(&merging, true, false);
}

/* ---- splitting ---- */

/* Makes the new thread, which the first comment opens. */
static int make_thread(struct merging *merging, uint64_t *id)
{
    const struct thread_merge *merge = merging->merge;
    struct database *database = merging_store(merging)->database;
    const struct transfer *transfer = &merging->transfer;
    const struct comment *opening = transfer_find(transfer, transfer->pieces[0].id);

    if (database_run(database, &THREAD_SPLIT_ADD, merging->from.space.site_id, merge->board_id,
                     merge->title, opening->author_id, opening->created, opening->id,
                     merging->from.id) != 0)
        return -1;
    *id = database_made_id(database);
    return 0;
}

static enum act_result split_within(struct thread_acting *acting)
{
    const struct thread_merge *merge = acting->context;
    struct merging merging = {.acting = acting, .merge = merge};
    const struct store *store = merging_store(&merging);
    struct transfer *transfer = &merging.transfer;
    int found = moderated_thread_hold(store, merge->from_id, &merging.from);
    enum act_result result;

    if (found <= 0)
        return found == 0 ? ACT_MISSING : ACT_FAILED;
    merging.from_before = merging.from;
    if (merging.from.version != merge->from_version || merging.from.merged_id != 0)
        return ACT_CHANGED;
    *transfer = (struct transfer){.store = store, .from_id = merge->from_id};
    result = transfer_read_trees(transfer, merge->ids, merge->count);
    if (result == ACT_DONE && transfer_find(transfer, merging.from.opening_id) != NULL)
        result = ACT_CHANGED;
    if (result != ACT_DONE)
        return result;
    if (make_thread(&merging, &transfer->to_id) != 0 ||
        moderated_thread_hold(store, transfer->to_id, &merging.to) <= 0)
        return ACT_FAILED;
    merging.to_before = merging.to;
    for (size_t i = 1; i < transfer->piece_count; i++)
        transfer->pieces[i].above.id = transfer->pieces[0].id;
    acting->act.thread_id = merging.to.id;
    acting->act.other_id = merging.from.id;
    return carry_out(&merging, false, true);
}

enum act_result thread_merge_reach(const struct store *store, const struct thread_merge *merge,
                                   struct merge_reach *reach)
{
    struct transfer transfer = {.store = store, .from_id = merge->from_id};
    enum act_result result = merge->kind == ACT_MERGE
                                 ? transfer_read_thread(&transfer)
                                 : transfer_read_trees(&transfer, merge->ids, merge->count);

    if (result != ACT_DONE)
        return result;
    for (size_t i = 0; merge->kind == ACT_SPLIT && i < transfer.piece_count; i++)
        if (transfer.pieces[i].before == 0)
            return ACT_CHANGED;
    *reach = (struct merge_reach){
        .comments = transfer.count,
        .authors = transfer_sum(&transfer).authors,
        .opening_id = transfer.piece_count > 0 ? transfer.pieces[0].id : 0,
    };
    return ACT_DONE;
}

enum act_result thread_merge_do(const struct moderator *moderator, const struct thread_merge *merge,
                                struct act_made *made)
{
    const struct thread_acting acting = {
        .moderator = moderator,
        .act = {.kind = merge->kind, .site_id = moderator->actor->site_id},
        .context = merge,
    };

    return thread_acting_run(&acting, merge->kind == ACT_MERGE ? merge_within : split_within, made);
}

/* ---- undoing ---- */

/* Reads what the act moved and what is below it now. */
static enum act_result read_moved(struct merging *merging, const struct act *undone)
{
    const struct store *store = merging_store(merging);
    size_t count;
    struct transfer_piece *kept = transfer_kept(store, undone->id, &count);
    uint64_t *ids = arena_alloc(store->arena, (count + 1) * sizeof *ids);
    enum act_result result;

    if (kept == NULL)
        return ACT_FAILED;
    for (size_t i = 0; i < count; i++)
        ids[i] = kept[i].id;
    /* What opens the thread of a split has all others below it by now. */
    result = undone->kind == ACT_SPLIT ? transfer_read_thread(&merging->transfer)
                                       : transfer_read_trees(&merging->transfer, ids, count);
    for (size_t i = 0; result == ACT_DONE && i < count; i++) {
        kept[i].above.id = kept[i].before;
        if (transfer_find(&merging->transfer, kept[i].id) == NULL)
            result = ACT_CHANGED;
    }
    merging->transfer.pieces = kept;
    merging->transfer.piece_count = count;
    return result;
}

static enum act_result unmerge_within(struct thread_acting *acting)
{
    const struct act *undone = acting->undone;
    struct merging merging = {.acting = acting};
    enum act_result result = hold_both(&merging, undone->thread_id, undone->other_id);

    if (result != ACT_DONE)
        return result;
    if (merging.from.merged_id != 0 || merging.to.merged_id != merging.from.id)
        return ACT_CHANGED;
    result = read_moved(&merging, undone);
    if (result != ACT_DONE)
        return result;
    merging.to.merged_id = 0;
    acting->act.thread_id = merging.from.id;
    acting->act.other_id = merging.to.id;
    return carry_out(&merging, false, true);
}

static enum act_result unsplit_within(struct thread_acting *acting)
{
    const struct act *undone = acting->undone;
    struct merging merging = {.acting = acting};
    const struct act_range merges = {"merge", 0, INT64_MAX};
    uint64_t into;
    const struct store *store = merging_store(&merging);
    enum act_result result = hold_both(&merging, undone->thread_id, undone->other_id);

    if (result != ACT_DONE)
        return result;
    if (thread_acting_last(store, merging.from.id, &merges, &into) != 0)
        return ACT_FAILED;
    if (merging.from.merged_id != 0 || merging.to.merged_id != 0 || into != 0)
        return ACT_CHANGED;
    result = read_moved(&merging, undone);
    if (result == ACT_DONE)
        result = transfer_read_above(&merging.transfer, merging.to.id);
    if (result != ACT_DONE)
        return result;
    merging.from.merged_id = merging.to.id;
    acting->act.thread_id = merging.to.id;
    acting->act.other_id = merging.from.id;
    return carry_out(&merging, true, false);
}

enum act_result thread_merge_undo(const struct moderator *moderator, const struct act *undone,
                                  struct act_made *made)
{
    const bool merged = undone->kind == ACT_MERGE;
    const struct thread_acting acting = {
        .moderator = moderator,
        .act = {.kind = merged ? ACT_UNMERGE : ACT_UNSPLIT, .site_id = moderator->actor->site_id},
        .undone = undone,
    };

    return thread_acting_run(&acting, merged ? unmerge_within : unsplit_within, made);
}
