/* The journal's rows and what follows from each: which generations move.
 *
 * It is a table and not a message queue or the binary log, as a row of it is committed or lost
 * together with what it tells of: there is no moment in which one is there without the other,
 * whichever process dies. Generations are bumped after the commit, twice: by the worker that
 * wrote, so that whoever was answered sees their own write at once, and by the follower of each
 * host, which covers other hosts' writes and workers that were killed between commit and bump.
 * Bumping twice costs a page's rebuild at worst.
 *
 * It must be after the commit. A bump before it would let a reader take the new stamp, read the
 * old row and keep the old page under the new stamp for as long as nothing else changes. */
#include "store/journal.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"

#define ENTRY_COLUMNS                                                                              \
    "id, kind, site_id, board_id, thread_id, comment_id, account_id, subject, game_id,"            \
    " entry_id"
ROW(journal, id(id), text(kind), id(site_id), id(board_id), id(thread_id), id(comment_id),
    id(account_id), text(subject), id(game_id), id(entry_id));

STATEMENT(JOURNAL_APPEND,
          PARAMETERS(instant(created), text(kind), id(site), id(board), id(thread), id(comment),
                     id(account), text(subject), id(game), id(entry)),
          COLUMNS(),
          "INSERT INTO journal (created, kind, site_id, board_id, thread_id, comment_id,"
          " account_id, subject, game_id, entry_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(JOURNAL_AFTER, PARAMETERS(id(after), number(limit)), ROW_OF(journal),
          "SELECT " ENTRY_COLUMNS " FROM journal WHERE id > ? ORDER BY id LIMIT ?");
STATEMENT(JOURNAL_BY_THREAD, PARAMETERS(id(thread), id(after), number(limit)), ROW_OF(journal),
          "SELECT " ENTRY_COLUMNS " FROM journal WHERE thread_id = ? AND id > ?"
          " ORDER BY id LIMIT ?");
STATEMENT(JOURNAL_LAST, PARAMETERS(), COLUMNS(id(last)),
          "SELECT COALESCE(MAX(id), 0) FROM journal");
STATEMENT(FOLLOWER_POSITION, PARAMETERS(text(host)), COLUMNS(id(position)),
          "SELECT position FROM follower WHERE host = ?");
STATEMENT(FOLLOWER_KNOWN, PARAMETERS(), COLUMNS(id(position)),
          "SELECT COALESCE(MAX(position), 0) FROM follower");
STATEMENT(FOLLOWER_LIST, PARAMETERS(number(limit)), COLUMNS(text(host), id(position)),
          "SELECT host, position FROM follower ORDER BY host LIMIT ?");
STATEMENT(FOLLOWER_SET, PARAMETERS(text(host), id(position), instant(updated)), COLUMNS(),
          "INSERT INTO follower (host, position, updated) VALUES (?, ?, ?)"
          " ON DUPLICATE KEY UPDATE position = VALUES(position), updated = VALUES(updated)");
STATEMENT(TRANSACTION_HORIZON, PARAMETERS(), COLUMNS(instant(started), instant(now)),
          "SELECT COALESCE(MIN(trx_started), SYSDATE()), SYSDATE(6)"
          " FROM information_schema.innodb_trx WHERE trx_mysql_thread_id <> CONNECTION_ID()");
STATEMENT_SET(journal_statements, &JOURNAL_APPEND, &JOURNAL_AFTER, &JOURNAL_BY_THREAD,
              &JOURNAL_LAST, &FOLLOWER_POSITION, &FOLLOWER_KNOWN, &FOLLOWER_LIST, &FOLLOWER_SET,
              &TRANSACTION_HORIZON);

static const char *const kind_names[JOURNAL_KINDS] = {
    [JOURNAL_COMMENT] = "comment", [JOURNAL_EDIT] = "edit",     [JOURNAL_RATING] = "rating",
    [JOURNAL_REMOVE] = "remove",   [JOURNAL_IMPORT] = "import", [JOURNAL_ACCOUNT] = "account",
    [JOURNAL_LINK] = "link",       [JOURNAL_SITE] = "site",     [JOURNAL_ENTRY] = "entry",
    [JOURNAL_LORE] = "lore",       [JOURNAL_TITLE] = "title",   [JOURNAL_ROLES] = "roles",
    [JOURNAL_BANS] = "bans",       [JOURNAL_THREAD] = "thread", [JOURNAL_NAME] = "name",
    [JOURNAL_FILTERS] = "filters", [JOURNAL_HELD] = "held",
};

const char *journal_kind_name(enum journal_kind kind)
{
    return kind_names[kind];
}

int journal_append(struct database *database, struct journal_entry *entry)
{
    if (database_run(database, &JOURNAL_APPEND, clock_now(), kind_names[entry->kind],
                     entry->site_id, entry->board_id, entry->thread_id, entry->comment_id,
                     entry->account_id, entry->subject, entry->game_id, entry->entry_id) != 0)
        return -1;
    entry->id = database_made_id(database);
    return 0;
}

static void bump(struct shared *shared, const char *what, uint64_t id)
{
    char key[40];

    if (id == 0)
        return;
    snprintf(key, sizeof key, "%s:%llu", what, (unsigned long long)id);
    generation_bump(shared, key);
}

static void bump_lore(struct shared *shared, const struct journal_entry *entry)
{
    bump(shared, "entry", entry->entry_id);
    bump(shared, "lore", entry->game_id);
    if (entry->kind == JOURNAL_LORE)
        bump(shared, "import", entry->game_id);
}

/* As little as what the row changed is shown on: a vote leaves the pages of boards and sites as
 * they are kept, as scores stand beside comments alone. A discussion is known to its pages by its
 * subject, a thread of a board by its id. */
void journal_bump(struct shared *shared, const struct journal_entry *entry)
{
    if (entry->kind == JOURNAL_ENTRY || entry->kind == JOURNAL_LORE) {
        bump_lore(shared, entry);
        return;
    }
    if (entry->kind == JOURNAL_ROLES || entry->kind == JOURNAL_BANS ||
        entry->kind == JOURNAL_FILTERS) {
        generation_bump(shared, kind_names[entry->kind]);
        return;
    }
    if (entry->kind == JOURNAL_HELD) {
        bump(shared, "votes", entry->account_id);
        return;
    }
    if (entry->kind == JOURNAL_NAME) {
        bump(shared, "account", entry->account_id);
        generation_bump(shared, "names");
        return;
    }
    if (entry->subject != NULL)
        generation_bump(shared, entry->subject);
    else
        bump(shared, "thread", entry->thread_id);
    if (entry->kind == JOURNAL_SITE)
        generation_bump(shared, "sites");
    if (entry->kind == JOURNAL_TITLE || entry->kind == JOURNAL_THREAD)
        bump(shared, "titles", entry->site_id);
    if (entry->kind != JOURNAL_RATING) {
        bump(shared, "board", entry->board_id);
        bump(shared, "site", entry->site_id);
        bump(shared, "talk", entry->game_id);
    }
    bump(shared, entry->kind == JOURNAL_ACCOUNT ? "account" : "votes", entry->account_id);
}

/* The generations move before the follower is woken: whoever is killed in between leaves it to the
 * follower's next look, which bumps them again. */
void journal_tell(struct shared *shared, const struct journal_entry *entries, size_t count)
{
    fault_point("after-commit");
    for (size_t i = 0; shared != NULL && i < count; i++)
        journal_bump(shared, &entries[i]);
    if (shared != NULL)
        wakeup_send(shared);
}

int journal_commit(struct database *database, struct shared *shared,
                   const struct journal_entry *entries, size_t count)
{
    if (database_commit(database) != 0)
        return -1;
    journal_tell(shared, entries, count);
    return 0;
}

static enum journal_kind kind_named(const char *name)
{
    for (int i = 0; i < JOURNAL_KINDS; i++)
        if (strcmp(kind_names[i], name) == 0)
            return (enum journal_kind)i;
    /* A newer version wrote it: whatever it is, what it names has changed. */
    log_warning("journal: unknown kind \"%s\"", name);
    return JOURNAL_IMPORT;
}

static struct journal_entry entry_of(const struct journal_row *row)
{
    return (struct journal_entry){
        .id = row->id,
        .kind = kind_named(row->kind),
        .site_id = row->site_id,
        .board_id = row->board_id,
        .thread_id = row->thread_id,
        .comment_id = row->comment_id,
        .account_id = row->account_id,
        .subject = row->subject,
        .game_id = row->game_id,
        .entry_id = row->entry_id,
    };
}

static struct journal_entry *entries_of(struct arena *arena, struct journal_rows *rows,
                                        size_t *count)
{
    const struct journal_row *row;
    struct journal_entry *entries;

    *count = 0;
    if (rows == NULL)
        return NULL;
    entries = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *entries);
    while ((row = rows_next(rows)) != NULL)
        entries[(*count)++] = entry_of(row);
    return entries;
}

struct journal_entry *journal_read(struct database *database, struct arena *arena, uint64_t after,
                                   unsigned limit, size_t *count)
{
    return entries_of(arena, database_query(database, arena, &JOURNAL_AFTER, after, limit), count);
}

struct journal_entry *journal_of_thread(struct database *database, struct arena *arena,
                                        const struct journal_range *range, size_t *count)
{
    return entries_of(arena,
                      database_query(database, arena, &JOURNAL_BY_THREAD, range->thread_id,
                                     range->after, range->limit),
                      count);
}

int journal_last(struct database *database, struct arena *arena, uint64_t *id)
{
    const struct JOURNAL_LAST_row *row = database_row(database, arena, &JOURNAL_LAST);

    if (row == NULL)
        return -1;
    *id = row->last;
    return 0;
}

int journal_position(struct database *database, struct arena *arena, const char *host,
                     uint64_t *position)
{
    struct FOLLOWER_POSITION_rows *rows = database_query(database, arena, &FOLLOWER_POSITION, host);
    const struct FOLLOWER_POSITION_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    *position = row != NULL ? row->position : 0;
    return 0;
}

int journal_known(struct database *database, struct arena *arena, uint64_t *position)
{
    const struct FOLLOWER_KNOWN_row *row = database_row(database, arena, &FOLLOWER_KNOWN);

    if (row == NULL)
        return -1;
    *position = row->position;
    return 0;
}

int journal_position_set(struct database *database, const char *host, uint64_t position)
{
    return database_run(database, &FOLLOWER_SET, host, position, clock_now());
}

int journal_horizon(struct database *database, struct arena *arena, int64_t *instant, int64_t *now)
{
    const struct TRANSACTION_HORIZON_row *row = database_row(database, arena, &TRANSACTION_HORIZON);

    if (row == NULL)
        return -1;
    *instant = row->started;
    *now = row->now;
    return 0;
}

struct follower_place *journal_followers(struct database *database, struct arena *arena,
                                         size_t *count)
{
    struct FOLLOWER_LIST_rows *rows =
        database_query(database, arena, &FOLLOWER_LIST, (uint64_t)FOLLOWERS_MAX);
    struct follower_place *places = arena_alloc(arena, FOLLOWERS_MAX * sizeof *places);
    const struct FOLLOWER_LIST_row *row;

    *count = 0;
    while ((row = rows_next(rows)) != NULL)
        places[(*count)++] = (struct follower_place){row->host, row->position};
    return rows != NULL ? places : NULL;
}
