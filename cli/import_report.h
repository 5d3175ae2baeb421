/* What an import says while it runs and when it has ended: how far it is, what it leaves out and
 * why, what came of it. */
#ifndef LOREHALL_CLI_IMPORT_REPORT_H
#define LOREHALL_CLI_IMPORT_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "command.h"

struct import_report {
    const char *file; /* NULL: there is none, and the first lines go to stderr */
    FILE *stream;     /* the file, open; NULL: none */
    FILE *listener;   /* see import_report_listen; NULL: none */
    bool quiet;
    bool bar;   /* is shown */
    bool drawn; /* and stands on the terminal now */
    int percent;
    const char *what;  /* that the bar tells of */
    uint64_t reported; /* lines */
};

/* Has all reports of this process tell STREAM, too, a line each: "progress\tPERCENT\tWHAT", and
 * "left\tTEXT" of what is left out. It takes the place of a terminal. */
void import_report_listen(FILE *stream);

/* Whether all that is left out is wanted, and not only what fits on a screen. */
bool import_report_has_all(const struct import_report *report);

/* Opens the report FILE; NULL is none. COMMAND_DONE, or as said on stderr. */
enum command_status import_report_open(struct import_report *report, const char *file, bool quiet,
                                       int argc, char *const *argv);

/* Tells of something that is left out, in one line. */
void import_report_write(struct import_report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same of a line of the input, as the imports of lib/ call it: CONTEXT is the report. */
void import_report_rejected(void *context, uint64_t line, const char *reason);

/* Writes to the file, where there is one, what was made up for in a line that was taken. */
void import_report_noted(struct import_report *report, uint64_t line, const char *note);

/* Shows on a terminal that DONE of ALL is done of WHAT, a text that stays; ALL 0: not known. */
void import_report_progress(struct import_report *report, const char *what, uint64_t done,
                            uint64_t all);

/* Takes the bar away. */
void import_report_clear(struct import_report *report);

/* Says how much more there was to tell, and closes the file. STATUS, or COMMAND_FAILED when not
 * all of the report could be written. */
enum command_status import_report_close(struct import_report *report, enum command_status status);

/* Says that an import did not come to its end, and why where it is known, and whether the same
 * again CONTINUES it or begins anew. COMMAND_FAILED. */
enum command_status import_report_unfinished(const struct command *command, bool continues);

/* Names the kinds for which an import was refused, or in a dry run would be. COMMAND_FAILED. */
struct staging_result;
enum command_status import_report_shrinks(const struct staging_result *result);

/* Says what staging_finish came to, DONE, where that is not 0. */
enum command_status import_report_finished(const struct command *command, int done, bool continues,
                                           const struct staging_result *result);

/* Prints the line of JSON that an import ends with. COMMAND_FAILED, with a message, where all that
 * was read was rejected. */
struct import_counts;
enum command_status import_report_counts(const struct import_counts *counts);

/* The same of a game's database: what came of the entries, and behind it of the rest; of MAPS where there were
 * any (NULL: none are read). */
enum command_status import_report_game(const struct staging_result *result,
                                       const struct import_counts *maps);

#endif
