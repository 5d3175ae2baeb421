#include "base/configuration.h"

#include "../unit.h"
#include "base/buffer.h"

/* All that must be there. */
#define WHOLE                                                                                      \
    "Domain = localhost\n"                                                                         \
    "Port = 8080\n"                                                                                \
    "Secret.File = /s\n"                                                                           \
    "Database {\n"                                                                                 \
    "  Socket = /m\n"                                                                              \
    "  User = u\n"                                                                                 \
    "  Name = n\n"                                                                                 \
    "}\n"                                                                                          \
    "Shared.File = /f\n"                                                                           \
    "Views.Directory = /v\n"                                                                       \
    "Messages.Directory = /p\n"                                                                    \
    "Migrations.Directory = /g\n"                                                                  \
    "Static.Manifest = /h\n"                                                                       \
    "Games.Directory = /q\n"                                                                       \
    "Lore.Directory = /l\n"                                                                        \
    "Publish.Socket = /b\n"
#define WHOLE_LINES 16

struct reading {
    const char *file;
    struct configuration *configuration;
};

static void run(void *context)
{
    struct reading *reading = context;

    reading->configuration = configuration_read(arena, reading->file);
}

/* What is said of a file with this text, which must not be accepted. */
static const char *refusal_of(const char *text)
{
    struct reading reading = {.file = unit_file("site.hdf", text)};
    const char *said = unit_heard(run, &reading);

    assert_null(reading.configuration);
    return said;
}

/* Asserts that there is just one complaint: of LINE (0: of the file), beginning with WHAT. */
static void complains(const char *text, int line, const char *what)
{
    const char *said = refusal_of(text);
    const char *expected = line > 0
                               ? arena_format(arena, "%s:%d: %s", unit_name("site.hdf"), line, what)
                               : arena_format(arena, "%s: %s", unit_name("site.hdf"), what);

    if (strncmp(said, expected, strlen(expected)) != 0 || strchr(said, '\n') != strrchr(said, '\n'))
        fail_msg("expected \"%s\", heard \"%s\"", expected, said);
}

/* WHOLE with its first FROM replaced by TO. */
static char *with(const char *from, const char *to)
{
    const char *at = strstr(WHOLE, from);

    assert_non_null(at);
    return arena_format(arena, "%.*s%s%s", (int)(at - WHOLE), WHOLE, to, at + strlen(from));
}

static struct configuration *accepted(const char *text)
{
    struct configuration *c = configuration_read(arena, unit_file("site.hdf", text));

    assert_non_null(c);
    return c;
}

static void a_whole_file_is_read(void **state)
{
    struct configuration *c = accepted(WHOLE "Secure = 1\nDatabase.Password = p w\n"
                                             "Database.Host = db\nDatabase.Port = 3307\n"
                                             "Log.Level = debug\nCache.Megabytes = 0\n"
                                             "Upload.Directory = /t\n");

    (void)state;
    assert_string_equal(c->domain, "localhost");
    assert_int_equal(c->port, 8080);
    assert_true(c->secure);
    assert_false(c->development);
    assert_string_equal(c->secret_file, "/s");
    assert_string_equal(c->database.socket, "/m");
    assert_string_equal(c->database.user, "u");
    assert_string_equal(c->database.name, "n");
    assert_string_equal(c->database.password, "p w");
    assert_string_equal(c->database.host, "db");
    assert_int_equal(c->database.port, 3307);
    assert_int_equal(c->log_level, LOG_LEVEL_DEBUG);
    assert_int_equal(c->cache_megabytes, 0);
    assert_string_equal(c->publish_socket, "/b");
    assert_string_equal(c->uploads, "/t");
}

static void budgets_are_read_and_what_is_wrong_with_one_is_said(void **state)
{
    struct configuration *c = accepted(WHOLE "Limits {\n  Write.New = 5 in 10m\n  Page.Address = "
                                             "unlimited\n  Login.Device = 7 in h\n}\n"
                                             "Limits.Scale = 250\nLimits.Newcomer.Days = 0\n");

    (void)state;
    assert_int_equal(c->limits[RATE_WRITE][BUDGET_NEW].count, 5);
    assert_int_equal(c->limits[RATE_WRITE][BUDGET_NEW].seconds, 600);
    assert_int_equal(c->limits[RATE_PAGE][BUDGET_ADDRESS].count, 0);
    assert_int_equal(c->limits[RATE_PAGE][BUDGET_ADDRESS].seconds, 1);
    assert_int_equal(c->limits[RATE_LOGIN][BUDGET_MEMBER].count, 7);
    assert_int_equal(c->limits[RATE_WRITE][BUDGET_MEMBER].seconds, 0);
    assert_int_equal(c->limits_scale, 250);
    assert_int_equal(c->newcomer.days, 0);
    assert_int_equal(c->newcomer.links, 2);
    assert_int_equal(c->session.kept_days, 30);
    assert_int_equal(c->session.administering_hours, 12);
    assert_int_equal(c->factor_grace_days, 14);
    assert_int_equal(accepted(WHOLE "Session.IdleHours = 2\n")->session.idle_hours, 2);
    assert_int_equal(accepted(WHOLE "Factor.GraceDays = 0\n")->factor_grace_days, 0);
    assert_int_equal(accepted(WHOLE "Factor.GraceDays = never\n")->factor_grace_days, FACTOR_NEVER);
    complains(WHOLE "Factor.GraceDays = 366\n", WHOLE_LINES + 1, "Factor.GraceDays");
    complains(WHOLE "Factor.GraceDays = soon\n", WHOLE_LINES + 1, "Factor.GraceDays");
    complains(WHOLE "Session.IdleHours = 0\n", WHOLE_LINES + 1, "Session.IdleHours");
    complains(WHOLE "Limits.Write.New = 5\n", WHOLE_LINES + 1,
              "Limits.Write.New: wants so many in a time");
    complains(WHOLE "Limits.Write.Address = 5 in 1m\n", WHOLE_LINES + 1,
              "Limits.Write.Address: is not a key");
    complains(WHOLE "Limits.Scale = 0\n", WHOLE_LINES + 1, "Limits.Scale: wants a whole number");
}

static void what_may_be_left_out_has_a_default(void **state)
{
    struct configuration *c = accepted(WHOLE);

    (void)state;
    assert_false(c->secure);
    assert_null(c->database.password);
    assert_null(c->database.host);
    assert_int_equal(c->cache_megabytes, 64);
    assert_int_equal(c->log_level, LOG_LEVEL_INFO);
    assert_string_equal(c->uploads, "/var/tmp");
}

static void blocks_dots_and_comments_are_the_same_to_it(void **state)
{
    (void)state;
    accepted("# a comment\n\n" WHOLE);
    accepted(with("Shared.File = /f\n", "Shared {\n\tFile = /f\n}\n"));
    accepted(with("Database {\n  Socket = /m\n", "Database.Socket = /m\nDatabase {\n"));
}

static void an_unknown_key_is_named_with_its_line(void **state)
{
    (void)state;
    complains(WHOLE "Prot = 1\n", WHOLE_LINES + 1, "Prot: is not a key");
    complains(WHOLE "\n# Colour\nTheme.Colour = red\n", 3 + WHOLE_LINES, "Theme.Colour: ");
    complains(with("  User = u\n", "  User = u\n  Usre = v\n"), 7, "Database.Usre: ");
    complains("Zzz = 1\n" WHOLE, 1, "Zzz: is not a key");
}

static void a_wrong_value_is_named_with_its_line(void **state)
{
    static const struct {
        const char *line, *key;
    } wrong[] = {
        {"Cache.Megabytes = many\n", "Cache.Megabytes: wants a whole number from 0 to 65536"},
        {"Cache.Megabytes = 65537\n", "Cache.Megabytes: "},
        {"Cache.Megabytes = -1\n", "Cache.Megabytes: "},
        {"Database.Port = 65536\n", "Database.Port: "},
        {"Secure = yes\n", "Secure: wants 0 or 1, not \"yes\""},
        {"Development = 2\n", "Development: "},
        {"Log.Level = loud\n", "Log.Level: wants error, warning, info or debug"},
        {"Database.Password =\n", "Database.Password: needs a value"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        complains(arena_format(arena, "%s%s", WHOLE, wrong[i].line), WHOLE_LINES + 1, wrong[i].key);
}

static void a_required_key_that_is_wrong_is_not_also_called_missing(void **state)
{
    (void)state;
    complains(with("Port = 8080", "Port = http"), 2, "Port: wants a whole number");
    complains(with("Port = 8080", "Port = 0"), 2, "Port: wants a whole number");
    complains(with("Domain = localhost", "Domain ="), 1, "Domain: needs a value");
}

static void a_key_in_a_block_is_told_from_one_of_the_same_name_outside(void **state)
{
    (void)state;
    complains(with("  User = u\n", "  User = u\n  Port = 0\n"), 7, "Database.Port: ");
    complains("Database {\n  Port = 1\n}\nSecure = x\nPort = 8080\n" WHOLE, 4, "Secure: ");
    complains("Database {\n  Port = 1\n}\n" WHOLE "Port = x\n", 4 + WHOLE_LINES, "Port: ");
}

static void a_value_is_not_lost_to_keys_below_it(void **state)
{
    (void)state;
    complains("Database = main\n" WHOLE, 1, "Database: is not a key of this file");
    complains(WHOLE "Database = main\n", WHOLE_LINES + 1, "Database: is not a key of this file");
    complains(WHOLE "Port.Number = 8080\n", WHOLE_LINES + 1, "Port.Number: is not a key");
    complains(WHOLE "Secure {\n  Cookies = 1\n}\n", WHOLE_LINES + 2, "Secure.Cookies: is not");
    complains(WHOLE "Shared.File.Mode = 660\n", WHOLE_LINES + 1, "Shared.File.Mode: is not a key");
}

static void of_a_key_that_is_there_twice_the_last_counts_and_is_named(void **state)
{
    (void)state;
    assert_int_equal(accepted(WHOLE "Port = 81\n")->port, 81);
    complains(WHOLE "Secure = 1\nPort = none\n", WHOLE_LINES + 2, "Port: ");
}

static void each_missing_key_is_named(void **state)
{
    static const char *const lines[] = {"Domain = localhost\n",
                                        "Port = 8080\n",
                                        "Secret.File = /s\n",
                                        "  User = u\n",
                                        "  Name = n\n",
                                        "Shared.File = /f\n",
                                        "Views.Directory = /v\n",
                                        "Messages.Directory = /p\n",
                                        "Migrations.Directory = /g\n",
                                        "Static.Manifest = /h\n",
                                        "Games.Directory = /q\n",
                                        "Lore.Directory = /l\n",
                                        "Publish.Socket = /b\n"};
    const char *said = refusal_of("Secure = 1\n");

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        const char *name = lines[i] + strspn(lines[i], " ");
        const char *key = arena_format(arena, "%s%.*s is missing\n",
                                       lines[i][0] == ' ' ? "Database." : "",
                                       (int)strcspn(name, " "), name);

        complains(with(lines[i], ""), 0, key);
        assert_non_null(strstr(said, key));
    }
    complains(with("  Socket = /m\n", ""), 0, "Database.Socket or Database.Host is missing");
}

static void everything_that_is_wrong_is_said_at_once(void **state)
{
    const char *said = refusal_of("Prot = 1\nPort = x\nLog.Level = y\n");

    (void)state;
    assert_non_null(strstr(said, "site.hdf:1: Prot"));
    assert_non_null(strstr(said, "site.hdf:2: Port"));
    assert_non_null(strstr(said, "site.hdf:3: Log.Level"));
    assert_non_null(strstr(said, "Domain is missing"));
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    struct reading reading = {.file = "/nonexistent/site.hdf"};
    const char *said = unit_heard(run, &reading);

    (void)state;
    assert_null(reading.configuration);
    assert_ptr_equal(strstr(said, "/nonexistent/site.hdf: "), said);
    assert_non_null(strstr(refusal_of(WHOLE "Secure 1\n"), unit_name("site.hdf")));
}

struct walk {
    char text[512];
    int stop;
};

static int note(void *context, const struct setting *setting)
{
    struct walk *walk = context;

    unit_append(walk->text, sizeof walk->text,
                arena_format(arena, "%s=%s;", setting->path, setting->value));
    return strcmp(setting->path, "B.x") == 0 ? walk->stop : 0;
}

static void a_walk_meets_every_value_in_order(void **state)
{
    struct walk walk = {"", 0};
    const char *file = unit_file("list.hdf", "A = 1\nB {\n x = 2\n y.z = 3\n}\nC = 4\nD {\n}\n"
                                             "C.e = 5\nC.f.g = 6\n");

    (void)state;
    assert_int_equal(configuration_iterate(file, note, &walk), 0);
    assert_string_equal(walk.text, "A=1;B.x=2;B.y.z=3;C=4;C.e=5;C.f.g=6;");
}

static void a_walk_ends_where_its_visitor_says(void **state)
{
    struct walk walk = {"", 9};
    const char *file = unit_file("list.hdf", "A = 1\nB {\n x = 2\n y.z = 3\n}\nC = 4\n");

    (void)state;
    assert_int_equal(configuration_iterate(file, note, &walk), 9);
    assert_string_equal(walk.text, "A=1;B.x=2;");
}

/* What is said of a list with this text, which cannot be walked. */
struct bad_iterate {
    const char *file;
    int result;
};

static void run_walk(void *context)
{
    struct bad_iterate *bad = context;
    struct walk walk = {"", 0};

    bad->result = configuration_iterate(bad->file, note, &walk);
    assert_string_equal(walk.text, "");
}

static void refuses(const char *text, const char *what)
{
    struct bad_iterate bad = {.file = unit_file("list.hdf", text)};
    const char *said = unit_heard(run_walk, &bad);

    assert_int_equal(bad.result, -1);
    if (strncmp(said, unit_name("list.hdf:"), strlen(unit_name("list.hdf:"))) != 0 ||
        strstr(said, what) == NULL)
        fail_msg("expected \"%s\", heard \"%s\"", what, said);
}

static const char *repeat_text(const char *text, size_t times)
{
    struct buffer all = buffer_open(arena, strlen(text) * times + 1);

    for (size_t i = 0; i < times; i++)
        buffer_text(&all, text);
    return all.data;
}

static void names_that_lead_to_others_are_no_settings(void **state)
{
    (void)state;
    refuses("a : b\nb : a\n", ":1: this is neither NAME = VALUE nor");
    refuses("A = 1\nSites : Sites\n", ":2: this is neither");
    refuses("A := B\n", ":1: this is neither");
    refuses("A << EOM\nEOM\n", ":1: this is neither");
    refuses("A..b = 1\n", ":1: a name between dots is missing");
    refuses(".a = 1\n", ":1: a name between dots is missing");
    refuses("a. = 1\n", ":1: a name between dots is missing");
}

static void what_nests_without_end_is_refused_at_its_line(void **state)
{
    (void)state;
    refuses(repeat_text("a {\n", 100000), ":16: a: blocks are nested too deep");
    refuses(arena_format(arena, "A = 1\n%sa = 1\n", repeat_text("a.", 1000)), ":2: a: blocks are");
    refuses(arena_format(arena, "a.a.a.a.a.a.a.a {\n%s = 1\n}\n", "a.a.a.a.a.a.a.a.a"),
            ":2: a: blocks are");
    refuses(arena_format(arena, "a = %s\n", repeat_text("x", 65536)), ":1: the line is longer");
    refuses("a {\n}\n}\n", ":3: this } closes nothing");
    refuses("a {\n b = 1\n", ":2: the block of a, line 1, is not closed");
}

static void a_list_includes_no_other_file(void **state)
{
    (void)state;
    refuses("A = 1\n#include \"/etc/passwd\"\n", ":2: a file of this kind includes no other");
    refuses("#include\t\"list.hdf\"\n", ":1: a file of this kind includes no other");
    assert_null(strstr(refusal_of(WHOLE "#included\n#includes nothing\nPrt = 1\n"), "includes no"));
}

static void a_configuration_is_that_of_the_file_that_it_includes(void **state)
{
    const char *inner = unit_file("inner.hdf", WHOLE);

    (void)state;
    assert_string_equal(accepted("#include \"inner.hdf\"\nDatabase.User = other\n")->database.user,
                        "other");
    assert_string_equal(accepted(arena_format(arena, "#include \"%s\"\n", inner))->database.user,
                        "u");
    assert_non_null(strstr(refusal_of("#include \"nowhere.hdf\"\n" WHOLE), "nowhere.hdf: No such"));
    unit_file("inner.hdf", "Secure = yes\n");
    assert_non_null(strstr(refusal_of("#include \"inner.hdf\"\n" WHOLE), "inner.hdf:1: Secure: "));
    complains("#include inner.hdf\n" WHOLE, 1, "#include wants a file's name between \"");
    unit_file("inner.hdf", WHOLE "\n\n");
    complains("\n#include \"inner.hdf\"\n\nPrt = 1\n", 4, "Prt: is not a key of this file");
}

static void files_that_include_each_other_are_read_once(void **state)
{
    const char *said;

    (void)state;
    said = refusal_of(WHOLE "#include \"site.hdf\"\n");
    assert_non_null(strstr(said, "site.hdf: it includes itself"));
    unit_file("inner.hdf", "#include \"site.hdf\"\n#include \"site.hdf\"\n");
    said = refusal_of(WHOLE "#include \"inner.hdf\"\n#include \"inner.hdf\"\n");
    assert_non_null(strstr(said, "site.hdf: it includes itself"));
    for (int i = 0; i < 20; i++)
        unit_file(arena_format(arena, "%d.hdf", i),
                  arena_format(arena, "#include \"%d.hdf\"\n", i + 1));
    assert_non_null(
        strstr(refusal_of(WHOLE "#include \"0.hdf\"\n"), "files include others too deep"));
    unit_file("inner.hdf", "}\nDatabase {\n");
    said = refusal_of("Database {\n#include \"inner.hdf\"\n}\n" WHOLE);
    assert_non_null(strstr(said, "inner.hdf:1: this } closes nothing"));
    assert_non_null(strstr(said, "inner.hdf:2: the block of Database, line 2, is not closed"));
}

static int count_lines(void *context, const struct setting *setting)
{
    *(size_t *)context += setting->line;
    return 0;
}

static void of_many_settings_each_is_found_by_its_name(void **state)
{
    char *text = arena_alloc(arena, 40000 * 16);
    size_t length = 0, lines = 0;

    (void)state;
    for (int i = 0; i < 40000; i++)
        length += (size_t)sprintf(text + length, "n%d = 1\n", i % 20000);
    assert_int_equal(configuration_iterate(unit_file("list.hdf", text), count_lines, &lines), 0);
    assert_int_equal(lines, (size_t)20000 * (20001 + 40000) / 2);
}

static void a_value_that_is_no_text_is_refused(void **state)
{
    static const char *const bad[] = {"\xC3", "\xEF\xBF\xBE", "\xEF\xB7\x90", "\xF0\x9F\xBF\xBF",
                                      "\x01", "\xC2\x9B"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (strstr(refusal_of(with("/q", arena_format(arena, "/q%s", bad[i]))),
                   "this is no text in UTF-8") == NULL)
            fail_msg("taken: %zu", i);
}

static void a_mail_server_needs_a_sender_and_hides_passwords(void **state)
{
#define SERVER "Mail.Server = smtp://mail.example.org:587\n"
#define FROM "Mail.From = lore@example.org\n"
    struct configuration *c = accepted(WHOLE SERVER FROM "Mail.User = u\nMail.Password = p\n");

    (void)state;
    assert_string_equal(c->mail.server, "smtp://mail.example.org:587");
    assert_string_equal(c->mail.from, "lore@example.org");
    assert_string_equal(c->mail.user, "u");
    assert_string_equal(c->mail.password, "p");
    assert_false(c->mail.plain);
    assert_null(accepted(WHOLE)->mail.server);
    complains(WHOLE SERVER, 0, "Mail.From is missing");
    complains(WHOLE FROM, 0, "Mail.Server is missing");
    complains(WHOLE SERVER FROM "Mail.User = u\n", 0, "Mail.Password is missing");
    complains(WHOLE "Mail.Server = mail.example.org\n" FROM, 0, "Mail.Server: wants");
    complains(WHOLE SERVER "Mail.From = Lore <lore@example.org>\n", 0, "Mail.From: wants");
    complains(WHOLE SERVER FROM "Mail.User = u\nMail.Password = p\nMail.Plain = 1\n", 0,
              "Mail.Plain: would send");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_value_that_is_no_text_is_refused),
        UNIT(a_whole_file_is_read),
        UNIT(budgets_are_read_and_what_is_wrong_with_one_is_said),
        UNIT(what_may_be_left_out_has_a_default),
        UNIT(blocks_dots_and_comments_are_the_same_to_it),
        UNIT(an_unknown_key_is_named_with_its_line),
        UNIT(a_wrong_value_is_named_with_its_line),
        UNIT(a_required_key_that_is_wrong_is_not_also_called_missing),
        UNIT(a_key_in_a_block_is_told_from_one_of_the_same_name_outside),
        UNIT(a_value_is_not_lost_to_keys_below_it),
        UNIT(of_a_key_that_is_there_twice_the_last_counts_and_is_named),
        UNIT(each_missing_key_is_named),
        UNIT(everything_that_is_wrong_is_said_at_once),
        UNIT(a_file_that_cannot_be_read_is_named),
        UNIT(a_walk_meets_every_value_in_order),
        UNIT(a_walk_ends_where_its_visitor_says),
        UNIT(names_that_lead_to_others_are_no_settings),
        UNIT(what_nests_without_end_is_refused_at_its_line),
        UNIT(a_list_includes_no_other_file),
        UNIT(a_configuration_is_that_of_the_file_that_it_includes),
        UNIT(files_that_include_each_other_are_read_once),
        UNIT(of_many_settings_each_is_found_by_its_name),
        UNIT(a_mail_server_needs_a_sender_and_hides_passwords),
    };

    return UNIT_RUN(tests);
}
