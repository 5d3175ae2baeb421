#include "store/journal.h"

#include <inttypes.h>

#include "../schema.h"
#include "base/buffer.h"

/* Whatever an entry may name, each by a number of its own. */
static const struct journal_entry everything = {
    .site_id = 3,
    .board_id = 2,
    .thread_id = 1,
    .comment_id = 8,
    .account_id = 4,
    .game_id = 5,
    .entry_id = 6,
};

static const char *const keys[] = {"thread:1",  "board:2", "site:3",   "sites",   "votes:4",
                                   "account:4", "lore:5",  "import:5", "entry:6", "npc:6",
                                   "roles",     "bans",    "titles:3", "names",   "filters"};

/* What each kind makes stale, of KEYS. */
static const struct {
    enum journal_kind kind;
    const char *stale;
} kinds[] = {
    {JOURNAL_COMMENT, "thread:1 board:2 site:3 votes:4"},
    {JOURNAL_EDIT, "thread:1 board:2 site:3 votes:4"},
    {JOURNAL_RATING, "thread:1 votes:4"}, /* no board shows a score */
    {JOURNAL_REMOVE, "thread:1 board:2 site:3 votes:4"},
    {JOURNAL_IMPORT, "thread:1 board:2 site:3 votes:4"},
    {JOURNAL_ACCOUNT, "thread:1 board:2 site:3 account:4"},
    {JOURNAL_LINK, "thread:1 board:2 site:3 votes:4"},
    {JOURNAL_SITE, "thread:1 board:2 site:3 sites votes:4"},
    {JOURNAL_ENTRY, "lore:5 entry:6"},
    {JOURNAL_LORE, "lore:5 import:5 entry:6"},
    {JOURNAL_TITLE, "thread:1 board:2 site:3 votes:4 titles:3"},
    {JOURNAL_THREAD, "thread:1 board:2 site:3 votes:4 titles:3"},
    {JOURNAL_ROLES, "roles"},
    {JOURNAL_BANS, "bans"},
    {JOURNAL_NAME, "account:4 names"},
    {JOURNAL_FILTERS, "filters"},
    {JOURNAL_HELD, "votes:4"},
};

static const struct statement_set *const sets[] = {&journal_statements, NULL};
static struct database *database;
static struct shared *shared;

static int begin(void **state)
{
    unit_begin(state);
    shared = shared_open(schema_configuration->shared_file, 0);
    database = database_open(schema_configuration, sets);
    return shared != NULL ? database_prepare(database) : -1;
}

static int end(void **state)
{
    database_close(database);
    shared_close(shared);
    return unit_end(state);
}

#define JOURNAL(test) cmocka_unit_test_setup_teardown(test, begin, end)

static uint64_t stamp(const char *key)
{
    return generation_stamp(shared, (const char *const[]){key, NULL});
}

/* Notes the stamps of all keys; says which have changed since. */
static uint64_t before[COUNT(keys)];

static void look(void)
{
    for (size_t i = 0; i < COUNT(keys); i++)
        before[i] = stamp(keys[i]);
}

static const char *stale(void)
{
    struct buffer list = buffer_open(arena, 64);

    for (size_t i = 0; i < COUNT(keys); i++)
        if (stamp(keys[i]) != before[i])
            buffer_format(&list, "%s%s", list.length > 0 ? " " : "", keys[i]);
    return list.data;
}

/* All that an entry says. */
static const char *told(const struct journal_entry *entry)
{
    return arena_format(arena,
                        "%" PRIu64 " %s site %" PRIu64 " board %" PRIu64 " thread %" PRIu64
                        " comment %" PRIu64 " account %" PRIu64 " game %" PRIu64 " entry %" PRIu64
                        " subject %s",
                        entry->id, journal_kind_name(entry->kind), entry->site_id, entry->board_id,
                        entry->thread_id, entry->comment_id, entry->account_id, entry->game_id,
                        entry->entry_id, entry->subject != NULL ? entry->subject : "none");
}

static struct journal_entry row_of_kind(enum journal_kind kind)
{
    struct journal_entry entry = everything;

    entry.kind = kind;
    return entry;
}

static struct journal_entry appended(enum journal_kind kind)
{
    struct journal_entry entry = row_of_kind(kind);

    assert_int_equal(database_begin(database), 0);
    assert_int_equal(journal_append(database, &entry), 0);
    assert_true(entry.id > 0);
    return entry;
}

/* ---- what a change makes stale ---- */

static void each_kind_makes_just_this_stale(void **state)
{
    (void)state;
    assert_int_equal(COUNT(kinds), JOURNAL_KINDS); /* a new kind needs its line above */
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct journal_entry entry = row_of_kind(kinds[i].kind);

        look();
        journal_bump(shared, &entry);
        assert_string_equal(stale(), kinds[i].stale);
    }
}

static void talk_below_a_page_makes_the_page_s_talk_stale_and_no_thread(void **state)
{
    struct journal_entry entry = row_of_kind(JOURNAL_COMMENT);

    (void)state;
    entry.subject = "npc:6";
    look();
    journal_bump(shared, &entry);
    assert_string_equal(stale(), "board:2 site:3 votes:4 npc:6");
}

static void what_an_entry_does_not_name_stays_fresh(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct journal_entry entry = {.kind = kinds[i].kind};

        look();
        journal_bump(shared, &entry);
        assert_string_equal(stale(), kinds[i].kind == JOURNAL_SITE      ? "sites"
                                     : kinds[i].kind == JOURNAL_ROLES   ? "roles"
                                     : kinds[i].kind == JOURNAL_BANS    ? "bans"
                                     : kinds[i].kind == JOURNAL_NAME    ? "names"
                                     : kinds[i].kind == JOURNAL_FILTERS ? "filters"
                                                                        : "");
    }
}

static void another_thread_stays_fresh(void **state)
{
    struct journal_entry entry = {.kind = JOURNAL_COMMENT, .thread_id = 11, .board_id = 12};

    (void)state;
    look();
    journal_bump(shared, &entry);
    assert_string_equal(stale(), "");
}

/* ---- when ---- */

static void nothing_is_stale_before_the_commit_and_all_of_it_afterwards(void **state)
{
    struct journal_entry entries[2];
    uint32_t rung = wakeup_seen(shared);

    (void)state;
    look();
    entries[0] = appended(JOURNAL_RATING);
    entries[1] = row_of_kind(JOURNAL_ENTRY);
    assert_int_equal(journal_append(database, &entries[1]), 0);
    assert_string_equal(stale(), "");
    assert_int_equal(journal_commit(database, shared, entries, 2), 0);
    assert_string_equal(stale(), "thread:1 votes:4 lore:5 entry:6");
    assert_int_not_equal(wakeup_seen(shared), rung);
}

static void what_was_not_committed_is_not_told(void **state)
{
    struct journal_entry entry;
    uint64_t last, now;

    (void)state;
    assert_int_equal(journal_last(database, arena, &last), 0);
    look();
    entry = appended(JOURNAL_COMMENT);
    schema_cut(schema_number("SELECT MAX(id) FROM information_schema.processlist"
                             " WHERE db = DATABASE() AND id <> CONNECTION_ID()"));
    assert_int_equal(journal_commit(database, shared, &entry, 1), -1);
    assert_string_equal(stale(), "");
    assert_int_equal(journal_last(database, arena, &now), 0);
    assert_int_equal(now, last);
}

/* The row with this id, as whoever follows reads it; false when it is not there. */
static bool found_again(uint64_t id, struct journal_entry *found)
{
    size_t count;
    const struct journal_entry *rows = journal_read(database, arena, id - 1, 1, &count);

    if (rows == NULL || count == 0 || rows->id != id)
        return false;
    *found = *rows;
    return true;
}

static void a_program_without_shared_memory_commits_all_the_same(void **state)
{
    struct journal_entry entry = appended(JOURNAL_COMMENT), found;

    (void)state;
    assert_int_equal(journal_commit(database, NULL, &entry, 1), 0);
    assert_true(found_again(entry.id, &found));
}

/* ---- what is read again ---- */

static void each_kind_is_read_as_it_was_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct journal_entry entry = appended(kinds[i].kind), found;

        assert_int_equal(journal_commit(database, shared, &entry, 1), 0);
        assert_true(found_again(entry.id, &found));
        assert_string_equal(told(&found), told(&entry));
    }
}

static void a_kind_that_a_newer_version_wrote_makes_stale_what_it_names(void **state)
{
    struct journal_entry entry = appended(JOURNAL_COMMENT), found;

    (void)state;
    journal_commit(database, shared, &entry, 1);
    schema_sql("UPDATE journal SET kind = 'portent' WHERE id = %llu", (unsigned long long)entry.id);
    assert_true(found_again(entry.id, &found));
    look();
    journal_bump(shared, &found);
    assert_string_equal(stale(), "thread:1 board:2 site:3 votes:4");
}

static void rows_come_in_order_after_the_last_that_is_known(void **state)
{
    struct journal_entry *read, written[3];
    uint64_t last;
    size_t count;

    (void)state;
    assert_int_equal(journal_last(database, arena, &last), 0);
    for (size_t i = 0; i < COUNT(written); i++) {
        written[i] = appended(JOURNAL_COMMENT);
        journal_commit(database, shared, &written[i], 1);
    }
    read = journal_read(database, arena, last, 2, &count);
    assert_int_equal(count, 2);
    assert_int_equal(read[0].id, written[0].id);
    assert_int_equal(read[1].id, written[1].id);
    read = journal_read(database, arena, read[1].id, 2, &count);
    assert_int_equal(count, 1);
    assert_int_equal(read[0].id, written[2].id);
    assert_non_null(journal_read(database, arena, read[0].id, 2, &count));
    assert_int_equal(count, 0); /* which is no failure */
}

static void a_thread_s_rows_are_its_own(void **state)
{
    struct journal_entry mine = row_of_kind(JOURNAL_COMMENT), other = row_of_kind(JOURNAL_COMMENT),
                         *read;
    size_t count;

    (void)state;
    mine.thread_id = 101;
    other.thread_id = 102;
    database_begin(database);
    journal_append(database, &mine);
    journal_append(database, &other);
    assert_int_equal(journal_commit(database, shared, &mine, 1), 0);
    read = journal_of_thread(database, arena, &(struct journal_range){101, 0, 10}, &count);
    assert_int_equal(count, 1);
    assert_int_equal(read[0].id, mine.id);
    journal_of_thread(database, arena, &(struct journal_range){101, mine.id, 10}, &count);
    assert_int_equal(count, 0);
}

static void each_host_s_follower_has_a_position_of_its_own(void **state)
{
    uint64_t position;

    (void)state;
    assert_int_equal(journal_position(database, arena, "north", &position), 0);
    assert_int_equal(position, 0); /* it never ran */
    assert_int_equal(journal_position_set(database, "north", 7), 0);
    assert_int_equal(journal_position_set(database, "south", 9), 0);
    assert_int_equal(journal_position_set(database, "north", 8), 0);
    assert_int_equal(journal_position(database, arena, "north", &position), 0);
    assert_int_equal(position, 8);
    assert_int_equal(journal_known(database, arena, &position), 0);
    assert_int_equal(position, 9);
}

static void a_transaction_that_is_open_holds_the_horizon_back(void **state)
{
    struct database *other = database_open(schema_configuration, sets);
    struct journal_entry entry = row_of_kind(JOURNAL_COMMENT);
    int64_t held, now, later;

    (void)state;
    database_begin(other);
    assert_int_equal(journal_append(other, &entry), 0);
    assert_int_equal(journal_horizon(database, arena, &held, &now), 0);
    assert_true(held <= now);
    schema_sql("DO SLEEP(1.1)"); /* it is told in whole seconds */
    assert_int_equal(journal_horizon(database, arena, &later, &now), 0);
    assert_int_equal(later, held);
    database_rollback(other);
    database_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        JOURNAL(each_kind_makes_just_this_stale),
        JOURNAL(talk_below_a_page_makes_the_page_s_talk_stale_and_no_thread),
        JOURNAL(what_an_entry_does_not_name_stays_fresh),
        JOURNAL(another_thread_stays_fresh),
        JOURNAL(nothing_is_stale_before_the_commit_and_all_of_it_afterwards),
        JOURNAL(what_was_not_committed_is_not_told),
        JOURNAL(a_program_without_shared_memory_commits_all_the_same),
        JOURNAL(each_kind_is_read_as_it_was_written),
        JOURNAL(a_kind_that_a_newer_version_wrote_makes_stale_what_it_names),
        JOURNAL(rows_come_in_order_after_the_last_that_is_known),
        JOURNAL(a_thread_s_rows_are_its_own),
        JOURNAL(each_host_s_follower_has_a_position_of_its_own),
        JOURNAL(a_transaction_that_is_open_holds_the_horizon_back),
    };

    return SCHEMA_RUN(tests);
}
