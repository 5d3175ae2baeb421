/* One transaction for an act. The order of locks is that of all acts: threads (with the posts that belong there),
 * comments, the boards' tallies, the audit trail. */
#include "talk/filter/held_act.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "talk/filter/held_bar.h"
#include "talk/filter/held_place.h"
#include "talk/markup.h"
#include "talk/mention.h"
#include "talk/moderation/selection.h"
#include "talk/moderation/tally.h"
#include "talk/moderation/trust.h"

#define TRIES 3 /* of a transaction that loses a deadlock */
#define ENTRIES_A_POST (2 * LINKS_MAX + 4)

#define DECIDED_SQL                                                                                \
    "SELECT h.id, h.kind, h.author_id, h.created, h.title, h.body, h.version, h.comment_id,"       \
    " h.before_body, h.before_edited, t.comments, p.branch_id, p.top_comment_id, p.root_id,"       \
    " p.body, c.id, " HELD_PLACE_SQL " FROM held_post h" HELD_PLACE_JOINS_SQL
#define DECIDED_ORDER_SQL " ORDER BY t.id, h.id LIMIT ? FOR UPDATE"
ROW(decided, id(id), number(kind), id(author_id), instant(created), text(title), text(body),
    instant(version), id(comment_id), text(before_body), instant(before_edited), integer(comments),
    id(parent_branch_id), id(parent_top_comment_id), id(parent_root_id), text(parent_body),
    id(known_id), row(held_place, place));
STATEMENT(
    HELD_CHOSEN, PARAMETERS(text(ids), id(site), number(limit)), ROW_OF(decided),
    DECIDED_SQL
    " WHERE h.id IN (SELECT j.id FROM JSON_TABLE(?, '$[*]' COLUMNS"
    " (id BIGINT UNSIGNED PATH '$[0]')) j) AND h.site_id = ? AND h.state = 0" DECIDED_ORDER_SQL);
STATEMENT(HELD_OF_ACT, PARAMETERS(id(act), number(limit)), ROW_OF(decided),
          DECIDED_SQL " WHERE h.act_id = ?" DECIDED_ORDER_SQL);
STATEMENT(HELD_SET,
          PARAMETERS(number(state), id_or_null(act), id_or_null(thread), text(before),
                     instant_or_null(before_edited), id(post)),
          COLUMNS(),
          "UPDATE held_post SET state = ?, act_id = ?, thread_id = ?, before_body = ?,"
          " before_edited = ? WHERE id = ?");
STATEMENT(HELD_THREAD_ADD,
          PARAMETERS(id(site), id(board), text(title), id(author), instant(created), again(created),
                     id(opening), again(opening)),
          COLUMNS(),
          "INSERT INTO thread (site_id, board_id, title, author_id, created, activity, comments,"
          " opening_id, last_comment_id) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)");
/* Its keys make what is sent once more the same, unless it was published while the filter was off. */
STATEMENT(
    HELD_COMMENT_ADD,
    PARAMETERS(id(thread), id_or_null(parent), id(branch), id_or_null(top_comment),
               id_or_null(root), number(level), text(html), id(post)),
    COLUMNS(),
    "INSERT INTO comment (id, thread_id, parent_id, branch_id, top_comment_id, root_id, level,"
    " author_id, created, body, html, once_hash, sent_hash) SELECT h.id, ?, ?, ?,"
    " COALESCE(?, h.id), COALESCE(?, h.id), ?, h.author_id, h.created, h.body, ?,"
    " IF(d.id IS NULL, h.once_hash, NULL), IF(d.id IS NULL, h.sent_hash, NULL)"
    " FROM held_post h LEFT JOIN comment d ON d.author_id = h.author_id"
    " AND d.once_hash = h.once_hash WHERE h.id = ?");
STATEMENT(HELD_COMMENT_STATE, PARAMETERS(number(after), id(comment), number(before)), COLUMNS(),
          "UPDATE comment SET state = ? WHERE id = ? AND state = ?");
STATEMENT(HELD_COMMENT_TEXT,
          PARAMETERS(text(body), text(html), instant_or_null(edited), id(comment)), COLUMNS(),
          "UPDATE comment SET body = ?, html = ?, edited = ? WHERE id = ?");
STATEMENT(HELD_MODERATED, PARAMETERS(id(act), number(before), number(after), id(comment)),
          COLUMNS(),
          "INSERT IGNORE INTO moderated_comment (act_id, comment_id, state_before, state_after)"
          " VALUES (?, ?, ?, ?)");
STATEMENT(HELD_COUNTS, PARAMETERS(id(thread)), COLUMNS(integer(comments), integer(hidden)),
          "SELECT comments, hidden FROM thread WHERE id = ?");
STATEMENT_SET(held_act_statements, &HELD_CHOSEN, &HELD_OF_ACT, &HELD_SET, &HELD_THREAD_ADD,
              &HELD_COMMENT_ADD, &HELD_COMMENT_STATE, &HELD_COMMENT_TEXT, &HELD_MODERATED,
              &HELD_COUNTS);

/* A thread that changes, and what its board counts of it. */
struct touched {
    uint64_t id, board_id, site_id, game_id;
    const char *subject;
    int64_t comments, hidden;
};

/* An act on its way. */
struct deciding {
    struct request *r;
    struct subject_place *place;
    const struct moderator *moderator;
    const struct decided_row **posts; /* that it decides */
    size_t count;
    enum held_bar left_for; /* why it left the first of those that it did not */
    size_t left;
    struct act act;
    int64_t now;
    struct state_change *changes; /* of whose authors the trust is counted anew */
    size_t change_count;
    struct touched *threads;
    size_t thread_count;
    struct journal_entry *entries;
    size_t entry_count;
};

/* ---- what pages are told ---- */

static int tell_of(struct deciding *deciding, const struct journal_entry *entry)
{
    deciding->entries[deciding->entry_count] = *entry;
    return journal_append(deciding->moderator->store->database,
                          &deciding->entries[deciding->entry_count++]);
}

static int tell_comment(struct deciding *deciding, const struct decided_row *post,
                        enum journal_kind kind, uint64_t thread_id, uint64_t comment_id)
{
    return tell_of(deciding, &(struct journal_entry){.kind = kind,
                                                     .site_id = post->place.site_id,
                                                     .game_id = post->place.game_id,
                                                     .board_id = post->place.board_id,
                                                     .thread_id = thread_id,
                                                     .comment_id = comment_id,
                                                     .account_id = post->author_id,
                                                     .subject = post->place.subject});
}

/* The names in a comment's text, as links of the pages that they name. */
static int write_links(struct deciding *deciding, uint64_t comment_id,
                       const struct markup_links *links)
{
    const struct store *store = deciding->moderator->store;
    struct mention_changes changes;

    if (mention_change(store->database, store->arena, comment_id, links, &changes) != 0)
        return -1;
    for (size_t i = 0; i < changes.count; i++)
        deciding->entries[deciding->entry_count++] = changes.rows[i];
    return 0;
}

/* ---- publishing ---- */

static void touch_thread(struct deciding *deciding, const struct decided_row *post,
                         uint64_t thread_id)
{
    struct touched *last =
        deciding->thread_count > 0 ? &deciding->threads[deciding->thread_count - 1] : NULL;

    if (last != NULL && last->id == thread_id)
        return;
    /* A thread that is made now is like one that was hidden. */
    deciding->threads[deciding->thread_count++] =
        (struct touched){thread_id,
                         post->place.board_id,
                         post->place.site_id,
                         post->place.game_id,
                         post->place.subject,
                         post->place.thread_id != 0 ? post->comments : 1,
                         post->place.thread_id != 0 ? post->place.hidden : 1};
}

static int set_comment_state(struct deciding *deciding, const struct decided_row *post,
                             enum comment_state before, enum comment_state after)
{
    const struct store *store = deciding->moderator->store;

    if (database_run(store->database, &HELD_COMMENT_STATE, after, post->id, before) != 0)
        return -1;
    if (database_changed(store->database) == 0)
        return 0;
    touch_thread(deciding, post, post->place.thread_id);
    deciding->changes[deciding->change_count++].author_id = post->author_id;
    if (database_run(store->database, &HELD_MODERATED, deciding->act.id, before, after, post->id) !=
        0)
        return -1;
    return tell_comment(deciding, post, after == COMMENT_SHOWN ? JOURNAL_EDIT : JOURNAL_REMOVE,
                        post->place.thread_id, post->id);
}

static int start_thread(struct deciding *deciding, const struct decided_row *post,
                        uint64_t *thread_id)
{
    struct database *database = deciding->moderator->store->database;

    *thread_id = post->place.thread_id;
    if (post->kind != HELD_THREAD)
        return 0;
    if (database_run(database, &HELD_THREAD_ADD, post->place.site_id, post->place.board_id,
                     post->title, post->author_id, post->created, post->id) != 0)
        return -1;
    *thread_id = database_made_id(database);
    return 0;
}

/* Puts a comment where it belongs. */
static int publish_comment(struct deciding *deciding, const struct decided_row *post,
                           uint64_t *thread_id)
{
    const struct store *store = deciding->moderator->store;
    const struct comment parent = {.id = post->place.parent_id,
                                   .branch_id = post->parent_branch_id,
                                   .top_comment_id = post->parent_top_comment_id,
                                   .root_id = post->parent_root_id,
                                   .level = post->place.parent_level};
    struct comment comment = {.id = post->id};
    struct markup_links links;
    const char *html;

    if (start_thread(deciding, post, thread_id) != 0)
        return -1;
    touch_thread(deciding, post, *thread_id);
    comment_place(&comment, parent.id != 0 ? &parent : NULL, post->kind == HELD_THREAD);
    subject_links(&links, deciding->place);
    html = markup_html(store->arena, post->body, &links);
    if (database_run(store->database, &HELD_COMMENT_ADD, *thread_id, parent.id, comment.branch_id,
                     comment.top_comment_id, comment.root_id, comment.level, html, post->id) != 0)
        return -1;
    deciding->changes[deciding->change_count++].author_id = post->author_id;
    if (write_links(deciding, post->id, &links) != 0 ||
        database_run(store->database, &HELD_MODERATED, deciding->act.id, COMMENT_HIDDEN,
                     COMMENT_SHOWN, post->id) != 0)
        return -1;
    return tell_comment(deciding, post, JOURNAL_COMMENT, *thread_id, post->id);
}

/* Gives the comment that an edit is of another text. */
static int write_text(struct deciding *deciding, const struct decided_row *post, const char *body,
                      int64_t edited)
{
    const struct store *store = deciding->moderator->store;
    struct markup_links links;
    const char *html;

    subject_links(&links, deciding->place);
    html = markup_html(store->arena, body, &links);
    if (database_run(store->database, &HELD_COMMENT_TEXT, body, html, edited, post->comment_id) !=
            0 ||
        write_links(deciding, post->comment_id, &links) != 0 ||
        database_run(store->database, &HELD_MODERATED, deciding->act.id, COMMENT_SHOWN,
                     COMMENT_SHOWN, post->comment_id) != 0)
        return -1;
    return tell_comment(deciding, post, JOURNAL_EDIT, post->place.thread_id, post->comment_id);
}

/* Publishes a post, whose state it then is. -1 on failure. */
static int publish(struct deciding *deciding, const struct decided_row *post)
{
    struct database *database = deciding->moderator->store->database;
    uint64_t thread_id = post->place.thread_id;

    if (post->kind == HELD_EDIT) {
        if (post->place.parent_edited != post->version)
            return database_run(database, &HELD_SET, HELD_WITHDRAWN, deciding->act.id, thread_id,
                                NULL, 0, post->id);
        if (write_text(deciding, post, post->body, deciding->now) != 0)
            return -1;
        return database_run(database, &HELD_SET, HELD_PUBLISHED, deciding->act.id, thread_id,
                            post->parent_body, post->place.parent_edited, post->id);
    }
    if (post->known_id != 0 ? set_comment_state(deciding, post, COMMENT_HIDDEN, COMMENT_SHOWN) != 0
                            : publish_comment(deciding, post, &thread_id) != 0)
        return -1;
    return database_run(database, &HELD_SET, HELD_PUBLISHED, deciding->act.id, thread_id, NULL, 0,
                        post->id);
}

static int decide_post(struct deciding *deciding, const struct decided_row *post)
{
    struct database *database = deciding->moderator->store->database;

    if (tell_of(deciding,
                &(struct journal_entry){.kind = JOURNAL_HELD, .account_id = post->author_id}) != 0)
        return -1;
    if (deciding->act.kind == ACT_RELEASE)
        return publish(deciding, post);
    return database_run(database, &HELD_SET, HELD_REFUSED, deciding->act.id, post->place.thread_id,
                        NULL, 0, post->id);
}

/* An edit is taken back while its comment is shown and says what it made of it. */
static int wait_again(struct deciding *deciding, const struct decided_row *post)
{
    struct database *database = deciding->moderator->store->database;
    bool edits = post->kind == HELD_EDIT && post->before_body != NULL &&
                 post->place.parent_state == COMMENT_SHOWN &&
                 strcmp(post->parent_body, post->body) == 0;

    if (tell_of(deciding,
                &(struct journal_entry){.kind = JOURNAL_HELD, .account_id = post->author_id}) != 0)
        return -1;
    if (edits && write_text(deciding, post, post->before_body, post->before_edited) != 0)
        return -1;
    if (post->kind != HELD_EDIT && post->known_id != 0 &&
        set_comment_state(deciding, post, COMMENT_SHOWN, COMMENT_HIDDEN) != 0)
        return -1;
    return database_run(database, &HELD_SET, HELD_WAITING, 0, post->place.thread_id, NULL, 0,
                        post->id);
}

/* ---- counts ---- */

static int compare_touched(const void *a, const void *b)
{
    const struct touched *one = a, *other = b;

    if (one->board_id != other->board_id)
        return one->board_id < other->board_id ? -1 : 1;
    return one->id < other->id ? -1 : one->id > other->id;
}

/* A thread that lists have now, or no longer, is told of as one that is called otherwise. */
static int count_touched(struct deciding *deciding, const struct touched *thread)
{
    const struct store *store = deciding->moderator->store;
    const struct HELD_COUNTS_row *after;

    if (tally_thread(store, thread->id) != 0)
        return -1;
    after = database_row(store->database, store->arena, &HELD_COUNTS, thread->id);
    if (after == NULL ||
        tally_change(store, thread->board_id, thread->hidden - after->hidden,
                     (after->comments - after->hidden) - (thread->comments - thread->hidden)) != 0)
        return -1;
    if (thread->hidden == after->hidden)
        return 0;
    return tell_of(deciding, &(struct journal_entry){.kind = JOURNAL_TITLE,
                                                     .site_id = thread->site_id,
                                                     .game_id = thread->game_id,
                                                     .board_id = thread->board_id,
                                                     .thread_id = thread->id,
                                                     .subject = thread->subject});
}

static int count_all(struct deciding *deciding)
{
    struct removal counted = {.moderator = deciding->moderator,
                              .changes = deciding->changes,
                              .count = deciding->change_count};

    if (trust_recount(&counted) != 0)
        return -1;
    for (size_t i = 0; i < counted.author_count; i++)
        if (tell_of(deciding, &(struct journal_entry){.kind = JOURNAL_ACCOUNT,
                                                      .account_id = counted.authors[i]}) != 0)
            return -1;
    if (deciding->thread_count > 1)
        qsort(deciding->threads, deciding->thread_count, sizeof *deciding->threads,
              compare_touched);
    for (size_t i = 0; i < deciding->thread_count; i++)
        if (count_touched(deciding, &deciding->threads[i]) != 0)
            return -1;
    return 0;
}

/* ---- the act ---- */

static enum audit_act audit_of(enum act_kind kind)
{
    if (kind == ACT_RELEASE)
        return AUDIT_POST_RELEASE;
    return kind == ACT_REFUSE ? AUDIT_POST_REFUSE : AUDIT_POST_HOLD;
}

static int record(const struct deciding *deciding, const struct decided_row *first)
{
    const struct store *store = deciding->moderator->store;
    const struct act *act = &deciding->act;

    return audit_append(store->database, store->arena, deciding->moderator->actor,
                        &(struct audit_entry){
                            .act = audit_of(act->kind),
                            .about_id = act->about_id,
                            .subject = arena_format(store->arena,
                                                    "moderation:%" PRIu64 " post:%" PRIu64
                                                    " of %" PRIu64,
                                                    act->id, first->id, act->comments),
                            .reason = deciding->moderator->reason,
                        });
}

/* ROW as what bars it is asked of it. */
static struct held_post asked_of(const struct decided_row *row)
{
    return (struct held_post){.id = row->id,
                              .kind = (enum held_kind)row->kind,
                              .author_id = row->author_id,
                              .place = &row->place};
}

/* Takes those that may be decided so; the others are left. */
static void choose_posts(struct deciding *deciding, struct decided_rows *rows)
{
    const struct decided_row *row;

    deciding->posts =
        arena_alloc(deciding->moderator->store->arena, rows_count(rows) * sizeof *deciding->posts);
    while ((row = rows_next(rows)) != NULL) {
        const struct held_post post = asked_of(row);
        enum held_bar bar = deciding->act.kind == ACT_RELEASE
                                ? held_barred(deciding->r, &post)
                                : held_untouchable(deciding->r, &post);

        if (bar == HELD_OPEN)
            deciding->posts[deciding->count++] = row;
        else if (deciding->left++ == 0)
            deciding->left_for = bar;
    }
}

/* What of the act is the same for all of its posts. */
static void fill_decision(struct act *act, const struct deciding *deciding)
{
    const struct decided_row *first = deciding->posts[0];

    act->comments = deciding->count;
    act->about_id = first->author_id;
    act->thread_id = first->place.thread_id;
    for (size_t i = 1; i < deciding->count; i++) {
        if (deciding->posts[i]->author_id != act->about_id)
            act->about_id = 0;
        if (deciding->posts[i]->place.thread_id != act->thread_id)
            act->thread_id = 0;
    }
    for (size_t i = 0; i < deciding->count; i++)
        act->shared = act->shared || deciding->posts[i]->place.game_id != 0;
}

/* All of the open transaction but its end. What is undone is undone as a whole. */
static enum act_result decide_within(struct deciding *deciding, struct decided_rows *rows)
{
    struct arena *arena = deciding->moderator->store->arena;
    enum act_result result;

    if (rows == NULL)
        return ACT_FAILED;
    if (rows_count(rows) == 0)
        return ACT_NOTHING;
    if (rows_count(rows) > HELD_DECIDED_MAX)
        return ACT_TOO_MANY;
    choose_posts(deciding, rows);
    if (deciding->left_for == HELD_UNKNOWN)
        return ACT_FAILED;
    if (deciding->count == 0 || (deciding->left > 0 && deciding->act.kind == ACT_REVIEW))
        return ACT_BEYOND;
    fill_decision(&deciding->act, deciding);
    deciding->changes = arena_alloc(arena, deciding->count * sizeof *deciding->changes);
    deciding->threads = arena_alloc(arena, deciding->count * sizeof *deciding->threads);
    deciding->entries =
        arena_alloc(arena, deciding->count * ENTRIES_A_POST * sizeof *deciding->entries);
    result = act_append(deciding->moderator, &deciding->act);
    if (result != ACT_DONE)
        return result;
    for (size_t i = 0; i < deciding->count; i++)
        if (deciding->act.kind == ACT_REVIEW ? wait_again(deciding, deciding->posts[i]) != 0
                                             : decide_post(deciding, deciding->posts[i]) != 0)
            return ACT_FAILED;
    return count_all(deciding) == 0 && record(deciding, deciding->posts[0]) == 0 ? ACT_DONE
                                                                                 : ACT_FAILED;
}

static enum act_result finish_decision(struct deciding *deciding, enum act_result result,
                                       struct act_made *made)
{
    const struct store *store = deciding->moderator->store;

    if (result != ACT_DONE) {
        database_rollback(store->database);
        return result;
    }
    if (journal_commit(store->database, store->shared, deciding->entries, deciding->entry_count) !=
        0)
        return ACT_FAILED;
    *made = (struct act_made){.id = deciding->act.id,
                              .journal = deciding->entries[deciding->entry_count - 1].id,
                              .comments = deciding->act.comments};
    return ACT_DONE;
}

static bool decision_lost(const struct store *store, enum act_result result)
{
    return result == ACT_FAILED && database_failure(store->database) == DATABASE_CONFLICT;
}

enum act_result held_decide(struct request *r, const struct held_decision *decision,
                            struct held_decided *decided)
{
    const struct moderator moderator = moderator_of(r, decision->reason);
    const struct store *store = moderator.store;
    struct subject_place place = subject_place(r);
    enum act_result result = ACT_FAILED;

    *decided = (struct held_decided){.left = 0};
    for (int i = 0; i == 0 || (i < TRIES && decision_lost(store, result)); i++) {
        struct deciding deciding = {.r = r,
                                    .place = &place,
                                    .moderator = &moderator,
                                    .now = clock_now(),
                                    .act = {.kind = decision->kind, .site_id = place.site_id}};

        if (database_begin(store->database) != 0)
            return ACT_FAILED;
        result =
            decide_within(&deciding, database_query(store->database, store->arena, &HELD_CHOSEN,
                                                    selection_ids(store->arena, decision->ids,
                                                                  decision->count),
                                                    place.site_id, (uint64_t)HELD_DECIDED_MAX + 1));
        result = finish_decision(&deciding, result, &decided->made);
        decided->left = deciding.left;
        decided->bar = deciding.left_for;
    }
    return result;
}

static enum act_result undo_decision(struct deciding *deciding, uint64_t act_id)
{
    const struct store *store = deciding->moderator->store;
    struct act undone;
    int found = act_lock(store, deciding->place->site_id, act_id, &undone);
    enum act_result result;

    if (found <= 0)
        return found == 0 ? ACT_MISSING : ACT_FAILED;
    if (undone.kind != ACT_RELEASE && undone.kind != ACT_REFUSE)
        return ACT_LASTING;
    if (undone.undone_id != 0)
        return ACT_UNDONE;
    deciding->act.undoes_id = act_id;
    result = decide_within(deciding, database_query(store->database, store->arena, &HELD_OF_ACT,
                                                    act_id, (uint64_t)HELD_DECIDED_MAX + 1));
    if (result == ACT_DONE && act_set_undone(store, act_id, deciding->act.id) != 0)
        return ACT_FAILED;
    return result;
}

enum act_result held_undo(struct request *r, const char *reason, uint64_t act_id,
                          struct act_made *made)
{
    const struct moderator moderator = moderator_of(r, reason);
    const struct store *store = moderator.store;
    struct subject_place place = subject_place(r);
    enum act_result result = ACT_FAILED;

    for (int i = 0; i == 0 || (i < TRIES && decision_lost(store, result)); i++) {
        struct deciding deciding = {.r = r,
                                    .place = &place,
                                    .moderator = &moderator,
                                    .act = {.kind = ACT_REVIEW, .site_id = place.site_id}};

        if (database_begin(store->database) != 0)
            return ACT_FAILED;
        result = finish_decision(&deciding, undo_decision(&deciding, act_id), made);
    }
    return result;
}
