/* lorehall import threads, import talk: what was written elsewhere, as threads of the boards or
 * below the pages of a game's database. */
#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/text/text.h"
#include "import/page_talk.h"
#include "import_report.h"
#include "talk/import/import_threads.h"
#include "talk/thread.h"

/* What was typed. */
struct talk_options {
    const char *verb; /* threads or talk */
    const char *file;
    const char *site;
    const char *board;
    const char *boards;
    const char *source;
    const char *report;
    bool local_authors;
    bool trial;
    bool quiet;
};

/* An import under way. */
struct talk_import {
    struct command *command;
    const struct talk_options *options;
    struct import_report report;
    FILE *input;
    uint64_t size;        /* of the input; 0: not known */
    const char *mistaken; /* what the input is instead; NULL: nothing was said */
    struct {
        uint64_t lines;
        uint64_t first;
    } noted[IMPORT_NOTES];
};

static bool parse_talk_option(struct talk_options *options, int option)
{
    switch (option) {
    case 's': options->site = optarg; return true;
    case 'b': options->board = optarg; return true;
    case 'B': options->boards = optarg; return true;
    case 'n': options->source = optarg; return true;
    case 'r': options->report = optarg; return true;
    case 'l': options->local_authors = true; return true;
    case 't': options->trial = true; return true;
    case 'q': options->quiet = true; return true;
    default: return false;
    }
}

/* The source's name: what was said, else the file's own. It decides what a second import finds
 * again, so that what comes by a pipe has to be named. */
static enum command_status name_source(struct command *command, struct talk_options *options)
{
    const char *name = options->source;

    if (name == NULL && strcmp(options->file, "-") == 0)
        return command_misused(
            "import %s: name the source of what comes by standard input with --source",
            options->verb);
    if (name == NULL)
        name = basename(arena_string(command->arena, options->file));
    if (text_check(name, strlen(name), false) != TEXT_VALID || text_blank(name) ||
        text_characters(name) > IMPORT_SOURCE_MAX)
        return command_misused(
            "\"%s\" is no name of a source, which has 1 to %d characters; see --source", name,
            IMPORT_SOURCE_MAX);
    options->source = text_normal(command->arena, name);
    return COMMAND_DONE;
}

static enum command_status read_talk_options(struct command *command, struct talk_options *options,
                                             int argc, char **argv)
{
    static const struct option long_options[] = {{"site", required_argument, NULL, 's'},
                                                 {"source", required_argument, NULL, 'n'},
                                                 {"report", required_argument, NULL, 'r'},
                                                 {"local-authors", no_argument, NULL, 'l'},
                                                 {"trial", no_argument, NULL, 't'},
                                                 {"quiet", no_argument, NULL, 'q'},
                                                 {"board", required_argument, NULL, 'b'},
                                                 {"boards", required_argument, NULL, 'B'},
                                                 {0}};
    int option;

    options->verb = argv[0];
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
        if (!parse_talk_option(options, option))
            return command_bad_option(arena_format(command->arena, "import %s", options->verb),
                                      argc, argv);
    if ((options->board != NULL || options->boards != NULL) &&
        strcmp(options->verb, "threads") != 0)
        return command_misused("\"--board%s\" is no option of import %s",
                               options->board != NULL ? "" : "s", options->verb);
    if (argc - optind != 1)
        return command_misused("import %s takes a file, or - for standard input", options->verb);
    options->file = argv[optind];
    return name_source(command, options);
}

/* ---- threads ---- */

static void show_talk_progress(void *context, enum import_phase phase, uint64_t done,
                               uint64_t total)
{
    struct talk_import *run = context;

    if (phase == IMPORT_READING)
        import_report_progress(&run->report, "reading", done, run->size);
    else
        import_report_progress(&run->report, "writing", done, total);
}

static void write_rejected_line(void *context, uint64_t line, const char *reason)
{
    import_report_rejected(&((struct talk_import *)context)->report, line, reason);
}

static void count_note(void *context, uint64_t line, enum import_note note)
{
    struct talk_import *run = context;

    if (run->noted[note].lines++ == 0)
        run->noted[note].first = line;
    import_report_noted(&run->report, line, import_note_text(note));
}

/* What was made up for, in a line a kind; the report has each. */
static void print_notes(const struct talk_import *run)
{
    for (enum import_note note = 0; note < IMPORT_NOTES; note++)
        if (run->noted[note].lines > 0 && !run->options->quiet)
            fprintf(stderr, "%" PRIu64 " of the lines, the first is %" PRIu64 ": %s\n",
                    run->noted[note].lines, run->noted[note].first, import_note_text(note));
}

static void report_mistaken(void *context, const char *fault)
{
    struct talk_import *run = context;

    run->mistaken = arena_string(run->command->arena, fault);
}

static enum command_status unknown_board(struct command *command, uint64_t site_id,
                                         const char *name)
{
    struct buffer known = buffer_open(command->arena, 128);
    size_t count;
    const struct subject_place place =
        subject_place_of_operator(command->database, command->arena, site_id);
    struct board *boards = board_list(&place, &count);

    if (boards == NULL)
        return command_failed("the boards cannot be read");
    if (count == 0)
        return command_failed("the site has no board %s, and no other", name);
    for (size_t i = 0; i < count; i++)
        buffer_format(&known, "%s%s", i > 0 ? ", " : "", boards[i].name);
    return command_failed("the site has no board %s, but %s", name, known.data);
}

static enum command_status run_threads(struct talk_import *run, struct import_counts *counts)
{
    struct command *command = run->command;
    const struct talk_options *options = run->options;
    struct import_options import = {
        .source = options->source,
        .board = options->board,
        .boards = options->boards,
        .local_authors = options->local_authors,
        .trial = options->trial,
        .context = run,
        .progress = show_talk_progress,
        .rejected = write_rejected_line,
        .noted = count_note,
        .mistaken = report_mistaken,
    };
    struct subject_place place;
    struct board board;
    enum command_status status = command_site(command, options->site, &import.site_id);

    if (status != COMMAND_DONE)
        return status;
    place = subject_place_of_operator(command->database, command->arena, import.site_id);
    /* Before anything of the file, which may take minutes. */
    if (options->board != NULL && board_find(&place, options->board, &board) == 0)
        return unknown_board(command, import.site_id, options->board);
    if (import_threads(command->database, command->shared, run->input, &import, counts) == 0)
        return COMMAND_DONE;
    return run->mistaken != NULL
               ? command_failed("%s holds no discussions, one JSON object a line: %s",
                                options->file, run->mistaken)
               : import_report_unfinished(command, true);
}

/* ---- talk ---- */

static enum command_status run_talk(struct talk_import *run, struct import_counts *counts)
{
    struct command *command = run->command;
    const struct talk_options *options = run->options;
    struct page_talk_options talk = {
        .shared = command->shared,
        .source = options->source,
        .local_authors = options->local_authors,
        .trial = options->trial,
        .context = run,
        .rejected = write_rejected_line,
        .noted = count_note,
    };
    enum command_status status = command_place(command, options->site, &talk.place);
    int result;

    if (status != COMMAND_DONE)
        return status;
    talk.place.arena = arena_open(65536);
    result = page_talk_import(&talk, run->input, counts);
    arena_close(talk.place.arena);
    return result == 0 ? COMMAND_DONE : import_report_unfinished(command, true);
}

/* ---- both ---- */

/* Opens what is read, and finds its size where it has one. */
static enum command_status open_input(struct talk_import *run)
{
    const char *file = run->options->file;
    struct stat info;

    assert(file != NULL);
    run->input = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
    if (run->input == NULL)
        return command_failed("%s: %s", file, strerror(errno));
    if (fstat(fileno(run->input), &info) == 0 && S_ISREG(info.st_mode))
        run->size = (uint64_t)info.st_size;
    return COMMAND_DONE;
}

enum command_status command_import_talk(struct command *command, int argc, char **argv)
{
    struct talk_options options = {0};
    struct talk_import run = {.command = command, .options = &options};
    struct import_counts counts = {0};
    enum command_status status = read_talk_options(command, &options, argc, argv);

    /* Before the report, which is emptied when it is opened: a mistyped name must not cost one. */
    if (status == COMMAND_DONE)
        status = open_input(&run);
    if (status != COMMAND_DONE)
        return status;
    status = import_report_open(&run.report, options.report, options.quiet, argc, argv);
    if (status == COMMAND_DONE) {
        status = (strcmp(options.verb, "threads") == 0 ? run_threads : run_talk)(&run, &counts);
        status = import_report_close(&run.report, status);
    }
    if (status == COMMAND_DONE) {
        print_notes(&run);
        status = import_report_counts(&counts);
    }
    if (run.input != stdin)
        fclose(run.input);
    return status;
}
