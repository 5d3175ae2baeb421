/* lorehall import peq: a game server's database, by a mapping. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/text.h"
#include "import/mapping/run.h"
#include "import/staging/staging.h"
#include "report.h"

/* What was typed behind "import peq". */
struct wishes {
    const char *site, *map, *report, *expansion;
    const char *const *places; /* of the source */
    size_t place_count;
    bool dry, quiet, allow_shrink;
};

/* An import under way. */
struct taking {
    struct command *command;
    const struct wishes *wishes;
    const struct game *game;
    uint64_t number; /* the game's */
    const struct mapping *mapping;
    struct source *source;
    struct join *join;
    struct ingest *ingest;
    struct report report;
};

static enum command_status read_wishes(struct wishes *wishes, int argc, char **argv)
{
    static const struct option options[] = {
        {"site", required_argument, NULL, 's'},   {"map", required_argument, NULL, 'm'},
        {"report", required_argument, NULL, 'r'}, {"expansion", required_argument, NULL, 'e'},
        {"dry-run", no_argument, NULL, 'n'},      {"quiet", no_argument, NULL, 'q'},
        {"allow-shrink", no_argument, NULL, 'a'}, {0}};
    int64_t expansion;
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
        switch (option) {
        case 's': wishes->site = optarg; break;
        case 'm': wishes->map = optarg; break;
        case 'r': wishes->report = optarg; break;
        case 'e': wishes->expansion = optarg; break;
        case 'n': wishes->dry = true; break;
        case 'q': wishes->quiet = true; break;
        case 'a': wishes->allow_shrink = true; break;
        default:
            return command_bad_option(strcmp(argv[0], "table") == 0 ? "import table" : "import peq",
                                      argc, argv);
        }
    }
    if (strcmp(argv[0], "table") == 0 && wishes->map == NULL)
        return command_misused(
            "import table: say with --map by which mapping, or with --kind that it is a kind");
    if (optind == argc)
        return command_misused(
            "import %s takes dumps (.sql), .csv or .tsv files, packed or not, a folder of such, or "
            "mysql://USER:PASSWORD@HOST/DATABASE",
            argv[0]);
    wishes->places = (const char *const *)argv + optind;
    wishes->place_count = (size_t)(argc - optind);
    if (wishes->expansion != NULL && !text_i64(wishes->expansion, -1, 99, &expansion))
        return command_misused("import %s: --expansion is a number from -1 (all) to 99, not \"%s\"",
                               argv[0], wishes->expansion);
    return COMMAND_DONE;
}

/* What the source is called in messages and in what is kept of the import. */
static const char *source_name(const struct taking *taking)
{
    struct arena *arena = taking->command->arena;
    const struct wishes *wishes = taking->wishes;
    const char *name = command_source(arena, wishes->places[0]);

    for (size_t i = 1; i < wishes->place_count; i++)
        name = arena_format(arena, "%s, %s", name, command_source(arena, wishes->places[i]));
    return name;
}

/* ---- telling ---- */

static void tell_progress(void *context, const char *what, uint64_t done, uint64_t all)
{
    report_progress(&((struct taking *)context)->report, what, done, all);
}

/* Only in the report: what dangles in a large database is much. */
static void tell_late(void *context, uint64_t row, const char *what)
{
    struct taking *taking = context;

    if (taking->report.stream != NULL && row > 0)
        report_tell(&taking->report, "row %" PRIu64 ", %s", row, what);
    else if (taking->report.stream != NULL)
        report_tell(&taking->report, "%s", what);
}

static void tell_rejected(void *context, const char *what)
{
    struct taking *taking = context;

    if (taking->report.stream != NULL)
        report_tell(&taking->report, "%s", what);
}

/* ---- handing on ---- */

static bool sink_has(void *context, const char *part)
{
    return ingest_has(((struct taking *)context)->ingest, part);
}

static int sink_entry(void *context, const struct kind *kind, const char *external,
                      const char *name, bool hidden, const struct value *values)
{
    struct taking *taking = context;

    return ingest_entry(taking->ingest, kind, external, name, hidden, values);
}

static int sink_relation(void *context, const struct relation *relation, const char *from,
                         const char *to, const struct value *values)
{
    struct taking *taking = context;

    ingest_at(taking->ingest, join_row(taking->join));
    return ingest_relation(taking->ingest, relation, from, to, values);
}

static int sink_place(void *context, const struct join_place *place)
{
    struct taking *taking = context;
    const struct ingest_place handed = {
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

    ingest_at(taking->ingest, join_row(taking->join));
    return ingest_place(taking->ingest, &handed);
}

static int sink_part(void *context, const char *part)
{
    return ingest_part(((struct taking *)context)->ingest, part);
}

/* ---- the end ---- */

/* What ingest counted of a part; NULL of places. */
static const struct ingest_counts *counts_of(const struct ingest_result *result,
                                             const struct mapping_part *part)
{
    if (part->sort == MAPPING_KIND)
        return &result->kinds[part->kind->index];
    if (part->sort == MAPPING_RELATION)
        return &result->kind_relations[part->relation->index];
    return NULL;
}

static void print_here(const struct ingest_counts *here, FILE *out)
{
    fprintf(out, " %10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %10" PRIu64,
            here->added + here->returned, here->changed, here->unchanged, here->vanished);
}

/* A line a part: the source's own count, what was laid down and goes in, and what that came to here. */
static void print_table(const struct taking *taking, const struct ingest_result *result, FILE *out)
{
    size_t count;
    const struct join_count *counts = join_counts(taking->join, &count);
    bool dry = taking->wishes->dry;

    fprintf(out, "%-18s %10s %10s %10s", "", "source", "laid down", "rejected");
    fprintf(out, dry ? "\n" : " %10s %10s %10s %10s\n", "added", "changed", "unchanged",
            "vanished");
    for (size_t i = 0; i < count; i++) {
        const struct ingest_counts *here = counts_of(result, counts[i].part);
        /* Of what was laid down, ends that are not there are found at the end. */
        uint64_t late = here != NULL ? here->rejected - counts[i].rejected : 0;

        if (!counts[i].used)
            continue;
        fprintf(out, "%-18s %10" PRIu64 " %10" PRIu64 " %10" PRIu64, counts[i].part->name,
                counts[i].rows, counts[i].laid - late, counts[i].rejected + late);
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
static void count_left_out(const struct taking *taking)
{
    size_t count;
    const struct join_count *counts = join_counts(taking->join, &count);

    for (size_t i = 0; i < count; i++)
        ingest_left_out(taking->ingest, counts[i].part->name,
                        counts[i].rejected - counts[i].refused);
}

/* The report and the table, where they are wanted. */
static void tell_all(const struct taking *taking, const struct ingest_result *result)
{
    struct rusage usage;

    if (taking->report.stream != NULL)
        join_report(taking->join, taking->report.stream);
    if (taking->wishes->quiet)
        return;
    if (taking->wishes->dry && taking->report.stream == NULL)
        join_report(taking->join, stdout);
    print_table(taking, result, taking->wishes->dry ? stdout : stderr);
    fflush(stdout);
    getrusage(RUSAGE_SELF, &usage);
    fprintf(stderr, "memory: %zu KB of it tables and ids, %ld KB at the most\n",
            join_memory(taking->join) / 1024, usage.ru_maxrss);
}

/* ---- running ---- */

/* What must be the same for an interrupted import to go on: the source, the mapping, the expansion.
 * NULL: it always begins anew. */
static const char *fingerprint_of(const struct taking *taking)
{
    const char *source = source_fingerprint(taking->source);
    uint64_t hash = 0;
    char *line = NULL;
    size_t room = 0;
    FILE *file = fopen(taking->mapping->file, "r");

    while (file != NULL && getline(&line, &room, file) >= 0)
        hash = text_hash(line, hash);
    free(line);
    if (file != NULL)
        fclose(file);
    if (source == NULL)
        return NULL;
    return arena_format(taking->command->arena, "%s %016" PRIx64 " %s", source, hash,
                        taking->wishes->expansion != NULL ? taking->wishes->expansion : "-");
}

static int run_join(struct taking *taking, const char **error)
{
    static const struct join_sink sink = {.has = sink_has,
                                          .entry = sink_entry,
                                          .relation = sink_relation,
                                          .place = sink_place,
                                          .part = sink_part,
                                          .refusal = ingest_refusal};
    const char *settings[] = {NULL, NULL};
    struct join_options options = {
        .sink = &sink,
        .context = taking,
        .settings = settings,
        .progress = tell_progress,
        .rejected = taking->report.stream != NULL ? tell_rejected : NULL,
    };
    int result;

    if (taking->wishes->expansion != NULL)
        settings[0] =
            arena_format(taking->command->arena, "expansion=%s", taking->wishes->expansion);
    result = join_run(taking->join, &options, error);
    report_clear(&taking->report);
    count_left_out(taking);
    return result;
}

static void is_here(void *context, const struct kind *kind, const char *external_id)
{
    join_here(context, kind, external_id);
}

/* Tells the join which entries are here of the kinds that the source does not have. 0 or -1. */
static int tell_here(struct taking *taking)
{
    const struct game *game = taking->game;

    for (size_t i = 0; i < game->kind_count; i++) {
        join_here(taking->join, &game->kinds[i], NULL);
        if (!join_has_kind(taking->join, &game->kinds[i]) &&
            ingest_each_here(taking->command->database, taking->number, &game->kinds[i], is_here,
                             taking->join) != 0)
            return -1;
    }
    return 0;
}

static enum command_status run_dry(struct taking *taking)
{
    const char *error = "it cannot be read";
    struct ingest_result result;

    if (run_join(taking, &error) != 0)
        return command_failed("%s: %s", source_name(taking), error);
    if (ingest_judged(taking->ingest, &result) != 0)
        return command_failed("the database cannot be read");
    tell_all(taking, &result);
    return result.shrink_count > 0 ? report_shrinks(&result) : COMMAND_DONE;
}

/* Lays all of the source down and puts it in place. */
static enum command_status take_in(struct taking *taking, struct ingest_result *result)
{
    bool continues = fingerprint_of(taking) != NULL;
    const char *error = NULL;

    if (run_join(taking, &error) == 0)
        return report_finished(taking->command,
                               ingest_finish(taking->ingest, taking->command->shared, result),
                               continues, result);
    if (error == NULL)
        return report_unfinished(taking->command, continues);
    return command_failed("%s: %s", source_name(taking), error);
}

/* Tells the ingest what the source cannot tell. */
static void tell_untold(struct taking *taking)
{
    for (size_t i = 0; i < taking->game->kind_count; i++) {
        const struct kind *kind = &taking->game->kinds[i];

        join_untold(taking->join, kind, ingest_untold(taking->ingest, kind));
        if (join_has_places(taking->join, kind))
            ingest_places_of(taking->ingest, kind);
    }
    for (size_t i = 0; i < taking->game->relation_count; i++) {
        const struct relation *relation = &taking->game->relations[i];

        join_untold_relation(taking->join, relation,
                             ingest_untold_relation(taking->ingest, relation));
    }
}

static enum command_status run_import(struct taking *taking)
{
    struct ingest_result result = {0};
    enum command_status status;

    tell_untold(taking);
    if (!taking->wishes->quiet)
        join_report_source(taking->join, stderr);
    status = take_in(taking, &result);
    if (status == COMMAND_DONE) {
        tell_all(taking, &result);
        status = report_ingest(&result);
    }
    return status;
}

static enum command_status run_either(struct taking *taking)
{
    const struct ingest_options options = {
        .source = source_name(taking),
        .fingerprint = fingerprint_of(taking),
        .partial = true,
        .allow_shrink = taking->wishes->allow_shrink,
        .dry = taking->wishes->dry,
        .rejected = taking->report.stream != NULL ? tell_late : NULL,
        .context = taking,
    };
    enum command_status status;

    taking->ingest = ingest_open(taking->command->database, taking->game, taking->number, &options);
    if (taking->ingest == NULL)
        return command_failed("the import cannot begin");
    status = taking->wishes->dry ? run_dry(taking) : run_import(taking);
    ingest_close(taking->ingest);
    return status;
}

/* ---- opening ---- */

static enum command_status open_source(struct taking *taking)
{
    struct arena *arena = taking->command->arena;
    const char *map = taking->wishes->map, *error = "";
    char whole[PATH_MAX];

    /* Mappings lie beside the migrations, in the sources and where they are installed. */
    if (map == NULL) {
        map =
            arena_format(arena, "%s/../import/peq.hdf", taking->command->configuration->migrations);
        if (realpath(map, whole) != NULL)
            map = arena_string(arena, whole);
    }
    taking->mapping = mapping_read(arena, map, taking->game, stderr);
    if (taking->mapping == NULL)
        return command_failed("the mapping %s is wrong", map);
    taking->source =
        source_open_all(arena, taking->wishes->places, taking->wishes->place_count, &error);
    if (taking->source == NULL)
        return command_failed("%s", error);
    source_separate(taking->source, taking->mapping->separator);
    taking->join = join_open(arena, taking->mapping, taking->source, &error);
    if (taking->join == NULL)
        return command_failed("%s", error);
    return COMMAND_DONE;
}

static enum command_status run(struct taking *taking)
{
    enum command_status status =
        command_game(taking->command, taking->wishes->site, &taking->game, &taking->number);

    if (status == COMMAND_DONE)
        status = open_source(taking);
    if (status == COMMAND_DONE && tell_here(taking) != 0)
        status = command_failed("the database cannot be read");
    if (status == COMMAND_DONE)
        status = run_either(taking);
    join_close(taking->join);
    source_close(taking->source);
    return status;
}

enum command_status command_peq(struct command *command, int argc, char **argv)
{
    struct wishes wishes = {0};
    struct taking taking = {.command = command, .wishes = &wishes};
    enum command_status status = read_wishes(&wishes, argc, argv);

    if (status == COMMAND_DONE)
        status = report_open(&taking.report, wishes.report, wishes.quiet, argc, argv);
    return status == COMMAND_DONE ? report_close(&taking.report, run(&taking)) : status;
}
