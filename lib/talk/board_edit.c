/* A change locks all boards of the site, in their order: it makes changes wait for each other, and an
 * order has no gaps and no two boards at one place. Who may read or write a board is rows of
 * board_access, which workers keep with the roles; so that changes of them are told as changes of
 * roles, too. */
#include "talk/board_edit.h"

#include <inttypes.h>
#include <string.h>

#include "auth/role_edit.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "store/journal.h"

ROW(settings, id(id), text(name), text(title), text(description), instant(archived),
    number(threads), number(comments), number(version));
#define SETTINGS_SQL                                                                               \
    "SELECT b.id, b.name, b.title, b.description, b.archived, n.threads, n.comments, b.version"    \
    " FROM board b JOIN board_tally n ON n.board_id = b.id WHERE b.site_id = ?"                    \
    " ORDER BY b.position, b.id"
STATEMENT(SETTINGS_LIST, PARAMETERS(id(site)), ROW_OF(settings), SETTINGS_SQL);
STATEMENT(SETTINGS_ACCESS, PARAMETERS(id(site)),
          COLUMNS(id(board_id), text(permission), id(role_id)),
          "SELECT board_id, permission, role_id FROM board_access"
          " WHERE site_id = ? AND role_id <> 0 ORDER BY board_id, permission, role_id");
STATEMENT(BOARDS_LOCK, PARAMETERS(id(site)), COLUMNS(id(id)),
          "SELECT id FROM board WHERE site_id = ? FOR UPDATE");
STATEMENT(BOARD_INSERT, PARAMETERS(id(site), text(name), text(title), text(description)), COLUMNS(),
          "INSERT INTO board (site_id, name, title, description, position)"
          " VALUES (?, ?, ?, ?, 65535)");
STATEMENT(TALLY_INSERT, PARAMETERS(id(board)), COLUMNS(),
          "INSERT INTO board_tally (board_id) VALUES (?)");
STATEMENT(BOARD_UPDATE, PARAMETERS(text(name), text(title), text(description), id(board)),
          COLUMNS(),
          "UPDATE board SET name = ?, title = ?, description = ?, version = version + 1"
          " WHERE id = ?");
STATEMENT(BOARD_PLACE, PARAMETERS(number(position), id(board)), COLUMNS(),
          "UPDATE board SET position = ? WHERE id = ?");
STATEMENT(BOARD_SET_ARCHIVED, PARAMETERS(instant_or_null(archived), id(board)), COLUMNS(),
          "UPDATE board SET archived = ?, version = version + 1 WHERE id = ?");
STATEMENT(ACCESS_ADD, PARAMETERS(id(board), text(permission), id(role), id(site)), COLUMNS(),
          "INSERT IGNORE INTO board_access (board_id, permission, role_id, site_id)"
          " VALUES (?, ?, ?, ?)");
STATEMENT(ACCESS_DROP_ROLES, PARAMETERS(id(board)), COLUMNS(),
          "DELETE FROM board_access WHERE board_id = ? AND role_id <> 0");
STATEMENT(ACCESS_DROP_NOBODY, PARAMETERS(id(board)), COLUMNS(),
          "DELETE FROM board_access WHERE board_id = ? AND role_id = 0");
STATEMENT(ACCESS_DROP, PARAMETERS(id(board)), COLUMNS(),
          "DELETE FROM board_access WHERE board_id = ?");
STATEMENT(BOARD_THREAD, PARAMETERS(id(board)), COLUMNS(id(id)),
          "SELECT id FROM thread WHERE board_id = ? LIMIT 1");
STATEMENT(TALLY_DELETE, PARAMETERS(id(board)), COLUMNS(),
          "DELETE FROM board_tally WHERE board_id = ?");
STATEMENT(BOARD_DELETE, PARAMETERS(id(board)), COLUMNS(), "DELETE FROM board WHERE id = ?");
STATEMENT_SET(board_edit_statements, &SETTINGS_LIST, &SETTINGS_ACCESS, &BOARDS_LOCK, &BOARD_INSERT,
              &TALLY_INSERT, &BOARD_UPDATE, &BOARD_PLACE, &BOARD_SET_ARCHIVED, &ACCESS_ADD,
              &ACCESS_DROP_ROLES, &ACCESS_DROP_NOBODY, &ACCESS_DROP, &BOARD_THREAD, &TALLY_DELETE,
              &BOARD_DELETE);

/* ---- reading ---- */

/* Gives each board its part of what is kept for some: both lists are read whole, as a site has few
 * boards. */
static int read_kept(const struct store *store, uint64_t site_id, struct board_settings *boards,
                     size_t count)
{
    struct SETTINGS_ACCESS_rows *rows =
        database_query(store->database, store->arena, &SETTINGS_ACCESS, site_id);
    const struct SETTINGS_ACCESS_row *row;
    struct board_access *all;
    size_t read = 0;

    if (rows == NULL)
        return -1;
    all = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *all);
    while ((row = rows_next(rows)) != NULL)
        all[read++] = (struct board_access){site_id, row->board_id,
                                            permission_named(row->permission), row->role_id};
    for (size_t i = 0; i < count; i++) {
        size_t first = 0;

        while (first < read && all[first].board_id != boards[i].id)
            first++;
        boards[i].access = &all[first];
        while (first < read && all[first].board_id == boards[i].id) {
            boards[i].access_count++;
            first++;
        }
    }
    return 0;
}

struct board_settings *board_settings_list(const struct store *store, uint64_t site_id,
                                           size_t *count)
{
    struct settings_rows *rows =
        database_query(store->database, store->arena, &SETTINGS_LIST, site_id);
    const struct settings_row *row;
    struct board_settings *boards;

    *count = 0;
    if (rows == NULL)
        return NULL;
    boards = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *boards);
    while ((row = rows_next(rows)) != NULL) {
        boards[*count] = (struct board_settings){
            .id = row->id,
            .site_id = site_id,
            .name = row->name,
            .title = row->title,
            .description = row->description,
            .place = *count + 1,
            .archived = row->archived,
            .threads = row->threads,
            .comments = row->comments,
            .version = row->version,
        };
        ++*count;
    }
    return read_kept(store, site_id, boards, *count) == 0 ? boards : NULL;
}

static const struct board_settings *board_in(const struct board_settings *boards, size_t count,
                                             uint64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (boards[i].id == id)
            return &boards[i];
    return NULL;
}

int board_settings_find(const struct store *store, uint64_t site_id, uint64_t id,
                        struct board_settings *board)
{
    size_t count;
    const struct board_settings *boards = board_settings_list(store, site_id, &count);
    const struct board_settings *found = boards != NULL ? board_in(boards, count, id) : NULL;

    if (found != NULL)
        *board = *found;
    return boards == NULL ? -1 : found != NULL;
}

/* ---- a change ---- */

struct boards_change {
    const struct board_actor *actor;
    struct arena *arena;
    struct database *database;
    uint64_t site_id;
    const struct board_settings *boards; /* before it */
    size_t count;
};

/* What they may on a board as it is now, within the transaction. */
static enum board_result judge_editor(const struct boards_change *change, uint64_t board_id,
                                      bool *may)
{
    struct roles *roles;
    const struct role_scope scope = {change->site_id, board_id};

    *may = change->actor->grants == NULL;
    if (*may)
        return BOARD_DONE;
    roles = roles_open();
    if (roles_read(roles, change->database) != 0) {
        roles_close(roles);
        return BOARD_FAILED;
    }
    *may = permission_held(permissions_at(roles, change->actor->grants, scope, clock_now()),
                           PERMISSION_BOARD_EDIT);
    roles_close(roles);
    return BOARD_DONE;
}

/* Opens the transaction, reads the boards and finds the one with ID (0: none is asked for). */
static enum board_result begin_board_change(struct boards_change *change,
                                            const struct board_actor *actor, uint64_t id,
                                            const struct board_settings **board)
{
    enum board_result result;
    bool may;

    *change = (struct boards_change){.actor = actor,
                                     .arena = actor->store->arena,
                                     .database = actor->store->database,
                                     .site_id = actor->who->site_id};
    *board = NULL;
    if (database_begin(change->database) != 0 ||
        database_query(change->database, change->arena, &BOARDS_LOCK, change->site_id) == NULL)
        return BOARD_FAILED;
    change->boards = board_settings_list(actor->store, change->site_id, &change->count);
    if (change->boards == NULL)
        return BOARD_FAILED;
    if (id != 0)
        *board = board_in(change->boards, change->count, id);
    if (id != 0 && *board == NULL)
        return BOARD_MISSING;
    result = judge_editor(change, id, &may);
    return result == BOARD_DONE && !may ? BOARD_NOT_ALLOWED : result;
}

/* Ends a change with RESULT: commits where all of it was done. */
static enum board_result finish_board_change(const struct boards_change *change,
                                             enum board_result result, uint64_t board_id,
                                             const struct audit_entry *record)
{
    struct journal_entry entries[] = {
        {.kind = JOURNAL_SITE, .site_id = change->site_id, .board_id = board_id},
        {.kind = JOURNAL_ROLES, .account_id = change->actor->who->account_id},
    };
    const size_t count = sizeof entries / sizeof entries[0];

    for (size_t i = 0; result == BOARD_DONE && i < count; i++)
        if (journal_append(change->database, &entries[i]) != 0)
            result = BOARD_FAILED;
    if (result == BOARD_DONE &&
        audit_append(change->database, change->arena, change->actor->who, record) != 0)
        result = BOARD_FAILED;
    if (result == BOARD_DONE)
        return journal_commit(change->database, change->actor->store->shared, entries, count) == 0
                   ? BOARD_DONE
                   : BOARD_FAILED;
    if (result == BOARD_FAILED && database_failure(change->database) == DATABASE_DUPLICATE)
        result = BOARD_NAME_TAKEN;
    database_rollback(change->database);
    return result;
}

/* ---- what is recorded ---- */

static const char *board_subject(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "board:%" PRIu64, id);
}

/* All of a board that can change. */
static const char *board_text(struct arena *arena, const struct board_settings *board)
{
    struct buffer text = buffer_open(arena, 256);
    enum permission last = PERMISSION_NONE;

    buffer_format(&text, "%s \"%s\" \"%s\" at %" PRIu64, board->name, board->title,
                  board->description, board->place);
    for (size_t i = 0; i < board->access_count; i++) {
        const struct board_access *access = &board->access[i];

        if (access->permission != last)
            buffer_format(&text, "; %s: only roles", permission_name(access->permission));
        last = access->permission;
        buffer_format(&text, " %" PRIu64, access->role_id);
    }
    return text.data;
}

/* ---- the rules ---- */

/* Names that the forum's own pages have, or may have some day. */
static bool is_page_name(const char *name)
{
    static const char *const names[] = {"acts",       "all",   "comment", "comments", "held",
                                        "moderation", "new",   "queue",   "recent",   "reply",
                                        "reports",    "rules", "search",  "thread",   "threads",
                                        "unread",     "user",  "watched", NULL};

    for (size_t i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static bool is_line(const char *text, size_t min, size_t max)
{
    return text_check(text, strlen(text), false) == TEXT_VALID && text_characters(text) <= max &&
           (min == 0 || !text_blank(text));
}

static enum board_result check_board(const struct board_settings *board)
{
    size_t length = strlen(board->name);

    if (length == 0 || length > BOARD_NAME_MAX ||
        strspn(board->name, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
        return BOARD_NAME_INVALID;
    if (!is_line(board->title, 1, BOARD_TITLE_MAX))
        return BOARD_TITLE_INVALID;
    return is_line(board->description, 0, BOARD_DESCRIPTION_MAX) ? BOARD_DONE
                                                                 : BOARD_DESCRIPTION_INVALID;
}

/* Whether two have the same kept for the same roles. Both are in one order. */
static bool same_access(const struct board_settings *a, const struct board_settings *b)
{
    if (a->access_count != b->access_count)
        return false;
    for (size_t i = 0; i < a->access_count; i++) {
        bool found = false;

        for (size_t j = 0; j < b->access_count && !found; j++)
            found = a->access[i].permission == b->access[j].permission &&
                    a->access[i].role_id == b->access[j].role_id;
        if (!found)
            return false;
    }
    return true;
}

/* ---- writing ---- */

/* Writes for which roles what is kept. Administrators are always among them, so that there is always
 * a row that says that it is kept. */
static enum board_result write_access(const struct boards_change *change, uint64_t board_id,
                                      const struct board_settings *board)
{
    struct roles *roles = roles_open();
    enum board_result result = BOARD_DONE;

    if (database_run(change->database, &ACCESS_DROP_ROLES, board_id) != 0 ||
        roles_read(roles, change->database) != 0)
        result = BOARD_FAILED;
    for (size_t i = 0; result == BOARD_DONE && i < board->access_count; i++) {
        const struct board_access *access = &board->access[i];
        const struct role *role = role_by_id(roles, access->role_id);
        const struct role *administrators = role_named(roles, ROLE_ADMINISTRATOR);

        if (role == NULL || administrators == NULL ||
            (PERMISSION_BIT(access->permission) & BOARD_ACCESS_PERMISSIONS) == 0)
            continue;
        if (role->denies)
            result = BOARD_ROLE_DENIES;
        else if (database_run(change->database, &ACCESS_ADD, board_id,
                              permission_name(access->permission), administrators->id,
                              change->site_id) != 0 ||
                 database_run(change->database, &ACCESS_ADD, board_id,
                              permission_name(access->permission), role->id, change->site_id) != 0)
            result = BOARD_FAILED;
    }
    roles_close(roles);
    return result;
}

/* Numbers the boards anew, with the one of ID at PLACE, or last. */
static enum board_result write_places(const struct boards_change *change, uint64_t id,
                                      uint64_t place)
{
    uint64_t position = 0;
    bool put = false;

    if (place == 0 || place > change->count)
        place = change->count + 1;
    for (size_t i = 0; i < change->count; i++) {
        const struct board_settings *board = &change->boards[i];

        if (board->id == id)
            continue;
        position++;
        if (position == place) {
            put = true;
            if (database_run(change->database, &BOARD_PLACE, position++, id) != 0)
                return BOARD_FAILED;
        }
        if (database_run(change->database, &BOARD_PLACE, position, board->id) != 0)
            return BOARD_FAILED;
    }
    return put || database_run(change->database, &BOARD_PLACE, position + 1, id) == 0
               ? BOARD_DONE
               : BOARD_FAILED;
}

/* Whether the actor is still among those who may read and edit a board, as it was written. */
static enum board_result check_kept_in(const struct boards_change *change, uint64_t board_id)
{
    bool may;
    enum board_result result = judge_editor(change, board_id, &may);

    return result == BOARD_DONE && !may ? BOARD_LOCKED_OUT : result;
}

static enum board_result insert_board(const struct boards_change *change,
                                      const struct board_settings *board, uint64_t *id)
{
    struct database *database = change->database;
    enum board_result result;

    if (database_run(database, &BOARD_INSERT, change->site_id, board->name, board->title,
                     board->description) != 0)
        return BOARD_FAILED;
    *id = database_made_id(database);
    if (database_run(database, &TALLY_INSERT, *id) != 0)
        return BOARD_FAILED;
    result = write_places(change, *id, board->place);
    if (result == BOARD_DONE)
        result = write_access(change, *id, board);
    return result == BOARD_DONE ? check_kept_in(change, *id) : result;
}

enum board_result board_make(const struct board_actor *actor, const struct board_settings *board,
                             uint64_t *id)
{
    const struct board_settings *none;
    struct boards_change change;
    struct board_settings made = *board;
    enum board_result result = is_page_name(board->name) ? BOARD_NAME_TAKEN : check_board(board);

    *id = 0;
    if (result != BOARD_DONE)
        return result;
    result = begin_board_change(&change, actor, 0, &none);
    if (result == BOARD_DONE && change.count >= BOARDS_MAX)
        result = BOARD_TOO_MANY;
    if (result == BOARD_DONE)
        result = insert_board(&change, board, id);
    if (made.place == 0)
        made.place = change.count + 1;
    return finish_board_change(&change, result, *id,
                               &(struct audit_entry){.act = AUDIT_BOARD_MAKE,
                                                     .subject = board_subject(change.arena, *id),
                                                     .after = board_text(change.arena, &made)});
}

static enum board_result update_board(const struct boards_change *change,
                                      const struct board_settings *present,
                                      const struct board_settings *wanted)
{
    enum board_result result = BOARD_DONE;

    if ((wanted->version != 0 && wanted->version != present->version) ||
        (wanted->place != 0 && wanted->place_seen != 0 && wanted->place_seen != present->place))
        return BOARD_IS_CHANGED;
    if (strcmp(wanted->name, present->name) != 0 && is_page_name(wanted->name))
        return BOARD_NAME_TAKEN;
    if (database_run(change->database, &BOARD_UPDATE, wanted->name, wanted->title,
                     wanted->description, wanted->id) != 0)
        return BOARD_FAILED;
    if (wanted->place != 0 && wanted->place != present->place)
        result = write_places(change, wanted->id, wanted->place);
    if (result == BOARD_DONE && !same_access(present, wanted))
        result = write_access(change, wanted->id, wanted);
    return result == BOARD_DONE ? check_kept_in(change, wanted->id) : result;
}

enum board_result board_change(const struct board_actor *actor, const struct board_settings *wanted)
{
    const struct board_settings *present;
    struct boards_change change;
    struct audit_entry record = {.act = AUDIT_BOARD_CHANGE};
    enum board_result result = check_board(wanted);

    if (result != BOARD_DONE)
        return result;
    result = begin_board_change(&change, actor, wanted->id, &present);
    if (result == BOARD_DONE)
        result = update_board(&change, present, wanted);
    if (present != NULL) {
        struct board_settings after = *wanted;

        after.place = wanted->place != 0 ? wanted->place : present->place;
        record = (struct audit_entry){.act = AUDIT_BOARD_CHANGE,
                                      .subject = board_subject(change.arena, wanted->id),
                                      .before = board_text(change.arena, present),
                                      .after = board_text(change.arena, &after)};
    }
    return finish_board_change(&change, result, wanted->id, &record);
}

static enum board_result write_archived(const struct boards_change *change, uint64_t id,
                                        bool archived)
{
    struct database *database = change->database;

    if (database_run(database, &ACCESS_DROP_NOBODY, id) != 0 ||
        database_run(database, &BOARD_SET_ARCHIVED, archived ? clock_now() : 0, id) != 0)
        return BOARD_FAILED;
    for (int i = 1; archived && i < PERMISSIONS; i++)
        if (permission_held(BOARD_ARCHIVE_PERMISSIONS, i) &&
            database_run(database, &ACCESS_ADD, id, permission_name(i), BOARD_FOR_NOBODY,
                         change->site_id) != 0)
            return BOARD_FAILED;
    return BOARD_DONE;
}

enum board_result board_archive(const struct board_actor *actor, uint64_t id, bool archived)
{
    const struct board_settings *board;
    struct boards_change change;
    enum board_result result = begin_board_change(&change, actor, id, &board);

    if (result == BOARD_DONE && board != NULL && (board->archived != 0) == archived)
        result = BOARD_IS_CHANGED;
    if (result == BOARD_DONE)
        result = write_archived(&change, id, archived);
    return finish_board_change(&change, result, id,
                               &(struct audit_entry){.act = archived ? AUDIT_BOARD_ARCHIVE
                                                                     : AUDIT_BOARD_RESTORE,
                                                     .subject = board_subject(change.arena, id),
                                                     .after = board != NULL ? board->name : NULL});
}

/* What was granted on it stays where it is: it opens nothing any more. */
static enum board_result remove_board(const struct boards_change *change, uint64_t id)
{
    struct database *database = change->database;
    struct BOARD_THREAD_rows *rows = database_query(database, change->arena, &BOARD_THREAD, id);

    if (rows == NULL)
        return BOARD_FAILED;
    if (rows_count(rows) > 0)
        return BOARD_NOT_EMPTY;
    return database_run(database, &ACCESS_DROP, id) == 0 &&
                   database_run(database, &TALLY_DELETE, id) == 0 &&
                   database_run(database, &BOARD_DELETE, id) == 0
               ? BOARD_DONE
               : BOARD_FAILED;
}

enum board_result board_delete(const struct board_actor *actor, uint64_t id)
{
    const struct board_settings *board;
    struct boards_change change;
    enum board_result result = begin_board_change(&change, actor, id, &board);

    if (result == BOARD_DONE)
        result = remove_board(&change, id);
    return finish_board_change(&change, result, id,
                               &(struct audit_entry){.act = AUDIT_BOARD_DELETE,
                                                     .subject = board_subject(change.arena, id),
                                                     .before = board != NULL
                                                                   ? board_text(change.arena, board)
                                                                   : NULL});
}

/* ---- what is said of it ---- */

const char *board_result_message(enum board_result result)
{
    static const char *const messages[BOARD_RESULTS] = {
        [BOARD_DONE] = "",
        [BOARD_FAILED] = N_("The database does not answer. Nothing was changed; please try again."),
        [BOARD_MISSING] = N_("There is no such board."),
        [BOARD_NAME_INVALID] = N_(
            "A board's name has 1 to 32 small letters, digits and hyphens: it stands in addresses."),
        [BOARD_NAME_TAKEN] = N_("This name is taken, by another board or by a page of the forum."),
        [BOARD_TITLE_INVALID] = N_("A board has a title, of at most 100 characters in one line."),
        [BOARD_DESCRIPTION_INVALID] = N_("A description is one line of at most 300 characters."),
        [BOARD_IS_CHANGED] =
            N_("Somebody else changed this board since you opened it. What it is now"
               " is marked below; send the form again to have it your way."),
        [BOARD_NOT_EMPTY] = N_("There are threads on this board, removed ones too. Move them to"
                               " another board first, or archive this one."),
        [BOARD_NOT_ALLOWED] = N_("You are not allowed to change this board."),
        [BOARD_LOCKED_OUT] = N_("You would no longer be among those who may read this board. Name a"
                                " role that you have yourself."),
        [BOARD_ROLE_DENIES] =
            N_("A role that takes permissions away lets nobody in. Choose others."),
        [BOARD_TOO_MANY] = N_("A site has at most 200 boards."),
    };

    return _(messages[result]);
}

_Static_assert(BOARD_NAME_MAX == 32 && BOARD_TITLE_MAX == 100 && BOARD_DESCRIPTION_MAX == 300 &&
                   BOARDS_MAX == 200,
               "messages say the numbers");
