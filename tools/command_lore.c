/* lorehall import entries|table|maps, export entries: a game's database in and out. */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "command.h"
#include "lore/export.h"
#include "lore/line.h"
#include "lore/place.h"
#include "store/journal.h"

#define REJECTED_SHOWN 10 /* on stderr, where there is no report */

/* What was typed behind the verb. */
struct wishes {
    const char *place; /* a file or a directory */
    const char *site;
    const char *kind;
    const char *format;
    const char *output;
    const char *report;
    bool quiet;
};

/* An import of a game's database under way. */
struct lore_job {
    struct command *command;
    const struct wishes *wishes;
    const struct game *game;
    uint64_t number;
    struct ingest *ingest;
    struct arena *arena; /* of the line at hand */
    FILE *input;
    FILE *report; /* NULL: none */
    uint64_t line;
    uint64_t unread;    /* lines that are not what a line must be */
    uint64_t told;      /* that were rejected, in the report or on stderr */
    const char **parts; /* that the file has all of, ended by NULL; NULL: it does not say */
};

static bool take_option(struct wishes *wishes, int option)
{
    switch (option) {
    case 's': wishes->site = optarg; return true;
    case 'k': wishes->kind = optarg; return true;
    case 'f': wishes->format = optarg; return true;
    case 'o': wishes->output = optarg; return true;
    case 'r': wishes->report = optarg; return true;
    case 'q': wishes->quiet = true; return true;
    default: return false;
    }
}

/* Reads what stands behind VERB: options, then FILES files. */
static enum command_status read_wishes(const char *verb, const struct option *options, int files,
                                       struct wishes *wishes, int argc, char **argv)
{
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (!take_option(wishes, option))
            return command_misused("\"%s\" is no option of %s, or lacks a value", argv[optind - 1],
                                   verb);
    if (argc - optind != files)
        return command_misused("%s takes %s", verb, files == 0 ? "only options" : "one place");
    wishes->place = files > 0 ? argv[optind] : NULL;
    return COMMAND_DONE;
}

/* ---- import entries ---- */

static void tell_rejected(struct lore_job *job, const char *reason)
{
    job->told++;
    if (job->report != NULL)
        fprintf(job->report, "line %" PRIu64 ": %s\n", job->line, reason);
    else if (!job->wishes->quiet && job->told <= REJECTED_SHOWN)
        fprintf(stderr, "line %" PRIu64 ": %s\n", job->line, reason);
}

/* Remembers what the file has all of. */
static void take_head(struct lore_job *job, const struct line *line)
{
    struct arena *arena = job->command->arena;
    size_t count = 0;

    while (line->parts[count] != NULL)
        count++;
    job->parts = arena_alloc(arena, (count + 1) * sizeof *job->parts);
    for (size_t i = 0; i < count; i++)
        job->parts[i] = arena_string(arena, line->parts[i]);
}

/* Lays a line down. 0, above 0 when it is refused, or -1. */
static int lay_line(struct lore_job *job, const struct line *line)
{
    switch (line->sort) {
    case LINE_HEAD: take_head(job, line); return 0;
    case LINE_ENTRY:
        return (line->state == ENTRY_VANISHED ? ingest_vanished
                                              : ingest_entry)(job->ingest, line->kind,
                                                              line->external_id, line->name,
                                                              line->hidden, line->values);
    case LINE_RELATION:
        return ingest_relation(job->ingest, line->relation, line->from, line->to, line->values);
    case LINE_PLACE: return ingest_place(job->ingest, &line->place);
    case LINE_MAP: return 0; /* when there are all the entries */
    }
    abort();
}

static int take_line(struct lore_job *job, const char *text, size_t length)
{
    struct line line;
    const char *fault = line_read(job->arena, job->game, text, length, &line);
    int result;

    if (fault != NULL) {
        job->unread++;
        tell_rejected(job, fault);
        return 0;
    }
    result = lay_line(job, &line);
    if (result > 0)
        tell_rejected(job, ingest_refusal(result));
    return result < 0 ? -1 : 0;
}

/* Calls TAKE for each line of the input that is not empty. 0 or -1. */
static int each_line(struct lore_job *job,
                     int (*take)(struct lore_job *job, const char *text, size_t length))
{
    char *text = NULL;
    size_t room = 0;
    ssize_t length;
    int result = 0;

    job->line = 0;
    rewind(job->input);
    while (result == 0 && (length = getline(&text, &room, job->input)) > 0) {
        job->line++;
        arena_reset(job->arena);
        if (text[length - 1] == '\n')
            length--;
        if (length > 0)
            result = take(job, text, (size_t)length);
    }
    free(text);
    return result == 0 && ferror(job->input) ? -1 : result;
}

/* The parts that the file has all of are whole, be they empty. */
static int end_parts(struct lore_job *job)
{
    for (size_t i = 0; job->parts != NULL && job->parts[i] != NULL; i++)
        if (ingest_part(job->ingest, job->parts[i]) != 0)
            return -1;
    return 0;
}

static void add(uint64_t sum[5], const struct ingest_counts *counts)
{
    sum[0] += counts->read;
    sum[1] += counts->added;
    sum[2] += counts->changed + counts->returned;
    sum[3] += counts->unchanged;
    sum[4] += counts->rejected;
}

/* Prints the line that an import ends with; UNREAD rows were none. */
static void print_result(const struct ingest_result *result, uint64_t unread)
{
    uint64_t sum[5] = {unread, 0, 0, 0, unread};

    add(sum, &result->entries);
    add(sum, &result->relations);
    add(sum, &result->places);
    printf("{\"read\":%" PRIu64 ",\"added\":%" PRIu64 ",\"changed\":%" PRIu64
           ",\"unchanged\":%" PRIu64 ",\"rejected\":%" PRIu64 "}\n",
           sum[0], sum[1], sum[2], sum[3], sum[4]);
}

/* ---- maps ---- */

/* The entry with this external id that may have a map. 1, 0, -1. */
static int find_mapped(struct command *command, struct arena *arena, const struct game *game,
                       uint64_t number, const char *external_id, struct entry *entry)
{
    int found = 0;

    for (size_t i = 0; i < game->kind_count && found == 0; i++)
        if (game->kinds[i].map)
            found = entry_by_external(command->database, arena, game, number, &game->kinds[i],
                                      external_id, entry);
    return found;
}

/* Keeps an entry's map, unless it is what it was. 1 changed, 0 the same, -1. */
static int put_map(struct command *command, struct arena *arena, uint64_t number,
                   const struct entry *entry, const char *text)
{
    struct journal_entry row = {
        .kind = JOURNAL_ENTRY,
        .game_id = number,
        .entry_id = entry->id,
        .subject = arena_format(arena, "%s:%" PRIu64, entry->kind->name, entry->id),
    };
    int changed;

    if (database_begin(command->database) != 0)
        return -1;
    changed = map_put(command->database, arena, entry->id, text);
    if (changed == 1 && journal_append(command->database, &row) == 0 &&
        journal_commit(command->database, command->shared, &row, 1) == 0)
        return 1;
    database_rollback(command->database);
    return changed == 0 ? 0 : -1;
}

static int take_map_line(struct lore_job *job, const char *text, size_t length)
{
    struct line line;
    struct entry entry;
    int found;

    if (memmem(text, length, "\"map\"", 5) == NULL ||
        line_read(job->arena, job->game, text, length, &line) != NULL || line.sort != LINE_MAP)
        return 0;
    found = find_mapped(job->command, job->arena, job->game, job->number, line.external_id, &entry);
    if (found == 0)
        tell_rejected(job, "there is nothing with this id that could have a map");
    if (found <= 0)
        return found;
    return put_map(job->command, job->arena, job->number, &entry, line.text) < 0 ? -1 : 0;
}

/* ---- import entries, the whole ---- */

static enum command_status run_lines(struct lore_job *job)
{
    struct ingest_options options = {.source = job->wishes->place, .partial = true};
    struct ingest_result result;
    int done = -1;

    job->ingest = ingest_open(job->command->database, job->game, job->number, &options);
    if (job->ingest == NULL)
        return command_failed("the import cannot begin");
    if (each_line(job, take_line) == 0 && end_parts(job) == 0)
        done = ingest_finish(job->ingest, job->command->shared, &result);
    if (done == 0)
        done = each_line(job, take_map_line);
    if (done == 0) {
        if (job->report == NULL && !job->wishes->quiet && job->told > REJECTED_SHOWN)
            fprintf(stderr, "and %" PRIu64 " more; --report FILE has all\n",
                    job->told - REJECTED_SHOWN);
        print_result(&result, job->unread);
    }
    ingest_close(job->ingest);
    return done == 0 ? COMMAND_DONE
                     : command_failed("the import did not finish, and nothing was changed");
}

static enum command_status import_entries(struct command *command, int argc, char **argv)
{
    static const struct option options[] = {{"site", required_argument, NULL, 's'},
                                            {"report", required_argument, NULL, 'r'},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {0}};
    struct wishes wishes = {0};
    struct lore_job job = {.command = command, .wishes = &wishes};
    enum command_status status = read_wishes("import entries", options, 1, &wishes, argc, argv);

    if (status == COMMAND_DONE)
        status = command_game(command, wishes.site, &job.game, &job.number);
    if (status != COMMAND_DONE)
        return status;
    assert(wishes.place != NULL);
    job.input = fopen(wishes.place, "r");
    if (job.input == NULL)
        return command_failed("%s: %s", wishes.place, strerror(errno));
    if (wishes.report != NULL && (job.report = fopen(wishes.report, "w")) == NULL)
        status = command_failed("%s: %s", wishes.report, strerror(errno));
    job.arena = arena_open(65536);
    if (status == COMMAND_DONE)
        status = run_lines(&job);
    if (job.report != NULL && fclose(job.report) != 0)
        status = command_failed("%s cannot be written", wishes.report);
    arena_close(job.arena);
    fclose(job.input);
    return status;
}

enum command_status command_import_lore(struct command *command, int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "entries") == 0)
        return import_entries(command, argc - 1, argv + 1);
    return command_misused("import takes sites, threads, entries or maps");
}

/* ---- export entries ---- */

static enum command_status write_export(struct command *command, const struct wishes *wishes,
                                        const struct game *game, uint64_t number, FILE *out)
{
    const struct kind *kind = wishes->kind != NULL ? game_kind(game, wishes->kind) : NULL;
    int result;

    if (wishes->kind != NULL && kind == NULL)
        return command_failed("the game %s has no kind %s", game->name, wishes->kind);
    if (strcmp(wishes->format, "jsonl") == 0)
        result = export_lines(command->database, game, number, kind, out);
    else if (kind != NULL)
        result = export_csv(command->database, game, number, kind, out);
    else
        return command_misused("say with --kind which kind the rows shall be of");
    return result == 0 ? COMMAND_DONE : command_failed("not all of it could be written");
}

enum command_status command_export(struct command *command, int argc, char **argv)
{
    static const struct option options[] = {{"site", required_argument, NULL, 's'},
                                            {"kind", required_argument, NULL, 'k'},
                                            {"format", required_argument, NULL, 'f'},
                                            {"output", required_argument, NULL, 'o'},
                                            {0}};
    struct wishes wishes = {.format = "jsonl"};
    const struct game *game;
    enum command_status status;
    FILE *out = stdout;
    uint64_t number;

    if (argc < 2 || strcmp(argv[1], "entries") != 0)
        return command_misused("export takes entries");
    status = read_wishes("export entries", options, 0, &wishes, argc - 1, argv + 1);
    if (status != COMMAND_DONE)
        return status;
    if (strcmp(wishes.format, "jsonl") != 0 && strcmp(wishes.format, "csv") != 0)
        return command_misused("the format must be jsonl or csv");
    status = command_game(command, wishes.site, &game, &number);
    if (status != COMMAND_DONE)
        return status;
    if (wishes.output != NULL && (out = fopen(wishes.output, "w")) == NULL)
        return command_failed("%s: %s", wishes.output, strerror(errno));
    status = write_export(command, &wishes, game, number, out);
    if (out != stdout && fclose(out) != 0)
        status = command_failed("%s cannot be written", wishes.output);
    return status;
}
