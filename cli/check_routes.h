/* lorehall check --routes and --why: what the areas' routes ask for, and why somebody has it or not. */
#ifndef LOREHALL_CLI_CHECK_ROUTES_H
#define LOREHALL_CLI_CHECK_ROUTES_H

#include "command.h"

/* Prints all routes of all areas as a table. */
enum command_status check_routes(struct command *command);

/* What is asked about somebody. */
struct why {
    const char *name;  /* an account's; "-": a guest */
    const char *site;  /* NULL: the only one */
    const char *board; /* NULL: the site as a whole */
    int count;
    char **words; /* a method and a path, or a permission */
};

/* Says whether, and by which roles; COMMAND_FAILED where they may not. */
enum command_status check_why(struct command *command, const struct why *why);

#endif
