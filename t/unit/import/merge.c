#include <stdio.h>

#include "../probe_import.h"

/* What the third side of a merger makes of it: the source's state before, its state now, and what people
 * here made of the entry in between. */

/* ---- nobody here changed anything ---- */

static void an_entry_becomes_what_the_source_says(void **state)
{
    struct staging_result result;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    assert_revision("1", 1, REVISION_MADE, "");
    result = IMPORT(
        {.id = "1", .name = "a large rat", .level = "4", .tale = "It bites.", .hidden = true});
    assert_is("1", "a large rat, level 4, \"It bites.\", hidden");
    assert_int_equal(result.entries.changed, 1);
    assert_int_equal(result.entries.unchanged, 0);
    assert_revision("1", 2, REVISION_CHANGED,
                    "name: a rat to a large rat; hidden: 0 to 1; level: 3 to 4; "
                    "tale: nothing to It bites.");
    assert_int_equal(kept_of_source(), 0);
}

static void the_same_again_changes_nothing(void **state)
{
    struct staging_result result;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"}, {.id = "2", .name = "a bat", .level = "5"});
    result = IMPORT({.id = "1", .name = "a rat", .level = "3"},
                    {.id = "2", .name = "a bat", .level = "5"});
    assert_int_equal(result.entries.read, 2);
    assert_int_equal(result.entries.unchanged, 2);
    assert_int_equal(result.revisions, 0);
    assert_revision("1", 1, REVISION_MADE, "");
}

static void what_the_source_no_longer_says_of_an_entry_goes(void **state)
{
    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3", .tale = "It bites."});
    IMPORT({.id = "1", .name = "a rat", .tale = "It bites."});
    assert_is("1", "a rat, \"It bites.\"");
    assert_revision("1", 2, REVISION_CHANGED, "level: 3 to nothing");
}

/* ---- people here changed it ---- */

static void what_only_people_here_changed_stays(void **state)
{
    struct staging_result result;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3", .tale = "It bites."});
    EDIT("1", .level = "30", .hidden = true);
    for (int i = 0; i < 2; i++) {
        result = IMPORT({.id = "1", .name = "a rat", .level = "3", .tale = "It bites."});
        assert_is("1", "a rat, level 30, \"It bites.\", hidden");
        assert_int_equal(result.entries.unchanged, 1);
        assert_int_equal(result.entries.changed, 0);
        assert_int_equal(result.revisions, 0);
    }
    assert_revision("1", 2, REVISION_EDITED, "hidden: 0 to 1; level: 3 to 30");
    assert_int_equal(kept_of_source(), 1);
}

static void what_the_source_changed_beside_it_comes_in(void **state)
{
    struct staging_result result;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3", .tale = "It bites."});
    EDIT("1", .level = "30");
    result = IMPORT({.id = "1", .name = "a large rat", .level = "3", .tale = "It bites hard."});
    assert_is("1", "a large rat, level 30, \"It bites hard.\"");
    assert_int_equal(result.entries.changed, 1);
    assert_revision("1", 3, REVISION_CHANGED,
                    "name: a rat to a large rat; tale: It bites. to It bites hard.");
}

static void where_both_changed_the_same_the_source_s_change_replaces_theirs(void **state)
{
    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    EDIT("1", .name = "a mouse", .level = "30");
    IMPORT({.id = "1", .name = "a rat", .level = "4"});
    assert_is("1", "a mouse, level 4");
    assert_revision("1", 3, REVISION_CHANGED, "level: 30 to 4");
    /* The name, which is theirs alone, is theirs from here on too. */
    IMPORT({.id = "1", .name = "a rat", .level = "5"});
    assert_is("1", "a mouse, level 5");
}

static void where_both_changed_it_to_the_same_nothing_is_left_to_tell_apart(void **state)
{
    struct staging_result result;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    EDIT("1", .level = "4");
    assert_int_equal(kept_of_source(), 1);
    result = IMPORT({.id = "1", .name = "a rat", .level = "4"});
    assert_is("1", "a rat, level 4");
    assert_int_equal(result.revisions, 0);
    assert_int_equal(kept_of_source(), 0);
    /* So that the next change of the source is one that nobody here disagrees with. */
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    assert_is("1", "a rat, level 3");
}

static void an_edit_that_is_taken_back_leaves_nothing_to_keep(void **state)
{
    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"});
    EDIT("1", .level = "30");
    assert_int_equal(edit("1", &(struct npc){.level = "3"}, REVISION_REVERTED), 0);
    assert_int_equal(kept_of_source(), 0);
    IMPORT({.id = "1", .name = "a rat", .level = "4"});
    assert_is("1", "a rat, level 4");
}

/* ---- what the source cannot tell ---- */

static void what_a_source_has_no_column_for_stays(void **state)
{
    const struct npc npcs[] = {{.id = "1", .name = "a rat", .level = "4"}};
    struct staging_result result;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3", .tale = "It bites."});
    result = import_world(&(struct world){.npcs = npcs, .count = 1, .tells_no_tale = true});
    assert_is("1", "a rat, level 4, \"It bites.\"");
    assert_int_equal(result.entries.changed, 1);
    result = import_world(&(struct world){.npcs = npcs, .count = 1, .tells_no_tale = true});
    assert_int_equal(result.entries.unchanged, 1);
}

static void of_an_edited_entry_too_what_the_source_had_is_not_forgotten(void **state)
{
    const struct npc npcs[] = {{.id = "1", .name = "a rat", .level = "3"}};

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3", .tale = "It bites."});
    EDIT("1", .tale = "It does not.");
    import_world(&(struct world){.npcs = npcs, .count = 1, .tells_no_tale = true});
    assert_is("1", "a rat, level 3, \"It does not.\"");
    /* The source has its column again, with what it had: that is no change of it. */
    IMPORT({.id = "1", .name = "a rat", .level = "3", .tale = "It bites."});
    assert_is("1", "a rat, level 3, \"It does not.\"");
    IMPORT({.id = "1", .name = "a rat", .level = "3", .tale = "It nibbles."});
    assert_is("1", "a rat, level 3, \"It nibbles.\"");
}

/* ---- going and coming back ---- */

static void what_the_source_has_no_more_is_marked_and_keeps_its_edits(void **state)
{
    struct staging_result result;

    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"}, {.id = "2", .name = "a bat", .level = "5"});
    EDIT("1", .level = "30");
    result = IMPORT({.id = "2", .name = "a bat", .level = "5"});
    assert_int_equal(result.entries.vanished, 1);
    assert_is("1", "a rat, level 30, vanished");
    assert_revision("1", 3, REVISION_VANISHED, "");
    result = IMPORT({.id = "2", .name = "a bat", .level = "5"});
    assert_int_equal(result.entries.vanished, 0); /* only once */
    assert_int_equal(result.revisions, 0);
    result = IMPORT({.id = "1", .name = "a rat", .level = "4"},
                    {.id = "2", .name = "a bat", .level = "5"});
    assert_int_equal(result.entries.returned, 1);
    assert_int_equal(result.entries.changed, 0);
    assert_is("1", "a rat, level 4");
    assert_revision("1", 4, REVISION_RETURNED, "level: 30 to 4");
}

static void what_comes_back_as_it_was_keeps_its_edits_too(void **state)
{
    (void)state;
    IMPORT({.id = "1", .name = "a rat", .level = "3"}, {.id = "2", .name = "a bat", .level = "5"});
    EDIT("1", .level = "30");
    IMPORT({.id = "2", .name = "a bat", .level = "5"});
    IMPORT({.id = "1", .name = "a rat", .level = "3"}, {.id = "2", .name = "a bat", .level = "5"});
    assert_is("1", "a rat, level 30");
    assert_revision("1", 4, REVISION_RETURNED, "");
}

/* ---- relations ---- */

static void a_change_of_relations_is_a_revision_of_who_has_them(void **state)
{
    const struct npc npcs[] = {{.id = "1", .name = "a rat", .level = "3"},
                               {.id = "2", .name = "a tail"},
                               {.id = "3", .name = "a paw"}};
    const struct drop before[] = {{"1", "2", "50"}}, after[] = {{"1", "2", "25"}, {"1", "3", NULL}};
    struct staging_result result;

    (void)state;
    import_world(&(struct world){npcs, 3, before, 1, false});
    result = import_world(&(struct world){npcs, 3, after, 2, false});
    assert_int_equal(result.entries.changed, 1);
    assert_int_equal(result.revisions, 1);
    assert_revision("1", 2, REVISION_CHANGED,
                    "drops: nothing to a paw; drops: a tail (Chance 50) to a tail (Chance 25)");
    assert_revision("2", 1, REVISION_MADE, "");
    result = import_world(&(struct world){npcs, 3, before, 1, false});
    assert_revision("1", 3, REVISION_CHANGED,
                    "drops: a paw to nothing; drops: a tail (Chance 25) to a tail (Chance 50)");
}

static void of_very_many_relations_some_are_listed_and_the_rest_counted(void **state)
{
    static struct npc npcs[231];
    static struct drop drops[230];
    struct revision revision;
    const struct difference *last;

    (void)state;
    npcs[0] = (struct npc){.id = "1", .name = "a hoarder"};
    for (size_t i = 1; i < COUNT(npcs); i++)
        npcs[i] = (struct npc){.id = arena_format(arena, "%zu", i + 1),
                               .name = arena_format(arena, "thing %zu", i)};
    for (size_t i = 0; i < COUNT(drops); i++)
        drops[i] = (struct drop){.from = "1", .to = npcs[i + 1].id};
    import_world(&(struct world){npcs, COUNT(npcs), drops, 1, false});
    import_world(&(struct world){npcs, COUNT(npcs), drops, COUNT(drops), false});
    revision = last_revision("1");
    assert_int_equal(revision.count, 201);
    last = &revision.differences[200];
    assert_string_equal(last->field, "more");
    assert_string_equal(last->to, "29"); /* 229 came in */
    assert_int_equal(schema_number("SELECT COUNT(*) FROM relation"), 230);
}

/* ---- many ---- */

static void of_more_than_are_merged_at_once_each_gets_its_revision(void **state)
{
    static struct npc npcs[450];
    struct staging_result result;

    (void)state;
    for (size_t i = 0; i < COUNT(npcs); i++)
        npcs[i] = (struct npc){.id = arena_format(arena, "%zu", i + 1),
                               .name = arena_format(arena, "rat %zu", i),
                               .level = "3"};
    import_world(&(struct world){.npcs = npcs, .count = COUNT(npcs)});
    EDIT("200", .tale = "Edited.");
    EDIT("201", .level = "30");
    for (size_t i = 0; i < COUNT(npcs); i++)
        npcs[i].level = "4";
    result = import_world(&(struct world){.npcs = npcs, .count = COUNT(npcs)});
    assert_int_equal(result.entries.changed, COUNT(npcs));
    assert_int_equal(result.revisions, COUNT(npcs));
    assert_int_equal(schema_number("SELECT COUNT(*) FROM revision WHERE kind = 1"), COUNT(npcs));
    assert_int_equal(schema_number("SELECT COUNT(*) FROM entry WHERE record LIKE '%\"level\":4%'"),
                     COUNT(npcs));
    assert_is("200", "rat 199, level 4, \"Edited.\"");
    assert_revision("450", 2, REVISION_CHANGED, "level: 3 to 4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PROBE(an_entry_becomes_what_the_source_says),
        PROBE(the_same_again_changes_nothing),
        PROBE(what_the_source_no_longer_says_of_an_entry_goes),
        PROBE(what_only_people_here_changed_stays),
        PROBE(what_the_source_changed_beside_it_comes_in),
        PROBE(where_both_changed_the_same_the_source_s_change_replaces_theirs),
        PROBE(where_both_changed_it_to_the_same_nothing_is_left_to_tell_apart),
        PROBE(an_edit_that_is_taken_back_leaves_nothing_to_keep),
        PROBE(what_a_source_has_no_column_for_stays),
        PROBE(of_an_edited_entry_too_what_the_source_had_is_not_forgotten),
        PROBE(what_the_source_has_no_more_is_marked_and_keeps_its_edits),
        PROBE(what_comes_back_as_it_was_keeps_its_edits_too),
        PROBE(a_change_of_relations_is_a_revision_of_who_has_them),
        PROBE(of_very_many_relations_some_are_listed_and_the_rest_counted),
        PROBE(of_more_than_are_merged_at_once_each_gets_its_revision),
    };

    return SCHEMA_RUN(tests);
}
