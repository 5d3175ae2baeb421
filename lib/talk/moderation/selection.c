/* A selection is read before the act's transaction: what has changed until then is looked at again
 * with the threads locked. */
#include "talk/moderation/selection.h"

#include <stdlib.h>

#include "store/bulk.h"
#include "talk/thread.h"

#define BRANCH_READ 50000 /* comments that are looked at to find those of a branch */

#define TARGET_SQL                                                                                 \
    "SELECT c.id, c.parent_id, c.thread_id, c.author_id, c.level, c.root_id, c.state FROM "
ROW(target, id(id), id(parent_id), id(thread_id), id(author_id), number(level), id(root_id),
    number(state));
#define TARGET_IDS_SQL "JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]')) j"
STATEMENT(TARGETS, PARAMETERS(text(ids), id(site), id(game), text(hidden)), ROW_OF(target),
          TARGET_SQL TARGET_IDS_SQL " STRAIGHT_JOIN comment c ON c.id = j.id"
                                    " JOIN thread t ON t.id = c.thread_id WHERE " THREAD_SEEN_SQL
                                    " AND " THREAD_NOT_HIDDEN_SQL " ORDER BY c.thread_id, c.id");
STATEMENT(TARGETS_BRANCH, PARAMETERS(id(thread), id(root), id(from), number(limit)), ROW_OF(target),
          TARGET_SQL "comment c WHERE c.thread_id = ? AND c.root_id = ? AND c.id >= ?"
                     " ORDER BY c.root_id, c.id LIMIT ?");
STATEMENT(TARGETS_THREAD, PARAMETERS(id(thread), id(from), number(limit)), ROW_OF(target),
          TARGET_SQL "comment c FORCE INDEX (newest) WHERE c.thread_id = ? AND c.id >= ?"
                     " ORDER BY c.id LIMIT ?");
STATEMENT(TARGETS_AUTHOR,
          PARAMETERS(id(author), id(site), id(game), text(hidden), number(from), instant(since),
                     number(limit)),
          ROW_OF(target),
          TARGET_SQL "comment c JOIN thread t ON t.id = c.thread_id WHERE c.author_id = ?"
                     " AND " THREAD_SEEN_SQL " AND " THREAD_NOT_HIDDEN_SQL
                     " AND (? >> c.state) & 1 AND c.created >= ? ORDER BY c.id DESC LIMIT ?");
STATEMENT_SET(selection_statements, &TARGETS, &TARGETS_BRANCH, &TARGETS_THREAD, &TARGETS_AUTHOR);

static int compare_ids(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;

    return one < other ? -1 : one > other;
}

static void add_target(struct removal *removal, const struct target_row *row)
{
    removal->changes[removal->count++] = (struct state_change){.id = row->id,
                                                               .thread_id = row->thread_id,
                                                               .author_id = row->author_id,
                                                               .opening = row->level == 0,
                                                               .before = row->state};
}

/* A comment comes after what it answers in the order of ids, so that one look at each tells whether
 * it is of the branch. What opens a thread has all of it below it, also what is older and was merged
 * into it. */
static enum act_result take_branch(struct removal *removal, struct target_rows *rows, bool whole)
{
    struct arena *arena = removal->moderator->store->arena;
    uint64_t *taken = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *taken);
    const struct target_row *row;
    size_t count = 0;

    removal->changes = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *removal->changes);
    while ((row = rows_next(rows)) != NULL) {
        if (!whole && count > 0 &&
            bsearch(&row->parent_id, taken, count, sizeof *taken, compare_ids) == NULL)
            continue;
        taken[count++] = row->id;
        add_target(removal, row);
    }
    return rows_count(rows) == BRANCH_READ || count > ACT_COMMENTS_MAX ? ACT_TOO_MANY : ACT_DONE;
}

static enum act_result choose_branch(struct removal *removal, const struct target_row *top)
{
    const struct store *store = removal->moderator->store;
    struct target_rows *rows =
        top->level == 0 ? database_query(store->database, store->arena, &TARGETS_THREAD,
                                         top->thread_id, (uint64_t)0, BRANCH_READ)
                        : database_query(store->database, store->arena, &TARGETS_BRANCH,
                                         top->thread_id, top->root_id, top->id, BRANCH_READ);

    return rows != NULL ? take_branch(removal, rows, top->level == 0) : ACT_FAILED;
}

const char *selection_ids(struct arena *arena, const uint64_t *ids, size_t count)
{
    struct bulk bulk = bulk_open(arena, 24 * (count + 1));

    for (size_t i = 0; i < count; i++) {
        bulk_row(&bulk);
        bulk_u64(&bulk, ids[i]);
    }
    return bulk_end(&bulk);
}

static int compare_changes(const void *a, const void *b)
{
    const struct state_change *one = a, *other = b;

    return one->thread_id != other->thread_id ? (one->thread_id < other->thread_id ? -1 : 1)
                                              : compare_ids(&one->id, &other->id);
}

enum act_result selection_read(const struct subject_place *place, struct removal *removal,
                               const struct act_choice *choice, unsigned from)
{
    const uint64_t *ids = choice->ids != NULL ? choice->ids : &choice->comment_id;
    size_t count = choice->ids != NULL ? choice->count : 1;
    const char *hidden = reader_hidden(&place->reader, place->arena);
    const struct target_row *row;
    struct target_rows *rows;

    if (choice->ids == NULL && choice->author_id != 0)
        rows = database_query(place->database, place->arena, &TARGETS_AUTHOR, choice->author_id,
                              place->site_id, place->game_id, hidden, from, choice->since,
                              choice->last != 0 ? choice->last : ACT_COMMENTS_MAX + 1);
    else
        rows = database_query(place->database, place->arena, &TARGETS,
                              selection_ids(place->arena, ids, count), place->site_id,
                              place->game_id, hidden);
    if (rows == NULL)
        return ACT_FAILED;
    if (rows_count(rows) == 0)
        return ACT_NOTHING;
    if (choice->ids == NULL && choice->branch)
        return choose_branch(removal, rows_next(rows));
    removal->changes = arena_alloc(place->arena, rows_count(rows) * sizeof *removal->changes);
    while ((row = rows_next(rows)) != NULL)
        add_target(removal, row);
    qsort(removal->changes, removal->count, sizeof *removal->changes, compare_changes);
    return removal->count > ACT_COMMENTS_MAX ? ACT_TOO_MANY : ACT_DONE;
}
