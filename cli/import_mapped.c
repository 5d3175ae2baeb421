/* lorehall import peq: a game server's database, by a mapping. Three parts that do not know each
 * other are joined here: a source, a mapping's run over it, and the staging that what comes of it
 * is written to. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/text/text.h"
#include "import/mapping/run.h"
#include "import/staging/staging.h"
#include "import_report.h"

/* What was typed behind "import peq". */
struct mapped_options {
    const char *site, *map, *report, *expansion;
    const char *const *places; /* of the source */
    size_t place_count;
    bool dry, trial, quiet, allow_shrink;
};

/* An import under way. */
struct mapped_import {
    struct command *command;
    const struct mapped_options *options;
    struct game_context context;
    const struct mapping *mapping;
    struct source *source;
    struct mapping_run *run;
    struct staging *staging;
    struct import_report report;
};

static enum command_status read_mapped_options(struct mapped_options *options, int argc,
                                               char **argv)
{
    static const struct option long_options[] = {{"site", required_argument, NULL, 's'},
                                                 {"map", required_argument, NULL, 'm'},
                                                 {"report", required_argument, NULL, 'r'},
                                                 {"expansion", required_argument, NULL, 'e'},
                                                 {"dry-run", no_argument, NULL, 'n'},
                                                 {"quiet", no_argument, NULL, 'q'},
                                                 {"allow-shrink", no_argument, NULL, 'a'},
                                                 {"trial", no_argument, NULL, 't'},
                                                 {0}};
    int64_t expansion;
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) >= 0) {
        switch (option) {
        case 's': options->site = optarg; break;
        case 'm': options->map = optarg; break;
        case 'r': options->report = optarg; break;
        case 'e': options->expansion = optarg; break;
        case 'n': options->dry = true; break;
        case 't': options->trial = true; break;
        case 'q': options->quiet = true; break;
        case 'a': options->allow_shrink = true; break;
        default:
            return command_bad_option(strcmp(argv[0], "table") == 0 ? "import table" : "import peq",
                                      argc, argv);
        }
    }
    if (strcmp(argv[0], "table") == 0 && options->map == NULL)
        return command_misused(
            "import table: say with --map by which mapping, or with --kind that it is a kind");
    if (optind == argc)
        return command_misused(
            "import %s takes dumps (.sql), .csv or .tsv files, packed or not, a folder of such, or "
            "mysql://USER:PASSWORD@HOST/DATABASE",
            argv[0]);
    options->places = (const char *const *)argv + optind;
    options->place_count = (size_t)(argc - optind);
    if (options->expansion != NULL && !text_i64(options->expansion, -1, 99, &expansion))
        return command_misused("import %s: --expansion is a number from -1 (all) to 99, not \"%s\"",
                               argv[0], options->expansion);
    return COMMAND_DONE;
}

/* What the source is called in messages and in what is kept of the import. */
static const char *source_name(const struct mapped_import *import)
{
    struct arena *arena = import->command->arena;
    const struct mapped_options *options = import->options;
    const char *name = command_source(arena, options->places[0]);

    for (size_t i = 1; i < options->place_count; i++)
        name = arena_format(arena, "%s, %s", name, command_source(arena, options->places[i]));
    return name;
}

/* ---- telling ---- */

static void show_mapping_progress(void *context, const char *what, uint64_t done, uint64_t all)
{
    import_report_progress(&((struct mapped_import *)context)->report, what, done, all);
}

/* Only in the report: what dangles in a large database is much, and on a terminal would hide what
 * matters. */
static void report_late_row(void *context, uint64_t row, const char *what)
{
    struct mapped_import *import = context;

    if (!import_report_has_all(&import->report))
        return;
    if (row > 0)
        import_report_write(&import->report, "row %" PRIu64 ", %s", row, what);
    else
        import_report_write(&import->report, "%s", what);
}

static void write_rejected_row(void *context, const char *what)
{
    struct mapped_import *import = context;

    if (import_report_has_all(&import->report))
        import_report_write(&import->report, "%s", what);
}

/* ---- handing on ---- */

static bool write_has(void *context, const char *part)
{
    return staging_has(((struct mapped_import *)context)->staging, part);
}

static int write_entry(void *context, const struct source_entry *entry)
{
    struct mapped_import *import = context;

    return staging_entry(import->staging, entry);
}

static int write_relation(void *context, const struct relation *relation, const char *from,
                          const char *to, const struct value *values)
{
    struct mapped_import *import = context;

    staging_at(import->staging, mapping_run_row(import->run));
    return staging_relation(import->staging, relation, from, to, values);
}

static int write_place(void *context, const struct mapped_place *place)
{
    struct mapped_import *import = context;
    const struct staging_place handed = {
        .map_external = place->map_external,
        .kind = place->kind,
        .external = place->external,
        .x = place->x,
        .y = place->y,
        .z = place->z,
        .group = place->group,
        .chance = place->chance,
        .respawn = place->respawn,
        .variance = place->variance,
    };

    staging_at(import->staging, mapping_run_row(import->run));
    return staging_place(import->staging, &handed);
}

static int write_part(void *context, const char *part)
{
    return staging_part(((struct mapped_import *)context)->staging, part);
}

/* ---- the end ---- */

/* What the staging counted of a part; NULL of places. */
static const struct staging_counts *counts_of(const struct staging_result *result,
                                              const struct mapping_part *part)
{
    if (part->sort == MAPPING_KIND)
        return &result->kinds[part->kind->index];
    if (part->sort == MAPPING_RELATION)
        return &result->kind_relations[part->relation->index];
    return NULL;
}

static void print_here(const struct staging_counts *here, FILE *out)
{
    fprintf(out, " %10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %10" PRIu64,
            here->added + here->returned, here->changed, here->unchanged, here->vanished);
}

/* A line a part: the source's own count, what was staged and goes in, and what that came to here.
 * It stands on stderr, as stdout has the line of JSON; a dry run has none, and its table there. */
static void print_table(const struct mapped_import *import, const struct staging_result *result,
                        FILE *out)
{
    size_t count;
    const struct mapping_count *counts = mapping_run_counts(import->run, &count);
    bool dry = import->options->dry;

    fprintf(out, "%-18s %10s %10s %10s", "", "source", "staged", "rejected");
    fprintf(out, dry ? "\n" : " %10s %10s %10s %10s\n", "added", "changed", "unchanged",
            "vanished");
    for (size_t i = 0; i < count; i++) {
        const struct staging_counts *here = counts_of(result, counts[i].part);
        /* Of what was staged, ends that are not there are found at the end. */
        uint64_t late = here != NULL ? here->rejected - counts[i].rejected : 0;

        if (!counts[i].used)
            continue;
        fprintf(out, "%-18s %10" PRIu64 " %10" PRIu64 " %10" PRIu64, counts[i].part->name,
                counts[i].rows, counts[i].staged - late, counts[i].rejected + late);
        if (here != NULL && !dry)
            print_here(here, out);
        fprintf(out, "\n");
    }
    if (result->places.read == 0)
        return;
    fprintf(out, "%-18s %10s %10" PRIu64 " %10" PRIu64, "places", "",
            result->places.read - result->places.rejected, result->places.rejected);
    if (!dry)
        print_here(&result->places, out);
    fprintf(out, "\n");
}

/* Counts what was rejected before it was handed on. */
static void count_left_out(const struct mapped_import *import)
{
    size_t count;
    const struct mapping_count *counts = mapping_run_counts(import->run, &count);

    for (size_t i = 0; i < count; i++)
        staging_left_out(import->staging, counts[i].part->name,
                         counts[i].rejected - counts[i].refused);
}

/* The report and the table, where they are wanted. */
static void report_all(const struct mapped_import *import, const struct staging_result *result)
{
    struct rusage usage;

    if (import->report.stream != NULL)
        mapping_run_report(import->run, import->report.stream);
    if (import->options->quiet)
        return;
    if (import->options->dry && import->report.stream == NULL)
        mapping_run_report(import->run, stdout);
    print_table(import, result, import->options->dry ? stdout : stderr);
    fflush(stdout);
    getrusage(RUSAGE_SELF, &usage);
    fprintf(stderr, "memory: %zu KB of it tables and ids, %ld KB at the most\n",
            mapping_run_memory(import->run) / 1024, usage.ru_maxrss);
}

/* ---- running ---- */

/* What must be the same for an interrupted import to go on: the source, the mapping, the
 * expansion. Another mapping would make other rows of the same source, so that parts of both
 * would be mixed. NULL: it always begins anew. */
static const char *fingerprint_of(const struct mapped_import *import)
{
    const char *source = source_fingerprint(import->source);
    uint64_t hash = 0;
    char *line = NULL;
    size_t capacity = 0;
    const char *why;
    FILE *file = file_open(import->mapping->file, &why);

    while (file != NULL && getline(&line, &capacity, file) >= 0)
        hash = text_hash(line, hash);
    free(line);
    if (file != NULL)
        fclose(file);
    if (source == NULL)
        return NULL;
    return arena_format(import->command->arena, "%s %016" PRIx64 " %s", source, hash,
                        import->options->expansion != NULL ? import->options->expansion : "-");
}

static int run_mapping(struct mapped_import *import, const char **error)
{
    static const struct mapping_writer writer = {.has = write_has,
                                                 .entry = write_entry,
                                                 .relation = write_relation,
                                                 .place = write_place,
                                                 .part = write_part,
                                                 .refusal = staging_refusal};
    const char *settings[] = {NULL, NULL};
    struct mapping_run_options mapping_run_options = {
        .writer = &writer,
        .context = import,
        .settings = settings,
        .progress = show_mapping_progress,
        .rejected = import_report_has_all(&import->report) ? write_rejected_row : NULL,
    };
    int result;

    if (import->options->expansion != NULL)
        settings[0] =
            arena_format(import->command->arena, "expansion=%s", import->options->expansion);
    result = mapping_run_execute(import->run, &mapping_run_options, error);
    import_report_clear(&import->report);
    count_left_out(import);
    return result;
}

static void is_here(void *context, const struct kind *kind, const char *external_id)
{
    mapping_run_add_existing(context, kind, external_id);
}

/* Tells the run which entries are here of the kinds that the source does not have. 0 or -1. A
 * partial source (a table of prices) names entries that others brought: without these, all that
 * it relates would dangle. */
static int add_existing(struct mapped_import *import)
{
    const struct game *game = import->context.game;

    for (size_t i = 0; i < game->kind_count; i++) {
        mapping_run_add_existing(import->run, &game->kinds[i], NULL);
        if (!mapping_run_has_kind(import->run, &game->kinds[i]) &&
            staging_each_here(import->context.database, import->context.number, &game->kinds[i],
                              is_here, import->run) != 0)
            return -1;
    }
    return 0;
}

/* Everything but the last step: the same rows are judged against what is here, and nothing is
 * written. */
static enum command_status run_dry(struct mapped_import *import)
{
    const char *error = "it cannot be read";
    struct staging_result result;

    if (run_mapping(import, &error) != 0)
        return command_failed("%s: %s", source_name(import), error);
    if (staging_judged(import->staging, &result) != 0)
        return command_failed("the database cannot be read");
    report_all(import, &result);
    return result.shrink_count > 0 ? import_report_shrinks(&result) : COMMAND_DONE;
}

/* Stages all of the source and puts it in place. */
static enum command_status import_source(struct mapped_import *import,
                                         struct staging_result *result)
{
    bool continues = fingerprint_of(import) != NULL;
    const char *error = NULL;

    if (run_mapping(import, &error) == 0)
        return import_report_finished(import->command,
                                      staging_finish(import->staging, import->command->shared,
                                                     result),
                                      continues, result);
    if (error == NULL)
        return import_report_unfinished(import->command, continues);
    return command_failed("%s: %s", source_name(import), error);
}

/* Tells the staging what the source cannot tell. */
static void set_unknown(struct mapped_import *import)
{
    for (size_t i = 0; i < import->context.game->kind_count; i++) {
        const struct kind *kind = &import->context.game->kinds[i];

        mapping_run_unknown(import->run, kind, staging_unknown(import->staging, kind));
        if (mapping_run_has_places(import->run, kind))
            staging_places_of(import->staging, kind);
    }
    for (size_t i = 0; i < import->context.game->relation_count; i++) {
        const struct relation *relation = &import->context.game->relations[i];

        mapping_run_unknown_relation(import->run, relation,
                                     staging_unknown_relation(import->staging, relation));
    }
}

static enum command_status run_import(struct mapped_import *import)
{
    struct staging_result result = {0};
    enum command_status status;

    set_unknown(import);
    if (!import->options->quiet)
        mapping_run_report_source(import->run, stderr);
    status = import_source(import, &result);
    if (status == COMMAND_DONE) {
        report_all(import, &result);
        status = import_report_game(&result, NULL);
    }
    return status;
}

static enum command_status run_either(struct mapped_import *import)
{
    const struct staging_options staging_options = {
        .source = source_name(import),
        .fingerprint = fingerprint_of(import),
        .partial = true,
        .allow_shrink = import->options->allow_shrink,
        .dry = import->options->dry,
        .trial = import->options->trial,
        .rejected = import_report_has_all(&import->report) ? report_late_row : NULL,
        .context = import,
    };
    enum command_status status;

    import->staging = staging_open(&import->context, &staging_options);
    if (import->staging == NULL)
        return command_failed("the import cannot begin");
    status = import->options->dry ? run_dry(import) : run_import(import);
    staging_close(import->staging);
    return status;
}

/* ---- opening ---- */

static enum command_status open_source(struct mapped_import *import)
{
    struct arena *arena = import->command->arena;
    const char *map = import->options->map, *error = "";
    char whole[PATH_MAX];

    /* Mappings lie beside the migrations, in the sources and where they are installed. */
    if (map == NULL) {
        map =
            arena_format(arena, "%s/../import/peq.hdf", import->command->configuration->migrations);
        if (realpath(map, whole) != NULL)
            map = arena_string(arena, whole);
    }
    import->mapping = mapping_read(arena, map, import->context.game, stderr);
    if (import->mapping == NULL)
        return command_failed("the mapping %s is wrong", map);
    import->source =
        source_open_all(arena, import->options->places, import->options->place_count, &error);
    if (import->source == NULL)
        return command_failed("%s", error);
    source_separate(import->source, import->mapping->separator);
    import->run = mapping_run_open(arena, import->mapping, import->source, &error);
    if (import->run == NULL)
        return command_failed("%s", error);
    return COMMAND_DONE;
}

static enum command_status import_by_mapping(struct mapped_import *import)
{
    enum command_status status =
        command_game(import->command, import->options->site, &import->context);

    if (status == COMMAND_DONE)
        status = open_source(import);
    if (status == COMMAND_DONE && add_existing(import) != 0)
        status = command_failed("the database cannot be read");
    if (status == COMMAND_DONE)
        status = run_either(import);
    mapping_run_close(import->run);
    source_close(import->source);
    return status;
}

enum command_status command_import_mapped(struct command *command, int argc, char **argv)
{
    struct mapped_options options = {0};
    struct mapped_import import = {.command = command, .options = &options};
    enum command_status status = read_mapped_options(&options, argc, argv);

    if (status == COMMAND_DONE)
        status = import_report_open(&import.report, options.report, options.quiet, argc, argv);
    return status == COMMAND_DONE ? import_report_close(&import.report, import_by_mapping(&import))
                                  : status;
}
