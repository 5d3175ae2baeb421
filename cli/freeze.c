/* lorehall freeze and unfreeze: the read-only switch, where no browser is at hand. */
#include <getopt.h>
#include <stdio.h>

#include "command.h"
#include "web/site.h"
#include "web/sites/freeze.h"

/* Of a site, of all (--all), or, where an installation has one site, of that. */
static enum command_status read_where(struct command *command, int argc, char **argv,
                                      const char *verb, uint64_t *site_id)
{
    static const struct option long_options[] = {{"site", required_argument, NULL, 's'},
                                                 {"all", no_argument, NULL, 'a'},
                                                 {0}};
    const char *site = NULL;
    bool all = false;
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == 's')
            site = optarg;
        else if (option == 'a')
            all = true;
        else
            return command_bad_option(verb, argc, argv);
    }
    *site_id = 0;
    if (all && site != NULL)
        return command_misused("--all and --site do not go together");
    return all ? COMMAND_DONE : command_site(command, site, site_id);
}

static enum command_status switched(enum freeze_result result, const char *already)
{
    switch (result) {
    case FREEZE_DONE: return COMMAND_DONE;
    case FREEZE_ALREADY: return command_failed("%s", already);
    case FREEZE_REASON_INVALID:
        return command_misused("the reason is one line of at most %d characters",
                               FREEZE_REASON_MAX);
    case FREEZE_FAILED: break;
    }
    return command_failed("the switch cannot be written");
}

enum command_status command_freeze(struct command *command, int argc, char **argv)
{
    const struct store store = command_store(command);
    struct actor actor;
    uint64_t site_id = 0;
    enum command_status status = read_where(command, argc, argv, "freeze", &site_id);

    if (status == COMMAND_DONE && argc - optind != 1)
        return command_misused("freeze takes the reason, as one word of the shell");
    if (status == COMMAND_DONE)
        status = command_actor(command, &actor);
    return status == COMMAND_DONE ? switched(freeze_set(&store, &actor, site_id, argv[optind]),
                                             "it can only be read already")
                                  : status;
}

enum command_status command_unfreeze(struct command *command, int argc, char **argv)
{
    const struct store store = command_store(command);
    struct actor actor = {.name = NULL};
    uint64_t site_id = 0;
    enum command_status status = read_where(command, argc, argv, "unfreeze", &site_id);

    if (status == COMMAND_DONE && argc > optind)
        return command_misused("unfreeze does not take \"%s\"", argv[optind]);
    if (status == COMMAND_DONE)
        status = command_actor(command, &actor);
    return status == COMMAND_DONE
               ? switched(freeze_lift(&store, &actor, site_id), "it can be written already")
               : status;
}
