/* Reads HDF line by line. ClearSilver has a reader of its own, which the views' module links
 * anyway; but it knows no line numbers to complain about, follows links between names without end,
 * and takes what it does not understand for something else. Files that operators write deserve an
 * answer that says where.
 *
 * All of it is bounded (bytes, line, depth, files within files, faults), as some of these files
 * come from others. */
#include "base/declaration.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/text/text.h"
#include "base/text/text_map.h"

#define LINE_BYTES_MAX 65536
#define BYTES_MAX ((size_t)4 << 20) /* of a file and all that it includes */
#define INCLUDES_MAX 8              /* files that are open, one within the other */
#define FAULTS_MAX 1000             /* more would be no help */
#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

struct fault {
    const char *file;
    unsigned line;
    const char *what;
    struct fault *next;
};

/* What two readings of a file share. */
enum manner { MANNER_STRICT, MANNER_SETTINGS, MANNER_INCLUDING };

/* A file that is open, and where its reading stands. */
struct opened {
    const char *name;
    FILE *stream;
    struct stat info;
    size_t depth;    /* of the blocks around its lines */
    unsigned number; /* of the line that was read last */
};

/* A file while it is read, those that it includes, and the blocks that are open. Both nest as deep
 * as a hostile file has it, up to a bound, and neither takes a C stack along: a block and a file
 * are pushed here. A file closes no block of the one that includes it. */
struct declaration_reader {
    struct faults *faults;
    enum manner manner;
    struct text_map names; /* of each block: what has them */
    struct declaration *blocks[DECLARATION_DEPTH_MAX];
    size_t depth;
    size_t ignored; /* blocks open within one that is too deep */
    size_t bytes;   /* read so far */
    char *line;
    unsigned number; /* of the line at hand, in the innermost file, which FAULTS->file names */
    bool ended;      /* it is too long to be read on */
    struct opened opened[INCLUDES_MAX]; /* the first is what was asked for */
    size_t opened_count;
};

/* Faults are kept in the order of files and lines, whoever finds them when: some are found by
 * later steps, and people read from top to bottom. */
static void vfault(struct faults *faults, const char *file, unsigned line, const char *format,
                   va_list arguments)
{
    struct fault **place = &faults->first;
    struct fault *fault;

    if (faults->count++ >= FAULTS_MAX)
        return;
    fault = arena_alloc(faults->arena, sizeof *fault);
    fault->what = arena_vformat(faults->arena, format, arguments);
    fault->file = file;
    fault->line = line;
    while (*place != NULL && ((*place)->file != file || (*place)->line <= line))
        place = &(*place)->next;
    fault->next = *place;
    *place = fault;
}

void fault_at(struct faults *faults, unsigned line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfault(faults, faults->file, line, format, arguments);
    va_end(arguments);
}

void fault_of(struct faults *faults, const struct declaration *declaration, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfault(faults, declaration->file, declaration->line, format, arguments);
    va_end(arguments);
}

size_t faults_print(const struct faults *faults, FILE *out)
{
    for (const struct fault *fault = faults->first; fault != NULL; fault = fault->next) {
        if (fault->line != 0)
            text_say(out, "%s:%u: %s", fault->file, fault->line, fault->what);
        else
            text_say(out, "%s: %s", fault->file, fault->what);
    }
    if (faults->count > FAULTS_MAX)
        text_say(out, "%s: %zu more things are wrong", faults->file, faults->count - FAULTS_MAX);
    return faults->count;
}

const struct declaration *declaration_find(const struct declaration *block, const char *name)
{
    const struct declaration *found = block->inner;

    while (found != NULL && strcmp(found->name, name) != 0)
        found = found->next;
    return found;
}

size_t declaration_count(const struct declaration *block)
{
    size_t count = 0;

    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL; d = d->next)
        count++;
    return count;
}

/* A name that nothing in BLOCK has yet; it is not in it. */
static struct declaration *new_declaration(struct declaration_reader *reader,
                                           const struct declaration *block, const char *name)
{
    struct declaration *new = arena_alloc(reader->faults->arena, sizeof *new);

    *new = (struct declaration){.name = name,
                                .file = reader->faults->file,
                                .line = reader->number,
                                .depth = block->depth + 1};
    return new;
}

static void append_declaration(struct declaration_reader *reader, struct declaration *block,
                               struct declaration *new)
{
    if (block->inner == NULL)
        block->inner = new;
    else
        block->last->next = new;
    block->last = new;
    text_map_put(&reader->names, block, new->name, new);
}

static void fault_depth(struct declaration_reader *reader, const char *name)
{
    fault_at(reader->faults, reader->number, "%s: blocks are nested too deep", name);
}

/* Puts a name into the innermost open block, unless it is there already. */
static struct declaration *put_once(struct declaration_reader *reader, const char *name)
{
    struct declaration *block = reader->blocks[reader->depth];
    struct declaration *new = new_declaration(reader, block, name);
    const struct declaration *twin = text_map_get(&reader->names, block, name);

    if (twin == NULL)
        append_declaration(reader, block, new);
    else
        fault_at(reader->faults, reader->number, "%s is there already, on line %u", name,
                 twin->line);
    return new;
}

/* What has a path in the innermost open block, made where it is new; NULL where it leads too
 * deep. */
static struct declaration *declare_path(struct declaration_reader *reader, const char *path)
{
    struct declaration *block = reader->blocks[reader->depth], *found = NULL;

    for (const char *end; found == NULL || *path != '\0'; path = *end == '.' ? end + 1 : end) {
        const char *name;

        end = path + strcspn(path, ".");
        name = arena_copy(reader->faults->arena, path, (size_t)(end - path));
        if (*name == '\0' || (*end == '.' && end[1] == '\0')) {
            fault_at(reader->faults, reader->number, "a name between dots is missing");
            return NULL;
        }
        if (block->depth + 1 >= DECLARATION_DEPTH_MAX) {
            fault_depth(reader, name);
            return NULL;
        }
        found = text_map_get(&reader->names, block, name);
        if (found == NULL)
            append_declaration(reader, block, found = new_declaration(reader, block, name));
        block = found;
    }
    return found;
}

/* Opens the block; NULL: one that is passed over. */
static void open_block(struct declaration_reader *reader, struct declaration *block)
{
    bool deep = reader->depth + 1 == DECLARATION_DEPTH_MAX && reader->ignored == 0;

    if (deep && block != NULL)
        fault_depth(reader, block->name);
    if (deep || block == NULL || reader->ignored > 0)
        reader->ignored++;
    else
        reader->blocks[++reader->depth] = block;
}

static struct opened *innermost(struct declaration_reader *reader)
{
    return &reader->opened[reader->opened_count - 1];
}

static void close_block(struct declaration_reader *reader)
{
    if (reader->ignored > 0)
        reader->ignored--;
    else if (reader->depth > innermost(reader)->depth)
        reader->depth--;
    else
        fault_at(reader->faults, reader->number, "this } closes nothing");
}

/* Takes "NAME {" or "NAME = VALUE"; LENGTH bytes are the name, SIGN is what follows it. */
static void read_name(struct declaration_reader *reader, const char *text, size_t length,
                      const char *sign)
{
    const char *name = arena_copy(reader->faults->arena, text, length);
    struct declaration *found;

    if (reader->ignored > 0)
        found = NULL; /* what is in a block that is passed over */
    else
        found = reader->manner == MANNER_STRICT ? put_once(reader, name)
                                                : declare_path(reader, name);
    if (*sign == '{') {
        open_block(reader, found);
    } else if (found != NULL) {
        found->value = arena_string(reader->faults->arena, sign + 1 + strspn(sign + 1, " \t"));
        found->file = reader->faults->file;
        found->line = reader->number;
    }
}

/* ---- files ---- */

/* Why the file that was opened last is not read: a fault of files in general, or NULL. */
static const char *fault_of_chain(const struct declaration_reader *reader, const struct stat *info)
{
    for (size_t i = 0; i < reader->opened_count; i++)
        if (reader->opened[i].info.st_dev == info->st_dev &&
            reader->opened[i].info.st_ino == info->st_ino)
            return "it includes itself";
    return reader->opened_count == INCLUDES_MAX ? "files include others too deep" : NULL;
}

/* Opens the file NAME, whose lines come next. What cannot be opened is noted; false. */
static bool open_declaration_file(struct declaration_reader *reader, const char *name)
{
    const char *fault = NULL;
    struct opened new = {.name = name, .stream = file_open(name, &fault), .depth = reader->depth};

    if (new.stream != NULL && fstat(fileno(new.stream), &new.info) != 0)
        fault = strerror(errno);
    else if (new.stream != NULL)
        fault = fault_of_chain(reader, &new.info);
    reader->faults->file = name;
    if (fault == NULL) {
        reader->opened[reader->opened_count++] = new;
        reader->number = 0;
        return true;
    }
    fault_at(reader->faults, 0, "%s", fault);
    if (new.stream != NULL)
        fclose(new.stream);
    if (reader->opened_count > 0)
        reader->faults->file = innermost(reader)->name;
    return false;
}

/* Leaves the innermost file, at its end, for the line behind the one that includes it. */
static void close_file(struct declaration_reader *reader)
{
    struct opened *opened = innermost(reader);

    if (ferror(opened->stream))
        fault_at(reader->faults, 0, "it cannot be read to its end");
    if (reader->depth > opened->depth && !reader->ended)
        fault_at(reader->faults, reader->number, "the block of %s, line %u, is not closed",
                 reader->blocks[reader->depth]->name, reader->blocks[reader->depth]->line);
    reader->depth = opened->depth;
    reader->ignored = 0;
    fclose(opened->stream);
    if (--reader->opened_count == 0)
        return;
    reader->faults->file = innermost(reader)->name;
    reader->number = innermost(reader)->number;
}

/* Takes what stands behind #include. */
static void include(struct declaration_reader *reader, const char *text)
{
    const char *outer = reader->faults->file, *slash = strrchr(outer, '/');
    const char *name;
    size_t length;

    if (reader->ignored > 0)
        return;
    text += strspn(text, " \t");
    length = *text == '"' ? strcspn(text + 1, "\"") : 0;
    if (reader->manner != MANNER_INCLUDING) {
        fault_at(reader->faults, reader->number, "a file of this kind includes no other");
        return;
    }
    if (length == 0 || strcmp(text + 1 + length, "\"") != 0) {
        fault_at(reader->faults, reader->number, "#include wants a file's name between \"");
        return;
    }
    name = arena_copy(reader->faults->arena, text + 1, length);
    if (*name != '/' && slash != NULL)
        name = arena_format(reader->faults->arena, "%.*s%s", (int)(slash + 1 - outer), outer, name);
    innermost(reader)->number = reader->number;
    open_declaration_file(reader, name);
}

/* ---- lines ---- */

/* Takes one line, without white space at its ends. */
static void parse_declaration_line(struct declaration_reader *reader, const char *text)
{
    static const char include_word[] = "#include";
    const char *letters = reader->manner == MANNER_STRICT ? NAME_LETTERS : NAME_LETTERS ".";
    size_t length = strspn(text, letters);
    const char *sign = text + length + strspn(text + length, " \t");

    if (text_starts(text, include_word) && strchr(" \t\"", text[sizeof include_word - 1]) != NULL)
        include(reader, text + sizeof include_word - 1);
    else if (*text == '\0' || *text == '#')
        return;
    else if (strcmp(text, "}") == 0)
        close_block(reader);
    else if (length == 0 || (*sign != '=' && strcmp(sign, "{") != 0))
        fault_at(reader->faults, reader->number,
                 "this is neither NAME = VALUE nor NAME { nor } on a line");
    else
        read_name(reader, text, length, sign);
}

/* Cuts white space off both ends of LENGTH bytes. */
static const char *trim(char *text, size_t length)
{
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    text[length] = '\0';
    return text + strspn(text, " \t");
}

/* Reads the next line into the reader's, without the newline. False at the end. */
static bool next_declaration_line(struct declaration_reader *reader, FILE *stream, size_t *length)
{
    int c;

    if (reader->ended)
        return false;
    for (*length = 0; (c = getc_unlocked(stream)) != EOF && c != '\n'; *length += 1) {
        if (*length == LINE_BYTES_MAX || ++reader->bytes > BYTES_MAX) {
            reader->ended = true;
            fault_at(reader->faults, ++reader->number,
                     *length == LINE_BYTES_MAX ? "the line is longer than %zu bytes"
                                               : "the file is longer than %zu bytes",
                     *length == LINE_BYTES_MAX ? (size_t)LINE_BYTES_MAX : BYTES_MAX);
            return false;
        }
        reader->line[*length] = (char)c;
    }
    if (c == EOF && *length == 0)
        return false;
    reader->bytes++;
    reader->number++;
    return true;
}

/* Reads all that is open to its end. */
static void read_open_files(struct declaration_reader *reader)
{
    size_t length;

    while (reader->opened_count > 0) {
        size_t mark; /* bytes of a byte order mark */

        if (!next_declaration_line(reader, innermost(reader)->stream, &length)) {
            close_file(reader);
            continue;
        }
        mark = reader->number == 1 && text_marked(reader->line, length) ? TEXT_MARK_BYTES : 0;
        if (text_check(reader->line + mark, length - mark, true) != TEXT_VALID)
            fault_at(reader->faults, reader->number, "this is no text in UTF-8");
        else
            parse_declaration_line(reader, trim(reader->line + mark, length - mark));
    }
}

static struct declaration *read_root(struct faults *faults, enum manner manner)
{
    struct declaration *root = arena_alloc(faults->arena, sizeof *root);
    struct declaration_reader reader = {.faults = faults,
                                        .manner = manner,
                                        .names = text_map_open(faults->arena),
                                        .blocks = {root},
                                        .line = arena_alloc(faults->arena, LINE_BYTES_MAX + 1)};

    *root = (struct declaration){.name = "", .file = faults->file};
    if (!open_declaration_file(&reader, faults->file))
        return NULL;
    read_open_files(&reader);
    return root;
}

struct declaration *declaration_read(struct faults *faults)
{
    return read_root(faults, MANNER_STRICT);
}

struct declaration *declaration_read_settings(struct faults *faults, bool includes)
{
    return read_root(faults, includes ? MANNER_INCLUDING : MANNER_SETTINGS);
}
