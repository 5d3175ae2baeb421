#include "store/journal.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"

#define ENTRY_COLUMNS                                                                              \
    "id, kind, site_id, board_id, thread_id, comment_id, account_id, subject, game_id,"            \
    " entry_id"
#define ENTRY_TYPES "usuuuuusuu"

STATEMENT(JOURNAL_APPEND, "tsuuuuusuu", "",
          "INSERT INTO journal (created, kind, site_id, board_id, thread_id, comment_id,"
          " account_id, subject, game_id, entry_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(JOURNAL_AFTER, "uu", ENTRY_TYPES,
          "SELECT " ENTRY_COLUMNS " FROM journal WHERE id > ? ORDER BY id LIMIT ?");
STATEMENT(JOURNAL_BY_ID, "u", ENTRY_TYPES, "SELECT " ENTRY_COLUMNS " FROM journal WHERE id = ?");
STATEMENT(JOURNAL_BY_THREAD, "uuu", ENTRY_TYPES,
          "SELECT " ENTRY_COLUMNS " FROM journal WHERE thread_id = ? AND id > ?"
          " ORDER BY id LIMIT ?");
STATEMENT(JOURNAL_LAST, "", "u", "SELECT COALESCE(MAX(id), 0) FROM journal");
STATEMENT(FOLLOWER_POSITION, "s", "u", "SELECT position FROM follower WHERE host = ?");
STATEMENT(FOLLOWER_KNOWN, "", "u", "SELECT COALESCE(MAX(position), 0) FROM follower");
STATEMENT(FOLLOWER_SET, "sut", "",
          "INSERT INTO follower (host, position, updated) VALUES (?, ?, ?)"
          " ON DUPLICATE KEY UPDATE position = VALUES(position), updated = VALUES(updated)");
STATEMENT(TRANSACTION_HORIZON, "", "tt",
          "SELECT COALESCE(MIN(trx_started), SYSDATE()), SYSDATE(6)"
          " FROM information_schema.innodb_trx WHERE trx_mysql_thread_id <> CONNECTION_ID()");
STATEMENT_SET(journal_statements, &JOURNAL_APPEND, &JOURNAL_AFTER, &JOURNAL_BY_ID,
              &JOURNAL_BY_THREAD, &JOURNAL_LAST, &FOLLOWER_POSITION, &FOLLOWER_KNOWN, &FOLLOWER_SET,
              &TRANSACTION_HORIZON);

static const char *const kind_names[JOURNAL_KINDS] = {
    [JOURNAL_COMMENT] = "comment", [JOURNAL_EDIT] = "edit",     [JOURNAL_RATING] = "rating",
    [JOURNAL_REMOVE] = "remove",   [JOURNAL_IMPORT] = "import", [JOURNAL_ACCOUNT] = "account",
    [JOURNAL_LINK] = "link",       [JOURNAL_SITE] = "site",     [JOURNAL_ENTRY] = "entry",
    [JOURNAL_LORE] = "lore",       [JOURNAL_TITLE] = "title",
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

void journal_bump(struct shared *shared, const struct journal_entry *entry)
{
    if (entry->kind == JOURNAL_ENTRY || entry->kind == JOURNAL_LORE) {
        bump_lore(shared, entry);
        return;
    }
    if (entry->subject != NULL)
        generation_bump(shared, entry->subject);
    else
        bump(shared, "thread", entry->thread_id);
    if (entry->kind == JOURNAL_SITE)
        generation_bump(shared, "sites");
    if (entry->kind != JOURNAL_RATING) {
        bump(shared, "board", entry->board_id);
        bump(shared, "site", entry->site_id);
    }
    bump(shared, entry->kind == JOURNAL_ACCOUNT ? "account" : "votes", entry->account_id);
}

void journal_tell(struct shared *shared, const struct journal_entry *entries, size_t count)
{
    fault_point("after-commit");
    for (size_t i = 0; shared != NULL && i < count; i++)
        journal_bump(shared, &entries[i]);
    if (shared != NULL)
        doorbell_ring(shared);
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

static struct journal_entry entry_of(const struct rows *rows)
{
    return (struct journal_entry){
        .id = rows_u64(rows, 0),
        .kind = kind_named(rows_text(rows, 1)),
        .site_id = rows_u64(rows, 2),
        .board_id = rows_u64(rows, 3),
        .thread_id = rows_u64(rows, 4),
        .comment_id = rows_u64(rows, 5),
        .account_id = rows_u64(rows, 6),
        .subject = rows_text(rows, 7),
        .game_id = rows_u64(rows, 8),
        .entry_id = rows_u64(rows, 9),
    };
}

static struct journal_entry *entries_of(struct arena *arena, struct rows *rows, size_t *count)
{
    struct journal_entry *entries;

    *count = 0;
    if (rows == NULL)
        return NULL;
    entries = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *entries);
    while (rows_next(rows))
        entries[(*count)++] = entry_of(rows);
    return entries;
}

struct journal_entry *journal_read(struct database *database, struct arena *arena, uint64_t after,
                                   unsigned limit, size_t *count)
{
    return entries_of(arena,
                      database_query(database, arena, &JOURNAL_AFTER, after, (uint64_t)limit),
                      count);
}

bool journal_find(struct database *database, struct arena *arena, uint64_t id,
                  struct journal_entry *entry)
{
    struct rows *rows = database_query(database, arena, &JOURNAL_BY_ID, id);

    if (rows == NULL || !rows_next(rows))
        return false;
    *entry = entry_of(rows);
    return true;
}

struct journal_entry *journal_of_thread(struct database *database, struct arena *arena,
                                        uint64_t thread_id, uint64_t after, unsigned limit,
                                        size_t *count)
{
    return entries_of(arena,
                      database_query(database, arena, &JOURNAL_BY_THREAD, thread_id, after,
                                     (uint64_t)limit),
                      count);
}

int journal_last(struct database *database, struct arena *arena, uint64_t *id)
{
    struct rows *rows = database_query(database, arena, &JOURNAL_LAST);

    if (rows == NULL || !rows_next(rows))
        return -1;
    *id = rows_u64(rows, 0);
    return 0;
}

int journal_position(struct database *database, struct arena *arena, const char *host,
                     uint64_t *position)
{
    struct rows *rows = database_query(database, arena, &FOLLOWER_POSITION, host);

    if (rows == NULL)
        return -1;
    *position = rows_next(rows) ? rows_u64(rows, 0) : 0;
    return 0;
}

int journal_known(struct database *database, struct arena *arena, uint64_t *position)
{
    struct rows *rows = database_query(database, arena, &FOLLOWER_KNOWN);

    if (rows == NULL || !rows_next(rows))
        return -1;
    *position = rows_u64(rows, 0);
    return 0;
}

int journal_position_set(struct database *database, const char *host, uint64_t position)
{
    return database_run(database, &FOLLOWER_SET, host, position, clock_now());
}

int journal_horizon(struct database *database, struct arena *arena, int64_t *instant, int64_t *now)
{
    struct rows *rows = database_query(database, arena, &TRANSACTION_HORIZON);

    if (rows == NULL || !rows_next(rows))
        return -1;
    *instant = rows_instant(rows, 0);
    *now = rows_instant(rows, 1);
    return 0;
}
