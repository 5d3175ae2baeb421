/* One transaction for an act, whatever it is about. The order of locks is that of posts: threads
 * (by their ids), then their comments, then the boards' tallies, then the audit trail. With the
 * threads locked no other act and no new comment changes what is counted here. */
#include "talk/moderation/removal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/bulk.h"
#include "talk/comment.h"
#include "talk/moderation/removal_entries.h"
#include "talk/moderation/report.h"
#include "talk/moderation/selection.h"
#include "talk/moderation/tally.h"
#include "talk/moderation/trust.h"
#include "talk/moderation/votes.h"

#define TRIES 3 /* of a transaction that loses a deadlock */

#define TARGET_IDS_SQL "JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]')) j"
STATEMENT(TARGETS_ACT, PARAMETERS(id(act)),
          COLUMNS(id(id), id(thread_id), id(author_id), number(before), number(after)),
          "SELECT c.id, c.thread_id, c.author_id, m.state_before, m.state_after"
          " FROM moderated_comment m JOIN comment c ON c.id = m.comment_id WHERE m.act_id = ?"
          " ORDER BY c.thread_id, c.id");
/* `was` is what a comment that is removed was before. */
STATEMENT(STATES, PARAMETERS(id(account), instant(expired), text(ids)),
          COLUMNS(id(id), number(state), number(was), flag(reported), flag(claimed)),
          "SELECT c.id, c.state, IF(c.state = 1, COALESCE((SELECT m.state_before"
          " FROM moderated_comment m WHERE m.comment_id = c.id AND m.state_after = 1"
          " AND m.state_before <> 1 ORDER BY m.act_id DESC LIMIT 1), 0), 0),"
          " q.comment_id IS NOT NULL, COALESCE(q.claimed_id <> ? AND q.claimed >= ?, 0)"
          " FROM " TARGET_IDS_SQL " STRAIGHT_JOIN comment c ON c.id = j.id"
          " LEFT JOIN report_case q ON q.comment_id = c.id AND q.state = 0"
          " ORDER BY c.thread_id, c.id");
STATEMENT(
    THREAD_LOCKED, PARAMETERS(id(thread)),
    COLUMNS(id(site_id), id(game_id), id(board_id), text(subject), id(opening_id),
            id(last_comment_id), integer(comments), integer(hidden)),
    "SELECT site_id, game_id, board_id, subject, opening_id, last_comment_id, comments, hidden"
    " FROM thread WHERE id = ? FOR UPDATE");
STATEMENT(MODERATED_ADD, PARAMETERS(id(act), text(comments)), COLUMNS(),
          "INSERT INTO moderated_comment (act_id, comment_id, state_before, state_after)"
          " SELECT ?, j.id, j.b, j.a FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED"
          " PATH '$[0]', b TINYINT UNSIGNED PATH '$[1]', a TINYINT UNSIGNED PATH '$[2]')) j");
STATEMENT(MODERATED_SET, PARAMETERS(id(act)), COLUMNS(),
          "UPDATE moderated_comment m JOIN comment c ON c.id = m.comment_id"
          " SET c.state = m.state_after WHERE m.act_id = ?");
STATEMENT(THREAD_COUNT, PARAMETERS(integer(change), id(thread)), COLUMNS(),
          "UPDATE thread SET comments = comments + ? WHERE id = ?");
STATEMENT_SET(removal_statements, &TARGETS_ACT, &STATES, &THREAD_LOCKED, &MODERATED_ADD,
              &MODERATED_SET, &THREAD_COUNT);

static const struct {
    unsigned from; /* a bit for each state */
    enum comment_state to;
    enum act_kind inverse;
    enum audit_act audit;
} kinds[ACT_KINDS] = {
    [ACT_REMOVE] = {1u << COMMENT_SHOWN | 1u << COMMENT_WITHDRAWN | 1u << COMMENT_HIDDEN,
                    COMMENT_REMOVED, ACT_RESTORE, AUDIT_COMMENT_REMOVE},
    [ACT_RESTORE] = {1u << COMMENT_REMOVED | 1u << COMMENT_HIDDEN, COMMENT_SHOWN, ACT_REMOVE,
                     AUDIT_COMMENT_RESTORE},
    [ACT_HIDE] = {1u << COMMENT_SHOWN, COMMENT_HIDDEN, ACT_RESTORE, AUDIT_COMMENT_HIDE},
    [ACT_KEEP] = {1u << COMMENT_HIDDEN | 1u << COMMENT_SHOWN, COMMENT_SHOWN, ACT_REOPEN,
                  AUDIT_REPORT_KEEP},
    [ACT_REOPEN] = {0, COMMENT_SHOWN, ACT_KEEP, AUDIT_REPORT_REOPEN},
    [ACT_REMOVE_OWN] = {1u << COMMENT_SHOWN, COMMENT_WITHDRAWN, ACT_RESTORE_OWN,
                        AUDIT_COMMENT_REMOVE},
    [ACT_RESTORE_OWN] = {1u << COMMENT_WITHDRAWN, COMMENT_SHOWN, ACT_REMOVE_OWN,
                         AUDIT_COMMENT_RESTORE},
};

/* ---- the transaction ---- */

static int hold_thread(const struct store *store, uint64_t id, struct held *thread)
{
    const struct THREAD_LOCKED_row *row =
        database_row(store->database, store->arena, &THREAD_LOCKED, id);

    if (row == NULL)
        return -1;
    *thread = (struct held){
        .id = id,
        .site_id = row->site_id,
        .game_id = row->game_id,
        .board_id = row->board_id,
        .opening_id = row->opening_id,
        .last_comment_id = row->last_comment_id,
        .subject = row->subject,
        .comments = row->comments,
        .hidden = row->hidden,
    };
    return 0;
}

static int hold_threads(struct removal *removal)
{
    const struct store *store = removal->moderator->store;

    removal->threads = arena_alloc(store->arena, (removal->count + 1) * sizeof *removal->threads);
    removal->thread_count = 0;
    for (size_t i = 0; i < removal->count; i++) {
        if (i > 0 && removal->changes[i].thread_id == removal->changes[i - 1].thread_id)
            continue;
        if (hold_thread(store, removal->changes[i].thread_id,
                        &removal->threads[removal->thread_count++]) != 0)
            return -1;
    }
    return 0;
}

/* Whether the act applies to a comment as it is. What is undone has its states by the act's row. */
static bool applies(const struct removal *removal, const struct state_change *change,
                    const struct STATES_row *row)
{
    if ((change->from >> row->state & 1u) == 0)
        return false;
    return removal->undone != NULL || removal->act.kind != ACT_KEEP ||
           (row->reported && !row->claimed);
}

/* What its author took away is shown by nobody else, whatever happened to it since. */
static uint64_t state_after(const struct removal *removal, const struct state_change *change,
                            const struct STATES_row *row)
{
    return removal->undone == NULL && removal->act.kind == ACT_RESTORE &&
                   row->was == COMMENT_WITHDRAWN
               ? COMMENT_WITHDRAWN
               : change->after;
}

/* Reads the states that the comments have with their threads locked, and leaves those that the act
 * applies to in KEPT. */
static int keep_applying(const struct removal *removal, struct state_change *kept, size_t *count)
{
    const struct store *store = removal->moderator->store;
    uint64_t *ids = arena_alloc(store->arena, (removal->count + 1) * sizeof *ids);
    struct STATES_rows *rows;
    const struct STATES_row *row;
    size_t i = 0;

    for (size_t j = 0; j < removal->count; j++)
        ids[j] = removal->changes[j].id;
    rows = database_query(store->database, store->arena, &STATES,
                          removal->moderator->actor->account_id, clock_now() - CLAIM_TIME,
                          selection_ids(store->arena, ids, removal->count));
    if (rows == NULL)
        return -1;
    *count = 0;
    while ((row = rows_next(rows)) != NULL) {
        while (i < removal->count && removal->changes[i].id != row->id)
            i++;
        if (i == removal->count)
            break;
        if (!applies(removal, &removal->changes[i], row))
            continue;
        kept[*count] = removal->changes[i];
        kept[*count].after = state_after(removal, &removal->changes[i], row);
        kept[(*count)++].before = row->state;
    }
    return 0;
}

/* What of the act is the same for all that it changes. */
static void fill_act(struct removal *removal)
{
    struct act *act = &removal->act;
    const struct state_change *first = &removal->changes[0];

    if (removal->count == 0)
        return;
    act->about_id = first->author_id;
    act->thread_id = first->thread_id;
    act->comments = removal->count;
    for (size_t i = 0; i < removal->thread_count; i++)
        act->shared = act->shared || removal->threads[i].game_id != 0;
    for (size_t i = 1; i < removal->count; i++) {
        if (removal->changes[i].author_id != first->author_id)
            act->about_id = 0;
        if (removal->changes[i].thread_id != first->thread_id)
            act->thread_id = 0;
    }
}

static int write_states(const struct removal *removal)
{
    const struct store *store = removal->moderator->store;
    struct bulk bulk = bulk_open(store->arena, 32 * (removal->count + 1));

    for (size_t i = 0; i < removal->count; i++) {
        bulk_row(&bulk);
        bulk_u64(&bulk, removal->changes[i].id);
        bulk_u64(&bulk, removal->changes[i].before);
        bulk_u64(&bulk, removal->changes[i].after);
    }
    if (database_run(store->database, &MODERATED_ADD, removal->act.id, bulk_end(&bulk)) != 0)
        return -1;
    if (database_run(store->database, &MODERATED_SET, removal->act.id) != 0)
        return -1;
    return 0;
}

/* What trusted members folded is shown as any other comment once moderators have decided. */
static int refold_changes(const struct removal *removal)
{
    size_t count;
    const uint64_t *ids = report_refold(removal->moderator->store, removal->act.id, &count);

    for (size_t i = 0; ids != NULL && i < count; i++)
        for (size_t j = 0; j < removal->count; j++)
            if (removal->changes[j].id == ids[i])
                removal->changes[j].refolded = true;
    return ids != NULL ? 0 : -1;
}

/* The cases of the queue that the act decides. What undoes a decision opens them again; what undoes
 * something else decides anew. */
static int settle_cases(const struct removal *removal)
{
    const struct store *store = removal->moderator->store;
    bool reopened = false;

    if (removal->undone != NULL &&
        report_reopen(store, removal->act.id, removal->undone->id, &reopened) != 0)
        return -1;
    if (!reopened &&
        report_close(store, removal->act.id, removal->moderator->actor->account_id) != 0)
        return -1;
    return refold_changes(removal);
}

static bool has_votes(const struct removal *removal)
{
    return removal->undone != NULL ? removal->undone->votes > 0 : removal->choice->votes;
}

static enum act_result change_votes(struct removal *removal)
{
    if (!has_votes(removal))
        return ACT_DONE;
    return removal->undone != NULL ? votes_undo(removal, removal->undone)
                                   : votes_take(removal->place, removal, removal->choice);
}

/* Counts a thread anew whose comments changed. */
static int count_thread(const struct removal *removal, struct held *thread)
{
    const struct store *store = removal->moderator->store;
    struct held after;
    bool last = false;
    int64_t more = 0;

    for (size_t i = 0; i < removal->count; i++) {
        const struct state_change *change = &removal->changes[i];
        int64_t shown = (change->after == COMMENT_SHOWN) - (change->before == COMMENT_SHOWN);

        if (change->thread_id != thread->id)
            continue;
        last = last || shown > 0 || change->id == thread->last_comment_id;
        if (change->id != thread->opening_id)
            more += shown;
    }
    if (more != 0 && database_run(store->database, &THREAD_COUNT, more, thread->id) != 0)
        return -1;
    if (last && tally_last(store, thread->id) != 0)
        return -1;
    if (hold_thread(store, thread->id, &after) != 0)
        return -1;
    thread->comments_after = after.comments;
    thread->hidden_after = after.hidden;
    return 0;
}

/* A hidden thread is not counted, nor is what opened it. */
static int change_tally(const struct store *store, const struct held *thread)
{
    return tally_change(store, thread->board_id, thread->hidden - thread->hidden_after,
                        (thread->comments_after - thread->hidden_after) -
                            (thread->comments - thread->hidden));
}

/* By the boards' ids, as all who lock several tallies. */
static int compare_boards(const void *a, const void *b)
{
    const struct held *one = a, *other = b;

    return one->board_id < other->board_id ? -1 : one->board_id > other->board_id;
}

static int change_tallies(struct removal *removal)
{
    qsort(removal->threads, removal->thread_count, sizeof *removal->threads, compare_boards);
    for (size_t i = 0; i < removal->thread_count; i++)
        if (change_tally(removal->moderator->store, &removal->threads[i]) != 0)
            return -1;
    return 0;
}

static const char *state_names[] = {
    [COMMENT_SHOWN] = "shown",
    [COMMENT_REMOVED] = "removed",
    [COMMENT_WITHDRAWN] = "withdrawn",
    [COMMENT_HIDDEN] = "hidden",
};

/* What an act is about, for the audit: its first comment stands for all. */
static const char *audit_subject(const struct removal *removal)
{
    const struct act *act = &removal->act;
    struct arena *arena = removal->moderator->store->arena;

    if (removal->count == 0)
        return arena_format(arena, "moderation:%" PRIu64 " votes:%" PRIu64, act->id, act->votes);
    return arena_format(arena, "moderation:%" PRIu64 " comment:%" PRIu64, act->id,
                        removal->changes[0].id);
}

/* What somebody does to their own is no business of the audit's. */
static bool is_by_author(const struct removal *removal)
{
    return (removal->act.kind == ACT_REMOVE_OWN || removal->act.kind == ACT_RESTORE_OWN) &&
           removal->act.about_id == removal->moderator->actor->account_id;
}

static int audit_removal(const struct removal *removal)
{
    const struct store *store = removal->moderator->store;
    const struct act *act = &removal->act;
    const struct state_change *first = removal->count > 0 ? &removal->changes[0] : NULL;

    if (is_by_author(removal))
        return 0;
    return audit_append(store->database, store->arena, removal->moderator->actor,
                        &(struct audit_entry){
                            .act = kinds[act->kind].audit,
                            .about_id = act->about_id,
                            .subject = audit_subject(removal),
                            .before = first != NULL ? state_names[first->before] : NULL,
                            .after = first != NULL ? state_names[first->after] : NULL,
                            .reason = removal->moderator->reason,
                        });
}

/* All of the open transaction but its end. */
static enum act_result remove_within(struct removal *removal)
{
    const struct store *store = removal->moderator->store;
    struct state_change *kept = arena_alloc(store->arena, (removal->count + 1) * sizeof *kept);
    enum act_result result;
    size_t count;

    if (hold_threads(removal) != 0 || keep_applying(removal, kept, &count) != 0)
        return ACT_FAILED;
    if (count == 0 && !has_votes(removal))
        return ACT_NOTHING;
    removal->changes = kept;
    removal->count = count;
    removal->act.shared = has_votes(removal) && removal->place->game_id != 0;
    fill_act(removal);
    result = act_append(removal->moderator, &removal->act);
    if (result != ACT_DONE)
        return result;
    if (write_states(removal) != 0 || settle_cases(removal) != 0)
        return ACT_FAILED;
    result = change_votes(removal);
    if (result != ACT_DONE)
        return result;
    if (count == 0 && removal->act.votes == 0)
        return ACT_NOTHING;
    for (size_t i = 0; i < removal->thread_count; i++)
        if (count_thread(removal, &removal->threads[i]) != 0)
            return ACT_FAILED;
    if (trust_recount(removal) != 0 || removal_append_entries(removal) != 0 ||
        change_tallies(removal) != 0)
        return ACT_FAILED;
    return ACT_DONE;
}

static enum act_result finish(struct removal *removal, enum act_result result,
                              struct act_made *made)
{
    const struct store *store = removal->moderator->store;

    if (result == ACT_DONE && audit_removal(removal) != 0)
        result = ACT_FAILED;
    if (result != ACT_DONE) {
        database_rollback(store->database);
        return result;
    }
    if (journal_commit(store->database, store->shared, removal->entries, removal->entry_count) != 0)
        return ACT_FAILED;
    *made = (struct act_made){.id = removal->act.id,
                              .journal = removal->entry_count > 0
                                             ? removal->entries[removal->entry_count - 1].id
                                             : 0,
                              .state = removal->count > 0 ? removal->changes[0].after : 0,
                              .comments = removal->count,
                              .votes = removal->act.votes};
    return ACT_DONE;
}

static bool act_lost(const struct store *store, enum act_result result)
{
    return result == ACT_FAILED && database_failure(store->database) == DATABASE_CONFLICT;
}

/* Sets what of CHOICE an act of this kind would change. */
static enum act_result choose(const struct subject_place *place, struct removal *removal,
                              const struct act_choice *choice, enum act_kind kind)
{
    enum act_result result = selection_read(place, removal, choice, kinds[kind].from);

    for (size_t i = 0; i < removal->count; i++) {
        removal->changes[i].from = kinds[kind].from;
        removal->changes[i].after = kinds[kind].to;
    }
    return result == ACT_NOTHING && choice->votes ? ACT_DONE : result;
}

/* Changes come by thread, so that one look at each counts these. */
static void count_reach(const struct removal *removal, struct act_reach *reach)
{
    const struct state_change *first = NULL, *last = NULL;

    for (size_t i = 0; i < removal->count; i++) {
        const struct state_change *change = &removal->changes[i];

        if ((change->from >> change->before & 1u) == 0)
            continue;
        reach->comments++;
        reach->openings += change->opening;
        reach->threads += last == NULL || last->thread_id != change->thread_id;
        first = first != NULL ? first : change;
        reach->several = reach->several || first->author_id != change->author_id;
        last = change;
    }
}

/* Leaves those of the changes to which the act applies now. */
static int keep_reached(struct removal *removal)
{
    struct state_change *kept =
        arena_alloc(removal->moderator->store->arena, (removal->count + 1) * sizeof *kept);
    size_t count;

    if (keep_applying(removal, kept, &count) != 0)
        return -1;
    removal->changes = kept;
    removal->count = count;
    return 0;
}

enum act_result comments_reach(const struct subject_place *place, const struct moderator *moderator,
                               enum act_kind kind, const struct act_choice *choice,
                               struct act_reach *reach)
{
    struct removal removal = {.moderator = moderator, .act = {.kind = kind}};
    enum act_result result = choose(place, &removal, choice, kind);

    *reach = (struct act_reach){0};
    if (result != ACT_DONE)
        return result;
    if (keep_reached(&removal) != 0)
        return ACT_FAILED;
    count_reach(&removal, reach);
    if (choice->votes && votes_count(place, choice->author_id, choice->since, &reach->votes) != 0)
        return ACT_FAILED;
    if (reach->votes > ACT_VOTES_MAX)
        return ACT_TOO_MANY;
    return reach->comments + reach->votes > 0 ? ACT_DONE : ACT_NOTHING;
}

enum act_result comments_moderate(const struct subject_place *place,
                                  const struct moderator *moderator, enum act_kind kind,
                                  const struct act_choice *choice, struct act_made *made)
{
    const struct store *store = moderator->store;
    struct removal chosen = {.moderator = moderator,
                             .place = place,
                             .choice = choice,
                             .act = {.kind = kind,
                                     .site_id = place->site_id,
                                     .about_id = choice->author_id,
                                     .comment_id = choice->comment_id}};
    enum act_result result = choose(place, &chosen, choice, kind);

    if (result != ACT_DONE)
        return result;
    for (int i = 0; i == 0 || (i < TRIES && act_lost(store, result)); i++) {
        struct removal removal = chosen;

        if (database_begin(store->database) != 0)
            return ACT_FAILED;
        result = finish(&removal, remove_within(&removal), made);
    }
    return result;
}

/* ---- undoing ---- */

static int choose_undone(struct removal *removal, const struct act *undone)
{
    const struct store *store = removal->moderator->store;
    struct TARGETS_ACT_rows *rows =
        database_query(store->database, store->arena, &TARGETS_ACT, undone->id);
    const struct TARGETS_ACT_row *row;

    if (rows == NULL)
        return -1;
    removal->changes = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *removal->changes);
    while ((row = rows_next(rows)) != NULL)
        removal->changes[removal->count++] = (struct state_change){.id = row->id,
                                                                   .thread_id = row->thread_id,
                                                                   .author_id = row->author_id,
                                                                   .from = 1u << row->after,
                                                                   .after = row->before};
    return 0;
}

/* What an act is called that undoes UNDONE: where that undid another, this one is done again. Sets it.
 * 0 or -1. */
static int inverse_of(const struct store *store, const struct act *undone, enum act_kind *kind)
{
    struct act first;

    *kind = kinds[undone->kind].inverse;
    if (undone->undoes_id == 0)
        return 0;
    if (act_lock(store, undone->site_id, undone->undoes_id, &first) <= 0)
        return -1;
    *kind = first.kind;
    return 0;
}

/* Whether the act is one that this way undoes, and PLACE's reader may. */
static enum act_result check_undone(const struct subject_place *place, const struct act *act)
{
    int beyond;

    if (act->undone_id != 0)
        return ACT_UNDONE;
    if (act->kind == ACT_EDIT)
        return ACT_LASTING;
    if (act->kind == ACT_REMOVE_OWN || act->kind == ACT_RESTORE_OWN)
        return ACT_AUTHORS;
    if (act_is_of_thread(act->kind))
        return ACT_MISSING;
    beyond = act_is_beyond(place, act);
    return beyond == 0 ? ACT_DONE : beyond > 0 ? ACT_BEYOND : ACT_FAILED;
}

static enum act_result undo_within(struct removal *removal, uint64_t act_id, struct act *locked)
{
    const struct store *store = removal->moderator->store;
    int found = act_lock(store, removal->place->site_id, act_id, locked);
    enum act_result result;

    if (found <= 0)
        return found == 0 ? ACT_MISSING : ACT_FAILED;
    result = check_undone(removal->place, locked);
    if (result != ACT_DONE)
        return result;
    removal->undone = locked;
    removal->act = (struct act){.site_id = locked->site_id,
                                .about_id = locked->about_id,
                                .comment_id = locked->comment_id,
                                .undoes_id = act_id};
    if (inverse_of(store, locked, &removal->act.kind) != 0 || choose_undone(removal, locked) != 0)
        return ACT_FAILED;
    result = remove_within(removal);
    if (result == ACT_DONE && act_set_undone(store, act_id, removal->act.id) != 0)
        return ACT_FAILED;
    return result;
}

enum act_result act_undo(const struct subject_place *place, const struct moderator *moderator,
                         uint64_t act_id, struct act_made *made)
{
    const struct store *store = moderator->store;
    enum act_result result = ACT_FAILED;

    for (int i = 0; i == 0 || (i < TRIES && act_lost(store, result)); i++) {
        struct removal removal = {.moderator = moderator, .place = place};
        struct act undone;

        if (database_begin(store->database) != 0)
            return ACT_FAILED;
        result = finish(&removal, undo_within(&removal, act_id, &undone), made);
    }
    return result;
}
