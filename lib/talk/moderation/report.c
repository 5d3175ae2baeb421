#include "talk/moderation/report.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "store/journal.h"
#include "talk/thread.h"

STATEMENT(REPORT_ADD,
          PARAMETERS(id(comment), id(account), instant(created), text(reason), text(note),
                     number(weight)),
          COLUMNS(),
          "INSERT INTO report (comment_id, account_id, created, reason, note, weight)"
          " VALUES (?, ?, ?, ?, ?, ?)");
/* state comes last, as what stands before it goes by the old one. */
STATEMENT(
    CASE_ADD, PARAMETERS(id(comment), id(site), number(weight), instant(opened)), COLUMNS(),
    "INSERT INTO report_case (comment_id, site_id, weight, reports, opened)"
    " VALUES (?, ?, ?, 1, ?) ON DUPLICATE KEY UPDATE"
    " weight = IF(state = 0, weight + VALUES(weight), VALUES(weight)),"
    " reports = IF(state = 0, reports + 1, 1), opened = IF(state = 0, opened, VALUES(opened)),"
    " site_id = IF(state = 0, site_id, VALUES(site_id)),"
    " claimed_id = IF(state = 0, claimed_id, NULL), act_id = NULL, state = 0");
/* The same by a filter: it weighs as little as a member's report. */
STATEMENT(
    CASE_TELL, PARAMETERS(id(comment), id(site), instant(opened), id(filter), text(found)),
    COLUMNS(),
    "INSERT INTO report_case (comment_id, site_id, weight, reports, opened, filter_id, found)"
    " VALUES (?, ?, 1, 0, ?, ?, ?) ON DUPLICATE KEY UPDATE"
    " weight = IF(state = 0, weight, 1), reports = IF(state = 0, reports, 0),"
    " opened = IF(state = 0, opened, VALUES(opened)), filter_id = VALUES(filter_id),"
    " found = VALUES(found), claimed_id = IF(state = 0, claimed_id, NULL), act_id = NULL, state = 0");
/* What was reported before the case was opened (anew) is not counted in it. */
STATEMENT(CASE_LESSEN, PARAMETERS(id(comment), id(account)), COLUMNS(),
          "UPDATE report_case q JOIN report r ON r.comment_id = q.comment_id"
          " SET q.weight = q.weight - LEAST(q.weight, r.weight), q.reports = q.reports - 1"
          " WHERE q.comment_id = ? AND r.account_id = ? AND q.state = 0 AND q.reports > 0"
          " AND r.created >= q.opened");
STATEMENT(REPORT_DROP, PARAMETERS(id(comment), id(account)), COLUMNS(),
          "DELETE FROM report WHERE comment_id = ? AND account_id = ?");
STATEMENT(
    CASE_DROP, PARAMETERS(id(comment)), COLUMNS(),
    "DELETE FROM report_case WHERE comment_id = ? AND state = 0 AND reports = 0 AND weight = 0"
    " AND filter_id IS NULL");
/* Whether a comment c is not as its open case q, of the site s, would have it: only reports of this case count, and
 * only what trusted members say (REPORT_TRUSTED). */
#define REFOLD_FROM_SQL                                                                            \
    " LEFT JOIN report_case q ON q.comment_id = c.id AND q.state = 0"                              \
    " LEFT JOIN site s ON s.id = q.site_id"
#define REFOLD_WHERE_SQL                                                                           \
    " WHERE c.folded <> COALESCE(s.fold_weight > 0 AND"                                            \
    " (SELECT COALESCE(SUM(r.weight), 0) FROM report r WHERE r.comment_id = c.id"                  \
    " AND r.weight >= 3 AND r.created >= q.opened) >= s.fold_weight, 0)"
STATEMENT(REFOLD, PARAMETERS(id(comment)), COLUMNS(),
          "UPDATE comment c" REFOLD_FROM_SQL " SET c.folded = NOT c.folded" REFOLD_WHERE_SQL
          " AND c.id = ?");
STATEMENT(
    REFOLD_LIST, PARAMETERS(id(act)), COLUMNS(id(comment_id)),
    "SELECT c.id FROM moderated_comment m JOIN comment c ON c.id = m.comment_id" REFOLD_FROM_SQL
        REFOLD_WHERE_SQL " AND m.act_id = ?");
STATEMENT(REPORT_HAS, PARAMETERS(id(comment), id(account)), COLUMNS(id(comment_id)),
          "SELECT comment_id FROM report WHERE comment_id = ? AND account_id = ?");
ROW(open_case, id(comment_id), number(weight), number(reports), instant(opened), id(claimed_id),
    text(claimed), number(state), text(html), id(author_id), text(author), text(title),
    text(reasons), text(notes), text(filter), text(found));
SIGNATURE(open_cases,
          PARAMETERS(instant(expired), again(expired), id(after), id(site), id(game), text(hidden),
                     text(reason), again(reason), id(board), again(board), number(kind),
                     again(kind), number(claim), instant(expired_claim), id(moderator),
                     again(claim), again(after), number(limit)),
          ROW_OF(open_case));
/* p is the case behind which the list goes on: it stays where it was when it is decided meanwhile. */
#define CASES_SQL                                                                                  \
    "SELECT q.comment_id, q.weight, q.reports, q.opened, IF(q.claimed < ?, NULL, q.claimed_id),"   \
    " IF(q.claimed < ?, NULL, k.name), c.state, c.html, a.id, a.name, t.title,"                    \
    " (SELECT GROUP_CONCAT(DISTINCT r.reason ORDER BY r.reason) FROM report r"                     \
    " WHERE r.comment_id = q.comment_id), (SELECT GROUP_CONCAT(n.note SEPARATOR '\\n')"            \
    " FROM report n WHERE n.comment_id = q.comment_id), f.note, q.found FROM report_case q"        \
    " LEFT JOIN report_case p ON p.comment_id = ?"                                                 \
    " JOIN comment c ON c.id = q.comment_id JOIN account a ON a.id = c.author_id"                  \
    " JOIN thread t ON t.id = c.thread_id LEFT JOIN account k ON k.id = q.claimed_id"              \
    " LEFT JOIN word_filter f ON f.id = q.filter_id"                                               \
    " WHERE q.state = 0 AND " THREAD_SEEN_SQL " AND " THREAD_NOT_HIDDEN_SQL                        \
    " AND (? = '' OR EXISTS (SELECT 1 FROM report w WHERE w.comment_id = q.comment_id"             \
    " AND w.reason = CONVERT(? USING ascii))) AND (? = 0 OR t.board_id = ?)"                       \
    " AND (? <> 1 OR q.reports > 0) AND (? <> 2 OR q.filter_id IS NOT NULL)"                       \
    " AND (? = 0 OR CASE WHEN q.claimed_id IS NULL OR q.claimed < ? THEN 1"                        \
    " WHEN q.claimed_id = ? THEN 2 ELSE 3 END = ?)"
#define CASES_IN_ORDER(NAME, BEHIND, ORDER)                                                        \
    STATEMENT_OF(open_cases, NAME,                                                                 \
                 CASES_SQL " AND (? = 0 OR " BEHIND ") ORDER BY " ORDER " LIMIT ?")
#define LATER_SQL "(q.opened > p.opened OR (q.opened = p.opened AND q.comment_id > p.comment_id))"
CASES_IN_ORDER(CASES_WEIGHTIEST, "q.weight < p.weight OR (q.weight = p.weight AND " LATER_SQL ")",
               "q.weight DESC, q.opened, q.comment_id");
CASES_IN_ORDER(CASES_OLDEST, LATER_SQL, "q.opened, q.comment_id");
CASES_IN_ORDER(CASES_NEWEST,
               "q.opened < p.opened OR (q.opened = p.opened AND q.comment_id < p.comment_id)",
               "q.opened DESC, q.comment_id DESC");
STATEMENT(CASE_FIND, PARAMETERS(id(comment), id(site), id(game), text(hidden)),
          COLUMNS(id(comment_id)),
          "SELECT q.comment_id FROM report_case q JOIN comment c ON c.id = q.comment_id"
          " JOIN thread t ON t.id = c.thread_id WHERE q.comment_id = ? AND " THREAD_SEEN_SQL
          " AND " THREAD_NOT_HIDDEN_SQL);
STATEMENT(CASE_CLAIM,
          PARAMETERS(id(account), instant(now), id(comment), again(account), instant(expired)),
          COLUMNS(),
          "UPDATE report_case SET claimed_id = ?, claimed = ? WHERE comment_id = ? AND state = 0"
          " AND (claimed_id IS NULL OR claimed_id = ? OR claimed < ?)");
STATEMENT(CASE_CLOSE, PARAMETERS(id(account), instant(now), id(act)), COLUMNS(),
          "UPDATE moderated_comment m JOIN report_case q ON q.comment_id = m.comment_id"
          " SET q.act_id = m.act_id, q.decided_id = ?, q.decided = ?,"
          " q.state = IF(m.state_after = 0, 1, 2) WHERE m.act_id = ? AND q.state = 0");
STATEMENT(CASE_REOPEN, PARAMETERS(id(act), id(undone)), COLUMNS(),
          "UPDATE moderated_comment m JOIN report_case q ON q.comment_id = m.comment_id"
          " SET q.state = 0, q.act_id = NULL, q.decided_id = NULL, q.decided = NULL"
          " WHERE m.act_id = ? AND q.act_id = ?");
STATEMENT(CASE_COUNT, PARAMETERS(id(site), id(game), text(hidden), number(limit)),
          COLUMNS(number(count)),
          "SELECT COUNT(*) FROM (SELECT 1 FROM report_case q JOIN comment c ON c.id = q.comment_id"
          " JOIN thread t ON t.id = c.thread_id WHERE q.state = 0 AND " THREAD_SEEN_SQL
          " AND " THREAD_NOT_HIDDEN_SQL " LIMIT ?) o");
STATEMENT_SET(report_statements, &REPORT_ADD, &CASE_ADD, &CASE_TELL, &CASE_LESSEN, &REPORT_DROP,
              &CASE_DROP, &REPORT_HAS, &CASES_WEIGHTIEST, &CASES_OLDEST, &CASES_NEWEST, &CASE_FIND,
              &CASE_CLAIM, &CASE_CLOSE, &CASE_REOPEN, &CASE_COUNT, &REFOLD, &REFOLD_LIST);

#define REPORT_REASON(NAME, TEXT) [REPORT_##NAME] = (TEXT),
static const char *const reason_names[] = {REPORT_REASONS(REPORT_REASON)};
#undef REPORT_REASON

const char *report_reason_name(enum report_reason reason)
{
    return reason_names[reason];
}

enum report_reason report_reason_named(const char *name)
{
    int reason = 0;

    while (reason < REPORT_REASON_COUNT && strcmp(reason_names[reason], name) != 0)
        reason++;
    return (enum report_reason)reason;
}

/* A change of reports on its way: of one comment, by somebody. */
struct reporting {
    const struct store *store;
    const struct actor *actor;
    const struct comment *comment;
    struct journal_entry entry;
    size_t entry_count; /* 1: the comment is folded now, or is not any more */
};

/* Folds the comment or unfolds it, as its case is by now. */
static int refold(struct reporting *reporting)
{
    struct database *database = reporting->store->database;
    const struct comment *comment = reporting->comment;

    if (database_run(database, &REFOLD, comment->id) != 0)
        return -1;
    if (database_changed(database) == 0)
        return 0;
    reporting->entry = (struct journal_entry){.kind = JOURNAL_EDIT,
                                              .site_id = comment->space.site_id,
                                              .game_id = comment->space.game_id,
                                              .board_id = comment->board_id,
                                              .thread_id = comment->thread_id,
                                              .comment_id = comment->id,
                                              .account_id = comment->author_id,
                                              .subject = comment->subject};
    reporting->entry_count = 1;
    if (journal_append(database, &reporting->entry) != 0)
        return -1;
    return audit_append(
        database, reporting->store->arena, reporting->actor,
        &(struct audit_entry){.act = comment->folded ? AUDIT_COMMENT_UNFOLD : AUDIT_COMMENT_FOLD,
                              .about_id = comment->author_id,
                              .subject = arena_format(reporting->store->arena, "comment:%" PRIu64,
                                                      comment->id)});
}

static enum report_result report_within(struct reporting *reporting, const struct report *report)
{
    struct database *database = reporting->store->database;
    uint64_t comment_id = reporting->comment->id;
    int64_t now = clock_now();

    if (database_run(database, &REPORT_ADD, comment_id, report->account_id, now,
                     report_reason_name(report->reason), report->note, report->weight) != 0)
        return database_failure(database) == DATABASE_DUPLICATE ? REPORT_AGAIN : REPORT_FAILED;
    if (database_run(database, &CASE_ADD, comment_id, report->site_id, report->weight, now) != 0)
        return REPORT_FAILED;
    return report->weight < REPORT_TRUSTED || refold(reporting) == 0 ? REPORT_DONE : REPORT_FAILED;
}

static enum report_result withdraw_within(struct reporting *reporting)
{
    struct database *database = reporting->store->database;
    uint64_t comment_id = reporting->comment->id, account_id = reporting->actor->account_id;

    if (database_run(database, &CASE_LESSEN, comment_id, account_id) != 0)
        return REPORT_FAILED;
    if (database_changed(database) == 0)
        return REPORT_NONE;
    return database_run(database, &REPORT_DROP, comment_id, account_id) == 0 &&
                   database_run(database, &CASE_DROP, comment_id) == 0 && refold(reporting) == 0
               ? REPORT_DONE
               : REPORT_FAILED;
}

static enum report_result finish_reporting(const struct reporting *reporting,
                                           enum report_result result)
{
    const struct store *store = reporting->store;

    if (result != REPORT_DONE) {
        database_rollback(store->database);
        return result;
    }
    return journal_commit(store->database, store->shared, &reporting->entry,
                          reporting->entry_count) == 0
               ? REPORT_DONE
               : REPORT_FAILED;
}

enum report_result report_add(const struct store *store, const struct actor *actor,
                              const struct comment *comment, const struct report *report)
{
    struct reporting reporting = {store, actor, comment, .entry_count = 0};

    if (database_begin(store->database) != 0)
        return REPORT_FAILED;
    return finish_reporting(&reporting, report_within(&reporting, report));
}

enum report_result report_withdraw(const struct store *store, const struct actor *actor,
                                   const struct comment *comment)
{
    struct reporting reporting = {store, actor, comment, .entry_count = 0};

    if (database_begin(store->database) != 0)
        return REPORT_FAILED;
    return finish_reporting(&reporting, withdraw_within(&reporting));
}

const uint64_t *report_refold(const struct store *store, uint64_t act_id, size_t *count)
{
    struct REFOLD_LIST_rows *rows =
        database_query(store->database, store->arena, &REFOLD_LIST, act_id);
    const struct REFOLD_LIST_row *row;
    uint64_t *ids;

    *count = 0;
    if (rows == NULL)
        return NULL;
    ids = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *ids);
    while ((row = rows_next(rows)) != NULL) {
        if (database_run(store->database, &REFOLD, row->comment_id) != 0)
            return NULL;
        ids[(*count)++] = row->comment_id;
    }
    return ids;
}

int report_tell(const struct store *store, const struct report_told *told)
{
    return database_run(store->database, &CASE_TELL, told->comment_id, told->site_id, clock_now(),
                        told->filter_id, told->found);
}

int report_has(const struct store *store, uint64_t comment_id, uint64_t account_id)
{
    struct REPORT_HAS_rows *rows =
        database_query(store->database, store->arena, &REPORT_HAS, comment_id, account_id);

    return rows == NULL ? -1 : rows_count(rows) > 0;
}

struct report_case *report_queue(const struct subject_place *place,
                                 const struct report_query *query, size_t *count)
{
    static const struct open_cases_statement *const orders[] = {
        [REPORTS_WEIGHTIEST] = &CASES_WEIGHTIEST,
        [REPORTS_OLDEST] = &CASES_OLDEST,
        [REPORTS_NEWEST] = &CASES_NEWEST,
    };
    int64_t expired = clock_now() - CLAIM_TIME;
    struct open_case_rows *rows =
        database_query(place->database, place->arena, orders[query->order], expired, query->after,
                       place->site_id, place->game_id, reader_hidden(&place->reader, place->arena),
                       query->reason, query->board_id, (uint64_t)query->kind,
                       (uint64_t)query->claim, expired, query->moderator_id, query->limit);
    const struct open_case_row *row;
    struct report_case *cases;

    *count = 0;
    if (rows == NULL)
        return NULL;
    cases = arena_alloc(place->arena, (rows_count(rows) + 1) * sizeof *cases);
    while ((row = rows_next(rows)) != NULL)
        cases[(*count)++] = (struct report_case){
            .comment_id = row->comment_id,
            .state = row->state,
            .html = row->html,
            .author_id = row->author_id,
            .author = row->author,
            .title = row->title,
            .weight = row->weight,
            .reports = row->reports,
            .opened = row->opened,
            .claimed_id = row->claimed_id,
            .claimed = row->claimed,
            .reasons = row->reasons,
            .notes = row->notes,
            .filter = row->filter,
            .found = row->found,
        };
    return cases;
}

int report_find(const struct subject_place *place, uint64_t comment_id)
{
    struct CASE_FIND_rows *rows = database_query(place->database, place->arena, &CASE_FIND,
                                                 comment_id, place->site_id, place->game_id,
                                                 reader_hidden(&place->reader, place->arena));

    return rows != NULL ? rows_count(rows) > 0 : -1;
}

/* One statement decides who gets it: its condition and its change are one. */
enum report_result report_claim(const struct store *store, uint64_t comment_id, uint64_t account_id)
{
    int64_t now = clock_now();

    if (database_run(store->database, &CASE_CLAIM, account_id, now, comment_id, now - CLAIM_TIME) !=
        0)
        return REPORT_FAILED;
    return database_changed(store->database) > 0 ? REPORT_DONE : REPORT_CLAIMED;
}

int report_count(const struct subject_place *place, uint64_t *count)
{
    const struct CASE_COUNT_row *row =
        database_row(place->database, place->arena, &CASE_COUNT, place->site_id, place->game_id,
                     reader_hidden(&place->reader, place->arena), (uint64_t)REPORTS_COUNTED_MAX);

    if (row == NULL)
        return -1;
    *count = row->count;
    return 0;
}

int report_close(const struct store *store, uint64_t act_id, uint64_t account_id)
{
    return database_run(store->database, &CASE_CLOSE, account_id, clock_now(), act_id);
}

int report_reopen(const struct store *store, uint64_t act_id, uint64_t undone_id, bool *reopened)
{
    if (database_run(store->database, &CASE_REOPEN, act_id, undone_id) != 0)
        return -1;
    *reopened = database_changed(store->database) > 0;
    return 0;
}
