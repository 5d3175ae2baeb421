/* What is typed in the box, against whatever names there are: the first line is looked for among the
 * entries that the other lines name. What comes is bounded, in order and of these. */
#include <string.h>

#include "../unit/probe.h"
#include "base/log.h"
#include "base/text/text.h"
#include "catalogue/internal.h"
#include "catalogue/snapshot_writer.h"
#include "fuzz.h"

const char fuzz_name[] = "names";
const char *const fuzz_words[] = {"\n",
                                  "\n\n",
                                  "a gnoll",
                                  "of the",
                                  "rusty sword",
                                  "swrod",
                                  "\xC3\x89",
                                  "\xC3\x9F",
                                  "\xE7\xAB\x9C",
                                  "\xE2\x80\x8B",
                                  "\xF0\x9F\x98\x80",
                                  "\xCC\x81",
                                  "\xC7\x86",
                                  "'",
                                  "`",
                                  "!",
                                  "10",
                                  "\xEF\xBC\xA1",
                                  "\xD0\x90",
                                  NULL};

enum { NAMES_MAX = 60, LIMIT = 10 };

/* The snapshot of entries that are called as the lines of TEXT are, each a name that could be kept. */
static uint8_t *snapshot_of_names(struct arena *arena, char *text, const char **names,
                                  size_t *count, size_t *length)
{
    const struct snapshot_origin origin = {.declaration = snapshot_declaration(&probe_game),
                                           .game = 1};
    struct snapshot_writer *writer = snapshot_writer_open(&probe_game);

    *count = 0;
    for (char *name = text; name != NULL && *count < NAMES_MAX;) {
        struct value values[3] = {{.set = true, .number = (int64_t)*count}};
        char *end = strchr(name, '\n');

        if (end != NULL)
            *end++ = '\0';
        names[*count] = text_normal(arena, name);
        const struct entry entry = {.id = ++*count,
                                    .kind = &probe_kinds[*count % 2],
                                    .name = names[*count - 1],
                                    .external_id = "x",
                                    .hidden = *count % 7 == 0,
                                    .values = values};

        snapshot_writer_add(writer, &entry);
        name = end;
    }
    return snapshot_writer_finish(writer, &origin, length);
}

static void check_suggestions(const struct suggestion *list, size_t found, const char *const *names,
                              size_t count)
{
    MUST(found <= LIMIT);
    for (size_t i = 0; i < found; i++) {
        MUST(list[i].id > 0 && list[i].id <= count);
        MUST(strcmp(list[i].name, names[list[i].id - 1]) == 0);
        MUST(list[i].kind == &probe_kinds[list[i].id % 2]);
        MUST(text_check(list[i].name, strlen(list[i].name), true) == TEXT_VALID);
    }
}

static void ask_names(struct catalogue *catalogue, struct arena *arena, const char *typed,
                      const char *const *names, size_t count)
{
    struct catalogue_query query = {.kind = &probe_kinds[1],
                                    .words = typed,
                                    .limit = LIMIT,
                                    .facets = true};
    struct catalogue_page page;
    const struct suggest_query suggest = {.typed = typed,
                                          .all = true,
                                          .counted = true,
                                          .limit = LIMIT};
    struct suggestions found = catalogue_suggest(catalogue, arena, &suggest);

    check_suggestions(found.list, found.count, names, count);
    MUST(found.total <= count);
    found = catalogue_suggest_mixed(catalogue, arena, &suggest);
    check_suggestions(found.list, found.count, names, count);
    for (size_t i = 0; i < found.count; i++)
        MUST(!found.list[i].hidden);
    MUST(catalogue_list(catalogue, arena, &query, &page) == 0);
    MUST(page.count <= LIMIT);
    for (size_t i = 0; i < page.count; i++)
        MUST(page.entries[i].kind == query.kind && !page.entries[i].hidden);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    char *typed = text_showable(arena, (const char *)data, size), *rest = strchr(typed, '\n');
    const char *names[NAMES_MAX];
    struct catalogue *catalogue = catalogue_open(&probe_game, 1, NULL);
    size_t count, length;
    uint8_t *bytes;

    log_open("fuzz", LOG_LEVEL_ERROR);
    if (rest != NULL)
        *rest++ = '\0';
    bytes = snapshot_of_names(arena, rest, names, &count, &length);
    catalogue->snapshots[CATALOGUE_BASE] = snapshot_open(bytes, length, false, &probe_game);
    MUST(catalogue->snapshots[CATALOGUE_BASE] != NULL);
    ask_names(catalogue, arena, typed, names, count);
    catalogue_close(catalogue);
    arena_close(arena);
    return 0;
}
