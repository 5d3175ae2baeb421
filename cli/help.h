/* What `lorehall --help` tells, as a whole and of each verb. */
#ifndef LOREHALL_CLI_HELP_H
#define LOREHALL_CLI_HELP_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"

/* Prints the help of the verb that the ARGC words of ARGV begin with, with the word behind it where
 * that is told apart ("user add"); of everything where ARGC is 0. False, with nothing printed, when
 * there is no such verb. */
bool help_print(FILE *out, int argc, char **argv);

/* The verbs, with commas between. */
const char *help_verbs(struct arena *arena);

#endif
