/* A command line, up to what it says and how it ends, where no database answers: the arguments, each in a
 * line, and behind an empty line what comes by standard input. What is refused is named. */
#include "../../cli/command.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text/text.h"
#include "fuzz.h"

const char fuzz_name[] = "command";
const char *const fuzz_words[] = {"\n",
                                  "\n\n",
                                  "migrate\n",
                                  "--dry-run\n",
                                  "check\n",
                                  "stats\n",
                                  "user\nadd\n",
                                  "user\npasswd\n",
                                  "user\nrole\n",
                                  "user\ntoken\n",
                                  "role\ngrant\n",
                                  "role\nset\n",
                                  "--until\n",
                                  "--why\n",
                                  "import\nsites\n",
                                  "import\nthreads\n",
                                  "import\ntalk\n",
                                  "import\nentries\n",
                                  "import\ntable\n",
                                  "import\nmaps\n",
                                  "import\npeq\n",
                                  "export\nentries\n",
                                  "--site\n",
                                  "--kind\n",
                                  "--map\n",
                                  "--role\n",
                                  "--report\n",
                                  "--source\n",
                                  "--board\n",
                                  "--format\n",
                                  "--output\n",
                                  "--expansion\n",
                                  "--password-stdin\n",
                                  "--quiet",
                                  "--config\n",
                                  "--help",
                                  "--version",
                                  "--",
                                  "-",
                                  "=",
                                  "-ab",
                                  "-sx",
                                  "sites.hdf",
                                  "lines.jsonl",
                                  "table.csv",
                                  "dump.sql",
                                  "map.hdf",
                                  "\x1B[2J",
                                  "\xFF",
                                  "%s%n",
                                  NULL};

enum { ARGUMENTS_MAX = 40 };

/* ---- a place of its own ---- */

static const struct {
    const char *name, *text;
} files[] = {
    {"sites.hdf", "Sites.a.title = A\nSites.a.Boards.b.title = B\n"},
    {"lines.jsonl", "{\"kind\":\"npc\",\"external_id\":\"1\",\"name\":\"a\"}\n"},
    {"table.csv", "external_id,name\n1,a\n"},
    {"dump.sql", "CREATE TABLE t (id int);\n"},
    {"map.hdf", "Game = everquest\n"},
    {"secret", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"},
};
enum { FILES = sizeof files / sizeof files[0] };

static char place[128];

static void write_files(void)
{
    for (size_t i = 0; i < FILES; i++) {
        FILE *file = fopen(files[i].name, "w");

        MUST(file != NULL && fputs(files[i].text, file) >= 0 && fclose(file) == 0);
    }
}

/* Takes away what a run has made, and with ALL also what is there for it. */
static void sweep(bool all)
{
    DIR *directory = opendir(place);
    struct dirent *entry;

    while (directory != NULL && (entry = readdir(directory)) != NULL)
        if (all || strcmp(entry->d_name, "site.hdf") != 0)
            (void)unlinkat(dirfd(directory), entry->d_name, 0);
    if (directory != NULL)
        closedir(directory);
    if (all)
        (void)rmdir(place);
}

static void leave_scratch(void)
{
    sweep(true);
}

/* Everything that a configuration wants; no server is behind it. */
static void enter_scratch(void)
{
    const char *source = getenv("srcdir"), *parent = getenv("TMPDIR");
    char *whole = realpath(source != NULL ? source : ".", NULL);
    FILE *file;

    MUST(whole != NULL);
    snprintf(place, sizeof place, "%.80s/lorehall-fuzz.XXXXXX", parent != NULL ? parent : "/tmp");
    MUST(mkdtemp(place) != NULL && chdir(place) == 0);
    atexit(leave_scratch);
    file = fopen("site.hdf", "w");
    MUST(file != NULL);
    fprintf(file,
            "Domain = localhost\nPort = 80\nSecure = 0\nSecret.File = %s/secret\n"
            "Database.Socket = %s/none\nDatabase.User = x\nDatabase.Password = x\n"
            "Database.Name = x\nShared.File = %s/shared\nViews.Directory = %s/views\n"
            "Messages.Directory = %s/po\nMigrations.Directory = %s/db/migrations\n"
            "Static.Manifest = %s/manifest.hdf\nGames.Directory = %s/games\n"
            "Lore.Directory = %s/lore\nUpload.Directory = %s\nPublish.Socket = %s/publish\n",
            place, place, place, place, whole, whole, whole, place, whole, place, place);
    fclose(file);
    free(whole);
    setenv("LOREHALL_CONFIG", "site.hdf", 1);
    write_files();
}

/* ---- a run ---- */

struct typed_command {
    char *arguments[ARGUMENTS_MAX + 2]; /* the program's name first, NULL last */
    int count;
    char *input;
};

/* Takes TEXT apart. An argument leads to nothing outside the folder that the run is in. */
static void read_typed(struct typed_command *typed, char *text)
{
    static char program[] = "lorehall", nothing[] = "";

    *typed = (struct typed_command){.arguments = {program}, .count = 1, .input = nothing};
    while (*text != '\0' && *text != '\n' && typed->count <= ARGUMENTS_MAX) {
        char *end = strchr(text, '\n');

        typed->arguments[typed->count++] = text;
        if (end == NULL)
            end = text + strlen(text) - 1;
        else
            *end = '\0';
        for (char *c = strchr(text, '/'); c != NULL; c = strchr(c, '/'))
            *c = '_';
        text = end + 1;
    }
    if (*text == '\n')
        typed->input = text + 1;
}

struct heard {
    char *out, *err;
    int status;
};

/* What the program says, and its exit status. It may change the order of the arguments. */
static struct heard run_typed(const struct typed_command *typed)
{
    FILE *kept[] = {stdin, stdout, stderr};
    char *arguments[ARGUMENTS_MAX + 2];
    struct heard heard = {NULL, NULL, 0};
    size_t out, err;

    memcpy(arguments, typed->arguments, sizeof arguments);
    stdin = fmemopen(typed->input, strlen(typed->input) + 1, "r");
    stdout = open_memstream(&heard.out, &out);
    stderr = open_memstream(&heard.err, &err);
    MUST(stdin != NULL && stdout != NULL && stderr != NULL);
    heard.status = command_line(typed->count, arguments);
    fclose(stdin);
    fclose(stdout);
    fclose(stderr);
    stdin = kept[0];
    stdout = kept[1];
    stderr = kept[2];
    return heard;
}

/* ---- what is wrong with it ---- */

static bool line_holds(struct arena *arena, const char *line, const char *word)
{
    return *word != '\0' && strstr(line, text_line(arena, word)) != NULL;
}

/* Whether LINE names something that was typed: an argument, or the value of an option. */
static bool names_typed(struct arena *arena, const char *line, const struct typed_command *typed)
{
    for (int i = 1; i < typed->count; i++) {
        const char *value = strchr(typed->arguments[i], '=');

        if (line_holds(arena, line, typed->arguments[i]) ||
            (value != NULL && line_holds(arena, line, value + 1)))
            return true;
    }
    return strcmp(line, "lorehall: say what to do") == 0 || strstr(line, "\"\"") != NULL;
}

/* Whether what LINE says to be no option begins as options do, and was typed so. */
static bool names_option(struct arena *arena, const char *line, const struct typed_command *typed)
{
    const char *end = strstr(line, "\" is no option");

    if (end == NULL)
        return true;
    for (int i = 1; i < typed->count; i++)
        if (strchr(typed->arguments[i], '"') != NULL)
            return true; /* who says so then? */
    for (int i = 1; i < typed->count; i++) {
        const char *word = text_line(arena, typed->arguments[i]);
        size_t length = strlen(word);

        if (*word == '-' && (size_t)(end - line) >= length &&
            memcmp(end - length, word, length) == 0)
            return true;
    }
    /* Of another verb, it stands in full. */
    return strstr(line, "\"--") != NULL;
}

static const char *what_is_wrong(struct arena *arena, const struct typed_command *typed,
                                 const struct heard *heard)
{
    static const char more[] = "\nlorehall --help tells more.\n";
    const char *first = arena_copy(arena, heard->err, strcspn(heard->err, "\n"));

    if (!fuzz_is_text(heard->out) || !fuzz_is_text(heard->err))
        return "what it says is no text";
    if (heard->status < COMMAND_DONE || heard->status > COMMAND_USAGE)
        return "it ends with a status of its own";
    if (heard->status == COMMAND_DONE)
        return strncmp(heard->out, "usage: lorehall ", 16) == 0 ||
                       strncmp(heard->out, "lorehall ", 9) == 0
                   ? NULL
                   : "it says that all went well";
    if (heard->err[0] == '\0' && heard->out[0] == '\0')
        return "it does not say what is wrong";
    if (heard->err[0] != '\0' && heard->err[strlen(heard->err) - 1] != '\n')
        return "its last line has no end";
    if (heard->status != COMMAND_USAGE)
        return NULL;
    if (strncmp(first, "lorehall: ", 10) != 0 || strcmp(heard->err + strlen(first), more) != 0)
        return "it does not say in one line what was typed wrongly";
    if (!names_typed(arena, first, typed))
        return "it does not name what was typed wrongly";
    return names_option(arena, first, typed) ? NULL : "it names what is no option";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    struct typed_command typed;
    struct heard heard;
    const char *wrong;

    log_open("fuzz", LOG_LEVEL_ERROR); /* that there is no database is no news here */
    if (place[0] == '\0')
        enter_scratch();
    read_typed(&typed, arena_copy(arena, data, size));
    heard = run_typed(&typed);
    wrong = what_is_wrong(arena, &typed, &heard);
    if (wrong != NULL)
        fprintf(stderr, "%s: %d\n%s\n%s\n", wrong, heard.status, heard.out, heard.err);
    MUST(wrong == NULL);
    for (int i = 1; i < typed.count; i++)
        if (strncmp(typed.arguments[i], "--r", 3) == 0 || /* --report, --output, shortened or not */
            strncmp(typed.arguments[i], "--o", 3) == 0) {
            sweep(false);
            write_files();
            break;
        }
    free(heard.out);
    free(heard.err);
    arena_close(arena);
    return 0;
}
