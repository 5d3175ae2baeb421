/* lorehall import threads, import talk: what was written elsewhere, as threads of the boards or below
 * the pages of a game's database. */
#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/text.h"
#include "import/page_talk.h"
#include "report.h"
#include "talk/import/import.h"
#include "talk/thread.h"

/* What was typed. */
struct wishes {
    const char *verb; /* threads or talk */
    const char *file;
    const char *site;
    const char *board;
    const char *source;
    const char *report;
    bool local_authors;
    bool quiet;
};

/* An import under way. */
struct taking {
    struct command *command;
    const struct wishes *wishes;
    struct report report;
    FILE *input;
    uint64_t size;        /* of the input; 0: not known */
    const char *mistaken; /* what the input is instead; NULL: nothing was said */
    struct {
        uint64_t lines;
        uint64_t first;
    } noted[IMPORT_NOTES];
};

static bool take_option(struct wishes *wishes, int option)
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
static enum command_status name_source(struct command *command, struct wishes *wishes)
{
    const char *name = wishes->source;

    if (name == NULL && strcmp(wishes->file, "-") == 0)
        return command_misused(
            "import %s: name the source of what comes by standard input with --source",
            wishes->verb);
    if (name == NULL)
        name = basename(arena_string(command->arena, wishes->file));
    if (text_check(name, strlen(name), false) != TEXT_FINE || text_blank(name) ||
        text_characters(name) > IMPORT_SOURCE_MOST)
        return command_misused(
            "\"%s\" is no name of a source, which has 1 to %d characters; see --source", name,
            IMPORT_SOURCE_MOST);
    wishes->source = text_normal(command->arena, name);
    return COMMAND_DONE;
}

static enum command_status read_wishes(struct command *command, struct wishes *wishes, int argc,
                                       char **argv)
{
    static const struct option options[] = {{"site", required_argument, NULL, 's'},
                                            {"source", required_argument, NULL, 'n'},
                                            {"report", required_argument, NULL, 'r'},
                                            {"local-authors", no_argument, NULL, 'l'},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {"board", required_argument, NULL, 'b'},
                                            {0}};
    int option;

    wishes->verb = argv[0];
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (!take_option(wishes, option))
            return command_bad_option(arena_format(command->arena, "import %s", wishes->verb), argc,
                                      argv);
    if (wishes->board != NULL && strcmp(wishes->verb, "threads") != 0)
        return command_misused("\"--board\" is no option of import %s", wishes->verb);
    if (argc - optind != 1)
        return command_misused("import %s takes a file, or - for standard input", wishes->verb);
    wishes->file = argv[optind];
    return name_source(command, wishes);
}

/* ---- threads ---- */

static void tell_progress(void *context, enum import_phase phase, uint64_t done, uint64_t total)
{
    struct taking *taking = context;

    if (phase == IMPORT_READING)
        report_progress(&taking->report, "reading", done, taking->size);
    else
        report_progress(&taking->report, "writing", done, total);
}

static void tell_rejected(void *context, uint64_t line, const char *reason)
{
    report_rejected(&((struct taking *)context)->report, line, reason);
}

static void tell_noted(void *context, uint64_t line, enum import_note note)
{
    struct taking *taking = context;

    if (taking->noted[note].lines++ == 0)
        taking->noted[note].first = line;
    report_noted(&taking->report, line, import_note_text(note));
}

/* What was made up for, in a line a kind; the report has each. */
static void tell_notes(const struct taking *taking)
{
    for (enum import_note note = 0; note < IMPORT_NOTES; note++)
        if (taking->noted[note].lines > 0 && !taking->wishes->quiet)
            fprintf(stderr, "%" PRIu64 " of the lines, the first is %" PRIu64 ": %s\n",
                    taking->noted[note].lines, taking->noted[note].first, import_note_text(note));
}

static void tell_mistaken(void *context, const char *fault)
{
    struct taking *taking = context;

    taking->mistaken = arena_string(taking->command->arena, fault);
}

static enum command_status unknown_board(struct command *command, uint64_t site_id,
                                         const char *name)
{
    struct buffer known = buffer_open(command->arena, 128);
    size_t count;
    struct board *boards = board_list(command->database, command->arena, site_id, &count);

    if (boards == NULL)
        return command_failed("the boards cannot be read");
    if (count == 0)
        return command_failed("the site has no board %s, and no other", name);
    for (size_t i = 0; i < count; i++)
        buffer_format(&known, "%s%s", i > 0 ? ", " : "", boards[i].name);
    return command_failed("the site has no board %s, but %s", name, known.data);
}

static enum command_status run_threads(struct taking *taking, struct import_counts *counts)
{
    struct command *command = taking->command;
    const struct wishes *wishes = taking->wishes;
    struct import_options options = {
        .source = wishes->source,
        .board = wishes->board,
        .local_authors = wishes->local_authors,
        .context = taking,
        .progress = tell_progress,
        .rejected = tell_rejected,
        .noted = tell_noted,
        .mistaken = tell_mistaken,
    };
    struct board board;
    enum command_status status = command_site(command, wishes->site, &options.site_id);

    if (status != COMMAND_DONE)
        return status;
    if (wishes->board != NULL &&
        board_find(command->database, command->arena, options.site_id, wishes->board, &board) == 0)
        return unknown_board(command, options.site_id, wishes->board);
    if (import_threads(command->database, command->shared, taking->input, &options, counts) == 0)
        return COMMAND_DONE;
    return taking->mistaken != NULL
               ? command_failed("%s holds no discussions, one JSON object a line: %s", wishes->file,
                                taking->mistaken)
               : report_unfinished(command, true);
}

/* ---- talk ---- */

static enum command_status run_talk(struct taking *taking, struct import_counts *counts)
{
    struct command *command = taking->command;
    const struct wishes *wishes = taking->wishes;
    struct retelling retelling = {
        .shared = command->shared,
        .source = wishes->source,
        .local_authors = wishes->local_authors,
        .context = taking,
        .rejected = tell_rejected,
        .noted = tell_noted,
    };
    enum command_status status = command_place(command, wishes->site, &retelling.place);
    int result;

    if (status != COMMAND_DONE)
        return status;
    retelling.place.arena = arena_open(65536);
    result = retell(&retelling, taking->input, counts);
    arena_close(retelling.place.arena);
    return result == 0 ? COMMAND_DONE : report_unfinished(command, true);
}

/* ---- both ---- */

/* Opens what is read, and finds its size where it has one. */
static enum command_status open_input(struct taking *taking)
{
    const char *file = taking->wishes->file;
    struct stat info;

    assert(file != NULL);
    taking->input = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
    if (taking->input == NULL)
        return command_failed("%s: %s", file, strerror(errno));
    if (fstat(fileno(taking->input), &info) == 0 && S_ISREG(info.st_mode))
        taking->size = (uint64_t)info.st_size;
    return COMMAND_DONE;
}

enum command_status command_talk(struct command *command, int argc, char **argv)
{
    struct wishes wishes = {0};
    struct taking taking = {.command = command, .wishes = &wishes};
    struct import_counts counts = {0};
    enum command_status status = read_wishes(command, &wishes, argc, argv);

    if (status == COMMAND_DONE)
        status = open_input(&taking);
    if (status != COMMAND_DONE)
        return status;
    status = report_open(&taking.report, wishes.report, wishes.quiet, argc, argv);
    if (status == COMMAND_DONE) {
        status = (strcmp(wishes.verb, "threads") == 0 ? run_threads : run_talk)(&taking, &counts);
        status = report_close(&taking.report, status);
    }
    if (status == COMMAND_DONE) {
        tell_notes(&taking);
        status = report_counts(&counts);
    }
    if (taking.input != stdin)
        fclose(taking.input);
    return status;
}
