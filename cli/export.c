/* lorehall export entries: a game's database as JSON lines or CSV. */
#include <string.h>

#include "base/output.h"
#include "lore.h"
#include "lore/export.h"

/* The kind that is asked for, in *KIND; NULL for all of them. Before anything is written over. */
static enum command_status find_kind(const struct lore_wishes *wishes, const struct game *game,
                                     const struct kind **kind)
{
    *kind = wishes->kind != NULL ? game_kind(game, wishes->kind) : NULL;
    if (wishes->kind != NULL && *kind == NULL)
        return command_failed("the game %s has no kind %s", game->name, wishes->kind);
    if (strcmp(wishes->format, "csv") == 0 && *kind == NULL)
        return command_misused("export entries: say with --kind which kind the rows shall be of");
    return COMMAND_DONE;
}

static enum command_status write_export(struct command *command, const struct lore_wishes *wishes,
                                        const struct game *game, uint64_t number,
                                        const struct kind *kind, FILE *out)
{
    int result = strcmp(wishes->format, "csv") == 0
                     ? export_csv(command->database, game, number, kind, out)
                     : export_lines(command->database, game, number, kind, out);

    return result == 0 ? COMMAND_DONE : command_failed("not all of it could be written");
}

enum command_status command_export(struct command *command, int argc, char **argv)
{
    static const struct option options[] = {{"site", required_argument, NULL, 's'},
                                            {"kind", required_argument, NULL, 'k'},
                                            {"format", required_argument, NULL, 'f'},
                                            {"output", required_argument, NULL, 'o'},
                                            {0}};
    struct lore_wishes wishes = {.format = "jsonl"};
    const struct game *game;
    const struct kind *kind;
    enum command_status status;
    struct output output = {.stream = stdout};
    uint64_t number;
    const char *why;

    if (argc < 2 || strcmp(argv[1], "entries") != 0)
        return command_unknown("export", "entries", argc, argv);
    status = lore_read_wishes("export entries", options, 0, &wishes, argc - 1, argv + 1);
    if (status != COMMAND_DONE)
        return status;
    if (strcmp(wishes.format, "jsonl") != 0 && strcmp(wishes.format, "csv") != 0)
        return command_misused("export entries: the format is jsonl or csv, not \"%s\"",
                               wishes.format);
    status = command_game(command, wishes.site, &game, &number);
    if (status == COMMAND_DONE)
        status = find_kind(&wishes, game, &kind);
    if (status != COMMAND_DONE)
        return status;
    if (wishes.output != NULL && output_begin(&output, command->arena, wishes.output, &why) != 0)
        return command_failed("%s: %s", wishes.output, why);
    status = write_export(command, &wishes, game, number, kind, output.stream);
    if (wishes.output != NULL && output_end(&output, status == COMMAND_DONE) != 0)
        status = command_failed("%s cannot be written", wishes.output);
    return status;
}
