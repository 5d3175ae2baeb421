/* What the commands that take a game's database in and out share. */
#ifndef LOREHALL_TOOLS_COMMAND_LORE_H
#define LOREHALL_TOOLS_COMMAND_LORE_H

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "import/staging/staging.h"
#include "import_report.h"

/* What was typed behind the verb. */
struct lore_options {
    int files;         /* how many stand behind them: 0 or 1 */
    const char *place; /* a file or a directory */
    const char *site;
    const char *kind;
    const char *format;
    const char *output;
    const char *report;
    bool quiet, allow_shrink;
};

/* An import of a game's database under way. */
struct lore_job {
    struct command *command;
    const struct lore_options *options;
    struct game_context context; /* its arena is of the line at hand */
    struct staging *staging;
    FILE *input;
    struct report report;
    uint64_t line;
    uint64_t unread;     /* lines of which nobody can tell what they are */
    uint64_t maps;       /* that were left out */
    const char *foreign; /* the game that the file is of, when it is another; NULL: it is not */
    const char **parts;  /* that the file has all of, ended by NULL; NULL: it does not say */
};

/* Reads what stands behind VERB: options, then FILES files. */
enum command_status lore_read_options(const char *verb, const struct option *long_options,
                                      struct lore_options *options, int argc, char **argv);

/* What an import of the job is to heed. */
void lore_staging_options(struct lore_job *job, struct staging_options *options);

/* Tells that the line at hand is left out. */
void lore_reject(struct lore_job *job, const char *reason);

/* import table … --kind: a kind's entries as export entries --format csv writes them. */
enum command_status lore_run_table(struct lore_job *job);

#endif
