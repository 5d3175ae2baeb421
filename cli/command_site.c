/* Which site a command is about, with its game and its talk. */
#include <string.h>

#include "base/buffer.h"
#include "catalogue/game_number.h"
#include "command.h"
#include "lore/lore.h"
#include "talk/overview.h"

/* The names of COUNT sites, with commas between. */
static const char *site_names(struct arena *arena, const struct overview_site *sites, size_t count)
{
    struct buffer names = buffer_open(arena, 128);

    for (size_t i = 0; i < count; i++)
        buffer_format(&names, "%s%s", i > 0 ? ", " : "", sites[i].name);
    return names.data;
}

/* The site that NAME means. */
static enum command_status find_site_named(struct command *command, const char *name,
                                           struct overview_site *site)
{
    size_t count;
    struct overview_site *sites = overview_sites(command->database, command->arena, &count);

    if (sites == NULL)
        return command_failed("the sites cannot be read");
    if (count == 0)
        return command_failed("there is no site yet; lorehall import sites makes some");
    if (name == NULL && count == 1) {
        *site = sites[0];
        return COMMAND_DONE;
    }
    for (size_t i = 0; name != NULL && i < count; i++) {
        if (strcmp(sites[i].name, name) == 0) {
            *site = sites[i];
            return COMMAND_DONE;
        }
    }
    if (name != NULL)
        return command_failed("there is no site %s, but %s", name,
                              site_names(command->arena, sites, count));
    return command_failed("say with --site which site is meant: %s",
                          site_names(command->arena, sites, count));
}

enum command_status command_site(struct command *command, const char *name, uint64_t *id)
{
    struct overview_site site = {.id = 0};
    enum command_status status = find_site_named(command, name, &site);

    *id = site.id;
    return status;
}

const struct games *command_games(struct command *command, struct subjects **subjects, FILE *errors,
                                  size_t *wrong)
{
    struct subjects *known = subjects_open(command->arena);
    const struct lore *lore =
        lore_read(known, command->arena, command->configuration->games, errors, wrong);

    if (subjects != NULL)
        *subjects = known;
    return lore != NULL ? lore->games : NULL;
}

/* The site that NAME means, all that can be talked about there, and its game. */
static enum command_status find_game(struct command *command, const char *name,
                                     struct overview_site *site, struct subjects **subjects,
                                     struct game_context *context)
{
    enum command_status status = find_site_named(command, name, site);
    const struct games *games;
    size_t wrong;

    if (status != COMMAND_DONE)
        return status;
    if (*site->game == '\0')
        return command_failed("the site %s has no game", site->name);
    games = command_games(command, subjects, stderr, &wrong);
    *context = (struct game_context){
        .database = command->database,
        .arena = command->arena,
        .game = games != NULL ? games_find(games, site->game) : NULL,
    };
    if (context->game == NULL)
        return command_failed("there is no game %s in %s", site->game,
                              command->configuration->games);
    if (game_number(command->database, command->arena, site->game, &context->number) != 0)
        return command_failed("the database cannot be read");
    return COMMAND_DONE;
}

enum command_status command_game(struct command *command, const char *name,
                                 struct game_context *context)
{
    struct overview_site site = {.game = ""};

    return find_game(command, name, &site, NULL, context);
}

enum command_status command_place(struct command *command, const char *name,
                                  struct subject_place *place)
{
    struct overview_site site = {.game = ""};
    struct subjects *subjects;
    struct game_context context;
    enum command_status status = find_game(command, name, &site, &subjects, &context);

    if (status != COMMAND_DONE)
        return status;
    *place = (struct subject_place){.subjects = subjects,
                                    .database = command->database,
                                    .arena = command->arena,
                                    .site_id = site.id,
                                    .game_id = site.game_id,
                                    .game = site.game};
    return COMMAND_DONE;
}
