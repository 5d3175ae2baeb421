/* lorehall import entries|maps: a game's database as JSON lines, and its maps.
 *
 * The file is read twice: entries, relations and places are staged and put in place first, then
 * maps are written, each by itself: a map belongs to an entry, which must be there, and is no part
 * of what an import compares.
 *
 * A header line names the parts that the file has all of; only of these something may vanish. */
#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text/text.h"
#include "import/jsonl.h"
#include "import_entries.h"
#include "lore/place.h"
#include "store/journal.h"
#include "talk/import/import_threads.h"

static bool parse_entries_option(struct lore_options *options, int option)
{
    switch (option) {
    case 's': options->site = optarg; return true;
    case 'k': options->kind = optarg; return true;
    case 'f': options->format = optarg; return true;
    case 'o': options->output = optarg; return true;
    case 'r': options->report = optarg; return true;
    case 'q': options->quiet = true; return true;
    case 'a': options->allow_shrink = true; return true;
    default: return false;
    }
}

enum command_status lore_read_options(const char *verb, const struct option *long_options,
                                      struct lore_options *options, int argc, char **argv)
{
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
        if (!parse_entries_option(options, option))
            return command_bad_option(verb, argc, argv);
    if (argc - optind != options->files)
        return command_misused("%s takes %s", verb,
                               options->files == 0 ? "only options" : "one place");
    options->place = options->files > 0 ? argv[optind] : NULL;
    return COMMAND_DONE;
}

/* What is wrong with a map's text; NULL: nothing. */
static const char *map_fault(struct arena *arena, const char *text, size_t length)
{
    struct map map;
    size_t wrong_line;

    if (length == 0)
        return "it is empty";
    if (text_check(text, length, true) != TEXT_VALID)
        return "it is not text in UTF-8";
    if (!map_parse(arena, text, &map, &wrong_line))
        return arena_format(arena, "line %zu is no line of a map", wrong_line);
    return NULL;
}

/* ---- import entries ---- */

void lore_reject(struct lore_job *job, const char *reason)
{
    report_rejected(&job->report, job->line, reason);
}

/* What an import finds at its end. */
static void report_late_line(void *context, uint64_t line, const char *what)
{
    struct lore_job *job = context;

    if (line > 0)
        report_rejected(&job->report, line, what);
    else
        report_write(&job->report, "%s", what);
}

void lore_staging_options(struct lore_job *job, struct staging_options *options)
{
    *options = (struct staging_options){
        .source = command_source(job->command->arena, job->options->place),
        .partial = true,
        .allow_shrink = job->options->allow_shrink,
        .rejected = report_late_line,
        .context = job,
    };
}

/* Remembers what the file has all of. -1 where it is of another game. */
static int read_jsonl_header(struct lore_job *job, const struct jsonl_line *line)
{
    struct arena *arena = job->command->arena;
    size_t count = 0;

    if (line->game != NULL && strcmp(line->game, job->context.game->name) != 0) {
        job->foreign = text_showable(arena, line->game, strlen(line->game));
        return -1;
    }
    while (line->parts[count] != NULL)
        count++;
    job->parts = arena_alloc(arena, (count + 1) * sizeof *job->parts);
    for (size_t i = 0; i < count; i++)
        job->parts[i] = arena_string(arena, line->parts[i]);
    return 0;
}

/* Stages a line. 0, above 0 when it is refused, or -1. */
static int stage_line(struct lore_job *job, const struct jsonl_line *line)
{
    switch (line->sort) {
    case JSONL_HEAD: return read_jsonl_header(job, line);
    case JSONL_ENTRY:
        return (line->state == ENTRY_VANISHED ? staging_vanished : staging_entry)(
            job->staging, &(struct source_entry){line->kind, line->external_id, line->name,
                                                 line->hidden, line->values});
    case JSONL_RELATION:
        return staging_relation(job->staging, line->relation, line->from, line->to, line->values);
    case JSONL_PLACE: return staging_place(job->staging, &line->place);
    case JSONL_MAP: return 0; /* when there are all the entries */
    }
    abort();
}

static bool id_given(const char *id)
{
    return id != NULL && *id != '\0';
}

/* Notes which entry, relation or place a line is of that cannot be taken, as far as that can be
 * told: what is here of it has not vanished. Where nobody can tell, nothing vanishes at all. 0 or
 * -1. */
static int refuse_line(struct lore_job *job, const struct jsonl_line *line)
{
    const struct staging_place *place = &line->place;
    int result = 0;

    if (line->sort == JSONL_ENTRY && line->kind != NULL && id_given(line->external_id)) {
        result = staging_refused_entry(job->staging, line->kind, line->external_id);
    } else if (line->sort == JSONL_RELATION && line->relation != NULL && id_given(line->from) &&
               id_given(line->to)) {
        result = staging_refused_relation(job->staging, line->relation, line->from, line->to);
    } else if (line->sort == JSONL_PLACE && place->kind != NULL && id_given(place->map_external) &&
               id_given(place->external)) {
        result =
            staging_refused_place(job->staging, place->map_external, place->kind, place->external);
    } else if (line->sort == JSONL_MAP) {
        job->maps++;
    } else {
        job->unread++;
        staging_unreadable(job->staging);
    }
    return result < 0 ? -1 : 0;
}

/* A map is judged now though it is written later: what is wrong with the file is told before
 * anything of it is in place. */
static int stage_jsonl(struct lore_job *job, const char *text, size_t length)
{
    struct jsonl_line line;
    const char *fault = jsonl_read(job->context.arena, job->context.game, text, length, &line);
    int result;

    if (fault == NULL && line.sort == JSONL_MAP)
        fault = map_fault(job->context.arena, line.text, strlen(line.text));
    if (fault != NULL) {
        lore_reject(job, fault);
        return refuse_line(job, &line);
    }
    staging_at(job->staging, job->line);
    result = stage_line(job, &line);
    if (result > 0)
        lore_reject(job, staging_refusal(result));
    return result < 0 ? -1 : 0;
}

/* Calls TAKE for each line of the input that is not empty. 0 or -1. */
static int each_line(struct lore_job *job,
                     int (*take)(struct lore_job *job, const char *text, size_t length))
{
    char *text = NULL;
    size_t capacity = 0;
    ssize_t length;
    int result = 0;

    job->line = 0;
    rewind(job->input);
    while (result == 0 && (length = getline(&text, &capacity, job->input)) > 0) {
        job->line++;
        arena_reset(job->context.arena);
        if (text[length - 1] == '\n')
            length--;
        if (length > 0)
            result = take(job, text, (size_t)length);
    }
    free(text);
    return result == 0 && ferror(job->input) ? -1 : result;
}

/* The parts that the file has all of are whole, be they empty. */
static int end_header_parts(struct lore_job *job)
{
    for (size_t i = 0; job->parts != NULL && job->parts[i] != NULL; i++)
        if (staging_part(job->staging, job->parts[i]) != 0)
            return -1;
    return 0;
}

/* ---- maps ---- */

/* The entry with this external id that may have a map. 1, 0, -1. */
static int find_mapped(const struct game_context *context, const char *external_id,
                       struct entry *entry)
{
    const struct game *game = context->game;
    int found = 0;

    for (size_t i = 0; i < game->kind_count && found == 0; i++)
        if (game->kinds[i].map)
            found = entry_by_external(context, &game->kinds[i], external_id, entry);
    return found;
}

/* Keeps an entry's map, unless it is what it was. 1 changed, 0 the same, -1. A transaction each:
 * maps are few and large, and each that is in is of use without the others. */
static int put_map(const struct game_context *context, struct shared *shared,
                   const struct entry *entry, const char *text)
{
    struct journal_entry row = {
        .kind = JOURNAL_ENTRY,
        .game_id = context->number,
        .entry_id = entry->id,
        .subject = arena_format(context->arena, "%s:%" PRIu64, entry->kind->name, entry->id),
    };
    int changed;

    if (database_begin(context->database) != 0)
        return -1;
    changed = map_put(context->database, context->arena, entry->id, text);
    if (changed == 1 && journal_append(context->database, &row) == 0 &&
        journal_commit(context->database, shared, &row, 1) == 0)
        return 1;
    database_rollback(context->database);
    return changed == 0 ? 0 : -1;
}

/* Most lines of the second reading are no maps, and parsing them again would double the time: the
 * word is looked for first. What was wrong was told by the first reading. */
static int read_map_line(struct lore_job *job, const char *text, size_t length)
{
    struct jsonl_line line;
    struct entry entry;
    int found;

    if (memmem(text, length, "\"map\"", 5) == NULL ||
        jsonl_read(job->context.arena, job->context.game, text, length, &line) != NULL ||
        line.sort != JSONL_MAP ||
        map_fault(job->context.arena, line.text, strlen(line.text)) != NULL)
        return 0;
    found = find_mapped(&job->context, line.external_id, &entry);
    if (found < 0)
        return -1;
    if (found == 0) {
        job->maps++;
        lore_reject(job, "there is nothing with this id that could have a map");
        return 0;
    }
    return put_map(&job->context, job->command->shared, &entry, line.text) < 0 ? -1 : 0;
}

/* ---- import entries, the whole ---- */

/* Says how it ended that not all of it was taken. */
static enum command_status fail_import(struct lore_job *job, int done,
                                       const struct staging_result *result)
{
    const char *site = job->options->site;

    if (job->foreign == NULL)
        return report_finished(job->command, done, false, result);
    return command_failed("%s, line %" PRIu64 ": this is of the game %s, the site %s%sis of %s",
                          job->options->place, job->line, job->foreign, site != NULL ? site : "",
                          site != NULL ? " " : "", job->context.game->name);
}

static enum command_status run_lines(struct lore_job *job)
{
    struct staging_options options;
    struct staging_result result = {0};
    enum command_status status;
    int done = -1;

    lore_staging_options(job, &options);
    job->staging = staging_open(&job->context, &options);
    if (job->staging == NULL)
        return command_failed("the import cannot begin");
    if (each_line(job, stage_jsonl) == 0 && end_header_parts(job) == 0)
        done = staging_finish(job->staging, job->command->shared, &result);
    if (done == 0)
        done = each_line(job, read_map_line);
    if (done == 0 && job->unread > 0)
        report_write(&job->report,
                     "%" PRIu64 " lines cannot be read at all: what is here and not in the others "
                     "has not vanished",
                     job->unread);
    result.entries.read += job->maps;
    result.entries.rejected += job->maps;
    status = done == 0 ? report_ingest(&result) : fail_import(job, done, &result);
    staging_close(job->staging);
    return status;
}

/* Whether ARGUMENT is among those typed. */
static bool has_argument(int argc, char **argv, const char *argument)
{
    for (int i = 0; i < argc; i++)
        if (text_starts(argv[i], argument))
            return true;
    return false;
}

/* Whether a file of JSON lines is, by its name. */
static bool names_jsonl_file(int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        size_t length = strlen(argv[i]);

        if (length > 6 && strcmp(argv[i] + length - 6, ".jsonl") == 0)
            return true;
    }
    return false;
}

/* ---- import maps ---- */

/* The file's name without ".txt"; of a layer "_1" and so on too. NULL when it is no map. */
static char *map_of_file(struct arena *arena, const char *file)
{
    size_t length = strlen(file);
    char *name;

    if (length < 5 || strcasecmp(file + length - 4, ".txt") != 0)
        return NULL;
    name = arena_copy(arena, file, length - 4);
    length -= 4;
    if (length > 2 && name[length - 2] == '_' && name[length - 1] >= '0' && name[length - 1] <= '9')
        name[length - 2] = '\0';
    return name;
}

static int is_map(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 4 && strcasecmp(entry->d_name + length - 4, ".txt") == 0;
}

/* By name whatever its case, so that Zone_1.txt follows zone.txt; of the same name by its bytes. */
static int compare_maps(const struct dirent **left, const struct dirent **right)
{
    int order = strcasecmp((*left)->d_name, (*right)->d_name);

    return order != 0 ? order : strcmp((*left)->d_name, (*right)->d_name);
}

/* The entry that a map of this name belongs to: by the name as it is, else in small letters. 1, 0,
 * -1. */
static int find_map_owner(struct lore_job *job, const char *name, struct entry *entry)
{
    int found = find_mapped(&job->context, name, entry);
    char *small;

    if (found != 0)
        return found;
    small = arena_string(job->context.arena, name);
    for (char *c = small; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return find_mapped(&job->context, small, entry);
}

/* One zone's layers. */
struct map_layers {
    const char *name;  /* the zone's */
    const char *fault; /* the first, with its file; NULL: none */
    struct buffer text;
};

/* Appends the content of FILE, in the place that is imported. 0 or -1. */
static int add_layer(struct lore_job *job, struct map_layers *layers, const char *name)
{
    struct buffer *text = &layers->text;
    FILE *file = fopen(arena_format(job->context.arena, "%s/%s", job->options->place, name), "r");
    size_t length, start = text->length;
    const char *fault;
    char part[4096];

    if (file == NULL)
        return -1;
    while ((length = fread(part, 1, sizeof part, file)) > 0)
        buffer_put(text, part, length);
    if (text->length > start && text->data[text->length - 1] != '\n')
        buffer_byte(text, '\n');
    fault = text->length > start
                ? map_fault(job->context.arena, text->data + start, text->length - start)
                : NULL;
    if (layers->fault == NULL && fault != NULL)
        layers->fault = arena_format(job->context.arena, "%s: %s", name, fault);
    return fclose(file);
}

/* Takes one zone's layers, which were gathered. 0 or -1. */
static int import_map(struct lore_job *job, const struct map_layers *layers,
                      struct import_counts *counts)
{
    const char *fault = layers->text.length > 0 ? layers->fault : "it is empty";
    struct entry entry;
    struct map before;
    int found = 0, known, changed;

    counts->read++;
    if (fault == NULL)
        found = find_map_owner(job, layers->name, &entry);
    if (found < 0)
        return -1;
    if (found == 0) {
        counts->rejected++;
        report_write(&job->report, "%s: %s", layers->name,
                     fault != NULL ? fault : "there is nothing with this id that could have a map");
        return 0;
    }
    known = map_find(job->command->database, job->context.arena, entry.id, &before);
    changed = put_map(&job->context, job->command->shared, &entry, layers->text.data);
    if (known < 0 || changed < 0)
        return -1;
    counts->added += changed && !known;
    counts->changed += changed && known;
    counts->unchanged += !changed;
    return 0;
}

/* Takes the COUNT files, sorted, so that the layers of one zone follow each other and are one
 * map. */
static int import_maps(struct lore_job *job, struct dirent **files, int count,
                       struct import_counts *counts)
{
    for (int i = 0; i < count;) {
        struct map_layers layers;
        const char *name;

        arena_reset(job->context.arena);
        name = map_of_file(job->context.arena, files[i]->d_name);
        assert(name != NULL); /* else it is no map */
        layers = (struct map_layers){.name = name, .text = buffer_open(job->context.arena, 65536)};
        for (; i < count &&
               strcasecmp(layers.name, map_of_file(job->context.arena, files[i]->d_name)) == 0;
             i++)
            if (add_layer(job, &layers, files[i]->d_name) != 0)
                return -1;
        if (import_map(job, &layers, counts) != 0)
            return -1;
    }
    return 0;
}

static enum command_status run_maps(struct lore_job *job)
{
    struct import_counts counts = {0};
    struct dirent **files;
    int count = scandir(job->options->place, &files, is_map, compare_maps), result;

    if (count < 0)
        return command_failed("%s: %s", job->options->place, strerror(errno));
    result = import_maps(job, files, count, &counts);
    for (int i = 0; i < count; i++)
        free(files[i]);
    free(files);
    if (result != 0)
        return command_failed("not all maps could be read and written");
    return report_counts(&counts);
}

/* ---- the verbs ---- */

static enum command_status run_entries(struct lore_job *job)
{
    enum command_status status;

    job->input = fopen(job->options->place, "r");
    if (job->input == NULL)
        return command_failed("%s: %s", job->options->place, strerror(errno));
    status = run_lines(job);
    fclose(job->input);
    return status;
}

/* Reads what was typed and runs RUN with everything open. */
static enum command_status import_by(struct command *command, int argc, char **argv,
                                     enum command_status (*run)(struct lore_job *job))
{
    static const struct option long_options[] = {{"site", required_argument, NULL, 's'},
                                                 {"kind", required_argument, NULL, 'k'},
                                                 {"report", required_argument, NULL, 'r'},
                                                 {"quiet", no_argument, NULL, 'q'},
                                                 {"allow-shrink", no_argument, NULL, 'a'},
                                                 {0}};
    struct lore_options options = {.files = 1};
    struct lore_job job = {.command = command, .options = &options};
    enum command_status status =
        lore_read_options(arena_format(command->arena, "import %s", argv[0]), long_options,
                          &options, argc, argv);

    if (status == COMMAND_DONE)
        status = command_game(command, options.site, &job.context);
    if (status != COMMAND_DONE)
        return status;
    assert(options.place != NULL);
    status = report_open(&job.report, options.report, options.quiet, argc, argv);
    if (status != COMMAND_DONE)
        return status;
    job.context.arena = arena_open(65536);
    status = run(&job);
    arena_close(job.context.arena);
    return report_close(&job.report, status);
}

enum command_status command_import_lore(struct command *command, int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    argc--;
    argv++;
    if (strcmp(what, "entries") == 0)
        return import_by(command, argc, argv, run_entries);
    if (strcmp(what, "maps") == 0)
        return import_by(command, argc, argv, run_maps);
    if (strcmp(what, "table") == 0 && names_jsonl_file(argc, argv) &&
        !has_argument(argc, argv, "--map"))
        return import_by(command, argc, argv, run_entries);
    if (strcmp(what, "table") == 0 && has_argument(argc, argv, "--kind"))
        return import_by(command, argc, argv, lore_run_table);
    if (strcmp(what, "table") == 0)
        return command_peq(command, argc, argv);
    return command_unknown("import", "sites, threads, talk, peq, table, entries or maps", argc + 1,
                           argv - 1);
}
