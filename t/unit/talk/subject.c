/* What can carry a discussion is what the floors registered: here kinds of the test's own. */
#include "talk/subject.h"

#include <inttypes.h>

#include "../role_sets.h"
#include "../schema.h"
#include "auth/account.h"
#include "base/text/text.h"
#include "catalogue/game_number.h"
#include "lore/lore.h"
#include "store/journal.h"
#include "talk/comment.h"
#include "talk/mention.h"
#include "talk/recent.h"
#include "talk/thread.h"
#include "web/site.h"

#define CREATURES 100 /* there are so many, by their numbers */

static uint64_t creatures = CREATURES;

static int creature_page(const struct subject_place *place, void *context,
                         const struct subject *subject, struct subject_page *page)
{
    if (subject->id > creatures)
        return 0;
    page->title = arena_format(place->arena, "%s %" PRIu64, (const char *)context, subject->id);
    page->path = arena_format(place->arena, "/%s/%" PRIu64, subject->kind, subject->id);
    return 1;
}

static int creature_named(const struct subject_place *place, void *context, const char *name,
                          struct markup_target *target)
{
    struct subject subject = subject_of("creature", 0);
    struct subject_page page;

    if (!text_starts(name, "creature/") || !text_u64(name + strlen("creature/"), &subject.id) ||
        creature_page(place, context, &subject, &page) <= 0)
        return 0;
    *target = (struct markup_target){.subject = subject_text(place->arena, &subject),
                                     .path = page.path,
                                     .name = page.title};
    return 1;
}

static int creature_imported(const struct subject_place *place, void *context, const char *kind,
                             const char *external_id, struct subject *subject)
{
    (void)place;
    (void)context;
    *subject = subject_of(kind, 0);
    return external_id != NULL && text_u64(external_id, &subject->id);
}

static const char *creature_note(struct request *r, const struct subject *subject)
{
    return arena_format(r->arena, "number %" PRIu64, subject->id);
}

/* A den is its owner's: who has the same number. Others may read what is in those below 10. */
static bool den_may(struct request *r, void *context, const struct subject *subject,
                    enum subject_act act)
{
    (void)context;
    return subject->id == request_account(r) || (act == SUBJECT_READ && subject->id < 10);
}

static bool is_declared(void *context, const char *name)
{
    (void)context;
    return strcmp(name, "beast") == 0 || strcmp(name, "creature") == 0;
}

static const struct subject_kind kinds[] = {
    /* What a file declares does not come before what is registered. */
    {.declared = is_declared,
     .scope = SUBJECT_OF_GAME,
     .read = PERMISSION_SITE_READ,
     .write = PERMISSION_COMMENT_WRITE,
     .page = creature_page},
    {.name = "creature",
     .scope = SUBJECT_OF_SITE,
     .read = PERMISSION_SITE_READ,
     .write = PERMISSION_COMMENT_WRITE,
     .page = creature_page,
     .note = creature_note,
     .named = creature_named,
     .imported = creature_imported},
    {.name = "herd",
     .scope = SUBJECT_OF_GAME,
     .read = PERMISSION_SITE_READ,
     .write = PERMISSION_ENTRY_REVIEW,
     .page = creature_page,
     .title_is_word = true},
    {.name = "den",
     .scope = SUBJECT_OF_GAME,
     .read = PERMISSION_SITE_READ,
     .write = PERMISSION_COMMENT_WRITE,
     .may = den_may,
     .page = creature_page},
    {.name = NULL},
};

static const struct statement_set *const sets[] = {
    &account_statements, &comment_statements, &game_statements,
    &journal_statements, &mention_statements, &recent_statements,
    &site_statements,    &thread_statements,  NULL};
static struct database *database;
static struct subjects *subjects;
static uint64_t ada;
static struct subject_place alone, first, second; /* alone has no game, the others have the same */

static struct subject_place place_of(const char *name, const char *game, uint64_t position)
{
    struct site site = {.name = name,
                        .title = name,
                        .tagline = "",
                        .accent = "ember",
                        .game = game,
                        .front = "forum"};
    struct subject_place place = {.subjects = subjects,
                                  .database = database,
                                  .arena = arena,
                                  .game = game};

    assert_int_equal(site_put(database, &site, position, &place.site_id), 0);
    if (*game != '\0')
        assert_int_equal(game_number(database, arena, game, &place.game_id), 0);
    return place;
}

static int begin(void **state)
{
    unit_begin(state);
    database = database_open(schema_configuration, sets);
    assert_int_equal(database_prepare(database), 0);
    subjects = subjects_open(arena);
    subjects_add(subjects, kinds, "Creature");
    alone = place_of("alone", "", 1);
    first = place_of("first", "chess", 2);
    second = place_of("second", "chess", 3);
    return account_create(database, "ada", &ada);
}

static int end(void **state)
{
    schema_sql("DELETE FROM comment_link");
    schema_sql("UPDATE thread SET opening_id = NULL, last_comment_id = NULL");
    schema_sql("DELETE FROM comment");
    schema_sql("DELETE FROM thread");
    schema_sql("DELETE FROM account");
    schema_sql("DELETE FROM site");
    database_close(database);
    return unit_end(state);
}

#define SUBJECT(test) cmocka_unit_test_setup_teardown(test, begin, end)

/* Says BODY in the discussion of SUBJECT; the comment's id, or 0 where there is no such thing. */
static uint64_t say(const struct subject_place *place, const char *subject, const char *body)
{
    struct subject_place here = *place;
    struct comment_draft draft = {.author_id = ada, .body = body};
    struct subject_page page;
    struct markup_links links;
    struct comment_made made;
    struct subject parsed;
    enum comment_result result;

    assert_true(subject_parse(subject, &parsed));
    subject_links(&links, &here);
    if (subject_page(place, &parsed, &page) <= 0)
        return 0;
    draft.subject = &parsed;
    draft.title = page.title;
    draft.path = page.path;
    draft.links = &links;
    result = comment_add(place, NULL, &draft, &made);
    assert_true(result == COMMENT_DONE || result == COMMENT_NO_THREAD);
    return result == COMMENT_DONE ? made.id : 0;
}

/* How many comments the discussion of SUBJECT has, as seen from PLACE, and whose it is. */
static uint64_t comments_of(const struct subject_place *place, const char *subject,
                            struct subject_space *space)
{
    struct comment opening;
    struct thread thread;
    struct subject parsed;
    int found;

    assert_true(subject_parse(subject, &parsed));
    found = thread_find(place, &parsed, &thread, &opening);
    assert_true(found >= 0);
    if (space != NULL)
        *space = found > 0 ? thread.space : (struct subject_space){.site_id = 0};
    return found > 0 ? thread.comments : 0;
}

static bool is_space(const struct subject_space *space, uint64_t site_id, uint64_t game_id)
{
    return space->site_id == site_id && space->game_id == game_id;
}

static bool sees(const struct subject_place *place, uint64_t comment_id)
{
    struct comment comment;
    int found = comment_find(place, comment_id, &comment);

    assert_true(found >= 0);
    return found > 0;
}

/* ---- whose a discussion is ---- */

static void what_is_a_sites_own_needs_no_game(void **state)
{
    struct subject subject = subject_of("creature", 4);
    struct comment opening;
    struct thread thread;
    struct subject_space space;
    uint64_t id;

    (void)state;
    assert_int_equal(discussion_find(&alone, &subject, &thread, &opening), 1);
    assert_int_equal(thread.id, 0);
    assert_string_equal(thread.title, "Creature 4");
    assert_string_equal(thread.path, "/creature/4");
    id = say(&alone, "creature:4", "It bites.");
    assert_true(id > 0);
    assert_int_equal(comments_of(&alone, "creature:4", &space), 1);
    assert_true(is_space(&space, alone.site_id, 0));
    assert_true(sees(&alone, id));
    assert_int_equal(say(&alone, "creature:101", "There is no such creature."), 0);
}

static void what_is_a_sites_own_is_so_where_others_have_the_same_game(void **state)
{
    struct subject_space space;
    uint64_t here = say(&first, "creature:4", "Here it bites."), there;

    (void)state;
    assert_int_equal(comments_of(&second, "creature:4", NULL), 0);
    assert_false(sees(&second, here));
    assert_false(sees(&alone, here));
    there = say(&second, "creature:4", "There it does not.");
    assert_int_equal(comments_of(&second, "creature:4", &space), 1);
    assert_true(is_space(&space, second.site_id, 0));
    assert_int_equal(comments_of(&first, "creature:4", &space), 1);
    assert_true(is_space(&space, first.site_id, 0));
    assert_false(sees(&first, there));
}

static void what_the_sites_of_a_game_share_is_the_games(void **state)
{
    struct subject_space space;
    uint64_t id = say(&second, "herd:1", "All of them bite.");

    (void)state;
    assert_true(id > 0);
    assert_int_equal(comments_of(&first, "herd:1", &space), 1);
    assert_true(is_space(&space, 0, first.game_id));
    assert_int_equal(comments_of(&second, "herd:1", &space), 1);
    assert_true(is_space(&space, 0, first.game_id));
    assert_true(sees(&first, id) && sees(&second, id) && !sees(&alone, id));
    assert_int_equal(comments_of(&alone, "herd:1", NULL), 0);
    assert_int_equal(say(&alone, "herd:1", "There is no herd without a game."), 0);
}

static void and_goes_with_the_game_whatever_sites_have_it(void **state)
{
    struct talk_line *lines;
    uint64_t id = say(&first, "herd:1", "Said of chess.");
    size_t count;

    (void)state;
    first = place_of("first", "go", 2);
    alone = place_of("alone", "chess", 1);
    assert_int_equal(comments_of(&first, "herd:1", NULL), 0);
    assert_false(sees(&first, id));
    assert_true(sees(&second, id) && sees(&alone, id));
    assert_int_equal(say(&first, "herd:1", "Said of go."), id + 1);
    assert_int_equal(comments_of(&second, "herd:1", NULL), 1);
    lines = talk_recent(&first, NULL, 5, &count);
    assert_int_equal(count, 1);
    assert_string_equal(lines[0].excerpt, "Said of go.");
    first = place_of("first", "chess", 2);
    assert_true(sees(&first, id) && !sees(&first, id + 1));
    assert_int_equal(comments_of(&first, "herd:1", NULL), 1);
}

static void what_was_said_below_a_page_is_gone_with_it(void **state)
{
    uint64_t id = say(&first, "creature:4", "It bites.");

    (void)state;
    creatures = 3;
    assert_false(sees(&first, id));
    assert_int_equal(comments_of(&first, "creature:4", NULL), 0);
    creatures = CREATURES;
    assert_true(sees(&first, id));
}

static void lists_of_what_is_shared_tell_of_nothing_else(void **state)
{
    struct talk_line *lines;
    size_t shared, own;

    (void)state;
    say(&first, "creature:4", "A creature's.");
    say(&first, "herd:1", "A herd's.");
    say(&first, "den:1", "Not everybody's.");
    lines = talk_recent(&second, NULL, 5, &shared);
    assert_int_equal(shared, 1);
    assert_string_equal(lines[0].subject, "herd:1");
    assert_string_equal(lines[0].excerpt, "A herd's.");
    assert_non_null(talk_recent(&first, "creature", 5, &own));
    assert_int_equal(own, 0);
}

/* ---- what leads to it ---- */

static void names_in_double_brackets_lead_to_a_registered_kind(void **state)
{
    const struct subject subject = subject_of("creature", 5);
    struct mention_lines lines;
    struct comment opening;
    struct thread thread;
    uint64_t id = say(&first, "creature:4", "Fights [[creature/5]], never [[creature/500]].");
    struct comment comment;

    (void)state;
    assert_int_equal(comment_find(&first, id, &comment), 1);
    assert_non_null(strstr(comment.html, "<a href=\"/creature/5\" data-card=\"creature/5\">"));
    assert_non_null(strstr(comment.html, "[[creature/500]]"));
    assert_int_equal(mention_find(&first, &subject, &thread, &opening, &lines), 0);
    assert_int_equal(lines.count, 1);
    assert_int_equal(lines.of[0].last_id, id);
    /* Its own page is not on the other site, so that nothing there leads to it. */
    assert_int_equal(mention_find(&second, &subject, &thread, &opening, &lines), 0);
    assert_int_equal(lines.count, 0);
}

static void what_names_a_page_stands_there_only_where_all_may_read_it(void **state)
{
    const struct subject subject = subject_of("creature", 5);
    struct mention_lines lines;
    struct comment opening;
    struct thread thread;

    (void)state;
    say(&first, "den:1", "Keeps [[creature/5]].");
    assert_int_equal(mention_find(&first, &subject, &thread, &opening, &lines), 0);
    assert_int_equal(lines.count, 0);
}

static void an_import_finds_a_registered_kind(void **state)
{
    struct subject subject;

    (void)state;
    assert_int_equal(subject_imported(&alone, "creature", "17", &subject), 1);
    assert_string_equal(subject_text(arena, &subject), "creature:17");
    assert_int_equal(subject_imported(&alone, "creature", NULL, &subject), 0);
    assert_int_equal(subject_imported(&alone, "herd", "17", &subject), 0);
    assert_int_equal(subject_imported(&alone, "unicorn", "17", &subject), 0);
}

/* ---- who may ---- */

static bool account_may(permission_set set, uint64_t account, const char *subject,
                        enum subject_act act)
{
    const struct site site = {.id = 1}; /* without a game */
    struct worker worker = {.above = subjects};
    struct session session = {.account_id = account};
    struct request r = {.worker = &worker,
                        .arena = arena,
                        .site = &site,
                        .session = account != 0 ? &session : NULL,
                        .permissions = set};

    return subject_text_may(&r, subject, 0, act);
}

static void a_kind_says_which_permission_its_discussions_need(void **state)
{
    (void)state;
    assert_true(account_may(GUEST_SET, 0, NULL, SUBJECT_READ) &&
                account_may(GUEST_SET, 0, "creature:4", SUBJECT_READ));
    assert_false(account_may(GUEST_SET, 0, NULL, SUBJECT_WRITE));
    assert_true(account_may(MEMBER_SET, 7, NULL, SUBJECT_WRITE));
    assert_true(account_may(MEMBER_SET, 7, "thread:9", SUBJECT_WRITE));
    assert_true(account_may(MEMBER_SET, 7, "creature:4", SUBJECT_WRITE));
    assert_true(account_may(MEMBER_SET, 7, "herd:4", SUBJECT_READ));
    assert_false(account_may(MEMBER_SET, 7, "herd:4", SUBJECT_WRITE));
    assert_true(account_may(MODERATOR_SET, 7, "herd:4", SUBJECT_WRITE));
}

static void and_may_say_it_of_each_of_them(void **state)
{
    (void)state;
    assert_true(account_may(MEMBER_SET, 7, "den:7", SUBJECT_WRITE));
    assert_true(account_may(MEMBER_SET, 7, "den:8", SUBJECT_READ));
    assert_false(account_may(MEMBER_SET, 7, "den:8", SUBJECT_WRITE));
    assert_false(account_may(ADMINISTRATOR_SET, 7, "den:18", SUBJECT_READ));
    assert_false(account_may(GUEST_SET, 0, "den:18", SUBJECT_READ));
    assert_true(subject_is_public(subjects, "herd:4") && subject_is_public(subjects, NULL));
    assert_false(subject_is_public(subjects, "den:4"));
    assert_false(subject_is_public(subjects, "unicorn:4"));
}

/* ---- what it is called ---- */

static void a_kind_says_what_tells_its_pages_apart(void **state)
{
    struct worker worker = {.above = subjects};
    struct request r = {.worker = &worker, .arena = arena};

    (void)state;
    assert_string_equal(subject_note(&r, "creature:4"), "number 4");
    assert_string_equal(subject_note(&r, "herd:4"), "");
    assert_string_equal(subject_note(&r, "unicorn:4"), "");
    assert_string_equal(subject_note(&r, NULL), "");
    worker.above = NULL;
    assert_string_equal(subject_note(&r, "creature:4"), "");
}

static void a_registered_name_comes_before_a_declared_one(void **state)
{
    (void)state;
    assert_ptr_equal(subject_kind(subjects, "creature"), &kinds[1]);
    assert_ptr_equal(subject_kind(subjects, "beast"), &kinds[0]);
    assert_null(subject_kind(subjects, "unicorn"));
    assert_null(subject_kind(NULL, "creature"));
    assert_non_null(subject_kind(subjects, "thread"));
}

/* Reads the games of the test's directory; what is said of them. */
static const char *read_games(struct subjects *known)
{
    char *heard = NULL;
    size_t length, wrong;
    FILE *errors = open_memstream(&heard, &length);
    const char *said;

    assert_non_null(errors);
    assert_non_null(lore_read(known, arena, unit_path, errors, &wrong));
    fclose(errors);
    said = arena_string(arena, heard);
    free(heard);
    assert_int_equal(wrong, *said != '\0');
    return said;
}

static void a_game_cannot_have_a_kind_of_a_registered_name(void **state)
{
    static const char game[] =
        "Title = Zoo\nKinds {\n  %s {\n    Label = X\n    Plural = X\n  }\n}\n";
    static const char *const names[] = {"herd", "den", "thread", "list", "map", "search"};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct subjects *known = subjects_open(arena);
        const char *path = unit_file("zoo.hdf", arena_format(arena, game, names[i]));

        subjects_add(known, &kinds[2], NULL);
        assert_string_equal(
            read_games(known),
            arena_format(arena, "%s:3: %s: this name is taken by what else is talked about\n", path,
                         names[i]));
    }
    unit_file("zoo.hdf", arena_format(arena, game, "unicorn"));
    assert_string_equal(read_games(subjects_open(arena)), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUBJECT(what_is_a_sites_own_needs_no_game),
        SUBJECT(what_is_a_sites_own_is_so_where_others_have_the_same_game),
        SUBJECT(what_the_sites_of_a_game_share_is_the_games),
        SUBJECT(and_goes_with_the_game_whatever_sites_have_it),
        SUBJECT(what_was_said_below_a_page_is_gone_with_it),
        SUBJECT(lists_of_what_is_shared_tell_of_nothing_else),
        SUBJECT(names_in_double_brackets_lead_to_a_registered_kind),
        SUBJECT(what_names_a_page_stands_there_only_where_all_may_read_it),
        SUBJECT(an_import_finds_a_registered_kind),
        SUBJECT(a_kind_says_which_permission_its_discussions_need),
        SUBJECT(and_may_say_it_of_each_of_them),
        SUBJECT(a_kind_says_what_tells_its_pages_apart),
        SUBJECT(a_registered_name_comes_before_a_declared_one),
        SUBJECT(a_game_cannot_have_a_kind_of_a_registered_name),
    };

    return SCHEMA_RUN(tests);
}
