/* The order of locks is that of posts: the acts, the threads by their ids, the boards' tallies,
 * the audit trail. Whoever writes in a thread by what they read before finds another version of it
 * (talk/comment.h). */
#include "talk/moderation/thread/thread_acting.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "store/bulk.h"
#include "talk/mention.h"

#define THREAD_ACT_TRIES 3 /* of a transaction that loses against another one */

STATEMENT(NAMED_IN, PARAMETERS(id(thread)), COLUMNS(text(subject)),
          "SELECT DISTINCT l.subject FROM comment c FORCE INDEX (newest)"
          " STRAIGHT_JOIN comment_link l ON l.comment_id = c.id WHERE c.thread_id = ?");
STATEMENT(NAMED_TELL, PARAMETERS(text(subjects)), COLUMNS(),
          "INSERT INTO journal (created, kind, subject)"
          " SELECT UTC_TIMESTAMP(6), 'link', j.subject" MENTIONED_SQL("?"));
/* Undone acts are in force no more, and what undoes only brings back what was before. */
STATEMENT(ACT_LAST, PARAMETERS(id(thread), text(kinds), id(above), id(below)), COLUMNS(id(id)),
          "SELECT MAX(id) FROM moderation_act WHERE thread_id = ? AND FIND_IN_SET(kind, ?)"
          " AND undone_id IS NULL AND undoes_id IS NULL AND id > ? AND id < ?");
/* Of a split both threads' pages tell. */
STATEMENT(NOTICE_LAST, PARAMETERS(id(thread), again(thread)), COLUMNS(id(id)),
          "SELECT MAX(id) FROM (SELECT id FROM moderation_act WHERE thread_id = ?"
          " AND kind IN ('rename', 'move', 'merge', 'split') AND undone_id IS NULL"
          " AND undoes_id IS NULL UNION ALL SELECT id FROM moderation_act WHERE other_id = ?"
          " AND kind = 'split' AND undone_id IS NULL) n");
/* Threads whose page tells of an act that this one has a part in, too. */
STATEMENT(NOTICED_BESIDE, PARAMETERS(id(thread), again(thread), again(thread)),
          COLUMNS(id(id), id(site_id), id(board_id)),
          "SELECT t.id, t.site_id, t.board_id FROM (SELECT id FROM moderation_act"
          " WHERE other_id = ? UNION SELECT id FROM moderation_act WHERE thread_id = ?"
          " AND other_id IS NOT NULL) n JOIN thread t ON t.notice_id = n.id WHERE t.id <> ?");
STATEMENT_SET(thread_acting_statements, &NAMED_IN, &NAMED_TELL, &ACT_LAST, &NOTICE_LAST,
              &NOTICED_BESIDE);

static void reserve_entries(struct thread_acting *acting, size_t more)
{
    struct journal_entry *entries;

    if (acting->entry_count + more <= acting->entry_capacity)
        return;
    acting->entry_capacity = 2 * acting->entry_count + more;
    entries =
        arena_alloc(acting->moderator->store->arena, acting->entry_capacity * sizeof *entries);
    if (acting->entry_count > 0)
        memcpy(entries, acting->entries, acting->entry_count * sizeof *entries);
    acting->entries = entries;
}

int thread_acting_tell(struct thread_acting *acting, const struct journal_entry *entry)
{
    reserve_entries(acting, 1);
    acting->entries[acting->entry_count] = *entry;
    return journal_append(acting->moderator->store->database,
                          &acting->entries[acting->entry_count++]);
}

int thread_acting_tell_named(struct thread_acting *acting, uint64_t thread_id)
{
    const struct store *store = acting->moderator->store;
    struct NAMED_IN_rows *rows =
        database_query(store->database, store->arena, &NAMED_IN, thread_id);
    const struct NAMED_IN_row *row;
    struct bulk bulk;

    if (rows == NULL)
        return -1;
    if (rows_count(rows) == 0)
        return 0;
    bulk = bulk_open(store->arena, 32 * rows_count(rows));
    reserve_entries(acting, rows_count(rows));
    while ((row = rows_next(rows)) != NULL) {
        bulk_row(&bulk);
        bulk_text(&bulk, row->subject);
        acting->entries[acting->entry_count++] =
            (struct journal_entry){.kind = JOURNAL_LINK, .subject = row->subject};
    }
    return database_run(store->database, &NAMED_TELL, bulk_end(&bulk));
}

int thread_acting_last(const struct store *store, uint64_t thread_id, const struct act_range *range,
                       uint64_t *id)
{
    const struct ACT_LAST_row *row = database_row(store->database, store->arena, &ACT_LAST,
                                                  thread_id, range->kinds, range->above,
                                                  range->below);

    if (row == NULL)
        return -1;
    *id = row->id;
    return 0;
}

int thread_acting_tell_beside(struct thread_acting *acting, uint64_t thread_id)
{
    const struct store *store = acting->moderator->store;
    struct NOTICED_BESIDE_rows *rows =
        database_query(store->database, store->arena, &NOTICED_BESIDE, thread_id);
    const struct NOTICED_BESIDE_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL)
        if (thread_acting_tell(acting, &(struct journal_entry){.kind = JOURNAL_THREAD,
                                                               .site_id = row->site_id,
                                                               .board_id = row->board_id,
                                                               .thread_id = row->id}) != 0)
            return -1;
    return 0;
}

int thread_acting_notice(const struct store *store, uint64_t thread_id, uint64_t *id)
{
    const struct NOTICE_LAST_row *row =
        database_row(store->database, store->arena, &NOTICE_LAST, thread_id);

    if (row == NULL)
        return -1;
    *id = row->id;
    return 0;
}

enum act_result thread_acting_write(struct thread_acting *acting)
{
    const struct store *store = acting->moderator->store;
    const struct act *undone = acting->undone;
    enum act_result result;

    acting->act.undoes_id = undone != NULL ? undone->id : 0;
    result = act_append(acting->moderator, &acting->act);
    if (result != ACT_DONE || undone == NULL)
        return result;
    if (act_set_undone(store, undone->id, acting->act.id) != 0 ||
        (undone->undoes_id != 0 && act_set_undone(store, undone->undoes_id, 0) != 0))
        return ACT_FAILED;
    return ACT_DONE;
}

int thread_acting_audit(const struct thread_acting *acting, enum audit_act act,
                        const struct moderated_thread *thread)
{
    const struct store *store = acting->moderator->store;

    return audit_append(store->database, store->arena, acting->moderator->actor,
                        &(struct audit_entry){
                            .act = act,
                            .about_id = acting->act.about_id,
                            .subject = arena_format(store->arena,
                                                    "moderation:%" PRIu64 " thread:%" PRIu64,
                                                    acting->act.id, thread->id),
                            .before = acting->act.before,
                            .after = acting->act.after,
                            .reason = acting->moderator->reason,
                        });
}

/* That it is not undone yet is known once its row is locked. */
static enum act_result hold_undone(const struct thread_acting *acting)
{
    struct act act;
    int found;

    if (acting->undone == NULL)
        return ACT_DONE;
    found = act_lock(acting->moderator->store, acting->act.site_id, acting->undone->id, &act);
    if (found <= 0)
        return found == 0 ? ACT_MISSING : ACT_FAILED;
    return act.undone_id != 0 ? ACT_UNDONE : ACT_DONE;
}

static enum act_result run_once(struct thread_acting *acting,
                                enum act_result (*within)(struct thread_acting *),
                                struct act_made *made)
{
    const struct store *store = acting->moderator->store;
    enum act_result result;

    if (database_begin(store->database) != 0)
        return ACT_FAILED;
    result = hold_undone(acting);
    if (result == ACT_DONE)
        result = within(acting);
    if (result != ACT_DONE) {
        database_rollback(store->database);
        return result;
    }
    if (journal_commit(store->database, store->shared, acting->entries, acting->entry_count) != 0)
        return ACT_FAILED;
    *made = (struct act_made){.id = acting->act.id,
                              .thread_id = acting->act.thread_id,
                              .journal = acting->entries[acting->entry_count - 1].id,
                              .comments = acting->act.comments};
    return ACT_DONE;
}

enum act_result thread_acting_run(const struct thread_acting *acting,
                                  enum act_result (*within)(struct thread_acting *),
                                  struct act_made *made)
{
    const struct store *store = acting->moderator->store;
    enum act_result result = ACT_FAILED;

    for (int i = 0; i == 0 || (i < THREAD_ACT_TRIES && result == ACT_FAILED &&
                               database_failure(store->database) == DATABASE_CONFLICT);
         i++) {
        struct thread_acting once = *acting;

        result = run_once(&once, within, made);
    }
    return result;
}
