/* A comment has a higher id than what it answers, unless that opens the thread: so one look at each
 * in the order of ids finds a tree and places it, without recursion. Rows are written by their
 * keys, so that no other thread waits for them. */
#include "talk/moderation/thread/transfer.h"

#include <stdlib.h>

#include "store/bulk.h"
#include "talk/moderation/selection.h"

#define READ_MAX 50000 /* comments that are looked at to find those of trees */
#define WRITTEN_AT_ONCE 1000

ROW(transferred, id(id), id(parent_id), id(root_id), number(level), id(author_id), instant(created),
    number(state));
#define TRANSFERRED_SQL                                                                            \
    "SELECT c.id, c.parent_id, c.root_id, c.level, c.author_id, c.created, c.state FROM "
#define IDS_SQL "JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]')) j"
STATEMENT(TRANSFER_ALL, PARAMETERS(id(thread), number(limit)), ROW_OF(transferred),
          TRANSFERRED_SQL "comment c FORCE INDEX (newest) WHERE c.thread_id = ?"
                          " ORDER BY c.id LIMIT ?");
STATEMENT(TRANSFER_ROOTS, PARAMETERS(text(ids), id(thread)), COLUMNS(id(root_id)),
          "SELECT DISTINCT c.root_id FROM " IDS_SQL
          " STRAIGHT_JOIN comment c ON c.id = j.id WHERE c.thread_id = ?");
STATEMENT(TRANSFER_TREES, PARAMETERS(text(roots), id(thread), number(limit)), ROW_OF(transferred),
          TRANSFERRED_SQL IDS_SQL " STRAIGHT_JOIN comment c FORCE INDEX (root)"
                                  " ON c.thread_id = ? AND c.root_id = j.id ORDER BY c.id LIMIT ?");
STATEMENT(TRANSFER_ABOVE, PARAMETERS(text(ids), id(thread)),
          COLUMNS(id(id), id(branch_id), id(top_comment_id), id(root_id), number(level)),
          "SELECT c.id, c.branch_id, c.top_comment_id, c.root_id, c.level FROM " IDS_SQL
          " STRAIGHT_JOIN comment c ON c.id = j.id WHERE c.thread_id = ?");
STATEMENT(TRANSFER_SET, PARAMETERS(text(places), id(thread)), COLUMNS(),
          "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]',"
          " parent BIGINT UNSIGNED PATH '$[1]', branch BIGINT UNSIGNED PATH '$[2]',"
          " top BIGINT UNSIGNED PATH '$[3]', root BIGINT UNSIGNED PATH '$[4]',"
          " level INT UNSIGNED PATH '$[5]')) j STRAIGHT_JOIN comment c ON c.id = j.id"
          " SET c.thread_id = ?, c.parent_id = j.parent, c.branch_id = j.branch,"
          " c.top_comment_id = j.top, c.root_id = j.root, c.level = j.level");
STATEMENT(TRANSFER_VOTES, PARAMETERS(text(ids), id(thread)), COLUMNS(),
          "UPDATE " IDS_SQL " STRAIGHT_JOIN rating r ON r.comment_id = j.id SET r.thread_id = ?");
STATEMENT(TRANSFER_TAKEN, PARAMETERS(text(ids), id(thread)), COLUMNS(),
          "UPDATE " IDS_SQL
          " STRAIGHT_JOIN moderated_vote v ON v.comment_id = j.id SET v.thread_id = ?");
STATEMENT(
    MOVED_ADD, PARAMETERS(id(act), text(pieces)), COLUMNS(),
    "INSERT INTO moved_comment (act_id, comment_id, parent_before) SELECT ?, j.id, j.before_id"
    " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]',"
    " before_id BIGINT UNSIGNED PATH '$[1]')) j");
STATEMENT(MOVED_OF, PARAMETERS(id(act)), COLUMNS(id(id), id(before)),
          "SELECT comment_id, parent_before FROM moved_comment WHERE act_id = ?"
          " ORDER BY comment_id");
STATEMENT_SET(transfer_statements, &TRANSFER_ALL, &TRANSFER_ROOTS, &TRANSFER_TREES, &TRANSFER_ABOVE,
              &TRANSFER_SET, &TRANSFER_VOTES, &TRANSFER_TAKEN, &MOVED_ADD, &MOVED_OF);

static int compare_comment_ids(const void *a, const void *b)
{
    const struct comment *one = a, *other = b;

    return one->id < other->id ? -1 : one->id > other->id;
}

static int compare_piece_ids(const void *a, const void *b)
{
    const struct transfer_piece *one = a, *other = b;

    return one->id < other->id ? -1 : one->id > other->id;
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;

    return one < other ? -1 : one > other;
}

struct comment *transfer_find(const struct transfer *transfer, uint64_t id)
{
    return bsearch(&(struct comment){.id = id}, transfer->comments, transfer->count,
                   sizeof *transfer->comments, compare_comment_ids);
}

static struct transfer_piece *find_piece(const struct transfer *transfer, uint64_t id)
{
    return bsearch(&(struct transfer_piece){.id = id}, transfer->pieces, transfer->piece_count,
                   sizeof *transfer->pieces, compare_piece_ids);
}

static struct comment transferred_of(const struct transferred_row *row)
{
    return (struct comment){
        .id = row->id,
        .parent_id = row->parent_id,
        .root_id = row->root_id,
        .level = row->level,
        .author_id = row->author_id,
        .created = row->created,
        .state = row->state,
    };
}

enum act_result transfer_read_thread(struct transfer *transfer)
{
    const struct store *store = transfer->store;
    struct transferred_rows *rows = database_query(store->database, store->arena, &TRANSFER_ALL,
                                                   transfer->from_id, (uint64_t)TRANSFER_MAX + 1);
    const struct transferred_row *row;

    if (rows == NULL)
        return ACT_FAILED;
    if (rows_count(rows) > TRANSFER_MAX)
        return ACT_TOO_MANY;
    transfer->comments =
        arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *transfer->comments);
    while ((row = rows_next(rows)) != NULL)
        transfer->comments[transfer->count++] = transferred_of(row);
    return ACT_DONE;
}

/* ---- trees ---- */

/* The comments with these roots, as rows; NULL on failure. */
static struct transferred_rows *read_roots(const struct transfer *transfer, const uint64_t *ids,
                                           size_t count)
{
    const struct store *store = transfer->store;
    struct TRANSFER_ROOTS_rows *rows =
        database_query(store->database, store->arena, &TRANSFER_ROOTS,
                       selection_ids(store->arena, ids, count), transfer->from_id);
    const struct TRANSFER_ROOTS_row *row;
    uint64_t *roots = arena_alloc(store->arena, (count + 1) * sizeof *roots);
    size_t root_count = 0;

    if (rows == NULL)
        return NULL;
    while ((row = rows_next(rows)) != NULL)
        roots[root_count++] = row->root_id;
    return database_query(store->database, store->arena, &TRANSFER_TREES,
                          selection_ids(store->arena, roots, root_count), transfer->from_id,
                          (uint64_t)READ_MAX);
}

/* Keeps of ROWS what is asked for and what is below that. */
static size_t take_trees(struct transfer *transfer, struct transferred_rows *rows,
                         const uint64_t *asked, size_t asked_count)
{
    const struct transferred_row *row;
    size_t found = 0;

    while ((row = rows_next(rows)) != NULL) {
        bool below = transfer_find(transfer, row->parent_id) != NULL;
        bool is_asked = bsearch(&row->id, asked, asked_count, sizeof *asked, compare_numbers) !=
                        NULL;

        found += is_asked;
        if (!below && is_asked)
            transfer->pieces[transfer->piece_count++] =
                (struct transfer_piece){.id = row->id, .before = row->parent_id};
        if (below || is_asked)
            transfer->comments[transfer->count++] = transferred_of(row);
    }
    return found;
}

enum act_result transfer_read_trees(struct transfer *transfer, const uint64_t *ids, size_t count)
{
    struct arena *arena = transfer->store->arena;
    uint64_t *asked = arena_alloc(arena, (count + 1) * sizeof *asked);
    struct transferred_rows *rows;
    size_t different = 0;

    for (size_t i = 0; i < count; i++)
        asked[i] = ids[i];
    qsort(asked, count, sizeof *asked, compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || asked[i] != asked[different - 1])
            asked[different++] = asked[i];
    rows = read_roots(transfer, asked, different);
    if (rows == NULL)
        return ACT_FAILED;
    if (rows_count(rows) == READ_MAX)
        return ACT_TOO_MANY;
    transfer->comments = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *transfer->comments);
    transfer->pieces = arena_alloc(arena, (different + 1) * sizeof *transfer->pieces);
    if (different == 0 || take_trees(transfer, rows, asked, different) != different)
        return ACT_CHANGED;
    return transfer->count > TRANSFER_MAX ? ACT_TOO_MANY : ACT_DONE;
}

struct transfer_sum transfer_sum(const struct transfer *transfer)
{
    struct transfer_sum sum = {0};
    uint64_t *authors =
        arena_alloc(transfer->store->arena, (transfer->count + 1) * sizeof *authors);

    for (size_t i = 0; i < transfer->count; i++) {
        const struct comment *c = &transfer->comments[i];

        authors[i] = c->author_id;
        sum.openings += c->level == 0 && c->state != COMMENT_SHOWN;
        if (c->state != COMMENT_SHOWN)
            continue;
        sum.shown++;
        if (c->created >= sum.last_created) {
            sum.last_created = c->created;
            sum.last_id = c->id;
        }
    }
    qsort(authors, transfer->count, sizeof *authors, compare_numbers);
    for (size_t i = 0; i < transfer->count; i++)
        sum.authors += i == 0 || authors[i] != authors[i - 1];
    return sum;
}

enum act_result transfer_read_above(struct transfer *transfer, uint64_t thread_id)
{
    const struct store *store = transfer->store;
    uint64_t *ids = arena_alloc(store->arena, (transfer->piece_count + 1) * sizeof *ids);
    struct TRANSFER_ABOVE_rows *rows;
    const struct TRANSFER_ABOVE_row *row;
    size_t found = 0;

    for (size_t i = 0; i < transfer->piece_count; i++)
        ids[i] = transfer->pieces[i].above.id;
    rows = database_query(store->database, store->arena, &TRANSFER_ABOVE,
                          selection_ids(store->arena, ids, transfer->piece_count), thread_id);
    if (rows == NULL)
        return ACT_FAILED;
    while ((row = rows_next(rows)) != NULL)
        for (size_t i = 0; i < transfer->piece_count; i++)
            if (transfer->pieces[i].above.id == row->id && transfer->pieces[i].above.root_id == 0) {
                transfer->pieces[i].above = (struct comment){.id = row->id,
                                                             .branch_id = row->branch_id,
                                                             .top_comment_id = row->top_comment_id,
                                                             .root_id = row->root_id,
                                                             .level = row->level};
                found++;
            }
    return found == transfer->piece_count ? ACT_DONE : ACT_CHANGED;
}

/* ---- writing ---- */

static void place_transferred(const struct transfer *transfer, struct comment *comment)
{
    const struct transfer_piece *piece = find_piece(transfer, comment->id);
    uint64_t parent_id = piece != NULL ? piece->above.id : comment->parent_id;
    const struct comment *parent = transfer_find(transfer, parent_id);

    if (parent == NULL && piece != NULL && parent_id != 0)
        parent = &piece->above;
    comment_place(comment, parent, parent == NULL);
    if (comment->top_comment_id == 0)
        comment->top_comment_id = comment->id;
    if (comment->root_id == 0)
        comment->root_id = comment->id;
}

/* What opens the thread goes first, as what answers it may have lower ids. */
static void place_all(struct transfer *transfer)
{
    struct comment *opening = NULL;

    for (size_t i = 0; i < transfer->piece_count; i++)
        if (transfer->pieces[i].above.id == 0)
            opening = transfer_find(transfer, transfer->pieces[i].id);
    if (opening != NULL)
        place_transferred(transfer, opening);
    for (size_t i = 0; i < transfer->count; i++)
        if (&transfer->comments[i] != opening)
            place_transferred(transfer, &transfer->comments[i]);
}

static int write_some(const struct transfer *transfer, const struct comment *comments, size_t count)
{
    const struct store *store = transfer->store;
    struct bulk places = bulk_open(store->arena, 64 * (count + 1));
    uint64_t *ids = arena_alloc(store->arena, (count + 1) * sizeof *ids);
    const char *all;

    for (size_t i = 0; i < count; i++) {
        ids[i] = comments[i].id;
        bulk_row(&places);
        bulk_u64(&places, comments[i].id);
        bulk_id(&places, comments[i].parent_id);
        bulk_u64(&places, comments[i].branch_id);
        bulk_u64(&places, comments[i].top_comment_id);
        bulk_u64(&places, comments[i].root_id);
        bulk_u64(&places, comments[i].level);
    }
    all = selection_ids(store->arena, ids, count);
    if (database_run(store->database, &TRANSFER_SET, bulk_end(&places), transfer->to_id) != 0 ||
        database_run(store->database, &TRANSFER_VOTES, all, transfer->to_id) != 0)
        return -1;
    return database_run(store->database, &TRANSFER_TAKEN, all, transfer->to_id);
}

int transfer_write(struct transfer *transfer)
{
    place_all(transfer);
    for (size_t i = 0; i < transfer->count; i += WRITTEN_AT_ONCE) {
        size_t rest = transfer->count - i;

        if (write_some(transfer, transfer->comments + i,
                       rest < WRITTEN_AT_ONCE ? rest : WRITTEN_AT_ONCE) != 0)
            return -1;
    }
    return 0;
}

int transfer_keep(const struct transfer *transfer, uint64_t act_id)
{
    const struct store *store = transfer->store;
    struct bulk pieces = bulk_open(store->arena, 32 * (transfer->piece_count + 1));

    for (size_t i = 0; i < transfer->piece_count; i++) {
        bulk_row(&pieces);
        bulk_u64(&pieces, transfer->pieces[i].id);
        bulk_id(&pieces, transfer->pieces[i].before);
    }
    return database_run(store->database, &MOVED_ADD, act_id, bulk_end(&pieces));
}

struct transfer_piece *transfer_kept(const struct store *store, uint64_t act_id, size_t *count)
{
    struct MOVED_OF_rows *rows = database_query(store->database, store->arena, &MOVED_OF, act_id);
    const struct MOVED_OF_row *row;
    struct transfer_piece *pieces;

    *count = 0;
    if (rows == NULL)
        return NULL;
    pieces = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *pieces);
    while ((row = rows_next(rows)) != NULL)
        pieces[(*count)++] = (struct transfer_piece){.id = row->id, .before = row->before};
    return pieces;
}
