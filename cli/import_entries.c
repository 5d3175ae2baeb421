/* lorehall import entries: a game's database as JSON lines, maps among them, and which
 * import a table is for.
 *
 * The file is read twice: entries, relations and places are staged and put in place first, then
 * maps are written, each by itself: a map belongs to an entry, which must be there, and is no part
 * of what an import compares.
 *
 * A header line names the parts that the file has all of; only of these something may vanish. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text/text.h"
#include "base/text/text_lines.h"
#include "import/jsonl.h"
#include "import_entries.h"
#include "lore/place.h"

#define ENTRY_LINE_MAX ((size_t)1 << 26) /* bytes: a zone's map is one line */

static bool parse_entries_option(struct entries_options *options, int option)
{
    switch (option) {
    case 's': options->site = optarg; return true;
    case 'k': options->kind = optarg; return true;
    case 'f': options->format = optarg; return true;
    case 'o': options->output = optarg; return true;
    case 'r': options->report = optarg; return true;
    case 'q': options->quiet = true; return true;
    case 'a': options->allow_shrink = true; return true;
    case 'S': options->sample = true; return true;
    case 't': options->trial = true; return true;
    default: return false;
    }
}

enum command_status entries_read_options(const char *verb, const struct option *long_options,
                                         struct entries_options *options, int argc, char **argv)
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

/* ---- what imports of a game's database share ---- */

void entries_reject(struct entries_import *import, const char *reason)
{
    import_report_rejected(&import->report, import->line, reason);
}

/* What an import finds at its end. */
static void report_late_line(void *context, uint64_t line, const char *what)
{
    struct entries_import *import = context;

    if (line > 0)
        import_report_rejected(&import->report, line, what);
    else
        import_report_write(&import->report, "%s", what);
}

void entries_staging_options(struct entries_import *import, struct staging_options *options)
{
    *options = (struct staging_options){
        .source = command_source(import->command->arena, import->options->place),
        .partial = true,
        .allow_shrink = import->options->allow_shrink,
        .sample = import->options->sample,
        .trial = import->options->trial,
        .rejected = report_late_line,
        .context = import,
    };
}

/* Remembers what the file has all of. -1 where it is of another game. */
static int read_jsonl_header(struct entries_import *import, const struct jsonl_line *line)
{
    struct arena *arena = import->command->arena;
    size_t count = 0;

    if (line->game != NULL && strcmp(line->game, import->context.game->name) != 0) {
        import->foreign = text_showable(arena, line->game, strlen(line->game));
        return -1;
    }
    while (line->parts[count] != NULL)
        count++;
    import->parts = arena_alloc(arena, (count + 1) * sizeof *import->parts);
    for (size_t i = 0; i < count; i++)
        import->parts[i] = arena_string(arena, line->parts[i]);
    return 0;
}

/* A trial leaves no entries to which maps could be said to belong. */
static void note_mapped(struct entries_import *import, const struct jsonl_line *line)
{
    struct arena *arena = import->command->arena;

    if (import->options->trial && line->kind->map && line->state != ENTRY_VANISHED)
        text_map_put(&import->mapped, NULL, arena_string(arena, line->external_id), import);
}

/* Stages a line. 0, above 0 when it is refused, or -1. */
static int stage_line(struct entries_import *import, const struct jsonl_line *line)
{
    switch (line->sort) {
    case JSONL_NONE: break;
    case JSONL_HEAD: return read_jsonl_header(import, line);
    case JSONL_ENTRY:
        note_mapped(import, line);
        return (line->state == ENTRY_VANISHED ? staging_vanished : staging_entry)(
            import->staging, &(struct source_entry){line->kind, line->external_id, line->name,
                                                    line->hidden, line->values});
    case JSONL_RELATION:
        return staging_relation(import->staging, line->relation, line->from, line->to,
                                line->values);
    case JSONL_PLACE: return staging_place(import->staging, &line->place);
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
static int refuse_line(struct entries_import *import, const struct jsonl_line *line)
{
    const struct staging_place *place = &line->place;
    int result = 0;

    if (line->sort == JSONL_ENTRY && line->kind != NULL && id_given(line->external_id)) {
        result = staging_refused_entry(import->staging, line->kind, line->external_id);
    } else if (line->sort == JSONL_RELATION && line->relation != NULL && id_given(line->from) &&
               id_given(line->to)) {
        result = staging_refused_relation(import->staging, line->relation, line->from, line->to);
    } else if (line->sort == JSONL_PLACE && place->kind != NULL && id_given(place->map_external) &&
               id_given(place->external)) {
        result = staging_refused_place(import->staging, place->map_external, place->kind,
                                       place->external);
    } else if (line->sort == JSONL_MAP) {
        import->maps.read++;
        import->maps.rejected++;
    } else {
        import->unread++;
        staging_unreadable(import->staging);
    }
    return result < 0 ? -1 : 0;
}

/* Whether the line that is wrong may be the one that says whose the file is: then nobody can tell,
 * and nothing of it is taken. The first may be it whatever it is, if that cannot be told; further
 * on, where files were put one behind the other, it is by what it says. */
static bool is_broken_head(const struct entries_import *import, const struct jsonl_line *line)
{
    return line->sort == JSONL_HEAD || (line->sort == JSONL_NONE && !import->begun);
}

/* A map is judged now though it is written later: what is wrong with the file is told before
 * anything of it is in place. */
static int stage_jsonl(struct entries_import *import, const char *text, size_t length)
{
    struct arena *arena = import->context.arena;
    struct jsonl_line line = {.sort = JSONL_NONE};
    const char *fault = text != NULL
                            ? jsonl_read(arena, import->context.game, text, length, &line)
                            : arena_format(arena, "it is longer than %zu bytes", ENTRY_LINE_MAX);
    int result;

    if (fault == NULL && line.sort == JSONL_MAP)
        fault = import_map_fault(arena, line.text, strlen(line.text));
    if (fault != NULL && is_broken_head(import, &line)) {
        import->headless = arena_string(import->command->arena, fault);
        return -1;
    }
    import->begun = true;
    if (fault != NULL) {
        entries_reject(import, fault);
        return refuse_line(import, &line);
    }
    staging_at(import->staging, import->line);
    result = stage_line(import, &line);
    if (result > 0)
        entries_reject(import, staging_refusal(result));
    return result < 0 ? -1 : 0;
}

/* Calls TAKE for each line of the input that is not empty, with NULL for one that is too long. 0 or
 * -1. */
static int each_line(struct entries_import *import, const char *what,
                     int (*take)(struct entries_import *import, const char *text, size_t length))
{
    struct text_lines lines = text_lines_open(import->input, ENTRY_LINE_MAX);
    enum text_line read = TEXT_LINE_READ;
    uint64_t done = 0;
    int result = 0;

    rewind(import->input);
    while (result == 0 && (read = text_lines_next(&lines)) != TEXT_LINE_END &&
           read != TEXT_LINE_UNREADABLE) {
        import->line = lines.number;
        done += lines.length + 1;
        import_report_progress(&import->report, what, done, import->size);
        arena_reset(import->context.arena);
        if (lines.length > 0)
            result = take(import, read == TEXT_LINE_READ ? lines.text : NULL, lines.length);
    }
    text_lines_close(&lines);
    return read == TEXT_LINE_UNREADABLE ? -1 : result;
}

/* The parts that the file has all of are whole, be they empty. */
static int end_header_parts(struct entries_import *import)
{
    for (size_t i = 0; import->parts != NULL && import->parts[i] != NULL; i++)
        if (staging_part(import->staging, import->parts[i]) != 0)
            return -1;
    return 0;
}

/* ---- maps ---- */

/* Most lines of the second reading are no maps, and parsing them again would double the time: the
 * word is looked for first. What was wrong was told by the first reading. */
static int read_map_line(struct entries_import *import, const char *text, size_t length)
{
    struct jsonl_line line;
    struct entry entry;
    struct map before;
    int found, known = 0, changed = 1;

    if (text == NULL || memmem(text, length, "\"map\"", 5) == NULL ||
        jsonl_read(import->context.arena, import->context.game, text, length, &line) != NULL ||
        line.sort != JSONL_MAP ||
        import_map_fault(import->context.arena, line.text, strlen(line.text)) != NULL)
        return 0;
    found = import_map_entry(&import->context, line.external_id, &entry);
    if (found < 0)
        return -1;
    import->maps.read++;
    if (found == 0 && text_map_get(&import->mapped, NULL, line.external_id) == NULL) {
        import->maps.rejected++;
        entries_reject(import, "there is nothing with this id that could have a map");
        return 0;
    }
    if (found > 0) {
        known = map_find(import->command->database, import->context.arena, entry.id, &before);
        changed = import_map_put(import, &entry, line.text);
    }
    import->maps.added += changed > 0 && !known;
    import->maps.changed += changed > 0 && known;
    import->maps.unchanged += changed == 0;
    return known < 0 || changed < 0 ? -1 : 0;
}

/* ---- the whole ---- */

/* Says how it ended that not all of it was taken. */
static enum command_status fail_import(struct entries_import *import, int done,
                                       const struct staging_result *result)
{
    const char *site = import->options->site;

    if (import->headless != NULL)
        return command_failed("%s, line %" PRIu64
                              ": this should say whose file it is, and cannot be read: %s",
                              import->options->place, import->line, import->headless);
    if (import->foreign == NULL)
        return import_report_finished(import->command, done, false, result);
    return command_failed("%s, line %" PRIu64 ": this is of the game %s, the site %s%sis of %s",
                          import->options->place, import->line, import->foreign,
                          site != NULL ? site : "", site != NULL ? " " : "",
                          import->context.game->name);
}

static enum command_status run_lines(struct entries_import *import)
{
    struct staging_options options;
    struct staging_result result = {0};
    enum command_status status;
    int done = -1;

    entries_staging_options(import, &options);
    import->staging = staging_open(&import->context, &options);
    if (import->staging == NULL)
        return command_failed("the import cannot begin");
    if (each_line(import, "reading", stage_jsonl) == 0 && end_header_parts(import) == 0)
        done = staging_finish(import->staging, import->command->shared, &result);
    if (done == 0)
        done = each_line(import, "maps", read_map_line);
    if (done == 0 && import->unread > 0)
        import_report_write(&import->report,
                            "%" PRIu64
                            " lines cannot be read at all: what is here and not in the others "
                            "has not vanished",
                            import->unread);
    result.entries.read += import->maps.rejected;
    result.entries.rejected += import->maps.rejected;
    status = done == 0 ? import_report_game(&result, &import->maps)
                       : fail_import(import, done, &result);
    staging_close(import->staging);
    return status;
}

static enum command_status run_entries(struct entries_import *import)
{
    enum command_status status;
    struct stat info;

    import->input = fopen(import->options->place, "r");
    if (import->input == NULL)
        return command_failed("%s: %s", import->options->place, strerror(errno));
    if (fstat(fileno(import->input), &info) == 0 && S_ISREG(info.st_mode))
        import->size = (uint64_t)info.st_size;
    status = run_lines(import);
    fclose(import->input);
    return status;
}

enum command_status entries_import_run(struct command *command, int argc, char **argv,
                                       enum command_status (*run)(struct entries_import *import))
{
    static const struct option long_options[] = {
        {"site", required_argument, NULL, 's'},   {"kind", required_argument, NULL, 'k'},
        {"report", required_argument, NULL, 'r'}, {"quiet", no_argument, NULL, 'q'},
        {"allow-shrink", no_argument, NULL, 'a'}, {"sample", no_argument, NULL, 'S'},
        {"trial", no_argument, NULL, 't'},        {0}};
    struct entries_options options = {.files = 1};
    struct entries_import import = {.command = command, .options = &options};
    enum command_status status =
        entries_read_options(arena_format(command->arena, "import %s", argv[0]), long_options,
                             &options, argc, argv);

    if (status == COMMAND_DONE)
        status = command_game(command, options.site, &import.context);
    if (status != COMMAND_DONE)
        return status;
    assert(options.place != NULL);
    status = import_report_open(&import.report, options.report, options.quiet, argc, argv);
    if (status != COMMAND_DONE)
        return status;
    import.context.arena = arena_open(65536);
    import.mapped = text_map_open(command->arena);
    status = run(&import);
    arena_close(import.context.arena);
    return import_report_close(&import.report, status);
}

enum command_status command_import_entries(struct command *command, int argc, char **argv)
{
    return entries_import_run(command, argc, argv, run_entries);
}

/* ---- import table ---- */

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

/* A table is entries as they were exported, as JSON lines or of one kind, or anything else by a
 * mapping: which of them, the options tell, as files of all three may be called alike. */
enum command_status command_import_table(struct command *command, int argc, char **argv)
{
    if (names_jsonl_file(argc, argv) && !has_argument(argc, argv, "--map"))
        return command_import_entries(command, argc, argv);
    if (has_argument(argc, argv, "--kind"))
        return entries_import_run(command, argc, argv, import_entry_table);
    return command_import_mapped(command, argc, argv);
}
