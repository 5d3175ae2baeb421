/* lorehall: the deployer's command line, without its main(), so that the fuzzer calls it in its
 * own process.
 *
 * Each verb parses its own options; what they share is opened once, here: the configuration, a
 * connection that connects when it is first used, and the host's shared memory if anything runs
 * that has caches to be told.
 *
 * What is wrong with what was typed, and what went wrong, have exit statuses of their own. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <pwd.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/account.h"
#include "auth/audit.h"
#include "auth/ban/ban.h"
#include "auth/credentials/rename.h"
#include "auth/factor/factor.h"
#include "auth/role_edit.h"
#include "auth/role_explain.h"
#include "auth/secret.h"
#include "auth/session.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/game_number.h"
#include "check_routes.h"
#include "command.h"
#include "help.h"
#include "import/page_talk.h"
#include "import/staging/staging.h"
#include "lore/entry.h"
#include "lore/export.h"
#include "lore/place.h"
#include "store/journal.h"
#include "store/migrate.h"
#include "store/rights/rights.h"
#include "talk/import/import_threads.h"
#include "talk/mention.h"
#include "talk/overview.h"
#include "talk/thread.h"
#include "web/site.h"
#include "web/sites/freeze.h"
#include "web/worker.h"

/* The follower makes a catalogue anew when so much has changed: a file that lacks as much and is
 * older has nobody who does. */
#define PAGE_ROWS 200 /* of a list, that are read at once */
#define CATALOGUE_OLD (600 * CLOCK_SECOND)

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

static const struct statement_set *const statement_sets[] = {
    WORKER_STATEMENTS,        ACCOUNT_CHANGE_STATEMENTS,
    &rename_statements,       ROLE_EDIT_STATEMENTS,
    &factor_statements,       &ban_note_statements,
    &role_explain_statements, IMPORT_THREADS_STATEMENTS,
    &thread_statements,       &overview_statements,
    &game_statements,         &entry_statements,
    &place_statements,        &export_statements,
    &page_talk_statements,    &comment_statements,
    &catalogue_statements,    &mention_statements,
    &rights_statements,       &freeze_statements,
    STAGING_STATEMENTS,       NULL,
};

static void print_error(const char *format, va_list arguments)
{
    struct arena *arena = arena_open(1024);

    text_say(stderr, "lorehall: %s", arena_vformat(arena, format, arguments));
    arena_close(arena);
}

enum command_status command_failed(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_error(format, arguments);
    va_end(arguments);
    return COMMAND_FAILED;
}

enum command_status command_misused(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_error(format, arguments);
    va_end(arguments);
    fputs("lorehall --help tells more.\n", stderr);
    return COMMAND_USAGE;
}

enum command_status command_bad_option(const char *verb, int argc, char **argv)
{
    const char *word = argv[optind - 1];
    bool with_value = text_starts(word, "--") && strchr(word, '=') != NULL;

    /* getopt stays at a word of short options, of which there are none, until it is through with
     * it. */
    if (!with_value && optopt != 0 && optind < argc && argv[optind][0] == '-' &&
        argv[optind][1] == optopt)
        word = argv[optind];
    return command_misused("\"%s\" is no option of %s, or lacks a value or has one too many", word,
                           verb);
}

enum command_status command_unknown(const char *verb, const char *takes, int argc, char **argv)
{
    return argc > 1 ? command_misused("%s takes %s, not \"%s\"", verb, takes, argv[1])
                    : command_misused("%s takes %s", verb, takes);
}

struct store command_store(const struct command *command)
{
    return (struct store){.database = command->database,
                          .shared = command->shared,
                          .arena = command->arena};
}

int command_print_pages(int (*print_page)(void *context, struct arena *arena, unsigned limit),
                        void *context, uint64_t limit)
{
    struct arena *arena = arena_open(65536);
    int count = 1;

    while (limit > 0 && count > 0) {
        count = print_page(context, arena, limit < PAGE_ROWS ? (unsigned)limit : PAGE_ROWS);
        if (count > 0)
            limit -= (uint64_t)count;
        arena_reset(arena);
    }
    arena_close(arena);
    return count < 0 ? -1 : 0;
}

const struct secret *command_secret(struct command *command)
{
    const char *file = command->configuration->secret_file;
    struct secret *secret = arena_alloc(command->arena, sizeof *secret);

    if (secret_read(file, secret) == 0)
        return secret;
    command_failed(
        "the secret %s, which records of the audit trail are signed with, cannot be used", file);
    return NULL;
}

enum command_status command_actor(struct command *command, struct actor *actor)
{
    const struct passwd *user = getpwuid(getuid());

    *actor = (struct actor){
        .secret = command_secret(command),
        .name = user != NULL
                    ? arena_string(command->arena, user->pw_name)
                    : arena_format(command->arena, "user %llu", (unsigned long long)getuid()),
        .address = "",
    };
    return actor->secret != NULL ? COMMAND_DONE : COMMAND_FAILED;
}

const char *command_source(struct arena *arena, const char *place)
{
    const char *server = strstr(place, "://"), *slash;

    if (server != NULL) {
        const char *at = strrchr(server, '@');

        place = at != NULL ? at + 1 : server + 3;
        return arena_copy(arena, place, strcspn(place, "?"));
    }
    slash = strrchr(place, '/');
    return slash != NULL ? slash + 1 : place;
}

/* ---- migrate, stats ---- */

static enum command_status command_migrate(struct command *command, int argc, char **argv)
{
    static const struct option long_options[] = {{"dry-run", no_argument, NULL, 'n'}, {0}};
    bool dry = false;
    size_t pending;
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option != 'n')
            return command_bad_option("migrate", argc, argv);
        dry = true;
    }
    if (optind < argc)
        return command_misused("migrate does not take \"%s\"", argv[optind]);
    if (migrate(command->configuration, command->arena, dry, &pending) != 0)
        return COMMAND_FAILED;
    if (dry)
        printf("%zu to be applied\n", pending);
    return COMMAND_DONE;
}

/* The games that can be read; what is wrong with others is told by the check of games, once. */
static const struct games *games_of(struct command *command)
{
    size_t wrong, size;
    char *heard = NULL;
    FILE *errors = open_memstream(&heard, &size);
    const struct games *games;

    if (errors == NULL)
        abort();
    games = command_games(command, NULL, errors, &wrong);
    fclose(errors);
    free(heard);
    return games;
}

/* Of each game that has a catalogue: how large it is and how much lies over it. */
static void print_catalogues(struct command *command)
{
    const struct configuration *c = command->configuration;
    const struct games *games = games_of(command);

    for (size_t i = 0; games != NULL && games_at(games, i) != NULL; i++) {
        const struct game *game = games_at(games, i);
        struct catalogue_state state;

        if (catalogue_state(command->database, command->arena, game, c->lore, &state) == 0 &&
            state.valid)
            printf("catalogue %s: %" PRIu64 " entries, %zu bytes, %zu%s changes since %s\n",
                   game->name, state.entries, state.length, state.overlay,
                   state.overlay == CATALOGUE_REBUILD ? " or more" : "",
                   clock_rfc3339(command->arena, state.built));
    }
}

static enum command_status command_stats(struct command *command, int argc, char **argv)
{
    struct overview o;

    if (argc > 1)
        return command_misused("stats does not take \"%s\"", argv[1]);
    if (overview_count(command->database, command->arena, &o) != 0)
        return command_failed("the database cannot be counted");
    printf("sites     %" PRIu64 "\nboards    %" PRIu64 "\naccounts  %" PRIu64 "\nauthors   %" PRIu64
           "\nthreads   %" PRIu64 "\ncomments  %" PRIu64 "\nratings   %" PRIu64
           "\njournal   %" PRIu64 "\n",
           o.sites, o.boards, o.accounts, o.authors, o.threads, o.comments, o.ratings, o.journal);
    print_catalogues(command);
    return COMMAND_DONE;
}

/* ---- check: each prints nothing itself, and gives what is wrong, or NULL; or sets the command's advice ---- */

static const char *check_database(struct command *command)
{
    if (database_begin(command->database) != 0)
        return "it cannot be reached; is the server running, and are user and password right?";
    database_rollback(command->database);
    return NULL;
}

static const char *check_rights(struct command *command)
{
    const struct configuration *c = command->configuration;
    struct rights rights = rights_none(command->arena, c->database.program, c->database.name);
    const char *missing;

    if (rights_read(&rights, command->database) != 0)
        return "they cannot be asked for";
    missing = rights_missing(&rights);
    if (*missing != '\0')
        return arena_format(command->arena,
                            "%s has no %s; lorehall migrate gives what Grants in its configuration "
                            "names",
                            c->database.user, missing);
    if (rights.excess.length > 0)
        command->advice =
            arena_format(command->arena, "%s needs no %s", c->database.user, rights.excess.data);
    return NULL;
}

static const char *check_migrations(struct command *command)
{
    size_t pending;

    if (migrate(command->configuration, command->arena, true, &pending) != 0)
        return "they cannot be looked at";
    if (pending > 0)
        return arena_format(command->arena, "%zu to be applied; lorehall migrate does it", pending);
    return NULL;
}

/* Without catalogues of messages all is in English. */
static const char *check_messages(struct command *command)
{
    const char *directory = command->configuration->messages;

    for (size_t i = 1; language_codes[i] != NULL; i++)
        if (access(arena_format(command->arena, "%s/%s/LC_MESSAGES/lorehall.mo", directory,
                                language_codes[i]),
                   R_OK) != 0)
            return arena_format(command->arena, "%s has no messages in %s", directory,
                                language_codes[i]);
    return NULL;
}

static int pass_over(void *context, const struct setting *setting)
{
    (void)setting;
    *(size_t *)context += 1;
    return 0;
}

static const char *check_manifest(struct command *command)
{
    const char *file = command->configuration->static_manifest;
    size_t names = 0;

    if (access(file, R_OK) != 0)
        return arena_format(command->arena, "%s: %s", file, strerror(errno));
    if (configuration_iterate(file, pass_over, &names) != 0 || names == 0)
        return arena_format(command->arena, "%s names no files", file);
    return NULL;
}

static const char *check_games(struct command *command)
{
    const struct overview_site *sites;
    size_t wrong, count;
    const struct games *games = command_games(command, NULL, stderr, &wrong);

    if (games == NULL)
        return "they cannot be read";
    if (wrong > 0)
        return arena_format(command->arena, "%zu of the files are wrong", wrong);
    /* Where the database does not answer, that is told of it. */
    sites = overview_sites(command->database, command->arena, &count);
    for (size_t i = 0; sites != NULL && i < count; i++)
        if (*sites[i].game != '\0' && games_find(games, sites[i].game) == NULL)
            return arena_format(command->arena,
                                "the site %s is of the game %s, which no file in %s "
                                "describes",
                                sites[i].name, sites[i].game, command->configuration->games);
    return NULL;
}

/* What is wrong with a game's catalogue, if it has one: lorehall-journald makes them. */
static const char *check_catalogue(struct command *command, const struct game *game)
{
    struct catalogue_state state;

    if (catalogue_state(command->database, command->arena, game, command->configuration->lore,
                        &state) != 0)
        return arena_format(command->arena, "%s: it cannot be held against the database",
                            game->name);
    if (state.number == 0 || !state.there)
        return NULL;
    if (!state.valid)
        return arena_format(command->arena,
                            "%s: the file is not of this database and this declaration",
                            game->name);
    if (state.overlay == CATALOGUE_REBUILD && clock_now() - state.built > CATALOGUE_OLD)
        return arena_format(command->arena, "%s: the file of %s lacks %d changes or more",
                            game->name, clock_rfc3339(command->arena, state.built),
                            CATALOGUE_REBUILD);
    return NULL;
}

/* Their directory is made with the first one. */
static const char *check_lore(struct command *command)
{
    const char *directory = command->configuration->lore, *fault = NULL;
    const char *parent = dirname(arena_string(command->arena, directory));
    const struct games *games;

    if (access(directory, F_OK) != 0 && access(parent, W_OK | X_OK) == 0)
        return NULL;
    if (access(directory, R_OK | X_OK) != 0)
        return arena_format(command->arena, "%s: %s", directory, strerror(errno));
    games = games_of(command);
    for (size_t i = 0; games != NULL && fault == NULL && games_at(games, i) != NULL; i++)
        fault = check_catalogue(command, games_at(games, i));
    return fault;
}

/* All checks run, whatever the ones before found: a deployer wants the whole list. */
static enum command_status check_everything(struct command *command)
{
    static const struct {
        const char *name;
        const char *(*check)(struct command *command);
    } checks[] = {
        {"database", check_database},     {"rights", check_rights},
        {"migrations", check_migrations}, {"secret", check_secret},
        {"views", check_views},           {"static files", check_manifest},
        {"messages", check_messages},     {"shared memory", check_shared},
        {"games", check_games},           {"catalogues", check_lore},
        {"uploads", check_uploads},       {"mail", check_mail},
        {"publishing", check_publishing},
    };
    enum command_status status = COMMAND_DONE;

    puts("ok   configuration");
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        const char *fault, *word = "ok  ";

        command->advice = NULL;
        fault = checks[i].check(command);
        if (fault != NULL)
            status = COMMAND_FAILED;
        if (fault != NULL || command->advice != NULL)
            word = fault != NULL ? "BAD " : "warn";
        else
            fault = "";
        fault = fault != NULL ? fault : command->advice;
        printf("%s %s%s%s\n", word, checks[i].name, *fault != '\0' ? ": " : "", fault);
    }
    return check_providers(command) == 0 ? status : COMMAND_FAILED;
}

/* ---- import ---- */

static enum command_status command_import(struct command *command, int argc, char **argv)
{
    static const struct {
        const char *name;
        enum command_status (*run)(struct command *command, int argc, char **argv);
    } imports[] = {
        {"sites", command_import_sites}, {"threads", command_import_talk},
        {"talk", command_import_talk},   {"peq", command_import_mapped},
        {"table", command_import_table}, {"entries", command_import_entries},
        {"maps", command_import_maps},
    };

    for (size_t i = 0; argc > 1 && i < sizeof imports / sizeof imports[0]; i++)
        if (strcmp(imports[i].name, argv[1]) == 0)
            return imports[i].run(command, argc - 1, argv + 1);
    return command_unknown("import", "sites, threads, talk, peq, table, entries or maps", argc,
                           argv);
}

static enum command_status command_check(struct command *command, int argc, char **argv)
{
    static const struct option long_options[] = {{"routes", no_argument, NULL, 'r'},
                                                 {"why", required_argument, NULL, 'w'},
                                                 {"site", required_argument, NULL, 's'},
                                                 {"board", required_argument, NULL, 'b'},
                                                 {0}};
    struct why why = {.name = NULL};
    bool routes = false;
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (option) {
        case 'r': routes = true; break;
        case 'w': why.name = optarg; break;
        case 's': why.site = optarg; break;
        case 'b': why.board = optarg; break;
        default: return command_bad_option("check", argc, argv);
        }
    }
    why.count = argc - optind;
    why.words = argv + optind;
    if (why.name != NULL)
        return check_why(command, &why);
    if (why.count > 0)
        return command_misused("check does not take \"%s\"", why.words[0]);
    return routes ? check_routes(command) : check_everything(command);
}

/* ---- the whole ---- */

/* Each with the file beside the default configuration that names an account of the database for it
 * alone; NULL: it comes by the workers'. */
static const struct {
    const char *name;
    enum command_status (*run)(struct command *command, int argc, char **argv);
    const char *account;
} verbs[] = {
    {"migrate", command_migrate, "migrate.hdf"},
    {"check", command_check, NULL},
    {"user", command_user, NULL},
    {"role", command_roles_verb, NULL},
    {"audit", command_audit, NULL},
    {"mail", command_mail, NULL},
    {"import", command_import, "import.hdf"},
    {"export", command_export, "reader.hdf"},
    {"stats", command_stats, "reader.hdf"},
    {"freeze", command_freeze, NULL},
    {"unfreeze", command_unfreeze, NULL},
};

/* The configuration of a verb where none is named. */
static const char *default_configuration(struct arena *arena, const char *account)
{
    size_t directory = strlen(DEFAULT_CONFIG) - strlen("site.hdf");
    const char *own = account != NULL
                          ? arena_format(arena, "%.*s%s", (int)directory, DEFAULT_CONFIG, account)
                          : DEFAULT_CONFIG;

    return access(own, F_OK) == 0 ? own : DEFAULT_CONFIG;
}

/* CONFIG NULL: the default. */
static enum command_status run_verb(const char *config, int argc, char **argv)
{
    struct arena *arena = arena_open(65536);
    struct command command = {.arena = arena};
    enum command_status status = COMMAND_FAILED;
    size_t verb = 0;

    while (verb < sizeof verbs / sizeof verbs[0] && strcmp(verbs[verb].name, argv[0]) != 0)
        verb++;
    if (verb == sizeof verbs / sizeof verbs[0]) {
        status = command_misused("there is no verb \"%s\", but %s", argv[0], help_verbs(arena));
    } else {
        if (config == NULL)
            config = default_configuration(arena, verbs[verb].account);
        command.configuration = configuration_read(arena, config);
        if (command.configuration != NULL) {
            command.database = database_open(command.configuration, statement_sets);
            /* Pages that are cached must hear of what is changed. */
            command.shared = shared_join(command.configuration->shared_file);
            optind = 0; /* getopt begins anew, with what is behind the verb */
            status = verbs[verb].run(&command, argc, argv);
            shared_close(command.shared);
            database_close(command.database);
        }
    }
    arena_close(arena);
    return status;
}

/* Whether --help stands anywhere behind the verb, where options may stand. */
static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0)
            return true;
    return false;
}

int command_line(int argc, char **argv)
{
    static const struct option long_options[] = {{"config", required_argument, NULL, 'c'},
                                                 {"help", no_argument, NULL, 'h'},
                                                 {"version", no_argument, NULL, 'v'},
                                                 {0}};
    const char *config = getenv("LOREHALL_CONFIG");
    enum command_status status;
    int option;

    opterr = 0;
    optind = 0;
    if (config != NULL && *config == '\0')
        config = NULL;
    /* "+": it stops at the verb, whose options are the verb's own. */
    while ((option = getopt_long(argc, argv, "+", long_options, NULL)) != -1) {
        switch (option) {
        case 'c': config = optarg; break;
        case 'h': help_print(stdout, 0, NULL); return COMMAND_DONE;
        case 'v': puts("lorehall " PACKAGE_VERSION); return COMMAND_DONE;
        default: return command_bad_option("lorehall", argc, argv);
        }
    }
    if (optind == argc)
        return command_misused("say what to do");
    if (asks_for_help(argc - optind, argv + optind) &&
        help_print(stdout, argc - optind, argv + optind))
        return COMMAND_DONE;
    if (sodium_init() < 0)
        return command_failed("libsodium cannot start");
    status = run_verb(config, argc - optind, argv + optind);
    /* What could not be written was not said: a full disk behind `>` is no success. */
    if (fflush(stdout) != 0 && status == COMMAND_DONE)
        status = command_failed("standard output: %s", strerror(errno));
    return status;
}
