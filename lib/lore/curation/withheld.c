/* The entry's own row says that it is hidden, so that no page needs another query to know; it changes like any
 * other change of it, by which every host's catalogue drops it. Its discussions go to a game that no site has, so
 * that whatever asks for a site's discussions finds none of them. */
#include "lore/curation/withheld.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "catalogue/game_number.h"
#include "lore/subject.h"
#include "store/journal.h"
#include "store/statement.h"

#define NO_SITES_GAME ".withheld" /* 0077 of the migrations */
#define DISCUSSIONS_MAX 2         /* of the entry, of its map */

ROW(curated, id(id), text(kind), text(external_id), text(name), flag(vanished), instant(since),
    id(account_id), text(by), text(reason));
#define CURATED_SQL                                                                                \
    "SELECT e.id, e.kind, e.external_id, e.name, e.state <> 0, w.since, w.account_id, a.name,"     \
    " w.reason"
#define CURATED_ENDS " LEFT JOIN account a ON a.id = w.account_id"
STATEMENT(CURATED_FIND, PARAMETERS(id(entry), id(game)), ROW_OF(curated),
          CURATED_SQL " FROM entry e LEFT JOIN entry_withheld w ON w.entry_id = e.id" CURATED_ENDS
                      " WHERE e.id = ? AND e.game_id = ?");
STATEMENT(CURATED_REACH,
          PARAMETERS(id(entry), again(entry), again(entry), again(entry), text(subject), text(map)),
          COLUMNS(number(relations), number(places), number(comments)),
          "SELECT (SELECT COUNT(*) FROM relation f WHERE f.from_id = ?)"
          " + (SELECT COUNT(*) FROM relation t WHERE t.to_id = ?),"
          " (SELECT COUNT(*) FROM place p WHERE p.entry_id = ?)"
          " + (SELECT COUNT(*) FROM place m WHERE m.map_id = ?),"
          " (SELECT COALESCE(SUM(d.comments), 0) FROM game g STRAIGHT_JOIN thread d FORCE INDEX"
          " (game_subject) ON d.game_id = g.id AND d.subject IN (CONVERT(? USING ascii),"
          " CONVERT(? USING ascii)))");
SIGNATURE(withheld,
          PARAMETERS(id(game), text(kind), again(kind), text(name), again(name), number(all),
                     instant(after), number(limit)),
          ROW_OF(curated));
#define WITHHELD_IN_ORDER(NAME, BEHIND, ORDER)                                                     \
    STATEMENT_OF(withheld, NAME,                                                                   \
                 CURATED_SQL                                                                       \
                 " FROM entry_withheld w JOIN entry e ON e.id = w.entry_id" CURATED_ENDS           \
                 " WHERE e.game_id = ? AND (? IS NULL OR e.kind = ?)"                              \
                 " AND (? IS NULL OR e.name LIKE CONCAT(?, '%'))"                                  \
                 " AND (? = 1 OR w.since " BEHIND " ?) ORDER BY w.since " ORDER " LIMIT ?")
WITHHELD_IN_ORDER(WITHHELD_NEWEST, "<", "DESC");
WITHHELD_IN_ORDER(WITHHELD_OLDEST, ">", "ASC");
STATEMENT(CURATED_COUNTS, PARAMETERS(id(game)),
          COLUMNS(text(kind), number(entries), number(withheld)),
          "SELECT e.kind, COUNT(*), (SELECT COUNT(*) FROM entry_withheld w JOIN entry h"
          " ON h.id = w.entry_id AND h.game_id = e.game_id AND h.kind = e.kind)"
          " FROM entry e FORCE INDEX (external) WHERE e.game_id = ?"
          " GROUP BY e.game_id, e.kind ORDER BY e.kind");
STATEMENT(CURATED_LOCK, PARAMETERS(id(entry), id(game)),
          COLUMNS(text(kind), text(name), flag(withheld)),
          "SELECT kind, name, withheld FROM entry WHERE id = ? AND game_id = ? FOR UPDATE");
STATEMENT(WITHHELD_SET, PARAMETERS(number(withheld), id(journal), id(entry)), COLUMNS(),
          "UPDATE entry SET withheld = ?, changed = ? WHERE id = ?");
STATEMENT(WITHHELD_ADD, PARAMETERS(id(entry), instant(since), id_or_null(account), text(reason)),
          COLUMNS(),
          "INSERT INTO entry_withheld (entry_id, since, account_id, reason) VALUES (?, ?, ?, ?)");
STATEMENT(WITHHELD_DROP, PARAMETERS(id(entry)), COLUMNS(),
          "DELETE FROM entry_withheld WHERE entry_id = ?");
STATEMENT(DISCUSSIONS, PARAMETERS(id(game), text(subject), text(map)),
          COLUMNS(id(id), text(subject)),
          "SELECT id, subject FROM thread FORCE INDEX (game_subject) WHERE game_id = ?"
          " AND subject IN (CONVERT(? USING ascii), CONVERT(? USING ascii)) FOR UPDATE");
/* What is searched knows whose it is by itself. */
SIGNATURE(discussion_move, PARAMETERS(id(game), id(thread)), COLUMNS());
STATEMENT_OF(discussion_move, DISCUSSION_MOVE,
             "UPDATE thread SET game_id = ?, version = version + 1 WHERE id = ?");
STATEMENT_OF(discussion_move, DISCUSSION_WORDS,
             "UPDATE thread_words SET game_id = ? WHERE thread_id = ?");
STATEMENT_OF(discussion_move, DISCUSSION_COMMENTS,
             "UPDATE comment c FORCE INDEX (newest) STRAIGHT_JOIN comment_words w"
             " ON w.comment_id = c.id SET w.game_id = ? WHERE c.thread_id = ?");
STATEMENT_SET(withheld_statements, &CURATED_FIND, &CURATED_REACH, &CURATED_COUNTS, &WITHHELD_NEWEST,
              &WITHHELD_OLDEST, &CURATED_LOCK, &WITHHELD_SET, &WITHHELD_ADD, &WITHHELD_DROP,
              &DISCUSSIONS, &DISCUSSION_MOVE, &DISCUSSION_WORDS, &DISCUSSION_COMMENTS);

/* ---- reading ---- */

static struct curated_entry curated_of(const struct curated_row *row)
{
    return (struct curated_entry){
        .id = row->id,
        .kind = row->kind,
        .external_id = row->external_id,
        .name = row->name,
        .vanished = row->vanished,
        .since = row->since,
        .account_id = row->account_id,
        .by = row->by,
        .reason = row->reason,
    };
}

static const char *subject_of_page(struct arena *arena, const char *kind, uint64_t id)
{
    return arena_format(arena, "%s:%" PRIu64, kind, id);
}

int curated_find(const struct game_context *context, uint64_t id, struct curated_entry *entry)
{
    struct arena *arena = context->arena;
    struct curated_rows *rows =
        database_query(context->database, arena, &CURATED_FIND, id, context->number);
    const struct curated_row *row = rows != NULL ? rows_next(rows) : NULL;
    const struct CURATED_REACH_row *reach;

    if (row == NULL)
        return rows != NULL ? 0 : -1;
    *entry = curated_of(row);
    reach = database_row(context->database, arena, &CURATED_REACH, id,
                         subject_of_page(arena, entry->kind, id),
                         subject_of_page(arena, MAP_KIND, id));
    if (reach == NULL)
        return -1;
    entry->relations = reach->relations;
    entry->places = reach->places;
    entry->comments = reach->comments;
    return 1;
}

struct curated_entry *withheld_list(const struct game_context *context,
                                    const struct withheld_query *query, size_t *count)
{
    struct curated_rows *rows = database_query(context->database, context->arena,
                                               query->oldest ? &WITHHELD_OLDEST : &WITHHELD_NEWEST,
                                               context->number, query->kind, query->name,
                                               query->after == 0, query->after, query->limit);
    const struct curated_row *row;
    struct curated_entry *entries;

    *count = 0;
    if (rows == NULL)
        return NULL;
    entries = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *entries);
    while ((row = rows_next(rows)) != NULL)
        entries[(*count)++] = curated_of(row);
    return entries;
}

struct kind_count *curated_counts(const struct game_context *context, size_t *count)
{
    struct CURATED_COUNTS_rows *rows =
        database_query(context->database, context->arena, &CURATED_COUNTS, context->number);
    const struct CURATED_COUNTS_row *row;
    struct kind_count *counts;

    *count = 0;
    if (rows == NULL)
        return NULL;
    counts = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *counts);
    while ((row = rows_next(rows)) != NULL)
        counts[(*count)++] = (struct kind_count){row->kind, row->entries, row->withheld};
    return counts;
}

/* ---- hiding ---- */

/* One that is hidden or shown, with the rows of the journal that tell of it. */
struct withholding {
    const struct store *store;
    const struct game_context *context;
    const struct actor *who;
    uint64_t id;
    const char *reason;
    bool hides;
    const char *kind, *name;
    struct journal_entry told[2 + DISCUSSIONS_MAX];
    size_t told_count;
};

static int tell_page(struct withholding *w, const struct journal_entry *entry)
{
    struct journal_entry *told = &w->told[w->told_count++];

    *told = *entry;
    told->game_id = w->context->number;
    told->account_id = 0;
    return journal_append(w->store->database, told);
}

static int move_discussion(struct withholding *w, uint64_t game_id, uint64_t thread_id,
                           const char *subject)
{
    struct database *database = w->store->database;

    if (database_run(database, &DISCUSSION_MOVE, game_id, thread_id) != 0 ||
        database_run(database, &DISCUSSION_WORDS, game_id, thread_id) != 0 ||
        database_run(database, &DISCUSSION_COMMENTS, game_id, thread_id) != 0)
        return -1;
    return tell_page(w, &(struct journal_entry){.kind = JOURNAL_THREAD,
                                                .thread_id = thread_id,
                                                .subject = subject});
}

/* Takes them away from where sites find them, or back there. */
static int move_discussions(struct withholding *w)
{
    struct arena *arena = w->store->arena;
    uint64_t nobodys, from, to;
    struct DISCUSSIONS_rows *rows;
    const struct DISCUSSIONS_row *row;

    if (game_number(w->store->database, arena, NO_SITES_GAME, &nobodys) != 0)
        return -1;
    from = w->hides ? w->context->number : nobodys;
    to = w->hides ? nobodys : w->context->number;
    rows = database_query(w->store->database, arena, &DISCUSSIONS, from,
                          subject_of_page(arena, w->kind, w->id),
                          subject_of_page(arena, MAP_KIND, w->id));
    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL)
        if (move_discussion(w, to, row->id, row->subject) != 0)
            return -1;
    return 0;
}

/* Any page of the game may show it, as after an import. */
static int write_withheld(struct withholding *w)
{
    struct database *database = w->store->database;

    if (tell_page(w, &(struct journal_entry){.kind = JOURNAL_ENTRY,
                                             .entry_id = w->id,
                                             .subject = subject_of_page(w->store->arena, w->kind,
                                                                        w->id)}) != 0 ||
        database_run(database, &WITHHELD_SET, w->hides, w->told[0].id, w->id) != 0 ||
        tell_page(w, &(struct journal_entry){.kind = JOURNAL_LORE}) != 0)
        return -1;
    if (w->hides ? database_run(database, &WITHHELD_ADD, w->id, clock_now(), w->who->account_id,
                                w->reason) != 0
                 : database_run(database, &WITHHELD_DROP, w->id) != 0)
        return -1;
    return move_discussions(w);
}

static enum withhold_result withhold_within(struct withholding *w)
{
    struct CURATED_LOCK_rows *rows = database_query(w->store->database, w->store->arena,
                                                    &CURATED_LOCK, w->id, w->context->number);
    const struct CURATED_LOCK_row *row = rows != NULL ? rows_next(rows) : NULL;

    if (row == NULL)
        return rows != NULL ? WITHHOLD_MISSING : WITHHOLD_FAILED;
    if (row->withheld == w->hides)
        return WITHHOLD_ALREADY;
    w->kind = row->kind;
    w->name = row->name;
    return write_withheld(w) == 0 ? WITHHOLD_DONE : WITHHOLD_FAILED;
}

static enum withhold_result withhold(struct withholding *w)
{
    struct database *database = w->store->database;
    struct arena *arena = w->store->arena;
    enum withhold_result result;

    if (database_begin(database) != 0)
        return WITHHOLD_FAILED;
    result = withhold_within(w);
    if (result != WITHHOLD_DONE) {
        database_rollback(database);
        return result;
    }
    if (audit_commit(database, arena, w->who,
                     &(struct audit_entry){.act = w->hides ? AUDIT_ENTRY_HIDE : AUDIT_ENTRY_SHOW,
                                           .subject = subject_of_page(arena, w->kind, w->id),
                                           .before = w->name,
                                           .reason = w->reason}) != 0)
        return WITHHOLD_FAILED;
    journal_tell(w->store->shared, w->told, w->told_count);
    return WITHHOLD_DONE;
}

enum withhold_result entry_withhold(const struct store *store, const struct game_context *context,
                                    const struct actor *who, uint64_t id, const char *reason)
{
    return withhold(&(struct withholding){store, context, who, id, reason, .hides = true});
}

enum withhold_result entry_release(const struct store *store, const struct game_context *context,
                                   const struct actor *who, uint64_t id, const char *reason)
{
    return withhold(&(struct withholding){store, context, who, id, reason, .hides = false});
}
