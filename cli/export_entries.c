/* lorehall export entries: a game's database as JSON lines or CSV. */
#include <string.h>

#include "base/output.h"
#include "import_entries.h"
#include "lore/export.h"

/* The kind that is asked for, in *KIND; NULL for all of them. Before anything is written over. */
static enum command_status find_export_kind(const struct entries_options *options,
                                            const struct game *game, const struct kind **kind)
{
    *kind = options->kind != NULL ? game_kind(game, options->kind) : NULL;
    if (options->kind != NULL && *kind == NULL)
        return command_failed("the game %s has no kind %s", game->name, options->kind);
    if (strcmp(options->format, "csv") == 0 && *kind == NULL)
        return command_misused("export entries: say with --kind which kind the rows shall be of");
    return COMMAND_DONE;
}

static enum command_status write_export(const struct entries_options *options,
                                        const struct game_context *context, const struct kind *kind,
                                        FILE *out)
{
    int result = strcmp(options->format, "csv") == 0 ? export_csv(context, kind, out)
                                                     : export_lines(context, kind, out);

    return result == 0 ? COMMAND_DONE : command_failed("not all of it could be written");
}

enum command_status command_export(struct command *command, int argc, char **argv)
{
    static const struct option long_options[] = {{"site", required_argument, NULL, 's'},
                                                 {"kind", required_argument, NULL, 'k'},
                                                 {"format", required_argument, NULL, 'f'},
                                                 {"output", required_argument, NULL, 'o'},
                                                 {0}};
    struct entries_options options = {.format = "jsonl"};
    struct game_context context;
    const struct kind *kind;
    enum command_status status;
    struct output output = {.stream = stdout};
    const char *why;

    if (argc < 2 || strcmp(argv[1], "entries") != 0)
        return command_unknown("export", "entries", argc, argv);
    status = entries_read_options("export entries", long_options, &options, argc - 1, argv + 1);
    if (status != COMMAND_DONE)
        return status;
    if (strcmp(options.format, "jsonl") != 0 && strcmp(options.format, "csv") != 0)
        return command_misused("export entries: the format is jsonl or csv, not \"%s\"",
                               options.format);
    status = command_game(command, options.site, &context);
    if (status == COMMAND_DONE)
        status = find_export_kind(&options, context.game, &kind);
    if (status != COMMAND_DONE)
        return status;
    /* What was there stays until all of the new one is written. */
    if (options.output != NULL && output_begin(&output, command->arena, options.output, &why) != 0)
        return command_failed("%s: %s", options.output, why);
    status = write_export(&options, &context, kind, output.stream);
    if (options.output != NULL && output_end(&output, status == COMMAND_DONE) != 0)
        status = command_failed("%s cannot be written", options.output);
    return status;
}
