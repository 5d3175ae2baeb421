#include "base/configuration.h"

#include <ClearSilver/ClearSilver.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* How a key's text becomes a member of struct configuration. */
enum key_type { KEY_TEXT, KEY_NUMBER, KEY_SWITCH, KEY_LEVEL };

struct key {
    const char *name;
    enum key_type type;
    bool required;
    size_t offset;
    unsigned low, high;
};

#define MEMBER(member) offsetof(struct configuration, member)

static const struct key keys[] = {
    {"Domain", KEY_TEXT, true, MEMBER(domain), 0, 0},
    {"Port", KEY_NUMBER, true, MEMBER(port), 1, 65535},
    {"Secure", KEY_SWITCH, false, MEMBER(secure), 0, 0},
    {"Development", KEY_SWITCH, false, MEMBER(development), 0, 0},
    {"Secret.File", KEY_TEXT, true, MEMBER(secret_file), 0, 0},
    {"Database.Socket", KEY_TEXT, false, MEMBER(database.socket), 0, 0},
    {"Database.Host", KEY_TEXT, false, MEMBER(database.host), 0, 0},
    {"Database.Port", KEY_NUMBER, false, MEMBER(database.port), 1, 65535},
    {"Database.User", KEY_TEXT, true, MEMBER(database.user), 0, 0},
    {"Database.Password", KEY_TEXT, false, MEMBER(database.password), 0, 0},
    {"Database.Name", KEY_TEXT, true, MEMBER(database.name), 0, 0},
    {"Shared.File", KEY_TEXT, true, MEMBER(shared_file), 0, 0},
    {"Cache.Megabytes", KEY_NUMBER, false, MEMBER(cache_megabytes), 0, 65536},
    {"Views.Directory", KEY_TEXT, true, MEMBER(views), 0, 0},
    {"Messages.Directory", KEY_TEXT, true, MEMBER(messages), 0, 0},
    {"Migrations.Directory", KEY_TEXT, true, MEMBER(migrations), 0, 0},
    {"Static.Manifest", KEY_TEXT, true, MEMBER(static_manifest), 0, 0},
    {"Games.Directory", KEY_TEXT, true, MEMBER(games), 0, 0},
    {"Lore.Directory", KEY_TEXT, true, MEMBER(lore), 0, 0},
    {"Publish.Socket", KEY_TEXT, true, MEMBER(publish_socket), 0, 0},
    {"Log.Level", KEY_LEVEL, false, MEMBER(log_level), 0, 0},
};

/* One read of the file: where it is, and how many things were wrong. */
struct reading {
    struct arena *arena;
    const char *file;
    struct configuration *configuration;
    bool seen[sizeof keys / sizeof keys[0]]; /* which keys are there, right or wrong */
    int faults;
};

/* The line of FILE on which KEY gets its value, the last where there are several; 0 where none is
 * found (it may be in a file that this one includes). Follows blocks, "Database {" to "}". */
static int line_of(const char *file, const char *key)
{
    FILE *stream = fopen(file, "r");
    char path[512] = "", *line = NULL;
    size_t room = 0, length = 0, outer[16], depth = 0;
    int found = 0;

    for (int number = 1; stream != NULL && getline(&line, &room, stream) >= 0; number++) {
        const char *name = line + strspn(line, " \t");
        size_t part = strcspn(name, " \t=:{}[<#\r\n");
        const char *sign = name + part + strspn(name + part, " \t");

        if (*name == '}' && depth > 0)
            path[length = outer[--depth]] = '\0';
        if (part == 0 || part >= sizeof path - length - 1)
            continue;
        snprintf(path + length, sizeof path - length, "%s%.*s", length > 0 ? "." : "", (int)part,
                 name);
        if (*sign != '{' && strcmp(path, key) == 0)
            found = number;
        if (*sign == '{' && depth < sizeof outer / sizeof outer[0]) {
            outer[depth++] = length;
            length = strlen(path);
        }
        path[length] = '\0';
    }
    free(line);
    if (stream != NULL)
        fclose(stream);
    return found;
}

/* Says what is wrong: with KEY, at its line, or with the file (KEY NULL). */
static void fault(struct reading *reading, const char *key, const char *what)
{
    int number = key != NULL ? line_of(reading->file, key) : 0;

    reading->faults++;
    if (number != 0)
        text_say(stderr, "%s:%d: %s: %s", reading->file, number, key, what);
    else
        text_say(stderr, "%s: %s%s%s", reading->file, key != NULL ? key : "",
                 key != NULL ? ": " : "", what);
}

static const char *set_key(struct reading *reading, const struct key *key, const char *value)
{
    void *member = (char *)reading->configuration + key->offset;
    int64_t number;
    int level;

    switch (key->type) {
    case KEY_TEXT:
        if (*value == '\0')
            return "needs a value";
        *(const char **)member = arena_string(reading->arena, value);
        return NULL;
    case KEY_NUMBER:
        if (!text_i64(value, key->low, key->high, &number))
            return arena_format(reading->arena, "wants a whole number from %u to %u, not \"%s\"",
                                key->low, key->high, value);
        *(unsigned *)member = (unsigned)number;
        return NULL;
    case KEY_SWITCH:
        if (!text_i64(value, 0, 1, &number))
            return arena_format(reading->arena, "wants 0 or 1, not \"%s\"", value);
        *(bool *)member = number == 1;
        return NULL;
    case KEY_LEVEL:
        level = log_level_named(value);
        if (level < 0)
            return "wants error, warning, info or debug";
        *(enum log_level *)member = (enum log_level)level;
        return NULL;
    }
    return "is of no known type";
}

static int read_leaf(void *context, const char *path, const char *value)
{
    struct reading *reading = context;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i].name, path) == 0) {
            const char *what = set_key(reading, &keys[i], value);

            reading->seen[i] = true;
            if (what != NULL)
                fault(reading, path, what);
            return 0;
        }
    }
    fault(reading, path, "is not a key of this file");
    return 0;
}

static void require(struct reading *reading)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].required && !reading->seen[i])
            fault(reading, NULL, arena_format(reading->arena, "%s is missing", keys[i].name));
    if (reading->configuration->database.socket == NULL &&
        reading->configuration->database.host == NULL)
        fault(reading, NULL, "Database.Socket or Database.Host is missing");
}

struct configuration *configuration_read(struct arena *arena, const char *file)
{
    struct reading reading = {.arena = arena, .file = file};

    reading.configuration = arena_alloc(arena, sizeof *reading.configuration);
    reading.configuration->log_level = LOG_LEVEL_INFO;
    reading.configuration->cache_megabytes = 64;
    if (configuration_walk(file, read_leaf, &reading) != 0)
        return NULL;
    require(&reading);
    return reading.faults == 0 ? reading.configuration : NULL;
}

/* Visits the values below NODE; PATH is NODE's own and has room for deeper ones. */
// NOLINTNEXTLINE(misc-no-recursion): the path has room for so many levels only
static int walk(HDF *node, char *path, size_t length, size_t size,
                int (*visit)(void *, const char *, const char *), void *context)
{
    int result = 0;

    for (HDF *child = hdf_obj_child(node); child != NULL && result == 0;
         child = hdf_obj_next(child)) {
        int added = snprintf(path + length, size - length, "%s%s", length > 0 ? "." : "",
                             hdf_obj_name(child));

        if (added < 0 || (size_t)added >= size - length)
            continue;
        /* A node may have both. */
        if (hdf_obj_value(child) != NULL)
            result = visit(context, path, hdf_obj_value(child));
        if (result == 0)
            result = walk(child, path, length + (size_t)added, size, visit, context);
        path[length] = '\0';
    }
    return result;
}

int configuration_walk(const char *file,
                       int (*visit)(void *context, const char *path, const char *value),
                       void *context)
{
    char path[512] = "";
    HDF *hdf = NULL;
    NEOERR *err = hdf_init(&hdf);
    int result;

    if (err == STATUS_OK)
        err = hdf_read_file(hdf, file);
    if (err != STATUS_OK) {
        STRING message;

        string_init(&message);
        nerr_error_string(err, &message);
        text_say(stderr, "%s: %s", file, message.buf != NULL ? message.buf : "cannot be read");
        string_clear(&message);
        nerr_ignore(&err);
        hdf_destroy(&hdf);
        return -1;
    }
    result = walk(hdf, path, 0, sizeof path, visit, context);
    hdf_destroy(&hdf);
    return result;
}
