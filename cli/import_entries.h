/* What the commands that take a game's database in and out share. */
#ifndef LOREHALL_CLI_IMPORT_ENTRIES_H
#define LOREHALL_CLI_IMPORT_ENTRIES_H

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/text/text_map.h"
#include "import/staging/staging.h"
#include "import_report.h"
#include "lore/entry.h"
#include "talk/import/import_threads.h"

/* What was typed behind the verb. */
struct entries_options {
    int files;         /* how many stand behind them: 0 or 1 */
    const char *place; /* a file or a directory */
    const char *site;
    const char *kind;
    const char *format;
    const char *output;
    const char *report;
    bool quiet, allow_shrink, sample, trial;
};

/* An import of a game's database under way. */
struct entries_import {
    struct command *command;
    const struct entries_options *options;
    struct game_context context; /* its arena is of the line at hand */
    struct staging *staging;
    FILE *input;
    uint64_t size; /* of the input, in bytes; 0: not known */
    struct import_report report;
    uint64_t line;
    bool begun;      /* there was a line that is not empty */
    uint64_t unread; /* lines of which nobody can tell what they are */
    struct import_counts maps;
    struct text_map mapped; /* of a trial: ids that entries with maps are to have */
    const char *foreign;    /* the game that the file is of, when it is another; NULL: it is not */
    const char
        *headless;      /* what is wrong with the line that says whose the file is; NULL: nothing */
    const char **parts; /* that the file has all of, ended by NULL; NULL: it does not say */
};

/* Reads what stands behind VERB: options, then FILES files. */
enum command_status entries_read_options(const char *verb, const struct option *long_options,
                                         struct entries_options *options, int argc, char **argv);

/* What the staging of an import is to heed. */
void entries_staging_options(struct entries_import *import, struct staging_options *options);

/* Tells that the line at hand is left out. */
void entries_reject(struct entries_import *import, const char *reason);

/* Reads what was typed behind "import", ARGV[0] and what follows, and calls RUN with everything
 * open. */
enum command_status entries_import_run(struct command *command, int argc, char **argv,
                                       enum command_status (*run)(struct entries_import *import));

/* import table … --kind: a kind's entries as export entries --format csv writes them. */
enum command_status import_entry_table(struct entries_import *import);

/* What is wrong with a map's text; NULL: nothing. */
const char *import_map_fault(struct arena *arena, const char *text, size_t length);

/* The entry with this external id that may have a map. 1, 0, -1. */
int import_map_entry(const struct game_context *context, const char *external_id,
                     struct entry *entry);

/* Keeps an entry's map, unless it is what it was, in a transaction of its own, which a trial takes
 * back. 1 changed, 0 the same, -1. */
int import_map_put(const struct entries_import *import, const struct entry *entry,
                   const char *text);

#endif
