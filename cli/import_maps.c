/* lorehall import maps: text files named after their zones, one or several layers of each. Whose a
 * map is, its file's name alone can tell: in it are lines and labels and nothing else.
 *
 * Maps also come as lines of `import entries`, which uses the first half of this. */
#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/file/file.h"
#include "base/text/text.h"
#include "import_entries.h"
#include "lore/place.h"
#include "store/journal.h"
#include "talk/import/import_threads.h"

const char *import_map_fault(struct arena *arena, const char *text, size_t length)
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

int import_map_entry(const struct game_context *context, const char *external_id,
                     struct entry *entry)
{
    const struct game *game = context->game;
    int found = 0;

    for (size_t i = 0; i < game->kind_count && found == 0; i++)
        if (game->kinds[i].map)
            found = entry_of_external(context, &game->kinds[i], external_id, entry);
    return found;
}

/* A transaction each: maps are few and large, and each that is in is of use without the others. */
int import_map_put(const struct entries_import *import, const struct entry *entry, const char *text)
{
    const struct game_context *context = &import->context;
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
    if (changed == 1 && !import->options->trial && journal_append(context->database, &row) == 0 &&
        journal_commit(context->database, import->command->shared, &row, 1) == 0)
        return 1;
    database_rollback(context->database);
    return changed <= 0 || import->options->trial ? changed : -1;
}

/* ---- a directory of them ---- */

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
static int find_map_owner(struct entries_import *import, const char *name, struct entry *entry)
{
    int found = import_map_entry(&import->context, name, entry);
    char *small;

    if (found != 0)
        return found;
    small = arena_string(import->context.arena, name);
    for (char *c = small; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return import_map_entry(&import->context, small, entry);
}

/* One zone's layers. */
struct map_layers {
    const char *name;  /* the zone's */
    const char *fault; /* the first, with its file; NULL: none */
    struct buffer text;
};

/* Appends the content of the file NAME in the place that is imported. 0 or -1, said on stderr. */
static int add_layer(struct entries_import *import, struct map_layers *layers, const char *name)
{
    struct buffer *text = &layers->text;
    const char *path = arena_format(import->context.arena, "%s/%s", import->options->place, name);
    const char *fault;
    FILE *file = file_open(path, &fault);
    size_t length, start = text->length;
    char part[4096];

    if (file == NULL) {
        command_failed("%s: %s", path, fault);
        return -1;
    }
    while ((length = fread(part, 1, sizeof part, file)) > 0)
        buffer_put(text, part, length);
    if (text_marked(text->data + start, text->length - start)) {
        text->length -= TEXT_MARK_BYTES;
        memmove(text->data + start, text->data + start + TEXT_MARK_BYTES, text->length - start + 1);
    }
    if (text->length > start && text->data[text->length - 1] != '\n')
        buffer_byte(text, '\n');
    fault = text->length > start
                ? import_map_fault(import->context.arena, text->data + start, text->length - start)
                : NULL;
    if (layers->fault == NULL && fault != NULL)
        layers->fault = arena_format(import->context.arena, "%s: %s", name, fault);
    return fclose(file);
}

/* Takes one zone's layers, which were gathered. 0 or -1. */
static int import_map(struct entries_import *import, const struct map_layers *layers,
                      struct import_counts *counts)
{
    const char *fault = layers->text.length > 0 ? layers->fault : "it is empty";
    struct entry entry;
    struct map before;
    int found = 0, known, changed;

    counts->read++;
    if (fault == NULL)
        found = find_map_owner(import, layers->name, &entry);
    if (found < 0)
        return -1;
    if (found == 0) {
        counts->rejected++;
        import_report_write(&import->report, "%s: %s", layers->name,
                            fault != NULL ? fault
                                          : "there is nothing with this id that could have a map");
        return 0;
    }
    known = map_find(import->command->database, import->context.arena, entry.id, &before);
    changed = import_map_put(import, &entry, layers->text.data);
    if (known < 0 || changed < 0)
        return -1;
    counts->added += changed && !known;
    counts->changed += changed && known;
    counts->unchanged += !changed;
    return 0;
}

/* Takes the COUNT files, sorted, so that the layers of one zone follow each other and are one
 * map. */
static int import_maps(struct entries_import *import, struct dirent **files, int count,
                       struct import_counts *counts)
{
    for (int i = 0; i < count;) {
        struct map_layers layers;
        const char *name;

        arena_reset(import->context.arena);
        name = map_of_file(import->context.arena, files[i]->d_name);
        assert(name != NULL); /* else it is no map */
        layers =
            (struct map_layers){.name = name, .text = buffer_open(import->context.arena, 65536)};
        for (; i < count &&
               strcasecmp(layers.name, map_of_file(import->context.arena, files[i]->d_name)) == 0;
             i++)
            if (add_layer(import, &layers, files[i]->d_name) != 0)
                return -1;
        if (import_map(import, &layers, counts) != 0)
            return -1;
        import_report_progress(&import->report, "maps", (uint64_t)i, (uint64_t)count);
    }
    return 0;
}

static enum command_status run_maps(struct entries_import *import)
{
    struct import_counts counts = {0};
    struct dirent **files;
    int count = scandir(import->options->place, &files, is_map, compare_maps), result;

    if (count < 0)
        return command_failed("%s: %s", import->options->place, strerror(errno));
    result = import_maps(import, files, count, &counts);
    for (int i = 0; i < count; i++)
        free(files[i]);
    free(files);
    if (result != 0)
        return command_failed("not all maps could be read and written");
    return import_report_counts(&counts);
}

enum command_status command_import_maps(struct command *command, int argc, char **argv)
{
    return entries_import_run(command, argc, argv, run_maps);
}
