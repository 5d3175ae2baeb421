/* Boards and threads. Counts of a board and its last comment are kept in a row of their own
 * (board_tally): counting would read all threads, and the board's own row, which every page
 * reads, would be locked by every post. */
#include "talk/thread.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/text/text.h"

ROW(board, id(id), text(name), text(title), text(description), instant(archived), number(threads),
    number(comments));
STATEMENT(
    BOARD_LIST, PARAMETERS(id(site)),
    COLUMNS(row(board, board), id(last_comment_id), text(last_author), text(last_title),
            instant(last_created)),
    "SELECT b.id, b.name, b.title, b.description, b.archived, n.threads, n.comments,"
    " n.last_comment_id, a.name, t.title, c.created FROM board b JOIN board_tally n ON n.board_id = b.id"
    " LEFT JOIN comment c ON c.id = n.last_comment_id"
    " LEFT JOIN account a ON a.id = c.author_id LEFT JOIN thread t ON t.id = c.thread_id"
    " WHERE b.site_id = ? ORDER BY b.position, b.id");
STATEMENT(
    BOARD_BY_NAME, PARAMETERS(id(site), text(name)), ROW_OF(board),
    "SELECT b.id, b.name, b.title, b.description, b.archived, n.threads, n.comments"
    " FROM board b JOIN board_tally n ON n.board_id = b.id WHERE b.site_id = ? AND b.name = ?");
STATEMENT(BOARD_PUT,
          PARAMETERS(id(site), text(name), text(title), text(description), number(position)),
          COLUMNS(),
          "INSERT INTO board (site_id, name, title, description, position) VALUES (?, ?, ?, ?, ?)"
          " ON DUPLICATE KEY UPDATE version = version + IF(title <> VALUES(title)"
          " OR description <> VALUES(description) OR position <> VALUES(position), 1, 0),"
          " title = VALUES(title), description = VALUES(description), position = VALUES(position)");
STATEMENT(BOARD_TALLY, PARAMETERS(id(site), text(name)), COLUMNS(),
          "INSERT IGNORE INTO board_tally (board_id) SELECT id FROM board"
          " WHERE site_id = ? AND name = ?");
ROW(thread_line, id(id), text(title), text(author), number(comments), instant(created),
    instant(activity), id(last_comment_id), text(last_author), flag(locked), number(section));
#define LINE_SQL(SECTION)                                                                          \
    "SELECT t.id, t.title, a.name, t.comments, t.created, t.activity, t.last_comment_id,"          \
    " (SELECT l.name FROM comment c JOIN account l ON l.id = c.author_id"                          \
    " WHERE c.id = t.last_comment_id) last_author, t.locked, " SECTION " section"
/* Announcements are so few that their index is read whole. */
#define ANNOUNCED_SQL                                                                              \
    " FROM thread t FORCE INDEX (announced) STRAIGHT_JOIN account a ON a.id = t.author_id"         \
    " WHERE t.announced > ? AND t.site_id = ? AND t.hidden = 0"                                    \
    " AND " THREAD_NOT_HIDDEN_SQL " ORDER BY t.announced, t.id LIMIT 5"
#define BEHIND_SQL " AND t.activity <= ? AND (t.activity < ? OR t.id < ?)"
#define LATEST_SQL " ORDER BY t.activity DESC, t.id DESC LIMIT ?"
/* Announcements, what is pinned, the others: one list, of which each part is a range of an index. */
STATEMENT(THREAD_LIST,
          PARAMETERS(instant(now), id(site), text(hidden), id(board), instant(pinned_from),
                     again(pinned_from), id(pinned_before), number(pinned_limit), again(board),
                     instant(from), again(from), id(before), number(limit)),
          ROW_OF(thread_line),
          "SELECT * FROM ((" LINE_SQL("0") ANNOUNCED_SQL ") UNION ALL (" LINE_SQL(
              "1") " FROM thread t FORCE INDEX (board_pinned) STRAIGHT_JOIN account a"
                   " ON a.id = t.author_id"
                   " WHERE t.board_id = ? AND t.pinned = 1 AND t.hidden = 0" BEHIND_SQL LATEST_SQL
                   ") UNION ALL (" LINE_SQL(
                       "2") " FROM thread t FORCE INDEX (board_shown)"
                            " STRAIGHT_JOIN account a ON a.id = t.author_id"
                            " WHERE t.board_id = ? AND t.hidden = 0 AND t.pinned = 0" BEHIND_SQL
                                LATEST_SQL ")) x"
                            " ORDER BY section, IF(section = 0, 0, activity) DESC, id DESC");
#define RECENT_SQL(SECTION)                                                                        \
    "SELECT t.id, t.title, a.name, t.comments, t.created, t.activity, t.last_comment_id,"          \
    " l.name last_author, t.locked, " SECTION " section, b.name board_name, b.title board_title"   \
    " FROM (SELECT id FROM thread "
#define RECENT_JOINS_SQL                                                                           \
    ") r JOIN thread t ON t.id = r.id JOIN board b ON b.id = t.board_id"                           \
    " JOIN account a ON a.id = t.author_id LEFT JOIN comment c ON c.id = t.last_comment_id"        \
    " LEFT JOIN account l ON l.id = c.author_id"
/* Of boards, without those that the reader may not read. */
STATEMENT(
    THREAD_RECENT,
    PARAMETERS(instant(now), id(site), text(hidden), again(site), again(hidden), number(limit)),
    COLUMNS(row(thread_line, thread), text(board_name), text(board_title)),
    "SELECT * FROM ((" RECENT_SQL(
        "0") "FORCE INDEX (announced) WHERE announced > ? AND site_id = ? AND hidden = 0"
             " AND FIND_IN_SET(board_id, ?) = 0"
             " ORDER BY announced, id LIMIT 5" RECENT_JOINS_SQL ") UNION ALL (" RECENT_SQL(
                 "2") "WHERE site_id = ?"
                      " AND hidden = 0 AND board_id IS NOT NULL AND FIND_IN_SET(board_id, ?) = 0"
                      " ORDER BY activity DESC, id DESC LIMIT ?" RECENT_JOINS_SQL
                      ")) x ORDER BY section, IF(section = 0, 0, activity) DESC, id DESC");
STATEMENT(THREAD_VERSION, PARAMETERS(id(thread)), COLUMNS(number(version)),
          "SELECT version FROM thread WHERE id = ?");
#define THREAD_SQL THREAD_COLUMNS_SQL " FROM thread t" THREAD_JOINS_SQL("t.opening_id")
STATEMENT(THREAD_BY_ID, PARAMETERS(id(thread), id(site)), ROW_OF(thread),
          THREAD_SQL " WHERE t.id = ? AND t.site_id = ? AND t.subject IS NULL");
STATEMENT(THREAD_BY_SUBJECT, PARAMETERS(id_or_null(site), id_or_null(game), text(subject)),
          ROW_OF(thread), THREAD_SQL " WHERE " THREAD_OF_SUBJECT_SQL);
STATEMENT(COMMENTS_BY, PARAMETERS(id(author)), COLUMNS(number(comments)),
          "SELECT COUNT(*) FROM comment WHERE author_id = ?");
STATEMENT(PAGE_COMMENTS_TOTAL, PARAMETERS(id(game)), COLUMNS(number(total)),
          "SELECT CAST(COALESCE(SUM(comments), 0) AS UNSIGNED) FROM thread"
          " WHERE game_id = ? AND hidden = 0");
STATEMENT_SET(thread_statements, &PAGE_COMMENTS_TOTAL, &COMMENTS_BY, &BOARD_LIST, &BOARD_BY_NAME,
              &BOARD_PUT, &BOARD_TALLY, &THREAD_LIST, &THREAD_RECENT, &THREAD_VERSION,
              &THREAD_BY_ID, &THREAD_BY_SUBJECT);

_Static_assert(ANNOUNCEMENTS_MAX == 5, "the statements say the number");

int page_comments_total(const struct store *store, uint64_t game_id, uint64_t *total)
{
    const struct PAGE_COMMENTS_TOTAL_row *row =
        database_row(store->database, store->arena, &PAGE_COMMENTS_TOTAL, game_id);

    if (row == NULL)
        return -1;
    *total = row->total;
    return 0;
}

/* What all that select boards begin with. */
static struct board board_of(const struct board_row *row)
{
    return (struct board){
        .id = row->id,
        .name = row->name,
        .title = row->title,
        .description = row->description,
        .archived = row->archived,
        .threads = row->threads,
        .comments = row->comments,
    };
}

struct board *board_list(const struct subject_place *place, size_t *count)
{
    struct arena *arena = place->arena;
    struct BOARD_LIST_rows *rows =
        database_query(place->database, arena, &BOARD_LIST, place->site_id);
    const struct BOARD_LIST_row *row;
    struct board *boards;

    *count = 0;
    if (rows == NULL)
        return NULL;
    boards = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *boards);
    while ((row = rows_next(rows)) != NULL) {
        struct board *board = &boards[*count];

        if (!reader_sees(&place->reader, row->board.id))
            continue;
        ++*count;
        *board = board_of(&row->board);
        board->last_comment_id = row->last_comment_id;
        board->last_author = row->last_author;
        board->last_title = row->last_title;
        board->last_created = row->last_created;
    }
    return boards;
}

int board_find(const struct subject_place *place, const char *name, struct board *board)
{
    struct board_rows *rows;
    const struct board_row *row;

    /* The column is ASCII: the database refuses to compare it with anything else. */
    for (const char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c > 0x7F)
            return 0;
    rows = database_query(place->database, place->arena, &BOARD_BY_NAME, place->site_id, name);
    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    /* And it finds a name in any case and with blanks behind it. */
    if (row == NULL || strcmp(row->name, name) != 0 || !reader_sees(&place->reader, row->id))
        return 0;
    *board = board_of(row);
    return 1;
}

int board_put(struct database *database, uint64_t site_id, const struct board *board,
              uint64_t position)
{
    if (database_run(database, &BOARD_PUT, site_id, board->name, board->title, board->description,
                     position) != 0)
        return -1;
    /* 1: a new row; what is told of a changed one (database_changed) stays told. */
    if (database_changed(database) != 1)
        return 0;
    return database_run(database, &BOARD_TALLY, site_id, board->name);
}

/* A line of a list of threads: the columns that all such lists begin with. */
static struct thread thread_of_line(const struct thread_line_row *row)
{
    return (struct thread){
        .id = row->id,
        .title = row->title,
        .author = row->author,
        .comments = row->comments,
        .created = row->created,
        .activity = row->activity,
        .last_comment_id = row->last_comment_id,
        .last_author = row->last_author,
        .locked = row->locked,
        .pinned = row->section == SECTION_PINNED,
    };
}

/* THREAD_LIST's condition says the range of the index first (activity <= from), and then what of
 * one instant was seen already: as OR alone the server would not read a range of the index. Behind
 * one of the others nothing is pinned any more. */
struct thread *thread_list(const struct subject_place *place, const struct thread_range *range,
                           size_t *announced, size_t *count)
{
    struct arena *arena = place->arena;
    const bool first = range->activity == 0, pinned = first || range->pinned;
    const int64_t from = first ? THREAD_LATEST : range->activity;
    struct thread_line_rows *rows =
        database_query(place->database, arena, &THREAD_LIST,
                       first && range->announcements ? clock_now() : THREAD_LATEST, place->site_id,
                       reader_hidden(&place->reader, arena), range->board_id, pinned ? from : 0,
                       range->id, pinned ? range->limit : 0, pinned ? THREAD_LATEST : from,
                       pinned ? 0 : range->id, range->limit);
    const struct thread_line_row *row;
    struct thread *threads;

    *count = *announced = 0;
    if (rows == NULL)
        return NULL;
    threads = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *threads);
    while ((row = rows_next(rows)) != NULL && *count < *announced + range->limit) {
        *announced += row->section == SECTION_ANNOUNCED;
        threads[(*count)++] = thread_of_line(row);
    }
    *count -= *announced;
    return threads;
}

struct thread *thread_recent(const struct subject_place *place, unsigned limit, size_t *announced,
                             size_t *count)
{
    struct arena *arena = place->arena;
    struct THREAD_RECENT_rows *rows = database_query(place->database, arena, &THREAD_RECENT,
                                                     clock_now(), place->site_id,
                                                     reader_hidden(&place->reader, arena), limit);
    const struct THREAD_RECENT_row *row;
    struct thread *threads;

    *count = *announced = 0;
    if (rows == NULL)
        return NULL;
    threads = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *threads);
    while ((row = rows_next(rows)) != NULL) {
        *announced += row->thread.section == SECTION_ANNOUNCED;
        threads[*count] = thread_of_line(&row->thread);
        threads[*count].board_name = row->board_name;
        threads[(*count)++].board_title = row->board_title;
    }
    *count -= *announced;
    return threads;
}

int thread_version(struct database *database, struct arena *arena, uint64_t id, uint64_t *version)
{
    struct THREAD_VERSION_rows *rows = database_query(database, arena, &THREAD_VERSION, id);
    const struct THREAD_VERSION_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *version = row->version;
    return 1;
}

/* The opening comment from the thread's row, which has it joined: every page of a thread shows
 * it, also those that show another part. It is its own top comment and root: comments of the
 * first level hang below it. */
static void fill_opening(const struct thread_row *row, const struct thread *thread,
                         struct comment *opening)
{
    *opening = (struct comment){
        .id = thread->opening_id,
        .thread_id = thread->id,
        .top_comment_id = thread->opening_id,
        .root_id = thread->opening_id,
        .author = row->author,
        .author_id = row->author_id,
        .imported = row->imported,
        .created = row->opened,
        .edited = row->edited,
        .score = row->score,
        .state = row->state,
        .folded = row->folded,
        .html = row->html,
        .body = row->body,
    };
}

void thread_of_row(struct arena *arena, const struct thread_row *row, struct thread *thread,
                   struct comment *opening)
{
    *thread = (struct thread){
        .id = row->id,
        .board_id = row->board_id,
        .board_name = row->board_name,
        .board_title = row->board_title,
        .subject = row->subject,
        .title = row->title,
        .author = row->author,
        .comments = row->comments,
        .created = row->created,
        .activity = row->activity,
        .opening_id = row->opening_id,
        .path = thread_where(arena, row->id, row->title, row->path),
        .space = {row->site_id, row->game_id},
        .locked = row->locked,
        .slow = row->slow,
        .version = row->version,
        .author_id = row->starter_id,
        .merged_id = row->merged_id,
        .lock = {.kind = row->lock_name != NULL ? "lock" : NULL,
                 .name = row->lock_name,
                 .reason = row->lock_reason,
                 .created = row->lock_created},
        .notice = {.kind = row->notice_kind,
                   .name = row->notice_name,
                   .reason = row->notice_reason,
                   .before = row->notice_before,
                   .created = row->notice_created,
                   .other_id = row->other_id,
                   .other_board_id = row->other_board_id,
                   .other_title = row->other_title,
                   .is_new = row->is_new,
                   .gone = row->gone},
    };
    fill_opening(row, thread, opening);
}

/* Reads the thread of a subject whose page is there. 1, 0 it has none yet, or -1. */
static int read_thread(const struct subject_place *place, const struct subject *subject,
                       struct thread *thread, struct comment *opening)
{
    struct database *database = place->database;
    struct arena *arena = place->arena;
    const struct subject_space space = subject_space(place, subject);
    struct thread_rows *rows;
    const struct thread_row *row;

    rows = subject_is_thread(place, subject)
               ? database_query(database, arena, &THREAD_BY_ID, subject->id, space.site_id)
               : database_query(database, arena, &THREAD_BY_SUBJECT, space.site_id, space.game_id,
                                subject_text(arena, subject));
    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL || !reader_sees(&place->reader, row->board_id))
        return 0;
    thread_of_row(arena, row, thread, opening);
    return 1;
}

/* The page is asked for first: where it is not there, or is another game's, so is what was said
 * below it. One that nobody has talked about has a discussion all the same, an empty one without an
 * id: the thread is made with its first comment. */
int discussion_find(const struct subject_place *place, const struct subject *subject,
                    struct thread *thread, struct comment *opening)
{
    struct subject_page page;
    int found = subject_page(place, subject, &page);

    if (found <= 0)
        return found;
    found = read_thread(place, subject, thread, opening);
    if (found > 0 && page.path != NULL)
        thread->path = page.path; /* as it is now: it may have moved since the first comment */
    if (found != 0 || page.title == NULL)
        return found;
    *opening = (struct comment){.id = 0};
    *thread = (struct thread){.subject = subject_text(place->arena, subject),
                              .title = page.title,
                              .path = page.path};
    return 1;
}

int thread_find(const struct subject_place *place, const struct subject *subject,
                struct thread *thread, struct comment *opening)
{
    int found = discussion_find(place, subject, thread, opening);

    return found > 0 && thread->id == 0 ? 0 : found;
}

char *thread_path(struct arena *arena, uint64_t id, const char *title)
{
    return arena_format(arena, "/forum/thread/%" PRIu64 "/%s", id, text_slug(arena, title));
}

char *thread_where(struct arena *arena, uint64_t id, const char *title, const char *path)
{
    return path != NULL ? arena_string(arena, path) : thread_path(arena, id, title);
}

const char *thread_prefix(const struct thread *thread)
{
    return thread->subject != NULL ? "talk_" : "";
}

char *thread_branch(struct arena *arena, const struct thread *thread, uint64_t under)
{
    return arena_format(arena, "%s?%sunder=%" PRIu64 "%s", thread->path, thread_prefix(thread),
                        under, thread->subject != NULL ? "#talk" : "");
}

char *thread_subject(struct arena *arena, const struct thread *thread)
{
    struct subject own = subject_of_thread(thread->id);

    return thread->subject != NULL ? arena_string(arena, thread->subject)
                                   : subject_text(arena, &own);
}

int thread_comments_by(struct database *database, struct arena *arena, uint64_t account_id,
                       uint64_t *comments)
{
    const struct COMMENTS_BY_row *row = database_row(database, arena, &COMMENTS_BY, account_id);

    if (row == NULL)
        return -1;
    *comments = row->comments;
    return 0;
}
