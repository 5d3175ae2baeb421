#include "base/declaration.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define DEPTH_MOST 16
#define FAULTS_MOST 1000 /* more would be no help */

struct fault {
    unsigned line;
    const char *what;
    struct fault *next;
};

/* A file while it is read: the blocks that are open, and the place after each one's last. */
struct reader {
    struct faults *faults;
    struct declaration *blocks[DEPTH_MOST];
    struct declaration **ends[DEPTH_MOST];
    size_t depth;
    size_t ignored; /* blocks open within one that is too deep */
};

void fault_at(struct faults *faults, unsigned line, const char *format, ...)
{
    struct fault **place = &faults->first;
    struct fault *fault;
    va_list arguments;

    if (faults->count++ >= FAULTS_MOST)
        return;
    fault = arena_alloc(faults->arena, sizeof *fault);
    va_start(arguments, format);
    fault->what = arena_vformat(faults->arena, format, arguments);
    va_end(arguments);
    fault->line = line;
    while (*place != NULL && (*place)->line <= line)
        place = &(*place)->next;
    fault->next = *place;
    *place = fault;
}

size_t faults_print(const struct faults *faults, FILE *out)
{
    for (const struct fault *fault = faults->first; fault != NULL; fault = fault->next) {
        if (fault->line != 0)
            text_say(out, "%s:%u: %s", faults->file, fault->line, fault->what);
        else
            text_say(out, "%s: %s", faults->file, fault->what);
    }
    if (faults->count > FAULTS_MOST)
        text_say(out, "%s: %zu more things are wrong", faults->file, faults->count - FAULTS_MOST);
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

/* Puts what was read into the innermost open block, unless the name is there already. */
static struct declaration *put(struct reader *reader, const char *name, size_t length,
                               unsigned line)
{
    struct declaration *new = arena_alloc(reader->faults->arena, sizeof *new);
    const struct declaration *twin;

    new->name = arena_copy(reader->faults->arena, name, length);
    new->line = line;
    twin = declaration_find(reader->blocks[reader->depth], new->name);
    if (twin != NULL) {
        fault_at(reader->faults, line, "%s is there already, on line %u", new->name, twin->line);
    } else {
        *reader->ends[reader->depth] = new;
        reader->ends[reader->depth] = &new->next;
    }
    return new;
}

static void open_block(struct reader *reader, struct declaration *block)
{
    if (reader->depth + 1 == DEPTH_MOST || reader->ignored > 0) {
        if (reader->ignored++ == 0)
            fault_at(reader->faults, block->line, "%s: blocks are nested too deep", block->name);
        return;
    }
    reader->depth++;
    reader->blocks[reader->depth] = block;
    reader->ends[reader->depth] = &block->inner;
}

static void close_block(struct reader *reader, unsigned line)
{
    if (reader->ignored > 0)
        reader->ignored--;
    else if (reader->depth > 0)
        reader->depth--;
    else
        fault_at(reader->faults, line, "this } closes nothing");
}

/* Takes one line, without white space at its ends. */
static void read_line(struct reader *reader, const char *text, unsigned line)
{
    size_t length =
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    const char *sign = text + length + strspn(text + length, " \t");
    struct declaration *new;

    if (*text == '\0' || *text == '#')
        return;
    if (strcmp(text, "}") == 0) {
        close_block(reader, line);
        return;
    }
    if (length == 0 || (*sign != '=' && strcmp(sign, "{") != 0)) {
        fault_at(reader->faults, line, "this is neither NAME = VALUE nor NAME { nor } on a line");
        return;
    }
    new = put(reader, text, length, line);
    if (*sign == '{')
        open_block(reader, new);
    else
        new->value = arena_string(reader->faults->arena, sign + 1 + strspn(sign + 1, " \t"));
}

/* Cuts white space off both ends of LENGTH bytes. */
static const char *trim(char *text, size_t length)
{
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    text[length] = '\0';
    return text + strspn(text, " \t");
}

struct declaration *declaration_read(struct faults *faults)
{
    struct declaration *root = arena_alloc(faults->arena, sizeof *root);
    struct reader reader = {.faults = faults, .blocks = {root}, .ends = {&root->inner}};
    FILE *stream = fopen(faults->file, "r");
    char *line = NULL;
    size_t room = 0;
    unsigned number = 0;
    ssize_t length;

    root->name = "";
    if (stream == NULL) {
        fault_at(faults, 0, "%s", strerror(errno));
        return NULL;
    }
    while ((length = getline(&line, &room, stream)) >= 0) {
        number++;
        if (text_check(line, (size_t)length, true) != TEXT_FINE)
            fault_at(faults, number, "this is no text in UTF-8");
        else
            read_line(&reader, trim(line, (size_t)length), number);
    }
    if (ferror(stream))
        fault_at(faults, 0, "it cannot be read to its end");
    if (reader.depth > 0)
        fault_at(faults, number, "the block of %s, line %u, is not closed",
                 reader.blocks[reader.depth]->name, reader.blocks[reader.depth]->line);
    free(line);
    fclose(stream);
    return root;
}
