#include "lore/revision.h"

#include "../probe_import.h"

static uint64_t journal_rows(const char *kind)
{
    return schema_number(
        arena_format(arena, "SELECT COUNT(*) FROM journal WHERE kind = '%s'", kind));
}

static uint64_t stamp(const char *format, uint64_t id)
{
    char key[40];

    snprintf(key, sizeof key, format, (unsigned long long)id);
    return generation_stamp(shared, (const char *const[]){key, NULL});
}

/* What an entry was at one of its revisions; "" where there was none. */
static const char *was(const char *id, uint64_t number)
{
    struct entry now = npc(id), then;
    int found = revision_at(&probe_context, &now, number, &then);

    assert_true(found >= 0);
    return found > 0 ? in_words(&then) : "";
}

/* A rat that was changed three times. */
static void change_thrice(void)
{
    IMPORT({.id = "1", .name = "a rat", .level = "3", .tale = "It bites."});
    EDIT("1", .level = "4");
    EDIT("1", .name = "a large rat", .tale = "");
    EDIT("1", .level = "5", .hidden = true);
}

/* ---- writing ---- */

static void an_edit_is_a_revision_with_what_it_changed_and_why(void **state)
{
    struct revision revision;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    EDIT("1", .level = "4", .tale = "It bites.");
    assert_is("1", "a rat, level 4, \"It bites.\"");
    assert_revision("1", 2, REVISION_EDITED, "level: 3 to 4; tale: nothing to It bites.");
    revision = last_revision("1");
    assert_string_equal(revision.why, "because");
    assert_int_equal(revision.import_id, 0);
}

static void an_edit_that_changes_nothing_writes_nothing(void **state)
{
    uint64_t rows;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    rows = journal_rows("entry");
    assert_int_equal(edit("1", &(struct npc){.level = "3"}, REVISION_EDITED), 1);
    assert_int_equal(npc("1").revision, 1);
    assert_int_equal(journal_rows("entry"), rows);
}

static void who_has_not_seen_the_last_change_changes_nothing(void **state)
{
    struct entry seen, then;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    seen = npc("1");
    EDIT("1", .level = "4");
    then = seen;
    then.name = "a mouse";
    assert_int_equal(revision_write(&probe_context, shared,
                                    &(struct revision_draft){.now = &seen,
                                                             .then = &then,
                                                             .kind = REVISION_EDITED,
                                                             .why = ""}),
                     2);
    assert_is("1", "a rat, level 4");
    assert_int_equal(npc("1").revision, 2);
}

static void of_a_write_that_fails_nothing_stays(void **state)
{
    struct entry entry;
    uint64_t rows;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    entry = npc("1");
    rows = journal_rows("entry");
    /* Somebody else's revision is in the way. */
    schema_sql("INSERT INTO revision (entry_id, number, kind, created, why, diff)"
               " VALUES (%llu, 2, 5, UTC_TIMESTAMP(6), '', '{}')",
               (unsigned long long)entry.id);
    assert_int_equal(edit("1", &(struct npc){.level = "4"}, REVISION_EDITED), -1);
    assert_is("1", "a rat, level 3");
    assert_int_equal(journal_rows("entry"), rows);
    assert_int_equal(kept_of_source(), 0);
}

static void the_entry_names_the_journal_s_row_of_its_change(void **state)
{
    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    EDIT("1", .level = "4");
    assert_int_equal(npc("1").journal, schema_number("SELECT MAX(id) FROM journal"));
}

/* ---- who is told ---- */

static void what_shows_on_its_own_page_alone_makes_that_stale(void **state)
{
    uint64_t entry, other, lore, import, rows, id;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    id = npc("1").id;
    entry = stamp("entry:%llu", id);
    other = stamp("entry:%llu", id + 1);
    lore = stamp("lore:%llu", probe_context.number);
    import = stamp("import:%llu", probe_context.number);
    rows = journal_rows("lore");
    EDIT("1", .level = "4");
    assert_int_not_equal(stamp("entry:%llu", id), entry);
    assert_int_not_equal(stamp("lore:%llu", probe_context.number), lore);
    assert_int_equal(stamp("entry:%llu", id + 1), other);
    assert_int_equal(stamp("import:%llu", probe_context.number), import);
    assert_int_equal(journal_rows("lore"), rows);
}

static void a_name_or_that_it_is_hidden_goes_for_the_whole_game(void **state)
{
    const struct npc changes[] = {{.name = "a mouse"}, {.hidden = true}};

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    for (size_t i = 0; i < COUNT(changes); i++) {
        uint64_t import = stamp("import:%llu", probe_context.number), rows = journal_rows("lore");

        assert_int_equal(edit("1", &changes[i], REVISION_EDITED), 0);
        assert_int_not_equal(stamp("import:%llu", probe_context.number), import);
        assert_int_equal(journal_rows("lore"), rows + 1);
    }
}

/* ---- reading ---- */

static void every_state_that_an_entry_had_can_be_seen_again(void **state)
{
    (void)state;
    change_thrice();
    assert_string_equal(was("1", 1), "a rat, level 3, \"It bites.\"");
    assert_string_equal(was("1", 2), "a rat, level 4, \"It bites.\"");
    assert_string_equal(was("1", 3), "a large rat, level 4");
    assert_string_equal(was("1", 4), "a large rat, level 5, hidden");
}

static void before_the_first_and_after_the_last_there_is_none(void **state)
{
    (void)state;
    change_thrice();
    assert_string_equal(was("1", 0), "");
    assert_string_equal(was("1", 5), "");
}

static void looking_back_leaves_the_entry_as_it_is(void **state)
{
    struct entry now, then;

    (void)state;
    change_thrice();
    now = npc("1");
    assert_int_equal(revision_at(&probe_context, &now, 1, &then), 1);
    assert_string_equal(in_words(&now), "a large rat, level 5, hidden");
}

static void imports_and_edits_are_one_row_of_revisions(void **state)
{
    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    EDIT("1", .tale = "It bites.");
    IMPORT({.id = "1", .name = "a rat", .level = "4"});
    assert_string_equal(was("1", 1), "a rat, level 3");
    assert_string_equal(was("1", 2), "a rat, level 3, \"It bites.\"");
    assert_string_equal(was("1", 3), "a rat, level 4, \"It bites.\"");
    assert_int_not_equal(last_revision("1").import_id, 0);
}

static void a_revert_is_a_revision_of_its_own(void **state)
{
    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    EDIT("1", .level = "4");
    assert_int_equal(edit("1", &(struct npc){.level = "3"}, REVISION_REVERTED), 0);
    assert_revision("1", 3, REVISION_REVERTED, "level: 4 to 3");
    assert_string_equal(was("1", 2), "a rat, level 4");
}

static void the_list_has_the_newest_first_and_goes_on_below_any(void **state)
{
    struct entry entry;
    struct revision *list;
    size_t count;

    (void)state;
    change_thrice();
    entry = npc("1");
    list = revision_list(&probe_context, &entry, 0, 3, &count);
    assert_int_equal(count, 3);
    assert_int_equal(list[0].number, 4);
    assert_int_equal(list[2].number, 2);
    list = revision_list(&probe_context, &entry, list[2].number, 3, &count);
    assert_int_equal(count, 1);
    assert_int_equal(list[0].number, 1);
    assert_int_equal(list[0].kind, REVISION_MADE);
}

/* ---- imports ---- */

static void an_import_tells_what_it_changed_page_by_page(void **state)
{
    struct staging_result result;
    struct revision_page page;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"}, {.id = "2", .name = "a bat", .level = "3"},
           {.id = "3", .name = "a cat", .level = "3"});
    result = IMPORT({.id = "1", .name = "a rat", .level = "4"},
                    {.id = "2", .name = "a bat", .level = "4"},
                    {.id = "3", .name = "a cat", .level = "3"});
    assert_int_equal(import_changes(&probe_context, result.import_id, 0, 1, &page), 0);
    assert_int_equal(page.count, 1);
    assert_string_equal(page.list[0].entry_name, "a rat");
    assert_string_equal(changes(&page.list[0]), "level: 3 to 4");
    assert_int_not_equal(page.next, 0);
    assert_int_equal(import_changes(&probe_context, result.import_id, page.next, 1, &page), 0);
    assert_int_equal(page.count, 1);
    assert_string_equal(page.list[0].entry_name, "a bat");
    assert_int_equal(page.next, 0);
}

static void imports_are_told_with_their_figures_the_newest_first(void **state)
{
    struct staging_result result;
    struct import_run *runs, run;
    struct game_context other = probe_context;
    size_t count;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"}, {.id = "2", .name = "a bat", .level = "3"});
    result = IMPORT({.id = "1", .name = "a rat", .level = "4"},
                    {.id = "3", .name = "a cat", .level = "3"});
    runs = import_runs(&probe_context, 0, 10, &count);
    assert_int_equal(count, 2);
    assert_int_equal(runs[0].id, result.import_id);
    assert_int_equal(runs[0].added, 1);
    assert_int_equal(runs[0].changed, 1);
    assert_int_equal(runs[0].vanished, 1);
    assert_int_equal(runs[1].added, 2);
    import_runs(&probe_context, runs[1].id, 10, &count);
    assert_int_equal(count, 0);
    assert_int_equal(import_find(&probe_context, result.import_id, &run), 1);
    assert_string_equal(run.source, "probe");
    other.number++;
    assert_int_equal(import_find(&other, result.import_id, &run), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PROBE(an_edit_is_a_revision_with_what_it_changed_and_why),
        PROBE(an_edit_that_changes_nothing_writes_nothing),
        PROBE(who_has_not_seen_the_last_change_changes_nothing),
        PROBE(of_a_write_that_fails_nothing_stays),
        PROBE(the_entry_names_the_journal_s_row_of_its_change),
        PROBE(what_shows_on_its_own_page_alone_makes_that_stale),
        PROBE(a_name_or_that_it_is_hidden_goes_for_the_whole_game),
        PROBE(every_state_that_an_entry_had_can_be_seen_again),
        PROBE(before_the_first_and_after_the_last_there_is_none),
        PROBE(looking_back_leaves_the_entry_as_it_is),
        PROBE(imports_and_edits_are_one_row_of_revisions),
        PROBE(a_revert_is_a_revision_of_its_own),
        PROBE(the_list_has_the_newest_first_and_goes_on_below_any),
        PROBE(an_import_tells_what_it_changed_page_by_page),
        PROBE(imports_are_told_with_their_figures_the_newest_first),
    };

    return SCHEMA_RUN(tests);
}
