/* What the verbs of the command line share. Each verb returns the exit status. */
#ifndef LOREHALL_CLI_COMMAND_H
#define LOREHALL_CLI_COMMAND_H

#include <stdio.h>

#include "auth/audit.h"
#include "base/arena.h"
#include "base/configuration.h"
#include "store/database.h"
#include "store/shared.h"
#include "store/store.h"

#ifndef DEFAULT_CONFIG
#define DEFAULT_CONFIG "/etc/lorehall/site.hdf"
#endif

enum command_status { COMMAND_DONE = 0, COMMAND_FAILED = 1, COMMAND_USAGE = 2 };

/* What a verb works with. */
struct command {
    const struct configuration *configuration;
    struct arena *arena;
    struct database *database;
    struct shared *shared; /* NULL: nothing runs on this host yet */
    const char *advice;    /* of a check: nothing wrong, but worth mending; NULL for none */
};

/* Does what was typed, and says on stderr what is wrong with it. Gives the exit status; may be
 * called again. */
int command_line(int argc, char **argv);

/* lorehall user add|passwd|role|token … */
enum command_status command_user(struct command *command, int argc, char **argv);

/* lorehall audit verify|list … */
enum command_status command_audit(struct command *command, int argc, char **argv);

/* lorehall role list|show|set|grant|… */
enum command_status command_roles_verb(struct command *command, int argc, char **argv);

/* lorehall freeze [--site SITE|--all] REASON, lorehall unfreeze [--site SITE|--all] */
enum command_status command_freeze(struct command *command, int argc, char **argv);
enum command_status command_unfreeze(struct command *command, int argc, char **argv);

/* lorehall mail list|retry|test … */
enum command_status command_mail(struct command *command, int argc, char **argv);

/* What is wrong with the mail server that the configuration names; NULL: nothing, or it names none. */
const char *check_mail(struct command *command);

/* What is wrong with the shared memory's file, the secret's, the views, the directory of uploads, the
 * socket of open pages; NULL: nothing. */
const char *check_shared(struct command *command);
const char *check_secret(struct command *command);
const char *check_views(struct command *command);
const char *check_uploads(struct command *command);
const char *check_publishing(struct command *command);

/* Asks each provider of logins what it says of itself, and tells it by a line. 0, or -1 where one is not as it
 * should be. */
int check_providers(struct command *command);

/* lorehall import sites|threads|talk|entries|table|maps|peq …; threads and talk are one. */
enum command_status command_import_sites(struct command *command, int argc, char **argv);
enum command_status command_import_talk(struct command *command, int argc, char **argv);
enum command_status command_import_entries(struct command *command, int argc, char **argv);
enum command_status command_import_table(struct command *command, int argc, char **argv);
enum command_status command_import_maps(struct command *command, int argc, char **argv);

/* lorehall import peq …, import table … --map … */
enum command_status command_import_mapped(struct command *command, int argc, char **argv);

/* lorehall export entries … */
enum command_status command_export(struct command *command, int argc, char **argv);

/* What the command reads and writes with. */
struct store command_store(const struct command *command);

/* Prints at most LIMIT rows of a list, page after page: PRINT_PAGE prints at most so many behind
 * those that it printed before, and gives how many, or -1. An arena is its own for each page. 0, or
 * -1 where it gave that. */
int command_print_pages(int (*print_page)(void *context, struct arena *arena, unsigned limit),
                        void *context, uint64_t limit);

/* The installation's secret, on the arena; NULL, having said so, where it cannot be read. */
const struct secret *command_secret(struct command *command);

/* The user of the shell, for records of what they do. COMMAND_DONE, or as said on stderr: what
 * could not be recorded is not done. */
enum command_status command_actor(struct command *command, struct actor *actor);

/* What a file or server that is imported is called in the history: no folders and no password. */
const char *command_source(struct arena *arena, const char *place);

/* Says on stderr what went wrong. COMMAND_FAILED, and COMMAND_USAGE for what was typed wrongly. */
enum command_status command_failed(const char *format, ...) __attribute__((format(printf, 1, 2)));
enum command_status command_misused(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Refuses what getopt_long has just not taken of what was typed behind VERB. COMMAND_USAGE. */
enum command_status command_bad_option(const char *verb, int argc, char **argv);

/* Refuses what stands behind VERB where only one of the words of TAKES may. COMMAND_USAGE. */
enum command_status command_unknown(const char *verb, const char *takes, int argc, char **argv);

/* The site that NAME means; NULL is the only one there is. COMMAND_DONE, or as said on stderr. */
enum command_status command_site(struct command *command, const char *name, uint64_t *id);

/* The installation's games, whose kinds may not be called as what else is talked about; all of
 * that in *SUBJECTS (NULL: nobody asks). What is wrong with them is said on ERRORS, *WRONG tells
 * of how many. NULL: the directory cannot be read. */
struct games;
struct subjects;
const struct games *command_games(struct command *command, struct subjects **subjects, FILE *errors,
                                  size_t *wrong);

/* The game of the site that NAME means, in the command's database. The same. */
struct game_context;
enum command_status command_game(struct command *command, const char *name,
                                 struct game_context *context);

/* Whose talk a site with a game shows, as seen from the site that NAME means. The same. */
struct subject_place;
enum command_status command_place(struct command *command, const char *name,
                                  struct subject_place *place);

#endif
