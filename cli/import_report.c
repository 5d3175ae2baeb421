/* What a long import tells: a bar on a terminal, and each line that was refused. On stderr only
 * the first few, or what matters would scroll away; a file gets all.
 *
 * The file is opened before anything is read and must not be among what is read: opening empties
 * it. */
#include "import_report.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json_writer.h"
#include "base/output.h"
#include "base/text/text.h"
#include "import/staging/staging.h"
#include "talk/import/import_threads.h"

#define SHOWN 10 /* lines on stderr, where there is no file */
#define BAR_WIDTH 40

static FILE *listener;

void import_report_listen(FILE *stream)
{
    listener = stream;
}

bool import_report_has_all(const struct import_report *report)
{
    return report->stream != NULL || report->listener != NULL;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Whether PATH is the file TARGET, or, where it may be one, a folder that has it. */
static bool leads_to(const char *path, const struct stat *target, bool folder_too)
{
    struct stat info;
    struct dirent *entry;
    bool found = false;
    DIR *folder;

    if (stat(path, &info) != 0)
        return false;
    if (!S_ISDIR(info.st_mode))
        return same_file(&info, target);
    folder = folder_too ? opendir(path) : NULL;
    while (folder != NULL && !found && (entry = readdir(folder)) != NULL)
        found = fstatat(dirfd(folder), entry->d_name, &info, 0) == 0 && same_file(&info, target);
    if (folder != NULL)
        closedir(folder);
    return found;
}

/* Whether FILE is one that another word of the command names, by whatever name, or is in a folder
 * that is imported: it would be emptied before it is read. getopt has put sources last. */
static bool is_named_twice(const char *file, int argc, char *const *argv)
{
    struct stat target;

    if (stat(file, &target) != 0 || !S_ISREG(target.st_mode))
        return false;
    for (int i = 1; i < argc; i++)
        if (argv[i] != file && leads_to(argv[i], &target, i >= optind))
            return true;
    return false;
}

enum command_status import_report_open(struct import_report *report, const char *file, bool quiet,
                                       int argc, char *const *argv)
{
    const char *why;

    *report = (struct import_report){
        .file = file,
        .quiet = quiet,
        .listener = listener,
        .bar = listener != NULL || (!quiet && isatty(STDERR_FILENO) == 1),
        .percent = -1,
    };
    if (file != NULL && is_named_twice(file, argc, argv))
        return command_failed("%s is among what is imported: it would be lost under the report",
                              file);
    if (file != NULL && (report->stream = output_open(file, &why)) == NULL)
        return command_failed("%s: %s", file, why);
    return COMMAND_DONE;
}

void import_report_write(struct import_report *report, const char *format, ...)
{
    FILE *out = report->stream;
    struct arena *arena;
    va_list arguments;

    report->reported++;
    if (out == NULL)
        out = report->listener;
    if (out == NULL && (report->quiet || report->reported > SHOWN))
        return;
    if (out == NULL) {
        import_report_clear(report);
        out = stderr;
    }
    arena = arena_open(1024);
    va_start(arguments, format);
    if (out == report->listener)
        fputs("left\t", out);
    text_say(out, "%s", arena_vformat(arena, format, arguments));
    va_end(arguments);
    arena_close(arena);
}

void import_report_rejected(void *context, uint64_t line, const char *reason)
{
    import_report_write(context, "line %" PRIu64 ": %s", line, reason);
}

void import_report_noted(struct import_report *report, uint64_t line, const char *note)
{
    if (report->stream != NULL)
        fprintf(report->stream, "line %" PRIu64 ", taken: %s\n", line, note);
}

void import_report_clear(struct import_report *report)
{
    if (report->drawn && report->listener == NULL)
        fputs("\r\033[K", stderr);
    report->drawn = false;
    report->percent = -1;
}

static void draw_progress(const char *what, int percent)
{
    char bar[BAR_WIDTH + 1];

    memset(bar, '.', sizeof bar);
    memset(bar, '#', (size_t)(percent * BAR_WIDTH / 100));
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r\033[K%s [%s] %d %%", what, bar, percent);
}

void import_report_progress(struct import_report *report, const char *what, uint64_t done,
                            uint64_t all)
{
    int percent;

    if (!report->bar || all == 0)
        return;
    percent = done < all ? (int)((double)done * 100 / (double)all) : 100;
    /* It is called far more often than a percent passes. */
    if (report->drawn && percent == report->percent && what == report->what)
        return;
    if (report->listener != NULL)
        fprintf(report->listener, "progress\t%d\t%s\n", percent, what);
    else
        draw_progress(what, percent);
    report->drawn = true;
    report->percent = percent;
    report->what = what;
}

enum command_status import_report_close(struct import_report *report, enum command_status status)
{
    bool failed;

    import_report_clear(report);
    if (report->stream == NULL) {
        if (!report->quiet && report->reported > SHOWN)
            fprintf(stderr, "and %" PRIu64 " more; --report FILE has all\n",
                    report->reported - SHOWN);
        return status;
    }
    failed = ferror(report->stream) != 0;
    if (fclose(report->stream) != 0 || failed)
        return command_failed("%s cannot be written", report->file);
    return status;
}

/* ---- what came of it ---- */

enum command_status import_report_unfinished(const struct command *command, bool continues)
{
    return command_failed("%s; run it again%s",
                          database_failure(command->database) == DATABASE_LOST
                              ? "the connection to the database was lost"
                              : "the import did not finish",
                          continues ? " to continue" : "");
}

enum command_status import_report_shrinks(const struct staging_result *result)
{
    for (size_t i = 0; i < result->shrink_count; i++)
        fprintf(stderr, "%s would shrink from %" PRIu64 " to %" PRIu64 "\n",
                result->shrinks[i].part, result->shrinks[i].before, result->shrinks[i].after);
    return command_failed("the source has lost more than half of what was imported before; if that "
                          "is meant, say --allow-shrink");
}

enum command_status import_report_finished(const struct command *command, int done, bool continues,
                                           const struct staging_result *result)
{
    if (done == STAGING_SHRINKS)
        return import_report_shrinks(result);
    return done == 0 ? COMMAND_DONE : import_report_unfinished(command, continues);
}

/* An import of which nothing could be taken has failed; one of which a part could has not. */
static enum command_status import_status(uint64_t read, uint64_t rejected)
{
    return read == 0 || rejected < read
               ? COMMAND_DONE
               : command_failed("all %" PRIu64 " of what was read was rejected", read);
}

/* Prints the line that an import ends with. */
static void print_line(const struct json_writer *json)
{
    printf("%s\n", json_written(json));
}

static void put_counts(struct json_writer *json, const struct import_counts *counts)
{
    json_member_u64(json, "read", counts->read);
    json_member_u64(json, "added", counts->added);
    json_member_u64(json, "changed", counts->changed);
    json_member_u64(json, "unchanged", counts->unchanged);
    json_member_u64(json, "rejected", counts->rejected);
}

enum command_status import_report_counts(const struct import_counts *counts)
{
    struct arena *arena = arena_open(4096);
    struct json_writer json = json_writer_open(arena, 256);

    json_begin_object(&json);
    put_counts(&json, counts);
    json_end_object(&json);
    print_line(&json);
    arena_close(arena);
    return import_status(counts->read, counts->rejected);
}

/* The members of everything that is counted. */
static void put_staging_counts(struct json_writer *json, const struct staging_counts *counts)
{
    json_member_u64(json, "read", counts->read);
    json_member_u64(json, "added", counts->added);
    json_member_u64(json, "changed", counts->changed);
    json_member_u64(json, "unchanged", counts->unchanged);
    json_member_u64(json, "rejected", counts->rejected);
    json_member_u64(json, "vanished", counts->vanished);
    json_member_u64(json, "returned", counts->returned);
}

enum command_status import_report_game(const struct staging_result *result,
                                       const struct import_counts *maps)
{
    struct arena *arena = arena_open(4096);
    struct json_writer json = json_writer_open(arena, 1024);

    json_begin_object(&json);
    put_staging_counts(&json, &result->entries);
    json_member_u64(&json, "revisions", result->revisions);
    json_member_u64(&json, "import", result->import_id);
    json_member_object(&json, "relations");
    put_staging_counts(&json, &result->relations);
    json_end_object(&json);
    json_member_object(&json, "places");
    put_staging_counts(&json, &result->places);
    json_end_object(&json);
    if (maps != NULL && maps->read > 0) {
        json_member_object(&json, "maps");
        put_counts(&json, maps);
        json_end_object(&json);
    }
    json_end_object(&json);
    print_line(&json);
    arena_close(arena);
    return import_status(result->entries.read + result->relations.read + result->places.read,
                         result->entries.rejected + result->relations.rejected +
                             result->places.rejected);
}
