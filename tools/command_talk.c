/* lorehall import talk: comments below the pages of a game's database that were written elsewhere. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command.h"
#include "lore/retell.h"
#include "talk/import.h"

#define REJECTED_SHOWN 10 /* on stderr, where there is no report */

/* What was typed, and where what is wrong with lines goes. */
struct wishes {
    const char *file;
    const char *site;
    const char *source;
    const char *report;
    bool local_authors;
    bool quiet;
    FILE *stream; /* the report; NULL: none */
    uint64_t told;
};

static bool take_option(struct wishes *wishes, int option)
{
    switch (option) {
    case 's': wishes->site = optarg; return true;
    case 'n': wishes->source = optarg; return true;
    case 'r': wishes->report = optarg; return true;
    case 'l': wishes->local_authors = true; return true;
    case 'q': wishes->quiet = true; return true;
    default: return false;
    }
}

static enum command_status read_wishes(struct command *command, struct wishes *wishes, int argc,
                                       char **argv)
{
    static const struct option options[] = {{"site", required_argument, NULL, 's'},
                                            {"source", required_argument, NULL, 'n'},
                                            {"report", required_argument, NULL, 'r'},
                                            {"local-authors", no_argument, NULL, 'l'},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {0}};
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (!take_option(wishes, option))
            return command_misused("\"%s\" is no option of import talk, or lacks a value",
                                   argv[optind - 1]);
    if (argc - optind != 1)
        return command_misused("import talk takes one file");
    wishes->file = argv[optind];
    if (wishes->source == NULL)
        wishes->source = basename(arena_string(command->arena, wishes->file));
    if (text_check(wishes->source, strlen(wishes->source), false) != TEXT_FINE ||
        text_blank(wishes->source) || text_characters(wishes->source) > IMPORT_SOURCE_MOST)
        return command_misused("the name of a source has 1 to %d characters; see --source",
                               IMPORT_SOURCE_MOST);
    return COMMAND_DONE;
}

static void tell_rejected(void *context, uint64_t line, const char *reason)
{
    struct wishes *wishes = context;

    wishes->told++;
    if (wishes->stream != NULL)
        fprintf(wishes->stream, "line %" PRIu64 ": %s\n", line, reason);
    else if (!wishes->quiet && wishes->told <= REJECTED_SHOWN)
        fprintf(stderr, "line %" PRIu64 ": %s\n", line, reason);
}

/* Imports, with everything open. */
static enum command_status run(struct command *command, struct wishes *wishes, FILE *input)
{
    struct retelling retelling = {
        .place = {.database = command->database},
        .shared = command->shared,
        .source = wishes->source,
        .local_authors = wishes->local_authors,
        .context = wishes,
        .rejected = tell_rejected,
    };
    struct retold_counts counts;
    enum command_status status = command_site(command, wishes->site, &retelling.site_id);
    int result;

    if (status == COMMAND_DONE)
        status = command_game(command, wishes->site, &retelling.place.game,
                              &retelling.place.game_number);
    if (status != COMMAND_DONE)
        return status;
    retelling.place.arena = arena_open(65536);
    result = retell(&retelling, input, &counts);
    arena_close(retelling.place.arena);
    if (result != 0)
        return command_failed("the import did not finish; run it again to continue");
    if (wishes->stream == NULL && !wishes->quiet && counts.rejected > REJECTED_SHOWN)
        fprintf(stderr, "and %" PRIu64 " more; --report FILE has all\n",
                counts.rejected - REJECTED_SHOWN);
    printf("{\"read\":%" PRIu64 ",\"added\":%" PRIu64 ",\"changed\":0,\"unchanged\":%" PRIu64
           ",\"rejected\":%" PRIu64 "}\n",
           counts.read, counts.added, counts.unchanged, counts.rejected);
    return COMMAND_DONE;
}

enum command_status command_talk(struct command *command, int argc, char **argv)
{
    struct wishes wishes = {0};
    enum command_status status = read_wishes(command, &wishes, argc, argv);
    FILE *input;

    if (status != COMMAND_DONE)
        return status;
    input = fopen(wishes.file, "r");
    if (input == NULL)
        return command_failed("%s: %s", wishes.file, strerror(errno));
    if (wishes.report != NULL && (wishes.stream = fopen(wishes.report, "w")) == NULL)
        status = command_failed("%s: %s", wishes.report, strerror(errno));
    if (status == COMMAND_DONE)
        status = run(command, &wishes, input);
    if (wishes.stream != NULL && (ferror(wishes.stream) | fclose(wishes.stream)) != 0)
        status = command_failed("%s cannot be written", wishes.report);
    fclose(input);
    return status;
}
