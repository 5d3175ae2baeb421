#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "command.h"
#include "lore/entry.h"
#include "store/journal.h"
#include "talk/import.h"
#include "talk/overview.h"
#include "talk/thread.h"
#include "web/site.h"

#define REJECTED_SHOWN 10 /* on stderr, where there is no report */
#define BAR_WIDTH 40

static void print_counts(const struct import_counts *counts)
{
    printf("{\"read\":%" PRIu64 ",\"added\":%" PRIu64 ",\"changed\":%" PRIu64
           ",\"unchanged\":%" PRIu64 ",\"rejected\":%" PRIu64 "}\n",
           counts->read, counts->added, counts->changed, counts->unchanged, counts->rejected);
}

/* ---- import sites ---- */

#define SITES_MOST 100
#define BOARDS_MOST 100 /* of one site */

struct planned_site {
    struct site site;
    struct board boards[BOARDS_MOST];
    size_t board_count;
};

/* What a file of sites comes to. */
struct plan {
    struct arena *arena;
    const char *games; /* the directory of their files */
    struct planned_site *sites;
    size_t site_count;
    const char *fault; /* the first thing that is wrong; NULL: nothing */
};

/* Whether NAME, of LENGTH bytes, can stand in a host name and a path. */
static bool name_fine(const char *name, size_t length)
{
    return length >= 1 && length <= 32 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") >= length;
}

static struct planned_site *plan_site(struct plan *plan, const char *name, size_t length)
{
    for (size_t i = 0; i < plan->site_count; i++)
        if (strlen(plan->sites[i].site.name) == length &&
            strncmp(plan->sites[i].site.name, name, length) == 0)
            return &plan->sites[i];
    if (plan->site_count == SITES_MOST)
        return NULL;
    plan->sites[plan->site_count].site =
        (struct site){.name = arena_copy(plan->arena, name, length),
                      .tagline = "",
                      .accent = "ember",
                      .game = "",
                      .front = "forum"};
    return &plan->sites[plan->site_count++];
}

static struct board *plan_board(struct plan *plan, struct planned_site *site, const char *name,
                                size_t length)
{
    for (size_t i = 0; i < site->board_count; i++)
        if (strlen(site->boards[i].name) == length &&
            strncmp(site->boards[i].name, name, length) == 0)
            return &site->boards[i];
    if (site->board_count == BOARDS_MOST)
        return NULL;
    site->boards[site->board_count] =
        (struct board){.name = arena_copy(plan->arena, name, length), .description = ""};
    return &site->boards[site->board_count++];
}

/* Sets *TO, unless the value is no line of MOST characters at the most. */
static const char *take(struct plan *plan, const char **to, const char *value, size_t most)
{
    if (text_check(value, strlen(value), false) != TEXT_FINE)
        return "is not a line of text";
    *to = text_normal(plan->arena, value);
    if (text_characters(*to) > most)
        return arena_format(plan->arena, "is longer than %zu characters", most);
    return NULL;
}

static const char *take_front(const char **to, const char *value)
{
    if (strcmp(value, "forum") != 0 && strcmp(value, "beastiary") != 0)
        return "must be forum or beastiary";
    *to = strcmp(value, "forum") == 0 ? "forum" : "beastiary";
    return NULL;
}

/* Whether there is such a game is asked where its file would be. */
static const char *take_game(struct plan *plan, const char **to, const char *value)
{
    const char *file = arena_format(plan->arena, "%s/%s.hdf", plan->games, value);

    if (*value != '\0' && (!name_fine(value, strlen(value)) || access(file, R_OK) != 0))
        return arena_format(plan->arena, "names no game: there is no %s", file);
    *to = arena_string(plan->arena, value);
    return NULL;
}

static const char *take_accent(const char **to, const char *value)
{
    static const char *const accents[] = {"ember", "verdant", "azure"};

    for (size_t i = 0; i < sizeof accents / sizeof accents[0]; i++) {
        if (strcmp(accents[i], value) == 0) {
            *to = accents[i];
            return NULL;
        }
    }
    return "must be ember, verdant or azure";
}

/* Takes "NAME.title" or ".description" of a board; KEY begins with the name. */
static const char *take_board(struct plan *plan, struct planned_site *site, const char *key,
                              const char *value)
{
    size_t length = strcspn(key, ".");
    const char *what = key + length;
    struct board *board;

    if (!name_fine(key, length))
        return "is under a board's name that has not 1 to 32 of a-z, 0-9 and -";
    board = plan_board(plan, site, key, length);
    if (board == NULL)
        return "is one board too many";
    if (strcmp(what, ".title") == 0)
        return take(plan, &board->title, value, 100);
    if (strcmp(what, ".description") == 0)
        return take(plan, &board->description, value, 300);
    return "is nothing that a board has";
}

/* Takes "NAME.title" or what else a site has; KEY begins with the name. */
static const char *take_site(struct plan *plan, const char *key, const char *value)
{
    size_t length = strcspn(key, ".");
    const char *what = key + length;
    struct planned_site *site;

    if (!name_fine(key, length))
        return "is under a site's name that has not 1 to 32 of a-z, 0-9 and -";
    site = plan_site(plan, key, length);
    if (site == NULL)
        return "is one site too many";
    if (strcmp(what, ".title") == 0)
        return take(plan, &site->site.title, value, 100);
    if (strcmp(what, ".tagline") == 0)
        return take(plan, &site->site.tagline, value, 200);
    if (strcmp(what, ".accent") == 0)
        return take_accent(&site->site.accent, value);
    if (strcmp(what, ".game") == 0)
        return take_game(plan, &site->site.game, value);
    if (strcmp(what, ".front") == 0)
        return take_front(&site->site.front, value);
    if (text_starts(what, ".Boards."))
        return take_board(plan, site, what + strlen(".Boards."), value);
    return "is nothing that a site has";
}

static int take_leaf(void *context, const char *path, const char *value)
{
    struct plan *plan = context;
    const char *fault = text_starts(path, "Sites.")
                            ? take_site(plan, path + strlen("Sites."), value)
                            : "is not under Sites";

    if (fault != NULL)
        plan->fault = arena_format(plan->arena, "%s %s", path, fault);
    return fault != NULL;
}

/* What a plan lacks, or NULL. */
static const char *find_gap(const struct plan *plan)
{
    if (plan->site_count == 0)
        return "it has no sites";
    for (size_t i = 0; i < plan->site_count; i++) {
        const struct planned_site *site = &plan->sites[i];

        if (site->site.title == NULL || text_blank(site->site.title))
            return arena_format(plan->arena, "Sites.%s has no title", site->site.name);
        for (size_t j = 0; j < site->board_count; j++)
            if (site->boards[j].title == NULL || text_blank(site->boards[j].title))
                return arena_format(plan->arena, "Sites.%s.Boards.%s has no title", site->site.name,
                                    site->boards[j].name);
    }
    return NULL;
}

/* Counts what the last statement, which makes a row or changes it, did to a row that was there
 * before or not: where rows found are counted, as here, 2 is a change. */
static void count_put(const struct command *command, bool known, struct import_counts *counts)
{
    counts->read++;
    if (!known)
        counts->added++;
    else if (database_changed(command->database) == 2)
        counts->changed++;
    else
        counts->unchanged++;
}

/* Makes or changes one site and its boards, within a transaction. 0 or -1. */
static int put_site(struct command *command, const struct planned_site *planned, uint64_t position,
                    uint64_t *id, struct import_counts *counts)
{
    size_t count, i = 0;
    struct overview_site *sites = overview_sites(command->database, command->arena, &count);
    struct board there;
    uint64_t game;

    if (sites == NULL)
        return -1;
    while (i < count && strcmp(sites[i].name, planned->site.name) != 0)
        i++;
    if (site_put(command->database, &planned->site, position, id) != 0)
        return -1;
    count_put(command, i < count, counts);
    /* So that no visit need make it. */
    if (*planned->site.game != '\0' &&
        game_number(command->database, command->arena, planned->site.game, &game) != 0)
        return -1;
    for (size_t j = 0; j < planned->board_count; j++) {
        const struct board *board = &planned->boards[j];
        int known = board_find(command->database, command->arena, *id, board->name, &there);

        if (known < 0 || board_put(command->database, *id, board, j) != 0)
            return -1;
        count_put(command, known > 0, counts);
    }
    return 0;
}

static int put_journalled(struct command *command, const struct planned_site *planned,
                          uint64_t position, struct import_counts *counts)
{
    struct journal_entry entry = {.kind = JOURNAL_SITE};
    const uint64_t unchanged = counts->unchanged, read = counts->read;

    if (database_begin(command->database) != 0)
        return -1;
    if (put_site(command, planned, position, &entry.site_id, counts) != 0)
        return -1;
    /* Nothing changed: no page need be made anew. */
    if (counts->unchanged - unchanged == counts->read - read)
        return database_commit(command->database);
    if (journal_append(command->database, &entry) != 0)
        return -1;
    return journal_commit(command->database, command->shared, &entry, 1);
}

static enum command_status import_sites(struct command *command, int argc, char **argv)
{
    struct plan plan = {.arena = command->arena, .games = command->configuration->games};
    struct import_counts counts = {0};
    const char *file = argv[1];

    if (argc != 2)
        return command_misused("import sites takes a file");
    plan.sites = arena_alloc(command->arena, SITES_MOST * sizeof *plan.sites);
    if (configuration_walk(file, take_leaf, &plan) < 0)
        return COMMAND_FAILED;
    if (plan.fault == NULL)
        plan.fault = find_gap(&plan);
    if (plan.fault != NULL)
        return command_failed("%s: %s", file, plan.fault);
    for (size_t i = 0; i < plan.site_count; i++) {
        if (put_journalled(command, &plan.sites[i], i, &counts) != 0) {
            database_rollback(command->database);
            return command_failed("the site %s cannot be written", plan.sites[i].site.name);
        }
    }
    print_counts(&counts);
    return COMMAND_DONE;
}

/* ---- import threads ---- */

/* What is told while an import runs. */
struct telling {
    FILE *report; /* NULL: none */
    bool quiet;
    bool bar;      /* is shown */
    bool drawn;    /* and stands on the terminal now */
    int percent;   /* that it shows */
    uint64_t size; /* of the file; 0: not known */
    uint64_t rejected;
};

static void clear_bar(struct telling *telling)
{
    if (telling->drawn)
        fputs("\r\033[K", stderr);
    telling->drawn = false;
    telling->percent = -1;
}

static void tell_rejected(void *context, uint64_t line, const char *reason)
{
    struct telling *telling = context;

    telling->rejected++;
    if (telling->report != NULL) {
        fprintf(telling->report, "line %" PRIu64 ": %s\n", line, reason);
    } else if (!telling->quiet && telling->rejected <= REJECTED_SHOWN) {
        clear_bar(telling);
        fprintf(stderr, "line %" PRIu64 ": %s\n", line, reason);
    }
}

static void tell_progress(void *context, enum import_phase phase, uint64_t done, uint64_t total)
{
    struct telling *telling = context;
    char bar[BAR_WIDTH + 1];
    int percent, full;

    if (phase == IMPORT_READING)
        total = telling->size;
    if (!telling->bar || total == 0)
        return;
    percent = done < total ? (int)((double)done * 100 / (double)total) : 100;
    if (telling->drawn && percent == telling->percent)
        return;
    full = percent * BAR_WIDTH / 100;
    memset(bar, '.', sizeof bar);
    memset(bar, '#', (size_t)full);
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r\033[K%s [%s] %d %%", phase == IMPORT_READING ? "reading" : "writing", bar,
            percent);
    telling->drawn = true;
    telling->percent = percent;
}

/* What was typed behind "import threads". */
struct thread_wishes {
    const char *file;
    const char *site;
    const char *board;
    const char *source;
    const char *report;
    bool local_authors;
    bool quiet;
};

static bool take_option(struct thread_wishes *wishes, int option)
{
    switch (option) {
    case 's': wishes->site = optarg; return true;
    case 'b': wishes->board = optarg; return true;
    case 'n': wishes->source = optarg; return true;
    case 'r': wishes->report = optarg; return true;
    case 'l': wishes->local_authors = true; return true;
    case 'q': wishes->quiet = true; return true;
    default: return false;
    }
}

/* The source's name: what was said, else the file's own. */
static enum command_status name_source(struct command *command, struct thread_wishes *wishes)
{
    const char *name = wishes->source;

    if (name == NULL && strcmp(wishes->file, "-") == 0)
        return command_misused("name the source of what comes by standard input with --source");
    if (name == NULL)
        name = basename(arena_string(command->arena, wishes->file));
    if (text_check(name, strlen(name), false) != TEXT_FINE || text_blank(name) ||
        text_characters(name) > IMPORT_SOURCE_MOST)
        return command_misused("the name of a source has 1 to %d characters; see --source",
                               IMPORT_SOURCE_MOST);
    wishes->source = text_normal(command->arena, name);
    return COMMAND_DONE;
}

static enum command_status read_wishes(struct command *command, struct thread_wishes *wishes,
                                       int argc, char **argv)
{
    static const struct option options[] = {{"site", required_argument, NULL, 's'},
                                            {"board", required_argument, NULL, 'b'},
                                            {"source", required_argument, NULL, 'n'},
                                            {"report", required_argument, NULL, 'r'},
                                            {"local-authors", no_argument, NULL, 'l'},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {0}};
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (!take_option(wishes, option))
            return command_misused("\"%s\" is no option of import threads, or lacks a value",
                                   argv[optind - 1]);
    if (argc - optind != 1)
        return command_misused("import threads takes a file, or - for standard input");
    wishes->file = argv[optind];
    return name_source(command, wishes);
}

/* Opens what is read, and tells its size where it has one. NULL, having said why. */
static FILE *open_input(const char *file, uint64_t *size)
{
    struct stat info;
    FILE *stream;

    assert(file != NULL);
    stream = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
    *size = 0;
    if (stream == NULL) {
        command_failed("%s: %s", file, strerror(errno));
        return NULL;
    }
    if (fstat(fileno(stream), &info) == 0 && S_ISREG(info.st_mode))
        *size = (uint64_t)info.st_size;
    return stream;
}

/* Imports, with everything open. */
static enum command_status run_import(struct command *command, const struct thread_wishes *wishes,
                                      FILE *stream, struct telling *telling)
{
    struct import_options options = {
        .source = wishes->source,
        .board = wishes->board,
        .local_authors = wishes->local_authors,
        .context = telling,
        .progress = tell_progress,
        .rejected = tell_rejected,
    };
    struct import_counts counts;
    struct board board;
    enum command_status status = command_site(command, wishes->site, &options.site_id);
    int result;

    if (status != COMMAND_DONE)
        return status;
    if (wishes->board != NULL &&
        board_find(command->database, command->arena, options.site_id, wishes->board, &board) == 0)
        return command_failed("the site has no board %s", wishes->board);
    result = import_threads(command->database, command->shared, stream, &options, &counts);
    clear_bar(telling);
    if (result != 0)
        return command_failed("the import did not finish; run it again to continue");
    if (telling->report == NULL && !telling->quiet && counts.rejected > REJECTED_SHOWN)
        fprintf(stderr, "and %" PRIu64 " more; --report FILE has all\n",
                counts.rejected - REJECTED_SHOWN);
    print_counts(&counts);
    return COMMAND_DONE;
}

/* 0, or -1 when not all of it could be written. */
static int close_report(FILE *report)
{
    bool failed = ferror(report) != 0;

    return fclose(report) != 0 || failed ? -1 : 0;
}

static enum command_status import_threads_of(struct command *command, int argc, char **argv)
{
    struct thread_wishes wishes = {0};
    struct telling telling = {.percent = -1};
    enum command_status status = read_wishes(command, &wishes, argc, argv);
    FILE *stream;

    if (status != COMMAND_DONE)
        return status;
    stream = open_input(wishes.file, &telling.size);
    if (stream == NULL)
        return COMMAND_FAILED;
    telling.quiet = wishes.quiet;
    telling.bar = !wishes.quiet && isatty(STDERR_FILENO) == 1;
    if (wishes.report != NULL && (telling.report = fopen(wishes.report, "w")) == NULL)
        status = command_failed("%s: %s", wishes.report, strerror(errno));
    if (status == COMMAND_DONE)
        status = run_import(command, &wishes, stream, &telling);
    if (telling.report != NULL && close_report(telling.report) != 0)
        status = command_failed("%s cannot be written", wishes.report);
    if (stream != stdin)
        fclose(stream);
    return status;
}

enum command_status command_import(struct command *command, int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "sites") == 0)
        return import_sites(command, argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "threads") == 0)
        return import_threads_of(command, argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "peq") == 0)
        return command_peq(command, argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "talk") == 0)
        return command_talk(command, argc - 1, argv + 1);
    return command_import_lore(command, argc, argv);
}
